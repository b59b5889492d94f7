"""Read an article or any plain text: paragraphs, bullets, short title lines.

Nothing in such a text says how deep a heading stands. A heading that follows a heading directly is read as one below
it; otherwise it replaces the one before. A text with printed paragraph numbers ("12. …") keeps them.
"""

import re

from crosscheck.ingest.blocks import Layout, Piece, is_bullet, joined, lists, looks_like_heading, pieces

_NUMBER = re.compile(r"(\d{1,4})\s*\.(?![\d.])\s*(?=\S)")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?:page )?\d{1,4}", re.IGNORECASE)
_QUESTION_WORDS = 12


def layout(text: str) -> Layout:
    """Take an article apart: its first short line is the title, other short lines are headings."""
    found = Layout()
    for index, piece in enumerate(_parts(text)):
        if _is_address(piece):
            found.aside(piece, "page furniture or web address")
        elif _is_heading(piece):
            _heading(found, piece, title=index == 0)
        else:
            found.block(piece)
    return found


def plain(text: str) -> Layout:
    """Take plain text apart: paragraphs between blank lines, with a printed number where they carry one.

    A number counts as one only if it goes on from the number before it.
    """
    found = Layout()
    last: int | None = None
    for piece in _parts(text):
        match = _NUMBER.match(piece.text)
        number = int(match.group(1)) if match else None
        if _is_address(piece):
            found.aside(piece, "page furniture or web address")
        elif match and number is not None and (last is None or last < number <= last + 20) and not _is_heading(piece):
            last = number
            found.block(found.label(piece, len(match.group().rstrip())), str(number))
        elif _is_heading(piece):
            _heading(found, piece)
        else:
            found.block(piece, None if last is None else str(last))
    return found


def _parts(text: str) -> list[Piece]:
    return list(lists(text, joined(text, pieces(text), _is_prose, _is_address)))


def _heading(found: Layout, piece: Piece, title: bool = False) -> None:
    last = found.headings[-1] if found.headings else None
    below = last is not None and last.rank and (not found.blocks or found.blocks[-1].start < last.start)
    found.heading(piece, 0 if title else last.rank + 1 if last is not None and below else 1)


def _is_heading(piece: Piece) -> bool:
    flat = piece.flat
    if is_bullet(piece):
        return False
    question = flat.endswith("?") and looks_like_heading(flat[:-1], _QUESTION_WORDS)
    return question or looks_like_heading(flat)


def _is_address(piece: Piece) -> bool:
    return _ADDRESS.fullmatch(piece.flat) is not None


def _is_prose(piece: Piece) -> bool:
    return not _is_heading(piece) and not _is_address(piece)
