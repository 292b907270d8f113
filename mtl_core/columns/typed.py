"""The decision for one column, number or text, and what a person should know about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mtl_core.columns.raw import (
    INFINITE_WORDS,
    LARGEST,
    is_grouped,
    looks_like_codes,
    numeric_column,
    parse_numbers,
    surely_grouped,
    text_column,
    ungroup,
)
from mtl_core.schema import Finding, FindingCode, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mtl_core.columns.raw import RawColumn

MISSING_SUSPECTS = frozenset(
    {"na", "n/a", "nan", "null", "none", "unknown", "unk", "missing", "not known", "not done"}
    | {"?", ".", "-", "--"}
)
"""Texts, in lower case, that may be an answer or may mean 'missing'; only a person knows."""

MOSTLY_NUMBERS = 0.5
"""Share of numbers from which a column of text is told to be nearly a column of numbers."""


def type_column(raw: RawColumn, decimal: str) -> tuple[NDArray[Any], list[Finding]]:
    """Type one column whose repairs are done.

    Parameters
    ----------
    decimal
        Decimal mark of the file; that of the column, where it has its own, comes first.

    Returns
    -------
    The column, float64 or object of shape (rows,), and the findings about it.
    """
    values, decimal = raw.values, raw.decimal or decimal
    if raw.named:
        return text_column(raw), _text_findings(raw, (), decimal)
    if looks_like_codes(values):
        return _codes(raw)
    numbers = parse_numbers(values, decimal)
    if numbers is not None and (values or INFINITE_WORDS.isdisjoint(raw.texts)):
        return numeric_column(raw, numbers), _infinite(raw, numbers)
    if any(surely_grouped(text, decimal) for text in values):
        ungrouped = ungroup(values, decimal)
        if ungrouped is not None:
            removed = _thousands_removed(raw, decimal)
            return numeric_column(raw, ungrouped), [removed, *_infinite(raw, ungrouped)]
    return text_column(raw), _text_findings(raw, values, decimal)


def _codes(raw: RawColumn) -> tuple[NDArray[np.object_], list[Finding]]:
    finding = _finding(
        FindingCode.CODES_KEPT_AS_TEXT,
        Severity.INFO,
        raw,
        f"'{raw.name}' looks like numbers but holds codes (leading zeros, or 1E5); it stays text.",
        "No action is needed if these are codes.",
    )
    return text_column(raw), [finding]


def _infinite(raw: RawColumn, numbers: NDArray[np.float64]) -> list[Finding]:
    too_large = np.zeros(len(raw.texts), dtype=bool)
    too_large[raw.value_mask] = np.abs(numbers) > LARGEST
    too_large[~raw.value_mask] = [
        text in INFINITE_WORDS
        for text, value in zip(raw.texts, raw.value_mask, strict=True)
        if not value
    ]
    n = raw.n_cells(too_large)
    if not n:
        return []
    return [
        _finding(
            FindingCode.INFINITE_VALUES,
            Severity.WARNING,
            raw,
            f"{n} cell(s) of '{raw.name}' are infinite or too large to be a measurement.",
            "They count as missing.",
        )
    ]


def _thousands_removed(raw: RawColumn, decimal: str) -> Finding:
    n = raw.n_cells([is_grouped(text, decimal) for text in raw.texts])
    return _finding(
        FindingCode.THOUSANDS_REMOVED,
        Severity.INFO,
        raw,
        f"{n} cell(s) of '{raw.name}' have thousands separators, which were dropped.",
        "Check the range of this column.",
    )


def _text_findings(raw: RawColumn, values: Sequence[str], decimal: str) -> list[Finding]:
    findings = [*_numbers_in_text(raw, values, decimal)]
    n_suspect = raw.n_cells([text.lower() in MISSING_SUSPECTS for text in raw.texts])
    if n_suspect:
        findings.append(
            _finding(
                FindingCode.MISSING_CODE_SUSPECT,
                Severity.WARNING,
                raw,
                f"{n_suspect} cell(s) of '{raw.name}' hold a word that may mean 'missing'; "
                "it was kept as an answer.",
                "Leave these cells blank in the file if they mean 'missing'.",
            )
        )
    if raw.n_padded and not findings:
        findings.append(
            _finding(
                FindingCode.SPACES_TRIMMED,
                Severity.INFO,
                raw,
                f"{raw.n_padded} cell(s) of '{raw.name}' had spaces around the text, "
                "which were dropped.",
                "No action is needed.",
            )
        )
    return findings


def _numbers_in_text(raw: RawColumn, values: Sequence[str], decimal: str) -> list[Finding]:
    """Why a column with many numbers is not a column of numbers."""
    other = "," if decimal == "." else "."
    grouped = {text for text in values if is_grouped(text, decimal)}
    foreign = {text for text in values if other in text and _is_number(text, other)}
    numbers = {text for text in values if _is_number(text, decimal)}
    known = numbers | foreign | grouped
    if set(values) == known and grouped and foreign <= grouped:
        n = raw.n_cells([text in grouped for text in raw.texts])
        code = FindingCode.THOUSANDS_AMBIGUOUS
        message = f"In {n} cell(s) of '{raw.name}' the mark could separate thousands or decimals"
        proposal = "Write these numbers without thousands separators."
    elif set(values) == known and foreign:
        n = raw.n_cells([text in foreign for text in raw.texts])
        code = FindingCode.MIXED_DECIMAL
        message = f"{n} cell(s) of '{raw.name}' have another decimal mark than the rest of the file"
        proposal = "Use one decimal mark throughout the file."
    else:
        n_numbers = raw.n_cells([text in known for text in raw.texts])
        n = raw.n_cells([bool(text) and text not in known for text in raw.texts])
        if n_numbers < MOSTLY_NUMBERS * (n + n_numbers) or not n_numbers:
            return []
        code = FindingCode.NUMBERS_WITH_TEXT
        message = f"{n} cell(s) of '{raw.name}' are not numbers, the other {n_numbers} are"
        proposal = "Make these cells numbers, or leave them blank if they are unknown."
    return [_finding(code, Severity.WARNING, raw, f"{message}; it stays text.", proposal)]


def _is_number(text: str, decimal: str) -> bool:
    return parse_numbers([text], decimal) is not None


def _finding(
    code: FindingCode, severity: Severity, raw: RawColumn, message: str, proposal: str
) -> Finding:
    return Finding(code, severity, raw.name, message, proposal)
