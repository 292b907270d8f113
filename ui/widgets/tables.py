"""A table as every page shows it: counts with separators, what a column means on hover."""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd
import streamlit as st

from mtl_core.schema import Arm
from mtl_core.schema.measures import MEASURES

HELP: dict[str, str] = {
    "n": "Labelled rows behind the numbers of this line.",
    "Multi-task minus single-task": "Difference with its 95 % interval, by patient.",
    **{arm.facts.label: arm.facts.description for arm in Arm},
    "Labelled rows (n)": "Rows whose outcome is known.",
    "Events or rarest class": "Rows with the predicted class; for several classes, of the rarest.",
    **{measure.label: measure.description for measure in MEASURES.values()},
}


def show_table(
    table: pd.DataFrame, *, key: str, width: Literal["stretch", "content"] = "stretch"
) -> None:
    """Show a whole table; where it is wider than the page it scrolls by itself."""
    config: dict[str, Any] = {}
    for name in table.columns:
        help_ = HELP.get(str(name))
        if pd.api.types.is_integer_dtype(table[name]):
            config[name] = st.column_config.NumberColumn(format="localized", help=help_)
        elif name == "Seconds":
            config[name] = st.column_config.NumberColumn(format="%.1f")
        elif help_:
            config[name] = st.column_config.Column(help=help_)
    if "Measure" in table.columns:
        config["Measure"] = st.column_config.Column(width=185)
    first = table.columns[0] if len(table.columns) else None
    if first is not None and first not in config:
        config[first] = st.column_config.Column(pinned=True)
    st.dataframe(
        table, hide_index=True, key=key, height="content", width=width, column_config=config
    )
