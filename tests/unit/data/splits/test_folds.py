"""Folds by patient: a partition, balanced over all tasks at once, and no patient on two sides."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtl_core.data.splits import label_strata, make_splits
from mtl_core.errors import StudyError
from mtl_core.schema import EvaluationPlan, Task, TaskKind

DIED = Task("died", TaskKind.BINARY, ("no", "yes"))
STAGE = Task("stage", TaskKind.MULTICLASS, ("I", "II", "III"))
STAY = Task("stay", TaskKind.REGRESSION)
TASKS = (DIED, STAGE, STAY)


def cohort(seed, n_patients, *, most_rows=3):
    """Labels of ``TASKS`` with unknown ones, and the patient of each row."""
    rng = np.random.default_rng(seed)
    patients = rng.permutation(np.repeat(np.arange(n_patients), rng.integers(1, most_rows + 1)))
    n_rows = len(patients)
    labels = {
        "died": rng.integers(0, 2, n_rows).astype(float),
        "stage": rng.integers(0, 3, n_rows).astype(float),
        "stay": rng.gamma(2.0, 5.0, n_rows),
    }
    for values in labels.values():
        values[rng.random(n_rows) < 0.2] = np.nan
    return labels, patients


@given(
    seed=st.integers(0, 10_000),
    n_patients=st.integers(15, 60),
    folds=st.integers(2, 5),
    repeats=st.integers(1, 2),
)
def test_test_rows_of_a_repeat_are_a_partition_and_parts_share_no_patient(
    seed, n_patients, folds, repeats
):
    labels, patients = cohort(seed, n_patients)
    splits = make_splits(labels, TASKS, patients, EvaluationPlan(folds=folds, repeats=repeats))
    assert [(s.repeat, s.fold) for s in splits] == [
        (repeat, fold) for repeat in range(repeats) for fold in range(folds)
    ]
    for repeat in range(repeats):
        tested = np.concatenate([s.test for s in splits if s.repeat == repeat])
        assert sorted(tested) == list(range(len(patients)))
    for split in splits:
        parts = [split.train, split.valid, split.test]
        assert all(part.size and (np.diff(part) > 0).all() for part in parts)
        assert sorted(np.concatenate(parts)) == list(range(len(patients)))
        people = [patient for part in parts for patient in set(patients[part])]
        assert len(people) == n_patients


def test_validation_holds_a_sixth_of_the_training_patients():
    # Each of the 8 labels can round by one patient.
    labels, patients = cohort(0, 600, most_rows=1)
    for split in make_splits(labels, TASKS, patients, EvaluationPlan()):
        assert len(split.test) == pytest.approx(120, abs=8)
        assert len(split.valid) == pytest.approx(80, abs=8)


def test_the_smallest_cohort_that_is_split_has_validation_rows_in_every_fold():
    for seed in range(20):
        labels = {"died": np.random.default_rng(seed).permutation([0.0, 1.0] * 3)}
        for split in make_splits(labels, [DIED], np.arange(6), EvaluationPlan(folds=2, seed=seed)):
            assert split.train.size
            assert split.valid.size


def deviations(parts, indicators):
    """Deviation of each label's count per part, in standard errors of a plain random split."""
    n, n_parts = len(indicators), len(parts)
    m = indicators.sum(axis=0)
    share = 1 / n_parts
    spread = np.sqrt(m * share * (1 - share) * (n - m) / (n - 1))  # hypergeometric
    counts = np.stack([indicators[part].sum(axis=0) for part in parts])
    return np.abs(counts - m * share) / spread


