"""What several tasks have in common, in words, and one patient's estimates for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import pandas as pd
import streamlit as st

from mtl_core.explanation import shared_drivers
from mtl_core.schema import ExplanationSummary, TaskGrouping
from mtl_core.words import amount, change, counted, listed
from ui.widgets.tables import show_table
from ui.words import as_text

_NAMED = 6


def show_drivers(grouping: TaskGrouping, table: pd.DataFrame) -> None:
    """Say for each group which features most tasks share and which belong to one task."""
    explained = set(table["task"])
    groups = [[task for task in group if task in explained] for group in grouping.groups]
    for group in [group for group in groups if group]:
        found = shared_drivers(table, group)
        if len(group) == 1:
            st.markdown(f"- {as_text(found.sentence)}")
            continue
        st.markdown(
            f"**Shared** by most of {counted(len(group), 'task')} that share an encoder: "
            f"{_listed(found.shared) or 'no feature'}."
        )
        own = {task: features for task, features in found.specific.items() if features}
        lines = [f"- only **{as_text(task)}**: {_listed(f)}" for task, f in own.items()]
        st.markdown("**Task-specific**:\n" + "\n".join(lines) if lines else "No feature is "
                    "specific to one task.")  # fmt: skip
    st.caption(
        "A feature counts for a task when it carries more than an even share of that task's "
        "explanation."
    )


def _listed(features: Sequence[str]) -> str:
    return listed([as_text(feature) for feature in features], _NAMED, ", ")


def show_estimates(table: pd.DataFrame, summary: ExplanationSummary, row: int) -> None:
    """Show one patient's estimates for all tasks beside the average patient's."""
    st.markdown("**The same patient, all tasks**")
    show_table(estimates(table, summary, row), key="estimates")
    st.caption("Risks are in per cent, amounts in the units of the outcome.")


def estimates(table: pd.DataFrame, summary: ExplanationSummary, row: int) -> pd.DataFrame:
    """Tabulate estimate, average and strongest push of every task (and class) for one patient."""
    mine = table[table["row"] == row]
    lines = []
    for key, part in mine.groupby(["task", "class"], sort=False, dropna=False):
        task, label = cast("tuple[str, str | float]", key)
        named = f"{task}={label}"
        base = summary.baselines.get(named, summary.baselines.get(str(task), 0.0))
        top = part.loc[part["value"].abs().idxmax()]
        risk = pd.notna(label)
        lines.append(
            {
                "Task": str(task) if named not in summary.baselines else f"{task}: {label}",
                "This patient": amount(base + float(part["value"].sum()), risk=risk),
                "Average": amount(base, risk=risk),
                "Strongest push": f"{top['feature']}, {change(float(top['value']), risk=risk)}",
            }
        )
    return pd.DataFrame(lines)
