"""HRMI Rights Tracker tables: scores of how a State respects a right, with their uncertainty, and who is at risk.

The published CSV forms are read as they are, columns by name. A value that is missing is left out and counted, a right that
is not known is kept under its code and named; a number that is none is an error with its line. Countries are matched by code
or by whole name, never by likeness. Which articles a right bears on is data (`tracker_rights.toml`). Nothing here rates a
score as good or bad, and none is shipped: a user brings the tables, under the terms of their publisher.
"""

import csv
import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from crosscheck.errors import CorpusError
from crosscheck.tables import TableInfo
from crosscheck.tracker_lists import by_any_code, country_code, plain

IMMEDIATE, BEST = "income adjusted", "global best"
OUT_OF_TEN, PERCENT = "out of 10", "%"
_COLUMNS = {
    "hrmi-esr": ("country_code", "year", "metric_code", "score_wrt_immediate_duty", "score_wrt_global_best"),
    "hrmi-cpr": ("country_code", "year", "metric_code", "mean", "lobound_10", "upbound_90"),
    "hrmi-risk": ("country_code", "year", "metric_code", "people_code", "proportion"),
}
_NAMES = ("country", "country_name")
_PEOPLE = ("people", "people_name", "people_group")
_MISSING = frozenset({"", ".", "na", "n/a", "nan", "null", "-", "–"})
_DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Score:
    """How far a State respected a right in a year.

    `unit` is "out of 10" (civil and political) or "%" (economic and social). `low` and `high` bound the middle 80 % of the
    uncertainty where it is published; they may lie a little outside the scale. `benchmark` says what an economic or social
    score is measured against ("income adjusted", "global best"), and is empty otherwise. `group` is whose score it is
    ("All"), `standard` which set of indicators made it. `source` is the id of the table or document. `stated` is False where
    prose named no year and `year` is the document's own.
    """

    country: str
    code: str
    right: str
    year: int
    value: float
    low: float | None
    high: float | None
    benchmark: str
    unit: str
    source: str
    group: str = "All"
    standard: str = ""
    stated: bool = True


@dataclass(frozen=True, slots=True)
class AtRisk:
    """The share (0 to 1) of `respondents` who named a group as at risk of having a right violated. `people` is the group's
    name where the table gives one, else its code."""

    country: str
    code: str
    right: str
    year: int
    people: str
    share: float
    respondents: int | None
    source: str


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds. `unknown` are codes of rights that are not in the list; `missing` counts values left out."""

    kind: str
    scores: tuple[Score, ...]
    at_risk: tuple[AtRisk, ...]
    unknown: tuple[str, ...]
    missing: int
    countries: Mapping[str, str]


def kind_of(data: bytes, name: str) -> str | None:
    """Which of the published forms a file has, by its columns; None where it has none of them. Raises CorpusError: not text."""
    header = set(_header(_text(data, name))[1])
    return next((kind for kind, columns in _COLUMNS.items() if header.issuperset(columns)), None)


def read(data: bytes, name: str, source: str, kind: str | None = None) -> Table:
    """The rows of a file. `name` is the file's, for messages; `source` its id.

    Raises CorpusError naming file, line and column: not UTF-8 or UTF-16, no such columns, a value that is no number or year.
    """
    text = _text(data, name)
    delimiter, header = _header(text)
    kind = kind or kind_of(data, name)
    if kind is None:
        raise CorpusError(f"{name}: none of the forms of a Rights Tracker table, whose columns are "
                          + "; or ".join(", ".join(columns) for columns in _COLUMNS.values()))  # fmt: skip
    if absent := [column for column in _COLUMNS[kind] if column not in header]:
        needs = f"a table of kind {kind} needs {', '.join(_COLUMNS[kind])}"
        raise CorpusError(f"{name}: line 1: no column {', '.join(map(repr, absent))}; {needs}")
    return _Reading(name, source, kind, delimiter).table(text)


def of_state(table: Table, state: str, code: str | None = None) -> Table:
    """The rows of the State of that name: by `code` where one is given, else by its own code or by the names in the table.

    Raises CorpusError where it is not told which rows are the State's, or there are none, saying which field to write.
    """
    named = [own for own, name in table.countries.items() if name and plain(name) == plain(state)]
    chosen = code or (named[0] if len(named) == 1 else country_code(state))
    if chosen is None:
        raise CorpusError(f"{_source(table)}: which rows are {state}'s cannot be told from its name; write its three-letter code as "
                          "country = \"…\" in the [[tables]] entry")  # fmt: skip
    if chosen not in table.countries:
        raise CorpusError(f"{_source(table)}: no row for {state} ({chosen}); it has {', '.join(sorted(table.countries)[:12])}"
                          f"{' …' if len(table.countries) > 12 else ''}")  # fmt: skip
    return Table(table.kind, tuple(row for row in table.scores if row.country == chosen),
                 tuple(row for row in table.at_risk if row.country == chosen), table.unknown, table.missing,
                 {chosen: table.countries[chosen]})  # fmt: skip


def _source(table: Table) -> str:
    rows: Sequence[Score | AtRisk] = table.scores or table.at_risk
    return rows[0].source if rows else "the table"


def load(directory: Path, info: TableInfo, state: str) -> Table:
    """The rows of a corpus's table for its State, once the file's SHA-256 is the manifest's. Raises CorpusError."""
    path = directory / info.file
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read ({error.strerror}); put the table back, or take it out of the manifest") from error
    digest = hashlib.sha256(data).hexdigest()
    if digest != info.sha256:
        raise CorpusError(f"{path}: the table is not the one in the manifest (SHA-256 {digest}, expected {info.sha256}); restore the file, "
                          "or put the new hash in the manifest if the change is meant")
    return of_state(read(data, path.name, info.id, info.kind), state, info.country)


