"""Reference models: other people's tools, fitted on training rows, tuned on validation rows."""

import lightgbm
import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import log_loss, mean_squared_error, roc_auc_score

from mtl_core.baselines.boosting import BOOSTING, fit_predict_boosting
from mtl_core.baselines.cells import boosting_frame
from mtl_core.baselines.logistic import INVERSE_PENALTIES, fit_predict_linear
from mtl_core.data.splits import Split
from mtl_core.schema import ColumnKind, Feature, Task, TaskKind

DIED = Task("died", TaskKind.BINARY, ("no", "yes"))
STAGE = Task("stage", TaskKind.MULTICLASS, ("I", "II", "III"))
STAY = Task("stay", TaskKind.REGRESSION)
TASKS = (DIED, STAGE, STAY)
SPLIT = Split(0, 0, np.arange(200), np.arange(200, 260), np.arange(260, 360))
NAMES = [f"x{i}" for i in range(8)]


def sklearn_choice(task, encoded, labels):
    """Fit scikit-learn with each penalty, and predict the test rows with the best on validation."""
    train = SPLIT.train[~np.isnan(labels[SPLIT.train])]
    valid = SPLIT.valid[~np.isnan(labels[SPLIT.valid])]
    scored = []
    for penalty in INVERSE_PENALTIES:
        if task.kind is TaskKind.REGRESSION:
            model = Ridge(alpha=1 / penalty).fit(encoded[train], labels[train])
            loss = mean_squared_error(labels[valid], model.predict(encoded[valid]))
            predicted = model.predict(encoded[SPLIT.test])[:, None]
        else:
            model = LogisticRegression(C=penalty, max_iter=2000, tol=1e-6)
            model.fit(encoded[train], labels[train])
            loss = log_loss(labels[valid], model.predict_proba(encoded[valid]))
            predicted = model.predict_proba(encoded[SPLIT.test])
            predicted = predicted[:, 1:] if task.kind is TaskKind.BINARY else predicted
        scored.append((loss, predicted))
    return min(scored, key=lambda pair: pair[0])[1]


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_linear_models_are_scikit_learns_with_the_penalty_chosen_on_validation(
    task, encoded, labels
):
    predicted = fit_predict_linear(task, encoded, labels[task.name], SPLIT)
    assert predicted.shape == (100, task.n_outputs)
    expected = sklearn_choice(task, encoded.astype(np.float64), labels[task.name])
    assert predicted == pytest.approx(expected, abs=5e-3)


def predict_both(task, encoded, labels):
    raw = pd.DataFrame(encoded, columns=NAMES)
    return (
        fit_predict_linear(task, encoded, labels, SPLIT),
        fit_predict_boosting(task, raw, labels, SPLIT, seed=0),
    )


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_the_planted_signal_is_found_on_the_test_rows(task, encoded, labels):
    truth = labels[task.name][SPLIT.test]
    known = ~np.isnan(truth)
    for predicted in predict_both(task, encoded, labels[task.name]):
        if task.kind is TaskKind.REGRESSION:
            assert np.corrcoef(predicted[known, 0], truth[known])[0, 1] > 0.7
        else:
            top = task.n_outputs - 1
            is_top = truth[known] == len(task.classes) - 1
            assert roc_auc_score(is_top, predicted[known, top]) > 0.7


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_missing_labels_never_enter(task, encoded, labels):
    # Cells of rows without a label are turned into nonsense: nothing that is fitted may move.
    nonsense = encoded.copy()
    unlabelled = np.isnan(labels[task.name])
    unlabelled[SPLIT.test] = False
    nonsense[unlabelled] = 1e3
    both = zip(
        predict_both(task, encoded, labels[task.name]),
        predict_both(task, nonsense, labels[task.name]),
        strict=True,
    )
    assert all(np.array_equal(one, other) for one, other in both)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_labels_of_test_rows_choose_nothing(task, encoded, labels):
    altered = labels[task.name].copy()
    altered[SPLIT.test] = 0
    both = zip(
        predict_both(task, encoded, labels[task.name]),
        predict_both(task, encoded, altered),
        strict=True,
    )
    assert all(np.array_equal(one, other) for one, other in both)


