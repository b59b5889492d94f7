"""Dropout that costs little on a processor.

Drawing a random number for every activation took a third of the training time, and the fused attention's backward pass in
bfloat16 another half. So the mask is a random stretch of one drawn once, attention weights are not dropped, and attention
is computed plainly: twice the pairs a second.
"""

import random
from typing import Any

import torch
from transformers import PreTrainedModel

DRAWN = 1 << 24


class Dropout(torch.nn.Module):
    """Zeroes a share of a tensor of up to DRAWN numbers while training, and scales the rest to keep its mean."""

    def __init__(self, share: float, mask: torch.Tensor, chance: random.Random) -> None:
        super().__init__()
        self._kept, self._mask, self._chance = 1 - share, mask, chance

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        """`values` itself when not training."""
        if not self.training:
            return values
        start = self._chance.randrange(len(self._mask) - values.numel() + 1)
        return values * (self._mask[start:start + values.numel()].view(values.shape) / self._kept).to(values.dtype)


def lighten(model: PreTrainedModel, share: float = 0.1, seed: int = 0) -> None:
    """Give a BERT model with a head, in place, plain attention and this dropout after attention and feed-forward alone."""
    chance = random.Random(seed)
    mask = (torch.rand(DRAWN, generator=torch.Generator().manual_seed(seed)) >= share).to(torch.bfloat16)
    model.set_attn_implementation("eager")
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    base: Any = model.base_model
    for layer in base.encoder.layer:
        layer.attention.output.dropout = Dropout(share, mask, chance)
        layer.output.dropout = Dropout(share, mask, chance)
