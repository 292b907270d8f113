"""Permutation Shapley values of every output in one pass."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType

import numpy as np

from mtl_core.errors import RunCancelled, RunError
from mtl_core.explanation.attribution import (
    Attribution,
    FloatArray,
    IntArray,
    PredictFunction,
    additivity_gaps,
)
from mtl_core.explanation.game import CoalitionGame, checked_outputs


def shapley_values(  # noqa: PLR0913 - data, seed, budget, listener and brake are each injected
    predict: PredictFunction,
    rows: IntArray,
    background: IntArray,
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
    number: the values do not depend on who else is explained, nor on the order. Two predict
    functions given the same seed, rows and background are explained with the same permutations.

    Parameters
    ----------
    predict
        Codes (n, M) to outputs (n, n_outputs).
    rows, background
        Codes of the explained patients, shape (n, M), and of the background, shape (b, M), b >= 1.
    row_ids
        Row number of each explained patient, shape (n,), not negative.
    seed
        The run's seed, not negative.
    background_ids
        Row numbers of the background, shape (b,); when given, nobody may be in both.
    n_evaluations
        Coalitions per patient. A pair of walks (a permutation and its reverse) takes 2M + 1; the
        number is rounded down to whole pairs, at least one, which is also the default.
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
    _check_shapes(rows, background, row_ids)
    _check_disjoint(row_ids, background_ids)
    shap = _import_shap()
    walk = 2 * rows.shape[1] + 1
    budget = walk * max(1, (n_evaluations or walk) // walk)
    codes = np.ascontiguousarray(background, dtype=np.int64)
    baselines = checked_outputs(predict, codes).mean(axis=0)
    values = np.zeros((*rows.shape, len(baselines)))
    predictions = np.zeros((len(rows), len(baselines)))
    with _numpy_generator_kept():
        for i, row_id in enumerate(row_ids):
            if should_stop is not None and should_stop():
                raise _cancelled(i, len(rows))
            patient = np.ascontiguousarray(rows[i], dtype=np.int64)
            game = CoalitionGame(predict, codes)
            values[i] = _explain(shap, game, patient, _patient_seed(seed, int(row_id)), budget)
            predictions[i] = checked_outputs(predict, patient[None])[0]
            if on_progress is not None:
                on_progress((i + 1) / len(rows))
    return Attribution(
        values=values,
        baselines=baselines,
        predictions=predictions,
        row_ids=np.asarray(row_ids, dtype=np.int64),
        n_background=len(codes),
        n_evaluations=budget,
        additivity_gap=float(additivity_gaps(values, baselines, predictions).max(initial=0.0)),
        method=f"permutation Shapley values (shap {shap.__version__})",
    )


def _import_shap() -> ModuleType:
    """Import shap, which takes seconds and which the app process must never do.

    Its plots, imported with it, still call what matplotlib is going to deprecate.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore",
            message="The set_(bad|under|over) function",
            category=PendingDeprecationWarning,
        )
        return importlib.import_module("shap")


def _explain(
    shap: ModuleType,
    game: CoalitionGame,
    patient: IntArray,
    seed: int,
    budget: int,
) -> FloatArray:
    """Values of one patient, shape (M, n_outputs).

    ``explain_row`` rather than a call of the explainer: the call draws progress bars and drops the
    axis of a single output.
    """
    explainer = shap.PermutationExplainer(game.evaluate, game, seed=seed)
    explained = explainer.explain_row(
        patient,
        max_evals=budget,
        main_effects=False,
        error_bounds=False,
        batch_size="auto",
        outputs=None,
        silent=True,
    )
    return np.asarray(explained["values"], dtype=np.float64)


def _patient_seed(seed: int, row_id: int) -> int:
    return int(np.random.SeedSequence([seed, row_id]).generate_state(1)[0])


@contextmanager
def _numpy_generator_kept() -> Iterator[None]:
    """Put numpy's global generator back: shap seeds it and draws its permutations from it."""
    state = np.random.get_state()  # noqa: NPY002 - the global generator is what must be kept
    try:
        yield
    finally:
        np.random.set_state(state)  # noqa: NPY002


def _check_shapes(rows: IntArray, background: IntArray, row_ids: IntArray) -> None:
    fits = (
        rows.ndim == 2
        and background.ndim == 2
        and rows.shape[1] == background.shape[1] > 0
        and len(background) > 0
        and row_ids.shape == (len(rows),)
    )
    if not fits:
        raise RunError(
            "Patients and background do not fit together",
            expected="the same columns (at least one), at least one background row "
            "and one row number per patient",
            found=f"patients {rows.shape}, background {background.shape}, "
            f"row numbers {row_ids.shape}",
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
