"""A linear map, learnt from judged pairs, to a space in which a claim lies near the findings that speak to it.

Cosine finds what is worded alike; a claim and the finding that bears on it often are not. The map takes the vectors of a
sentence and of its heading, one way for claims and another for findings, and costs next to nothing. It belongs to the
embedded encoder. For any other, cosines of that encoder's own vectors stand in, on the scale that the map's would have.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from crosscheck.errors import ModelError
from crosscheck.index import unit
from crosscheck.judge import models

FILE = "adapter.safetensors"
CLAIM, FINDING = "claim", "finding"
HEADING = 0.3  # the heading's weight beside the sentence before anything is learnt
_MAPS = tuple(f"{role}_{part}" for role in (CLAIM, FINDING) for part in ("own", "heading"))


@dataclass(frozen=True)
class Adapter:
    """Four maps of shape (d, k), the `encoder` whose vectors they take, and what an unadapted cosine c stands for:
    `scale[0] + scale[1] * c`."""

    maps: dict[str, np.ndarray]
    encoder: str
    scale: tuple[float, float]

    def fits(self, encoder: str) -> bool:
        """Whether the maps were learnt for the encoder of that fingerprint."""
        return encoder == self.encoder

    def vectors(self, own: np.ndarray, heading: np.ndarray, role: str, encoder: str) -> np.ndarray:
        """Unit vectors, one a row of `own` and `heading` (n, d): of shape (n, k), or (n, d) where the maps do not fit."""
        mapped = own + HEADING * heading
        if self.fits(encoder):
            mapped = own @ self.maps[f"{role}_own"] + heading @ self.maps[f"{role}_heading"]
        return unit(mapped)

    def scores(self, claims: np.ndarray, findings: np.ndarray, encoder: str) -> np.ndarray:
        """How near each claim lies to each finding, float32 of shape (claims, findings), on one scale for all encoders."""
        near = claims @ findings.T
        return near if self.fits(encoder) else np.float32(self.scale[0]) + np.float32(self.scale[1]) * near


@cache
def shipped() -> Adapter:
    """The adapter that comes with the package. Raises ModelError if its file is missing or damaged."""
    return load(models() / FILE)


def load(path: Path) -> Adapter:
    """Read an adapter back. Raises ModelError if the file is missing or damaged."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            about = file.metadata() or {}
            maps = {name: file.get_tensor(name).astype(np.float32) for name in _MAPS}
        return Adapter(maps, about["encoder"], (float(about["intercept"]), float(about["slope"])))
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise ModelError(f"{path} cannot be read ({type(error).__name__}). Reinstall crosscheck.") from error


def save(adapter: Adapter, path: Path) -> None:
    """Write an adapter in 16-bit numbers, which `load` reads back."""
    from safetensors.numpy import save_file

    save_file({name: np.ascontiguousarray(adapter.maps[name], dtype=np.float16) for name in _MAPS}, path,
              metadata={"encoder": adapter.encoder, "intercept": repr(adapter.scale[0]), "slope": repr(adapter.scale[1])})
