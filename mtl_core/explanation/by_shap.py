"""The way to and from the library shap: its explainer for any model, its objects for any values."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from mtl_core.arrays import IntArray
from mtl_core.errors import RunError
from mtl_core.explanation.attribution import (
    Attribution,
    PredictFunction,
    additivity_gaps,
    logit_places,
)
from mtl_core.schema import Output


def shap_values(
    predict: PredictFunction,
    rows: IntArray,
    background: IntArray,
    *,
    row_ids: IntArray,
    seed: int,
    n_evaluations: int | None = None,
) -> Attribution:
    """Explain any predict function with ``shap.PermutationExplainer``, patient by patient.

    An explainer of its own for each patient, seeded by ``seed`` and the row, keeps a patient's
    values the same whoever else is explained; numpy's global generator, which shap seeds, is put
    back. Importing shap takes seconds. Its masker takes two codes above 100,000 that differ by one
    for equal (``numpy.isclose``).

    Parameters
    ----------
    rows, background
        Codes, shapes (n, M) and (b, M).
    n_evaluations
        Coalitions per patient, one pair of walks (2M + 1) unless given.
    """
    shap = importlib.import_module("shap")
    n_evaluations = max(n_evaluations or 0, 2 * rows.shape[1] + 1)
    masker = shap.maskers.Independent(background, max_samples=len(background))
    state = np.random.get_state()  # noqa: NPY002 - shap draws from the global generator
    try:
        parts = []
        for row, row_id in zip(rows, row_ids, strict=True):
            own_seed = int(np.random.SeedSequence([seed, int(row_id)]).generate_state(1)[0])
            explainer = shap.PermutationExplainer(
                lambda codes: predict(np.asarray(codes, dtype=np.int64)), masker, seed=own_seed
            )
            parts.append(explainer(row[None], max_evals=n_evaluations, silent=True).values)
    finally:
        np.random.set_state(state)  # noqa: NPY002
    baselines = predict(background).mean(axis=0)
    empty = np.zeros((0, rows.shape[1], len(baselines)))
    values, predictions = np.concatenate([empty, *parts]), predict(rows)
    gaps = additivity_gaps(values, baselines, predictions)
    return Attribution(
        values=values,
        baselines=np.repeat(baselines[None], len(rows), axis=0),
        predictions=predictions,
        row_ids=np.asarray(row_ids, dtype=np.int64),
        n_background=len(background),
        n_evaluations=n_evaluations,
        additivity_gap=float(gaps.max(initial=0.0)),
        method="shap.PermutationExplainer",
    )


def to_shap(
    attribution: Attribution,
    outputs: Sequence[Output],
    output: Output,
    features: Sequence[str],
    data: np.ndarray[Any, Any] | None = None,
    *,
    logit: bool = False,
) -> Any:  # noqa: ANN401 - a shap.Explanation, which is not imported for its type
    """Return the values of one output as a ``shap.Explanation``, for shap's own plots.

    Parameters
    ----------
    outputs
        What was explained, in order.
    output
        The one wanted, as it stands in ``outputs``.
    features
        Names of the players, in their order.
    data
        Cells of the explained patients to show beside the values, shape (n, n_players).
    logit
        Whether the values of the risk's logit are wanted.

    Raises
    ------
    RunError
        When the output was not explained.
    """
    places = logit_places(outputs) if logit else {o: at for at, o in enumerate(outputs)}
    if output not in places:
        raise RunError(
            "The output was not explained",
            expected="one of the explained outputs",
            found=f"'{output}'{', the logit' if logit else ''}",
            action="choose a task of the run",
        )
    at = places[output]
    errors = attribution.standard_errors
    return importlib.import_module("shap").Explanation(
        values=attribution.values[:, :, at],
        base_values=attribution.baselines[:, at],
        data=data,
        feature_names=list(features),
        error_std=None if errors is None else errors[:, :, at],
        compute_time=None,
    )
