"""A trained ensemble and patients it has never seen."""

from mtl_core.studies.new_patients.predict import predict_new, prediction_lines
from mtl_core.studies.new_patients.second_site import recalibrate_site, site_maps

__all__ = [
    "predict_new",
    "prediction_lines",
    "recalibrate_site",
    "site_maps",
]
