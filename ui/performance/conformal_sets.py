"""When does the model answer, and when does it not know: conformal sets on the Performance page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from mtl_core.evaluation.conformal import conformal_report
from mtl_core.plots.performance import set_bars
from mtl_core.schema import Arm, Task
from mtl_core.schema.answers import SetReport
from mtl_core.words import percent, with_interval
from ui.session import cached
from ui.session.cached import per_run
from ui.session.run_view import RunView
from ui.widgets.charts import show_chart
from ui.widgets.tables import show_table

_PROMISES = (0.8, 0.9, 0.95)


def show_sets(view: RunView, name: str, arm: Arm) -> None:
    """Show for one classification task how often the model answers, and how often it is right."""
    st.subheader("When does it not know?", anchor=False)
    st.fragment(_draw)(view, name, arm)


def _draw(view: RunView, name: str, arm: Arm) -> None:
    alpha = ask_promise(
        "Of the patients of each class, the true one shall stay possible for",
        name,
        price="A higher promise is kept by answering less often.",
    )
    report = _sets(view.run_id, name, arm, alpha)
    if report is None:
        st.info(
            "This cannot be shown. What stays possible for a patient is decided by patients whom "
            "other networks predicted, so it takes complete predictions of the arm and at least "
            "two folds or sites. A locked test, and earlier and later, have one."
        )
        return
    show_chart(set_bars(report, name), key="sets", of=arm.facts.label)
    show_table(_table(report), key="sets_numbers")
    st.caption(
        "A class stays possible unless its probability is lower than for all but "
        f"{percent(report.alpha, 1)} of the patients of that class whom other networks "
        "predicted. One possible class is an answer; several, or none, mean that the model does "
        "not know. In brackets the 95 % interval (Wilson). The promise is one about patients like "
        "these, by class; it does not hold for a subgroup, nor elsewhere."
    )


def ask_promise(question: str, name: str, *, price: str) -> float:
    """Ask for how many patients of a task it shall hold; return the share that may be missed."""
    promise = st.segmented_control(
        question,
        _PROMISES,
        default=0.9,
        required=True,
        key=f"promise_{name}",
        format_func=lambda share: f"{100 * share:.0f} %",
        help=price,
    )
    return round(1 - promise, 6)


def split_predictions(run_id: str, name: str) -> tuple[pd.DataFrame, Task] | None:
    """Return the predictions of a task, and the task; ``None`` without two folds or sites."""
    study, predictions = cached.study(run_id), cached.task_predictions(run_id, name)
    if study is None or predictions is None or predictions["fold"].nunique() < 2:
        return None
    return predictions, study.schema.task(name)


def _table(report: SetReport) -> pd.DataFrame:
    cells = report.classes
    return pd.DataFrame(
        {
            "Observed": list(cells),
            "n": [cell.n for cell in cells.values()],
            "Stays possible": [with_interval(cell.covered) for cell in cells.values()],
            "Right answer": [cell.right for cell in cells.values()],
            "Does not know": [cell.open + cell.missed for cell in cells.values()],
            "Wrong answer": [cell.wrong for cell in cells.values()],
        }
    )


@per_run(max_entries=24, show_spinner="Forming sets")
def _sets(run_id: str, name: str, arm: Arm, alpha: float) -> SetReport | None:
    found = split_predictions(run_id, name)
    if found is None:
        return None
    report = conformal_report(*found, arm, alpha)
    return report if isinstance(report, SetReport) else None
