"""What CatBoost is given; a stand-in of the library writes it down, as the package is optional."""

from types import SimpleNamespace

import numpy as np
import pytest

from mtl_core.baselines.catboost import fit_predict_catboost
from mtl_core.baselines.cells import catboost_frame
from mtl_core.schema import Task, TaskKind

DIED = Task("died", TaskKind.BINARY, ("no", "yes"))
STAGE = Task("stage", TaskKind.MULTICLASS, ("I", "II", "III"))
STAY = Task("stay", TaskKind.REGRESSION)


@pytest.fixture
def library():
    """A library that notes what it is told and predicts a constant."""
    told = {}

    class Pool:
        def __init__(self, cells, labels=None, cat_features=()):
            self.rows, self.labels = cells.index.to_numpy(), labels
            self.texts = [cells.columns[place] for place in cat_features]

    class CatBoost:
        def __init__(self, settings):
            told["settings"] = settings

        def fit(self, training, **more):
            told.update(training=training, more=more)

        def predict(self, test, *, prediction_type, thread_count):
            told.update(test=test, as_what=prediction_type, threads=thread_count)
            n_classes = told["settings"].get("classes_count", 2)
            shape = (len(test.rows), n_classes)
            return np.full(shape, 1 / n_classes) if prediction_type != "RawFormulaVal" else (
                np.full(len(test.rows), 4.0)
            )  # fmt: skip

    return SimpleNamespace(CatBoost=CatBoost, Pool=Pool, told=told)


def known(rows, values):
    return rows[~np.isnan(values[rows])]


def test_cells_are_numbers_with_holes_and_levels_that_a_missing_one_cannot_be(frame, features):
    frame.loc[5, "unit"] = ""
    cells = catboost_frame(frame, features)
    assert cells["x1"].isna().tolist() == frame["x1"].isna().tolist()
    assert cells["unit"].iloc[[0, 3, 5, 300]].tolist() == ["=ship", "", "=", "=moon"]


@pytest.mark.parametrize(
    ("task", "loss"),
    [(DIED, "Logloss"), (STAGE, "MultiClass"), (STAY, "RMSE")],
    ids=["died", "stage", "stay"],
)
def test_it_learns_from_training_rows_and_stops_on_validation_rows(  # noqa: PLR0917 - fixtures
    task, loss, frame, features, labels, split, library
):
    values, cells = labels[task.name], catboost_frame(frame, features)
    found = fit_predict_catboost(task, cells, values, split, seed=9, library=library)
    told = library.told
    train, valid = known(split.train, values), known(split.valid, values)
    assert told["training"].rows.tolist() == train.tolist()
    assert told["training"].labels.tolist() == values[train].tolist()
    assert told["more"]["eval_set"].rows.tolist() == valid.tolist()
    assert told["more"]["early_stopping_rounds"] == 30
    assert told["test"].rows.tolist() == split.test.tolist()
    assert told["test"].labels is None
    assert told["training"].texts == told["more"]["eval_set"].texts == ["unit"]
    expected = {"loss_function": loss, "random_seed": 9, "thread_count": 1, "iterations": 1000}
    assert told["settings"].items() >= expected.items()
    assert told["settings"]["allow_writing_files"] is False
    assert found.shape == (100, task.n_outputs)


def test_without_validation_labels_it_grows_a_small_fixed_number_of_trees(
    frame, features, labels, split, library
):
    values = labels["died"].copy()
    values[split.valid] = np.nan
    fit_predict_catboost(
        DIED, catboost_frame(frame, features), values, split, seed=0, library=library
    )
    assert library.told["settings"]["iterations"] == 50
    assert library.told["more"] == {}


def test_training_rows_in_which_nothing_varies_are_not_handed_over(
    frame, features, labels, split, library
):
    values, cells = labels["died"], catboost_frame(frame, features)
    same = cells.assign(**{name: cells[name].iloc[1] for name in cells})
    found = fit_predict_catboost(DIED, same, values, split, seed=0, library=library)
    events = np.nansum(values[split.train])
    n_rows = len(known(split.train, values))
    np.testing.assert_allclose(found, (events + 0.5) / (n_rows + 1))
    assert library.told == {}
