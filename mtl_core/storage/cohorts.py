"""The files of patients that runs were started on, kept once per content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from mtl_core.storage.atomic import storing, write_bytes


@dataclass(frozen=True, slots=True)
class CohortPlace:
    """Where a run found its cohort, as in the run folder's ``cohort.json``.

    Attributes
    ----------
    path
        Absolute path of the file at the time of the run.
    fingerprint
        SHA-256 (hex) of the file's bytes.
    """

    path: str
    name: str
    fingerprint: str


def fingerprint_of(content: bytes) -> str:
    """Return the SHA-256 (hex) of a file's bytes."""
    return hashlib.sha256(content).hexdigest()


def cohort_path(cohorts_dir: Path, fingerprint: str) -> Path:
    """Return where the cohort with this fingerprint is kept, whether or not it is there."""
    return cohorts_dir / f"{fingerprint}.csv"


def keep_cohort(cohorts_dir: Path, content: bytes) -> Path:
    """Keep a cohort under its fingerprint and return the path; a second copy is not written.

    The folder is made readable for its owner only.

    Raises
    ------
    StorageError
        When there is no space or no permission.
    """
    path = cohort_path(cohorts_dir, fingerprint_of(content))
    with storing(path):
        cohorts_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.is_file() and path.stat().st_size == len(content):
            return path
    write_bytes(path, content)
    return path
