"""What the decisions already say about a check that nobody has answered by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtl_core.decisions.answering import GIVING_AWAY
from mtl_core.decisions.describing import MANY_ROWS, rows_by_new_level
from mtl_core.schema import Answer, Decision, FindingCode
from mtl_core.schema.repairs import MissingCodes, OneCoding

if TYPE_CHECKING:
    from mtl_core.data import Table
    from mtl_core.schema import Check, Decisions

BY_ROLE = frozenset(
    {
        FindingCode.CONSTANT_COLUMN,
        FindingCode.MOSTLY_MISSING,
        FindingCode.MANY_LEVELS,
        FindingCode.NUMBERS_AS_NAMES,
        FindingCode.KNOWN_AFTERWARDS,
    }
)
"""Findings about what a column is good for: whoever gave it a role has answered them.

They depend on the column's name or on a threshold that a column may pass by chance in one half of a
cohort and not in the other.
"""


def implied(
    check: Check, table: Table, decisions: Decisions, *, by_chance: bool
) -> Decision | None:
    """Return the answer that roles, justifications and the way of writing give to a check.

    Parameters
    ----------
    by_chance
        Whether the check may be there by chance only; then the column's role is the answer.
    """
    finding = check.finding
    column = finding.column
    if column is None:
        settled = _same_writing(finding.code, table, decisions)
    else:
        settled = (
            (by_chance and _has_role(column, decisions))
            or _by_column(finding.code, column, decisions)
            or _rare_answers(check, table, decisions)
        )
    if not settled:
        return None
    answer = Answer.ACCEPTED if check.repair is None else Answer.REFUSED
    return Decision(str(finding.code), column, answer, check.repair)


def _by_column(code: str, column: str, decisions: Decisions) -> bool:
    if code in BY_ROLE:
        return _has_role(column, decisions)
    justified = {justification.column for justification in decisions.justified}
    return code in GIVING_AWAY and column in justified


def _has_role(column: str, decisions: Decisions) -> bool:
    return any(known.name == column for known in decisions.columns)


def _rare_answers(check: Check, table: Table, decisions: Decisions) -> bool:
    """Whether a question about answers is there only because a few rows have new ones.

    That they do is told as a mismatch.
    """
    record = next((c for c in decisions.columns if c.name == check.finding.column), None)
    if record is None or not record.levels or record.name not in table.columns:
        return False
    column = table.frame[record.name]
    new = rows_by_new_level(record, column)
    if not new or sum(new.values()) >= MANY_ROWS * column.notna().sum():
        return False
    match check.repair:
        case OneCoding(codings=codings):
            return all(len(set(coding.spellings) - set(new)) < 2 for coding in codings)
        case MissingCodes(codes=codes):
            return set(codes) <= set(new)
        case _:
            return False


def _same_writing(code: str, table: Table, decisions: Decisions) -> bool:
    then = decisions.written
    match code:
        case FindingCode.ENCODING_GUESSED:
            return then.encoding == table.encoding
        case FindingCode.DELIMITER_GUESSED:
            return then.delimiter == table.delimiter
        case FindingCode.DECIMAL_GUESSED:
            return then.decimal == table.decimal
        case FindingCode.SHEET_CHOSEN:
            return then.sheet == table.sheet
        case _:
            return False
