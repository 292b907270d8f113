"""How precise a run came out, beside what was to be expected before training."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from mtl_core.evaluation.before import (
    Detectable,
    IntervalWidth,
    foreseen,
    interval_width,
    interval_width_sentence,
    interval_widths_headline,
    rounded_up,
)
from mtl_core.schema import Verdict
from mtl_core.words import count
from ui.session import cached, runs
from ui.session.cached import per_run
from ui.session.run_view import RunView
from ui.widgets.downloads import download_table
from ui.widgets.tables import show_table
from ui.words import as_text


def show_interval_widths(view: RunView) -> None:
    """Show per task what was predicted to be found, and how wide the interval came out."""
    tasks = {name: task for name, task in view.result.tasks.items() if task.difference}
    expected = _foreseen(view.run_id, tuple(tasks)) if tasks else None
    if not expected:
        return
    margin = view.study.plan.margin
    widths = {name: interval_width(tasks[name], expected[name], margin) for name in tasks}
    with st.expander("Was this precision to be expected?", key="interval_widths"):
        _show(widths, margin)


def _show(widths: dict[str, IntervalWidth], margin: float) -> None:
    st.markdown(interval_widths_headline(widths.values()))
    table = pd.DataFrame([_line(name, width) for name, width in widths.items()])
    show_table(table, key="interval_widths_table")
    for name in _told(widths):
        st.markdown(f"**{as_text(name)}**. {as_text(interval_width_sentence(widths[name]))}")
    st.caption(
        "*Smallest difference, predicted*: found with 80 % power, as the Tasks page says it "
        "before anybody changes its assumptions, for the patients who were tested. *±*: half of "
        "the 95 % interval; a difference beyond it has an interval without zero, before the "
        f"correction for several tasks. The margin is {margin:g}. Only widths are compared: power "
        "worked out from the difference that was found would say nothing new."
    )
    download_table(table, name="predicted and found precision", key="interval_widths_table")


def _told(widths: dict[str, IntervalWidth]) -> list[str]:
    """Name the tasks to put in words: all that are inconclusive, else the widest."""
    unclear = [name for name, width in widths.items() if width.verdict is Verdict.INCONCLUSIVE]
    known = {name: width.found for name, width in widths.items() if width.found is not None}
    return unclear or ([max(known, key=lambda name: known[name])] if known else [])


def _line(name: str, width: IntervalWidth) -> dict[str, str]:
    before = width.foreseen
    return {
        "Task": name,
        "Patients": count(before.n),
        "Events or rarest class": "" if before.events is None else count(before.events),
        "Smallest difference, predicted": _written(before.difference, before.reason),
        "Interval predicted, ±": _written(width.expected, ""),
        "Interval of this run, ±": _written(width.found, width.reason),
        "Verdict": "" if width.verdict is None else str(width.verdict),
    }


def _written(value: float | None, reason: str | None) -> str:
    return rounded_up(value) if value else f"none: {reason}" if reason else ""


@per_run(max_entries=8)
def _foreseen(run_id: str, tasks: tuple[str, ...]) -> dict[str, Detectable]:
    study, predictions = cached.study(run_id), runs.folder(run_id).read_predictions()
    if study is None or predictions is None:
        return {}
    units = cached.units(run_id) if study.schema.patient_id is not None else None
    patients = None if units is None else units.patients
    return foreseen(predictions, [study.schema.task(name) for name in tasks], study.plan, patients)
