"""Dates whose day and month stand in another order in some sites."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtl_core.columns import column_facts
from mtl_core.pooling.conflicts import Conflict
from mtl_core.pooling.levels import shared_columns
from mtl_core.schema import Check, ColumnKind, Finding, FindingCode, Severity
from mtl_core.schema.repairs import DateOrder, DatePattern
from mtl_core.words import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mtl_core.pooling.parts import SiteFrame

_NUMBERS = re.compile(r"([0-9]+)[-/.]([0-9]+)[-/.][0-9]+")


def dates_differ(sites: Sequence[SiteFrame]) -> list[Conflict]:
    """Propose one order for a column whose dates are written in different orders."""
    conflicts = []
    for column in shared_columns(sites):
        holders = [site for site in sites if _has_dates(site, column)]
        patterns = {s.label: _pattern(s.frame[column].dropna().unique()) for s in holders}
        if len(set(patterns.values())) > 1:
            conflicts += [
                _conflict(column, label, pattern, patterns)
                for label, pattern in patterns.items()
                if pattern is not DatePattern.YEAR_MONTH_DAY
            ]
    return conflicts


def _has_dates(site: SiteFrame, column: str) -> bool:
    here = site.has_text(column) and bool(site.frame[column].notna().any())
    return here and column_facts(site.frame[column]).kind is ColumnKind.DATE


def _pattern(texts: Iterable[str]) -> DatePattern | None:
    """Return the order in which all dates can be read, ``None`` when several or none will do."""
    pairs = [match.groups() for match in map(_NUMBERS.match, texts) if match]
    if any(len(first) == 4 for first, _ in pairs):
        whole = all(len(first) == 4 for first, _ in pairs)
        return DatePattern.YEAR_MONTH_DAY if whole else None
    late_first = any(int(first) > 12 for first, _ in pairs)
    late_second = any(int(second) > 12 for _, second in pairs)
    if late_first == late_second:
        return None
    return DatePattern.DAY_MONTH_YEAR if late_first else DatePattern.MONTH_DAY_YEAR


def _conflict(
    column: str,
    label: str,
    pattern: DatePattern | None,
    patterns: Mapping[str, DatePattern | None],
) -> Conflict:
    others = [other for other, found in patterns.items() if found is not pattern]
    order = "an order that cannot be told" if pattern is None else pattern.words
    message = (
        f"The dates of '{column}' in '{label}' are written as {order}, unlike those in "
        f"{quoted(others)}."
    )
    repair = DateOrder(column, pattern) if pattern is not None else None
    if repair is not None:
        proposal = f"Accept to write the dates of '{label}' as YYYY-MM-DD."
    else:
        proposal = f"Settle the order of this column in the file of '{label}' first."
    finding = Finding(FindingCode.DATE_ORDER, Severity.WARNING, column, message, proposal)
    return Conflict(Check(finding, repair), label if repair else None, repair)
