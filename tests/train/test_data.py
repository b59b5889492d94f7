"""The judged pairs kept with the package point where they say, and what training makes of them is what it should be."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from crosscheck import corpus
from crosscheck.corpus import Corpus
from crosscheck.errors import CrosscheckError
from crosscheck.evaluate import Gold
from crosscheck.judge import RELATIONS
from crosscheck.records import Relation, Timing
from crosscheck.tracker_lists import country_code
from crosscheck.train import finish, pairs, plain, public, recipe, states
from crosscheck.train.judged import JudgedClaim, training_rows


def test_the_report_s_pairs_point_into_the_shipped_texts(kazakhstan: Corpus) -> None:
    lengths = {info.id: len(corpus.read(kazakhstan, info).text) for info in kazakhstan.documents}
    roles = {info.id: info.role for info in kazakhstan.documents}
    found = pairs.of_report()
    assert len(found) == len({(p.claim, p.finding) for p in found}) == 7014
    for pair in found:
        assert (roles[pair.claim.doc], roles[pair.finding.doc]) == ("state", "independent")
        assert 0 <= pair.finding.start < pair.finding.end <= lengths[pair.finding.doc]


def test_no_paragraph_that_is_measured_on_is_trained_on(shared: Path) -> None:
    measured = {json.loads(line)["claim"]["paragraph"] for line in (shared / "gold" / "dev.jsonl").read_text().splitlines()}
    assert not measured & {pair.paragraph for pair in pairs.of_report()}


def test_no_state_that_is_measured_on_is_trained_on_whatever_it_is_called(shared: Path) -> None:
    trained = {country_code(claim["country"]) for claim in pairs.state_claims()}
    held = {country_code(claim["country"]) for claim in pairs.state_claims(held=True)}
    with gzip.open(shared / "data" / "aside" / "reports.jsonl.gz", "rt", encoding="utf-8") as lines:
        aside = {country_code(json.loads(line)["country"]) for line in lines}
    read_whole = {country_code(state.country) for state in finish.Measured(shared).read_whole()}
    assert (len(held), len(read_whole)) == (18, 22)
    assert None not in held | aside | read_whole
    assert not trained & (held | aside | read_whole)
    assert not held & (aside | read_whole)


@pytest.mark.parametrize("held", [False, True])
def test_every_pair_of_a_state_has_its_claim(held: bool) -> None:
    claims = {claim["id"] for claim in pairs.state_claims(held=held)}
    found = pairs.of_states(held=held)
    assert {pair["claim"] for pair in found} == claims
    assert {pair["relation"] for pair in found} == set(Relation)


@pytest.mark.parametrize(("code", "wanted"), [
    ("C", (Relation.CONTRADICTS, Timing.CURRENT)), ("Qs", (Relation.QUALIFIES, Timing.SUPERSEDED)),
    ("S", (Relation.CORROBORATES, Timing.CURRENT)), ("U", (Relation.UNRELATED, Timing.CURRENT)),
])  # fmt: skip
def test_a_code_is_a_relation_and_a_timing(code: str, wanted: tuple) -> None:
    assert pairs.label(code) == wanted


@pytest.mark.parametrize(("related", "near"), [(1, 2), (3, 0)])
def test_a_claim_that_most_findings_bear_on_draws_none_of_the_nearest_unread_ones(related: int, near: int) -> None:
    judged = [(f"judged {i}", Relation.QUALIFIES if i < related else Relation.UNRELATED, Timing.CURRENT) for i in range(4)]
    claim = JudgedClaim("Ruritania", "All are free.", tuple(judged), ("near 0", "near 1", "far 0", "far 1"))
    drawn = [row.finding for row in training_rows([claim], hard=2, easy=1, reach=2)[4:]]
    assert sum(finding.startswith("near") for finding in drawn) == near
    assert sum(finding.startswith("far") for finding in drawn) == 1


def test_the_nearest_passage_gathered_for_another_claim_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "UNDECIDED_NEAR", 1)
    gathered = {"Ruritania has a king.": ("Rudolf was crowned in Strelsau.", "A king sits in Ruritania."),
                "Ruritania has a railway.": ("Trains cross the plains of Ruritania.", "A narrow railway was opened."),
                "Many whales eat fish on trains.": ("A whale is a mammal.",),
                "Nobody sings.": ("Silence fell.",)}
    own = [public.Example(claim, passage, Relation.CORROBORATES) for claim, passages in gathered.items() for passage in passages]
    examples = public.undecided(own, most=10)
    assert all(example.weight < 1 for example in examples)
    assert {example.claim: (example.finding, example.relation) for example in examples} == {
        "Ruritania has a king.": ("Trains cross the plains of Ruritania.", Relation.CONTEXT),
        "Ruritania has a railway.": ("A king sits in Ruritania.", Relation.CONTEXT),
        "Many whales eat fish on trains.": ("Trains cross the plains of Ruritania.", Relation.UNRELATED),
    }
    assert len(public.undecided(own[:4], most=1)) == 1


def test_reminders_are_drawn_anew_and_never_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recipe, "REMINDERS", 4)
    monkeypatch.setattr(recipe, "UNDECIDED", 3)
    (tmp_path / "nli").mkdir()
    for name in public.TRAINABLE:
        with gzip.open(tmp_path / "nli" / f"{name}.jsonl.gz", "wt", encoding="utf-8") as lines:
            for i in range(30):  # every other passage is too long to be read whole
                evidence = f"{name} found {i} " + "word " * (recipe.LONGEST_FINDING * (i % 2))
                lines.write(json.dumps({"claim": f"claim {i} of {name} found", "evidence": evidence, "label": "supports"}) + "\n")
    first, second = recipe.reminders(tmp_path, 1), recipe.reminders(tmp_path, 2)
    assert len(first) == len(second) == 4 * len(public.TRAINABLE) + 3
    assert all(len(row.finding.split()) < recipe.LONGEST_FINDING for row in first + second)
    assert first == recipe.reminders(tmp_path, 1)
    assert set(first) != set(second)


def test_a_state_becomes_a_corpus_whose_pairs_point_at_their_words(tmp_path: Path) -> None:
    claim = {"id": "R-1", "country": "Ruritania", "report_year": 2020, "year": 2021, "text": "Unions are free.", "theme": "unions/strike"}
    paragraphs = [{"section": "Worker Rights > a. Unions", "para": 4, "text": "See above. Unions were closed by force."},
                  {"section": "Worker Rights > b. Forced Labor", "para": 5, "text": "None was reported."}]
    pair = {"claim": "R-1", "para": 4, "start": 11, "end": 39, "relation": "qualifies", "timing": "current"}
    state = states.State("Ruritania", 2020, [claim], [pair], paragraphs)
    (gold,) = states.write(state, tmp_path)
    written = corpus.load(tmp_path / state.id)
    texts = {info.id: corpus.read(written, info).text for info in written.documents}
    assert isinstance(gold, Gold)
    assert texts["claims"][gold.claim.start:gold.claim.end] == "Unions are free."
    assert texts["report"][gold.finding.start:gold.finding.end] == "Unions were closed by force."
    assert gold.flag


def test_five_scores_are_read_as_three() -> None:
    logits = np.log(np.array([[0.1, 0.2, 0.4, 0.2, 0.1]], dtype=np.float32))
    said = dict(zip(plain.LABELS, plain.three_ways(logits)[0], strict=True))
    assert said == pytest.approx({"supports": 0.4, "refutes": 0.3, "neutral": 0.3})
    assert len(RELATIONS) == logits.shape[1]


def test_what_was_trained_on_is_not_measured_on(tmp_path: Path) -> None:
    with pytest.raises(CrosscheckError, match="fever_vanilla"):
        plain.measured(None, tmp_path, ("fever_vanilla",))  # type: ignore[arg-type]
