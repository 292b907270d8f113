"""A chart as every page shows it: figure, reading in words, text alternative, table, downloads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from ui.widgets.downloads import as_html, download_table, file_stem
from ui.words import as_text

if TYPE_CHECKING:
    from mtl_core.plots.look import Chart


def pick_row(chart: Chart, *, key: str) -> int | None:
    """Show ``chart`` and return the row of its table that was clicked, if one was."""
    event = _show(chart, key=key, of="", on_select="rerun")
    points = event.selection.points if event is not None else []
    row = round(float(points[0]["y"])) if points else None
    return row if row is not None and 0 <= row < len(chart.table) else None


def pick_patient(chart: Chart, *, key: str) -> int | None:
    """Show a chart of patients as points; return the row of the file of the one clicked, if any.

    Such a chart names the row last in what it keeps for each point.
    """
    event = _show(chart, key=key, of="", on_select="rerun")
    points = event.selection.points if event is not None else []
    known = points[0].get("customdata") if points else None
    return int(known[-1]) if known else None


def show_chart(chart: Chart, *, key: str, of: str = "") -> None:
    """Show ``chart`` with its one-sentence reading; the rest waits in a closed expander.

    The camera sign above the figure saves it as SVG in the browser.

    Parameters
    ----------
    of
        What the figure is about, where its title does not say it.
    """
    _show(chart, key=key, of=of, on_select="ignore")


def _show(chart: Chart, *, key: str, of: str, on_select: Literal["ignore", "rerun"]) -> Any:  # noqa: ANN401 - Streamlit's event, or nothing
    st.markdown(f"**{as_text(chart.title)}**{of and f' ({of})'}")
    event = st.plotly_chart(
        chart.figure,
        width="stretch",
        key=key,
        alt=chart.alt,
        on_select=on_select,
        selection_mode="points",
        config={
            "displaylogo": False,
            "toImageButtonOptions": {"format": "svg", "filename": file_stem(chart.title)},
        },
    )
    st.caption(as_text(chart.reading))
    with st.expander("The same as a table, in words, and as files", key=f"{key}_more"):
        st.markdown(as_text(chart.alt))
        st.dataframe(chart.table, hide_index=True, key=f"{key}_table")
        with st.container(horizontal=True):
            download_table(chart.table, name=chart.title, key=key)
            st.download_button(
                "Download the interactive figure (HTML)",
                data=lambda: as_html(chart.figure, title=chart.title, reading=chart.reading),
                file_name=f"{file_stem(chart.title)}.html",
                mime="text/html",
                key=f"{key}_html",
                on_click="ignore",
            )
    return event if on_select == "rerun" else None
