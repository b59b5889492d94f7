"""Themes from likeness of meaning: a second source beside the words, for filters and screens alone.

A sentence gets the theme whose description its vector is nearest to, if it is near enough and clearly nearer than to any other.
The limits were chosen on the shipped corpus without any judged pair: of sentences that name a theme in words, 94 in 100 then
get one of the themes so named. Of what it adds beyond the words and headings about two in three are right, so nothing here is a
feature of matching, and screens mark it. Where the words know no language (they are English), it is the only source.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from crosscheck.topics import Taxonomy

if TYPE_CHECKING:
    from crosscheck.encoders import Encoder

NEAR, CLEAR = 0.45, 0.10


def descriptions(taxonomy: Taxonomy, encoder: "Encoder") -> np.ndarray:
    """Unit vectors of the themes' descriptions, float32 of shape (themes, d), in the taxonomy's order."""
    if not taxonomy.themes:
        return np.empty((0, encoder.dimension), np.float32)
    return encoder.encode([theme.description for theme in taxonomy.themes])


def nearest(vectors: np.ndarray, themes: np.ndarray, near: float = NEAR, clear: float = CLEAR) -> np.ndarray:
    """For each of the unit `vectors` (n, d) the position of its theme among `themes` (m, d), -1 for none; int64 of shape (n,).

    A cosine of `near` is needed, and `clear` more than the second best.
    """
    if not len(vectors) or not len(themes):
        return np.full(len(vectors), -1, np.int64)
    cosine = vectors @ themes.T
    best = cosine.argmax(axis=1)
    top = cosine[np.arange(len(cosine)), best]
    others = np.where(np.arange(cosine.shape[1]) == best[:, None], -np.inf, cosine)
    chosen = (top >= near) & (top - others.max(axis=1) >= clear)
    return np.where(chosen, best, -1).astype(np.int64)


def added(found: np.ndarray, named: Sequence[Sequence[str]], taxonomy: Taxonomy) -> dict[int, str]:
    """By position, the theme that `nearest` found where `named`, the themes from words, have it not."""
    ids = [theme.id for theme in taxonomy.themes]
    return {i: ids[at] for i, at in enumerate(found) if at >= 0 and ids[at] not in named[i]}
