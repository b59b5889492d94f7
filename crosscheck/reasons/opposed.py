"""Words that speak against each other: a shared word that one side denies, opposites of the field, a promise that is not kept.

A negation counts only for the words it reaches, and opposites only near a word that both sides share, neither of them under
a negation. So much stays unsaid: silence here means nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from crosscheck import languages
from crosscheck.reasons import lists
from crosscheck.reasons.record import Mark, Reason, Sort, mark
from crosscheck.reasons.words import Term, Token, span, tokens

Place = tuple[int, int]
NEAR = 12  # words between a word and the shared word that it is about
TURNED = 6  # words over which a negation or a ban may reach


@dataclass(frozen=True, slots=True)
class _Denial:
    """A negation: where it begins, and the place of the token that it denies. `done`: of something done, not of a thing."""

    start: int
    place: int
    done: bool


@lru_cache(maxsize=4096)
def _cues(text: str) -> tuple[tuple[int, int, bool], ...]:
    """Start and end of every negation, and whether it is one of something done."""
    not_one = [m.span() for m in lists.NO_NEGATION.finditer(text)]
    return tuple(sorted((*cue.span(), pattern is lists.NOT) for pattern in (lists.NOT, lists.NONE) for cue in pattern.finditer(text)
                        if not any(start < cue.end() and cue.start() < end for start, end in not_one)))


@lru_cache(maxsize=4096)
def _denials(text: str) -> tuple[_Denial, ...]:
    """The negations of a text whose word can be named."""
    words = tokens(text, languages.ENGLISH)
    places = ((start, _verb(words, end) if done else _noun(text, words, end), done) for start, end, done in _cues(text))
    return tuple(_Denial(start, place, done) for start, place, done in places if place is not None)


def _verb(words: Sequence[Token], end: int) -> int | None:
    """What is denied by a negation that ends at `end`: the first word after it that is no adverb or helping word."""
    for i, token in enumerate(words):
        if token.start >= end:
            if token.apart or token.low in lists.ENDS:
                return None
            if token.low not in lists.PASSED and not token.low.endswith("ly"):
                return i
    return None


def _noun(text: str, words: Sequence[Token], end: int) -> int | None:
    """The noun after "no" or "without", where it stands alone: in "no maximum wage" it is not the wage that is denied."""
    run: list[int] = []
    for i, token in enumerate(words):
        if token.start < end or (not run and token.low in lists.PASSED) or text[token.start:token.end].endswith(("’s", "'s")):
            continue
        if token.apart or token.low in lists.ENDS:
            break
        run.append(i)
    return run[0] if len(run) == 1 and not words[run[0]].low.endswith("ing") else None


def opposed(claim: str, finding: str, terms: Sequence[Term]) -> list[Reason]:
    """Everything in which the two English sentences speak against each other; `terms` are the runs of words they share."""
    ours, theirs = tokens(claim, languages.ENGLISH), tokens(finding, languages.ENGLISH)
    denied = _denials(claim), _denials(finding)
    found = [*_denied(claim, finding, ours, theirs, denied, terms), *_opposites(claim, finding, ours, theirs, terms),
             *_undone(claim, finding, ours, theirs, terms), *_quantified(claim, finding, ours, theirs, terms)]
    kept: list[Reason] = []
    for reason in found:  # one place is opposed once: the plainest rule comes first
        if not any(reason.meets(other) for other in kept):
            kept.append(reason)
    return kept


def _denied(claim: str, finding: str, ours: Sequence[Token], theirs: Sequence[Token],
            denied: tuple[Sequence[_Denial], Sequence[_Denial]], terms: Sequence[Term]) -> list[Reason]:
    """A shared word that one side denies and the other does not: the first that each negation reaches."""
    shared = {ours[i].stem for t in terms for i in range(t.claim, t.claim + t.length) if ours[i].content}
    found: dict[tuple[bool, int], tuple[int, Reason]] = {}
    for stem in sorted(shared):
        a, b = _said(ours, denied[0], stem), _said(theirs, denied[1], stem)
        if a is None or b is None or bool(a[1]) == bool(b[1]):
            continue
        m, n = _with_denial(claim, ours, *a), _with_denial(finding, theirs, *b)
        if not _link(ours, theirs, (m.start, m.end), (n.start, n.end), terms):
            continue  # the word alone does not make the two speak of the same thing
        side, negated, other, plain = ("claim", m, "finding", n) if a[1] else ("finding", n, "claim", m)
        place, denial = (a[0], a[1]) if a[1] else (b[0], b[1])
        reason = Reason(Sort.OPPOSED, f"The {side} says “{negated.text}”, the {other} “{plain.text}” without a negation.", (m,), (n,))
        key = (bool(a[1]), denial.start if denial else 0)
        found[key] = min(found.get(key, (place, reason)), (place, reason), key=lambda one: one[0])
    return [reason for _, (_, reason) in sorted(found.items(), key=lambda one: one[0])]


def _with_denial(text: str, words: Sequence[Token], place: int, denial: _Denial | None) -> Mark:
    return mark(text, denial.start if denial else words[place].start, words[place].end)


def _said(tokens: Sequence[Token], denials: Sequence[_Denial], stem: str) -> tuple[int, _Denial | None] | None:
    """Where a side says a word, and the negation over it; None where it says it both ways."""
    places = [i for i, token in enumerate(tokens) if token.stem == stem]
    over = [next((d for d in denials if d.place == i), None) for i in places]
    return (places[0], over[0]) if len({d is None for d in over}) == 1 else None


def _opposites(claim: str, finding: str, ours: Sequence[Token], theirs: Sequence[Token], terms: Sequence[Term]) -> list[Reason]:
    """Words of the field that speak against each other, each near a word that both sides share."""
    result = []
    for one, other, both_ways in lists.OPPOSITES:
        for x, y in ((one, other), (other, one))[:1 + both_ways]:
            a, b = _plain(claim, ours, x), _plain(finding, theirs, y)
            link = _link(ours, theirs, a, b, terms) if a and b else None
            if a and b and link:
                result.append(_against(claim, finding, ours, a, b, link))
                break
    return result


def _against(claim: str, finding: str, ours: Sequence[Token], a: Place, b: Place, link: Term) -> Reason:
    m, n = mark(claim, *a), mark(finding, *b)
    near = claim[slice(*span(ours, link.claim, link.length))]
    return Reason(Sort.OPPOSED, f"The claim says “{m.text}”, the finding “{n.text}”, both near “{near}”.", (m,), (n,))


def _plain(text: str, words: Sequence[Token], pattern: re.Pattern[str]) -> Place | None:
    """The first words that `pattern` finds; None where any stands after a negation or a ban, for it may then mean its opposite."""
    spans = [m.span() for m in pattern.finditer(text)]
    turned = [cue[:2] for cue in _cues(text)] + [m.span() for m in lists.TURNS.finditer(text)]
    for start, end in spans:
        for begin, over in turned:
            between = [t for t in words if over <= t.start < start]
            if begin != start and begin < end and len(between) <= TURNED and not any(t.low in lists.CLAUSES for t in between):
                return None
    return spans[0] if spans else None


def _link(ours: Sequence[Token], theirs: Sequence[Token], a: Place, b: Place, terms: Sequence[Term]) -> Term | None:
    """A shared term, other than the words themselves, that stands near both places."""
    for term in terms:
        spans = span(ours, term.claim, term.length), span(theirs, term.finding, term.length)
        if all(_near(tokens, span, place) for tokens, span, place in ((ours, spans[0], a), (theirs, spans[1], b))):
            return term
    return None


def _near(words: Sequence[Token], one: Place, other: Place) -> bool:
    """Whether two spans do not meet and at most NEAR words stand between them, in one clause."""
    (_, end), (start, _) = sorted((one, other))
    between = [t for t in words if end <= t.start < start]
    return end <= start and len(between) <= NEAR and not any(t.low in lists.CLAUSES for t in between)


def _undone(claim: str, finding: str, ours: Sequence[Token], theirs: Sequence[Token], terms: Sequence[Term]) -> list[Reason]:
    """What the claim assures and the finding says is not done."""
    assured = _plain(claim, ours, lists.ASSURED)
    for denial in _denials(finding):
        verb = theirs[denial.place]
        if assured and denial.done and lists.UNDONE.fullmatch(verb.low):
            undone = (denial.start, verb.end)
            if link := _link(ours, theirs, assured, undone, terms):
                return [_against(claim, finding, ours, assured, undone, link)]
    return []


def _quantified(claim: str, finding: str, ours: Sequence[Token], theirs: Sequence[Token], terms: Sequence[Term]) -> list[Reason]:
    """The same noun, of which one side says all and the other some."""
    for term in terms:
        spans = span(ours, term.claim, term.length), span(theirs, term.finding, term.length)
        for one, other in ((lists.ALL, lists.SOME), (lists.SOME, lists.ALL)):
            a, b = _counted(claim, ours, one, spans[0]), _counted(finding, theirs, other, spans[1])
            if a and b:
                return [Reason(Sort.OPPOSED, f"The claim says “{a.text}”, the finding “{b.text}”.", (a,), (b,))]
    return []


def _counted(text: str, words: Sequence[Token], pattern: re.Pattern[str], place: Place) -> Mark | None:
    """The quantifier right before a span, with the span."""
    for match in reversed(list(pattern.finditer(text, 0, place[0]))):
        between = [t for t in words if match.end() <= t.start < place[0]]
        fine = len(between) <= lists.QUANTIFIED and not any(t.apart or t.low in lists.ENDS - {"of"} for t in between)
        return mark(text, match.start(), place[1]) if fine else None
    return None
