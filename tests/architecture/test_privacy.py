"""Nothing in the repository points outside the machine, or to one particular machine."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ["mtl_core", "ui", "pages", "tests", "docs", "benchmarks", "assets", ".ci", ".streamlit"]
TEXT = {".py", ".md", ".toml", ".json", ".txt", ".svg", ".css", ".html", ".js", ".yml", ".yaml", ""}
# its own text, and the pins that look like addresses
EXEMPT = {"LICENSE", "constraints.txt", "tests/architecture/test_privacy.py"}
FILES = [
    path
    for path in [
        *(p for p in ROOT.iterdir() if not p.name.startswith(".")),
        *(p for folder in FOLDERS for p in (ROOT / folder).rglob("*")),
    ]
    if path.is_file()
    and path.suffix in TEXT
    and "__pycache__" not in path.parts
    and path.relative_to(ROOT).as_posix() not in EXEMPT
]
LOOPBACK = {"127.0.0.1", "localhost"}
SOURCES = {"doi.org", "arxiv.org"}  # papers, linked from documents and docstrings
NAMESPACES = {"www.w3.org"}  # the name of the SVG format, never fetched
MACHINE = re.compile(r"(?<![\w.~{}/])/(?:home|root|Users|work|mnt|workspace)/\w|[A-Z]:\\+Users\\")


def name(path):
    return path.relative_to(ROOT).as_posix()


def text(path):
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=name)
def test_no_file_names_a_path_of_one_machine(path):
    assert MACHINE.findall(text(path)) == []


@pytest.mark.parametrize("path", FILES, ids=name)
def test_no_file_names_a_host_other_than_loopback_and_the_papers_it_cites(path):
    urls = re.findall(r"(?:https?|wss?)://(?:[^/\s\"'`@]*@)?([\w.-]+\w)", text(path))
    hosts = {host for host in urls if "." in host or host == "localhost"}
    assert hosts - LOOPBACK - SOURCES - NAMESPACES == set()


@pytest.mark.parametrize("path", FILES, ids=name)
def test_no_file_names_an_address_other_than_loopback(path):
    numbers = re.findall(r"(?<![\d.])(\d{1,3}(?:\.\d{1,3}){3})(?![\d.])", text(path))
    assert set(numbers) - LOOPBACK == set()


def test_the_server_listens_to_this_machine_alone_and_reports_to_nobody():
    config = tomllib.loads(text(ROOT / ".streamlit/config.toml"))
    assert config["server"]["address"] == "127.0.0.1"
    assert config["browser"]["gatherUsageStats"] is False


def test_a_scanner_that_finds_nothing_would_be_no_test():
    assert MACHINE.search("open('/home/jane/cohort.csv')")
    assert len(FILES) > 20
