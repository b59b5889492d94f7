"""Themes from likeness: the nearest, where it is near and clearly nearest; checked against a slow count."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from crosscheck import theme_vectors, topics
from crosscheck.index import unit


def test_near_and_clear_are_both_needed() -> None:
    themes = unit(np.array([[1, 0, 0], [0, 1, 0]], dtype=np.float32))
    vectors = unit(np.array([[1, 0, 0], [1, 1, 0], [0, 0, 1], [0.2, 0.5, 1]], dtype=np.float32))
    assert theme_vectors.nearest(vectors, themes).tolist() == [0, -1, -1, -1]
    assert theme_vectors.nearest(vectors, themes, near=0.4, clear=0.1).tolist() == [0, -1, -1, 1]


def test_nothing_in_nothing_out() -> None:
    assert theme_vectors.nearest(np.empty((0, 4), np.float32), np.ones((2, 4), np.float32)).tolist() == []
    assert theme_vectors.nearest(np.ones((2, 4), np.float32), np.empty((0, 4), np.float32)).tolist() == [-1, -1]


@given(st.integers(0, 2**32 - 1), st.integers(1, 12), st.integers(1, 6))
def test_as_a_slow_count_finds_them(seed: int, n: int, m: int) -> None:
    random = np.random.default_rng(seed)
    vectors, themes = unit(random.normal(size=(n, 3))), unit(random.normal(size=(m, 3)))
    for vector, got in zip(vectors, theme_vectors.nearest(vectors, themes), strict=True):
        ranked = sorted(((float(vector @ theme), -i) for i, theme in enumerate(themes)), reverse=True)
        good = ranked[0][0] >= theme_vectors.NEAR and (m == 1 or ranked[0][0] - ranked[1][0] >= theme_vectors.CLEAR)
        assert got == (-ranked[0][1] if good else -1)


def test_only_what_the_words_do_not_name_is_added() -> None:
    taxonomy = topics.load_taxonomy("icescr")
    assert theme_vectors.added(np.array([0, 0, -1]), [("trade-unions",), (), ()], taxonomy) == {1: "trade-unions"}
