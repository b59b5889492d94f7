"""How a document was read, for the eye: the ingestion report, and its text beside the picture of its page."""

from bisect import bisect_left

import streamlit as st

from crosscheck import languages
from crosscheck.errors import CrosscheckError
from crosscheck.files.extracted import Extracted
from crosscheck.keeping import reading_report
from crosscheck.keeping.reading_report import ReadingReport
from crosscheck.ui import state
from crosscheck.ui.components import show, tag

_PART = 4000  # characters of a text without pages that are shown at once


def report(found: ReadingReport) -> None:
    """The ingestion report as a table."""
    body = [tag("tr", tag("th", name.capitalize(), scope="row"), tag("td", text, dir="auto")) for name, text in reading_report.rows(found)]
    show(tag("h3", "How it was read", cls="cc-head"), tag("table", tag("tbody", *body), cls="cc-table"))
    if found.ocr:
        st.warning("The text was recognized from pictures. Check every quote against its page.", icon=":material/document_scanner:")


def side_by_side(extracted: Extracted, pdf: bytes | None, key: str, language: str = "") -> None:
    """The text of a page, beside the picture of that page where the original is a PDF; `key` names the widgets."""
    spans = parts(extracted)
    if not spans:
        st.caption("There is no text.")
        return
    word = "Page" if extracted.pages else "Part"
    number = int(st.number_input(f"{word} (1 to {len(spans)})", 1, len(spans), 1, key=f"{key}_page"))
    start, end, physical, printed = spans[number - 1]
    if extracted.pages:
        st.caption(f"Page {physical} of the file, " + (f"printed number {state.shown(printed)}" if printed else "no number printed on it"))
    picture, text = st.columns(2, gap="medium") if pdf else (None, st.container())
    if picture and pdf:
        with picture:
            _picture(pdf, physical, key)
    with text, st.container(height=720 if pdf else "content", border=True):
        lines = [line for line in extracted.text[start:end].splitlines() if line.strip()]
        attributes = languages.attributes(language) if language else {"dir": "auto"}
        show(tag("div", *(tag("p", line) for line in lines) if lines else tag("p", "No text on this page.", cls="cc-empty"), **attributes))
    _left_out(extracted, physical)


def parts(extracted: Extracted) -> list[tuple[int, int, int, str | None]]:
    """(start, end, physical page, printed number) of every page; of every few paragraphs where there are no pages."""
    length = len(extracted.text)
    if extracted.pages:
        starts = [page.start for page in extracted.pages] + [length]
        return [(page.start, max(page.start, starts[i + 1]), page.number, page.printed) for i, page in enumerate(extracted.pages)]
    ends = [i + 1 for i, char in enumerate(extracted.text) if char == "\n"] + [length]
    result: list[tuple[int, int, int, str | None]] = []
    start = 0
    while start < length:
        at = min(bisect_left(ends, start + _PART), len(ends) - 1)
        result.append((start, ends[at], len(result) + 1, None))
        start = ends[at]
    return result


def _picture(pdf: bytes, page: int, key: str) -> None:
    """The picture of a page, or why there is none."""
    try:
        st.image(_drawn(pdf, page), caption=f"Page {page} of the file", width="stretch")
    except CrosscheckError as error:
        st.caption(state.shown(f"There is no picture of this page: {error}"))


@st.cache_data(show_spinner="Drawing the page…", max_entries=24)
def _drawn(pdf: bytes, page: int) -> bytes:
    from crosscheck.files.pdf import page_picture

    return page_picture(pdf, page)


def _left_out(extracted: Extracted, page: int) -> None:
    """What of this page is not in the text, with the reason."""
    pieces = [piece for piece in extracted.left_out if piece.page == page and extracted.pages]
    if pieces:
        rows = [tag("tr", tag("th", str(piece.kind), scope="row"), tag("td", f"{piece.mark or ''} {piece.text}".strip(), dir="auto"))
                for piece in pieces]  # fmt: skip
        show(tag("div", "Left out of this page's text", cls="cc-side"), tag("table", tag("tbody", *rows), cls="cc-table"))
