"""From a corpus to judged pairs. No printing, no Streamlit.

What was computed before and still holds is used again: a document's vectors while its sentences and the encoder stay
the same, the judge's scores of a pair while its two texts and the judge stay the same. Nothing is written until all is
done.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from crosscheck import __version__, candidates, encoders, heads, index, judges, learned, notes, results, store
from crosscheck.candidates import Proposed
from crosscheck.corpus import Corpus
from crosscheck.encoders import Encoder
from crosscheck.errors import StaleIndexError
from crosscheck.index import Vectors
from crosscheck.judge import RELATIONS, SHIPPED, Judge, is_calibrated
from crosscheck.kept import Kept, parquet, vector_files
from crosscheck.matching import Matched, Material, read_corpus, timing_rows
from crosscheck.records import pair_id
from crosscheck.results import CrossCheck

Progress = Callable[[str], None]
NO_MATTER = {"cli.py", "views.py", "evaluate.py", "search.py", "summary.py", "serve.py", "scores.py", "plots.py",
             "notes.py", "mistakes.py", "names.py", "name_forms.py", "repeats.py", "theme_vectors.py", "tracker.py", "tracker_chart.py",
             "tracker_lists.py", "tracker_prose.py", "tables.py", "figure_pairs.py", "figure_sums.py"}  # decide no result


@dataclass(frozen=True)
class Settings:
    """How a cross-check is made. `depth` pairs of every claim are kept; the judge reads at most `reads` of them, and
    none whose chance of being related is under `floor`. `judge` and `judge_labels` are as `judges.load` takes them."""

    encoder: str = encoders.DEFAULT
    depth: int = 60
    reads: int = 60
    floor: float = 0.05
    judge: str = SHIPPED
    judge_labels: str = ""


def settings_for(corpus: Corpus, encoder: str | None = None, judge: str | None = None, judge_labels: str | None = None) -> Settings:
    """The settings asked for; where none is, the corpus's own encoder, or else the defaults. A judge's folder is kept whole."""
    folder = Path(judge or "").resolve() if judge not in (None, "", SHIPPED) and Path(str(judge)).is_dir() else None
    return Settings(encoder=encoder or corpus.encoder or encoders.DEFAULT, judge=str(folder or judge or SHIPPED),
                    judge_labels=judge_labels or "")


@cache
def code_fingerprint() -> str:
    """A hash over the code and data that decide the result."""
    package = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted([*package.glob("*.py"), *package.glob("ingest/*.py"), *package.glob("judges/*.py"),
                        *package.glob("taxonomies/*"), *package.glob("models/*")]):
        if path.name not in NO_MATTER and path.is_file():
            digest.update(f"{path.name}:{encoders.file_sha256(path)}\n".encode())
    return digest.hexdigest()


def encoder_fingerprint(name: str) -> str:
    """The fingerprint that the encoder of that name will have, without loading it."""
    if name == encoders.DEFAULT:
        return encoders.fingerprint(encoders.embedded_model())
    return encoders.fingerprint(Path(name)) if Path(name).is_dir() else f"hub:{name}"


def about(corpus: Corpus, settings: Settings, judge: Judge, fitted: heads.Heads | None = None) -> dict:
    """What a cross-check depends on: equal entries mean an equal result. `fitted` are the heads (None: the shipped ones)."""
    return {
        "crosscheck": __version__,
        "code": code_fingerprint(),
        "corpus": {"id": corpus.id, "title": corpus.title, "sha256": corpus.sha256},
        "encoder": {"name": settings.encoder, "fingerprint": encoder_fingerprint(settings.encoder)},
        "judge": {"name": judge.name, "fingerprint": judge.fingerprint,
                  "scores": "calibrated" if is_calibrated(judge) else "uncalibrated"},
        "heads": learned.named(fitted or learned.heads_for(judge)),
        "settings": asdict(settings),
    }


def is_current(directory: Path, wanted: dict) -> bool:
    """Whether the index in `directory` was made from just what `wanted` names."""
    try:
        found = store.manifest(directory, "")
    except StaleIndexError:
        return False
    return all(found.get(name) == value for name, value in wanted.items())


def _left_unjudged(directory: Path) -> bool:
    return bool(store.manifest(directory, "").get("counts", {}).get("unjudged"))


def run(
    corpus: Corpus, directory: Path, settings: Settings | None = None, *, judge: Judge | None = None,
    progress: Progress = lambda line: None,
) -> CrossCheck:
    """Cross-check `corpus` and store the result in `directory`, or load it if nothing has changed.

    Pairs that an earlier run left unjudged are asked again. `judge` stands in for the one that `settings` name.
    Raises CrosscheckError kinds for a corpus, model or folder that cannot be used; the folder is then as it was.
    """
    settings = settings or settings_for(corpus)
    judge = judge or judges.load(settings.judge, settings.judge_labels)
    fitted = learned.heads_for(judge, directory)
    wanted = about(corpus, settings, judge, fitted)
    for line in notes.of_languages(corpus, wanted):
        progress(f"note: {line}")
    if is_current(directory, wanted) and not _left_unjudged(directory):
        progress("nothing has changed since the last run")
        return results.load(corpus, directory)
    with store.writing(directory):
        kept = Kept(directory)
        progress(f"reading {len(corpus.documents)} documents")
        material = read_corpus(corpus)
        encoder = encoders.load_encoder(settings.encoder)
        vectors = index.embed(encoder, material.sentences, kept.vectors, progress)
        matched = Matched(material, vectors)
        if fitted.about.get("pairs"):
            progress(f"using the heads learned from {fitted.about['pairs']} reviewed pairs on {fitted.about.get('date', 'some day')}")
        table, reads = judged_pairs(matched, judge, fitted, settings, kept.reads(judge), progress)
        check = CrossCheck(corpus, material.documents, material.sentences, material.claims, material.findings, table, wanted)
        progress("writing the index")
        files = results.to_files(check) | vector_files(vectors) | {
            "findings.faiss": index.index_bytes(matched.index), "reads.parquet": parquet(reads)}
        store.save(directory, files, wanted | _counts(material, vectors, encoder, table))
    return results.load(corpus, directory)


def judged_pairs(
    matched: Matched, judge: Judge, fitted: heads.Heads, settings: Settings, known: Mapping[str, np.ndarray], progress: Progress,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The table of pairs (results.COLUMNS) and the judge's raw scores by text key."""
    progress(f"matching {len(matched.claims.sentences)} claims with {len(matched.findings.sentences)} findings")
    pairs, features = candidates.propose(matched.claims, matched.findings, matched.index, matched.lexicon)
    score = fitted.candidates(features)
    keep = strongest(pairs.claim, score, settings.depth)
    pairs, features, score = Proposed(pairs.claim[keep], pairs.finding[keep]), features[keep], score[keep]
    texts = matched.side_texts(pairs)
    place = place_within(pairs.claim)
    reading = np.flatnonzero((place < settings.reads) & (score >= settings.floor))
    logits, reads = _read(judge, texts, reading, known, progress)
    probabilities = fitted.relations(features, logits)
    superseded = fitted.superseded(timing_rows(matched.material, pairs))
    judged_by = np.full(len(score), "screen", dtype=object)
    judged_by[reading] = np.where(np.isnan(logits[reading, 0]), "unjudged", "judge")
    decided = heads.withheld(fitted.decide(probabilities, superseded, texts), judged_by == "unjudged")
    order = np.lexsort((pairs.finding, -heads.expected_gain(probabilities), pairs.claim))
    return _table(matched.material, pairs, score, probabilities, decided, judged_by, order), reads


