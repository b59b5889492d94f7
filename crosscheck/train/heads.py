"""Fits the heads on judged pairs, out of fold, and measures what they reach on claims that took no part.

For a fold of State paragraphs, the candidate model, the judge, the relation and timing models and the flag's threshold
all come from the other folds. The heads that ship are fitted on every fold's out-of-fold scores.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from crosscheck import heads, linear, surroundings
from crosscheck.candidates import FEATURES, Proposed
from crosscheck.evaluate import Gold, Predicted, Span, best_threshold, match, measures, overlaps
from crosscheck.heads import CANDIDATE_CLASSES, RELATION_INPUTS, RELATIONS
from crosscheck.judge import Judge
from crosscheck.linear import Linear
from crosscheck.matching import Matched, timing_rows
from crosscheck.pipeline import Settings
from crosscheck.reading import in_two_rounds, place_within
from crosscheck.records import Relation, Timing
from crosscheck.timing import FEATURES as TIMING_FEATURES

NEARLY = 0.94  # of the best F1: where it matters little, a missed flag costs a reader more than one too many
STRENGTH = 0.1  # of the linear models: few claims were judged
TIMINGS = (str(Timing.CURRENT), str(Timing.SUPERSEDED))
UNRELATED = RELATIONS.index(Relation.UNRELATED)


class Rows(NamedTuple):
    """Proposed pairs of judged claims: positions, features (n, f), relation (index), superseded, judged, fold; shape (n,)."""

    pairs: Proposed
    features: np.ndarray
    relation: np.ndarray
    superseded: np.ndarray
    judged: np.ndarray
    fold: np.ndarray

    def take(self, chosen: np.ndarray) -> "Rows":
        """Some of the rows."""
        return Rows(self.pairs.take(chosen), *(column[chosen] for column in self[1:]))


def labelled(matched: Matched, pairs: Proposed, features: np.ndarray, gold: Sequence[Gold], folds: Mapping[str, int]) -> Rows:
    """The proposed pairs of every claim that `gold` judges; what nobody judged is unrelated. Fold -1: in no fold."""
    claims = [_span(s) for s in matched.claims.sentences]
    findings = [_span(s) for s in matched.findings.sentences]
    by_claim: dict[Span, list[Gold]] = {}
    for pair in gold:
        by_claim.setdefault(pair.claim, []).append(pair)
    judged: dict[int, list[Gold]] = {}
    for i, span in enumerate(claims):
        for claim, group in by_claim.items():
            if overlaps(span, claim):
                judged.setdefault(i, []).extend(group)
    chosen = np.flatnonzero(np.isin(pairs.claim, list(judged)))
    hits = [next((g for g in judged[c] if overlaps(g.finding, findings[f])), None)
            for c, f in zip(pairs.claim[chosen], pairs.finding[chosen], strict=True)]
    return Rows(
        pairs.take(chosen), features[chosen],
        np.array([RELATIONS.index(g.relation) if g else UNRELATED for g in hits]),
        np.array([bool(g and g.timing is Timing.SUPERSEDED) for g in hits]),
        np.array([g is not None for g in hits]),
        np.array([folds.get(judged[c][0].paragraph, -1) for c in pairs.claim[chosen]]),
    )


def siblings(matched: Matched, pairs: Proposed, features: np.ndarray, rows: Rows) -> Rows:
    """The proposed pairs of all other claims in the State paragraphs that `rows` has claims of: they are read, because
    what is said of them is weighed in, and nothing is fitted to them."""
    paragraph = surroundings.paragraphs(matched.claims.sentences)
    fold = dict(zip(paragraph[rows.pairs.claim].tolist(), rows.fold.tolist(), strict=True))
    own = set(rows.pairs.claim.tolist())
    chosen = np.array([i for i, c in enumerate(pairs.claim.tolist()) if c not in own and int(paragraph[c]) in fold], dtype=np.int64)
    claim, no = pairs.claim[chosen], np.zeros(len(chosen), dtype=bool)
    return Rows(Proposed(claim, pairs.finding[chosen]), features[chosen], np.full(len(chosen), UNRELATED), no, no,
                np.array([fold[int(p)] for p in paragraph[claim]], dtype=np.int64))


def _span(sentence) -> Span:
    return Span(sentence.doc, sentence.start, sentence.end)


def fit_candidate(rows: Rows) -> Linear:
    """Related at all, from retrieval features."""
    labels = [CANDIDATE_CLASSES[int(relation != UNRELATED)] for relation in rows.relation]
    return linear.fit(rows.features, labels, FEATURES, CANDIDATE_CLASSES, strength=STRENGTH)


def fit_relation(inputs: np.ndarray, relation: np.ndarray, names: Sequence[str]) -> Linear:
    """The five relations, from `inputs` named `names`."""
    return linear.fit(inputs, [str(RELATIONS[i]) for i in relation], names, [str(r) for r in RELATIONS], strength=STRENGTH)


def fit_screen(rows: Rows) -> Linear:
    """The five relations, from retrieval features: for what the judge does not read."""
    return fit_relation(rows.features, rows.relation, FEATURES)


def fit_timing(matched: Matched, rows: Rows) -> tuple[Linear, float]:
    """Current or superseded, and from what chance on; on related pairs alone: the timing of an unrelated pair means nothing."""
    related = rows.take(np.flatnonzero(rows.judged & (rows.relation != UNRELATED)))
    labels = [TIMINGS[int(late)] for late in related.superseded]
    inputs = timing_rows(matched.material, related.pairs)
    model = linear.fit(inputs, labels, TIMING_FEATURES, TIMINGS, strength=STRENGTH)
    late = model.probabilities(inputs)[:, 1]
    return model, best_threshold(late, related.superseded, int(related.superseded.sum()))


class Said(NamedTuple):
    """Of rows: whether a run would keep each (n,); the judge's raw scores, which never saw them, NaN where it did not read, (n, 5);
    and what is said around, (n, 6)."""

    kept: np.ndarray
    logits: np.ndarray
    around: np.ndarray

    def take(self, chosen: np.ndarray) -> "Said":
        """Of some of the rows."""
        return Said(*(column[chosen] for column in self))


@dataclass(frozen=True)
class Fitted:
    """The heads' models and thresholds, as they are saved."""

    models: dict[str, Linear]
    thresholds: heads.Thresholds

    def heads(self) -> heads.Heads:
        """Ready to be applied."""
        return heads.Heads(**self.models, thresholds=self.thresholds, fingerprint="")


