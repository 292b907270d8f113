"""Net benefit on the example cohort of `dcurves`, as recorded and as the package computes it."""

from importlib.resources import files

import numpy as np
import pandas as pd
import pytest
from dcurves import dca

from mtl_core.evaluation.intervals import resample_patients
from mtl_core.evaluation.measures import binary_measures
from mtl_core.evaluation.thresholds import decision_curves, sort_patients
from mtl_core.schema import Arm, Task, TaskKind

CANCER = Task("cancer", TaskKind.BINARY, ("no", "yes"))
# dcurves 1.1.7, `dca` on its df_binary.csv (750 patients, 105 events), model cancerpredmarker.
RECORDED = {
    0.05: 0.1055439,
    0.10: 0.0874074,
    0.15: 0.0792157,
    0.20: 0.0673333,
    0.25: 0.0640000,
    0.30: 0.0546667,
    0.35: 0.0501538,
}


@pytest.fixture(scope="module")
def cohort():
    with (files("dcurves") / "data" / "df_binary.csv").open() as file:
        return pd.read_csv(file).assign(cancer=lambda table: table["cancer"].astype(int))


def lines(arm, observed, predicted):
    return pd.DataFrame(
        {
            "row": np.arange(len(observed)),
            "task": "cancer",
            "arm": arm,
            "repeat": 0,
            "fold": 0,
            "class": "yes",
            "observed": observed,
            "predicted": predicted,
        }
    )


def curves(cohort, thresholds):
    table = lines("multi_task", cohort["cancer"].astype(float), cohort["cancerpredmarker"])
    return decision_curves(table, CANCER, [Arm.MULTI_TASK], thresholds=np.array(thresholds))


def test_net_benefit_is_what_was_recorded_from_dcurves(cohort):
    found = curves(cohort, list(RECORDED))
    assert (found.n, found.events) == (750, 105)
    np.testing.assert_allclose(found.arms[Arm.MULTI_TASK], list(RECORDED.values()), atol=5e-8)
    assert found.treat_all[list(RECORDED).index(0.25)] == pytest.approx(-0.1466667, abs=5e-8)


def test_net_benefit_is_that_of_dcurves_at_every_threshold(cohort):
    grid = [round(k / 100, 2) for k in range(1, 100)]
    table = dca(
        data=cohort[["cancer", "cancerpredmarker"]],
        outcome="cancer",
        modelnames=["cancerpredmarker"],
        thresholds=grid,
    )
    found = curves(cohort, grid)
    for model, ours in (("cancerpredmarker", found.arms[Arm.MULTI_TASK]), ("all", found.treat_all)):
        theirs = table.loc[table["model"] == model, "net_benefit"].to_numpy(float)
        np.testing.assert_allclose(ours, theirs, atol=1e-12)


def test_the_patients_above_a_tenth_are_those_of_dcurves(cohort):
    found = sort_patients(cohort["cancer"].to_numpy(), cohort["cancerpredmarker"].to_numpy(), 0.1)
    assert (found.true_positives, found.false_positives) == (87, 193)
    assert (found.false_negatives, found.true_negatives) == (18, 452)


def test_discrimination_and_brier_score_on_that_cohort(cohort):
    # scikit-learn 1.9.1: roc_auc_score, average_precision_score, brier_score_loss.
    found = binary_measures(
        cohort["cancer"].to_numpy(), cohort["cancerpredmarker"].to_numpy(), threshold=0.5
    )
    assert found["auroc"] == pytest.approx(0.8606275378, abs=1e-10)
    assert found["auprc"] == pytest.approx(0.5664444421, abs=1e-10)
    assert found["brier"] == pytest.approx(0.0849290978, abs=1e-10)


def test_the_interval_of_a_difference_has_the_error_of_a_mean(cohort):
    """Net benefit is a mean over patients, and so is a difference of two: no resample is needed.

    Pfeiffer and Gail (2020), Biometrical Journal 62, give the variance of a mean of such parts.
    """
    outcome = cohort["cancer"].to_numpy(float)
    other = np.clip(cohort["marker"] / cohort["marker"].max(), 0, 1).to_numpy()
    risks = {"multi_task": cohort["cancerpredmarker"].to_numpy(), "single_task": other}
    table = pd.concat([lines(arm, outcome, risk) for arm, risk in risks.items()])
    thresholds = np.array([0.05, 0.1, 0.2, 0.3])
    rows = np.arange(len(outcome))
    found = decision_curves(
        table, CANCER, [Arm.MULTI_TASK], thresholds=thresholds,
        resamples=resample_patients(rows, np.zeros_like(rows), n_resamples=3000, seed=4),
    ).difference  # fmt: skip
    for t, low, high in zip(thresholds, found.low, found.high, strict=True):
        worth = np.where(outcome > 0, 1, -t / (1 - t))
        part = worth * ((risks["multi_task"] > t) * 1.0 - (other > t))
        error = part.std() / np.sqrt(len(part))
        assert (high - low) / (2 * 1.959964) == pytest.approx(error, rel=0.06)
