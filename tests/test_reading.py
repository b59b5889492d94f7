"""Which pairs the judge reads, in two rounds, and what is said around each."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscheck import surroundings
from crosscheck.candidates import Proposed
from crosscheck.heads import RELATIONS
from crosscheck.reading import Reader, in_two_rounds
from crosscheck.records import Sentence


def sentence(doc: str, i: int, paragraph: str | None = None) -> Sentence:
    return Sentence(doc, i * 10, i * 10 + 9, f"{doc} {i}", i, paragraph)


CLAIMS = [sentence("report", 0, "1"), sentence("report", 1, "1"), sentence("report", 2, "2"), sentence("report", 3), sentence("report", 4)]
FINDINGS = [sentence("a", i) for i in range(4)] + [sentence("b", i) for i in range(3)]
EVERY = [(c, f) for c in range(len(CLAIMS)) for f in range(len(FINDINGS))]


def proposed(pairs: list[tuple[int, int]]) -> Proposed:
    return Proposed(np.array([c for c, _ in pairs], dtype=np.int64), np.array([f for _, f in pairs], dtype=np.int64))


def chances(n: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).dirichlet(np.ones(len(RELATIONS)), n)


def by_hand(pairs: list[tuple[int, int]], alone: np.ndarray) -> np.ndarray:
    """The same as `around`, pair by pair."""
    against = {pair: row[0] + row[1] for pair, row in zip(pairs, alone, strict=True)}
    related = {pair: 1 - row[4] for pair, row in zip(pairs, alone, strict=True)}

    def near(values: dict, claim: int, finding: int, step: int) -> float:
        at = finding + step
        same = 0 <= at < len(FINDINGS) and FINDINGS[at].doc == FINDINGS[finding].doc
        return values.get((claim, at), 0.0) if same else 0.0

    def others(values: dict, claim: int, finding: int) -> float:
        names = [c.paragraph or c.block for c in CLAIMS]
        return max((values.get((c, finding), 0.0) for c in range(len(CLAIMS)) if c != claim and names[c] == names[claim]), default=0.0)

    rows = []
    for c, f in pairs:
        a, b = near(against, c, f, -1), near(against, c, f, 1)
        rows.append([max(a, b), a + b, max(near(related, c, f, -1), near(related, c, f, 1)),
                     near(against, c, f, -2) + near(against, c, f, 2), others(against, c, f), others(related, c, f)])
    return np.array(rows).reshape(-1, len(surroundings.FEATURES))


@given(st.lists(st.sampled_from(EVERY), unique=True))
def test_what_is_said_around_is_what_a_walk_over_the_pairs_finds(pairs: list[tuple[int, int]]) -> None:
    alone = chances(len(pairs))
    assert surroundings.around(proposed(pairs), alone, CLAIMS, FINDINGS) == pytest.approx(by_hand(pairs, alone))


def test_beside_is_the_next_sentence_of_the_same_document_or_another_claim_of_the_paragraph() -> None:
    pairs = [*EVERY]
    marked = np.array([pair == (0, 3) for pair in pairs])
    found = {pairs[i] for i in np.flatnonzero(surroundings.beside(proposed(pairs), marked, CLAIMS, FINDINGS))}
    assert found == {(0, 2), (1, 3)}  # not (0, 4), the first sentence of another document


def read(score: np.ndarray, says: dict[tuple[int, int], str], **settings: float) -> tuple[dict, list[list[tuple[int, int]]]]:
    """Which pairs are kept and whether they are read, and the rounds, for a judge that says `says` and else unrelated."""
    rounds: list[list[tuple[int, int]]] = []

    def logits(wanted: Proposed) -> np.ndarray:
        rounds.append(list(zip(wanted.claim.tolist(), wanted.finding.tolist(), strict=True)))
        return np.array([[4.0 if str(r) == says.get(pair, "unrelated") else 0.0 for r in RELATIONS] for pair in rounds[-1]])

    matched = SimpleNamespace(claims=SimpleNamespace(sentences=CLAIMS), findings=SimpleNamespace(sentences=FINDINGS))
    done = in_two_rounds(matched, proposed(EVERY), score, logits=logits, **{"depth": 2, "reads": 2, "floor": 0.1} | settings)
    return {EVERY[i]: bool(was) for i, was in zip(done.kept, done.read, strict=True)}, rounds


def test_what_stands_beside_a_pair_that_speaks_against_its_claim_is_kept_and_read_in_a_second_round() -> None:
    score = np.array([{(0, 1): 0.9, (0, 5): 0.8}.get(pair, 0.05) for pair in EVERY])
    kept, rounds = read(score, {(0, 1): "qualifies"})
    assert rounds[0] == [(0, 1), (0, 5)]
    assert set(rounds[1]) == {(0, 0), (0, 2), (1, 1)}
    assert all(kept[pair] for pair in [*rounds[0], *rounds[1]])
    assert not kept[2, 0]  # kept for its place, under the floor: not read


@pytest.mark.parametrize("said", ["corroborates", "context", "unrelated"])
def test_no_second_round_where_nothing_speaks_against(said: str) -> None:
    score = np.array([0.9 if pair == (0, 1) else 0.05 for pair in EVERY])
    _, rounds = read(score, {(0, 1): said})
    assert rounds == [[(0, 1)]]


def test_the_kept_pairs_stand_by_claim_and_then_by_score() -> None:
    score = np.random.default_rng(3).random(len(EVERY))
    kept, _ = read(score, dict.fromkeys(EVERY, "contradicts"), depth=3, reads=1)
    of = dict(zip(EVERY, score, strict=True))
    assert list(kept) == sorted(kept, key=lambda pair: (pair[0], -of[pair]))


def test_there_is_no_third_round() -> None:
    score = np.array([0.9 if pair == (0, 0) else 0.05 for pair in EVERY])
    _, rounds = read(score, dict.fromkeys(EVERY, "contradicts"))
    assert rounds == [[(0, 0)], [(0, 1), (1, 0)]]


def test_a_judge_that_is_not_to_read_again_reads_once() -> None:
    score = np.array([0.9 if pair == (0, 0) else 0.05 for pair in EVERY])
    _, rounds = read(score, dict.fromkeys(EVERY, "contradicts"), again=False)
    assert rounds == [[(0, 0)]]


def test_a_pair_without_an_answer_speaks_against_nothing_and_counts_as_read() -> None:
    nothing = SimpleNamespace(claims=SimpleNamespace(sentences=CLAIMS), findings=SimpleNamespace(sentences=FINDINGS))
    done = in_two_rounds(nothing, proposed(EVERY), np.full(len(EVERY), 0.9), depth=2, reads=2, floor=0.1,
                         logits=lambda wanted: np.full((len(wanted.claim), 5), np.nan))
    assert done.read.all()
    assert np.isnan(done.logits).all()
    assert len(done.kept) == 2 * len(CLAIMS)


def test_where_nothing_is_proposed_nothing_is_read() -> None:
    nothing = SimpleNamespace(claims=SimpleNamespace(sentences=CLAIMS), findings=SimpleNamespace(sentences=FINDINGS))
    done = in_two_rounds(nothing, proposed([]), np.empty(0), depth=2, reads=2, floor=0.1, logits=lambda wanted: np.empty((0, 5)))
    assert len(done.kept) == 0


class Counting:
    """A judge that notes what it is given, and has no answer to "?"."""

    name = fingerprint = "counting"

    def __init__(self) -> None:
        self.given: list[tuple[str, str]] = []

    def logits(self, pairs, progress=lambda done, total: None) -> np.ndarray:
        self.given += pairs
        return np.array([[np.nan] * 5 if "?" in pair else [1.0, 2, 3, 4, 5] for pair in pairs], dtype=np.float32)


def test_a_reader_asks_for_no_pair_of_texts_twice_and_keeps_no_missing_answer() -> None:
    judge, lines = Counting(), []
    reader = Reader(judge, {}, lines.append)
    first = reader([("a", "b"), ("a", "b"), ("a", "?")])
    assert reader([("a", "b"), ("c", "d")])[0] == pytest.approx(first[0])
    assert judge.given == [("a", "b"), ("a", "?"), ("c", "d")]
    assert np.isnan(first[2]).all()
    assert len(reader.table()) == 2
    known = dict(zip(reader.table()["key"], reader.table().to_numpy()[:, 1:].astype(np.float32), strict=True))
    again = Counting()
    assert Reader(again, known, lines.append)([("c", "d")])[0] == pytest.approx([1, 2, 3, 4, 5])
    assert not again.given
