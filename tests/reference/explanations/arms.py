"""Both arms of a small study, trained or with weights drawn at random, for every sharing design."""

from __future__ import annotations

import dataclasses
import functools
import typing
from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch

from mtl_core.data import declare_schema, declare_task, read_bytes
from mtl_core.inference import CodedPredictor, Ensemble, NetworkGame
from mtl_core.schema import (
    CohortReference,
    EvaluationPlan,
    ExplanationSpec,
    SharingDesign,
    Study,
    TaskGrouping,
    TaskKind,
    TaskRequest,
    TrainingSpec,
    options_of,
)
from mtl_core.schema.specs import AdamW, Identical, OneCycle
from mtl_core.studies.arms.predictions import make_ensemble
from mtl_core.studies.arms.train import train_shared, train_single
from mtl_core.studies.explanation.games import with_logits
from mtl_core.studies.prepare.prepared import prepare

SIZES = {"width": 8, "depth": 1, "levels": 2, "n_strengths": 4}
NAMES = ("age", "lactate", "pulse", "crp", "sodium", "twin", "unit", "smoker")
KINDS = {
    "died": TaskKind.BINARY,
    "stay": TaskKind.REGRESSION,
    "stage": TaskKind.MULTICLASS,
    "grade": TaskKind.ORDINAL,
}
BACKGROUND, PATIENTS = np.arange(16), np.arange(100, 102)


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """An ensemble, the raw rows it knows, and who is explained against whom."""

    ensemble: Ensemble
    frame: pd.DataFrame
    names: tuple[str, ...]

    def predict(self, frame: pd.DataFrame) -> np.ndarray:
        """Predict raw rows as a run does, each risk's logit at the end: no code, no lifting."""
        return with_logits(self.ensemble.predict(frame), self.ensemble.layout)

    @property
    def predictor(self) -> CodedPredictor:
        """The ensemble as a function of codes."""
        return CodedPredictor(self.ensemble, self.frame, self.names)

    def game(self, predictor: CodedPredictor, player_of: np.ndarray | None = None) -> NetworkGame:
        """Return the game that a run plays, against the background."""
        return NetworkGame(
            predictor,
            predictor.codes[BACKGROUND],
            lambda predicted: with_logits(predicted, self.ensemble.layout),
            player_of,
        )

    @property
    def specs(self) -> list[tuple[str, str]]:
        """Task and scale of each output: risks and amounts, then the logits of the risks."""
        told = self.ensemble.layout.told
        people = [(o.task, "risk" if o.is_risk else "value") for o in told]
        return [*people, *((task, "logit") for task, scale in people if scale == "risk")]


def designs() -> list[SharingDesign]:
    """Every sharing design, with as few units as it allows: a new one needs no line here."""
    return [
        dataclasses.replace(d(), **{k: v for k, v in SIZES.items() if k in options_of(d)})
        for d in typing.get_args(SharingDesign)
    ]


def draw_cohort(n: int = 240) -> pd.DataFrame:
    """Draw rows with numbers, categories and unknown cells; outcomes that columns bend and mix."""
    rng = np.random.default_rng(4)
    x = rng.normal(size=(n, 6))
    frame = pd.DataFrame(x.round(2), columns=list(NAMES[:6]))
    frame["twin"] = frame["age"]
    frame["unit"] = rng.choice(["icu", "ward", "er"], n)
    frame["smoker"] = rng.choice(["no", "yes"], n)
    icu = frame["unit"] == "icu"
    noise = rng.normal(size=(n, 4)) / 2
    frame["died"] = np.where(x[:, 0] + x[:, 1] * x[:, 2] + noise[:, 0] > 0.3, "yes", "no")
    frame["stay"] = (9 + 3 * x[:, 0] + 2 * np.abs(x[:, 4]) + 2 * noise[:, 1]).round(2)
    frame["stage"] = np.array(["I", "II", "III"])[np.digitize(x[:, 1] + noise[:, 2], [-0.6, 0.6])]
    frame["grade"] = np.digitize(x[:, 2] + icu + noise[:, 3], [-0.2, 0.9]).astype(str)
    for name in ("lactate", "pulse", "unit"):
        frame.loc[rng.random(n) < 0.2, name] = None
    frame["pid"] = [f"p{i}" for i in range(n)]
    return frame


def study_of(frame, design, kinds=KINDS, names=NAMES, **training):
    """Return a study in one group, and its table; training options replace the small ones."""
    table = read_bytes(frame.to_csv(index=False).encode(), name="cohort.csv")
    requests = [TaskRequest(name, kind) for name, kind in kinds.items()]
    tasks = [declare_task(table, r.name, r.kind) for r in requests]
    schema = declare_schema(table, tasks, patient_id="pid", features=list(names))
    small = {"n_steps": 24, "batch_size": 32, "n_members": 1, "members": Identical()}
    small |= {"optimiser": AdamW(0.02), "schedule": OneCycle()}
    study = Study(
        cohort=CohortReference("cohort", table.n_rows, table.fingerprint),
        schema=schema,
        grouping=TaskGrouping.coarsest(schema.task_names),
        design=design,
        training=TrainingSpec(**small | training),
        plan=EvaluationPlan(folds=2, n_resamples=50),
        references=(),
        explanation=ExplanationSpec(n_patients=0, n_background=len(BACKGROUND)),
    )
    return study, table


def trained_arm(study, table, train=train_shared) -> Ensemble:
    """Train one neural arm as a run does, without evaluating it."""
    prepared = prepare(study, table)
    trained = train(prepared, lambda _: None, lambda: False, 1)
    return make_ensemble(prepared, trained, list(range(len(prepared.splits))))


@functools.cache
def arms_of(design: SharingDesign) -> dict[str, Explained]:
    """Train both arms of a design on the drawn cohort, once."""
    study, table = study_of(draw_cohort(), design)
    ways = {"multi-task": train_shared, "single-task": train_single}
    return {
        arm: Explained(trained_arm(study, table, train), table.frame, NAMES)
        for arm, train in ways.items()
    }


def drawn(ensemble: Ensemble, seed: int = 0) -> Ensemble:
    """Return the ensemble with every weight drawn anew: nothing is small, nothing was learned."""
    generator = torch.Generator().manual_seed(seed)
    groups = tuple(
        dataclasses.replace(
            group,
            parameters={
                name: 0.5 * torch.randn(stacked.shape, generator=generator)
                for name, stacked in group.parameters.items()
            },
        )
        for group in ensemble.groups
    )
    return dataclasses.replace(ensemble, groups=groups)
