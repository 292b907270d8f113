"""Two finished runs side by side: the same patients in the same folds, one arm of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from mtl_core.schema.answers.asks import PREDICTIONS
from mtl_core.schema.arms import Arm
from mtl_core.schema.results import CohortStamp, Difference, Estimate
from mtl_core.schema.tasks import TaskKind


@dataclass(frozen=True, slots=True)
class TwoRunsTask:
    """One task in two runs, in the primary measure of its kind.

    Attributes
    ----------
    n, events
        Labelled rows, and those of the positive or the rarest class (``None`` for regression).
    exploratory
        Fewer than 50 events.
    first, second
        The measure in either run, with its patient-bootstrap interval.
    difference
        First minus second on the same resamples of patients; its verdict is about the first run.
    """

    kind: TaskKind
    n: int
    events: int | None
    exploratory: bool
    first: Estimate
    second: Estimate
    difference: Difference


@dataclass(frozen=True, slots=True)
class TwoRuns:
    """The content of ``two_runs.json``. It is exploratory: chosen after results were seen.

    Attributes
    ----------
    arm
        The arm that is compared, the same in both runs.
    margin
        Differences inside plus or minus this do not matter in practice; that of the first run.
    tasks
        What was found for each task that both runs predicted on the same split.
    left_out
        By task, why it was not compared.
    seconds
        Wall time by stage.
    """

    arm: Arm
    cohort: CohortStamp
    margin: float
    tasks: dict[str, TwoRunsTask]
    left_out: dict[str, str]
    seconds: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TwoRunsQuestion:
    """Another run of the same cohort, to be compared with the run that is asked.

    Attributes
    ----------
    other
        Absolute path of its folder.
    arm
        The arm taken from both runs.
    """

    other: str
    arm: Arm = Arm.MULTI_TASK
    file: ClassVar[str] = "two_runs.json"
    answer: ClassVar[type[TwoRuns]] = TwoRuns
    reads: ClassVar[str] = PREDICTIONS
