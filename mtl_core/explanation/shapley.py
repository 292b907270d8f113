"""Permutation Shapley values of every output in one pass."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed

import numpy as np

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.errors import RunCancelled, RunError
from mtl_core.explanation.attribution import Attribution, additivity_gaps
from mtl_core.explanation.exact import MOST_PLAYERS, exact_values
from mtl_core.explanation.game import CoalitionValue, unexplainable
from mtl_core.explanation.walks import draw_orders, sampled_values

METHOD = "permutation Shapley values, antithetic pairs, an order of its own per background patient"
EXACT_METHOD = "exact Shapley values over all coalitions"
N_ROUNDS = 2
"""Rounds of walks unless asked otherwise: the fewest that know their own error."""


def shapley_values(  # noqa: PLR0913 - data, seed, budget, listener and brake are each injected
    game: CoalitionValue,
    rows: IntArray,
    *,
    row_ids: IntArray,
    seed: int,
    background_ids: IntArray | None = None,
    n_evaluations: int | None = None,
    n_threads: int = 1,
    on_progress: Callable[[float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Attribution:
    """Explain patients against a background, one column (or panel of columns) as one player.

    Each patient is explained alone, with permutations drawn from ``seed`` and the patient's row
    number: the values do not depend on who else is explained, nor on the order. Two games
    given the same seed and rows are explained with the same permutations.

    Parameters
    ----------
    game
        What coalitions of M players are worth, against its own background of b rows; any predict
        function becomes one as :class:`~mtl_core.explanation.PredictGame`.
    rows
        Codes of the explained patients, shape (n, number of columns).
    row_ids
        Row number of each explained patient, shape (n,), not negative.
    seed
        The run's seed, not negative.
    background_ids
        Row numbers of the background, shape (b,); when given, nobody may be in both.
    n_evaluations
        Coalitions per patient, counted as if each met the whole background. A round, in which every
        background row walks a pair (a permutation and its reverse), takes 2M + 1; the number is
        rounded down to whole rounds, at least one. The default is two rounds. When it reaches all
        coalitions of up to ten players, 2 to the power M, these are visited and values are exact.
    n_threads
        Patients explained side by side; it does not change a bit of the values. A game on torch
        must be held to one thread by its owner.
    on_progress
        Told the share of patients done, from above 0 to 1.
    should_stop
        Asked whenever a patient is done, and before the first.

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
    codes = np.ascontiguousarray(rows, dtype=np.int64)
    exact, n_rounds = _budget(game.n_players, n_evaluations)
    baselines = _finite(game.baselines()[None])[0]
    shape = (len(rows), game.n_players, len(baselines))
    values, errors = np.zeros(shape), np.zeros(shape)
    predictions = np.zeros((len(rows), len(baselines)))

    def explain(i: int) -> None:
        predictions[i] = _finite(game.predict(codes[i : i + 1]))[0]
        if exact:
            values[i] = exact_values(game, codes[i])
            return
        orders = draw_orders(game.n_players, n_rounds, game.n_background, seed, int(row_ids[i]))
        values[i], own_errors = sampled_values(game, codes[i], orders)
        errors[i] = 0.0 if own_errors is None else own_errors

    _for_each(len(rows), explain, n_threads, on_progress, should_stop)
    return Attribution(
        values=values,
        baselines=np.repeat(baselines[None], len(rows), axis=0),
        predictions=predictions,
        row_ids=np.asarray(row_ids, dtype=np.int64),
        n_background=game.n_background,
        n_evaluations=2**game.n_players if exact else n_rounds * (2 * game.n_players + 1),
        additivity_gap=float(additivity_gaps(values, baselines, predictions).max(initial=0.0)),
        method=EXACT_METHOD if exact else METHOD,
        standard_errors=errors if exact or n_rounds > 1 else None,
    )


def _budget(n_players: int, n_evaluations: int | None) -> tuple[bool, int]:
    """Say whether all coalitions are visited, and otherwise how many rounds are walked."""
    a_round = 2 * n_players + 1
    wanted = n_evaluations or N_ROUNDS * a_round
    return n_players <= MOST_PLAYERS and wanted >= 2**n_players, max(1, wanted // a_round)


def _for_each(
    n_patients: int,
    explain: Callable[[int], None],
    n_threads: int,
    on_progress: Callable[[float], None] | None,
    should_stop: Callable[[], bool] | None,
) -> None:
    """Explain patients side by side; listener and brake are called in the caller's thread."""

    def tell(n_done: int) -> None:
        if on_progress is not None and n_done:
            on_progress(n_done / n_patients)
        if should_stop is not None and n_done < n_patients and should_stop():
            raise _cancelled(n_done, n_patients)

    tell(0)
    if n_threads == 1:
        for i in range(n_patients):
            explain(i)
            tell(i + 1)
        return
    with ThreadPoolExecutor(n_threads) as pool:
        works = [pool.submit(explain, i) for i in range(n_patients)]
        try:
            for n_done, done in enumerate(as_completed(works), start=1):
                done.result()
                tell(n_done)
        finally:
            pool.shutdown(cancel_futures=True)


def _finite(outputs: FloatArray) -> FloatArray:
    n_odd = int((~np.isfinite(outputs)).any(axis=1).sum())
    if n_odd:
        raise unexplainable(f"{n_odd} of {len(outputs)} rows without")
    return outputs


def _check_shapes(game: CoalitionValue, rows: IntArray, row_ids: IntArray) -> None:
    if rows.ndim != 2 or row_ids.shape != (len(rows),) or rows.shape[1] != game.n_columns:
        raise RunError(
            "Patients and background do not fit together",
            expected=f"{game.n_columns} columns, and one row number per patient",
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
