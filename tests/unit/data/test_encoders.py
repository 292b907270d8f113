"""Encoders of one column: the published encoding inside the training range, zero for unknown."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from rtdl_num_embeddings import PiecewiseLinearEncoding

from mtl_core.data.encoders import fit_categorical, fit_numeric


@given(seed=st.integers(0, 10_000), n_bins=st.integers(2, 12), n=st.integers(30, 200))
def test_numbers_are_encoded_as_the_authors_of_the_encoding_do(seed, n_bins, n):
    # Reference: PiecewiseLinearEncoding of rtdl_num_embeddings 0.0.12 (Gorishniy 2022).
    rng = np.random.default_rng(seed)
    train = rng.lognormal(size=n)
    encoder = fit_numeric("x", train, n_bins)
    reference = PiecewiseLinearEncoding([torch.tensor(encoder.edges, dtype=torch.float64)])
    inside = rng.uniform(train.min(), train.max(), 50)
    expected = reference(torch.from_numpy(inside)[:, None]).numpy()
    assert encoder.encode(inside) + np.array(encoder.means) == pytest.approx(expected, abs=1e-5)


@given(seed=st.integers(0, 10_000), missing=st.floats(0, 0.5))
def test_every_encoded_column_has_mean_zero_on_the_training_rows(seed, missing):
    rng = np.random.default_rng(seed)
    numbers = rng.integers(0, 20, 150).astype(float)
    numbers[rng.random(150) < missing] = np.nan
    words = np.array([None if np.isnan(v) else f"w{v % 4:g}" for v in numbers], dtype=object)
    for encoder, values in (
        (fit_numeric("x", numbers, 6), numbers),
        (fit_categorical("x", words), words),
    ):
        assert encoder.encode(values).mean(axis=0) == pytest.approx(0, abs=1e-6)


def test_bins_hold_equal_shares_of_the_training_rows():
    values = np.random.default_rng(0).exponential(size=6000)
    counts = np.histogram(values, fit_numeric("x", values, 6).edges)[0]
    assert counts == pytest.approx(np.full(6, 1000), abs=1)


def test_a_missing_number_becomes_zeros_and_says_that_it_is_missing():
    values = np.append(np.arange(95.0), [np.nan] * 5)
    encoder = fit_numeric("x", values, 4)
    assert encoder.has_indicator
    assert encoder.width == 5
    known, unknown = encoder.encode(np.array([50.0, np.nan]))
    assert unknown == pytest.approx([0, 0, 0, 0, 1 - 0.05])
    assert known[-1] == pytest.approx(-0.05)


@pytest.mark.parametrize(("n_missing", "has_indicator"), [(5, False), (6, True)])
def test_missing_cells_are_marked_when_more_than_half_a_percent_are(n_missing, has_indicator):
    values = np.append(np.arange(1000.0 - n_missing), [np.nan] * n_missing)
    encoder = fit_numeric("x", values, 4)
    assert encoder.has_indicator is has_indicator
    assert (encoder.encode(np.array([np.nan]))[:, :4] == 0).all()


def test_an_outlier_counts_as_the_end_of_the_training_range():
    encoder = fit_numeric("x", np.linspace(0, 10, 50), 4)
    outside, ends = np.array([-1e9, 1e9]), np.array([0.0, 10.0])
    assert np.array_equal(encoder.encode(outside), encoder.encode(ends))


@pytest.mark.parametrize("values", [np.full(20, 3.0), np.full(20, np.nan), np.zeros(0)])
def test_a_number_that_never_varies_has_no_encoder(values):
    assert fit_numeric("x", values, 4) is None


def test_a_rare_flag_keeps_one_bin_between_its_two_values():
    encoder = fit_numeric("x", np.append(np.zeros(300), [1.0]), 6)
    assert encoder.edges == (0.0, 1.0)


def words(**counts):
    return np.array([w for word, n in counts.items() for w in [word] * n], dtype=object)


def test_frequent_levels_have_a_column_each_and_rare_unseen_and_missing_ones_their_own():
    train = np.append(words(icu=50, ward=30, ship=3), [None] * 17)
    encoder = fit_categorical("unit", train)
    assert encoder.levels == ("icu", "ward")
    encoded = encoder.encode(np.array(["icu", "ward", "ship", "moon", None], dtype=object))
    one_hot = np.eye(4)[[0, 1, 2, 2, 3]]
    assert encoded == pytest.approx(one_hot - [0.5, 0.3, 0.03, 0.17])


def test_a_small_table_keeps_its_most_frequent_levels():
    assert fit_categorical("unit", words(a=4, b=4, c=2)).levels == ("a", "b")


@pytest.mark.parametrize(
    "values", [words(a=20), np.array([None] * 20, dtype=object), np.array([], dtype=object)]
)
def test_text_that_never_varies_has_no_encoder(values):
    assert fit_categorical("unit", values) is None


def test_one_level_and_blanks_are_two_values():
    encoder = fit_categorical("unit", np.append(words(a=15), [None] * 5))
    known, unknown = encoder.encode(np.array(["a", None], dtype=object))
    assert not np.array_equal(known, unknown)
