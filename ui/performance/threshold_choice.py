"""How a person chooses a threshold: the study's, a risk, a ratio of costs, a wanted sensitivity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

import streamlit as st

from mtl_core.arrays import FloatArray
from mtl_core.evaluation.arms import RowPredictions
from mtl_core.evaluation.thresholds import threshold_of_cost, threshold_of_sensitivity
from mtl_core.schema import Arm
from mtl_core.words import percent
from ui import state
from ui.widgets.choice import choose


class Way(StrEnum):
    """Ways to choose a threshold, in the words of the page."""

    STUDY = "the study's own threshold"
    RISK = "a risk"
    COST = "how bad it is to miss a patient"
    SENSITIVITY = "the share of patients to be found"


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """A threshold for every arm.

    Attributes
    ----------
    typical
        By arm, the threshold as one number.
    by_row
        By arm, the threshold of all rows, or of each, ``(n,)``.
    """

    typical: Mapping[Arm, float]
    by_row: Mapping[Arm, FloatArray | float]


def choose_threshold(
    task: str, study_threshold: float | None, rows: Mapping[Arm, RowPredictions]
) -> Chosen:
    """Let a person choose, and say what the choice means.

    Parameters
    ----------
    rows
        By arm, every labelled row once.
    """
    usual = study_threshold or next(iter(rows.values())).prevalence
    offered = [way for way in Way if way is not Way.STUDY or study_threshold is not None]
    way = choose("Choose the threshold by", offered, state.THRESHOLD_BY, key="threshold_by")
    match Way(way):
        case Way.STUDY:
            return _of_study(usual, rows)
        case Way.RISK:
            return _same(_by_risk(task, usual), rows)
        case Way.COST:
            return _same(_by_cost(task, usual), rows)
        case Way.SENSITIVITY:
            return _by_sensitivity(task, rows)
        case _ as unknown:
            assert_never(unknown)


def asked_number(label: str, usual: float, *, key: str, low: float, high: float) -> float:
    """Ask for a number on a slider, remembered when the page is left."""
    state.seed(key, state.NUMBERS.get().get(key, min(max(round(usual, 1), low), high)))
    value = st.slider(label, low, high, step=0.1, format="%.1f %%", key=key)
    state.NUMBERS.set(state.NUMBERS.get() | {key: value})
    return float(value)


def _of_study(usual: float, rows: Mapping[Arm, RowPredictions]) -> Chosen:
    st.markdown(
        f"Threshold: a risk of **{percent(usual, 1)}**, the share of events in the training "
        "rows (mean over splits). It was fixed before results were seen and is no recommendation."
    )
    by_row = {arm: each.study_thresholds for arm, each in rows.items()}
    return Chosen(dict.fromkeys(rows, usual), by_row)


def _by_risk(task: str, usual: float) -> float:
    key = f"threshold_risk_{task}"
    risk = asked_number("Flag patients above this risk", 100 * usual, key=key, low=0.1, high=99.0)
    st.markdown(
        f"Who flags from **{risk:.1f} %** on says: to miss one patient with the outcome is as bad "
        f"as **{_alarms((100 - risk) / risk)}**."
    )
    return risk / 100


def _by_cost(task: str, usual: float) -> float:
    key = f"threshold_cost_{task}"
    kept = state.NUMBERS.get().get(key, min(max(float(round((1 - usual) / usual)), 1.0), 999.0))
    state.seed(key, kept)
    alarms = st.number_input(
        "To miss one patient with the outcome is as bad as so many false alarms",
        min_value=0.1,
        max_value=999.0,
        step=1.0,
        format="%g",
        key=key,
    )
    state.NUMBERS.set(state.NUMBERS.get() | {key: alarms})
    threshold = threshold_of_cost(alarms)
    st.markdown(
        f"Who holds one missed patient for as bad as {_alarms(alarms)} flags above a risk of "
        f"**{percent(threshold, 1)}**: 1 / (1 + {alarms:g})."
    )
    return threshold


def _by_sensitivity(task: str, rows: Mapping[Arm, RowPredictions]) -> Chosen:
    key = f"threshold_sensitivity_{task}"
    wanted = asked_number(
        "Patients with the outcome to be found, at least", 90.0, key=key, low=10.0, high=100.0
    )
    typical = {
        arm: threshold_of_sensitivity(*each.pair, wanted / 100) for arm, each in rows.items()
    }
    st.markdown(
        f"The highest threshold that finds at least **{wanted:.1f} %** of the patients with the "
        "outcome, for each arm its own. It is chosen on the same predictions of unseen "
        "patients on which it is shown, so for new patients the sensitivity will be a little lower."
    )
    # Just below a risk of zero lies no risk that could be shown.
    shown = {arm: max(threshold, 0.0) for arm, threshold in typical.items()}
    return Chosen(shown, typical)


def _same(threshold: float, rows: Mapping[Arm, RowPredictions]) -> Chosen:
    by_arm = dict.fromkeys(rows, threshold)
    return Chosen(by_arm, by_arm)


def _alarms(n: float) -> str:
    said = f"{n:.0f}" if n >= 9.95 or n == round(n) else f"{n:.1f}"
    return f"{said} false alarm{'' if said == '1' else 's'}"
