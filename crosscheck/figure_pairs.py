"""Figures against figures: the State's numbers beside the numbers that sources give for the same quantity.

Two figures are set side by side where unit, currency and the words for what is counted agree, over all findings and not
only those that retrieval proposes, and no model is asked. Words alone are a weak tie ("60 lawyers" at one trial are not the
lawyers of a country), so a pair whose words are few or differ must also speak of the same thing in the rest of the sentence.
Currencies are never converted; a share is set beside a count only where the whole is stated, with the division shown.
What differs between the two, years above all, is said beside the arithmetic. Nothing here says which figure is right.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from crosscheck import figure_words as words
from crosscheck.figure_sums import NO_SHARE, arithmetic
from crosscheck.figures import Figure, Qualifier, Unit, agreement, amount, compare, figures, key
from crosscheck.records import Claim, Finding, Sentence

_WORD = re.compile(r"[^\W\d_]{3,}(?:[’'-][^\W\d_]+)*")
_ENDING = re.compile(r"(?:ations?|ational|ments?|ingly|ings?|edly|ed|ies|es|ers?|ors?|s|ly|y|e)$")
_PREDICATE = re.compile(
    r"^(?:\s+[^\W\d_][\w’'-]*){0,6}?\s+(?:were|was|are|is|had been|have been)\s+(?:only\s|\w+ly\s)?([^\W\d_]+(?:ed|wn|ght))\b"
)
_PASSIVE = re.compile(r"^\s+([^\W\d_]+(?:ed|wn|ght))\s(?:in|by|on|during|with|for|as|at|under|from)\b")  # "176 persons killed in 2021"
_EXISTS = re.compile(
    r"\bthere (?:are|were|is|have been|had been)(?:\s(?:currently|now|about|some|over|more than|only))*\s*$", re.IGNORECASE
)
# What makes a figure a part of what its words name: "including 65,900 persons", "a group of 13 NGOs", "persons who are of working age".
_PART_BEFORE = re.compile(
    r"\b(?:including|among them|of (?:whom|which|these|them),?|groups? of|only)\s(?:(?:about|some|more than|over)\s)?$", re.IGNORECASE
)
_PART_AFTER = re.compile(r"^\s(?:who|whose|aged|of (?:working|pensionable|school) age)\b")
_PART_YEAR = re.compile(
    r"\b(?:(?:in |during |for )?the first (?:half|quarter|(?:\w+ )?(?:months|weeks|days|quarters)) of(?: the)? \w+(?: \d{4})?"
    rf"|(?:from|between) (?:{words.MONTHS})(?: \d{{4}})? (?:to|through|and|until) (?:{words.MONTHS})(?: \d{{4}})?)",
    re.IGNORECASE,
)
_N_OF_M = re.compile(r"^\s(?:out\s)?of\s(?:the\s|all\s|its\s|their\s)*$", re.IGNORECASE)
_FEW, _MANY = 1, 3  # further telling words in common that a weak tie needs: with a theme in common, and without
_TELLING = 0.02  # a word tells what a sentence is about if at most this share of the sentences has it (or _AT_LEAST of them)
_AT_LEAST = 8


@dataclass(frozen=True, slots=True)
class FigurePair:
    """A figure of a claim beside a figure of a finding.

    `a` and `b` carry spans into the sentences' `text`. `difference` is `a` less `b` in their unit (percentage points for
    shares), `percent` that of `b` (None where it means nothing). `arithmetic` is one line a reader can redo; `notes` say what
    differs. For shares worked out from counts, `a` and `b` are the percentages and `notes` show the division.
    """

    claim: Claim
    finding: Finding
    a: Figure
    b: Figure
    same_words: bool
    difference: float
    percent: float | None
    arithmetic: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Stated:
    """A figure in its sentence, the `place`-th of `of` there that count the same; `worked` shows how a share was worked out."""

    record: Claim | Finding
    figure: Figure
    worked: str = ""
    place: int = 0
    of: int = 1

    @property
    def sentence(self) -> Sentence:
        return self.record.sentence


def figure_pairs(claims: Sequence[Claim], findings: Sequence[Finding], years: Mapping[str, int] | None = None) -> list[FigurePair]:
    """Every figure of `claims` beside every figure of `findings` for the same quantity, in the order of the claims, then findings.

    `years`: the year a State document describes, by id, for figures whose sentence names none. A finding's is its own.
    """
    common = _common([*claims, *findings])
    ours = _stated(claims, years or {})
    by_head: dict[tuple, list[_Stated]] = defaultdict(list)
    for b in _stated(findings, {}):
        for mark in _marks(b.figure):
            by_head[mark].append(b)
    found = []
    for a in ours:
        for b in {id(b): b for mark in _marks(a.figure) for b in by_head[mark]}.values():
            if pair := _pair(a, b, common):
                found.append(pair)
    return found


def by_claim(pairs: Iterable[FigurePair]) -> dict[tuple[str, int], list[FigurePair]]:
    """The comparisons of each claim, by its document and first code point."""
    grouped: dict[tuple[str, int], list[FigurePair]] = defaultdict(list)
    for pair in pairs:
        grouped[pair.claim.sentence.doc, pair.claim.sentence.start].append(pair)
    return dict(grouped)


def _stated(records: Sequence[Claim] | Sequence[Finding], years: Mapping[str, int]) -> list[_Stated]:
    """All figures of the sentences, and the shares that their counts make."""
    read = [
        _Stated(record, figure)
        for record in records
        for figure in figures(record.sentence.text, record.year if isinstance(record, Finding) else years.get(record.sentence.doc))
    ]
    alike = Counter((id(one.record), key(one.figure.noun), one.figure.unit) for one in read)
    seen: Counter[tuple[int, tuple[str, ...], Unit]] = Counter()
    placed = []
    for one in read:
        mark = (id(one.record), key(one.figure.noun), one.figure.unit)
        placed.append(replace(one, place=seen[mark], of=alike[mark]))
        seen[mark] += 1
    return placed + _shares(read)


def _common(records: Sequence[Claim | Finding]) -> frozenset[str]:
    """The stems of words so common among these sentences that sharing one says nothing."""
    counted = Counter(stem for text in {record.sentence.text for record in records} for stem in _stems(text))
    most = max(_AT_LEAST, _TELLING * len(records))
    return frozenset(stem for stem, count in counted.items() if count > most) | _stems(" ".join(words.ENDS | words.SCALES.keys()))


def _marks(figure: Figure) -> list[tuple]:
    """What two figures must have in common to be looked at: unit, currency and the last word of what is counted."""
    tail = key(figure.noun)[-1:]
    return [(figure.unit, figure.currency, tail)] if tail and figure.unit != Unit.DURATION else []


def _shares(read: Sequence[_Stated]) -> list[_Stated]:
    """Shares that counts make: "22,000 of 54,000 public buildings", and a count whose whole the same document states."""
    made: list[_Stated | None] = []
    wholes: dict[tuple[str, tuple[str, ...]], _Stated] = {}
    for whole in read:
        if whole.figure.unit == Unit.COUNT and len(key(whole.figure.noun)) > 1 and _exists(whole) and not _is_part(whole):
            wholes.setdefault((whole.sentence.doc, key(whole.figure.noun)), whole)
    for place, part in enumerate(read):
        if part.figure.unit != Unit.COUNT or part.figure.qualifier is not Qualifier.EXACT:
            continue
        after = read[place + 1] if place + 1 < len(read) and read[place + 1].record is part.record else None
        if after and after.figure.unit == Unit.COUNT and _N_OF_M.match(part.sentence.text[part.figure.end : after.figure.start]):
            made.append(_share(part, after))
            continue
        stated = wholes.get((part.sentence.doc, key(part.figure.noun)))
        if stated and stated.record is not part.record and part.figure.year == stated.figure.year:
            made.append(_share(part, stated))
    return [share for share in made if share is not None]


def _share(part: _Stated, whole: _Stated) -> _Stated | None:
    if not 0 < part.figure.value < whole.figure.value or not whole.figure.noun or whole.figure.qualifier is not Qualifier.EXACT:
        return None
    share = round(100 * part.figure.value / whole.figure.value, 1)
    where = f" (para. {whole.sentence.paragraph})" if whole.sentence.paragraph and whole.record is not part.record else ""
    worked = f"{part.figure.text} of {whole.figure.text} {whole.figure.noun}{where} = {amount(share)} %"
    return _Stated(part.record, replace(part.figure, value=share, unit=Unit.PERCENT, noun=f"of {whole.figure.noun}"), worked)


def _pair(a: _Stated, b: _Stated, common: frozenset[str]) -> FigurePair | None:
    """The two figures side by side, if they count the same thing as far as the sentences tell."""
    same = _same_share(a, b, common) if _is_share(a.figure) and _is_share(b.figure) else _same_quantity(a, b, common)
    if same is None:
        return None
    difference = round(a.figure.value - b.figure.value, 6)
    percent = None if a.figure.unit in NO_SHARE or not b.figure.value else 100 * difference / b.figure.value
    return FigurePair(_claim(a), _finding(b), a.figure, b.figure, same, difference, percent,
                      arithmetic(a.figure, b.figure), _notes(a, b, same))  # fmt: skip


def _is_share(figure: Figure) -> bool:
    return figure.unit == Unit.PERCENT and figure.noun.startswith("of ")


def _same_share(a: _Stated, b: _Stated, common: frozenset[str]) -> bool | None:
    """Shares are of the same thing where the wholes agree and the sentences say the same of them; True, False as `agreement`."""
    whole_a, whole_b = (replace(one.figure, unit=Unit.COUNT, noun=one.figure.noun.removeprefix("of ")) for one in (a, b))
    same = agreement(whole_a, whole_b)
    ours, theirs = set(key(whole_a.noun)), set(key(whole_b.noun))
    if same is None or not (ours <= theirs or theirs <= ours):  # the public sector is not the private sector
        return None
    return same if _alike(a, b, _FEW, common) else None


def _same_quantity(a: _Stated, b: _Stated, common: frozenset[str]) -> bool | None:
    """True where the words for the quantity are the same, False where they differ in part, None where they may not be compared."""
    compared = compare(a.figure, b.figure)
    # "84,741 prisoners in prisons for 36,956 prisoners": of several such figures on both sides, the first goes with the first
    crossed = a.of > 1 and b.of > 1 and a.place != b.place
    if compared is None or crossed or _is_part(a) or _is_part(b) or not _same_predicate(a, b, common):
        return None
    lengths = len(key(a.figure.noun)), len(key(b.figure.noun))
    if compared.same_words and (min(lengths) > 1 or (_exists(a) and _exists(b))):
        return True
    if not compared.same_words and min(lengths) == 1:
        return None
    return compared.same_words if _alike(a, b, _FEW, common) else None


def _claim(stated: _Stated) -> Claim:
    if not isinstance(stated.record, Claim):
        raise TypeError("the first side of a comparison is a claim")
    return stated.record


def _finding(stated: _Stated) -> Finding:
    if not isinstance(stated.record, Finding):
        raise TypeError("the second side of a comparison is a finding")
    return stated.record


def _exists(stated: _Stated) -> bool:
    return bool(_EXISTS.search(stated.sentence.text[: stated.figure.start]))


def _is_part(stated: _Stated) -> bool:
    """Whether the figure counts but a part of what its words name."""
    text, figure = stated.sentence.text, stated.figure
    if _PART_BEFORE.search(text[: figure.start]):
        return True
    return figure.unit == Unit.COUNT and bool(_PART_AFTER.match(text[_noun_end(stated) :]))


def _noun_end(stated: _Stated) -> int:
    """Where the words of the quantity end, if they follow the figure; else where the figure does."""
    text, figure = stated.sentence.text, stated.figure
    return figure.end + 1 + len(figure.noun) if figure.noun and text.startswith(f" {figure.noun}", figure.end) else figure.end


def _same_predicate(a: _Stated, b: _Stated, common: frozenset[str]) -> bool:
    """Whether what is said to be done with the counted (they "were employed") is said in the other sentence too."""
    for one, other in ((a, b), (b, a)):
        after = one.sentence.text[_noun_end(one) :]
        said = (_PREDICATE.match(after) or _PASSIVE.match(after)) if one.figure.unit == Unit.COUNT else None
        if said and _stem(said[1].lower()) not in common | _stems(other.sentence.text):
            return False
    return True


def _alike(a: _Stated, b: _Stated, needed: int, common: frozenset[str]) -> bool:
    """Whether the sentences share a theme and `needed` further telling words; where either has no theme, _MANY words."""
    ours, theirs = set(a.record.themes), set(b.record.themes)
    own = {_stem(word) for noun in (a.figure.noun, b.figure.noun) for word in key(noun)}
    shared = (_stems(a.sentence.text) & _stems(b.sentence.text)) - own - common
    return len(shared) >= needed and bool(ours & theirs) if ours and theirs else len(shared) >= _MANY


@cache
def _stems(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in _WORD.findall(text.lower()))


def _stem(word: str) -> str:
    """A word without its commonest endings and in one spelling: crude, and only used to see words in common."""
    plain = words.SPELLINGS.get(word.removesuffix("s"), word).removesuffix("’s").removesuffix("'s")
    short = _ENDING.sub("", plain)
    return short if len(short) >= 3 else plain


def _notes(a: _Stated, b: _Stated, same: bool) -> tuple[str, ...]:
    """What a reader must know before the two figures are set against each other."""
    notes = [stated.worked for stated in (a, b) if stated.worked]
    if not same:
        nouns = " and ".join(f"“{one.figure.noun.removeprefix('of ')}”" for one in (a, b))
        notes.append(f"The words differ: {nouns}. Whether they are the same thing is for the reader to say.")
    if a.figure.year and b.figure.year and a.figure.year != b.figure.year:
        notes.append(f"The years differ: {a.figure.year} and {b.figure.year}.")
    unstated = [side for side, stated in (("the State", a), ("the source", b)) if not stated.figure.stated and stated.figure.year]
    if unstated:
        notes.append(f"No year is named for it by {' or by '.join(unstated)}: the year of the document is shown.")
    notes += [f"Part of a year only: “{part[0]}”." for stated in (a, b) if (part := _PART_YEAR.search(stated.sentence.text))]
    return tuple(notes)
