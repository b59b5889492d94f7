"""Findings that repeat one origin: sentences that a series of reports carries on from year to year, nearly word for word.

Two sentences are one where at least ALIKE of the five-letter pieces of the shorter stand in the longer, neither is much
longer, and both name the same amounts and negate as often: "15,575 councils" and "14,200 councils" are two facts, and so are
"was enforced" and "was not enforced". Nothing is dropped or counted here; who shows repeats says how. Standard library only.

Pairs are found by their rarest pieces (prefix filtering), which misses none and looks at few: sentences by the ten thousand
take seconds.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

SIZE, ALIKE, SHORTEST, RATIO = 5, 0.85, 30, 0.6

_OTHER = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_NOT = re.compile(r"\b(?:not|no|never|none|nor|neither|without|cannot|\w+n[’']t)\b", re.IGNORECASE)


def groups(texts: Sequence[str]) -> list[tuple[int, ...]]:
    """Positions of texts that repeat one another, two or more a group, ascending; groups in the order of their first."""
    pieces = [_pieces(text) for text in texts]
    rarity = Counter(piece for one in pieces for piece in one)
    ordered = [sorted(one, key=lambda piece: (rarity[piece], piece)) for one in pieces]
    facts = [_facts(text) for text in texts]
    home = list(range(len(texts)))
    for one, other in _candidates(ordered):
        if facts[one] == facts[other] and contained(pieces[one], pieces[other]) >= ALIKE:
            _join(home, one, other)
    found = defaultdict(list)
    for place in range(len(texts)):
        found[_root(home, place)].append(place)
    return [tuple(members) for _, members in sorted(found.items()) if len(members) > 1]


def contained(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the smaller set stands in the larger, 0 to 1; 0 where the smaller is under RATIO of the larger."""
    less, more = sorted((len(one), len(other)))
    return len(one & other) / less if less and less >= RATIO * more else 0.0


def _pieces(text: str) -> frozenset[str]:
    """All runs of SIZE characters of the folded text; none for one too short to be known again."""
    plain = _OTHER.sub(" ", text.casefold()).strip()
    return frozenset(plain[i : i + SIZE] for i in range(len(plain) - SIZE + 1)) if len(plain) >= SHORTEST else frozenset()


def _facts(text: str) -> tuple[tuple[str, ...], int]:
    """The amounts that a sentence names (its years aside) and how often it negates."""
    amounts = (number for number in _NUMBER.findall(text) if not _YEAR.match(number))
    return tuple(sorted(amounts)), len(_NOT.findall(text))


def _candidates(ordered: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """Pairs that may be alike enough: the shorter's rarest pieces meet the longer's.

    Of n pieces at least ALIKE * n are shared, so one of the rarest n - ALIKE * n + 1 is; in the longer one, of m pieces, at
    least ALIKE * RATIO * m are.
    """
    holding: dict[str, list[int]] = defaultdict(list)
    for place, pieces in enumerate(ordered):
        for piece in pieces[: _reach(len(pieces), ALIKE * RATIO)]:
            holding[piece].append(place)
    found = set()
    for place, pieces in enumerate(ordered):
        for piece in pieces[: _reach(len(pieces), ALIKE)]:
            for other in holding[piece]:
                if other != place and len(pieces) <= len(ordered[other]) and len(pieces) >= RATIO * len(ordered[other]):
                    found.add((min(place, other), max(place, other)))
    return sorted(found)


def _reach(count: int, share: float) -> int:
    return count - math.ceil(share * count - 1e-9) + 1 if count else 0


def _root(home: list[int], place: int) -> int:
    while home[place] != place:
        home[place] = home[home[place]]
        place = home[place]
    return place


def _join(home: list[int], one: int, other: int) -> None:
    first, second = sorted((_root(home, one), _root(home, other)))
    home[second] = first
