"""The study being put together: everything that a person has decided about one cohort so far."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from mtl_core.errors import StudyError
from mtl_core.schema.arms import DEFAULT_REFERENCES, Arm
from mtl_core.schema.cohort import CohortSchema
from mtl_core.schema.columns import ColumnRole
from mtl_core.schema.decisions import (
    ColumnRecord,
    Decision,
    Justification,
    RowsLeftOut,
    Written,
    accepted,
)
from mtl_core.schema.grouping import TaskGrouping
from mtl_core.schema.repairs import LeaveOut, Repair
from mtl_core.schema.specs import (
    AdamW,
    Balancing,
    Equal,
    HardSharing,
    Members,
    OneCycle,
    Optimiser,
    Schedule,
    SharingDesign,
    TrainingSpec,
)
from mtl_core.schema.study import CohortReference, EvaluationPlan, ExplanationSpec, Study
from mtl_core.schema.tasks import Task, TaskKind, TaskRequest


@dataclass(frozen=True, slots=True)
class StudyChoices:
    """How outcomes learn and are compared, as far as a person has chosen.

    Attributes
    ----------
    grouping
        ``None``: all outcomes in one group.
    members
        ``None``: as the budget has them.
    plan
        ``None``: as proposed for a cohort of this size.
    """

    grouping: TaskGrouping | None = None
    design: SharingDesign = field(default_factory=HardSharing)
    balancing: Balancing = field(default_factory=Equal)
    optimiser: Optimiser = field(default_factory=AdamW)
    schedule: Schedule = field(default_factory=OneCycle)
    members: Members | None = None
    l1: float = 0.0
    plan: EvaluationPlan | None = None
    references: tuple[Arm, ...] = DEFAULT_REFERENCES
    champion: bool = False
    explanation: ExplanationSpec = field(default_factory=ExplanationSpec)

    def training(self, budget: TrainingSpec) -> TrainingSpec:
        """Return a budget with everything that was chosen on how networks are trained."""
        return replace(
            budget,
            balancing=self.balancing,
            optimiser=self.optimiser,
            schedule=self.schedule,
            members=self.members or budget.members,
            l1=self.l1,
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """Answers, roles, outcomes and choices, before they are a study.

    A page and the command line both fill one in; :meth:`study` makes the study of it, and
    :meth:`of` the draft of a past study. A draft holds no cell of a patient.

    Attributes
    ----------
    decisions
        Every answer to a finding.
    roles
        Role of each column; one that is not named is left out.
    requests
        By outcome, what was asked of it: kind, positive class, order.
    justified
        By column, why it is used although it may give an outcome away.
    watched
        Columns that were held back once; they stay under watch when they are left out.
    schema
        Roles and outcomes in use, ``None`` before they were taken.
    refused
        By outcome that cannot be studied, why.
    """

    decisions: tuple[Decision, ...] = ()
    roles: dict[str, ColumnRole] = field(default_factory=dict)
    requests: dict[str, TaskRequest] = field(default_factory=dict)
    justified: dict[str, str] = field(default_factory=dict)
    watched: tuple[str, ...] = ()
    schema: CohortSchema | None = None
    refused: dict[str, str] = field(default_factory=dict)
    choices: StudyChoices = field(default_factory=StudyChoices)

    @classmethod
    def of(cls, study: Study, decisions: tuple[Decision, ...] = ()) -> Draft:
        """Return the draft that would make ``study`` again.

        Parameters
        ----------
        decisions
            The answers whose accepted repairs are those of the study.
        """
        training = study.training
        choices = StudyChoices(
            grouping=study.grouping,
            design=study.design,
            balancing=training.balancing,
            optimiser=training.optimiser,
            schedule=training.schedule,
            l1=training.l1,
            plan=study.plan,
            references=study.references,
            champion=study.champion,
        )
        draft = cls(decisions=decisions, choices=choices).with_schema(study.schema)
        return replace(draft, justified={j.column: j.words for j in study.justified})

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """The accepted repairs of cells and rows; a column that is left out is so by its role."""
        return tuple(r for r in accepted(self.decisions) if not isinstance(r, LeaveOut))

    @property
    def grouping(self) -> TaskGrouping | None:
        """The groups of the outcomes in use, ``None`` before there are any."""
        return None if self.schema is None else self.choices.grouping

    def with_role(self, column: str, role: ColumnRole) -> Draft:
        """Give a column a role."""
        return replace(self, roles=self.roles | {column: role})

    def with_choices(self, **changes: Any) -> Draft:  # noqa: ANN401 - fields of StudyChoices
        """Change choices of the study."""
        return replace(self, choices=replace(self.choices, **changes))

    def with_schema(self, schema: CohortSchema, refused: dict[str, str] | None = None) -> Draft:
        """Take a schema as the one to study: roles, outcomes, and one group of all outcomes.

        Groups made before are kept while the outcomes stay the same.
        """
        grouping = self.choices.grouping
        if grouping is None or set(grouping.tasks) != set(schema.task_names):
            grouping = TaskGrouping.coarsest(schema.task_names)
        taken = replace(
            self,
            schema=schema,
            refused=dict(refused or {}),
            roles=roles_of(schema),
            requests={task.name: _request(task) for task in schema.tasks},
        )
        return taken.with_choices(grouping=grouping)

    def with_role_of(self, role: ColumnRole) -> tuple[str, ...]:
        """Return the columns that have a role, in order."""
        return tuple(name for name, given in self.roles.items() if given is role)

    def study(self, cohort: CohortReference, training: TrainingSpec, plan: EvaluationPlan) -> Study:
        """Return the study with a budget and a plan.

        Raises
        ------
        StudyError
            When no outcome is in use, or what was chosen does not fit together.
        """
        schema, grouping, choices = self.schema, self.grouping, self.choices
        if schema is None or grouping is None:
            raise StudyError(
                "There is no outcome to study yet",
                expected="roles and outcomes in use",
                found="none",
                action="declare a task (--task NAME, or the Tasks page)",
            )
        return Study(
            cohort=cohort,
            schema=schema,
            grouping=grouping,
            design=choices.design,
            training=choices.training(training),
            plan=plan,
            references=choices.references,
            champion=choices.champion,
            explanation=choices.explanation,
            repairs=self.repairs,
            justified=tuple(
                Justification(name, words)
                for name, words in self.justified.items()
                if name in schema.feature_names
            ),
        )


def roles_of(schema: CohortSchema) -> dict[str, ColumnRole]:
    """Return the role of each column that a schema names."""
    roles = dict.fromkeys(schema.excluded, ColumnRole.EXCLUDED)
    roles |= dict.fromkeys(schema.feature_names, ColumnRole.FEATURE)
    roles |= dict.fromkeys(schema.task_names, ColumnRole.TASK)
    special = {
        schema.patient_id: ColumnRole.PATIENT_ID,
        schema.site: ColumnRole.SITE,
        schema.time: ColumnRole.TIME,
    }
    return roles | {name: role for name, role in special.items() if name is not None}


def _request(task: Task) -> TaskRequest:
    order = task.classes if task.kind is TaskKind.ORDINAL else ()
    return TaskRequest(task.name, task.kind, task.positive, order)


@dataclass(frozen=True, slots=True)
class Decisions:
    """The decision file: a draft, with what the cohort looked like, to be replayed on the next.

    Attributes
    ----------
    rows
        Rows of the cohort on which the decisions were made, without those left out.
    columns
        Every column with its role.
    tasks
        The outcomes in use. Their classes are the only answers that the file spells out.
    left_out
        Rows of its file that were left out, by reason.
    choices
        ``None`` in files of versions that did not keep them.
    format
        Version of this file's layout.
    """

    written: Written
    rows: int
    decisions: tuple[Decision, ...] = ()
    columns: tuple[ColumnRecord, ...] = ()
    tasks: tuple[Task, ...] = ()
    justified: tuple[Justification, ...] = ()
    left_out: tuple[RowsLeftOut, ...] = ()
    choices: StudyChoices | None = None
    format: int = 2

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """The accepted repairs in the order in which they were accepted."""
        return accepted(self.decisions)
