"""Training rows from judged pairs: what was judged, and unrelated findings drawn from where the judge will meet them.

A judge that saw only judged pairs flags whatever shares the claim's subject. So every claim also brings findings that
were not proposed for it, taken as unrelated: hard ones, near the claim by the encoder's cosine, unless its scope is so wide
that these may bear on it too, and some from anywhere.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from crosscheck.evaluate import Gold, Span, overlaps
from crosscheck.records import Relation, Sentence, Timing
from crosscheck.sides import bare_heading, side, sides
from crosscheck.train.cross_encoder import RELATIONS, Row
from crosscheck.train.public import rows as read_rows

Encode = Callable[[Sequence[str]], np.ndarray]
UNRELATED = RELATIONS.index(Relation.UNRELATED)
RARE = {Relation.CONTRADICTS: 3, Relation.CORROBORATES: 2}
WIDE = 0.5  # share of its judged findings from which on a claim is of wide scope: the next nearest may bear on it too


@dataclass(frozen=True)
class JudgedClaim:
    """A claim as the judge reads it, its judged findings, and unlisted findings of the same sources, nearest first."""

    group: str
    claim: str
    judged: tuple[tuple[str, Relation, Timing], ...]
    unlisted: tuple[str, ...]


def claims_of_report(
    gold: Sequence[Gold], documents: Mapping[str, Sequence[Sentence]], findings: Sequence[str], encode: Encode
) -> list[JudgedClaim]:
    """Judged claims of a report that was read, with `findings` naming the independent documents."""
    texts = {doc: sides(list(sentences)) for doc, sentences in documents.items()}
    pool = [(Span(s.doc, s.start, s.end), texts[doc][i]) for doc in findings for i, s in enumerate(documents[doc])]
    vectors = encode([text for _, text in pool])
    by_claim: dict[Span, list[Gold]] = defaultdict(list)
    for pair in gold:
        by_claim[pair.claim].append(pair)
    result = []
    for span, pairs in by_claim.items():
        place = _place(span, documents[span.doc])
        near = np.argsort(-(vectors @ encode([texts[span.doc][place]])[0]), kind="stable")
        judged = []
        for pair in pairs:
            at = _place(pair.finding, documents[pair.finding.doc])
            judged.append((texts[pair.finding.doc][at], pair.relation, pair.timing))
        unlisted = [pool[i][1] for i in near if not any(overlaps(pool[i][0], pair.finding) for pair in pairs)]
        result.append(JudgedClaim(pairs[0].paragraph, texts[span.doc][place], tuple(judged), tuple(unlisted)))
    return result


def _place(span: Span, sentences: Sequence[Sentence]) -> int:
    """The sentence that shares most with `span`."""
    return max(range(len(sentences)), key=lambda i: min(span.end, sentences[i].end) - max(span.start, sentences[i].start))


def claims_of_states(
    claims: Sequence[dict], pairs: Sequence[dict], reports: Path, split: Callable[[str], list[tuple[int, int]]], encode: Encode
) -> list[JudgedClaim]:
    """Judged claims of other States, each against one State Department report given paragraph by paragraph."""
    pair_rows: dict[str, list[dict]] = defaultdict(list)
    for row in pairs:
        pair_rows[row["claim"]].append(row)
    by_report: dict[tuple[str, int], list[dict]] = defaultdict(list)
    for row in claims:
        by_report[row["country"], row["report_year"]].append(row)
    result = []
    for (country, year), group in sorted(by_report.items()):
        paragraphs = [row for row in read_rows(reports / f"{year}.jsonl.gz") if row["country"] == country]
        sentences = [(row["para"], start, end, row) for row in paragraphs for start, end in split(row["text"])]
        texts = [_report_side(sentences, i) for i in range(len(sentences))]
        claim_texts = [side(row["text"], row.get("heading") or row["theme"].replace("/", " and ")) for row in group]
        near = encode(claim_texts) @ encode(texts).T
        for row, claim, scores in zip(group, claim_texts, near, strict=True):
            order = np.argsort(-scores, kind="stable")
            result.append(_state_claim(row, claim, pair_rows[row["id"]], sentences, texts, order))
    return result


def _report_side(sentences: list[tuple], i: int) -> str:
    """A sentence (para, start, end, row) of a report as the judge reads it."""
    para, start, end, row = sentences[i]
    before = sentences[i - 1] if i and sentences[i - 1][0] == para else None
    previous = row["text"][before[1]:before[2]] if before else ""
    return side(row["text"][start:end], bare_heading(tuple(row["section"].split(" > "))), previous)


def _state_claim(
    claim: dict, text: str, pairs: list[dict], sentences: list[tuple], texts: list[str], order: np.ndarray,
) -> JudgedClaim:
    spans = [(Span(str(row["para"]), row["start"], row["end"]), row) for row in pairs]
    judged, unlisted = [], []
    for i in order:
        para, start, end, _ = sentences[i]
        hit = next((pair for span, pair in spans if overlaps(Span(str(para), start, end), span)), None)
        if hit is None:
            unlisted.append(texts[i])
        else:
            judged.append((texts[i], Relation(hit["relation"]), Timing(hit["timing"])))
    return JudgedClaim(claim["id"].split("-")[0], text, tuple(judged), tuple(unlisted))


def training_rows(claims: Sequence[JudgedClaim], *, hard: int, easy: int, reach: int = 80, seed: int = 0) -> list[Row]:
    """Every judged finding (rare relations repeated), `hard` unlisted ones among the `reach` nearest, `easy` from anywhere.

    A claim to which most of its judged findings relate draws none of the nearest: nobody read those.
    """
    chance = random.Random(seed)
    result = []
    for claim in claims:
        for finding, relation, _ in claim.judged:
            result += [Row(claim.claim, finding, RELATIONS.index(relation))] * RARE.get(relation, 1)
        near, far = claim.unlisted[:reach], claim.unlisted[reach:]
        related = sum(relation is not Relation.UNRELATED for _, relation, _ in claim.judged)
        wide = related > WIDE * len(claim.judged)
        drawn = chance.sample(near, 0 if wide else min(hard, len(near))) + chance.sample(far, min(easy, len(far)))
        result += [Row(claim.claim, finding, UNRELATED) for finding in drawn]
    return result
