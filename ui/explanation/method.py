"""How an explanation was made and how far it can be trusted."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from mtl_core.explanation import error_sizes
from mtl_core.schema import ExplanationSummary, named
from mtl_core.words import count, counted, number, percent
from ui.session.run_view import RunView
from ui.widgets.downloads import download_table
from ui.widgets.tables import show_table
from ui.words import whose_networks


def show_method(view: RunView, table: pd.DataFrame, summary: ExplanationSummary) -> None:
    """Say who is explained, how to read it, and in a closed box how it was computed."""
    st.markdown(
        f"Of {counted(view.result.cohort.rows, 'row')}, {counted(summary.n_patients, 'patient')} "
        f"drawn by chance are explained, {whose_networks(unseen=summary.unseen)}."
    )
    st.caption(
        "A feature *pushes the estimate up or down*; this describes the networks and does not mean "
        "that it causes the outcome. **Features that go together share the credit**: one of two "
        "correlated laboratory values can look unimportant because the other speaks for both, and "
        "the comparison patients built from them may be unlike any real patient."
    )
    with st.expander("How this was computed, and its error", key="method"):
        st.markdown(
            f"- Method: {summary.method}. A feature's value is its mean effect on the estimate "
            "when the patient's own value replaces that of another patient, over many orders.\n"
            f"- Patients explained: {count(summary.n_patients)}, against "
            f"{count(summary.n_background)} background patients from the same cohort\n"
            f"- Evaluations of the networks per patient: {count(summary.n_evaluations)}\n"
            f"- Largest additivity gap: {summary.additivity_gap:.1e} (how far the parts of an "
            "estimate are from adding up to it; 0 is perfect)\n"
            f"- {error_in_words(summary)}\n"
            "- A column of the CSV is one feature: its categories and its missing values move "
            "together."
        )
        errors = error_table(table)
        if len(errors):
            show_table(errors, key="monte_carlo")
            st.caption(
                "Root mean squares over patients and features: of a single value, and of the "
                "error that drawing orders leaves in it. Another background or another training "
                "changes more than that."
            )
        download_table(
            table,
            name="all contributions",
            key="attributions",
            label="Download all contributions, patient by patient (CSV)",
        )


def error_in_words(summary: ExplanationSummary) -> str:
    """Say how large the error of drawing orders is.

    Examples
    --------
    >>> error_in_words(ExplanationSummary("by hand", 2, 5, 9, 0.0, {}, relative_error=0.0131))
    'Monte-Carlo error: 1.3 % of the size of a value (median over estimates)'
    """
    match summary.relative_error:
        case None:
            return "Monte-Carlo error: not known for this run; a new run measures it"
        case 0.0:
            return "Monte-Carlo error: none, all groups of features were visited"
        case share:
            return (
                f"Monte-Carlo error: {percent(share, 1)} of the size of a value (median over "
                "estimates)"
            )


def error_table(table: pd.DataFrame) -> pd.DataFrame:
    """Tabulate the size of a value and of its Monte-Carlo error for every task and class."""
    sizes = error_sizes(table)
    lines = []
    for output, name in named(sizes).items():
        value, error = (_amount(size, risk=output.is_risk) for size in sizes[output])
        lines.append({"Task": name, "Size of a value": value, "Monte-Carlo error": error})
    return pd.DataFrame(lines)


def _amount(value: float, *, risk: bool) -> str:
    return (
        f"{100 * value:.2f} points"
        if risk
        else (number(value) if value >= 0.01 else f"{value:.2g}")
    )
