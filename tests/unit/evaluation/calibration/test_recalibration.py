"""Measures before and after a map, and the sentence about them."""

import numpy as np
import pytest

from mtl_core.evaluation.calibration import calibration_gaps, recalibrated
from mtl_core.evaluation.calibration.recalibration_words import recalibration_sentence
from mtl_core.evaluation.intervals import resample_patients
from mtl_core.evaluation.measures import binary_measures, multiclass_measures
from mtl_core.schema import Difference, Estimate, TaskKind
from mtl_core.schema.calibration import CalibrationMethod

N = 300
METHOD = CalibrationMethod.LOGISTIC


@pytest.fixture
def resamples():
    return resample_patients(np.arange(N), np.zeros(N, dtype=int), n_resamples=200, seed=0)


@pytest.fixture
def data():
    rng = np.random.default_rng(0)
    risk = rng.beta(1, 3, N)
    return (rng.random(N) < risk).astype(float), risk


def effect(data, after, resamples):
    observed, risk = data
    pair = risk[None, :, None], after[None, :, None]
    return recalibrated(TaskKind.BINARY, METHOD, observed[:, None], *pair, np.arange(N), resamples)


def test_measures_are_those_of_the_performance_table(data, resamples):
    observed, risk = data
    found = effect(data, risk**0.5, resamples)
    for side, predicted in ((found.before, risk), (found.after, risk**0.5)):
        wanted = binary_measures(observed, predicted)
        for name in ("brier", "log_loss", "calibration_slope", "calibration_in_the_large"):
            assert side[name].value == pytest.approx(wanted[name], abs=1e-9)
            assert side[name].low < side[name].value < side[name].high
        assert side["ici"].value == pytest.approx(calibration_gaps(observed, predicted).ici)
        assert side["ici"].low is None
        assert {estimate.n for estimate in side.values()} == {N}


def test_a_map_that_changes_nothing_has_no_difference(data, resamples):
    found = effect(data, data[1], resamples)
    assert found.difference["brier"] == found.difference["log_loss"] == Difference(0.0, 0.0, 0.0)


def test_a_difference_is_after_minus_before_on_the_same_resamples(data, resamples):
    found = effect(data, np.full(N, data[0].mean()), resamples)
    back = effect((data[0], np.full(N, data[0].mean())), data[1], resamples)
    for name in ("brier", "log_loss"):
        there, again = found.difference[name], back.difference[name]
        assert there.value == pytest.approx(found.after[name].value - found.before[name].value)
        assert there.value == pytest.approx(-again.value)
        assert (there.low, there.high) == pytest.approx((-again.high, -again.low), abs=1e-6)


def test_several_classes_have_the_log_loss_alone(resamples):
    rng = np.random.default_rng(1)
    predicted = rng.dirichlet([1, 1, 1], N)
    observed = np.eye(3)[rng.integers(0, 3, N)]
    pair = predicted[None], predicted[None]
    found = recalibrated(
        TaskKind.MULTICLASS, CalibrationMethod.TEMPERATURE, observed, *pair, np.arange(N), resamples
    )
    assert list(found.before) == ["log_loss"]
    wanted = multiclass_measures(observed, predicted)["log_loss"]
    assert found.before["log_loss"].value == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("gaps", "change", "words"),
    [
        ((0.05, 0.01), Difference(-0.02, -0.03, -0.01), "It helps:"),
        ((0.05, 0.045), Difference(-0.02, -0.03, -0.01), "It helps, but changes nothing that"),
        ((0.01, 0.05), Difference(0.02, 0.01, 0.03), "It harms:"),
        ((0.010, 0.012), Difference(0.0, -0.01, 0.01), "It changes nothing that matters:"),
        ((0.05, 0.01), Difference(0.0, -0.01, 0.01), "Whether it helps cannot be told"),
        ((0.05, 0.01), Difference(0.0), "Whether it helps cannot be told:"),
    ],
)
def test_the_sentence_says_whether_the_map_helped(gaps, change, words):
    before, after = ({"ici": Estimate(gap)} for gap in gaps)
    sentence = recalibration_sentence(
        CalibrationMethod.LOGISTIC, before, after, {"log_loss": change}, "n = 10"
    )
    assert words in sentence
    assert "n = 10" in sentence
