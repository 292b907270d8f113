"""What a session has open: a cohort, or a large file that is still being read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mtl_core.checks import CohortProfile
from mtl_core.data import Table
from mtl_core.jobs import ScanHandle
from mtl_core.schema import Check


@dataclass(frozen=True, slots=True, eq=False)
class OpenCohort:
    """A cohort in this session.

    Attributes
    ----------
    checks
        What was noticed, with the repair that would settle it.
    source
        What a run gets: the uploaded bytes, or the path of a file that is kept.
    builtin
        Key of the built-in cohort, or ``None`` for an upload.
    """

    title: str
    table: Table
    profile: CohortProfile
    checks: tuple[Check, ...]
    source: bytes | Path
    builtin: str | None = None

    @property
    def content(self) -> bytes:
        """The bytes of the file."""
        return self.source if isinstance(self.source, bytes) else self.source.read_bytes()


@dataclass(frozen=True, slots=True, eq=False)
class Scan:
    """A file that is being read.

    Attributes
    ----------
    again
        Whether it is the open cohort's file, read with other repairs.
    """

    handle: ScanHandle
    name: str
    source: Path
    again: bool = False
