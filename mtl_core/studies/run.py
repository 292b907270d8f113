"""One study from the cohort to the result."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pandas as pd
import torch

from mtl_core.baselines import check_installed
from mtl_core.data import Table
from mtl_core.evaluation.arms import evaluate, headline
from mtl_core.evaluation.before import plan_in_words, why_exploratory
from mtl_core.inference import SINGLE_TASK, bundle_files, calibration_file
from mtl_core.schema import Arm, CohortStamp, Event, Study, StudyResult
from mtl_core.schema.events import BundleReady, PredictionsReady, ResultReady, ValidationChecked
from mtl_core.studies.arms import (
    Trained,
    assemble_multi_task,
    calibrate_arms,
    champion_table,
    choose_champion,
    learned_relations,
    make_ensemble,
    predict_out_of_fold,
    predict_reference,
    saved_maps,
    train_shared,
    train_single,
    with_calibration,
)
from mtl_core.studies.explanation import Budget, explain_ensemble, splits_that_test
from mtl_core.studies.prepare import PreparedStudy, prepare
from mtl_core.studies.progress import Stopwatch
from mtl_core.training import Check, cancelled


def run_study(
    study: Study,
    table: Table,
    *,
    on_event: Callable[[Event], None] = lambda _: None,
    should_stop: Callable[[], bool] = lambda: False,
    n_threads: int = 1,
) -> StudyResult:
    """Train, compare and explain; tell everything as events on the way.

    Parameters
    ----------
    study
        What to do. Tasks that cannot be estimated are refused with a sentence, the others go on.
    table
        The cohort.
    on_event
        Told progress, validation losses, predictions per arm, the trained ensemble, the result and
        the explanation, as soon as each is there.
    should_stop
        Asked at every step of training, fit of a reference model, task evaluated and patient
        explained.

    Returns
    -------
    The result, also told as an event.

    Raises
    ------
    RunCancelled
        When ``should_stop()`` turns true.
    MTLError
        When study and cohort do not fit.
    """
    check_installed(study.references)
    torch.set_num_threads(n_threads)
    stages = ["prepare", *map(str, study.arms), "evaluate"]
    stages += ["explain"] if study.explanation.n_patients else []
    watch = Stopwatch(stages, on_event)
    watch.start("prepare", "Reading roles, dividing patients, encoding features")
    prepared = prepare(study, table)
    competition = _train_arms(prepared, watch, on_event, should_stop, n_threads)
    kept = _kept_splits(prepared)
    ensemble = make_ensemble(prepared, competition.networks, kept)
    maps = saved_maps(competition.predictions, prepared.study.schema.tasks)
    single = make_ensemble(prepared, competition.single, kept)
    networks = bundle_files(ensemble) | bundle_files(single, SINGLE_TASK)
    on_event(BundleReady(networks | calibration_file(maps)))
    watch.start("evaluate", "Resampling patients, comparing the arms")
    result = _evaluate(prepared, competition, watch, should_stop)
    on_event(ResultReady(result))
    if study.explanation.n_patients:
        watch.start("explain", "Computing Shapley values for all tasks")
        on_event(
            explain_ensemble(
                ensemble,
                prepared.study,
                table,
                splits_that_test(_of_file(prepared, competition.predictions), table),
                Budget(n_threads=n_threads),
                on_fraction=lambda f: watch.tell(f, "Computing Shapley values for all tasks"),
                should_stop=should_stop,
            )
        )
    watch.stop()
    result = dataclasses.replace(result, seconds=dict(watch.seconds))
    on_event(ResultReady(result))
    return result


def _kept_splits(prepared: PreparedStudy) -> list[int]:
    """Choose whose networks are kept: the first repeat's, or all seeds' that test the same rows."""
    whole = prepared.study.plan.split.tests_everyone
    return [i for i, split in enumerate(prepared.splits) if split.repeat == 0 or not whole]


@dataclass(frozen=True, slots=True, eq=False)
class _Competition:
    """Out-of-fold predictions of all arms, both arms' networks, and who the champion was."""

    predictions: pd.DataFrame
    networks: Trained
    single: Trained
    champion: dict[str, tuple[Arm, ...]]


