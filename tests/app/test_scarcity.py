"""Few labels on the Comparison page: asked for, shown, stopped, and found again."""

import time

import pytest

from mtl_core.errors import StorageError
from mtl_core.jobs import answer_folder
from mtl_core.schema import Arm, CohortStamp, Difference, Estimate, RunState, TaskKind, Verdict
from mtl_core.schema.answers import LabelScarcity, ScarcityPoint, ScarcityReport
from mtl_core.settings import load_settings
from mtl_core.storage import RunFolder
from tests.app.recording import finished, leave
from ui.comparison.scarcity_view import scarcity_table
from ui.widgets import background


@pytest.fixture
def asked(answering):
    """Note who asks for a curve, and start nothing."""
    now = time.time()
    under_way = {"state": RunState.RUNNING, "fraction": 0.3, "pid": 1}
    return answering(**under_way, stage="train", started=now, updated=now)


def point(share, labels, value, verdict):
    arms = {
        arm: Estimate(0.7 + shift, 0.65 + shift, 0.75 + shift, 90)
        for arm, shift in ((Arm.MULTI_TASK, value), (Arm.SINGLE_TASK, 0.0), (Arm.LOGISTIC, -0.01))
    }
    difference = Difference(value, value - 0.02, value + 0.02, 0.01, 0.02, verdict)
    return ScarcityPoint(share, labels, labels / 3, 5, arms, difference)


def report(task):
    why = "not estimable (in 1 of 5 folds and draws fewer than two different classes are left)"
    lost = {arm: Estimate(reason=why) for arm in (Arm.MULTI_TASK, Arm.SINGLE_TASK, Arm.LOGISTIC)}
    return ScarcityReport(
        task=task,
        kind=TaskKind.BINARY,
        measure="auroc",
        group=("sepsis", "stay"),
        seed=0,
        cohort=CohortStamp(90, "f", "c"),
        n=90,
        events=30,
        points=(
            point(1.0, 72.0, 0.004, Verdict.INCONCLUSIVE),
            point(0.3, 22.0, 0.06, Verdict.BETTER),
            ScarcityPoint(0.03, 2.0, 1.0, 5, lost, Difference(reason=why)),
        ),
        headline="With 22 labels, sharing is worth +0.060 AUROC.",
    )


def finish(full_run, task, **status):
    about = finished(full_run.run_id)
    leave(LabelScarcity(task), about, None if status else report(task), **status)


def test_a_curve_is_asked_for_watched_and_shown(app, full_run, asked):
    at = app("comparison", run=full_run.run_id)
    at.button(key="scarcity_ask").click().run()
    ((question, about),) = asked
    assert about.study == full_run.study
    assert question == LabelScarcity("sepsis")
    assert about.cohort.read_bytes() == full_run.csv
    assert at.button(key="scarcity_stop")
    finish(full_run, "sepsis")
    at.run()
    assert not at.exception
    assert any("With 22 labels" in text.value for text in at.markdown)
    (table,) = (frame.value for frame in at.dataframe if "Draws" in frame.value)
    assert list(table["Labels"]) == [72, 22, 2]
    assert not [b for b in at.button if b.key == "scarcity_ask"]


def test_tasks_that_stand_alone_are_not_on_offer(app, full_run):
    at = app("comparison", run=full_run.run_id)
    assert at.selectbox(key="scarce_task").options == ["sepsis", "stay"]


def test_what_was_found_is_there_after_a_reload_whatever_task_it_was(app, full_run):
    finish(full_run, "stay")
    at = app("comparison", run=full_run.run_id)
    assert at.selectbox(key="scarce_task").value == "stay"
    assert any("With 22 labels" in text.value for text in at.markdown)
    at.selectbox(key="scarce_task").set_value("sepsis").run()
    assert at.button(key="scarcity_ask")


def test_the_chosen_task_stays_chosen_when_the_page_is_left(app, full_run):
    at = app("comparison", run=full_run.run_id)
    at.selectbox(key="scarce_task").set_value("stay").run()
    at.switch_page("pages/runs.py").run()
    at.switch_page("pages/comparison.py").run()
    assert at.selectbox(key="scarce_task").value == "stay"


def test_stop_leaves_word_for_the_worker(app, full_run, asked):
    at = app("comparison", run=full_run.run_id)
    at.button(key="scarcity_ask").click().run()
    at.button(key="scarcity_stop").click().run()
    question, about = LabelScarcity("sepsis"), finished(full_run.run_id)
    folder = answer_folder(question, about, load_settings())
    assert folder.cancel_requested() is not None


def test_an_attempt_that_failed_says_why_and_can_be_repeated(app, full_run):
    finish(full_run, "sepsis", state=RunState.FAILED, error="The memory is full.")
    at = app("comparison", run=full_run.run_id)
    assert any("The memory is full." in error.value for error in at.error)
    assert at.button(key="scarcity_ask")


def test_a_cancelled_attempt_can_be_repeated(app, full_run):
    finish(full_run, "sepsis", state=RunState.CANCELLED)
    at = app("comparison", run=full_run.run_id)
    assert at.button(key="scarcity_ask")


def test_without_the_file_of_patients_nothing_can_be_started(app, full_run):
    folder = RunFolder(load_settings().runs_dir / full_run.run_id)
    place = folder.read_cohort_place()
    (load_settings().cohorts_dir / place.path).unlink()
    at = app("comparison", run=full_run.run_id)
    assert any("no longer where it was" in info.value for info in at.info)
    assert not [b for b in at.button if b.key == "scarcity_ask"]


def test_a_full_disk_is_told_once(app, full_run, monkeypatch):
    def ask(*_):
        raise StorageError("The disk is full", expected="a", found="b", action="c")

    monkeypatch.setattr(background, "ask", ask)
    at = app("comparison", run=full_run.run_id)
    at.button(key="scarcity_ask").click().run()
    assert "The disk is full" in at.error[0].value
    assert not at.run().error


def test_the_table_says_why_there_is_no_number():
    table = scarcity_table(report("sepsis"))
    assert table["Share"].tolist() == ["100 %", "30 %", "3 %"]
    assert table["Verdict"].tolist() == ["inconclusive", "better", "none"]
    assert "fewer than two different classes" in table["Multi-task minus single-task"].iloc[2]
