"""Quality on real tables: one network for all outcomes beside one model for each.

``python -m benchmarks.quality`` runs the default recipe, untuned, on every table of
``benchmarks/tables``, all tasks in one group: five folds by patient, drawn twice, seed 0. Beside it
on the same splits: single-task networks, logistic and ridge regression, LightGBM and CatBoost, both
stopped early on the validation patients. It prints every table, says whether the targets hold, and
keeps the figures in ``benchmarks/results/quality.json`` when all tables and arms were run.

The peers' predictions are kept under ``--cache``, so that another recipe costs its own arms alone.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import pandas as pd
import torch

from benchmarks.judging import Target, better_peer, gain_over_peer, judge, told
from benchmarks.peer_cache import default_cache, peer_predictions
from benchmarks.scoring import Scores, mean_gain, mean_scores, score_tasks
from benchmarks.tables import TABLES, load
from mtl_core.baselines import check_installed
from mtl_core.errors import CohortError, StudyError
from mtl_core.schema import PRIMARY, REFERENCES, Arm, EvaluationPlan
from mtl_core.studies.arms import predict_out_of_fold, train_shared, train_single
from mtl_core.studies.prepare import PreparedStudy, prepare

RESULTS = Path(__file__).parent / "results" / "quality.json"
ARMS = (Arm.MULTI_TASK, Arm.SINGLE_TASK, Arm.LOGISTIC, Arm.BOOSTING, Arm.CATBOOST)
TRAINED = {Arm.MULTI_TASK: train_shared, Arm.SINGLE_TASK: train_single}


def main() -> None:
    """Run, print and judge."""
    options = _options()
    arms = options.arms
    try:
        check_installed([arm for arm in arms if arm in REFERENCES])
    except StudyError as error:
        raise SystemExit(str(error)) from None
    torch.set_num_threads(options.threads)
    plan = EvaluationPlan(folds=5, repeats=options.repeats)
    means, figures = {}, {}
    for name in options.tables:
        try:
            study, table = load(name, plan)
        except CohortError as error:
            print(f"{name}: {error}", file=sys.stderr)
            continue
        prepared = prepare(study, table)
        predictions = [_predictions(prepared, arm, options) for arm in arms]
        tasks = score_tasks(prepared, pd.concat(predictions, ignore_index=True), arms)
        means[name] = mean_scores(list(tasks.values()))
        figures[name] = _figures(prepared, tasks, means[name])
        print(_table(name, prepared, tasks, means[name]), flush=True)
    targets = judge(means) if means and set(arms) == set(ARMS) else []
    print(_summary(means, targets))
    if targets and set(means) == set(TABLES):
        kept = {"plan": _plan(plan), "tables": figures, "all": _all(means, targets)}
        RESULTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--tables", type=_names, default=list(TABLES), help="names, separated by commas"
    )
    parser.add_argument("--arms", type=_arms, default=ARMS, help="arms, separated by commas")
    parser.add_argument("--repeats", type=int, default=2, help="times the folds are drawn")
    parser.add_argument("--threads", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--cache", type=Path, default=default_cache(), help="folder for the peers")
    return parser.parse_args()


def _names(text: str) -> list[str]:
    return text.split(",")


def _arms(text: str) -> list[Arm]:
    odd = sorted(set(text.split(",")) - set(ARMS))
    if odd:
        expected = f"expected any of {', '.join(ARMS)}; found {', '.join(odd)}"
        raise argparse.ArgumentTypeError(expected)
    return [Arm(name) for name in text.split(",")]


def _predictions(prepared: PreparedStudy, arm: Arm, options: argparse.Namespace) -> pd.DataFrame:
    if arm not in TRAINED:
        return peer_predictions(prepared, arm, options.cache, options.threads)
    trained = TRAINED[arm](prepared, lambda _: None, lambda: False, options.threads)
    return predict_out_of_fold(prepared, arm, trained)


def _figures(prepared: PreparedStudy, tasks: dict[str, Scores], mean: Scores) -> dict[str, object]:
    return {
        "rows": prepared.table.n_rows,
        "fingerprint": prepared.table.fingerprint,
        "encoded_columns": int(prepared.folds[0].features.shape[1]),
        "tasks": {
            task.name: {"measure": PRIMARY[task.kind], **_rounded(tasks[task.name])}
            for task in prepared.study.schema.tasks
        },
        "mean": _rounded(mean),
    }


def _rounded(scores: Scores) -> dict[str, object]:
    others = [arm for arm in scores.value if arm is not Arm.MULTI_TASK]
    gains = {arm: scores.gain(arm) for arm in others if Arm.MULTI_TASK in scores.value}
    return {
        "arms": {str(arm): round(value, 5) for arm, value in scores.value.items()},
        "multi_task_minus": {
            str(arm): [round(v, 5) for v in (gain.value, gain.low, gain.high)]
            for arm, gain in gains.items()
        },
    }


def _plan(plan: EvaluationPlan) -> dict[str, int]:
    return {
        "folds": plan.folds,
        "repeats": plan.repeats,
        "seed": plan.seed,
        "resamples": plan.n_resamples,
    }


def _all(means: dict[str, Scores], targets: list[Target]) -> dict[str, object]:
    return {
        "mean": _rounded(mean_scores(list(means.values()))),
        "minus_better_boosting": {name: told(gain_over_peer(one)) for name, one in means.items()},
        "targets": [{"wanted": t.wanted, "holds": t.holds, "found": t.found} for t in targets],
    }


def _table(name: str, prepared: PreparedStudy, tasks: dict[str, Scores], mean: Scores) -> str:
    """Write a table in Markdown: measures of all arms, and multi-task minus each other arm."""
    arms = list(mean.value)
    others = [arm for arm in arms if arm is not Arm.MULTI_TASK and Arm.MULTI_TASK in arms]
    n_columns = prepared.folds[0].features.shape[1]
    kinds = {task.name: PRIMARY[task.kind] for task in prepared.study.schema.tasks}
    size = f"{prepared.table.n_rows:,} patients, {n_columns} encoded columns, {len(tasks)} tasks"
    lines = [
        f"\n### {name} ({size})\n",
        _line("task", "measure", *arms, *(f"minus {arm}" for arm in others)),
        "|---" * (2 + len(arms) + len(others)) + "|",
    ]
    rows = {f"`{task}`": (kinds[task], scores) for task, scores in tasks.items()}
    for label, (measure, scores) in (rows | {"**mean**": ("", mean)}).items():
        values = [f"{scores.value[arm]:.4f}" for arm in arms]
        lines.append(_line(label, measure, *values, *(told(scores.gain(arm)) for arm in others)))
    return "\n".join(lines)


def _summary(means: dict[str, Scores], targets: list[Target]) -> str:
    """Write the means of all tables, and whether each target holds."""
    if not means:
        return "No table was run."
    overall = mean_scores(list(means.values()))
    arms = list(overall.value)
    lines = ["\n### Means of all tables\n", _line("table", *arms, "minus the better boosting")]
    lines.append("|---" * (len(arms) + 2) + "|")
    judged = bool(targets)
    for name, scores in means.items():
        peer = f"{told(gain_over_peer(scores))} {better_peer(scores)}" if judged else ""
        lines.append(_line(name, *(f"{scores.value[arm]:.4f}" for arm in arms), peer))
    over = told(mean_gain([gain_over_peer(one) for one in means.values()])) if judged else ""
    lines.append(_line("**mean**", *(f"{overall.value[arm]:.4f}" for arm in arms), over))
    verdicts = [f"- {'holds' if t.holds else 'FAILS'}: {t.wanted}; {t.found}" for t in targets]
    return "\n".join([*lines, "", *verdicts])


def _line(*cells: object) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"


if __name__ == "__main__":
    main()
