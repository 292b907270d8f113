"""The interaction of two columns summarised over patients, on values known by construction."""

import numpy as np
import pandas as pd
import pytest

from mtl_core.errors import RunError
from mtl_core.explanation import pair_effect
from mtl_core.schema import Output
from mtl_core.schema.answers import InteractionQuestion, InteractionReport, OutputInteraction

N = 120


def table():
    """Two columns of two levels each in four groups of 30 patients; Shapley values of .1, -.3."""
    lines = []
    for row in range(N):
        for feature, cell, value in (
            ("sex", "f" if row % 2 else "m", 0.1),
            ("ward", "a" if row % 4 < 2 else "b", -0.3),
        ):
            lines.append(
                {
                    "row": row,
                    "task": "aki",
                    "class": "yes",
                    "feature": feature,
                    "value": value,
                    "feature_value": cell,
                    "feature_rank": np.nan,
                }
            )
    return pd.DataFrame(lines)


def report(values, errors=(), rows=range(N)):
    output = OutputInteraction("aki", "yes", tuple(values), tuple(errors))
    question = InteractionQuestion("sex", "ward", len(tuple(rows)))
    return InteractionReport(question, tuple(rows), 50, 512, (output,))


def test_means_of_groups_are_those_put_in():
    together = np.array([0.2 if row % 2 and row % 4 < 2 else 0.0 for row in range(N)])
    found = pair_effect(report(together, [0.01] * N), table(), Output("aki"))
    means = found.table.set_index(["first", "second"])
    assert means["n"].tolist() == [30] * 4
    assert means.loc[("f", "a"), ["mean", "low", "high"]].tolist() == pytest.approx([0.2] * 3)
    assert means["mean"].sum() == pytest.approx(0.2)
    assert found.size == found.mean == pytest.approx(0.05)
    assert found.low < 0.05 < found.high
    assert found.alone == pytest.approx((0.1, 0.3))


def test_noise_of_the_size_of_its_error_is_not_taken_for_an_interaction():
    rng = np.random.default_rng(0)
    noise = rng.normal(0, 0.01, N)
    assert not pair_effect(report(noise, [0.01] * N), table(), Output("aki")).beyond_error
    assert pair_effect(report(3 * noise, [0.01] * N), table(), Output("aki")).beyond_error
    assert not pair_effect(report([0.0] * N), table(), Output("aki")).beyond_error


def test_few_patients_have_no_mean():
    rows = [row for row in range(60) if row % 4 != 1 or row < 20]
    found = pair_effect(report([0.1] * 50, rows=rows), table(), Output("aki"))
    means = found.table.set_index(["first", "second"])
    assert means.loc[("f", "a"), "n"] == 5
    assert means["mean"].isna().tolist() == (means["n"] == 5).tolist()
    assert found.error == 0


def test_patients_who_are_not_explained_are_refused():
    with pytest.raises(RunError, match="others among them"):
        pair_effect(report([0.1] * 2, rows=(0, N + 5)), table(), Output("aki"))
