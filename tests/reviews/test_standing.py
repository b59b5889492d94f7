"""Which decisions stand, what is disputed, who may see what, and in which order pairs come."""

import math
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscheck.records import Relation, Timing
from crosscheck.reviews import blind, calibration, queues, standing
from crosscheck.reviews.records import Adjudication, Answer, Review, ReviewError, Setting, Withdrawal
from crosscheck.reviews.rows import record_id
from tests.fakes import fake_crosscheck
from tests.reviews.samples import CLAIM, FINDING, at, review


def settle(pair: str, relation: str, second: int, *reviews: Review) -> Adjudication:
    return Adjudication(pair, "carl", Relation(relation), Timing.CURRENT, "The rule is not kept.",
                        tuple(map(record_id, reviews)), CLAIM, FINDING, at(second))


def test_a_changed_mind_replaces_and_a_withdrawal_removes() -> None:
    first, second = review("p1", "anna", "context", 1), review("p1", "anna", "qualifies", 2, blind=False)
    taken_back = Withdrawal("p1", "anna", record_id(second), at(3), blind=False)
    assert standing.current([first, second])["p1", "anna"] == second
    assert standing.blind_decisions([first, second])["p1", "anna"] == first
    assert standing.current([first, second, taken_back])["p1", "anna"] == first
    undo = Withdrawal("p1", "anna", record_id(first), at(2))
    assert standing.current([first, undo]) == standing.blind_decisions([first, undo]) == {}


