import numpy as np
import pytest

from mtl_core.cli import execute
from mtl_core.data import read_table

MARK = "A-CELL"


@pytest.fixture
def files(tmp_path):
    """Two sites: another delimiter, labels of their own, a name in another case."""
    north, south = tmp_path / "north.csv", tmp_path / "south.csv"
    north.write_text(
        "pid,age,crea,ward,died\n"
        + "".join(
            f"{i},{40 + i},{0.8 + i / 100},r{i % 2}{MARK},{i % 4 == 0:d}\n" for i in range(60)
        )
    )
    south.write_text(
        "pid;age;Crea;ward;sepsis\n"
        + "".join(
            f"{i};{41 + i};{0.81 + i / 100};R{i % 2}{MARK};{i % 3 == 0:d}\n".replace(".", ",")
            for i in range(50)
        )
    )
    return [str(north), str(south)]


def pool(files, tmp_path, *options):
    return execute(["pool", *files, "--out", str(tmp_path / "pooled.csv"), *options])


def test_two_files_become_one_table_and_the_report_says_how(files, tmp_path, capsys):
    assert pool(files, tmp_path) == 0
    table = read_table(tmp_path / "pooled.csv")
    assert table.columns == ("site", "pid", "age", "crea", "ward", "died", "Crea", "sepsis")
    assert table.n_rows == 110
    printed = capsys.readouterr()
    assert "110 rows, 8 columns; site 'site'; patient id 'pid'" in printed.out
    assert "north ('north.csv'): 60 rows, 5 columns; without 2: Crea, sepsis" in printed.out
    assert '[--accept "pooled-column-absent:Crea"]' in printed.err
    assert MARK not in printed.out + printed.err


def test_what_is_accepted_is_settled_and_no_longer_asked(files, tmp_path, capsys):
    words = ["--accept", "pooled-column-absent:Crea", "--accept", "pooled-levels-differ"]
    assert pool(files, tmp_path, *words) == 0
    frame = read_table(tmp_path / "pooled.csv").frame
    assert np.isfinite(frame["crea"]).all()
    assert set(frame["ward"]) == {f"r0{MARK}", f"r1{MARK}"}
    printed = capsys.readouterr()
    assert "--accept" not in printed.err
    assert "renamed: Crea -> crea" in printed.out


def test_names_of_sites_and_columns_can_be_given(files, tmp_path):
    words = ["--site-name", "City", "--site-name", "Coast", "--rename", "Crea=crea"]
    assert pool(files, tmp_path, *words, "--rename", "age=age_years") == 0
    frame = read_table(tmp_path / "pooled.csv").frame
    assert set(frame["site"]) == {"City", "Coast"}
    assert {"crea", "age_years"} < set(frame)
    assert "Crea" not in frame


def test_a_pooled_table_runs_as_any_other(files, tmp_path, fake):
    assert pool(files, tmp_path) == 0
    words = ["run", str(tmp_path / "pooled.csv"), "--task", "died", "--task", "sepsis"]
    words += ["--site", "site", "--patient-id", "pid", "--out", str(tmp_path / "out"), "--quiet"]
    assert execute(words, fake.engine()) == 0
    study, table, _ = fake.calls[0]
    assert study.schema.site == "site"
    assert table.frame["died"].notna().sum() == 60


def decision_file(tmp_path, csv):
    written = tmp_path / "decisions.json"
    assert execute(["profile", csv, "--record", str(written)]) == 0
    return str(written)


def test_a_decision_file_is_applied_to_each_file(files, tmp_path, capsys):
    path = decision_file(tmp_path, files[0])
    capsys.readouterr()
    assert pool(files, tmp_path, "--decisions", path) == 0
    assert pool(files, tmp_path, "--decisions", path, "--decisions", path) == 0


REFUSED = {
    "There is nothing to pool": lambda f: [f[0]],
    "There is no such cohort": lambda f: [f[0], "nowhere.csv"],
    "The files and --site-name do not go together": lambda f: [*f, "--site-name", "A"],
    "The files and --decisions do not go together": lambda f: [*f, *["--decisions", "DECIDED"] * 3],
    "The decision file cannot be read": lambda f: [*f, "--decisions", "nowhere.json"],
    "The file is not JSON": lambda f: [*f, "--decisions", f[0]],
    "A column cannot be renamed like that": lambda f: [*f, "--rename", "age"],
    "There is no column 'agee' to rename": lambda f: [*f, "--rename", "agee=x"],
    "Two columns of a file would have the same name": lambda f: [*f, "--rename", "age=pid"],
    "Two sites have the same name": lambda f: [*f, *["--site-name", "A"] * 2],
    "A site cannot have this name": lambda f: [*f, "--site-name", "A/B", "--site-name", "C"],
    "A file is given twice": lambda f: [f[0], f[0]],
    "There is no such proposal to accept": lambda f: [*f, "--accept", "pooled-units-differ:age"],
    "The pooled table would replace one of its files": lambda f: [*f, "--out", f[1]],
    "The folder cannot be used": lambda f: [*f, "--out", f"{f[0]}/x.csv"],
}


@pytest.mark.parametrize("problem", REFUSED)
def test_bad_input_is_refused_with_one_message_and_nothing_is_written(
    files, tmp_path, refused, problem, capsys
):
    words = REFUSED[problem](files)
    if "DECIDED" in words:
        path = decision_file(tmp_path, files[0])
        words = [path if word == "DECIDED" else word for word in words]
    capsys.readouterr()
    before = sorted((path.name, path.read_bytes()) for path in tmp_path.glob("*.*"))
    out = [] if "--out" in words else ["--out", str(tmp_path / "pooled.csv")]
    assert problem in refused(execute(["pool", *words, *out]))
    assert sorted((path.name, path.read_bytes()) for path in tmp_path.glob("*.*")) == before


def test_a_file_with_questions_of_its_own_is_told(files, tmp_path, capsys):
    odd = tmp_path / "odd.csv"
    odd.write_bytes("pid,age,name\n1,60,J\xf6rg\n2,61,Ren\xe9\n".encode("cp1252"))
    assert pool([files[0], str(odd)], tmp_path) == 0
    assert "'odd.csv' has 1 question of its own" in capsys.readouterr().err
