"""Hold-outs of an ensemble's members: a partition by patient, and nothing else changes."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mtl_core.data.splits import make_splits, with_hold_outs
from mtl_core.schema import EvaluationPlan, Task, TaskKind

DIED = Task("died", TaskKind.BINARY, ("no", "yes"))


def cohort(seed, n_patients, *, risk=0.5):
    """Labels with unknown ones, and the patient of each row; patients have one to three rows."""
    rng = np.random.default_rng(seed)
    patients = np.repeat(np.arange(n_patients), rng.integers(1, 4, n_patients))
    died = (rng.random(len(patients)) < risk).astype(float)
    died[rng.random(len(patients)) < 0.2] = np.nan
    return {"died": died}, patients


@given(seed=st.integers(0, 10_000), n_patients=st.integers(9, 60), folds=st.integers(2, 3))
def test_hold_outs_are_a_partition_by_patient_and_the_first_is_the_split_s_own(
    seed, n_patients, folds
):
    labels, patients = cohort(seed, n_patients)
    for split in make_splits(labels, [DIED], patients, EvaluationPlan(folds=folds)):
        dealt = with_hold_outs(split, labels, [DIED], patients, seed=0)
        assert dealt.train is split.train
        assert dealt.test is split.test
        assert np.array_equal(dealt.hold_outs[0], split.valid)
        inside = np.sort(np.concatenate([split.train, split.valid]))
        assert np.array_equal(np.sort(np.concatenate(dealt.hold_outs)), inside)
        owners = [set(patients[part]) for part in dealt.hold_outs]
        assert sum(map(len, owners)) == len(set.union(*owners))
        assert all(0 < len(part) < len(inside) for part in dealt.hold_outs)


def test_six_parts_are_equally_large_and_carry_a_rare_outcome_alike():
    labels, patients = cohort(1, 1200, risk=0.05)
    (split, *_) = make_splits(labels, [DIED], patients, EvaluationPlan(folds=2))
    parts = with_hold_outs(split, labels, [DIED], patients, seed=0).hold_outs
    sizes = [len(set(patients[part])) for part in parts]
    events = [len(set(patients[part][labels["died"][part] == 1])) for part in parts]
    assert len(parts) == 6
    assert max(sizes) - min(sizes) <= 3
    assert max(events) - min(events) <= 2


def test_the_same_seed_deals_alike_and_another_otherwise():
    labels, patients = cohort(2, 90)
    (split, *_) = make_splits(labels, [DIED], patients, EvaluationPlan(folds=2))
    one, same, other = (
        with_hold_outs(split, labels, [DIED], patients, seed=seed).hold_outs for seed in (0, 0, 1)
    )
    assert all(np.array_equal(a, b) for a, b in zip(one, same, strict=True))
    assert any(not np.array_equal(a, b) for a, b in zip(one, other, strict=True))
