"""Any classifier with named outputs can judge; what could run code, or was never trained, is refused."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from crosscheck import judges
from crosscheck.errors import ModelError
from crosscheck.judges.labels import RELATIONS
from crosscheck.judges.sequence import running

PAIRS = [("The law does allow unions. | heading", "The court closed unions."), ("Unions is free.", "Workers strike. | a | The state was.")]


def outputs(folder: Path, first: str, second: str) -> np.ndarray:
    """The model's own probabilities, computed without our code."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    encoded = AutoTokenizer.from_pretrained(folder)(first, second, return_tensors="pt")
    with torch.inference_mode():
        return AutoModelForSequenceClassification.from_pretrained(folder)(**encoded).logits.softmax(-1).numpy()[0]


def test_an_inference_head_reads_the_finding_as_premise(classifier: Callable[..., Path]) -> None:
    folder = classifier("NEUTRAL", "REFUTES", "SUPPORTS")
    judge = judges.load(str(folder))
    chances = np.exp(judge.logits(PAIRS))
    for row, (claim, finding) in zip(chances, PAIRS, strict=True):
        neutral, refutes, supports = outputs(folder, running(finding), claim.split(" | ")[0])
        assert row == pytest.approx([refutes, 0, supports, neutral, neutral], abs=1e-5)
    swapped = outputs(folder, PAIRS[0][0].split(" | ")[0], PAIRS[0][1])
    assert abs(np.log(swapped[1] / chances[0][0])) > 0.05  # the order does matter to this model


def test_a_head_with_our_relations_reads_the_claim_first(classifier: Callable[..., Path]) -> None:
    order = ["unrelated", "context", "corroborates", "qualifies", "contradicts"]
    folder = classifier(*order)
    found = np.exp(judges.load(str(folder)).logits(PAIRS))
    for row, pair in zip(found, PAIRS, strict=True):
        own = dict(zip(order, outputs(folder, *pair), strict=True))
        assert row == pytest.approx([own[str(r)] for r in RELATIONS], abs=1e-5)


def test_a_pair_is_judged_alike_alone_and_among_others(classifier: Callable[..., Path]) -> None:
    judge = judges.load(str(classifier("neutral", "contradiction", "entailment")))
    assert judge.logits(PAIRS).tobytes() == np.vstack([judge.logits([p]) for p in PAIRS]).tobytes()
    assert judge.logits([]).shape == (0, 5)
    assert np.isfinite(judge.logits([("unions " * 500, "court " * 500)])[0, 0])


def test_unnamed_outputs_need_the_users_word(classifier: Callable[..., Path]) -> None:
    folder = classifier("LABEL_0", "LABEL_1", "LABEL_2")
    with pytest.raises(ModelError, match="--judge-labels"):
        judges.load(str(folder))
    one, other = (judges.load(str(folder), given) for given in ("contradiction,entailment,neutral", "entailment, contradiction, neutral"))
    assert one.fingerprint != other.fingerprint
    assert one.logits(PAIRS)[:, 0] == pytest.approx(other.logits(PAIRS)[:, 2])
    with pytest.raises(ModelError, match="--judge-labels"):
        judges.load(str(classifier("entailment", "not_entailment")))
    with pytest.raises(ModelError, match="knows its own relations"):
        judges.load("shipped", "contradiction,entailment,neutral")


def test_the_fingerprint_follows_the_files(classifier: Callable[..., Path], tmp_path: Path) -> None:
    folder = classifier("neutral", "contradiction", "entailment")
    copy = shutil.copytree(folder, tmp_path / "copy")
    assert judges.load(str(copy)).fingerprint == judges.load(str(folder)).fingerprint
    (copy / "tokenizer.json").write_text((copy / "tokenizer.json").read_text() + " ")
    assert judges.load(str(copy)).fingerprint != judges.load(str(folder)).fingerprint


def test_pickled_weights_are_refused(classifier: Callable[..., Path], tmp_path: Path) -> None:
    folder = shutil.copytree(classifier("neutral", "contradiction", "entailment"), tmp_path / "pickled")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(ModelError, match=r"pytorch_model\.bin; only safetensors"):
        judges.load(str(folder))


def test_a_model_without_a_trained_head_is_refused(classifier: Callable[..., Path], tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    folder = shutil.copytree(classifier("neutral", "contradiction", "entailment"), tmp_path / "headless")
    weights = {name: value for name, value in load_file(folder / "model.safetensors").items() if not name.startswith("classifier")}
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ModelError, match="never trained"):
        judges.load(str(folder)).logits(PAIRS)


def test_what_is_no_classifier_or_not_there_is_refused(classifier: Callable[..., Path], tmp_path: Path) -> None:
    folder = shutil.copytree(classifier("neutral", "contradiction", "entailment"), tmp_path / "other")
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"architectures": ["BertModel"]}))
    with pytest.raises(ModelError, match="no sequence-classification model"):
        judges.load(str(folder))
    (folder / "config.json").write_text("{")
    with pytest.raises(ModelError, match=r"no readable config\.json"):
        judges.load(str(folder))
    with pytest.raises(ModelError, match="CROSSCHECK_ALLOW_DOWNLOAD"):
        judges.load("nobody/no-such-judge")


def test_code_that_comes_with_a_model_is_never_run(classifier: Callable[..., Path], tmp_path: Path) -> None:
    folder = shutil.copytree(classifier("neutral", "contradiction", "entailment"), tmp_path / "coded")
    config = json.loads((folder / "config.json").read_text())
    own = {"AutoConfig": "evil.Config", "AutoModelForSequenceClassification": "evil.Model"}
    (folder / "config.json").write_text(json.dumps(config | {"auto_map": own, "model_type": "evil"}))
    (folder / "evil.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    with pytest.raises(ModelError, match="could not be loaded"):
        judges.load(str(folder)).logits(PAIRS)
    assert not (tmp_path / "ran").exists()
