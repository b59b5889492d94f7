"""CSV for spreadsheets: one row a pair. Text that a spreadsheet would run as a formula is made harmless."""

import csv
import io
from collections.abc import Iterable, Iterator

from crosscheck.export.jsonl import record
from crosscheck.records import Pair
from crosscheck.results import CrossCheck

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def lines(check: CrossCheck, pairs: Iterable[Pair]) -> Iterator[str]:
    """A heading row, then one row a pair. The file opens in spreadsheet programs as UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for i, pair in enumerate(pairs):
        row = flat(record(pair))
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
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
