"""One patient in tables and sentences: values beside the cohort, risks, and similar patients."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from mtl_core.explanation import task_feature_matrix
from mtl_core.patient import N_SIMILAR, PatientCohort, identity_card, risk_table
from mtl_core.schema import Output, named
from mtl_core.schema.answers import PatientAnswer
from mtl_core.words import amount, both_ends, count, counted, few_digits, number, percent
from ui.session import cached
from ui.widgets.downloads import download_table
from ui.widgets.tables import show_table
from ui.words import as_text

_UNUSUAL = 0.05


def show_identity(data: PatientCohort, row: int) -> None:
    """Show the patient's values beside the cohort, the most unusual first."""
    st.subheader("Beside the cohort", anchor=False)
    card = identity_card(data.space, data.table.frame, data.place[row])
    odd = card[card["unusual"] < _UNUSUAL]
    names = ", ".join(as_text(name) for name in odd["feature"].head(5))
    more = f" and {len(odd) - 5} more" if len(odd) > 5 else ""
    st.markdown(
        f"{counted(len(odd), 'value')} of {len(card)} would be found in fewer than 1 of 20 "
        f"patients{f': {names}{more}' if len(odd) else ''}."
    )
    shown = pd.DataFrame(
        {
            "Feature": card["feature"],
            "Value": [
                "missing" if pd.isna(cell) else _cell(data, name, cell)
                for name, cell in zip(card["feature"], card["value"], strict=True)
            ],
            "Lower than this (%)": card["percentile"],
            "In words": [_standing(line) for line in card.itertuples()],
        }
    )
    bar = st.column_config.ProgressColumn(
        min_value=0, max_value=100, format="%.0f", help="Share of known values below this one."
    )
    st.dataframe(
        shown,
        hide_index=True,
        key="identity",
        height=320,
        column_config={
            "Lower than this (%)": bar,
            "Feature": st.column_config.Column(pinned=True),
        },
    )
    st.caption(f"Among {count(data.table.n_rows)} rows. The rarest values come first.")
    download_table(shown, name="One patient beside the cohort", key="identity")


def _cell(data: PatientCohort, name: str, cell: str) -> str:
    return few_digits(float(cell)) if name in data.space.numbers else cell


def _standing(line: object) -> str:
    share, percentile = getattr(line, "share", 0.0), getattr(line, "percentile", 0.0)
    if getattr(line, "value", None) is None:
        return f"missing, as for {percent(share, 1)} of patients"
    if pd.notna(share):
        return f"the same as {percent(share, 1)} of patients"
    if percentile < 1:
        return "lower than 99 of 100 patients"
    return f"higher than {min(percentile, 99):.0f} of 100 patients"


def show_risks(data: PatientCohort, row: int, answer: PatientAnswer | None) -> pd.DataFrame:
    """Show the estimates of all tasks, and what happened when a person asks for it."""
    st.subheader("All estimates", anchor=False)
    refused = cached.result(data.run_id)
    gone = set() if refused is None else set(refused.refused)
    tasks = [task for task in data.study.schema.tasks if task.name not in gone]
    table = risk_table(data.predictions, row, tasks, answer)
    happened = st.toggle("Show what happened", key="show_outcome")
    outputs = [Output(*of) for of in table[["task", "class"]].itertuples(index=False, name=None)]
    lines = [
        _risk_line(name, line, risk=output.is_risk, happened=happened)
        for (output, name), (_, line) in zip(named(outputs).items(), table.iterrows(), strict=True)
    ]
    shown = pd.DataFrame(lines)
    show_table(shown, key="risks")
    n = 1 if answer is None else answer.n_networks
    st.caption(
        "Only networks that never saw this patient are asked"
        + (f", {counted(n, 'network')} for each multi-task estimate. " if answer else ". ")
        + "Those that saw the patient in training are left out. *Range* is the lowest and highest "
        "of these networks and of the repeats; it does not cover everything that is unknown. "
        "*Cohort* is the share of labelled patients with the outcome, or the mean."
    )
    download_table(shown, name="One patient all estimates", key="risks")
    return table


def _risk_line(name: str, line: pd.Series, *, risk: bool, happened: bool) -> dict[str, str]:
    low, high = line["low"], line["high"]
    cells = {
        "Task": name,
        "Multi-task": _amount(line["multi"], risk=risk),
        "Range": "one network only"
        if pd.isna(low)
        else f"{_amount(low, risk=risk)} to {_amount(high, risk=risk)}",
        "Single-task": _amount(line["single"], risk=risk, unknown="no label, not predicted"),
        "Cohort": f"{_amount(line['cohort'], risk=risk)} (n {count(line['n'])})",
    }
    if happened:
        value = line["observed"]
        known = number(value) if not risk else ("yes" if value > 0.5 else "no")
        cells["What happened"] = "unknown" if pd.isna(value) else known
    return cells


def _amount(value: float, *, risk: bool, unknown: str = "unknown") -> str:
    if math.isnan(value):
        return unknown
    return amount(value, risk=risk)


def show_similar(data: PatientCohort, row: int) -> None:
    """Count what happened to the most similar patients, task by task."""
    st.subheader("Similar patients", anchor=False)
    explained = cached.explanation(data.run_id)
    shares = None if explained is None else task_feature_matrix(explained.attributions)
    lines = []
    for task in data.study.schema.tasks:
        weights = None if shares is None else shares.T.get(task.name)
        for label, found in data.similar(row, task, weights).items():
            of = "above the cohort's median" if label is None else str(label)
            known = found.low is not None and found.high is not None and found.share is not None
            lines.append(
                {
                    "Task": task.name,
                    "Outcome": of,
                    "Similar patients": f"{found.k} of {found.n}" if known else "nobody known",
                    "95 % interval": both_ends(found, lambda share: percent(share, 1))
                    if known
                    else "",
                    "All others": percent(found.share or 0.0, 1) if known else "",
                }
            )
    shown = pd.DataFrame(lines)
    if len(shown):
        first = shown.iloc[0]
        st.markdown(
            f"Of the {N_SIMILAR} most similar patients whose outcome is known, "
            f"**{as_text(first['Similar patients'])}** had {as_text(first['Task'])} "
            f"({as_text(first['Outcome'])}); 95 % interval {first['95 % interval']}, all others "
            f"{first['All others']}."
        )
    show_table(shown, key="similar")
    st.caption(
        "Nearest by rank of each number and by category (Gower's distance), "
        + (
            "each feature weighted by its share in the task's explanation of the whole run"
            if shares is not None
            else "every feature alike"
        )
        + "; every patient counts once. These are counts of what happened, not a prediction."
    )
    download_table(shown, name="Similar patients counts", key="similar")
