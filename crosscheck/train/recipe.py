"""The whole way from the encoder's transformer to the shipped judge, in stages that can each be taken up again.

1. `pretrain`: public claim-verification data and weak labels from country reports teach the five outputs.
2. `adapter_of`: the linear map by which candidates are found, from the judged pairs.
3. `adapt`: the judged pairs, with findings that nobody proposed for a claim as unrelated ones, make the judge.

The judge never reads a paragraph of the pairs it is measured on, so only the heads are cross-validated. Every stage leaves
a folder under `work`; a stage whose folder is there is not run again.
"""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

from crosscheck import adapter, encoders
from crosscheck.encoders import Encoder
from crosscheck.judge import ShippedJudge
from crosscheck.train import adapt_vectors, cross_encoder
from crosscheck.train.cross_encoder import RELATIONS, Row
from crosscheck.train.export import export_judge
from crosscheck.train.judged import JudgedClaim, training_rows
from crosscheck.train.public import TRAINABLE, Example, public_examples, undecided
from crosscheck.train.weak import weak_examples

YEARS = tuple(range(2016, 2025))
WEAK_MOST = 6500
PUBLIC_MOST = {"mnli_dev": 11_000, "fever_vanilla": 11_000, "cad_snli": 7_000}
REMINDERS = 700  # of each public set
GATHERED = ("fever_vanilla", "foolmetwice", "scifact")  # claims with the evidence that was gathered for them
UNDECIDED = 1500
HARD, EASY = 3, 2  # findings that nobody proposed, for each claim of an epoch
LONGEST_FINDING = 110  # words; a longer passage would be cut in the middle
FOLDS = 5
EPOCHS = (1, 2)  # a seed each

Say = Callable[[str], None]


def pretrain(data: Path, work: Path, say: Say = print) -> Path:
    """Stage 1, from `data`/nli and `data`/state-dept; returns the model's folder."""
    folder = work / "pretrained"
    if not folder.is_dir():
        chance = random.Random(0)
        examples = _short(weak_examples(data / "state-dept", YEARS, most=WEAK_MOST))
        for name in TRAINABLE:
            examples += _some(data, name, PUBLIC_MOST.get(name), chance)
        say(f"pretraining on {len(examples)} examples")
        _train(encoders.embedded_model(), folder, _rows(examples), rate=6e-5, epochs=1)
    return folder


def reminders(data: Path, seed: int) -> list[Row]:
    """Some of every public set once more, so that adapting to country reports does not unlearn inference at large; and claims with
    evidence gathered for others, so that it learns to leave open. Another `seed` draws others."""
    chance = random.Random(seed)
    again = [example for name in TRAINABLE for example in _some(data, name, REMINDERS, chance)]
    return _rows(again + undecided(_short(public_examples(data / "nli", GATHERED)), UNDECIDED, seed))


def _some(data: Path, name: str, most: int | None, chance: random.Random) -> list[Example]:
    examples = _short(public_examples(data / "nli", (name,)))
    chance.shuffle(examples)
    return examples[:most]


def adapter_of(work: Path, judged: Callable[[], Sequence[JudgedClaim]], encoder: Encoder, say: Say = print) -> Path:
    """Stage 2: the adapter's file, from all judged claims."""
    path = work / adapter.FILE
    if not path.is_file():
        claims = judged()
        say(f"learning the adapter from {len(claims)} claims")
        adapter.save(adapt_vectors.fit(claims, encoder), path)
    return path


def adapt(start: Path, folder: Path, judged: Callable[[], Sequence[JudgedClaim]], data: Path, say: Say = print) -> Path:
    """Stage 3: all judged findings, the others drawn anew in each epoch, and reminders from `data`."""
    if not folder.is_dir():
        claims = judged()
        rows = [row for seed in EPOCHS for row in training_rows(claims, hard=HARD, easy=EASY, seed=seed) + reminders(data, seed)]
        say(f"adapting on {len(rows)} rows of {len(claims)} claims")
        _train(start, folder, rows, rate=5e-5, epochs=1)
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


def _short(examples: Sequence[Example]) -> list[Example]:
    return [example for example in examples if len(example.finding.split()) < LONGEST_FINDING]


def _rows(examples: Sequence[Example]) -> list[Row]:
    return [Row(e.claim, e.finding, RELATIONS.index(e.relation), e.weight) for e in examples]


def _train(start: Path, folder: Path, rows: Sequence[Row], *, rate: float, epochs: int) -> tuple:
    model, tokenizer = cross_encoder.load(start)
    cross_encoder.fit(model, tokenizer, rows, rate=rate, epochs=epochs, report=100)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return model, tokenizer
