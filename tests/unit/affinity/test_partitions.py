"""Partitions against the Bell numbers, brute force and scikit-learn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtl_core.affinity import adjusted_rand_index, all_partitions
from mtl_core.affinity.partitions import merged, neighbours, normal

# OEIS A000110.
BELL = (1, 1, 2, 5, 15, 52, 203, 877, 4140)

partitions_of_six = st.lists(st.integers(0, 5), min_size=6, max_size=6)


def as_groups(labels):
    return [[i for i, v in enumerate(labels) if v == label] for label in sorted(set(labels))]


@pytest.mark.parametrize(("n_tasks", "bell"), list(enumerate(BELL)))
def test_there_are_as_many_partitions_as_the_bell_number_says(n_tasks, bell):
    partitions = [normal(partition) for partition in all_partitions(n_tasks)]
    assert len(partitions) == len(set(partitions)) == bell
    assert all(sorted(t for g in p for t in g) == list(range(n_tasks)) for p in partitions)


@given(partitions_of_six)
def test_neighbours_are_partitions_of_the_same_tasks_and_lead_back(labels):
    partition = normal(as_groups(labels))
    for step in neighbours(partition):
        assert step == normal(step)
        assert sorted(t for g in step for t in g) == list(range(6))
    moves = {step for step in neighbours(partition) if len(step) == len(partition)} - {partition}
    assert all(partition in set(neighbours(step)) for step in moves)


def test_merging_makes_one_group_of_two():
    assert set(merged(((0,), (1,), (2,)))) == {((0, 1), (2,)), ((0, 2), (1,)), ((0,), (1, 2))}


@given(partitions_of_six, partitions_of_six)
def test_agreement_equals_that_of_scikit_learn(one, other):
    from sklearn.metrics import adjusted_rand_score

    found = adjusted_rand_index(as_groups(one), as_groups(other))
    assert found == pytest.approx(adjusted_rand_score(one, other), abs=1e-12)
