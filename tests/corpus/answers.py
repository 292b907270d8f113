"""Cases about answers, dates and units."""

from tests.corpus.case import but, column, patients, read, text


def with_columns(**columns):
    return text(patients(**columns))


def cases():
    """Return the cases, each named after what is odd about it."""
    yield from spellings()
    yield from names_as_numbers()
    yield from dates()
    yield from units()


def spellings():
    many = column("yes", "Yes", "no", "Y", "no", "No", "no", "N")
    yield read(
        "one-answer-in-many-spellings", with_columns(diabetes=many),
        ("many-spellings", "diabetes"), values={"diabetes": many[:4]},
    )  # fmt: skip
    unclear = but(column("yes", "no", "no"), {4: "equivocal", 13: "pending", 22: "equivocal"})
    yield read(
        "answers-that-are-unclear", with_columns(culture=unclear),
        ("unclear-answers", "culture"), values={"culture": unclear[:5]},
    )  # fmt: skip
    free = [f"remark {i} about patient" for i in range(40)]
    yield read("free-text", with_columns(remark=free), ("many-levels", "remark"))


def names_as_numbers():
    yield read(
        "sex-as-1-and-2", with_columns(sex=column("1", "2", "2")), ("numbers-as-names", "sex")
    )
    sites = [str(1 + (i * 5) % 12) for i in range(40)]
    yield read("site-as-numbers", with_columns(site=sites), ("numbers-as-names", "site"))


def dates():
    either = [f"{1 + i % 12:02}/{1 + (i * 5) % 12:02}/2021" for i in range(40)]
    yield read("dates-in-either-order", with_columns(seen_on=either), ("date-order", "seen_on"))
    mixed = but(either, {3: "25/12/2021", 9: "12/28/2021"})
    yield read("dates-in-both-orders", with_columns(seen_on=mixed), ("date-order", "seen_on"))
    plain = [f"2021-{1 + i % 12:02}-{1 + i % 28:02}" for i in range(40)]
    yield read("dates-beyond-doubt", with_columns(seen_on=plain), values={"seen_on": plain[:2]})
    later = [f"2021-{1 + i % 12:02}-{2 + i % 26:02}" for i in range(40)]
    early = [f"2021-{1 + i % 12:02}-{1 + i % 26:02}" for i in range(40)]
    yield read(
        "dates-after-the-first-date", with_columns(admitted=early, result_on=later),
        ("date-afterwards", "result_on"), values={"result_on": later[:2]},
    )  # fmt: skip
    holder = but(plain, dict.fromkeys((1, 5, 9, 13, 17, 21), "1900-01-01"))
    yield read(
        "date-that-means-missing", with_columns(seen_on=holder), ("date-placeholder", "seen_on")
    )


def units():
    glucose = [f"{85 + (i * 13) % 60}.{i % 10}" for i in range(40)]
    yield two_units("glucose", glucose, lambda x: x / 18.016, 2)
    creatinine = [f"{(60 + (i * 13) % 60) / 100:.2f}" for i in range(40)]
    yield two_units("creatinine", creatinine, lambda x: x * 88.42, 1)
    celsius = [f"{36 + (i * 7) % 3}.{i % 10}" for i in range(40)]
    yield two_units("temperature", celsius, lambda x: x * 1.8 + 32, 1)
    share = [f"{(70 + (i * 5) % 27) / 100:.2f}" for i in range(40)]
    yield two_units("oxygen_saturation", share, lambda x: x * 100, 0)


def two_units(name, cells, convert, digits):
    """Return a case in which every fourth cell is in another unit."""
    other = {i: f"{convert(float(cells[i])):.{digits}f}" for i in range(1, 40, 4)}
    return read(
        f"{name.replace('_', '-')}-in-two-units", with_columns(**{name: but(cells, other)}),
        ("mixed-units", name),
    )  # fmt: skip
