"""Figures in a sentence, and two figures set side by side with the arithmetic written out.

A figure is a number with what it counts, read from the words around it: a count of some noun, a percentage, an amount
of money, a score out of ten. Article and decision numbers, dates, symbols and ages are not figures. Two figures are
compared only where unit and quantity agree word for word; there is no conversion of currencies and no guessing that
two nouns mean the same, so silence here means nothing more than that the words differ.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from crosscheck import figure_words as words


class Unit(StrEnum):
    """What sort of quantity a figure is."""

    COUNT = "count"
    PERCENT = "percent"
    MONEY = "money"
    SCORE = "score"
    DURATION = "duration"


class Qualifier(StrEnum):
    """How exactly the source states it."""

    EXACT = "exact"
    ABOUT = "about"
    MORE = "more than"
    LESS = "up to"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, what it counts, and the year it refers to.

    `start`, `end` are code points into the text given to `figures`; `text` is that slice. `noun` is the quantity in its
    words ("works councils"; for money and percentages the words it is a measure of, "minimum wage"), "" where the
    sentence does not say. `currency` is a code such as "KZT", only for money. `stated` is False where `year` was not
    read in the sentence but is the document's own. A percentage's `noun` begins with "of " where it is the whole the
    share is taken of and not what is measured: such shares are shown but never compared.
    """

    value: float
    unit: Unit
    noun: str
    start: int
    end: int
    text: str
    qualifier: Qualifier = Qualifier.EXACT
    currency: str | None = None
    year: int | None = None
    stated: bool = True


@dataclass(frozen=True, slots=True)
class Comparison:
    """Figure `b` subtracted from figure `a`: `difference` in their unit, `percent` of `b` (None where b is 0).

    `same_words` is False where only the head nouns agree ("works councils", "production councils"): a reader must
    decide whether they are the same thing, so `text` names both.
    """

    a: Figure
    b: Figure
    difference: float
    percent: float | None
    same_words: bool
    text: str


_QUALIFIERS = ((Qualifier.MORE, words.MORE), (Qualifier.LESS, words.LESS), (Qualifier.ABOUT, words.ABOUT))


def figures(text: str, default_year: int | None = None) -> list[Figure]:
    """Every figure of `text`, in reading order, with spans into it.

    The year is the one in the brackets or words right after the figure, else the sentence's only or opening year, else
    `default_year` with `stated` False.
    """
    found: list[Figure] = []
    for match in words.FIGURE.finditer(text):
        if not _is_label(text, match):
            _share_unit(text, match, found)
            found.append(_figure(text, match, found, default_year))
    return found


def _share_unit(text: str, match: re.Match[str], found: list[Figure]) -> None:
    """In "from 60,000 to 70,000 tenge" and "from 3 to 5 per cent" the first figure has the unit of the second."""
    unit, currency = _unit(match)
    before = found[-1] if found and found[-1].unit == Unit.COUNT and unit in (Unit.MONEY, Unit.PERCENT) else None
    if before and words.TO.fullmatch(text[before.end : match.start()]):
        found[-1] = replace(before, unit=unit, currency=currency, noun=_measured(text[: before.start]))


def _is_label(text: str, match: re.Match[str]) -> bool:
    """Whether a number is a date, a year, a name or the number of an article, and so no figure."""
    before, after, number = text[: match.start()], text[match.end() :], match["number"]
    unit, _ = _unit(match)
    if unit != Unit.COUNT or match["scale"]:
        return unit == Unit.DURATION and bool(words.AGE.search(before))
    if words.DAY.match(after) or words.MONTH_BEFORE.search(before) or words.LABELLED.search(before[-60:]):
        return True
    listed = not before.strip(" (") and re.match(r"[.)]\s?\D", after)
    if before.endswith("(") and after.startswith(")"):
        return True
    named = words.NAME_AFTER.match(after) or words.DAYS_AFTER.match(after)
    return bool(words.YEAR.fullmatch(number) or listed or named)


