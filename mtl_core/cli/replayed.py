"""A decision file replayed on a cohort: what is told, and where no study can be made."""

from __future__ import annotations

from pathlib import Path

from mtl_core.cli.screen import warn
from mtl_core.data import read_table
from mtl_core.decisions import Replay, read_decisions, replay
from mtl_core.errors import StudyError
from mtl_core.schema import ColumnRole, Finding, Severity
from mtl_core.words import counted, listed

SHOWN = 10
"""Mismatches that a message names before it only counts."""


def replay_file(decisions: Path, cohort: Path) -> Replay:
    """Replay a decision file on a cohort.

    Raises
    ------
    StudyError
        When the decision file cannot be read.
    CohortError
        When the cohort is not a table.
    """
    try:
        text = decisions.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StudyError(
            "The decision file cannot be read",
            expected=f"a decision file as JSON at '{decisions}'",
            found="no such file" if isinstance(error, FileNotFoundError) else type(error).__name__,
            action="check the path",
        ) from error
    return replay(_content(cohort), cohort.name, read_decisions(text))


def tell(replayed: Replay) -> None:
    """Print the mismatches and open questions of a replay, or stop where no study can be made.

    Raises
    ------
    StudyError
        When a mismatch or a finding about a used column is an error.
    """
    errors = [*replayed.errors, *_errors_in_checks(replayed)]
    if errors:
        raise StudyError(
            "The file does not fit the decisions",
            expected="the columns and answers that the decisions were made on",
            found=f"{counted(len(errors), 'mismatch', 'mismatches')} that would make another "
            f"study: {_named(errors)}",
            action="correct the file (see 'profile --decisions'), or make the decisions anew",
        )
    for finding in replayed.mismatches:
        if finding.severity is Severity.WARNING:
            warn(f"{finding.code}: {finding.message} {finding.proposal}")
    questions = [check.finding for check in replayed.questions]
    if questions:
        what = counted(len(questions), "open question")
        warn(f"{what} that the decisions do not settle: {_named(questions)}.")


def _errors_in_checks(replayed: Replay) -> list[Finding]:
    return [
        check.finding
        for check in replayed.checks
        if check.finding.severity is Severity.ERROR
        and replayed.roles.get(check.finding.column or "") is not ColumnRole.EXCLUDED
    ]


def _named(findings: list[Finding]) -> str:
    names = [f"{f.code} '{f.column}'" if f.column else str(f.code) for f in findings]
    return listed(names, SHOWN, ", ")


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        read_table(path)  # it says what is the matter with the file
        raise
