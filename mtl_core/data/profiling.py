"""One look at each column: what it holds, and what it is proposed for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtl_core.columns import (
    ColumnFacts,
    column_facts,
    identifying,
    names_outcome,
    names_patient_id,
    names_site,
)
from mtl_core.schema import ColumnKind, ColumnProfile, ColumnRole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mtl_core.data.table import Table

MOST_SITES = 200
"""A column with more levels than this is not proposed as a site."""

MOST_ROWS_PER_PATIENT = 20
"""A patient id with more rows per value than this on average is not proposed as one."""


def column_profiles(table: Table) -> tuple[ColumnProfile, ...]:
    """Profile each column of a cohort and propose a role for it.

    At most one column is proposed as patient id, as site and as time. Tasks are proposed by name
    alone and sparingly. Constant columns, identifiers, further dates, free text and text with too
    many levels are proposed as excluded. A proposal changes nothing until a person takes it.
    """
    facts = [column_facts(table.frame[name]) for name in table.columns]
    persons = {f.name for f in facts if identifying(f, table.frame[f.name]) is not None}
    patient_id = _first([f for f in facts if _could_be_patient_id(f)])
    site = _first([f for f in facts if _could_be_site(f)])
    time = _first([f for f in facts if f.kind is ColumnKind.DATE and f.name not in persons])
    special = {
        patient_id: ColumnRole.PATIENT_ID,
        site: ColumnRole.SITE,
        time: ColumnRole.TIME,
    }
    return tuple(
        ColumnProfile(
            name=f.name,
            kind=ColumnKind.ID if f.name == patient_id else f.kind,
            missing=f.missing,
            levels=f.levels,
            proposed_role=special.get(f.name) or _role(f, identifies=f.name in persons),
        )
        for f in facts
    )


def _role(fact: ColumnFacts, *, identifies: bool) -> ColumnRole:
    usable = fact.kind in (ColumnKind.NUMERIC, ColumnKind.CATEGORICAL)
    if not usable or fact.levels < 2 or identifies:
        return ColumnRole.EXCLUDED
    return ColumnRole.TASK if names_outcome(fact.name) else ColumnRole.FEATURE


def _could_be_patient_id(fact: ColumnFacts) -> bool:
    enough = fact.levels > 1 and fact.levels * MOST_ROWS_PER_PATIENT >= fact.n_known
    return names_patient_id(fact.name) and enough and not fact.fractional


def _could_be_site(fact: ColumnFacts) -> bool:
    usable = fact.kind in (ColumnKind.NUMERIC, ColumnKind.CATEGORICAL, ColumnKind.ID)
    return usable and names_site(fact.name) and 2 <= fact.levels <= MOST_SITES and not fact.unique


def _first(facts: Sequence[ColumnFacts]) -> str | None:
    return facts[0].name if facts else None
