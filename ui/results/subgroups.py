"""A run by subgroup: a column is chosen, the rest is measured in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from mtl_core.schema import ColumnKind
from mtl_core.schema.answers import SubgroupQuestion
from ui import state
from ui.session import cached
from ui.widgets.background import answer_to
from ui.widgets.choice import choose

if TYPE_CHECKING:
    from mtl_core.schema import Study
    from mtl_core.schema.answers import SubgroupReport
    from ui.session.run_view import RunView

NO_COLUMN = "Choose a column"


def report_by_subgroup(view: RunView) -> SubgroupReport | None:
    """Ask which column divides the patients, and return what was found by it when it is there."""
    question = _ask(view.study)
    if question is None:
        return None
    return answer_to(question, cached.finished(view.run_id), key="subgroups")


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
