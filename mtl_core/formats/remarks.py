"""What a person should know about how a text file was written and which lines were set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtl_core.formats.shape import SHOWN_LINES, line_numbers
from mtl_core.schema import Check, Finding, FindingCode, Severity
from mtl_core.words import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mtl_core.formats.detection import Delimiter

_DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_ASIDE = {
    FindingCode.RAGGED_ROWS: (
        Severity.WARNING,
        "had more or fewer cells than the header and was set aside",
        "had more or fewer cells than the header and were set aside",
        "Mend these lines in the file if they are patients.",
    ),
    FindingCode.REPEATED_HEADER: (
        Severity.INFO,
        "repeats the header and was set aside",
        "repeat the header and were set aside",
        "No action is needed.",
    ),
    FindingCode.NOTES_BELOW: (
        Severity.WARNING,
        "below the table looks like a note and was set aside",
        "below the table look like notes and were set aside",
        "Check that these lines are no patients.",
    ),
}


def remarks(
    encoding: str,
    delimiter: Delimiter,
    counts: Mapping[FindingCode, int],
    lines: Mapping[FindingCode, Sequence[int]],
) -> list[Check]:
    """Return the checks about a text file as a whole.

    Parameters
    ----------
    counts, lines
        By finding code, how many lines were set aside and the numbers of the first ten.
    """
    aside = [_set_aside(code, n, lines[code]) for code, n in counts.items()]
    return [*_encoding(encoding), *_comments(delimiter), *_delimiter(delimiter), *aside]


def _encoding(encoding: str) -> list[Check]:
    if encoding == "cp1252":
        message = "The file is not UTF-8; it was read as Windows-1252."
    elif encoding in {"utf-16-le", "utf-16-be"}:
        message = "The file does not say how its letters are written; it was read as UTF-16."
    else:
        return []
    proposal = "Check that names with accents look right, or save the table as 'CSV UTF-8'."
    return [_check(FindingCode.ENCODING_GUESSED, Severity.WARNING, message, proposal)]


def _comments(delimiter: Delimiter) -> list[Check]:
    n = delimiter.n_comments
    if not n:
        return []
    message = "1 line above the table starts with # and was set aside as a remark."
    if n > 1:
        message = f"{n} lines above the table start with # and were set aside as remarks."
    proposal = "No action is needed."
    return [_check(FindingCode.NOTES_ABOVE, Severity.INFO, message, proposal)]


def _delimiter(delimiter: Delimiter) -> list[Check]:
    mark = _DELIMITER_NAMES[delimiter.mark]
    if delimiter.declared:
        message = f"The first line says that columns are separated by a {mark}; it is no row."
        proposal = "No action is needed."
        return [_check(FindingCode.SEPARATOR_LINE, Severity.INFO, message, proposal)]
    if not delimiter.rivals:
        return []
    others = ", ".join(_DELIMITER_NAMES[mark] for mark in delimiter.rivals)
    message = f"Columns were split at each {mark}; they could also be split at: {others}."
    proposal = "Check that the columns look right."
    return [_check(FindingCode.DELIMITER_GUESSED, Severity.WARNING, message, proposal)]


def _set_aside(code: FindingCode, n: int, lines: Sequence[int]) -> Check:
    severity, one, many, proposal = _ASIDE[code]
    more = " and others" if n > SHOWN_LINES else ""
    message = counted(n, f"line {one}", f"lines {many}")
    where = f"line {line_numbers(lines)}{more}"
    return _check(code, severity, f"{message}: {where}.", proposal)


def _check(code: FindingCode, severity: Severity, message: str, proposal: str) -> Check:
    return Check(Finding(code, severity, None, message, proposal))
