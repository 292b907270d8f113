"""Suggested groups on the Sharing page: asked for, shown, taken, and changed by hand."""

import time

import pytest

from mtl_core.errors import StorageError
from mtl_core.jobs import answer_folder
from mtl_core.schema import CohortStamp, RunState, TaskGrouping
from mtl_core.schema.answers import AffinityReport, ExpectedGain, Merge
from mtl_core.settings import load_settings
from tests.app.recording import leave
from ui.widgets import background

TASKS = ("sepsis", "stage", "stay")


@pytest.fixture
def asked(answering):
    """Note who asks for a suggestion, and start nothing."""
    now = time.time()
    under_way = {"state": RunState.RUNNING, "fraction": 0.3, "pid": 1}
    return answering(**under_way, stage="affinity", started=now, updated=now)


def report(**replaced):
    gain = ExpectedGain(0.01, 0.002, 0.02)
    groups = TaskGrouping.of(TASKS, [["stage", "stay"]])
    values = {
        "method": "quick",
        "seed": 0,
        "cohort": CohortStamp(10, "f", "c"),
        "tasks": TASKS,
        "matrix": ((0.01, -0.01, 0.0), (0.0, 0.01, 0.02), (0.0, 0.02, 0.01)),
        "spread": ((0.001, 0.001, 0.001),) * 3,
        "cosines": None,
        "suggestion": groups,
        "against_together": gain,
        "against_alone": gain,
        "fold_groupings": (groups,) * 5,
        "agreement": 1.0,
        "headline": "Suggested: 1 group that learns together.",
        "merges": (Merge(1, 2, 0.02), Merge(0, 3, -0.005)),
        "measured_with": "Hard sharing",
    }
    return AffinityReport(**values | replaced)


def sharing(app, full_run):
    at = app("runs", run=full_run.run_id)
    at.button(key="open_run").click().run()
    return at.switch_page("pages/sharing.py").run()


def finish(asked, **replaced):
    leave(*asked, report(**replaced))


def letters(at):
    return {task: at.selectbox(key=f"group_{task}").value for task in TASKS}


def test_a_suggestion_is_asked_for_shown_taken_and_changed_by_hand(app, full_run, asked):
    at = sharing(app, full_run)
    at.button(key="suggestion_ask").click().run()
    assert len(asked) == 1
    assert at.button(key="suggestion_stop")
    finish(asked[0])
    at.run()
    assert not at.exception
    assert any("Suggested: 1 group" in text.value for text in at.markdown)
    at.button(key="use_suggestion").click().run()
    assert letters(at) == {"sepsis": "A", "stage": "B", "stay": "B"}
    assert at.button(key="use_suggestion").disabled
    at.selectbox(key="group_stage").set_value("C").run()
    assert letters(at)["stage"] == "C"
    assert not at.button(key="use_suggestion").disabled


def test_what_was_found_is_there_after_a_reload(app, full_run, asked):
    at = sharing(app, full_run)
    at.button(key="suggestion_ask").click().run()
    finish(asked[0])
    again = sharing(app, full_run)
    assert again.button(key="use_suggestion")
    assert not [b for b in again.button if b.key == "suggestion_ask"]


def test_stop_leaves_word_for_the_worker(app, full_run, asked):
    at = sharing(app, full_run)
    at.button(key="suggestion_ask").click().run()
    at.button(key="suggestion_stop").click().run()
    assert answer_folder(*asked[0], load_settings()).cancel_requested() is not None


def test_an_attempt_that_failed_says_why_and_can_be_repeated(app, full_run, asked):
    at = sharing(app, full_run)
    at.button(key="suggestion_ask").click().run()
    leave(*asked[0], state=RunState.FAILED, error="The memory is full.")
    at.run()
    assert "The memory is full." in at.error[0].value
    assert at.button(key="suggestion_ask")


def test_a_full_disk_is_told_once(app, full_run, monkeypatch):
    def ask(*_):
        raise StorageError("The disk is full", expected="a", found="b", action="c")

    monkeypatch.setattr(background, "ask", ask)
    at = sharing(app, full_run)
    at.button(key="suggestion_ask").click().run()
    assert "The disk is full" in at.error[0].value
    assert not at.run().error


def test_both_ways_are_offered_and_each_keeps_what_it_found(app, full_run, asked):
    at = sharing(app, full_run)
    assert any("All tasks are trained together once" in text.value for text in at.markdown)
    at.button(key="suggestion_ask").click().run()
    finish(asked[0])
    at.radio(key="way").set_value(True).run()
    # 3 tasks alone and 3 pairs, in 5 folds of 3 inner folds each
    assert any("90 small networks" in text.value for text in at.markdown)
    at.button(key="suggestion_ask").click().run()
    assert len(asked) == 2
    other = TaskGrouping.coarsest(TASKS)
    assert [question.thorough for question, _ in asked] == [False, True]
    finish(asked[1], method="thorough", suggestion=other, headline="All together.")
    at.run()
    said = "\n".join(text.value for text in at.markdown)
    assert "All together." in said
    assert "The quick way suggests **other** groups: sepsis; stage, stay." in said
    at.radio(key="way").set_value(False).run()
    assert any("The thorough way suggests **other**" in text.value for text in at.markdown)
    at.button(key="use_suggestion").click().run()
    assert letters(at) == {"sepsis": "A", "stage": "B", "stay": "B"}


def test_the_tree_is_shown_beside_the_map_and_the_design_is_named(app, full_run, asked):
    at = sharing(app, full_run)
    at.button(key="suggestion_ask").click().run()
    finish(asked[0])
    at.run()
    titles = [text.value for text in at.markdown]
    assert "**Who helps whom**" in titles
    assert "**Which tasks join first**" in titles
    assert any("measured with hard sharing" in text.value for text in at.caption)


def test_a_report_without_a_tree_is_shown_without_it(app, full_run, asked):
    at = sharing(app, full_run)
    at.button(key="suggestion_ask").click().run()
    finish(asked[0], merges=(), measured_with="")
    at.run()
    assert not at.exception
    assert "**Which tasks join first**" not in [text.value for text in at.markdown]
