"""Views of an explanation recover what was planted in made-up Shapley values."""

import numpy as np
import pandas as pd
import pytest

from mtl_core.errors import RunError
from mtl_core.explanation import (
    cells_of,
    dependence,
    importance_by_level,
    share_of_spread_left,
    shared_drivers,
    task_similarity,
)
from mtl_core.schema import Output

N = 240
FEATURES = ["age", "dose", "noise", "sex"]


def long_table(cells, values):
    """Write cells by column and values by (task, class) and column as the stored table."""
    parts = []
    for (task, label), by_feature in values.items():
        for feature, value in by_feature.items():
            cell = pd.Series(cells[feature])
            numeric = cell.dtype.kind == "f"
            text = [None if pd.isna(v) else f"{v:g}" if numeric else v for v in cell]
            part = pd.DataFrame({"row": np.arange(N) * 3, "value": value})
            part["feature_value"] = pd.Series(text, dtype=object)
            part["feature_rank"] = cell.rank(pct=True) if numeric else np.nan
            parts.append(part.assign(task=task, feature=feature, logit_value=np.nan))
            parts[-1]["class"] = pd.Series([label] * N, dtype=object)
    return pd.concat(parts, ignore_index=True)


@pytest.fixture(scope="module")
def cells():
    rng = np.random.default_rng(0)
    found = {name: np.round(rng.normal(size=N), 3) for name in FEATURES[:3]}
    found["age"] = np.where(np.arange(N) % 8 == 0, np.nan, found["age"])
    return found | {"sex": np.array(["f", "m"], dtype=object)[rng.integers(0, 2, N)]}


@pytest.fixture(scope="module")
def table(cells):
    """Age drives a and b alike and c the other way; dose interacts with age in a alone."""
    age = np.nan_to_num(cells["age"], nan=0.0)
    nothing = np.zeros(N)
    shared = {"age": age, "dose": nothing, "noise": nothing, "sex": nothing}
    return long_table(
        cells,
        {
            ("a", "yes"): shared | {"age": age * (1 + 0.5 * cells["dose"])},
            ("b", None): shared | {"age": 40 * age},
            ("c", None): shared | {"age": -2 * age, "dose": 9 * cells["dose"]},
        },
    )


def test_the_column_that_interacts_is_found_although_it_has_no_effect_on_average(table):
    found = dependence(table, Output("a"), "age")
    assert found.second == "dose"
    # means of equal thirds of a normal variable hold 2/3 (3 phi(.431))^2 = 79 % of its variance;
    # some of what is left lies within the fifths of age
    assert 0.5 < found.second_share < 0.85
    assert found.numeric
    assert found.is_risk


def test_a_column_without_an_interaction_leaves_nothing_to_colour(table):
    found = dependence(table, Output("b"), "age")
    assert found.second is None
    assert found.second_share is None


def test_a_share_of_pure_noise_is_zero_on_average():
    rng = np.random.default_rng(1)
    shares = [
        share_of_spread_left(
            pd.Series(rng.normal(size=N)), rng.normal(size=N), pd.Series(rng.normal(size=N))
        )
        for _ in range(60)
    ]
    # an adjusted R² has expectation 0 without a relation; standard error of this mean about .005
    assert abs(np.mean(shares)) < 0.02


