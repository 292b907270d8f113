"""A curve of label scarcity as the page shows it: headline, figure, table, downloads."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from mtl_core.plots.comparison import scarcity_plot
from mtl_core.schema import to_plain
from mtl_core.schema.answers import ScarcityPoint, ScarcityReport
from mtl_core.schema.measures import MEASURES
from mtl_core.words import count, signed, with_interval
from ui.widgets.charts import show_chart
from ui.widgets.downloads import download_json, download_table
from ui.widgets.tables import show_table
from ui.words import as_text


def show_curve(report: ScarcityReport, margin: float) -> None:
    """Show what was found for one task."""
    with st.container(border=True, key="scarcity_answer"):
        st.markdown(f"**{as_text(report.headline)}**")
    show_chart(scarcity_plot(report), key="scarcity", of=as_text(report.task))
    table = scarcity_table(report)
    show_table(table, key="scarcity_numbers")
    others = ", ".join(name for name in report.group if name != report.task)
    st.caption(
        f"{as_text(MEASURES[report.measure].label)} with its 95 % interval over patients and "
        f"draws, scored on all {count(report.n)} labels of unseen patients. "
        f"The task **{as_text(report.task)}** learns together with {as_text(others)}, whose labels "
        "all stay. "
        f"Labels in the table are those that training could use, the mean over splits and draws. "
        f"The margin is {margin:g}; verdicts take the number of shares into account. "
        "With all labels the networks are those of this run."
    )
    with st.container(horizontal=True):
        download_table(table, name=f"few labels {report.task}", key="scarcity_numbers")
        download_json(
            to_plain(report),
            label="Download the curve (JSON)",
            name=f"few labels {report.task}",
            key="scarcity",
        )


def scarcity_table(report: ScarcityReport) -> pd.DataFrame:
    """Tabulate every share: labels, events, the arms, their difference and the verdict."""
    return pd.DataFrame([_line(point) for point in report.points])


def _line(point: ScarcityPoint) -> dict[str, object]:
    events = {} if point.events is None else {"Events": round(point.events)}
    verdict = point.difference.verdict
    return {
        "Labels": round(point.labels),
        "Share": f"{100 * point.share:g} %",
        **events,
        "Multi-task minus single-task": with_interval(point.difference, signed),
        "Verdict": "none" if verdict is None else str(verdict),
        **{arm.facts.label: with_interval(found) for arm, found in point.arms.items()},
        "Draws": point.draws,
    }
