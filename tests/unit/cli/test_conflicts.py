from mtl_core.cli import execute


def test_patients_whose_rows_disagree_about_an_outcome_are_warned_of(tmp_path, out, fake, capsys):
    rows = ["pid,age,lab,died"]
    rows += [f"p{i // 2},{30 + i % 41},{i * 7 % 90},{i // 2 % 3 == 0:d}" for i in range(180)]
    rows[1] = rows[1][:-1] + "0"
    path = tmp_path / "visits.csv"
    path.write_text("\n".join(rows) + "\n")
    line = ["run", str(path), "--task", "died", "--patient-id", "pid", "--out", str(out)]
    assert execute([*line, "--quiet"], fake.engine()) == 0
    told = capsys.readouterr().err
    assert "Warning: conflicting-labels: About 'died', the rows of 1 patient disagree." in told
