"""The maps of an ensemble's risks, as a file beside its networks."""

from __future__ import annotations

from collections.abc import Mapping

from mtl_core.errors import StorageError, StudyError
from mtl_core.inference.bundle import MANIFEST, WEIGHTS
from mtl_core.schema import from_json, to_json
from mtl_core.schema.calibration import FittedMaps

CALIBRATION = "calibration.json"

PREDICTING_FILES = (MANIFEST, WEIGHTS, CALIBRATION)
"""Files of a bundle from which predictions for new patients are made."""


def calibration_file(maps: FittedMaps) -> dict[str, bytes]:
    """Write maps as a file of ``bundle/``: name to bytes."""
    return {CALIBRATION: to_json(maps).encode()}


def read_calibration(files: Mapping[str, bytes]) -> FittedMaps:
    """Read the maps from the files of ``bundle/``; bundles of earlier versions have none.

    Raises
    ------
    StorageError
        When the file is damaged.
    """
    content = files.get(CALIBRATION)
    if content is None:
        return FittedMaps()
    try:
        return from_json(FittedMaps, content.decode(errors="replace"))
    except StudyError:
        raise StorageError(
            "The recalibration of the trained model cannot be read",
            expected=f"{CALIBRATION} as this program wrote it",
            found="a damaged file",
            action="run the study again",
        ) from None
