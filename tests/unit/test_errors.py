import copy
import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtl_core import errors
from mtl_core.errors import GroupingError, MTLError, RunCancelled, RunError

ALL_ERRORS = [
    cls
    for _, cls in inspect.getmembers(errors, inspect.isclass)
    if cls.__module__ == errors.__name__
]


def make(cls):
    return cls(
        "The groups overlap", expected="a partition", found="2 tasks twice", action="remove them"
    )


def test_the_message_says_problem_expected_found_and_what_to_do():
    assert str(make(GroupingError)) == (
        "The groups overlap. Expected: a partition. Found: 2 tasks twice. What to do: remove them."
    )


@pytest.mark.parametrize("cls", ALL_ERRORS)
def test_every_error_is_caught_by_its_root_and_drawn_in_the_tree(cls):
    assert issubclass(cls, MTLError)
    assert cls.__name__ in (errors.__doc__ or "")


@pytest.mark.parametrize("cls", ALL_ERRORS)
def test_an_error_survives_the_way_to_another_process(cls):
    # copy uses the same reduction as the pipe between processes
    sent = make(cls)
    received = copy.copy(sent)
    assert type(received) is cls
    assert received is not sent
    assert str(received) == str(sent)


def test_a_cancelled_run_is_a_run_that_did_not_finish():
    assert issubclass(RunCancelled, RunError)


def test_a_message_made_of_whole_sentences_has_no_double_full_stop():
    error = MTLError("No task is left", expected="a task", found="One. Two.", action="choose")
    assert str(error) == "No task is left. Expected: a task. Found: One. Two. What to do: choose."


@given(*[st.text("ab \n:Ä", min_size=1)] * 4)
def test_the_text_of_an_error_gives_the_error_back(problem, expected, found, action):
    error = RunError(problem, expected=expected, found=found, action=action)
    again = MTLError.from_text(str(error))
    assert (again.problem, again.expected, again.found, again.action) == (
        problem,
        expected,
        found,
        action,
    )


def test_another_text_is_taken_for_the_problem_alone():
    error = MTLError.from_text("The memory is full.")
    assert (error.problem, error.expected, error.action) == ("The memory is full", "", "")
