from pathlib import Path

import pytest

from mtl_core.errors import SettingsError
from mtl_core.settings import load_settings


def test_without_variables_everything_lives_in_the_users_home():
    settings = load_settings({})
    assert settings.home == Path.home() / ".consilium"
    assert settings.runs_dir == settings.home / "runs"
    assert settings.cohorts_dir == settings.home / "cohorts"
    assert settings.database_url == f"sqlite:///{settings.home / 'runs.sqlite'}"
    assert settings.max_workers == 1


def test_the_default_threads_are_the_cores_and_at_most_eight(monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 64)
    assert load_settings({}).n_threads == 8
    monkeypatch.setattr("os.cpu_count", lambda: None)
    assert load_settings({}).n_threads == 1


def test_every_variable_is_read(tmp_path):
    settings = load_settings(
        {
            "CONSILIUM_HOME": str(tmp_path),
            "CONSILIUM_DATABASE_URL": "sqlite://",
            "CONSILIUM_MAX_WORKERS": "3",
            "CONSILIUM_THREADS": "5",
            "CONSILIUM_DEVICE": "cpu",
        }
    )
    assert (settings.home, settings.database_url) == (tmp_path, "sqlite://")
    assert (settings.max_workers, settings.n_threads) == (3, 5)
    assert settings.device == "cpu"


def test_the_database_follows_the_home_folder(tmp_path):
    settings = load_settings({"CONSILIUM_HOME": str(tmp_path)})
    assert settings.database_url.endswith(str(tmp_path / "runs.sqlite"))


def test_a_blank_variable_counts_as_not_set():
    names = ("HOME", "DATABASE_URL", "MAX_WORKERS", "THREADS", "DEVICE")
    blank = {f"CONSILIUM_{name}": "" for name in names}
    assert load_settings(blank) == load_settings({})


@pytest.mark.parametrize("name", ["CONSILIUM_MAX_WORKERS", "CONSILIUM_THREADS"])
@pytest.mark.parametrize("text", ["two", "0", "-1", "1.5"])
def test_a_number_that_cannot_be_used_is_refused_by_name(name, text):
    with pytest.raises(SettingsError, match=name):
        load_settings({name: text})


def test_networks_train_on_cuda_where_there_is_one_unless_a_device_is_named():
    assert load_settings({}).device == "auto"
    assert load_settings({"CONSILIUM_DEVICE": "CUDA"}).device == "cuda"


def test_an_unknown_device_is_refused():
    with pytest.raises(SettingsError, match="CONSILIUM_DEVICE") as caught:
        load_settings({"CONSILIUM_DEVICE": "gpu"})
    assert "auto, cpu, cuda" in str(caught.value)
