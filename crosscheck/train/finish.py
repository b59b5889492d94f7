"""The last stage, and all stages in a row: heads fitted out of fold, the judge that ships, and its card."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from crosscheck import candidates, corpus, encoders, heads, index, scores
from crosscheck.encoders import Encoder
from crosscheck.evaluate import Gold, load_gold
from crosscheck.ingest import segment
from crosscheck.matching import Matched, Material, read_corpus
from crosscheck.train import recipe
from crosscheck.train.heads import cross_validated, fit_heads, labelled, read_out_of_fold
from crosscheck.train.judged import JudgedClaim, claims_of_report, claims_of_states

Say = Callable[[str], None]
NAME = "crosscheck-judge-1"
FINAL_SEED = 11


@dataclass(frozen=True)
class Judged:
    """The judged pairs and the data to train on, in one folder: `gold/` and `data/`."""

    folder: Path

    @property
    def dev(self) -> list[Gold]:
        """Pairs judged twice, cross-validated on."""
        return load_gold(self.folder / "gold" / "dev.jsonl")

    @property
    def silver(self) -> list[Gold]:
        """Pairs of the same report judged once, in other paragraphs: only ever trained on."""
        return load_gold(self.folder / "gold" / "silver.jsonl")

    def states(self, encoder: Encoder) -> list[JudgedClaim]:
        """Claims of other States, judged once."""
        gold = self.folder / "gold"
        return claims_of_states(gold / "states-claims.jsonl", gold / "states-pairs.jsonl", self.folder / "data" / "state-dept",
                                lambda text: segment.spans(text, 0, len(text)), encoder.encode)


def train(folder: Path, work: Path, out: Path, say: Say = print) -> dict[str, float]:
    """Every stage from `folder` (with gold/ and data/) to the weights in `out`; returns the cross-validated measures.

    About an hour and a half on two cores. Stages already in `work` are not run again.
    """
    judged, encoder = Judged(folder), encoders.load_encoder()
    material = read_corpus(corpus.load("kazakhstan"))
    independent = [info.id for info in material.corpus.independent_documents]
    dev, silver = (claims_of_report(gold, material.sentences, independent, encoder.encode) for gold in (judged.dev, judged.silver))
    others = silver + judged.states(encoder)
    start = recipe.adapt(recipe.pretrain(folder / "data", work, say), work, others, say)
    recipe.cross_validate(start, work, dev, others, say)
    recipe.tune(start, work / "final", dev, others, FINAL_SEED, say)
    return finish(judged, material, encoder, work, out, say)


def finish(judged: Judged, material: Material, encoder: Encoder, work: Path, out: Path, say: Say = print) -> dict[str, float]:
    """Fit the heads on out-of-fold scores, measure, and write judge, heads and card to `out`."""
    matched = Matched(material, index.embed(encoder, material.sentences))
    pairs, features = candidates.propose(matched.claims, matched.findings, matched.index, matched.lexicon)
    gold, folds = judged.dev, recipe.fold_of([pair.paragraph for pair in judged.dev])
    dev, silver = labelled(matched, pairs, features, gold, folds), labelled(matched, pairs, features, judged.silver, {})
    say("reading out of fold")
    logits = read_out_of_fold(matched, dev, silver, recipe.fold_judges(work))
    measured, _ = cross_validated(matched, gold, dev, logits, silver)
    fitted = fit_heads(matched, dev, logits, silver)
    out.mkdir(parents=True, exist_ok=True)
    heads.save(out / "heads.json", fitted.models, fitted.thresholds, {"fitted_on": "out-of-fold scores of the judged claims"})
    shutil.copy(work / "final" / "judge.onnx", out / "judge.onnx")
    card = {
        "name": NAME, "sha256": encoders.file_sha256(out / "judge.onnx"), "cross_validated": measured, "folds": recipe.FOLDS,
        "trained_on": sorted({scores.claim_key(material.documents, pair.claim) for pair in [*gold, *judged.silver]}),
    }
    (out / "judge.json").write_text(json.dumps(card, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return measured
