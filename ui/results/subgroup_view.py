"""Results by subgroup as the pages show them: for whom it is good, and whom sharing helped."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from mtl_core.evaluation.subgroups import (
    subgroup_headline,
    subgroup_sentence,
    subgroup_table,
    suppressed,
)
from mtl_core.limits import FEWEST_IN_SUBGROUP, SMALLEST_COUNT
from mtl_core.plots.comparison import subgroup_map
from mtl_core.plots.performance import subgroup_forest
from mtl_core.schema import PRIMARY, Arm, to_plain
from mtl_core.schema.answers import Gap, SubgroupReport, TaskSubgroups
from mtl_core.schema.measures import MEASURES
from mtl_core.words import count, signed, with_interval
from ui.results.subgroups import report_by_subgroup
from ui.session.run_view import RunView
from ui.widgets.charts import show_chart
from ui.widgets.downloads import download_json, download_table
from ui.widgets.guard import mistakes_shown
from ui.widgets.tables import show_table
from ui.words import as_text

_CAUTION = (
    f"With fewer than {FEWEST_IN_SUBGROUP} events, or {FEWEST_IN_SUBGROUP} patients without, "
    "nothing is estimated. A gap is an observation, not a verdict on fairness: patients of "
    "subgroups differ in more than one column. Decide before you look which columns matter; who "
    "looks at many finds chance."
)
_FILES = (
    f"Charts and files hide counts below {SMALLEST_COUNT}, and others from which they could be "
    "worked out."
)


def show_for_whom(view: RunView, task: str, arms: list[Arm]) -> None:
    """Show how good one task is in every subgroup of a column that a person chooses."""
    st.subheader("For whom?", anchor=False)
    st.markdown("A good average can hide patients for whom the model is poor.")
    with mistakes_shown():
        report = report_by_subgroup(view)
        if report is None or task not in report.tasks:
            return
        found, safe = report.tasks[task], suppressed(report)
        st.markdown(
            "\n".join(
                f"- {as_text(subgroup_sentence(found, name, report.gap_arm))}"
                for name in found.subgroups
            )
        )
        _show_unknown(report)
        whole = view.result.tasks[task].arms.get(arms[0], {}).get(PRIMARY[found.kind])
        by = as_text(f"{task} by {report.question.column}")
        show_chart(subgroup_forest(safe, task, arms, whole), key="subgroup_forest", of=by)
        st.markdown(f"**Gaps: each subgroup minus everybody else ({report.gap_arm.facts.label})**")
        show_table(gap_table(found), key="subgroup_gaps")
        st.caption(
            "In brackets the 95 % interval. **Clear** gaps are no play of chance, with all tasks, "
            f"subgroups and measures in mind (Holm). {_CAUTION} {_FILES}"
        )
        table = subgroup_table(safe)
        download_table(
            table[table["task"] == task],
            name=f"{task} by {report.question.column}",
            key="subgroup_gaps",
        )


def show_helped_for_whom(view: RunView) -> None:
    """Show for which tasks and subgroups sharing helped or harmed."""
    if Arm.SINGLE_TASK not in view.study.arms:
        return
    st.subheader("Helped for whom?", anchor=False)
    st.markdown("Sharing can help a task on average and harm it for some patients.")
    with mistakes_shown():
        report = report_by_subgroup(view)
        if report is None:
            return
        with st.container(border=True, key="subgroup_answer"):
            st.markdown(f"**{as_text(subgroup_headline(report))}**")
        _show_unknown(report)
        safe = suppressed(report)
        show_chart(subgroup_map(safe), key="subgroup_map", of=as_text(report.question.column))
        st.caption(
            "Multi-task minus single-task in the primary measure; verdicts are corrected for all "
            f"pairs of task and subgroup (Holm), the margin is {report.margin:g}. {_CAUTION} "
            f"{_FILES}"
        )
        download_json(
            to_plain(safe),
            label="Download the results by subgroup (JSON)",
            name=f"by {report.question.column}",
            key="subgroups",
        )


def gap_table(found: TaskSubgroups) -> pd.DataFrame:
    """Tabulate the gaps of one task, a line per subgroup; for the screen, with every count."""
    lines = []
    for name, cell in found.subgroups.items():
        events = {} if cell.events is None else {_event_words(found): cell.events}
        gaps = {MEASURES[key].label: gap_words(gap) for key, gap in cell.gaps.items()}
        lines.append({"Subgroup": name, "n": cell.n, **events, **gaps})
    return pd.DataFrame(lines)


def gap_words(gap: Gap) -> str:
    """Write a gap with its interval, and whether it is clear."""
    return f"{'clear: ' if gap.clear else ''}{with_interval(gap, signed)}"


def _event_words(found: TaskSubgroups) -> str:
    return "Rarest class" if found.kind.per_class else "Events"


def _show_unknown(report: SubgroupReport) -> None:
    if report.unknown:
        st.caption(
            f"{count(report.unknown)} rows whose {as_text(report.question.column)} is unknown are "
            "in no subgroup."
        )