def test_shares_of_every_label_are_closer_to_equal_than_a_random_split_can_be():
    # Of 8 labels x 5 folds in a random split, all within one standard error has a chance of about
    # .68 ** 32, one in 200,000: a split that holds this bound was balanced on purpose.
    rng = np.random.default_rng(1)
    n = 900
    severity = rng.normal(size=n)
    labels = {
        "died": (severity + rng.normal(size=n) > 2.2).astype(float),
        "stage": np.digitize(severity + rng.normal(size=n), [0.0, 1.5]).astype(float),
        "stay": np.exp(severity + rng.normal(size=n)),
    }
    thirds = np.digitize(labels["stay"], np.quantile(labels["stay"], [1 / 3, 2 / 3]))
    indicators = np.stack(
        [labels["died"] == c for c in range(2)]
        + [labels["stage"] == c for c in range(3)]
        + [thirds == c for c in range(3)],
        axis=1,
    )
    splits = make_splits(labels, TASKS, np.arange(n), EvaluationPlan())
    random = np.array_split(rng.permutation(n), 5)
    assert deviations([s.test for s in splits], indicators).max() < 1
    assert deviations(random, indicators).max() > 1


@pytest.mark.parametrize("seed", range(5))
def test_what_a_rare_label_unbalances_the_next_one_makes_good(seed):
    # 60 died, half of them in intensive care, as 330 others. Dealing the dead leaves each fold a
    # random number of them in intensive care; the others are enough to level this out, so both
    # labels are equal up to the rounding of whole patients.
    icu = Task("icu", TaskKind.BINARY, ("no", "yes"))
    patient = np.arange(900)
    labels = {"died": (patient < 60) * 1.0, "icu": ((patient >= 30) & (patient < 390)) * 1.0}
    for split in make_splits(labels, [DIED, icu], patient, EvaluationPlan(seed=seed)):
        assert abs(labels["died"][split.test].sum() - 60 / 5) <= 1
        assert abs(labels["icu"][split.test].sum() - 360 / 5) <= 1


@given(seed=st.integers(0, 10_000), folds=st.integers(2, 10), extra=st.integers(0, 5))
def test_every_fold_has_both_classes_when_there_are_as_many_events_as_folds(seed, folds, extra):
    rng = np.random.default_rng(seed)
    values = np.concatenate([np.ones(folds + extra), np.zeros(60)])
    labels = {"died": rng.permutation(values)}
    plan = EvaluationPlan(folds=folds, seed=seed)
    for split in make_splits(labels, [DIED], np.arange(values.size), plan):
        assert set(labels["died"][split.test]) == {0.0, 1.0}
        assert set(labels["died"][split.train]) == {0.0, 1.0}


def test_the_same_seed_draws_the_same_folds_and_another_seed_or_repeat_others():
    labels, patients = cohort(0, 100)

    def draw(seed):
        return make_splits(labels, TASKS, patients, EvaluationPlan(seed=seed, repeats=2))

    def same(one, other):
        return all(
            np.array_equal(getattr(one, part), getattr(other, part))
            for part in ("train", "valid", "test")
        )

    first, again, other = draw(0), draw(0), draw(1)
    assert all(same(a, b) for a, b in zip(first, again, strict=True))
    assert not same(first[0], other[0])
    assert not same(first[0], first[5])


def test_fewer_than_three_patients_per_fold_are_refused_with_counts():
    labels, patients = cohort(0, 14)
    with pytest.raises(StudyError) as error:
        make_splits(labels, TASKS, patients, EvaluationPlan(folds=5))
    assert "15 patients for 5 folds" in error.value.expected
    assert error.value.found == "14 patients"


@given(seed=st.integers(0, 10_000), n_patients=st.integers(20, 300))
def test_every_stratum_has_twenty_patients_and_no_patient_is_in_two(seed, n_patients):
    labels, patients = cohort(seed, n_patients)
    strata = label_strata(labels, TASKS, patients)
    assert strata.shape == patients.shape
    by_patient = dict(zip(patients.tolist(), strata.tolist(), strict=True))
    assert [by_patient[p] for p in patients.tolist()] == strata.tolist()
    assert np.bincount(list(by_patient.values())).min() >= 20


@pytest.mark.parametrize(("events", "n_strata"), [(20, 2), (19, 1)])
def test_a_rare_event_is_a_stratum_of_its_own_from_twenty_patients_on(events, n_strata):
    labels = {"died": (np.arange(200) < events).astype(float)}
    strata = label_strata(labels, [DIED], np.arange(200))
    assert len(set(strata)) == n_strata
    assert len(set(strata[:events])) == 1
