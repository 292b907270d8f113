"""How large the Monte-Carlo error of a stored explanation is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mtl_core.explanation.cells import lines_of, outputs_of
from mtl_core.schema import Output, named


@dataclass(frozen=True, slots=True)
class ErrorSize:
    """Root mean squares over patients and columns of one output, in its units.

    Attributes
    ----------
    name
        The task, with its class where it has several.
    value, error
        Of a Shapley value, and of its Monte-Carlo error.
    """

    output: Output
    name: str
    value: float
    error: float


def error_sizes(attributions: pd.DataFrame) -> tuple[ErrorSize, ...]:
    """Measure values and errors of every output; empty for a run that does not know its errors."""
    if "standard_error" not in attributions or attributions["standard_error"].isna().all():
        return ()
    found = []
    for output, name in named(outputs_of(attributions)).items():
        mine = lines_of(attributions, output)
        sizes = [_root_mean_square(mine[column]) for column in ("value", "standard_error")]
        found.append(ErrorSize(output, name, *sizes))
    return tuple(found)


def _root_mean_square(values: pd.Series) -> float:
    return float(np.sqrt(np.square(values.to_numpy(np.float64)).mean()))
