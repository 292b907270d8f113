"""Who is who across sites: one name for the ids, and patients who may be in two files."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mtl_core.data import text_cells
from mtl_core.pooling.conflicts import Conflict, conflict
from mtl_core.pooling.levels import shared_columns
from mtl_core.schema import FindingCode, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mtl_core.pooling.parts import SiteFrame

FEWEST_VALUES = 100
"""Different numbers that a column needs before two files are compared by it."""

MOSTLY_DIFFERENT = 0.7
"""Share of different numbers among the known ones that makes a column tell patients apart."""

MOSTLY_COMMON = 0.9
"""Share of the numbers of one file that occur in the other when patients are in both."""


def with_pooled_ids(sites: Sequence[SiteFrame]) -> tuple[list[SiteFrame], str | None]:
    """Make the ids of different files different: ``SITE/ID``, all in one column.

    A row without an id stays without; it is a patient of its own. The ids of a single file stay
    as they are.

    Returns
    -------
    The sites, and the name of the column with the ids, ``None`` when no site has ids.
    """
    names = [site.patient_id for site in sites if site.patient_id is not None]
    if not names:
        return list(sites), None
    sites = [_with_id_of_others(site, names) for site in sites]
    other = {n for site in sites for n in site.own_names if n != site.patient_id}
    name = free_name([*names, "patient_id", "pooled_patient_id"], other)
    same = [s.renamed({s.patient_id: name}) if s.patient_id else s for s in sites]
    if len(same) > 1:
        same = [_prefixed(site) for site in same]
    return same, name


def free_name(candidates: Iterable[str], taken: Iterable[str]) -> str:
    """Return the first name that no column has, numbering the last one when all are taken."""
    used, last = set(taken), ""
    for last in candidates:
        if last not in used:
            return last
    number = 2
    while f"{last}_{number}" in used:
        number += 1
    return f"{last}_{number}"


def same_patients(sites: Sequence[SiteFrame]) -> list[Conflict]:
    """Notice that patients of one file are probably in another file too.

    A measurement that differs between nearly all patients of a file, such as an age with five
    decimals, hardly agrees by chance: when nearly all its values in the smaller file occur in the
    larger one, the patients are the same. One finding for each pair of files.
    """
    conflicts = []
    for one, other in combinations(sites, 2):
        for column in shared_columns([one, other]):
            if one.has_numbers(column) and other.has_numbers(column):
                share = _share_in_common(one.frame[column], other.frame[column])
                if share >= MOSTLY_COMMON:
                    conflicts.append(_twice(column, one.label, other.label, share))
                    break
    return conflicts


def _with_id_of_others(site: SiteFrame, names: Sequence[str]) -> SiteFrame:
    """Take the column that names the patients elsewhere, where nothing else says who is who."""
    if site.patient_id is not None:
        return site
    return replace(site, patient_id=next((n for n in names if n in site.own_names), None))


def _prefixed(site: SiteFrame) -> SiteFrame:
    if site.patient_id is None:
        return site
    texts = text_cells(site.frame[site.patient_id])
    ids = np.array([None if t is None else f"{site.label}/{t}" for t in texts], dtype=object)
    return replace(site, frame=site.frame.assign(**{site.patient_id: ids}))


def _share_in_common(one: pd.Series, other: pd.Series) -> float:
    """Share of the distinct values of the smaller column that the larger one has."""
    distinct = []
    for column in (one, other):
        known = column.dropna().to_numpy(dtype=np.float64)
        values = np.unique(known)
        telling = len(values) >= max(FEWEST_VALUES, MOSTLY_DIFFERENT * len(known))
        if not telling or not (values % 1 != 0).any():
            return 0.0
        distinct.append(values)
    smaller, larger = sorted(distinct, key=len)
    return float(np.isin(smaller, larger).mean())


def _twice(column: str, one: str, other: str, share: float) -> Conflict:
    return conflict(
        FindingCode.SAME_ROW_OTHER_PATIENT,
        Severity.WARNING,
        column,
        f"{share:.0%} of the different numbers of '{column}' in the smaller of '{one}' and "
        f"'{other}' occur in the other too, although nearly every patient has one of their own: "
        "the same patients may be in both files.",
        "Pool only files with different patients; otherwise a model is tested on patients whom it "
        "has seen.",
    )
