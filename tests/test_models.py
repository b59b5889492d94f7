"""The models that ship: verified, offline, and right where a reader has no doubt."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from crosscheck import encoders
from crosscheck.errors import ModelError
from crosscheck.judge import RELATIONS, ShippedJudge, models
from crosscheck.records import Relation


@pytest.fixture(scope="session")
def encoder() -> encoders.Encoder:
    return encoders.load_encoder()


@pytest.fixture(scope="session")
def judge() -> ShippedJudge:
    return ShippedJudge()


def test_vectors_are_unit_and_like_meanings_are_near(encoder: encoders.Encoder) -> None:
    vectors = encoder.encode(["Workers may not strike.", "Strikes are forbidden.", "The museum opened in May."])
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2
    assert encoder.encode([]).shape == (0, 384)


def test_altered_weights_are_not_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders, "DEFAULT_SHA256", "0" * 64)
    with pytest.raises(ModelError, match="not loaded"):
        encoders.embedded_model()


def test_a_missing_wheel_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders, "WHEEL", "no-such-package-of-ours")
    with pytest.raises(ModelError, match="pip install"):
        encoders.embedded_model()


def test_an_unknown_encoder_is_refused_without_asking_the_network() -> None:
    with pytest.raises(ModelError, match="CROSSCHECK_ALLOW_DOWNLOAD"):
        encoders.load_encoder("nobody/no-such-model")


def test_a_model_in_a_folder_is_an_encoder_like_any_other(tmp_path: Path, encoder: encoders.Encoder) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(encoders.embedded_model(), folder)
    other = encoders.load_encoder(str(folder))
    assert other.encode(["A sentence."]) == pytest.approx(encoder.encode(["A sentence."]), abs=1e-6)
    assert other.fingerprint == encoder.fingerprint
    (folder / "config.json").write_text((folder / "config.json").read_text() + "\n")
    assert encoders.fingerprint(folder) != encoder.fingerprint


def test_a_pair_is_judged_alike_alone_and_among_others(judge: ShippedJudge) -> None:
    pairs = [("Unions are free.", "Unions are not free."), ("Unions are free.", "Rain fell " * 60), ("A.", "B.")]
    one = np.vstack([judge.logits([pair]) for pair in pairs])
    assert judge.logits(pairs).tobytes() == one.tobytes()
    assert judge.logits(pairs[::-1])[::-1].tobytes() == one.tobytes()
    assert judge.logits([]).shape == (0, 5)


@pytest.mark.parametrize(("claim", "finding", "not_said"), [
    ("The law explicitly prohibits torture.", "The law does not prohibit torture.", Relation.CORROBORATES),
    ("The law prohibits torture.", "The law prohibits torture.", Relation.CONTRADICTS),
    ("Trade unions act independently of the State.", "The museum has 9 halls for fine art.", Relation.CONTRADICTS),
])
def test_plain_cases_are_not_turned_around(judge: ShippedJudge, claim: str, finding: str, not_said: Relation) -> None:
    assert RELATIONS[int(judge.logits([(claim, finding)])[0].argmax())] is not not_said


def test_an_altered_judge_is_not_loaded(tmp_path: Path) -> None:
    for name in ("judge.onnx", "judge.json"):
        shutil.copy(models() / name, tmp_path / name)
    with (tmp_path / "judge.onnx").open("ab") as file:
        file.write(b"x")
    with pytest.raises(ModelError, match="not loaded"):
        ShippedJudge(tmp_path)
    with pytest.raises(ModelError, match="Reinstall"):
        ShippedJudge(tmp_path / "nowhere")


def test_shipped_weights_stay_small() -> None:
    assert sum(p.stat().st_size for p in models().iterdir()) < 25_000_000
