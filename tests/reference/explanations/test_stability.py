"""A patient's values are the same bits alone, in any batch, in any order and once more.

For the networks of every design: of both trained arms, and with weights at random.
"""

import numpy as np
import pytest

from mtl_core.explanation import shapley_values

ROWS = np.arange(100, 108)


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
    assert np.array_equal(one.baselines, other.baselines)


def test_alone_as_among_others(explain, whole):
    for place in (0, 3, 7):
        assert_same(explain(ROWS[[place]]), whole, [place])


@pytest.mark.parametrize("places", [[1, 2], [7, 0, 4, 2, 6], [5, 4, 3, 2, 1, 0, 7, 6]])
def test_in_any_batch_and_order(explain, whole, places):
    assert_same(explain(ROWS[places]), whole, places)


def test_on_a_second_run_and_by_two_threads(explain, whole):
    assert np.abs(whole.values).max() > 1e-3
    assert_same(explain(ROWS), whole, slice(None))
    assert_same(explain(ROWS, n_threads=2), whole, slice(None))
