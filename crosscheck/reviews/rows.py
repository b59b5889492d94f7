"""Records as flat rows and back: the one form that the database, the files and the hashes share.

A row holds only what is set: a field that is empty is absent, so a column that a later version adds leaves the ids
and hashes of older rows as they were. Nothing here reads or writes.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from crosscheck.reviews.records import (
    Adjudication,
    Answer,
    Kind,
    Quote,
    Record,
    Review,
    Reviewer,
    ReviewError,
    Setting,
    Suggestion,
    Withdrawal,
    one_of,
)

Row = dict[str, str | int | float]

CLASSES = {Kind.REVIEWER: Reviewer, Kind.SETTING: Setting, Kind.ANSWER: Answer, Kind.REVIEW: Review,
           Kind.WITHDRAWAL: Withdrawal, Kind.ADJUDICATION: Adjudication}
KINDS = {cls: kind for kind, cls in CLASSES.items()}
QUOTES = ("claim", "finding", "deciding")
_QUOTE = tuple(field.name for field in fields(Quote))
_SUGGESTION = {"relation": "suggested_relation", "timing": "suggested_timing", "score": "suggested_score", "model": "model"}
_COLUMN = {"settles": "refers", "review": "refers", "item": "refers"}

TEXT = ("kind", "reviewer", "at", "pair_id", "relation", "timing", "confidence", "note", "refers", "name", "value",
        "suggested_relation", "suggested_timing", "model",
        *(f"{quote}_{part}" for quote in QUOTES for part in _QUOTE if part not in ("start", "end")))
WHOLE = ("blind", *(f"{quote}_{part}" for quote in QUOTES for part in ("start", "end")))
REAL = ("seconds", "suggested_score")
COLUMNS = (
    "kind", "reviewer", "at", "pair_id", "relation", "timing", "confidence", "note", "seconds", "blind", "refers", "name",
    "value", "suggested_relation", "suggested_timing", "suggested_score", "model",
    *(f"{quote}_{part}" for quote in QUOTES for part in _QUOTE),
)


def to_row(record: Record) -> Row:
    """The record's set fields under their column names, `kind` among them."""
    row: Row = {"kind": str(KINDS[type(record)])}
    if isinstance(record, Reviewer):
        return row | {"reviewer": record.id, "name": record.name, "at": record.at}
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, Quote):
            row |= {f"{field.name}_{part}": getattr(value, part) for part in _QUOTE}
        elif isinstance(value, Suggestion):
            row |= {column: _plain(getattr(value, part)) for part, column in _SUGGESTION.items()}
        elif value is not None:
            row[_COLUMN.get(field.name, field.name)] = _plain(value)
    return {column: value for column, value in row.items() if value != ""}


def _plain(value: Any) -> str | int | float:
    if isinstance(value, tuple):
        return " ".join(value)
    if isinstance(value, str):
        return str(value)
    return int(value) if isinstance(value, bool) else value


def from_row(row: Mapping[str, Any]) -> Record:
    """The record of a row; columns it does not know are passed over. Raises ReviewError naming the field at fault."""
    row = {column: _typed(column, value) for column, value in row.items() if value is not None and value != ""}
    kind = one_of(Kind, "kind", row.get("kind", Kind.REVIEW))
    if kind is Kind.REVIEWER:
        row["id"] = row.get("reviewer", "")
    values = {}
    for field in fields(CLASSES[kind]):
        value = _value(row, field.name)
        if value is not None:
            values[field.name] = value
    missing = [_COLUMN.get(f.name, f.name) for f in fields(CLASSES[kind]) if f.default is MISSING and f.name not in values]
    if missing:
        raise ReviewError(f"This {kind} lacks {', '.join(missing)}.")
    return CLASSES[kind](**values)


def _typed(column: str, value: Any) -> Any:
    """A cell as its column's type: a file of text gives "3.5" where the database gives 3.5."""
    if column not in WHOLE and column not in REAL:
        return value
    try:
        number = float(value)
        if column in WHOLE and not number.is_integer():
            raise ValueError
    except (TypeError, ValueError, OverflowError):
        raise ReviewError(f"{column} is {value!r}; it must be a {'whole ' if column in WHOLE else ''}number.") from None
    return int(number) if column in WHOLE else number


def _value(row: Mapping[str, Any], name: str) -> Any:
    """The value of one field, or None where the row has none."""
    if name in QUOTES:
        return _quote(row, name)
    if name == "suggestion":
        parts = {part: row[column] for part, column in _SUGGESTION.items() if column in row}
        return Suggestion(**{part: parts.get(part, "") for part in _SUGGESTION}) if parts else None
    if name == "settles":
        return tuple(str(row.get("refers", "")).split())
    return row.get(_COLUMN.get(name, name))


def _quote(row: Mapping[str, Any], name: str) -> Quote | None:
    if f"{name}_doc" not in row:
        return None
    parts = {part: row.get(f"{name}_{part}", "") for part in _QUOTE}
    return Quote(**parts)


def canonical(row: Mapping[str, Any]) -> str:
    """A row as the one text that its id and hash are made of."""
    return json.dumps({c: row[c] for c in COLUMNS if row.get(c) not in (None, "")}, ensure_ascii=False, sort_keys=True,
                      separators=(",", ":"))


def record_id(record: Record) -> str:
    """32 hex digits made from the record's content alone: its name in the log, in exports and in merges."""
    return hashlib.sha256(canonical(to_row(record)).encode()).hexdigest()[:32]


def link(previous: str, seq: int, row: Mapping[str, Any]) -> str:
    """The hash of the log's row `seq` (from 1), which follows the row whose hash is `previous`."""
    return hashlib.sha256(f"{previous}\n{seq}\n{canonical(row)}".encode()).hexdigest()
