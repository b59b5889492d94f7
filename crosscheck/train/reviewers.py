"""Heads learned from reviewers: the shipped ones moved by a corpus's decided pairs, measured before and after, and kept only if better.

The candidate model and the relation model are fitted anew, pulled towards the shipped ones; the thresholds of the flag and of the
timing move as far as the number of decisions weighs against a stock of made-up ones. The first stage's own relation model (`screen`)
and the coefficients of the timing model stay as shipped. Before and after are compared on State paragraphs that took no part in the
fitting. Claims that took part in training the shipped judge are left out: its scores for them are too good to learn from.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from crosscheck import heads, learned
from crosscheck.errors import CrosscheckError
from crosscheck.evaluate import best_threshold
from crosscheck.heads import Heads
from crosscheck.judge import Judge, ShippedJudge
from crosscheck.results import CrossCheck
from crosscheck.reviews.records import ReviewError
from crosscheck.reviews.store import Store
from crosscheck.train import compared, ridge
from crosscheck.train.compared import Measured
from crosscheck.train.reviewed import Reviewed, reviewed

PAIRS, PARAGRAPHS, EITHER = 40, 8, 5
STOCK = 50  # made-up decisions at the shipped thresholds
SURE = 0.9  # the share of resamples in which the log loss must be lower


@dataclass(frozen=True)
class Fitted:
    """The refitted heads and how strongly each model was held back (inf: not moved)."""

    heads: Heads
    candidate: float
    relation: float


def fit(prior: Heads, data: Reviewed) -> Fitted:
    """`prior` moved by the decided pairs."""
    if prior.relation is None:
        raise CrosscheckError("There is no relation model to start from: the heads are not for the shipped judge.")
    related = (data.relation != len(heads.RELATIONS) - 1).astype(np.int64)
    candidate, kept_candidate, _ = ridge.refit(prior.candidate, data.features, related, data.weight, data.groups)
    inputs = heads.relation_inputs(candidate.probabilities(data.features)[:, 1], data.logits, data.around)
    relation, kept_relation, held = ridge.refit(prior.relation, inputs, data.relation, data.weight, data.groups)
    late = prior.superseded(data.timing)
    about_something = related.astype(bool)
    thresholds = replace(
        prior.thresholds,
        flag=_moved(prior.thresholds.flag, held[:, heads.AGAINST].sum(axis=1), data.challenges),
        late=_moved(prior.thresholds.late, late[about_something], data.superseded[about_something]))
    return Fitted(replace(prior, candidate=candidate, relation=relation, thresholds=thresholds), kept_candidate, kept_relation)


def _moved(shipped: float, score: np.ndarray, truth: np.ndarray) -> float:
    """The threshold between the shipped one and the one with the best F1, by how many of each sort were decided."""
    n = min(int(truth.sum()), int((~truth).sum()))
    if not n:
        return shipped
    return (STOCK * shipped + n * best_threshold(score, truth, int(truth.sum()))) / (STOCK + n)


def cross_validated(prior: Heads, data: Reviewed) -> tuple[Measured, Measured]:
    """What the shipped heads and refitted ones say of the pairs; the refitted never saw the pair's State paragraph."""
    before, fold = compared.said(prior, data), ridge.folds(data.groups)
    after = before.copy()
    for k in np.unique(fold):
        out = np.flatnonzero(fold == k)
        after.put(out, compared.said(fit(prior, data.take(np.flatnonzero(fold != k))).heads, data.take(out)))
    return before, after


@dataclass(frozen=True)
class Learning:
    """What came of it: where the heads were written (None: the shipped ones are kept), why, and the whole as text."""

    written: Path | None
    reason: str
    measures: Mapping[str, Mapping[str, float]]
    text: str


def learn(check: CrossCheck, directory: Path, log: str | Path, *, out: Path | None = None, judge: Judge | None = None,
          singles: bool = False, known: bool = False, anyway: bool = False, date: str | None = None) -> Learning:
    """Refit the heads on the decided pairs of the review log at `log`, for the index in `directory`; write them to `out`, else there.

    `singles` takes pairs that one person decided, `known` claims that the judge was trained on, `anyway` heads that are not better.
    Raises CrosscheckError with what is missing where there are too few decisions; ReviewError if the log was altered.
    """
    judge, prior = judge or ShippedJudge(), learned.shipped()
    with Store.open(log, create=False) as store:
        verdict = store.verify()
        records = store.records()
    if verdict.fault:
        raise ReviewError(f"The review log is not as it was stored: {verdict.fault}. Nothing is learned from it.")
    data = reviewed(check, directory, records, judge, singles=singles, known=known)
    _enough(data)
    before, after = cross_validated(prior, data)
    table, odds = compared.table(before, after, data)
    better, reason = verdict_of(table, odds)
    fitted = fit(prior, data)
    path = (out or directory) / learned.FILE
    about = {
        "from": "reviews", "pairs": len(data), "paragraphs": len(set(data.groups)), "decided": dict(sorted(data.by.items())),
        "log": verdict.head, "date": date or datetime.now(UTC).date().isoformat(), "judge": judge.fingerprint,
        "started_from": prior.fingerprint, "measures": table, "taken": "better" if better else "anyway",
        "held_back": {name: None if math.isinf(v) else v for name, v in (("candidate", fitted.candidate), ("relation", fitted.relation))},
    }
    taken = better or anyway
    if taken:
        _write(path, fitted.heads, about)
    return Learning(path if taken else None, reason, table, _text(data, table, fitted, prior, better, anyway, reason, path))


