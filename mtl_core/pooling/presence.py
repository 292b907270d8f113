"""Columns that some sites do not have, and columns that are not of one kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtl_core.columns import names_outcome
from mtl_core.pooling.conflicts import Conflict, conflict
from mtl_core.pooling.levels import shared_columns
from mtl_core.schema import FindingCode, Severity
from mtl_core.words import counted, quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from mtl_core.pooling.parts import SiteFrame

NEARLY_ALL = 0.95
"""Share of known cells in its only file from which a column says by itself which file it is."""


def kinds_differ(sites: Sequence[SiteFrame]) -> list[Conflict]:
    """Notice columns that are numbers in one site and text in another."""
    conflicts = []
    for column in shared_columns(sites):
        text = [s.label for s in sites if s.has_text(column) and s.frame[column].notna().any()]
        numbers = [s.label for s in sites if s.has_numbers(column)]
        if text and numbers:
            conflicts.append(
                conflict(
                    FindingCode.POOLED_KINDS_DIFFER,
                    Severity.WARNING,
                    column,
                    f"'{column}' holds numbers in {quoted(numbers)} and text in "
                    f"{quoted(text)}; it stays text in the pooled table.",
                    f"Repair this column in the file of {quoted(text)} first, or leave it out.",
                )
            )
    return conflicts


def columns_absent(sites: Sequence[SiteFrame], told: Collection[str] = ()) -> list[Conflict]:
    """Notice columns that some sites do not have.

    Parameters
    ----------
    told
        Columns about which another finding says so already.
    """
    ids = {site.patient_id for site in sites}
    names = dict.fromkeys(n for site in sites for n in site.own_names if n not in ids)
    conflicts = []
    for column in names:
        here = [site for site in sites if column in site.own_names]
        absent = [site for site in sites if column not in site.own_names]
        if absent and column not in told:
            conflicts.append(_absent(column, here, absent))
    return conflicts


def _absent(column: str, here: Sequence[SiteFrame], absent: Sequence[SiteFrame]) -> Conflict:
    rows = sum(len(site.frame) for site in absent)
    message = (
        f"'{column}' is not in {quoted([s.label for s in absent])}: it is missing for "
        f"{counted(rows, 'row')}, and known for {_n_known(column, here):,} of "
        f"{counted(sum(len(site.frame) for site in here), 'row')} of "
        f"{quoted([s.label for s in here])}."
    )
    marker = len(here) == 1 and _n_known(column, here) >= NEARLY_ALL * len(here[0].frame)
    if names_outcome(column) or not marker:
        severity, proposal = Severity.INFO, "No action is needed; a blank label is unknown."
        if not names_outcome(column):
            proposal = "Nothing is filled in; decide whether you want to learn from it."
    else:
        severity = Severity.WARNING
        proposal = (
            "As an outcome it may stay. As a feature it says which file a row is from: leave it "
            "out unless that is meant."
        )
    return conflict(FindingCode.POOLED_COLUMN_ABSENT, severity, column, message, proposal)


def _n_known(column: str, sites: Sequence[SiteFrame]) -> int:
    return sum(int(site.frame[column].notna().sum()) for site in sites)
