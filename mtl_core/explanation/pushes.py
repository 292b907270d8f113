"""What pushes one explained patient's estimates."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mtl_core.explanation.cells import lines_of, outputs_of
from mtl_core.schema import ExplanationSummary, named
from mtl_core.schema.explained import Pushes


def pushes_of_row(
    attributions: pd.DataFrame, summary: ExplanationSummary, row: int
) -> tuple[Pushes, ...]:
    """Read what pushes each estimate of one patient from a run's stored explanation.

    Parameters
    ----------
    attributions, summary
        As in ``attributions.parquet`` and ``attributions.json`` of the run.
    row
        0-based row of the file; one that is not explained has no push.
    """
    mine = attributions[(attributions["row"] == row) & attributions["value"].notna()]
    found = []
    for output, name in named(outputs_of(attributions)).items():
        lines = lines_of(mine, output)
        own = lines["baseline"].iloc[:1] if "baseline" in lines else ()
        found.append(
            Pushes(
                output,
                name,
                row,
                summary.n_background,
                float(next(iter(own), summary.baseline(output))),
                tuple(map(str, lines["feature"])),
                tuple(None if pd.isna(cell) else str(cell) for cell in lines["feature_value"]),
                lines["value"].to_numpy(np.float64),
            )
        )
    return tuple(found)
