"""A feature that drives a task by being unknown is named where the task's features are shown."""

import numpy as np
import pandas as pd
from streamlit.testing.v1 import AppTest


def screen(table):
    from mtl_core.schema import Output
    from ui.explanation.unknown_cells import show_unknown_cells

    show_unknown_cells(table, Output("died", "yes"))


def long_table(crp):
    unknown = np.arange(100) % 4 == 0
    cells = np.where(unknown, None, "1").astype(object)
    by_feature = {"crp *max*": np.where(unknown, *crp), "age": np.linspace(0, 1e-6, 100)}
    parts = [
        pd.DataFrame({"row": np.arange(100), "feature": name, "value": values})
        for name, values in by_feature.items()
    ]
    table = pd.concat([part.assign(feature_value=cells, feature_rank=0.5) for part in parts])
    return table.assign(task="died", **{"class": "yes"})


def test_the_sentence_names_the_feature_without_markup_and_says_what_it_may_mean():
    at = AppTest.from_function(screen, kwargs={"table": long_table((0.3, -0.1))}).run()
    assert not at.exception
    assert at.markdown[0].value.startswith(r"- crp \*max\* matters mostly by being missing")
    assert "another hospital may measure in other patients" in at.caption[0].value


def test_nothing_is_said_where_values_matter():
    at = AppTest.from_function(screen, kwargs={"table": long_table((0.0, 0.0))}).run()
    assert not at.exception
    assert not at.markdown
