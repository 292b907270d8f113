"""Whoever is explained is explained by networks that never saw the patient, in every study."""

import typing
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from mtl_core.schema import EvaluationPlan, ExplanationSpec, SharingDesign, TaskKind, TrainingSpec
from mtl_core.schema.events import AttributionsReady, BundleReady, PredictionsReady
from mtl_core.schema.specs import BeforeAfter, LeaveOneSiteOut, LockedTest, RepeatedFolds, SplitPlan
from mtl_core.studies.explanation import splits_that_test

PLANS = (RepeatedFolds(), LockedTest(), LeaveOneSiteOut(), BeforeAfter())
SMALL = TrainingSpec(n_steps=32, batch_size=32, n_members=2, patience=3)


def told_by(events):
    """Return the stored predictions of the multi-task arm, the explanation and the bundle."""
    tables = pd.concat([e.predictions for e in events if isinstance(e, PredictionsReady)])
    (explained,) = [e for e in events if isinstance(e, AttributionsReady)]
    (files,) = [e.files for e in events if isinstance(e, BundleReady)]
    return tables, explained, files


def estimates(attributions):
    """Add up baseline and pushes of every explained estimate."""
    by = attributions.groupby(["row", "task", "class"], dropna=False)
    return by["baseline"].first() + by["value"].sum()


def stored(tables, kinds):
    """Return the first repeat's predictions of the multi-task arm by row, task and class."""
    mine = tables[(tables["arm"] == "multi_task") & (tables["repeat"] == 0)]
    columns = (mine[name] for name in ("row", "task", "class", "predicted"))
    return {
        (row, task, None if kinds[task] is TaskKind.REGRESSION else label): predicted
        for row, task, label, predicted in zip(*columns, strict=True)
    }


def compare(study, events):
    """Check every explained estimate against the stored one; return how many there were."""
    tables, explained, _ = told_by(events)
    kinds = {task.name: task.kind for task in study.schema.tasks}
    known = stored(tables, kinds)
    n_compared = 0
    for (row, task, label), value in estimates(explained.attributions).items():
        key = (row, task, None if pd.isna(label) else label)
        if key in known:
            assert value == pytest.approx(known[key], abs=1e-4 * max(1, abs(value)))
            n_compared += 1
    assert explained.summary.unseen
    assert explained.summary.n_patients > 3
    return n_compared


@pytest.mark.parametrize("design", typing.get_args(SharingDesign))
def test_estimates_that_are_explained_are_the_stored_ones_for_every_design(design, make_study, run):
    study = make_study(
        design=design(), training=SMALL, explanation=ExplanationSpec(n_patients=6, n_background=10)
    )
    assert compare(study, run(study)) > 15


def test_every_plan_is_here():
    assert {type(plan) for plan in PLANS} == set(typing.get_args(SplitPlan))


@pytest.mark.parametrize("split", PLANS, ids=lambda split: split.name)
def test_estimates_that_are_explained_are_the_stored_ones_for_every_plan(split, make_study, run):
    study = make_study(training=SMALL, explanation=ExplanationSpec(n_patients=8, n_background=10))
    plan = EvaluationPlan(folds=3, repeats=2, n_resamples=50, split=split)
    lactate = tuple(f for f in study.schema.features if f.name == "lactate")
    schema = replace(study.schema, features=lactate, site="unit", time="age")
    assert compare(study, run(replace(study, schema=schema, plan=plan))) > 15


def test_rows_that_nobody_was_tested_on_have_no_networks(events, table):
    tables, _, _ = told_by(events)
    split_of = splits_that_test(tables, table)
    mine = tables[(tables["arm"] == "multi_task") & (tables["repeat"] == 0)]
    tested = set(mine["row"])
    assert {int(row) for row in np.flatnonzero(split_of >= 0)} == tested
    for row, fold in zip(mine["row"], mine["fold"], strict=True):
        assert split_of[row] == fold
