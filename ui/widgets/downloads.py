"""Files that leave the dashboard: safe in a spreadsheet, with the research-use sentence."""

from __future__ import annotations

import json
import re
from html import escape
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from ui.widgets.frame import RESEARCH_USE

if TYPE_CHECKING:
    import plotly.graph_objects as go

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(table: pd.DataFrame, *, index: bool = False) -> bytes:
    """Write a table as UTF-8 CSV that Excel opens, the research-use sentence in its first line.

    Text that a spreadsheet would run as a formula gets a leading apostrophe. Read it back with
    ``pandas.read_csv(..., comment="#")``.
    """
    safe = table.rename(columns=_escaped)
    for name in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[name]):
            safe = safe.assign(**{str(name): safe[name].map(_escaped)})
    text = f"# {RESEARCH_USE}\n{safe.to_csv(index=index)}"
    return text.encode("utf-8-sig")


def as_html(figure: go.Figure, *, title: str, reading: str) -> bytes:
    """Write an interactive figure as one HTML file that needs no network."""
    body = figure.to_html(full_html=False, include_plotlyjs=True)
    name = escape(title)
    page = (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{name}</title></head>"
        f"<body><h1>{name}</h1>{body}<p>{escape(reading)}</p><p><small>{RESEARCH_USE}</small></p>"
        "</body></html>"
    )
    return page.encode()


def download_table(
    table: pd.DataFrame, *, name: str, key: str, label: str = "Download the table (CSV)"
) -> None:
    """Offer a table as CSV; the file is written when it is asked for."""
    st.download_button(
        label,
        data=lambda: as_csv(table),
        file_name=f"{file_stem(name)}.csv",
        mime="text/csv",
        key=f"{key}_csv",
        on_click="ignore",
    )


def download_json(plain: object, *, label: str, name: str, key: str) -> None:
    """Offer a value of the schema, as dicts and lists, as JSON with the research-use sentence."""
    noted = {"note": RESEARCH_USE, "content": plain}
    st.download_button(
        label,
        data=lambda: json.dumps(noted, indent=1, ensure_ascii=False).encode(),
        file_name=f"{file_stem(name)}.json",
        mime="application/json",
        key=f"{key}_json",
        on_click="ignore",
    )


def file_stem(words: str) -> str:
    """Turn words into a file name: lower case letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-") or "consilium"


def _escaped(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
