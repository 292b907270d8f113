"""The options of ``run``, ``affinity`` and ``scarcity`` that make a study."""

from __future__ import annotations

import typing
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Annotated

import typer

from mtl_core.schema import (
    DEFAULT_REFERENCES,
    REFERENCES,
    EvaluationPlan,
    ExplanationSpec,
    Preset,
    SharingDesign,
    options_of,
)
from mtl_core.schema.specs import Balancing, Members, Optimiser, Schedule, SplitPlan

DESIGNS: dict[str, type[SharingDesign]] = {
    design.name: design for design in typing.get_args(SharingDesign)
}
"""Sharing designs by the name they have on the command line."""

BALANCINGS: dict[str, type[Balancing]] = {kind.name: kind for kind in typing.get_args(Balancing)}
"""Ways of balancing tasks by the name they have on the command line."""

OPTIMISERS: dict[str, type[Optimiser]] = {kind.name: kind for kind in typing.get_args(Optimiser)}
"""Optimisers by the name they have on the command line."""

MEMBERS: dict[str, type[Members]] = {kind.name: kind for kind in typing.get_args(Members)}
"""How ensemble members differ, by the name it has on the command line."""

SCHEDULES: dict[str, type[Schedule]] = {kind.name: kind for kind in typing.get_args(Schedule)}
"""Schedules of the learning rate by the name they have on the command line."""

SPLITS: dict[str, type[SplitPlan]] = {kind.name: kind for kind in typing.get_args(SplitPlan)}
"""Ways to say who is tested by the name they have on the command line."""


def _default(name: str) -> str:
    """Return the help of an option of the evaluation plan, with its default."""
    return f"{options_of(EvaluationPlan)[name].help} [default: {getattr(EvaluationPlan(), name)}]"


SourceWord = Annotated[
    str | None, typer.Argument(metavar="COHORT.csv|STUDY.json", show_default=False)
]
NiceOption = Annotated[int, typer.Option(min=0, max=19, help="Step back behind others.")]
ThreadsOption = Annotated[int | None, typer.Option(min=1, help="Threads to use.")]
QuietOption = Annotated[bool, typer.Option("--quiet", help="Show no progress.")]


@dataclass(frozen=True, slots=True)
class WorkOptions:
    """On what a command works, where it writes, and what it may use of the machine."""

    out: Annotated[Path, typer.Option(help="Folder for everything that is written.")]
    cohort: Annotated[str | None, typer.Option(help="A CSV or a built-in cohort's name.")] = None
    threads: ThreadsOption = None
    nice: NiceOption = 0
    quiet: QuietOption = False


@dataclass(frozen=True, slots=True)
class StudyOptions:
    """Options that make a study; ``None`` and empty mean *not given*."""

    task: Annotated[
        list[str],
        typer.Option(
            help="Outcome to predict: NAME[:kind[:positive]], or NAME:ordinal[:LOW<MIDDLE<HIGH]. "
            "The kind is binary, multiclass, ordinal or regression, found from the labels when "
            "left out (ordinal has to be said); positive names the class whose risk is predicted."
        ),
    ] = field(default_factory=list)
    exclude: Annotated[
        list[str], typer.Option(help="Column not to use, such as one known only after the outcome.")
    ] = field(default_factory=list)
    patient_id: Annotated[
        str | None,
        typer.Option(
            help="Column that names the patient, who is never split between training and test."
        ),
    ] = None
    site: Annotated[
        str | None,
        typer.Option(help="Column that names the site; kept for evaluation, never a feature."),
    ] = None
    time: Annotated[
        str | None,
        typer.Option(
            help="Column that says when: numbers or dates; kept for evaluation, never a feature."
        ),
    ] = None
    decisions: Annotated[
        Path | None,
        typer.Option(
            help="Decision file: repairs, roles, tasks, justifications. Other options override it."
        ),
    ] = None
    justify: Annotated[
        list[str],
        typer.Option(
            help='Use a column although it may give an outcome away, and say why: "COLUMN=why".'
        ),
    ] = field(default_factory=list)
    group: Annotated[
        list[str],
        typer.Option(
            help='Tasks that share an encoder: "a,b". Others stand alone; '
            "without this option all tasks share one."
        ),
    ] = field(default_factory=list)
    design: Annotated[str | None, typer.Option(help=f"How tasks share: {', '.join(DESIGNS)}.")] = (
        None
    )
    balancing: Annotated[
        str | None, typer.Option(help=f"How much each task counts: {', '.join(BALANCINGS)}.")
    ] = None
    optimiser: Annotated[
        str | None, typer.Option(help=f"How weights move: {', '.join(OPTIMISERS)}.")
    ] = None
    schedule: Annotated[
        str | None, typer.Option(help=f"Learning rate over time: {', '.join(SCHEDULES)}.")
    ] = None
    members: Annotated[
        str | None,
        typer.Option(help=f"How the networks of an ensemble differ: {', '.join(MEMBERS)}."),
    ] = None
    preset: Annotated[
        Preset | None, typer.Option(help="Training budget. [default: full; quick for affinity]")
    ] = None
    plan: Annotated[
        str | None,
        typer.Option(
            help=f"Who is tested: {', '.join(SPLITS)}. Without --repeats a plan that is named has "
            "5 repeats, 1 in a quick look."
        ),
    ] = None
    test_share: Annotated[
        float | None,
        typer.Option(
            help="Share of the patients tested: locked-test [default: 0.2], before-after "
            "[default: 0.25]."
        ),
    ] = None
    smallest_site: Annotated[
        int | None,
        typer.Option(help="Sites with fewer patients are one: leave-one-site-out [default: 20]."),
    ] = None
    folds: Annotated[int | None, typer.Option(help=_default("folds"))] = None
    repeats: Annotated[int | None, typer.Option(help=_default("repeats"))] = None
    seed: Annotated[int | None, typer.Option(help=_default("seed"))] = None
    margin: Annotated[float | None, typer.Option(help=_default("margin"))] = None
    reference: Annotated[
        str | None,
        typer.Option(
            help=f"Reference models: any of {','.join(REFERENCES)}, or none. "
            f"[default: {','.join(DEFAULT_REFERENCES)}]"
        ),
    ] = None
    champion: Annotated[
        bool,
        typer.Option("--champion", help="One more arm: per task the better of the two networks."),
    ] = False
    explain_patients: Annotated[
        int | None, typer.Option(help=options_of(ExplanationSpec)["n_patients"].help)
    ] = None
    no_explain: Annotated[bool, typer.Option("--no-explain", help="Explain nothing.")] = False

    def given(self) -> list[str]:
        """Return the names of the options that a person has given."""
        named = ((f.name, getattr(self, f.name)) for f in fields(self))
        return [
            f"--{name.replace('_', '-')}"
            for name, value in named
            if value is not None and value is not False and value != []
        ]
