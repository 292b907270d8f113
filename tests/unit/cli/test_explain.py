from mtl_core.cli import execute
from mtl_core.storage import RunFolder


def test_a_finished_run_is_explained_again_from_its_bundle(csv, out, fake, capsys):
    execute(["run", str(csv), "--task", "died", "--out", str(out), "--quiet"], fake.engine())
    capsys.readouterr()
    assert execute(["explain", str(out), "--rows", "17"], fake.engine()) == 0
    assert str(out / "attributions.parquet") in capsys.readouterr().out
    study, files, n_patients = fake.calls[1]
    assert (study, files, n_patients) == (fake.calls[0][0], {"manifest.json": b"{}"}, 17)
    assert len(RunFolder(out).read_attributions()) == 1
    assert RunFolder(out).read_explanation_summary().method == "permutation"


def test_explaining_tells_what_is_missing(csv, out, tmp_path, fake, capsys, refused):
    assert "no study.json" in refused(execute(["explain", str(tmp_path)]))
    execute(["run", str(csv), "--task", "died", "--out", str(out), "--quiet"], fake.engine())
    capsys.readouterr()
    moved = csv.rename(tmp_path / "moved.csv")
    assert "--cohort" in refused(execute(["explain", str(out)], fake.engine()))
    words = ["explain", str(out), "--cohort", str(moved), "--quiet"]
    assert execute(words, fake.engine()) == 0
    moved.write_text(moved.read_text().replace("P000", "P999"))
    assert "another cohort" in refused(execute(words, fake.engine()))
    (out / "bundle" / "manifest.json").unlink()
    assert "trained networks" in refused(execute(words, fake.engine()))
    assert execute(["explain", str(out), "--rows", "0"], fake.engine()) == 2


def test_what_is_asked_beyond_an_explanation_needs_networks(csv, out, tmp_path, fake, refused):
    pair = ["--first", "age", "--second", "sex"]
    assert "no study.json" in refused(execute(["explain-arms", str(tmp_path)]))
    assert "no study.json" in refused(execute(["explain-pair", str(tmp_path), *pair]))
    execute(["run", str(csv), "--task", "died", "--out", str(out), "--quiet"], fake.engine())
    assert "were not kept" in refused(execute(["explain-arms", str(out), "--quiet"]))
    assert "two different" in refused(execute(["explain-pair", str(out), *pair[:3], "age"]))
    assert not (out / "interaction.json").exists()
