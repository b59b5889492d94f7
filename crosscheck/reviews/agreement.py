"""How far people agree, with intervals, and the decisions behind every number.

It is computed from blind first decisions (`standing.blind_decisions`), before anyone saw anything. A measure that the
data leave undefined (nobody overlapped; one label only) is None and says how many pairs it had: never a 0 or a 1 made
up for it. Intervals are percentiles of a bootstrap over pairs, seeded, 95 %.

Cohen's kappa: J. Cohen 1960. Fleiss' kappa: J. Fleiss 1971. Krippendorff's alpha, nominal: K. Krippendorff 2011.
"""

import warnings
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from crosscheck.records import Relation, Timing
from crosscheck.reviews.records import Review
from crosscheck.reviews.standing import Standing

ROUNDS = 1000

Ratings = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Measure:
    """One number. `what`: relation, timing, flag, or one relation against the rest; `group`: all, a theme, two people.

    `pairs` counts the pairs with at least two decisions, `value` is 1 for perfect agreement and 0 for chance.
    """

    name: str
    what: str
    group: str
    pairs: int
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a confusion table: what the two people called these pairs."""

    first: str
    second: str
    pairs: tuple[str, ...]


def ratings(standing: Standing, label: Callable[[Review], str]) -> Ratings:
    """Labels by pair id and reviewer, both in order."""
    result: Ratings = defaultdict(dict)
    for (pair, reviewer), review in sorted(standing.items()):
        result[pair][reviewer] = label(review)
    return dict(result)


def _one_or_other(relation: Relation) -> Callable[[Review], str]:
    return lambda r: str(relation) if r.relation is relation else "other"


LABELS: dict[str, Callable[[Review], str]] = {
    "relation": lambda r: str(r.relation),
    "timing": lambda r: str(r.timing),
    "flag": lambda r: "flag" if r.flag else "no flag",
    **{str(relation): _one_or_other(relation) for relation in Relation},
}
CATEGORIES = {"relation": [str(r) for r in Relation], "timing": [str(t) for t in Timing], "flag": ["flag", "no flag"],
              **{str(relation): [str(relation), "other"] for relation in Relation}}


def table(standing: Standing, themes: Mapping[str, Sequence[str]] | None = None, *, rounds: int = ROUNDS,
          seed: int = 0) -> list[Measure]:
    """Every measure: alpha and Fleiss' kappa for each label over all pairs, alpha of relation and flag for each theme,
    Cohen's kappa of relation, timing and flag for each two people.

    `themes` gives the themes of each pair id.
    """
    result = []
    for what, label in LABELS.items():
        rated = ratings(standing, label)
        result += [alpha_of(rated, what, "all", rounds, seed), fleiss_of(rated, what, "all", rounds, seed)]
    for theme in sorted({theme for names in (themes or {}).values() for theme in names}):
        inside = {key: r for key, r in standing.items() if theme in (themes or {}).get(key[0], ())}
        result += [alpha_of(ratings(inside, LABELS[what]), what, theme, rounds, seed) for what in ("relation", "flag")]
    for two in combinations(sorted({reviewer for _, reviewer in standing}), 2):
        result += [cohen_of(ratings(standing, LABELS[what]), two, what, rounds, seed) for what in ("relation", "timing", "flag")]
    return result


def alpha_of(rated: Ratings, what: str, group: str, rounds: int = ROUNDS, seed: int = 0) -> Measure:
    """Krippendorff's alpha over the pairs that two or more people decided, however many each."""
    counts = _counts(rated, CATEGORIES[what])
    value, low, high = _bootstrap(counts, krippendorff, rounds, seed)
    return Measure("Krippendorff's alpha", what, group, len(counts), value, low, high)


def fleiss_of(rated: Ratings, what: str, group: str, rounds: int = ROUNDS, seed: int = 0) -> Measure:
    """Fleiss' kappa over the pairs that the usual number of people decided: it allows only one number of decisions."""
    counts = _counts(rated, CATEGORIES[what])
    sizes = counts.sum(axis=1)
    usual = max(np.unique(sizes), key=lambda size: ((sizes == size).sum(), size), default=0)
    counts = counts[sizes == usual]
    value, low, high = _bootstrap(counts, fleiss, rounds, seed)
    return Measure("Fleiss' kappa", what, group, len(counts), value, low, high)


def cohen_of(rated: Ratings, two: tuple[str, str], what: str, rounds: int = ROUNDS, seed: int = 0) -> Measure:
    """Cohen's kappa of two people over the pairs both decided."""
    first, second = two
    both = [(labels[first], labels[second]) for labels in rated.values() if first in labels and second in labels]
    place = {label: i for i, label in enumerate(CATEGORIES[what])}
    cells = np.zeros((len(both), len(place) ** 2))
    for row, (a, b) in enumerate(both):
        cells[row, place[a] * len(place) + place[b]] = 1
    _, low, high = _bootstrap(cells, _cohen_cells, rounds, seed)
    value = cohen([a for a, _ in both], [b for _, b in both])
    return Measure("Cohen's kappa", what, f"{first} / {second}", len(both), value, low, high)


