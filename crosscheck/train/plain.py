"""A plain inference head over MiniLM: the baseline that the shipped judge is set beside, and the sets both are read on.

The head is what anybody would train first: MiniLM as a cross-encoder with three outputs on MultiNLI, nothing else. On the
public sets, which neither model ever saw, the judge's five outputs are read as three: corroborates supports,
contradicts and qualifies refute, context and unrelated leave open.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from crosscheck import encoders
from crosscheck.errors import CrosscheckError
from crosscheck.judge import RELATIONS, Judge
from crosscheck.records import Relation
from crosscheck.train import cross_encoder
from crosscheck.train.cross_encoder import Row
from crosscheck.train.public import EVALUATION_ONLY, rows

Say = Callable[[str], None]
LABELS = ("supports", "refutes", "neutral")
NAMED = ("entailment", "contradiction", "neutral")
SETS = ("climate_fever", "healthver", "fever_symmetric", "nan_nli")
_SIDES = ((Relation.CORROBORATES,), (Relation.CONTRADICTS, Relation.QUALIFIES), (Relation.CONTEXT, Relation.UNRELATED))


def head(data: Path, work: Path, say: Say = print) -> Path:
    """Train the plain head on `data`/nli/mnli_dev, unless `work`/plain-nli is there; returns that folder."""
    folder = work / "plain-nli"
    if not folder.is_dir():
        examples = [Row(row["evidence"], row["claim"], LABELS.index(row["label"]))
                    for row in rows(data / "nli" / "mnli_dev.jsonl.gz") if row["label"] in LABELS]
        say(f"training a plain inference head on {len(examples)} examples")
        model, tokenizer = cross_encoder.load(encoders.embedded_model(), outputs=len(LABELS))
        cross_encoder.fit(model, tokenizer, examples, rate=6e-5, report=100)
        model.config.id2label = dict(enumerate(NAMED))
        model.config.label2id = {name: i for i, name in enumerate(NAMED)}
        model.save_pretrained(folder)
        tokenizer.save_pretrained(folder)
    return folder


def measured(judge: Judge, data: Path, names: Sequence[str] = SETS, most: int | None = None) -> dict[str, dict[str, float]]:
    """Accuracy and macro-F1 of a judge on public sets, each label given by the largest of the three sums.

    A set that has no neutral rows is decided between the other two. `most` takes the first rows of each set.
    Raises CrosscheckError for a set that the models may have been trained on.
    """
    if wrong := [name for name in names if name not in EVALUATION_ONLY]:
        raise CrosscheckError(f"{', '.join(wrong)} took part in training; measure on: {', '.join(EVALUATION_ONLY)}")
    result = {}
    for name in names:
        examples = [row for row in rows(data / "nli" / f"{name}.jsonl.gz") if row["label"] in LABELS][:most]
        truth = np.array([LABELS.index(row["label"]) for row in examples])
        said = three_ways(judge.logits([(row["claim"], row["evidence"]) for row in examples]))
        if not (truth == LABELS.index("neutral")).any():
            said = said[:, :2]
        result[name] = _agreement(truth, said.argmax(axis=1))
    return result


def three_ways(logits: np.ndarray) -> np.ndarray:
    """Probabilities (n, 3) of supports, refutes and neutral from raw scores (n, 5)."""
    shifted = np.exp(logits.astype(float) - logits.max(axis=1, keepdims=True))
    shifted /= shifted.sum(axis=1, keepdims=True)
    return np.stack([shifted[:, [RELATIONS.index(r) for r in side]].sum(axis=1) for side in _SIDES], axis=1)


def _agreement(truth: np.ndarray, said: np.ndarray) -> dict[str, float]:
    scores = []
    for label in np.unique(truth):
        hit = ((truth == label) & (said == label)).sum()
        scores.append(2 * hit / max(1, (truth == label).sum() + (said == label).sum()))
    return {"rows": len(truth), "accuracy": float((truth == said).mean()), "macro_f1": float(np.mean(scores))}
