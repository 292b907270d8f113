"""Whether a map of the risks would make them fit better: in words, numbers and a picture."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from mtl_core.evaluation.arms import first_repeat
from mtl_core.evaluation.calibration import calibration_curve
from mtl_core.plots.look import Chart
from mtl_core.plots.performance import recalibration_plot
from mtl_core.schema import Arm, RecalibrationGain, TaskKind
from mtl_core.schema.measures import MEASURES
from mtl_core.words import signed, with_interval, with_minus
from ui.session import cached
from ui.session.cached import per_run
from ui.session.run_view import RunView
from ui.widgets.charts import show_chart
from ui.widgets.downloads import download_table
from ui.widgets.tables import show_table
from ui.words import as_text


def show_recalibration(view: RunView, name: str, arms: Sequence[Arm]) -> None:
    """Show calibration of the neural arms before and after a cross-fitted map."""
    task = view.result.tasks[name]
    found = {arm: task.calibration[arm] for arm in arms if arm in task.calibration}
    if not found:
        return
    st.subheader("Would recalibration help?", anchor=False)
    for arm, option in found.items():
        st.markdown(f"**{arm.facts.label}.** {as_text(with_minus(option.sentence))}")
    known = {arm: option for arm, option in found.items() if option.method is not None}
    if not known:
        return
    first = next(iter(known))
    chart = _drawn(view.run_id, name, first) if task.kind is TaskKind.BINARY else None
    if chart is not None:
        show_chart(chart, key="recalibration", of=first.facts.label)
    table = pd.concat([_lines(arm, option) for arm, option in known.items()], ignore_index=True)
    show_table(table, key="recalibration_table")
    st.caption(
        "After: the map of a patient was fitted on other patients (cross-fitted). In brackets the "
        "95 % interval by patient; the number of events is left to chance, so that it is wider "
        "than in the table of all measures. A difference below 0 is better. ICI is the mean "
        "distance between risk and observed frequency. Estimates elsewhere on this page are "
        "without a map. For new patients the command `predict` moves risks by an intercept alone: "
        "the mean of all networks is less extreme by itself."
    )
    download_table(table, name=f"{name} recalibration", key="recalibration_file")


def _lines(arm: Arm, option: RecalibrationGain) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "Arm": arm.facts.label,
                "Measure": MEASURES[key].label if key in MEASURES else key.upper(),
                "n": option.n,
                "Before": with_interval(before),
                "After": with_interval(option.after.get(key)),
                "After minus before": with_interval(option.difference[key], signed)
                if key in option.difference
                else "",
            }
            for key, before in option.before.items()
        ]
    )


@per_run(max_entries=8)
def _drawn(run_id: str, name: str, arm: Arm) -> Chart | None:
    # It brings scipy, which a page without this figure need not load.
    from mtl_core.calibration import cross_fit

    predictions = cached.task_predictions(run_id, name)
    if predictions is None:
        return None
    rows = first_repeat(predictions, arm)
    if len(set(rows.fold)) < 2 or not rows.varies:
        return None
    observed, risk = rows.pair
    after = cross_fit(observed[:, None], risk[:, None], rows.fold, TaskKind.BINARY)
    return recalibration_plot(
        calibration_curve(observed, risk), calibration_curve(observed, after[:, 0])
    )
