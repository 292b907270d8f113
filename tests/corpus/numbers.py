"""Cases about what is a number, what is none, and what is missing."""

from tests.corpus.case import but, column, patients, read, text

WHOLE = [str(900 + (i * 37) % 90) for i in range(40)]
TENTHS = [f"{4 + (i * 7) % 9}.{i % 10}" for i in range(40)]


def with_column(name, cells, mark=",", decimal="."):
    return text(patients(**{name: list(cells)}), mark, decimal)


def cases():
    """Return the cases, each named after what is odd about it."""
    yield from decimal_marks()
    yield from codes()
    yield from missing()
    yield from marked()
    yield from too_large()


def decimal_marks():
    commas = text(patients(), ",", ",")
    age = {"age": [30.0, 37.1, 44.2]}
    yield read("decimal-comma-in-quotes", commas, "decimal-guessed", values=age)
    grouped = [f"{1 + i % 9},{(i * 37) % 900 + 100}" for i in range(40)]
    yield read(
        "thousands-or-decimals", with_column("cost_day", grouped),
        ("thousands-ambiguous", "cost_day"), values={"cost_day": grouped[:2]},
    )  # fmt: skip
    points = [cell.replace(",", ".") for cell in grouped]
    only = {"pid": patients()["pid"], "platelets": points, "sex": patients()["sex"]}
    yield read("point-as-thousands", text(only, ";"), "decimal-guessed")
    both = [f"{cell}.{i % 10}" for i, cell in enumerate(grouped)]
    yield read(
        "thousands-beyond-doubt", with_column("platelets", both),
        ("thousands-removed", "platelets"),
        values={"platelets": [float(cell.replace(",", "")) for cell in both[:3]]},
    )  # fmt: skip
    mixed = but(TENTHS, {3: "5,5", 8: "6,1"})
    yield read(
        "decimal-point-beside-comma", with_column("crp", mixed, ";"),
        ("mixed-decimal", "crp"), values={"crp": mixed[:4]},
    )  # fmt: skip


def codes():
    numbers = column("0012", "0013", "0107", "0400")
    yield read(
        "leading-zeros", with_column("ward_code", numbers),
        ("codes-kept-as-text", "ward_code"), values={"ward_code": numbers[:2]},
    )  # fmt: skip
    records = [f"00{4123 + 17 * i}" for i in range(40)]
    kept = ("codes-kept-as-text", "record_no")
    yield read(
        "record-numbers-with-zeros", with_column("record_no", records), kept,
        values={"record_no": records[:2]},
    )  # fmt: skip
    plates = column("1E5", "2E5", "3E7", "4E1")
    yield read(
        "codes-like-1E5", with_column("plate", plates),
        ("codes-kept-as-text", "plate"), values={"plate": ["1E5", "2E5"]},
    )  # fmt: skip
    powers = [f"{cell}e-3" for cell in TENTHS]
    yield read("powers-of-ten", with_column("gene", powers), values={"gene": [0.004, 0.0111]})
    formulas = column("=1+1", "+A1", "-x", "@sum")
    yield read("cells-like-formulas", with_column("note", formulas), values={"note": formulas[:4]})
    names = but(column("a1", "b2"), {5: " a1", 9: "b2 "})
    yield read(
        "spaces-around-answers", with_column("arm", names),
        ("spaces-trimmed", "arm"), values={"arm": ["a1", "b2", "a1", "b2", "a1", "a1"]},
    )  # fmt: skip


def missing():
    none = but(column("angina", "asthma"), {4: "None", 7: "None", 9: "None"})
    yield read(
        "none-as-an-answer", with_column("history", none),
        ("missing-code-suspect", "history"), values={"history": none[:5]},
    )  # fmt: skip
    unknown = but(column("a", "b", "0"), {4: "UNK", 17: "unknown", 23: "?"})
    yield read(
        "unknown-as-a-word", with_column("blood_group", unknown),
        ("missing-code-suspect", "blood_group"), values={"blood_group": unknown[:5]},
    )  # fmt: skip
    na = but(TENTHS, {1: "NA", 3: "NaN", 4: "null", 5: ""})
    yield read(
        "na-among-numbers", with_column("crp", na), values={"crp": [4.0, None, 9.2, None, None]}
    )
    for name, code in {"minus-nine": "-9", "many-nines": "9999", "few-nines": "99"}.items():
        whole = [str(1 + (i * 7) % 30) for i in range(40)] if code == "99" else WHOLE
        cells = but(whole, dict.fromkeys((2, 11, 17, 30), code))
        first = {"rate": [float(whole[0]), float(whole[1]), float(code)]}
        sentinel = ("sentinel-suspect", "rate")
        yield read(f"sentinel-{name}", with_column("rate", cells), sentinel, values=first)
    blank = but([""] * 40, dict.fromkeys(range(0, 40, 3), "4.5") | {3: "7.1", 6: "2.2"})
    yield read("mostly-blank", with_column("troponin", blank), ("mostly-missing", "troponin"))
    same = with_column("country", ["x"] * 40)
    yield read("constant-column", same, ("constant-column", "country"))
    empty = with_column("weight", [""] * 40)
    yield read(
        "column-without-any-value", empty, ("constant-column", "weight"), values={"weight": [None]}
    )


def marked():
    below = but(TENTHS, {3: "<0.01", 8: ">100", 12: "5.2 H", 20: "<0.01"})
    yield read(
        "marks-around-numbers", with_column("crp", below),
        ("qualified-numbers", "crp"), values={"crp": below[:4]},
    )  # fmt: skip
    plus = column("-", "+", "++", "+++", "-", "-")
    yield read(
        "marks-in-an-order", with_column("protein", plus),
        ("ordered-marks", "protein"), values={"protein": plus[:3]},
    )  # fmt: skip
    remarks = but(TENTHS, {3: "haemolysed", 8: "see letter"})
    yield read(
        "remarks-among-numbers", with_column("potassium", remarks),
        ("numbers-with-text", "potassium"), values={"potassium": remarks[:4]},
    )  # fmt: skip


def too_large():
    large = but(TENTHS, {3: "1e308", 8: "Infinity", 9: "-inf", 10: "1e400"})
    yield read(
        "infinity-and-1e308", with_column("ratio", large),
        ("infinite-values", "ratio"), values={"ratio": [4.0, 11.1, 9.2, None]},
    )  # fmt: skip
