"""Words of the screen: names of kinds, roles, states and stages, and texts safe for Markdown."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from mtl_core.schema import Arm, ColumnKind, ColumnRole, Preset, RunState

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
    **{arm: arm.facts.stage for arm in Arm},
    "evaluate": "Comparing the arms",
    "explain": "Explaining predictions",
}


def whose_networks(*, unseen: bool) -> str:
    """Say by which networks patients are explained."""
    if unseen:
        return "each by the networks of the first repeat that never saw the patient"
    return (
        "by all networks together, most of which learned from them: estimates look surer here than "
        "on the other pages"
    )


READING_HELP = """
- **Encoder**: the part of a network that turns a patient's columns into a short description. Tasks
  of one group *share* it; each has its own last step.
- **Multi-task and single-task**: the same networks on the same patients, with and without sharing.
- **Difference**: multi-task minus single-task. Right of zero, sharing did better.
- **95 % interval**: differences that fit these patients. Wide intervals mean too few patients, or
  networks that differ from one training to the next.
- **Margin** ({margin}): the smallest difference that matters, set before the run.
- **Better, worse**: the interval leaves out zero, also after correcting for the number of tasks.
  **No meaningful difference**: the whole interval lies inside the margin. **Inconclusive**: this
  cohort cannot tell. That is a normal answer.
- **AUROC**: of one patient with and one without the outcome, how often the right one has the higher
  risk; 0.5 is a coin toss, 1 is perfect. *Macro* AUROC is its mean over classes. **R²**: the share
  of the variation that is explained; 0 is no better than the average.
"""
STAGE_NOTES: dict[str, str] = {
    "prepare": "Roles are read, the patients to be tested are set apart, columns become numbers.",
    **{arm: arm.facts.stage_note for arm in Arm},
    "evaluate": "Predictions for unseen patients are scored; intervals come from 2,000 resamples.",
    "explain": "The comparison is ready; now each column's push on the estimates is measured.",
}


def as_text(words: str) -> str:
    r"""Keep names with stars, dollars, brackets or addresses from being read as Markdown.

    >>> print(as_text("total_cost [$]"), as_text("_x"))
    total_cost \[\$\] \_x
    >>> as_text("www.example.org")
    'www\u2060.example.org'
    """
    # Markdown turns a bare address into a link to the outside; an invisible joiner prevents it.
    words = re.sub(r"(?i)(https?(?=://)|www(?=\.)|@)", "\\1\u2060", words)
    return re.sub(r"([\\`*{}\[\]<>#$~|]|(?<![^\W_])_|_(?![^\W_]))", r"\\\1", words)


def when(seconds_since_epoch: float | None) -> str:
    """Write a moment as local date and time."""
    if seconds_since_epoch is None:
        return ""
    moment = datetime.fromtimestamp(seconds_since_epoch, tz=UTC).astimezone()
    return f"{moment:%Y-%m-%d %H:%M}"