def cohen(first: Sequence[str], second: Sequence[str]) -> float | None:
    """Cohen's kappa by scikit-learn; None where it is undefined."""
    from sklearn.metrics import cohen_kappa_score

    if not first:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = cohen_kappa_score(first, second)
    return None if np.isnan(value) else float(value)


def _cohen_cells(weights: np.ndarray, cells: np.ndarray) -> np.ndarray:
    """Cohen's kappa of each row of `weights` (rounds x patterns) over one-hot confusion `cells` (patterns x k*k)."""
    k = round(cells.shape[1] ** 0.5)
    confusion = (weights @ cells).reshape(-1, k, k)
    n = confusion.sum(axis=(1, 2))
    seen = np.trace(confusion, axis1=1, axis2=2) / n
    chance = (confusion.sum(axis=1) * confusion.sum(axis=2)).sum(axis=1) / n**2
    return _beyond_chance(seen, chance)


def fleiss(weights: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Fleiss' kappa for each row of `weights` (rounds x patterns); `counts` is patterns x labels, all rows of one sum."""
    m = counts.sum(axis=1)[0]
    n = weights.sum(axis=1)
    seen = weights @ ((counts * (counts - 1)).sum(axis=1) / (m * (m - 1))) / n
    chance = ((weights @ counts / (n * m)[:, None]) ** 2).sum(axis=1)
    return _beyond_chance(seen, chance)


def krippendorff(weights: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Krippendorff's nominal alpha for each row of `weights` (rounds x patterns); `counts` is patterns x labels, rows of 2 up."""
    m = counts.sum(axis=1)
    n = weights @ m
    seen = weights @ ((counts * (counts - 1)).sum(axis=1) / (m - 1)) / n
    marginal = weights @ counts
    chance = (marginal * (marginal - 1)).sum(axis=1) / (n * (n - 1))
    return _beyond_chance(seen, chance)


def _beyond_chance(seen: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """(seen - chance) / (1 - chance), not a number where chance alone explains everything."""
    room = 1 - chance
    defined = room > 1e-12
    return np.where(defined, (seen - chance) / np.where(defined, room, 1), np.nan)


def _counts(rated: Ratings, categories: Sequence[str]) -> np.ndarray:
    """Pairs x labels: how many people gave each label, for the pairs that two or more decided."""
    place = {label: i for i, label in enumerate(categories)}
    rows = [labels.values() for labels in rated.values() if len(labels) > 1]
    counts = np.zeros((len(rows), len(place)))
    for i, labels in enumerate(rows):
        for label in labels:
            counts[i, place[label]] += 1
    return counts


def _bootstrap(units: np.ndarray, measure: Callable[[np.ndarray, np.ndarray], np.ndarray], rounds: int,
               seed: int) -> tuple[float | None, float | None, float | None]:
    """The measure over all units and the 2.5th and 97.5th percentile over resampled ones; None where undefined."""
    if not len(units):
        return None, None, None
    # drawing pairs is drawing their patterns by how often each occurs, and there are few patterns
    patterns, times = np.unique(units, axis=0, return_counts=True)
    value = measure(times[None].astype(float), patterns)[0]
    if np.isnan(value):
        return None, None, None
    drawn = measure(np.random.default_rng(seed).multinomial(len(units), times / len(units), size=rounds), patterns)
    drawn = drawn[~np.isnan(drawn)]
    low, high = np.percentile(drawn, [2.5, 97.5]) if len(drawn) else (value, value)
    return float(value), float(low), float(high)


def confusion(standing: Standing, first: str, second: str, what: str = "relation") -> list[Cell]:
    """What two people called the pairs both decided, every cell of the table in order, with the ids of its pairs."""
    cells: dict[tuple[str, str], list[str]] = {(a, b): [] for a in CATEGORIES[what] for b in CATEGORIES[what]}
    for pair, labels in ratings(standing, LABELS[what]).items():
        if first in labels and second in labels:
            cells[labels[first], labels[second]].append(pair)
    return [Cell(a, b, tuple(pairs)) for (a, b), pairs in cells.items()]


def raw(standing: Standing, themes: Mapping[str, Sequence[str]] | None = None) -> list[dict[str, object]]:
    """The decisions behind the numbers, one row each: pair_id, reviewer, relation, timing, flag, themes, seconds, at."""
    return [{"pair_id": pair, "reviewer": reviewer, "relation": str(r.relation), "timing": str(r.timing),
             "flag": LABELS["flag"](r), "themes": " ".join((themes or {}).get(pair, ())), "seconds": r.seconds, "at": r.at}
            for (pair, reviewer), r in sorted(standing.items())]
