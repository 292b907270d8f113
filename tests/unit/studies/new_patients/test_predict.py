"""New patients: by the API and by the command, with the run's map and a second site's."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from mtl_core.calibration import apply_map
from mtl_core.cli import execute
from mtl_core.errors import StudyError
from mtl_core.inference import read_bundle, read_calibration
from mtl_core.schema import TaskKind, from_json
from mtl_core.schema.answers import SiteRecalibration
from mtl_core.schema.calibration import CalibrationMethod, InterceptMap
from mtl_core.schema.events import BundleReady
from mtl_core.storage import RunFolder
from mtl_core.studies.new_patients import predict_new, recalibrate_site
from tests.unit.studies.conftest import as_table, draw_frame


@pytest.fixture(scope="session")
def files(events):
    return next(event.files for event in events if isinstance(event, BundleReady))


@pytest.fixture(scope="session")
def frame():
    """Another site: other patients, other names, and one outcome more often."""
    rng = np.random.default_rng(1)
    frame = draw_frame().sample(frac=1, random_state=3).reset_index(drop=True)
    more = frame["died"].eq("no") & (rng.random(len(frame)) < 0.25)
    return frame.assign(died=frame["died"].mask(more, "yes"), pid="s" + frame["pid"])


@pytest.fixture(scope="session")
def study(whole_study):
    return whole_study


@pytest.fixture
def run_folder(tmp_path, study, files):
    folder = RunFolder(tmp_path / "run")
    folder.create()
    folder.write_study(study)
    folder.write_bundle(files)
    return folder.path


@pytest.fixture(scope="session")
def site(study, frame, files):
    return recalibrate_site(study, as_table(frame), files)


def test_risks_are_the_mean_of_the_networks_under_the_saved_map(study, frame, files):
    table = as_table(frame)
    found = {risks.task.name: risks for risks in predict_new(study, table, files).tasks}
    ensemble, maps = read_bundle(files), read_calibration(files)
    raw = ensemble.predict(table.frame)
    for name, risks in found.items():
        mean = raw[:, ensemble.layout.columns(name)]
        if name in maps.tasks:
            mean = apply_map(maps.tasks[name].map, mean, TaskKind.BINARY)
        assert risks.predicted == pytest.approx(mean, abs=1e-5)
        assert (risks.low <= risks.high).all()
        assert risks.calibrated == ("run" if name in maps.tasks else "no")
    assert found["stage"].predicted.sum(axis=1) == pytest.approx(1)


def test_a_bundle_without_maps_predicts_as_it_is(study, frame, files):
    old = {name: content for name, content in files.items() if name != "calibration.json"}
    assert {r.calibrated for r in predict_new(study, as_table(frame), old).tasks} == {"no"}


def test_the_command_writes_a_line_per_row_task_and_class(run_folder, frame, tmp_path, capsys):
    new, out = tmp_path / "new.csv", tmp_path / "p.csv"
    # Outcomes are not needed, and are not looked at.
    frame[["age", "lactate", "unit"]].to_csv(new, index=False)
    assert execute(["predict", str(run_folder), str(new), "--out", str(out)]) == 0
    table = pd.read_csv(out)
    assert list(table) == ["row", "task", "class", "predicted", "low", "high", "calibrated"]
    n = len(frame)
    assert table.groupby("task").size().to_dict() == {
        "died": n, "icu": n, "stay": n, "stage": 3 * n
    }  # fmt: skip
    assert table.loc[table["task"] == "died", "class"].unique().tolist() == ["yes"]
    assert "recalibrated on the run's own patients" in capsys.readouterr().out


def test_the_command_tells_what_is_missing_without_any_cell(run_folder, frame, tmp_path, capsys):
    new, out = tmp_path / "new.csv", tmp_path / "p.csv"
    frame[["age", "unit"]].assign(unit="A-CELL").to_csv(new, index=False)
    words = ["predict", str(run_folder), str(new), "--out", str(out)]
    assert execute(words) == 2
    assert "1 missing: 'lactate'" in capsys.readouterr().err
    assert not out.exists()
    assert execute([*words, "--missing-as-unknown"]) == 0
    told = capsys.readouterr().err
    assert "predict-missing-column" in told
    assert "predict-new-levels" in told
    assert "CELL" not in told


def test_a_second_site_gets_an_intercept_and_a_line_and_the_rule_takes_one(site):
    died = site.tasks["died"]
    assert list(died.maps) == [CalibrationMethod.INTERCEPT, CalibrationMethod.LOGISTIC]
    assert died.chosen is CalibrationMethod.INTERCEPT  # fewer than 200 events
    assert isinstance(died.maps[died.chosen].map, InterceptMap)
    assert died.maps[died.chosen].map.intercept > 0  # the outcome is more frequent here
    before = died.options[died.chosen].before["calibration_in_the_large"]
    after = died.options[died.chosen].after["calibration_in_the_large"]
    assert abs(after.value) < abs(before.value)
    assert died.options[died.chosen].difference["log_loss"].high < 0
    assert list(site.tasks["stage"].maps) == [CalibrationMethod.TEMPERATURE]
    assert "quantity" in site.refused["stay"]


def test_apparent_means_agree_where_the_map_of_the_site_is_used(site, study, frame, files):
    from mtl_core.studies.new_patients import site_maps

    table = as_table(frame)
    found = predict_new(study, table, files, site_maps=site_maps(site, files)).tasks
    died = next(risks for risks in found if risks.task.name == "died")
    known = frame["died"].notna().to_numpy()
    # The intercept of a logistic model makes the mean risk the observed share, to the digit.
    share = frame["died"].eq("yes")[known].mean()
    assert died.predicted[known].mean() == pytest.approx(share, abs=1e-6)
    assert died.calibrated == "run+site"


def test_few_events_are_refused_and_the_study_itself_is_no_second_site(study, frame, files, table):
    few = frame.assign(died=np.where(np.arange(len(frame)) < 9, "yes", "no"))
    assert (
        "9 rows of its rarest class"
        in recalibrate_site(study, as_table(few), files).refused["died"]
    )
    with pytest.raises(StudyError, match="trained on"):
        recalibrate_site(study, table, files)
    with pytest.raises(StudyError, match="No task can be recalibrated"):
        recalibrate_site(study, as_table(frame[["age", "lactate", "unit"]]), files)


def test_the_command_writes_maps_that_predict_takes_for_these_networks_only(
    run_folder, frame, tmp_path, capsys, files
):
    new, maps, out = tmp_path / "site.csv", tmp_path / "maps.json", tmp_path / "p.csv"
    frame.to_csv(new, index=False)
    assert execute(["recalibrate", str(run_folder), str(new), "--out", str(maps)]) == 0
    told = capsys.readouterr().out
    assert "intercept only, taken by 'predict'" in told
    site = from_json(SiteRecalibration, maps.read_text())
    words = ["predict", str(run_folder), str(new), "--out", str(out), "--recalibration", str(maps)]
    assert execute(words) == 0
    assert set(pd.read_csv(out)["calibrated"]) == {"run+site", "site", "no"}
    other = dataclasses.replace(site, model="0" * 64)
    from mtl_core.studies.new_patients import site_maps

    with pytest.raises(StudyError, match="other networks"):
        site_maps(other, files)
    capsys.readouterr()
    assert execute([*words[:-1], str(tmp_path / "absent.json")]) == 2
    assert "no such file" in capsys.readouterr().err


def test_the_interval_of_calibration_in_the_large_is_as_wide_as_theory_says(site):
    found = site.tasks["died"].options[CalibrationMethod.INTERCEPT].before
    width = found["calibration_in_the_large"].high - found["calibration_in_the_large"].low
    # Rows of one patient come together, and 50 resamples are few: theory for single rows is
    # 2 * 1.96 / sqrt(sum of p (1 - p)), where p (1 - p) is at most 1/4.
    n = found["brier"].n
    assert width > 2 * 1.96 / np.sqrt(n / 4)
