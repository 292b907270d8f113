"""A suggestion of groups as the page shows it: in words, as map and as tree, with one click."""

from __future__ import annotations

import streamlit as st

from mtl_core.plots.sharing import affinity_map, dendrogram
from mtl_core.schema.answers import AffinityReport
from mtl_core.words import counted
from ui import state
from ui.session.letters import to_letters
from ui.sharing.grouping_form import set_letters
from ui.widgets.charts import show_chart
from ui.words import as_text

_CELLS = {
    "quick": "by how many points of 100 a small step for one task lowers the error of another",
    "thorough": "by how many points of 100 training with one task lowers the error of another",
}


def show_suggestion(report: AffinityReport, other: AffinityReport | None) -> None:
    """Show what was found, and offer to take it.

    Parameters
    ----------
    other
        What the other way of looking has found, if it has.
    """
    st.markdown(as_text(report.headline))
    groups = [f"- {as_text(', '.join(group))}" for group in report.suggestion.groups]
    taken = state.DRAFT.get().grouping == report.suggestion
    with st.container(key="suggested"):
        st.markdown("\n".join(groups))
        st.button(
            "These groups are in use" if taken else "Use these groups",
            key="use_suggestion",
            disabled=taken,
            on_click=_use,
            args=(report,),
        )
    if other is not None:
        st.markdown(_beside(report, other))
    show_chart(affinity_map(report), key="affinity")
    st.caption(_how(report))
    if report.merges:
        show_chart(dendrogram(report), key="dendrogram")


def _use(report: AffinityReport) -> None:
    set_letters(to_letters(report.suggestion))


def _beside(report: AffinityReport, other: AffinityReport) -> str:
    if report.suggestion == other.suggestion:
        return f"The {other.method} way suggests the **same** groups."
    groups = "; ".join(as_text(", ".join(group)) for group in other.suggestion.groups)
    return f"The {other.method} way suggests **other** groups: {groups}."


def _how(report: AffinityReport) -> str:
    n_splits = len(report.fold_groupings)
    design = f" with {report.measured_with.lower()}" if report.measured_with else ""
    return (
        f"{report.cohort.rows:,} rows, measured{design}. Cells are means over "
        f"{counted(n_splits, 'split')} of the patients, each measured without its test patients: "
        f"{_CELLS.get(report.method, _CELLS['quick'])}. Frames are the suggested groups. How much "
        "the splits agree on the groups (adjusted Rand index, 1 is complete): "
        f"{report.agreement:.2f}. Change the letters above by hand whenever you know better."
    )
