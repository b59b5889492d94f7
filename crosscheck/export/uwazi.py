"""CSV for HURIDOCS Uwazi's import: one entity a pair.

The template wants the properties named in HEADINGS (title apart): `articles` and `themes` as multiple select, `year` and
`score` as numeric, the rest as text. Several values in a cell are parted by `|`. Uwazi has no field for offsets, so they
are text, and `pair` keeps the way back.
"""

import csv
import io
from collections.abc import Iterator

from crosscheck.export.bundle import Bundle
from crosscheck.export.sheet import harmless
from crosscheck.records import Pair
from crosscheck.views import place

HEADINGS = ("title", "pair", "status", "relation", "timing", "state_claim", "state_document", "paragraph", "articles", "themes",
            "recommendation", "finding", "source", "place_in_source", "year", "who_speaks", "score", "offsets", "grounds")


def lines(bundle: Bundle) -> Iterator[str]:
    """The heading, then one row a pair."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for values in (HEADINGS, *(_row(bundle, pair) for pair in bundle.pairs)):
        writer.writerow([harmless(value) for value in values])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _row(bundle: Bundle, pair: Pair) -> tuple:
    shown, decision = bundle.shown(pair), bundle.decision(pair)
    claim, finding = pair.claim.sentence, pair.finding.sentence
    title = f"{bundle.cited(claim)} – {bundle.info(finding).label} ({pair.pair_id[:8]})"
    return (
        title, pair.pair_id, bundle.status(pair), shown.relation, shown.timing, claim.text, bundle.info(claim).label,
        claim.paragraph or "", _several(pair.claim.articles), _several(pair.claim.themes), pair.claim.recommendation or "",
        finding.text, bundle.info(finding).label, place(finding), pair.finding.year, pair.finding.attribution,
        round(pair.flag_score, 4), f"claim {claim.start}-{claim.end}, finding {finding.start}-{finding.end}",
        " / ".join(decision.notes) if decision else "",
    )  # fmt: skip


def _several(values: tuple[str, ...]) -> str:
    return "|".join(value.replace("|", "/") for value in values)
