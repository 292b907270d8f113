"""Golden runs: what counts as a difference, and that the commands still exist."""

import json

import pytest
import typer

from benchmarks.golden.__main__ import differences
from benchmarks.golden.cases import CASES
from benchmarks.golden.digests import digests_of, digests_of_json
from mtl_core.cli.app import app

COMMANDS = typer.main.get_group(app).commands
PLAIN = {"auroc": 0.7, "seconds": {"train": 1.0}, "verdict": "better", "arms": [{"value": None}]}


def test_seconds_are_no_difference_and_every_other_number_is():
    assert digests_of_json(PLAIN | {"seconds": {"train": 2.0}}) == digests_of_json(PLAIN)
    numbers, words = digests_of_json(PLAIN)
    changed, kept = digests_of_json(PLAIN | {"auroc": 0.7000000000000001})
    assert changed != numbers
    assert kept == words
    assert digests_of_json(PLAIN | {"arms": [{"other": None}]})[0] != numbers
    assert digests_of_json(PLAIN | {"verdict": "worse"})[0] == numbers
    assert digests_of_json(PLAIN | {"verdict": "worse"})[1] != words


def test_a_file_that_is_gone_or_new_is_a_difference(tmp_path):
    (tmp_path / "result.json").write_text(json.dumps(PLAIN))
    (tmp_path / "log.txt").write_text("anything")
    found = digests_of(tmp_path)
    assert set(found) == {"result.json numbers", "result.json words"}
    assert differences({"a": found}, {"a": found}) == []
    assert len(differences({"a": found | {"maps.json numbers": "0"}}, {"a": found})) == 1
    assert differences({}, {"a": found}) == ["a: not recorded"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_case_is_a_command_with_options_that_it_has(case):
    command = COMMANDS[case.words[0]]
    known = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in case.words if word.startswith("--")} <= known
