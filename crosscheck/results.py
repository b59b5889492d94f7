"""A finished cross-check as the screens, exports and evaluation read it, and its form on disk.

It loads without a model: tables and records only. It computes nothing and judges nothing.
"""

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from crosscheck import store
from crosscheck.corpus import Corpus, read
from crosscheck.errors import StaleIndexError
from crosscheck.records import Attribution, Claim, Document, Finding, Ground, Kind, Pair, Relation, Sentence, Timing

SCORES = ("candidate", *Relation)
COLUMNS = ("pair_id", "claim", "finding", "rank", *SCORES, "relation", "timing", "flag", "flag_score", "judged_by")


@dataclass(frozen=True)
class CrossCheck:
    """A corpus read, matched and judged.

    `table` has one row a pair and the columns COLUMNS, ordered by claim and rank; its `claim` and `finding` are
    positions in `claims` and `findings`. `run` says which code, models, settings and documents made it.
    """

    corpus: Corpus
    documents: dict[str, Document]
    sentences: dict[str, list[Sentence]]
    claims: list[Claim]
    findings: list[Finding]
    table: pd.DataFrame
    run: dict

    @cached_property
    def _row_of(self) -> dict[str, int]:
        return {pair: row for row, pair in enumerate(self.table["pair_id"])}

    def pair(self, pair_id: str) -> Pair:
        """The pair of that id. Raises KeyError if this cross-check has none."""
        return next(self.pairs(self.table.iloc[[self._row_of[pair_id]]]))

    def place(self, pair_id: str) -> tuple[int, int] | None:
        """The positions of that pair's claim and finding; None if this cross-check has no such pair."""
        row = self._row_of.get(pair_id)
        return None if row is None else (int(self.table["claim"].iloc[row]), int(self.table["finding"].iloc[row]))

    def pairs(self, rows: pd.DataFrame | None = None) -> Iterator[Pair]:
        """The pairs of `rows` (all of `table` if none is given), in that order."""
        for row in (self.table if rows is None else rows).itertuples(index=False):
            yield Pair(
                pair_id=row.pair_id, rank=int(row.rank), claim=self.claims[row.claim], finding=self.findings[row.finding],
                scores={str(name): round(float(getattr(row, name)), 6) for name in SCORES}, relation=Relation(row.relation),
                timing=Timing(row.timing), flag=bool(row.flag), flag_score=round(float(row.flag_score), 6),
                judged_by=row.judged_by,
            )

    @cached_property
    def claim_frame(self) -> pd.DataFrame:
        """One row a claim: doc, start, end, text, block, paragraph, section, page, kind, articles, themes, recommendation."""
        return pd.DataFrame([_flat(claim, claim.sentence) for claim in self.claims])

    @cached_property
    def finding_frame(self) -> pd.DataFrame:
        """One row a finding: doc, start, end, text, block, paragraph, section, page, year, attribution, ground, themes."""
        return pd.DataFrame([_flat(finding, finding.sentence) for finding in self.findings])

    def paragraph(self, sentence: Sentence) -> list[Sentence]:
        """The sentences of the paragraph that `sentence` stands in, in order."""
        return [s for s in self.sentences[sentence.doc] if s.block == sentence.block]


def _flat(record: Claim | Finding, sentence: Sentence) -> dict:
    rest = {name: value for name, value in asdict(record).items() if name != "sentence"}
    return asdict(sentence) | rest


def to_files(check: CrossCheck) -> dict[str, bytes]:
    """The files that `from_files` reads back; the same bytes for the same cross-check."""
    records = {
        "sentences": {doc: [asdict(s) for s in sentences] for doc, sentences in check.sentences.items()},
        "claims": _numbered(check.sentences, check.claims),
        "findings": _numbered(check.sentences, check.findings),
    }
    table = io.BytesIO()
    check.table.to_parquet(table, index=False, compression="zstd")
    return {"records.json": json.dumps(records, ensure_ascii=False, sort_keys=True).encode(), "pairs.parquet": table.getvalue()}


def _numbered(sentences: dict[str, list[Sentence]], records: Sequence[Claim | Finding]) -> list[dict]:
    """Claims or findings with their sentence given by its place."""
    place = {(s.doc, s.start): i for group in sentences.values() for i, s in enumerate(group)}
    return [_flat_rest(r) | {"doc": r.sentence.doc, "sentence": place[r.sentence.doc, r.sentence.start]} for r in records]


def _flat_rest(record: Claim | Finding) -> dict:
    return {name: value for name, value in asdict(record).items() if name != "sentence"}


def load(corpus: Corpus, directory: Path) -> CrossCheck:
    """The cross-check of `corpus` stored in `directory`.

    Raises StaleIndexError if it is missing, damaged, or made from other documents than the corpus now has.
    """
    mend = f"crosscheck run {corpus.id}"
    about = store.manifest(directory, mend)
    if (made_from := about.get("corpus", {}).get("sha256")) != corpus.sha256:
        raise StaleIndexError(f"{directory} was made from other documents or metadata (corpus {str(made_from)[:12]}, now "
                              f"{corpus.sha256[:12]}). Make it anew with: {mend}")
    documents = {info.id: read(corpus, info) for info in corpus.documents}
    try:
        records = json.loads(store.load(directory, about, "records.json", mend))
        table = pd.read_parquet(io.BytesIO(store.load(directory, about, "pairs.parquet", mend)))
        sentences = {doc: [_sentence(row) for row in rows] for doc, rows in records["sentences"].items()}
        claims = [_claim(row, sentences) for row in records["claims"]]
        findings = [_finding(row, sentences) for row in records["findings"]]
    except (KeyError, TypeError, ValueError) as error:
        raise StaleIndexError(f"{directory} cannot be read ({type(error).__name__}: {error}). Make it anew with: {mend}") from error
    return CrossCheck(corpus, documents, sentences, claims, findings, table, about)


def _sentence(row: dict) -> Sentence:
    return Sentence(**row | {"section": tuple(row["section"])})


def _claim(row: dict, sentences: dict[str, list[Sentence]]) -> Claim:
    return Claim(sentences[row["doc"]][row["sentence"]], Kind(row["kind"]), tuple(row["articles"]), tuple(row["themes"]),
                 row["recommendation"])


def _finding(row: dict, sentences: dict[str, list[Sentence]]) -> Finding:
    return Finding(sentences[row["doc"]][row["sentence"]], row["year"], Attribution(row["attribution"]), Ground(row["ground"]),
                   tuple(row["themes"]))
