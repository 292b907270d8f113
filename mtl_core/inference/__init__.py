"""Inference: from rows of cells to predictions, by the trained ensemble of a run.

:class:`Ensemble` predicts for raw rows, :class:`CodedPredictor` for codes of their cells (what an
explanation needs), and :func:`bundle_files` / :func:`read_bundle` turn an ensemble into the files
of a run's ``bundle/`` and back. No file is touched here.

Examples
--------
>>> from mtl_core.errors import StorageError
>>> try:
...     read_bundle({})
... except StorageError as error:
...     print(error.found)
a bundle without manifest.json and weights.safetensors
"""

from mtl_core.inference.bundle import bundle_files, read_bundle
from mtl_core.inference.coded import CodedPredictor
from mtl_core.inference.ensemble import Ensemble, GroupNetworks

__all__ = ["CodedPredictor", "Ensemble", "GroupNetworks", "bundle_files", "read_bundle"]
