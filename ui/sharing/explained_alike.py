"""Which tasks a past run of this cohort explains alike: something to think about for the groups."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from mtl_core.explanation import task_similarity
from mtl_core.schema import CohortSchema, RunState, Study, TaskGrouping, TaskKind
from mtl_core.schema.answers import ArmsQuestion, TasksAlike
from mtl_core.storage import RunRecord
from mtl_core.words import counted, signed
from ui import state
from ui.session import cached, runs
from ui.widgets.background import known_answer
from ui.widgets.downloads import download_table
from ui.widgets.tables import show_table
from ui.words import as_text, when

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class TaskLikeness:
    """Pairs of tasks by their explanations in one run.

    Attributes
    ----------
    alone
        Whether networks that share nothing were explained.
    """

    record: RunRecord
    grouping: TaskGrouping
    pairs: tuple[TasksAlike, ...]
    n_patients: int
    alone: bool


def show_explained_alike(schema: CohortSchema, grouping: TaskGrouping) -> None:
    """Say which tasks the newest explained run of this cohort explains alike, if there is one.

    Parameters
    ----------
    grouping
        Who shares as the study stands now.
    """
    cohort = state.COHORT.get()
    found = None if cohort is None else _newest(schema, cohort.table.fingerprint)
    if found is None:
        return
    st.subheader("Tasks explained alike", anchor=False)
    table = pairs_table(found, grouping)
    st.markdown(alike_sentence(found))
    show_table(table.head(_SHOWN), key="explained_alike")
    st.caption(
        f"From the run *{as_text(found.record.title or found.record.cohort)}*, "
        f"{when(found.record.created)}; 95 % intervals over "
        f"{counted(found.n_patients, 'patient')}. "
        "1: each patient's features push both tasks the same way; −1: they push them apart. "
        + (
            "These are the single-task networks, which share nothing. "
            if found.alone
            else "These are the multi-task networks: tasks that shared an encoder there can be "
            "explained alike for that reason alone. *Explain both arms* on the Explanation page "
            "asks the single-task networks instead. "
        )
        + "**Explained alike is no proof that sharing helps**: only the comparison of a run, or "
        "the suggestion above, says that."
    )
    download_table(table, name="tasks explained alike", key="explained_alike")


def alike_sentence(found: TaskLikeness) -> str:
    """Name the pair that is explained most alike and the one least alike."""
    ordered = sorted(found.pairs, key=lambda pair: -pair.cosine)
    most, least = ordered[0], ordered[-1]
    words = f"{_both(most)} are explained most alike ({_value(most)})"
    if len(ordered) > 1:
        words += f", {_both(least)} least ({_value(least)})"
    return f"{words}. Tasks explained alike are candidates for one group."


def pairs_table(found: TaskLikeness, now: TaskGrouping) -> pd.DataFrame:
    """Tabulate all pairs, the most alike first, with who shared then and who would now."""
    ordered = sorted(found.pairs, key=lambda pair: -pair.cosine)
    return pd.DataFrame(
        {
            "Tasks": [f"{pair.first} and {pair.second}" for pair in ordered],
            "Cosine": [_value(pair) for pair in ordered],
            "Shared an encoder in that run": [_together(found.grouping, p) for p in ordered],
            "In one group now": [_together(now, pair) for pair in ordered],
        }
    )


def _newest(schema: CohortSchema, fingerprint: str) -> TaskLikeness | None:
    for record in runs.records():
        if record.state is RunState.DONE and record.fingerprint == fingerprint:
            study = cached.study(record.id)
            found = None if study is None else _pairs(record, study, schema)
            if found is not None:
                return found
    return None


def _pairs(record: RunRecord, study: Study, schema: CohortSchema) -> TaskLikeness | None:
    """Read the pairs of tasks that a run declares as the open study does."""
    same = {task.name for task in schema.tasks if task in study.schema.tasks}
    if len(same) < 2:
        return None
    both = known_answer(ArmsQuestion(), cached.finished(record.id))
    if both is not None and both.single_tasks_alike:
        pairs, n_patients = both.single_tasks_alike, both.n_patients
    else:
        pairs, n_patients = _multi_task_pairs(record.id, study)
    mine = tuple(pair for pair in pairs if {pair.first, pair.second} <= same)
    alone = both is not None and bool(both.single_tasks_alike)
    return TaskLikeness(record, study.grouping, mine, n_patients, alone) if mine else None


def _multi_task_pairs(run_id: str, study: Study) -> tuple[tuple[TasksAlike, ...], int]:
    explanation = cached.explanation(run_id)
    if explanation is None:
        return (), 0
    table = explanation.attributions
    explained = list(dict.fromkeys(table["task"]))
    several = [t for t in explained if study.schema.task(t).kind is TaskKind.MULTICLASS]
    if len(explained) - len(several) < 2:
        return (), 0
    found = task_similarity(table, without_direction=several)
    return found.pairs, found.n_patients


def _together(grouping: TaskGrouping, pair: TasksAlike) -> str:
    return "yes" if any({pair.first, pair.second} <= set(g) for g in grouping.groups) else "no"


def _both(pair: TasksAlike) -> str:
    return f"**{as_text(pair.first)}** and **{as_text(pair.second)}**"


def _value(pair: TasksAlike) -> str:
    return f"{signed(pair.cosine, 2)}, {signed(pair.low, 2)} to {signed(pair.high, 2)}"
