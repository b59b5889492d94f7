"""From a document to its sentences, each with its exact place.

A document's `form` names the reader that knows its headings and numbers. Whatever the form, nothing is rewritten: a
sentence is a slice of the text, and every character that is not white space lies in a sentence, a heading, or a stretch
set aside with a reason (`layout(document).asides`).
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence

from crosscheck.errors import CorpusError
from crosscheck.ingest import article, segment, un_report, usdos
from crosscheck.ingest.blocks import Aside, Block, Heading, Layout
from crosscheck.records import Document, Sentence, fold

__all__ = ["FORMS", "Aside", "Block", "Heading", "Layout", "layout", "outline", "sentences"]

FORMS: dict[str, Callable[[str], Layout]] = {
    "un-state-report": un_report.layout,
    "usdos": usdos.layout,
    "article": article.layout,
    "plain": article.plain,
}


def layout(document: Document) -> Layout:
    """The document's blocks, headings and asides, in the order of the text.

    Raises CorpusError if the document's form is not in FORMS.
    """
    read = FORMS.get(document.info.form)
    if read is None:
        known = ", ".join(FORMS)
        raise CorpusError(f"{document.info.id}: form {document.info.form!r} is not known; use one of: {known}")
    return read(document.text)


def sentences(document: Document) -> list[Sentence]:
    """Every sentence of the document, in order, none overlapping.

    Raises CorpusError if the form is unknown or the document holds no sentence.
    """
    doc, text = document.info.id, document.text
    starts = [start for start, _ in document.pages]
    found = [
        Sentence(doc, start, end, fold(text[start:end]), index, block.paragraph, block.section,
                 _page(document.pages, starts, start) if starts else block.page)
        for index, block in enumerate(layout(document).blocks)
        for start, end in segment.spans(text, block.start, block.end, document.info.language)
    ]
    if not found:
        info = document.info
        raise CorpusError(f"{info.file}: no sentence found, read as form {info.form!r}; check the text and its form")
    return found


def _page(pages: Sequence[tuple[int, int]], starts: Sequence[int], at: int) -> int | None:
    """The number of the page that the code point `at` stands on; None before the first page."""
    index = bisect_right(starts, at) - 1
    return pages[index][1] if index >= 0 else None


def outline(document: Document) -> list[Heading]:
    """The document's headings in order, those run into a paragraph included. Raises CorpusError as `layout` does."""
    found = layout(document)
    return sorted([*found.headings, *found.run_ins], key=lambda heading: heading.start)