def fit_heads(matched: Matched, dev: Rows, said: Said, silver: Rows) -> Fitted:
    """All four models. `said` is of `dev`."""
    both = _joined(dev, silver)
    read = np.flatnonzero(~np.isnan(said.logits[:, 0]))
    candidate = fit_candidate(both)
    inputs = heads.relation_inputs(candidate.probabilities(dev.features[read])[:, 1], said.logits[read], said.around[read])
    timing, late_threshold = fit_timing(matched, both)
    models = {
        "candidate": candidate, "screen": fit_screen(both),
        "relation": fit_relation(inputs, dev.relation[read], RELATION_INPUTS), "timing": timing,
    }
    held = _held_out(inputs, dev.relation[read], dev.fold[read])
    challenge, related = np.isin(dev.relation, heads.AGAINST), dev.relation[read] != UNRELATED
    looked = dev.judged[read]  # what nobody judged is mostly unrelated: counted, it would hide most of the context
    return Fitted(models, heads.Thresholds(
        flag=best_threshold(held[:, heads.AGAINST].sum(axis=1), challenge[read], int(challenge.sum()), within=NEARLY),
        related=best_threshold(1 - held[looked, UNRELATED], related[looked], int(related[looked].sum())),
        late=late_threshold))


def _held_out(inputs: np.ndarray, relation: np.ndarray, fold: np.ndarray) -> np.ndarray:
    """For each row the probabilities, shape (n, 5), by a model that never saw its fold: what thresholds may be chosen on."""
    result = np.zeros((len(relation), len(RELATIONS)))
    for k in np.unique(fold):
        model = fit_relation(inputs[fold != k], relation[fold != k], RELATION_INPUTS)
        result[fold == k] = model.probabilities(inputs[fold == k])
    return result


