"""Linear models fitted anew from few decisions, pulled towards the ones they start from.

The penalty is on the distance to the earlier coefficients and not on their size: without evidence nothing moves. How strong the
pull is, is chosen on paragraphs held out, and the strongest that is not clearly worse is taken; one choice is not to move at all.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from crosscheck.linear import Linear

STRENGTHS = (math.inf, 1000.0, 300.0, 100.0, 30.0, 10.0, 3.0, 1.0)
FOLDS = 5
STEPS = 50


def fit(prior: Linear, rows: np.ndarray, labels: np.ndarray, weights: np.ndarray, strength: float) -> Linear:
    """`prior` moved to fit `rows` (n, inputs) with classes `labels` (n,), weighted; `strength` is the pull back, inf for no move."""
    if math.isinf(strength) or not len(rows):
        return prior
    inputs = np.column_stack([(np.asarray(rows, dtype=np.float64) - prior.mean) / prior.scale, np.ones(len(rows))])
    start = np.column_stack([prior.weights, prior.bias])
    truth = np.eye(len(prior.classes))[labels]
    moved, cost = start, _cost(start, start, inputs, truth, weights, strength)
    for _ in range(STEPS):  # Newton's method, halving a step that leads up: few numbers, and a cost with one lowest point
        way = _step(moved, start, inputs, truth, weights, strength)
        tried = ((moved - way / 2 ** halved) for halved in range(20))
        further = next(((at, c) for at in tried if (c := _cost(at, start, inputs, truth, weights, strength)) < cost), None)
        if further is None or cost - further[1] < 1e-9 * (1 + abs(cost)):
            break
        moved, cost = further
    return replace(prior, weights=moved[:, :-1], bias=moved[:, -1])


def _chances(at: np.ndarray, inputs: np.ndarray) -> np.ndarray:
    scores = inputs @ at.T
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    return scores / scores.sum(axis=1, keepdims=True)


def _cost(at: np.ndarray, start: np.ndarray, inputs: np.ndarray, truth: np.ndarray, weights: np.ndarray, strength: float) -> float:
    """The weighted log loss and the penalty on the distance from `start`."""
    said = (_chances(at, inputs) * truth).sum(axis=1)
    return float(-(weights * np.log(np.maximum(said, 1e-300))).sum() + strength / 2 * ((at - start) ** 2).sum())


def _step(at: np.ndarray, start: np.ndarray, inputs: np.ndarray, truth: np.ndarray, weights: np.ndarray, strength: float) -> np.ndarray:
    """Newton's step at `at`, shape (classes, inputs)."""
    chances = _chances(at, inputs)
    slope = ((chances - truth) * weights[:, None]).T @ inputs + strength * (at - start)
    classes, width = at.shape
    curve = np.eye(classes * width) * strength
    for a in range(classes):
        for b in range(classes):
            share = weights * chances[:, a] * ((a == b) - chances[:, b])
            curve[a * width:(a + 1) * width, b * width:(b + 1) * width] += (inputs * share[:, None]).T @ inputs
    return np.linalg.solve(curve, slope.ravel()).reshape(at.shape)


def folds(groups: Sequence[str], count: int = FOLDS) -> np.ndarray:
    """The fold of every row: whole groups together, spread evenly in an order that depends on their names alone; shape (n,)."""
    names = sorted(set(groups), key=lambda name: (hashlib.sha256(name.encode()).digest(), name))
    place = {name: i % count for i, name in enumerate(names)}
    return np.array([place[name] for name in groups], dtype=np.int64)


def held_out(
    prior: Linear, rows: np.ndarray, labels: np.ndarray, weights: np.ndarray, groups: Sequence[str], strength: float,
) -> np.ndarray:
    """For every row the probabilities, shape (n, classes), of a model that never saw its group."""
    fold = folds(groups)
    result = np.empty((len(rows), len(prior.classes)))
    for k in np.unique(fold):
        out = fold == k
        result[out] = fit(prior, rows[~out], labels[~out], weights[~out], strength).probabilities(rows[out])
    return result


def refit(
    prior: Linear, rows: np.ndarray, labels: np.ndarray, weights: np.ndarray, groups: Sequence[str],
) -> tuple[Linear, float, np.ndarray]:
    """The model with the strongest pull that held-out groups do not clearly speak against, that pull, and its held-out probabilities."""
    said = {strength: held_out(prior, rows, labels, weights, groups, strength) for strength in STRENGTHS}
    losses = {strength: by_group(loss(p, labels) * weights, groups) for strength, p in said.items()}
    best = min(STRENGTHS, key=lambda s: (losses[s].mean(), -s))
    chosen = next(s for s in STRENGTHS if _no_worse(losses[s] - losses[best]))
    return fit(prior, rows, labels, weights, chosen), chosen, said[chosen]


def loss(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Minus the log of what each row's class was given, shape (n,)."""
    return -np.log(np.maximum(probabilities[np.arange(len(labels)), labels], 1e-9))


def by_group(values: np.ndarray, groups: Sequence[str]) -> np.ndarray:
    """The sum of `values` over each group, in the order of the groups' names."""
    names = {name: i for i, name in enumerate(sorted(set(groups)))}
    return np.bincount([names[g] for g in groups], weights=values, minlength=len(names))


def _no_worse(more: np.ndarray) -> bool:
    """Whether a loss that is higher by `more` in each group is within one standard error of none."""
    return bool(more.mean() <= more.std() / math.sqrt(max(1, len(more))))
