"""A run by subgroup: a column is chosen, the rest is measured in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mtl_core.jobs import start_subgroups, subgroups_folder, work_status
from mtl_core.schema import ColumnKind, RunState, RunStatus
from mtl_core.schema.answers import SubgroupQuestion
from mtl_core.settings import load_settings
from ui import state
from ui.session import cached, runs
from ui.widgets.choice import choose
from ui.words import as_text

if TYPE_CHECKING:
    from mtl_core.schema import Study
    from mtl_core.schema.answers import SubgroupReport
    from mtl_core.storage import RunFolder
    from ui.session.run_view import RunView

NO_COLUMN = "Choose a column"
_EVERY_SECONDS = 1.0
_STAGES = {
    "prepare": "Dividing patients",
    "evaluate": "Resampling patients, subgroup by subgroup",
}


def report_by_subgroup(view: RunView) -> SubgroupReport | None:
    """Ask which column divides the patients, and return what was found by it when it is there."""
    question = _ask(view.study)
    if question is None:
        return None
    run = runs.folder(view.run_id)
    folder = subgroups_folder(run, question, load_settings())
    status = work_status(folder)
    if status is None:
        start_subgroups(run, question, load_settings())
        status = work_status(folder)
    if status is not None and status.state.live:
        st.fragment(_watch, run_every=_EVERY_SECONDS)(folder)
        return None
    if status is not None and status.state is RunState.DONE:
        return cached.subgroups(folder)
    _offer_again(run, question, folder, status)
    return None


def columns_of(study: Study) -> list[str]:
    """List the columns that may divide the patients: the site, features, and those left out."""
    schema = study.schema
    site = [schema.site] if schema.site is not None else []
    named = sorted(schema.features, key=lambda feature: feature.kind is not ColumnKind.CATEGORICAL)
    return [*site, *(feature.name for feature in named), *schema.excluded]


def _ask(study: Study) -> SubgroupQuestion | None:
    with st.container(horizontal=True, key="subgroup_question"):
        column = choose(
            "Divide the patients by",
            [NO_COLUMN, *columns_of(study)],
            state.SUBGROUP_COLUMN,
            key="subgroup_column",
        )
        categories = {f.name for f in study.schema.features if f.kind is ColumnKind.CATEGORICAL}
        may_be_number = column != NO_COLUMN and column not in categories
        words = _ask_for_bands() if may_be_number else ""
    return None if column == NO_COLUMN else SubgroupQuestion(column, _cuts(words))


def _ask_for_bands() -> str:
    state.seed("subgroup_bands", state.SUBGROUP_BANDS.get())
    words = st.text_input(
        "Bands of a number begin at",
        key="subgroup_bands",
        placeholder="such as 50, 65, 80",
        help="Leave this empty for four parts of equal size.",
    )
    state.SUBGROUP_BANDS.set(words)
    return words


def _cuts(words: str) -> tuple[float, ...]:
    """Read cut points; what is no number is said and left out."""
    cuts, odd = set(), False
    for word in words.replace(";", ",").split(","):
        try:
            cuts |= {float(word)} if word.strip() else set()
        except ValueError:
            odd = True
    if odd:
        st.warning("Write the beginnings of the bands as numbers, such as 50, 65, 80.")
    return tuple(sorted(cuts))


def _offer_again(
    run: RunFolder, question: SubgroupQuestion, folder: RunFolder, status: RunStatus | None
) -> None:
    if status is not None and status.state is RunState.FAILED:
        st.error(f"This could not be measured. {as_text(status.error or '')}")
    if st.button("Try again", key="subgroups_again"):
        folder.remove()
        start_subgroups(run, question, load_settings())
        st.rerun()


def _watch(folder: RunFolder) -> None:
    status = work_status(folder)
    if status is None or not status.state.live:
        st.rerun()
    with st.container(border=True, key="subgroups_progress"):
        words = _STAGES.get(status.stage, "Starting")
        st.progress(min(max(status.fraction, 0.0), 1.0), text=f"{words}: {status.fraction:.0%}")
        st.caption("This takes seconds, a minute with many repeats. Other pages can be read.")
        st.button("Stop", key="stop_subgroups", on_click=folder.request_cancel)
