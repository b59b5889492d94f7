"""The whole way from the encoder's transformer to the shipped judge, in stages that can each be taken up again.

1. `pretrain`: public claim-verification data and weak labels from country reports teach the five outputs.
2. `adapt`: judged claims of other States, and singly judged claims of this report, with many unrelated findings.
3. `cross_validate`: for each fold of State paragraphs a judge that never saw it, fine-tuned on the other folds.
4. `finish`: the heads, fitted on what those judges said out of fold; and the shipped judge, fine-tuned on all.

Every stage leaves a folder under `work`; a stage whose folder is there is not run again.
"""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from crosscheck import encoders
from crosscheck.judge import ShippedJudge
from crosscheck.train import cross_encoder
from crosscheck.train.cross_encoder import RELATIONS, Row
from crosscheck.train.export import export_judge
from crosscheck.train.judged import JudgedClaim, training_rows
from crosscheck.train.public import TRAINABLE, Example, public_examples
from crosscheck.train.weak import weak_examples

YEARS = tuple(range(2016, 2025))
WEAK_MOST = 6500
PUBLIC_MOST = {"mnli_dev": 11_000, "fever_vanilla": 11_000, "cad_snli": 7_000}
LONGEST_FINDING = 110  # words; a longer passage would be cut in the middle
FOLDS = 5
REPLAYED = 2000

Say = Callable[[str], None]


def pretrain(data: Path, work: Path, say: Say = print) -> Path:
    """Stage 1, from `data`/nli and `data`/state-dept; returns the model's folder."""
    folder = work / "pretrained"
    if not folder.is_dir():
        chance = random.Random(0)
        examples = weak_examples(data / "state-dept", YEARS, most=WEAK_MOST)
        for name in TRAINABLE:
            rows = public_examples(data / "nli", (name,))
            chance.shuffle(rows)
            examples += rows[:PUBLIC_MOST.get(name, len(rows))]
        say(f"pretraining on {len(examples)} examples")
        _train(encoders.embedded_model(), folder, _rows(examples), rate=6e-5, epochs=1)
    return folder


def adapt(start: Path, work: Path, claims: Sequence[JudgedClaim], say: Say = print) -> Path:
    """Stage 2: the judged claims with 10 hard and 4 easy unrelated findings each, drawn anew in each of two epochs."""
    folder = work / "adapted"
    if not folder.is_dir():
        rows = [row for seed in (1, 2) for row in training_rows(claims, hard=10, easy=4, seed=seed)]
        say(f"adapting on {len(rows)} rows")
        _train(start, folder, rows, rate=5e-5, epochs=1)
    return folder


def tune(start: Path, folder: Path, claims: Sequence[JudgedClaim], replay: Sequence[JudgedClaim], seed: int, say: Say = print) -> Path:
    """Fine-tune on `claims`, with some rows again from `replay` so that what was learnt stays; returns the ONNX folder."""
    if not (folder / "judge.onnx").is_file():
        own = [row for s in (seed, seed + 100) for row in training_rows(claims, hard=10, easy=3, seed=s)]
        again = training_rows(replay, hard=6, easy=2, seed=seed)
        rows = own + random.Random(seed).sample(again, min(len(again), REPLAYED))
        say(f"tuning {folder.name} on {len(rows)} rows")
        model, _ = _train(start, folder / "torch", rows, rate=3e-5, epochs=1)
        export_judge(model, folder, f"crosscheck-judge ({folder.name})", {})
    return folder


def fold_of(paragraphs: Sequence[str]) -> dict[str, int]:
    """The fold of each State paragraph: the same for the same paragraphs, and about equal in size."""
    names = sorted(set(paragraphs), key=lambda p: (len(p), p))
    random.Random(7).shuffle(names)
    return {name: i % FOLDS for i, name in enumerate(names)}


def cross_validate(
    start: Path, work: Path, dev: Sequence[JudgedClaim], replay: Sequence[JudgedClaim], say: Say = print,
) -> list[ShippedJudge]:
    """Stage 3: one judge a fold, each tuned on the claims of the other folds."""
    folds = fold_of([claim.group for claim in dev])
    for k in range(FOLDS):
        tune(start, work / f"fold-{k}", [claim for claim in dev if folds[claim.group] != k], replay, k, say)
    return fold_judges(work)


def fold_judges(work: Path) -> list[ShippedJudge]:
    """The judges of `cross_validate`, in the order of their folds."""
    return [ShippedJudge(work / f"fold-{k}") for k in range(FOLDS)]


def _rows(examples: Sequence[Example]) -> list[Row]:
    return [Row(e.claim, e.finding, RELATIONS.index(e.relation), e.weight) for e in examples
            if len(e.finding.split()) < LONGEST_FINDING]


def _train(start: Path, folder: Path, rows: Sequence[Row], *, rate: float, epochs: int) -> tuple:
    model, tokenizer = cross_encoder.load(start)
    cross_encoder.fit(model, tokenizer, rows, rate=rate, epochs=epochs, report=100)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return model, tokenizer


def out_of_fold(judges: Sequence[ShippedJudge], fold: np.ndarray, texts: Sequence[tuple[str, str]]) -> np.ndarray:
    """Raw scores, shape (len(texts), 5), of each pair by the judge that never saw its fold."""
    result = np.empty((len(texts), len(RELATIONS)), dtype=np.float32)
    for k, judge in enumerate(judges):
        chosen = np.flatnonzero(fold == k)
        result[chosen] = judge.logits([texts[int(i)] for i in chosen])
    return result
