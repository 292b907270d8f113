"""What a suggestion of groups says to people."""

from __future__ import annotations

from mtl_core.schema import TaskGrouping
from mtl_core.schema.answers import ExpectedGain
from mtl_core.words import counted, decimal


def suggestion_headline(
    suggestion: TaskGrouping, together: ExpectedGain, alone: ExpectedGain, agreement: float
) -> str:
    """Say what is suggested and what choosing in this way was worth on unseen patients.

    Examples
    --------
    >>> some = ExpectedGain(0.008, 0.002, 0.014)
    >>> print(suggestion_headline(TaskGrouping.coarsest(["a", "b"]), some, some, 1.0))
    No grouping is clearly better than all tasks together. On patients who chose nothing, groups \
found in this way had an error 0.8 points lower than each task alone (0.2 to 1.4), where always \
guessing the average has 100: a clear gain.
    """
    worth = _against_alone(alone) if len(suggestion.groups) == 1 else _worth(together, alone)
    return f"{_what(suggestion)} {_FOUND} {worth}{_steady(agreement)}"


_FOUND = "On patients who chose nothing, groups found in this way had an error"
_SCALE = "where always guessing the average has 100"


def _against_alone(alone: ExpectedGain) -> str:
    end = "a clear gain" if alone.clear else "a clear loss" if alone.high < 0 else "no clear gain"
    return f"{_points(alone)} than each task alone ({_interval(alone)}), {_SCALE}: {end}."


def _what(suggestion: TaskGrouping) -> str:
    shared = [group for group in suggestion.groups if len(group) > 1]
    if len(suggestion.groups) == 1:
        return "No grouping is clearly better than all tasks together."
    if not shared:
        return "The tasks seem to learn best each alone."
    words = f"{counted(len(shared), 'group')} that learn together"
    n_alone = len(suggestion.alone)
    if n_alone:
        words += f", and {counted(n_alone, 'task')} alone"
    return f"Suggested: {words}."


def _worth(together: ExpectedGain, alone: ExpectedGain) -> str:
    first = f"{_points(together)} than all tasks together ({_interval(together)})"
    second = f"{_points(alone)} than each task alone ({_interval(alone)})"
    match together.clear, alone.clear:
        case True, True:
            end = "both gains are clear"
        case True, False:
            end = "only the gain over all together is clear"
        case False, True:
            end = "only the gain over each alone is clear"
        case _:
            end = _unclear(together, alone)
    return f"{first} and {second}, {_SCALE}: {end}."


def _unclear(together: ExpectedGain, alone: ExpectedGain) -> str:
    worse = [
        words
        for gain, words in ((together, "all together"), (alone, "each alone"))
        if gain.high < 0
    ]
    if worse:
        return f"they were clearly worse than {' and than '.join(worse)}"
    return "neither difference is clear"


def _points(gain: ExpectedGain) -> str:
    size = _number(abs(gain.value))
    return f"{size} points {'higher' if gain.value < 0 else 'lower'}"


def _interval(gain: ExpectedGain) -> str:
    return f"{_number(gain.low)} to {_number(gain.high)}"


def _number(share: float) -> str:
    """Write a share of the base rate's loss in points of 100."""
    return decimal(100 * share, 1)


def _steady(agreement: float) -> str:
    if agreement >= 0.8:
        return ""
    return " The folds do not agree on the groups, so take them with a pinch of salt."
