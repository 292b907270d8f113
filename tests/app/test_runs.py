"""Past runs: found again after a reload, renamed, deleted; a bad address harms nothing."""

import time
from io import BytesIO
from zipfile import ZipFile

import pytest

from mtl_core.schema import RunState
from ui.runs.actions import packed
from ui.training.progress import stages_of
from ui.widgets.frame import RESEARCH_USE


def message(at):
    return "\n".join(element.value for element in (*at.error, *at.warning, *at.success))


def test_a_run_in_the_address_is_found_without_any_session(app, full_run):
    at = app("comparison", run=full_run.run_id)
    assert full_run.result.headline in at.header[0].value


@pytest.mark.parametrize("run", ["nothere", "../../etc/passwd", "a b", "", "x" * 500])
def test_an_address_with_a_bad_run_shows_the_empty_state(app, full_run, run):
    at = app("comparison", run=run)
    assert not at.exception
    assert not at.error
    assert "No run is open yet" in at.markdown[1].value


def test_the_study_of_a_run_in_the_address_can_be_brought_back(app, full_run):
    at = app("sharing", run=full_run.run_id)
    at.button(key="reopen").click().run()
    assert at.selectbox(key="group_stage").value == "B"


def test_a_run_whose_cohort_is_gone_still_opens_its_result(app, full_run, home):
    for kept in (home / "cohorts").iterdir():
        kept.unlink()
    at = app("sharing", run=full_run.run_id)
    at.button(key="reopen").click().run()
    assert "no longer kept" in message(at)
    at.switch_page("pages/comparison.py").run()
    assert full_run.result.headline in at.header[0].value


def test_a_failed_run_shows_its_reason_and_what_is_kept(app, write_run):
    run = write_run(RunState.FAILED, error="The worker was killed. What to do: run again.")
    at = app("training", run=run.run_id)
    assert "The worker was killed" in at.error[0].value
    told = "\n".join(element.value for element in at.markdown)
    assert "is kept: the study and its plan, the progress of training" in told
    assert "the comparison" not in told
    assert len(at.get("plotly_chart")) == 1


def test_only_stages_of_the_arms_that_compete_are_counted(write_run):
    study = write_run().study
    assert stages_of(study) == ["prepare", *study.arms, "evaluate", "explain"]


def test_a_run_without_a_result_leads_back_to_training(app, write_run):
    run = write_run(RunState.FAILED, error="The worker was killed.")
    at = app("comparison", run=run.run_id)
    assert "nothing to show here (failed)" in "\n".join(element.value for element in at.markdown)


def test_a_run_without_an_explanation_says_so_and_keeps_its_comparison(app, full_run, home):
    for file in (home / "runs" / full_run.run_id).glob("attributions.*"):
        file.unlink()
    at = app("explanation", run=full_run.run_id)
    assert not at.exception
    assert "has no explanation" in "\n".join(element.value for element in at.markdown)


def test_a_run_can_be_renamed(app, full_run):
    at = app("runs")
    at.text_input(key="new_title").set_value("Wards, second look")
    at.button(key="rename").click().run()
    assert at.dataframe[0].value["Run"][0] == "Wards, second look"


def test_a_run_is_deleted_only_after_a_yes(app, full_run, home):
    at = app("runs", run=full_run.run_id)
    assert at.button(key="delete").disabled
    at.checkbox(key=f"sure_{full_run.run_id}").check().run()
    at.button(key="delete").click().run()
    assert not (home / "runs" / full_run.run_id).exists()
    assert "run" not in at.query_params


def test_a_live_run_is_not_deleted_and_says_why(app, write_run, home):
    run = write_run(RunState.RUNNING, updated=time.time())
    at = app("runs", run=run.run_id)
    at.checkbox(key=f"sure_{run.run_id}").check().run()
    at.button(key="delete").click().run()
    assert "stop it first" in at.error[0].value
    assert (home / "runs" / run.run_id).exists()


def test_the_files_of_a_run_can_be_taken_with_the_research_use_sentence(app, full_run, home):
    labels = [button.proto.label for button in app("runs").get("download_button")]
    assert "Download the files of this run (ZIP)" in labels
    folder = home / "runs" / full_run.run_id
    names = ["study.json", "result.json", "predictions.parquet", "attributions.parquet"]
    with ZipFile(BytesIO(packed(folder, names))) as archive:
        assert archive.namelist() == ["README.txt", *names]
        assert archive.read("README.txt").decode().startswith(RESEARCH_USE)
        assert archive.read("result.json") == (folder / "result.json").read_bytes()


def test_nothing_of_a_patient_enters_the_address(app, full_run):
    at = app("runs", run=full_run.run_id)
    at.button(key="open_run").click().run()
    at.switch_page("pages/cohort.py").run()
    at.selectbox(key="cohort_column").set_value("sodium").run()
    at.switch_page("pages/explanation.py").run()
    at.selectbox(key="explanation_task").set_value("stage").run()
    at.selectbox(key="explanation_class").set_value("III").run()
    at.selectbox(key="patient_row").set_value(7).run()
    assert dict(at.query_params) == {"run": full_run.run_id}
