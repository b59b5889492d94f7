"""From a paragraph to its sentences.

nupunkt, a Punkt tokenizer trained on legal text, proposes the boundaries; the rules here mend what reports to treaty
bodies bring out wrong: "art. 5", "e.g.", a bracketed reference after the full stop, a missing space after it. It splits
nothing at semicolons or colons: a list is one sentence. Line ends count as spaces, so a wrapped line never ends a
sentence by itself. nupunkt knows English alone: documents in other languages go by the rules of `tongues`.
"""

import re
from itertools import pairwise

from crosscheck import languages
from crosscheck.ingest import tongues
from crosscheck.ingest.blocks import words

_BREAKS = re.compile(r"[\r\n\f\t\u00a0\u2028\u2029]")
_ALWAYS = words(
    "e.g i.e cf viz approx vs v ca incl esp mr mrs ms mx messrs dr prof hon rev gen col lt maj capt sgt sen rep gov st"
)
_BEFORE_NUMBER = words(
    "art arts para paras par pars sec secs sect no nos nr vol vols p pp ch chap chaps fig figs annex add corr rev ser"
    " cl cls subpara subparas reg regs decl doc docs res rs gs tk sh frs"
)
_LAST_WORD = re.compile(r"([^\s(\[“‘\"']+?)\.$")
_NEVER_LAST = _ALWAYS | _BEFORE_NUMBER | words("al cit op ibid est dept govt max min")
_PLAIN_END = re.compile(r"(?<![\w.’'-])([a-z][a-z’-]+)[.!?][”’)]*\s+(?=[A-Z“‘])")
_CAPITALS_END = re.compile(
    r"\b(?:[A-Z]{2,}|[ap]\.m|U\.S)\.[”’)]*\s+(?=(?:The|A|An|In|On|At|As|By|For|If|It|Its|He|His|She|Her|They|Their|This"
    r"|These|Those|There|However|Although|While|When|According|After|During|Some|Many|Most|All|No|Only)\s)"
)
_CLOSERS = re.compile(r"[\"'”’»)\]\s]+")
_REFER = r"\((?:see |cf\. |ibid|art(?:icle)?s?\b|para(?:graph)?s?\b|sections?\b|nos?\b|annex)"
_REFERENCE = re.compile(_REFER, re.IGNORECASE)
_REFERRED = re.compile(
    rf"(?<=[.!?])\s+{_REFER}[^()]*(?:\([^()]*\)[^()]*){{0,4}}\)\.?\s+(?=(?-i:[A-Z“‘]))", re.IGNORECASE
)
_SHORT_BRACKET = 40
_GLUED = re.compile(r"(?<=[a-z]{3})[.!?][”’)]?(?=[A-Z][a-z]+ )")
_BULLETED = re.compile(r"(?<=[.!?])\s+[•●▪◦‣⁃∙■]\s+")


def spans(text: str, start: int, end: int, language: str = languages.ENGLISH) -> list[tuple[int, int]]:
    """The sentences of `text[start:end]` as (start, end) offsets into `text`, without white space at their ends.

    They are in order, do not overlap, and cover every character of the slice that is not white space. `language` is the
    document's tag ("ru").
    """
    flat = _BREAKS.sub(" ", text[start:end])
    spoken = tongues.tongue(language)
    cuts = [*(tongues.cuts(flat, spoken) if spoken else _cuts(flat)), len(flat)]
    kept = [0]
    for cut, following in pairwise(cuts[1:]):
        inside = tongues.belongs(flat, kept[-1], cut, following, spoken) if spoken else _belongs(flat, kept[-1], cut, following)
        if not inside:
            kept.append(cut)
    trimmed = [_trim(flat, a, b) for a, b in zip(kept, [*kept[1:], len(flat)], strict=True)]
    return [(start + a, start + b) for a, b in _worded(flat, [pair for pair in trimmed if pair[0] < pair[1]])]


def _cuts(flat: str) -> list[int]:
    """Where a sentence may begin: nupunkt's boundaries, and those it passes over.

    It takes some plain words ("code.", "bail.") and capitals ("CAR.") for abbreviations, expects a space after a full
    stop, and knows no bullets.
    """
    from nupunkt import sent_spans  # loads its model on first use

    found = {a for a, _ in sent_spans(flat)} if flat.strip() else set()
    found |= {match.end() for pattern in (_GLUED, _CAPITALS_END, _REFERRED) for match in pattern.finditer(flat)}
    found |= {match.end() for match in _PLAIN_END.finditer(flat) if match.group(1) not in _NEVER_LAST}
    found |= {match.start() for match in _BULLETED.finditer(flat)}
    return sorted(found | {0})


def _belongs(flat: str, before: int, cut: int, end: int) -> bool:
    """Whether what begins at `cut` is still part of the sentence before it."""
    left, right = flat[before:cut].rstrip(), flat[cut:end].strip()
    if not right or _CLOSERS.fullmatch(right):
        return True
    if _abbreviated(left, right):
        return True
    if right[0] == "(" and right.rstrip(".").endswith(")") and right.count("(") == right.count(")"):
        return len(right) <= _SHORT_BRACKET or _REFERENCE.match(right) is not None
    return (right[0].islower() and not left.endswith(("!", "?"))) or _inside(left, right)


def _inside(left: str, right: str) -> bool:
    """Whether a bracket, or a short quotation such as a title, is still open at the end of `left` and ends in `right`.

    A quotation of several sentences is split like any other text.
    """
    for opening, closing, reach in (("(", ")", 200), ("“", "”", 60)):
        at = left.rfind(opening)
        if at >= 0 and left.count(opening, at) > left.count(closing, at) and len(left) - at <= reach:
            close = right.find(closing)
            if 0 <= close <= reach and opening not in right[:close]:
                return True
    return False


def _abbreviated(left: str, right: str) -> bool:
    """Whether the full stop at the end of `left` belongs to an abbreviation."""
    match = _LAST_WORD.search(left)
    if not match:
        return False
    word = match.group(1).lower()
    if word in _ALWAYS:
        return True
    if word in _BEFORE_NUMBER:
        return right[0].isdigit() or right[0] == "(" or re.match(r"[IVXLC]+\b", right) is not None
    initial = len(word) == 1 and word.isalpha() and match.group(1).isupper()
    return initial and right[0].isupper() and _named(left)


def _named(left: str) -> bool:
    """Whether the single capital that ends `left` is a person's initial: a name or another initial stands before it, or
    nothing does. "Annex A." and "category B." end a sentence."""
    before = left.split()[:-1]
    return not before or re.fullmatch(r"[A-Z]\.", before[-1]) is not None


def _trim(flat: str, start: int, end: int) -> tuple[int, int]:
    piece = flat[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))


def _worded(flat: str, found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """`found` with every span that holds no letter or digit put to the sentence before it, the first to the next."""
    result: list[tuple[int, int]] = []
    for start, end in found:
        empty = not any(char.isalnum() for char in flat[start:end])
        first = bool(result) and not any(char.isalnum() for char in flat[slice(*result[-1])])
        if result and (empty or first):
            result[-1] = (result[-1][0], end)
        else:
            result.append((start, end))
    return result
