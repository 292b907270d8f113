"""What sharing is worth when few labels of one task are known (after McDermott 2021)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from mtl_core.data import Table
from mtl_core.data.splits import rows_tested
from mtl_core.evaluation.arms import DrawnPredictions, PrimaryComparison, compare_draws
from mtl_core.schema import PRIMARY, CohortStamp, Difference, Estimate, Event, Study
from mtl_core.schema.answers import LabelScarcity, ScarcityPoint, ScarcityReport
from mtl_core.studies.prepare import prepare
from mtl_core.studies.progress import StageWatch
from mtl_core.studies.scarcity.arms import ARMS, fit_reference, train_arms
from mtl_core.studies.scarcity.hiding import LabelDraw, narrowed
from mtl_core.studies.scarcity.question import ScarcityCase, check_question, draws_at, learning_with
from mtl_core.studies.scarcity.words import scarcity_headline

_WORDS = {
    "prepare": "Dividing patients, hiding labels",
    "train": "Training with few and with many labels, together and alone",
    "reference": "Fitting logistic and ridge regression on the same labels",
    "evaluate": "Resampling patients, comparing the arms",
}
_ENDS = {"prepare": 0.03, "train": 0.83, "reference": 0.9, "evaluate": 1.0}
"""Share of the wall time at the end of each stage, as measured on the demonstration cohort."""


def scarcity_curve(
    study: Study,
    table: Table,
    question: LabelScarcity,
    *,
    on_event: Callable[[Event], None] = lambda _: None,
    should_stop: Callable[[], bool] = lambda: False,
    n_threads: int = 1,
) -> ScarcityReport:
    """Hide most labels of one task, train together and alone, and score on all test labels.

    Folds, design and budget are the study's. In every fold only a share of the task's training and
    validation labels stays known, drawn by patient, some of every class, several times; labels of
    the other tasks stay. With all labels the networks are those of the study itself.

    Parameters
    ----------
    study
        Its grouping says with whom the task learns; its reference models are not read.

    Raises
    ------
    StudyError
        When there is no such task, it cannot be estimated, or it shares with no other.
    RunCancelled
        When ``should_stop()`` turns true.
    """
    check_question(study, question)
    watch = StageWatch(on_event, _WORDS, _ENDS, should_stop)
    prepared = prepare(study, table)
    asked = ScarcityCase.of(narrowed(prepared, learning_with(prepared, question)), question)
    watch.next("train")
    tables = train_arms(asked, watch.tell, should_stop, n_threads)
    watch.next("reference")
    tables += fit_reference(asked, watch.tell, should_stop)
    watch.next("evaluate")
    points = _points(asked, tables, watch.tell)
    watch.next("")
    return _report(asked, table, points, watch.seconds)


def _points(
    asked: ScarcityCase, tables: Sequence[pd.DataFrame], on_progress: Callable[[float], None]
) -> tuple[ScarcityPoint, ...]:
    question, prepared = asked.question, asked.prepared
    places = [place for place in range(len(question.shares)) if place not in asked.reasons]
    by_share = dict(list(pd.concat(tables).groupby("share"))) if tables else {}
    with threadpool_limits(1):  # more threads would only wait for each other
        compared = compare_draws(
            [DrawnPredictions(by_share[p], question.draws_of(question.shares[p])) for p in places],
            asked.task,
            arms=ARMS,
            plan=prepared.study.plan,
            patients=prepared.patients,
            strata=prepared.strata,
            on_progress=on_progress,
        )
    found = dict(zip(places, compared, strict=True))
    return tuple(
        _point(asked, place, draws_at(asked.drawn, place), found.get(place))
        for place in range(len(question.shares))
    )


def _point(
    asked: ScarcityCase, place: int, draws: Sequence[LabelDraw], found: PrimaryComparison | None
) -> ScarcityPoint:
    share = asked.question.shares[place]
    if found is None:
        lost = Estimate(reason=asked.reasons[place])
        found = PrimaryComparison(
            dict.fromkeys(ARMS, lost), Difference(reason=asked.reasons[place])
        )
    counted = [n for draw in draws if (n := asked.count_events(draw.kept)) is not None]
    return ScarcityPoint(
        share=share,
        labels=float(np.mean([draw.kept.sum() for draw in draws])),
        events=float(np.mean(counted)) if counted else None,
        draws=asked.question.draws_of(share),
        arms=found.arms,
        difference=found.difference,
    )


def _report(
    asked: ScarcityCase, table: Table, points: tuple[ScarcityPoint, ...], seconds: dict[str, float]
) -> ScarcityReport:
    study, measure = asked.prepared.study, PRIMARY[asked.task.kind]
    tested = rows_tested(asked.prepared.splits, table.n_rows)
    known = tested & ~np.isnan(asked.prepared.labels[asked.task.name])
    return ScarcityReport(
        task=asked.task.name,
        kind=asked.task.kind,
        measure=measure,
        group=study.schema.task_names,
        seed=study.plan.seed,
        cohort=CohortStamp(table.n_rows, table.fingerprint, study.cohort.name),
        n=int(known.sum()),
        events=asked.count_events(known),
        points=points,
        headline=scarcity_headline(points, measure),
        seconds=seconds,
        refused=asked.prepared.refused,
    )