def _enough(data: Reviewed) -> None:
    """Raise CrosscheckError that says what is missing."""
    flags = int(data.flags.sum())
    wanted = {"pairs": (len(data), PAIRS), "State paragraphs": (len(set(data.groups)), PARAGRAPHS), "flags": (flags, EITHER),
              "pairs that are no flags": (len(data) - flags, EITHER)}
    missing = [f"{most - found} more {name} ({found} of {most})" for name, (found, most) in wanted.items() if found < most]
    if missing:
        aside = "; ".join(f"{count} {why}" for why, count in sorted(data.left_out.items()))
        raise CrosscheckError(f"Too few decided pairs to learn from: missing are {', '.join(missing)}."
                              + (f" Left out: {aside}." if aside else "") + " Nothing was changed.")


def verdict_of(table: Mapping[str, Mapping[str, float]], odds: float) -> tuple[bool, str]:
    """Whether the refitted heads are better, and why: the log loss is surely lower, and neither flags nor relations are worse for it."""
    loss, ap, f1 = table["log_loss"], table["flag_ap"], table["macro_f1"]
    if loss["after"] >= loss["before"]:
        return False, f"their log loss is not lower ({loss['before']:.3f} before, {loss['after']:.3f} after)"
    if ap["after"] < ap["before"]:
        return False, f"the average precision of their flags is lower ({ap['before']:.3f} before, {ap['after']:.3f} after)"
    if f1["after"] < f1["before"]:
        return False, f"their macro-F1 over relations is lower ({f1['before']:.3f} before, {f1['after']:.3f} after)"
    told = f"their log loss is lower ({loss['before']:.3f} before, {loss['after']:.3f} after)"
    if odds < SURE:
        return False, f"{told} in only {100 * odds:.0f} of 100 resamples of the paragraphs, and {100 * SURE:.0f} are asked for"
    return True, f"{told}, in {100 * odds:.0f} of 100 resamples of the paragraphs"


def _write(path: Path, fitted: Heads, about: dict) -> None:
    """The heads at `path`, in one step. Raises CrosscheckError if the folder cannot be written to."""
    models = {name: getattr(fitted, name) for name in ("candidate", "screen", "relation", "timing")}
    beside = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        heads.save(beside, models, fitted.thresholds, about)
        beside.replace(path)
    except OSError as error:
        raise CrosscheckError(f"Cannot write {path}: {error.strerror}. Choose another folder with --out.") from error


def forget(directory: Path) -> bool:
    """Remove learned heads from an index folder; whether there were any."""
    path = directory / learned.FILE
    there = path.exists()
    path.unlink(missing_ok=True)
    return there


def _moves(fitted: Fitted, prior: Heads) -> str:
    """What was moved, in words."""
    candidate, relation = ("not moved" if math.isinf(v) else f"moved (pull {v:g})" for v in (fitted.candidate, fitted.relation))
    old, new = asdict(prior.thresholds), asdict(fitted.heads.thresholds)
    thresholds = ", ".join(f"{name} {old[name]:.3f} to {new[name]:.3f}" for name in ("flag", "late"))
    return f"Candidate model {candidate}, relation model {relation}; thresholds: {thresholds}."


def _text(data: Reviewed, table: Mapping[str, Mapping[str, float]], fitted: Fitted, prior: Heads, better: bool, anyway: bool, reason: str,
          path: Path) -> str:
    by = ", ".join(f"{count} {name}" for name, count in sorted(data.by.items()))
    lines = [f"{len(data)} decided pairs in {len(set(data.groups))} State paragraphs (by {by}), {int(data.flags.sum())} of them flags."]
    lines += [f"Left out: {count} {why}." for why, count in sorted(data.left_out.items())]
    lines.append(f"{data.control} are of the random control sample and count more, at most {compared.CAP_TOLD}; most others were chosen by "
                 "their scores, so the figures are those of what was reviewed and not of all pairs." if data.control else
                 "None is of a random control sample: the figures are those of what was reviewed, mostly flags, and not of all pairs.")
    lines += ["", "Cross-validated by State paragraph", *compared.lines(table), "", _moves(fitted, prior)]
    if better:
        lines.append(f"The refitted heads are taken: {reason}.")
    elif anyway:
        lines.append(f"The refitted heads are not better, and taken because you asked for it: {reason}.")
    else:
        lines.append(f"The heads are kept as they were: refitted ones are not better, {reason}. Take them all the same with --anyway.")
    return "\n".join([*lines, f"Written to {path}."] if better or anyway else lines)
