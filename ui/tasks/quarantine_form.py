"""The quarantine on the Tasks page: what is left out and why, and the words that take it in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import streamlit as st

from mtl_core.checks import quarantined
from mtl_core.decisions import held_back
from mtl_core.schema import Check, FindingCode, Severity, Task
from mtl_core.words import counted
from ui import state
from ui.open_cohort import OpenCohort
from ui.session import draft
from ui.words import as_text

_RULES: dict[str, str] = {
    FindingCode.KNOWN_AFTERWARDS: "Named like something that is known afterwards",
    FindingCode.PREDICTS_ALONE: "Predicts an outcome alone",
    FindingCode.MISSINGNESS_PREDICTS: "Whether it is blank tells an outcome",
    FindingCode.LABEL_FROM_LABEL: "An outcome in other words",
}


def show_quarantine(cohort: OpenCohort, tasks: Sequence[Task]) -> None:
    """Show the columns that may give an outcome away, and let a person take one in with words."""
    checks = draft.giving_away(cohort, tasks)
    for check in checks:
        if check.repair is None and check.finding.severity is Severity.INFO:
            st.info(f"{as_text(check.finding.message)} {as_text(check.finding.proposal)}")
    justified = state.DRAFT.get().justified
    found = quarantined(checks)
    held = held_back(state.DRAFT.get(), checks)
    if held:
        _show_held(held, checks)
    _show_taken_in({name: justified[name] for name in found if name in justified})


def _show_held(held: Sequence[str], checks: Sequence[Check]) -> None:
    st.subheader("Left out: these columns may give an outcome away", anchor=False)
    st.markdown(
        f"{counted(len(held), 'column')} may not be known when the prediction is made, or may say "
        "the same as an outcome. They are not used. If you know better, take a column in with a "
        "reason; the reason is kept with the study."
    )
    for rule, sentences in _by_rule(held, checks).items():
        lines = "\n".join(f"- {as_text(sentence)}" for sentence in sentences)
        st.markdown(f"**{rule}**\n\n{lines}")
    with st.form("take_in", clear_on_submit=True):
        column = st.selectbox("Column", held, key="take_in_column")
        words = st.text_input(
            "Why is it known when the prediction is made?",
            key="take_in_words",
            placeholder="e.g. measured on admission, before the decision",
        )
        if st.form_submit_button("Use this column", key="take_in_button"):
            if len(words.strip()) >= draft.FEWEST_LETTERS:
                draft.take_in(column, words)
                st.rerun()
            st.error(f"Give a reason of at least {draft.FEWEST_LETTERS} letters.")


def _by_rule(held: Collection[str], checks: Iterable[Check]) -> dict[str, list[str]]:
    """Collect what was found about the columns by the rule that found it."""
    found: dict[str, list[str]] = {}
    for check in checks:
        if check.repair is not None and check.finding.column in held:
            code = check.finding.code
            found.setdefault(_RULES.get(code, code), []).append(check.finding.message)
    return found


def _show_taken_in(justified: Mapping[str, str]) -> None:
    if not justified:
        return
    st.markdown("**Taken in with a reason**")
    for place, (name, words) in enumerate(justified.items()):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{as_text(name)}**: {as_text(words)}", width="stretch")
            st.button(
                "Leave out again",
                key=f"leave_out_{place}",
                on_click=draft.hold_back_again,
                args=(name,),
            )
