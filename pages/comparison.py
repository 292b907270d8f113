"""Did sharing help, task by task? The Comparison page."""

import streamlit as st

from mtl_core.evaluation import verdict_sentence
from mtl_core.plots import arms_plot, forest_plot
from mtl_core.schema import StudyResult, to_plain
from ui import metrics, state
from ui.charts import show_chart
from ui.choice import choose
from ui.downloads import download_json, download_table
from ui.findings import show_findings
from ui.frame import heading
from ui.guard import mistakes_shown
from ui.links import step_link
from ui.run_view import run_in_view
from ui.words import as_text, plural

state.require_shell()


def show_headline(result: StudyResult) -> None:
    """Show the one sentence that answers the page's question."""
    with st.container(border=True, key="headline"):
        st.header(as_text(result.headline), anchor=False)
        for name, sentence in result.refused.items():
            st.markdown(f"**{as_text(name)}** was left out. {as_text(sentence)}")


def show_verdicts(result: StudyResult) -> None:
    """Say for each task what may be concluded, with a button to its performance."""
    st.subheader("Task by task", anchor=False)
    for i, (name, task) in enumerate(result.tasks.items()):
        words, link = st.columns([5, 1], vertical_alignment="center")
        rest = verdict_sentence(name, task).removeprefix(name)
        words.markdown(f"**{as_text(name)}**{as_text(rest)}")
        if link.button("Performance", key=f"open_task_{i}", help=f"How good is it for {name}?"):
            state.TASK.set(name)
            st.switch_page("pages/performance.py", query_params={"run": state.current_run()})


def show_arms(result: StudyResult) -> None:
    """Show all arms side by side, reference models beside."""
    st.subheader("All arms, reference models beside", anchor=False)
    show_chart(arms_plot(result.tasks), key="arms")
    metric = choose(
        "Measure in the table",
        metrics.metrics_of(result),
        state.METRIC,
        key="metric",
        words=metrics.metric_words,
    )
    table = metrics.arms_table(result, metric)
    st.dataframe(table, hide_index=True, key="arms_numbers", height="content")
    st.caption(
        "In brackets the 95 % interval; n is the number of labelled rows. Verdicts are "
        "given for the primary measure only, which was fixed before the run."
    )
    download_table(table, name="all arms", key="arms_numbers")


def show_costs(result: StudyResult) -> None:
    """Show how long each arm took."""
    st.subheader("What each arm cost", anchor=False)
    costs = metrics.cost_table(result)
    st.dataframe(costs, hide_index=True, key="costs", width="content")
    st.caption("Wall time on the machine that ran the study, for all folds and repeats.")
    download_table(costs, name="cost of each arm", key="costs")


def main() -> None:
    """Draw the page."""
    heading("Comparison", "Did sharing help, task by task?")
    view = run_in_view()
    if view is None:
        return
    result = view.result
    show_headline(result)
    if result.tasks:
        show_chart(forest_plot(result.tasks, view.study.plan.margin), key="forest")
        show_verdicts(result)
        show_arms(result)
    show_costs(result)
    if result.findings:
        with st.expander(f"{plural(len(result.findings), 'finding')} of this run", key="findings"):
            show_findings(result.findings)
    download_json(to_plain(result), label="Download the result (JSON)", name="result", key="result")
    step_link("pages/explanation.py", "Next: what drives each task?")


with mistakes_shown():
    main()
