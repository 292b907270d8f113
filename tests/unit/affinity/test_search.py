"""The search for a partition against brute force, and its band for noise."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtl_core.affinity import all_partitions, best_partition
from mtl_core.affinity import search as searching


def written_out(gains, partition):
    """Mean gain per task, term by term."""
    total = 0.0
    for group in partition:
        for j in group:
            others = [i for i in group if i != j]
            total += sum(gains[i, j] for i in others) / len(others) if others else 0.0
    return total / len(gains)


def blocks(sizes, inside=1.0, outside=-1.0):
    owner = np.repeat(np.arange(len(sizes)), sizes)
    return np.where(owner[:, None] == owner, inside, outside)


def groups_of(sizes):
    ends = np.cumsum(sizes)
    return tuple(tuple(range(e - s, e)) for s, e in zip(sizes, ends, strict=True))


@given(st.integers(2, 5), st.integers(0, 10_000))
@settings(max_examples=25)
def test_the_best_partition_is_that_of_brute_force(n_tasks, seed):
    gains = np.random.default_rng(seed).normal(size=(1, n_tasks, n_tasks))
    found = best_partition(gains)
    best = max(written_out(gains[0], p) for p in all_partitions(n_tasks))
    assert found.score == pytest.approx(best)
    assert written_out(gains[0], found.partition) == pytest.approx(best)


@given(st.integers(0, 10_000))
@settings(max_examples=10)
def test_the_beam_finds_what_looking_at_all_partitions_finds(seed):
    gains = np.random.default_rng(seed).normal(size=(1, 6, 6))
    scores = searching.Scores(gains)
    searching._search(scores, 6)
    found = max(float(s.mean()) for s in scores.seen.values())
    assert found == pytest.approx(best_partition(gains).score)


@pytest.mark.parametrize("sizes", [(3, 3), (2, 4, 1), (4, 5), (3, 4, 5, 1), (6, 7)])
def test_planted_blocks_are_found_with_few_tasks_and_with_many(sizes):
    noise = np.random.default_rng(0).normal(scale=0.2, size=(4, sum(sizes), sum(sizes)))
    assert best_partition(blocks(sizes) + noise).partition == groups_of(sizes)


@pytest.mark.parametrize("n_tasks", [4, 10])
def test_noise_alone_splits_nothing(n_tasks):
    rng = np.random.default_rng(0)
    kept = [
        len(best_partition(rng.normal(size=(5, n_tasks, n_tasks)), band=3).partition) == 1
        for _ in range(20)
    ]
    assert np.mean(kept) > 0.9


def test_equal_partitions_give_the_coarser():
    assert best_partition(np.zeros((3, 4, 4))).partition == ((0, 1, 2, 3),)
    assert best_partition(np.ones((3, 4, 4))).partition == ((0, 1, 2, 3),)


def test_tasks_that_only_harm_each_other_stay_alone():
    gains = blocks((1, 1, 1)) - 0.1 * np.random.default_rng(0).random((3, 3, 3))
    chosen = best_partition(gains)
    assert chosen.partition == ((0,), (1,), (2,))
    assert chosen.score == 0


def test_what_could_not_be_measured_counts_as_nothing():
    gains = blocks((2, 2))[None].repeat(3, axis=0)
    gains[:, 0, 3] = np.nan
    assert best_partition(gains).partition == groups_of((2, 2))


def test_permuting_the_tasks_permutes_the_groups():
    rng = np.random.default_rng(1)
    gains = rng.normal(size=(3, 6, 6))
    order = rng.permutation(6)
    direct = best_partition(gains).partition
    moved = best_partition(gains[:, order][:, :, order]).partition
    assert {frozenset(order[list(g)].tolist()) for g in moved} == {frozenset(g) for g in direct}
