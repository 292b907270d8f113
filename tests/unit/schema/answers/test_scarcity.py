"""Questions about scarce labels."""

import pytest

from mtl_core.errors import StudyError
from mtl_core.schema import from_json, to_json
from mtl_core.schema.answers import LabelScarcity


@pytest.mark.parametrize("shares", [(), (0.3, 1.0), (0.5, 0.5), (1.2, 0.5), (0.5, 0.0), (-0.1,)])
def test_shares_fall_and_lie_above_zero_and_at_most_at_one(shares):
    with pytest.raises(StudyError, match="shares"):
        LabelScarcity("died", shares)


@pytest.mark.parametrize("draws", [0, 21])
def test_draws_have_a_range(draws):
    with pytest.raises(StudyError, match="draws"):
        LabelScarcity("died", draws=draws)


def test_where_all_labels_stay_there_is_one_draw():
    question = LabelScarcity("died", (1.0, 0.5), 4)
    assert [question.draws_of(share) for share in question.shares] == [1, 4]


def test_a_question_round_trips():
    question = LabelScarcity("died", (0.5, 0.1), 2)
    assert from_json(LabelScarcity, to_json(question)) == question
