"""In which order the classes of an ordinal task stand, and what is said when nobody knows."""

import pytest

from mtl_core.data import declare_task, declare_tasks, labels_of, read_bytes, task_request
from mtl_core.errors import SchemaError
from mtl_core.schema import TaskKind, TaskRequest
from mtl_core.schema.repairs import Coding, OneCoding

LEVELS = ("good", "fair", "poor")
ORDINAL = TaskKind.ORDINAL


def table_with(cells):
    text = "\n".join(f"{i},{cell}" for i, cell in enumerate(cells))
    return read_bytes(f"id,outcome\n{text}\n".encode(), name="cohort.csv")


WORDS = table_with([*LEVELS] * 12)


def order_of(table, *given):
    return declare_task(table, "outcome", ORDINAL, None, given).classes


def test_numbers_have_the_order_of_numbers():
    assert order_of(table_with([10, 2, 1, 2.5] * 12)) == ("1", "2", "2.5", "10")


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["severe", "Mild", "none", "moderate"], ("none", "Mild", "moderate", "severe")),
        (["often", "never", "sometimes"], ("never", "sometimes", "often")),
        (["III", "I", "IV", "II"], ("I", "II", "III", "IV")),
    ],
)
def test_words_of_a_usual_scale_have_the_order_of_the_scale(cells, order):
    assert order_of(table_with(cells * 12)) == order


def test_words_of_two_scales_or_two_spellings_of_one_place_have_no_order():
    for cells in (["mild", "often", "severe"], ["mild", "slight", "severe"]):
        with pytest.raises(SchemaError, match="is not known"):
            order_of(table_with(cells * 12))


def test_text_without_a_known_order_asks_for_it_without_showing_cells():
    with pytest.raises(SchemaError, match=r"outcome:ordinal:LOW < MIDDLE < HIGH") as caught:
        order_of(WORDS)
    assert not any(word in str(caught.value) for word in LEVELS)


def test_a_given_order_counts_and_labels_follow_it():
    task = declare_task(WORDS, "outcome", ORDINAL, None, ("poor", "fair", "good"))
    assert task.classes == ("poor", "fair", "good")
    assert labels_of(WORDS, task)[:3].tolist() == [2, 1, 0]


def test_a_given_order_may_differ_in_case_and_in_how_numbers_are_written():
    assert order_of(WORDS, "Poor", "FAIR", "good") == ("poor", "fair", "good")
    assert order_of(table_with([1, 2, 3] * 12), "3.0", "2", "1,0") == ("3", "2", "1")


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (("good", "fair"), "2 classes, of which 0 are not in the column; 1 of"),
        (("good", "fair", "bad"), "3 classes, of which 1 are not in the column; 1 of"),
        (("good", "fair", "good", "poor"), "4 classes, of which 0 are not in the column; 0 of"),
    ],
)
def test_an_order_that_does_not_fit_is_refused_with_counts_alone(given, found):
    with pytest.raises(SchemaError, match="does not fit the column") as caught:
        order_of(WORDS, *given)
    assert found in str(caught.value)
    assert "good" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("outcome:ordinal", ()),
        ("outcome:ordinal:poor<fair<good", ("poor", "fair", "good")),
        ("outcome:ordinal: poor < fair <good", ("poor", "fair <good")),
        ("outcome:ordinal:adl>=4 < <2 months", ("adl>=4", "<2 months")),
        ("outcome:ordinal:a:1<a:2", ("a:1", "a:2")),
    ],
)
def test_an_order_is_read_from_the_command_line(text, order):
    assert task_request(text, ["outcome"]) == TaskRequest("outcome", ORDINAL, order=order)


def coding(**spellings):
    return OneCoding("outcome", tuple(Coding(k, v) for k, v in spellings.items()))


def declared(repair):
    return declare_tasks(WORDS, [TaskRequest("outcome", ORDINAL)], [repair]).tasks[0].classes


def test_labels_that_a_dictionary_gave_to_numbers_have_the_order_of_the_numbers():
    repair = coding(poor=("10",), good=("0", "00"), fair=("9",), unused=("3",))
    assert declared(repair) == ("good", "fair", "poor")


def test_labels_that_stand_for_words_or_are_not_all_known_have_no_order():
    for repair in (
        coding(poor=("p",), good=("1",), fair=("2",)),
        coding(good=("1",), fair=("2",)),
        OneCoding("other", coding(good=("1",), fair=("2",), poor=("3",)).codings),
    ):
        with pytest.raises(SchemaError, match="is not known"):
            declared(repair)


def test_a_person_knows_better_than_a_dictionary():
    repair = coding(poor=("3",), good=("1",), fair=("2",))
    request = TaskRequest("outcome", ORDINAL, order=("poor", "fair", "good"))
    assert declare_tasks(WORDS, [request], [repair]).tasks[0].classes == request.order


def test_nothing_is_ordinal_unless_a_person_says_so():
    assert declare_task(table_with([1, 2, 3] * 12), "outcome").kind is TaskKind.MULTICLASS
