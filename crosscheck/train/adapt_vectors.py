"""Learns the linear map of `crosscheck.adapter` from judged pairs.

Contrastively: a claim shall lie nearer to a finding that was judged related to it than to a judged unrelated one and to the
findings of the other claims in the batch (InfoNCE, van den Oord et al. 2018), challenges counting most. The maps begin as a
random rotation and are held near it, so that what no judged pair contains keeps its meaning.
"""

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from crosscheck.adapter import CLAIM, FINDING, HEADING, Adapter
from crosscheck.encoders import Encoder
from crosscheck.records import Relation
from crosscheck.train.judged import JudgedClaim

if TYPE_CHECKING:
    import torch

NUMBERS = 192  # of a mapped vector
MOST_RELATED, MOST_UNRELATED = 5, 4  # findings of one claim
WEIGHTS = {Relation.CONTRADICTS: 1.5, Relation.QUALIFIES: 1.5, Relation.CORROBORATES: 1.0, Relation.CONTEXT: 0.6}
TEMPERATURE, HELD, RATE, EPOCHS, BATCH = 0.05, 2e-3, 1e-3, 4, 128
PARTS = ((CLAIM, "own"), (CLAIM, "heading"), (FINDING, "own"), (FINDING, "heading"))

Text = tuple[int, int]  # where a sentence and its heading stand among the encoded texts; -1 for no heading


class Example(NamedTuple):
    """A claim (and its number), a finding related to it, unrelated ones, and the weight of the loss."""

    number: int
    claim: Text
    related: Text
    unrelated: list[Text]
    weight: float


def fit(claims: Sequence[JudgedClaim], encoder: Encoder, *, numbers: int = NUMBERS, seed: int = 0) -> Adapter:
    """The adapter for `encoder` from all judged findings of `claims`. Takes seconds, after the texts are encoded."""
    import torch

    places: dict[str, int] = {}
    examples = _examples(claims, places, random.Random(seed))
    encoded = encoder.encode(list(places))
    vectors = torch.from_numpy(np.vstack([encoded, np.zeros((1, encoded.shape[1]), np.float32)]))  # the last: no heading
    learnt = _learn(vectors, examples, numbers, seed)
    maps = {f"{role}_{part}": matrix for (role, part), matrix in zip(PARTS, learnt, strict=True)}
    adapter = Adapter(maps, encoder.fingerprint, (0.0, 1.0))
    return Adapter(maps, encoder.fingerprint, _scale(adapter, vectors.numpy(), examples))


def _examples(claims: Sequence[JudgedClaim], places: dict[str, int], chance: random.Random) -> list[Example]:
    """Examples whose texts are numbered in `places`, which this fills."""

    def text(side: str) -> Text:
        own, heading = (*side.split(" | "), "")[:2]
        return places.setdefault(own, len(places)), places.setdefault(heading, len(places)) if heading else -1

    result = []
    for number, claim in enumerate(claims):
        related = [(finding, relation) for finding, relation, _ in claim.judged if relation is not Relation.UNRELATED]
        unrelated = [finding for finding, relation, _ in claim.judged if relation is Relation.UNRELATED]
        chance.shuffle(related)
        chance.shuffle(unrelated)
        away = [text(finding) for finding in unrelated[:MOST_UNRELATED]]
        result += [Example(number, text(claim.claim), text(finding), away, WEIGHTS[relation])
                   for finding, relation in related[:MOST_RELATED]]
    return result


def _learn(vectors: "torch.Tensor", examples: Sequence[Example], numbers: int, seed: int) -> list[np.ndarray]:
    import torch

    torch.manual_seed(seed)
    chance = random.Random(seed)
    turned = torch.nn.init.orthogonal_(torch.empty(vectors.shape[1], numbers))
    begun = [turned * (HEADING if part == "heading" else 1) for _, part in PARTS]
    maps = [torch.nn.Parameter(matrix.clone()) for matrix in begun]
    optimizer = torch.optim.AdamW(maps, lr=RATE, weight_decay=0)
    batches = [list(examples) for _ in range(EPOCHS)]
    for epoch in batches:
        chance.shuffle(epoch)
    groups = [epoch[i:i + BATCH] for epoch in batches for i in range(0, len(epoch), BATCH)]
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - step / len(groups))
    for group in groups:
        loss = _loss(vectors, maps, group, chance)
        loss = loss + HELD * sum((matrix - first).pow(2).sum() for matrix, first in zip(maps, begun, strict=True))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return [matrix.detach().numpy() for matrix in maps]


def _loss(vectors: "torch.Tensor", maps: Sequence["torch.Tensor"], group: Sequence[Example], chance: random.Random) -> "torch.Tensor":
    import torch

    def mapped(texts: Sequence[Text], own: "torch.Tensor", heading: "torch.Tensor") -> "torch.Tensor":
        at = torch.tensor(texts)
        return torch.nn.functional.normalize(vectors[at[:, 0]] @ own + vectors[at[:, 1]] @ heading, dim=1)

    claims = mapped([example.claim for example in group], *maps[:2])
    away = [chance.choice(example.unrelated) for example in group if example.unrelated]
    findings = mapped([*(example.related for example in group), *away], *maps[2:])
    scores = claims @ findings.T / TEMPERATURE
    number = torch.tensor([example.number for example in group])
    own_others = (number[:, None] == number[None, :]) & ~torch.eye(len(group), dtype=torch.bool)
    scores[:, :len(group)] = scores[:, :len(group)].masked_fill(own_others, -1e4)  # related to the same claim: not to be pushed away
    losses = torch.nn.functional.cross_entropy(scores, torch.arange(len(group)), reduction="none")
    return (losses * torch.tensor([example.weight for example in group])).mean()


def _scale(adapter: Adapter, vectors: np.ndarray, examples: Sequence[Example]) -> tuple[float, float]:
    """Intercept and slope of the adapted cosine over the unadapted one, by least squares over the judged pairs."""
    pairs = [(e.claim, finding) for e in examples for finding in (e.related, *e.unrelated)]
    near = []
    for encoder in (adapter.encoder, ""):
        claims, findings = (
            adapter.vectors(vectors[[text[0] for text in texts]], vectors[[text[1] for text in texts]], role, encoder)
            for role, texts in zip((CLAIM, FINDING), zip(*pairs, strict=True), strict=True)
        )
        near.append((claims * findings).sum(axis=1))
    slope, intercept = np.polyfit(near[1], near[0], 1)
    return float(intercept), float(slope)
