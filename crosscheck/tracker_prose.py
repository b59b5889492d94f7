"""Scores that the tracker's publisher gives in prose ("2.1/10 for the right to assembly"), in the form of its tables.

Only where the document is the publisher's own, and the sentence names a right by one of its known names and gives a figure
that can be its score. Whatever else is a figure stays a plain figure. A year that the sentence does not name is the
document's, and said to be.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crosscheck.figures import Figure, Unit, figures
from crosscheck.records import DocumentInfo, Finding, Role, Sentence
from crosscheck.tracker import OUT_OF_TEN, PERCENT, AtRisk, Score
from crosscheck.tracker_lists import Right, country_code, publishers, rights

_SCORE_WORD = re.compile(r"\b(?:scor(?:e|es|ed|ing)|at\s(?=[\d.]+%))", re.IGNORECASE)
_EXPERTS = re.compile(
    r"^\s(?:of\s(?:our\s)?(?:human rights\s)?experts\s)?(?:identified|thought(?:\sthat)?|said)\s([^,;%]{3,90}?)"
    r"(?=\s(?:as|is|are|were)\s|,|;|\.|\sand\s\d|$)", re.IGNORECASE)  # fmt: skip
_BEFORE = re.compile(r",?\s(?:(?:is|was|at|of|with)\s)+(?:an?\s)?(?:\w+\s)?$")
_BENCHMARKS = ((re.compile(r"income[- ]adjusted|given its (?:resources|income)|possible", re.IGNORECASE), "income adjusted"),
               (re.compile(r"global best", re.IGNORECASE), "global best"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class SaidScore:
    """A score and the sentence that says it."""

    score: Score
    sentence: Sentence


def said_scores(findings: Iterable[Finding], documents: Sequence[DocumentInfo], state: str) -> list[SaidScore]:
    """The scores that the tracker's own documents give for the State, in reading order, each right, value and source once.

    Where one is given several times, the first sentence stands that says what it is measured against.
    """
    infos = {info.id: info for info in documents if is_publisher(info)}
    code = country_code(state) or state
    found: dict[tuple[object, ...], SaidScore] = {}
    for finding in findings:
        info = infos.get(finding.sentence.doc)
        for score in _scores(finding, info, code) if info else ():
            mark = (score.code, score.value, score.unit, score.year, score.source)
            if mark not in found or (score.benchmark and not found[mark].score.benchmark):
                found[mark] = SaidScore(score, finding.sentence)
    return list(found.values())


def is_publisher(info: DocumentInfo) -> bool:
    """Whether the tracker's publisher speaks in the document."""
    return info.role is Role.INDEPENDENT and any(re.search(rf"\b{re.escape(name)}\b", info.publisher) for name in publishers())


def said_at_risk(findings: Iterable[Finding], documents: Sequence[DocumentInfo], state: str) -> list[tuple[AtRisk, Sentence]]:
    """The shares of experts who saw a group at risk, where share, group and right are told; the right by the sentence or, where
    it says "this right", by the innermost heading that names one."""
    infos = {info.id for info in documents if is_publisher(info)}
    found = []
    for finding in findings:
        text = finding.sentence.text
        right = _topic(finding.sentence) if finding.sentence.doc in infos and "expert" in text.lower() else None
        for figure in figures(text, finding.year) if right else ():
            told = _EXPERTS.match(text[figure.end :]) if figure.unit == Unit.PERCENT else None
            if told and right:
                risk = AtRisk(country_code(state) or state, right.code, right.title, figure.year or finding.year, told[1].strip(),
                              round(figure.value / 100, 4), None, finding.sentence.doc)  # fmt: skip
                found.append((risk, finding.sentence))
    return found


def _topic(sentence: Sentence) -> Right | None:
    """The one right that a sentence, or else the innermost heading over it that names any, is about."""
    for text in (sentence.text, *reversed(sentence.section)):
        named = {right.code: right for _, _, right in _named(text)}
        if named:
            return next(iter(named.values())) if len(named) == 1 else None
    return None


def _scores(finding: Finding, info: DocumentInfo, country: str) -> list[Score]:
    text = finding.sentence.text
    read = [figure for figure in figures(text, info.year) if figure.unit in (Unit.SCORE, Unit.PERCENT)]
    paired = _respectively(text, read) or [(figure, right) for figure in read if (right := _right(text, figure, read))]
    return [
        Score(country, right.code, right.title, figure.year or info.year, figure.value, None, None, _benchmark(text, figure),
              OUT_OF_TEN if figure.unit == Unit.SCORE else PERCENT, info.id, stated=figure.stated)
        for figure, right in paired if _fits(figure, right, text)
    ]  # fmt: skip


def _fits(figure: Figure, right: Right, text: str) -> bool:
    """Economic and social scores are percentages, the others out of ten; a percentage must be called a score."""
    social = right.code[:1].isupper()
    if figure.unit == Unit.SCORE:
        return not social and 0 <= figure.value <= 10
    return social and 0 <= figure.value <= 100 and bool(_SCORE_WORD.search(text))


def _named(text: str) -> list[tuple[int, int, Right]]:
    """Where rights are named in `text` (first and last code point), the longest name at each place, in order."""
    found = sorted(
        (match.start(), -match.end(), right.code)
        for right in rights().values() for name in right.names
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
    )  # fmt: skip
    kept: list[tuple[int, int, Right]] = []
    for start, end, code in found:
        if not kept or start >= kept[-1][1]:
            kept.append((start, -end, rights()[code]))
    return kept


def _respectively(text: str, read: Sequence[Figure]) -> list[tuple[Figure, Right]]:
    """ "Freedom from arbitrary arrest and freedom from torture scored poorly, at 1.9/10 and 2.8/10 respectively": one for one."""
    named = [right for _, _, right in _named(text)]
    return list(zip(read, named, strict=True)) if "respectively" in text and len(read) == len(named) > 1 else []


def _right(text: str, figure: Figure, read: Sequence[Figure]) -> Right | None:
    """The right that a figure scores: the only one the sentence names, else the one named right before or after it."""
    named = _named(text)
    if len({right.code for _, _, right in named}) == 1:
        return named[0][2] if len(read) == 1 else None
    before = [right for _, end, right in named if end <= figure.start and _BEFORE.fullmatch(text[end : figure.start])]
    if before:
        return before[-1]
    end = min((other.start for other in read if other.start > figure.start), default=len(text))
    after = [right for start, _, right in named if figure.end <= start < end]
    return after[0] if after and text[figure.end :].lstrip().startswith(("for ", "on ")) else None


def _benchmark(text: str, figure: Figure) -> str:
    if figure.unit == Unit.SCORE:
        return ""
    return next((name for pattern, name in _BENCHMARKS if pattern.search(text)), "")
