"""Random numbers come from the study's seed and from what they are for."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from mtl_core.training import derive_seed
from mtl_core.training.seeding import seeded


@given(seed=st.integers(0, 2**31 - 1), member=st.integers(0, 1000))
def test_seeds_are_repeatable_and_fit_torch(seed, member):
    derived = derive_seed(seed, "weights", member)
    assert derived == derive_seed(seed, "weights", member)
    assert 0 <= derived < 2**63


def test_seeds_of_different_purposes_differ():
    labels = [("order", 1, 2), ("order", 12), ("order", 2, 1), ("weights", 1, 2), ()]
    assert len({derive_seed(seed, *label) for seed in (0, 1) for label in labels}) == 10


def test_a_seeded_block_is_repeatable_and_leaves_no_trace():
    before = torch.get_rng_state()
    with seeded(3):
        first = torch.rand(4)
    with seeded(3):
        again = torch.rand(4)
    assert torch.equal(first, again)
    assert torch.equal(torch.get_rng_state(), before)
