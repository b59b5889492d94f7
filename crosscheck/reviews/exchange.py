"""Reviews in files and back: CSV, JSON Lines, XLSX, Label Studio, INCEpTION; and the merge of two databases.

A table holds the whole log, one row a record, with the record's id first and what the run was last (`run_…`, passed
over on import). Reading checks each id against its row, so a cell that a spreadsheet program changed is reported and
not taken in. In CSV and XLSX a text that a spreadsheet would run as a formula is preceded by an apostrophe, which
reading takes off again. Nothing is dropped in silence: bad rows are reported together and then nothing is imported.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from crosscheck.reviews.records import Adjudication, Record, Reviewer, ReviewError, Withdrawal
from crosscheck.reviews.rows import COLUMNS, from_row, record_id, to_row

if TYPE_CHECKING:
    from crosscheck.reviews.store import Store

FORMATS = ("csv", "jsonl", "xlsx", "labelstudio", "inception")
HEADER = ("id", *COLUMNS)
CELL = 32_767
_ALTERED = "its id does not match its content: the row was altered; empty its id to take it in as a new decision"
# Excel, LibreOffice and others read a cell that starts so as a formula; the wide forms are folded to these by some.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge or import did: records added, and records that were there before."""

    added: int
    known: int


def guard(text: str) -> str:
    """`text` as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguard(text: str) -> str:
    """The text of a cell that `guard` wrote."""
    return text[1:] if _GUARDED.match(text) else text


def dump(records: Iterable[Record], form: str, run: Mapping[str, object] | None = None) -> bytes:
    """The file of `records` in that format. `run` is written beside every row.

    Label Studio and INCEpTION hold reviews and adjudications only. Raises ReviewError for an unknown format.
    """
    from crosscheck.reviews import inception, labelstudio

    writers: dict[str, Callable[[], bytes]] = {
        "csv": lambda: csv_bytes(table(records, run), HEADER),
        "jsonl": lambda: "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in table(records, run)).encode(),
        "xlsx": lambda: _xlsx(table(records, run)),
        "labelstudio": lambda: labelstudio.dump(records),
        "inception": lambda: inception.dump(records),
    }
    return writers[_known(form)]()


def load(data: bytes, form: str, name: str = "the file") -> list[Record]:
    """The records of a file in that format. Raises ReviewError that names every row that cannot be read."""
    from crosscheck.reviews import inception, labelstudio

    readers: dict[str, Callable[[], list[tuple[str, Mapping[str, object]]]]] = {
        "csv": lambda: _read_csv(data), "jsonl": lambda: _read_jsonl(data), "xlsx": lambda: _read_xlsx(data),
        "labelstudio": lambda: labelstudio.load(data), "inception": lambda: inception.load(data),
    }
    try:
        rows = readers[_known(form)]()
    except (ValueError, KeyError, TypeError, AttributeError, csv.Error, zipfile.BadZipFile) as error:
        raise ReviewError(f"{name} cannot be read as {form} ({type(error).__name__}: {error}). Nothing was imported.") from None
    result, bad = [], []
    for place, row in rows:
        try:
            result.append(_checked(row))
        except ReviewError as error:
            bad.append(f"{place}: {error}")
    if bad:
        more = f" … and {len(bad) - 10} more" if len(bad) > 10 else ""
        raise ReviewError(f"{name}: {len(bad)} rows cannot be read, nothing was imported. {' | '.join(bad[:10])}{more}")
    return result


def _known(form: str) -> str:
    if form not in FORMATS:
        raise ReviewError(f"There is no review format {form!r}. Allowed: {', '.join(FORMATS)}.")
    return form


def _checked(row: Mapping[str, object]) -> Record:
    record = from_row(row)
    if row.get("id") not in (None, "", record_id(record)):
        raise ReviewError(_ALTERED)
    return record


def table(records: Iterable[Record], run: Mapping[str, object] | None = None) -> list[dict[str, object]]:
    """One row a record: `id`, its set fields, and `run_…` for each entry of `run` that is a text or a number."""
    about = {f"run_{key}": value for key, value in (run or {}).items() if isinstance(value, str | int | float)}
    return [{"id": record_id(record), **to_row(record), **about} for record in records]


def _header(rows: list[dict[str, object]], first: Sequence[str]) -> list[str]:
    return [*first, *sorted({name for row in rows for name in row} - set(first))]


def csv_bytes(rows: list[dict[str, object]], first: Sequence[str]) -> bytes:
    """Rows as spreadsheet-safe CSV in UTF-8 with a byte order mark; the columns `first`, then any others by name."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, _header(rows, first), restval="")
    writer.writeheader()
    writer.writerows({name: guard(value) if isinstance(value, str) else value for name, value in row.items()} for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _read_csv(data: bytes) -> list[tuple[str, Mapping[str, object]]]:
    text = data.decode("utf-8-sig")
    first = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    if "reviewer" not in (reader.fieldnames or ()):
        raise ValueError("no column 'reviewer' in its first line")
    return [(f"line {reader.line_num}", {k: unguard(v) for k, v in row.items() if k and isinstance(v, str)}) for row in reader]


def _read_jsonl(data: bytes) -> list[tuple[str, Mapping[str, object]]]:
    lines = enumerate(data.decode("utf-8-sig").split("\n"), 1)
    return [(f"line {number}", dict(json.loads(line))) for number, line in lines if line.strip()]


def _xlsx(rows: list[dict[str, object]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("reviews")
    header = _header(rows, HEADER)
    sheet.append(header)
    for row in rows:
        sheet.append([_cell(row.get(name)) for name in header])
    file = io.BytesIO()
    book.save(file)
    return _timeless(file.getvalue())


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return value
    text = _UNPRINTABLE.sub(lambda m: f"_x{ord(m[0]):04X}_", guard(value))
    if len(text) > CELL:
        raise ReviewError(f"A text of {len(value)} characters does not fit a cell of XLSX ({CELL}). Export CSV or JSONL instead.")
    return text


def _timeless(data: bytes) -> bytes:
    """The same workbook without the moment it was saved, so that equal reviews give equal bytes."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2000-01-01T00:00:00Z", content)
            target.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return result.getvalue()


def _read_xlsx(data: bytes) -> list[tuple[str, Mapping[str, object]]]:
    from openpyxl import load_workbook

    cells = load_workbook(io.BytesIO(data), read_only=True).worksheets[0].iter_rows(values_only=True)
    header = [str(name or "") for name in next(cells, ())]
    if "reviewer" not in header:
        raise ValueError("no column 'reviewer' in its first row")
    return [(f"row {number}", {name: _text(value) for name, value in zip(header, row, strict=False) if name})
            for number, row in enumerate(cells, 2) if any(value is not None for value in row)]


def _text(value: object) -> object:
    if not isinstance(value, str):
        return value
    return unguard(_ESCAPED.sub(lambda m: chr(int(m[1], 16)), value))


def take_in(store: "Store", records: Iterable[Record], rename: Mapping[str, str] | None = None) -> Merged:
    """Add what the store lacks of `records`, all or nothing. `rename`: other reviewer ids for some, old to new."""
    saved = store.save_all(renamed(records, rename or {}))
    known = sum(answer.again for answer in saved)
    return Merged(len(saved) - known, known)


def merge(store: "Store", other: "Store", rename: Mapping[str, str] | None = None) -> Merged:
    """Add to `store` what `other` has and it has not; `other` is left as it is. Twice is the same as once.

    Raises ReviewError if the other log is not whole.
    """
    verdict = other.verify()
    if verdict.fault:
        raise ReviewError(f"{other.name} is not whole, nothing was merged: {verdict.fault}.")
    return take_in(store, other.records(), rename)


def renamed(records: Iterable[Record], rename: Mapping[str, str]) -> Iterator[Record]:
    """`records` under other reviewer ids; what refers to a renamed review follows it."""
    records = list(records)
    ids: dict[str, str] = {}
    for record in records:
        if not isinstance(record, Reviewer | Withdrawal | Adjudication):
            new = replace(record, reviewer=rename.get(record.reviewer, record.reviewer))
            ids[record_id(record)] = record_id(new)
            yield new
    for record in records:
        if isinstance(record, Reviewer):
            yield replace(record, id=rename.get(record.id, record.id))
        elif isinstance(record, Withdrawal):
            yield replace(record, reviewer=rename.get(record.reviewer, record.reviewer),
                          review=ids.get(record.review, record.review))
        elif isinstance(record, Adjudication):
            yield replace(record, reviewer=rename.get(record.reviewer, record.reviewer),
                          settles=tuple(ids.get(name, name) for name in record.settles))


def form_of(path: Path) -> str:
    """The format that a file's name tells. Raises ReviewError if it tells none."""
    form = {".csv": "csv", ".jsonl": "jsonl", ".xlsx": "xlsx"}.get(path.suffix.lower())
    if form is None:
        raise ReviewError(f"{path.name} does not tell its format. Name it with --format; allowed: {', '.join(FORMATS)}.")
    return form
