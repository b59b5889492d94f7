"""The whole way from the encoder's transformer to the shipped judge, in stages that can each be taken up again.

1. `pretrain`: public claim-verification data and weak labels from country reports teach the five outputs.
2. `adapt`, twice from there: once on claims whose related findings a full reading listed, with unlisted ones as unrelated
   (`listed`); once on claims whose likeliest findings were each judged (`pooled`).
3. `average`: the mean of the two models' weights, which costs no more to run than one (Wortsman et al. 2022, model soups).

The judge never reads a paragraph of the pairs it is measured on, so only the heads are cross-validated. Every stage leaves
a folder under `work`; a stage whose folder is there is not run again.
"""

import random
import shutil
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
EPOCHS = (1, 2)  # a seed each

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


def adapt(start: Path, folder: Path, claims: Callable[[], Sequence[JudgedClaim]], *, hard: int, easy: int, say: Say = print) -> Path:
    """Stage 2: all judged findings of `claims`, with `hard` and `easy` ones that nobody proposed, drawn anew in each epoch."""
    if not folder.is_dir():
        found = claims()
        rows = [row for seed in EPOCHS for row in training_rows(found, hard=hard, easy=easy, seed=seed)]
        say(f"adapting {folder.name} on {len(rows)} rows of {len(found)} claims")
        _train(start, folder, rows, rate=5e-5, epochs=1)
    return folder


def average(folders: Sequence[Path], folder: Path) -> Path:
    """Stage 3: the mean of models that were fine-tuned from the same start."""
    if not folder.is_dir():
        from safetensors.numpy import load_file, save_file

        parts = [load_file(part / "model.safetensors") for part in folders]
        shutil.copytree(folders[0], folder)
        mean = {name: np.asarray(np.mean([part[name] for part in parts], axis=0), dtype=np.float32) for name in parts[0]}
        save_file(mean, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def exported(model: Path, folder: Path, name: str) -> ShippedJudge:
    """The model of a stage as a judge that could ship, in `folder`."""
    if not (folder / "judge.onnx").is_file():
        export_judge(cross_encoder.load(model)[0].eval(), folder, name, {})
    return ShippedJudge(folder)


def fold_of(paragraphs: Sequence[str]) -> dict[str, int]:
    """The fold of each State paragraph: the same for the same paragraphs, and about equal in size."""
    names = sorted(set(paragraphs), key=lambda p: (len(p), p))
    random.Random(7).shuffle(names)
    return {name: i % FOLDS for i, name in enumerate(names)}


def _rows(examples: Sequence[Example]) -> list[Row]:
    return [Row(e.claim, e.finding, RELATIONS.index(e.relation), e.weight) for e in examples
            if len(e.finding.split()) < LONGEST_FINDING]


def _train(start: Path, folder: Path, rows: Sequence[Row], *, rate: float, epochs: int) -> tuple:
    model, tokenizer = cross_encoder.load(start)
    cross_encoder.fit(model, tokenizer, rows, rate=rate, epochs=epochs, report=100)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return model, tokenizer
