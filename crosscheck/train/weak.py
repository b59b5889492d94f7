"""Weakly labelled examples from the State Department's country reports at large (public domain).

The reports set law beside practice in one breath: "The law provides for the right to strike. However, the government
restricted it." Three regularities give labels without a reader:

- a sentence on what the law says, followed by one that opens with "However" or says that the law was not enforced:
  `qualifies` (the cue itself is cut, or the model would learn the cue);
- the same sentence on the law in a later year of the same country, reworded: `corroborates`;
- two sentences on the law from different reports that share nearly all their words except a negation: `contradicts`;
- two sentences on the law from different subsections: `unrelated`; from one subsection, far apart: `unrelated` too,
  as a hard one.

The labels are noisy and teach the shape of the domain, not its judgement: judged pairs come after.
"""

import random
import re
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from crosscheck.records import Relation
from crosscheck.train.public import Example, rows

_SPLIT = re.compile(r"(?<=[a-z0-9)”\"’]\.)\s+(?=[A-Z“\"])")
_LAW = re.compile(
    r"\b(?:the (?:law|constitution|labor (?:code|law)|penal code|criminal code)|laws?|by law,?|regulations?)\b[^.;]{0,60}?\b"
    r"(?:provides?|prohibits?|allows?|guarantees?|recogni[sz]es?|requires?|permits?|grants?|protects?|criminali[sz]es?|"
    r"sets?|establish(?:es)?|mandates?|bans?|does not|do not)\b",
    re.IGNORECASE,
)
_TURN = re.compile(r"^(?:however|nevertheless|nonetheless|in practice|despite (?:this|these)[^,]*|still|yet),\s*", re.IGNORECASE)
_NOT_KEPT = re.compile(
    r"\b(?:did not|failed to|rarely|seldom|not always|inconsistently|ineffectively|poorly|not effectively|selectively)\b[^.]{0,40}"
    r"\b(?:enforce|respect|implement|observe|comply|apply|uphold)",
    re.IGNORECASE,
)
_KEPT = re.compile(r"\b(?:generally|effectively|usually|largely)\b[^.]{0,25}\b(?:enforced|respected|implemented|observed)", re.IGNORECASE)
_BUT = re.compile(r"(?:,|;)\s*(?:but|although|yet|however,?)\s+(?=\w+ \w+ \w+ \w+)")
_NEGATION = re.compile(r"\b(?:not|no|never|neither|nor|without|lacks?|lacked)\b", re.IGNORECASE)
_LAW_DENIES = re.compile(
    r"\b(?:laws?|constitution|code|legislation|regulations?)\b[^.,;]{0,25}\b(?:not|no)\b|\bno (?:law|legislation|legal|provision)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z]+")
_EMPTY = frozenset([
    "the", "a", "an", "of", "to", "and", "or", "in", "for", "by", "with", "on", "at", "from", "as", "is", "are", "be", "was", "were",
    "it", "its", "that", "this", "does", "do", "did",
])


class LawSentence(NamedTuple):
    """A sentence on what the law says, where it stood, and its content words."""

    text: str
    country: str
    year: int
    section: str
    para: int
    words: frozenset[str]


def weak_examples(folder: Path, years: tuple[int, ...], *, seed: int = 0, most: int = 12_000) -> list[Example]:
    """Up to `most` examples of each rule from `folder`/YEAR.jsonl.gz, the same ones for the same seed."""
    chance = random.Random(seed)
    law: list[LawSentence] = []
    found: dict[str, list[Example]] = defaultdict(list)
    for year in years:
        for row in rows(folder / f"{year}.jsonl.gz"):
            parts = _SPLIT.split(row["text"])
            for i, text in enumerate(parts):
                if not _LAW.search(text) or not 6 <= len(text.split()) <= 45:
                    continue
                law.append(LawSentence(text, row["country"], year, row["section"], row["para"], _content(text)))
                if (example := _law_and_practice(text, parts[i + 1] if i + 1 < len(parts) else "")) is not None:
                    found[example.relation].append(example)
    kinds = [*found.values(), _same_law(law), _opposed_law(law), _other_law(law, chance, most)]
    result = []
    for examples in kinds:
        chance.shuffle(examples)
        result += examples[:most]
    return result