def strongest(group: np.ndarray, score: np.ndarray, most: int) -> np.ndarray:
    """Positions of the `most` highest scores of every group, ordered by group and then score; ties by position."""
    order = np.lexsort((np.arange(len(score)), -score, group))
    return order[place_within(group[order]) < most]


def place_within(group: np.ndarray) -> np.ndarray:
    """For a sorted `group`, how many of the same group stand before each position."""
    if not len(group):
        return np.empty(0, dtype=np.int64)
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    return np.arange(len(group)) - np.repeat(starts, np.diff(np.r_[starts, len(group)]))


def text_key(pair: tuple[str, str]) -> str:
    """The name under which the judge's scores of a pair of texts are kept."""
    return hashlib.sha256("\x00".join(pair).encode()).hexdigest()[:24]


def _read(
    judge: Judge, texts: Sequence[tuple[str, str]], reading: np.ndarray, known: Mapping[str, np.ndarray], progress: Progress,
) -> tuple[np.ndarray, pd.DataFrame]:
    """Raw scores, shape (len(texts), 5), NaN where not read or not judged; and all that were judged, by text key."""
    result = np.full((len(texts), len(RELATIONS)), np.nan, dtype=np.float32)
    keys = {i: text_key(texts[i]) for i in reading.tolist()}
    scored = {key: known[key] for key in keys.values() if key in known}
    fresh = {key: texts[i] for i, key in keys.items() if key not in scored}
    if fresh:
        progress(f"judging {len(fresh)} pairs ({len(scored)} known)")
        said = judge.logits(list(fresh.values()), _every_tenth(progress))
        scored |= dict(zip(fresh, said, strict=True))
    for i, key in keys.items():
        result[i] = scored[key]
    names = sorted(key for key, row in scored.items() if not np.isnan(row).any())
    table = pd.DataFrame(np.array([scored[n] for n in names], dtype=np.float32).reshape(-1, len(RELATIONS)), columns=list(heads.LOGITS))
    table.insert(0, "key", names)
    return result, table


