"""CSV for spreadsheets: one row a pair. Text that a spreadsheet would run as a formula is made harmless."""

import csv
import io
from collections.abc import Iterable, Iterator

from crosscheck.export.bundle import Bundle
from crosscheck.export.jsonl import record
from crosscheck.records import Pair
from crosscheck.results import CrossCheck

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def lines(check: CrossCheck, pairs: Iterable[Pair]) -> Iterator[str]:
    """A heading row, then one row a pair. The file opens in spreadsheet programs as UTF-8."""
    return _written(flat(record(pair)) for pair in pairs)


def bundle_lines(bundle: Bundle) -> Iterator[str]:
    """As `lines`, with the columns review_status, review_relation, review_timing and review_notes at the end."""
    return _written(flat(record(pair)) | _review(bundle, pair) for pair in bundle.pairs)


def _review(bundle: Bundle, pair: Pair) -> dict[str, object]:
    decision = bundle.decision(pair)
    said = (str(decision.relation), str(decision.timing), " / ".join(decision.notes)) if decision else ("", "", "")
    return dict(zip(("review_status", "review_relation", "review_timing", "review_notes"), (bundle.status(pair), *said), strict=True))


def _written(rows: Iterable[dict[str, object]]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for i, row in enumerate(rows):
        if not i:
            writer.writerow(["\ufeffpair_id", *list(row)[1:]])  # the mark tells Excel that this is UTF-8
        writer.writerow([harmless(value) for value in row.values()])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def flat(content: dict, prefix: str = "") -> dict[str, object]:
    """Nested objects as `claim_start`, `scores_contradicts`…; lists joined by a semicolon."""
    result: dict[str, object] = {}
    for name, value in content.items():
        if isinstance(value, dict):
            result |= flat(value, f"{prefix}{name}_")
        else:
            result[prefix + name] = "; ".join(value) if isinstance(value, list) else value
    return result


def harmless(value: object) -> object:
    """The value, with an apostrophe before text that begins like a formula."""
    return f"'{value}" if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA) else value
