"""Cases about who a patient is, and about tables that were no text."""

import gzip
import io
import zipfile

from tests.corpus.case import but, lines, patients, read, refused, text


def cases():
    """Return the cases, each named after what is odd about it."""
    yield from identifiers()
    yield from repeated_patients()
    yield from other_formats()


def identifiers():
    mails = [f"person{i}@example.org" for i in range(40)]
    mail = ("possible-identifier", "email")
    yield read("e-mail-addresses", text(patients(email=mails)), mail)
    hidden = ("possible-identifier", "contact")
    yield read("e-mail-addresses-under-another-name", text(patients(contact=mails)), hidden)
    phones = [f"+49 30 {5550000 + 137 * i}" for i in range(40)]
    yield read("phone-numbers-under-another-name", text(patients(contact=phones)), hidden)
    surnames = ["Meier", "Huber", "Schmidt", "Wagner", "Becker", "Koch", "Wolf", "Braun"]
    names = [f"{surnames[i % 8]}, {first}" for i, first in enumerate(["Anna", "Karl"] * 20)]
    yield read("names-of-persons", text(patients(patient_name=names)), identifying("patient_name"))
    streets = [f"{surnames[i % 8]} Street {i + 1}" for i in range(40)]
    yield read("addresses", text(patients(address=streets)), identifying("address"))
    born = [f"19{40 + i}-03-{1 + i % 28:02}" for i in range(40)]
    yield read("dates-of-birth", text(patients(dob=born)), ("possible-identifier", "dob"))
    old = but(patients()["age"], {3: "91", 8: "95"})
    yield read("ages-above-89", text(patients(age=old)), ("high-age", "age"))


def identifying(name):
    return ("possible-identifier", name)


def repeated_patients():
    rows = lines(patients())
    twice = rows[5].replace(",no", ",yes") if rows[5].endswith("no") else rows[5][:-3] + "no"
    conflict = "\n".join([*rows, twice]) + "\n"
    yield read("one-patient-twice", conflict, ("duplicate-patient-rows", "pid"), n_rows=41)
    copied = "\n".join([*rows, rows[5].replace("P004", "P777")]) + "\n"
    yield read("one-row-under-two-ids", copied, ("same-row-other-patient", "pid"), n_rows=41)


def other_formats():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("cohort.csv", text(patients()))
    yield refused("zip-renamed", archive.getvalue(), "not a", "zip")
    yield refused(
        "gzip-renamed", gzip.compress(text(patients()).encode(), mtime=0), "not a", "gzip"
    )
    yield read("workbook-renamed", workbook(), values={"age": [30.0, 37.1], "pid": ["P000"]})
    yield refused("old-workbook-renamed", b"\xd0\xcf\x11\xe0" + bytes(600), "not a", "Excel")


def workbook():
    from openpyxl import Workbook

    book, stream = Workbook(), io.BytesIO()
    for i, row in enumerate(zip(*([k, *v] for k, v in patients().items()), strict=True)):
        numbers = row if i == 0 else (row[0], float(row[1]), int(row[2]), *row[3:])
        book.active.append(list(numbers))
    book.save(stream)
    return stream.getvalue()
