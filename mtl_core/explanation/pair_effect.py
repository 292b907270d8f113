"""What two columns do together for one task, summarised over patients."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.errors import RunError
from mtl_core.evaluation.subgroups import Division
from mtl_core.explanation.cells import cells_of, in_thirds, of_output
from mtl_core.explanation.cube import N_RESAMPLES, resampled_means
from mtl_core.schema import Output
from mtl_core.schema.answers import InteractionReport, OutputInteraction
from mtl_core.schema.explained import PairEffect

FEWEST_TOGETHER = 10
"""A pair of groups with fewer patients has no mean."""

_TWICE = 2.0


def pair_effect(
    report: InteractionReport,
    attributions: pd.DataFrame,
    output: Output,
    *,
    seed: int = 0,
) -> PairEffect:
    """Summarise the interaction of two columns for one output.

    Numbers are divided in thirds of all explained patients, categories are taken as they are.

    Parameters
    ----------
    report
        Of :func:`~mtl_core.studies.interaction_in_run`.
    attributions
        The long table of the same run: it has the patients' cells, and what each column does alone.
    output
        A task with one class needs no label.

    Raises
    ------
    RunError
        When the output was not asked for, or its patients are not those of the table.
    """
    first, second = report.question.first, report.question.second
    shapley, is_risk = of_output(attributions, output)
    together = _values(report, output)
    rows = np.array(report.rows, dtype=np.int64)
    if not len(rows) or not set(report.rows) <= set(shapley.index):
        raise _other_patients(len(rows))
    values = np.array(together.values, dtype=np.float64)
    errors = np.array(together.errors, dtype=np.float64)
    groups = [_groups(attributions, name, rows) for name in (first, second)]
    low, high = _interval(values, seed)
    squares = float((values**2).mean()), float((errors**2).mean()) if len(errors) else 0.0
    alone = shapley.loc[rows, [first, second]].abs().mean()
    return PairEffect(
        output=output,
        is_risk=is_risk,
        first=first,
        second=second,
        n_patients=len(rows),
        size=float(np.abs(values).mean()),
        error=float(errors.mean()) if len(errors) else 0.0,
        mean=float(values.mean()),
        low=low,
        high=high,
        beyond_error=squares[0] > 0 and squares[0] >= _TWICE**2 * squares[1],
        alone=(float(alone[first]), float(alone[second])),
        first_groups=groups[0].names,
        second_groups=groups[1].names,
        table=pd.DataFrame(
            [
                (one, other, *_cell(values[(groups[0].code == i) & (groups[1].code == j)], seed))
                for i, one in enumerate(groups[0].names)
                for j, other in enumerate(groups[1].names)
            ],
            columns=["first", "second", "n", "mean", "low", "high"],
        ),
    )


def _groups(attributions: pd.DataFrame, name: str, rows: IntArray) -> Division:
    """Divide some patients into the groups of all explained ones."""
    cells = cells_of(attributions, name)
    everybody = in_thirds(cells)
    return Division(everybody.names, everybody.code[cells.index.get_indexer(pd.Index(rows))])


def _values(report: InteractionReport, output: Output) -> OutputInteraction:
    fitting = [each for each in report.outputs if each.output.fits(output)]
    if len(fitting) != 1:
        raise RunError(
            "The interaction cannot be shown",
            expected="a task of the run, with its class where it has several",
            found=f"{output.task}, which has {len(fitting)} fitting classes",
            action="choose another task or a class",
        )
    return fitting[0]


def _cell(values: FloatArray, seed: int) -> tuple[int, float, float, float]:
    if len(values) < FEWEST_TOGETHER:
        return len(values), np.nan, np.nan, np.nan
    return len(values), float(values.mean()), *_interval(values, seed)


def _interval(values: FloatArray, seed: int) -> tuple[float, float]:
    drawn = resampled_means(values[:, None], N_RESAMPLES, np.random.default_rng(seed))
    low, high = np.quantile(drawn, [0.025, 0.975])
    return float(low), float(high)


def _other_patients(n: int) -> RunError:
    return RunError(
        "The interaction cannot be shown",
        expected="patients who are explained in the run",
        found=f"{n} patients, others among them" if n else "no patient",
        action="compute the interaction again",
    )
