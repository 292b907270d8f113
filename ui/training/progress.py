"""How a run is going, polled from its folder while it is live."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from mtl_core.plots.training import progress_curves
from mtl_core.schema import Arm, RunStatus, Study
from mtl_core.schema.events import ValidationChecked
from mtl_core.words import duration
from ui import state
from ui.session import cached, runs
from ui.widgets.charts import show_chart
from ui.widgets.guard import mistakes_shown
from ui.words import STAGE_NOTES, STAGES, STATES

_EVERY_SECONDS = 1.0
_LOG_LINES = 12
_FRACTION_TO_GUESS = 0.05
_KEPT = {
    "study.json": "the study and its plan",
    "events.jsonl": "the progress of training",
    "predictions.parquet": "predictions of the arms that were ready",
    "result.json": "the comparison",
    "attributions.parquet": "the explanation",
}


def watch(run_id: str) -> None:
    """Show a run; while it is live the view refreshes itself every second."""
    status = cached.status(run_id)
    live = status is not None and status.state.live
    view = st.fragment(_watch, run_every=_EVERY_SECONDS if live else None)
    view(run_id, was_live=live)


def _watch(run_id: str, *, was_live: bool) -> None:
    with mistakes_shown():
        runs.supervisor().advance()
        status = cached.status(run_id)
        if status is None or (was_live and not status.state.live):
            st.rerun()
        show_status(status, stages_of(cached.study(run_id)))
        if status.state.live:
            st.button("Cancel this run", key="cancel", on_click=_cancel, args=(run_id,))
        show_curves(run_id)
        show_log(run_id)


def _cancel(run_id: str) -> None:
    runs.supervisor().cancel(run_id)
    state.FOLLOW.set(value=False)


def stages_of(study: Study | None) -> list[str]:
    """List the stages that a run of this study goes through."""
    absent = set() if study is None else set(Arm) - set(study.arms)
    return [stage for stage in STAGES if stage not in absent]


def show_status(status: RunStatus, stages: Sequence[str]) -> None:
    """Show state, stage and time left."""
    if not status.state.live:
        return
    stage = STAGES.get(status.stage, STATES[status.state].capitalize())
    with st.container(key="progress", border=True):
        st.progress(min(max(status.fraction, 0.0), 1.0), text=f"{stage}{time_left(status)}")
        if status.stage in stages:
            place = stages.index(status.stage) + 1
            st.markdown(f"Now, step {place} of {len(stages)}: {STAGE_NOTES[status.stage]}")
        if status.message:
            st.caption(status.message)
        st.caption(
            "Meanwhile you can read any other page, reload, or close the browser: the run goes on "
            "and is found again on the Runs page."
        )


def time_left(status: RunStatus) -> str:
    """Guess the time left from the share that is done; nothing before that means anything."""
    if status.started is None or status.fraction < _FRACTION_TO_GUESS:
        return " (the time left is known in a few seconds)"
    elapsed = time.time() - status.started
    left = elapsed * (1 - status.fraction) / status.fraction
    return f": {status.fraction:.0%} done, about {duration(left)} left"


def kept_words(run_id: str) -> str:
    """Name what a run that did not finish has left behind."""
    root = runs.folder(run_id).path
    kept = [words for name, words in _KEPT.items() if (root / name).is_file()]
    return f"{', '.join(kept)}; the files are on the Runs page"


def show_curves(run_id: str) -> None:
    """Show the validation loss per task so far."""
    logged = runs.folder(run_id).read_events()
    lines = [
        {"arm": event.arm, "step": event.step, "task": task, "loss": loss}
        for event in (entry.event for entry in logged)
        if isinstance(event, ValidationChecked)
        for task, loss in event.losses.items()
    ]
    if lines:
        by_arm = pd.DataFrame(lines).groupby("arm", sort=False)
        curves = {Arm(str(arm)): losses.drop(columns="arm") for arm, losses in by_arm}
        show_chart(progress_curves(curves), key="curves")
        st.caption(
            "Validation loss: the error on patients who are held back while a network learns, as a "
            "share of the error of always guessing the average. Falling lines are learning."
        )


def show_log(run_id: str) -> None:
    """Show the last lines of the run's log."""
    lines = runs.folder(run_id).read_log().splitlines()[-_LOG_LINES:]
    with st.expander("Log", key="log"):
        st.code("\n".join(lines) or "Nothing was logged.", language=None)
