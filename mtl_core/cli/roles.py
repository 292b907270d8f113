"""Roles of the columns, from the options of ``run`` and what is known already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from mtl_core.checks import quarantined, suspects
from mtl_core.cli.known import Known
from mtl_core.cli.options import StudyOptions
from mtl_core.data import DeclaredTasks, Table, TaskRequest, declare_schema, declare_tasks
from mtl_core.decisions import open_questions
from mtl_core.errors import SchemaError, StudyError
from mtl_core.schema import Check, CohortSchema, Feature


def justifications(table: Table, options: StudyOptions, known: Known) -> dict[str, str]:
    """Read ``COLUMN=words``; what was justified earlier stays justified.

    Raises
    ------
    StudyError
        When there are no words, or the column is left out at the same time.
    SchemaError
        When there is no such column.
    """
    given = dict(known.justified)
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


def declared(
    table: Table, options: StudyOptions, known: Known, justified: Mapping[str, str]
) -> tuple[CohortSchema, dict[str, str]]:
    """Give every column a role; return the schema and why tasks were refused."""
    refused: dict[str, str] = {}
    if known.schema is not None and not options.task:
        schema = _adjusted(known.schema, table, options)
    else:
        schema, refused = _asked(table, options, known, justified)
    return _taken_in(schema, table, justified), refused


def without_suspects(
    schema: CohortSchema,
    table: Table,
    known: Known,
    justified: Mapping[str, str],
    on_suspect: Callable[[Check], None],
) -> CohortSchema:
    """Leave out the features that may give an outcome away and are not justified.

    Raises
    ------
    SchemaError
        When no feature would be left.
    """
    found = suspects(table, schema.tasks, schema.feature_names, schema.patient_id)
    waiting = [
        check
        for check in open_questions(found, known.decisions)
        if check.finding.column not in justified
    ]
    gone = set(quarantined(waiting))
    for check in waiting:
        if check.finding.column in gone:
            on_suspect(check)
    kept = tuple(feature for feature in schema.features if feature.name not in gone)
    if not kept:
        raise SchemaError(
            "No feature is left",
            expected="at least one column to predict from",
            found=f"only columns that may give an outcome away: {', '.join(sorted(gone))}",
            action='if one is known in time, say why with --justify "COLUMN=why"',
        )
    left_out = tuple(name for name in schema.feature_names if name in gone)
    return replace(schema, features=kept, excluded=(*schema.excluded, *left_out))


def _asked(
    table: Table, options: StudyOptions, known: Known, justified: Mapping[str, str]
) -> tuple[CohortSchema, dict[str, str]]:
    requests = [TaskRequest.parse(text, table.columns) for text in options.task]
    asked = {request.name for request in requests}
    special = (options.patient_id, options.site, options.time)
    both = sorted(asked & {*options.exclude, *special, *justified})
    if both:
        raise SchemaError(
            "A column has two roles",
            expected="one role per column: task, patient id, site, time or excluded",
            found=f"a task and something else: {', '.join(both)}",
            action="take the column out of --task, or out of --exclude, --patient-id, --site and "
            "--time",
        )
    tasks = declare_tasks(table, requests, known.repairs)
    if not tasks.tasks:
        raise _no_task(tasks)
    ready = known.schema
    taken = {*asked, *special}
    hidden = (name for name in known.hidden if name not in taken)
    exclude = [*options.exclude, *tasks.refused, *hidden]
    schema = declare_schema(
        table,
        tasks.tasks,
        patient_id=options.patient_id or (ready.patient_id if ready else None),
        site=options.site or (ready.site if ready else None),
        time=options.time or (ready.time if ready else None),
        exclude=tuple(dict.fromkeys(exclude)),
    )
    return schema, dict(tasks.refused)


def _adjusted(ready: CohortSchema, table: Table, options: StudyOptions) -> CohortSchema:
    special = [name for name in (options.patient_id, options.site, options.time) if name]
    for name in (*special, *options.exclude):
        table.column(name)
    gone = {*special, *options.exclude}
    kept = [name for name in ready.excluded if name not in gone]
    return replace(
        ready,
        features=tuple(f for f in ready.features if f.name not in gone),
        patient_id=options.patient_id or ready.patient_id,
        site=options.site or ready.site,
        time=options.time or ready.time,
        excluded=(*kept, *dict.fromkeys(options.exclude)),
    )


def _taken_in(schema: CohortSchema, table: Table, justified: Mapping[str, str]) -> CohortSchema:
    """Make features of the columns that were left out and are justified now."""
    names = [name for name in justified if name in schema.excluded]
    if not names:
        return schema
    more: tuple[Feature, ...] = declare_schema(table, schema.tasks, features=names).features
    return replace(
        schema,
        features=(*schema.features, *more),
        excluded=tuple(name for name in schema.excluded if name not in names),
    )


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
