"""From the options of ``run`` to a study."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from mtl_core.cli.known import Known
from mtl_core.cli.options import BALANCINGS, DESIGNS, MEMBERS, OPTIMISERS, SCHEDULES, StudyOptions
from mtl_core.cli.plan import chosen_plan
from mtl_core.cli.roles import declared, justifications, without_suspects
from mtl_core.data import Table
from mtl_core.errors import StudyError
from mtl_core.schema import (
    DEFAULT_REFERENCES,
    REFERENCES,
    Arm,
    Check,
    CohortReference,
    ExplanationSpec,
    HardSharing,
    Justification,
    Preset,
    Study,
    TaskGrouping,
    TrainingSpec,
)

T = TypeVar("T")

_CALLED = {"design": "sharing design"}


def make_study(
    table: Table,
    options: StudyOptions,
    known: Known | None = None,
    on_suspect: Callable[[Check], None] = lambda _: None,
) -> tuple[Study, Mapping[str, str]]:
    """Make a study, and say which tasks were refused and why.

    Parameters
    ----------
    known
        What holds where no option says otherwise: a ready schema, or decisions.
    on_suspect
        Told why a column is left out that may give an outcome away.

    Raises
    ------
    SchemaError, GroupingError, StudyError
        When the options do not fit the table or each other, or no task or feature is left.
    """
    known = known or Known()
    design = _chosen(DESIGNS, options.design, "design") or HardSharing()
    references = _references(options.reference)
    justified = justifications(table, options, known)
    schema, refused = declared(table, options, known, justified)
    if not known.trusted:
        schema = without_suspects(schema, table, known, justified, on_suspect)
    names = [*schema.task_names, *refused]
    groups = [_members(text) for text in options.group] or [names]
    study = Study(
        cohort=CohortReference(
            name=known.name or table.name,
            rows=table.n_rows,
            fingerprint=table.fingerprint,
            sheet=table.sheet,
        ),
        schema=schema,
        grouping=TaskGrouping.of(names, groups).restricted_to(schema.task_names),
        design=design,
        training=_training(options),
        plan=chosen_plan(options),
        references=references,
        champion=bool(options.champion),
        explanation=_explanation(options.explain_patients),
        repairs=known.repairs,
        justified=tuple(
            Justification(name, words)
            for name, words in justified.items()
            if name in schema.feature_names
        ),
    )
    return study, refused


def _members(text: str) -> list[str]:
    row = next(csv.reader([text], skipinitialspace=True), [])
    return [name.strip() for name in row if name.strip()]


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


def _training(options: StudyOptions) -> TrainingSpec:
    spec = (options.preset or Preset.FULL).training
    return replace(
        spec,
        balancing=_chosen(BALANCINGS, options.balancing, "balancing") or spec.balancing,
        optimiser=_chosen(OPTIMISERS, options.optimiser, "optimiser") or spec.optimiser,
        schedule=_chosen(SCHEDULES, options.schedule, "schedule") or spec.schedule,
        members=_chosen(MEMBERS, options.members, "members") or spec.members,
    )


def _references(text: str | None) -> tuple[Arm, ...]:
    if text is None:
        return DEFAULT_REFERENCES
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


def _explanation(n_patients: int | None) -> ExplanationSpec:
    return ExplanationSpec() if n_patients is None else ExplanationSpec(n_patients=n_patients)
