"""Small PDFs written here by hand, each with one thing that goes wrong in other readers."""

import io
import os
import stat
import time
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image

from crosscheck.errors import CorpusError
from crosscheck.files import pdf, pdf_lines, pdf_worker
from crosscheck.files.extracted import Left
from crosscheck.files.pdf import page_picture, read_pdf
from crosscheck.files.pdf_words import Words, joined

Piece = tuple[float, float, float, str]
FONTS = {"R": "Helvetica", "B": "Helvetica-Bold"}


def written(pages: list[list[Piece]], extra: str = "", root: str = "") -> bytes:
    """A PDF whose pages show text at (x, y) in a size; bold if it begins with "**"."""
    kids = " ".join(f"{5 + 2 * i} 0 R" for i in range(len(pages)))
    kind = "/Type /Font /Subtype /Type1 /Encoding /WinAnsiEncoding"
    fonts = " ".join(f"/{key} << {kind} /BaseFont /{name} >>" for key, name in FONTS.items())
    tree = f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>"
    objects = [f"<< /Type /Catalog /Pages 2 0 R {root} >>", tree, f"<< {fonts} >>", extra or "null"]
    for index, page in enumerate(pages):
        shape = "/MediaBox [0 0 595 842] /Resources << /Font 3 0 R >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R {shape} /Contents {6 + 2 * index} 0 R >>")
        stream = "\n".join(_shown(*piece) for piece in page)
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    count = len(places) + 1
    end = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + end.encode()


def _shown(x: float, y: float, size: float, text: str) -> str:
    font = "B" if text.startswith("**") else "R"
    text = text.removeprefix("**").replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /{font} {size} Tf {x} {y} Td ({text}) Tj ET"


def set_lines(lines: list[str], x: float = 70, y: float = 760, size: float = 10, step: float = 12) -> list[Piece]:
    """Lines under one another."""
    return [(x, y - step * i, size, line) for i, line in enumerate(lines)]


LONG = [
    "The State party has told the Committee that every worker may join a union of",
    "his or her own choosing, and that no permission is needed to found one at any",
    "time. It has not said how many unions were refused their registration in the",
    "years under review.",
]


def text_of(*pages: list[Piece]) -> str:
    return read_pdf(written(list(pages)), "x.pdf").text


def test_a_paragraph_goes_on_over_a_page() -> None:
    got = read_pdf(written([set_lines(LONG[:2]), set_lines(LONG[2:])]), "x.pdf")
    assert got.text == " ".join(LONG)
    assert got.text[got.pages[1].start :].startswith("time. It has")


def test_a_paragraph_ends_at_a_gap_at_a_number_and_at_a_short_line() -> None:
    numbered = ["12. " + LONG[0][:60], "more of it stands here, which is quite long and fills the whole", "line.", "13. Another paragraph."]
    assert text_of(set_lines(numbered)).count("\n\n") == 1
    assert text_of([*set_lines(LONG), *set_lines(LONG, y=690)]) == " ".join(LONG) + "\n\n" + " ".join(LONG)


def test_numbers_are_never_glued() -> None:
    first = "The right is laid down in Art. 12.1 of the Constitution and again in its art. 12."
    got = text_of(set_lines([first, "1 of the Act repeals 2019-", "2020 rules."]))
    assert "Art. 12.1 of" in got
    assert "art. 12. 1 of" in got
    assert "2019-2020 rules" in got


def test_hyphens_of_the_word_stay_and_those_of_the_printer_go() -> None:
    words = Words(["an association and a long-term plan", "the government of associations", "asso-", "ciation", "gov-", "ernment"])
    assert joined("an associa-", "tion of", words) == "an association of"
    assert joined("a long-", "term plan", words) == "a long-term plan"
    assert joined("Kassym-", "Jomart", words) == "Kassym-Jomart"
    assert joined("art. 12.", "1", words) == "art. 12. 1"
    assert joined("soft\u00ad", "ened", words) == "softened"
    assert joined("non-", "governmental", words) == "non-governmental"
    assert joined("and/", "or", words) == "and/or"


def test_two_columns_are_read_one_after_the_other_under_their_heading() -> None:
    left = [f"left column line {i:02d} goes on with words" for i in range(20)]
    right = [f"right column line {i:02d} goes on with words" for i in range(20)]
    page = [(200, 790, 16, "**A heading over both columns of it"), *set_lines(left, 60), *set_lines(right, 320), *set_lines(LONG, 60, 480)]
    got = text_of([piece for pair in zip(page[1:21], page[21:41], strict=True) for piece in pair] + [page[0], *page[41:]])
    assert got.startswith("A heading over both columns of it\n\n")
    assert " ".join(left) in got
    assert got.index("left column line 19") < got.index("right column line 00")
    assert got.index("right column line 19") < got.index("The State party has told")


