"""One thing that is told of a patient, and how it is called."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Output:
    """A risk, or an amount, that is estimated for a patient and explained.

    Attributes
    ----------
    label
        The class whose risk it is, as in :attr:`~mtl_core.schema.Task.told`; ``None`` for an
        amount, and in a choice of outputs where the task has one only.

    Examples
    --------
    >>> str(Output("home", "ward")), str(Output("stay")), Output("home", "ward").key
    ('home: ward', 'stay', 'home=ward')
    """

    task: str
    label: str | None = None

    def __str__(self) -> str:
        return self.task if self.label is None else f"{self.task}: {self.label}"

    @property
    def key(self) -> str:
        """The output in the files of a run, where its task has several."""
        return f"{self.task}={self.label}"

    @property
    def is_risk(self) -> bool:
        """Whether it is a risk, from 0 to 1, and not an amount in units of its own."""
        return self.label is not None

    def fits(self, choice: Output) -> bool:
        """Whether this is what was chosen; a choice without a class leaves it open."""
        return self.task == choice.task and choice.label in {None, self.label}


def named(outputs: Iterable[Output], write: Callable[[Output], str] = str) -> dict[Output, str]:
    """Name outputs: the task alone where it has one, else ``write`` of the output.

    Examples
    --------
    >>> list(named([Output("aki", "yes"), Output("home", "ward"), Output("home", "own")]).values())
    ['aki', 'home: ward', 'home: own']
    """
    kept = list(outputs)
    n_outputs = Counter(output.task for output in kept)
    return {o: write(o) if n_outputs[o.task] > 1 else o.task for o in kept}
