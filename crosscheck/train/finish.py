"""All stages in a row, and the last: heads fitted on pairs that the judge never saw, the measures, and the card."""

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from crosscheck import adapter, candidates, corpus, encoders, evaluate, heads, index, judges, learned, pipeline, scores
from crosscheck.encoders import Encoder
from crosscheck.errors import CrosscheckError
from crosscheck.evaluate import Gold, load_gold
from crosscheck.ingest import segment
from crosscheck.judge import Judge, models
from crosscheck.matching import Matched, Material, read_corpus
from crosscheck.tracker_lists import country_code
from crosscheck.train import pairs, plain, recipe, states
from crosscheck.train.heads import Fitted, Rows, cross_validated, fit_heads, labelled, read_likeliest, siblings
from crosscheck.train.judged import JudgedClaim, claims_of_report, claims_of_states

Say = Callable[[str], None]
NAME = "crosscheck-judge-7"
ROWS = 1500  # of each public set


@dataclass(frozen=True)
class Measured:
    """Judged pairs that the judge is measured on and never trained on, and the training data, in one folder."""

    folder: Path

    @property
    def dev(self) -> list[Gold]:
        """Pairs judged twice, cross-validated on: only the heads are fitted on them."""
        return load_gold(self.folder / "gold" / "dev.jsonl")

    @property
    def silver(self) -> list[Gold]:
        """Pairs of the same report judged once, in other paragraphs: the candidate and timing models learn from them too."""
        return load_gold(self.folder / "gold" / "silver.jsonl")

    @property
    def data(self) -> Path:
        """Public sets and country reports."""
        return self.folder / "data"

    def read_whole(self) -> list[states.State]:
        """States whose claims were judged in full readings of one country report each, without those that are trained on.

        The country reports name some States differently from year to year, so their codes are compared.
        """
        claims, judged = (states.lines(self.folder / "gold" / name) for name in ("states-claims.jsonl", "states-pairs.jsonl"))
        trained = {country_code(row["country"]) for row in pairs.state_claims()} - {None}
        found = states.states(claims, judged, self.data / "state-dept")
        return [state for state in found if country_code(state.country) not in trained]

    def held(self) -> list[states.State]:
        """States whose pairs the package keeps for measuring alone."""
        return states.states(pairs.state_claims(held=True), pairs.of_states(held=True), self.data / "state-dept")


def train(folder: Path, work: Path, out: Path, say: Say = print) -> dict[str, float]:
    """Every stage from `folder` (with gold/ and data/) to the weights in `out`; returns the cross-validated measures.

    Some hours on two cores. Stages already in `work` are not run again. Raises CrosscheckError if `out` is not the
    package's own folder of models: the heads are fitted on candidates found through the adapter there.
    """
    if out.resolve() != models().resolve():
        raise CrosscheckError(f"The heads are fitted through the adapter in {models()}; train in a clone, with --out {models()}")
    measured, encoder = Measured(folder), encoders.load_encoder()
    material = read_corpus(corpus.load("kazakhstan"))
    judged = cache(lambda: judged_claims(material, measured, encoder))
    start = recipe.pretrain(measured.data, work, say)
    shutil.copy(recipe.adapter_of(work, judged, encoder, say), out / adapter.FILE)
    adapter.shipped.cache_clear()
    adapted = recipe.adapt(start, work / "adapted", judged, measured.data, say)
    return finish(measured, material, encoder, recipe.exported(adapted, work / "final", NAME), work, out, say)


def judged_claims(material: Material, measured: Measured, encoder: Encoder) -> list[JudgedClaim]:
    """The judged claims: of the report, and of States that nothing is measured on."""
    independent = [info.id for info in material.corpus.independent_documents]
    report = claims_of_report(pairs.of_report(), material.sentences, independent, encoder.encode)
    others = claims_of_states(pairs.state_claims(), pairs.of_states(), measured.data / "state-dept", _split, encoder.encode)
    return report + others


def _split(text: str) -> list[tuple[int, int]]:
    return segment.spans(text, 0, len(text))


class Read(NamedTuple):
    """The report's proposed pairs with labels, and how to fit and measure heads for a judge on them."""

    matched: Matched
    gold: list[Gold]
    dev: Rows
    silver: Rows
    beside: Rows

    def fitted(self, judge: Judge) -> tuple[Fitted, dict[str, float]]:
        """Heads for `judge`, which saw none of these claims, and their cross-validated measures."""
        said = read_likeliest(self.matched, self.dev, self.silver, self.beside, judge)
        reached, _ = cross_validated(self.matched, self.gold, self.dev, said, self.silver)
        return fit_heads(self.matched, self.dev, said, self.silver), reached


def read_report(measured: Measured, material: Material, encoder: Encoder) -> Read:
    """Propose pairs for the judged claims of the report and label them."""
    matched = Matched(material, index.embed(encoder, material.sentences))
    proposed, features = candidates.propose(matched.claims, matched.findings, matched.index, matched.lexicon)
    folds = recipe.fold_of([pair.paragraph for pair in measured.dev])
    dev = labelled(matched, proposed, features, measured.dev, folds)
    silver = labelled(matched, proposed, features, measured.silver, {})
    return Read(matched, measured.dev, dev, silver, siblings(matched, proposed, features, dev))


def finish(
    measured: Measured, material: Material, encoder: Encoder, judge: Judge, work: Path, out: Path, say: Say = print,
) -> dict[str, float]:
    """Fit the heads, write judge, heads and card to `out`, and measure."""
    say("reading the judged claims")
    read = read_report(measured, material, encoder)
    fitted, reached = read.fitted(judge)
    out.mkdir(parents=True, exist_ok=True)
    heads.save(out / "heads.json", fitted.models, fitted.thresholds, {"fitted_on": "claims that the judge never saw"})
    shutil.copy(work / "final" / "judge.onnx", out / "judge.onnx")
    card = {
        "name": NAME, "sha256": encoders.file_sha256(out / "judge.onnx"), "cross_validated": reached, "folds": recipe.FOLDS,
        "trained_on": sorted({scores.claim_key(material.documents, pair.claim)
                              for pair in [*measured.dev, *measured.silver, *pairs.of_report()]}),
    }
    _save(out, card)
    say("measuring on public sets, and on other States")
    plain_head = judges.load(str(plain.head(measured.data, work, say)))
    both = {"crosscheck": judge, "plain head": plain_head}
    card["public"] = {name: plain.measured(one, measured.data, most=ROWS) for name, one in both.items()}
    card["other_states"] = other_states(measured.read_whole(), judge, fitted)
    card["held_states"] = other_states(measured.held(), judge, fitted)
    _save(out, card)
    return reached


def _save(out: Path, card: dict) -> None:
    (out / "judge.json").write_text(json.dumps(card, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def other_states(found: list[states.State], judge: Judge, fitted: Fitted) -> dict[str, float]:
    """The measures over the claims of all these States together, each cross-checked as a corpus of its own."""
    claims: list[evaluate.Matched] = []
    with tempfile.TemporaryDirectory() as scratch:
        for state in found:
            gold, index_of = states.write(state, Path(scratch)), Path(scratch) / "indexes" / state.id
            index_of.mkdir(parents=True)
            heads.save(index_of / learned.FILE, fitted.models, fitted.thresholds, {"judge": judge.fingerprint})
            check = pipeline.run(corpus.load(Path(scratch) / state.id), index_of, judge=judge)
            claims += evaluate.match(gold, scores.system(check))
    return evaluate.measures(claims)
