"""One run's folder: typed reads, atomic writes."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TypeVar

import pandas as pd

from mtl_core.errors import StorageError
from mtl_core.schema import (
    Arm,
    ExplanationSummary,
    RunStatus,
    Study,
    StudyResult,
    from_json,
    to_json,
)
from mtl_core.storage.atomic import append_line, read_bytes, storing, write_bytes
from mtl_core.storage.cohorts import CohortPlace
from mtl_core.storage.event_log import LoggedEvent, SmallEvent, event_line, read_events
from mtl_core.storage.frames import (
    ATTRIBUTION_COLUMNS,
    ERROR_COLUMN,
    parquet_bytes,
    predictions_with,
    read_parquet,
)

T = TypeVar("T")

_OUTPUTS = (
    "status.json",
    "result.json",
    "predictions.parquet",
    "attributions.parquet",
    "attributions.json",
    "events.jsonl",
    "log.txt",
    "cancel",
)


@dataclass(frozen=True, slots=True)
class RunCard:
    """What people call a run, as in its ``run.json``.

    Attributes
    ----------
    created
        Seconds since the epoch.
    """

    title: str
    created: float


@dataclass(frozen=True, slots=True)
class RunFolder:
    """A handle on one run's folder. Reads return ``None`` while a file is not there.

    Every method that touches the disk raises :class:`StorageError` when the disk does not let it.

    Attributes
    ----------
    status_file
        Name of the file that says how far the work is.
    """

    path: Path
    status_file: str = "status.json"

    def create(self) -> None:
        """Make the folder when it is missing, for its owner only: it will hold patients' rows."""
        with storing(self.path / "study.json"):
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)

    def begin(self, study: Study) -> None:
        """Make the folder ready for a run of ``study`` and clear what an earlier run left.

        A finished run of *another* study is never overwritten. A finished run of the same study
        is, because it would be found again; so is a run that has not finished.

        Raises
        ------
        StorageError
            When the folder holds the result of another study, or cannot be written.
        """
        self.create()
        old = read_bytes(self.path / "study.json")
        same = old is not None and old.decode(errors="replace") == to_json(study)
        if not same and (self.path / "result.json").exists():
            raise StorageError(
                "The folder holds another run",
                expected=f"an empty folder, or a run of the same study, at '{self.path}'",
                found="the result of another study",
                action="choose another folder with --out, or move the old run away",
            )
        if old is not None:
            self._clear()
        self.write_study(study)

    def write_study(self, study: Study) -> None:
        """Write ``study.json``."""
        self._write_json("study.json", study)

    def read_study(self) -> Study | None:
        """Read ``study.json``."""
        return self._read_json(Study, "study.json")

    def write_status(self, status: RunStatus) -> None:
        """Replace ``status.json``."""
        self._write_json(self.status_file, status)

    def read_status(self) -> RunStatus | None:
        """Read ``status.json``."""
        return self._read_json(RunStatus, self.status_file)

    def write_card(self, card: RunCard) -> None:
        """Replace ``run.json``."""
        self._write_json("run.json", card)

    def read_card(self) -> RunCard | None:
        """Read ``run.json``."""
        return self._read_json(RunCard, "run.json")

    def write_cohort_place(self, place: CohortPlace) -> None:
        """Replace ``cohort.json``."""
        self._write_json("cohort.json", place)

    def read_cohort_place(self) -> CohortPlace | None:
        """Read ``cohort.json``."""
        return self._read_json(CohortPlace, "cohort.json")

    def write_result(self, result: StudyResult) -> None:
        """Replace ``result.json``."""
        self._write_json("result.json", result)

    def read_result(self) -> StudyResult | None:
        """Read ``result.json``."""
        return self._read_json(StudyResult, "result.json")

    def write_predictions(self, arm: Arm, predictions: pd.DataFrame) -> None:
        """Put one arm's predictions into ``predictions.parquet``, in place of older ones."""
        path = self.path / "predictions.parquet"
        write_bytes(path, predictions_with(read_bytes(path), arm, predictions))

    def read_predictions(self) -> pd.DataFrame | None:
        """Read ``predictions.parquet``: columns as in ``PREDICTION_COLUMNS``."""
        return read_parquet(self.path / "predictions.parquet")

    def write_attributions(self, attributions: pd.DataFrame, summary: ExplanationSummary) -> None:
        """Replace ``attributions.parquet`` and ``attributions.json``."""
        errors = ERROR_COLUMN if "standard_error" in attributions else {}
        content = parquet_bytes(attributions, ATTRIBUTION_COLUMNS | errors)
        write_bytes(self.path / "attributions.parquet", content)
        self._write_json("attributions.json", summary)

    def read_attributions(self) -> pd.DataFrame | None:
        """Read ``attributions.parquet``: columns as in ``ATTRIBUTION_COLUMNS``."""
        return read_parquet(self.path / "attributions.parquet")

    def read_explanation_summary(self) -> ExplanationSummary | None:
        """Read ``attributions.json``."""
        return self._read_json(ExplanationSummary, "attributions.json")

    def append_event(self, event: SmallEvent) -> None:
        """Append to ``events.jsonl`` with the time of now."""
        append_line(self.path / "events.jsonl", event_line(LoggedEvent(time.time(), event)))

    def read_events(self) -> tuple[LoggedEvent, ...]:
        """Read the whole lines of ``events.jsonl``; a torn last line is skipped."""
        return read_events(read_bytes(self.path / "events.jsonl") or b"")

    def append_log(self, line: str) -> None:
        """Append to ``log.txt``, with date and time."""
        now = datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")
        append_line(self.path / "log.txt", f"{now}  {line}")

    def read_log(self) -> str:
        """Read ``log.txt``; empty when there is none."""
        return (read_bytes(self.path / "log.txt") or b"").decode(errors="replace")

    def write_bundle(self, files: Mapping[str, bytes]) -> None:
        """Write the trained networks below ``bundle/``.

        Raises
        ------
        StorageError
            When a name leads out of the folder, or a file cannot be written.
        """
        for name, content in files.items():
            inside = PurePosixPath(name)
            if inside.is_absolute() or ".." in inside.parts:
                raise StorageError(
                    "A file of the bundle has a bad name",
                    expected="names of files inside 'bundle'",
                    found="a name that leads out of it",
                    action="report this as a bug",
                )
            target = self.path / "bundle" / inside
            with storing(target):
                target.parent.mkdir(parents=True, exist_ok=True)
            write_bytes(target, content)

    def read_bundle(self) -> dict[str, bytes] | None:
        """Read every file below ``bundle/`` by its name inside it."""
        root = self.path / "bundle"
        names = sorted(p for p in root.rglob("*") if p.is_file() and p.suffix != ".tmp")
        files = {p.relative_to(root).as_posix(): read_bytes(p) for p in names}
        return {name: content for name, content in files.items() if content is not None} or None

    def request_cancel(self) -> None:
        """Leave word that a person wants the run to stop."""
        write_bytes(self.path / "cancel", b"")

    def cancel_requested(self) -> float | None:
        """Return when a person asked the run to stop, in seconds since the epoch."""
        with suppress(OSError):
            return (self.path / "cancel").stat().st_mtime
        return None

    def stamp(self, name: str) -> str | None:
        """Return a text that changes whenever the file ``name`` is replaced: a key for caches."""
        with suppress(OSError):
            stat = (self.path / name).stat()
            return f"{stat.st_ino}-{stat.st_size}-{stat.st_mtime_ns}"
        return None

    def remove(self) -> None:
        """Delete the folder and all that is in it."""
        with storing(self.path / "study.json"), suppress(FileNotFoundError):
            shutil.rmtree(self.path)

    def _clear(self) -> None:
        with storing(self.path / "study.json"):
            for name in _OUTPUTS:
                (self.path / name).unlink(missing_ok=True)
            if (self.path / "bundle").is_dir():
                shutil.rmtree(self.path / "bundle")

    def _write_json(self, name: str, value: object) -> None:
        write_bytes(self.path / name, to_json(value).encode())

    def _read_json(self, kind: type[T], name: str) -> T | None:
        content = read_bytes(self.path / name)
        return None if content is None else from_json(kind, content.decode(errors="replace"))
