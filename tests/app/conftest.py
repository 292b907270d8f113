"""A dashboard in a home of its own, and a finished run that nobody had to train."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from mtl_core.data import declare_schema, declare_tasks, read_bytes
from mtl_core.schema import (
    Arm,
    CohortReference,
    CohortStamp,
    Difference,
    Estimate,
    ExplanationSummary,
    Progress,
    RunState,
    RunStatus,
    Study,
    StudyResult,
    TaskGrouping,
    TaskKind,
    TaskRequest,
    TaskResult,
    Verdict,
)
from mtl_core.schema.events import ValidationChecked
from mtl_core.settings import load_settings
from mtl_core.storage import CohortPlace, RunCard, RunFolder, RunIndex, RunRecord, keep_cohort

ROOT = Path(__file__).resolve().parents[2]
RUN_ID = "f00dfeed"
N_ROWS = 90
FEATURES = ("age", "sex", "sodium")
MEASURES = {
    TaskKind.BINARY: [
        "auroc",
        "auprc",
        "brier",
        "log_loss",
        "calibration_slope",
        "calibration_in_the_large",
        "accuracy",
        "sensitivity",
        "specificity",
        "ppv",
        "npv",
        "f1",
    ],
    TaskKind.MULTICLASS: ["macro_auroc", "log_loss", "accuracy", "balanced_accuracy", "macro_f1"],
    TaskKind.REGRESSION: ["r2", "mae", "rmse", "pearson", "spearman"],
}
HEADLINE = "Sharing an encoder helped 1 of 3 tasks; for 2 this cohort cannot tell."


@dataclass(frozen=True)
class FullRun:
    run_id: str
    csv: bytes
    study: Study
    result: StudyResult


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("CONSILIUM_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("CONSILIUM_DATABASE_URL", raising=False)
    monkeypatch.chdir(ROOT)
    return tmp_path / "home"


@pytest.fixture
def app(home):
    def start(page: str | None = None, run: str | None = None) -> AppTest:
        at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        if run is not None:
            at.query_params["run"] = run
        at.run()
        return at if page is None else at.switch_page(f"pages/{page}.py").run()

    return start


@pytest.fixture
def full_run(home):
    return make_full_run()


@pytest.fixture
def write_run(home):
    return make_run


def cohort_csv() -> bytes:
    rng = np.random.default_rng(7)
    risk = rng.normal(size=N_ROWS)
    table = pd.DataFrame(
        {
            "pid": np.arange(1, N_ROWS + 1),
            "age": (60 + 10 * risk).round(1),
            "sex": rng.choice(["female", "male"], N_ROWS),
            "sodium": rng.normal(138, 4, N_ROWS).round(1),
            "sepsis": np.where(risk + rng.normal(size=N_ROWS) > 0, "yes", "no"),
            "stage": rng.choice(["I", "II", "III"], N_ROWS),
            "stay": (5 + risk + rng.normal(size=N_ROWS)).round(2),
        }
    )
    table.loc[:4, "sodium"] = np.nan
    return table.to_csv(index=False).encode()


def make_study(csv: bytes) -> Study:
    table = read_bytes(csv, name="wards.csv")
    requests = [TaskRequest(name) for name in ("sepsis", "stage", "stay")]
    tasks = declare_tasks(table, requests).tasks
    return Study(
        cohort=CohortReference("wards.csv", N_ROWS, table.fingerprint),
        schema=declare_schema(table, tasks, patient_id="pid"),
        grouping=TaskGrouping((("sepsis", "stay"), ("stage",))),
    )


def make_result(study: Study) -> StudyResult:
    tasks = {task.name: make_task_result(task.kind) for task in study.schema.tasks}
    stamp = CohortStamp(N_ROWS, study.cohort.fingerprint, study.cohort.name)
    return StudyResult(
        seed=0,
        cohort=stamp,
        tasks=tasks,
        seconds={"prepare": 0.5, **{arm.value: 2.0 for arm in Arm}, "evaluate": 1.0},
        refused={"shock": "'shock' has 4 events; at least 10 are needed to be estimated."},
        headline=HEADLINE,
    )


def make_task_result(kind: TaskKind) -> TaskResult:
    first = MEASURES[kind][0]
    verdict = Verdict.BETTER if kind is TaskKind.BINARY else Verdict.INCONCLUSIVE
    low = 0.01 if kind is TaskKind.BINARY else -0.03
    estimates = {key: Estimate(value=0.7, low=0.6, high=0.8, n=N_ROWS) for key in MEASURES[kind]}
    return TaskResult(
        kind=kind,
        n=N_ROWS,
        events=None if kind is TaskKind.REGRESSION else 30,
        exploratory=kind is TaskKind.BINARY,
        threshold=0.4 if kind is TaskKind.BINARY else None,
        arms=dict.fromkeys(Arm, estimates),
        difference={
            key: Difference(value=0.05, low=low, high=0.09)
            if key != first
            else Difference(0.05, low, 0.09, 0.02, 0.02, verdict)
            for key in MEASURES[kind]
        },
    )


def make_predictions(study: Study, csv: bytes, arm: Arm) -> pd.DataFrame:
    table, rng = read_bytes(csv, name="wards.csv"), np.random.default_rng(3)
    parts = []
    for task in study.schema.tasks:
        cells = table.frame[task.name]
        labels = task.classes if task.kind is TaskKind.MULTICLASS else (task.positive,)
        for label in labels:
            number = task.kind is TaskKind.REGRESSION
            observed = cells.astype(float) if number else (cells == label).astype(float)
            predicted = observed + rng.normal(size=N_ROWS) if number else rng.random(N_ROWS)
            parts.append(
                pd.DataFrame(
                    {
                        "row": np.arange(N_ROWS),
                        "task": task.name,
                        "arm": arm.value,
                        "repeat": 0,
                        "fold": np.arange(N_ROWS) % 5,
                        "class": label,
                        "observed": observed,
                        "predicted": predicted,
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)


def make_attributions(study: Study, csv: bytes) -> tuple[pd.DataFrame, ExplanationSummary]:
    table, rng = read_bytes(csv, name="wards.csv"), np.random.default_rng(5)
    lines, baselines = [], {}
    for task in study.schema.tasks:
        labels = task.classes if task.kind is TaskKind.MULTICLASS else (task.positive,)
        for label in labels:
            baselines[f"{task.name}={label}" if len(labels) > 1 else task.name] = 0.3
            for row in range(10):
                for feature in FEATURES:
                    cell = table.frame[feature].iloc[row]
                    known = pd.notna(cell)
                    lines.append(
                        {
                            "row": row,
                            "task": task.name,
                            "class": label,
                            "feature": feature,
                            "value": rng.normal() / 20,
                            "logit_value": None if label is None else rng.normal() / 4,
                            "feature_value": str(cell) if known else None,
                            "feature_rank": np.nan if feature == "sex" or not known else 0.5,
                        }
                    )
    summary = ExplanationSummary("permutation Shapley values", 10, 40, 244, 2e-7, baselines)
    return pd.DataFrame(lines), summary


def make_run(state: RunState = RunState.DONE, run_id: str = RUN_ID, **status) -> FullRun:
    settings, csv = load_settings(), cohort_csv()
    study = make_study(csv)
    folder = RunFolder(settings.runs_dir / run_id)
    folder.begin(study)
    place = keep_cohort(settings.cohorts_dir, csv)
    folder.write_cohort_place(CohortPlace(str(place), "wards.csv", study.cohort.fingerprint))
    folder.write_card(RunCard("Wards: full study", 1_700_000_000.0))
    folder.write_status(RunStatus(state, started=1_700_000_000.0, **status))
    folder.append_event(Progress("multi_task", 0.5, "Training"))
    folder.append_event(ValidationChecked(Arm.MULTI_TASK, 50, {"sepsis": 0.9, "stay": 0.95}))
    folder.append_event(ValidationChecked(Arm.MULTI_TASK, 100, {"sepsis": 0.8, "stay": 0.9}))
    folder.append_log("Training the multi-task networks")
    result = make_result(study)
    done = state is RunState.DONE
    RunIndex(settings.database_url).add(
        RunRecord(
            id=run_id,
            title="Wards: full study",
            cohort="wards.csv",
            fingerprint=study.cohort.fingerprint,
            created=1_700_000_000.0,
            state=state,
            changed=1_700_000_000.0,
            headline=result.headline if done else "",
            folder=str(folder.path),
        )
    )
    return FullRun(run_id, csv, study, result)


def make_full_run() -> FullRun:
    run = make_run(fraction=1.0, stage="explain")
    folder = RunFolder(load_settings().runs_dir / run.run_id)
    folder.write_result(run.result)
    for arm in Arm:
        folder.write_predictions(arm, make_predictions(run.study, run.csv, arm))
    folder.write_attributions(*make_attributions(run.study, run.csv))
    return run
