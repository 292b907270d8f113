"""Did sharing help, task by task? The Comparison page."""

import streamlit as st

from mtl_core.evaluation.arms import verdict_sentence
from mtl_core.plots.comparison import arms_plot, forest_plot
from mtl_core.schema import StudyResult, to_plain
from mtl_core.words import counted
from ui import state
from ui.comparison.costs import show_costs
from ui.comparison.interval_width import show_interval_widths
from ui.comparison.relation import show_relations
from ui.comparison.scarcity import show_scarcity
from ui.comparison.two_runs import show_two_runs
from ui.results import metrics
from ui.results.champion import show_champion
from ui.results.headline import show_answer
from ui.results.subgroup_view import show_helped_for_whom
from ui.session.run_view import RunView, run_in_view, show_origin
from ui.widgets.charts import pick_row, show_chart
from ui.widgets.choice import choose
from ui.widgets.downloads import download_json, download_table
from ui.widgets.findings import show_findings
from ui.widgets.frame import heading
from ui.widgets.guard import mistakes_shown
from ui.widgets.links import step_link
from ui.widgets.tables import show_table
from ui.words import READING_HELP, as_text

state.require_shell()


def open_task(name: str) -> None:
    """Go to the performance of one task."""
    state.TASK.set(name)
    run = state.current_run()
    st.switch_page("pages/performance.py", query_params={"run": run} if run else None)


def choose_measure(result: StudyResult) -> str:
    """Choose what figures and table show; only the primary measure has verdicts."""
    chosen = choose(
        "Measure shown",
        metrics.metrics_of(result),
        state.METRIC,
        key="metric",
        words=metrics.metric_words,
    )
    if chosen != metrics.PRIMARY_METRIC:
        st.info(
            "Intervals only, no verdict. Verdicts are given for the primary measure alone, which "
            "was fixed before the run; many measures looked at afterwards would make chance "
            "findings likely."
        )
    return chosen


def show_forest(view: RunView, metric: str) -> None:
    """Show the differences; a click on a task opens its performance."""
    measure = metrics.shown_measure(metric)
    chart = forest_plot(view.result.tasks, view.study.plan.margin, measure)
    if len(chart.table):
        row = pick_row(chart, key="forest")
        if row is not None:
            open_task(str(chart.table["task"].iloc[row]))
    with st.expander("What the words mean", key="words"):
        st.markdown(READING_HELP.format(margin=f"{view.study.plan.margin:g}"))


def show_verdicts(result: StudyResult) -> None:
    """Say for each task what may be concluded, with a button to its performance."""
    st.subheader("Task by task", anchor=False)
    st.caption(
        "A click on a task in the figure, or on its button here, opens its performance; for a "
        "yes/no outcome also who changes sides at a threshold."
    )
    for i, (name, task) in enumerate(result.tasks.items()):
        words, link = st.columns([6, 1], vertical_alignment="center")
        rest = verdict_sentence(name, task).removeprefix(name)
        words.markdown(f"{metrics.verdict_sign(task)} **{as_text(name)}**{as_text(rest)}")
        if link.button("Performance", key=f"open_task_{i}", help=f"How good is it for {name}?"):
            open_task(name)


def show_arms(result: StudyResult, metric: str) -> None:
    """Show all arms side by side, reference models beside."""
    st.subheader("All arms, reference models beside", anchor=False)
    show_chart(arms_plot(result.tasks, metrics.shown_measure(metric)), key="arms")
    table = metrics.arms_table(result, metric)
    show_table(table, key="arms_numbers")
    st.caption("In brackets the 95 % interval; n is the number of labelled rows.")
    download_table(table, name="all arms", key="arms_numbers")


def main() -> None:
    """Draw the page."""
    heading("Comparison", "Did sharing help, task by task?")
    view = run_in_view()
    if view is None:
        return
    result = view.result
    show_answer(view)
    show_origin(view)
    if result.tasks:
        metric = choose_measure(result)
        show_forest(view, metric)
        show_verdicts(result)
        show_interval_widths(view)
        show_arms(result, metric)
        show_helped_for_whom(view)
        show_champion(result)
        show_relations(result)
    show_costs(view)
    show_scarcity(view)
    show_two_runs(view)
    if result.findings:
        with st.expander(f"{counted(len(result.findings), 'finding')} of this run", key="findings"):
            show_findings(result.findings)
    download_json(to_plain(result), label="Download the result (JSON)", name="result", key="result")
    step_link("pages/explanation.py", "Next: what drives each task?")


with mistakes_shown():
    main()
