"""From features and the judge's raw scores to probabilities, a relation, a timing and a flag.

Four small linear models, fitted on judged pairs out of fold, so that 0.8 means about eight in ten. A pair that the
judge did not read is scored by `screen`, from retrieval features alone; the result says so.

The relation model and the thresholds belong to the shipped judge. Another judge's probabilities are weighed against what
`screen` expects before the reading; nobody has measured how often the outcome is right, and nothing here claims it.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from crosscheck import candidates, surroundings, timing
from crosscheck.errors import ModelError
from crosscheck.linear import Linear, from_json
from crosscheck.records import Relation, Timing
from crosscheck.sides import sentence_of
from crosscheck.tone import does_not_bear_out

RELATIONS = tuple(Relation)
LOGITS = tuple(f"judge_{relation}" for relation in RELATIONS)
RELATION_INPUTS = (*LOGITS, "candidate_odds", *surroundings.FEATURES)
CANDIDATE_CLASSES = ("unrelated", "related")
_CONTRADICTS, _QUALIFIES, _CORROBORATES, _CONTEXT, _UNRELATED = (RELATIONS.index(r) for r in (
    Relation.CONTRADICTS, Relation.QUALIFIES, Relation.CORROBORATES, Relation.CONTEXT, Relation.UNRELATED))
AGAINST = (_CONTRADICTS, _QUALIFIES)
UNCALIBRATED = 0.5  # for other judges: likelier than not
GAINS = np.array([3.0, 3.0, 2.0, 1.0, 0.0])


@dataclass(frozen=True)
class Thresholds:
    """From what chance on a pair is called a challenge, related at all, and superseded."""

    flag: float
    related: float
    late: float


@dataclass(frozen=True)
class Heads:
    """The four models and the thresholds. `fingerprint` changes when any number of them does.

    `relation` is None where the judge is not the one it was fitted to. `about` says how they were fitted.
    """

    candidate: Linear
    screen: Linear
    relation: Linear | None
    timing: Linear
    thresholds: "Thresholds"
    fingerprint: str
    about: Any = field(default_factory=dict, compare=False)

    def candidates(self, features: np.ndarray) -> np.ndarray:
        """The chance that each pair is related at all, shape (n,)."""
        return self.candidate.probabilities(features)[:, 1]

    def alone(self, features: np.ndarray, logits: np.ndarray) -> np.ndarray:
        """What each pair suggests by itself, shape (n, 5): the judge's own probabilities, or `screen`'s where it did not read."""
        return alone(self.screen, features, logits)

    def relations(self, features: np.ndarray, logits: np.ndarray, around: np.ndarray) -> np.ndarray:
        """Probabilities of the five relations, shape (n, 5). A row of `logits` that is NaN was not read by the judge; `around` is
        what `surroundings.around` makes of `alone`."""
        read = ~np.isnan(logits[:, 0])
        result = self.screen.probabilities(features)
        if self.relation is None:
            result[read] = weighed(result[read], logits[read])
        elif read.any():
            fitted = self.relation.probabilities(relation_inputs(self.candidates(features[read]), logits[read], around[read]))
            result[read] = named_by_the_judge(fitted, logits[read])
        return result

    def uncalibrated(self) -> "Heads":
        """The same for a judge that they were not fitted to."""
        return replace(self, relation=None, thresholds=replace(self.thresholds, flag=UNCALIBRATED, related=UNCALIBRATED))

    def decide(self, probabilities: np.ndarray, superseded: np.ndarray, texts: Sequence[tuple[str, str]] = ()) -> "Decisions":
        """Relation, timing and flag at these heads' thresholds; with the pairs' `texts`, as the judge reads them, where known."""
        opposed = np.zeros(len(probabilities), dtype=bool)
        for i in np.flatnonzero(probabilities[:len(texts), _CORROBORATES] > probabilities[:len(texts), _CONTEXT]).tolist():
            opposed[i] = does_not_bear_out(*map(sentence_of, texts[i]))
        return decide(probabilities, superseded, self.thresholds, opposed)

    def superseded(self, rows: np.ndarray) -> np.ndarray:
        """The chance that the claim asserts a later change to what the finding describes, shape (n,)."""
        return self.timing.probabilities(rows)[:, 1]


def relation_inputs(candidate: np.ndarray, logits: np.ndarray, around: np.ndarray) -> np.ndarray:
    """The relation model's inputs, shape (n, 12): the judge's log-probabilities, the log-odds of being related at all, and what is
    said of the pairs around.

    All retrieval features in place of those odds fit the few claims that were read, and others less well.
    """
    chance = np.clip(candidate, 1e-6, 1 - 1e-6)
    return np.column_stack([log_shares(logits), np.log(chance / (1 - chance)), around])


def alone(screen: Linear, features: np.ndarray, logits: np.ndarray) -> np.ndarray:
    """The judge's own probabilities, and those of `screen` where `logits` are NaN; shape (n, 5)."""
    result, read = screen.probabilities(features), ~np.isnan(logits[:, 0])
    result[read] = np.exp(log_shares(logits[read]))
    return result


