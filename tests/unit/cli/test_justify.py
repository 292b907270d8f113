import pytest

from mtl_core.cli import execute
from mtl_core.schema import Justification


@pytest.fixture
def leaking(tmp_path):
    """A ward with a column whose name tells that it becomes known afterwards."""
    rows = ["age,sex,discharge_date_known,death_30d,died"]
    rows += [
        f"{30 + i % 41},{'fm'[i % 2]},{i % 5},{i % 4 == 0:d},{i % 3 == 0:d}" for i in range(90)
    ]
    path = tmp_path / "leaking.csv"
    path.write_text("\n".join(rows) + "\n")
    return path


def words(path, out, *more):
    return ["run", str(path), "--task", "died", "--out", str(out), "--quiet", *more]


def test_columns_that_may_give_the_outcome_away_are_left_out_with_a_warning(
    leaking, out, fake, capsys
):
    assert execute(words(leaking, out), fake.engine()) == 0
    schema = fake.calls[0][0].schema
    assert schema.feature_names == ("age", "sex")
    assert {"discharge_date_known", "death_30d"} <= set(schema.excluded)
    told = capsys.readouterr().err
    assert told.count("Warning: known-afterwards: ") == 2
    assert '--justify "death_30d=why"' in told


def test_a_justified_column_is_used_and_the_words_stay_with_the_study(leaking, out, fake, capsys):
    justify = ("--justify", "death_30d=of the last stay, = known on arrival")
    assert execute(words(leaking, out, *justify), fake.engine()) == 0
    study = fake.calls[0][0]
    assert set(study.schema.feature_names) == {"age", "sex", "death_30d"}
    expected = Justification("death_30d", "of the last stay, = known on arrival")
    assert study.justified == (expected,)
    assert "death_30d" not in capsys.readouterr().err


def test_an_excluded_suspect_is_not_warned_of(leaking, out, fake, capsys):
    more = ("--exclude", "death_30d", "--exclude", "discharge_date_known")
    assert execute(words(leaking, out, *more), fake.engine()) == 0
    assert "known-afterwards" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("death_30d=", "no words"),
        ("death_30d", "no words"),
        ("nothing=why", "'nothing'"),
        ("sex=why", "excluded, too"),
        ("died=why", "two roles"),
    ],
)
def test_a_justification_that_cannot_be_used_is_one_clear_message(
    leaking, out, fake, refused, text, expected
):
    more = ("--exclude", "sex", "--justify", text)
    assert expected in refused(execute(words(leaking, out, *more), fake.engine()))
    assert fake.calls == []


def test_when_no_feature_would_be_left_the_message_says_how_to_take_one_in(
    leaking, out, fake, capsys
):
    more = ("--exclude", "age", "--exclude", "sex")
    assert execute(words(leaking, out, *more), fake.engine()) == 2
    told = capsys.readouterr().err
    assert "No feature is left" in told
    assert "--justify" in told.split("What to do: ")[1]


def test_a_ready_schema_is_not_questioned(out, fake, capsys):
    assert execute(["run", "rhc", "--out", str(out), "--quiet"], fake.engine()) == 0
    assert "known-afterwards" not in capsys.readouterr().err


def test_an_excluded_column_of_a_ready_schema_can_be_justified(out, fake):
    line = ["run", "support2", "--out", str(out), "--quiet", "--justify", "aps=scored on day 3"]
    assert execute(line, fake.engine()) == 0
    study = fake.calls[0][0]
    assert "aps" in study.schema.feature_names
    assert "aps" not in study.schema.excluded
    assert study.justified == (Justification("aps", "scored on day 3"),)
