"""Features that drive a task by being missing, in words."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from mtl_core.explanation import unknown_cell_sentences
from mtl_core.schema import Output
from ui.words import as_text


def show_unknown_cells(table: pd.DataFrame, output: Output) -> None:
    """Name the features of a task that matter by being missing more than by their value."""
    sentences = unknown_cell_sentences(table, output)
    if not sentences:
        return
    st.markdown("\n".join(f"- {as_text(sentence)}" for sentence in sentences))
    st.caption(
        "Whether a value was measured can tell of the patient as much as the value itself, and "
        "another hospital may measure in other patients. Intervals cover the choice of patients."
    )
