"""How far risks are from what was observed, patient by patient, as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

import numpy as np
import pandas as pd
import streamlit as st

from mtl_core.evaluation.calibration import (
    N_GAP_RESAMPLES,
    calibration_gap_estimates,
    calibration_gaps,
)
from mtl_core.plots.look import ARM_NAMES
from mtl_core.schema import Arm, Estimate
from mtl_core.words import decimal, with_interval
from ui.session import cached
from ui.session.cached import per_run
from ui.session.run_view import RunView
from ui.widgets.tables import show_table

_READ = ["row", "observed", "predicted"]
_COLUMNS = {"ici": "ICI", "e50": "E50", "e90": "E90", "e_max": "Emax"}


def show_gaps(view: RunView, name: str, rows: Mapping[Arm, pd.DataFrame]) -> None:
    """Tabulate ICI, E50, E90 and Emax of every arm, in percentage points.

    Parameters
    ----------
    rows
        By arm, the rows of a yes/no task in the first repeat.
    """
    gaps = {arm: _gaps(view.run_id, name, arm, table[_READ]) or {} for arm, table in rows.items()}
    table = pd.DataFrame(
        {
            "Arm": [ARM_NAMES[arm] for arm in gaps],
            "n": [len(table) for table in rows.values()],
            "Events": [int(table["observed"].sum()) for table in rows.values()],
            **{words: [_points(gap[key]) for gap in gaps.values()] for key, words in
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
def _gaps(
    run_id: str,
    name: str,  # noqa: ARG001 - the cache's key
    arm: Arm,  # noqa: ARG001 - the cache's key
    rows: pd.DataFrame,
) -> dict[str, Estimate]:
    observed, predicted = (rows[key].to_numpy(np.float64) for key in ("observed", "predicted"))
    resamples = cached.resamples(run_id, N_GAP_RESAMPLES)
    if resamples is None:
        found = asdict(calibration_gaps(observed, predicted))
        return {key: Estimate(value, n=len(observed)) for key, value in found.items()}
    row = rows["row"].to_numpy(np.int64)
    return calibration_gap_estimates(observed, predicted, row, resamples)


def _points(gap: Estimate) -> str:
    return with_interval(gap, lambda share: decimal(100 * share, 1))
