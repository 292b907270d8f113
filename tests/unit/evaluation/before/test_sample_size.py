"""Riley's criteria beside the program of their authors."""

import math

import pytest

from mtl_core.errors import StudyError
from mtl_core.evaluation.before import (
    EXPLAINED_SHARE,
    largest_r2,
    required_size,
    riley_binary,
    riley_continuous,
)
from mtl_core.schema import TaskKind


# The R package pmsampsize: pmsampsize(type = "b", csrsquared = , parameters = , prevalence = ).
@pytest.mark.parametrize(
    ("given", "needed"),
    [
        ((0.288, 24, 0.174), (623, 662, 221)),
        ((0.55, 24, 0.174), (255, 532, 221)),
        ((0.288, 36, 0.174), (934, 992, 221)),
        ((0.288, 24, 0.25), (623, 590, 289)),
    ],
)
def test_yes_no_outcomes_need_what_pmsampsize_says(given, needed):
    size = riley_binary(*given)
    assert (size.shrinkage, size.optimism, size.precision) == needed
    assert size.needed == max(needed)


# pmsampsize(type = "c", rsquared = , parameters = , intercept = , sd = ).
@pytest.mark.parametrize(
    ("given", "needed"), [((0.2, 25), (918, 401, 259)), ((0.3, 25), (574, 351, 259))]
)
def test_numbers_need_what_pmsampsize_says(given, needed):
    size = riley_continuous(*given)
    assert (size.shrinkage, size.optimism, size.precision) == needed


def test_the_largest_r2_follows_from_the_likelihood_of_the_prevalence_alone():
    # 1 - exp(2 lnL0 / n) with lnL0 / n = ln(1/2) for an outcome that half of the patients have.
    assert largest_r2(0.5) == pytest.approx(1 - math.exp(2 * math.log(0.5)))


def test_more_parameters_and_less_explained_variation_need_more_patients():
    assert riley_binary(0.1, 50, 0.2).needed > riley_binary(0.1, 25, 0.2).needed
    assert riley_binary(0.05, 25, 0.2).needed > riley_binary(0.1, 25, 0.2).needed
    assert riley_continuous(0.05, 25).needed > riley_continuous(0.2, 25).needed


def test_one_or_two_parameters_do_not_crash_the_search():
    assert riley_continuous(0.2, 1).shrinkage <= riley_continuous(0.2, 3).shrinkage


@pytest.mark.parametrize("given", [(0.7, 24, 0.174), (0.0, 24, 0.2), (0.1, 0, 0.2), (0.1, 5, 1.0)])
def test_impossible_numbers_are_refused(given):
    with pytest.raises(StudyError, match=r"above 0|at least one"):
        riley_binary(*given)


def test_of_several_classes_the_most_demanding_one_counts():
    sizes = [500, 300, 200]
    found = required_size(TaskKind.MULTICLASS, 20, sizes)
    each = [riley_binary(EXPLAINED_SHARE * largest_r2(n / 1000), 20, n / 1000) for n in sizes]
    assert found.needed == max(size.needed for size in each)


def test_of_ordered_classes_the_best_cut_and_the_share_above_every_cut_count():
    found = required_size(TaskKind.ORDINAL, 20, [500, 300, 200])
    cuts = [riley_binary(EXPLAINED_SHARE * largest_r2(s), 20, s) for s in (0.5, 0.8)]
    assert found.shrinkage == min(cut.shrinkage for cut in cuts)
    assert found.optimism == min(cut.optimism for cut in cuts)
    assert found.precision == max(cut.precision for cut in cuts)


def test_two_ordered_classes_need_what_a_yes_no_outcome_needs():
    ordinal, binary = (
        required_size(k, 20, [700, 300]) for k in (TaskKind.ORDINAL, TaskKind.BINARY)
    )
    assert ordinal == binary


def test_a_yes_no_task_and_a_number_follow_their_own_criteria():
    share = EXPLAINED_SHARE * largest_r2(0.3)
    assert required_size(TaskKind.BINARY, 20, [700, 300]) == riley_binary(share, 20, 0.7)
    assert required_size(TaskKind.REGRESSION, 25, r2=0.2) == riley_continuous(0.2, 25)
