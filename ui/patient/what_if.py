"""What if: other values, every task's estimate at once, and a warning where nobody is like that."""

from __future__ import annotations

import math
from collections import Counter
from functools import partial
from typing import cast

import numpy as np
import pandas as pd
import streamlit as st

from mtl_core.arrays import FloatArray
from mtl_core.jobs import PatientHelper
from mtl_core.patient import (
    answer_summary,
    answer_table,
    locked_at_first,
    outside_range,
    rare_combinations,
    typicality,
)
from mtl_core.plots.explanation import waterfall
from mtl_core.schema.answers import PatientAnswer, PatientOutput, PatientQuestion
from mtl_core.words import amount, both_ends, change, counted, percent, signed
from ui import state
from ui.patient.data import PatientData
from ui.widgets.charts import show_chart
from ui.widgets.guard import mistakes_shown
from ui.widgets.tables import show_table
from ui.words import as_text

_FIELDS = 3
_UNKNOWN = "unknown"
_NOTHING = 5e-4


def show_what_if(
    data: PatientData,
    helper: PatientHelper,
    row: int,
    before: PatientAnswer,
    output: tuple[str, str | None],
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
    data: PatientData,
    helper: PatientHelper,
    row: int,
    before: PatientAnswer,
    output: tuple[str, str | None],
) -> None:
    visit = state.PATIENT_VISIT.get()[1]
    features = data.space.features
    with st.expander("Locked fields", key="locked_open"):
        state.seed("locked", list(state.LOCKED.get() or locked_at_first(features)))
        locked = st.multiselect("Fields that stay as they are", features, key="locked")
        state.LOCKED.set(tuple(locked))
    free = [name for name in features if name not in locked]
    key = f"what_if_fields_{visit}"
    strongest = [name for name in _by_push(before, output) if name in free][:_FIELDS]
    kept = [n for n in state.remembered(key, strongest) if n in free]
    state.put(key, kept) if state.drawn(key) else state.seed(key, kept)
    chosen = st.multiselect("Fields to change", free, key=key)
    if not free:
        st.info("Every field is locked. Unlock one to change it.")
    mine = data.cells(row)
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
        table = answer_table(after, row, mine | changes)
        show_chart(waterfall(table, answer_summary(after), row, *output), key="what_if_waterfall")


def _field(data: PatientData, name: str, cell: str | None, visit: int) -> str | None:
    """Draw the field of a feature; return its value as text."""
    key = f"what_if_{visit}_{data.space.features.index(name)}"
    if name not in data.space.numbers:
        levels = [_UNKNOWN, *data.space.levels[name]]
        state.seed(key, cell if cell is not None else _UNKNOWN)
        told = st.selectbox(as_text(name), levels, key=key, width=220)
        return None if told == _UNKNOWN else told
    known = data.space.numbers[name]
    low, high = (float(known[0]), float(known[-1])) if len(known) else (0.0, 1.0)
    state.seed(key, None if cell is None else float(cell))
    field = st.number_input(
        as_text(name),
        step=_step(known),
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


def _step(known: FloatArray) -> float:
    """Return a round step, about a fiftieth of where nearly all values lie."""
    if not len(known):
        return 1.0
    low, high = np.quantile(known, [0.01, 0.99])
    spread = float(high - low) or 1.0
    step = 10.0 ** math.floor(math.log10(spread / 10))
    return max(step, 1.0) if (known % 1 == 0).all() else step


def error_of_pushes(answer: PatientAnswer) -> str:
    """Say how large the Monte-Carlo error of a push on a risk is at most, where it is known."""
    errors = [max(o.errors, default=0.0) for o in answer.outputs if o.label is not None]
    return f", Monte-Carlo error of a push at most {100 * max(errors):.2f} points" if errors else ""


def _by_push(answer: PatientAnswer, output: tuple[str, str | None]) -> list[str]:
    mine = next((o for o in answer.outputs if (o.task, o.label) == output), answer.outputs[0])
    order = np.argsort(-np.abs(np.array(mine.pushes)), kind="stable")
    return [answer.features[i] for i in order]


def _show_moves(
    before: PatientAnswer, after: PatientAnswer, changes: dict[str, str | None]
) -> None:
    lines, moves = [], []
    n_outputs = Counter(output.task for output in before.outputs)
    for old, new in zip(before.outputs, after.outputs, strict=True):
        risk = old.label is not None
        name = f"{old.task}: {old.label}" if n_outputs[old.task] > 1 else old.task
        moved = new.value - old.value
        moves.append((abs(moved) if risk else 0.0, name, moved))
        lines.append(
            {
                "Task": name,
                "Before": amount(old.value, risk=risk),
                "After": amount(new.value, risk=risk),
                "Change": f"{_arrow(moved)} {change(moved, risk=risk)}",
                "Range after": _range(new, n_networks=after.n_networks),
            }
        )
    n_up = sum(moved > _NOTHING for _, _, moved in moves)
    n_down = sum(moved < -_NOTHING for _, _, moved in moves)
    size, name, moved = max(moves)
    largest = (
        f" The largest change of a risk is {signed(100 * moved, 1)} percentage points "
        f"({as_text(name)})."
        if size
        else ""
    )
    st.markdown(
        f"With {counted(len(changes), 'changed value')}, of {counted(len(moves), 'estimate')} "
        f"**{n_up} rise and {n_down} fall**.{largest}"
    )
    show_table(pd.DataFrame(lines), key="what_if_moves")
    st.caption(
        f"{counted(after.n_networks, 'network')} that never saw this patient; explained by "
        f"{after.n_evaluations} evaluations against {after.n_background} patients"
        f"{error_of_pushes(after)}."
    )


def _range(output: PatientOutput, *, n_networks: int) -> str:
    """Say between which estimates the networks lie; one network has no range."""
    if n_networks < 2:
        return "one network only"
    return both_ends(output, partial(amount, risk=output.label is not None))


def _arrow(change: float) -> str:
    return "▲" if change > _NOTHING else ("▼" if change < -_NOTHING else "=")


def _warn(data: PatientData, row: int, changes: dict[str, str | None]) -> None:
    """Say where the cohort knows nobody like this."""
    place = data.place[row]
    for name, seen in outside_range(data.space, changes).items():
        st.warning(f"**{as_text(name)}** is outside what the cohort has ({as_text(seen)}).")
    line = data.table.frame.iloc[[place]].copy()
    for name, text in changes.items():
        line[name] = (
            (np.nan if text is None else float(text)) if name in data.space.numbers else [text]
        )
    one = data.space.place(line)[0]
    others = data.patients != data.patients[place]
    now = typicality(data.space, one, data.placed, data.crowd, others)
    if now.unusual:
        then = typicality(data.space, data.placed[place], data.placed, data.crowd, others)
        st.warning(
            "**Nobody of the cohort is much like this.** Further from the nearest patients than "
            f"{percent(now.share, 1)} of the cohort are"
            + ("; so was this patient before the change." if then.unusual else ".")
        )
    for rare in rare_combinations(data.space, one, data.placed, list(changes))[:3]:
        st.warning(
            f"**Unlikely together**: {as_text(rare.changed)} and {as_text(rare.other)}. "
            f"{counted(rare.found, 'row')} of the cohort "
            f"{'has' if rare.found == 1 else 'have'} both; {rare.expected:.0f} would by chance."
        )
