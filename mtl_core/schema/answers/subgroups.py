"""For whom is it good: one task, one part of the patients, and everybody else."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import ClassVar

from mtl_core.errors import StudyError
from mtl_core.schema.answers.asks import PREDICTIONS
from mtl_core.schema.arms import Arm
from mtl_core.schema.results import CohortStamp, Difference, Estimate
from mtl_core.schema.tasks import TaskKind

GAP_MEASURES: dict[TaskKind, tuple[str, ...]] = {
    TaskKind.BINARY: ("auroc", "calibration_in_the_large", "sensitivity"),
    TaskKind.MULTICLASS: ("macro_auroc",),
    TaskKind.ORDINAL: ("ordinal_auroc",),
    TaskKind.REGRESSION: ("r2", "mae"),
}
"""Measures in which a subgroup is compared with everybody else."""

_MOST_CUTS = 11


@dataclass(frozen=True, slots=True)
class Gap:
    """A subgroup minus everybody else, in one measure of one arm.

    Attributes
    ----------
    p_holm
        Corrected for all gaps of the report; below .05 the gap is no play of chance.
    reason
        Why there is no value.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    p_holm: float | None = None
    reason: str | None = None

    @property
    def clear(self) -> bool:
        """Whether the gap stands out from chance, with all gaps of the report in mind."""
        known = self.low is not None and self.high is not None and self.p_holm is not None
        return known and (self.p_holm or 0.0) < 0.05 and (self.low or 0.0) * (self.high or 0.0) > 0


@dataclass(frozen=True, slots=True)
class SubgroupResult:
    """One task in one subgroup.

    Attributes
    ----------
    n, events
        Labelled rows, and those of the positive or the rarest class (``None`` for regression);
        both are ``None`` where they are hidden in a file that leaves the house.
    exploratory
        True with fewer than 50 events.
    arms
        Measures by arm and name, with patient-bootstrap intervals.
    difference
        Multi-task minus single-task in the primary measure; verdicts are corrected for all tasks
        and subgroups of the report.
    gaps
        By measure, this subgroup minus everybody else, for the arm that the report names.
    """

    n: int | None
    events: int | None
    exploratory: bool
    arms: dict[Arm, dict[str, Estimate]]
    difference: Difference
    gaps: dict[str, Gap]


@dataclass(frozen=True, slots=True)
class TaskSubgroups:
    """One task in every subgroup, by the subgroup's name."""

    kind: TaskKind
    subgroups: dict[str, SubgroupResult]


@dataclass(frozen=True, slots=True)
class SubgroupReport:
    """The content of ``subgroups.json``.

    Attributes
    ----------
    sizes
        Rows by subgroup, in the order in which subgroups are shown; ``None`` where hidden.
    unknown
        Rows whose subgroup is not known; they are in no subgroup and not in "everybody else".
    gap_arm
        The arm whose gaps are measured.
    margin
        Differences between arms inside plus or minus this do not matter in practice.
    hidden_below
        Counts from 1 to this number less one are hidden; 0 when all are there.
    """

    question: SubgroupQuestion
    cohort: CohortStamp
    seed: int
    margin: float
    gap_arm: Arm
    sizes: dict[str, int | None]
    unknown: int | None
    tasks: dict[str, TaskSubgroups]
    headline: str = ""
    hidden_below: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    format: int = 1


@dataclass(frozen=True, slots=True)
class SubgroupQuestion:
    """Into which parts the patients are divided.

    Attributes
    ----------
    column
        A column of the cohort. Categories are taken as they are, the rare ones together.
    cuts
        Where bands of a column of numbers begin; empty for quartiles.

    Raises
    ------
    StudyError
        When the cut points do not rise, or are too many.
    """

    column: str
    cuts: tuple[float, ...] = ()
    file: ClassVar[str] = "subgroups.json"
    answer: ClassVar[type[SubgroupReport]] = SubgroupReport
    reads: ClassVar[str] = PREDICTIONS

    def __post_init__(self) -> None:
        rises = all(a < b for a, b in pairwise(self.cuts))
        if not rises or len(self.cuts) > _MOST_CUTS:
            raise StudyError(
                "These bands cannot be used",
                expected=f"at most {_MOST_CUTS} cut points that rise",
                found=", ".join(f"{cut:g}" for cut in self.cuts),
                action="write them like 50,65,80",
            )