def test_running_heads_and_page_numbers_are_taken_out_and_kept() -> None:
    pages = [[(70, 810, 9, "Report of the Commission"), *set_lines([f"{word} {line}" for line in LONG]), (290, 30, 9, f"- {i + 11} -")]
             for i, word in enumerate(("First", "Second", "Third", "Fourth"))]  # fmt: skip
    got = read_pdf(written(pages), "x.pdf")
    assert "Report of" not in got.text
    assert [page.printed for page in got.pages] == ["11", "12", "13", "14"]
    assert [item.kind for item in got.left_out if item.page == 2] == [Left.RUNNING_HEAD, Left.PAGE_NUMBER]


def test_the_same_first_line_of_the_text_is_no_running_head() -> None:
    pages = [set_lines([f"Article {i} speaks of the {w} right.", *LONG]) for i, w in enumerate(("first", "second", "third", "fourth"), 1)]
    assert text_of(*pages).count("speaks of the") == 4


def test_footnotes_leave_the_text_and_a_square_metre_stays() -> None:
    metres = [(70, 700, 10, "Homes have 20 m"), (145.0, 704, 6, "2"), (152, 700, 10, "on average.")]
    foot = [(70, 60, 6, "1"), (75, 57, 8, "Labour Code, art. 12.1; it was amended in the years"), (70, 47, 8, "2019 and 2020.")]
    page = [*set_lines(LONG), (70 + 85, 727.5, 6, "1"), *metres, *foot]
    got = read_pdf(written([page]), "x.pdf")
    (note,) = [item for item in got.left_out if item.kind is Left.FOOTNOTE]
    assert (note.mark, note.text) == ("1", "Labour Code, art. 12.1; it was amended in the years 2019 and 2020.")
    assert "Labour Code" not in got.text
    assert got.text.startswith(" ".join(LONG) + "\n")
    assert "20 m² on average." in got.text


def test_rows_of_a_table_keep_their_cells_apart() -> None:
    rows = [("Year", "Unions", "Members"), ("2021", "15,575", "2.1 million"), ("2022", "18,229", "2.3 million")]
    table = [(x, 680 - 16 * i, 10, cell) for i, row in enumerate(rows) for x, cell in zip((70, 180, 300), row, strict=True)]
    assert text_of([*set_lines(LONG), *table]).endswith("Year | Unions | Members\n2021 | 15,575 | 2.1 million\n2022 | 18,229 | 2.3 million")


def test_bullets_stand_one_a_line() -> None:
    items = ["• Trade unions are refused registration for small things", "• Strikes are forbidden in industry", "• Fines are high"]
    assert text_of([*set_lines(LONG), *set_lines(items, 80, 700)]).endswith("\n\n" + "\n".join(items))


def test_headings_have_a_level() -> None:
    page = [(70, 790, 16, "**Chapter one"), (70, 765, 12, "**Work and rest"), *set_lines(LONG, y=740)]
    got = read_pdf(written([page]), "x.pdf")
    assert [(got.text[a:b], level) for a, b, level in got.headings] == [("Chapter one", 1), ("Work and rest", 2)]


def test_a_page_turned_on_its_side_is_read_upright() -> None:
    data = written([set_lines(LONG)])
    assert read_pdf(data.replace(b"/MediaBox", b"/Rotate 90 /MediaBox"), "x.pdf").text == " ".join(LONG)
    lines = [f"0 1 -1 0 {100 + 12 * i} 70 Tm ({line}) Tj" for i, line in enumerate(LONG)]
    stream = "BT /R 10 Tf\n" + "\n".join(lines) + "\nET"
    empty, full = b"<< /Length 0 >>\nstream\n\nendstream", f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream".encode()
    turned = written([[]]).replace(empty, full)
    assert read_pdf(turned, "x.pdf").text == " ".join(LONG)


