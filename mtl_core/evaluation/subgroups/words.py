"""What was found by subgroup, in sentences."""

from __future__ import annotations

from mtl_core.schema import PRIMARY, Arm, Verdict
from mtl_core.schema.answers import Gap, SubgroupReport, TaskSubgroups
from mtl_core.schema.measures import MEASURES
from mtl_core.words import both_ends, decimal, listed, sample, signed

_SHOWN = 4


def subgroup_headline(report: SubgroupReport) -> str:
    """Answer "whom did sharing help?" and "who is predicted less well?", cell by cell."""
    cells = [
        (task, name, cell)
        for task, found in report.tasks.items()
        for name, cell in found.subgroups.items()
    ]
    known = [(t, n, c) for t, n, c in cells if c.difference.verdict is not None]
    helped = [f"{t} in '{n}'" for t, n, c in known if c.difference.verdict is Verdict.BETTER]
    harmed = [f"{t} in '{n}'" for t, n, c in known if c.difference.verdict is Verdict.WORSE]
    lost = sum(c.difference.value is None for _, _, c in cells)
    sentences = [_compared(len(known), helped, harmed)] if known else []
    if lost:
        verb = "is" if lost == 1 else "are"
        sentences.append(f"{lost} of {len(cells)} {verb} not estimable.")
    return " ".join([*sentences, _less_good(report)])


def subgroup_sentence(task: TaskSubgroups, name: str, arm: Arm) -> str:
    """Say how good one arm is in one subgroup.

    Parameters
    ----------
    name
        Of the subgroup.

    Examples
    --------
    >>> from mtl_core.schema import Difference, Estimate, TaskKind
    >>> from mtl_core.schema.answers import SubgroupResult
    >>> arms = {Arm.MULTI_TASK: {"auroc": Estimate(0.81, 0.78, 0.84, 300)}}
    >>> cell = SubgroupResult(300, 60, False, arms, Difference(), {"auroc": Gap(reason="few")})
    >>> subgroup_sentence(TaskSubgroups(TaskKind.BINARY, {"F": cell}), "F", Arm.MULTI_TASK)
    'F: AUROC is 0.810 (0.780 to 0.840; n = 300, 60 events).'
    """
    cell, key = task.subgroups[name], PRIMARY[task.kind]
    estimate = cell.arms.get(arm, {}).get(key)
    if estimate is None or estimate.value is None:
        reason = "not computed" if estimate is None else estimate.reason or "not estimable"
        return f"{name}: {reason}."
    basis = f"{both_ends(estimate, decimal)}; n = {sample(cell.n, cell.events, task.kind.events)}"
    clear = [gap_phrase(name, gap) for name, gap in cell.gaps.items() if gap.clear]
    gaps = f" Than in everybody else, {'; '.join(clear)}." if clear else ""
    return f"{name}: {MEASURES[key].label} is {decimal(estimate.value)} ({basis}).{gaps}"


def gap_phrase(key: str, gap: Gap) -> str:
    """Say one gap in words: in which direction, and what that means."""
    if gap.value is None:
        return f"{MEASURES[key].label}: {gap.reason or 'not estimable'}"
    up = gap.value > 0
    words = {
        "calibration_in_the_large": "more events come than its risks say"
        if up
        else "fewer events come than its risks say",
        "sensitivity": f"of the patients with the event {'more' if up else 'fewer'} are flagged",
        "mae": f"the mean error is {'larger' if up else 'smaller'}",
    }
    phrase = words.get(key, f"{MEASURES[key].label} is {'higher' if up else 'lower'}")
    text = "" if gap.low is None else f"; {both_ends(gap, signed)}"
    return f"{phrase} ({signed(gap.value)}{text})"


def _compared(n_known: int, helped: list[str], harmed: list[str]) -> str:
    of = f"{n_known} pairs of task and subgroup"
    if not helped and not harmed:
        return f"In none of {of} did sharing clearly help or harm."
    return (
        f"Of {of}, sharing helped {len(helped)}{_which(helped)} and harmed "
        f"{len(harmed)}{_which(harmed)}."
    )


def _less_good(report: SubgroupReport) -> str:
    """Count the cells in which ranking is clearly worse than in everybody else."""
    worse = [
        f"{task} in '{name}'"
        for task, found in report.tasks.items()
        for name, cell in found.subgroups.items()
        if _ranks_worse(cell.gaps.get(PRIMARY[found.kind]))
    ]
    if not worse:
        return "No task is predicted clearly less well in one subgroup than in everybody else."
    return f"Predicted clearly less well than in everybody else: {len(worse)}{_which(worse)}."


def _ranks_worse(gap: Gap | None) -> bool:
    return gap is not None and gap.clear and (gap.value or 0.0) < 0


def _which(names: list[str]) -> str:
    return f" ({listed(names, _SHOWN, last=', ')})" if names else ""
