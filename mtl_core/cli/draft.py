"""From the options of ``run`` to a draft, and from the draft to a study."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from mtl_core.cli.options import BALANCINGS, DESIGNS, MEMBERS, OPTIMISERS, SCHEDULES, StudyOptions
from mtl_core.cli.plan import chosen_plan
from mtl_core.cli.screen import warn
from mtl_core.data import DeclaredTasks, Table, column_profiles, declare_tasks, task_request
from mtl_core.decisions import candidate_schema, held_back, open_questions, suspicions
from mtl_core.errors import SchemaError, StudyError
from mtl_core.schema import (
    REFERENCES,
    Arm,
    Check,
    CohortReference,
    CohortSchema,
    ColumnRole,
    Draft,
    ExplanationSpec,
    Preset,
    Study,
    StudyChoices,
    TaskGrouping,
)

T = TypeVar("T")

_CALLED = {"design": "sharing design"}


def make_study(
    table: Table,
    options: StudyOptions,
    start: Draft | None = None,
    ready: CohortSchema | None = None,
    name: str = "",
) -> tuple[Study, Mapping[str, str]]:
    """Make a study, and say which tasks were refused and why.

    Parameters
    ----------
    start
        What holds where no option says otherwise: a ready schema, or replayed decisions.
    ready
        The schema that comes with a built-in cohort; its features are not searched for leakage.
    name
        Name of the cohort, empty for that of its file.

    Raises
    ------
    SchemaError, GroupingError, StudyError
        When the options do not fit the table or each other, or no task or feature is left.
    """
    start = start if start is not None else Draft(roles=_usual_roles(table))
    justified = _justified(table, options, start.justified)
    declared = _declared(table, options, start, justified)
    draft = replace(
        start,
        roles=_roles(table, options, start, declared, justified),
        justified=justified,
        choices=_choices(options, start.choices),
    )
    draft = draft.with_schema(_schema(draft, table, declared, start.schema, ready))
    names = [*draft.requests, *declared.refused]
    if options.group:
        grouping = TaskGrouping.of(names, [_names(text) for text in options.group])
        draft = draft.with_choices(grouping=grouping.restricted_to(list(draft.requests)))
    cohort = CohortReference(name or table.name, table.n_rows, table.fingerprint, table.sheet)
    preset = options.preset or Preset.FULL
    plan = chosen_plan(options, draft.choices.plan if preset is Preset.FULL else None)
    return draft.study(cohort, preset.training, plan), declared.refused


def _usual_roles(table: Table) -> dict[str, ColumnRole]:
    """Propose what may be predicted from; an outcome by name alone is often a history."""
    usable = (ColumnRole.FEATURE, ColumnRole.TASK)
    return {
        column.name: ColumnRole.FEATURE if column.proposed_role in usable else ColumnRole.EXCLUDED
        for column in column_profiles(table)
    }


def _justified(table: Table, options: StudyOptions, earlier: Mapping[str, str]) -> dict[str, str]:
    """Read ``COLUMN=words``; what was justified earlier stays justified."""
    given = dict(earlier)
    for text in options.justify:
        whole = [name for name in table.columns if text.startswith(f"{name}=")]
        name = max(whole, key=len) if whole else text.split("=", 1)[0]
        table.column(name)
        words = text[len(name) + 1 :].strip()
        if not words or name in options.exclude:
            raise StudyError(
                f"The justification of '{name}' cannot be used",
                expected='--justify "COLUMN=why it is known when the prediction is made"',
                found="a column that is excluded, too" if words else "no words",
                action="say why in words, or leave the column out with --exclude",
            )
        given[name] = words
    return {name: words for name, words in given.items() if name not in options.exclude}


def _declared(
    table: Table, options: StudyOptions, start: Draft, justified: Mapping[str, str]
) -> DeclaredTasks:
    """Declare the outcomes that the options name, or those that hold already."""
    requests = [task_request(text, table.columns) for text in options.task]
    holds = DeclaredTasks(start.schema.tasks if start.schema and not requests else ())
    names = {task.name for task in holds.tasks} | {request.name for request in requests}
    others = {*options.exclude, options.patient_id, options.site, options.time, *justified}
    both = sorted(names & others)
    if both:
        raise SchemaError(
            "A column has two roles",
            expected="one role per column: task, patient id, site, time or excluded",
            found=f"a task and something else: {', '.join(both)}",
            action="take the column out of --task, or out of --exclude, --patient-id, --site and "
            "--time",
        )
    declared = holds if holds.tasks else declare_tasks(table, requests, start.repairs)
    if not declared.tasks:
        raise _no_task(declared)
    return declared


def _roles(
    table: Table,
    options: StudyOptions,
    start: Draft,
    declared: DeclaredTasks,
    justified: Mapping[str, str],
) -> dict[str, ColumnRole]:
    """Give every column its role: what the options say, then what held before."""
    special = {
        ColumnRole.PATIENT_ID: options.patient_id,
        ColumnRole.SITE: options.site,
        ColumnRole.TIME: options.time,
    }
    said = {name: role for role, name in special.items() if name is not None}
    for name in (*said, *options.exclude):
        table.column(name)
    roles = dict.fromkeys((*options.exclude, *declared.refused), ColumnRole.EXCLUDED)
    tasks = {task.name for task in declared.tasks}
    for name, role in start.roles.items():
        gone = role is ColumnRole.TASK or special.get(role) is not None
        roles.setdefault(name, ColumnRole.EXCLUDED if gone else role)
    for name in justified:
        if roles.get(name) is ColumnRole.EXCLUDED:
            del roles[name]
            roles[name] = ColumnRole.FEATURE
    return roles | said | dict.fromkeys(tasks, ColumnRole.TASK)


def _schema(
    draft: Draft,
    table: Table,
    declared: DeclaredTasks,
    known: CohortSchema | None,
    ready: CohortSchema | None,
) -> CohortSchema:
    """Build the schema; columns that may give an outcome away are left out, each with a warning."""
    features = () if known is None else known.features
    found = suspicions(draft, table, declared.tasks, ready)
    held = held_back(draft, found)
    for check in open_questions(found, draft.decisions):
        if check.finding.column in held:
            warn(_suspect_line(check))
    if held and set(draft.with_role_of(ColumnRole.FEATURE)) <= set(held):
        raise SchemaError(
            "No feature is left",
            expected="at least one column to predict from",
            found=f"only columns that may give an outcome away: {', '.join(sorted(held))}",
            action='if one is known in time, say why with --justify "COLUMN=why"',
        )
    return candidate_schema(draft, table, declared.tasks, held, features)


def _suspect_line(check: Check) -> str:
    finding = check.finding
    return (
        f"{finding.code}: {finding.message} It is left out; if it is known in time, "
        f'take it in with --justify "{finding.column}=why".'
    )


def _choices(options: StudyOptions, usual: StudyChoices) -> StudyChoices:
    """Return what the options choose, and what held before where they say nothing."""
    n_patients = 0 if options.no_explain else options.explain_patients
    return replace(
        usual,
        design=_chosen(DESIGNS, options.design, "design") or usual.design,
        balancing=_chosen(BALANCINGS, options.balancing, "balancing") or usual.balancing,
        optimiser=_chosen(OPTIMISERS, options.optimiser, "optimiser") or usual.optimiser,
        schedule=_chosen(SCHEDULES, options.schedule, "schedule") or usual.schedule,
        members=_chosen(MEMBERS, options.members, "members") or usual.members,
        references=_references(options.reference, usual.references),
        champion=options.champion or usual.champion,
        explanation=usual.explanation if n_patients is None else ExplanationSpec(n_patients),
    )


def _chosen(kinds: Mapping[str, type[T]], name: str | None, option: str) -> T | None:
    """Return the kind of that name at its defaults, or ``None`` when no name is given."""
    if name is None:
        return None
    chosen = kinds.get(name)
    if chosen is None:
        raise StudyError(
            f"The {_CALLED.get(option, option)} is unknown",
            expected=f"--{option} {' or '.join(kinds)}",
            found=f"'{name}'",
            action="choose from the list",
        )
    return chosen()


def _references(text: str | None, usual: tuple[Arm, ...]) -> tuple[Arm, ...]:
    if text is None:
        return usual
    words = [word for word in _names(text) if word != "none"]
    odd = sorted(set(words) - set(REFERENCES))
    if odd:
        raise StudyError(
            "A reference model is unknown",
            expected=f"--reference with any of {', '.join(REFERENCES)}, or none",
            found=", ".join(odd),
            action="choose from the list",
        )
    return tuple(arm for arm in REFERENCES if arm in words)


def _names(text: str) -> Sequence[str]:
    row = next(csv.reader([text], skipinitialspace=True), [])
    return [name.strip() for name in row if name.strip()]


def _no_task(declared: DeclaredTasks) -> SchemaError:
    if not declared.refused:
        return SchemaError(
            "No task is declared",
            expected="at least one outcome column to predict",
            found="no --task",
            action="name one: --task NAME, --task NAME:binary:POSITIVE (see 'profile' for columns)",
        )
    return SchemaError(
        "No task is left",
        expected="at least one task that can be estimated",
        found=" ".join(declared.refused.values()),
        action="choose other outcome columns with --task",
    )
