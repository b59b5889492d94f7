"""Find the footnotes of a web page: a mark in the text that links to a note, and a note that links back to its mark.

The two links together are how Word, LibreOffice, Pandoc, Wikipedia and Markdown write footnotes. A table of contents links
both ways, too, but what is linked there is a title and not a mark.
"""

import re
from collections.abc import Container
from dataclasses import dataclass

from lxml import etree

_MARK = re.compile(r"[\[(]?\s*(?:note |fn )?(\d{1,4}|[a-z]{1,2}|[ivxlc]{1,6}|[*†‡§¶]{1,4})\s*[\])]?", re.IGNORECASE)
_TOLD = re.compile(r"_?(?:foot|end|sdfoot|sdend)?(?:note|fn|ftn|edn|en)[-_:]?(?:text)?[-_:]?\d+|cite_note\S*", re.IGNORECASE)
_BLOCKS = {"li", "p", "div", "dd", "aside", "section", "td", "tr", "dl"}
_LONGEST = 5000
_TITLE = 40
CALL = "data-crosscheck-call"


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: the key written into the attribute CALL of the places that call it, its mark and its words."""

    key: str
    mark: str
    text: str


def words(element: etree._Element) -> str:
    """All words of an element."""
    return " ".join("".join(element.itertext()).split())


def take_notes(body: etree._Element, part: int) -> list[Note]:
    """Take the footnotes out of `body`, in the order of their calls, and leave an empty element with CALL at each call.

    `part` is the number of the page in a book of several.
    """
    targets: dict[str, etree._Element] = {}
    places: dict[etree._Element, int] = {}
    for place, element in enumerate(body.iter(etree.Element)):
        places[element] = place
        for name in (element.get("id"), element.get("name") if element.tag == "a" else None):
            if name:
                targets.setdefault(name, element)
    found: dict[etree._Element, Note] = {}
    calls: list[tuple[etree._Element, etree._Element]] = []
    for link in list(body.iter("a")):
        name = link.get("href", "")
        mark = _MARK.fullmatch(words(link)) if name.startswith("#") and name[1:] in targets else None
        after = mark is not None and places[targets[name[1:]]] > places[link]  # the link that leads back is no call
        block = _block(link, name[1:], targets, found) if after else None
        if block is None or mark is None:
            continue
        if block not in found:
            found[block] = Note(f"note {part} {len(found) + 1}", mark.group(1), _said(block, mark.group(1)))
        calls.append((link, block))
    for link, block in calls:
        _mark_call(link, found[block].key)
    for block in found:
        if block.getparent() is not None:
            remove(block)
    _sweep(body)
    return list(found.values())


def _block(link: etree._Element, name: str, targets: dict[str, etree._Element], found: Container[etree._Element]) -> etree._Element | None:
    """The note that `link` calls, if what `name` stands for is one, or was `found` to be one by an earlier call."""
    block = targets[name]
    while block is not None and block.tag not in _BLOCKS:
        block = block.getparent()
    if block in found:
        return block
    if block is None or block in link.iterancestors() or _long(block):
        return None
    own = {link.get("id"), link.get("name"), *(up.get("id") for up, _ in zip(link.iterancestors(), range(3), strict=False))}
    own |= {child.get(key) for child in link.iter(etree.Element) for key in ("id", "name")}
    back = any(other.get("href", "")[1:] in own - {None, ""} for other in block.iter("a") if other.get("href", "").startswith("#"))
    raised = any(up.tag == "sup" for up in (link, *link.iterancestors(), *link.iterdescendants()))
    return block if back or (raised and _TOLD.fullmatch(name)) else None


def _long(block: etree._Element) -> bool:
    """Whether an element is longer than any note; stops counting there."""
    length = 0
    for text in block.itertext():
        length += len(text)
        if length > _LONGEST:
            return True
    return False


def _said(block: etree._Element, mark: str) -> str:
    """The note's words without the links that lead back and without the mark repeated before them."""
    for link in list(block.iter("a")):
        if link.get("href", "").startswith("#") and (_MARK.fullmatch(words(link)) or not re.search(r"\w{3}", words(link))):
            remove(link)
    text = words(block)
    return re.sub(rf"^[\[(]?{re.escape(mark)}[\])]?[.:]?\s+", "", text).strip("^↩↑︎ ")


def _mark_call(link: etree._Element, key: str) -> None:
    """Empty the call, with the `sup` around it, and name the note it calls."""
    for up in list(link.iterancestors("sup"))[:1]:
        if words(up) == words(link):
            link = up
            break
    for child in list(link):
        link.remove(child)
    link.text = None
    link.set(CALL, key)


def _sweep(body: etree._Element) -> None:
    """Take out the frames that held only notes, with their rule and title."""
    for frame in list(body.iter("section", "div", "aside", "footer")):
        told = f"{frame.get('class', '')} {frame.get('id', '')} {frame.get('role', '')}".lower()
        if re.search(r"footnote|endnote", told) and len(words(frame)) < _TITLE and not any(child.get(CALL) for child in frame.iter()):
            remove(frame)


def remove(element: etree._Element) -> None:
    """Take an element out of its tree; the words after it stay."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail:
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)
