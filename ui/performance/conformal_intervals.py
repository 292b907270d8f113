"""How far off may a number be: conformal intervals on the Performance page."""

from __future__ import annotations

import streamlit as st

from mtl_core.evaluation.conformal import conformal_report
from mtl_core.plots.performance import interval_coverage_plot
from mtl_core.schema import Arm
from mtl_core.schema.answers import IntervalReport
from mtl_core.words import percent
from ui.performance.conformal_sets import ask_promise, split_predictions
from ui.session.cached import per_run
from ui.session.run_view import RunView
from ui.widgets.charts import show_chart


def show_intervals(view: RunView, name: str, arm: Arm) -> None:
    """Show for one regression task how far an interval reaches, and whether it holds."""
    st.subheader("How far off may it be?", anchor=False)
    st.fragment(_draw)(view, name, arm)


def _draw(view: RunView, name: str, arm: Arm) -> None:
    alpha = ask_promise(
        "The interval around a prediction shall hold the truth for",
        name,
        price="A higher promise is kept by a wider interval.",
    )
    report = _intervals(view.run_id, name, arm, alpha)
    if report is None:
        st.info(
            "This cannot be shown. How far an interval reaches is decided by patients whom other "
            "networks predicted, so it takes complete predictions of the arm and at least two "
            "folds or sites."
        )
        return
    show_chart(interval_coverage_plot(report), key="intervals", of=arm.facts.label)
    st.caption(
        "In the units of the outcome. An interval reaches as far as the errors of all but "
        f"{percent(report.alpha, 1)} of the patients whom other networks predicted, for everybody "
        "alike. In brackets the 95 % interval (Wilson): where all of it lies below the promise, "
        "the interval is too narrow for such patients. The promise is one about patients like "
        "these on average; it does not hold for a subgroup, nor elsewhere."
    )


@per_run(max_entries=24, show_spinner="Forming intervals")
def _intervals(run_id: str, name: str, arm: Arm, alpha: float) -> IntervalReport | None:
    found = split_predictions(run_id, name)
    if found is None:
        return None
    report = conformal_report(*found, arm, alpha)
    return report if isinstance(report, IntervalReport) else None
