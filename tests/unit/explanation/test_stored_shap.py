"""A stored explanation handed to shap's plots."""

import pandas as pd
import pytest

from mtl_core.explanation import table_to_shap
from mtl_core.schema import ExplanationSummary, Output


@pytest.mark.filterwarnings("ignore:The set_(bad|under|over) function:PendingDeprecationWarning")
def test_a_stored_table_becomes_an_explanation_of_shap_that_adds_up():
    table = pd.DataFrame(
        {
            "row": [3, 3, 7, 7],
            "task": "aki",
            "class": "yes",
            "feature": ["age", "sex", "age", "sex"],
            "value": [0.1, -0.05, 0.2, 0.0],
            "feature_value": ["61", None, "40", "f"],
            "standard_error": 0.01,
        }
    ).sample(frac=1, random_state=0)
    summary = ExplanationSummary("by hand", 2, 5, 9, 0.0, {"aki": 0.3})
    found = table_to_shap(table, summary, Output("aki"))
    column = found.feature_names.index("age")
    values = found.values  # noqa: PD011 - of shap
    assert values[:, column].tolist() == [0.1, 0.2]
    assert found.data[:, column].tolist() == ["61", "40"]
    assert (found.base_values + values.sum(axis=1)).tolist() == pytest.approx([0.35, 0.5])
    assert found.error_std.tolist() == [[0.01, 0.01]] * 2
