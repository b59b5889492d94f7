"""Features, proposals and the sides they are made of."""

import numpy as np
import pytest
from models import WordEncoder

from crosscheck import candidates, index
from crosscheck.candidates import FEATURES
from crosscheck.lexicon import Lexicon
from crosscheck.records import Claim, Finding, Kind, Sentence
from crosscheck.sides import bare_heading, points_back, side, sides

STATE = [("8", "Workers have the right to strike."), ("8", "Trade unions act independently."), ("12", "Hospitals treat 4,500 patients.")]
SOURCE = ["The law limits the right to strike.", "It was never enforced.", "Hospitals turned patients away.", "Weather was mild.",
          "Independent trade unions were dissolved."]


@pytest.fixture(scope="module")
def matched():
    claims = [Claim(_sentence("state", i, text, f"Article {a}"), Kind.GUARANTEE, (a,), ("strike",) if i == 0 else ())
              for i, (a, text) in enumerate(STATE)]
    findings = [Finding(_sentence("source", i, text, "Section 7. Worker Rights", i // 2), 2021, themes=("strike",) if i == 0 else ())
                for i, text in enumerate(SOURCE)]
    documents = {"state": [c.sentence for c in claims], "source": [f.sentence for f in findings]}
    vectors = index.embed(WordEncoder(), documents)
    left = candidates.claim_side(claims, documents, vectors)
    right = candidates.finding_side(findings, {"strike": ["8"]}, documents, vectors)
    return left, right, index.build(right.own), candidates.lexicon(right)


def _sentence(doc: str, i: int, text: str, heading: str, block: int = 0) -> Sentence:
    return Sentence(doc, 100 * i, 100 * i + len(text), text, block or i, section=(heading,))


def test_every_pair_of_a_small_corpus_is_proposed_with_all_features(matched) -> None:
    pairs, features = candidates.propose(*matched)
    assert features.shape == (len(STATE) * len(SOURCE), len(FEATURES))
    assert np.isfinite(features).all()
    assert list(zip(pairs.claim, pairs.finding, strict=True)) == [(c, f) for c in range(3) for f in range(5)]


def test_the_features_say_what_their_names_say(matched) -> None:
    left, right, *_ = matched
    _, features = candidates.propose(*matched)
    table = features.reshape(3, 5, -1)
    assert table[..., FEATURES.index("cosine")] == pytest.approx(left.own @ right.own.T, abs=1e-6)
    assert table[0, 0, FEATURES.index("same_theme")] == 1
    assert table[0, 0, FEATURES.index("articles")] == 1
    assert table[1, 3, FEATURES.index("articles")] == 0
    assert table[..., FEATURES.index("bm25")].argmax(axis=1).tolist() == [0, 4, 2]


def test_claims_taken_a_few_at_a_time_give_the_same(matched) -> None:
    whole, one = candidates.propose(*matched), candidates.propose(*matched, rows=1)
    assert one[0].claim.tolist() == whole[0].claim.tolist()
    assert one[1] == pytest.approx(whole[1], abs=1e-6)


def test_fewer_are_proposed_where_fewer_are_asked_for(matched) -> None:
    pairs, _ = candidates.propose(*matched, dense=1, lexical=0)
    left, right, *_ = matched
    assert pairs.finding.tolist() == (left.own @ right.own.T).argmax(axis=1).tolist()


def test_bm25_stems_and_passes_over_unknown_words() -> None:
    lexicon = Lexicon(["The union struck.", "Rain fell."], ["", ""])
    scores = lexicon.scores(["unions zebra", "zebra", ""])
    assert scores[0, 0] > 0
    assert scores[0, 1] == 0
    assert not scores[1:].any()
    assert not lexicon.scores(["unions"], context=True).any()


@pytest.mark.parametrize(("text", "back"), [
    ("It was adopted in 2021.", True), ("However, the law was not enforced.", True), ("In practice, unions were dissolved.", True),
    ("These rules apply to all.", True), ("The law prohibits forced labour.", False), ("Kazakhstan ratified the Covenant.", False),
])
def test_what_points_back(text: str, back: bool) -> None:
    assert points_back(text) is back


def test_a_side_takes_a_neighbour_only_where_it_is_needed() -> None:
    assert side("94.The Ombudsman acts.", "the Ombudsman", "Before.") == "The Ombudsman acts. | the Ombudsman"
    assert side("It acts.", "", "The Ombudsman is elected.") == "It acts. |  | The Ombudsman is elected."
    assert side("The law acts.") == "The law acts."


def test_no_neighbour_from_another_paragraph() -> None:
    texts = ["The law is old.", "It is kept.", "It is good."]
    group = [_sentence("d", i, text, "A", block) for i, (text, block) in enumerate(zip(texts, (1, 2, 2), strict=True))]
    assert sides(group) == ["The law is old. | A", "It is kept. | A", "It is good. | A | It is kept."]


@pytest.mark.parametrize(("section", "bare"), [
    (("Article 8", "Recommendation regarding trade union rights (para. 33)"), "trade union rights"),
    (("Section 7. Worker Rights",), "Worker Rights"), (("a. Freedom of Association",), "Freedom of Association"), ((), ""),
])
def test_headings_lose_their_frame(section: tuple[str, ...], bare: str) -> None:
    assert bare_heading(section) == bare
