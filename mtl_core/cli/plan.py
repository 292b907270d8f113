"""From the options of ``run`` to the plan of evaluation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mtl_core.cli.options import SPLITS, StudyOptions
from mtl_core.errors import StudyError
from mtl_core.evaluation.before import REPEATS
from mtl_core.schema import EvaluationPlan, Preset
from mtl_core.schema.specs import BeforeAfter, LeaveOneSiteOut, LockedTest, RepeatedFolds, SplitPlan


def chosen_plan(options: StudyOptions, decided: EvaluationPlan | None = None) -> EvaluationPlan:
    """Return the plan that the options ask for, or the one that was decided on before.

    A plan that is named has the repeats of a full study unless told otherwise; a quick look, and a
    study that names none, has one.

    Raises
    ------
    StudyError
        When there is no such plan, or an option belongs to another one.
    """
    given: dict[str, Any] = {
        "folds": options.folds,
        "repeats": options.repeats,
        "seed": options.seed,
        "margin": options.margin,
    }
    plan = EvaluationPlan(split=_split(options))
    if decided is not None and options.plan is None:
        plan = decided
    if options.plan is not None and options.preset is not Preset.QUICK:
        plan = replace(plan, repeats=REPEATS)
    return replace(plan, **{name: value for name, value in given.items() if value is not None})


def _split(options: StudyOptions) -> SplitPlan:
    kind = SPLITS.get(options.plan or RepeatedFolds.name)
    if kind is None:
        raise StudyError(
            "The plan is unknown",
            expected=f"--plan {' or '.join(SPLITS)}",
            found=f"'{options.plan}'",
            action="choose from the list",
        )
    split = kind()
    if options.test_share is not None:
        if not isinstance(split, LockedTest | BeforeAfter):
            raise _misplaced("--test-share", LockedTest.name, BeforeAfter.name)
        split = replace(split, share=options.test_share)
    if options.smallest_site is not None:
        if not isinstance(split, LeaveOneSiteOut):
            raise _misplaced("--smallest-site", LeaveOneSiteOut.name)
        split = replace(split, fewest=options.smallest_site)
    return split


def _misplaced(option: str, *plans: str) -> StudyError:
    return StudyError(
        f"{option} does not belong to this plan",
        expected=f"{option} together with --plan {' or --plan '.join(plans)}",
        found="another plan",
        action="name the plan, or leave the option out",
    )
