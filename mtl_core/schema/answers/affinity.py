"""What was found about who should learn with whom."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import ClassVar

from mtl_core.schema.grouping import TaskGrouping
from mtl_core.schema.results import CohortStamp
from mtl_core.schema.specs import Preset
from mtl_core.schema.study import Study

INNER_FOLDS = 3
"""Folds inside each fold of a study, for measuring and proving groups."""

_SECONDS_PER_NETWORK = 0.25


@dataclass(frozen=True, slots=True)
class Merge:
    """One joint of the tree of tasks: two parts that join.

    Attributes
    ----------
    left, right
        Numbers of tasks, in the order of the report; the part that merge ``k`` makes (from 0) has
        the number ``n_tasks + k``.
    gain
        Mean over the pairs of both parts of what two tasks do for each other, as in the matrix.
    """

    left: int
    right: int
    gain: float


@dataclass(frozen=True, slots=True)
class ExpectedGain:
    """Mean gain per task on rows that chose nothing, with its 95 % interval.

    Attributes
    ----------
    value, low, high
        Shares of the loss of predicting the base rate; positive favours the suggested grouping.
    """

    value: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero on the good side."""
        return self.low > 0


@dataclass(frozen=True, slots=True)
class AffinityReport:
    """The content of ``affinity.json``.

    Attributes
    ----------
    method
        ``quick`` (look-ahead affinity of one joint run) or ``thorough`` (measured gain of pairs).
    tasks
        In the order of rows and columns.
    matrix, spread
        At ``[i][j]`` what learning task ``i`` does for task ``j``, and the standard error of it
        over the folds; ``None`` where nothing could be measured.
    cosines
        Cosines of the tasks' gradients, -1 to 1, or ``None`` for the thorough method.
    suggestion
        The grouping that all folds together suggest.
    against_together, against_alone
        What choosing a grouping in this way gains over one group of all, and over each task alone:
        each fold's grouping, chosen without its test rows, scored on them.
    fold_groupings
        The grouping that each fold suggested.
    agreement
        Mean adjusted Rand index over pairs of ``fold_groupings``: 1 when all are equal.
    headline
        The suggestion and its worth in a sentence or two.
    seconds
        Wall time by stage.
    merges
        The tree of the tasks, nearest first; empty in a report of an older version.
    measured_with
        Sharing design of the networks behind the matrix: its name on the page.
    """

    method: str
    seed: int
    cohort: CohortStamp
    tasks: tuple[str, ...]
    matrix: tuple[tuple[float | None, ...], ...]
    spread: tuple[tuple[float | None, ...], ...]
    cosines: tuple[tuple[float | None, ...], ...] | None
    suggestion: TaskGrouping
    against_together: ExpectedGain
    against_alone: ExpectedGain
    fold_groupings: tuple[TaskGrouping, ...]
    agreement: float
    headline: str
    seconds: dict[str, float] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    merges: tuple[Merge, ...] = ()
    measured_with: str = ""
    format: int = 1


@dataclass(frozen=True, slots=True)
class SuggestionQuestion:
    """Who should learn with whom.

    Attributes
    ----------
    thorough
        Whether every pair of tasks is trained, instead of watching one joint run.
    """

    thorough: bool = False
    file: ClassVar[str] = "affinity.json"
    answer: ClassVar[type[AffinityReport]] = AffinityReport

    def part_of(self, study: Study) -> Study:
        """Return the study without what a suggestion does not depend on."""
        return replace(
            study,
            grouping=TaskGrouping.coarsest(study.schema.task_names),
            training=Preset.QUICK.training,
            references=(),
            champion=False,
            explanation=replace(study.explanation, n_patients=0),
        )

    def effort(self, study: Study) -> tuple[int, float]:
        """Say how many networks the thorough way trains for pairs, and in about how many seconds.

        As measured for two demonstration cohorts, ``docs/methods/affinity.md``.
        """
        n_tasks = len(study.schema.tasks)
        n_networks = n_tasks * (n_tasks + 1) // 2 * study.plan.folds * INNER_FOLDS
        return n_networks, n_networks * _SECONDS_PER_NETWORK
