"""What a run says about maps of its risks, and the maps it saves."""

import numpy as np
import pandas as pd
import pytest

from mtl_core.evaluation.measures import calibration_in_the_large
from mtl_core.inference import read_calibration
from mtl_core.schema import Arm, StudyResult, from_plain, to_plain
from mtl_core.schema.calibration import CalibrationMethod
from mtl_core.schema.events import BundleReady, PredictionsReady, ResultReady

NEURAL = {Arm.MULTI_TASK, Arm.SINGLE_TASK, Arm.CHAMPION}


def last(events, kind):
    return [event for event in events if isinstance(event, kind)][-1]


@pytest.fixture(scope="session")
def result(events):
    return last(events, ResultReady).result


@pytest.fixture(scope="session")
def maps(events):
    return read_calibration(last(events, BundleReady).files)


def test_every_neural_arm_of_a_task_with_classes_says_what_a_map_would_change(result):
    for name in ("died", "icu", "stage"):
        assert set(result.tasks[name].calibration) == NEURAL
    assert result.tasks["stay"].calibration == {}
    died = result.tasks["died"].calibration[Arm.MULTI_TASK]
    assert died.method is CalibrationMethod.INTERCEPT
    assert (died.n, died.events) == (result.tasks["died"].n, result.tasks["died"].events)
    assert "cross-fitted" in died.sentence
    stage = result.tasks["stage"].calibration[Arm.MULTI_TASK]
    assert stage.method is CalibrationMethod.TEMPERATURE


def test_before_is_what_the_arm_has_in_the_result(result):
    task = result.tasks["died"]
    for arm in NEURAL:
        before = task.calibration[arm].before
        for name in ("brier", "log_loss", "calibration_slope"):
            assert before[name].value == pytest.approx(task.arms[arm][name].value, abs=1e-6)


def test_saved_maps_are_intercepts_of_binary_tasks_fitted_on_the_first_repeat(events, maps):
    assert set(maps.tasks) == {"died", "icu"}
    tables = [e.predictions for e in events if isinstance(e, PredictionsReady)]
    lines = pd.concat([t for t in tables if (t["arm"] == "multi_task").all()])
    for name, fitted in maps.tasks.items():
        mine = lines[(lines["task"] == name) & (lines["repeat"] == 0)]
        observed, risk = mine["observed"].to_numpy(), mine["predicted"].to_numpy()
        # The reference value of this intercept is calibration-in-the-large itself.
        wanted = calibration_in_the_large(observed, risk)
        assert fitted.map.intercept == pytest.approx(wanted, abs=1e-6)
        assert (fitted.n, fitted.events) == (len(mine), min(observed.sum(), (1 - observed).sum()))


def test_results_and_bundles_of_earlier_versions_still_open(events, result):
    plain = to_plain(result)
    for task in plain["tasks"].values():
        del task["calibration"]
    old = from_plain(StudyResult, plain)
    assert all(task.calibration == {} for task in old.tasks.values())
    files = dict(last(events, BundleReady).files)
    del files["calibration.json"]
    assert read_calibration(files).tasks == {}


def test_a_result_with_maps_is_read_back_equal(result):
    assert from_plain(StudyResult, to_plain(result)) == result
    assert np.isfinite(result.tasks["died"].calibration[Arm.MULTI_TASK].after["ici"].value)
