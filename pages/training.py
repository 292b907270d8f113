"""How is it going? The Training page."""

import streamlit as st

from mtl_core.schema import Preset, RunState, RunStatus
from mtl_core.words import counted
from ui import state
from ui.open_cohort import OpenCohort
from ui.results.headline import show_sentence
from ui.session import cached, draft, empty, runs
from ui.training.progress import kept_words, watch
from ui.widgets.frame import heading
from ui.widgets.guard import mistakes_shown
from ui.widgets.links import step_button, step_link
from ui.words import PRESETS, as_text, when

state.require_shell()


def show_start() -> None:
    """Offer the two budgets for the study as it stands."""
    cohort, study = state.COHORT.get(), draft.study(Preset.FULL)
    if cohort is None or study is None:
        empty.no_cohort() if cohort is None else empty.no_tasks()
        return
    plan = study.plan
    st.markdown(
        f"**{as_text(cohort.title)}**: {counted(study.cohort.rows, 'row')}, "
        f"{counted(len(study.schema.tasks), 'task')}, "
        f"{counted(len(study.schema.features), 'feature')}, "
        f"{counted(len(study.grouping.groups), 'group')}; seed {plan.seed}, margin {plan.margin:g}."
    )
    st.markdown(
        f"- **Quick look**: {draft.plan_words(Preset.QUICK)}\n"
        f"- **Full study**: {draft.plan_words(Preset.FULL)}"
    )
    st.caption("The plan is fixed before results are seen. It can be changed on the Sharing page.")
    show_buttons(cohort)


def show_buttons(cohort: OpenCohort) -> None:
    """Draw one start button per budget."""
    with st.container(horizontal=True):
        for preset in Preset:
            main = preset is Preset.QUICK
            pressed = step_button(PRESETS[preset], main=main, key=f"start_{preset}")
            study = draft.study(preset) if pressed else None
            if study is not None:
                words = "quick look" if main else "full study"
                runs.start(cohort, study, title=f"{cohort.title}: {words}")


def show_end(run_id: str, status: RunStatus) -> None:
    """Say how the run ended and lead on."""
    if status.state is RunState.DONE:
        if state.FOLLOW.get():
            state.FOLLOW.set(value=False)
            st.switch_page("pages/comparison.py", query_params={"run": run_id})
        st.success("The run is done.")
        result = cached.result(run_id)
        if result is not None and result.headline:
            show_sentence(result.headline)
    elif status.state is RunState.FAILED:
        st.error(f"**The run failed.** {as_text(status.error or 'No reason was recorded.')}")
        st.markdown(f"Everything that was computed before is kept: {kept_words(run_id)}.")
    elif status.state is RunState.CANCELLED:
        st.warning(
            "The run was cancelled. Everything that was computed before is kept: "
            f"{kept_words(run_id)}."
        )
    if cached.result(run_id) is not None:
        step_link("pages/comparison.py", "See the comparison")


def main() -> None:
    """Draw the page."""
    heading("Training", "How is it going?")
    run_id = state.current_run()
    status = cached.status(run_id) if run_id else None
    study = cached.study(run_id) if run_id else None
    if run_id is None or status is None or study is None:
        show_start()
        return
    st.markdown(
        f"Run on **{as_text(study.cohort.name)}**: {counted(study.cohort.rows, 'row')}, "
        f"{counted(len(study.schema.tasks), 'task')}, "
        f"{counted(len(study.grouping.groups), 'group')}; started {when(status.started) or 'soon'}."
    )
    show_end(run_id, status)
    watch(run_id)
    if status.state.live:
        return
    if state.DRAFT.get().schema is None:
        empty.reopen_button()
    else:
        st.subheader("Start another run", anchor=False)
        show_start()


with mistakes_shown():
    main()
