"""How many patients the chosen features ask for, as a lower bound."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from mtl_core.data import Table, encoded_width
from mtl_core.errors import MTLError
from mtl_core.evaluation.before import required_size
from mtl_core.schema import CohortSchema, Feature, Preset, Task
from mtl_core.schema.specs import PiecewiseLinear
from mtl_core.words import count, counted
from ui import state
from ui.open_cohort import OpenCohort
from ui.tasks.evidence import LabelledPatients
from ui.widgets.guard import show_mistake
from ui.widgets.tables import show_table


def show_sample_size(
    cohort: OpenCohort, schema: CohortSchema, patients: Mapping[str, LabelledPatients]
) -> None:
    """Show how many patients each task needs at least, and whether the cohort has them."""
    with st.expander("Sample size: a lower bound (Riley)", key="riley"):
        try:
            width = _encoded_width(
                cohort.table.fingerprint,
                repr((cohort.table.sheet, state.DRAFT.get().repairs)),
                schema.features,
                Preset.FULL.training.encoding,
                cohort.table,
            )
        except MTLError as error:
            show_mistake(error)
            return
        lines = [_line(task, patients[task.name], width) for task in schema.tasks]
        n_enough = sum(line["Enough?"] == "yes" for line in lines)
        show_table(pd.DataFrame(lines), key="riley_table")
        st.markdown(
            f"{n_enough} of {counted(len(lines), 'task')} {'has' if n_enough == 1 else 'have'} the "
            f"patients that a regression on {counted(width, 'encoded column')} of "
            f"{counted(len(schema.features), 'feature')} needs."
        )
        st.caption(
            "Criteria of Riley and others (2019, 2020), assuming 15 % of the largest possible R² "
            f"for classes and R² {state.EXPECTED.get().r2:g} for numbers. They were made for "
            "regressions; for networks this is a lower bound."
        )


def _line(task: Task, own: LabelledPatients, width: int) -> dict[str, str]:
    if own.n == 0 or min(own.class_sizes, default=1) == 0:
        return {"Task": task.name, "Enough?": "not estimable", "Patients": count(own.n)}
    size = required_size(task.kind, width, own.class_sizes, r2=state.EXPECTED.get().r2)
    return {
        "Task": task.name,
        "Enough?": "yes" if own.n >= size.needed else "no",
        "Needed at least": count(size.needed),
        "Patients": count(own.n),
        "Little shrinkage": count(size.shrinkage),
        "Little optimism": count(size.optimism),
        "Overall risk or spread": count(size.precision),
    }


@st.cache_data(scope="session", max_entries=8, show_spinner=False)
def _encoded_width(
    fingerprint: str,  # noqa: ARG001 - says which file this is
    read_as: str,  # noqa: ARG001 - and how it was read
    features: tuple[Feature, ...],
    spec: PiecewiseLinear,
    _table: Table,
) -> int:
    return encoded_width(_table.frame, features, spec)
