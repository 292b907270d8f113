"""From a split to tensors: everything fitted on training rows, nothing hidden in unknown labels."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import log_loss

from mtl_core.data import fit_preprocessor
from mtl_core.data.splits import Split
from mtl_core.schema import ColumnKind, Feature, OutputLayout, Task, TaskKind
from mtl_core.schema.specs import PiecewiseLinear
from mtl_core.training import prepare_folds

STAY = Task("stay", TaskKind.REGRESSION)
DIED = Task("died", TaskKind.BINARY, ("no", "yes"))
LAYOUT = OutputLayout.of([STAY, DIED])
FEATURES = [Feature("age", ColumnKind.NUMERIC), Feature("rare", ColumnKind.NUMERIC)]
N_ROWS = 90


def split(fold, test):
    rest = np.setdiff1d(np.arange(N_ROWS), test)
    return Split(0, fold, rest[10:], rest[:10], test)


SPLITS = [split(0, np.arange(30)), split(1, np.arange(30, 60)), split(2, np.arange(60, 90))]


@pytest.fixture
def frame():
    rng = np.random.default_rng(0)
    rare = np.zeros(N_ROWS)
    rare[:30] = rng.normal(size=30)  # constant in the training rows of fold 0
    return pd.DataFrame({"age": rng.normal(60, 10, N_ROWS), "rare": rare})


@pytest.fixture
def labels():
    rng = np.random.default_rng(1)
    values = {"stay": rng.gamma(2, 5, N_ROWS), "died": rng.integers(0, 2, N_ROWS).astype(float)}
    for column in values.values():
        column[rng.random(N_ROWS) < 0.25] = np.nan
    return values


def prepared(frame, labels):
    preprocessors = [fit_preprocessor(frame, FEATURES, s.train, PiecewiseLinear()) for s in SPLITS]
    return preprocessors, prepare_folds(frame, labels, LAYOUT, SPLITS, preprocessors)


def test_narrow_folds_are_padded_with_zero_columns(frame, labels):
    preprocessors, folds = prepared(frame, labels)
    widths = [preprocessor.width for preprocessor in preprocessors]
    assert widths[0] < max(widths)
    for preprocessor, fold in zip(preprocessors, folds, strict=True):
        assert fold.features.shape == (N_ROWS, max(widths))
        encoded = preprocessor.transform(frame)
        assert np.array_equal(fold.features[:, : preprocessor.width].numpy(), encoded)
        assert (fold.features[:, preprocessor.width :] == 0).all()


def test_outcomes_are_standardised_on_the_known_labels_of_the_training_rows(frame, labels):
    for fold, s in zip(prepared(frame, labels)[1], SPLITS, strict=True):
        train = labels["stay"][s.train]
        place = LAYOUT.index("stay")
        assert fold.centre[place].item() == pytest.approx(np.nanmean(train), rel=1e-6)
        assert fold.scale[place].item() == pytest.approx(np.nanstd(train), rel=1e-6)
        back = fold.labels[:, place] * fold.scale[place] + fold.centre[place]
        known = ~np.isnan(labels["stay"])
        assert back[known].numpy() == pytest.approx(labels["stay"][known], rel=1e-4)
        assert np.array_equal(fold.known[:, place].numpy() == 1, known)
        assert (fold.centre[0].item(), fold.scale[0].item()) == (0, 1)


def test_the_base_loss_is_that_of_predicting_the_training_rate(frame, labels):
    for fold, s in zip(prepared(frame, labels)[1], SPLITS, strict=True):
        train, valid = (labels["died"][rows] for rows in (s.train, s.valid))
        valid = valid[~np.isnan(valid)]
        # Half an event is added to each class, so that no rate is 0 or 1.
        rate = (np.nansum(train) + 0.5) / ((~np.isnan(train)).sum() + 1)
        expected = log_loss(valid, np.full(valid.size, rate), labels=[0, 1])
        assert fold.base_loss[0].item() == pytest.approx(expected, rel=1e-5)
        stay, spread = labels["stay"][s.valid], np.nanstd(labels["stay"][s.train])
        error = (stay - np.nanmean(labels["stay"][s.train])) / spread
        assert fold.base_loss[1].item() == pytest.approx(0.5 * np.nanmean(error**2), rel=1e-5)


def test_altering_test_rows_changes_no_scale_and_no_base_loss(frame, labels):
    before = prepared(frame, labels)[1][0]
    altered = {name: values.copy() for name, values in labels.items()}
    altered["stay"][SPLITS[0].test] = 1e6
    altered["died"][SPLITS[0].test] = 1
    after = prepared(frame, altered)[1][0]
    for name in ("centre", "scale", "base_loss"):
        assert np.array_equal(getattr(before, name).numpy(), getattr(after, name).numpy())
