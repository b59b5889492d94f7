"""Read a State party's report to a treaty body: numbered paragraphs under articles and recommendations.

The printed paragraph number is how everybody cites these reports, so it is taken from the page and never counted by
us: a number is believed only where it goes on from the last one. Lines without a number of their own, such as
"(1) …" or a bullet, belong to the paragraph above. Tables and annexes are read as lines; nothing is made of columns.
"""

import re

from crosscheck.ingest.blocks import Layout, Piece, closed, ended, is_bullet, joined, lists, looks_like_heading, pieces

_NUMBER = re.compile(r"(\d{1,4})\s*\.(?![\d.])")
_JUMP = 20  # paragraphs that an extraction may have lost before a number is taken for something else
_FURNITURE = re.compile(
    r"(?:\d{1,3}\s+)?(?:GE\.\d\d-\d+.*|[A-Z]+(?:/[\w.-]+){2,})(?:\s+\d{1,3})?|(?:page )?\d{1,3}(?:/\d{1,3})?",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"\*+\s+\S")  # to the title; later in the text an asterisk is a bullet
_EDITING = re.compile(r"\b(?:present document|formal(?:ly)? edit|secretariat)", re.IGNORECASE)
_TITLE_MARKS = re.compile(r"[*,\s]+$")
_RANKS = (
    (1, re.compile(r"(?:[IVX]+\s?\.|(?:Part|Section|Chapter)\s+(?:[IVX]+|\d+)\b|Annex(?:es)?\b)")),
    (2, re.compile(r"(?:[A-Z]|\d{1,2}(?:\.\d{1,2})*)\s?\.\s?\S")),
    (3, re.compile(r"(?:Articles?\s+\d|Other\b)", re.IGNORECASE)),
    (4, re.compile(r"(?:(?:General |Specific )?Recommendations?\b|(?:Repl(?:y|ies)|Responses?|Questions?|Issues?)\b.*\d"
                   r"|Paragraphs?\s+\d)", re.IGNORECASE)),
)  # fmt: skip
_OTHER = 5
_LONGEST = 240
_WORDS_AFTER_NUMBER = 9
_SHORT = 60  # a line this short before a number is a heading, not a sentence that goes on


def layout(text: str) -> Layout:
    """Take a State report apart into numbered paragraphs, headings and what is left out."""
    found = Layout()
    number: int | None = None
    begun = False
    for piece in lists(text, joined(text, pieces(text, _opens), _is_prose, _is_furniture)):
        next_number = _numbered(piece, number, found)
        rank = _rank(piece)
        if _is_furniture(piece) or (_FOOTNOTE.match(piece.text) and (not begun or _EDITING.search(piece.flat))):
            found.aside(piece, "page furniture or title footnote")
        elif next_number is not None:
            number, begun = next_number, True
            found.block(found.label(piece, _label_length(piece)), str(number))
        elif rank is not None:
            begun = begun or rank < _OTHER
            found.heading(piece, rank if begun else 0)
        elif not begun and len(piece.text) <= _LONGEST and not ended(piece.text):
            found.heading(piece, 0)
        else:
            found.block(piece, None if number is None else str(number))
    return found


def _opens(line: str, following: str) -> bool:
    """Whether a paragraph ends between two lines that no blank line parts: at page furniture, before a numbered
    paragraph (not before a year wrapped after "December"), before a heading that cannot be a wrapped sentence."""
    if _FURNITURE.fullmatch(line) or _FURNITURE.fullmatch(following) or _FOOTNOTE.match(following):
        return True
    rank, next_rank = _rank_of(line), _rank_of(following)
    if _NUMBER.match(following):
        return closed(line) or (rank is not None and (rank < _OTHER or len(line) < _SHORT))
    plain = len(following) < _SHORT // 2 or following.endswith(")")
    return closed(line) and next_rank is not None and next_rank < _OTHER and plain


def _label_length(piece: Piece) -> int:
    match = _NUMBER.match(piece.text)
    return match.end() if match else 0


def _numbered(piece: Piece, last: int | None, found: Layout) -> int | None:
    """The paragraph number that `piece` begins with, if it goes on from `last` (or begins again under a heading)."""
    match = _NUMBER.match(piece.text)
    rest = piece.text[match.end() :] if match else ""
    if not match or not rest.strip() or _rank(piece) is not None:
        return None
    number = int(match.group(1))
    if last is None or last < number <= last + _JUMP:
        return number
    after_heading = bool(found.headings) and (not found.blocks or found.headings[-1].start > found.blocks[-1].start)
    return number if number == 1 and after_heading else None


def _rank(piece: Piece) -> int | None:
    return None if is_bullet(piece) else _rank_of(piece.flat)


def _rank_of(text: str) -> int | None:
    """The rank of a heading, or None for prose. A very short numbered line without a full stop is a heading, too."""
    flat = _TITLE_MARKS.sub("", text)
    if _NUMBER.match(flat) and len(flat.split()) > _WORDS_AFTER_NUMBER:
        return None
    if len(flat) > _LONGEST or not looks_like_heading(flat, most=30):
        return None
    for rank, pattern in _RANKS:
        if pattern.match(flat):
            return rank
    return _OTHER if looks_like_heading(flat) else None


def _is_furniture(piece: Piece) -> bool:
    return _FURNITURE.fullmatch(piece.flat) is not None


def _is_prose(piece: Piece) -> bool:
    return _rank(piece) is None and not _is_furniture(piece)
