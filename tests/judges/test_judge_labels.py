"""What a classifier's outputs mean is read from its labels and checked; nothing is guessed."""

import itertools

import numpy as np
import pytest

from crosscheck.errors import ModelError
from crosscheck.judges import labels
from crosscheck.judges.labels import RELATIONS, checked, read


@pytest.mark.parametrize("spelled", [
    ("entailment", "neutral", "contradiction"), ("ENTAILMENT", "NEUTRAL", "CONTRADICTION"), ("SUPPORTS", "NOT ENOUGH INFO", "REFUTES"),
    ("Supported", "NOT_ENOUGH_INFO", "Refuted"), ("supports", "NEI", "refutes"),
])
def test_every_order_of_the_three_inference_labels_is_read(spelled: tuple[str, str, str]) -> None:
    meaning = dict(zip(spelled, labels.INFERENCE, strict=True))
    for order in itertools.permutations(spelled):
        found = read(order)
        assert found is not None
        assert found.outputs == tuple(meaning[label] for label in order)
        assert found.inference


def test_our_own_five_are_read_in_any_order() -> None:
    found = read(["Unrelated", "context", "CORROBORATES", "qualifies", "contradicts"])
    assert found is not None
    assert not found.inference
    assert found.scores(np.array([[0.0, 0.0, 0.0, 0.0, 9.0]]))[0].argmax() == RELATIONS.index("contradicts")


@pytest.mark.parametrize("own", [
    ["LABEL_0", "LABEL_1", "LABEL_2"], ["entailment", "not_entailment"], ["entailment", "contradiction"], ["SCORE"], None, [],
    ["entailment", "entailment", "neutral"], ["entailment", "neutral", "does not support"], ["support", "not support", "neutral"],
])
def test_other_heads_are_refused_with_the_way_to_name_them(own: list[str] | None) -> None:
    with pytest.raises(ModelError, match="--judge-labels"):
        checked("m", own, ())


def test_the_user_may_name_outputs_that_the_model_does_not() -> None:
    given = ("contradiction", "entailment", "neutral")
    assert checked("m", ["LABEL_0", "LABEL_1", "LABEL_2"], given).outputs == given
    with pytest.raises(ModelError, match="names 3 outputs; judge 'm' has 2"):
        checked("m", ["LABEL_0", "LABEL_1"], given)
    with pytest.raises(ModelError, match="differs from what judge 'm' says"):
        checked("m", ["entailment", "neutral", "contradiction"], given)
    with pytest.raises(ModelError, match="cannot be read"):
        checked("m", None, ("yes", "no", "maybe"))


def test_inference_maps_to_relations_as_promised() -> None:
    found = read(["contradiction", "entailment", "neutral"])
    assert found is not None
    chances = np.exp(found.scores(np.log([[0.7, 0.1, 0.2]])))[0]
    assert dict(zip(map(str, RELATIONS), chances, strict=True)) == pytest.approx(
        {"contradicts": 0.7, "qualifies": 0.0, "corroborates": 0.1, "context": 0.2, "unrelated": 0.2}, abs=1e-6)
