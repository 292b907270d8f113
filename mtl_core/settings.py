"""What differs from machine to machine: where runs live, limits, threads, device. Read once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from mtl_core.errors import SettingsError

DeviceName: TypeAlias = Literal["auto", "cpu", "cuda"]
"""Where networks train; ``auto`` is a CUDA device where there is one, else the processor."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one installation.

    Attributes
    ----------
    home
        Folder that holds ``runs/``, ``cohorts/`` and, by default, the index database.
    database_url
        SQLAlchemy URL of the index of runs.
    max_workers
        Runs that may compute at the same time; later ones wait in the queue.
    n_threads
        Threads of one worker.
    device
        Where networks train.
    """

    home: Path
    database_url: str
    max_workers: int = 1
    n_threads: int = 2
    device: DeviceName = "auto"

    @property
    def runs_dir(self) -> Path:
        """Folder with one folder per run."""
        return self.home / "runs"

    @property
    def cohorts_dir(self) -> Path:
        """Folder with the cohorts that runs were started on, named by fingerprint."""
        return self.home / "cohorts"


def program_folder() -> Path:
    """Return the folder with ``app.py``, its pages and the cohorts that come with the program.

    That is the checkout, or ``consilium`` beside the installed package.
    """
    beside = Path(__file__).resolve().parents[1]
    return beside if (beside / "app.py").is_file() else beside / "consilium"


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read settings from the environment.

    ``CONSILIUM_HOME`` (default ``~/.consilium``), ``CONSILIUM_DATABASE_URL`` (default a SQLite file
    in the home folder), ``CONSILIUM_MAX_WORKERS`` (default 1), ``CONSILIUM_THREADS`` (default:
    the machine's cores, at most 8) and ``CONSILIUM_DEVICE`` (``auto``, ``cpu`` or ``cuda``, default
    ``auto``). A blank variable counts as not set.

    Raises
    ------
    SettingsError
        When a number is not a whole number of at least one, or there is no such device.
    """
    env = os.environ if environ is None else environ
    home = Path(env.get("CONSILIUM_HOME") or "~/.consilium").expanduser()
    return Settings(
        home=home,
        database_url=env.get("CONSILIUM_DATABASE_URL") or f"sqlite:///{home / 'runs.sqlite'}",
        max_workers=_count(env, "CONSILIUM_MAX_WORKERS", 1),
        n_threads=_count(env, "CONSILIUM_THREADS", min(os.cpu_count() or 1, 8)),
        device=_device(env),
    )


def _count(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    try:
        count = int(text)
    except ValueError:
        count = 0
    if count < 1:
        raise SettingsError(
            f"The environment variable {name} cannot be used",
            expected="a whole number of at least 1",
            found=f"'{text}'",
            action="set it to a number, or leave it out",
        )
    return count


def _device(env: Mapping[str, str]) -> DeviceName:
    text = env.get("CONSILIUM_DEVICE") or "auto"
    names: tuple[DeviceName, ...] = get_args(DeviceName)
    for name in names:
        if text.lower() == name:
            return name
    raise SettingsError(
        "The environment variable CONSILIUM_DEVICE cannot be used",
        expected=f"one of {', '.join(names)}",
        found=f"'{text}'",
        action="set it to one of these, or leave it out",
    )
