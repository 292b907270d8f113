"""Calibration before and after a map, on the Performance page."""

import dataclasses

from mtl_core.schema import Arm, Difference, Estimate, RecalibrationGain
from mtl_core.schema.calibration import CalibrationMethod
from mtl_core.settings import load_settings
from mtl_core.storage import RunFolder

TITLE = "Would recalibration help?"
FOUND = RecalibrationGain(
    method=CalibrationMethod.INTERCEPT,
    n=60,
    events=30,
    exploratory=True,
    before={"calibration_slope": Estimate(0.8, 0.6, 1.0, 60), "ici": Estimate(0.05, n=60)},
    after={"calibration_slope": Estimate(0.98, 0.8, 1.2, 60), "ici": Estimate(0.01, n=60)},
    difference={"log_loss": Difference(-0.01, -0.02, 0.01)},
    sentence="It changes nothing that matters: log loss changes by -0.0100.",
)


def titles(at):
    return [header.value for header in at.subheader]


def lines(at):
    return next(f.value for f in at.dataframe if "After" in f.value)


def test_a_run_without_maps_shows_nothing_of_them(app, full_run):
    at = app("performance", run=full_run.run_id)
    assert not at.exception
    assert TITLE not in titles(at)


def test_the_sentence_stands_above_numbers_before_and_after(app, full_run):
    folder = RunFolder(load_settings().runs_dir / full_run.run_id)
    result = folder.read_result()
    few = dataclasses.replace(FOUND, method=None, before={}, after={}, sentence="Too few.")
    maps = {Arm.MULTI_TASK: FOUND, Arm.SINGLE_TASK: few}
    tasks = {
        name: dataclasses.replace(task, calibration=maps if name == "sepsis" else {})
        for name, task in result.tasks.items()
    }
    folder.write_result(dataclasses.replace(result, tasks=tasks))
    at = app("performance", run=full_run.run_id)
    assert not at.exception
    assert TITLE in titles(at)
    told = " ".join(words.value for words in at.markdown)
    assert "It changes nothing that matters: log loss changes by −0.0100." in told
    assert "Too few." in told
    assert lines(at)["Measure"].tolist() == ["Calibration slope", "ICI"]
    assert lines(at)["After"].tolist() == ["0.980 (0.800 to 1.200)", "0.010 (no interval)"]
    at = at.selectbox(key="performance_task").set_value("stay").run()
    assert TITLE not in titles(at)