def _train_arms(
    prepared: PreparedStudy,
    watch: Stopwatch,
    on_event: Callable[[Event], None],
    should_stop: Callable[[], bool],
    n_threads: int,
) -> _Competition:
    tables: dict[Arm, pd.DataFrame] = {}

    def finish(arm: Arm, table: pd.DataFrame) -> None:
        tables[arm] = table
        on_event(PredictionsReady(arm, _of_file(prepared, table)))

    def listen(arm: Arm) -> Callable[[Check], None]:
        watch.start(arm, arm.facts.stage)
        return _listener(arm, watch, on_event)

    shared = train_shared(prepared, listen(Arm.MULTI_TASK), should_stop, n_threads)
    if shared and not prepared.study.grouping.alone:
        finish(Arm.MULTI_TASK, predict_out_of_fold(prepared, Arm.MULTI_TASK, shared))
    single = train_single(prepared, listen(Arm.SINGLE_TASK), should_stop, n_threads)
    finish(Arm.SINGLE_TASK, predict_out_of_fold(prepared, Arm.SINGLE_TASK, single))
    multi = assemble_multi_task(prepared, shared, single)
    if Arm.MULTI_TASK not in tables:
        finish(Arm.MULTI_TASK, predict_out_of_fold(prepared, Arm.MULTI_TASK, multi))
    chosen: dict[str, tuple[Arm, ...]] = {}
    if prepared.study.champion:
        watch.start(Arm.CHAMPION, Arm.CHAMPION.facts.stage)
        chosen = choose_champion(prepared, multi, single, should_stop)
        both = tables[Arm.MULTI_TASK], tables[Arm.SINGLE_TASK]
        finish(Arm.CHAMPION, champion_table(prepared, chosen, *both))
    for arm in prepared.study.references:
        watch.start(arm, arm.facts.stage)
        tell = partial(watch.tell, message=arm.facts.stage)
        finish(arm, predict_reference(prepared, arm, n_threads, tell, should_stop))
    ordered = [tables[arm] for arm in prepared.study.arms]
    return _Competition(pd.concat(ordered, ignore_index=True), multi, single, chosen)


def _of_file(prepared: PreparedStudy, predictions: pd.DataFrame) -> pd.DataFrame:
    """Name the rows of predictions as the file does."""
    return predictions.assign(row=prepared.table.rows_in_file(predictions["row"].to_numpy()))


def _listener(
    arm: Arm, watch: Stopwatch, on_event: Callable[[Event], None]
) -> Callable[[Check], None]:
    def listen(check: Check) -> None:
        watch.tell(
            check.step / check.n_steps,
            f"{arm.facts.stage}: step {check.step} of {check.n_steps}, {check.live} networks",
        )
        on_event(ValidationChecked(arm, check.step, check.losses))

    return listen


def _evaluate(
    prepared: PreparedStudy,
    competition: _Competition,
    watch: Stopwatch,
    should_stop: Callable[[], bool],
) -> StudyResult:
    study, table = prepared.study, prepared.table

    def tell(fraction: float) -> None:
        if should_stop():
            raise cancelled()
        watch.tell(fraction, "Resampling patients, comparing the arms")

    found = evaluate(
        competition.predictions,
        study.schema.tasks,
        arms=study.arms,
        plan=study.plan,
        patients=prepared.patients,
        strata=prepared.strata,
        n_threads=torch.get_num_threads(),
        on_progress=tell,
    )
    tasks = with_calibration(
        found,
        calibrate_arms(
            competition.predictions,
            study.schema.tasks,
            arms=study.arms,
            plan=study.plan,
            patients=prepared.patients,
            on_progress=lambda: tell(1.0),
        ),
    )
    watch.stop()
    return StudyResult(
        seed=study.plan.seed,
        cohort=CohortStamp(table.n_rows, table.fingerprint, study.cohort.name),
        tasks=tasks,
        seconds=dict(watch.seconds),
        refused=prepared.refused,
        findings=prepared.findings,
        headline=headline(tasks, prepared.refused),
        champion=competition.champion,
        relations=learned_relations(study.design, competition.networks),
        mean_gain=found.mean_gain,
        plan=plan_in_words(study.plan),
        exploratory=why_exploratory(study.plan),
    )