def _figure(text: str, match: re.Match[str], before: Sequence[Figure], default_year: int | None) -> Figure:
    unit, currency = _unit(match)
    value = float(match["number"].replace(",", "")) * words.SCALES.get(match["scale"] or "", 1.0)
    lead = text[max(0, match.start() - 50) : match.start()]
    qualifier = next((q for q, cue in _QUALIFIERS if cue.search(lead)), Qualifier.EXACT)
    noun = _noun(text, match, unit) or _inherited(text, match, unit, before)
    year = _year(text, match.start(), match.end())
    return Figure(value, unit, noun, match.start(), match.end(), match.group(), qualifier, currency,
                  default_year if year is None else year, year is not None)


def _inherited(text: str, match: re.Match[str], unit: Unit, before: Sequence[Figure]) -> str:
    """In "2,500 appeals (275 in 2019; 186 in 2020)" and "from 30 to 40" a figure counts what the one before does."""
    if before and before[-1].unit == unit:
        between = text[before[-1].end : match.start()].removeprefix(f" {before[-1].noun}")
        if words.ON_TO.fullmatch(between):
            return before[-1].noun
    opened = text.rfind("(", 0, match.start())
    inside = opened > text.rfind(")", 0, match.start())
    if not inside or not words.DATED.match(text[match.end() :]):
        return ""
    return next((f.noun for f in reversed(before) if f.end <= opened and f.unit == unit), "")


def _unit(match: re.Match[str]) -> tuple[Unit, str | None]:
    for place, (_, _, code) in enumerate(words.CURRENCIES):
        if match[f"pre{place}"] or match[f"post{place}"]:
            return Unit.MONEY, code
    if match["percent"]:
        return Unit.PERCENT, None
    if match["outof"] or match["outof2"]:
        return Unit.SCORE, None
    return (Unit.DURATION, None) if match["duration"] else (Unit.COUNT, None)


def _noun(text: str, match: re.Match[str], unit: Unit) -> str:
    """What the figure counts or measures, in the sentence's words."""
    if unit == Unit.DURATION:
        return match["duration"].rstrip("s")
    if unit == Unit.COUNT:
        counted, end = _words(text, match.end())
        if counted and key(counted)[-1:] and key(counted)[-1] in words.VAGUE and (beside := words.WITH.match(text[end:])):
            what, _ = _words(text, end + beside.end())
            return f"{counted}{beside.group()} {what}" if what else counted
        of = words.OF.match(text[end:]) if counted and not counted.endswith(("s’", "s'")) else None
        of_what = _words(text, end + of.end() - 1)[0] if of and of.group().lstrip()[:2].lower() == "of" else ""
        return f"{counted} of {of_what}" if of_what else counted or _measured(text[: match.start()])
    if unit == Unit.SCORE:
        right = words.SCORED_AFTER.match(text[match.end() :]) or words.SCORED_BEFORE.search(text[: match.start()])
        return right[1].strip() if right else _measured(text[: match.start()])
    of = words.OF.match(text[match.end() :]) if unit == Unit.PERCENT else None
    whole = _words(text, match.end() + of.end() - 1)[0] if of else ""
    return f"of {whole}" if whole else _measured(text[: match.start()])


def _words(text: str, start: int) -> tuple[str, int]:
    """The run of at most four words at `start`, to the first small word, verb or mark, and where it ends."""
    run: list[str] = []
    place = start
    while len(run) < 4:
        match = words.TOKEN.search(text, place)
        if not match or not words.GAP.match(text[place : match.start()]) or match.group().lower() in words.ENDS:
            break
        if run and match.group().endswith("ed") and not run[-1].endswith("ly"):
            break
        run.append(match.group())
        place = match.end()
    return " ".join(run), place


def _measured(before: str) -> str:
    """The subject of the verb that stands before a figure: "the minimum wage was" gives "minimum wage"."""
    subject = words.QUANTITY_BEFORE.search(before)
    number_of = words.NUMBER_OF.search(before) if subject else None
    if number_of:
        return _words(before, number_of.end())[0]
    run = subject[1].split() if subject else []
    cut = max((place + 1 for place, word in enumerate(run) if word.lower() in words.ENDS), default=0)
    run = run[cut:]
    while run and run[0].lower() in words.LEADING:
        run.pop(0)
    return " ".join(run)


