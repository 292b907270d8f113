"""One column against one task; the expected values come from scikit-learn, scipy and theory."""

import numpy as np
import pytest
from scipy.stats import mannwhitneyu
from sklearn.metrics import roc_auc_score

from mtl_core.checks.alone import blanks_predict, predicts_alone
from mtl_core.checks.binned import bin_column, patient_folds, target_of
from mtl_core.data import declare_task, read_bytes

N = 2000


@pytest.fixture
def rng():
    return np.random.default_rng(3)


def strength(x, y, kind=None, blanks=False):
    table = read_bytes(
        "\n".join(["x,y,k", *(f"{a},{b},0" for a, b in zip(x, y, strict=True))]).encode(), name="x"
    )
    column, target = bin_column(table, "x"), target_of(table, declare_task(table, "y", kind))
    if blanks:
        return blanks_predict(column, target)
    return predicts_alone(column, target, patient_folds(table, None))


@pytest.mark.parametrize("sign", [1, -1])
def test_a_monotone_relation_has_the_auroc_of_the_ranks(rng, sign):
    y = rng.integers(0, 2, N)
    x = rng.normal(size=N) + 2 * y
    assert strength(sign * x, y) == pytest.approx(roc_auc_score(y, x), abs=0.01)


def test_a_relation_of_any_shape_is_found(rng):
    x = rng.normal(size=N)
    assert strength(x, (np.abs(x) > 1).astype(int)) > 0.99


def test_an_unrelated_column_is_no_better_than_chance(rng):
    y = rng.integers(0, 2, N)
    assert strength(rng.normal(size=N), y) == pytest.approx(0.5, abs=0.05)
    levels = [f"level {i % 40}" for i in range(N)]
    assert strength(levels, y) == pytest.approx(0.5, abs=0.05)


def test_a_nearly_unique_category_does_not_learn_its_own_rows(rng):
    levels = [f"level {i // 40}" for i in range(N)]
    y = rng.integers(0, 2, N)
    assert strength(levels, y) < 0.6


def test_a_binary_column_has_the_mean_of_sensitivity_and_specificity():
    # Sensitivity .9 and specificity .8: two classes at one threshold have AUROC (.9 + .8) / 2.
    y = np.repeat([1, 0], N // 2)
    x = np.tile(["a"] * 9 + ["b"], N // 10)
    x[N // 2 :] = np.tile(["a"] * 2 + ["b"] * 8, N // 20)
    assert strength(x, y) == pytest.approx(0.85, abs=0.005)


def test_one_class_against_the_rest_counts(rng):
    y = np.array(["u", "v", "w"])[rng.integers(0, 3, N)]
    x = np.where(y == "w", "yes", np.array(["no", "maybe"])[rng.integers(0, 2, N)])
    assert strength(x, y) == pytest.approx(1.0)


def test_half_of_a_uniform_number_explains_three_quarters_of_its_ranks(rng):
    # Variance between two halves of a uniform variable is 1/16, in all 1/12.
    y = rng.uniform(size=N)
    assert strength(np.where(y > 0.5, "high", "low"), y) == pytest.approx(0.75, abs=0.02)
    assert strength(rng.normal(size=N), y) == pytest.approx(0, abs=0.05)


def test_too_few_rows_of_a_class_are_no_estimate(rng):
    y = np.zeros(N, dtype=int)
    y[:19] = 1
    assert np.isnan(strength(y + rng.normal(size=N) / 100, y))
    y[:20] = 1
    assert strength(y + rng.normal(size=N) / 100, y) > 0.95


def test_blanks_have_the_auroc_of_their_indicator(rng):
    y = rng.integers(0, 2, N)
    blank = rng.uniform(size=N) < np.where(y == 1, 0.1, 0.7)
    x = np.where(blank, "", "4.5")
    expected = 1 - roc_auc_score(y, blank)
    assert strength(x, y, blanks=True) == pytest.approx(expected, abs=1e-9)


def test_blanks_beside_a_number_have_the_statistic_of_mann_and_whitney(rng):
    y = np.round(rng.normal(size=N), 1)
    blank = rng.uniform(size=N) < 1 / (1 + np.exp(-2 * y))
    expected = mannwhitneyu(y[blank], y[~blank]).statistic / (blank.sum() * (~blank).sum())
    x = np.where(blank, "", "4.5")
    assert strength(x, y, blanks=True) == pytest.approx(expected, abs=1e-9)


def test_too_few_blanks_are_no_estimate():
    y = np.tile([0, 1], N // 2)
    x = np.where(np.arange(N) < 19, "", "4.5")
    assert np.isnan(strength(x, y, blanks=True))


def test_all_rows_of_a_patient_are_in_one_fold_and_folds_are_alike():
    rows = [f"p{i // 3},{i}" for i in range(300)]
    rows += [f",{i}" for i in range(50)]
    table = read_bytes("\n".join(["pid,x", *rows]).encode(), name="x")
    folds = patient_folds(table, "pid")
    assert len(set(zip(table.frame["pid"][:300], folds[:300], strict=True))) == 100
    assert len(set(folds[300:])) == 5
    n_patients = np.bincount(folds[:300:3], minlength=5) + np.bincount(folds[300:], minlength=5)
    assert n_patients.tolist() == [30] * 5
    assert (folds == patient_folds(table, "pid")).all()


def test_numbers_with_many_values_have_32_bins_and_blanks_none():
    table = read_bytes(
        ("k,x\n" + "\n".join(f"1,{x}" for x in [*range(640), "NA"])).encode(), name="x"
    )
    column = bin_column(table, "x")
    assert column.n_bins == 32
    assert set(np.bincount(column.codes[:-1])) <= {19, 20, 21}
    assert column.codes[-1] == -1
