"""The options of ``run``, ``affinity`` and ``scarcity`` that make a study."""

from __future__ import annotations

import typing
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated

import typer

from mtl_core.schema import EvaluationPlan, Preset, SharingDesign, options_of
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


def default_of(name: str) -> str:
    """Return the help of an option of the evaluation plan, with its default."""
    return f"{options_of(EvaluationPlan)[name].help} [default: {getattr(EvaluationPlan(), name)}]"


SourceWord = Annotated[
    str | None, typer.Argument(metavar="COHORT.csv|STUDY.json", show_default=False)
]
CohortOption = Annotated[str | None, typer.Option(help="A CSV or a built-in cohort's name.")]
TaskOption = Annotated[
    list[str] | None,
    typer.Option(
        help="Outcome to predict: NAME[:kind[:positive]], or NAME:ordinal[:LOW<MIDDLE<HIGH]."
    ),
]
ExcludeOption = Annotated[list[str] | None, typer.Option(help="Column not to use.")]
PatientIdOption = Annotated[str | None, typer.Option(help="Column that names the patient.")]
SiteOption = Annotated[str | None, typer.Option(help="Column that names the site.")]
TimeOption = Annotated[str | None, typer.Option(help="Column that says when: numbers or dates.")]
DecisionsOption = Annotated[
    Path | None, typer.Option(help="Decision file: repairs, roles, tasks, justifications.")
]
JustifyOption = Annotated[
    list[str] | None,
    typer.Option(help='Use a column that may give an outcome away: "COLUMN=why".'),
]
GroupOption = Annotated[
    list[str] | None,
    typer.Option(
        help='Tasks that share an encoder: "a,b". Others stand alone; '
        "without this option all tasks share one."
    ),
]
DesignOption = Annotated[str | None, typer.Option(help=f"How tasks share: {', '.join(DESIGNS)}.")]
BalancingOption = Annotated[
    str | None, typer.Option(help=f"How much each task counts: {', '.join(BALANCINGS)}.")
]
OptimiserOption = Annotated[
    str | None, typer.Option(help=f"How weights move: {', '.join(OPTIMISERS)}.")
]
MembersOption = Annotated[
    str | None, typer.Option(help=f"How the networks of an ensemble differ: {', '.join(MEMBERS)}.")
]
ScheduleOption = Annotated[
    str | None, typer.Option(help=f"Learning rate over time: {', '.join(SCHEDULES)}.")
]
PlanOption = Annotated[
    str | None,
    typer.Option(
        help=f"Who is tested: {', '.join(SPLITS)}. Without --repeats a plan that is named has 5 "
        "repeats, 1 in a quick look."
    ),
]
TestShareOption = Annotated[
    float | None,
    typer.Option(
        help="Share of the patients tested: locked-test [default: 0.2], before-after "
        "[default: 0.25]."
    ),
]
SmallestSiteOption = Annotated[
    int | None,
    typer.Option(help="Sites with fewer patients are one: leave-one-site-out [default: 20]."),
]
FoldsOption = Annotated[int | None, typer.Option(help=default_of("folds"))]
RepeatsOption = Annotated[int | None, typer.Option(help=default_of("repeats"))]
SeedOption = Annotated[int | None, typer.Option(help=default_of("seed"))]
ThreadsOption = Annotated[int | None, typer.Option(min=1, help="Threads to use.")]
NiceOption = Annotated[int, typer.Option(min=0, max=19, help="Step back behind others.")]
QuietOption = Annotated[bool, typer.Option("--quiet", help="Show no progress.")]


@dataclass(frozen=True, slots=True)
class StudyOptions:
    """Options that make a study; ``None`` and empty mean *not given*."""

    task: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    justify: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    patient_id: str | None = None
    site: str | None = None
    time: str | None = None
    decisions: Path | None = None
    design: str | None = None
    balancing: str | None = None
    optimiser: str | None = None
    schedule: str | None = None
    members: str | None = None
    preset: Preset | None = None
    reference: str | None = None
    plan: str | None = None
    test_share: float | None = None
    smallest_site: int | None = None
    folds: int | None = None
    repeats: int | None = None
    seed: int | None = None
    margin: float | None = None
    explain_patients: int | None = None
    champion: bool | None = None

    def given(self) -> list[str]:
        """Return the names of the options that a person has given."""
        named = ((f.name, getattr(self, f.name)) for f in fields(self))
        return [f"--{name.replace('_', '-')}" for name, value in named if value not in (None, ())]
