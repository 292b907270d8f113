"""Every error that a person can cause and mend.

::

    MTLError                what every interface catches, and nothing else
    ├── CohortError         the file of patients cannot be read as a table
    ├── SchemaError         columns, roles or tasks do not fit the table
    ├── GroupingError       the task grouping is not a partition of the tasks
    ├── StudyError          a study, its plan or its JSON is not usable
    ├── SettingsError       an environment variable has a value that cannot be used
    ├── StorageError        a run folder or its database cannot be written or read
    └── RunError            a run did not finish
        └── RunCancelled    ... because a person stopped it

A message says what was expected, what was found and what to do next, in names and counts. It never
carries the value of a cell: messages end up in logs and on screens.
"""

from __future__ import annotations

import re
from functools import partial

_LABELS = re.compile(r"\. (?:Expected|Found|What to do): ")


class MTLError(Exception):
    """A mistake that a person can mend.

    Parameters
    ----------
    problem
        One plain sentence without a full stop.
    expected, found, action
        What was needed, what was there instead (names and counts only), what to do next.
    """

    def __init__(self, problem: str, *, expected: str, found: str, action: str) -> None:
        super().__init__(problem, expected, found, action)
        self.problem = problem
        self.expected = expected
        self.found = found
        self.action = action

    @classmethod
    def from_text(cls, text: str) -> MTLError:
        """Return the error that a status file keeps as its text, as ``str`` writes it."""
        parts = _LABELS.split(text.removesuffix("."))
        problem, expected, found, action, *_ = (*parts, "", "", "")
        return cls(problem, expected=expected, found=found, action=action)

    def __reduce__(self) -> tuple[partial[MTLError], tuple[()]]:
        """Let the error travel between processes, which keyword arguments alone would forbid."""
        parts = {"expected": self.expected, "found": self.found, "action": self.action}
        return partial(type(self), self.problem, **parts), ()

    def __str__(self) -> str:
        problem, expected, found, action = (
            part.rstrip(".") for part in (self.problem, self.expected, self.found, self.action)
        )
        return f"{problem}. Expected: {expected}. Found: {found}. What to do: {action}."


class CohortError(MTLError):
    """The file of patients cannot be read as a table."""


class SchemaError(MTLError):
    """Columns, roles or tasks do not fit the table."""


class GroupingError(MTLError):
    """The task grouping is not a partition of the tasks."""


class StudyError(MTLError):
    """A study, its plan or its JSON is not usable."""


class SettingsError(MTLError):
    """An environment variable has a value that cannot be used."""


class StorageError(MTLError):
    """A run folder or its database cannot be written or read."""


class RunError(MTLError):
    """A run did not finish."""


class RunCancelled(RunError):
    """A run was stopped by a person."""
