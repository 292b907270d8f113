"""The arms of a study, and everything that is known of each: one table, read wherever arms differ.

A further reference model takes a member and a line here, and a file of its own name in
``mtl_core/baselines``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Style:
    """How one arm or verdict looks, in the words of plotly."""

    colour: str
    symbol: str
    dash: str = "solid"


@dataclass(frozen=True, slots=True)
class ArmFacts:
    """What is known of an arm before any run.

    Attributes
    ----------
    label
        Its name on screen.
    description
        What it is, in a sentence.
    stage
        What a run does while it is trained.
    stage_note
        The same in a sentence for a person who waits.
    time_share
        Wall time relative to the other stages, as measured on the demonstration cohort.
    style
        How figures draw it; no two arms share a colour, a symbol or a dash.
    reference
        Whether it is a model of another kind, one per task, beside the networks.
    default
        Whether a study that names no reference models has it.
    advice
        What a person may want to know before choosing this reference model.
    package
        Python package that it needs beyond the requirements.
    """

    label: str
    description: str
    stage: str
    stage_note: str
    time_share: float
    style: Style
    reference: bool = False
    default: bool = False
    advice: str = ""
    package: str | None = None


class Arm(StrEnum):
    """One competitor in a study, in the order in which arms are shown."""

    MULTI_TASK = "multi_task"
    SINGLE_TASK = "single_task"
    CHAMPION = "champion"
    LOGISTIC = "logistic"
    BOOSTING = "boosting"
    RANDOM_FOREST = "random_forest"
    SVM = "svm"
    CATBOOST = "catboost"

    @property
    def facts(self) -> ArmFacts:
        """What is known of this arm."""
        return ARM_FACTS[self]


ARM_FACTS: dict[Arm, ArmFacts] = {
    Arm.MULTI_TASK: ArmFacts(
        label="Multi-task",
        description="Networks whose grouped tasks share an encoder.",
        stage="Training the multi-task networks",
        stage_note="Networks learn the tasks of each group together, anew for each split.",
        time_share=0.10,
        style=Style("#0072B2", "circle"),
    ),
    Arm.SINGLE_TASK: ArmFacts(
        label="Single-task",
        description="The same networks, each task trained alone.",
        stage="Training the single-task networks",
        stage_note="The same networks learn every task alone: the baseline for the comparison.",
        time_share=0.35,
        style=Style("#E06000", "diamond", "dash"),
    ),
    Arm.CHAMPION: ArmFacts(
        label="Champion",
        description="Per task the better of both, chosen on validation patients.",
        stage="Choosing the better of both for every task and fold",
        stage_note="Per task and split, the better of both is taken, as validation patients say.",
        time_share=0.01,
        style=Style("#B8860B", "pentagon", "6px,2px,2px,2px,2px,2px"),
    ),
    Arm.LOGISTIC: ArmFacts(
        label="Logistic/ridge regression",
        description="Reference: a regression per task on the same patients.",
        stage="Fitting logistic and ridge regression",
        stage_note="A plain regression per task shows what a simple model reaches.",
        time_share=0.08,
        style=Style("#8B5CF6", "square", "dot"),
        reference=True,
        default=True,
        advice="what a simple model reaches; takes little time.",
    ),
    Arm.BOOSTING: ArmFacts(
        label="Gradient boosting",
        description="Reference: boosted decision trees per task on the same patients.",
        stage="Fitting gradient boosting",
        stage_note="Boosted trees per task show what a strong single-task model reaches.",
        time_share=0.18,
        style=Style("#009E73", "triangle-up", "dashdot"),
        reference=True,
        default=True,
        advice="a strong model for tables; takes about as long as the networks.",
    ),
    Arm.RANDOM_FOREST: ArmFacts(
        label="Random forest",
        description="Reference: a random forest per task on the same patients.",
        stage="Fitting random forests",
        stage_note="Many trees on resampled patients are averaged, one forest per task.",
        time_share=0.6,
        style=Style("#995522", "x", "longdash"),
        reference=True,
        advice="an older standard; takes many times as long as gradient boosting.",
    ),
    Arm.SVM: ArmFacts(
        label="Support vector machine",
        description="Reference: support vector machines per task on the same patients.",
        stage="Fitting support vector machines",
        stage_note="Support vector machines with a radial kernel, calibrated on training patients.",
        time_share=0.6,
        style=Style("#DD00BB", "star", "longdashdot"),
        reference=True,
        advice="an older standard; takes many times as long as gradient boosting.",
    ),
    Arm.CATBOOST: ArmFacts(
        label="CatBoost",
        description="Reference: boosted trees of CatBoost per task on the same patients.",
        stage="Fitting gradient boosting with CatBoost",
        stage_note="Another boosting of trees per task, made for columns with categories.",
        time_share=0.6,
        style=Style("#889955", "triangle-down", "2px,2px,10px,2px"),
        reference=True,
        advice="another gradient boosting; takes many times as long as the first.",
        package="catboost",
    ),
}

REFERENCES: tuple[Arm, ...] = tuple(arm for arm in Arm if arm.facts.reference)
"""Arms that are reference models, in the order in which they are shown."""

DEFAULT_REFERENCES: tuple[Arm, ...] = tuple(arm for arm in Arm if arm.facts.default)
"""Reference models of a study that asks for no others: the simplest, and a strong fast one."""
