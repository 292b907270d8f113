"""A small cohort with a planted signal, blanks and patients with two rows, and a tiny budget."""

import numpy as np
import pandas as pd
import pytest

from mtl_core.data import declare_schema, declare_task, read_bytes
from mtl_core.schema import (
    REFERENCES,
    CohortReference,
    EvaluationPlan,
    ExplanationSpec,
    HardSharing,
    Study,
    TaskGrouping,
    TaskKind,
    TaskRequest,
    TrainingSpec,
)
from mtl_core.schema.events import PredictionsReady
from mtl_core.schema.specs import AdamW
from mtl_core.studies import run_study

N_PATIENTS = 320
KINDS = {
    "died": TaskKind.BINARY,
    "icu": TaskKind.BINARY,
    "stay": TaskKind.REGRESSION,
    "stage": TaskKind.MULTICLASS,
}


def draw_frame():
    """Draw 400 rows of 320 patients; cells of both kinds and labels are blank at random."""
    rng = np.random.default_rng(0)
    pid = np.concatenate([np.arange(N_PATIENTS), np.arange(80)])
    n = pid.size
    severity, age = rng.normal(size=n), rng.normal(60, 12, n)
    frame = pd.DataFrame(
        {
            "pid": [f"p{i}" for i in pid],
            "age": age.round(1),
            "lactate": np.exp(severity).round(3),
            "unit": rng.choice(["icu", "ward", "er"], n),
            "died": np.where(severity + rng.normal(size=n) > 1, "yes", "no"),
            "icu": (severity + 0.05 * (age - 60) + rng.normal(size=n) > 0).astype(float),
            "stay": (10 + 4 * severity + 2 * rng.normal(size=n)).round(2),
            "stage": np.array(["I", "II", "III"])[
                np.digitize(severity + 0.7 * rng.normal(size=n), [-0.5, 0.7])
            ],
            "few": np.where(np.arange(n) < 5, "yes", "no"),
        }
    )
    for name in ("lactate", "unit", *KINDS):
        frame.loc[rng.random(n) < 0.12, name] = None
    return frame


def as_table(frame):
    return read_bytes(frame.to_csv(index=False).encode(), name="cohort.csv")


@pytest.fixture(scope="session")
def table():
    return as_table(draw_frame())


@pytest.fixture(scope="session")
def make_study(table):
    """Build a study of all four tasks in one group; keyword arguments replace its parts."""

    def make(groups=(tuple(KINDS),), names=tuple(KINDS), features=None, **replaced):
        requests = [TaskRequest(name, KINDS.get(name, TaskKind.BINARY)) for name in names]
        tasks = [declare_task(table, r.name, r.kind) for r in requests]
        schema = declare_schema(
            table,
            tasks,
            patient_id="pid",
            features=features or ["age", "lactate", "unit"],
        )
        parts = {
            "cohort": CohortReference("cohort", table.n_rows, table.fingerprint),
            "schema": schema,
            "grouping": TaskGrouping.of(names, groups),
            "design": HardSharing(width=8, depth=1, dropout=0.2),
            "training": TrainingSpec(n_steps=32, batch_size=32, n_members=1, patience=3),
            "plan": EvaluationPlan(folds=2, n_resamples=50),
            "references": (),
            "explanation": ExplanationSpec(n_patients=0, n_background=10),
        }
        return Study(**parts | replaced)

    return make


@pytest.fixture(scope="session")
def run(table):
    """Run a study and return its events."""

    def run(study, table=table, **options):
        events = []
        run_study(study, table, on_event=events.append, **options)
        return events

    return run


@pytest.fixture(scope="session")
def whole_study(make_study):
    """All arms, two repeats, two members, an explanation, and one task to refuse."""
    return make_study(
        names=(*KINDS, "few"),
        groups=[("died", "icu", "few"), ("stay", "stage")],
        references=tuple(arm for arm in REFERENCES if arm.facts.package is None),
        champion=True,
        plan=EvaluationPlan(folds=2, repeats=2, n_resamples=50),
        training=TrainingSpec(n_steps=160, batch_size=32, n_members=2, optimiser=AdamW(0.02)),
        explanation=ExplanationSpec(n_patients=3, n_background=10),
    )


@pytest.fixture(scope="session")
def events(run, whole_study):
    return run(whole_study)


@pytest.fixture(scope="session")
def predictions(events):
    """What the whole study stored: all arms, rows as in the file."""
    return pd.concat([e.predictions for e in events if isinstance(e, PredictionsReady)])
