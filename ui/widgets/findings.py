"""Findings about a cohort or a run, most important first."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from mtl_core.schema import Finding, Severity
from ui.words import as_text

_IN_WORDS = {
    Severity.ERROR: "Stops a run",
    Severity.WARNING: "Needs your decision",
    Severity.INFO: "Good to know",
}
_BOXES = {Severity.ERROR: st.error, Severity.WARNING: st.warning, Severity.INFO: st.info}
_SHOWN_AT_ONCE = 6


def show_findings(findings: Sequence[Finding]) -> None:
    """Show findings by severity, each with what the program proposes."""
    for severity, words in _IN_WORDS.items():
        chosen = [finding for finding in findings if finding.severity is severity]
        if chosen:
            st.markdown(f"**{words}** ({len(chosen)})")
            _show_boxes(chosen, severity)


def _show_boxes(findings: Sequence[Finding], severity: Severity) -> None:
    for finding in findings[:_SHOWN_AT_ONCE]:
        _BOXES[severity](_sentence(finding))
    rest = findings[_SHOWN_AT_ONCE:]
    if rest:
        with st.expander(f"{len(rest)} more", key=f"more_{severity.value}"):
            for finding in rest:
                st.markdown(f"- {_sentence(finding)}")


def _sentence(finding: Finding) -> str:
    where = f"**{as_text(finding.column)}**: " if finding.column else ""
    proposal = f" **Proposal:** {as_text(finding.proposal)}" if finding.proposal else ""
    return f"{where}{as_text(finding.message)}{proposal}"
