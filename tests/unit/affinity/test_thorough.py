"""Measured gains of pairs: planted groups, and losses against the formula."""

import dataclasses

import numpy as np
import pytest
import torch

from mtl_core.affinity import best_partition, thorough_affinity
from mtl_core.affinity.thorough import base_losses, loss_of_predictions
from mtl_core.schema import OutputLayout, Task, TaskKind


@pytest.fixture(scope="module")
def measured(planted, job_of):
    table = planted.as_table(planted.planted_frame((2, 2), 0))
    study = planted.planted_study(table, width=8, n_steps=160)
    job = job_of(study, table)
    return thorough_affinity(job).ordered(study.schema.task_names), job


def test_planted_groups_are_recovered(measured, planted):
    gains, _ = measured
    names = [[gains.tasks[t] for t in g] for g in best_partition(gains.values).partition]
    assert names == planted.planted_groups((2, 2))


def test_a_task_alone_gains_nothing(measured):
    gains, _ = measured
    assert (np.diagonal(gains.values, axis1=1, axis2=2) == 0).all()


def test_a_narrow_encoder_shows_negative_transfer_across_groups(measured):
    gains, _ = measured
    assert gains.mean().values[0, :2, 2:].mean() < 0


def test_two_threads_measure_the_same_to_the_last_bit(measured):
    _, job = measured
    short = dataclasses.replace(job, spec=dataclasses.replace(job.spec, n_steps=20))
    one, two = (thorough_affinity(short, n_threads=n).values for n in (1, 2))
    assert np.array_equal(one, two)


def test_the_base_rate_loses_what_its_formula_says(measured):
    _, job = measured
    fold = job.folds[0]
    found = dict(
        zip([t.name for t in job.layout.tasks], base_losses(fold, job.layout), strict=True)
    )
    place = job.layout.index("t10")
    train = fold.labels[fold.train, place][fold.known[fold.train, place] > 0]
    test = fold.labels[fold.test, place][fold.known[fold.test, place] > 0]
    risk = (train.sum() + 0.5) / (len(train) + 1)
    expected = -(test * risk.log() + (1 - test) * (1 - risk).log()).mean()
    assert found["t10"] == pytest.approx(expected.item(), rel=1e-5)
    place = job.layout.index("t00")
    known = fold.known[fold.test, place] > 0
    train_known = fold.known[fold.train, place] > 0
    mean = fold.labels[fold.train, place][train_known].mean()
    half = 0.5 * (fold.labels[fold.test, place][known] - mean).square().mean()
    assert found["t00"] == pytest.approx(half.item(), rel=1e-5)


def test_losses_of_risks_are_those_of_the_formula():
    tasks = (
        Task("a", TaskKind.BINARY, ("no", "yes")),
        Task("b", TaskKind.REGRESSION),
        Task("c", TaskKind.MULTICLASS, ("I", "II", "III")),
    )
    layout = OutputLayout.of(tasks)
    predicted = torch.tensor([[0.8, 1.5, 0.2, 0.3, 0.5]])
    losses = loss_of_predictions(predicted, torch.tensor([[1.0, 1.0, 1.0]]), layout)[0]
    # -ln .8, half of .5 squared, -ln .3
    assert losses.tolist() == pytest.approx([0.2231, 0.125, 1.2040], abs=1e-4)
