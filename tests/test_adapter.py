"""The linear map: whose vectors it takes, what stands in for it elsewhere, and that it is learnt from what was judged."""

from pathlib import Path

import numpy as np
import pytest

from crosscheck import adapter, encoders
from crosscheck.adapter import CLAIM, FINDING, Adapter
from crosscheck.errors import ModelError
from crosscheck.records import Relation, Timing
from crosscheck.train import adapt_vectors
from crosscheck.train.judged import JudgedClaim

RNG = np.random.default_rng(5)


def rows(n: int, d: int = 384) -> np.ndarray:
    made = RNG.normal(size=(n, d)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def test_the_shipped_map_is_the_embedded_encoder_s_and_gives_unit_vectors() -> None:
    shipped, own = adapter.shipped(), encoders.fingerprint(encoders.embedded_model())
    assert shipped.fits(own)
    mapped = shipped.vectors(rows(7), rows(7), CLAIM, own)
    assert mapped.dtype == np.float32
    assert np.linalg.norm(mapped, axis=1) == pytest.approx(np.ones(7), abs=1e-5)
    assert not np.allclose(mapped, shipped.vectors(rows(7), rows(7), FINDING, own))


def test_another_encoder_s_cosines_stand_in_on_the_same_scale() -> None:
    shipped, claims, findings = adapter.shipped(), rows(3, 8), rows(4, 8)
    left, right = (shipped.vectors(own, np.zeros_like(own), role, "another") for own, role in ((claims, CLAIM), (findings, FINDING)))
    assert shipped.scores(left, right, "another") == pytest.approx(shipped.scale[0] + shipped.scale[1] * claims @ findings.T, abs=1e-6)


def test_what_is_saved_is_read_back(tmp_path: Path) -> None:
    maps = {f"{role}_{part}": RNG.normal(size=(6, 4)).astype(np.float32) for role in (CLAIM, FINDING) for part in ("own", "heading")}
    adapter.save(Adapter(maps, "someone", (0.25, 0.5)), tmp_path / "a.safetensors")
    found = adapter.load(tmp_path / "a.safetensors")
    assert (found.encoder, found.scale) == ("someone", (0.25, 0.5))
    for name, matrix in maps.items():
        assert found.maps[name] == pytest.approx(matrix, rel=2e-3, abs=2e-3)


@pytest.mark.parametrize("content", [None, b"", b"\x10\x00\x00\x00\x00\x00\x00\x00not a header at all"])
def test_a_missing_or_damaged_map_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "adapter.safetensors"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelError, match=r"adapter\.safetensors cannot be read"):
        adapter.load(path)


def test_findings_worded_otherwise_come_near_once_it_was_learnt() -> None:
    """Claims and findings differ by a rotation, as two ways of saying a thing; no plain cosine sees what belongs together."""
    subjects, other_words = rows(300, 24), np.linalg.qr(RNG.normal(size=(24, 24)))[0].astype(np.float32)
    said = {f"claim {i}": row for i, row in enumerate(subjects)}
    said |= {f"finding {i}": row @ other_words + 0.1 * rows(1, 24)[0] for i, row in enumerate(subjects)}

    class Encoder:
        fingerprint = "made for this"

        def encode(self, texts):
            return np.stack([said[text] for text in texts]).astype(np.float32)

    def judged(i: int) -> JudgedClaim:
        findings = ((f"finding {i}", Relation.QUALIFIES, Timing.CURRENT), (f"finding {(i + 1) % 250}", Relation.UNRELATED, Timing.CURRENT))
        return JudgedClaim(str(i), f"claim {i}", findings, ())

    learnt = adapt_vectors.fit([judged(i) for i in range(250)] * 40, Encoder(), numbers=24)  # type: ignore[arg-type]
    nothing = np.zeros((50, 24), dtype=np.float32)
    claims, findings = (np.stack([said[f"{name} {i}"] for i in range(250, 300)]) for name in ("claim", "finding"))
    near = learnt.scores(learnt.vectors(claims, nothing, CLAIM, Encoder.fingerprint),
                         learnt.vectors(findings, nothing, FINDING, Encoder.fingerprint), Encoder.fingerprint)
    before, after = ((matrix.argmax(axis=1) == np.arange(50)).mean() for matrix in (claims @ findings.T, near))
    assert before < 0.2
    assert after > 0.6
