"""A patient's values are the same bits alone, in any batch, in any order and once more.

For the networks of every design: of both trained arms, and with weights at random.
"""

import numpy as np
import pytest

from mtl_core.explanation import shapley_values

ROWS = np.arange(100, 104)


@pytest.fixture(scope="module")
def explain(explained):
    def run(rows, n_threads=1):
        predictor = explained.predictor
        return shapley_values(
            explained.game(predictor),
            predictor.codes[rows],
            row_ids=rows,
            seed=3,
            n_evaluations=17,
            n_threads=n_threads,
        )

    return run


@pytest.fixture(scope="module")
def whole(explain):
    return explain(ROWS)


def assert_same(one, other, places):
    assert np.array_equal(one.values, other.values[places])
    assert np.array_equal(one.predictions, other.predictions[places])
    assert np.array_equal(one.baselines, other.baselines[places])


def test_alone_as_among_others(explain, whole):
    assert_same(explain(ROWS[[2]]), whole, [2])


def test_in_another_batch_and_order(explain, whole):
    assert_same(explain(ROWS[[3, 0]]), whole, [3, 0])


def test_on_a_second_run_by_two_threads(explain, whole):
    assert np.abs(whole.values).max() > 1e-3
    assert_same(explain(ROWS, n_threads=2), whole, slice(None))
