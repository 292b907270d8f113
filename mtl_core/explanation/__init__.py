"""Why a model predicts what it predicts: Shapley values of all tasks at once, and summaries.

A column of the CSV is one player: all that is derived from it moves together. Patients are
explained one by one against a fixed background of other patients (:func:`choose_rows`,
:func:`shapley_values`), written as one long table (:func:`attribution_table`) and summarised from
it (:func:`importance`, :func:`task_feature_matrix`, :func:`shared_drivers`). What is explained is
a game (:class:`CoalitionValue`); any function of rows becomes one (:class:`PredictGame`).

Values describe the model: a column *pushes the estimate up or down*; it need not cause the outcome.
The summaries need nothing but pandas.

Examples
--------
>>> import numpy as np
>>> explained, background = choose_rows(10, 3, 100, patients=np.arange(10), seed=0)
>>> len(explained), len(background), len(set(explained) & set(background))
(3, 5, 0)
"""

from mtl_core.explanation.agreement import (
    Agreement,
    ArmAgreement,
    agreement,
    arm_agreement,
    mean_of_halves,
)
from mtl_core.explanation.attribution import ADDITIVITY_TOLERANCE, Attribution, PredictFunction
from mtl_core.explanation.by_level import importance_by_level
from mtl_core.explanation.by_shap import shap_values, to_shap
from mtl_core.explanation.cells import cells_of
from mtl_core.explanation.dependence import dependence, share_of_spread_left
from mtl_core.explanation.drivers import Drivers, shared_drivers
from mtl_core.explanation.exact import exact_values
from mtl_core.explanation.game import CoalitionValue, PredictGame
from mtl_core.explanation.importance import importance, task_feature_matrix
from mtl_core.explanation.interactions import Interaction, interaction
from mtl_core.explanation.more_words import arms_sentence, interaction_sentence
from mtl_core.explanation.pair_effect import pair_effect
from mtl_core.explanation.players import players_of
from mtl_core.explanation.pushes import pushes_of_row
from mtl_core.explanation.rows import choose_rows
from mtl_core.explanation.shapley import shapley_values
from mtl_core.explanation.similarity import task_similarity
from mtl_core.explanation.stored_shap import table_to_shap
from mtl_core.explanation.table import attribution_table, error_sizes, explanation_summary
from mtl_core.explanation.unknown_cells import unknown_cell_sentences, unknown_cell_shares

__all__ = [
    "ADDITIVITY_TOLERANCE",
    "Agreement",
    "ArmAgreement",
    "Attribution",
    "CoalitionValue",
    "Drivers",
    "Interaction",
    "PredictFunction",
    "PredictGame",
    "agreement",
    "arm_agreement",
    "arms_sentence",
    "attribution_table",
    "cells_of",
    "choose_rows",
    "dependence",
    "error_sizes",
    "exact_values",
    "explanation_summary",
    "importance",
    "importance_by_level",
    "interaction",
    "interaction_sentence",
    "mean_of_halves",
    "pair_effect",
    "players_of",
    "pushes_of_row",
    "shap_values",
    "shapley_values",
    "share_of_spread_left",
    "shared_drivers",
    "table_to_shap",
    "task_feature_matrix",
    "task_similarity",
    "to_shap",
    "unknown_cell_sentences",
    "unknown_cell_shares",
]
