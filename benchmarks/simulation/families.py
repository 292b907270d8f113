"""How often a verdict is false, in families of tasks."""

from __future__ import annotations

from benchmarks.simulation.binormal import Design
from benchmarks.simulation.coverage import evaluated, studies_of
from benchmarks.simulation.rates import Rate
from mtl_core.schema import Verdict

SAID = frozenset({Verdict.BETTER, Verdict.WORSE})


def false_verdicts(
    design: Design, n_studies: int, *, n_resamples: int = 1000, seed: int = 0
) -> dict[str, Rate]:
    """Count the studies with any *better* or *worse* where the arms are equally good.

    Returns
    -------
    dict
        ``with Holm``: as the program says it; ``intervals alone``: any interval that excludes 0;
        ``no meaningful difference``: tasks of which that is said.
    """
    said, alone, n_same = 0, 0, 0
    for k, drawn in studies_of(design, n_studies, seed):
        results = evaluated(drawn, n_resamples, k).values()
        found = [result.difference["auroc"] for result in results]
        said += any(one.verdict in SAID for one in found)
        alone += any(one.low is not None and one.low * one.high > 0 for one in found)
        n_same += sum(one.verdict is Verdict.NO_MEANINGFUL_DIFFERENCE for one in found)
    return {
        "with Holm": Rate(said, n_studies),
        "intervals alone": Rate(alone, n_studies),
        "no meaningful difference": Rate(n_same, n_studies * len(design.prevalence)),
    }