def read_likeliest(matched: Matched, dev: Rows, silver: Rows, beside: Rows, judge: Judge) -> Said:
    """What a run would read of `dev`, and the judge's scores of it; `beside` are the same paragraphs' other claims.

    What is read is chosen, fold by fold, by a candidate model that never saw the fold.
    """
    everything, s = _joined(dev, beside), Settings()
    n = len(everything.fold)
    said = Said(np.zeros(n, dtype=bool), np.full((n, len(RELATIONS)), np.nan, dtype=np.float32), np.zeros((n, len(surroundings.FEATURES))))
    for k in sorted(set(dev.fold.tolist())):
        held = np.flatnonzero(everything.fold == k)
        known, rows = _joined(dev.take(np.flatnonzero(dev.fold != k)), silver), everything.take(held)
        score = fit_candidate(known).probabilities(rows.features)[:, 1]
        done = in_two_rounds(matched, rows.pairs, score, depth=s.depth, reads=s.reads, floor=s.floor,
                             logits=lambda wanted: judge.logits(matched.side_texts(wanted)))
        place, kept = held[done.kept], rows.take(done.kept)
        alone = heads.alone(fit_screen(known), kept.features, done.logits)
        said.kept[place], said.logits[place] = True, done.logits
        said.around[place] = matched.around(kept.pairs, alone)
    return said.take(np.arange(len(dev.fold)))


def _joined(a: Rows, b: Rows) -> Rows:
    return Rows(Proposed(*(np.r_[x, y] for x, y in zip(a.pairs, b.pairs, strict=True))),
                *(np.concatenate(columns) for columns in zip(a[1:], b[1:], strict=True)))


def cross_validated(
    matched: Matched, gold: Sequence[Gold], dev: Rows, said: Said, silver: Rows,
) -> tuple[dict[str, float], list[Predicted]]:
    """The measures of heads fitted on the other folds, and the predictions they were taken from."""
    predicted: list[Predicted] = []
    for k in sorted(set(dev.fold.tolist())):
        train, held = np.flatnonzero(dev.fold != k), np.flatnonzero(dev.fold == k)
        fitted = fit_heads(matched, dev.take(train), said.take(train), silver)
        predicted += predict(matched, dev.take(held), said.take(held), fitted)
    return measures(match(gold, predicted)), predicted


def predict(matched: Matched, rows: Rows, said: Said, fitted: Fitted) -> list[Predicted]:
    """What a run with these heads returns for the rows' claims."""
    keep = np.flatnonzero(said.kept)
    kept, applied = rows.take(keep), fitted.heads()
    probabilities = applied.relations(kept.features, said.logits[keep], said.around[keep])
    superseded = applied.superseded(timing_rows(matched.material, kept.pairs))
    decided = applied.decide(probabilities, superseded, matched.side_texts(kept.pairs))
    order = np.lexsort((kept.pairs.finding, -heads.expected_gain(probabilities), kept.pairs.claim))
    ranks = place_within(kept.pairs.claim[order]) + 1
    return [
        Predicted(_span(matched.claims.sentences[kept.pairs.claim[i]]), _span(matched.findings.sentences[kept.pairs.finding[i]]),
                  int(rank), RELATIONS[decided.relation[i]], bool(decided.flag[i]), float(decided.flag_score[i]))
        for rank, i in zip(ranks, order, strict=True)
    ]
