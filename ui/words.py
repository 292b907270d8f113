"""Words and numbers as a person reads them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from mtl_core.schema import ColumnKind, ColumnRole, Difference, Estimate, Preset, RunState

COLUMN_KINDS: dict[ColumnKind, str] = {
    ColumnKind.NUMERIC: "number",
    ColumnKind.CATEGORICAL: "category",
    ColumnKind.TEXT: "free text",
    ColumnKind.DATE: "date",
    ColumnKind.ID: "identifier",
}
ROLES: dict[ColumnRole, str] = {
    ColumnRole.FEATURE: "feature",
    ColumnRole.TASK: "task",
    ColumnRole.PATIENT_ID: "patient id",
    ColumnRole.SITE: "site",
    ColumnRole.TIME: "time",
    ColumnRole.EXCLUDED: "excluded",
}
PRESETS: dict[Preset, str] = {
    Preset.QUICK: "Quick look (about a minute)",
    Preset.FULL: "Full study (some minutes)",
}
STATES: dict[RunState, str] = {
    RunState.QUEUED: "waiting for another run to end",
    RunState.STARTING: "starting",
    RunState.RUNNING: "running",
    RunState.DONE: "done",
    RunState.FAILED: "failed",
    RunState.CANCELLED: "cancelled",
}
STAGES: dict[str, str] = {
    "prepare": "Preparing the cohort",
    "multi_task": "Training the multi-task networks",
    "single_task": "Training every task alone",
    "logistic": "Fitting logistic and ridge regression",
    "boosting": "Fitting gradient boosting",
    "evaluate": "Comparing the arms",
    "explain": "Explaining predictions",
}


def count(n: float) -> str:
    """Write a count with thousands separators."""
    return f"{n:,.0f}"


def plural(n: int, one: str, many: str | None = None) -> str:
    """Write a count and its noun."""
    return f"{count(n)} {one if n == 1 else many or one + 's'}"


def percent(share: float) -> str:
    """Write a share between 0 and 1 as a percentage with one decimal."""
    return f"{100 * share:.1f} %"


def number(value: float) -> str:
    """Write a measure with three decimals, or fewer when it is large."""
    return f"{value:.3f}" if abs(value) < 100 else f"{value:,.0f}"


def estimate(value: Estimate | None) -> str:
    """Write a measure with its 95 % interval, or the reason why there is none."""
    if value is None:
        return "not computed"
    if value.value is None:
        return value.reason or "not estimable"
    if value.low is None or value.high is None:
        return f"{number(value.value)} (no interval)"
    return f"{number(value.value)} ({number(value.low)} to {number(value.high)})"


def difference(value: Difference | None) -> str:
    """Write a difference with its sign and interval, or the reason why there is none."""
    if value is None:
        return "not computed"
    if value.value is None:
        return value.reason or "not estimable"
    if value.low is None or value.high is None:
        return f"{_signed(value.value)} (no interval)"
    return f"{_signed(value.value)} ({_signed(value.low)} to {_signed(value.high)})"


def as_text(words: str) -> str:
    r"""Keep names with stars, dollars or brackets from being read as Markdown.

    >>> print(as_text("total_cost [$]"), as_text("_x"))
    total_cost \[\$\] \_x
    """
    return re.sub(r"([\\`*{}\[\]<>#$~|]|(?<![^\W_])_|_(?![^\W_]))", r"\\\1", words)


def duration(seconds: float) -> str:
    """Write a time span in words."""
    if seconds < 90:
        return f"{max(seconds, 0):.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def when(seconds_since_epoch: float | None) -> str:
    """Write a moment as local date and time."""
    if seconds_since_epoch is None:
        return ""
    moment = datetime.fromtimestamp(seconds_since_epoch, tz=UTC).astimezone()
    return f"{moment:%Y-%m-%d %H:%M}"


def _signed(value: float) -> str:
    text = f"{value:+.3f}"
    return text[1:] if float(text) == 0 else text
