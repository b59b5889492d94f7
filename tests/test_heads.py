"""Linear models, probabilities, and the rules that turn them into words."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscheck import heads, linear, surroundings
from crosscheck.candidates import FEATURES
from crosscheck.errors import ModelError
from crosscheck.heads import RELATIONS
from crosscheck.judge import models
from crosscheck.records import Relation
from crosscheck.tone import does_not_bear_out, forbids_what_is_permitted

C, Q = 0, 1
THRESHOLDS = heads.Thresholds(flag=0.4, related=0.5, late=0.5)


def probabilities(**parts: float) -> np.ndarray:
    return np.array([[parts.get(str(r), 0.0) for r in RELATIONS]])


def decided(late: float = 0.0, **parts: float) -> tuple[Relation, bool, float]:
    said = heads.decide(probabilities(**parts), np.array([late]), THRESHOLDS)
    return RELATIONS[said.relation[0]], bool(said.flag[0]), float(said.flag_score[0])


def test_the_likelier_challenge_is_named_where_both_reach_the_threshold() -> None:
    assert decided(contradicts=0.3, qualifies=0.15, context=0.55) == (Relation.CONTRADICTS, True, pytest.approx(0.45))
    assert decided(contradicts=0.1, qualifies=0.25, context=0.65)[0] is Relation.CONTEXT


def test_what_is_hardly_related_is_called_unrelated() -> None:
    assert decided(qualifies=0.2, context=0.25, unrelated=0.55)[0] is Relation.UNRELATED
    assert decided(qualifies=0.2, context=0.35, unrelated=0.45)[0] is Relation.CONTEXT


def test_a_superseded_challenge_is_no_flag() -> None:
    relation, flag, score = decided(late=0.8, contradicts=0.9, unrelated=0.1)
    assert (relation, flag, score) == (Relation.CONTRADICTS, False, pytest.approx(0.18))


def test_a_likely_contradiction_is_never_called_support() -> None:
    assert decided(contradicts=0.3, corroborates=0.6, unrelated=0.1)[0] is not Relation.CORROBORATES
    assert decided(contradicts=0.05, corroborates=0.6, unrelated=0.35)[0] is Relation.CORROBORATES


def test_a_finding_that_forbids_what_the_claim_permits_is_never_called_support() -> None:
    texts = [("Judges may join trade unions.", "The law prohibits judges from joining unions."),
             ("Judges may join trade unions.", "Judges have unions of their own.")]
    p = np.repeat(probabilities(corroborates=0.7, context=0.1, unrelated=0.2), 2, axis=0)
    model = replace(heads.load(models() / "heads.json"), thresholds=THRESHOLDS)
    said = model.decide(p, np.zeros(2), texts)
    assert [RELATIONS[i] for i in said.relation] == [Relation.CONTEXT, Relation.CORROBORATES]


@pytest.mark.parametrize(("claim", "finding", "opposed"), [
    ("Everyone may strike.", "The law prohibits police officers from striking.", True),
    ("Workers have the right to form unions.", "Migrants are not permitted to form unions.", True),
    ("Women are entitled to own land.", "The law prohibits discrimination in owning land.", False),
    ("Nobody may be held without charge.", "The law prohibits police from holding people without charge.", False),
    ("Judges may not join parties.", "The law prohibits judges from joining parties.", False),
    ("The Act entered into force in 2020.", "The law prohibits judges from joining parties.", False),
])  # fmt: skip
def test_permitted_by_one_and_forbidden_by_the_other(claim: str, finding: str, opposed: bool) -> None:
    assert forbids_what_is_permitted(claim, finding) is opposed


@pytest.mark.parametrize(("claim", "finding", "opposed"), [
    ("Crisis centres are fully financed from local budgets.", "The crisis centers received government and international grants.", True),
    ("Crisis centres are fully financed from local budgets.", "The centers were fully financed by the government.", False),
    ("The Ombudsman is elected solely by the Senate.", "The Senate elects the ombudsman.", True),
    ("The Ombudsman is elected by the Senate.", "The Senate alone elects the ombudsman.", False),
    ("The Ombudsman is elected solely by the Senate.", "The Senate alone elects the ombudsman.", False),
    ("The programme costs 100 million tenge.", "The programme was given 120 million US dollars.", False),
    ("Four seats in the Senate and 23 in the provincial assemblies are reserved for minorities.",
     "Minorities held 22 reserved seats in the provincial assemblies.", True),
    ("In 2021, 14 shelters were open.", "There were 14 shelters and 3 hotlines.", False),
    ("In 2021, 14 shelters were open.", "The government spent 200 million on shelters.", False),
    ("There are 14 shelters.", "There were several shelters.", False),
])  # fmt: skip
def test_what_cannot_bear_a_claim_out_however_alike_it_sounds(claim: str, finding: str, opposed: bool) -> None:
    assert does_not_bear_out(claim, finding) is opposed


@given(st.lists(st.floats(0.001, 1), min_size=5, max_size=5), st.floats(0, 1))
def test_a_flag_is_a_current_challenge(parts: list[float], late: float) -> None:
    p = np.array([parts]) / sum(parts)
    said = heads.decide(p, np.array([late]), THRESHOLDS)
    assert said.flag[0] == (said.relation[0] in (C, Q) and not said.superseded[0])
    assert 0 <= said.flag_score[0] <= 1


def test_expected_gain_by_hand() -> None:
    assert heads.expected_gain(probabilities(contradicts=0.1, qualifies=0.2, corroborates=0.3, context=0.4)) == pytest.approx(1.9)


def test_a_fitted_model_is_the_one_scikit_learn_fitted() -> None:
    from sklearn.linear_model import LogisticRegression

    chance = np.random.default_rng(0)
    rows = chance.normal(size=(200, 3)) * [1, 10, 0.1] + [0, 5, 1]
    labels = np.where(rows[:, 0] > 0.3, "b", np.where(rows[:, 1] > 6, "c", "a"))
    model = linear.fit(rows, labels, ["x", "y", "z"], ["a", "b", "c"])
    scaled = (rows - rows.mean(axis=0)) / rows.std(axis=0)
    assert model.probabilities(rows) == pytest.approx(LogisticRegression(max_iter=2000).fit(scaled, labels).predict_proba(scaled), abs=1e-4)
    two = linear.fit(rows, np.where(labels == "b", "b", "a"), ["x", "y", "z"], ["a", "b"])
    wanted = LogisticRegression(max_iter=2000).fit(scaled, labels == "b").predict_proba(scaled)
    assert two.probabilities(rows) == pytest.approx(wanted, abs=1e-4)


def test_a_class_never_met_is_never_likely() -> None:
    model = linear.fit(np.array([[0.0], [1.0], [2.0], [3.0]]), ["a", "a", "b", "b"], ["x"], ["a", "b", "never"])
    assert model.probabilities(np.array([[1.5]]))[0, 2] < 1e-6


def test_a_model_survives_json_and_refuses_other_inputs() -> None:
    model = linear.fit(np.array([[0.0, 1.0], [1.0, 0.0]]), ["a", "b"], ["x", "y"], ["a", "b"])
    content = json.loads(json.dumps(model.to_json()))
    again = linear.from_json(content, ["x", "y"], "test")
    assert again.probabilities(np.array([[0.3, 0.2]])) == pytest.approx(model.probabilities(np.array([[0.3, 0.2]])))
    with pytest.raises(ModelError, match="other inputs"):
        linear.from_json(content, ["x", "z"], "test")
    with pytest.raises(ModelError, match="damaged"):
        linear.from_json({}, ["x"], "test")


def test_what_the_judge_did_not_read_is_screened() -> None:
    shipped = heads.load(models() / "heads.json")
    features = np.zeros((2, len(FEATURES)))
    logits = np.array([[np.nan] * 5, [3.0, 0, 0, 0, 0]], dtype=np.float32)
    result = shipped.relations(features, logits, np.zeros((2, len(surroundings.FEATURES))))
    assert result.sum(axis=1) == pytest.approx(1)
    assert result[0] == pytest.approx(shipped.screen.probabilities(features)[0])
    assert result[1] != pytest.approx(result[0])


def test_missing_heads_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"heads\.json"):
        heads.load(tmp_path / "heads.json")


def test_what_is_said_around_moves_a_pair_that_was_read_and_no_other() -> None:
    shipped = heads.load(models() / "heads.json")
    features, logits = np.zeros((2, len(FEATURES))), np.array([[np.nan] * 5, [0, 1, 0, 0, 2.0]], dtype=np.float32)
    quiet = np.zeros((2, len(surroundings.FEATURES)))
    loud = quiet + np.isin(surroundings.FEATURES, ["against_beside", "against_both_sides", "related_beside"])
    before, after = shipped.relations(features, logits, quiet), shipped.relations(features, logits, loud)
    assert after[0] == pytest.approx(before[0])
    assert after[1, [C, Q]].sum() > before[1, [C, Q]].sum()


def test_which_of_two_it_is_stays_with_the_judge_and_how_likely_either_is_does_not_change() -> None:
    fitted = np.array([[0.1, 0.6, 0.1, 0.1, 0.1], [0.3, 0.3, 0.1, 0.1, 0.2]])
    logits = np.zeros((2, 5), dtype=np.float32)
    logits[0, C], logits[1, RELATIONS.index(Relation.CORROBORATES)] = np.log(3), np.log(3)
    named = heads.named_by_the_judge(fitted, logits)
    assert named[0] == pytest.approx([0.525, 0.175, 0.1, 0.1, 0.1])
    assert named[1] == pytest.approx([0.3, 0.3, 0.15, 0.05, 0.2])
