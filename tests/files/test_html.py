"""Web pages: the article is read, with its headings, numbers and notes; menus and hidden things are kept apart with the reason."""

from pathlib import Path

import pytest

from crosscheck.errors import CorpusError
from crosscheck.files.extracted import Extracted, Left
from crosscheck.files.html import read_html
from tests.files import made
from tests.files.test_docx import lines, paragraphs, same

PROSE = "The Government adopted a law on the right to housing, and the courts apply it in practice. " * 3


def page(body: str, head: str = "<meta charset='utf-8'>") -> Extracted:
    return read_html(f"<!DOCTYPE html><html lang='en'><head>{head}</head><body>{body}</body></html>".encode(), "a.html")


def left(found: Extracted, kind: Left) -> list[str]:
    return [piece.text for piece in found.left_out if piece.kind is kind]


def test_the_state_report_as_a_web_page_gives_the_same_sentences(tmp_path: Path) -> None:
    found = read_html(made.report_html(tmp_path / "r.html").read_bytes(), "r.html")
    assert same(found) >= 0.99
    assert paragraphs(found) == [str(number) for number in range(1, 521)]
    assert [found.text[start:end] for start, end, _ in found.headings] == [line for line, rank in made.lines() if rank is not None]
    assert all(name in " ".join(left(found, Left.MENU)) for name in made.MENU)
    assert "Cookies" not in found.text
    assert found.properties["language"] == "en"


@pytest.mark.parametrize(
    "shape",
    [
        "<div id='menu'><ul>{menu}</ul></div><div class='c'>{body}</div><div>© Site</div>",
        "<form><input name='q'><div><div><table><tr><td>{menu}</td><td>{body}</td></tr></table></div></div></form>",
        "<div><div role='navigation'>{menu}</div><div role='main'>{body}</div></div>",
        "{body}",
    ],
)
def test_the_state_report_in_pages_without_landmarks(shape: str) -> None:
    body = "".join(f"<p>{line.replace('.', '.&nbsp;&nbsp;', 1) if line[0].isdigit() else line}</p>" for line, _ in made.lines())
    menu = "".join(f"<li><a href='/{name}'>{name}</a></li>" for name in made.MENU)
    found = page(shape.format(menu=menu, body=body))
    assert same(found) >= 0.99
    assert paragraphs(found) == [str(number) for number in range(1, 521)]


def test_the_article_is_told_from_its_frame() -> None:
    found = page(
        f"<header><h1>Site</h1></header><nav><a href=/>Home</a></nav><main><article><header><h1>Title</h1></header><p>{PROSE}</p>"
        f"<aside>See also</aside><ul><li><a href=1>One more</a><li><a href=2>Two more</a><li><a href=3>Three</a></ul></article></main>"
        "<footer>Imprint</footer><script>var x = 'code'</script><noscript>Switch scripts on</noscript><p hidden>unseen</p>"
    )
    assert lines(found) == ["Title", PROSE.strip()]
    assert found.headings == ((0, 5, 1),)
    menus = " ".join(left(found, Left.MENU))
    assert all(word in menus for word in ("Home", "See also", "One more", "Imprint"))
    assert left(found, Left.HIDDEN) == ["Switch scripts on", "unseen"]
    assert not any("code" in piece.text for piece in found.left_out)


def test_a_title_outside_the_article_is_not_lost() -> None:
    found = page(f"<div><h1>Title</h1></div><div><p>{PROSE}</p><p>{PROSE}</p></div>")
    assert lines(found)[0] == "Title"


def test_hidden_things_and_inline_marks() -> None:
    hidden = "<span style='display: none'>a</span><i aria-hidden=true>b</i><b style='VISIBILITY:hidden'>c</b>"
    assert page(f"<p>One{hidden} w<em>or</em>d<br>more ses\u00adsion</p>").text == "One word more session"


def test_two_line_breaks_part_paragraphs() -> None:
    assert lines(page("1. One<br> <br/>2. Two<br>goes on<p>3. Three")) == ["1. One", "2. Two goes on", "3. Three"]


