"""The study: everything a run needs besides the cohort itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from mtl_core.errors import StudyError
from mtl_core.schema.arms import DEFAULT_REFERENCES, REFERENCES, Arm
from mtl_core.schema.cohort import CohortSchema
from mtl_core.schema.decisions import Justification
from mtl_core.schema.grouping import TaskGrouping
from mtl_core.schema.repairs import Repair
from mtl_core.schema.specs import (
    BeforeAfter,
    HardSharing,
    LeaveOneSiteOut,
    Preset,
    RepeatedFolds,
    SharingDesign,
    Spec,
    SplitPlan,
    TrainingSpec,
    option,
)


@dataclass(frozen=True, slots=True)
class CohortReference:
    """Which cohort a study was made for.

    Attributes
    ----------
    rows
        Rows of the table after repairs.
    fingerprint
        SHA-256 (hex) of the file's bytes.
    sheet
        Sheet of a workbook, otherwise empty.
    """

    name: str
    rows: int
    fingerprint: str
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class EvaluationPlan(Spec):
    """How arms are compared, fixed before any result is seen.

    Attributes
    ----------
    folds
        Read where patients are divided into folds: by the split of that name, and whenever groups
        are suggested.
    repeats
        Seeds: each divides the patients anew as far as the split leaves a choice, and starts the
        networks from other weights.
    split
        Who is tested.
    """

    folds: int = option(5, label="Folds", help="Parts of the cohort, by patient.", low=2, high=20)
    repeats: int = option(
        1, label="Repeats", help="Times everything is drawn and trained anew.", low=1, high=50
    )
    seed: int = option(0, label="Seed", help="Makes the run repeatable.", low=0, high=2**31 - 1)
    margin: float = option(
        0.02,
        label="Margin",
        help="Differences inside plus or minus this do not matter in practice.",
        low=0.0,
        high=0.5,
    )
    n_resamples: int = option(
        2000, label="Resamples", help="Bootstrap resamples of patients.", low=50, high=100_000
    )
    split: SplitPlan = field(default_factory=RepeatedFolds)


@dataclass(frozen=True, slots=True)
class ExplanationSpec(Spec):
    """How much of the cohort is explained, and against what."""

    n_patients: int = option(
        200, label="Patients", help="Patients whose predictions are explained.", low=0, high=100_000
    )
    n_background: int = option(
        100, label="Background", help="Patients that stand for 'unknown'.", low=10, high=1000
    )


@dataclass(frozen=True, slots=True)
class Study:
    """Cohort, schema, grouping, design, training budget and evaluation plan.

    Attributes
    ----------
    repairs
        What was done to the cells of the file, in order; the run does it again.
    justified
        Why columns that may give an outcome away are features all the same.
    champion
        Whether to compete with the better of the two neural arms too, chosen task by task on
        validation patients.

    Raises
    ------
    StudyError
        When the grouping is not over exactly the schema's tasks, a reference is unknown or named
        twice, the optimiser does not fit the design, or the plan asks for a column that has no
        role.
    """

    cohort: CohortReference
    schema: CohortSchema
    grouping: TaskGrouping
    design: SharingDesign = field(default_factory=HardSharing)
    training: TrainingSpec = Preset.FULL.training
    plan: EvaluationPlan = EvaluationPlan()
    references: tuple[Arm, ...] = DEFAULT_REFERENCES
    explanation: ExplanationSpec = ExplanationSpec()
    repairs: tuple[Repair, ...] = ()
    justified: tuple[Justification, ...] = ()
    champion: bool = False

    def __post_init__(self) -> None:
        if set(self.grouping.tasks) != set(self.schema.task_names):
            odd = sorted(set(self.grouping.tasks) ^ set(self.schema.task_names))
            raise StudyError(
                "The grouping does not fit the tasks",
                expected="every task of the schema in exactly one group",
                found=f"only on one side: {', '.join(odd)}",
                action="add the tasks to a group, or take them out of the grouping",
            )
        odd_arms = [arm for arm in self.references if arm not in REFERENCES]
        if odd_arms or len(set(self.references)) < len(self.references):
            raise StudyError(
                "The reference models cannot be used",
                expected=f"any of {', '.join(REFERENCES)}, each at most once",
                found=", ".join(self.references),
                action="choose from the list",
            )
        check_split(self.plan.split, self.schema)

    @property
    def arms(self) -> tuple[Arm, ...]:
        """All arms of the study in the order in which they are shown."""
        chosen = (Arm.CHAMPION,) if self.champion else ()
        return (Arm.MULTI_TASK, Arm.SINGLE_TASK, *chosen, *self.references)


def check_split(split: SplitPlan, schema: CohortSchema) -> None:
    """Refuse a way of dividing patients that asks for a column which has no role.

    Raises
    ------
    StudyError
        When sites, or times, are not known.
    """
    role = {LeaveOneSiteOut: "site", BeforeAfter: "time"}.get(type(split))
    if role is None or getattr(schema, role) is not None:
        return
    raise StudyError(
        f"The plan '{split.label}' does not fit the cohort",
        expected=f"a column with the role {role}",
        found="none",
        action=f"give a column the role {role} (Tasks page, or --{role} COLUMN), or choose "
        "another plan",
    )