def _year(text: str, start: int, end: int) -> int | None:
    """The year a figure refers to, by the sentence's own words, or None where it names none or several."""
    near = words.YEAR_AFTER.match(text[end:])
    if near:
        return int(near[1]) if not near[2] else None
    opening = words.YEAR_OPENING.match(text)
    if opening:
        return int(opening[1]) if not opening[2] else None
    found = list(words.YEAR.finditer(text))
    if len({match.group() for match in found}) != 1 or words.YEAR_OF_ACT.search(text):
        return None
    return int(found[0].group()) if all(_bracket(text, match.start()) in (None, _bracket(text, start)) for match in found) else None


def _bracket(text: str, place: int) -> int | None:
    """Where the bracket opens that `place` stands in; None outside brackets. A year in brackets dates what is in them."""
    opened = text.rfind("(", 0, place)
    return opened if opened > text.rfind(")", 0, place) else None


def key(noun: str) -> tuple[str, ...]:
    """The words of a quantity, singular and in lower case, without those that say nothing of what is counted."""
    dull = words.SKIPPED | words.LEADING
    return tuple(_singular(word) for word in noun.lower().split() if word not in dull)


def _singular(word: str) -> str:
    if word in words.IRREGULAR:
        return words.IRREGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    single = word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word
    single = single.removesuffix("-related")
    return words.SPELLINGS.get(single, single)


def agreement(a: Figure, b: Figure) -> bool | None:
    """True where the quantity words are the same, False where only the head nouns are, None where neither."""
    ours, theirs = key(a.noun), key(b.noun)
    if not ours or not theirs or ours[-1] != theirs[-1] or ours[-1] in words.MONEY_WORDS:
        return None
    vague = ours[-1] in words.VAGUE
    if sorted(ours) == sorted(theirs):
        return None if vague and len(ours) == 1 else True
    return None if vague or a.unit != Unit.COUNT or {"of", "with", "without"} & {*ours, *theirs} else False


def compare(a: Figure, b: Figure) -> Comparison | None:
    """`a` beside `b` with the difference written out, or None unless unit, currency and quantity nouns agree.

    Nouns that say too little ("persons", "cases") agree only with the same further words.
    """
    share = a.unit == Unit.PERCENT and (a.noun.startswith("of ") or b.noun.startswith("of "))
    same = agreement(a, b)
    if a.unit != b.unit or a.currency != b.currency or a.unit == Unit.DURATION or share or same is None:
        return None
    difference = round(a.value - b.value, 6)
    percent = None if b.value == 0 else 100 * difference / b.value
    change = signed(difference) + (" points" if a.unit == Unit.PERCENT else "")
    if percent is not None and a.unit != Unit.PERCENT:
        change += f", {percent:+.1f} %"
    text = f"{_shown(a, not same)} beside {_shown(b, not same)}: {change}"
    return Comparison(a, b, difference, percent, same, text)


def compared(ours: Sequence[Figure], theirs: Sequence[Figure]) -> list[Comparison]:
    """Every comparison between two sentences' figures, in reading order of the first, then of the second."""
    return [found for a in ours for b in theirs if (found := compare(a, b))]


def amount(value: float) -> str:
    """A number as it is read: `18,229`, `2.1`."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.3f}".rstrip("0").rstrip(".")


def signed(value: float) -> str:
    """A difference with its sign."""
    return ("+" if value > 0 else "") + amount(round(value, 6))


def _shown(figure: Figure, named: bool) -> str:
    hedge = "" if figure.qualifier == Qualifier.EXACT else f"{figure.qualifier} "
    unit = {Unit.PERCENT: " %", Unit.MONEY: f" {figure.currency}", Unit.SCORE: " out of 10"}.get(figure.unit, "")
    noun = f" {figure.noun}" if named else ""
    when = f" in {figure.year}" if figure.stated else f" (report of {figure.year})"
    return f"{hedge}{amount(figure.value)}{unit}{noun}{when if figure.year else ''}"
