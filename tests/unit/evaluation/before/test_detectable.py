"""The detectable difference against simulations, other formulas and published values."""

import math

import numpy as np
import pytest

from mtl_core.evaluation.before import (
    Assumptions,
    Detectable,
    detectable_difference,
    detectable_sentence,
    usual_agreement,
)
from mtl_core.evaluation.before.detectable import (
    auroc_covariance,
    auroc_difference_error,
    r2_difference_error,
)
from mtl_core.schema import TaskKind

N, N_EVENTS, N_STUDIES = 300, 90, 1500


def _pairs(rng, agreement, shape):
    """Two standard normal scores with this correlation, arrays of ``shape``."""
    first, other = rng.normal(size=(2, *shape))
    return first, agreement * first + math.sqrt(1 - agreement**2) * other


def _aurocs(scores, n_events):
    """AUROC of each row of scores, events in the first columns (Mann-Whitney)."""
    ranks = scores.argsort(axis=1).argsort(axis=1) + 1
    n_others = scores.shape[1] - n_events
    sums = ranks[:, :n_events].sum(axis=1)
    return (sums - n_events * (n_events + 1) / 2) / (n_events * n_others)


def _studies(auroc_a, auroc_b, agreement):
    """Differences in AUROC of many simulated studies of two arms with normal scores."""
    from scipy.stats import norm

    a, b = _pairs(np.random.default_rng(1), agreement, (N_STUDIES, N))
    a[:, :N_EVENTS] += math.sqrt(2) * norm.ppf(auroc_a)
    b[:, :N_EVENTS] += math.sqrt(2) * norm.ppf(auroc_b)
    return _aurocs(a, N_EVENTS) - _aurocs(b, N_EVENTS)


@pytest.mark.parametrize(("auroc", "agreement"), [(0.75, 0.9), (0.75, 0.65), (0.85, 0.8)])
def test_the_error_of_a_difference_in_auroc_is_that_of_simulated_studies(auroc, agreement):
    # 1,500 studies know a standard deviation to within 4 % (95 %).
    simulated = _studies(auroc, auroc, agreement).std()
    error = auroc_difference_error(N_EVENTS, N - N_EVENTS, auroc, agreement)
    assert error == pytest.approx(simulated, rel=0.08)


def test_80_of_100_simulated_studies_find_the_detectable_difference():
    expected = Assumptions(auroc=0.75, agreement=0.9)
    found = detectable_difference(TaskKind.BINARY, N, [N - N_EVENTS, N_EVENTS], expected=expected)
    half = found.difference / 2
    differences = _studies(0.75 + half, 0.75 - half, 0.9)
    error = auroc_difference_error(N_EVENTS, N - N_EVENTS, 0.75, 0.9)
    power = np.mean(np.abs(differences) > 1.959964 * error)
    assert power == pytest.approx(0.8, abs=0.05)


def test_the_error_of_a_difference_in_r2_is_that_of_simulated_studies():
    r2, agreement, n = 0.2, 0.9, 400
    rng = np.random.default_rng(2)
    first, second = _pairs(rng, agreement, (N_STUDIES, n))
    first, second = math.sqrt(r2) * first, math.sqrt(r2) * second
    # The outcome whose best prediction from either arm is that arm itself.
    both = (first + second) / (1 + agreement)
    rest = 1 - 2 * r2 / (1 + agreement)
    outcome = both + math.sqrt(rest) * rng.normal(size=first.shape)
    total = outcome.var(axis=1) * n
    gap = ((outcome - second) ** 2 - (outcome - first) ** 2).sum(axis=1) / total
    assert r2_difference_error(n, r2, agreement) == pytest.approx(gap.std(), rel=0.08)


def test_the_error_of_a_difference_in_r2_equals_that_of_two_squared_dependent_correlations():
    # Olkin and Finn 1995: var(r1 - r2) with r1 = r2 = R, times (2R)².
    r2, agreement, n = 0.3, 0.8, 500
    variance = (1 - r2) ** 2
    covariance = agreement * (1 - 2 * r2) - 0.5 * r2 * (1 - 2 * r2 - agreement**2)
    other = 2 * math.sqrt(r2) * math.sqrt(2 * (variance - covariance) / n)
    assert r2_difference_error(n, r2, agreement) == pytest.approx(other)


def test_the_variance_of_an_auroc_is_near_that_of_hanley_and_mcneil():
    # Their formula of 1982 takes exponential scores and is known to lie a little higher.
    for auroc in (0.65, 0.75):
        one, two = auroc / (2 - auroc), 2 * auroc**2 / (1 + auroc)
        spread = auroc * (1 - auroc) + 89 * (one - auroc**2) + 209 * (two - auroc**2)
        published = math.sqrt(spread / (90 * 210))
        assert math.sqrt(auroc_covariance(auroc, 90, 210)) == pytest.approx(published, rel=0.1)


