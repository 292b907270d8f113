"""Labels that stay are nested, drawn by patient, and hold some of every class."""

import itertools

import numpy as np
import pytest

from mtl_core.data import draw_labels
from mtl_core.data.splits import Split
from mtl_core.schema import Task, TaskKind

N = 1200
SHARES = (1.0, 0.3, 0.1, 0.03)
YES_NO = Task("died", TaskKind.BINARY, ("no", "yes"))
STAGE = Task("stage", TaskKind.MULTICLASS, ("I", "II", "III"))
STAY = Task("stay", TaskKind.REGRESSION)
SPLIT = Split(0, 0, np.arange(800), np.arange(800, 960), np.arange(960, N))


@pytest.fixture
def rng():
    return np.random.default_rng(3)


def labels_of(task, rng):
    if task is STAY:
        labels = rng.lognormal(size=N)
    else:
        shares = {YES_NO: [0.9, 0.1], STAGE: [0.5, 0.35, 0.15]}[task]
        labels = rng.choice(len(shares), N, p=shares).astype(float)
    labels[rng.random(N) < 0.2] = np.nan
    return labels


@pytest.fixture(params=[YES_NO, STAGE, STAY], ids=lambda task: task.name)
def task(request):
    return request.param


def test_the_labels_of_a_smaller_share_are_among_those_of_a_larger_one(task, rng):
    kept = draw_labels(task, labels_of(task, rng), np.arange(N), SPLIT, SHARES, rng)
    for larger, smaller in itertools.pairwise(kept):
        assert (smaller <= larger).all()
        assert smaller.sum() < larger.sum()


def test_a_share_of_one_keeps_every_known_label_and_no_test_label(task, rng):
    labels = labels_of(task, rng)
    (kept,) = draw_labels(task, labels, np.arange(N), SPLIT, (1.0,), rng)
    inside = np.arange(N) < 960
    np.testing.assert_array_equal(kept, inside & ~np.isnan(labels))


@pytest.mark.parametrize("share", [0.5, 0.1])
def test_every_class_keeps_its_share_in_training_and_in_validation(rng, share):
    labels = labels_of(STAGE, rng)
    (kept,) = draw_labels(STAGE, labels, np.arange(N), SPLIT, (share,), rng)
    for part in (SPLIT.train, SPLIT.valid):
        for code in range(3):
            of_class = part[labels[part] == code]
            assert kept[of_class].sum() == round(share * len(of_class))


def test_thirds_of_a_number_keep_their_share(rng):
    labels = labels_of(STAY, rng)
    (kept,) = draw_labels(STAY, labels, np.arange(N), SPLIT, (0.1,), rng)
    train = SPLIT.train[~np.isnan(labels[SPLIT.train])]
    low, high = np.quantile(labels[train], [1 / 3, 2 / 3])
    thirds = np.digitize(labels[train], [low, high])
    counts = np.bincount(thirds[kept[train]], minlength=3)
    assert np.abs(counts - 0.1 * len(train) / 3).max() <= 1


def test_of_a_rare_class_at_least_one_patient_stays_in_both_parts(rng):
    labels = np.zeros(N)
    labels[[5, 17, 900]] = 1
    (kept,) = draw_labels(YES_NO, labels, np.arange(N), SPLIT, (0.01,), rng)
    assert kept[[5, 17]].sum() == 1
    assert kept[900]


def test_all_rows_of_a_patient_stay_or_go_together(task, rng):
    patients = np.concatenate([np.arange(400), np.arange(400), 400 + np.arange(400) // 2])
    kept = draw_labels(task, labels_of(task, rng), patients, SPLIT, (0.2,), rng)[0]
    labels = labels_of(task, np.random.default_rng(3))
    for patient in range(400):
        rows = np.flatnonzero((patients == patient) & ~np.isnan(labels))
        assert len(set(kept[rows])) <= 1


@pytest.mark.parametrize("seed", range(8))
def test_a_patient_counts_for_the_rarest_class_that_any_row_has(seed):
    """Ten patients have one row with and one without the event: at a half, five of them stay."""
    patients = np.concatenate([np.arange(400), np.arange(400), 400 + np.arange(400)])
    labels = np.zeros(N)
    labels[:10] = 1
    rng = np.random.default_rng(seed)
    (kept,) = draw_labels(YES_NO, labels, patients, SPLIT, (0.5,), rng)
    assert kept[:10].sum() == 5
    assert kept[400:410].sum() == 5


def test_the_same_generator_gives_the_same_draw_and_another_gives_another(task):
    draws = [
        draw_labels(
            task, labels_of(task, np.random.default_rng(3)), np.arange(N), SPLIT, (0.1,), own
        )
        for own in (np.random.default_rng(1), np.random.default_rng(1), np.random.default_rng(2))
    ]
    assert np.array_equal(draws[0], draws[1])
    assert not np.array_equal(draws[0], draws[2])


def test_without_any_label_nothing_stays(rng):
    kept = draw_labels(YES_NO, np.full(N, np.nan), np.arange(N), SPLIT, (0.5,), rng)
    assert not kept.any()
