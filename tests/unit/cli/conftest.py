import pandas as pd
import pytest

from mtl_core.cli import Engine
from mtl_core.schema import Arm, CohortStamp, ExplanationSummary, Progress, StudyResult
from mtl_core.schema.events import AttributionsReady, BundleReady, PredictionsReady

CELL = "A-CELL"
PREDICTIONS = pd.DataFrame(
    {
        "row": [0],
        "task": ["died"],
        "arm": ["multi_task"],
        "repeat": [0],
        "fold": [0],
        "class": ["1"],
        "observed": [1.0],
        "predicted": [0.5],
    }
)
ATTRIBUTIONS = pd.DataFrame(
    {
        "row": [0],
        "task": ["died"],
        "class": ["1"],
        "feature": ["age"],
        "value": [0.1],
        "logit_value": [0.1],
        "feature_value": ["61"],
        "feature_rank": [1.0],
    }
)


class FakeEngine:
    """Notes how it was called, tells a few events and finds one thing."""

    def __init__(self, error=None):
        self.error = error
        self.calls = []

    def engine(self):
        return Engine(run=self.run, explain=self.explain)

    def run(self, study, table, *, on_event, n_threads=1, **_):
        self.calls.append((study, table, n_threads))
        on_event(Progress("prepare", 0.1, "Reading"))
        on_event(PredictionsReady(Arm.MULTI_TASK, PREDICTIONS))
        if self.error is not None:
            raise self.error
        on_event(BundleReady({"manifest.json": b"{}"}))
        stamp = CohortStamp(table.n_rows, table.fingerprint)
        return StudyResult(0, stamp, {}, {}, refused={"late": "late: no."}, headline="It helped.")

    def explain(self, study, _table, _predictions, files, **options):
        self.calls.append((study, dict(files), options["n_patients"]))
        summary = ExplanationSummary("permutation", 1, 10, 9, 0.0, {})
        options["on_event"](AttributionsReady(ATTRIBUTIONS, summary))


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CONSILIUM_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def fake():
    return FakeEngine()


@pytest.fixture
def fail_with():
    """Return an engine whose run tells of one arm and then raises."""
    return lambda error: FakeEngine(error).engine()


@pytest.fixture
def predictions():
    """Predictions of one arm for one patient."""
    return PREDICTIONS


@pytest.fixture
def cell():
    """Part of every cell of one column; it must never be shown."""
    return CELL


@pytest.fixture
def csv(tmp_path):
    """Sixty patients: two good tasks, one constant, one rare, one empty, one measured."""
    rows = ["pid,age,sex,ward,died,sepsis,same,rare,blank,days"]
    rows += [
        f"P{i:03},{30 + i % 41},{'f' if i % 2 else 'm'},{'ab'[i % 2]}{CELL},{i % 3 == 0:d},"
        f"{i % 4 == 0:d},1,{i < 4:d},,{i * 1.5}"
        for i in range(60)
    ]
    path = tmp_path / "ward.csv"
    path.write_text("\n".join(rows) + "\n")
    return path


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


@pytest.fixture
def refused(capsys):
    """Check that a command ended with one clear message, and return it."""

    def check(got, *, code=2):
        printed = capsys.readouterr()
        assert got == code
        assert printed.out == ""
        assert printed.err.count("Error: ") == 1
        assert "Expected: " in printed.err
        assert "Found: " in printed.err
        assert "What to do: " in printed.err
        assert "Traceback" not in printed.err
        assert CELL not in printed.err
        return printed.err

    return check
