"""How far risks are from what was observed, patient by patient, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from mtl_core.evaluation.arms import first_repeat
from mtl_core.evaluation.calibration import N_GAP_RESAMPLES, calibration_gap_estimates
from mtl_core.schema import Arm, Estimate
from mtl_core.words import decimal, with_interval
from ui.session import cached
from ui.session.cached import per_run
from ui.session.run_view import RunView
from ui.widgets.tables import show_table

_COLUMNS = {"ici": "ICI", "e50": "E50", "e90": "E90", "e_max": "Emax"}


@dataclass(frozen=True, slots=True)
class _Gaps:
    """Labelled rows, those with the outcome, and the distances by name."""

    n: int
    events: int
    gaps: dict[str, Estimate]


def show_gaps(view: RunView, task: str, arms: Sequence[Arm], classes: tuple[str, ...] = ()) -> None:
    """Tabulate ICI, E50, E90 and Emax of every arm, in percentage points.

    Parameters
    ----------
    classes
        Of a task of several classes: those whose probabilities are added up.
    """
    found = {arm: _gaps(view.run_id, task, arm, classes) for arm in arms}
    gaps = {arm: each for arm, each in found.items() if each is not None}
    table = pd.DataFrame(
        {
            "Arm": [arm.facts.label for arm in gaps],
            "n": [each.n for each in gaps.values()],
            "Events": [each.events for each in gaps.values()],
            **{words: [_points(each.gaps[key]) for each in gaps.values()] for key, words in
               _COLUMNS.items()},
        }
    )  # fmt: skip
    show_table(table, key="gaps")
    st.caption(
        "How far a patient's risk is from the calibration curve, in percentage points: mean (ICI), "
        "median (E50), nine in ten patients below (E90), largest (Emax). 0 is ideal; chance alone "
        "makes them larger, the more so the fewer events there are. In brackets the 95 % interval "
        f"from {N_GAP_RESAMPLES} resamples of patients; where risks are nearly right it lies too "
        "high, because resampling adds chance of its own."
    )


@per_run(max_entries=32, show_spinner="Resampling calibration curves")
def _gaps(run_id: str, task: str, arm: Arm, classes: tuple[str, ...]) -> _Gaps | None:
    predictions = cached.task_predictions(run_id, task)
    if predictions is None:
        return None
    risk = first_repeat(predictions, arm, classes)
    resamples = cached.resamples(run_id, N_GAP_RESAMPLES)
    gaps = calibration_gap_estimates(*risk.pair, risk.rows, resamples)
    return _Gaps(risk.n, risk.events, gaps)


def _points(gap: Estimate) -> str:
    return with_interval(gap, lambda share: decimal(100 * share, 1))
