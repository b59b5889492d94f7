"""Read a Country Report on Human Rights Practices of the US State Department, as a PDF extraction or as its web page.

Headings come in four ranks: "Section 7. Worker Rights", "a. Freedom of Association …", a bare title line ("Women"), and
a title run into its paragraph ("Rape and Domestic Violence: The law …"). A run-in title heads every paragraph down to
the next heading, and stays part of its own sentence, because that is what the page prints. The site's banner and
footer, running page titles and addresses in footnotes are left out, with the reason kept.
"""

import re

from crosscheck.ingest.blocks import Layout, Piece, ended, is_bullet, joined, lists, looks_like_heading, pieces, words

_SECTION = re.compile(r"(?i:section)\s+\d+\s*[.:]")
_OPENS = re.compile(rf"{_SECTION.pattern}|[A-Ha-h]\.\s+[A-Z][a-z]")
_LETTER = re.compile(r"[A-Ha-h]\.\s+[A-Z]")
_SUMMARY = re.compile(r"executive summary", re.IGNORECASE)
_TITLE = re.compile(r".*\bhuman rights (?:report|practices)\b.*", re.IGNORECASE)
_RUN_IN = re.compile(r"([A-Z][^.:;!?“”]{2,110}):\s+(?=[A-Z0-9“‘\"(])")
_SMALL = words("a against an and as at by de for from in into la of on or the to under versus vs with within")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+(?:\s+\S*[/.]\S*)*", re.IGNORECASE)
_BANNER = re.compile(
    r"an official website of|official websites use|a \.gov website belongs|secure \.gov websites|a lock \(|skip to ",
    re.IGNORECASE,
)
_FOOTER = re.compile(r"edit your custom report|\d\d / select |in this section|build a custom report", re.IGNORECASE)
_FOOTER_BEFORE = re.compile(r"human rights reports|tags", re.IGNORECASE)
_RUNNING = re.compile(
    r"(?:page )?\d{1,4}|[A-Z][A-Z ,()-]+ \d{1,3}|country reports on human rights practices for \d{4}.*"
    r"|united states department of state\b.{0,80}",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(r"\b(?:includ(?:e[ds]?|ing)|examples?|said|says|stated|added|wrote|was|were|is|are|follows?)$")
_WORDS = 24


def layout(text: str) -> Layout:
    """Take a country report apart into paragraphs, headings and what is left out."""
    found = Layout()
    parts = list(lists(text, joined(text, pieces(text, _opens), _is_prose, _is_skipped)))
    footer = _footer(parts)
    begun = False
    for index, piece in enumerate(parts):
        rank = _rank(piece)
        if index >= footer:
            found.aside(piece, "web page footer")
        elif not begun and _BANNER.match(piece.text):
            found.aside(piece, "web page banner")
        elif _is_skipped(piece):
            found.aside(piece, "page furniture or web address")
        elif rank is not None:
            begun = begun or rank in (1, 2)
            found.heading(piece, rank if begun else 0)
        else:
            begun = True
            _prose(found, piece)
    return found


def _opens(line: str, following: str) -> bool:
    """Whether a section's heading follows without a blank line, as at the top of a page."""
    return _OPENS.match(following) is not None


def _prose(found: Layout, piece: Piece) -> None:
    """Record a paragraph, and the title run into its beginning if it has one."""
    match = _RUN_IN.match(piece.text)
    if match and _titled(match.group(1)):
        title = " ".join(match.group(1).split())
        found.run_in(piece.start, piece.start + match.end(1), title, 4)
    found.block(piece)


def _footer(parts: list[Piece]) -> int:
    """The index of the first piece of the web page's footer; the number of pieces if there is none."""
    for index in range(len(parts) * 3 // 4, len(parts)):
        if _FOOTER.match(parts[index].text):
            return index - (index > 0 and _FOOTER_BEFORE.fullmatch(parts[index - 1].flat) is not None)
    return len(parts)


def _rank(piece: Piece) -> int | None:
    """The rank of a heading, or None for prose."""
    flat = piece.flat
    if is_bullet(piece) or len(flat.split()) > _WORDS or ended(flat):
        return None
    if _SECTION.match(flat) or _SUMMARY.fullmatch(flat):
        return 1
    bare = flat.rstrip(":")
    if _LETTER.match(flat):
        return 2 if looks_like_heading(bare[2:].strip(), _WORDS) else None
    return 3 if looks_like_heading(bare, _WORDS) and (_titled(bare) or _TITLE.fullmatch(bare)) else None


def _titled(text: str) -> bool:
    """Whether `text` is set as a title: every word that counts begins with a capital. A pair of words may fall short
    ("Physical conditions"), unless it leads into a list ("These included")."""
    counted = [word for word in re.findall(r"[^\W\d_][\w’'-]*", text) if word.lower() not in _SMALL]
    capitals = sum(word[0].isupper() for word in counted)
    pair = len(counted) == 2 and counted[0][0].isupper() and not _LEAD_IN.search(text)
    return bool(counted) and (capitals == len(counted) or pair)


def _is_skipped(piece: Piece) -> bool:
    return (_ADDRESS.fullmatch(piece.flat) or _RUNNING.fullmatch(piece.flat)) is not None


def _is_prose(piece: Piece) -> bool:
    return _rank(piece) is None and not _is_skipped(piece)
