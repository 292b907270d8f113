"""Who is explained and against whom."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtl_core.errors import RunError
from mtl_core.explanation import choose_rows


@given(
    patients=st.lists(st.integers(-3, 40), min_size=2, max_size=80).filter(
        lambda codes: len(set(codes)) > 1
    ),
    n_patients=st.integers(0, 50),
    n_background=st.integers(1, 50),
    seed=st.integers(0, 2**31 - 1),
)
def test_no_patient_is_explained_against_themselves(patients, n_patients, n_background, seed):
    codes = np.array(patients)
    n_distinct = len(set(patients))
    explained, background = choose_rows(len(codes), n_patients, n_background, codes, seed)
    assert not set(codes[explained]) & set(codes[background])
    assert len(background) == min(n_background, n_distinct // 2)
    assert len(explained) == min(n_patients, n_distinct - len(background))
    drawn = codes[np.concatenate([explained, background])]
    assert len(set(drawn)) == len(drawn)


def test_rows_are_sorted_and_repeat_with_the_seed():
    codes = np.arange(500)
    first, again = (choose_rows(500, 50, 100, codes, 3) for _ in range(2))
    for one, other in zip(first, again, strict=True):
        np.testing.assert_array_equal(one, other)
        assert (np.diff(one) > 0).all()
    assert not np.array_equal(first[0], choose_rows(500, 50, 100, codes, 4)[0])


def test_the_background_does_not_depend_on_how_many_are_explained():
    codes = np.arange(500)
    np.testing.assert_array_equal(
        choose_rows(500, 5, 100, codes, 3)[1], choose_rows(500, 300, 100, codes, 3)[1]
    )


def test_every_visit_of_a_patient_can_be_drawn():
    codes = np.array([0, 0, 0, 1])
    seen = set()
    for seed in range(60):
        seen |= set(np.concatenate(choose_rows(4, 1, 1, codes, seed)).tolist())
    assert seen == {0, 1, 2, 3}


@pytest.mark.parametrize(("n_rows", "patients"), [(3, [1, 1, 1]), (0, []), (4, [1, 2, 3])])
def test_a_cohort_without_a_background_is_refused(n_rows, patients):
    with pytest.raises(RunError, match="No background"):
        choose_rows(n_rows, 2, 2, np.array(patients, dtype=np.int64), 0)
