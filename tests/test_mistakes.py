"""Mistakes against judged pairs, each put down to the stage that made it."""

from pathlib import Path

import pytest

from crosscheck import mistakes
from crosscheck.evaluate import Gold, Span
from crosscheck.records import Pair, Relation, Sentence, Timing
from crosscheck.results import CrossCheck
from tests.fakes import fake_crosscheck


@pytest.fixture(scope="module")
def check(tmp_path_factory: pytest.TempPathFactory) -> CrossCheck:
    return fake_crosscheck(tmp_path_factory.mktemp("mistakes")).load()


def span(sentence: Sentence) -> Span:
    return Span(sentence.doc, sentence.start, sentence.end)


def judged(pair: Pair, relation: Relation, timing: Timing = Timing.CURRENT) -> Gold:
    return Gold(span(pair.claim.sentence), span(pair.finding.sentence), relation, timing, pair.claim.sentence.paragraph or "")


def first(check: CrossCheck, **wanted: object) -> Pair:
    return next(p for p in check.pairs() if all(getattr(p, name) == value for name, value in wanted.items()))


def only(check: CrossCheck, gold: Gold, pair: Pair) -> mistakes.Mistake:
    (found,) = [m for m in mistakes.mistakes(check, [gold]) if m.pair is not None and m.pair.pair_id == pair.pair_id]
    return found


def test_a_flag_that_was_judged_context_is_a_false_flag(check: CrossCheck) -> None:
    pair = first(check, flag=True)
    found = only(check, judged(pair, Relation.CONTEXT), pair)
    assert (found.kind, found.cause) == (mistakes.FALSE_FLAG, "judged context")
    assert (found.claim, found.finding) == (pair.claim.sentence.text, pair.finding.sentence.text)


def test_a_flag_that_was_judged_superseded_went_wrong_in_timing(check: CrossCheck) -> None:
    pair = first(check, flag=True)
    assert only(check, judged(pair, pair.relation, Timing.SUPERSEDED), pair).cause == mistakes.WRONG_TIMING


def test_a_flag_that_was_judged_a_flag_is_no_mistake(check: CrossCheck) -> None:
    pair = first(check, flag=True)
    found = mistakes.mistakes(check, [judged(pair, Relation.CONTRADICTS)])
    assert all(m.pair is not None and m.pair.pair_id != pair.pair_id for m in found)
    assert all(m.cause == mistakes.NOT_JUDGED for m in found)


def test_a_miss_is_put_down_to_the_judge_or_to_not_being_read(check: CrossCheck) -> None:
    for pair in check.pairs():
        if not pair.flag and pair.timing is Timing.CURRENT:
            found = only(check, judged(pair, Relation.QUALIFIES), pair)
            assert found.kind == mistakes.MISS
            assert found.cause == (mistakes.NOT_READ if pair.judged_by == "screen" else f"{mistakes.UNDER}: {pair.relation}")


def test_what_was_never_proposed_is_said_so_with_its_texts(check: CrossCheck) -> None:
    pair = next(check.pairs())
    other = check.documents[pair.finding.sentence.doc].text
    gold = Gold(span(pair.claim.sentence), Span(pair.finding.sentence.doc, 0, 1), Relation.QUALIFIES, Timing.CURRENT, "1")
    found = [m for m in mistakes.mistakes(check, [gold]) if m.cause == mistakes.NOT_PROPOSED]
    assert len(found) == 1
    assert found[0].finding == other[:1].strip()
    assert found[0].pair is None


def test_the_table_has_a_row_for_each(check: CrossCheck, tmp_path: Path) -> None:
    pair = first(check, flag=True)
    found = mistakes.mistakes(check, [judged(pair, Relation.UNRELATED)])
    assert len(mistakes.frame(found)) == len(found) > 0
