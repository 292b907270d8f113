"""Every plan: no patient on two sides, and what each plan promises of its own."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtl_core.data import declare_schema, declare_tasks, read_bytes
from mtl_core.data.splits import (
    dividing_values,
    label_strata,
    make_splits,
    site_folds,
    strata_of_tested,
    with_hold_outs,
)
from mtl_core.errors import SchemaError, StudyError
from mtl_core.schema import EvaluationPlan, Task, TaskKind, TaskRequest
from mtl_core.schema.specs import BeforeAfter, LeaveOneSiteOut, LockedTest

DIED = Task("died", TaskKind.BINARY, ("no", "yes"))
STAY = Task("stay", TaskKind.REGRESSION)
TASKS = (DIED, STAY)
SPLITS = (LockedTest(), LeaveOneSiteOut(fewest=5), BeforeAfter())


def draw_cohort(seed, n_patients=60):
    """Labels, patients with one to three rows, and a site or a time of each row, some unknown."""
    rng = np.random.default_rng(seed)
    patients = rng.permutation(np.repeat(np.arange(n_patients), rng.integers(1, 4, n_patients)))
    n_rows = len(patients)
    labels = {"died": rng.integers(0, 2, n_rows).astype(float), "stay": rng.gamma(2.0, 5.0, n_rows)}
    for values in labels.values():
        values[rng.random(n_rows) < 0.2] = np.nan
    site = rng.integers(0, 4, n_rows).astype(float)
    time = rng.integers(0, 1000, n_rows).astype(float)
    for values in (site, time):
        values[rng.random(n_rows) < 0.1] = np.nan
    return labels, patients, {LeaveOneSiteOut: site, BeforeAfter: time, LockedTest: None}


def split_up(seed, split, *, repeats=3, labels=None):
    own, patients, dividers = draw_cohort(seed)
    plan = EvaluationPlan(split=split, repeats=repeats, seed=seed)
    divider = dividers[type(split)]
    return make_splits(labels or own, TASKS, patients, plan, divider), patients, divider


@pytest.mark.parametrize("split", SPLITS)
@given(seed=st.integers(0, 10_000))
def test_no_patient_is_on_two_sides_and_every_repeat_tests_the_same_rows(split, seed):
    splits, patients, _ = split_up(seed, split)
    tested = {}
    for one in splits:
        parts = [one.train, one.valid, one.test]
        assert all(part.size and (np.diff(part) > 0).all() for part in parts)
        people = [patient for part in parts for patient in set(patients[part])]
        assert len(people) == len(set(people))
        tested.setdefault(one.repeat, []).extend(one.test)
    assert set(tested) == {0, 1, 2}
    assert all(sorted(rows) == sorted(tested[0]) for rows in tested.values())
    assert len(set(tested[0])) == len(tested[0])


@given(seed=st.integers(0, 10_000))
def test_a_locked_test_has_the_share_of_patients_and_only_the_others_are_drawn_anew(seed):
    splits, patients, _ = split_up(seed, LockedTest(share=0.3))
    # 5 labels round by a patient each
    assert len(set(patients[splits[0].test])) == pytest.approx(18, abs=5)
    assert not np.array_equal(splits[0].valid, splits[1].valid)


@given(seed=st.integers(0, 10_000))
def test_sites_are_disjoint_and_every_row_of_a_known_site_is_tested_once(seed):
    splits, _, site = split_up(seed, LeaveOneSiteOut(fewest=5))
    for one in splits:
        inside = np.concatenate([one.train, one.valid])
        assert not set(site[inside]) & set(site[one.test])
    first = np.concatenate([one.test for one in splits if one.repeat == 0])
    assert sorted(first) == np.flatnonzero(~np.isnan(site)).tolist()


@given(seed=st.integers(0, 10_000))
def test_all_training_rows_are_before_all_tested_rows_and_unknown_times_are_in_neither(seed):
    splits, _, time = split_up(seed, BeforeAfter())
    for one in splits:
        inside = np.concatenate([one.train, one.valid])
        assert time[inside].max() < time[one.test].min()


def test_the_later_share_is_met_where_every_patient_has_a_moment_of_its_own():
    labels = {"died": np.tile([0.0, 1.0], 50)}
    plan = EvaluationPlan(split=BeforeAfter(share=0.3))
    (split,) = make_splits(labels, [DIED], np.arange(100), plan, np.arange(100.0)[::-1])
    assert split.test.tolist() == list(range(30))


def test_patients_of_one_moment_stay_together():
    labels = {"died": np.tile([0.0, 1.0], 50)}
    years = np.repeat([2019.0, 2020.0, 2021.0], [50, 10, 40])
    plan = EvaluationPlan(split=BeforeAfter(share=0.25))
    (split,) = make_splits(labels, [DIED], np.arange(100), plan, years)
    assert split.test.tolist() == list(range(60, 100))


def test_small_sites_are_one_fold_and_no_site_of_its_own():
    site = np.repeat([0.0, 1, 2, 3], [30, 25, 4, 3])
    folds = site_folds(site, np.arange(62), 20)
    assert (folds.n_folds, folds.n_joined) == (3, 2)
    assert folds.fold.tolist() == [0] * 30 + [1] * 25 + [2] * 7


@pytest.mark.parametrize(
    ("split", "divider", "words"),
    [
        (LeaveOneSiteOut(fewest=30), np.repeat([0.0, 1.0], 20), "2 known sites, 0 of them"),
        (LeaveOneSiteOut(fewest=5), np.zeros(40), "1 known sites, 1 of them"),
        (LeaveOneSiteOut(fewest=1), np.repeat([0.0, 1.0], [38, 2]), "2 who teach"),
        (BeforeAfter(), np.zeros(40), "1 among 40 patients"),
        (BeforeAfter(share=0.05), np.full(40, np.nan), "0 among 0 patients"),
    ],
)
def test_plans_that_cannot_divide_these_patients_are_refused_with_counts(split, divider, words):
    labels = {"died": np.tile([0.0, 1.0], 20)}
    with pytest.raises(StudyError) as error:
        make_splits(labels, [DIED], np.arange(40), EvaluationPlan(split=split), divider)
    assert words in error.value.found


@pytest.mark.parametrize("split", SPLITS[1:])
def test_labels_of_tested_rows_have_no_say_in_who_trains_validates_or_is_held_out(split):
    before, patients, _ = split_up(3, split)
    labels, *_ = draw_cohort(3)
    for number, one in enumerate(before):
        changed = {name: values.copy() for name, values in labels.items()}
        changed["stay"][one.test] = 1e6
        changed["died"][one.test] = 1 - changed["died"][one.test]
        after = split_up(3, split, labels=changed)[0][number]
        old, new = (
            with_hold_outs(x, y, TASKS, patients, 3) for x, y in ((one, labels), (after, changed))
        )
        for a, b in zip((old.train, *old.hold_outs), (new.train, *new.hold_outs), strict=True):
            np.testing.assert_array_equal(a, b)


def test_every_resample_has_as_many_tested_patients_of_a_stratum_as_the_cohort():
    labels, patients, _ = draw_cohort(0, n_patients=300)
    tested = (patients % 3 == 0) & (np.arange(len(patients)) % 2 == 0)
    strata = strata_of_tested(labels, TASKS, patients, tested)
    people = np.unique(patients[tested])
    assert (strata[~np.isin(patients, people)] == 0).all()
    assert (strata[np.isin(patients, people)] > 0).all()
    by_patient = dict(zip(patients, strata, strict=True))
    assert [by_patient[p] for p in patients] == strata.tolist()
    whole = strata_of_tested(labels, TASKS, patients, np.ones(len(patients), dtype=bool))
    np.testing.assert_array_equal(whole, label_strata(labels, TASKS, patients))


def visits(time=None, **columns):
    n = len(next(iter(columns.values())))
    rows = [",".join(["ill", "age", *columns])]
    for i in range(n):
        cells = [str(values[i]) for values in columns.values()]
        rows.append(",".join([str(i % 2), str(40 + i), *cells]))
    table = read_bytes("\n".join(rows).encode(), name="visits.csv")
    tasks = declare_tasks(table, [TaskRequest("ill")]).tasks
    return table, declare_schema(table, tasks, features=["age"], time=time)


def test_times_are_numbers_or_dates_in_one_clear_order():
    n = 40
    dates = [f"{1 + i % 28}.{1 + i // 28}.2020" for i in range(n)]
    for cells, wanted in ((dates, np.arange(n)), (list(range(n)), np.arange(n))):
        table, schema = visits("seen", seen=cells)
        found = dividing_values(table, schema, BeforeAfter())
        order = np.argsort(found)
        if cells is dates:  # 28 days in January, the rest from the first of February on
            np.testing.assert_array_equal(order, wanted)
        else:
            np.testing.assert_array_equal(found, wanted)


def test_words_that_are_no_time_are_refused():
    table, schema = visits("seen", seen=["early", "late"] * 20)
    with pytest.raises(SchemaError, match="what is earlier"):
        dividing_values(table, schema, BeforeAfter())


@pytest.mark.parametrize(("split", "role"), [(LeaveOneSiteOut(), "site"), (BeforeAfter(), "time")])
def test_a_plan_without_its_column_says_what_is_missing(split, role):
    table, schema = visits(seen=list(range(40)))
    with pytest.raises(StudyError) as error:
        dividing_values(table, schema, split)
    assert f"role {role}" in error.value.expected
