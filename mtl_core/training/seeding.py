"""Random numbers: every one comes from the study's seed and a name of what it is for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import torch


def derive_seed(seed: int, *labels: object) -> int:
    """Derive an independent seed from a study's seed and what it is for.

    Examples
    --------
    >>> derive_seed(0, "weights", 1) == derive_seed(0, "weights", 1)
    True
    >>> derive_seed(0, "weights", 1) == derive_seed(0, "weights", 2)
    False
    """
    text = "\x1f".join(map(str, (seed, *labels)))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 1


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Seed torch's global generator inside the block and put it back afterwards."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        yield
