"""From a corpus to judged pairs. No printing, no Streamlit.

What was computed before and still holds is used again: a document's vectors while its sentences and the encoder stay
the same, the judge's scores of a pair while its two texts and the judge stay the same. Nothing is written until all is
done.
"""

import hashlib
from collections.abc import Mapping
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
from crosscheck.reading import Progress, Reader, in_two_rounds, place_within
from crosscheck.records import pair_id
from crosscheck.results import CrossCheck

NO_MATTER = {"cli.py", "views.py", "evaluate.py", "search.py", "summary.py", "serve.py", "scores.py", "plots.py",
             "notes.py", "mistakes.py", "names.py", "name_forms.py", "repeats.py", "theme_vectors.py", "tracker.py", "tracker_chart.py",
             "tracker_lists.py", "tracker_prose.py", "tables.py", "figure_pairs.py", "figure_sums.py"}  # decide no result


@dataclass(frozen=True)
class Settings:
    """How a cross-check is made. `depth` pairs of every claim are kept; in a first round the judge reads at most `reads`
    of them, and none whose chance of being related is under `floor`. In a second, the shipped judge reads, and the run keeps, what
    stands beside a pair that speaks against its claim. `judge` and `judge_labels` are as `judges.load` takes them."""

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
    reader = Reader(judge, known, progress)
    done = in_two_rounds(matched, pairs, score, depth=settings.depth, reads=settings.reads, floor=settings.floor,
                         again=fitted.relation is not None,  # how often another judge speaks against a claim nobody knows
                         logits=lambda wanted: reader(matched.side_texts(wanted)))
    pairs, features, score = pairs.take(done.kept), features[done.kept], score[done.kept]
    around = matched.around(pairs, fitted.alone(features, done.logits))
    probabilities = fitted.relations(features, done.logits, around)
    superseded = fitted.superseded(timing_rows(matched.material, pairs))
    judged_by = np.where(~done.read, "screen", np.where(np.isnan(done.logits[:, 0]), "unjudged", "judge")).astype(object)
    decided = heads.withheld(fitted.decide(probabilities, superseded, matched.side_texts(pairs)), judged_by == "unjudged")
    order = np.lexsort((pairs.finding, -heads.expected_gain(probabilities), pairs.claim))
    return _table(matched.material, pairs, score, probabilities, decided, judged_by, order), reader.table()


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
