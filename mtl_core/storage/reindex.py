"""Rebuilding the index from the folders."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from mtl_core.errors import MTLError
from mtl_core.schema import RunState
from mtl_core.storage.folder import RunFolder
from mtl_core.storage.index import RunIndex, RunRecord


def reindex(index: RunIndex, runs_dir: Path) -> int:
    """Make ``index`` say what the folders below ``runs_dir`` say, and return how many runs it has.

    Folders without a readable study are left alone and out of the index; rows whose folder is gone
    are removed.
    """
    folders = sorted(runs_dir.iterdir()) if runs_dir.is_dir() else []
    records = [record for folder in folders if (record := _record_of(folder)) is not None]
    for gone in {row.id for row in index.list()} - {record.id for record in records}:
        index.delete(gone)
    for record in records:
        index.add(record)
    return len(records)


def _record_of(path: Path) -> RunRecord | None:
    folder = RunFolder(path)
    with suppress(MTLError):
        study, status, card = folder.read_study(), folder.read_status(), folder.read_card()
        if study is None or status is None:
            return None
        result = folder.read_result() if status.state is RunState.DONE else None
        written = (path / "study.json").stat().st_mtime
        return RunRecord(
            id=path.name,
            title=card.title if card else study.cohort.name,
            cohort=study.cohort.name,
            fingerprint=study.cohort.fingerprint,
            created=card.created if card else written,
            state=status.state,
            changed=status.updated or written,
            headline=result.headline if result else "",
            folder=str(path),
        )
    return None
