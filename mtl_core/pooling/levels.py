"""Answers and codes that differ between sites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtl_core.columns import column_facts
from mtl_core.pooling.conflicts import Conflict, conflict
from mtl_core.schema import Check, ColumnKind, Finding, FindingCode, Severity
from mtl_core.schema.repairs import Coding, OneCoding
from mtl_core.words import counted, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mtl_core.pooling.parts import SiteFrame

MOST_CODES = 10
"""Whole numbers with at most this many different values may be codes."""

FREQUENT = 0.05
"""Share of a site's known cells from which an answer should occur in the other sites too."""

FEWEST_EXPECTED = 5.0
"""Rows of an answer that the other sites should have before its absence means anything."""


FEWEST_ROWS = 5
"""An answer of fewer rows is told to nobody, not even in a repair that a person could keep."""


@dataclass(frozen=True, slots=True)
class _Respelling:
    """Answers that are spelt otherwise: how they are to be spelt, and the rows of each."""

    answers: Mapping[str, str]
    rows: Mapping[str, int]


def levels_differ(sites: Sequence[SiteFrame]) -> list[Conflict]:
    """Notice answers that are spelt otherwise, or occur, in some of the sites only."""
    conflicts: list[Conflict] = []
    for column in shared_columns(sites):
        holders = [site for site in sites if column in site.own_names]
        if all(_is_category(site, column) for site in holders):
            counts = {site.label: _counts(site, column) for site in holders}
            conflicts += _other_spellings(column, counts)
            conflicts += _one_sided(column, counts)
        elif all(_is_code(site, column) for site in holders):
            conflicts += _other_codes(column, {s.label: _counts(s, column) for s in holders})
    return conflicts


def shared_columns(sites: Sequence[SiteFrame]) -> list[str]:
    """Return the columns with a known value in two or more sites, patients' names left out."""
    ids = {site.patient_id for site in sites}
    names = dict.fromkeys(name for site in sites for name in site.own_names if name not in ids)
    return [name for name in names if sum(_known(site, name) for site in sites) > 1]


def _known(site: SiteFrame, column: str) -> bool:
    return column in site.own_names and bool(site.frame[column].notna().any())


def _is_category(site: SiteFrame, column: str) -> bool:
    if not site.has_text(column):
        return not _known(site, column)
    return column_facts(site.frame[column]).kind is ColumnKind.CATEGORICAL


def _is_code(site: SiteFrame, column: str) -> bool:
    if not site.has_numbers(column):
        return not _known(site, column)
    facts = column_facts(site.frame[column])
    return not facts.fractional and facts.levels <= MOST_CODES


def _counts(site: SiteFrame, column: str) -> dict[str, int]:
    """Rows per answer, the most frequent first."""
    return {str(level): int(n) for level, n in site.frame[column].value_counts().items()}


def _plain(level: str) -> str:
    return "".join(level.casefold().replace("_", " ").split()) or level


def _other_spellings(column: str, counts: Mapping[str, Mapping[str, int]]) -> list[Conflict]:
    """Answers of later sites that an earlier site spells in another way."""
    base: dict[str, str] = {}
    conflicts: list[Conflict] = []
    for i, (label, levels) in enumerate(counts.items()):
        other = {lv: base[_plain(lv)] for lv in levels if base.get(_plain(lv), lv) != lv}
        if other:
            rows = {level: levels[level] for level in other}
            before = quoted(list(counts)[:i])
            conflicts.append(_one_coding(column, label, before, _Respelling(other, rows)))
        for level in levels:
            base.setdefault(_plain(level), level)
    return conflicts


def _one_coding(column: str, label: str, before: str, spelt: _Respelling) -> Conflict:
    n_rows, one = sum(spelt.rows.values()), len(spelt.answers) == 1
    finding = Finding(
        FindingCode.POOLED_LEVELS_DIFFER,
        Severity.WARNING,
        column,
        f"{counted(len(spelt.answers), 'answer')} of '{column}' in '{label}' "
        f"({counted(n_rows, 'row')}) {'is' if one else 'are'} spelt otherwise in {before}: upper "
        "or lower case, or spaces.",
        f"Accept to spell {'it' if one else 'them'} as in {before}.",
    )
    by_answer: dict[str, list[str]] = {}
    for spelling, answer in spelt.answers.items():
        by_answer.setdefault(answer, []).append(spelling)
    codings = tuple(Coding(answer, tuple(texts)) for answer, texts in by_answer.items())
    repair = OneCoding(column, codings)
    told = repair if min(spelt.rows.values()) >= FEWEST_ROWS else None
    return Conflict(Check(finding, told), label, repair)


def _one_sided(column: str, counts: Mapping[str, Mapping[str, int]]) -> list[Conflict]:
    """Answers that occur in one site only, in any spelling."""
    alone = _alone({label: _plainly(levels) for label, levels in counts.items()})
    if not alone:
        return []
    listed = "; ".join(
        f"{counted(len(levels), 'answer')} in '{label}' ({counted(sum(levels.values()), 'row')})"
        for label, levels in alone.items()
    )
    severity = Severity.WARNING if _matters(alone, counts) else Severity.INFO
    return [
        conflict(
            FindingCode.POOLED_LEVELS_DIFFER,
            severity,
            column,
            f"Answers of '{column}' that occur in one file only: {listed}.",
            "Check that the files mean the same by the same word.",
        )
    ]


def _other_codes(column: str, counts: Mapping[str, Mapping[str, int]]) -> list[Conflict]:
    """Codes of which two sites use different ones, such as 1/2 here and 0/1 there."""
    alone = _alone(counts)
    if len(alone) < 2 or not _matters(alone, counts):
        return []
    listed = "; ".join(f"{len(levels)} in '{label}'" for label, levels in alone.items())
    return [
        conflict(
            FindingCode.POOLED_LEVELS_DIFFER,
            Severity.WARNING,
            column,
            f"'{column}' has few whole numbers, and some occur in one file only: {listed}.",
            "If they are codes, check that all files use one coding; amounts may differ.",
        )
    ]


def _plainly(levels: Mapping[str, int]) -> dict[str, int]:
    plain: dict[str, int] = {}
    for level, n in levels.items():
        plain[_plain(level)] = plain.get(_plain(level), 0) + n
    return plain


def _alone(counts: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    """By site the answers, with their rows, that no other site has."""
    alone: dict[str, dict[str, int]] = {}
    for label, levels in counts.items():
        elsewhere = {lv for other, of in counts.items() if other != label for lv in of}
        only = {level: n for level, n in levels.items() if level not in elsewhere}
        if only:
            alone[label] = only
    return alone


def _matters(
    alone: Mapping[str, Mapping[str, int]], counts: Mapping[str, Mapping[str, int]]
) -> bool:
    """Whether an answer is frequent in its site and would be expected in the others too."""
    known = {label: sum(levels.values()) for label, levels in counts.items()}
    everyone = sum(known.values())
    for label, levels in alone.items():
        share = max(levels.values()) / known[label]
        if share >= FREQUENT and share * (everyone - known[label]) >= FEWEST_EXPECTED:
            return True
    return False
