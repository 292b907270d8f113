import stat
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from mtl_core.errors import StorageError, StudyError
from mtl_core.schema import Arm, EvaluationPlan, ExplanationSummary, Progress, RunState, RunStatus
from mtl_core.schema.events import ValidationChecked
from mtl_core.storage import CohortPlace, RunCard, RunFolder


@pytest.fixture
def folder(tmp_path):
    made = RunFolder(tmp_path / "run")
    made.create()
    return made


def rows_of(arm: str, shift: float = 0.0) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "row": [0, 1],
            "task": ["died", "days"],
            "arm": arm,
            "repeat": 0,
            "fold": [0, 1],
            "class": ["yes", None],
            "observed": [1.0, np.nan],
            "predicted": [0.25 + shift, 3.5 + shift],
        }
    )


def test_everything_reads_as_absent_before_it_is_written(folder):
    assert folder.read_study() is None
    assert folder.read_status() is None
    assert folder.read_result() is None
    assert folder.read_predictions() is None
    assert folder.read_attributions() is None
    assert folder.read_explanation_summary() is None
    assert folder.read_cohort_place() is None
    assert folder.read_card() is None
    assert folder.read_bundle() is None
    assert folder.read_events() == ()
    assert folder.read_log() == ""
    assert folder.cancel_requested() is None
    assert folder.stamp("result.json") is None


def test_json_values_come_back_equal(folder, study, result):
    status = RunStatus(RunState.RUNNING, "prepare", 0.1, "Reading", started=1.0, updated=2.0, pid=7)
    place, card = CohortPlace("/data/ward.csv", "ward.csv", "f" * 64), RunCard("Ward", 12.0)
    folder.write_study(study)
    folder.write_status(status)
    folder.write_result(result)
    folder.write_cohort_place(place)
    folder.write_card(card)
    assert folder.read_study() == study
    assert folder.read_status() == status
    assert folder.read_result() == result
    assert folder.read_cohort_place() == place
    assert folder.read_card() == card


def test_predictions_come_back_with_their_columns_types_and_gaps(folder):
    folder.write_predictions(Arm.MULTI_TASK, rows_of("multi_task"))
    read = folder.read_predictions()
    pd.testing.assert_frame_equal(read, rows_of("multi_task"), check_dtype=False)
    assert read["row"].dtype == np.int64
    assert read["predicted"].dtype == np.float64


def test_predictions_do_not_depend_on_which_arm_came_first(tmp_path):
    contents = []
    for name, arms in {"a": ["logistic", "multi_task"], "b": ["multi_task", "logistic"]}.items():
        folder = RunFolder(tmp_path / name)
        folder.create()
        for arm in arms:
            folder.write_predictions(Arm(arm), rows_of(arm))
        contents.append((folder.path / "predictions.parquet").read_bytes())
    assert contents[0] == contents[1]
    assert list(folder.read_predictions()["arm"].unique()) == ["multi_task", "logistic"]


def test_predictions_of_an_arm_that_comes_again_take_the_place_of_the_old_ones(folder):
    folder.write_predictions(Arm.MULTI_TASK, rows_of("multi_task"))
    folder.write_predictions(Arm.SINGLE_TASK, rows_of("single_task"))
    folder.write_predictions(Arm.MULTI_TASK, rows_of("multi_task", shift=1.0))
    read = folder.read_predictions()
    assert len(read) == 4
    assert list(read.loc[read["arm"] == "multi_task", "predicted"]) == [1.25, 4.5]


def test_a_categorical_column_and_arms_as_enums_give_the_same_bytes(tmp_path):
    plain, odd = RunFolder(tmp_path / "plain"), RunFolder(tmp_path / "odd")
    for folder in (plain, odd):
        folder.create()
    frame = rows_of("boosting")
    plain.write_predictions(Arm.BOOSTING, frame)
    enums = frame.assign(task=frame["task"].astype("category"), arm=[Arm.BOOSTING] * 2)
    enums.index = [5, 9]
    odd.write_predictions(Arm.BOOSTING, enums)
    name = "predictions.parquet"
    assert (plain.path / name).read_bytes() == (odd.path / name).read_bytes()


def test_a_damaged_table_is_told_as_damaged(folder):
    (folder.path / "predictions.parquet").write_bytes(b"PAR1 and then nothing")
    with pytest.raises(StorageError, match="damaged"):
        folder.read_predictions()


