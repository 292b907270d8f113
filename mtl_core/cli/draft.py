"""From the options of ``run`` to a draft, and from the draft to a study."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from mtl_core.cli.options import BALANCINGS, DESIGNS, MEMBERS, OPTIMISERS, SCHEDULES, StudyOptions
from mtl_core.cli.plan import chosen_plan
from mtl_core.cli.screen import warn
from mtl_core.data import Table, task_request
from mtl_core.decisions import Request, draft_cohort
from mtl_core.errors import StudyError
from mtl_core.schema import (
    REFERENCES,
    Arm,
    Check,
    CohortSchema,
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
    start = start or Draft()
    start = replace(start, choices=_choices(options, start.choices))
    request = Request(
        outcomes=tuple(task_request(text, table.columns) for text in options.task),
        exclude=tuple(options.exclude),
        patient_id=options.patient_id,
        site=options.site,
        time=options.time,
        justified=_justified(table, options, start.justified),
    )
    draft = draft_cohort(table, request, start, ready, lambda check: warn(_suspect_line(check)))
    names = [*draft.requests, *draft.refused]
    if options.group:
        grouping = TaskGrouping.of(names, [_names(text) for text in options.group])
        draft = draft.with_choices(grouping=grouping.restricted_to(list(draft.requests)))
    preset = options.preset or Preset.FULL
    plan = chosen_plan(options, draft.choices.plan if preset is Preset.FULL else None)
    cohort = replace(table.reference, name=name or table.name)
    return draft.study(cohort, preset.training, plan), draft.refused


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