def log_shares(logits: np.ndarray) -> np.ndarray:
    """The judge's own log-probabilities, shape (n, 5); NaN where it did not read."""
    shifted = logits - logits.max(axis=1, keepdims=True, initial=-np.inf)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def named_by_the_judge(fitted: np.ndarray, logits: np.ndarray) -> np.ndarray:
    """`fitted` (n, 5) with what speaks against the claim shared between contradicts and qualifies as the judge shares it, and what
    else is related between corroborates and context.

    How much speaks against, and how much is related at all, is fitted; contradictions and support were judged too seldom to fit
    which of the two it is.
    """
    result = fitted.copy()
    for first, second in ((_CONTRADICTS, _QUALIFIES), (_CORROBORATES, _CONTEXT)):
        share = 1 / (1 + np.exp(np.clip(logits[:, second] - logits[:, first], -50, 50)))
        both = fitted[:, first] + fitted[:, second]
        result[:, first], result[:, second] = both * share, both * (1 - share)
    return result


def weighed(before: np.ndarray, said: np.ndarray) -> np.ndarray:
    """What was expected before the reading (n, 5) times the log-probabilities `said` (n, 5), each row summing to 1.

    A head trained on shares of its own brings those along a second time: the price of asking no more of a judge than
    its own probabilities.
    """
    scores = np.log(np.maximum(before, 1e-9)) + said.astype(np.float64)
    scores = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf))
    return scores / scores.sum(axis=1, keepdims=True)


@dataclass(frozen=True)
class Decisions:
    """What is said of each pair: relation (index into RELATIONS), superseded, flag, and the flag's probability; shape (n,)."""

    relation: np.ndarray
    superseded: np.ndarray
    flag: np.ndarray
    flag_score: np.ndarray


def decide(probabilities: np.ndarray, superseded: np.ndarray, thresholds: Thresholds, opposed: np.ndarray | bool = False) -> Decisions:
    """Relation, timing and flag from probabilities (n, 5), the chance of being superseded (n,) and, where known, whether the finding
    cannot bear the claim out (n,).

    A pair is called contradicts or qualifies where the two together reach the flag's threshold, whichever is likelier.
    Otherwise it is unrelated, or the likelier of corroborates and context where it is likely enough to be related at
    all; but never corroborates while contradicts is as likely as a third of it, or where the finding cannot bear
    the claim out: a contradiction shown as support is the one error a reader cannot forgive.
    """
    against = probabilities[:, _CONTRADICTS] + probabilities[:, _QUALIFIES]
    support = probabilities[:, _CORROBORATES]
    supported = (support > probabilities[:, _CONTEXT]) & (support >= 3 * probabilities[:, _CONTRADICTS]) & np.logical_not(opposed)
    relation = np.where(supported, _CORROBORATES, _CONTEXT)
    relation[1 - probabilities[:, _UNRELATED] < thresholds.related] = _UNRELATED
    stronger = np.where(probabilities[:, _CONTRADICTS] > probabilities[:, _QUALIFIES], _CONTRADICTS, _QUALIFIES)
    challenged = against >= thresholds.flag
    late = superseded >= thresholds.late
    return Decisions(np.where(challenged, stronger, relation), late, challenged & ~late, against * (1 - superseded))


def withheld(decided: Decisions, unjudged: np.ndarray) -> Decisions:
    """The decisions with none on pairs the judge gave no usable answer to: no flag, and a relation that hides and says nothing."""
    return replace(decided, relation=np.where(unjudged, _CONTEXT, decided.relation), flag=decided.flag & ~unjudged)


def expected_gain(probabilities: np.ndarray) -> np.ndarray:
    """How much a reader gains from seeing the pair, shape (n,): 3 for a challenge, 2 for support, 1 for context."""
    return probabilities @ GAINS


def timing_name(superseded: bool) -> Timing:
    """The word for it."""
    return Timing.SUPERSEDED if superseded else Timing.CURRENT


def load(path: Path) -> Heads:
    """The heads in a JSON file. Raises ModelError if it is missing, damaged or made for other inputs."""
    try:
        content = path.read_bytes()
        parts = json.loads(content)
        thresholds = Thresholds(**{name: float(value) for name, value in parts["thresholds"].items()})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path} cannot be read ({type(error).__name__}). Reinstall crosscheck.") from error
    inputs = {"candidate": candidates.FEATURES, "screen": candidates.FEATURES, "relation": RELATION_INPUTS, "timing": timing.FEATURES}
    linear = {name: from_json(parts.get(name, {}), names, name) for name, names in inputs.items()}
    return Heads(**linear, thresholds=thresholds, fingerprint=hashlib.sha256(content).hexdigest(),
                 about=dict(parts.get("about", {})))


def save(path: Path, models: dict[str, Linear], thresholds: Thresholds, about: dict) -> None:
    """Write the heads as JSON that `load` reads back, with `about` beside them."""
    content = {name: model.to_json() for name, model in models.items()} | {"thresholds": asdict(thresholds), "about": about}
    path.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")
