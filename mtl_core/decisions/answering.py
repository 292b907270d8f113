"""Answers to checks: given, changed, and which checks still wait for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtl_core.columns import REPAIR_RULES
from mtl_core.schema import Answer, Check, Decision, FindingCode, Severity
from mtl_core.schema.repairs import MissingCodes, OneCoding, Repair

if TYPE_CHECKING:
    from collections.abc import Iterable


GIVING_AWAY = frozenset(
    {
        FindingCode.KNOWN_AFTERWARDS,
        FindingCode.PREDICTS_ALONE,
        FindingCode.MISSINGNESS_PREDICTS,
        FindingCode.LABEL_FROM_LABEL,
        FindingCode.DATE_AFTERWARDS,
    }
)
"""Findings about columns that may give an outcome away: they are taken in with words."""


def decide(decisions: Iterable[Decision], check: Check, answer: Answer) -> tuple[Decision, ...]:
    """Add a person's answer to those given so far.

    It replaces an earlier answer to the same finding about the same column. An accepted repair that
    only adds words (more codes for *missing*, more spellings) to one accepted earlier is joined
    with it, because the file was read with the earlier one when this was asked.
    """
    finding, repair = check.finding, check.repair
    kept: list[Decision] = []
    for decision in decisions:
        if (decision.code, decision.column) != (finding.code, finding.column):
            kept.append(decision)
        elif answer is Answer.ACCEPTED and decision.answer is Answer.ACCEPTED:
            repair = _joined(decision.repair, repair)
    return (*kept, Decision(str(finding.code), finding.column, answer, repair))


def decision_of(repair: Repair) -> Decision:
    """Return the answer that a study remembers as a repair; it does not keep the finding."""
    code = REPAIR_RULES[type(repair)].code(repair)
    return Decision(code, repair.column, Answer.ACCEPTED, repair)


def open_questions(checks: Iterable[Check], decisions: Iterable[Decision]) -> tuple[Check, ...]:
    """Return the warnings that no decision settles.

    A decision settles the checks with its code and its column, unless a repair was accepted and
    what is proposed now goes beyond it.
    """
    given = {(d.code, d.column): d for d in decisions}
    return tuple(
        check
        for check in checks
        if check.finding.severity is Severity.WARNING
        and not _settles(given.get((check.finding.code, check.finding.column)), check)
    )


def _settles(decision: Decision | None, check: Check) -> bool:
    if decision is None:
        return False
    if decision.answer is Answer.REFUSED or check.repair is None:
        return True
    return _joined(decision.repair, check.repair) == decision.repair


def _joined(earlier: Repair | None, later: Repair | None) -> Repair | None:
    """Return both repairs as one where their words can be put together, else the later one."""
    match earlier, later:
        case MissingCodes(column, codes), MissingCodes(_, more):
            return MissingCodes(column, tuple(dict.fromkeys((*codes, *more))))
        case OneCoding(column, codings), OneCoding(_, others):
            new = tuple(coding for coding in others if coding not in codings)
            return OneCoding(column, (*codings, *new))
        case _:
            return later
