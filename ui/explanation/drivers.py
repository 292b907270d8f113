"""What several tasks have in common, in words, and one patient's estimates for all of them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from mtl_core.explanation import shared_drivers
from mtl_core.schema import TaskGrouping
from mtl_core.schema.explained import Pushes
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


def show_estimates(pushes: Sequence[Pushes]) -> None:
    """Show one patient's estimates for all tasks beside the average patient's."""
    st.markdown("**The same patient, all tasks**")
    show_table(estimates(pushes), key="estimates")
    st.caption("Risks are in per cent, amounts in the units of the outcome.")


def estimates(pushes: Sequence[Pushes]) -> pd.DataFrame:
    """Tabulate estimate, average and strongest push of every task (and class) for one patient."""
    lines = []
    for own in pushes:
        risk = own.output.is_risk
        feature, strongest = own.largest_first[0]
        lines.append(
            {
                "Task": own.name,
                "This patient": amount(own.estimate, risk=risk),
                "Average": amount(own.baseline, risk=risk),
                "Strongest push": f"{feature}, {change(strongest, risk=risk)}",
            }
        )
    return pd.DataFrame(lines)
