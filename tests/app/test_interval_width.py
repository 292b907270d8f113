"""What was predicted before training beside the interval of the run, on the Comparison page."""

from mtl_core.evaluation.before import detectable_difference, rounded_up
from mtl_core.schema import TaskKind


def test_the_page_predicts_from_the_tested_patients_and_shows_the_width_of_the_run(app, full_run):
    at = app("comparison", run=full_run.run_id)
    assert not at.exception
    (table,) = (f.value for f in at.dataframe if "Interval of this run, ±" in f.value)
    assert list(table["Task"]) == ["sepsis", "stage", "stay"]
    assert list(table["Patients"]) == ["90"] * 3
    plan = full_run.study.plan
    predicted = detectable_difference(TaskKind.REGRESSION, 90, repeats=plan.repeats)
    assert table["Smallest difference, predicted"].iloc[2] == rounded_up(predicted.difference)
    # The difference of 'stay' is .05 with an interval from -.03 to .09.
    assert table["Interval of this run, ±"].iloc[2] == "0.060"
    said = [text.value for text in at.markdown if "This run's interval: ± 0.060" in text.value]
    assert len(said) == 2  # both tasks that are inconclusive, and no other
    assert all("nconclusive' was" in words for words in said)
