"""The first bytes of a file say its format; what is no table is refused in one message."""

import io
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtl_core.errors import CohortError
from mtl_core.formats import read_cells

MARKED = "Zyxwv"
FRAME = pd.DataFrame(
    {
        "pid": np.arange(1.0, 41.0),
        "score": np.linspace(-1.5, 2.5, 40).round(3),
        "word": [f"{MARKED}{i % 3}" for i in range(40)],
        "seen": pd.date_range("2020-01-01", periods=40),
    }
)


def as_excel(frame):
    stream = io.BytesIO()
    frame.to_excel(stream, index=False)
    return stream.getvalue()


def as_parquet(frame):
    return frame.to_parquet(index=False)


def as_statistical(frame, write, path, **options):
    write(frame, path, **options)
    return path.read_bytes()


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The same table in every format that can be written here."""
    path = tmp_path_factory.mktemp("formats") / "file"
    return {
        "excel": as_excel(FRAME),
        "parquet": as_parquet(FRAME),
        "sav": as_statistical(FRAME, pyreadstat.write_sav, path),
        "zsav": as_statistical(FRAME, pyreadstat.write_sav, path, compress=True),
        "dta 15": as_statistical(FRAME, pyreadstat.write_dta, path, version=15),
        "dta 10": as_statistical(FRAME, pyreadstat.write_dta, path, version=10),
        "xpt 8": as_statistical(FRAME, pyreadstat.write_xport, path, file_format_version=8),
        "xpt 5": as_statistical(FRAME, pyreadstat.write_xport, path, file_format_version=5),
    }


def refusal_of(content):
    """What the reader says when it refuses, otherwise nothing."""
    try:
        read_cells(content)
    except CohortError as error:
        return str(error)
    return ""


FORMATS = ["excel", "parquet", "sav", "zsav", "dta 15", "dta 10", "xpt 8", "xpt 5"]


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_table_gives_the_cells_of_its_csv_in_every_format(files, kind):
    from_csv = read_cells(FRAME.to_csv(index=False).encode())
    cells = read_cells(files[kind])
    assert list(cells.columns) == list(from_csv.columns)
    for name, texts in from_csv.columns.items():
        if name in {"pid", "score"}:
            assert [float(t) for t in cells.columns[name]] == [float(t) for t in texts]
        else:
            assert list(cells.columns[name]) == list(texts)
    assert list(cells.file_rows) == list(from_csv.file_rows)
    assert (cells.written.delimiter, cells.written.decimal) == ("", ".")


@pytest.mark.parametrize("kind", [kind for kind in FORMATS if not kind.startswith("xpt")])
def test_a_file_that_ends_too_early_is_refused_or_read_whole(files, kind):
    content = files[kind]
    whole = read_cells(content)
    for end in {int(x) for x in np.linspace(4, len(content) - 1, 120)}:
        said = refusal_of(content[:end])
        assert MARKED not in said
        if not said:
            for name, texts in read_cells(content[:end]).columns.items():
                assert list(whole.columns[name]) == list(texts)


@pytest.mark.parametrize("kind", ["xpt 8", "xpt 5"])
def test_a_transport_file_that_ends_inside_a_record_of_80_bytes_is_refused(files, kind):
    content = files[kind]
    for end in {int(x) for x in np.linspace(4, len(content) - 1, 120)}:
        if end % 80:
            with pytest.raises(CohortError):
                read_cells(content[:end])


@pytest.mark.parametrize("kind", FORMATS)
@given(edits=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=20))
@settings(max_examples=25, deadline=None)
def test_damaged_bytes_give_cells_or_one_refusal_without_cells(files, kind, edits):
    content = bytearray(files[kind])
    for place, value in edits:
        content[4 + int(place * (len(content) - 5))] = value
    said = refusal_of(bytes(content))
    assert MARKED not in said


SAS = bytes.fromhex("000000000000000000000000c2ea8160b31411cfbd92080009c7318c181f1011")


@pytest.mark.parametrize(
    "magic",
    [
        *[b"PK\x03\x04", b"PAR1", b"$FL2", b"$FL3", b"<stata_dta>", b"r\x02\x01\x00", SAS],
        b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!",
    ],
)
@given(rest=st.binary(max_size=3000))
@settings(max_examples=20, deadline=None)
def test_random_bytes_after_the_first_ones_are_refused(magic, rest):
    with pytest.raises(CohortError) as caught:
        read_cells(magic + rest)
    assert caught.value.action


def test_a_workbook_called_csv_is_read_as_a_workbook(tmp_path, files):
    path = tmp_path / "renamed.csv"
    path.write_bytes(files["excel"])
    assert read_cells(path.read_bytes()).written.format == "excel"


def zipped(**entries):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in entries.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), text)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (zipped(table_csv="a,b\n1,2\n"), "no workbook"),
        (zipped(mimetype="x", content_xml="<a/>"), ".ods"),
        (zipped(xl__workbook_bin="x"), ".xlsb"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, ".xls"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "a password"),
        (b"PK\x03\x04 and no more", "damaged"),
    ],
)
def test_relatives_of_workbooks_are_refused_with_what_they_are(content, found):
    with pytest.raises(CohortError) as caught:
        read_cells(content)
    assert found in caught.value.found
    assert caught.value.action


def test_a_workbook_that_would_unpack_to_more_than_a_gigabyte_is_refused(monkeypatch):
    stream = io.BytesIO()
    block = b"0" * 10_000_000
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as entry:
            for _ in range(101):
                entry.write(block)
    with pytest.raises(CohortError, match="too large"):
        read_cells(stream.getvalue())


def test_nothing_is_written_to_disk(tmp_path, monkeypatch, files):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    for content in files.values():
        read_cells(content)
    assert list(tmp_path.iterdir()) == []


def test_openpyxl_is_the_witness_that_the_workbook_has_these_numbers(files):
    sheet = openpyxl.load_workbook(io.BytesIO(files["excel"])).active
    cells = read_cells(files["excel"])
    assert [float(t) for t in cells.columns["score"]] == [
        row[1] for row in sheet.iter_rows(min_row=2, values_only=True)
    ]
