"""The measures, on numbers a reader can redo."""

import json
import math
from pathlib import Path

import pytest

from crosscheck.errors import GoldError
from crosscheck.evaluate import Gold, Predicted, Span, calibration_error, load_gold, macro_f1, match, measures, overlaps
from crosscheck.records import Relation, Timing

CLAIM = Span("state", 0, 10)


def finding(i: int) -> Span:
    return Span("source", 100 * i, 100 * i + 50)


def gold(i: int, relation: Relation, timing: Timing = Timing.CURRENT) -> Gold:
    return Gold(CLAIM, finding(i), relation, timing, "1")


def said(i: int, rank: int, score: float, *, relation: Relation = Relation.QUALIFIES, flag: bool = True) -> Predicted:
    return Predicted(CLAIM, finding(i), rank, relation, flag, score)


def test_spans_match_from_half_of_the_shorter_one() -> None:
    assert overlaps(Span("d", 0, 10), Span("d", 5, 100))
    assert not overlaps(Span("d", 0, 10), Span("d", 6, 100))
    assert not overlaps(Span("d", 0, 10), Span("e", 0, 10))


def test_a_perfect_list_scores_one() -> None:
    judged = [gold(1, Relation.CONTRADICTS), gold(2, Relation.QUALIFIES), gold(3, Relation.UNRELATED)]
    rows = [said(1, 1, 0.9, relation=Relation.CONTRADICTS), said(2, 2, 0.8), said(3, 3, 0.0, relation=Relation.UNRELATED, flag=False)]
    m = measures(match(judged, rows))
    assert m["ndcg10"] == m["flag_ap"] == m["flag_f1"] == m["flagged_in_first10"] == m["flag_recall10"] == 1.0
    assert m["macro_f1"] == pytest.approx(3 / 5)  # corroborates and context have no instance and count as 0


def test_ndcg_by_hand() -> None:
    judged = [gold(1, Relation.QUALIFIES), gold(2, Relation.CONTEXT)]
    rows = [said(9, 1, 0.9), said(1, 2, 0.8), said(2, 3, 0.1)]
    expected = (3 / math.log2(3) + 1 / math.log2(4)) / (3 / math.log2(2) + 1 / math.log2(3))
    assert measures(match(judged, rows))["ndcg10"] == pytest.approx(expected)


def test_unjudged_pairs_count_as_wrong_flags_but_not_among_the_judged() -> None:
    m = measures(match([gold(1, Relation.QUALIFIES)], [said(7, 1, 0.9), said(1, 2, 0.5)]))
    assert (m["flag_ap"], m["flag_p"], m["flag_ap_judged"], m["flag_p_judged"]) == (0.5, 0.5, 1.0, 1.0)


def test_flags_that_were_not_found_stay_in_the_denominator() -> None:
    m = measures(match([gold(1, Relation.QUALIFIES), gold(2, Relation.QUALIFIES)], [said(1, 1, 0.9)]))
    assert (m["flag_ap"], m["flag_r"], m["flag_recall10"]) == (0.5, 0.5, 0.5)


def test_a_superseded_pair_is_no_flag() -> None:
    m = measures(match([gold(1, Relation.QUALIFIES, Timing.SUPERSEDED), gold(2, Relation.QUALIFIES)], [said(1, 1, 0.9), said(2, 2, 0.8)]))
    assert m["flag_p"] == 0.5


def test_one_judged_flag_is_found_once() -> None:
    halves = [Predicted(CLAIM, Span("source", 100, 125), 1, Relation.QUALIFIES, True, 0.9),
              Predicted(CLAIM, Span("source", 125, 150), 2, Relation.QUALIFIES, True, 0.8)]
    m = measures(match([gold(1, Relation.QUALIFIES)], halves))
    assert (m["flag_p"], m["flag_r"], m["flag_ap"]) == (1.0, 1.0, 1.0)


def test_a_contradiction_called_corroboration_is_counted() -> None:
    m = measures(match([gold(1, Relation.CONTRADICTS)], [said(1, 1, 0.9, relation=Relation.CORROBORATES, flag=False)]))
    assert m["contradictions_called_corroboration"] == 1


def test_macro_f1_by_hand() -> None:
    q, u = Relation.QUALIFIES, Relation.UNRELATED
    assert macro_f1([q, q, u, u], [q, u, u, u]) == pytest.approx((2 / 3 + 4 / 5) / 5)


def test_calibration_error_by_hand() -> None:
    import numpy as np

    truth, score = np.array([True, False, True, True]), np.array([0.55, 0.55, 0.95, 0.85])
    assert calibration_error(truth, score) == pytest.approx(0.5 * 0.05 + 0.25 * 0.05 + 0.25 * 0.15)


def test_bad_lines_are_all_named(tmp_path: Path) -> None:
    row = {"claim": {"doc": "a", "start": 0, "end": 1}, "finding": {"doc": "b", "start": 0, "end": 1}, "relation": "qualifies"}
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join([json.dumps(row), "{", json.dumps(row | {"relation": "refutes"})]), encoding="utf-8")
    with pytest.raises(GoldError, match=r"line 2 .*line 3 .*contradicts, qualifies"):
        load_gold(path)


def test_no_pairs_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n", encoding="utf-8")
    with pytest.raises(GoldError, match="no judged pairs"):
        load_gold(tmp_path / "empty.jsonl")
    with pytest.raises(GoldError, match="Cannot read"):
        load_gold(tmp_path / "missing.jsonl")
