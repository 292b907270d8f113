"""What sharing is worth when few labels of one task are known."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import ClassVar

from mtl_core.errors import StudyError
from mtl_core.schema.arms import Arm
from mtl_core.schema.results import CohortStamp, Difference, Estimate
from mtl_core.schema.specs import Spec, option
from mtl_core.schema.study import Study
from mtl_core.schema.tasks import TaskKind

_MOST_SHARES = 12


@dataclass(frozen=True, slots=True)
class ScarcityPoint:
    """What was found at one share of the labels.

    Attributes
    ----------
    labels
        Labelled rows of the task that training and stopping could use, mean over folds and draws.
    events
        Those among them of the positive class, or of the rarest class; ``None`` for a regression.
    draws
        Times that labels were drawn; 1 where all of them stay.
    arms
        The measure by arm: mean over draws, scored on all test labels.
    difference
        Multi-task minus single-task on the same patients and draws.
    """

    share: float
    labels: float
    events: float | None
    draws: int
    arms: dict[Arm, Estimate]
    difference: Difference


@dataclass(frozen=True, slots=True)
class ScarcityReport:
    """The content of ``scarcity.json``.

    Attributes
    ----------
    task, kind, measure
        Whose labels were hidden, and its primary measure.
    group
        The tasks that learn together with it, itself included.
    n, events
        Labelled rows that are scored, and those of the positive or the rarest class.
    points
        By share, from large to small.
    headline
        What sharing is worth with few labels and with many, in a sentence or two.
    seconds
        Wall time by stage.
    """

    task: str
    kind: TaskKind
    measure: str
    group: tuple[str, ...]
    seed: int
    cohort: CohortStamp
    n: int
    events: int | None
    points: tuple[ScarcityPoint, ...]
    headline: str
    seconds: dict[str, float] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    format: int = 1


@dataclass(frozen=True, slots=True)
class LabelScarcity(Spec):
    """What is asked: how the arms do when only a share of one task's labels is known.

    Attributes
    ----------
    task
        Whose labels are hidden; those of all other tasks stay.
    shares
        Of the task's training and validation labels that stay, from large to small.

    Raises
    ------
    StudyError
        When a share is not above 0 and at most 1, or they do not fall.
    """

    task: str
    shares: tuple[float, ...] = (1.0, 0.3, 0.1, 0.03)
    draws: int = option(
        5, label="Draws", help="Times the labels that stay are drawn anew.", low=1, high=20
    )
    file: ClassVar[str] = "scarcity.json"
    answer: ClassVar[type[ScarcityReport]] = ScarcityReport

    def __post_init__(self) -> None:
        Spec.__post_init__(self)
        inside = all(0 < share <= 1 for share in self.shares)
        falls = all(a > b for a, b in pairwise(self.shares))
        if not (inside and falls and 0 < len(self.shares) <= _MOST_SHARES):
            raise StudyError(
                "These shares of the labels cannot be used",
                expected=f"one to {_MOST_SHARES} different shares above 0 and at most 1",
                found=", ".join(f"{share:g}" for share in self.shares) or "none",
                action="name them like 1,0.3,0.1,0.03",
            )

    def part_of(self, study: Study) -> Study:
        """Return the study without what a curve does not depend on."""
        explanation = replace(study.explanation, n_patients=0)
        return replace(study, references=(), explanation=explanation, champion=False)

    def draws_of(self, share: float) -> int:
        """Return how often labels are drawn at a share: once where all of them stay."""
        return 1 if share == 1 else self.draws
