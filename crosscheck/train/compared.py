"""Two sets of heads on the same decided pairs: what each says, how good that is, and how sure the difference is.

Intervals are bootstrapped over State paragraphs. Every measure counts each pair by its weight.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crosscheck.heads import RELATIONS, Heads
from crosscheck.train.reviewed import CAP, Reviewed

RESAMPLES = 500
CAP_TOLD = f"{CAP:g} times"
NAMES = {"log_loss": "log loss of the relation", "flag_ap": "flag average precision", "flag_f1": "flag F1",
         "macro_f1": "macro-F1 of relations", "flag_ece": "flag calibration error"}  # fmt: skip
LOWER = ("log_loss", "flag_ece")  # is better
BINS = 10
Table = dict[str, dict[str, float]]


@dataclass
class Measured:
    """What heads say of n pairs: probabilities (n, 5), relation (index), flag and flag score, each of shape (n,)."""

    probabilities: np.ndarray
    relation: np.ndarray
    flag: np.ndarray
    score: np.ndarray

    def copy(self) -> "Measured":
        """The same in arrays of its own."""
        return Measured(*(part.copy() for part in (self.probabilities, self.relation, self.flag, self.score)))

    def put(self, at: np.ndarray, other: "Measured") -> None:
        """Replace the pairs at these positions."""
        self.probabilities[at], self.relation[at], self.flag[at], self.score[at] = (
            other.probabilities, other.relation, other.flag, other.score)


def said(fitted: Heads, data: Reviewed) -> Measured:
    """What `fitted` says of the pairs, all of them read by the judge."""
    probabilities = fitted.relations(data.features, data.logits, data.around)
    decided = fitted.decide(probabilities, fitted.superseded(data.timing))
    return Measured(probabilities, decided.relation, decided.flag, decided.flag_score)


def measures(said: Measured, data: Reviewed, weight: np.ndarray) -> dict[str, float]:
    """Every measure by name, over pairs that count `weight` (n,)."""
    truth = data.flags
    p = np.maximum(said.probabilities[np.arange(len(truth)), data.relation], 1e-9)
    found, total, called = (float(weight[mask].sum()) for mask in (said.flag & truth, truth, said.flag))
    return {
        "log_loss": float((weight * -np.log(p)).sum() / weight.sum()),
        "flag_ap": _average_precision(truth, said.score, weight),
        "flag_f1": 2 * found / (total + called) if total + called else 0.0,
        "macro_f1": float(np.mean([_f1(data.relation == i, said.relation == i, weight) for i in range(len(RELATIONS))])),
        "flag_ece": _calibration(truth, said.score, weight),
    }


def _average_precision(truth: np.ndarray, score: np.ndarray, weight: np.ndarray) -> float:
    order = np.argsort(-score, kind="stable")
    hit, seen = (weight * truth)[order], weight[order]
    return float((np.cumsum(hit) / np.maximum(np.cumsum(seen), 1e-12) * hit).sum() / max(1e-12, float(hit.sum())))


def _f1(truth: np.ndarray, called: np.ndarray, weight: np.ndarray) -> float:
    n = float(weight[truth].sum() + weight[called].sum())
    return 2 * float(weight[truth & called].sum()) / n if n else 0.0


def _calibration(truth: np.ndarray, score: np.ndarray, weight: np.ndarray) -> float:
    place = np.minimum((score * BINS).astype(int), BINS - 1)
    off = np.bincount(place, weights=weight * (truth - score), minlength=BINS)
    return float(np.abs(off).sum() / weight.sum())


def table(before: Measured, after: Measured, data: Reviewed, seed: int = 0) -> tuple[Table, float]:
    """Each measure before and after with 95 % intervals of both and of the difference; and how often the log loss is lower after."""
    rows = [[measures(side, data, weight) for side in (before, after)] for weight in _resampled(data, seed)]
    whole = [measures(side, data, data.weight) for side in (before, after)]
    drawn = {name: np.array([[row[0][name], row[1][name]] for row in rows]) for name in NAMES}
    result: Table = {}
    for name, both in drawn.items():
        parts = {"before": both[:, 0], "after": both[:, 1], "difference": both[:, 1] - both[:, 0]}
        result[name] = {"before": whole[0][name], "after": whole[1][name], "difference": whole[1][name] - whole[0][name]}
        for part, values in parts.items():
            low, high = np.quantile(values, (0.025, 0.975))
            result[name] |= {f"{part}_low": float(low), f"{part}_high": float(high)}
    lower = drawn["log_loss"][:, 1] < drawn["log_loss"][:, 0]
    return result, float(lower.mean())


def _resampled(data: Reviewed, seed: int) -> list[np.ndarray]:
    """The pairs' weights in samples of the State paragraphs drawn with replacement."""
    names = {name: i for i, name in enumerate(sorted(set(data.groups)))}
    group, chance = np.array([names[g] for g in data.groups]), np.random.default_rng(seed)
    counts = (np.bincount(chance.integers(0, len(names), len(names)), minlength=len(names)) for _ in range(RESAMPLES))
    return [data.weight * count[group] for count in counts]


def lines(result: Mapping[str, Mapping[str, float]]) -> Sequence[str]:
    """The table as text."""
    width = max(map(len, NAMES.values()))
    head = f"{'':{width}}   {'before':^22}   {'after':^22}   {'difference':^24}   better"
    return [head, *(f"{NAMES[name]:{width}}   " + "   ".join(_shown(row, part) for part in ("before", "after", "difference"))
                    + f"   {'lower' if name in LOWER else 'higher'}" for name, row in result.items())]


def _shown(row: Mapping[str, float], part: str) -> str:
    sign = "+" if part == "difference" else ""
    return f"{row[part]:{sign}.3f} ({row[f'{part}_low']:{sign}.3f} to {row[f'{part}_high']:{sign}.3f})"
