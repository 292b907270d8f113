"""A suggestion in a folder of its own: found again, ended, and asked for once."""

import dataclasses
import time

import pytest

from mtl_core.errors import RunCancelled, RunError, StudyError
from mtl_core.jobs import (
    load_suggestion,
    start_suggestion,
    suggest_in_folder,
    suggestion_folder,
    suggestion_status,
)
from mtl_core.schema import (
    AffinityReport,
    CohortStamp,
    ExpectedGain,
    Preset,
    Progress,
    RunState,
    RunStatus,
    TaskGrouping,
)

REPORT = AffinityReport(
    method="quick",
    seed=0,
    cohort=CohortStamp(2, "f", "ward"),
    tasks=("a", "b"),
    matrix=((0.1, 0.2), (None, 0.1)),
    spread=((0.1, 0.1), (None, 0.1)),
    cosines=None,
    suggestion=TaskGrouping.coarsest(["a", "b"]),
    against_together=ExpectedGain(0.0, 0.0, 0.0),
    against_alone=ExpectedGain(0.1, 0.0, 0.2),
    fold_groupings=(TaskGrouping.coarsest(["a", "b"]),),
    agreement=1.0,
    headline="Together.",
)


def ended(folder, seconds=60):
    for _ in range(10 * seconds):
        status = suggestion_status(folder)
        if not status.state.live:
            return status
        time.sleep(0.1)
    raise AssertionError("the suggestion goes on and on")


def test_what_was_found_is_kept_and_progress_is_told(study, settings):
    folder, heard = suggestion_folder(study, settings), []
    assert suggestion_status(folder) is None
    assert load_suggestion(folder) is None

    def work(on_event, should_stop):
        assert not should_stop()
        on_event(Progress("affinity", 0.5, "Measuring"))
        assert suggestion_status(folder).fraction == 0.5
        return REPORT

    assert suggest_in_folder(folder, study, work, heard.append) == REPORT
    assert load_suggestion(folder) == REPORT
    assert suggestion_status(folder).state is RunState.DONE
    assert [event.stage for event in heard] == ["affinity"]


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (RunCancelled("a", expected="b", found="c", action="d"), RunState.CANCELLED),
        (StudyError("a", expected="b", found="c", action="d"), RunState.FAILED),
    ],
)
def test_every_end_leaves_word(study, settings, error, state):
    folder = suggestion_folder(study, settings)

    def work(_, __):
        raise error

    with pytest.raises(type(error)):
        suggest_in_folder(folder, study, work, lambda _: None)
    assert suggestion_status(folder).state is state
    assert load_suggestion(folder) is None


def test_the_folder_depends_on_what_is_asked_and_not_on_the_groups(study, settings):
    folder = suggestion_folder(study, settings)
    budget = dataclasses.replace(study, training=Preset.FULL.training, references=())
    assert suggestion_folder(budget, settings) == folder
    seed = dataclasses.replace(study, plan=dataclasses.replace(study.plan, seed=1))
    assert suggestion_folder(seed, settings) != folder


def test_a_finished_suggestion_is_not_computed_again(study, settings, cohort):
    folder = suggestion_folder(study, settings)
    suggest_in_folder(folder, study, lambda _, __: REPORT, lambda _: None)
    before = folder.stamp("status.json")
    assert start_suggestion(study, cohort, settings) == folder
    assert folder.stamp("status.json") == before


def test_a_dead_worker_has_failed(study, settings):
    folder = suggestion_folder(study, settings)
    folder.create()
    folder.write_status(RunStatus(RunState.RUNNING, started=1.0, updated=1.0, pid=2**22 + 1))
    assert suggestion_status(folder).state is RunState.FAILED


def test_the_folder_of_a_run_is_not_overwritten(study, settings):
    folder = suggestion_folder(study, settings)
    folder.create()
    (folder.path / "result.json").write_text("{}")
    with pytest.raises(RunError, match="in use"):
        suggest_in_folder(folder, study, lambda _, __: REPORT, lambda _: None)


def test_the_process_says_why_it_cannot_suggest(study, settings, cohort):
    """Two patients and one task: the worker is started, refuses, and the folder says so."""
    folder = start_suggestion(study, cohort, settings)
    status = ended(folder)
    assert status.state is RunState.FAILED
    assert status.error
    assert load_suggestion(folder) is None
