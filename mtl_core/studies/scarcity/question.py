"""A question about scarce labels, put to a prepared study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mtl_core.errors import StudyError
from mtl_core.schema import Study, Task, TaskKind
from mtl_core.schema.answers import LabelScarcity
from mtl_core.studies.prepare import PreparedStudy
from mtl_core.studies.scarcity.hiding import LabelDraw, draw_all, why_nothing_to_learn


@dataclass(frozen=True, slots=True, eq=False)
class ScarcityCase:
    """A question about a prepared study.

    Attributes
    ----------
    prepared
        The group of the task alone, with the splits of the study.
    drawn
        All draws.
    learnable
        Those from which something can be learned.
    reasons
        By place of a share, why nothing can be learned there.
    """

    prepared: PreparedStudy
    question: LabelScarcity
    task: Task
    drawn: tuple[LabelDraw, ...]
    learnable: tuple[LabelDraw, ...]
    reasons: dict[int, str]

    @classmethod
    def of(cls, prepared: PreparedStudy, question: LabelScarcity) -> ScarcityCase:
        """Draw the labels that stay and hide the others."""
        (task,) = (one for one in prepared.layout.tasks if one.name == question.task)
        drawn, labels = draw_all(prepared, question), prepared.labels[task.name]
        found = {
            place: why_nothing_to_learn(labels, task.kind, prepared, draws_at(drawn, place))
            for place in range(len(question.shares))
        }
        reasons = {place: reason for place, reason in found.items() if reason is not None}
        learnable = tuple(draw for draw in drawn if draw.share not in reasons)
        return cls(prepared, question, task, drawn, learnable, reasons)

    @property
    def stacks(self) -> tuple[tuple[LabelDraw, ...], ...]:
        """Learnable draws that train as one stack: those with all labels apart from the others.

        So the networks with all labels are trained in the same company as in the study itself, and
        are the same to the bit.
        """
        whole = tuple(d for d in self.learnable if self.question.shares[d.share] == 1)
        scarce = self.learnable[len(whole) :]
        return tuple(stack for stack in (whole, scarce) if stack)

    def count_events(self, chosen: npt.NDArray[np.bool_]) -> int | None:
        """Count labels of the positive, or of the cohort's rarest, class among chosen rows."""
        labels = self.prepared.labels[self.task.name]
        if self.task.kind is TaskKind.REGRESSION:
            return None
        if self.task.kind is TaskKind.BINARY:
            return int((labels[chosen] == 1).sum())
        rarest = np.argmin([(labels == code).sum() for code in range(len(self.task.classes))])
        return int((labels[chosen] == rarest).sum())


def draws_at(draws: Sequence[LabelDraw], place: int) -> list[LabelDraw]:
    """Return the draws at one share."""
    return [draw for draw in draws if draw.share == place]


def check_question(study: Study, question: LabelScarcity) -> None:
    """Refuse a question about a task that the study does not have.

    Raises
    ------
    StudyError
        When there is no such task.
    """
    if question.task in study.schema.task_names:
        return
    raise StudyError(
        "There is no such task",
        expected=f"one of {', '.join(study.schema.task_names)}",
        found=f"'{question.task}'",
        action="name a task of the study",
    )


def learning_with(prepared: PreparedStudy, question: LabelScarcity) -> tuple[str, ...]:
    """Return the tasks that learn together with the one that is asked for, itself included.

    Raises
    ------
    StudyError
        When the task cannot be estimated, or shares with no other.
    """
    refused = prepared.refused.get(question.task)
    group = () if refused else prepared.study.grouping.group_of(question.task)
    if len(group) > 1:
        return group
    raise StudyError(
        f"Nothing can be compared for '{question.task}'",
        expected="a task that can be estimated and learns together with at least one other",
        found=refused or "a task that stands alone, whose two arms are the same network",
        action="choose another task, or put this one into a group",
    )
