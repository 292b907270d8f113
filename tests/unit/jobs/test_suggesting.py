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
    thorough_effort,
)
from mtl_core.jobs.suggesting import _command, _thorough_command
from mtl_core.schema import CohortStamp, Preset, Progress, RunState, RunStatus, TaskGrouping
from mtl_core.schema.answers import AffinityReport, ExpectedGain

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


def test_each_way_has_a_folder_of_its_own_and_what_one_found_stays(study, settings):
    quick, thorough = (suggestion_folder(study, settings, thorough=t) for t in (False, True))
    assert quick != thorough
    suggest_in_folder(quick, study, lambda _, __: REPORT, lambda _: None)
    other = dataclasses.replace(REPORT, method="thorough")
    suggest_in_folder(thorough, study, lambda _, __: other, lambda _: None)
    assert load_suggestion(quick).method == "quick"
    assert load_suggestion(thorough).method == "thorough"


def test_the_thorough_way_trains_every_task_and_pair_in_every_inner_fold(study):
    names = [f"t{i}" for i in range(7)]
    tasks = tuple(dataclasses.replace(study.schema.tasks[0], name=name) for name in names)
    wide = dataclasses.replace(
        study,
        schema=dataclasses.replace(study.schema, tasks=tasks),
        grouping=TaskGrouping.coarsest(names),
    )
    n_networks, seconds = thorough_effort(wide)
    # 7 tasks, 21 pairs, 5 folds, 3 inner folds; the demonstration cohort took 104 s
    assert n_networks == 420
    assert seconds == pytest.approx(104, rel=0.1)


def test_the_process_of_the_thorough_way_is_told_so(study, settings, tmp_path):
    folder = suggestion_folder(study, settings, thorough=True)
    words = _thorough_command(folder, tmp_path / "ward.csv", settings)
    assert "--thorough" in words
    assert "--thorough" not in _command(folder, tmp_path / "ward.csv", settings)


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
