"""From the options of ``run`` to a study."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from mtl_core.data import (
    BuiltinCohort,
    DeclaredTasks,
    Table,
    TaskRequest,
    declare_schema,
    declare_tasks,
)
from mtl_core.errors import SchemaError, StudyError
from mtl_core.schema import (
    REFERENCES,
    Arm,
    CohortReference,
    CohortSchema,
    EvaluationPlan,
    ExplanationSpec,
    HardSharing,
    Preset,
    SharingDesign,
    Study,
    TaskGrouping,
)

DESIGNS: dict[str, type[SharingDesign]] = {"hard": HardSharing}
"""Sharing designs by the name they have on the command line."""


@dataclass(frozen=True, slots=True)
class StudyOptions:
    """Options that make a study; ``None`` and empty mean *not given*."""

    task: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    patient_id: str | None = None
    site: str | None = None
    design: str | None = None
    preset: Preset | None = None
    reference: str | None = None
    folds: int | None = None
    repeats: int | None = None
    seed: int | None = None
    margin: float | None = None
    explain_patients: int | None = None

    def given(self) -> list[str]:
        """Return the names of the options that a person has given."""
        named = ((f.name, getattr(self, f.name)) for f in fields(self))
        return [f"--{name.replace('_', '-')}" for name, value in named if value not in (None, ())]


def make_study(
    table: Table, options: StudyOptions, ready: BuiltinCohort | None
) -> tuple[Study, Mapping[str, str]]:
    """Make a study, and say which tasks were refused and why.

    Parameters
    ----------
    ready
        The built-in cohort whose ready schema holds where no option says otherwise.

    Raises
    ------
    SchemaError, GroupingError, StudyError
        When the options do not fit the table or each other, or no task is left.
    """
    ready_schema = ready.schema() if ready else None
    design, references = _design(options.design), _references(options.reference)
    if ready_schema is not None and not options.task:
        schema, refused = _adjusted(ready_schema, table, options), dict[str, str]()
    else:
        schema, refused = _declared(table, options, ready_schema)
    names = [*schema.task_names, *refused]
    groups = [_members(text) for text in options.group] or [names]
    study = Study(
        cohort=CohortReference(
            name=ready.key if ready else table.name,
            rows=table.n_rows,
            fingerprint=table.fingerprint,
        ),
        schema=schema,
        grouping=TaskGrouping.of(names, groups).restricted_to(schema.task_names),
        design=design,
        training=(options.preset or Preset.FULL).training,
        plan=_plan(options),
        references=references,
        explanation=_explanation(options.explain_patients),
    )
    return study, refused


def _declared(
    table: Table, options: StudyOptions, ready: CohortSchema | None
) -> tuple[CohortSchema, dict[str, str]]:
    requests = [TaskRequest.parse(text, table.columns) for text in options.task]
    asked = {request.name for request in requests}
    both = sorted(asked & {*options.exclude, options.patient_id, options.site})
    if both:
        raise SchemaError(
            "A column has two roles",
            expected="one role per column: task, patient id, site or excluded",
            found=f"a task and something else: {', '.join(both)}",
            action="take the column out of --task, or out of --exclude, --patient-id and --site",
        )
    declared = declare_tasks(table, requests)
    if not declared.tasks:
        raise _no_task(declared)
    # The ready schema knows which columns of its cohort give an outcome away.
    hidden = (*ready.excluded, *ready.task_names) if ready else ()
    taken = {*asked, options.patient_id, options.site}
    exclude = [*options.exclude, *declared.refused, *(name for name in hidden if name not in taken)]
    schema = declare_schema(
        table,
        declared.tasks,
        patient_id=options.patient_id or (ready.patient_id if ready else None),
        site=options.site or (ready.site if ready else None),
        time=ready.time if ready else None,
        exclude=tuple(dict.fromkeys(exclude)),
    )
    return schema, dict(declared.refused)


def _adjusted(ready: CohortSchema, table: Table, options: StudyOptions) -> CohortSchema:
    special = [name for name in (options.patient_id, options.site) if name]
    for name in (*special, *options.exclude):
        table.column(name)
    gone = {*special, *options.exclude}
    kept = [name for name in ready.excluded if name not in gone]
    return replace(
        ready,
        features=tuple(f for f in ready.features if f.name not in gone),
        patient_id=options.patient_id or ready.patient_id,
        site=options.site or ready.site,
        excluded=(*kept, *dict.fromkeys(options.exclude)),
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


def _members(text: str) -> list[str]:
    row = next(csv.reader([text], skipinitialspace=True), [])
    return [name.strip() for name in row if name.strip()]


def _design(name: str | None) -> SharingDesign:
    chosen = DESIGNS.get(name or "hard")
    if chosen is None:
        raise StudyError(
            "The sharing design is unknown",
            expected=f"--design {' or '.join(DESIGNS)}",
            found=f"'{name}'",
            action="choose from the list",
        )
    return chosen()


def _references(text: str | None) -> tuple[Arm, ...]:
    if text is None:
        return REFERENCES
    words = [word for word in _members(text) if word != "none"]
    odd = sorted(set(words) - set(REFERENCES))
    if odd:
        raise StudyError(
            "A reference model is unknown",
            expected=f"--reference with any of {', '.join(REFERENCES)}, or none",
            found=", ".join(odd),
            action="choose from the list",
        )
    return tuple(arm for arm in REFERENCES if arm in words)


def _plan(options: StudyOptions) -> EvaluationPlan:
    named = {"folds": options.folds, "repeats": options.repeats, "seed": options.seed}
    plan = EvaluationPlan(**{name: value for name, value in named.items() if value is not None})
    return plan if options.margin is None else replace(plan, margin=options.margin)


def _explanation(n_patients: int | None) -> ExplanationSpec:
    return ExplanationSpec() if n_patients is None else ExplanationSpec(n_patients=n_patients)