def test_the_correlation_of_two_aurocs_lies_a_little_below_that_of_their_scores():
    # So does the table of Hanley and McNeil 1983; both ends are exact.
    for auroc in (0.6, 0.75, 0.9):
        variance = auroc_covariance(auroc, 1000, 1000)
        assert auroc_covariance(auroc, 1000, 1000, 0.0) == pytest.approx(0.0, abs=1e-9)
        assert auroc_covariance(auroc, 1000, 1000, 1.0) == variance
        assert 0.5 < auroc_covariance(auroc, 1000, 1000, 0.7) / variance < 0.7


def test_300_patients_show_about_what_the_simulated_comparison_of_networks_showed():
    # A simulation of the whole comparison with 300 patients had 80 % power at a difference of .079.
    found = detectable_difference(TaskKind.BINARY, 300, [200, 100])
    assert found.difference == pytest.approx(0.079, rel=0.25)


def test_more_patients_repeats_and_agreement_show_smaller_differences():
    def shown(n=1000, repeats=1, **expected):
        sizes = [n * 3 // 4, n // 4]
        assumed = Assumptions(**expected)
        return detectable_difference(
            TaskKind.BINARY, n, sizes, repeats=repeats, expected=assumed
        ).difference

    assert shown(4000) < shown() / 2
    assert shown(repeats=5) < shown()
    assert shown(repeats=5, chance=0.0) == shown(chance=0.0)
    assert shown(repeats=4, chance=1.0) == pytest.approx(shown(chance=1.0) / 2)
    assert shown(agreement=1.0) == 0.0


def test_several_classes_can_show_no_more_than_their_mean_class():
    two = detectable_difference(TaskKind.BINARY, 900, [600, 300])
    three = detectable_difference(TaskKind.MULTICLASS, 900, [300, 300, 300])
    assert three.difference == pytest.approx(two.difference)
    assert three.events == 300


def test_ordered_classes_can_show_the_mean_of_their_cuts():
    sizes = [300, 450, 150]
    found = detectable_difference(TaskKind.ORDINAL, 900, sizes)
    cuts = [detectable_difference(TaskKind.BINARY, 900, cut) for cut in ([300, 600], [750, 150])]
    assert found.difference == pytest.approx(sum(cut.difference for cut in cuts) / 2)
    assert found.events == 150
    assert "mean AUROC over cut points" in detectable_sentence(found)
    assert "150 of the rarest class" in detectable_sentence(found)


def test_patients_in_several_ordered_classes_leave_no_empty_side():
    found = detectable_difference(TaskKind.ORDINAL, 100, [90, 90, 20])
    assert found.difference > 0


def test_the_sentence_names_patients_events_and_the_difference():
    found = Detectable(TaskKind.BINARY, 0.0195, 1200, 310)
    assert detectable_sentence(found) == (
        "With 1,200 patients and 310 events this cohort can be expected to show a difference in "
        "AUROC of about 0.020 or more (80 % power). Smaller ones will most likely read "
        "'inconclusive'."
    )
    number = detectable_difference(TaskKind.REGRESSION, 1200)
    assert detectable_sentence(number).startswith("With 1,200 patients this cohort")


def test_events_are_those_of_the_predicted_class_even_where_it_is_the_commoner_one():
    assert detectable_difference(TaskKind.BINARY, 300, [100, 200]).events == 200


def test_too_few_events_have_a_reason_instead_of_a_number():
    found = detectable_difference(TaskKind.BINARY, 500, [493, 7])
    assert found.difference is None
    assert "only 7 patients of the rarest class" in detectable_sentence(found)
    assert detectable_difference(TaskKind.REGRESSION, 4).reason == "only 4 labelled patients"


def test_the_usual_agreement_rises_with_patients_and_stays_a_correlation():
    values = [usual_agreement(n) for n in (1, 50, 300, 1200, 10_000, 10**7)]
    assert values == sorted(values)
    assert 0 < values[0] <= values[-1] < 1


def test_a_locked_test_has_the_agreement_of_networks_that_learned_from_the_whole_cohort():
    # 20 % of 5,000 patients are tested: the error is theirs, the agreement that of the cohort.
    sizes = [700, 300]
    known = Assumptions(agreement=usual_agreement(5000))
    asked = detectable_difference(TaskKind.BINARY, 1000, sizes, n_cohort=5000)
    assert asked == detectable_difference(TaskKind.BINARY, 1000, sizes, expected=known)
    assert asked.difference < detectable_difference(TaskKind.BINARY, 1000, sizes).difference
