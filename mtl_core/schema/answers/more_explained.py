"""What is asked of a finished run beyond its explanation: two columns together, and both arms."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from mtl_core.schema.answers.asks import NETWORKS
from mtl_core.schema.outputs import Output


@dataclass(frozen=True, slots=True)
class OutputInteraction:
    """The Shapley interaction index of two columns for one output.

    Attributes
    ----------
    task, label
        The class whose risk it is; ``None`` for an amount.
    values
        By patient, in the units of the output (risk 0 to 1): above zero when both together push up
        more than the sum of what each does alone.
    errors
        Monte-Carlo error of each value; empty for exact values.
    """

    task: str
    label: str | None
    values: tuple[float, ...]
    errors: tuple[float, ...] = ()

    @property
    def output(self) -> Output:
        """What is explained."""
        return Output(self.task, self.label)


@dataclass(frozen=True, slots=True)
class InteractionReport:
    """The content of ``interaction.json``: an interaction for all outputs of a run.

    Attributes
    ----------
    rows
        Rows of the file of the patients, in the order of the values.
    n_evaluations
        Groups of columns visited per patient, each evaluated over the whole background.
    seconds
        Wall time by stage.
    unseen
        Whether each patient was explained by networks that never saw the patient.
    """

    question: InteractionQuestion
    rows: tuple[int, ...]
    n_background: int
    n_evaluations: int
    outputs: tuple[OutputInteraction, ...]
    seconds: dict[str, float] = field(default_factory=dict)
    unseen: bool = False


@dataclass(frozen=True, slots=True)
class InteractionQuestion:
    """Two columns of a run whose joint effect is wanted.

    Attributes
    ----------
    first, second
        Columns of the CSV.
    n_patients
        Patients to look at, the first of those that a run explains.
    """

    first: str
    second: str
    n_patients: int = 100
    file: ClassVar[str] = "interaction.json"
    answer: ClassVar[type[InteractionReport]] = InteractionReport
    reads: ClassVar[str] = NETWORKS


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two explanations of the same patients are.

    Attributes
    ----------
    cosine
        Of all values, from -1 (opposite) over 0 (unrelated) to 1 (the same up to scale); ``None``
        where one of the two has no value but zero.
    rank_correlation
        Spearman's correlation of the columns' mean absolute values; ``None`` where undefined.
    low, high
        95 % interval of the cosine over resamples of the patients.
    """

    cosine: float | None
    rank_correlation: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class FeatureInArms:
    """Mean absolute value of a column by the two halves of each arm's networks.

    In the units of the output (risk 0 to 1). Two halves of one arm differ by training alone.
    """

    feature: str
    multi_task: tuple[float, float]
    single_task: tuple[float, float]


@dataclass(frozen=True, slots=True)
class OutputInArms:
    """One output explained by both neural arms.

    Attributes
    ----------
    task, label
        The class whose risk it is; ``None`` for an amount.
    between
        Multi-task against single-task networks.
    multi_task, single_task
        The two halves of an arm's networks against each other: what another training changes.
    beyond_noise
        Whether the arms are less alike than the halves of either.
    features
        Every column, in the order of the study.
    """

    task: str
    label: str | None
    between: Likeness
    multi_task: Likeness
    single_task: Likeness
    beyond_noise: bool
    features: tuple[FeatureInArms, ...]

    @property
    def output(self) -> Output:
        """What is explained."""
        return Output(self.task, self.label)


@dataclass(frozen=True, slots=True)
class TasksAlike:
    """How alike two tasks are explained: a cosine with its 95 % interval over patients."""

    first: str
    second: str
    cosine: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ArmsExplained:
    """The content of ``arms_explained.json``: both neural arms explained for the same patients.

    Attributes
    ----------
    n_evaluations
        Groups of columns visited per patient, each evaluated over the whole background.
    additivity_gap
        The largest of the four explanations.
    single_tasks_alike
        Pairs of tasks by their single-task networks, which share nothing; empty for fewer than two
        tasks with a direction.
    seconds
        Wall time by stage.
    unseen
        Whether each patient was explained by networks that never saw the patient.
    """

    n_patients: int
    n_background: int
    n_evaluations: int
    additivity_gap: float
    outputs: tuple[OutputInArms, ...]
    single_tasks_alike: tuple[TasksAlike, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)
    unseen: bool = False


@dataclass(frozen=True, slots=True)
class ArmsQuestion:
    """Both neural arms of a run, to be explained for the first of the patients that it explains."""

    n_patients: int = 100
    file: ClassVar[str] = "arms_explained.json"
    answer: ClassVar[type[ArmsExplained]] = ArmsExplained
    reads: ClassVar[str] = NETWORKS