def _text(data: bytes, name: str) -> str:
    """The file's text: UTF-8 with or without its mark, or UTF-16 with it."""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise CorpusError(f"{name}: line {line}: not {encoding.removesuffix('-sig').upper()}; save the table as CSV in UTF-8") from error


def _header(text: str) -> tuple[str, list[str]]:
    """The delimiter and the names of the columns, in small letters."""
    first = text.lstrip("\n\r").split("\n", 1)[0].rstrip("\r")
    delimiter = max(_DELIMITERS, key=first.count)
    return delimiter, [cell.strip().strip('"').lower() for cell in first.split(delimiter)]


class _Reading:
    """One file being read: its name and place for messages, and what was found on the way."""

    def __init__(self, name: str, source: str, kind: str, delimiter: str) -> None:
        self.name, self.source, self.kind, self.delimiter = name, source, kind, delimiter
        self.line = 1
        self.missing = 0
        self.unknown: set[str] = set()
        self.countries: dict[str, str] = {}

    def table(self, text: str) -> Table:
        """Every row of the text."""
        rows = csv.DictReader(io.StringIO(text.lstrip("\n\r")), delimiter=self.delimiter)
        rows.fieldnames = [name.strip().lower() for name in rows.fieldnames or ()]
        scores: list[Score] = []
        at_risk: list[AtRisk] = []
        try:
            for row in rows:
                self.line = rows.line_num
                if None in row or None in row.values():
                    wrong = "more" if None in row else "fewer"
                    raise CorpusError(f"{self.name}: line {self.line}: {wrong} cells than the table has columns; mend that line")
                if self.kind == "hrmi-risk":
                    at_risk += self._at_risk(row)
                else:
                    scores += self._scores(row)
        except csv.Error as error:
            raise CorpusError(f"{self.name}: line {rows.line_num}: {error}; save the table as CSV anew") from error
        return Table(self.kind, tuple(scores), tuple(at_risk), tuple(sorted(self.unknown)), self.missing, self.countries)

    def _scores(self, row: Mapping[str, str]) -> list[Score]:
        country, code, right, year = self._about(row)
        if self.kind == "hrmi-cpr":
            value, low, high = (self._number(row, column) for column in ("mean", "lobound_10", "upbound_90"))
            if value is None:
                return []
            if low is not None and high is not None and not low <= value <= high:
                raise self._wrong("mean", row["mean"], f"outside its own bounds {low:g} and {high:g}")
            return [Score(country, code, right, year, self._within(row, "mean", value, 10), low, high, "", OUT_OF_TEN, self.source)]
        found = []
        for column, benchmark in (("score_wrt_immediate_duty", IMMEDIATE), ("score_wrt_global_best", BEST)):
            if (value := self._number(row, column)) is not None:
                found.append(Score(country, code, right, year, self._within(row, column, value, 100), None, None, benchmark, PERCENT,
                                   self.source, row.get("group") or "All", row.get("standard") or ""))  # fmt: skip
        return found

    def _at_risk(self, row: Mapping[str, str]) -> list[AtRisk]:
        country, code, right, year = self._about(row)
        share = self._number(row, "proportion")
        if share is None:
            return []
        total = self._number(row, "total_respondents") if "total_respondents" in row else None
        people = next((row[column].strip() for column in _PEOPLE if row.get(column, "").strip()), row["people_code"].strip())
        return [AtRisk(country, code, right, year, people, self._within(row, "proportion", share, 1),
                       None if total is None else int(total), self.source)]  # fmt: skip

    def _about(self, row: Mapping[str, str]) -> tuple[str, str, str, int]:
        """Country, code and title of the right, and year of a row."""
        country, code, year = (row[column].strip() for column in ("country_code", "metric_code", "year"))
        if not country or not code:
            raise self._wrong("country_code" if not country else "metric_code", "", "empty")
        if not re.fullmatch(r"(?:19|20)\d\d(?:\.0)?", year):
            raise self._wrong("year", year, "not a year")
        known = by_any_code().get(code)
        if known is None:
            self.unknown.add(code)
        self.countries.setdefault(country, next((row[column].strip() for column in _NAMES if row.get(column)), ""))
        return country, known.code if known else code, known.title if known else code, int(year[:4])

    def _number(self, row: Mapping[str, str], column: str) -> float | None:
        written = row[column].strip()
        if written.lower() in _MISSING:
            self.missing += 1
            return None
        plain = written.replace(",", ".") if self.delimiter != "," else written
        if not re.fullmatch(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,2})?", plain):
            raise self._wrong(column, written, "not a number")
        return float(plain)

    def _within(self, row: Mapping[str, str], column: str, value: float, most: float) -> float:
        if not 0 <= value <= most:
            raise self._wrong(column, row[column], f"not between 0 and {most:g}")
        return value

    def _wrong(self, column: str, value: str, why: str) -> CorpusError:
        return CorpusError(f"{self.name}: line {self.line}: column {column!r} holds {value!r}, {why}; mend that cell and try again")
