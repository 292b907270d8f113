"""Cases about lines that are no patients, and about names of columns."""

from tests.corpus.case import column, lines, patients, read, refused, text

LINES = lines(patients())
SOUND = text(patients())
UNNAMED = ("unnamed-column", "column 1")


def cases():
    """Return the cases, each named after what is odd about it."""
    yield from separators_at_the_end()
    yield from irregular_lines()
    yield from lines_below()
    yield from repetitions()
    yield from names()


def joined(*parts):
    return "\n".join(parts) + "\n"


def separators_at_the_end():
    rows_only = joined(LINES[0], *(line + "," for line in LINES[1:]))
    yield refused("trailing-comma-in-rows", rows_only, "columns of the header", "line 2, 3, 4")
    header_only = joined(LINES[0] + ",", *LINES[1:])
    yield refused("trailing-comma-in-header", header_only, "columns of the header", "line 2, 3")
    everywhere = joined(*(line + "," for line in LINES))
    empty = ("unnamed-column", "column 6")
    yield read("trailing-comma-everywhere", everywhere, empty, values={"column 6": [None]})


def irregular_lines():
    one = joined(*LINES[:7], LINES[7] + ",extra", *LINES[8:])
    yield read("one-longer-line", one, "ragged-rows", n_rows=39)
    short = joined(*LINES[:7], LINES[7].rsplit(",", 1)[0], *LINES[8:])
    yield read("one-shorter-line", short, "ragged-rows", n_rows=39)
    three = joined(*LINES[:7], *(line + ",extra" for line in LINES[7:10]), *LINES[10:])
    yield refused("three-longer-lines-of-forty", three, "columns of the header", "line 8, 9, 10")
    small = joined(*LINES[:7], LINES[7] + ",extra", *LINES[8:12])
    yield refused("one-longer-line-of-eleven", small, "columns of the header", "line 8")
    cut = SOUND[:-12]
    yield read("cut-off-in-the-last-line", cut, "ragged-rows", n_rows=39)
    empty = joined(*LINES[:9], ",,,,", *LINES[9:], ",,,,", ",,,,")
    yield read("empty-rows", empty, "empty-rows", n_rows=43)


def lines_below():
    notes = joined(*LINES, "", "Source: registry of the ward", "sodium in mmol/l, age in years")
    yield read("notes-below", notes, "notes-below", n_rows=40)
    padded = joined(*LINES, "* exported on demand,,,,", ",,,,")
    yield read("note-padded-with-separators", padded, "notes-below", "empty-rows", n_rows=41)
    years = [float(line.split(",")[1]) for line in LINES[1:]]
    sodium = [int(line.split(",")[2]) for line in LINES[1:]]
    total = joined(*LINES, f"Total,{sum(years):.1f},{sum(sodium)},,")
    yield read("total-below", total, "total-rows", n_rows=41)
    mean = joined(*LINES, f",{sum(years) / 40:.2f},{sum(sodium) / 40},,")
    yield read("averages-below-without-a-word", mean, "total-rows", n_rows=41)
    count = joined(*LINES, "n,40,40,40,40")
    yield read("count-below", count, "total-rows", n_rows=41)


def repetitions():
    twice = joined(*LINES[:20], LINES[0], *LINES[20:])
    yield read("repeated-header", twice, ("repeated-header", None), n_rows=40)
    spaced = joined(*LINES[:20], LINES[0].replace(",", " , "), *LINES[20:])
    yield read("repeated-header-with-spaces", spaced, ("repeated-header", None), n_rows=40)
    plain = patients()
    plain.pop("pid")
    rows = lines(plain)
    yield read("repeated-rows", joined(*rows, rows[5], rows[9]), "repeated-rows", n_rows=42)
    few = text({"sex": column("f", "m"), "smoker": column("yes", "no", "no")})
    yield read("patients-who-are-alike-by-chance", few, n_rows=40)


def names():
    numbered = joined("," + LINES[0], *(f"{i},{line}" for i, line in enumerate(LINES[1:])))
    yield read("row-numbers-without-a-name", numbered, UNNAMED, values={"column 1": [0, 1, 2]})
    filtered = joined('"",' + LINES[0], *(f'"{3 * i}",{line}' for i, line in enumerate(LINES[1:])))
    yield read("row-names-of-a-filtered-table", filtered, UNNAMED, values={"age": [30.0]})
    shifted = joined(LINES[0], *(f"{i},{line}" for i, line in enumerate(LINES[1:])))
    yield refused(
        "row-names-without-a-place-above", shifted, "columns of the header", "row numbers"
    )
    unnamed = joined(LINES[0].replace("sodium", ""), *LINES[1:])
    yield refused("column-without-a-name", unnamed, "no name", "position 3")
    same = joined(LINES[0].replace("sodium", "age"), *LINES[1:])
    yield refused("two-columns-of-one-name", same, "same name", "age")
    blanks = joined(LINES[0].replace("sodium", " age "), *LINES[1:])
    yield refused("names-that-differ-in-blanks", blanks, "same name", "age")
    yield refused("header-missing", joined(*LINES[1:]), "does not name the columns")
    numbers = "".join(f"{i},{i % 7},{i * 3 % 11}\n" for i in range(30))
    yield refused("header-missing-numbers", numbers, "does not name the columns", "3 of 3 cells")
    broken = SOUND.replace("sodium", '"sodium\n(mmol/l)"', 1)
    yield read("line-break-in-a-name", broken, values={"sodium (mmol/l)": [128, 139]})
