"""The arms of a study: trained, calibrated, and what they predict."""

from mtl_core.studies.arms.calibration import (
    calibrate_arms,
    resamples_of,
    saved_maps,
    with_calibration,
)
from mtl_core.studies.arms.champion import champion_table, choose_champion
from mtl_core.studies.arms.predictions import (
    make_ensemble,
    predict_out_of_fold,
    predict_rows,
    prediction_table,
)
from mtl_core.studies.arms.relation import learned_relations
from mtl_core.studies.arms.train import (
    Trained,
    assemble_multi_task,
    predict_reference,
    train_groups,
    train_shared,
    train_single,
)

__all__ = [
    "Trained",
    "assemble_multi_task",
    "calibrate_arms",
    "champion_table",
    "choose_champion",
    "learned_relations",
    "make_ensemble",
    "predict_out_of_fold",
    "predict_reference",
    "predict_rows",
    "prediction_table",
    "resamples_of",
    "saved_maps",
    "train_groups",
    "train_shared",
    "train_single",
    "with_calibration",
]
