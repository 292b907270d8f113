"""Nothing in the repository points outside the machine, or to one particular machine."""

import re
import tomllib
from pathlib import Path

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


def text(path):
    return path.read_text(encoding="utf-8")


def hosts(content):
    urls = re.findall(r"(?:https?|wss?)://(?:[^/\s\"'`@]*@)?([\w.-]+\w)", content)
    return {host for host in urls if "." in host or host == "localhost"}


def addresses(content):
    return set(re.findall(r"(?<![\d.])(\d{1,3}(?:\.\d{1,3}){3})(?![\d.])", content))


def offenders(found):
    """Return what ``found`` sees in each file, without the files in which it sees nothing."""
    seen = {path.relative_to(ROOT).as_posix(): found(text(path)) for path in FILES}
    return {file: what for file, what in seen.items() if what}


def test_no_file_names_a_path_of_one_machine():
    assert offenders(MACHINE.findall) == {}


def test_no_file_names_a_host_other_than_loopback_and_the_papers_it_cites():
    assert offenders(lambda content: hosts(content) - LOOPBACK - SOURCES - NAMESPACES) == {}


def test_no_file_names_an_address_other_than_loopback():
    assert offenders(lambda content: addresses(content) - LOOPBACK) == {}


def test_the_server_listens_to_this_machine_alone_and_reports_to_nobody():
    config = tomllib.loads(text(ROOT / ".streamlit/config.toml"))
    assert config["server"]["address"] == "127.0.0.1"
    assert config["browser"]["gatherUsageStats"] is False


def test_the_scanners_see_what_they_are_to_find():
    assert MACHINE.search("open('/home/jane/cohort.csv')")
    assert hosts("fetch('https://tracker.example/x')") == {"tracker.example"}
    assert addresses("bind('0.0.0.0')") == {"0.0.0.0"}  # noqa: S104 - a string to be found
    assert len(FILES) > 100
