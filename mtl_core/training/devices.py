"""On what a stack trains: the processor, or a CUDA device."""

from __future__ import annotations

from typing import assert_never

import torch

from mtl_core.errors import SettingsError
from mtl_core.settings import DeviceName

CPU = torch.device("cpu")
"""Where random numbers are drawn, whatever the device, and where results lie."""


def training_device(name: DeviceName) -> torch.device:
    """Return the device of that name; ``auto`` is CUDA where there is one, else the processor.

    Raises
    ------
    SettingsError
        When CUDA is asked for and there is none.

    Examples
    --------
    >>> training_device("cpu")
    device(type='cpu')
    """
    match name:
        case "cpu":
            return CPU
        case "auto":
            return torch.device("cuda") if torch.cuda.is_available() else CPU
        case "cuda":
            if torch.cuda.is_available():
                return torch.device("cuda")
            raise SettingsError(
                "There is no CUDA device",
                expected="a CUDA device, and a build of PyTorch for it",
                found="none that PyTorch can use",
                action="set CONSILIUM_DEVICE to cpu, or to auto",
            )
        case _:
            assert_never(name)
