"""What a curve of label scarcity says to people."""

import pytest

from mtl_core.schema import Difference, Verdict
from mtl_core.schema.answers import ScarcityPoint
from mtl_core.studies.scarcity.words import scarcity_headline

CLEAR = Difference(0.061, 0.031, 0.092, 0.001, 0.02, Verdict.BETTER)


def point(share, labels, difference):
    return ScarcityPoint(share, labels, labels / 5, 5, {}, difference)


@pytest.mark.parametrize(
    ("difference", "words"),
    [
        (CLEAR, "sharing is worth +0.061 AUROC (+0.031 to +0.092)."),
        (
            Difference(0.004, 0.001, 0.007, 0.01, 0.02, Verdict.BETTER),
            "sharing is worth +0.004 AUROC (+0.001 to +0.007), less than the margin.",
        ),
        (
            Difference(-0.05, -0.08, -0.02, 0.01, 0.02, Verdict.WORSE),
            "sharing costs 0.050 AUROC (−0.080 to −0.020).",
        ),
        (
            Difference(-0.01, -0.015, -0.005, 0.01, 0.02, Verdict.WORSE),
            "sharing costs 0.010 AUROC (−0.015 to −0.005), less than the margin.",
        ),
        (
            Difference(0.0, -0.01, 0.01, 1.0, 0.02, Verdict.NO_MEANINGFUL_DIFFERENCE),
            "sharing makes no meaningful difference (−0.010 to +0.010).",
        ),
        (
            Difference(0.03, -0.05, 0.11, 0.4, 0.02, Verdict.INCONCLUSIVE),
            "this cohort cannot tell what sharing is worth (−0.050 to +0.110).",
        ),
    ],
)
def test_every_verdict_has_its_sentence(difference, words):
    assert scarcity_headline([point(0.1, 82.4, difference)], "auroc") == f"With 82 labels, {words}"


def test_the_fewest_labels_come_first_and_all_of_them_last():
    points = [point(1.0, 2700.0, CLEAR), point(0.3, 800.0, CLEAR), point(0.03, 82.0, CLEAR)]
    words = scarcity_headline(points, "auroc")
    assert words.startswith("With 82 labels, sharing is worth")
    assert "; with all 2,700, it is worth" in words
    assert "800" not in words


def test_without_a_share_of_one_the_most_are_not_called_all():
    words = scarcity_headline([point(0.5, 400.0, CLEAR), point(0.1, 80.0, CLEAR)], "auroc")
    assert "; with 400, it" in words


def test_shares_without_a_number_are_passed_over():
    lost = point(0.03, 2.0, Difference(reason="no events"))
    words = scarcity_headline([point(1.0, 90.0, CLEAR), lost], "auroc")
    assert words.startswith("With 90 labels")
    assert "none of these shares" in scarcity_headline([lost], "auroc")
