"""Codes with a name in a file's dictionary: answers, and reasons why there is none."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mtl_core.formats.spelling import cell_texts
from mtl_core.schema import Check, Finding, FindingCode, Severity
from mtl_core.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Codes:
    """A column whose codes were looked up in the dictionary.

    Attributes
    ----------
    cells
        Its cells, shape (rows,), blank where the value is missing.
    reasons
        Why a value is missing, shape (rows,), blank where it is not; ``None`` when no reason
        occurs.
    named
        Whether the names of its codes were taken as the answers.
    n_unnamed
        Cells whose code has no name although other codes of the column have one.
    """

    cells: NDArray[np.object_]
    reasons: NDArray[np.object_] | None
    named: bool
    n_unnamed: int


def read_codes(
    values: Sequence[object],
    labels: Mapping[object, str | None],
    is_missing: Callable[[object], bool],
    *,
    lettered: bool = False,
) -> Codes:
    """Look up the codes of one column.

    Parameters
    ----------
    values
        The column, ``None`` for missing without a reason.
    labels
        Names of codes, reasons for missing among them.
    is_missing
        Whether a value stands for a reason.
    lettered
        Whether reasons are the letters of extended missing values, as in ``.a``.
    """
    known = set(values) - {None, ""}
    missing = {value for value in known if is_missing(value)}
    known -= missing
    # In a damaged file a name may be lacking.
    names = {code: " ".join((name or "").split()) for code, name in labels.items()}
    names = {code: name for code, name in names.items() if name}
    answers = _told_apart({code: name for code, name in names.items() if code in known})
    named = bool(answers) and answers.keys() == known
    spelt = answers if named else {}
    cells = cell_texts([None if v in missing else spelt.get(v, v) for v in values])
    relevant = any(code not in missing and not is_missing(code) for code in names)
    n_unnamed = sum(v in known and v not in names for v in values) if relevant else 0
    reasons = None
    if missing:
        mark = "." if lettered else ""
        reason_of = {v: names.get(v) or mark + _code_text(v) for v in missing}
        reasons = np.array([reason_of.get(v, "") for v in values], dtype=object)
    return Codes(cells, reasons, named, n_unnamed)


def code_checks(codes: Mapping[str, Codes]) -> list[Check]:
    """Say in how many columns names stand for codes, and where names are lacking."""
    n_named = sum(column.named for column in codes.values())
    n_reasons = sum(column.reasons is not None for column in codes.values())
    checks = []
    if n_named or n_reasons:
        parts = (
            [f"the names of codes are the answers in {counted(n_named, 'column')}"]
            if n_named
            else []
        )
        if n_reasons:
            parts.append(
                f"the reasons for missing values are kept beside {counted(n_reasons, 'column')}"
            )
        message = f"The file has a dictionary: {', and '.join(parts)}."
        checks.append(_check(None, message, "No action is needed."))
    for name, column in codes.items():
        if column.n_unnamed:
            cells = counted(column.n_unnamed, "cell")
            message = f"The dictionary does not name the code in {cells} of '{name}'; codes stay."
            proposal = "Check whether its numbers are amounts or names of answers."
            checks.append(_check(name, message, proposal))
    return checks


def _told_apart(names: Mapping[object, str]) -> dict[object, str]:
    """Add the code to names that several codes share."""
    counts = Counter(names.values())
    return {
        code: f"{name} ({_code_text(code)})" if counts[name] > 1 else name
        for code, name in names.items()
    }


def _code_text(code: object) -> str:
    return str(cell_texts([code])[0])


def _check(column: str | None, message: str, proposal: str) -> Check:
    return Check(Finding(FindingCode.VALUE_LABELS, Severity.INFO, column, message, proposal))
