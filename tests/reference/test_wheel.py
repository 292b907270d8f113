"""The built wheel, away from the checkout: commands, cohorts and the dashboard with its pages."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from tests.browser.server import free_port

ROOT = Path(__file__).parents[2]
COMMAND = "from mtl_core.cli import main; import sys; sys.argv[0] = 'consilium'; main()"


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The wheel unpacked, as an installation leaves it; its packages are those of the tests."""
    folder = tmp_path_factory.mktemp("wheel")
    words = [sys.executable, "-m", "pip", "wheel", str(ROOT), "--no-deps", "--no-build-isolation"]
    subprocess.run([*words, "--quiet", "-w", str(folder)], check=True, cwd=folder)
    (wheel,) = folder.glob("consilium-*.whl")
    with zipfile.ZipFile(wheel) as parts:
        parts.extractall(folder / "site")
    return folder / "site"


@pytest.fixture
def environment(installed, tmp_path):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("CONSILIUM_", "STREAMLIT_"))}
    return kept | {"PYTHONPATH": str(installed), "CONSILIUM_HOME": str(tmp_path / "home")}


def test_it_holds_package_and_dashboard_and_no_tests(installed):
    entry = next(installed.glob("*.dist-info/entry_points.txt")).read_text()
    assert "consilium = mtl_core.cli:main" in entry
    assert (installed / "mtl_core/py.typed").is_file()
    assert {path.name for path in installed.iterdir() if path.suffix != ".dist-info"} == {
        "consilium",
        "mtl_core",
    }
    pages = {path.name for path in (ROOT / "pages").glob("*.py")}
    assert {path.name for path in (installed / "consilium/pages").glob("*.py")} == pages


def test_a_demonstration_cohort_is_profiled_outside_the_checkout(environment, tmp_path):
    words = [sys.executable, "-W", "ignore", "-c", COMMAND, "profile", "support2", "--json"]
    done = subprocess.run(
        words, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["rows"] == 9105


def test_the_dashboard_answers_with_its_pages(environment, tmp_path):
    port = free_port()
    words = [sys.executable, "-W", "ignore", "-c", COMMAND, "app", "--port", str(port)]
    environment |= {"STREAMLIT_SERVER_HEADLESS": "true"}
    server = subprocess.Popen(words, env=environment, cwd=tmp_path, start_new_session=True)
    try:
        assert answer(f"http://127.0.0.1:{port}/_stcore/health") == b"ok"
        assert b"<html" in answer(f"http://127.0.0.1:{port}/tasks").lower()
    finally:
        os.killpg(server.pid, 9)
        server.wait()


def answer(url, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(urllib.error.URLError, ConnectionError):
            return urllib.request.urlopen(url, timeout=5).read()  # noqa: S310 - our own server
        time.sleep(0.2)
    raise TimeoutError(url)
