"""Columns that have nearly the same name in several sites."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtl_core.pooling.conflicts import Conflict, NewName
from mtl_core.schema import Check, Finding, FindingCode, Severity
from mtl_core.words import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mtl_core.pooling.parts import SiteFrame

_MARKS = re.compile(r"[\s_.-]+")


def near_names(sites: Sequence[SiteFrame]) -> list[Conflict]:
    """Propose one name for columns whose names differ in case, spaces, ``_``, ``-`` or dots.

    Two columns of one file are never taken for one.
    """
    spelt: dict[str, dict[str, list[SiteFrame]]] = {}
    for site in sites:
        for name in site.own_names:
            spelt.setdefault(_plain(name), {}).setdefault(name, []).append(site)
    conflicts = []
    for names in spelt.values():
        holders = [site.label for sites_ in names.values() for site in sites_]
        if len(names) > 1 and len(set(holders)) == len(holders):
            base, *others = names
            where = [site.label for site in names[base]]
            conflicts += [
                _conflict(base, where, other, site) for other in others for site in names[other]
            ]
    return conflicts


def _plain(name: str) -> str:
    return _MARKS.sub("", name.casefold()) or name


def _conflict(base: str, where: Sequence[str], other: str, site: SiteFrame) -> Conflict:
    finding = Finding(
        FindingCode.POOLED_COLUMN_ABSENT,
        Severity.WARNING,
        other,
        f"'{other}' of '{site.label}' and '{base}' of {quoted(where)} differ only in how the "
        "name is written; they are two columns so far.",
        f"Accept to call both '{base}', if they mean the same.",
    )
    return Conflict(Check(finding), site.label, NewName(other, base))
