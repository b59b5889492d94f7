"""JSON Lines: one object a pair, in the contract that other tools may rely on."""

import json
from collections.abc import Iterable, Iterator

from crosscheck.export.bundle import Bundle
from crosscheck.figure_pairs import FigurePair, figure_pairs
from crosscheck.records import Claim, Finding, Pair
from crosscheck.results import CrossCheck


def lines(check: CrossCheck, pairs: Iterable[Pair]) -> Iterator[str]:
    """One line a pair, its keys in the contract's order."""
    beside = _figures(check)
    for pair in pairs:
        yield json.dumps(record(pair) | {"figures": beside.get(_place(pair), [])}, ensure_ascii=False) + "\n"


def bundle_lines(bundle: Bundle) -> Iterator[str]:
    """The contract's lines; `review` is added to a pair that people decided, `covered` to a quote with a covered name."""
    for content in bundle_records(bundle):
        yield json.dumps(content, ensure_ascii=False) + "\n"


def bundle_records(bundle: Bundle) -> Iterator[dict]:
    """The objects of `bundle_lines`. `covered` holds [start, end] offsets into the document."""
    beside = _figures(bundle.check)
    for pair in bundle.pairs:
        content = record(pair) | {"figures": beside.get(_place(pair), [])}
        if decision := bundle.decision(pair):
            shown = decision.applied(pair)
            content["review"] = {"relation": str(shown.relation), "timing": str(shown.timing), "flag": shown.flag,
                                 "status": bundle.status(pair), "at": decision.at, "notes": list(decision.notes)}
        for side, sentence in (("claim", pair.claim.sentence), ("finding", pair.finding.sentence)):
            if spans := bundle.redaction.covered(bundle.check, sentence):
                content[side]["covered"] = [list(span) for span in spans]
        yield content


def _place(pair: Pair | FigurePair) -> tuple[str, int, str, int]:
    """What tells a claim and a finding: their documents and first code points."""
    claim, finding = pair.claim.sentence, pair.finding.sentence
    return claim.doc, claim.start, finding.doc, finding.start


def _figures(check: CrossCheck) -> dict[tuple[str, int, str, int], list[dict]]:
    """The comparisons of figures of every claim and finding that have any."""
    years = {info.id: info.year for info in check.corpus.documents}
    found: dict[tuple[str, int, str, int], list[dict]] = {}
    for one in figure_pairs(check.claims, check.findings, years):
        found.setdefault(_place(one), []).append(figures_record(one))
    return found


def figures_record(one: FigurePair) -> dict:
    """A comparison of two figures: both with unit, quantity and year, the difference, and the arithmetic in words."""
    sides = {
        side: {"value": f.value, "unit": str(f.unit), "currency": f.currency, "noun": f.noun, "qualifier": str(f.qualifier),
               "year": f.year, "year_stated": f.stated}
        for side, f in (("claim", one.a), ("finding", one.b))
    }  # fmt: skip
    return sides | {"same_words": one.same_words, "difference": one.difference, "arithmetic": one.arithmetic, "notes": list(one.notes)}


def record(pair: Pair) -> dict:
    """The pair as plain lists, numbers and strings."""
    return {
        "pair_id": pair.pair_id,
        "rank": pair.rank,
        "claim": claim_record(pair.claim),
        "finding": finding_record(pair.finding),
        "scores": {name: round(value, 4) for name, value in pair.scores.items()},
        "relation": str(pair.relation),
        "timing": str(pair.timing),
        "flag": pair.flag,
        "flag_score": round(pair.flag_score, 4),
        "judged_by": pair.judged_by,
    }


def claim_record(claim: Claim) -> dict:
    """The claim's side of the contract."""
    s = claim.sentence
    return {
        "doc": s.doc, "start": s.start, "end": s.end, "text": s.text, "paragraph": s.paragraph, "page": s.page,
        "articles": list(claim.articles), "themes": list(claim.themes), "recommendation": claim.recommendation,
        "kind": str(claim.kind),
    }


def finding_record(finding: Finding) -> dict:
    """The finding's side of the contract."""
    s = finding.sentence
    return {
        "doc": s.doc, "start": s.start, "end": s.end, "text": s.text, "section": " / ".join(s.section), "page": s.page,
        "year": finding.year, "attribution": str(finding.attribution), "ground": str(finding.ground),
        "themes": list(finding.themes),
    }
