"""A task that is a column in other words."""

import numpy as np
import pytest

from mtl_core.checks.binned import bin_column, target_of
from mtl_core.checks.same_thing import rules_out, says_the_same
from mtl_core.data import declare_task, read_bytes
from mtl_core.schema import TaskKind

N = 1000
RNG = np.random.default_rng(5)
NUMBER = np.exp(RNG.normal(size=N))
GROUP = np.array(["lung", "heart", "brain", "gut"])[RNG.integers(0, 4, N)]
NOISE = RNG.normal(size=N)


def how(x, y, kind=None, look=says_the_same):
    lines = ["x,y", *(f"{a},{b}" for a, b in zip(x, y, strict=True))]
    table = read_bytes("\n".join(lines).encode(), name="x")
    task = declare_task(table, "y", kind)
    return look(bin_column(table, "x"), target_of(table, task))


def with_errors(labels, n_errors, other):
    wrong = labels.copy()
    wrong[:n_errors] = other
    return wrong


CASES = [
    (GROUP, np.where(np.isin(GROUP, ["lung", "heart"]), "chest", "other")),
    (GROUP, np.where(GROUP == "gut", "abdomen", GROUP)),
    (NUMBER, (NUMBER > 2).astype(int)),
    (NUMBER, np.array(["low", "mid", "high"])[np.digitize(NUMBER, [0.5, 2])]),
    (np.round(NUMBER, 4), np.log(NUMBER)),
    (-NUMBER, NUMBER),
    (2.54 * NUMBER + 10, NUMBER),
    (np.where(NUMBER > 1, "long", "short"), NUMBER),
]


@pytest.mark.parametrize(("x", "y"), CASES)
def test_regrouped_cut_and_rescaled_columns_are_recognised(x, y):
    assert how(x, y) is not None


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (GROUP, np.array(["chest", "other"])[RNG.integers(0, 2, N)]),
        (NUMBER, (NUMBER + NOISE > 2).astype(int)),
        (NUMBER, NUMBER + NOISE),
        (np.where(NUMBER + NOISE > 1, "long", "short"), NUMBER),
        (NOISE, np.where(np.abs(NOISE) > 1, 1, 0)),
    ],
)
def test_related_columns_are_not(x, y):
    assert how(x, y) is None


def test_one_wrong_row_in_a_hundred_is_forgiven_and_more_are_not():
    chest = np.where(np.isin(GROUP, ["lung", "heart"]), "chest", "other")
    assert how(GROUP, with_errors(chest, 5, "other"))
    wrong = chest.copy()
    wrong[:40] = np.where(chest[:40] == "chest", "other", "chest")
    assert how(GROUP, wrong) is None


def test_a_rare_outcome_is_not_determined_by_what_never_meets_it():
    rare = np.zeros(N, dtype=int)
    rare[:: N // 25] = 1
    assert how(GROUP, rare) is None


def test_a_column_with_a_few_rows_per_answer_determines_nothing():
    answers = [f"answer {i // 25}" for i in range(N)]
    by_answer = (np.arange(N) // 25) % 2
    assert how(answers, by_answer)
    few = [f"answer {i // 9}" for i in range(360)]
    assert how(few, (np.arange(360) // 9) % 2) is None


def test_a_column_known_for_few_rows_says_nothing():
    x = np.where(np.arange(N) < 39, NUMBER.astype(str), "")
    assert how(x, np.log(NUMBER), TaskKind.REGRESSION) is None


DIED = np.arange(N) % 4 == 0
AFTERWARDS = np.where(
    DIED, "none", np.array(["home", "none", "ward", "rehab"])[RNG.integers(0, 4, N)]
)


def test_where_somebody_went_afterwards_rules_out_that_he_died():
    # Three quarters of the survivors went somewhere, so their answer excludes the outcome.
    assert how(AFTERWARDS, DIED.astype(int), look=rules_out) is not None


def test_sex_rules_out_an_outcome_of_one_sex_and_is_known_in_time():
    sex = np.where(np.arange(N) % 2 == 0, "f", "m")
    outcome = (sex == "f") & (RNG.random(N) < 0.5)
    assert how(sex, outcome.astype(int), look=rules_out) is None


def test_answers_too_rare_to_have_the_outcome_by_chance_rule_nothing_out():
    ward = np.array([f"w{i}" for i in RNG.integers(0, 20, N)])
    outcome = RNG.random(N) < 0.05
    assert how(ward, outcome.astype(int), look=rules_out) is None


def test_numbers_and_outcomes_that_are_numbers_rule_nothing_out():
    assert how(NUMBER, DIED.astype(int), look=rules_out) is None
    assert how(AFTERWARDS, NUMBER, look=rules_out) is None