@given(st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(chance: random.Random) -> None:
    records = [review(f"p{i % 3}", who, relation, i) for i, (who, relation) in enumerate(
        (who, relation) for relation in ("context", "qualifies", "unrelated") for who in ("anna", "ben"))]
    records.append(settle("p0", "context", 99, *records[:1]))
    shuffled = chance.sample(records, len(records))
    assert standing.current(shuffled) == standing.current(records)
    assert standing.outcomes(shuffled) == standing.outcomes(records)
    assert standing.disputed(shuffled) == standing.disputed(records)


def test_disputes_outcomes_and_what_was_changed() -> None:
    a, b = review("p1", "anna", "context", 1), review("p1", "ben", "qualifies", 2)
    same = [review("p2", who, "contradicts", 3) for who in ("anna", "ben")]
    late = [review("p3", "anna", "context", 4), review("p3", "ben", "context", 5, timing="superseded")]
    records = [a, b, *same, *late, review("p4", "anna", "unrelated", 6)]
    assert standing.disputed(records) == ["p1", "p3"]
    assert {p: o.by for p, o in standing.outcomes(records).items()} == {"p2": "agreement", "p4": "one"}
    records.append(settle("p1", "qualifies", 7, a, b))
    assert standing.disputed(records) == ["p3"]
    assert standing.outcomes(records)["p1"] == standing.Outcome("p1", Relation.QUALIFIES, Timing.CURRENT, "adjudication")
    assert [c.review for c in standing.changed_for(records, "anna")] == [a]
    assert standing.changed_for(records, "ben") == []
    records.append(review("p1", "ben", "unrelated", 8, blind=False))
    assert standing.disputed(records) == ["p1", "p3"]


def test_nothing_shows_before_ones_own_first_decision() -> None:
    theirs = review("p1", "ben", "qualifies", 1)
    before = blind.view([theirs], "p1", "anna")
    assert (before.machine, before.others, before.own, before.blind) == (False, (), None, True)
    mine = review("p1", "anna", "context", 2)
    after = blind.view([theirs, mine], "p1", "anna")
    assert (after.machine, after.others, after.own, after.blind) == (True, (theirs,), mine, False)
    undone = [theirs, mine, Withdrawal("p1", "anna", record_id(mine), at(3))]
    assert blind.view(undone, "p1", "anna").others == ()
    seen = [theirs, mine, Withdrawal("p1", "anna", record_id(mine), at(3), blind=False)]
    assert blind.view(seen, "p1", "anna").blind is False
    shown = blind.view([theirs, Setting("ben", "hide_machine", "no", at(0))], "p1", "anna")
    assert (shown.machine, shown.others, shown.blind) == (True, (), False)
    assert blind.view([theirs, settle("p1", "context", 4, theirs)], "p1", "anna").adjudication is None


def test_the_adjudicator_sees_no_names_and_an_order_of_its_own_for_each_pair() -> None:
    records = [review(f"p{i}", who, relation, note=f"because {relation}") for i in range(40)
               for who, relation in (("anna", "context"), ("ben", "qualifies"))]
    first = [blind.sides(records, f"p{i}", "carl")[0] for i in range(40)]
    assert {side.relation for side in first} == {"context", "qualifies"}
    assert first == [blind.sides(records, f"p{i}", "dora")[0] for i in range(40)]
    assert all("anna" not in repr(side) and "ben" not in repr(side) for side in first)
    moved = [*records, replace(records[0], relation=Relation.UNRELATED, at=at(50))]
    assert [s.label for s in blind.sides(moved, "p0", "carl")] == ["Reviewer A", "Reviewer B"]
    assert (blind.sides(moved, "p0", "carl")[0].relation == "qualifies") == (first[0].relation == "qualifies")
    with pytest.raises(ReviewError, match="third person"):
        blind.sides(records, "p1", "anna")


@given(st.sets(st.text("0123456789abcdef", min_size=16, max_size=16), min_size=2), st.data())
def test_an_order_is_stable_when_pairs_come_and_go(pairs: set[str], data: st.DataObject) -> None:
    whole = queues.shuffled(pairs, "anna")
    some = data.draw(st.sets(st.sampled_from(sorted(pairs))))
    assert queues.shuffled(some, "anna") == [pair for pair in whole if pair in some]
    assert sorted(whole) == sorted(pairs)


def test_two_reviewers_get_the_same_pairs_in_orders_of_their_own(tmp_path) -> None:
    check = fake_crosscheck(tmp_path).load()
    for kind, subject in (("strength", ""), ("uncertainty", ""), ("theme", "trade-unions"), ("control", ""), ("mixed", ""),
                          ("silent", "")):
        anna, ben = (queues.queue(check, kind, who, subject=subject, limit=20) for who in ("anna", "ben"))
        assert anna == queues.queue(check, kind, "anna", subject=subject, limit=20), kind
        assert sorted(anna) == sorted(ben), kind
        assert anna, kind
        assert set(anna) <= set(check.table["pair_id"]), kind
        assert len(anna) < 5 or anna != ben, kind
    with pytest.raises(ReviewError, match=r"no queue 'best'.*strength"):
        queues.queue(check, "best", "anna")


def test_queues_choose_what_they_say(tmp_path) -> None:
    check = fake_crosscheck(tmp_path).load()
    table = check.table.set_index("pair_id")
    strong = queues.strongest(check.table, 5)
    assert table.loc[strong, "flag"].all()
    assert table.loc[strong, "flag_score"].min() >= table[table["flag"]].drop(strong)["flag_score"].max()
    sample = queues.control(check.table, 12)
    assert not table.loc[sample, "flag"].any()
    assert queues.control(check.table, 5) == sample[:5]
    assert all("strike" in check.pair(pair).claim.themes for pair in queues.of_theme(check, "strike", 10))
    assert queues.of_recommendation(check, "none such", 10) == []
    silent = {check.claims[i].sentence.text for i in queues.silent_claims(check)}
    assert "Enrolment in secondary schools reached 99 per cent in 2023." in silent
    assert {check.pair(pair).claim.sentence.text for pair in queues.silent(check, 50)} == silent
    assert {check.pair(p).rank for p in queues.silent(check, 50)} == {1}
    assert queues.themes_of(check)[queues.of_theme(check, "strike", 1)[0]] == ("strike",)
    entropy = -(table[list(Relation)] * table[list(Relation)].map(math.log)).sum(axis=1)
    assert entropy[queues.uncertain(check.table, 1)[0]] == pytest.approx(entropy.max())


def test_progress_resumes_at_the_first_undecided_pair() -> None:
    pairs = ["p1", "p2", "p3", "p4"]
    records = [review("p1", "anna", "context", 1, seconds=10), review("p3", "anna", "context", 2, seconds=30),
               review("p2", "ben", "context", 3)]
    assert queues.progress(pairs, records, "anna") == queues.Progress(2, 2, "p2", 20.0, 40.0)
    assert queues.progress(pairs, [], "anna") == queues.Progress(0, 4, "p1", None, None)
    assert queues.progress(pairs[:1], records, "anna").next is None
    assert queues.last_decided(records, "anna") == records[1]


def test_missed_flags_have_an_interval_one_can_look_up() -> None:
    outcomes = standing.outcomes([review(f"p{i}", "anna", "qualifies" if i < 2 else "unrelated", i) for i in range(50)])
    missed = queues.missed_flags([f"p{i}" for i in range(60)], outcomes, population=1000)
    assert (missed.judged, missed.found, missed.rate, missed.count) == (50, 2, 0.04, 40.0)
    # Clopper and Pearson for 2 of 50, as tables print it: 0.0049 to 0.1371
    assert (missed.low, missed.high) == (pytest.approx(0.0049, abs=1e-4), pytest.approx(0.1371, abs=1e-4))
    none = queues.missed_flags(["p10"], outcomes, population=1000)
    assert (none.low, none.high) == (0.0, pytest.approx(0.975))
    assert queues.missed_flags(["q"], outcomes, population=1000) is None


def test_the_calibration_round_uses_every_label_and_counts_first_answers() -> None:
    items = calibration.items()
    assert [item.id for item in items] == [f"c{i:02d}" for i in range(1, 11)]
    assert {item.relation for item in items} == set(Relation)
    assert {item.timing for item in items} == set(Timing)
    assert all(len(item.reason) > 40 for item in items)
    answers = [Answer("anna", item.id, item.relation, item.timing, 5, at(i)) for i, item in enumerate(items[1:])]
    wrong = Answer("anna", "c01", Relation.CONTRADICTS, Timing.CURRENT, 5, at(30))
    better = Answer("anna", "c01", Relation.QUALIFIES, Timing.CURRENT, 5, at(31))
    result = calibration.result([*answers, better, wrong], "anna")
    assert (result.right, result.flags_right, result.left) == (9, 10, ())
    assert calibration.result(answers[:3], "anna").left == ("c01", *(f"c{i:02d}" for i in range(5, 11)))
    assert all(relation in calibration.guideline() for relation in Relation)
