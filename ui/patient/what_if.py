"""What if: other values, every task's estimate at once, and a warning where nobody is like that."""

from __future__ import annotations

import math
from functools import partial
from typing import cast

import pandas as pd
import streamlit as st

from mtl_core.jobs import PatientHelper
from mtl_core.patient import PatientCohort, answer_pushes, locked_at_first, moves, outside_range
from mtl_core.plots.explanation import waterfall
from mtl_core.schema import Output, named
from mtl_core.schema.answers import PatientAnswer, PatientOutput, PatientQuestion
from mtl_core.words import amount, both_ends, change, counted, percent, signed
from ui import state
from ui.widgets.charts import show_chart
from ui.widgets.guard import mistakes_shown
from ui.widgets.tables import show_table
from ui.words import as_text

_FIELDS = 3
_UNKNOWN = "unknown"
_NOTHING = 5e-4


def show_what_if(
    data: PatientCohort,
    helper: PatientHelper,
    row: int,
    before: PatientAnswer,
    output: Output,
) -> None:
    """Let a person change values and see every estimate move; only this part is drawn again."""
    st.subheader("What if", anchor=False)
    st.markdown(
        "Change a value and see what the networks would say. This moves **the estimate**, not the "
        "patient: nothing here says what a treatment would do. Values that go together in real "
        "patients do not follow, so a changed patient may be one that cannot exist."
    )
    st.fragment(_what_if)(data, helper, row, before, output)


def _what_if(
    data: PatientCohort,
    helper: PatientHelper,
    row: int,
    before: PatientAnswer,
    output: Output,
) -> None:
    visit = state.PATIENT_VISIT.get()[1]
    features = data.space.features
    with st.expander("Locked fields", key="locked_open"):
        state.seed("locked", list(state.LOCKED.get() or locked_at_first(features)))
        locked = st.multiselect("Fields that stay as they are", features, key="locked")
        state.LOCKED.set(tuple(locked))
    free = [name for name in features if name not in locked]
    key = f"what_if_fields_{visit}"
    mine = data.cells(row)
    pushes = {own.output: own for own in answer_pushes(before, row, mine)}
    strongest = [name for name, _ in pushes[output].largest_first if name in free][:_FIELDS]
    kept = [n for n in state.remembered(key, strongest) if n in free]
    state.put(key, kept) if state.drawn(key) else state.seed(key, kept)
    chosen = st.multiselect("Fields to change", free, key=key)
    if not free:
        st.info("Every field is locked. Unlock one to change it.")
    changes = {}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for name in chosen:
            cell = _field(data, name, mine[name], visit)
            if cell != mine[name]:
                changes[name] = cell
    if not changes:
        st.caption("Nothing is changed yet. An empty field means unknown.")
        return
    with mistakes_shown(), st.container(key="what_if_answer"):
        after = helper.ask(PatientQuestion(row, changes))
        _show_moves(before, after, changes)
        _warn(data, row, changes)
        pushes = {own.output: own for own in answer_pushes(after, row, mine | changes)}
        show_chart(waterfall(pushes[output]), key="what_if_waterfall")


def _field(data: PatientCohort, name: str, cell: str | None, visit: int) -> str | None:
    """Draw the field of a feature; return its value as text."""
    key = f"what_if_{visit}_{data.space.features.index(name)}"
    if name not in data.space.numbers:
        levels = [_UNKNOWN, *data.space.levels[name]]
        state.seed(key, cell if cell is not None else _UNKNOWN)
        told = st.selectbox(as_text(name), levels, key=key, width=220)
        return None if told == _UNKNOWN else told
    low, high = data.space.limits(name)
    state.seed(key, None if cell is None else float(cell))
    field = st.number_input(
        as_text(name),
        step=data.space.step(name),
        format="%g",
        key=key,
        width=220,
        placeholder=_UNKNOWN,
        help=f"In the cohort from {low:.6g} to {high:.6g}. Empty means unknown.",
    )
    value = cast("float | None", field)
    if value is None:
        return None
    return cell if cell is not None and math.isclose(value, float(cell)) else f"{value:.12g}"


def error_of_pushes(answer: PatientAnswer) -> str:
    """Say how large the Monte-Carlo error of a push on a risk is at most, where it is known."""
    error = answer.error_of_risks
    return (
        "" if error is None else f", Monte-Carlo error of a push at most {100 * error:.2f} points"
    )


def _show_moves(
    before: PatientAnswer, after: PatientAnswer, changes: dict[str, str | None]
) -> None:
    moved, names = moves(before, after), named(found.output for found in after.outputs)
    lines = [
        _line(names[new.output], old, new, moved[new.output], n_networks=after.n_networks)
        for old, new in zip(before.outputs, after.outputs, strict=True)
    ]
    n_up = sum(move > _NOTHING for move in moved.values())
    n_down = sum(move < -_NOTHING for move in moved.values())
    risks = [(abs(move), names[output], move) for output, move in moved.items() if output.is_risk]
    size, name, move = max(risks, default=(0.0, "", 0.0))
    largest = (
        f" The largest change of a risk is {signed(100 * move, 1)} percentage points "
        f"({as_text(name)})."
        if size
        else ""
    )
    st.markdown(
        f"With {counted(len(changes), 'changed value')}, of {counted(len(moved), 'estimate')} "
        f"**{n_up} rise and {n_down} fall**.{largest}"
    )
    show_table(pd.DataFrame(lines), key="what_if_moves")
    st.caption(
        f"{counted(after.n_networks, 'network')} that never saw this patient; explained by "
        f"{after.n_evaluations} evaluations against {after.n_background} patients"
        f"{error_of_pushes(after)}."
    )


def _line(
    name: str, old: PatientOutput, new: PatientOutput, moved: float, *, n_networks: int
) -> dict[str, str]:
    """Write one estimate before and after; one network has no range."""
    write = partial(amount, risk=new.output.is_risk)
    arrow = "▲" if moved > _NOTHING else ("▼" if moved < -_NOTHING else "=")
    return {
        "Task": name,
        "Before": write(old.value),
        "After": write(new.value),
        "Change": f"{arrow} {change(moved, risk=new.output.is_risk)}",
        "Range after": "one network only" if n_networks < 2 else both_ends(new, write),
    }


def _warn(data: PatientCohort, row: int, changes: dict[str, str | None]) -> None:
    """Say where the cohort knows nobody like this."""
    for name, seen in outside_range(data.space, changes).items():
        st.warning(f"**{as_text(name)}** is outside what the cohort has ({as_text(seen)}).")
    now = data.typicality(row, changes)
    if now.unusual:
        then = data.typicality(row, {})
        st.warning(
            "**Nobody of the cohort is much like this.** Further from the nearest patients than "
            f"{percent(now.share, 1)} of the cohort are"
            + ("; so was this patient before the change." if then.unusual else ".")
        )
    for rare in data.rare(row, changes)[:3]:
        st.warning(
            f"**Unlikely together**: {as_text(rare.changed)} and {as_text(rare.other)}. "
            f"{counted(rare.found, 'row')} of the cohort "
            f"{'has' if rare.found == 1 else 'have'} both; {rare.expected:.0f} would by chance."
        )
