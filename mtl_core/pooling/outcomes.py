"""Outcomes that are far more frequent in one site than in another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtl_core.columns import names_outcome
from mtl_core.data import text_cells
from mtl_core.pooling.conflicts import Conflict, conflict
from mtl_core.pooling.levels import shared_columns
from mtl_core.schema import FindingCode, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from mtl_core.pooling.parts import SiteFrame

MOST_TIMES = 5.0
"""Ratio of two prevalences beyond which a person is told."""

FEWEST_EXPECTED = 10.0
"""Events that the site with fewer should have had, at the other's prevalence, to be compared."""


def outcomes_differ(sites: Sequence[SiteFrame]) -> list[Conflict]:
    """Notice outcomes with two values that one site has more than five times as often.

    Outcomes are known by their names alone here.
    """
    conflicts = []
    for column in filter(names_outcome, shared_columns(sites)):
        shares = _shares({s.label: s.frame[column] for s in sites if column in s.own_names})
        if shares is None:
            continue
        (low, few, n_low), *_, (high, many, _) = sorted(shares, key=lambda share: share[1])
        if many > MOST_TIMES * few and many * n_low >= FEWEST_EXPECTED:
            conflicts.append(
                conflict(
                    FindingCode.POOLED_OUTCOME_DIFFERS,
                    Severity.INFO,
                    column,
                    f"The rarer answer of '{column}' makes up {many:.1%} of the known labels of "
                    f"'{high}' and {few:.1%} of those of '{low}'.",
                    "Check that the outcome is defined alike; look at each site by itself.",
                )
            )
    return conflicts


def _shares(columns: Mapping[str, pd.Series]) -> list[tuple[str, float, int]] | None:
    """By site the share of the answer that is rarer over all sites, and the known labels."""
    texts = {
        label: [text for text in text_cells(column) if text is not None]
        for label, column in columns.items()
    }
    everything = [text for known in texts.values() for text in known]
    answers = sorted(set(everything))
    if len(answers) != 2:
        return None
    rarer = min(answers, key=everything.count)
    return [
        (label, known.count(rarer) / len(known), len(known))
        for label, known in texts.items()
        if known
    ]
