"""All questions about one column, each with what its repair would do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from mtl_core.columns.ages import check_ages
from mtl_core.columns.answers import UNCLEAR
from mtl_core.columns.codings import check_spellings, check_unclear, family_of
from mtl_core.columns.dates import check_dates
from mtl_core.columns.missing_codes import check_missing_codes
from mtl_core.columns.mixed_units import check_mixed_units
from mtl_core.columns.naming import check_names
from mtl_core.columns.number_marks import check_grouped, check_infinite, check_number_texts
from mtl_core.columns.ordered_marks import check_ordered_marks, scale_of
from mtl_core.columns.placeholders import check_placeholders
from mtl_core.columns.qualified import check_qualified
from mtl_core.columns.repairing import repair_column
from mtl_core.columns.sentinels import check_sentinels
from mtl_core.columns.typed import CellType, TypedColumn
from mtl_core.columns.wording import notice
from mtl_core.columns.written_dates import holds_dates, written_dates
from mtl_core.schema import Check, Example, FindingCode
from mtl_core.schema.repairs import UnitConversion
from mtl_core.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mtl_core.columns.raw import RawColumn
    from mtl_core.schema.repairs import Repair

MOST_EXAMPLES = 8
"""Distinct cells that are shown with what a repair would make of them."""

SAMPLE = 500
"""Distinct texts that are looked at before all of them are, to tell free text from the rest."""

_NUMBER_STARTS = frozenset("0123456789+-.,<>=≤≥~≈±c")


def column_checks(
    column: TypedColumn, repairs: Iterable[Repair] = (), label: str = ""
) -> tuple[Check, ...]:
    """Ask everything that a person should decide about one column.

    Parameters
    ----------
    column
        The column after its accepted repairs.
    repairs
        Those repairs; numbers that were brought to one unit are not asked about again.
    label
        Label of the column in the source's dictionary, if it has one.
    """
    if column.is_numeric:
        checks = _number_checks(column, repairs, label)
    else:
        dates = _date_checks(column)
        checks = _text_checks(column) if dates is None else dates
    return tuple(_with_examples(check, column) for check in checks)


def _number_checks(column: TypedColumn, repairs: Iterable[Repair], label: str) -> list[Check]:
    checks = check_infinite(column)
    if column.type is CellType.GROUPED:
        checks = [*check_grouped(column), *checks]
    sentinels = check_sentinels(column)
    checks += [*sentinels, *check_names(column), *check_ages(column, label)]
    converted = any(isinstance(repair, UnitConversion) for repair in repairs)
    # A number that stands for 'missing' would be taken for a group of its own.
    return checks if sentinels or converted else [*checks, *check_mixed_units(column)]


def _date_checks(column: TypedColumn) -> list[Check] | None:
    """Ask about a column of dates (03.04.2021 resembles a code); ``None`` where it holds others."""
    raw = column.raw
    if column.type is CellType.NAMES or not _starts_like_numbers(raw):
        return None
    if not written_dates(_sampled(raw)):
        return None
    written = written_dates(raw.texts)
    if not holds_dates(raw, written):
        return None
    checks = [*check_dates(column, written), *check_placeholders(column, written)]
    checks += check_missing_codes(column)
    return checks if checks or not raw.n_padded else [_spaces(raw)]


def _text_checks(column: TypedColumn) -> list[Check]:
    raw = column.raw
    if column.type is CellType.CODES:
        return [_codes(raw)]
    checks: list[Check] = []
    if column.type is CellType.TEXT and _starts_like_numbers(raw):
        checks = check_qualified(column) or check_number_texts(column)
    checks += check_missing_codes(column) if checks else _answer_checks(column)
    if raw.n_padded and not checks:
        checks.append(_spaces(raw))
    return checks


def _answer_checks(column: TypedColumn) -> list[Check]:
    scale = scale_of(column)
    if scale is not None:
        return [*check_ordered_marks(column, scale), *check_missing_codes(column, scale)]
    family = family_of(column.raw)
    if family is None:
        return [*check_spellings(column, None), *check_missing_codes(column)]
    answers = frozenset().union(UNCLEAR, *family.values())
    return [
        *check_spellings(column, family),
        *check_unclear(column, family),
        *check_missing_codes(column, answers),
    ]


def _starts_like_numbers(raw: RawColumn) -> bool:
    """Whether at least a few of the texts start like a number or a date; a sample decides."""
    return any(text[0] in _NUMBER_STARTS for text in _sampled(raw))


def _sampled(raw: RawColumn) -> tuple[str, ...]:
    return raw.values[:: max(1, len(raw.values) // SAMPLE)]


def _codes(raw: RawColumn) -> Check:
    return notice(
        FindingCode.CODES_KEPT_AS_TEXT,
        raw.name,
        f"'{raw.name}' looks like numbers but holds codes (leading zeros, or 1E5); it stays text.",
        "No action is needed if these are codes.",
    )


def _spaces(raw: RawColumn) -> Check:
    return notice(
        FindingCode.SPACES_TRIMMED,
        raw.name,
        f"{counted(raw.n_padded, 'cell')} of '{raw.name}' had spaces around the text, which were "
        "dropped.",
        "No action is needed.",
    )


def _with_examples(check: Check, column: TypedColumn) -> Check:
    """Add the most frequent cells that the repair would change."""
    if check.repair is None:
        return check
    raw = column.raw
    after = _after(raw, check.repair, column.decimal)
    changed = [i for i, (old, new) in enumerate(zip(raw.texts, after, strict=True)) if old != new]
    counts = raw.counts[changed]
    most = np.argsort(-counts, kind="stable")[:MOST_EXAMPLES]
    examples = [Example(raw.texts[changed[i]], after[changed[i]], int(counts[i])) for i in most]
    return replace(check, examples=tuple(examples))


def _after(raw: RawColumn, repair: Repair, decimal: str) -> tuple[str, ...]:
    """Return what a repair makes of each of the texts."""
    one_row_each = replace(raw, codes=np.arange(len(raw.texts), dtype=np.intp))
    repaired, _ = repair_column(one_row_each, [repair], decimal)
    return tuple(repaired.texts[code] for code in repaired.codes)
