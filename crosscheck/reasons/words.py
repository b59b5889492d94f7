"""Words with their spans and stems, and the runs of words that two sentences share.

Stems bring "prohibits" and "prohibition" together. Where different words share one ("organs", "organizations") they must agree
but for the plural. A word that stands in very many sentences says little when two share it, and is left out.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from crosscheck import languages
from crosscheck.reasons import lists
from crosscheck.reasons.record import Reason, Sort, mark

MOST_TERMS = 6
COMMON = 0.05  # words in more than this share of all sentences say little
ENOUGH = 200  # sentences from which on that share is known
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")


@dataclass(frozen=True)
class Rarity:
    """In how many of `total` sentences each stem stands."""

    counts: Mapping[str, int]
    total: int

    def common(self, stem: str) -> bool:
        """Whether the stem stands in so many sentences that sharing it says little."""
        return self.total >= ENOUGH and self.counts.get(stem, 0) > COMMON * self.total


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text, its span and stem. `content` says that it can be a subject."""

    start: int
    end: int
    stem: str
    content: bool
    apart: bool  # a mark of punctuation stands before it
    low: str


@lru_cache(maxsize=16)
def _stemmer(language: str) -> Any:
    import Stemmer

    name = languages.STEMMERS.get(language)
    return Stemmer.Stemmer(name) if name in Stemmer.algorithms() else None


def _stem(word: str, language: str) -> str:
    if language == languages.ENGLISH:
        for pattern, form in lists.SPELLINGS:
            word = pattern.sub(form, word)
    stemmer = _stemmer(language)
    stem = stemmer.stemWord(word) if stemmer else word
    return word.removesuffix("s") if stem in lists.FALSE_FRIENDS else stem


@lru_cache(maxsize=4096)
def tokens(text: str, tag: str) -> tuple[Token, ...]:
    """The words of a text with their spans; `content` are those that can be a subject."""
    language = languages.code(tag) or languages.ENGLISH
    dull = lists.DULL if language == languages.ENGLISH else languages.STOP_WORDS.get(language, frozenset())
    found, last = [], 0
    for match in _WORD.finditer(text):
        low = re.sub(r"[’']s?$", "", match.group().lower())
        content = len(low) > 2 and low not in dull
        apart = bool(lists.GAP_ENDS.search(text[last:match.start()]))
        found.append(Token(match.start(), match.end(), _stem(low, language), content, apart, low))
        last = match.end()
    return tuple(found)


def rarity(texts: Iterable[str], tag: str = languages.ENGLISH) -> Rarity:
    """How rare words are among these sentences."""
    stems = [{token.stem for token in tokens(text, tag)} for text in texts]
    return Rarity(Counter(stem for group in stems for stem in group), len(stems))


@dataclass(frozen=True, slots=True)
class Term:
    """A run of words that both sides share: the place of its first token on each side, and its length in tokens."""

    claim: int
    finding: int
    length: int


def terms(ours: Sequence[Token], theirs: Sequence[Token], known: Rarity) -> list[Term]:
    """The longest shared runs that begin and end with a word of content, each word of either side once; rarest first."""
    runs = []
    for i, token in enumerate(ours):
        for j in (j for j, other in enumerate(theirs) if token.content and other.content and other.stem == token.stem):
            runs.append(Term(i, j, _run(ours[i:], theirs[j:])))
    taken: tuple[set[int], set[int]] = (set(), set())
    chosen = []
    for term in sorted(runs, key=lambda t: (-t.length, t.claim, t.finding)):
        spans = set(range(term.claim, term.claim + term.length)), set(range(term.finding, term.finding + term.length))
        stems = {ours[i].stem for i in spans[0]}
        if spans[0] & taken[0] or spans[1] & taken[1] or (term.length == 1 and any(stems == {ours[i].stem} for i in taken[0])):
            continue
        if all(known.common(stem) for stem in stems):
            continue
        taken[0].update(spans[0])
        taken[1].update(spans[1])
        chosen.append(term)
    return sorted(chosen, key=lambda t: (_weight(ours, t, known), t.claim))


def _run(ours: Sequence[Token], theirs: Sequence[Token]) -> int:
    """How many words two places share in a row, the last of them a word of content and none across punctuation."""
    last = 0
    for place, (one, other) in enumerate(zip(ours, theirs, strict=False)):
        if one.stem != other.stem or (place and (one.apart or other.apart)):
            break
        last = place + 1 if one.content else last
    return last


def _weight(tokens: Sequence[Token], term: Term, known: Rarity) -> tuple[float, int]:
    inside = [t for t in tokens[term.claim:term.claim + term.length] if t.content]
    return min(known.counts.get(t.stem, 0) for t in inside) / len(inside), -sum(len(t.stem) for t in inside)


def span(tokens: Sequence[Token], first: int, length: int) -> tuple[int, int]:
    """From the start of token `first` to the end of the last of `length` tokens."""
    return tokens[first].start, tokens[first + length - 1].end


def aligned(claim: str, finding: str, ours: Sequence[Token], theirs: Sequence[Token], terms: Sequence[Term]) -> list[Reason]:
    """A reason for each of the rarest shared terms."""
    result = []
    for term in terms[:MOST_TERMS]:
        a = mark(claim, *span(ours, term.claim, term.length))
        b = mark(finding, *span(theirs, term.finding, term.length))
        text = f"“{a.text}”" if a.text.lower() == b.text.lower() else f"“{a.text}” and “{b.text}”"
        result.append(Reason(Sort.ALIGNED, f"Both speak of {text}.", (a,), (b,)))
    return result


