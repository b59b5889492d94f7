"""What is said of the pairs beside a pair: its claim with the sentences next to the finding, its finding with the paragraph's other claims.

A source speaks of one thing in a run of sentences, and a State in a whole paragraph, but each pair is read by itself. What was made of
its neighbours tells whether the run is about the claim at all. Neighbours across two documents count for nothing.
"""

from collections.abc import Sequence

import numpy as np

from crosscheck.candidates import Proposed
from crosscheck.records import Relation, Sentence

FEATURES = ("against_beside", "against_both_sides", "related_beside", "against_two_away", "against_in_paragraph", "related_in_paragraph")
_AGAINST = [list(Relation).index(r) for r in (Relation.CONTRADICTS, Relation.QUALIFIES)]
_UNRELATED = list(Relation).index(Relation.UNRELATED)


def around(pairs: Proposed, alone: np.ndarray, claims: Sequence[Sentence], findings: Sequence[Sentence]) -> np.ndarray:
    """The FEATURES of each pair, shape (n, 6), from what every pair alone suggests: probabilities `alone`, shape (n, 5).

    `claims` and `findings` are what the pairs' positions point at. A neighbour that is not among the pairs counts as unrelated.
    """
    against, related = alone[:, _AGAINST].sum(axis=1), 1 - alone[:, _UNRELATED]
    before, after, second_before, second_after = _beside(pairs, findings, (-1, 1, -2, 2))
    sides = [_taken(against, at) for at in (before, after)]
    return np.column_stack([
        np.maximum(*sides), np.add(*sides), np.maximum(_taken(related, before), _taken(related, after)),
        _taken(against, second_before) + _taken(against, second_after),
        *(_highest_of_others(pairs, paragraphs(claims), values) for values in (against, related)),
    ])


def beside(pairs: Proposed, marked: np.ndarray, claims: Sequence[Sentence], findings: Sequence[Sentence]) -> np.ndarray:
    """Which pairs stand beside a `marked` one, shape (n,): next to its finding, or with another claim of its claim's paragraph."""
    values = marked.astype(np.float64)
    near = np.maximum(*(_taken(values, at) for at in _beside(pairs, findings, (-1, 1))))
    return np.maximum(near, _highest_of_others(pairs, paragraphs(claims), values)) > 0


def paragraphs(claims: Sequence[Sentence]) -> np.ndarray:
    """The State paragraph of each claim as a number, shape (n,)."""
    names: dict[tuple, int] = {}
    return np.array([names.setdefault(s.home, len(names)) for s in claims], dtype=np.int64)


def _beside(pairs: Proposed, findings: Sequence[Sentence], steps: Sequence[int]) -> list[np.ndarray]:
    """For each step, where the pairs of the same claims with the findings that many sentences on stand, -1 where there are none; (n,)."""
    names: dict[str, int] = {}
    doc = np.array([names.setdefault(s.doc, len(names)) for s in findings], dtype=np.int64)
    keys = pairs.claim * len(findings) + pairs.finding
    order = np.argsort(keys, kind="stable")
    ordered, result = keys[order], []
    for step in steps:
        wanted = pairs.finding + step
        inside = (wanted >= 0) & (wanted < len(findings))
        inside[inside] = doc[wanted[inside]] == doc[pairs.finding[inside]]
        place = np.searchsorted(ordered, keys + step)
        found = order[np.minimum(place, len(keys) - 1)] if len(keys) else place
        result.append(np.where(inside & (keys[found] == keys + step), found, -1))
    return result


def _taken(values: np.ndarray, at: np.ndarray) -> np.ndarray:
    """The values at these positions, 0 where the position is -1."""
    return np.where(at >= 0, values[at], 0.0)


def _highest_of_others(pairs: Proposed, paragraph: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The highest value of the same finding with another claim of the same paragraph, 0 where there is none; shape (n,)."""
    group = paragraph[pairs.claim] * (pairs.finding.max(initial=0) + 1) + pairs.finding
    order = np.lexsort((-values, group))
    first = np.r_[True, group[order][1:] != group[order][:-1]] if len(order) else np.empty(0, dtype=bool)
    top = np.flatnonzero(first)
    size = np.diff(np.r_[top, len(order)])
    second = np.where(size > 1, values[order[np.minimum(top + 1, len(order) - 1)]], 0.0) if len(order) else np.empty(0)
    result = np.empty(len(values))
    result[order] = np.where(first, np.repeat(second, size), np.repeat(values[order[top]], size))
    return result
