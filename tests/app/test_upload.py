"""Uploading a cohort: a good file opens, a bad one changes nothing."""

import numpy as np
import pytest

BAD = {
    "empty": b"",
    "header only": b"age,sex\n",
    "zip": b"PK\x03\x04" + bytes(200),
    "ragged": b"age,sex\n" + b"61,male\n" * 20 + b"44\n" + b"61,male,7,8\n" * 9,
}

READING = ("Rows", "Columns", "Format", "Encoding", "Delimiter", "Decimal sign")


def upload(app, content, name="wards.csv"):
    at = app("start")
    return at, at.file_uploader(key="csv").upload(name, content).run()


def test_a_good_file_opens_and_leads_to_what_was_read(app, full_run):
    _, at = upload(app, full_run.csv)
    assert not at.error
    assert at.title[0].value == "Cohort"
    shown = {m.label: m.value for m in at.metric}
    assert {label: shown[label] for label in READING} == {
        "Rows": "90",
        "Columns": "7",
        "Format": "CSV",
        "Encoding": "utf-8",
        "Delimiter": "comma",
        "Decimal sign": "point",
    }


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_gets_one_message_and_the_open_cohort_stays(app, full_run, case):
    at = app("start")
    at.button(key="load_rhc").click().run()
    at.file_uploader(key="csv").upload("bad.csv", BAD[case]).run()
    assert not at.exception
    assert len(at.error) == 1
    for part in ("Expected:", "Found:", "What to do:"):
        assert part in at.error[0].value
    at.switch_page("pages/cohort.py").run()
    assert at.metric[0].value == "5,735"


def test_the_message_about_a_bad_file_carries_no_cell(app, home):
    secret = b"age,name\n61,Esmeralda Quux\n" * 3 + b"44\n" * 9
    _, at = upload(app, secret)
    assert len(at.error) == 1
    assert "Quux" not in at.error[0].value


def hospital_csv(outcome, seed, creatinine=1.0):
    rng = np.random.default_rng(seed)
    lines = [f"pid,age,creatinine,{outcome}"]
    for i in range(80):
        lab = creatinine * rng.lognormal(0, 0.3)
        lines.append(f"{i},{rng.integers(30, 80)},{lab:.3f},{int(rng.random() < 0.3)}")
    return "\n".join(lines).encode()


def test_two_hospitals_become_one_cohort_with_a_site_once_their_units_agree(app):
    at = app("start")
    files = [
        ("north.csv", hospital_csv("died", 1), "text/csv"),
        ("south.csv", hospital_csv("sepsis", 2, creatinine=88.4), "text/csv"),
    ]
    at.file_uploader(key="pool").set_value(files).run()
    assert not at.exception
    assert any("160 rows from 2 files" in m.value for m in at.markdown)
    consents = [b.key for b in at.button if str(b.key).startswith("consent_")]
    assert len(consents) == 1
    at.button(key=consents[0]).click().run()
    at.button(key="open_pooled").click().run()
    assert at.title[0].value == "Cohort"
    frame = at.session_state["_cohort"].table.frame
    assert frame["creatinine"].max() < 5
    assert set(frame["site"]) == {"north", "south"}
    assert frame.loc[frame["site"] == "north", "sepsis"].isna().all()


def test_two_files_that_cannot_be_pooled_get_one_message(app):
    at = app("start")
    same = ("north.csv", hospital_csv("died", 1), "text/csv")
    at.file_uploader(key="pool").set_value([same, ("zip.csv", b"PK\x03\x04", "text/csv")]).run()
    assert not at.exception
    assert len(at.error) == 1
    assert "What to do:" in at.error[0].value
