"""What a Word file's styles say of a paragraph: whether it is a heading, numbered, hidden, or a line of the contents.

Style ids differ from one language of Word to the next; their names do not. The styles of the United Nations' own template
carry no outline level, so their names are known here: most treaty-body documents are written with it.
"""

import re
from collections.abc import Iterator

from lxml import etree

from crosscheck.files.docx_numbering import W, number, value

_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_UN_RANKS = {"m": 1, "ch": 2, "1": 3, "23": 4, "4": 5, "56": 6}
_UN_HEADING = re.compile(r"_ ?H_? ?_?(M|Ch|1|23|4|56)_G", re.IGNORECASE)
_CONTENTS = re.compile(r"toc ?\d|toc heading|table of figures|index \d", re.IGNORECASE)
_OFF = {"0", "false", "off", "none"}
_DEEPEST = 20


def switched(element: etree._Element | None, name: str) -> bool | None:
    """Whether the property `name` is on, off, or (None) not said."""
    child = None if element is None else element.find(W + name)
    return None if child is None else child.get(W + "val", "1") not in _OFF


class Styles:
    """The styles of one document, by id; unknown ids say nothing."""

    def __init__(self, root: etree._Element | None) -> None:
        found = [] if root is None else root.findall(W + "style")
        self._styles = {style.get(W + "styleId", ""): style for style in found}
        defaults = [s.get(W + "styleId", "") for s in found if s.get(W + "type") == "paragraph" and s.get(W + "default") in {"1", "true"}]
        self._usual = defaults[0] if defaults else ""
        language = None if root is None else root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
        self.language = "" if language is None else language.get(W + "val", "")

    def linked(self) -> dict[str, str]:
        """The list that each numbering style stands for, by style id."""
        kinds = {name: style for name, style in self._styles.items() if style.get(W + "type") == "numbering"}
        rows = {name: value(style.find(f"{W}pPr/{W}numPr"), "numId") for name, style in kinds.items()}
        return {name: row for name, row in rows.items() if row}

    def _chain(self, style: str | None) -> Iterator[tuple[str, etree._Element]]:
        """The style (the usual one if None) and those it is based on."""
        name = style or self._usual
        for _ in range(_DEEPEST):
            found = self._styles.get(name)
            if found is None:
                return
            yield name, found
            name = value(found, "basedOn", "") or ""

    def heading(self, properties: etree._Element | None) -> int | None:
        """The level from 1 of a paragraph with these `w:pPr`, or None if it is no heading."""
        said = value(properties, "outlineLvl")
        for _, style in self._chain(value(properties, "pStyle")):
            said = said or value(style.find(W + "pPr"), "outlineLvl")
            if said is not None:
                break
            name = value(style, "name", "") or ""
            plain, un = _HEADING.fullmatch(name), _UN_HEADING.fullmatch(name.replace("  ", " "))
            if plain:
                return int(plain.group(1))
            if un:
                return _UN_RANKS[un.group(1).lower()]
            if name.lower() == "title":
                return 1
        level = number(said, 9) if said is not None else 9
        return level + 1 if 0 <= level < 9 else None

    def contents(self, properties: etree._Element | None) -> bool:
        """Whether the paragraph is a line of a table of contents."""
        return any(_CONTENTS.match(value(style, "name", "") or "") for _, style in self._chain(value(properties, "pStyle")))

    def numbered(self, properties: etree._Element | None) -> tuple[str, int | None, str | None] | None:
        """The list of a paragraph, its level (None: the style's) and the style that says so (None: the paragraph itself)."""
        own = None if properties is None else properties.find(W + "numPr")
        name, level = value(own, "numId"), value(own, "ilvl")
        if name is not None:
            return None if name == "0" else (name, number(level, 0), None)
        for style, found in self._chain(value(properties, "pStyle")):
            inherited = found.find(f"{W}pPr/{W}numPr")
            name = value(inherited, "numId")
            if name is not None:
                at = level if level is not None else value(inherited, "ilvl")
                return None if name == "0" else (name, None if at is None else number(at, 0), style)
        return None

    def hidden(self, run: etree._Element | None, paragraph: etree._Element | None) -> bool:
        """Whether a run with these `w:rPr`, in a paragraph with these `w:pPr`, is not shown."""
        said = switched(run, "vanish")
        if said is not None:
            return said
        names = [value(run, "rStyle"), value(paragraph, "pStyle")]
        chains = [self._chain(name) for name in names if name] or [self._chain(None)]
        for chain in chains:
            for _, style in chain:
                said = switched(style.find(W + "rPr"), "vanish")
                if said is not None:
                    return said
        return False
