"""XLSX: pairs, sources and how it was made, with filters, frozen panes and links; no cell is ever a formula.

Text is stored as text whatever it begins with, so nothing that a source says can run in a spreadsheet.
"""

import io
from collections.abc import Iterable, Sequence
from copy import copy

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, TYPE_STRING, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from crosscheck.export import run_metadata
from crosscheck.export.bundle import Bundle
from crosscheck.export.package import clean
from crosscheck.export.rows import HEADINGS, row

LONGEST = 32_767  # characters that a cell may hold
WIDTHS = {"What the State says": 60, "What the source found": 60, "Grounds given by reviewers": 40, "Place in source": 34,
           "Status": 24, "Pair": 18, "Source": 24, "State report": 16, "Themes": 22}
_SOURCES = ("Document", "Role", "Title", "Publisher", "Symbol", "Year", "Date", "Rights", "Link", "SHA-256")


def book(bundle: Bundle) -> bytes:
    """The workbook: sheets Pairs, Sources and About."""
    workbook = Workbook()
    pairs, sources = workbook.active, workbook.create_sheet("Sources")
    pairs.title = "Pairs"
    at = {info.id: number for number, info in enumerate(bundle.sources(), start=2)}
    table(pairs, HEADINGS, (list(row(bundle, pair).values()) for pair in bundle.pairs), [WIDTHS.get(h, 12) for h in HEADINGS])
    for number, pair in enumerate(bundle.pairs, start=2):
        for heading, sentence in (("State report", pair.claim.sentence), ("Source", pair.finding.sentence)):
            _link(pairs.cell(number, HEADINGS.index(heading) + 1), location=f"'Sources'!A{at[sentence.doc]}")
    rows = ([i.id, str(i.role), i.title, i.publisher, i.symbol or "", i.year, i.date, i.rights, i.url or "", i.sha256]
            for i in bundle.sources())
    table(sources, _SOURCES, rows, [20, 14, 60, 40, 16, 8, 12, 40, 40, 20])
    for number, info in enumerate(bundle.sources(), start=2):
        if info.url and info.url.startswith(("https://", "http://")):
            _link(sources.cell(number, _SOURCES.index("Link") + 1), target=info.url)
    about(workbook, bundle.meta)
    return saved(workbook)


def about(workbook: Workbook, meta: dict) -> None:
    """A last sheet that says how the workbook was made."""
    table(workbook.create_sheet("About"), ("How this file was made",), ([line] for line in run_metadata.lines(meta)), [120])


def saved(workbook: Workbook) -> bytes:
    """The workbook's bytes, without author or dates."""
    buffer = io.BytesIO()
    workbook.save(buffer)
    return clean(buffer.getvalue())


def table(sheet: Worksheet, headings: Sequence[str], rows: Iterable[Sequence[object]], widths: Sequence[int]) -> None:
    """Headings and rows with filter, frozen heading and wrapped text. `widths`: characters, one a column."""
    model = sheet["A1"]
    model.alignment = Alignment(vertical="top", wrap_text=True)
    body = copy(model._style)  # openpyxl looks a style up for every cell that is given one; a copy is ten times as fast
    for number, values in enumerate([headings, *rows], start=1):
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(number, column)
            cell._style = copy(body)
            put(cell, value)
            if number == 1:
                cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E6E9ED")
    sheet.freeze_panes = "B2" if len(headings) > 1 else "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{max(sheet.max_row, 1)}"
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = "landscape", 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def put(cell: Cell, value: object) -> None:
    """Numbers as numbers, everything else as text: `=1+1` is three characters and no formula."""
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST]
        cell.data_type = TYPE_STRING
        if value.startswith(("=", "+", "-", "@")):
            cell.quotePrefix = True  # it stays text when somebody edits the cell
    else:
        cell.value = value


def _link(cell: Cell, **where: str) -> None:
    from openpyxl.worksheet.hyperlink import Hyperlink

    cell.hyperlink = Hyperlink(ref=cell.coordinate, **where)
    cell.font = Font(color="1F4E79", underline="single")
