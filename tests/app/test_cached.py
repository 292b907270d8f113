"""What pages keep of a run: until its file is replaced, each function its own."""

import pytest
from streamlit.testing.v1 import AppTest

from mtl_core.settings import load_settings
from mtl_core.storage import RunFolder
from tests.app import kept


def page(run_id):
    import streamlit as st

    from tests.app import kept

    st.text(kept.first(run_id))
    st.text(kept.second(run_id))
    st.text(kept.first(run_id, "again"))
    st.text(str(kept.never(run_id)))


@pytest.fixture
def at(full_run):
    kept.CALLED.clear()
    return AppTest.from_function(page, args=(full_run.run_id,)).run()


def test_each_function_and_each_argument_has_a_value_of_its_own(at):
    assert [text.value for text in at.text] == ["first", "second", "first again", "None"]
    assert kept.CALLED == ["first", "second", "first"]


def test_nothing_is_made_twice_while_the_file_is_the_same(at):
    at.run()
    assert [text.value for text in at.text] == ["first", "second", "first again", "None"]
    assert kept.CALLED == ["first", "second", "first"]


def test_everything_is_made_anew_when_the_file_is_replaced(at, full_run):
    RunFolder(load_settings().runs_dir / full_run.run_id).write_study(full_run.study)
    at.run()
    assert kept.CALLED == ["first", "second", "first"] * 2


def test_it_is_known_by_the_name_and_words_of_what_it_keeps():
    assert kept.first.__name__ == "first"
    assert kept.first.__doc__ == "Note that it was called."
