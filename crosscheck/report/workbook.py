"""The follow-up matrix as a spreadsheet, with the report's pairs and how it was made. A reviewer may fill it in there."""

from openpyxl import Workbook

from crosscheck.export import rows, xlsx
from crosscheck.report import annexes
from crosscheck.report.builder import Report
from crosscheck.report.matrix import Assessments
from crosscheck.report.wording import Words


def book(report: Report, assessments: Assessments | None = None) -> bytes:
    """The workbook: sheets Matrix, Pairs and About."""
    words, assessments = Words(report.choice.language), assessments or {}
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Matrix"
    headings = tuple(words(f"column_{name}") for name in ("recommendation", "reports", "shows", "assessment"))
    cells = [annexes.matrix_cells(report, words, row, assessments.get(row.recommendation)) for row in report.matrix]
    xlsx.table(sheet, headings, cells, [30, 70, 80, 50])
    pairs = (list(rows.row(report.bundle, pair).values()) for pair in report.bundle.pairs)
    xlsx.table(workbook.create_sheet("Pairs"), rows.HEADINGS, pairs, [xlsx.WIDTHS.get(heading, 12) for heading in rows.HEADINGS])
    xlsx.about(workbook, report.bundle.meta)
    return xlsx.saved(workbook)
