"""Agreement, checked against worked examples from the literature; the arithmetic stands beside the number."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from crosscheck.records import Relation
from crosscheck.reviews import agreement
from crosscheck.reviews.standing import blind_decisions
from tests.reviews.samples import review


def one(measure, counts: list[list[int]]) -> float:
    counts = np.array(counts, dtype=float)
    return float(measure(np.ones((1, len(counts))), counts)[0])


def test_cohen_fifty_grant_proposals() -> None:
    """Two readers of 50 grant proposals: both yes 20, only the first 5, only the second 10, both no 15."""
    first, second = ["yes"] * 25 + ["no"] * 25, ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    seen, chance = (20 + 15) / 50, 25 / 50 * 30 / 50 + 25 / 50 * 20 / 50
    assert agreement.cohen(first, second) == pytest.approx((seen - chance) / (1 - chance)) == pytest.approx(0.4)


def test_fleiss_fourteen_raters_of_ten_subjects() -> None:
    """The example with 14 raters, 10 subjects and 5 categories that encyclopaedias and packages print: 0.210."""
    counts = [[0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
              [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7]]
    seen = sum(n * (n - 1) for row in counts for n in row) / (10 * 14 * 13)
    chance = sum((sum(column) / 140) ** 2 for column in zip(*counts, strict=True))
    assert (seen, chance) == (pytest.approx(0.378, abs=5e-4), pytest.approx(0.213, abs=5e-4))
    assert one(agreement.fleiss, counts) == pytest.approx((seen - chance) / (1 - chance)) == pytest.approx(0.210, abs=5e-4)


def test_krippendorff_two_observers_binary() -> None:
    """Krippendorff 2011, A: two observers, ten units; o01 = 4, n0 = 14, n1 = 6: 1 - (20 - 1) 4 / (14 * 6) = 0.095."""
    first, second = "0100000010", "1110010000"
    counts = [[(a + b).count("0"), (a + b).count("1")] for a, b in zip(first, second, strict=True)]
    assert one(agreement.krippendorff, counts) == pytest.approx(1 - 19 * 4 / (14 * 6)) == pytest.approx(0.095, abs=5e-4)


def test_krippendorff_four_observers_with_missing_data() -> None:
    """Krippendorff 2011, C: four observers, twelve units, five values, gaps: 0.743; the twelfth unit has one value."""
    observers = ["123321412   ", "1233224125 3", " 3332342251 ", "12332441251 "]
    units = ["".join(column).replace(" ", "") for column in zip(*observers, strict=True)]
    counts = [[unit.count(str(value)) for value in range(1, 6)] for unit in units if len(unit) > 1]
    agreeing = sum(n * (n - 1) / (sum(row) - 1) for row in counts for n in row)
    total, marginal = sum(map(sum, counts)), [sum(column) for column in zip(*counts, strict=True)]
    by_chance = sum(n * (n - 1) for n in marginal) / (total - 1)
    expected = (agreeing - by_chance) / (total - by_chance)
    assert (total, marginal) == (40, [9, 13, 10, 5, 3])
    assert one(agreement.krippendorff, counts) == pytest.approx(expected) == pytest.approx(0.743, abs=5e-4)


labels = st.lists(st.tuples(st.sampled_from(list(Relation)), st.sampled_from(list(Relation))), min_size=1, max_size=30)


@given(labels)
def test_the_bootstrapped_kappa_is_scikit_learns(pairs: list[tuple[Relation, Relation]]) -> None:
    records = [review(f"p{i}", who, two[n]) for i, two in enumerate(pairs) for n, who in enumerate(("anna", "ben"))]
    rated = agreement.ratings(blind_decisions(records), agreement.LABELS["relation"])
    measure = agreement.cohen_of(rated, ("anna", "ben"), "relation", rounds=50)
    constant = len({label for two in pairs for label in two}) == 1
    if constant:
        assert (measure.value, measure.low, measure.pairs) == (None, None, len(pairs))
    else:
        assert measure.value == pytest.approx(cohen_kappa_score(*zip(*pairs, strict=True)))
        counts = agreement._bootstrap(_one_hot(pairs), agreement._cohen_cells, 50, 0)
        assert counts[0] == pytest.approx(measure.value)
        assert measure.low <= measure.high


def _one_hot(pairs: list[tuple[Relation, Relation]]) -> np.ndarray:
    cells = np.zeros((len(pairs), 25))
    for i, (a, b) in enumerate(pairs):
        cells[i, list(Relation).index(a) * 5 + list(Relation).index(b)] = 1
    return cells


def test_the_table_has_every_measure_and_says_what_it_rests_on() -> None:
    said = {"anna": ["contradicts", "qualifies", "context", "unrelated", "qualifies", "corroborates"],
            "ben": ["contradicts", "context", "context", "unrelated", "qualifies", "corroborates"],
            "carl": ["qualifies", "qualifies", "context", "unrelated"]}
    standing = blind_decisions([review(f"p{i}", who, r) for who, rs in said.items() for i, r in enumerate(rs)])
    themes = {"p0": ("courts",), "p1": ("courts", "wages"), "p2": ("wages",)}
    found = {(m.name, m.what, m.group): m for m in agreement.table(standing, themes, rounds=100)}
    assert {m.group for m in found.values()} == {"all", "courts", "wages", "anna / ben", "anna / carl", "ben / carl"}
    assert found["Krippendorff's alpha", "relation", "all"].pairs == 6
    assert found["Fleiss' kappa", "relation", "all"].pairs == 4
    assert found["Krippendorff's alpha", "timing", "all"].value is None
    assert found["Cohen's kappa", "relation", "anna / ben"].pairs == 6
    assert found["Krippendorff's alpha", "flag", "courts"].pairs == 2
    alpha = found["Krippendorff's alpha", "relation", "all"]
    assert 0 < alpha.low <= alpha.value <= alpha.high <= 1
    assert agreement.table(standing, themes, rounds=100) == list(found.values())


def test_the_confusion_table_leads_to_its_pairs_and_the_raw_rows_are_all_there() -> None:
    said = [("p2", "anna", "qualifies"), ("p2", "ben", "context"), ("p1", "anna", "qualifies"), ("p1", "ben", "context"),
            ("p3", "anna", "context")]
    standing = blind_decisions([review(*one) for one in said])
    cells = {(c.first, c.second): c.pairs for c in agreement.confusion(standing, "anna", "ben")}
    assert len(cells) == 25
    assert {key: pairs for key, pairs in cells.items() if pairs} == {("qualifies", "context"): ("p1", "p2")}
    rows = [(row["pair_id"], row["reviewer"], row["flag"]) for row in agreement.raw(standing, {"p1": ["courts"]})]
    assert rows == [("p1", "anna", "flag"), ("p1", "ben", "no flag"), ("p2", "anna", "flag"), ("p2", "ben", "no flag"),
                    ("p3", "anna", "no flag")]


def test_nothing_to_compare_is_undefined_and_not_an_error() -> None:
    assert all(m.value is None and m.pairs == 0 for m in agreement.table(blind_decisions([review("p1", "anna", "context")])))
    assert all(m.value is None for m in agreement.table({}))
