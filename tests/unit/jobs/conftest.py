import os
import signal
import sys
import time
from pathlib import Path

import pytest

from mtl_core.data import read_bytes
from mtl_core.jobs import Supervisor
from mtl_core.schema import (
    CohortReference,
    CohortSchema,
    ColumnKind,
    Feature,
    Study,
    Task,
    TaskGrouping,
    TaskKind,
)
from mtl_core.settings import Settings
from mtl_core.storage import FinishedRun, OpenStudy, RunFolder, fingerprint_of

COHORT = b"age,died\n61,yes\n44,no\n"


@pytest.fixture
def cohort() -> bytes:
    return COHORT


@pytest.fixture
def study() -> Study:
    return Study(
        cohort=CohortReference(name="ward.csv", rows=2, fingerprint=fingerprint_of(COHORT)),
        schema=CohortSchema(
            tasks=(Task("died", TaskKind.BINARY, ("no", "yes")),),
            features=(Feature("age", ColumnKind.NUMERIC),),
        ),
        grouping=TaskGrouping.coarsest(["died"]),
    )


FAKE = Path(__file__).with_name("fake_worker.py")


class Worker:
    """The command of a fake worker; its mode may be changed between runs."""

    def __init__(self, mode):
        self.mode = mode

    def __call__(self, folder, cohort, _):
        return [sys.executable, str(FAKE), self.mode, str(folder.path), str(cohort)]


@pytest.fixture
def settings(tmp_path):
    url = f"sqlite:///{tmp_path / 'home' / 'runs.sqlite'}"
    return Settings(home=tmp_path / "home", database_url=url, max_workers=1, n_threads=1)


@pytest.fixture
def supervise(settings, monkeypatch):
    # The fake worker lies outside the package; this is how it finds it.
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[3]))
    made = []

    def make(mode, **options):
        made.append(Supervisor(settings, command=Worker(mode), **options))
        return made[-1]

    yield make
    for supervisor in made:
        for run in supervisor.runs():
            supervisor.cancel(run.id)
    for supervisor in made:
        for process in supervisor._workers._processes.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def until():
    """Advance a supervisor until a run is in one of the given states."""
    return _until


def _until(supervisor, run_id, *states):
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        supervisor.advance()
        status = supervisor.status(run_id)
        if status.state in states:
            return status
        time.sleep(0.05)
    raise AssertionError(f"still {status}")


@pytest.fixture
def about(study, cohort):
    return OpenStudy(study, read_bytes(cohort, name="ward.csv"), cohort)


@pytest.fixture
def run(study, settings, cohort, tmp_path):
    """A run with files that stand for predictions and networks."""
    folder = RunFolder(tmp_path / "runs" / "one")
    folder.begin(study)
    folder.write_bundle({"manifest.json": b"{}"})
    (folder.path / "predictions.parquet").write_bytes(b"first")
    return FinishedRun(folder, settings.cohorts_dir)
