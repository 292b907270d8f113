"""From cells to a matrix: fitted on training rows only, nothing lost on the way."""

import numpy as np
import pandas as pd
import pytest

from mtl_core.data import encode_column, fit_preprocessor, text_cells
from mtl_core.errors import SchemaError
from mtl_core.schema import ColumnKind, Feature
from mtl_core.schema.specs import PiecewiseLinear

AGE = Feature("age", ColumnKind.NUMERIC)
UNIT = Feature("unit", ColumnKind.CATEGORICAL)
FIXED = Feature("fixed", ColumnKind.NUMERIC)
CODE = Feature("code", ColumnKind.CATEGORICAL)
FEATURES = (AGE, UNIT, FIXED, CODE)
TRAIN = np.arange(0, 200)


@pytest.fixture
def frame():
    rng = np.random.default_rng(0)
    age = rng.normal(60, 15, 300)
    age[rng.random(300) < 0.1] = np.nan
    unit = rng.choice(np.array(["icu", "ward", None], dtype=object), 300)
    code = rng.integers(1, 4, 300).astype(float)
    return pd.DataFrame({"age": age, "unit": unit, "fixed": np.ones(300), "code": code})


def fitted(frame, n_bins=6):
    return fit_preprocessor(frame, FEATURES, TRAIN, PiecewiseLinear(n_bins=n_bins))


def test_altering_every_cell_outside_the_training_rows_changes_nothing_that_was_fitted(frame):
    altered = frame.copy()
    altered.loc[200:, ["age", "fixed", "code"]] = [1e6, 7.0, 9.0]
    altered.loc[200:, "unit"] = "elsewhere"
    assert fitted(altered) == fitted(frame)
    altered.loc[0, "age"] = 1e6
    assert fitted(altered) != fitted(frame)


def test_training_rows_are_centred_and_every_row_is_encoded(frame):
    matrix = fitted(frame).transform(frame)
    assert matrix.shape == (300, fitted(frame).width)
    assert matrix.dtype == np.float32
    assert np.isfinite(matrix).all()
    assert matrix[TRAIN].mean(axis=0) == pytest.approx(0, abs=1e-6)


def test_blocks_cover_the_matrix_in_the_order_of_the_kept_features(frame):
    preprocessor = fitted(frame)
    blocks = preprocessor.blocks()
    assert list(blocks) == ["age", "unit", "code"]
    assert preprocessor.dropped == ("fixed",)
    places = [i for block in blocks.values() for i in range(block.start, block.stop)]
    assert places == list(range(preprocessor.width))


def test_the_code_of_a_cell_is_encoded_as_the_cell_is(frame):
    preprocessor = fitted(frame)
    matrix = preprocessor.transform(frame)
    for encoder, block in zip(preprocessor.encoders, preprocessor.blocks().values(), strict=True):
        codes, distinct = pd.factorize(frame[encoder.column], use_na_sentinel=False)
        table = encode_column(encoder, pd.Series(distinct, dtype=frame[encoder.column].dtype))
        assert np.array_equal(table[codes], matrix[:, block])


def test_a_row_is_encoded_the_same_whatever_rows_stand_beside_it(frame):
    preprocessor = fitted(frame)
    alone = np.vstack([preprocessor.transform(frame.iloc[[i]]) for i in range(20)])
    assert np.array_equal(alone, preprocessor.transform(frame.iloc[:20]))


@pytest.mark.parametrize(("n_rows", "n_bins"), [(200, 6), (64, 4), (10, 2)])
def test_small_tables_get_fewer_bins(n_rows, n_bins):
    # At most a quarter of the rows as columns: 64 rows / 4 / 4 features = 4 bins.
    numbers = np.random.default_rng(0).normal(size=(n_rows, 4))
    frame = pd.DataFrame(numbers, columns=list("abcd"))
    features = [Feature(name, ColumnKind.NUMERIC) for name in "abcd"]
    rows = np.arange(n_rows)
    preprocessor = fit_preprocessor(frame, features, rows, PiecewiseLinear(n_bins=6))
    assert preprocessor.width == 4 * n_bins


def test_a_table_in_which_nothing_varies_is_refused(frame):
    with pytest.raises(SchemaError, match="No feature varies"):
        fit_preprocessor(frame, [FIXED], TRAIN, PiecewiseLinear())


def test_numbers_as_levels_are_written_in_their_shortest_form():
    cells = text_cells(pd.Series([1.0, 0.5, np.nan]))
    assert cells.tolist() == ["1", "0.5", None]
    assert text_cells(pd.Series(["a", None], dtype=object)).tolist() == ["a", None]
