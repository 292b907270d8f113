"""When the model does not know, on the Performance page."""

import pytest

from mtl_core.evaluation.conformal import conformal_report
from mtl_core.schema import Arm
from mtl_core.settings import load_settings
from mtl_core.storage import RunFolder


@pytest.fixture
def page(app, full_run):
    return app("performance", run=full_run.run_id)


def numbers(at):
    tables = [frame.value for frame in at.dataframe if "Stays possible" in frame.value]
    return tables[0].set_index("Observed") if tables else None


def test_counts_are_those_of_the_stored_predictions_and_follow_the_promise(page, full_run):
    predictions = RunFolder(load_settings().runs_dir / full_run.run_id).read_predictions()
    task = full_run.study.schema.task("sepsis")
    for promise, alpha in ((0.9, 0.1), (0.8, 0.2)):
        at = page.button_group(key="promise_sepsis").set_value(promise).run()
        assert not at.exception
        report = conformal_report(predictions, task, Arm.MULTI_TASK, alpha)
        shown = numbers(at)
        for label, cell in report.classes.items():
            assert shown.loc[label, "n"] == cell.n
            assert shown.loc[label, "Right answer"] == cell.right
            assert shown.loc[label, "Does not know"] == cell.open + cell.missed
            assert shown.loc[label, "Wrong answer"] == cell.wrong


def test_a_number_has_an_interval_that_follows_the_promise(page, full_run):
    predictions = RunFolder(load_settings().runs_dir / full_run.run_id).read_predictions()
    task = full_run.study.schema.task("stay")
    at = page.selectbox(key="performance_task").set_value("stay").run()
    for promise, alpha in ((0.9, 0.1), (0.8, 0.2)):
        at = at.button_group(key="promise_stay").set_value(promise).run()
        assert not at.exception
        assert numbers(at) is None
        report = conformal_report(predictions, task, Arm.MULTI_TASK, alpha)
        words = " ".join(caption.value for caption in [*at.caption, *at.markdown])
        assert f"reaches {report.reach.value:.2f} to both sides" in words
        shown = next(frame.value for frame in at.dataframe if "covered" in frame.value)
        assert list(shown["n"]) == [90, *(cell.n for cell in report.thirds.values())]
