"""What a run found, in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from mtl_core.schema import PRIMARY, Arm, Difference, TaskResult, Verdict
from mtl_core.schema.measures import MEASURES
from mtl_core.words import counted, decimal, interval_95, sample, signed

_CANNOT_TELL = "this cohort cannot tell"
_SAME = "there is no meaningful difference"


@dataclass(frozen=True, slots=True)
class Gains:
    """Differences in the primary metric across the tasks that share an encoder.

    Attributes
    ----------
    n_tasks
        Tasks that share an encoder with another one; a task that stands alone is not counted.
    n_alone
        Tasks that stand alone.
    mean, worst
        Mean and smallest difference, multi-task minus single-task; ``None`` without any.
    worst_task
        The task with the smallest difference.
    """

    n_tasks: int
    n_alone: int
    n_helped: int
    n_harmed: int
    n_no_difference: int
    n_inconclusive: int
    mean: float | None
    worst: float | None
    worst_task: str | None


def stands_alone(result: TaskResult) -> bool:
    """Whether both arms are the same network, because the task shares with no other.

    Known from the result itself: the difference is exactly zero in every measure.
    """
    known = [d for d in result.difference.values() if d.value is not None]
    return bool(known) and all(d.value == d.low == d.high == 0.0 for d in known)


def gains(results: Mapping[str, TaskResult]) -> Gains:
    """Summarise the differences in the primary metric over the tasks."""
    compared = {name: result for name, result in results.items() if result.difference}
    sharing = {
        name: result.difference[PRIMARY[result.kind]]
        for name, result in compared.items()
        if not stands_alone(result)
    }
    verdicts = Counter(difference.verdict for difference in sharing.values())
    values = {name: d.value for name, d in sharing.items() if d.value is not None}
    worst_task = min(values, key=lambda name: values[name]) if values else None
    return Gains(
        n_tasks=len(sharing),
        n_alone=len(compared) - len(sharing),
        n_helped=verdicts[Verdict.BETTER],
        n_harmed=verdicts[Verdict.WORSE],
        n_no_difference=verdicts[Verdict.NO_MEANINGFUL_DIFFERENCE],
        n_inconclusive=verdicts[Verdict.INCONCLUSIVE],
        mean=sum(values.values()) / len(values) if values else None,
        worst=values[worst_task] if worst_task is not None else None,
        worst_task=worst_task,
    )


def headline(results: Mapping[str, TaskResult], refused: Mapping[str, str]) -> str:
    """One answer to "did sharing help?", with every task accounted for.

    Parameters
    ----------
    results
        Result by task.
    refused
        Tasks that could not be estimated, with the reason (which is not repeated here).

    Examples
    --------
    >>> headline({}, {"sepsis": "4 events"})
    'No task could be compared. 1 task was refused: sepsis.'
    """
    found = gains(results)
    sentences = [_answer(found), *_inside_margin(results)]
    if found.n_tasks and found.n_alone:
        verb = "stands alone and is" if found.n_alone == 1 else "stand alone and are"
        sentences.append(f"{counted(found.n_alone, 'task')} {verb} the same in both arms.")
    if refused:
        verb = "was" if len(refused) == 1 else "were"
        sentences.append(f"{counted(len(refused), 'task')} {verb} refused: {', '.join(refused)}.")
    return " ".join(sentences)


def verdict_sentence(task: str, result: TaskResult) -> str:
    """One sentence on one task: what sharing did, with numbers, interval and sample size.

    Parameters
    ----------
    task
        Name of the task.
    result
        What was found for it.
    """
    measure = PRIMARY[result.kind]
    difference = result.difference.get(measure)
    if difference is None:
        return f"{task}: multi-task and single-task were not both trained, so nothing is compared."
    if difference.value is None:
        return f"{task}: cannot be compared, {difference.reason or 'no estimate'}."
    phrase = MEASURES[measure].phrase
    if stands_alone(result):
        level = _level(result, measure, Arm.MULTI_TASK)
        return (
            f"{task}: stands alone, so both arms are the same network; {phrase} is {level} "
            f"({_basis(result)})."
        )
    return f"{task}: {_finding(difference)}; {phrase} {_change(result, difference, measure)}."


def _inside_margin(results: Mapping[str, TaskResult]) -> list[str]:
    """Say which of the differences that are no chance are too small to matter."""
    primaries = [r.difference[PRIMARY[r.kind]] for r in results.values() if r.difference]
    clear = [d for d in primaries if d.verdict in {Verdict.BETTER, Verdict.WORSE}]
    margin = next((d.margin for d in clear if d.margin is not None), 0.0)
    n_small = sum(d.inside_margin for d in clear)
    if not n_small or not margin:
        return []
    verb = "is" if n_small == 1 else "are"
    which = f"{n_small} of the {len(clear)} differences that stand out from chance {verb}"
    if n_small == len(clear):
        all_of = "Both" if n_small == 2 else f"All {n_small}"
        which = f"{all_of} differences that stand out from chance are"
    if len(clear) == 1:
        which = "The one difference that stands out from chance is"
    return [f"{which} smaller than the margin of {margin:g}."]


def _answer(found: Gains) -> str:
    if not found.n_tasks:
        return (
            "No task shares an encoder with another, so there is nothing to compare."
            if found.n_alone
            else "No task could be compared."
        )
    if found.n_tasks == 1:
        return _answer_for_one(found)
    if found.n_inconclusive == found.n_tasks:
        return f"For {_all_of(found.n_tasks)} {_CANNOT_TELL} whether sharing an encoder helped."
    if found.n_no_difference == found.n_tasks:
        return f"Sharing an encoder made no meaningful difference for {_all_of(found.n_tasks)}."
    parts = [_effects(found)]
    if found.n_no_difference:
        parts.append(f"for {found.n_no_difference} {_SAME}")
    if found.n_inconclusive:
        parts.append(f"for {found.n_inconclusive} {_CANNOT_TELL}")
    return "; ".join(parts) + "."


def _answer_for_one(found: Gains) -> str:
    if found.n_helped or found.n_harmed:
        said = "helped" if found.n_helped else "harmed"
        return f"Sharing an encoder {said} the one task that was compared."
    if found.n_no_difference:
        return "Sharing an encoder made no meaningful difference for the one task compared."
    return f"For the one task that was compared {_CANNOT_TELL} whether sharing an encoder helped."


def _effects(found: Gains) -> str:
    helped, harmed, n = found.n_helped, found.n_harmed, found.n_tasks
    if n in {helped, harmed}:
        return f"Sharing an encoder {'helped' if helped else 'harmed'} {_all_of(n)}"
    also = f" and harmed {harmed}" if harmed else ""
    return f"Sharing an encoder helped {helped or 'none'} of {n} tasks{also}"


def _finding(difference: Difference) -> str:
    match difference.verdict:
        case Verdict.BETTER | Verdict.WORSE as clear:
            said = "helped" if clear is Verdict.BETTER else "harmed"
            small = ", but by less than the margin" if difference.inside_margin else ""
            return f"sharing an encoder {said}{small}"
        case Verdict.NO_MEANINGFUL_DIFFERENCE:
            return (
                f"sharing an encoder made no meaningful difference (margin {difference.margin:g})"
            )
        case _:
            low, high = difference.low or 0.0, difference.high or 0.0
            alone = " once the number of tasks is taken into account" if low * high > 0 else ""
            return f"{_CANNOT_TELL} whether sharing an encoder helped{alone}"


def _change(result: TaskResult, difference: Difference, measure: str) -> str:
    before = _level(result, measure, Arm.SINGLE_TASK)
    after = _level(result, measure, Arm.MULTI_TASK)
    return (
        f"is {after} with sharing and {before} without, a difference of "
        f"{signed(difference.value or 0.0)} ({interval_95(difference, signed)}; {_basis(result)})"
    )


def _basis(result: TaskResult) -> str:
    size = f"n = {sample(result.n, result.events, result.kind.events)}"
    return f"{size}, exploratory" if result.exploratory else size


def _level(result: TaskResult, measure: str, arm: Arm) -> str:
    estimate = result.arms.get(arm, {}).get(measure)
    return "unknown" if estimate is None or estimate.value is None else decimal(estimate.value)


def _all_of(n: int) -> str:
    return "both tasks" if n == 2 else f"all {n} tasks"
