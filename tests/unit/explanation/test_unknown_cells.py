"""Whether a column matters by its values or by being unknown, on shares known beforehand."""

import numpy as np
import pandas as pd
import pytest

from mtl_core.explanation import unknown_cell_sentences, unknown_cell_shares
from mtl_core.schema import Output

N = 200
UNKNOWN = np.arange(N) % 4 == 0


def long_table(contributions, unknown=UNKNOWN):
    """Write what columns add to one task; all have the same unknown cells."""
    cells = np.where(unknown, None, np.char.mod("%d", np.arange(N))).astype(object)
    parts = [
        pd.DataFrame({"row": np.arange(N), "feature": name, "value": values,
                      "feature_value": cells, "feature_rank": np.where(unknown, np.nan, 0.5)})
        for name, values in contributions.items()
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True).assign(task="died", **{"class": "yes"})


def test_a_column_that_adds_the_same_to_all_with_a_known_cell_matters_by_being_unknown_alone():
    table = long_table({"crp": np.where(UNKNOWN, 0.3, -0.1)})
    (line,) = unknown_cell_shares(table, Output("died")).itertuples()
    assert (line.n_known, line.n_unknown) == (150, 50)
    assert (line.mean_known, line.mean_unknown) == pytest.approx((-0.1, 0.3))
    assert (line.share, line.low, line.high) == pytest.approx((1, 1, 1))


def test_a_column_whose_unknown_cells_count_like_average_ones_matters_by_its_value():
    """By construction nothing lies between the groups: an adjusted R² of 1 - (n - 1) / (n - 2)."""
    values = np.tile([0.0, -1.0, 0.0, 1.0], N // 4)
    line = unknown_cell_shares(long_table({"crp": values}), Output("died")).iloc[0]
    assert line["share"] == pytest.approx(1 - 199 / 198)


def test_the_share_is_the_adjusted_r_squared_of_scipys_regression_on_being_unknown():
    from scipy.stats import linregress

    rng = np.random.default_rng(0)
    values = 0.8 * UNKNOWN + rng.normal(size=N)
    line = unknown_cell_shares(long_table({"crp": values}), Output("died")).iloc[0]
    r_squared = linregress(UNKNOWN.astype(float), values).rvalue ** 2
    assert line["share"] == pytest.approx(1 - (1 - r_squared) * (N - 1) / (N - 2))
    assert line["low"] < line["share"] < line["high"]


def test_intervals_hold_the_share_of_the_population_about_as_often_as_they_say():
    """Groups .25 and .75 of unit variance, 1.5 apart: the share is .1875 x 2.25 / 1.4219."""
    rng = np.random.default_rng(1)
    truth = 0.1875 * 1.5**2 / (1 + 0.1875 * 1.5**2)
    held = []
    for _ in range(150):
        unknown = rng.random(N) < 0.25
        values = 1.5 * unknown + rng.normal(size=N)
        table = long_table({"crp": values}, unknown)
        line = unknown_cell_shares(table, Output("died"), n_resamples=200).iloc[0]
        held.append(line["low"] <= truth <= line["high"])
    # 95 % of 150 with a standard error of 1.8 points; the bootstrap is a bit short
    assert np.mean(held) > 0.95 - 3 * 0.018 - 0.02


def test_few_unknown_cells_and_a_column_that_adds_nothing_have_a_reason_instead_of_numbers():
    few = np.arange(N) < 19
    line = unknown_cell_shares(long_table({"crp": few * 1.0}, few), Output("died")).iloc[0]
    assert np.isnan(line[["share", "low", "high"]].astype(float)).all()
    assert "181 known and 19 unknown" in line["reason"]
    line = unknown_cell_shares(long_table({"crp": np.zeros(N)}), Output("died")).iloc[0]
    assert np.isnan(line["share"])
    assert line["reason"] == "the column adds nothing"


def test_only_columns_that_matter_are_named_with_their_share_and_how_many_are_unknown():
    crp = np.where(UNKNOWN, 0.3, -0.1)
    table = long_table({"crp": crp, "age": np.linspace(-1, 1, N) / 2, "few": crp / 100})
    (sentence,) = unknown_cell_sentences(table, Output("died"))
    assert sentence == (
        "crp matters mostly by being missing: 100 % (100 to 100 %) of the spread of what it adds "
        "goes with whether it is missing (50 of 200 explained patients); the rest goes with its "
        "value and with other features."
    )
