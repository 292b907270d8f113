"""A short run of the fuzz: damaged files are read or refused, and nothing else."""

import time

import numpy as np

from benchmarks import fuzz
from benchmarks.mutations import mutated, seed_files


def test_five_hundred_damaged_files_are_read_or_refused():
    outcomes = fuzz.try_inputs(range(500), seed=1)
    assert outcomes.failures == {}
    assert outcomes.n_read + outcomes.refused.total() == 500
    assert outcomes.n_read > 100
    assert len(outcomes.refused) > 5


def test_an_input_is_made_anew_from_its_number():
    seeds = seed_files()
    first, again = (mutated(seeds, np.random.default_rng([1, 7])) for _ in range(2))
    assert first == again
    assert first != mutated(seeds, np.random.default_rng([1, 8]))


def test_an_undocumented_error_is_a_failure_that_tells_no_cell():
    outcomes = fuzz.Outcomes()
    with fuzz.Watched(3, outcomes):
        int("a cell")
    assert outcomes.failures == {3: "ValueError"}


def test_an_input_that_takes_too_long_is_a_failure():
    outcomes = fuzz.Outcomes()
    with fuzz.Watched(3, outcomes, most_seconds=0.05):
        time.sleep(5)
    assert outcomes.failures == {3: "TookTooLongError"}
    assert outcomes.slowest[0] < 5
