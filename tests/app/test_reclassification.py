"""Who changes sides at the chosen threshold, on the Performance page."""

import numpy as np

from mtl_core.schema import Arm
from mtl_core.settings import load_settings
from mtl_core.storage import RunFolder


def test_counts_of_the_page_are_those_of_the_predictions(app, full_run):
    folder = RunFolder(load_settings().runs_dir / full_run.run_id)
    lines = folder.read_predictions()
    other = lines[lines["arm"] == "single_task"]
    shuffled = np.random.default_rng(0).permutation(90) / 90
    mask = other["task"] == "sepsis"
    other.loc[mask, "predicted"] = shuffled
    folder.write_predictions(Arm.SINGLE_TASK, other)
    at = app("performance", run=full_run.run_id)
    at.selectbox(key="threshold_by").set_value("a risk").run()
    assert not at.exception
    (table,) = (f.value for f in at.dataframe if "Only multi-task flags" in f.value)
    risk = at.slider(key="threshold_risk_sepsis").value / 100
    lines = lines[(lines["task"] == "sepsis") & (lines["arm"] == "multi_task")]
    flagged, event = lines["predicted"].to_numpy() > risk, lines["observed"].to_numpy() == 1
    up = flagged & ~(shuffled > risk)
    assert table["Only multi-task flags"].tolist() == [(up & event).sum(), (up & ~event).sum()]
    assert "(" in table["Net share moved rightly"][0]
    assert any("no verdict" in text.value for text in at.caption)
