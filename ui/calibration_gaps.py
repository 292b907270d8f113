"""How far risks are from what was observed, patient by patient, as a table."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from mtl_core.evaluation import calibration_gaps
from mtl_core.plots import ARM_NAMES
from mtl_core.schema import Arm
from ui.tables import show_table

FloatArray = npt.NDArray[np.float64]


def show_gaps(pairs: Mapping[Arm, tuple[FloatArray, FloatArray]]) -> None:
    """Tabulate ICI, E50, E90 and Emax of every arm, in percentage points."""
    gaps = {arm: calibration_gaps(*pair) for arm, pair in pairs.items()}
    table = pd.DataFrame(
        {
            "Arm": [ARM_NAMES[arm] for arm in gaps],
            "n": [len(observed) for observed, _ in pairs.values()],
            "ICI": [_points(gap.ici) for gap in gaps.values()],
            "E50": [_points(gap.e50) for gap in gaps.values()],
            "E90": [_points(gap.e90) for gap in gaps.values()],
            "Emax": [_points(gap.e_max) for gap in gaps.values()],
        }
    )
    show_table(table, key="gaps")
    st.caption(
        "How far a patient's risk is from the curve, in percentage points: mean (ICI), median "
        "(E50), nine in ten patients below (E90), largest (Emax). 0 is ideal; chance alone makes "
        "them larger, the more so the fewer events there are."
    )


def _points(gap: float) -> str:
    return f"{100 * gap:.1f}"
