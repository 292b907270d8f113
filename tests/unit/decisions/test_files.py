import json

import pytest

from mtl_core.decisions import read_decisions
from mtl_core.errors import StudyError
from mtl_core.schema import Decisions, to_json


def test_what_is_written_is_read_back_equal(decided):
    decisions = decided(justified={"age": "known on arrival"})
    assert read_decisions(to_json(decisions)) == decisions


def test_a_file_that_was_downloaded_with_its_note_is_read(decided):
    decisions = decided()
    noted = {"note": "Research use only.", "content": json.loads(to_json(decisions))}
    assert read_decisions(json.dumps(noted)) == decisions


def test_a_file_of_a_newer_version_is_refused_whatever_else_it_holds(decided):
    plain = json.loads(to_json(decided())) | {"format": 3, "new": True}
    with pytest.raises(StudyError, match="newer version") as refusal:
        read_decisions(json.dumps(plain))
    assert "format 3" in refusal.value.found


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '{"rows": 1}', "null"])
def test_what_is_no_decision_file_is_refused(text):
    with pytest.raises(StudyError):
        read_decisions(text)


def test_a_misspelt_key_is_refused(decided):
    plain = json.loads(to_json(decided())) | {"colums": []}
    with pytest.raises(StudyError, match="wrong fields"):
        read_decisions(json.dumps(plain))


def test_the_format_that_is_written_is_the_one_that_is_read(decided):
    assert isinstance(read_decisions(to_json(decided())), Decisions)


def test_percentiles_that_are_missing_are_refused(decided):
    plain = json.loads(to_json(decided()))
    plain["columns"][1]["spread"] = [1.0, 2.0]
    with pytest.raises(StudyError, match="numbers are spread") as refusal:
        read_decisions(json.dumps(plain))
    assert "age" in refusal.value.found


def test_a_decimal_mark_that_is_none_is_refused(decided):
    plain = json.loads(to_json(decided()))
    repair = {"type": "NumberMarks", "column": "age", "decimal": "?"}
    answer = {"code": "mixed-decimal", "column": "age", "answer": "accepted", "repair": repair}
    with pytest.raises(StudyError, match="decimal mark"):
        read_decisions(json.dumps(plain | {"decisions": [answer]}))
