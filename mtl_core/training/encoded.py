"""Room for the encoded features of all folds: one tensor, in memory or in a file."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

MOST_IN_MEMORY = 2 * 2**30
"""Bytes of encoded features, all folds together, beyond which they lie in a file."""

_BYTES = 4


def room_for(n_folds: int, n_rows: int, width: int, most: int = MOST_IN_MEMORY) -> Tensor:
    """Return zeros of shape ``(n_folds, n_rows, width)``, float32.

    Parameters
    ----------
    most
        Bytes beyond which they lie in a file of the folder for temporary files: the operating
        system reads in what is used and may take the memory back. The file has no name that others
        could open, and is gone when the tensor is.
    """
    shape = (n_folds, n_rows, width)
    if n_folds * n_rows * width * _BYTES <= most:
        return torch.zeros(shape)
    with tempfile.TemporaryFile(prefix="consilium-") as file:
        mapped = np.memmap(file, dtype=np.float32, mode="w+", shape=shape)
    return torch.from_numpy(mapped)


def laid_together(blocks: Sequence[Tensor]) -> Tensor:
    """Return the rows of all blocks, ``(n_blocks * n_rows, width)``, copied only if they must be.

    Blocks that :func:`room_for` made lie one after the other already.
    """
    first = blocks[0]
    step = first.numel() * first.element_size()
    follow = all(
        block.is_contiguous()
        and block.untyped_storage().data_ptr() == first.untyped_storage().data_ptr()
        and block.data_ptr() == first.data_ptr() + index * step
        for index, block in enumerate(blocks)
    )
    if not follow:
        return torch.cat(list(blocks))
    return first.as_strided((len(blocks) * first.shape[0], first.shape[1]), (first.shape[1], 1))