def test_unknown_values_stand_apart_and_small_groups_have_no_mean(table, cells):
    found = dependence(table, Output("a"), "age", second="sex")
    unknown = found.groups[found.groups["group"].isna()]
    assert unknown["n"].tolist() == [N // 8]
    assert found.groups["n"].sum() == N
    assert found.points["cell"].isna().sum() == N // 8
    few = table[table["row"] < 3 * 60]
    thin = dependence(few, Output("a"), "age").groups
    assert thin[thin["n"] < 20]["mean"].isna().all()


def test_the_mean_of_a_group_is_that_of_its_patients(table, cells):
    found = dependence(table, Output("b"), "sex", second="age")
    by_hand = pd.Series(np.zeros(N)).groupby(cells["sex"]).mean()
    np.testing.assert_allclose(found.groups["mean"], by_hand)
    assert found.second_share == 0.0


def test_tasks_explained_alike_have_cosine_one_whatever_their_units(table, cells):
    found = task_similarity(table)
    assert found.tasks == ("a", "b", "c")
    age = np.nan_to_num(cells["age"], nan=0.0)
    # by hand: c = (-2 age, 9 dose), b = 40 age
    c_and_b = (
        -2
        * (age @ age)
        / np.sqrt((age @ age) * (4 * age @ age + 81 * cells["dose"] @ cells["dose"]))
    )
    assert found.matrix[2, 1] == pytest.approx(c_and_b)
    assert found.matrix[0, 1] > 0.8
    np.testing.assert_allclose(np.diag(found.matrix), 1)
    assert (found.low <= found.matrix + 1e-12).all()
    assert (found.matrix <= found.high + 1e-12).all()


def test_tasks_that_nothing_relates_are_not_called_alike(cells):
    rng = np.random.default_rng(2)
    values = {(task, None): {name: rng.normal(size=N) for name in FEATURES} for task in ("a", "b")}
    found = task_similarity(long_table(cells, values))
    assert found.low[0, 1] < 0 < found.high[0, 1]


def test_a_task_that_nothing_moves_has_no_similarity(cells):
    still = dict.fromkeys(FEATURES, np.zeros(N))
    moved = {name: np.ones(N) for name in FEATURES}
    found = task_similarity(long_table(cells, {("a", None): still, ("b", None): moved}))
    assert np.isnan(found.matrix[0, 1])
    assert found.matrix[1, 1] == 1


def test_tasks_without_a_direction_are_left_out_and_two_must_be_left(table):
    assert task_similarity(table, without_direction=["c"]).left_out == ("c",)
    with pytest.raises(RunError):
        task_similarity(table, without_direction=["b", "c"])


def test_a_driver_of_one_level_is_found_in_that_level_alone(cells):
    women = cells["sex"] == "f"
    values = {name: np.zeros(N) for name in FEATURES}
    values["dose"] = np.where(women, cells["dose"], 0.0)
    values["noise"] = np.full(N, 0.01)
    found = importance_by_level(long_table(cells, {("a", None): values}), Output("a"), "sex")
    dose = found.table[found.table["feature"] == "dose"].set_index("level")
    assert dose.loc["f", "mean_abs"] == pytest.approx(np.abs(cells["dose"][women]).mean())
    assert dose.loc["m", "mean_abs"] == 0
    assert dose.loc["f", "low"] < dose.loc["f", "mean_abs"] < dose.loc["f", "high"]
    assert found.sizes == {"f": int(women.sum()), "m": int((~women).sum())}


def test_a_level_with_few_patients_has_a_reason_instead_of_a_number(cells):
    sex = np.array(["f"] * (N - 19) + ["m"] * 19, dtype=object)
    values = {name: np.ones(N) for name in FEATURES}
    table = long_table(cells | {"sex": sex}, {("a", None): values})
    found = importance_by_level(table, Output("a"), "sex")
    small = found.table[found.table["n"] == 19]
    assert len(small) == len(FEATURES)
    assert small["mean_abs"].isna().all()
    assert small["reason"].str.contains("19 explained patients").all()


def test_shared_and_specific_drivers_of_the_planted_tasks_are_told_apart(table):
    found = shared_drivers(table, ["a", "b", "c"])
    assert found.shared == ("age",)
    assert found.specific == {"a": (), "b": (), "c": ("dose",)}


def test_a_column_without_any_known_cell_can_still_be_shown(cells):
    empty = cells | {"sex": np.array([None] * N, dtype=object)}
    values = {name: np.ones(N) for name in FEATURES}
    table = long_table(empty, {("a", None): values})
    assert cells_of(table, "sex").isna().all()
    assert dependence(table, Output("a"), "sex").groups["n"].tolist() == [N]
    assert importance_by_level(table, Output("a"), "sex").sizes == {}


def test_a_task_with_several_classes_needs_one_and_an_unknown_column_is_refused(cells):
    values = {name: np.ones(N) for name in FEATURES}
    table = long_table(cells, {("a", "x"): values, ("a", "y"): values})
    with pytest.raises(RunError):
        dependence(table, Output("a"), "age")
    with pytest.raises(RunError):
        cells_of(table, "weight")
