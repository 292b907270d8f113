"""Choosing a patient: by row, by id or short mark, or the next one who is worth a look."""

from __future__ import annotations

import streamlit as st

from mtl_core.patient import PatientCohort
from mtl_core.words import count, counted
from ui import state
from ui.words import as_text

_FIELD, _FOUND = "patient_at", "patient_find"


def choose_patient(data: PatientCohort) -> int | None:
    """Let a person choose a patient; return the row of the file, ``None`` when it has none."""
    rows = list(data.place)
    kept = state.ROW.get()
    state.seed(_FIELD, kept if kept in data.place else rows[0])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        row = st.number_input(
            "Row of the file (the first patient is row 0)",
            min_value=0,
            max_value=max(rows),
            step=1,
            key=_FIELD,
            width=260,
        )
        st.text_input(
            "Or patient id, or short mark",
            key=_FOUND,
            width=240,
            on_change=_find,
            args=(data,),
            help="The short mark stands for the id on this page, so that no id has to be shown.",
        )
        for kind, words in (("arms", "Next: arms disagree"), ("tasks", "Next: tasks disagree")):
            st.button(words, key=f"next_{kind}", on_click=_next, args=(data, kind))
    if row not in data.place:
        st.info(f"Row {count(row)} has no prediction: no outcome is known there. Choose another.")
        return None
    state.ROW.set(int(row))
    first, visit = state.PATIENT_VISIT.get()
    if first != row:
        state.PATIENT_VISIT.set((int(row), visit + 1))
    st.markdown(
        f"**Patient {data.mark(int(row))}**, row {row} (line {row + 2} of the file). "
        f"{counted(len(rows), 'row')} can be chosen."
    )
    _say_disagreement(data, int(row))
    return int(row)


def _find(data: PatientCohort) -> None:
    found = data.find(str(state.remembered(_FOUND, "")))
    state.put(_FOUND, "")
    if found is None:
        state.NOTICE.set("No patient with a prediction has this id or mark.")
    else:
        _go(found)


def _next(data: PatientCohort, kind: str) -> None:
    ranking = data.disagreements[kind]
    if ranking.empty:
        state.NOTICE.set("There is no such patient in this run.")
        return
    before, place = state.DISAGREED.get()
    place = (place + 1) % len(ranking) if before == kind else 0
    state.DISAGREED.set((kind, place))
    _go(int(ranking["row"].iloc[place]))


def _go(row: int) -> None:
    state.ROW.set(row)
    state.put(_FIELD, row)


def _say_disagreement(data: PatientCohort, row: int) -> None:
    kind, place = state.DISAGREED.get()
    if not kind or place >= len(data.disagreements[kind]):
        return
    line = data.disagreements[kind].iloc[place]
    if int(line["row"]) != row:
        return
    rank = f"Number {count(place + 1)} of {count(len(data.disagreements[kind]))}"
    task = as_text(str(line["task"]))
    if kind == "arms":
        risk = data.study.schema.task(str(line["task"])).classes
        size = abs(float(line["difference"]))
        amount = (
            f"{100 * size:.1f} percentage points" if risk else f"{size:.2f} standard deviations"
        )
        way = "above" if line["difference"] > 0 else "below"
        st.caption(f"{rank}: for **{task}** multi-task is {amount} {way} single-task.")
    else:
        st.caption(
            f"{rank}: this patient stands {100 * float(line['difference']):.0f} places of 100 "
            f"higher for **{task}** than for **{as_text(str(line['other']))}**, two tasks whose "
            "estimates usually go together (or, turned round, against each other)."
        )
