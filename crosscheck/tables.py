"""A corpus's tables of scores, as its manifest lists them beside the documents.

A table is not a document: nothing is read from it sentence by sentence, and no pair depends on it, so it is no part of the
corpus's digest and adding one makes no index stale. Its SHA-256 is checked whenever it is read. This module holds the entry
and its rules; `tracker` reads what is in the file.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any

KINDS = ("hrmi-esr", "hrmi-cpr", "hrmi-risk")
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class TableInfo:
    """One `[[tables]]` entry. `kind` is one of KINDS; `year` the last year it describes, `release` the publisher's name for it
    ("v3.1"). `country` is the code its rows bear for the corpus's State, where the name alone does not tell it."""

    id: str
    file: str
    kind: str
    title: str
    publisher: str
    year: int
    rights: str
    attribution: str
    sha256: str
    release: str | None = None
    country: str | None = None
    url: str | None = None

    @property
    def label(self) -> str:
        """The table in a few words, for the line under a chart."""
        return f"{self.title}, {self.release or self.year}"


FIELDS = tuple(field.name for field in fields(TableInfo))
_REQUIRED = tuple(field.name for field in fields(TableInfo) if field.default is MISSING)


def read_rows(rows: Any, taken: Iterable[str], file_problem: Callable[[Any], str | None]) -> tuple[tuple[TableInfo, ...], list[str]]:
    """The tables of a manifest, and everything that is wrong with them, one phrase a fault.

    `taken` are the ids of the documents; `file_problem` says what is wrong with a path, or None.
    """
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return (), ["'tables' must be written as [[tables]] tables"]
    found: list[TableInfo] = []
    problems: list[str] = []
    seen = set(taken)
    for number, row in enumerate(rows, start=1):
        bad = _problems(row, file_problem)
        if not bad and row["id"] in seen:
            bad = [f"the id {row['id']!r} is taken; give each document and table its own"]
        problems += [f"table {number} ({row.get('id') or row.get('file') or 'no id'}): {problem}" for problem in bad]
        if not bad:
            seen.add(row["id"])
            found.append(TableInfo(**row))
    return tuple(found), problems


def _problems(row: Mapping[str, Any], file_problem: Callable[[Any], str | None]) -> list[str]:
    problems = [f"missing field {key!r}" for key in _REQUIRED if key not in row]
    problems += [f"unknown field {key!r}; allowed are {', '.join(FIELDS)}" for key in sorted(set(row) - set(FIELDS))]
    for key in FIELDS:
        if key in row and (problem := file_problem(row[key]) if key == "file" else field_problem(key, row[key])):
            problems.append(problem)
    return problems


def field_problem(key: str, value: Any) -> str | None:
    """What is wrong with the value of one field, or None."""
    if key == "year":
        return None if type(value) is int and 1900 <= value < 2200 else f"year {value!r} is not a year"
    if not isinstance(value, str) or not value.strip():
        return f"{key} {value!r} is not a text"
    if key == "kind":
        return None if value in KINDS else f"kind {value!r} is not one of {', '.join(KINDS)}"
    pattern = {"id": _ID, "sha256": _SHA256}.get(key)
    wanted = {"id": "may hold only a-z, 0-9 and -", "sha256": "is not 64 hexadecimal digits"}
    return f"{key} {value!r} {wanted[key]}" if pattern and not pattern.fullmatch(value) else None
