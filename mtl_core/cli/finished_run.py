"""The folder of a finished run, as commands read it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from mtl_core.errors import StorageError
from mtl_core.schema import Study
from mtl_core.storage import RunFolder


def read_finished_run(directory: Path) -> tuple[Study, pd.DataFrame]:
    """Return the study of a run and its out-of-fold predictions.

    Raises
    ------
    StorageError
        When one of the two is not there.
    """
    run = RunFolder(directory)
    study, predictions = run.read_study(), run.read_predictions()
    if study is None or predictions is None:
        raise StorageError(
            "There is no run with predictions in this folder",
            expected=f"a folder written by 'run' at '{run.path}'",
            found="no study.json" if study is None else "no predictions.parquet",
            action="check the path, or run the study again",
        )
    return study, predictions
