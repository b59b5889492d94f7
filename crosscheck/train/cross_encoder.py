"""Fine-tuning the encoder's transformer as a cross-encoder with one output a relation.

The word embeddings stay frozen: a few thousand judged pairs cannot better them, and frozen they keep the meaning the
encoder gave to words that no judged pair contains.
"""

import math
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from crosscheck.records import Relation

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

RELATIONS = tuple(Relation)
MOST_TOKENS = 160


class Row(NamedTuple):
    """A pair as the model reads it: two texts, the index of its relation in RELATIONS, and the weight of its loss."""

    claim: str
    finding: str
    label: int
    weight: float = 1.0


def load(path: Path, outputs: int = len(RELATIONS)) -> tuple["PreTrainedModel", "PreTrainedTokenizerBase"]:
    """The model and tokenizer at `path`, with a fresh head of that many outputs where it has none."""
    from transformers import AutoModelForSequenceClassification, AutoTokenizer, logging

    logging.set_verbosity_error()
    model = AutoModelForSequenceClassification.from_pretrained(path, num_labels=outputs)
    return model, AutoTokenizer.from_pretrained(path)


def fit(
    model: "PreTrainedModel",
    tokenizer: "PreTrainedTokenizerBase",
    rows: Sequence[Row],
    *,
    epochs: int = 1,
    rate: float = 4e-5,
    batch: int = 32,
    seed: int = 0,
    report: int = 0,
) -> "PreTrainedModel":
    """Train `model` in place on `rows` by cross-entropy weighted row by row; returns it in evaluation mode.

    The rate rises over the first twentieth of the steps and then falls to nothing in a line. `report` prints the mean
    loss every so many steps (0: never).
    """
    import torch

    from crosscheck.train.dropout import lighten

    torch.manual_seed(seed)
    end = lighten(model, seed=seed)
    model.get_input_embeddings().requires_grad_(False)
    steps = epochs * math.ceil(len(rows) / batch)
    optimizer = torch.optim.AdamW((p for p in model.parameters() if p.requires_grad), lr=rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / max(1, steps // 20), (steps - step) / steps)
    )
    model.train()
    started, total = time.monotonic(), 0.0
    for step, (inputs, labels, weights) in enumerate(_batches(tokenizer, rows, epochs, batch, seed), 1):
        with torch.autocast("cpu", torch.bfloat16, enabled=torch.cpu._is_amx_tile_supported()):
            logits = model(**inputs).logits
        losses = torch.nn.functional.cross_entropy(logits.float(), labels, reduction="none", label_smoothing=0.05)
        loss = (losses * weights).sum() / weights.sum()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        total += loss.item()
        if report and step % report == 0:
            pace = step * batch / (time.monotonic() - started)
            print(f"  step {step}/{steps}  loss {total / report:.4f}  {pace:.0f} pairs/s", flush=True)
            total = 0.0
    end()
    return model.eval()


def logits(
    model: "PreTrainedModel", tokenizer: "PreTrainedTokenizerBase", pairs: Sequence[tuple[str, str]], batch: int = 64
) -> "torch.Tensor":
    """The model's raw outputs, float32 of shape (len(pairs), 5), in the order of `pairs`."""
    import torch

    order = sorted(range(len(pairs)), key=lambda i: len(pairs[i][0]) + len(pairs[i][1]))
    result = torch.empty(len(pairs), len(RELATIONS))
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=torch.cpu._is_amx_tile_supported()):
        for start in range(0, len(order), batch):
            chosen = order[start:start + batch]
            inputs = _encode(tokenizer, [pairs[i] for i in chosen])
            result[chosen] = model(**inputs).logits.float()
    return result


def _encode(tokenizer: "PreTrainedTokenizerBase", pairs: Sequence[tuple[str, str]]) -> dict:
    first, second = zip(*pairs, strict=True)
    return dict(tokenizer(list(first), list(second), truncation="longest_first", max_length=MOST_TOKENS, padding=True,
                          return_tensors="pt"))


def _batches(
    tokenizer: "PreTrainedTokenizerBase", rows: Sequence[Row], epochs: int, batch: int, seed: int
) -> Iterator[tuple[dict, "torch.Tensor", "torch.Tensor"]]:
    """Shuffled batches whose rows are of like length, so that little of a batch is padding."""
    import torch

    chance = random.Random(seed)
    for _ in range(epochs):
        order = list(range(len(rows)))
        chance.shuffle(order)
        pools = [order[i:i + 50 * batch] for i in range(0, len(order), 50 * batch)]
        groups = []
        for pool in pools:
            pool.sort(key=lambda i: len(rows[i].claim) + len(rows[i].finding))
            groups += [pool[i:i + batch] for i in range(0, len(pool), batch)]
        chance.shuffle(groups)
        for group in groups:
            chosen = [rows[i] for i in group]
            inputs = _encode(tokenizer, [(row.claim, row.finding) for row in chosen])
            yield inputs, torch.tensor([row.label for row in chosen]), torch.tensor([row.weight for row in chosen])
