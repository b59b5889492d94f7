"""One flat row a pair in words that a reader of a spreadsheet understands: for XLSX and for the matrix workbook."""

from crosscheck.export.bundle import Bundle
from crosscheck.records import Pair
from crosscheck.views import place

HEADINGS = (
    "Pair", "Status", "Relation", "Timing", "Flag", "Flag score", "State report", "Paragraph", "What the State says", "Kind",
    "Articles", "Themes", "Recommendation", "Source", "Year", "Place in source", "Page", "What the source found", "Who speaks",
    "Law or practice", "Grounds given by reviewers", "Claim start", "Claim end", "Finding start", "Finding end",
)  # fmt: skip


def row(bundle: Bundle, pair: Pair) -> dict[str, object]:
    """The pair under HEADINGS; a decision of people replaces the machine's label, and Status says so."""
    shown, decision = bundle.shown(pair), bundle.decision(pair)
    claim, finding = pair.claim.sentence, pair.finding.sentence
    relation = "unjudged" if pair.judged_by == "unjudged" and decision is None else str(shown.relation)
    values = (
        pair.pair_id, bundle.status(pair), relation, str(shown.timing), "flag" if shown.flag else "",
        round(pair.flag_score, 4), bundle.info(claim).label, claim.paragraph or "", claim.text, str(pair.claim.kind),
        "; ".join(pair.claim.articles), "; ".join(pair.claim.themes), pair.claim.recommendation or "",
        bundle.info(finding).label, pair.finding.year, place(finding), finding.page or "", finding.text,
        str(pair.finding.attribution), str(pair.finding.ground), " / ".join(decision.notes) if decision else "",
        claim.start, claim.end, finding.start, finding.end,
    )  # fmt: skip
    return dict(zip(HEADINGS, values, strict=True))
