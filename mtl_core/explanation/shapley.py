"""Permutation Shapley values of every output in one pass."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mtl_core.errors import RunCancelled, RunError
from mtl_core.explanation.attribution import Attribution, FloatArray, IntArray, additivity_gaps
from mtl_core.explanation.game import CoalitionValue, unexplainable
from mtl_core.explanation.walks import contributions, draw_orders

METHOD = "permutation Shapley values, antithetic pairs"


def shapley_values(  # noqa: PLR0913 - data, seed, budget, listener and brake are each injected
    game: CoalitionValue,
    rows: IntArray,
    *,
    row_ids: IntArray,
    seed: int,
    background_ids: IntArray | None = None,
    n_evaluations: int | None = None,
    on_progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Attribution:
    """Explain patients against a background, one column of the CSV as one player.

    Each patient is explained alone, with permutations drawn from ``seed`` and the patient's row
    number: the values do not depend on who else is explained, nor on the order. Two games
    given the same seed and rows are explained with the same permutations.

    Parameters
    ----------
    game
        What coalitions of M columns are worth, against its own background of b rows; any predict
        function becomes one as :class:`~mtl_core.explanation.PredictGame`.
    rows
        Codes of the explained patients, shape (n, M).
    row_ids
        Row number of each explained patient, shape (n,), not negative.
    seed
        The run's seed, not negative.
    background_ids
        Row numbers of the background, shape (b,); when given, nobody may be in both.
    n_evaluations
        Coalitions per patient. A pair of walks (a permutation and its reverse) takes 2M + 1, with
        the ends that walks share; the number is rounded down to whole pairs, at least one, which
        is also the default.
    on_progress
        Told the share of patients done, from above 0 to 1.
    should_stop
        Asked before each patient.

    Raises
    ------
    RunError
        When shapes do not fit, a patient is its own background or a prediction is not finite.
    RunCancelled
        When ``should_stop`` says so.

    References
    ----------
    Strumbelj and Kononenko, Knowledge and Information Systems 41 (2014), 647-665.
    Lundberg and Lee, Advances in Neural Information Processing Systems 30 (2017).
    """
    _check_shapes(game, rows, row_ids)
    _check_disjoint(row_ids, background_ids)
    walk = 2 * game.n_players + 1
    n_pairs = max(1, (n_evaluations or walk) // walk)
    codes = np.ascontiguousarray(rows, dtype=np.int64)
    baselines = _finite(game.baselines()[None])[0]
    values = np.zeros((*rows.shape, len(baselines)))
    spreads = np.zeros_like(values)
    predictions = np.zeros((len(rows), len(baselines)))
    for i, row_id in enumerate(row_ids):
        if should_stop is not None and should_stop():
            raise _cancelled(i, len(rows))
        predictions[i] = _finite(game.predict(codes[i : i + 1]))[0]
        orders = draw_orders(game.n_players, n_pairs, seed, int(row_id))
        by_pair = contributions(game, codes[i], orders)
        values[i] = by_pair.mean(axis=0)
        spreads[i] = by_pair.std(axis=0, ddof=min(1, n_pairs - 1))
        if on_progress is not None:
            on_progress((i + 1) / len(rows))
    return Attribution(
        values=values,
        baselines=baselines,
        predictions=predictions,
        row_ids=np.asarray(row_ids, dtype=np.int64),
        n_background=game.n_background,
        n_evaluations=n_pairs * walk,
        additivity_gap=float(additivity_gaps(values, baselines, predictions).max(initial=0.0)),
        method=METHOD,
        standard_errors=spreads / np.sqrt(n_pairs) if n_pairs > 1 else None,
    )


def _finite(outputs: FloatArray) -> FloatArray:
    n_odd = int((~np.isfinite(outputs)).any(axis=1).sum())
    if n_odd:
        raise unexplainable(f"{n_odd} of {len(outputs)} rows without")
    return outputs


def _check_shapes(game: CoalitionValue, rows: IntArray, row_ids: IntArray) -> None:
    if rows.ndim != 2 or rows.shape[1] != game.n_players or row_ids.shape != (len(rows),):
        raise RunError(
            "Patients and background do not fit together",
            expected=f"{game.n_players} columns, and one row number per patient",
            found=f"patients {rows.shape}, row numbers {row_ids.shape}",
            action="encode both with the same tables, or report this as a bug",
        )


def _check_disjoint(row_ids: IntArray, background_ids: IntArray | None) -> None:
    both = 0 if background_ids is None else len(np.intersect1d(row_ids, background_ids))
    if both:
        raise RunError(
            "A patient would be explained against themselves",
            expected="no row both explained and in the background",
            found=f"{both} rows in both",
            action="choose the background among other patients",
        )


def _cancelled(n_done: int, n_patients: int) -> RunCancelled:
    return RunCancelled(
        "The explanation was stopped",
        expected=f"{n_patients} patients explained",
        found=f"{n_done} explained before the stop",
        action="start the explanation again when needed",
    )
