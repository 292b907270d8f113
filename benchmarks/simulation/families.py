"""How often a verdict is false, in families of tasks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from benchmarks.simulation.binormal import Design, Drawn
from benchmarks.simulation.coverage import evaluated, studies_of
from benchmarks.simulation.rates import Rate
from benchmarks.simulation.refitted import Learners, as_input, train
from mtl_core.schema import Verdict

SAID = frozenset({Verdict.BETTER, Verdict.WORSE})


def drawn_families(design: Design, n_studies: int) -> Iterator[Drawn]:
    """Draw predictions of equally good arms."""
    return (drawn for _, drawn in studies_of(design, n_studies, 0))


def trained_families(learners: Learners, n_tasks: int, n_studies: int) -> Iterator[Drawn]:
    """Train learners on every task of a study; tasks are independent of each other."""
    for k in range(n_studies):
        rng = np.random.default_rng([1, k])
        yield as_input([train(learners, rng) for _ in range(n_tasks)])


def false_verdicts(studies: Iterable[Drawn], *, n_resamples: int = 1000) -> dict[str, Rate]:
    """Count the studies with any *better* or *worse* where the arms are equally good.

    Returns
    -------
    dict
        ``with Holm``: as the program says it; ``intervals alone``: any interval that excludes 0;
        ``no meaningful difference``: tasks of which that is said.
    """
    said, alone, n_same, n_studies, n_tasks = 0, 0, 0, 0, 0
    for k, drawn in enumerate(studies):
        n_studies, n_tasks = n_studies + 1, n_tasks + len(drawn.tasks)
        results = evaluated(drawn, n_resamples, k).values()
        found = [result.difference["auroc"] for result in results]
        said += any(one.verdict in SAID for one in found)
        alone += any(one.low is not None and one.low * one.high > 0 for one in found)
        n_same += sum(one.verdict is Verdict.NO_MEANINGFUL_DIFFERENCE for one in found)
    return {
        "with Holm": Rate(said, n_studies),
        "intervals alone": Rate(alone, n_studies),
        "no meaningful difference": Rate(n_same, n_tasks),
    }