def test_a_class_that_no_training_row_has_gets_no_probability(encoded, labels):
    values = labels["stage"].copy()
    values[np.isin(np.arange(360), SPLIT.train) & (values == 1)] = np.nan
    linear, boosting = predict_both(STAGE, encoded, values)
    assert (linear[:, 1] == 0).all()
    assert boosting[:, 1].max() < 0.01
    for predicted in (linear, boosting):
        assert predicted.sum(axis=1) == pytest.approx(1)


def test_boosting_stops_at_the_number_of_trees_that_is_best_on_validation(encoded, labels):
    # Reference: LightGBM grown to 400 trees without stopping; the best is found by evaluation.
    raw, values = pd.DataFrame(encoded, columns=NAMES), labels["died"]
    train = SPLIT.train[~np.isnan(values[SPLIT.train])]
    valid = SPLIT.valid[~np.isnan(values[SPLIT.valid])]
    settings = BOOSTING | {"objective": "binary", "seed": 3}
    full = lightgbm.train(settings, lightgbm.Dataset(raw.iloc[train], values[train]), 400)
    losses = [
        log_loss(values[valid], full.predict(raw.iloc[valid], num_iteration=n))
        for n in range(1, 401)
    ]
    best = int(np.argmin(losses)) + 1
    assert 1 < best < 360
    expected = full.predict(raw.iloc[SPLIT.test], num_iteration=best)
    predicted = fit_predict_boosting(DIED, raw, values, SPLIT, seed=3)
    assert predicted[:, 0] == pytest.approx(expected, abs=1e-9)


def test_boosting_sees_numbers_as_they_are_and_text_as_levels_of_the_training_rows():
    unit = np.array(["icu"] * 120 + ["ward"] * 70 + ["ship"] * 10 + ["moon"] * 160, dtype=object)
    unit[[0, 125]] = None
    frame = pd.DataFrame({"age": np.arange(360.0), "unit": unit})
    features = [Feature("age", ColumnKind.NUMERIC), Feature("unit", ColumnKind.CATEGORICAL)]
    raw = boosting_frame(frame, features, SPLIT)
    assert raw["age"].tolist() == frame["age"].tolist()
    assert list(raw["unit"].cat.categories) == ["icu", "ship", "ward"]
    assert raw["unit"].isna().sum() == 2 + 160


def without_labels(labels, rows):
    hidden = labels.copy()
    hidden[rows] = np.nan
    return hidden


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_training_rows_that_all_say_the_same_give_one_finite_prediction(task, encoded, labels):
    values = labels[task.name].copy()
    values[SPLIT.train] = 1.0
    for predicted in predict_both(task, encoded, values):
        assert predicted.shape == (100, task.n_outputs)
        assert np.isfinite(predicted).all()
        assert np.ptp(predicted, axis=0).max() == 0
    if task.kind is TaskKind.REGRESSION:
        assert predicted[0, 0] == 1
    else:  # 200 rows of one class, half a row added to each
        place = 0 if task.kind is TaskKind.BINARY else 1
        assert predicted[0, place] == pytest.approx(200.5 / (200 + len(task.classes) / 2))


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
@pytest.mark.parametrize("part", ["train", "valid"])
def test_a_part_without_any_label_still_gives_finite_predictions(task, part, encoded, labels):
    values = without_labels(labels[task.name], getattr(SPLIT, part))
    for predicted in predict_both(task, encoded, values):
        assert predicted.shape == (100, task.n_outputs)
        assert np.isfinite(predicted).all()


@pytest.mark.parametrize("names", [["time, h", "lactate [mmol/l]"], ["a b", "a_b"]])
def test_boosting_takes_columns_of_any_name(names, encoded, labels):
    plain = pd.DataFrame(encoded[:, :2], columns=["a", "b"])
    expected = fit_predict_boosting(DIED, plain, labels["died"], SPLIT, seed=0)
    odd = plain.set_axis(names, axis=1)
    assert np.array_equal(fit_predict_boosting(DIED, odd, labels["died"], SPLIT, seed=0), expected)