def test_attributions_and_their_summary_come_back(folder):
    table = pd.DataFrame(
        {
            "row": [3],
            "task": ["died"],
            "class": ["yes"],
            "feature": ["age"],
            "value": [0.01],
            "logit_value": [0.1],
            "feature_value": [None],
            "feature_rank": [np.nan],
        }
    )
    summary = ExplanationSummary("permutation", 1, 10, 100, 1e-9, {"died": 0.2})
    folder.write_attributions(table, summary)
    pd.testing.assert_frame_equal(folder.read_attributions(), table, check_dtype=False)
    assert folder.read_explanation_summary() == summary


def test_events_come_back_in_order_without_a_torn_last_line(folder):
    events = [Progress("prepare", 0.1, "Reading"), ValidationChecked(Arm.MULTI_TASK, 20, {"a": 1})]
    for event in events:
        folder.append_event(event)
    with (folder.path / "events.jsonl").open("a") as stream:
        stream.write('{"time": 1.0, "type": "Progress", "event": {"stage": "eval')
    assert [logged.event for logged in folder.read_events()] == events


def test_losses_that_are_not_finite_are_left_out_of_the_events(folder):
    losses = {"a": 0.5, "b": float("nan"), "c": float("inf")}
    folder.append_event(ValidationChecked(Arm.SINGLE_TASK, 40, losses))
    (logged,) = folder.read_events()
    assert logged.event.losses == {"a": 0.5}


def test_a_bundle_comes_back_with_folders_inside(folder):
    files = {"manifest.json": b"{}", "weights/0.safetensors": b"\x00\x01"}
    folder.write_bundle(files)
    assert folder.read_bundle() == files


@pytest.mark.parametrize("name", ["../study.json", "/etc/passwd"])
def test_a_bundle_cannot_write_outside_its_folder(folder, name):
    with pytest.raises(StorageError, match="bad name"):
        folder.write_bundle({name: b""})


def test_the_stamp_of_a_file_changes_with_its_content(folder):
    folder.write_card(RunCard("one", 1.0))
    before = folder.stamp("run.json")
    assert before == folder.stamp("run.json")
    folder.write_card(RunCard("two", 1.0))
    assert folder.stamp("run.json") != before


def test_a_finished_run_of_another_study_is_not_overwritten(folder, study, result):
    folder.begin(study)
    folder.write_result(result)
    other = replace(study, plan=EvaluationPlan(seed=1))
    with pytest.raises(StorageError, match="holds another run") as told:
        folder.begin(other)
    assert "--out" in told.value.action
    assert folder.read_result() == result
    assert folder.read_study() == study


def test_the_same_study_starts_again_from_a_clean_folder(folder, study, result):
    folder.begin(study)
    folder.write_result(result)
    folder.write_bundle({"manifest.json": b"{}"})
    folder.request_cancel()
    folder.begin(study)
    assert folder.read_result() is None
    assert folder.read_bundle() is None
    assert folder.cancel_requested() is None
    assert folder.read_study() == study


def test_an_unfinished_run_of_another_study_gives_way(folder, study):
    folder.begin(study)
    other = replace(study, plan=EvaluationPlan(seed=1))
    folder.begin(other)
    assert folder.read_study() == other


def test_other_files_in_the_folder_are_not_touched(folder, study):
    (folder.path / "notes.txt").write_text("mine")
    (folder.path / "bundle").mkdir()
    (folder.path / "bundle" / "mine.txt").write_text("mine")
    folder.begin(study)
    assert (folder.path / "notes.txt").read_text() == "mine"
    assert (folder.path / "bundle" / "mine.txt").exists()


def test_a_status_that_is_no_json_is_told_as_such(folder):
    (folder.path / "status.json").write_text("{")
    with pytest.raises(StudyError, match="not JSON"):
        folder.read_status()


def test_a_new_folder_is_for_its_owner_only_and_an_old_one_stays_as_it_is(tmp_path):
    RunFolder(tmp_path / "new").create()
    (tmp_path / "old").mkdir(mode=0o755)
    RunFolder(tmp_path / "old").create()
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "old").stat().st_mode) == 0o755


def test_a_removed_folder_is_gone_and_removing_it_twice_is_no_error(folder, study):
    folder.begin(study)
    folder.remove()
    assert not folder.path.exists()
    folder.remove()
