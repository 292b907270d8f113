"""What computes; imported only when something is computed, because it loads torch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mtl_core.schema import StudyResult


@dataclass(frozen=True, slots=True)
class Engine:
    """The two computations of the command line.

    Attributes
    ----------
    run
        As :func:`mtl_core.studies.run_study`.
    explain
        As :func:`mtl_core.studies.explain_run`.
    """

    run: Callable[..., StudyResult]
    explain: Callable[..., None]


def load_engine() -> Engine:
    """Return the engine of this program."""
    from mtl_core.studies import run_study
    from mtl_core.studies.explanation import explain_run

    return Engine(run=run_study, explain=explain_run)
