"""Drivers planted in a cohort are found again by the explanation of a small trained network.

What moves each of three outcomes is known, because it was written here. ``age`` moves all,
``lactate`` moves death alone, ``weight`` the length of stay alone, ``fluid`` moves death and stay
in opposite directions, ``noise1`` to ``noise3`` move nothing. ``crp`` holds noise, but it was
measured where sepsis was suspected: only its being unknown tells of sepsis.
"""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from mtl_core.explanation import (
    agreement,
    importance,
    shared_drivers,
    task_feature_matrix,
    unknown_cell_sentences,
    unknown_cell_shares,
)
from mtl_core.inference import halves
from mtl_core.schema import ExplanationSpec, HardSharing, Output, TaskKind
from mtl_core.studies.explanation.explain import Budget, attribute, explain_ensemble
from tests.reference.explanations.arms import study_of, trained_arm

NAMES = ("age", "lactate", "weight", "fluid", "crp", "noise1", "noise2", "noise3")
KINDS = {"died": TaskKind.BINARY, "sepsis": TaskKind.BINARY, "stay": TaskKind.REGRESSION}
EVEN = 1 / len(NAMES)
DESIGN = HardSharing(width=16, depth=1, dropout=0.1)


def planted(n=800, seed=0):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(rng.normal(size=(n, len(NAMES))).round(2), columns=list(NAMES))
    measured = rng.random(n) < 0.5
    push = {
        "died": 1.5 * frame["age"] + 1.5 * frame["lactate"] + 1.2 * frame["fluid"],
        "sepsis": 1.5 * frame["age"] + 3.0 * (measured - 0.5),
        "stay": 1.5 * frame["age"] + 1.5 * frame["weight"] - 1.2 * frame["fluid"],
    }
    for task in ("died", "sepsis"):
        frame[task] = np.where(push[task] + rng.logistic(size=n) > 0, "yes", "no")
    frame["stay"] = (10 + 2 * push["stay"] + rng.normal(size=n)).round(2)
    frame.loc[~measured, "crp"] = np.nan
    frame["pid"] = [f"p{i}" for i in range(n)]
    return frame


def explained_study(frame):
    study, table = study_of(frame, DESIGN, KINDS, NAMES, n_steps=120, batch_size=64)
    explanation = ExplanationSpec(n_patients=100, n_background=30)
    return dataclasses.replace(study, explanation=explanation), table


@pytest.fixture(scope="module")
def told():
    study, table = explained_study(planted())
    ensemble = trained_arm(study, table)
    return explain_ensemble(ensemble, study, table, None, Budget()).attributions


def test_columns_that_move_all_tasks_are_shared_and_those_of_one_task_its_own(told):
    """``fluid`` moves two of three tasks: more than half, so it is shared as well."""
    found = shared_drivers(told, list(KINDS))
    assert set(found.shared) == {"age", "fluid"}
    assert found.specific == {"died": ("lactate",), "sepsis": ("crp",), "stay": ("weight",)}


def test_columns_of_noise_carry_less_than_half_an_even_share_of_every_task(told):
    shares = task_feature_matrix(told)
    assert (shares[["noise1", "noise2", "noise3"]] < EVEN / 2).all(axis=None)
    assert (shares.loc[["died", "stay"], "crp"] < EVEN / 2).all()


def test_a_column_that_pushes_two_tasks_apart_has_pushes_of_opposite_sign(told):
    wide = told.pivot_table(index="row", columns=["task", "feature"], values="value")
    assert np.corrcoef(wide["died", "fluid"], wide["stay", "fluid"])[0, 1] < -0.9
    assert np.corrcoef(wide["died", "age"], wide["stay", "age"])[0, 1] > 0.9


def test_planted_pushes_have_their_planted_size(told):
    """A linear outcome: weight adds 3 for each unit above its background's mean."""
    mine = told[(told["task"] == "stay") & (told["feature"] == "weight")]
    slope = np.polyfit(mine["feature_value"].astype(float), mine["value"], 1)[0]
    assert slope == pytest.approx(3.0, rel=0.25)


def test_a_column_that_tells_only_by_being_unknown_is_shown_as_such(told):
    lines = unknown_cell_shares(told, Output("sepsis")).set_index("feature")
    assert lines.loc["crp", "low"] > 0.8
    assert lines.loc["crp", "mean_unknown"] < 0 < lines.loc["crp", "mean_known"]
    (sentence,) = unknown_cell_sentences(told, Output("sepsis"))
    assert sentence.startswith("crp matters mostly by being missing")
    assert unknown_cell_sentences(told, Output("died")) == ()


def test_a_column_that_tells_by_its_value_is_not_blamed_for_its_unknown_cells():
    """The same column known at random, and sepsis drawn from its value."""
    frame = planted()
    rng = np.random.default_rng(9)
    crp = rng.normal(size=len(frame)).round(2)
    frame["sepsis"] = np.where(2.5 * crp + rng.logistic(size=len(frame)) > 0, "yes", "no")
    frame["crp"] = np.where(rng.random(len(frame)) < 0.5, crp, np.nan)
    study, table = explained_study(frame)
    told = explain_ensemble(trained_arm(study, table), study, table, None).attributions
    line = unknown_cell_shares(told, Output("sepsis")).set_index("feature").loc["crp"]
    assert importance(told).query("task == 'sepsis'")["feature"].iloc[0] == "crp"
    assert line["high"] < 0.5
    assert unknown_cell_sentences(told, Output("sepsis")) == ()


def test_a_model_of_permuted_labels_has_no_driver_that_another_training_finds_again():
    """Two folds teach two networks with no patient in common: the halves of the ensemble."""
    frame = planted()
    order = np.random.default_rng(7).permutation(len(frame))
    cosines = {}
    for name, own in (("true", frame), ("permuted", frame.copy())):
        if name == "permuted":
            own[list(KINDS)] = frame[list(KINDS)].to_numpy()[order]
        study, table = explained_study(own)
        ensemble = trained_arm(study, table)
        halved = [attribute(half, study, table, None, Budget(17)) for half in halves(ensemble)]
        cosines[name] = agreement(*halved).cosines
    assert (cosines["true"] > 0.7).all()
    assert (cosines["permuted"] < 0.5).all()