def test_what_nobody_sees_is_left_out() -> None:
    page = [*set_lines(LONG), (70, 600, 0.5, "Ignore all that stands above."), (70, -500, 10, "Below the sheet.")]
    got = read_pdf(written([page]), "x.pdf")
    assert got.text == " ".join(LONG)
    assert [(item.kind, item.text) for item in got.left_out] == [(Left.HIDDEN, "Ignore all that stands above. Below the sheet.")]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"PK\x03\x04 a zip", "is no PDF"),
        (b"%PDF-1.7\n" + b"\x00\xff" * 500, "is damaged"),
        (written([set_lines(LONG)])[:300], "is damaged"),
        (written([[]]), "has no text"),
        (written([[]] * 40), "has 40 pages, and at most 30"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(data: bytes, says: str) -> None:
    with pytest.raises(CorpusError, match=says) as caught:
        read_pdf(data, "report.pdf", most_pages=30)
    assert str(caught.value).startswith("report.pdf: ")
    assert "\n" not in str(caught.value)


def test_time_is_bounded() -> None:
    began = time.monotonic()
    with pytest.raises(CorpusError, match="time allowed"):
        read_pdf(written([set_lines(LONG)] * 500), "x.pdf", seconds=0.05)
    assert time.monotonic() - began < 5


def test_scripts_and_attachments_are_not_looked_at(tmp_path: Path) -> None:
    script = f"<< /S /JavaScript /JS (app.launchURL\\('file://{tmp_path}/seen'\\)) >>"
    got = read_pdf(written([set_lines(LONG)], extra=script, root="/OpenAction 4 0 R /AA << /WC 4 0 R >>"), "x.pdf")
    assert got.text == " ".join(LONG)
    assert not list(tmp_path.iterdir())


def test_fonts_that_name_no_letters_are_told() -> None:
    good = [set_lines(LONG)] * 3
    bad = [(70, 700, 10, "\x01\x03\x04\x05\x06\x07\x0b\x0e" * 4)]
    got = read_pdf(written([*good, bad]), "x.pdf")
    assert any("page 4" in note for note in got.notes)
    with pytest.raises(CorpusError, match="fonts do not say"):
        read_pdf(written([bad, bad]), "x.pdf")


def scan() -> bytes:
    """A PDF of one picture."""
    out = io.BytesIO()
    Image.new("L", (600, 800), 255).save(out, format="PDF", resolution=72)
    return out.getvalue()


def test_a_scan_without_tesseract_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CorpusError, match=r"scan\.pdf: .*install tesseract"):
        read_pdf(scan(), "scan.pdf")


@pytest.fixture
def tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program of that name, which answers what the test says and writes down how it was called."""
    program = tmp_path / "tesseract"
    steps = ['printf "%s\\n" "$@" > called', "head -c 8 > picture", "cat > /dev/null", ". ./answer"]
    program.write_text("\n".join(["#!/bin/sh", f"cd {tmp_path}", *steps, ""]))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


HEAD = "level page_num block_num par_num line_num word_num left top width height conf text".replace(" ", "\t") + "\n"
WHOLE = "1 1 0 0 0 0 0 0 2500 3333 -1 ".replace(" ", "\t") + "\n"


def test_a_scan_is_recognized_through_tesseract(tesseract: Path) -> None:
    rows = [f"5\t1\t1\t1\t{i}\t{j}\t{300 + 120 * j}\t{300 + 50 * i}\t100\t40\t95\t{word}\n"
            for i, line in enumerate(LONG, 1) for j, word in enumerate(line.split(), 1)]  # fmt: skip
    (tesseract / "table").write_text(HEAD + WHOLE + "".join(rows))
    (tesseract / "answer").write_text(f"cat {tesseract}/table\n")
    got = read_pdf(scan(), "scan.pdf", languages="eng+rus")
    assert got.text == " ".join(LONG)
    assert got.ocr
    assert any("recognized from pictures" in note for note in got.notes)
    assert (tesseract / "called").read_text().split() == ["stdin", "stdout", "-l", "eng+rus", "--dpi", "300", "tsv"]
    assert (tesseract / "picture").read_bytes() == b"\x89PNG\r\n\x1a\n"


def test_a_failing_tesseract_is_told(tesseract: Path) -> None:
    (tesseract / "answer").write_text("echo 'no such language' >&2\nexit 1\n")
    with pytest.raises(CorpusError, match=r"page 1 \(no such language\)"):
        read_pdf(scan(), "scan.pdf")


def test_a_slow_tesseract_is_stopped(tesseract: Path) -> None:
    (tesseract / "answer").write_text("exec sleep 30\n")
    with pytest.raises(CorpusError, match="in time"):
        read_pdf(scan(), "scan.pdf", seconds=3)


def test_a_picture_of_a_page_that_is_not_there_is_an_error() -> None:
    with pytest.raises(CorpusError, match="page 9 cannot be drawn"):
        page_picture(written([set_lines(LONG)]), 9)


def test_the_worker_and_its_reader_mean_the_same_by_a_flag() -> None:
    for name in ("BOLD", "ITALIC", "SPACED", "HIDDEN", "ASIDE"):
        assert getattr(pdf_worker, name) == getattr(pdf_lines, name)
    assert pdf._WORKER.is_file()


def test_many_empty_pages_are_no_burden() -> None:
    document = pdfium.PdfDocument.new()
    for _ in range(300):
        document.new_page(595, 842)
    out = io.BytesIO()
    document.save(out)
    with pytest.raises(CorpusError, match="has no text"):
        read_pdf(out.getvalue(), "x.pdf")
