"""Two peak flow meters on 17 subjects: Bland and Altman (1986), Lancet 327, first readings.

The paper states a mean difference of -2.1 l/min, a standard deviation of 38.8 l/min, and limits of
agreement, at two standard deviations, of -79.7 and 75.5 l/min. The first test holds the table that
was typed in to these four numbers.
"""

import numpy as np
import pandas as pd
import pytest

from mtl_core.evaluation.arms import evaluate
from mtl_core.evaluation.measures import regression_measures
from mtl_core.schema import Arm, EvaluationPlan, Task, TaskKind

# fmt: off
WRIGHT = np.array([494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423,
                   427.0])
MINI = np.array([512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350,
                 451.0])
# fmt: on
FLOW = Task("flow", TaskKind.REGRESSION)
Z = 1.959963984540054


def test_the_table_is_that_of_the_paper():
    apart = WRIGHT - MINI
    mean, spread = apart.mean(), apart.std(ddof=1)
    assert (round(mean, 1), round(spread, 1)) == (-2.1, 38.8)
    limits = [round(mean, 1) + k * round(spread, 1) for k in (-2, 2)]
    # The paper goes on with the rounded numbers.
    assert limits == pytest.approx([-79.7, 75.5])


def test_mean_error_and_limits_are_those_of_the_paper_but_for_its_two():
    found = regression_measures(MINI, WRIGHT)
    low, high = found["agreement_low"], found["agreement_high"]
    assert round(found["mean_error"], 1) == -2.1
    assert round((high - low) / (2 * Z), 1) == 38.8
    assert (low + high) / 2 == pytest.approx(found["mean_error"])


def test_intervals_have_the_errors_that_the_paper_states():
    """Standard errors: of the mean ``sqrt(s²/n)`` = 9.4, of a limit about ``sqrt(3 s²/n)`` = 16.3.

    The bootstrap has both with ``n - 1`` in place of ``n`` twice over; for the limits the formula
    takes normal errors, which 17 errors are only nearly.
    """
    n = len(WRIGHT)
    table = pd.DataFrame(
        {"row": np.arange(n), "task": "flow", "arm": "multi_task", "repeat": 0, "fold": 0,
         "class": None, "observed": MINI, "predicted": WRIGHT}
    )  # fmt: skip
    plan = EvaluationPlan(n_resamples=4000, seed=2)
    found = evaluate(
        table, [FLOW], arms=[Arm.MULTI_TASK], plan=plan, patients=np.arange(n),
        strata=np.zeros(n, int),
    )["flow"].arms[Arm.MULTI_TASK]  # fmt: skip
    half = {key: (found[key].high - found[key].low) / (2 * Z) for key in found}
    assert half["mean_error"] == pytest.approx(9.4 * np.sqrt((n - 1) / n), rel=0.05)
    for key in ("agreement_low", "agreement_high"):
        assert half[key] == pytest.approx(16.3, rel=0.25)
        assert found[key].n == n
