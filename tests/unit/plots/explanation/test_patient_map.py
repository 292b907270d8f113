"""The map of one patient: signs, shares, and conflicts that need no colour."""

import dataclasses

import numpy as np

from mtl_core.plots.explanation import patient_map
from mtl_core.schema import Output, named
from mtl_core.schema.explained import Pushes

FEATURES, CELLS = ("age", "sodium", "sex", "ph"), ("61", None, "f", "7.4")
VALUES = {
    Output("died", "yes"): [0.10, -0.02, 0.0, 0.0],
    Output("icu", "yes"): [-0.05, -0.05, 0.0, 0.0],
    Output("stay"): [3.0, 1.0, 0.0, 0.0],
    Output("unit", "a"): [0.01, 0.0, 0.0, 0.0],
    Output("unit", "b"): [-0.2, 0.0, 0.0, 0.0],
}
PUSHES = [
    Pushes(output, name, 4, 40, 0.3, FEATURES, CELLS, np.array(VALUES[output]))
    for output, name in named(VALUES).items()
]


def test_a_feature_that_pushes_one_task_up_and_another_down_is_marked():
    chart = patient_map(PUSHES, ["unit"])
    marked = chart.table.set_index("feature")["conflict"]
    # age: +83 % of died, -50 % of icu; sodium: -17 % of died is less than an even share of 25 %.
    assert marked.to_dict() == {"age": True, "sodium": False, "sex": False, "ph": False}
    assert any(name.startswith("⇅ age") for name in chart.figure.layout.yaxis.ticktext)
    assert "age pushes some estimates up and others down" in chart.reading
    assert "most clearly age: died up, icu down." in chart.reading


def test_the_clearest_conflict_is_named_first():
    """Of the pushes on both tasks sodium has 50 % each way, age 25 % and 50 %."""
    made = ([0.05, -0.1, 0.05, 0.0], [-0.1, 0.1, 0.0, 0.0])
    pairs = zip(PUSHES, made, strict=False)
    reading = patient_map(
        [dataclasses.replace(own, values=np.array(values)) for own, values in pairs]
    ).reading
    assert "sodium and age" not in reading  # 25 % is not more than an even share
    assert "most clearly sodium: icu up, died down." in reading


def test_cells_hold_signed_points_of_risk_or_units_and_the_class_with_the_largest_pushes():
    chart = patient_map(PUSHES, ["unit"])
    heat = chart.figure.data[0]
    columns = list(chart.figure.layout.xaxis.ticktext)
    assert columns == ["died", "icu", "stay", "unit: b"]
    assert list(heat.text[0]) == ["+10.0", "−5.0", "+3", "−20.0"]


def test_without_a_conflict_the_sentence_says_so():
    chart = patient_map(PUSHES[:1])
    assert "No feature pushes one estimate clearly up" in chart.reading