def _content(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower())) - _EMPTY


def _law_and_practice(law: str, following: str) -> Example | None:
    """What one sentence on the law and the next say of each other, where a cue tells."""
    inner = _BUT.split(law, maxsplit=1)
    if len(inner) == 2 and _LAW.search(inner[0]) and not _NEGATION.search(inner[0]) and len(inner[1].split()) > 5:
        return Example(inner[0] + ".", inner[1][0].upper() + inner[1][1:], Relation.QUALIFIES, 0.5)
    if not following or _NEGATION.search(law):
        return None
    if (turn := _TURN.match(following)) is not None:
        rest = following[turn.end():]
        return Example(law, rest[:1].upper() + rest[1:], Relation.QUALIFIES, 0.5) if len(rest.split()) > 4 else None
    if _NOT_KEPT.search(following):
        return Example(law, following, Relation.QUALIFIES, 0.5)
    if _KEPT.search(following) and not _NEGATION.search(following):
        return Example(law, following, Relation.CORROBORATES, 0.5)
    return None


def _same_law(law: list[LawSentence]) -> list[Example]:
    """Reworded sentences of one country and subsection in two years: the later one corroborates."""
    by_place: dict[tuple[str, str], list[LawSentence]] = defaultdict(list)
    for sentence in law:
        by_place[sentence.country, sentence.section].append(sentence)
    result = []
    for group in by_place.values():
        for a in group:
            for b in group:
                if b.year > a.year and a.text != b.text and 0.55 <= _overlap(a.words, b.words) <= 0.9 and not _differ(a, b):
                    result.append(Example(a.text, b.text, Relation.CORROBORATES, 0.5))
                    break
    return result


def _opposed_law(law: list[LawSentence]) -> list[Example]:
    """Sentences that share their content words and differ in one negation, whatever the country."""
    by_words: dict[frozenset[str], list[LawSentence]] = defaultdict(list)
    for sentence in law:
        rarest = sorted(sentence.words, key=lambda word: (-len(word), word))[:4]
        for i in range(len(rarest)):
            by_words[frozenset(rarest[:i] + rarest[i + 1:])].append(sentence)
    result, seen = [], set()
    for group in by_words.values():
        plain = [s for s in group if not _NEGATION.search(s.text)]
        negated = [s for s in group if len(_NEGATION.findall(s.text)) == 1 and _LAW_DENIES.search(s.text)]
        for a in plain[:6]:
            for b in negated[:6]:
                if (a.text, b.text) not in seen and _overlap(a.words, b.words - {"not", "no"}) >= 0.6:
                    seen.add((a.text, b.text))
                    result.append(Example(a.text, b.text, Relation.CONTRADICTS, 0.5))
                    result.append(Example(b.text, a.text, Relation.CONTRADICTS, 0.5))
    return result


def _other_law(law: list[LawSentence], chance: random.Random, most: int) -> list[Example]:
    """Sentences on the law of one report that speak of different things: half of them from one subsection."""
    by_report: dict[tuple[str, int], list[LawSentence]] = defaultdict(list)
    for sentence in law:
        by_report[sentence.country, sentence.year].append(sentence)
    reports = [group for _, group in sorted(by_report.items()) if len(group) > 20]
    result: list[Example] = []
    while reports and len(result) < most:
        group = chance.choice(reports)
        a = chance.choice(group)
        near = [b for b in group if b.section == a.section and abs(b.para - a.para) > 3] if len(result) % 2 else group
        b = chance.choice(near or group)
        if b.para != a.para and len(a.words & b.words) <= 2:
            result.append(Example(a.text, b.text, Relation.UNRELATED, 0.5))
    return result


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / max(1, len(a | b))


def _differ(a: LawSentence, b: LawSentence) -> bool:
    return len(_NEGATION.findall(a.text)) != len(_NEGATION.findall(b.text))
