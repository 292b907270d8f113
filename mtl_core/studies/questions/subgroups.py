"""A finished run by subgroup: for whom it is good, and whom sharing helped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
from threadpoolctl import threadpool_limits

from mtl_core.data import Table, resampling_units
from mtl_core.errors import RunError, StudyError
from mtl_core.evaluation.subgroups import divide, evaluate_subgroups, subgroup_headline
from mtl_core.schema import Arm, CohortStamp, Event, Study
from mtl_core.schema.answers import SubgroupQuestion, SubgroupReport
from mtl_core.studies.progress import StageWatch

_WORDS = {"prepare": "Dividing patients", "evaluate": "Resampling patients, subgroup by subgroup"}
_ENDS = {"prepare": 0.05, "evaluate": 1.0}


def subgroups_of_run(
    study: Study,
    table: Table,
    predictions: pd.DataFrame,
    question: SubgroupQuestion,
    *,
    on_event: Callable[[Event], None] = lambda _: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> SubgroupReport:
    """Evaluate a finished run in every subgroup, on the resamples of patients of the run itself.

    Parameters
    ----------
    study, table, predictions
        Of the run; the table as the study reads it, with its repairs.
    question
        Which column divides the patients. It may be any but an outcome of the study or the
        patient's id.

    Raises
    ------
    SchemaError
        When there is no such column.
    StudyError
        When patients cannot be divided by it.
    RunError
        When the run has no predictions.
    RunCancelled
        When ``should_stop()`` turns true.
    """
    watch = StageWatch(on_event, _WORDS, _ENDS, should_stop)
    _check(study, question)
    division = divide(table.column(question.column), question)
    done = set(predictions["task"].unique())
    tasks = [task for task in study.schema.tasks if task.name in done]
    if not tasks:
        raise RunError(
            "The run has no predictions",
            expected="predictions of at least one task of the study",
            found="none",
            action="run the study again",
        )
    units = resampling_units(table, tasks, study)
    watch.next("evaluate")

    arms = [arm for arm in study.arms if arm.value in set(predictions["arm"].unique())]
    with threadpool_limits(1):  # more threads would only wait for each other
        found = evaluate_subgroups(
            predictions,
            tasks,
            division,
            arms=arms,
            gap_arm=Arm.MULTI_TASK if Arm.MULTI_TASK in arms else arms[0],
            plan=study.plan,
            patients=units.patients,
            strata=units.strata,
            on_progress=watch.tell,
        )
    watch.next("")
    report = SubgroupReport(
        question=question,
        cohort=CohortStamp(table.n_rows, table.fingerprint, study.cohort.name),
        seed=study.plan.seed,
        margin=study.plan.margin,
        gap_arm=Arm.MULTI_TASK if Arm.MULTI_TASK in arms else arms[0],
        sizes=dict(division.sizes),
        unknown=division.unknown,
        tasks=found,
        seconds=watch.seconds,
    )
    return replace(report, headline=subgroup_headline(report))


def _check(study: Study, question: SubgroupQuestion) -> None:
    schema = study.schema
    if question.column in schema.task_names or question.column == schema.patient_id:
        what = "the patient's id" if question.column == schema.patient_id else "a task"
        raise StudyError(
            f"Patients cannot be divided by '{question.column}'",
            expected="a column that is known before the outcome, such as sex, age or site",
            found=f"{what} of this study",
            action="choose another column",
        )
