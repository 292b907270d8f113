"""The champion: ticked on the Sharing page, shown as an arm, and what it took in words."""

from dataclasses import replace

import pytest

from mtl_core.schema import Arm
from mtl_core.settings import load_settings
from mtl_core.storage import RunFolder
from ui.results.champion import champion_words
from ui.session import runs

MULTI, SINGLE = Arm.MULTI_TASK, Arm.SINGLE_TASK


class Recorder:
    """A supervisor that starts nothing and remembers what it was asked for."""

    def __init__(self, real):
        self._real = real
        self.studies = []

    def submit(self, study, _cohort, **_):
        self.studies.append(study)
        return "f00dfeed"

    def __getattr__(self, name):
        return getattr(self._real, name)


def test_a_tick_on_the_sharing_page_reaches_the_study_and_comes_back(app, full_run, monkeypatch):
    recorder = Recorder(runs.supervisor())
    monkeypatch.setattr(runs, "supervisor", lambda: recorder)
    at = app("runs", run=full_run.run_id)
    at.button(key="open_run").click().run()
    at.switch_page("pages/sharing.py").run()
    assert not at.checkbox(key="champion").value
    at.checkbox(key="champion").check().run()
    at.switch_page("pages/cohort.py").run()
    at.switch_page("pages/sharing.py").run()
    assert at.checkbox(key="champion").value
    at.button(key="to_training").click().run()
    at.switch_page("pages/training.py").run()
    at.button(key="start_quick").click().run()
    assert recorder.studies[-1].champion
    RunFolder(load_settings().runs_dir / full_run.run_id).write_study(recorder.studies[-1])
    again = app("runs", run=full_run.run_id)
    again.button(key="open_run").click().run()
    again.switch_page("pages/sharing.py").run()
    assert again.checkbox(key="champion").value


def test_the_comparison_page_says_what_was_taken_for_every_task(app, full_run):
    taken = {"sepsis": (MULTI, SINGLE, MULTI), "stage": (MULTI,) * 3, "stay": (SINGLE,) * 3}
    folder = RunFolder(load_settings().runs_dir / full_run.run_id)
    folder.write_result(replace(full_run.result, champion=taken))
    at = app("comparison", run=full_run.run_id)
    assert not at.exception
    said = "\n".join(text.value for text in at.markdown)
    assert "**sepsis**: multi-task in 2 of 3 splits, single-task in 1" in said
    assert "**stage**: multi-task in all 3 splits" in said
    assert "**stay**: single-task in all 3 splits" in said
    assert "Champion: per task the better of both, chosen on validation patients" in said
    (arms,) = [t.value for t in at.dataframe if "Champion" in t.value.columns]
    assert list(arms["Task"]) == ["sepsis", "stage", "stay"]


def test_without_a_champion_nothing_is_said_of_it(app, full_run):
    at = app("comparison", run=full_run.run_id)
    assert not any("What the champion took" in text.value for text in at.subheader)


@pytest.mark.parametrize(
    ("taken", "words"),
    [
        ((MULTI, MULTI), "multi-task in both splits"),
        ((SINGLE, SINGLE), "single-task in both splits"),
        ((MULTI, SINGLE), "multi-task in 1 of 2 splits, single-task in 1"),
    ],
)
def test_two_splits_are_both(taken, words):
    assert champion_words("a_task", taken) == f"**a_task**: {words}"
