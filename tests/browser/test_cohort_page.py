"""A clinician's own file: read as it was written, questioned, repaired, replayed; nothing leaks."""

import io
import json
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from playwright.sync_api import expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser import browsing
from tests.browser.cohorts import CELL
from ui.session import scan

LEVEL = "Zyxward"


def table(seed=4, n=150):
    """Rows with a sentinel, two spellings of an answer, an accent, a name, an e-mail and a date."""
    rng = np.random.default_rng(seed)
    header = ["patient_id", "name", "email", "age", "sodium", "café", "ward", "died"]
    rows = []
    for i in range(n):
        age = -999 if i % 25 == 0 else round(rng.uniform(30, 80), 1)
        coffee = ["yes", "Yes", "no", "No"][rng.integers(4)]
        mail = f"{CELL.lower()}{i}@ward.example"
        rows.append(
            [
                f"{CELL}-{i:05d}",
                f"{CELL}, Ann {i}",
                mail,
                age,
                round(rng.normal(138, 4), 1),
                coffee,
                f"{LEVEL}{i % 3}",
                int(rng.random() < 0.3),
            ]
        )
    return [header, *rows]


def windows_csv(seed=4):
    lines = [
        ";".join(
            str(cell).replace(".", ",") if isinstance(cell, float) else str(cell) for cell in row
        )
        for row in table(seed)
    ]
    return "\r\n".join(lines).encode("cp1252")


def workbook():
    book = openpyxl.Workbook()
    for row in table():
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def metric(page, label):
    shown = page.locator('[data-testid="stMetric"]', has_text=label)
    return shown.locator('[data-testid="stMetricValue"]').inner_text()


def open_file(page, dashboard, name, content):
    browsing.open_address(page, dashboard.url)
    browsing.upload(page, name, content)
    browsing.wait_for_page(page, "cohort")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("ward.csv", windows_csv(), ("cp1252", "semicolon", "comma")),
        ("ward.xlsx", workbook(), ("Excel", "Sheet")),
    ],
    ids=["windows", "excel"],
)
def test_a_file_is_read_as_the_clinic_wrote_it_and_repaired_when_told(
    page, dashboard, name, content, words
):
    open_file(page, dashboard, name, content)
    said = browsing.say(page)
    for word in ("150", "café", *words):
        assert word in said
    n_open = int(metric(page, "Open questions"))
    browsing.press(page, "accepted_sentinel-suspect_0")
    expect(page.locator(".st-key-question_sentinel-suspect")).to_have_count(0)
    browsing.press(page, "refused_many-spellings_0")
    expect(page.locator(".st-key-question_many-spellings")).to_have_count(0)
    assert int(metric(page, "Open questions")) == n_open - 2
    assert metric(page, "Answered") == "2"
    browsing.choose(page, "cohort_column", "age")
    assert "6 of 150 are missing" in browsing.say(page)
    browsing.unfold(page, "answered")
    browsing.press(page, "take_back_0")
    expect(page.locator(".st-key-question_sentinel-suspect")).to_be_visible()


def test_decisions_replay_on_the_next_file_without_a_question(page, dashboard, tmp_path):
    open_file(page, dashboard, "first.csv", windows_csv())
    while page.locator('[class*="st-key-accepted_"] button').count():
        page.locator('[class*="st-key-accepted_"] button').first.click()
        browsing.wait_until_idle(page)
    with page.expect_download() as download:
        browsing.press(page, "decisions_json")
    told = Path(download.value.path()).read_text(encoding="utf-8")
    assert json.loads(told)["content"]["decisions"]
    assert CELL.lower() not in told.lower()
    open_file(page, dashboard, "second.csv", windows_csv(seed=9))
    assert int(metric(page, "Open questions")) > 0
    file = {"name": "decisions.json", "mimeType": "application/json", "buffer": told.encode()}
    page.locator(".st-key-replay input[type=file]").set_input_files(file)
    expect(page.get_by_text("The decisions were replayed")).to_be_visible()
    assert metric(page, "Open questions") == "0"


def test_no_cell_that_identifies_a_person_reaches_the_browser(page, dashboard):
    frames = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda f: frames.append(f)))  # noqa: PLW0108 - the listener is given an attribute
    open_file(page, dashboard, "ward.csv", windows_csv())
    for name in ("email", "patient_id"):
        browsing.choose(page, "cohort_column", name)
    browsing.go_to(page, "tasks")
    browsing.go_to(page, "start")
    messages = [parsed for parsed in map(message, frames) if parsed is not None]
    assert len(messages) > 50
    everything = b"".join(m.SerializeToString() for m in messages)
    assert CELL.encode() not in everything
    assert CELL.lower().encode() not in everything
    # The answers of a category are in tables and figures of the cohort, and nowhere else.
    assert LEVEL.encode() in everything
    assert LEVEL.encode() not in b"".join(without_tables(m) for m in messages)
    assert CELL.lower() not in page.url.lower()
    assert CELL.lower() not in dashboard.log.read_text().lower()
    assert LEVEL not in dashboard.log.read_text()


def message(frame):
    """Return a message of the server, or nothing for a frame of another kind."""
    if not isinstance(frame, bytes):
        return None
    parsed = ForwardMsg()
    parsed.ParseFromString(frame)
    return parsed


def without_tables(parsed):
    """Return what a message holds besides the cells of tables and figures."""
    rest = ForwardMsg()
    rest.CopyFrom(parsed)
    element = rest.delta.new_element
    for kind in ("dataframe", "plotly_chart"):
        if rest.WhichOneof("type") == "delta" and element.WhichOneof("type") == kind:
            element.ClearField(kind)
    return rest.SerializeToString()


def large_csv(n=330_000):
    rng = np.random.default_rng(6)
    age = np.where(np.arange(n) % 25 == 0, -999, rng.integers(30, 80, n))
    numbers = np.round(rng.normal(100, 15, (n, 8)), 2).astype(str)
    died = rng.integers(0, 2, n)
    rows = (f"{i},{age[i]},{','.join(numbers[i])},{died[i]}" for i in range(n))
    return "\n".join(["pid,age,a,b,c,d,e,f,g,h,died", *rows]).encode()


def test_a_large_file_is_read_in_the_background_and_again_after_a_repair(page, dashboard):
    content = large_csv()
    assert len(content) > scan.LARGE_BYTES
    browsing.open_address(page, dashboard.url)
    browsing.upload(page, "large.csv", content)
    expect(page.locator(".st-key-scan_progress")).to_be_visible()
    expect(browsing.title(page)).to_have_text("Cohort", timeout=120_000)
    browsing.wait_until_idle(page)
    assert metric(page, "Rows") == "330,000"
    browsing.press(page, "accepted_sentinel-suspect_0")
    expect(page.locator(".st-key-scan_progress")).to_be_visible()
    expect(page.locator(".st-key-scan_progress")).to_have_count(0, timeout=120_000)
    browsing.wait_until_idle(page)
    browsing.choose(page, "cohort_column", "age")
    assert "13,200 of 330,000 are missing" in browsing.say(page)
