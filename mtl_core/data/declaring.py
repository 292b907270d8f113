"""Declaring tasks: from what a person asks for to tasks that fit the table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mtl_core.data.class_order import class_order, order_of_codes, split_order
from mtl_core.data.labels import class_counts, degenerate, not_numeric, refusal, same_label
from mtl_core.errors import SchemaError
from mtl_core.schema import Task, TaskKind, TaskRequest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mtl_core.data.table import Table
    from mtl_core.schema.repairs import Repair

MOST_CLASSES = 20
"""Text with more values than this is not taken for a class."""

MOST_WHOLE_CLASSES = 10
"""Numbers with more values than this are taken for a measurement."""

_POSITIVE = frozenset(
    {"1", "yes", "y", "true", "t", "positive", "pos", "dead", "died", "deceased", "death"}
    | {"present", "event", "case", "+"}
)


@dataclass(frozen=True, slots=True)
class DeclaredTasks:
    """Tasks that can be estimated, and a sentence for each one that cannot."""

    tasks: tuple[Task, ...]
    refused: Mapping[str, str] = field(default_factory=dict)


def declare_tasks(
    table: Table, requests: Sequence[TaskRequest], repairs: Iterable[Repair] = ()
) -> DeclaredTasks:
    """Declare several tasks; those that cannot be estimated are refused with a sentence.

    The columns of refused tasks are outcomes all the same: pass them to
    :func:`~mtl_core.data.declare_schema` as excluded.

    Parameters
    ----------
    repairs
        With which the table was read. Labels that stand for numbers have the numbers' order.

    Raises
    ------
    SchemaError
        When a column is unknown or asked for twice, a kind, positive class or order does not fit,
        or the order of ordinal classes is not known.
    """
    names = [request.name for request in requests]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SchemaError(
            "A task is declared twice",
            expected="each outcome column once",
            found=f"more than once: {', '.join(twice)}",
            action="declare each task once",
        )
    tasks: list[Task] = []
    refused: dict[str, str] = {}
    for request in requests:
        sentence = degenerate(table, request.name)
        if sentence is None:
            order = request.order or order_of_codes(table, request.name, repairs)
            task = declare_task(table, request.name, request.kind, request.positive, order)
            sentence = refusal(table, task.name, task.kind)
            if sentence is None:
                tasks.append(task)
        if sentence is not None:
            refused[request.name] = sentence
    return DeclaredTasks(tuple(tasks), refused)


def task_request(text: str, columns: Iterable[str] = ()) -> TaskRequest:
    """Read ``NAME[:kind[:positive]]`` or ``NAME:ordinal[:LOW<MIDDLE<HIGH]``.

    Parameters
    ----------
    columns
        Names of the table's columns; a name with colons is found among them.

    Raises
    ------
    SchemaError
        When the kind is none of binary, multiclass, ordinal, regression.
    """
    whole = [name for name in columns if text == name or text.startswith(f"{name}:")]
    name = max(whole, key=len) if whole else text.split(":", 1)[0]
    kind, _, positive = text[len(name) + 1 :].partition(":")
    if kind and kind not in tuple(TaskKind):
        raise SchemaError(
            f"The kind of task '{name}' is not known",
            expected=f"one of {', '.join(TaskKind)}",
            found=f"'{kind}'",
            action=f"write for example {name}:{TaskKind.BINARY}",
        )
    if kind == TaskKind.ORDINAL:
        return TaskRequest(name, TaskKind.ORDINAL, order=split_order(positive))
    return TaskRequest(name, TaskKind(kind) if kind else None, positive or None)


def declare_task(
    table: Table,
    name: str,
    kind: TaskKind | None = None,
    positive: str | None = None,
    order: Sequence[str] = (),
) -> Task:
    """Declare one task, inferring what is not given.

    Two distinct values make a binary task; text with at most 20, or whole numbers with at most 10,
    a multiclass task; numbers with more than 10 a regression. The positive class of a binary task
    is the one that says so (1, yes, dead, ...), else the larger number, else the rarer text. That
    classes are ordered has to be said; their ``order`` is that of numbers or of a usual scale.

    Raises
    ------
    SchemaError
        When the column is unknown, has fewer than two distinct values, does not fit the kind, or
        its classes have no known order.
    """
    n_levels = table.column(name).nunique()
    if n_levels < 2:
        raise SchemaError(
            f"Task '{name}' cannot be learned",
            expected="at least two different known values",
            found="a single one" if n_levels else "none",
            action="choose another column",
        )
    chosen = kind if kind is not None else _inferred_kind(table, name)
    if positive is not None and chosen is not TaskKind.BINARY:
        raise SchemaError(
            f"Task '{name}' has no positive class",
            expected="a positive class for binary tasks only",
            found=f"one for a {chosen} task",
            action="leave out the positive class, or declare the task as binary",
        )
    if chosen is TaskKind.REGRESSION:
        if not table.is_numeric(name):
            raise not_numeric(name)
        return Task(name, chosen)
    counts = class_counts(table, name)
    limit = 2 if chosen is TaskKind.BINARY else MOST_CLASSES
    if len(counts) > limit:
        raise _too_many(name, chosen, len(counts), limit)
    if chosen is TaskKind.MULTICLASS:
        return Task(name, chosen, tuple(counts))
    if chosen is TaskKind.ORDINAL:
        return Task(name, chosen, class_order(table, name, order))
    risk = _positive_class(name, counts, positive, numeric=table.is_numeric(name))
    other = next(label for label in counts if label != risk)
    return Task(name, chosen, (other, risk))


def _inferred_kind(table: Table, name: str) -> TaskKind:
    known = table.column(name).dropna()
    n_levels = known.nunique()
    if n_levels == 2:
        return TaskKind.BINARY
    if table.is_numeric(name):
        if n_levels > MOST_WHOLE_CLASSES:
            return TaskKind.REGRESSION
        if bool((known % 1 == 0).all()):
            return TaskKind.MULTICLASS
    elif n_levels <= MOST_CLASSES:
        return TaskKind.MULTICLASS
    holds = "numbers, not all whole," if table.is_numeric(name) else "text"
    raise SchemaError(
        f"The kind of task '{name}' is not clear",
        expected="two values, a few classes, or numbers with many values",
        found=f"{holds} with {n_levels} different values",
        action=f"name the kind ({name}:multiclass, {name}:regression), or choose another column",
    )


def _positive_class(
    name: str, counts: Mapping[str, int], wanted: str | None, *, numeric: bool
) -> str:
    labels = tuple(counts)
    if wanted is not None:
        return _named_class(name, labels, wanted, numeric=numeric)
    telling = [label for label in labels if label.lower() in _POSITIVE]
    if len(telling) == 1:
        return telling[0]
    return labels[1] if numeric else min(reversed(labels), key=lambda label: counts[label])


def _named_class(name: str, labels: Sequence[str], wanted: str, *, numeric: bool) -> str:
    if wanted in labels:
        return wanted
    same = [label for label in labels if same_label(label, wanted.strip(), numeric=numeric)]
    if len(same) == 1:
        return same[0]
    raise SchemaError(
        f"The positive class of task '{name}' is not one of its classes",
        expected="one of the two values of this column, spelt as in the file",
        found="another word",
        action="look up the spelling in the file, or leave the positive class out",
    )


def _too_many(name: str, kind: TaskKind, n_classes: int, limit: int) -> SchemaError:
    return SchemaError(
        f"Task '{name}' cannot be {kind}",
        expected=f"at most {limit} different values",
        found=f"{n_classes} different values",
        action="choose another kind for this task, or another column",
    )
