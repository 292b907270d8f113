"""Results: what a run found, with interval, sample size or the reason why there is no number."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from mtl_core.errors import StudyError
from mtl_core.schema.arms import Arm
from mtl_core.schema.calibration import CalibrationMethod
from mtl_core.schema.findings import Finding
from mtl_core.schema.tasks import TaskKind

PRIMARY: dict[TaskKind, str] = {
    TaskKind.BINARY: "auroc",
    TaskKind.MULTICLASS: "macro_auroc",
    TaskKind.ORDINAL: "ordinal_auroc",
    TaskKind.REGRESSION: "r2",
}
"""The primary metric per kind of task, fixed before results are seen."""

RESULT_FORMAT = 1


class Verdict(StrEnum):
    """What may be said of a difference between two arms."""

    BETTER = "better"
    WORSE = "worse"
    NO_MEANINGFUL_DIFFERENCE = "no meaningful difference"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class Estimate:
    """One measure of one arm on one task.

    Attributes
    ----------
    value, low, high
        Point estimate and 95 % patient-bootstrap interval; ``None`` when not estimable.
    n
        Labelled rows behind the number.
    reason
        Why there is no value.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """Multi-task minus single-task on one measure.

    ``p_holm``, ``margin`` and ``verdict`` exist for the primary metric only.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    p_holm: float | None = None
    margin: float | None = None
    verdict: Verdict | None = None
    reason: str | None = None

    @property
    def inside_margin(self) -> bool:
        """Whether the whole interval lies inside the margin: too small to matter, if not chance."""
        if self.low is None or self.high is None or self.margin is None:
            return False
        return -self.margin <= self.low and self.high <= self.margin


@dataclass(frozen=True, slots=True)
class RecalibrationGain:
    """What a map changes for one task; every *after* is cross-fitted.

    Attributes
    ----------
    method
        The method of the map fitted on all rows; ``None`` where there is no map.
    n, events
        Labelled rows, and rows of the rarest class.
    exploratory
        Fewer than 50 events.
    before, after
        Measures by name, without and with the map. The map of a row was fitted on other patients.
    difference
        After minus before; below 0 is better.
    sentence
        What the map does and whether it helped, or why there is none.
    """

    method: CalibrationMethod | None
    n: int
    events: int
    exploratory: bool
    before: dict[str, Estimate]
    after: dict[str, Estimate]
    difference: dict[str, Difference]
    sentence: str


@dataclass(frozen=True, slots=True)
class TaskResult:
    """All that a run found for one task.

    Attributes
    ----------
    n
        Labelled rows.
    events
        Rows of the positive class (binary) or of the rarest class (multiclass, ordinal); ``None``
        for regression.
    exploratory
        True when the task has fewer than 50 events: intervals are then wide and verdicts frail.
    threshold
        Mean over folds of the risk above which a patient counts as positive (the event rate of
        the fold's training rows); ``None`` unless binary.
    arms
        Measures by arm and name of the measure.
    difference
        Multi-task minus single-task by name of the measure.
    repeats
        Primary measure of each arm, repeat by repeat: the same patients with other folds and seeds.
        ``None`` where a repeat has no value; an arm that was not measured is absent, and so are all
        in results of earlier versions.
    calibration
        What a map of its risks would change, by arm; empty in results of earlier versions.
    """

    kind: TaskKind
    n: int
    events: int | None
    exploratory: bool
    threshold: float | None
    arms: dict[Arm, dict[str, Estimate]]
    difference: dict[str, Difference]
    repeats: dict[Arm, tuple[float | None, ...]] = field(default_factory=dict)
    calibration: dict[Arm, RecalibrationGain] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CohortStamp:
    """Which cohort a result belongs to."""

    rows: int
    fingerprint: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class LearnedRelation:
    """How the tasks of one group are related, as networks of the design task relation learned it.

    Attributes
    ----------
    matrix
        Mean over the networks, in the order of ``tasks``, symmetric, 1 on the diagonal: 1 is
        alike, -1 opposite, 0 unrelated; ``None`` where no network has a number.
    spread
        Standard deviation over the networks, ``None`` with fewer than two.
    unsigned
        Tasks of several classes: their relations are sizes from 0 to 1, without a direction.
    n_networks
        Networks behind the mean: all folds, repeats and members.
    """

    tasks: tuple[str, ...]
    matrix: tuple[tuple[float | None, ...], ...]
    spread: tuple[tuple[float | None, ...], ...]
    unsigned: tuple[str, ...]
    n_networks: int


@dataclass(frozen=True, slots=True)
class StudyResult:
    """What a run found.

    Attributes
    ----------
    refused
        Tasks that could not be estimated, each with the sentence that says why.
    headline
        One sentence that answers "did sharing help?".
    seconds
        Wall time by stage: ``prepare``, one entry per arm, ``evaluate`` (and ``explain``). A task
        that stands alone is trained once, and its time counts in the single-task arm.
    champion
        By task, the arm that the champion took in each split (folds of the first repeat, then of
        the next); empty where the study has no champion.
    relations
        What networks of the design task relation learned, by group of two tasks or more.
    mean_gain
        Mean over the tasks that share of multi-task minus single-task in the primary measure;
        ``None`` without any, and in results of earlier versions.
    plan
        One sentence on who was tested by whom; empty in results of earlier versions.
    exploratory
        Why the plan is too light for a final answer; empty when it is not, and in results of
        earlier versions.
    format
        Version of the shape of ``result.json``.

    Raises
    ------
    StudyError
        When ``format`` is not the one that this version of the program writes.
    """

    seed: int
    cohort: CohortStamp
    tasks: dict[str, TaskResult]
    seconds: dict[str, float]
    refused: dict[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    headline: str = ""
    champion: dict[str, tuple[Arm, ...]] = field(default_factory=dict)
    relations: tuple[LearnedRelation, ...] = ()
    mean_gain: Difference | None = None
    plan: str = ""
    exploratory: str = ""
    format: int = RESULT_FORMAT

    def __post_init__(self) -> None:
        if self.format != RESULT_FORMAT:
            raise StudyError(
                "The result has another format",
                expected=f"format {RESULT_FORMAT}",
                found=f"format {self.format}",
                action="open it with the version of the program that wrote it",
            )
