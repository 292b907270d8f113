"""Arms measured side by side."""

import numpy as np
import pandas as pd
import pytest

from mtl_core.evaluation.arms import evaluate
from mtl_core.schema import Arm, EvaluationPlan

ARMS = (Arm.MULTI_TASK, Arm.SINGLE_TASK, Arm.LOGISTIC)


@pytest.mark.parametrize("n_threads", [2, 5])
def test_threads_do_not_change_a_digit(lines, sick, cohort, n_threads):
    outcome, good, middling = cohort
    risks = zip(ARMS, (good, middling, good**2), strict=True)
    table = pd.concat([lines("sick", arm.value, outcome, risk) for arm, risk in risks])
    plan = EvaluationPlan(n_resamples=3000)
    units = {"patients": np.arange(400), "strata": outcome.astype(int)}
    alone = evaluate(table, [sick], arms=ARMS, plan=plan, **units)
    beside = evaluate(table, [sick], arms=ARMS, plan=plan, n_threads=n_threads, **units)
    assert beside["sick"] == alone["sick"]
    assert list(beside["sick"].arms) == list(ARMS)
    assert beside["sick"].arms[Arm.MULTI_TASK] != beside["sick"].arms[Arm.SINGLE_TASK]
