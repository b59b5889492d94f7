"""Markdown: what CommonMark renders, with paragraph numbers as they are written."""

from crosscheck.files.extracted import Extracted, Left
from crosscheck.files.markdown import read_markdown
from tests.files.test_docx import lines


def read(source: str) -> Extracted:
    return read_markdown(source.encode(), "a.md")


def test_headings_paragraphs_and_inline_marks() -> None:
    found = read(
        "---\ntitle: 'A title'\ndate: 2024-05-30\nother: x\n---\n# One *two*\n\nWrapped\nline with **bold**, `code` and [a link](http://x).\n\nSub\n---\n"
    )
    assert lines(found) == ["One two", "Wrapped line with bold, code and a link.", "Sub"]
    assert [(found.text[start:end], level) for start, end, level in found.headings] == [("One two", 1), ("Sub", 2)]
    assert found.properties == {"title": "A title", "date": "2024-05-30"}


def test_paragraph_numbers_stay_as_written() -> None:
    assert lines(read("5. five\n7. seven\n12. twelve\n")) == ["5. five", "7. seven", "12. twelve"]
    assert lines(read("1. one\n1. two\n1. three\n")) == ["1. one", "2. two", "3. three"]
    assert lines(read("47\\. escaped\n\n48\\. also\n")) == ["47. escaped", "48. also"]


def test_lists_and_tables() -> None:
    assert lines(read("- a\n- b\n\n| x | y |\n|---|---|\n| 1 |  |\n")) == ["• a", "• b", "x | y", "1 |"]


def test_a_list_of_links_is_no_menu() -> None:
    assert len(lines(read("- [one](a)\n- [two](b)\n- [three](c)\n"))) == 3


def test_footnotes_are_taken_out() -> None:
    found = read("The law[^a] holds[^b].\n\n[^a]: Act of 2014,\n    art. 2.\n\n[^b]: Ibid.\n\nNot one[^c].\n")
    assert lines(found) == ["The law holds.", "Not one[^c]."]
    notes = [(piece.kind, piece.mark, piece.text, found.text[: piece.at]) for piece in found.left_out]
    assert notes == [(Left.FOOTNOTE, "a", "Act of 2014, art. 2.", "The law"), (Left.FOOTNOTE, "b", "Ibid.", "The law holds")]


def test_a_footnote_called_twice_is_one_note() -> None:
    found = read("One[^1] and two[^1].\n\n[^1]: Act of 2014.\n")
    assert found.text == "One and two."
    assert [(piece.text, piece.at) for piece in found.left_out] == [("Act of 2014.", 3)]


def test_raw_pages_inside_are_read_as_pages() -> None:
    assert read("<script>x</script>\n\n<p hidden>no</p>\n\nYes<br>and <span style='display:none'>no</span>on\n").text == "Yes and on"
