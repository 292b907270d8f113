"""Two finished runs of one cohort side by side."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from threadpoolctl import threadpool_limits

from mtl_core.data import Table, resampling_units
from mtl_core.errors import StudyError
from mtl_core.evaluation.arms import compare_runs, same_split
from mtl_core.schema import Arm, CohortStamp, Event, Study, Task
from mtl_core.schema.answers import TwoRuns
from mtl_core.studies.progress import StageWatch

_WORDS = {"prepare": "Matching the two runs", "evaluate": "Resampling patients, task by task"}
_ENDS = {"prepare": 0.05, "evaluate": 1.0}


def compare_two_runs(  # noqa: PLR0913 - two runs are two studies and two tables
    first: Study,
    first_predictions: pd.DataFrame,
    second: Study,
    second_predictions: pd.DataFrame,
    table: Table,
    *,
    arm: Arm = Arm.MULTI_TASK,
    on_event: Callable[[Event], None] = lambda _: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> TwoRuns:
    """Compare one arm of two runs on the resamples of patients of the first run.

    Parameters
    ----------
    first, first_predictions, second, second_predictions
        The studies and their long tables of predictions.
    table
        The cohort as the first study reads it, with its repairs.
    arm
        The arm taken from both runs.

    Raises
    ------
    StudyError
        When the runs are not of the same cohort, or share no task on the same split.
    RunCancelled
        When ``should_stop()`` turns true.
    """
    watch = StageWatch(on_event, _WORDS, _ENDS, should_stop)
    check_same_cohort(first, second)
    common, other = _common_tasks(first, second)
    laid_out, left_out = same_split(first_predictions, second_predictions, common, arm)
    predicted = set(first_predictions["task"].unique())
    evaluated = [task for task in first.schema.tasks if task.name in predicted]
    units = resampling_units(table, evaluated, first)
    watch.next("evaluate")

    with threadpool_limits(1):  # more threads would only wait for each other
        found = compare_runs(
            laid_out,
            plan=first.plan,
            patients=units.patients,
            strata=units.strata,
            on_progress=watch.tell,
        )
    watch.next("")
    return TwoRuns(
        arm=arm,
        cohort=CohortStamp(table.n_rows, table.fingerprint, first.cohort.name),
        margin=first.plan.margin,
        tasks=found,
        left_out=other | left_out,
        seconds=watch.seconds,
    )


def check_same_cohort(first: Study, second: Study) -> None:
    """Refuse runs of two files, or of one file read in two ways.

    Raises
    ------
    StudyError
        When fingerprint, number of rows or the patient's id differ.
    """
    if first.cohort.fingerprint != second.cohort.fingerprint:
        found = "two files: their fingerprints differ"
    elif first.cohort.rows != second.cohort.rows or first.cohort.sheet != second.cohort.sheet:
        found = f"{first.cohort.rows:,} rows in one and {second.cohort.rows:,} in the other"
    elif first.schema.patient_id != second.schema.patient_id:
        found = "another column as the patient's id"
    else:
        return
    raise StudyError(
        "The two runs cannot be compared",
        expected="two runs of the same file, read in the same way",
        found=found,
        action="choose two runs of one cohort",
    )


def _common_tasks(first: Study, second: Study) -> tuple[list[Task], dict[str, str]]:
    """Tasks that both studies declare alike, and why each other one is left out."""
    theirs = {task.name: task for task in second.schema.tasks}
    mine = {task.name: task for task in first.schema.tasks}
    left_out = {name: "only in the second run" for name in theirs if name not in mine}
    for name, task in mine.items():
        if name not in theirs:
            left_out[name] = "only in the first run"
        elif theirs[name] != task:
            left_out[name] = "declared in another way in the second run"
    return [task for name, task in mine.items() if name not in left_out], left_out
