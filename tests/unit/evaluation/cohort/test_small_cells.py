"""No hidden count can be worked out from those that are shown."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from mtl_core.evaluation.cohort.small_cells import hidden_cells


@given(
    arrays(np.int64, st.tuples(st.integers(1, 6), st.integers(2, 5)), elements=st.integers(0, 30)),
    st.integers(2, 11),
)
def test_every_small_count_is_hidden_and_never_alone_in_its_line(groups, below):
    counts = np.concatenate([groups.sum(axis=1, keepdims=True), groups], axis=1)
    small, other = hidden_cells(counts, below)
    assert np.array_equal(small, (counts > 0) & (counts < below))
    hidden = small | other
    for line, numbers in [*zip(hidden, counts, strict=True), *zip(hidden.T, counts.T, strict=True)]:
        # A line whose other counts are all zero tells its only count by itself.
        assert line.sum() != 1 or (numbers[~line] == 0).all()


def test_counts_that_are_large_enough_are_all_shown():
    small, other = hidden_cells(np.array([[30, 15, 15], [22, 11, 11]]), 11)
    assert not small.any()
    assert not other.any()


def test_the_smallest_other_count_is_hidden_with_a_small_one():
    # 3 is small; 30 beside it and 20 below it are the cheapest to hide, and so on round the square.
    counts = np.array([[50, 30, 20], [23, 3, 20]])
    small, other = hidden_cells(counts, 11)
    assert small.tolist() == [[False, False, False], [False, True, False]]
    assert other.tolist() == [[False, True, True], [False, False, True]]
