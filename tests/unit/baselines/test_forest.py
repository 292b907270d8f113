"""Random forests: scikit-learn's, on cells."""

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

from mtl_core.baselines.cells import forest_matrix
from mtl_core.baselines.random_forest import fit_predict_forest
from mtl_core.schema import ColumnKind, Feature, Task, TaskKind


def by_hand(frame):
    """Numbers, and a column per level that ten training rows have: the rare 'ship' has none."""
    numbers = frame[[f"x{i}" for i in range(8)]].to_numpy(np.float32)
    levels = [(frame["unit"] == name).to_numpy(np.float32) for name in ("icu", "theatre", "ward")]
    return np.column_stack([numbers, *levels])


def test_a_forest_sees_numbers_with_their_holes_and_common_levels(frame, features, split):
    found = forest_matrix(frame, features, split)
    np.testing.assert_array_equal(found, by_hand(frame))
    assert found.dtype == np.float32
    assert np.isnan(found[::9, 1]).all()
    assert not found[[0, 3, 300], 8:].any()


def test_numbers_beyond_single_precision_stay_finite(split):
    table = pd.DataFrame({"load": np.linspace(-1e300, 1e300, 360)})
    found = forest_matrix(table, [Feature("load", ColumnKind.NUMERIC)], split)
    assert np.isfinite(found).all()


@pytest.mark.parametrize("name", ["died", "stage", "stay"])
def test_predictions_are_those_of_scikit_learn(name, frame, features, split, labels):
    kind = {"died": TaskKind.BINARY, "stage": TaskKind.MULTICLASS, "stay": TaskKind.REGRESSION}
    classes = {"died": ("no", "yes"), "stage": ("I", "II", "III"), "stay": ()}
    task, values, matrix = Task(name, kind[name], classes[name]), labels[name], by_hand(frame)
    train = split.train[~np.isnan(values[split.train])]
    if name == "stay":
        forest = RandomForestRegressor(
            n_estimators=300, min_samples_leaf=5, max_features=1 / 3, random_state=7
        )
        expected = forest.fit(matrix[train], values[train]).predict(matrix[split.test])[:, None]
    else:
        forest = RandomForestClassifier(
            n_estimators=300, min_samples_leaf=10, max_features="sqrt", random_state=7
        )
        expected = forest.fit(matrix[train], values[train]).predict_proba(matrix[split.test])
        expected = expected[:, 1:] if name == "died" else expected
    found = fit_predict_forest(task, forest_matrix(frame, features, split), values, split, seed=7)
    np.testing.assert_allclose(found, expected, rtol=1e-12)
