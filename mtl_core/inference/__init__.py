"""Inference: from rows of cells to predictions, by the trained ensemble of a run.

:class:`Ensemble` predicts for raw rows, :class:`CodedPredictor` for codes of their cells, and
:class:`NetworkGame` for coalitions of columns, which is what an explanation asks.
:func:`bundle_files` and :func:`read_bundle` turn an ensemble into the files of a run's ``bundle/``
and back. No file is touched here.

Examples
--------
>>> from mtl_core.errors import StorageError
>>> try:
...     read_bundle({})
... except StorageError as error:
...     print(error.found)
a bundle without manifest.json and weights.safetensors
"""

from mtl_core.inference.bundle import SINGLE_TASK, bundle_files, read_bundle
from mtl_core.inference.calibration import PREDICTING_FILES, calibration_file, read_calibration
from mtl_core.inference.coalitions import NetworkGame
from mtl_core.inference.coded import CodedPredictor
from mtl_core.inference.ensemble import Ensemble, GroupNetworks
from mtl_core.inference.halves import fewest_of_a_split, halves
from mtl_core.inference.new_rows import new_row_findings, with_all_features
from mtl_core.inference.selecting import members_of_split, networks_of_split

__all__ = [
    "PREDICTING_FILES",
    "SINGLE_TASK",
    "CodedPredictor",
    "Ensemble",
    "GroupNetworks",
    "NetworkGame",
    "bundle_files",
    "calibration_file",
    "fewest_of_a_split",
    "halves",
    "members_of_split",
    "networks_of_split",
    "new_row_findings",
    "read_bundle",
    "read_calibration",
    "with_all_features",
]
