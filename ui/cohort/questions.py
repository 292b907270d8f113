"""Questions about the open cohort: what was noticed, what is proposed, a person's answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

import pandas as pd
import streamlit as st

from mtl_core.decisions import PERSONAL
from mtl_core.schema import Answer, Check, Decision, FindingCode, Severity
from mtl_core.schema.repairs import DateOrder, DatePattern, LeaveOut
from mtl_core.words import counted
from ui import state
from ui.open_cohort import OpenCohort
from ui.session import answers
from ui.words import as_text

_SHOWN_AT_ONCE = 3
_UNSHOWN = (FindingCode.POSSIBLE_IDENTIFIER, FindingCode.HIGH_AGE)

_OTHER_ORDER = {
    DatePattern.DAY_MONTH_YEAR: DatePattern.MONTH_DAY_YEAR,
    DatePattern.MONTH_DAY_YEAR: DatePattern.DAY_MONTH_YEAR,
}


def show_questions(cohort: OpenCohort) -> None:
    """Show what waits for an answer, what is left out, what was answered, and the rest."""
    waiting = answers.questions(cohort)
    protected = answers.protected(cohort)
    given = state.DRAFT.get().decisions
    notes = [c for c in cohort.checks if c.finding.severity is Severity.INFO]
    st.subheader("What to know about this file", anchor=False)
    with st.container(horizontal=True, key="quality"):
        st.metric("Open questions", len(waiting), border=True)
        st.metric("Left out for safety", len(protected), border=True)
        st.metric("Answered", len(given), border=True)
        st.metric("Good to know", len(notes), border=True)
    if not waiting:
        st.success("Nothing waits for your decision.")
    for code, checks in groupby(sorted(waiting, key=_code), key=_code):
        _show_group(code, list(checks))
    _show_left_out(protected)
    _show_answered(given)
    _show_notes(notes)


def title_of(code: str) -> str:
    """Return a code as words: ``many-spellings`` is *Many spellings*."""
    return code.replace("-", " ").capitalize()


def _code(check: Check) -> str:
    return str(check.finding.code)


def _show_group(code: str, checks: Sequence[Check]) -> None:
    with st.container(border=True, key=f"question_{code}"):
        many = f" ({counted(len(checks), 'question')})" if len(checks) > 1 else ""
        st.markdown(f"**{title_of(code)}**{many}")
        if len(checks) > 1:
            _buttons(checks, key=f"{code}_all", suffix=" for all")
        for n, check in enumerate(checks[:_SHOWN_AT_ONCE]):
            _show_check(check, key=f"{code}_{n}")
        rest = checks[_SHOWN_AT_ONCE:]
        if rest:
            with st.expander(f"{len(rest)} more", key=f"more_{code}"):
                for n, check in enumerate(rest, start=_SHOWN_AT_ONCE):
                    _show_check(check, key=f"{code}_{n}")


def _show_check(check: Check, *, key: str) -> None:
    st.markdown(_sentence(check))
    if check.examples and check.finding.code not in _UNSHOWN:
        st.dataframe(
            pd.DataFrame(
                {
                    "Cell": [e.before for e in check.examples],
                    "Becomes": [e.after or "missing" for e in check.examples],
                    "Rows": [e.rows for e in check.examples],
                }
            ),
            hide_index=True,
            width="content",
            key=f"examples_{key}",
        )
    _buttons([check], key=key)
    if isinstance(check.repair, DateOrder) and check.repair.pattern in _OTHER_ORDER:
        other = _OTHER_ORDER[check.repair.pattern]
        st.button(
            f"Read them as {other.words}",
            key=f"other_{key}",
            on_click=answers.answer,
            args=((replace(check, repair=replace(check.repair, pattern=other)),), Answer.ACCEPTED),
        )


def _sentence(check: Check) -> str:
    finding = check.finding
    proposal = f" **Proposal:** {as_text(finding.proposal)}" if finding.proposal else ""
    return f"{as_text(finding.message)}{proposal}"


def _buttons(checks: Sequence[Check], *, key: str, suffix: str = "") -> None:
    repairs = [check.repair for check in checks]
    words: tuple[str, str | None]
    if any(repair is None for repair in repairs):
        words = ("I have seen this", None)
    elif all(isinstance(repair, LeaveOut) for repair in repairs):
        words = ("Leave the column out", "Use the column")
    else:
        words = ("Accept", "Leave as it is")
    with st.container(horizontal=True):
        for label, given in zip(words, (Answer.ACCEPTED, Answer.REFUSED), strict=True):
            if label is not None:
                st.button(
                    f"{label}{suffix}",
                    key=f"{given}_{key}",
                    on_click=answers.answer,
                    args=(tuple(checks), given),
                )


def _show_left_out(checks: Sequence[Check]) -> None:
    if not checks:
        return
    n_columns = len({check.finding.column for check in checks})
    label = f"Left out until you decide otherwise ({counted(n_columns, 'column')})"
    with st.expander(label, key="left_out"):
        st.markdown(
            "These columns may identify a person or give an outcome away. They are not used, and "
            "cells of identifying columns are not shown. A column that may give an outcome away "
            "is taken in on the Tasks page, with words that say why."
        )
        for n, check in enumerate(checks):
            st.markdown(f"- {_sentence(check)}")
            if check.finding.code in PERSONAL:
                st.button(
                    "Use it all the same",
                    key=f"take_in_{n}",
                    on_click=answers.answer,
                    args=((check,), Answer.REFUSED),
                )


def _show_answered(decisions: Sequence[Decision]) -> None:
    if not decisions:
        return
    with st.expander(f"Your answers ({len(decisions)})", key="answered"):
        for n, decision in enumerate(decisions):
            where = f" in **{as_text(decision.column)}**" if decision.column else ""
            taken = "accepted" if decision.answer is Answer.ACCEPTED else "left as it is"
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"{title_of(decision.code)}{where}: {taken}")
                st.button(
                    "Take back",
                    key=f"take_back_{n}",
                    type="tertiary",
                    on_click=answers.take_back,
                    args=(decision,),
                )


def _show_notes(checks: Sequence[Check]) -> None:
    if checks:
        with st.expander(f"Good to know ({len(checks)})", key="notes"):
            for check in checks:
                st.markdown(f"- {_sentence(check)}")
