"""Which proposed pairs are kept, and which of them the judge reads: in two rounds.

First the likeliest pairs of every claim. Then whatever else was proposed and stands beside one that speaks against its claim, because
a report goes on about a problem in words that no score of one sentence finds.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from crosscheck import heads, surroundings
from crosscheck.candidates import Proposed
from crosscheck.judge import RELATIONS, Judge
from crosscheck.matching import Matched

Progress = Callable[[str], None]
Logits = Callable[[Proposed], np.ndarray]
SPEAKS = 0.3  # from what chance that a pair speaks against its claim on its neighbours are read too


class Reading(NamedTuple):
    """Positions of the m pairs that are kept, ordered by claim and then score; whether each was given to the judge, (m,); and its
    raw scores, (m, 5), NaN where it did not read or gave no usable answer."""

    kept: np.ndarray
    read: np.ndarray
    logits: np.ndarray


def in_two_rounds(
    matched: Matched, pairs: Proposed, score: np.ndarray, *, depth: int, reads: int, floor: float, logits: Logits, again: bool = True,
) -> Reading:
    """The pairs that are kept, and what the judge said of those that it read.

    `score` (n,) is the chance that a pair is related at all. The `depth` likeliest of every claim are kept, the first `reads` of
    them are read where `score` is at least `floor`. Then, unless not `again`, every other pair is kept and read that stands beside
    one that speaks against its claim: once, however likely or not, and no further. `logits` reads pairs, shape (m, 5).
    """
    keep = strongest(pairs.claim, score, depth)
    first = keep[(place_within(pairs.claim[keep]) < reads) & (score[keep] >= floor)]
    said = np.full((len(score), len(RELATIONS)), np.nan, dtype=np.float32)
    said[first] = logits(pairs.take(first))
    read = np.isin(np.arange(len(score)), first)
    if not again:
        return Reading(keep, read[keep], said[keep])
    speaks = read.copy()
    speaks[read] = np.exp(heads.log_shares(said[read])[:, heads.AGAINST]).sum(axis=1) >= SPEAKS  # never where it gave no answer
    second = np.flatnonzero(surroundings.beside(pairs, speaks, matched.claims.sentences, matched.findings.sentences) & ~read)
    if len(second):
        said[second], read[second] = logits(pairs.take(second)), True
    kept = np.union1d(keep, second)
    kept = kept[np.lexsort((kept, -score[kept], pairs.claim[kept]))]
    return Reading(kept, read[kept], said[kept])


def strongest(group: np.ndarray, score: np.ndarray, most: int) -> np.ndarray:
    """Positions of the `most` highest scores of every group, ordered by group and then score; ties by position."""
    order = np.lexsort((np.arange(len(score)), -score, group))
    return order[place_within(group[order]) < most]


def place_within(group: np.ndarray) -> np.ndarray:
    """For a sorted `group`, how many of the same group stand before each position."""
    if not len(group):
        return np.empty(0, dtype=np.int64)
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    return np.arange(len(group)) - np.repeat(starts, np.diff(np.r_[starts, len(group)]))


def text_key(pair: tuple[str, str]) -> str:
    """The name under which the judge's scores of a pair of texts are kept."""
    return hashlib.sha256("\x00".join(pair).encode()).hexdigest()[:24]


class Reader:
    """A judge that reads no pair of texts twice: neither what it said in an earlier run (`known`, by text key) nor in this one."""

    def __init__(self, judge: Judge, known: Mapping[str, np.ndarray], progress: Progress) -> None:
        self._judge, self._known, self._progress = judge, known, progress
        self._scored: dict[str, np.ndarray] = {}

    def __call__(self, texts: Sequence[tuple[str, str]]) -> np.ndarray:
        """Raw scores, shape (len(texts), 5), NaN where the judge gave no usable answer."""
        keys = [text_key(text) for text in texts]
        self._scored |= {key: self._known[key] for key in keys if key in self._known}
        fresh = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._scored}
        if fresh:
            self._progress(f"judging {len(fresh)} pairs ({len(set(keys)) - len(fresh)} known)")
            self._scored |= dict(zip(fresh, self._judge.logits(list(fresh.values()), _every_tenth(self._progress)), strict=True))
        return np.array([self._scored[key] for key in keys], dtype=np.float32).reshape(-1, len(RELATIONS))

    def table(self) -> pd.DataFrame:
        """Everything that was asked for and judged, by text key."""
        names = sorted(key for key, row in self._scored.items() if not np.isnan(row).any())
        rows = np.array([self._scored[n] for n in names], dtype=np.float32).reshape(-1, len(RELATIONS))
        table = pd.DataFrame(rows, columns=list(heads.LOGITS))
        table.insert(0, "key", names)
        return table


def _every_tenth(progress: Progress) -> Callable[[int, int], None]:
    """A judge's progress as a line at every tenth of the way."""
    said = 0

    def step(done: int, total: int) -> None:
        nonlocal said
        if done * 10 // total > said:
            said = done * 10 // total
            progress(f"  {said * 10} %")

    return step