def _every_tenth(progress: Progress) -> Callable[[int, int], None]:
    """A judge's progress as a line at every tenth of the way."""
    said = 0

    def step(done: int, total: int) -> None:
        nonlocal said
        if done * 10 // total > said:
            said = done * 10 // total
            progress(f"  {said * 10} %")

    return step


def _table(
    material: Material, pairs: Proposed, score: np.ndarray, probabilities: np.ndarray, decided: heads.Decisions,
    judged_by: np.ndarray, order: np.ndarray,
) -> pd.DataFrame:
    sha = {info.id: info.sha256 for info in material.corpus.documents}
    spans_c = [(sha[c.sentence.doc], (c.sentence.start, c.sentence.end)) for c in material.claims]
    spans_f = [(sha[f.sentence.doc], (f.sentence.start, f.sentence.end)) for f in material.findings]
    claim, finding = pairs.claim[order], pairs.finding[order]
    columns = {
        "pair_id": [pair_id(*spans_c[c], *spans_f[f]) for c, f in zip(claim, finding, strict=True)],
        "claim": claim.astype(np.int32), "finding": finding.astype(np.int32),
        "rank": (place_within(claim) + 1).astype(np.int32), "candidate": score[order].astype(np.float32),
    }
    columns |= {relation: probabilities[order, i].astype(np.float32) for i, relation in enumerate(RELATIONS)}
    columns |= {
        "relation": [str(RELATIONS[i]) for i in decided.relation[order]],
        "timing": [str(heads.timing_name(late)) for late in decided.superseded[order]],
        "flag": decided.flag[order], "flag_score": decided.flag_score[order].astype(np.float32),
        "judged_by": judged_by[order],
    }
    return pd.DataFrame(columns)[list(results.COLUMNS)]


def _counts(material: Material, vectors: Mapping[str, Vectors], encoder: Encoder, table: pd.DataFrame) -> dict:
    documents = {doc: {"sha256": document.info.sha256, "sentences": len(material.sentences[doc]), "vectors": vectors[doc].key}
                 for doc, document in material.documents.items()}
    counts = {"claims": len(material.claims), "findings": len(material.findings), "pairs": len(table), "flags": int(table["flag"].sum()),
              "unjudged": int((table["judged_by"] == "unjudged").sum())}
    return {"documents": documents, "dimension": encoder.dimension, "counts": counts}
