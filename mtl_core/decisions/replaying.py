"""Another file read by the decisions that were made on one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mtl_core.checks import examine, suspects
from mtl_core.data import read_bytes
from mtl_core.decisions.answering import open_questions
from mtl_core.decisions.comparing import mismatches
from mtl_core.decisions.idle import idle_repairs
from mtl_core.decisions.implied import implied
from mtl_core.errors import CohortError
from mtl_core.schema import (
    CohortSchema,
    ColumnRole,
    Draft,
    Feature,
    FindingCode,
    Severity,
    StudyChoices,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mtl_core.data import Table
    from mtl_core.schema import Check, Decisions, Finding, Task

BY_STRENGTH = (FindingCode.PREDICTS_ALONE, FindingCode.MISSINGNESS_PREDICTS)
"""Findings that depend on how well one column predicts an outcome."""

NEAR = 0.02
"""An AUROC that differs by less between two halves of a cohort differs by chance: its standard
error is about 0.005 at 0.95 with 500 events, and 0.015 with 50."""


@dataclass(frozen=True, slots=True, eq=False)
class Replay:
    """A file as it is under the decisions that were made on another one.

    Attributes
    ----------
    table
        The file, read with the accepted repairs.
    decisions
        The decisions, with the answers that they imply for this file.
    roles
        Role of each column of this file; one that the decisions do not know is left out.
    tasks
        The outcomes whose columns this file has.
    schema
        Roles and outcomes as a study needs them; ``None`` when an error is among the mismatches or
        no outcome was declared.
    checks
        All that was noticed in this file.
    questions
        Warnings that no decision settles.
    mismatches
        Where this file differs from the one that the decisions were made on.
    """

    table: Table
    decisions: Decisions
    roles: Mapping[str, ColumnRole]
    tasks: tuple[Task, ...]
    schema: CohortSchema | None
    checks: tuple[Check, ...]
    questions: tuple[Check, ...]
    mismatches: tuple[Finding, ...]

    @property
    def draft(self) -> Draft:
        """The decisions as a draft of a study of this file."""
        decided = self.decisions
        draft = Draft(
            decisions=decided.decisions,
            roles=dict(self.roles),
            justified={j.column: j.words for j in decided.justified if j.column in self.roles},
            choices=decided.choices or StudyChoices(),
        )
        return draft if self.schema is None else draft.with_schema(self.schema)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The mismatches with which no study can be made."""
        return tuple(f for f in self.mismatches if f.severity is Severity.ERROR)


def replay(content: bytes, name: str, decisions: Decisions) -> Replay:
    """Read a file by the decisions that were made on another one.

    Parameters
    ----------
    content, name
        The bytes of the file, and its name without folders.

    Raises
    ------
    CohortError
        When the bytes are not a table.
    """
    table = _read(content, name, decisions)
    known = {column.name: column.role for column in decisions.columns}
    roles = {column: known.get(column, ColumnRole.EXCLUDED) for column in table.columns}
    differences = (*mismatches(table, decisions), *idle_repairs(content, table, decisions))
    stopped = any(finding.severity is Severity.ERROR for finding in differences)
    schema = None if stopped else _schema(table, decisions, roles)
    checks = examine(table)
    if schema is not None:
        checks += suspects(table, schema.tasks, schema.feature_names, schema.patient_id)
    waiting = open_questions(checks, decisions.decisions)
    chance = _by_chance(waiting, table, schema)
    answers = [implied(check, table, decisions, by_chance=check in chance) for check in waiting]
    answered = tuple(answer for answer in answers if answer is not None)
    decided = replace(decisions, decisions=(*decisions.decisions, *answered))
    return Replay(
        table=table,
        decisions=decided,
        roles=roles,
        tasks=tuple(task for task in decisions.tasks if task.name in roles),
        schema=schema,
        checks=checks,
        questions=tuple(
            check
            for check, answer in zip(waiting, answers, strict=True)
            if answer is None and _used(check.finding.column, roles)
        ),
        mismatches=differences,
    )


def _read(content: bytes, name: str, decisions: Decisions) -> Table:
    sheet = decisions.written.sheet
    try:
        return read_bytes(content, name=name, repairs=decisions.repairs, sheet=sheet)
    except CohortError:
        if not sheet:
            raise
        # The next workbook may call its sheet otherwise.
        return read_bytes(content, name=name, repairs=decisions.repairs)


def _by_chance(
    waiting: Iterable[Check], table: Table, schema: CohortSchema | None
) -> frozenset[Check]:
    """Return the checks whose strength is so near its limit that it may lie beyond by chance."""
    near = [check for check in waiting if check.finding.code in BY_STRENGTH]
    if schema is None or not near:
        return frozenset()
    names = [c.finding.column for c in near if c.finding.column is not None]
    again = suspects(table, schema.tasks, names, schema.patient_id, margin=NEAR)
    clear = {(check.finding.code, check.finding.column) for check in again}
    return frozenset(c for c in near if (c.finding.code, c.finding.column) not in clear)


def _used(column: str | None, roles: Mapping[str, ColumnRole]) -> bool:
    return column is None or roles.get(column) is not ColumnRole.EXCLUDED


def _schema(
    table: Table, decisions: Decisions, roles: Mapping[str, ColumnRole]
) -> CohortSchema | None:
    features = tuple(
        Feature(column.name, column.kind)
        for column in decisions.columns
        if column.role is ColumnRole.FEATURE
    )
    if not decisions.tasks or not features:
        return None

    def only(role: ColumnRole) -> str | None:
        return next((name for name, played in roles.items() if played is role), None)

    return CohortSchema(
        tasks=decisions.tasks,
        features=features,
        patient_id=only(ColumnRole.PATIENT_ID),
        site=only(ColumnRole.SITE),
        time=only(ColumnRole.TIME),
        excluded=tuple(
            name
            for name in table.columns
            if roles[name] in (ColumnRole.EXCLUDED, ColumnRole.TASK)
            and name not in {task.name for task in decisions.tasks}
        ),
    )