def test_lists_keep_the_numbers_shown() -> None:
    body = (
        "<ol start=4><li>four<li value=9><p>nine</p><p>more</p><li>ten<ol type=a><li>a</li></ol></ol><ol reversed><li>x<li>y</ol>"
        "<ol style='list-style: none'><li>(a) own</ol><ol type=I><li>I. typed twice</ol><ul><li>dot</ul>"
    )
    assert lines(page(body)) == ["4. four", "9. nine", "more", "10. ten", "a. a", "2. x", "1. y", "(a) own", "I. typed twice", "• dot"]


def test_tables_are_rows() -> None:
    rows = "<caption>Table 1</caption><tr><th rowspan=2>Region<th colspan=2>Share<tr><td>2020<td>2021<tr><td>Almaty<td><td>12.5"
    assert lines(page(f"<table>{rows}</table>")) == ["Table 1", "Region | Share", "| 2020 | 2021", "Almaty | | 12.5"]


@pytest.mark.parametrize(
    "body",
    [
        "<p>The law<sup><a href='#fn1' id='r1'>1</a></sup> holds.</p><ol><li id='fn1'>Act of 2014. <a href='#r1'>↩</a></li></ol>",
        "<p>The law<a href='#_ftn1' name='_ftnref1'>[1]</a> holds.</p>"
        "<div id='ftn1'><p><a href='#_ftnref1' name='_ftn1'>[1]</a> Act of 2014.</p></div>",
        "<p>The law<a class='sdfootnoteanc' name='sdfootnote1anc' href='#sdfootnote1sym'><sup>1</sup></a> holds.</p><div id='sdfootnote1'>"
        "<p><a class='sdfootnotesym' name='sdfootnote1sym' href='#sdfootnote1anc'>1</a>Act of 2014.</p></div>",
        "<p>The law<sup id='cite_ref-1'><a href='#cite_note-1'>[1]</a></sup> holds.</p><ol>"
        "<li id='cite_note-1'><b><a href='#cite_ref-1'>^</a></b> "
        "<span>Act of 2014.</span></li></ol>",
    ],
)
def test_footnotes_are_taken_out(body: str) -> None:
    found = page(body)
    assert found.text == "The law holds."
    (note,) = found.left_out
    assert (note.kind, note.mark, note.text, note.at) == (Left.FOOTNOTE, "1", "Act of 2014.", len("The law"))


def test_a_table_of_contents_that_links_back_is_no_footnote() -> None:
    found = page(f"<p><a id=t1 href='#s1'>Housing</a></p><h2 id=s1><a href='#t1'>Housing</a></h2><p>{PROSE}</p>")
    assert not left(found, Left.FOOTNOTE)
    assert len(found.headings) == 1


@pytest.mark.parametrize(
    ("data", "text", "noted"),
    [
        ("<p>жилище".encode(), "жилище", False),
        ("\ufeff<p>жилище".encode("utf-16-le"), "жилище", False),
        ("<meta charset='windows-1251'><p>жилище".encode("cp1251"), "жилище", False),
        ("<meta http-equiv='Content-Type' content='text/html; charset=iso-8859-1'><p>“é”".encode("cp1252"), "“é”", False),
        ("<meta charset=unicode_escape><p>é \\u0041".encode(), "é \\u0041", False),
        ("<p>Le présent rapport a été établi".encode("latin-1"), "Le présent rapport a été établi", True),
    ],
)
def test_encodings(data: bytes, text: str, noted: bool) -> None:
    found = read_html(data, "a.html")
    assert found.text == text
    assert bool(found.notes) is noted


def test_what_the_page_says_of_itself() -> None:
    head = "<title> A  title </title><meta name=author content='A. Author'><meta property='article:published_time' content='2024-05-30'>"
    assert page("<p>x</p>", head).properties == {"title": "A title", "author": "A. Author", "date": "2024-05-30", "language": "en"}


def test_a_page_too_deep_to_be_read_whole_is_refused() -> None:
    assert page("<div>" * 240 + "deep").text == "deep"
    with pytest.raises(CorpusError, match="255 levels"):
        page("<div>" * 300 + "deep")
