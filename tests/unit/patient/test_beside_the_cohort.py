"""Where a patient stands, who is alike, and what is out of the ordinary: values worked by hand."""

import numpy as np
import pandas as pd
import pytest

from mtl_core.patient import (
    gather_crowd,
    identity_card,
    locked_at_first,
    most_similar,
    outside_range,
    patient_mark,
    patient_space,
    rare_combinations,
    similar_outcome,
    typicality,
)

FRAME = pd.DataFrame(
    {
        "age": [10.0, 20.0, 30.0, 40.0, np.nan],
        "sex": ["f", "m", "f", "f", None],
    }
)


@pytest.fixture
def space():
    return patient_space(FRAME, ["age", "sex"])


def test_distance_is_the_mean_over_features_of_rank_difference_and_mismatch(space):
    placed = space.place(FRAME)
    # Gower (1971) by hand: ranks .125, .375, .625, .875; unknown against known is 1.
    told = space.distances(placed[0], placed)
    assert told == pytest.approx([0, (0.25 + 1) / 2, 0.25, 0.375, 1])
    assert space.distances(placed[4], placed)[4] == 0
    # A weight of zero takes a feature out.
    assert space.distances(placed[0], placed, np.array([0.0, 2.0]))[:4].tolist() == [0, 1, 0, 0]


def test_values_beyond_the_cohort_lie_at_its_ends_and_new_levels_are_like_nobody(space):
    placed = space.place(pd.DataFrame({"age": [-5.0, 500.0], "sex": ["x", "f"]}))
    assert placed[:, 0].tolist() == [0.0, 1.0]
    assert placed[0, 1] not in space.place(FRAME)[:, 1]


def test_the_identity_card_puts_the_rarest_value_first(space):
    frame = pd.DataFrame({"age": np.arange(100.0), "sex": ["f"] * 60 + ["m"] * 40})
    wide = patient_space(frame, ["sex", "age"])
    card = identity_card(wide, frame, 99)
    assert card["feature"].tolist() == ["age", "sex"]
    assert card.loc[0, "unusual"] == pytest.approx(0.02)  # twice the upper tail of 1 in 100
    assert card.loc[0, "percentile"] == pytest.approx(99.5)  # 99 below and half of itself
    assert card.loc[1, "share"] == pytest.approx(0.4)
    missing = identity_card(space, FRAME, 4)
    assert missing["value"].tolist() == [None, None]
    assert missing["share"].tolist() == [0.2, 0.2]


def test_a_patient_counts_once_and_never_for_himself():
    patients = np.array([0, 0, 1, 1, 2, 3])
    distances = np.array([0.0, 0.0, 0.2, 0.1, 0.3, 0.05])
    known = np.array([1.0, 1, 1, 0, 1, np.nan])
    assert most_similar(distances, patients, 0, known).tolist() == [3, 4]


def test_similar_outcomes_are_counted_with_the_wilson_interval():
    # Newcombe (1998), Stat Med 17, 857-872, table I: 81 of 263 gives .2553 to .3662.
    n = 264
    had = np.zeros(n)
    had[1:82] = 1
    found = similar_outcome(np.arange(n, dtype=float), np.arange(n), 0, had, 263)
    assert (found.k, found.n) == (81, 263)
    assert (found.low, found.high) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert found.share == pytest.approx(81 / 263)
    nobody = similar_outcome(np.zeros(2), np.arange(2), 0, np.full(2, np.nan))
    assert (nobody.n, nobody.low, nobody.share) == (0, None, None)


def two_clouds(n=600):
    """Two values that go together: both low or both high, never one of each."""
    rng = np.random.default_rng(1)
    side = rng.integers(0, 2, n)
    return pd.DataFrame({name: 100.0 * side + rng.normal(size=n) for name in ("a", "b")})


def test_a_patient_between_two_clouds_is_out_of_the_ordinary_and_one_inside_is_not():
    frame = two_clouds()
    space = patient_space(frame, ["a", "b"])
    placed, patients = space.place(frame), np.arange(600)
    crowd = gather_crowd(space, placed, patients)
    mixed = space.place(pd.DataFrame({"a": [0.0], "b": [100.0]}))[0]
    others = np.ones(600, dtype=bool)
    odd = typicality(space, mixed, placed, crowd, others)
    assert odd.unusual
    assert odd.share == 1.0
    typical = [
        typicality(space, placed[i], placed, crowd, patients != i).unusual for i in range(100)
    ]
    assert np.mean(typical) < 0.05  # 1 in 100 by construction


def test_two_values_that_are_never_together_are_named():
    frame = two_clouds(2000)
    space = patient_space(frame, ["a", "b"])
    placed = space.place(frame)
    mixed = space.place(pd.DataFrame({"a": [0.0], "b": [100.0]}))[0]
    (rare,) = rare_combinations(space, mixed, placed, ["a"])
    assert (rare.changed, rare.other, rare.found) == ("a", "b", 0)
    # A value at the edge of a cloud's middle has about a tenth of 2,000 rows in its window, and so
    # has the other: chance alone would give about 200 x 200 / 2,000 = 20 with both.
    assert rare.expected == pytest.approx(20, rel=0.15)
    assert rare_combinations(space, placed[0], placed, ["a"]) == ()


def test_a_change_beyond_the_cohort_is_named_with_its_range(space):
    assert outside_range(space, {"age": "41", "sex": "f"}) == {"age": "10 to 40"}
    assert outside_range(space, {"age": "40", "sex": "x"}) == {"sex": "no such category"}
    assert outside_range(space, {"age": None, "sex": None}) == {}


def test_age_and_sex_are_locked_at_first_and_what_sounds_like_them_is_not():
    assert locked_at_first(["Age", "sex", "stage", "dosage", "gender_code"]) == (
        "Age",
        "sex",
        "gender_code",
    )


def test_a_mark_never_holds_the_id_and_differs_from_run_to_run():
    assert "4711" not in patient_mark("run", "4711" * 4)
    assert patient_mark("run", "a") == patient_mark("run", "a")
    assert len({patient_mark(r, i) for r in ("run", "other") for i in ("a", "b")}) == 4
