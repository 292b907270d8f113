"""How alike two explanations of the same patients are, and how alike they would be by chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mtl_core.arrays import FloatArray
from mtl_core.errors import RunError
from mtl_core.explanation.attribution import Attribution
from mtl_core.explanation.cube import N_RESAMPLES, resampled_means


@dataclass(frozen=True, slots=True, eq=False)
class Agreement:
    """Likeness of two explanations, output by output.

    Attributes
    ----------
    cosines
        Cosine between all values of one and of the other, shape (n_outputs,): 1 the same up to
        scale, 0 unrelated, -1 opposite. NaN where one has no value but zero.
    rank_correlations
        Spearman's correlation between the mean absolute values of the players, shape (n_outputs,);
        NaN where all players of one are equal.
    low, high
        2.5 to 97.5 percentile of the cosines over resamples of the patients, shape (n_outputs,).
    """

    cosines: FloatArray
    rank_correlations: FloatArray
    low: FloatArray
    high: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class ArmAgreement:
    """Likeness of two arms' explanations, beside that of halves of each arm's ensemble.

    The halves were trained apart, by the same recipe on the same rows: they say how unlike two
    explanations are when nothing but the seed (and, with one member, the fold) differs. A half
    has half of the networks, so it is noisier than the whole arm: an arm outside the band differs
    by more than training noise, one inside it may or may not.

    Attributes
    ----------
    between
        Multi-task against single-task.
    within
        The halves of the multi-task ensemble, then those of the single-task one.
    """

    between: Agreement
    within: tuple[Agreement, Agreement]

    @property
    def beyond_noise(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Whether the arms are less alike (cosine) than the halves of either arm, (n_outputs,)."""
        return np.asarray(self.between.cosines < np.fmin(*(own.cosines for own in self.within)))


def agreement(
    one: Attribution, other: Attribution, *, n_resamples: int = N_RESAMPLES, seed: int = 0
) -> Agreement:
    """Compare two explanations of the same patients by the same players and outputs.

    Raises
    ------
    RunError
        When patients, players or outputs differ.
    """
    _check_alike(one, other)
    a, b = one.values, other.values
    sums = np.stack([(a * b).sum(axis=1), (a * a).sum(axis=1), (b * b).sum(axis=1)], axis=1)
    rng = np.random.default_rng(seed)
    drawn = resampled_means(sums.reshape(len(a), -1), n_resamples, rng)
    low, high = np.quantile(_ratio(*np.moveaxis(drawn.reshape(-1, *sums.shape[1:]), 1, 0)),
                            [0.025, 0.975], axis=0)  # fmt: skip
    return Agreement(_ratio(*sums.mean(axis=0)), _rank_correlations(a, b), low, high)


def arm_agreement(
    multi: tuple[Attribution, Attribution], single: tuple[Attribution, Attribution]
) -> ArmAgreement:
    """Compare two arms, each given by explanations of the two halves of its ensemble.

    All four share patients, background and permutations. An arm's own values are the mean of its
    halves', which for risks and quantities are those of the whole ensemble (its prediction is the
    mean of its halves', where these are of equal size).
    """
    whole = [mean_of_halves(*halves) for halves in (multi, single)]
    return ArmAgreement(agreement(*whole), (agreement(*multi), agreement(*single)))


def mean_of_halves(one: Attribution, other: Attribution) -> Attribution:
    """Average the explanations of two halves of an ensemble.

    Raises
    ------
    RunError
        When patients, players or outputs differ.
    """
    _check_alike(one, other)
    return Attribution(
        values=(one.values + other.values) / 2,
        baselines=(one.baselines + other.baselines) / 2,
        predictions=(one.predictions + other.predictions) / 2,
        row_ids=one.row_ids,
        n_background=one.n_background,
        n_evaluations=one.n_evaluations,
        additivity_gap=max(one.additivity_gap, other.additivity_gap),
        method=one.method,
    )


def _check_alike(one: Attribution, other: Attribution) -> None:
    a, b = one.values, other.values
    if a.shape != b.shape or not np.array_equal(one.row_ids, other.row_ids):
        raise RunError(
            "The explanations cannot be compared",
            expected="the same patients, players and outputs in both",
            found=f"shapes {a.shape} and {b.shape}, or other patients",
            action="explain both with the same rows and panels",
        )


def _ratio(products: FloatArray, squares: FloatArray, other_squares: FloatArray) -> FloatArray:
    """Cosines from sums of products and of squares; NaN where one has no value but zero."""
    sizes = np.sqrt(squares * other_squares)
    return np.asarray(np.where(sizes > 0, products / np.where(sizes > 0, sizes, 1.0), np.nan))


def _rank_correlations(a: FloatArray, b: FloatArray) -> FloatArray:
    ranks = [_centred_ranks(np.abs(values).mean(axis=0)) for values in (a, b)]
    a, b = ranks
    return _ratio((a * b).sum(axis=0), (a * a).sum(axis=0), (b * b).sum(axis=0))


def _centred_ranks(sizes: FloatArray) -> FloatArray:
    """Mid-ranks of each column (n_players, n_outputs), less their mean."""
    below = (sizes[None] < sizes[:, None]).sum(axis=1)
    equal = (sizes[None] == sizes[:, None]).sum(axis=1)
    ranks = below + (equal + 1) / 2
    return np.asarray(ranks - ranks.mean(axis=0))
