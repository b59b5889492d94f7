"""The State report as PDFs of two makers says what its text says: sentence for sentence, number for number, page by page."""

import difflib
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from crosscheck import ingest
from crosscheck.files.extracted import Extracted, Left
from crosscheck.files.pdf import page_picture, read_pdf
from tests.files import made

MAKERS = ("word", "columns", "web", "printed")


@cache
def made_pdf(maker: str, folder: Path) -> bytes:
    """The bytes of `make`."""
    return make(maker, folder).read_bytes()


def make(maker: str, folder: Path) -> Path:
    """The report as a PDF: a Word file with head, foot and notes; in two columns with hyphens; a web page by each maker."""
    if maker == "word":
        return made.to_pdf(made.report_docx(folder / "word.docx"))
    if maker == "columns":
        return made.to_pdf(made.report_docx(folder / "columns.docx", columns=2, hyphens=True, justified=True))
    if maker == "web":
        return made.to_pdf(made.report_html(folder / "web.html", frame=False))
    css = "body { text-align: justify; font-family: 'DejaVu Sans' } article { columns: 2 }"
    return made.chromium_pdf(made.report_html(folder / "printed.html", frame=False, css=css, hyphens=True))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pdf")


@pytest.fixture(scope="module", params=MAKERS)
def read(request: pytest.FixtureRequest, folder: Path) -> tuple[str, Extracted]:
    return request.param, read_pdf(made_pdf(request.param, folder), f"{request.param}.pdf")


def test_sentences_and_paragraph_numbers_are_those_of_the_text(read: tuple[str, Extracted]) -> None:
    _, got = read
    wanted = [(s.paragraph, s.text) for s in ingest.sentences(made.report())]
    found = ingest.sentences(replace(made.report(), text=got.text))
    matcher = difflib.SequenceMatcher(None, wanted, [(s.paragraph, s.text) for s in found], autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    assert same >= 0.99 * len(wanted)
    assert len(found) == len(wanted)
    numbers = dict.fromkeys(block.paragraph for block in ingest.layout(replace(made.report(), text=got.text)).blocks if block.paragraph)
    assert list(numbers) == [str(number) for number in range(1, 521)]


def test_headings_are_marked(read: tuple[str, Extracted]) -> None:
    _, got = read
    texts = {got.text[start:end]: level for start, end, level in got.headings}
    wanted = [line for line, level in made.lines() if level is not None and not line.startswith(("Committee", "Third", "["))]
    assert sum(line in texts for line in wanted) >= 0.95 * len(wanted)
    assert texts["II. General"] < texts["Recommendation regarding child labour (para. 39)"]
    assert all(start < end <= len(got.text) and "\n" not in got.text[start:end] for start, end, _ in got.headings)


def test_pages_begin_where_they_begin_and_know_their_number(read: tuple[str, Extracted]) -> None:
    maker, got = read
    starts = [page.start for page in got.pages]
    assert starts == sorted(starts)
    assert [page.number for page in got.pages] == list(range(1, len(got.pages) + 1))
    if maker != "web":
        assert [page.printed for page in got.pages] == [str(page.number) for page in got.pages]
        edges = [item for item in got.left_out if item.kind in {Left.RUNNING_HEAD, Left.PAGE_NUMBER}]
        assert {made.HEAD} < {item.text for item in edges}
        assert len(edges) == 2 * len(got.pages)
    assert made.FOOT not in got.text


def test_footnotes_are_kept_with_their_mark_and_place(read: tuple[str, Extracted]) -> None:
    maker, got = read
    if maker not in {"word", "columns"}:
        pytest.skip("a web page has no footnotes")
    notes = [item for item in got.left_out if item.kind is Left.FOOTNOTE]
    assert [(note.mark, note.text) for note in notes] == [(str(i), text) for i, (_, text) in enumerate(made.NOTES.values(), 1)]
    lines = [line for line, _ in made.lines()]
    for note, (line, (word, text)) in zip(notes, made.NOTES.items(), strict=True):
        assert note.at is not None
        assert got.text[: note.at].endswith(word or lines[line][-6:])
        assert text not in got.text


def test_a_page_is_drawn(folder: Path) -> None:
    picture = page_picture(made_pdf("word", folder), 2, 300)
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20], "big") == 300


def test_text_is_one_line_a_paragraph(read: tuple[str, Extracted]) -> None:
    _, got = read
    assert not re.search(r"\n{3,}|[ \t]\n|\u00ad|  ", got.text)
    assert got.kind == "pdf"
    assert not got.ocr
