"""How good is it for this task? The Performance page."""

import streamlit as st

from mtl_core.limits import EXPLORATORY_EVENTS
from mtl_core.plots.look import KIND_NAMES
from mtl_core.schema import PRIMARY, Arm, TaskKind, TaskResult
from mtl_core.schema.measures import MEASURES
from mtl_core.words import both_ends, count, counted, number, percent, with_interval
from ui import state
from ui.performance.binary import FIRST_REPEAT, show_binary, show_regression
from ui.performance.classes import show_multiclass, show_ordinal
from ui.performance.conformal_intervals import show_intervals
from ui.performance.conformal_sets import show_sets
from ui.performance.recalibration import show_recalibration
from ui.performance.threshold import show_threshold
from ui.results import metrics
from ui.results.subgroup_view import show_for_whom
from ui.session import cached
from ui.session.run_view import RunView, run_in_view, show_origin
from ui.widgets.choice import choose
from ui.widgets.downloads import download_table
from ui.widgets.frame import heading
from ui.widgets.guard import mistakes_shown
from ui.widgets.links import step_link
from ui.widgets.tables import show_table

state.require_shell()


def choose_arms(task: TaskResult) -> list[Arm]:
    """Let a person choose the arms to show; at least one stays."""
    offered = metrics.arms_of(task)
    kept = [arm for arm in state.ARMS.get() if arm in offered] or offered[:2]
    state.seed("arms", kept)
    chosen = st.pills(
        "Arms",
        offered,
        selection_mode="multi",
        key="arms",
        format_func=lambda arm: arm.facts.label,
        help="An arm is one competitor: networks that share, networks that do not, or a reference.",
    )
    state.ARMS.set(tuple(chosen))
    return [arm for arm in offered if arm in chosen] or offered[:1]


def show_size(task: TaskResult) -> None:
    """State the sample behind the numbers."""
    parts = [f"{KIND_NAMES[task.kind].capitalize()}", f"n = {count(task.n)} labelled rows"]
    if task.kind is TaskKind.BINARY and task.events is not None:
        share = percent(task.events / max(task.n, 1), 1)
        parts.append(f"{counted(task.events, 'event')} ({share})")
    elif task.events is not None:
        parts.append(f"{count(task.events)} in the rarest class")
    st.markdown("; ".join(parts) + ".")
    if task.exploratory:
        st.warning(
            f"**Exploratory.** This task has fewer than {EXPLORATORY_EVENTS} events: intervals are "
            "wide and verdicts frail."
        )


def show_primary(task: TaskResult, arms: list[Arm]) -> None:
    """Show the primary measure of each arm, large, with its interval."""
    text = MEASURES[PRIMARY[task.kind]]
    with st.container(horizontal=True, key="primary"):
        for arm in arms:
            found = task.arms[arm].get(PRIMARY[task.kind])
            known = found is not None and found.value is not None
            st.metric(
                f"{text.label}, {arm.facts.label}",
                number(found.value) if found is not None and found.value is not None else "–",
                delta=f"{both_ends(found)}, n {count(task.n)}" if known else with_interval(found),
                delta_color="off",
                delta_arrow="off",
                help=f"{text.description} Below it the 95 % interval.",
                border=True,
            )


def show_measures(name: str, task: TaskResult, arms: list[Arm]) -> None:
    """Show all measures with interval and sample size."""
    st.subheader("All measures", anchor=False)
    table = metrics.measures_table(task, arms)
    show_table(table, key="measures")
    st.caption("In brackets the 95 % interval; n is the number of labelled rows.")
    download_table(table, name=f"{name} measures", key="measures")


def show_charts(view: RunView, name: str, arms: list[Arm]) -> None:
    """Show the charts of the task's kind."""
    predictions = cached.task_predictions(view.run_id, name)
    if predictions is None:
        st.info("The predictions of this run are not stored yet.")
        return
    task, spec = view.result.tasks[name], view.study.schema.task(name)
    n_repeats = view.study.plan.repeats
    if n_repeats > 1:
        st.caption(FIRST_REPEAT.format(n=n_repeats))
    if task.kind is TaskKind.BINARY:
        show_binary(view, spec, predictions, arms)
    elif task.kind is TaskKind.ORDINAL:
        show_ordinal(view, spec, predictions, arms)
    elif task.kind is TaskKind.MULTICLASS:
        show_multiclass(view, spec, predictions, arms)
    else:
        show_regression(task, predictions, arms)


def main() -> None:
    """Draw the page."""
    heading("Performance", "How good is it for this task?")
    view = run_in_view()
    if view is None:
        return
    if not view.result.tasks:
        st.info("No task of this run could be estimated.")
        return
    name = choose("Task", list(view.result.tasks), state.TASK, key="performance_task")
    task = view.result.tasks[name]
    show_size(task)
    arms = choose_arms(task)
    show_primary(task, arms)
    if task.kind is TaskKind.BINARY:
        show_threshold(view, name, arms)
    st.subheader("In pictures", anchor=False)
    show_charts(view, name, arms)
    show_recalibration(view, name, arms)
    show_measures(name, task, arms)
    if task.kind is TaskKind.REGRESSION:
        show_intervals(view, name, arms[0])
    else:
        show_sets(view, name, arms[0])
    show_for_whom(view, name, arms)
    show_origin(view)
    step_link("pages/explanation.py", "Next: what drives this task?")


with mistakes_shown():
    main()
