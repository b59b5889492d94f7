"""Read Markdown (CommonMark with tables and footnotes) through the reader of web pages, with its numbers as written.

CommonMark renumbers a list from its first item; people who write paragraph numbers mean them. So an item keeps the number
it is written with, unless all items are written with the same one, as many do who leave counting to the program.
"""

import html
import re
from itertools import pairwise

from crosscheck.errors import CorpusError
from crosscheck.files import html as pages
from crosscheck.files.extracted import Extracted
from crosscheck.files.flow import Flow
from crosscheck.files.plain import check, decode

_DEEPEST = 100  # of lists and quotations; the parser drops what lies deeper
_HEAD = re.compile(r"\ufeff?---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"([A-Za-z][\w-]*):[ \t]*(.*)")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_NOTE = re.compile(r" {0,3}\[\^([^\]\s]{1,40})\]:[ \t]*(.*)")
_CALL = re.compile(r"\[\^([^\]\s]{1,40})\]")
_NOTE_HTML = '<li id="crosscheck-note-{at}">{text} <a href="#crosscheck-call-{at}">^</a></li>'
_PROPERTIES = {"title": "title", "author": "author", "date": "date", "lang": "language", "language": "language"}


def read_markdown(data: bytes, name: str) -> Extracted:
    """Read Markdown. `name` is the file's, for messages.

    Raises CorpusError if it nests too deep to be read whole.
    """
    from markdown_it import MarkdownIt

    source, said = decode(data)
    check(source, name)
    source = source.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    properties, source = _head(source)
    source, notes = _notes(source)
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable("table")
    tokens = parser.parse(source)
    if any(token.level >= _DEEPEST - 2 for token in tokens):
        raise CorpusError(f"{name}: its lists or quotations nest deeper than can be read; save it as PDF or plain text")
    _number(tokens)
    order: list[str] = []
    for token in tokens:
        if token.type == "inline":
            _call(token, notes, order)
    body = parser.renderer.render(tokens, parser.options, {})
    ends = "".join(_NOTE_HTML.format(at=at, text=html.escape(notes[key])) for at, key in enumerate(order))
    page = pages.tree(f"<html><body>{body}<section class='footnotes'><ul>{ends}</ul></section></body></html>", name)
    flow = Flow()
    for note in said:
        flow.note(note)
    pages.read_page(page, flow, whole=True)
    return flow.extracted("markdown", properties)


def _head(source: str) -> tuple[dict[str, str], str]:
    """The front matter's simple fields, and the source after it."""
    match = _HEAD.match(source)
    if match is None:
        return {}, source
    fields = [found for line in match.group(1).split("\n") if (found := _FIELD.fullmatch(line))]
    properties = {_PROPERTIES[key]: text.strip().strip("\"'") for key, text in (field.groups() for field in fields) if key in _PROPERTIES}
    return properties, source[match.end() :]


def _notes(source: str) -> tuple[str, dict[str, str]]:
    """The source without the notes "[^1]: …" and their indented lines, and those notes by their mark."""
    kept: list[str] = []
    notes: dict[str, list[str]] = {}
    open_note: list[str] | None = None
    fenced = False
    for line in source.split("\n"):
        fenced ^= bool(_FENCE.match(line))
        match = None if fenced else _NOTE.match(line)
        if match:
            open_note = notes.setdefault(match.group(1), [])
            open_note.append(match.group(2))
        elif open_note is not None and line.startswith(("    ", "\t")):
            open_note.append(line.strip())
        else:
            open_note = open_note if open_note is not None and not line.strip() else None
            kept.append(line)
    return "\n".join(kept), {key: " ".join(lines).strip() for key, lines in notes.items()}


def _number(tokens: list) -> None:  # type: ignore[type-arg]
    """Give every item of a numbered list the number it is written with."""
    lists: list[list] = []  # type: ignore[type-arg]
    for token in tokens:
        if token.type in {"ordered_list_open", "bullet_list_open"}:
            lists.append([])
        elif token.type == "list_item_open" and token.info and lists:
            lists[-1].append(token)
        elif token.type in {"ordered_list_close", "bullet_list_close"}:
            items = lists.pop()
            if any(one.info != other.info for one, other in pairwise(items)):
                for item in items:
                    item.attrSet("value", item.info)


def _call(inline, notes: dict[str, str], order: list[str]) -> None:  # type: ignore[no-untyped-def]
    """Turn each "[^1]" that has a note into a link to it; `order` gathers the notes called, first call first."""
    from markdown_it.token import Token

    children = []
    for token in inline.children or []:
        parts = _CALL.split(token.content) if token.type == "text" else []
        if len(parts) < 3:
            children.append(token)
            continue
        for index, part in enumerate(parts):
            if index % 2 == 0 or part not in notes:
                children.append(Token("text", "", 0, content=part if index % 2 == 0 else f"[^{part}]"))
                continue
            if part not in order:
                order.append(part)
            at = order.index(part)
            mark = f'<sup><a id="crosscheck-call-{at}" href="#crosscheck-note-{at}">{html.escape(part)}</a></sup>'
            children.append(Token("html_inline", "", 0, content=mark))
    inline.children = children
