"""How the tasks are related, as the networks of the design task relation learned it."""

from __future__ import annotations

import streamlit as st

from mtl_core.plots.sharing import relation_map
from mtl_core.schema import StudyResult
from mtl_core.words import counted
from ui.widgets.charts import show_chart
from ui.words import as_text


def show_relations(result: StudyResult) -> None:
    """Show a map per group of tasks that shared; nothing for other designs."""
    if not result.relations:
        return
    st.subheader("How the tasks are related", anchor=False)
    st.markdown(
        "The design *task relation* learns which tasks are alike. **+**: what raises one raises "
        "the other. **−**: what raises one lowers the other. This is what the networks learned, "
        "not what causes what."
    )
    for place, relation in enumerate(result.relations):
        of = as_text(", ".join(relation.tasks)) if len(result.relations) > 1 else ""
        show_chart(relation_map(relation), key=f"relation_{place}", of=of)
        words = (
            f"1 is the same weights up to scale, −1 opposite weights, 0 unrelated; the mean over "
            f"{counted(relation.n_networks, 'network')} (splits of the patients, members). A "
            "sign stands where the mean is beyond two standard deviations over three networks or "
            "more."
        )
        if relation.unsigned:
            words += " A task of several classes is related without a direction, from 0 to 1."
        st.caption(words)
