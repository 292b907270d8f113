"""The expected gain of groupings, and the losses that it rests on."""

import dataclasses

import numpy as np
import pytest

from mtl_core.affinity import expected_gain, losses_of_groupings
from mtl_core.schema import TaskGrouping
from mtl_core.schema.answers import ExpectedGain


def test_the_gain_is_the_mean_over_tasks_of_mean_differences():
    reference = np.array([[1.0, 2.0], [3.0, np.nan], [1.0, 4.0]])
    suggested = reference - np.array([[0.1, 0.4], [0.3, 0.0], [0.2, 0.2]])
    gain = expected_gain(suggested, reference, np.array([0, 1, 2]), seed=0)
    assert gain.value == pytest.approx(((0.1 + 0.3 + 0.2) / 3 + (0.4 + 0.2) / 2) / 2)
    assert gain.low <= gain.value <= gain.high


def test_the_interval_is_that_of_the_mean_of_many_patients():
    # One task and one row per patient: mean plus and minus 1.96 standard errors.
    differences = np.random.default_rng(0).normal(0.02, 0.5, 4000)
    gain = expected_gain(-differences[:, None], np.zeros((4000, 1)), np.arange(4000), seed=1)
    half = 1.96 * differences.std() / np.sqrt(4000)
    assert gain.high - gain.low == pytest.approx(2 * half, rel=0.1)


def test_rows_of_one_patient_are_drawn_together():
    differences = np.repeat(np.random.default_rng(0).normal(0, 1, 300), 4)[:, None]
    patients = np.repeat(np.arange(300), 4)
    one = expected_gain(-differences, np.zeros_like(differences), patients, seed=0)
    other = expected_gain(-differences, np.zeros_like(differences), np.arange(1200), seed=0)
    assert one.high - one.low > 1.7 * (other.high - other.low)


def test_equal_losses_gain_exactly_nothing():
    losses = np.random.default_rng(0).random((50, 3))
    assert expected_gain(losses, losses, np.arange(50), seed=0) == ExpectedGain(0.0, 0.0, 0.0)


def test_groupings_are_scored_on_all_labelled_test_rows_and_shared_networks_agree(planted, job_of):
    table = planted.as_table(planted.planted_frame((2, 1), 0))
    study = planted.planted_study(table, n_steps=20)
    job = job_of(study, table)
    job = dataclasses.replace(job, folds=job.folds[:2])
    names = [task.name for task in job.layout.tasks]
    pair = TaskGrouping.of(names, [["t00", "t01"]])
    alone = TaskGrouping.finest(names)
    mixed, single = losses_of_groupings(job, [[pair, alone], [alone, alone]])
    for losses, other, fold in zip(mixed, single, job.folds, strict=True):
        known = fold.known[fold.test].numpy() > 0
        assert (np.isfinite(losses) == known).all()
        lone = job.layout.index("t10")
        assert np.array_equal(losses[:, lone], other[:, lone], equal_nan=True)
    assert not np.array_equal(mixed[0], single[0], equal_nan=True)
    assert np.array_equal(mixed[1], single[1], equal_nan=True)
