"""Any table, written in any way that is read, comes back equal or a person is told.

What its writer meant is known here: numbers, texts and blanks under names. Reading may refuse the
file. Where it does not, each difference must be visible, and only these count as visible:

* a row that is missing was counted under a finding about lines that were set aside;
* a number that was not understood stands there as the text that was written, and a finding names
  its column or the file's decimal mark;
* a number is another one only where marks separated thousands, and then the finding that asks about
  the decimal mark is there;
* a text is a number only where all its column spells numbers, with the digits that were written;
  that thousands were read needs a finding about this column or about the decimal mark;
* a text is missing only where it is one of the documented words, or with a finding when it spells
  a number that is too large;
* a file whose columns could be cut elsewhere says so.

Texts in Windows-1252 whose bytes happen to be letters in UTF-8 are left out: nothing in such a file
tells the two apart, and UTF-8 is documented to come first. So are points between thousands in a
file that is separated by commas, where a point is documented to be the decimal mark; and texts
that spell numbers beside numbers with thousands.
"""

import math

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mtl_core.data import read_bytes
from mtl_core.errors import CohortError
from mtl_core.schema import FindingCode

MARKS = (",", ";", "\t", "|")
WIDE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
MISSING = {"", "NA", "NaN", "nan", "null"}
ODD = (
    *("1,5", "1.5", "1.234", "1,234", "1,234.5", "1.234,5", "1,234,567", "007", "1E5", "1e-3"),
    *("NA", "NaN", "null", "None", "inf", "-Infinity", "1e400", "1e308", "<0.01", "5.2 H", "-9"),
    *("2021-03-04", "03/04/2021", "yes", "total", "=1+1", "1_000", "١٢", "", "+", "-", ".", ","),
    *("sep=;", "column 1", "a note", "12", "3"),
)
letters = st.text("abzXY ,;|\t\n\r\"'.-<>=#äöéÅ€0123456789", max_size=8)
wide_letters = st.text("abz ,;|\t\n\r\"'.äöéÅŁ東🙂\u2028\x85\xa0\ufeff", max_size=8)
numbers = st.one_of(
    st.integers(-10_000, 10_000).map(float),
    st.integers(-99_999, 99_999).map(lambda thousandths: thousandths / 1000),
    st.floats(-1e29, 1e29, allow_nan=False),
)


@st.composite
def written_tables(draw):
    """Return names, columns, and how they are written."""
    encoding = draw(st.sampled_from((*WIDE, "cp1252")))
    mark, decimal = draw(st.sampled_from(MARKS)), draw(st.sampled_from((".", ",")))
    thousands = (mark, decimal) != (",", ",") and draw(st.integers(0, 3)) == 0
    odd = [o for o in ODD if (encoding != "cp1252" or o.isascii())]
    texts = st.sampled_from(odd) | (letters if encoding == "cp1252" else letters | wide_letters)
    if thousands:
        texts = texts.map(lambda text: f"x{text}")
    n = draw(st.one_of(st.integers(1, 6), st.integers(20, 30)))
    column = st.one_of(
        st.lists(st.none() | numbers, min_size=n, max_size=n),
        st.lists(st.none() | texts, min_size=n, max_size=n),
        st.sampled_from(ODD[:11]).map(lambda text: [f"x{text}" if thousands else text] * n),
    )
    columns = draw(st.lists(column, min_size=2, max_size=4))
    names = [draw(st.just(f"name {i}") | texts) for i in range(len(columns))]
    if draw(st.integers(0, 9)) == 0:
        row = draw(st.integers(0, n))
        columns = [[*c[:row], name, *c[row:]] for name, c in zip(names, columns, strict=True)]
    dialect = {
        "encoding": encoding,
        "mark": mark,
        "decimal": decimal,
        "thousands": thousands,
        "quoting": draw(st.sampled_from(("needed", "texts", "all"))),
        "end": draw(st.sampled_from(("\n", "\r\n", "\r"))),
        "separator_line": draw(st.booleans()) and draw(st.booleans()),
    }
    return names, columns, dialect


def spelt(cell, dialect):
    if cell is None or isinstance(cell, str):
        return cell or ""
    if not dialect["thousands"] or abs(cell) >= 1e15:
        return repr(cell).replace(".", dialect["decimal"])
    plain = f"{cell:,.0f}" if cell.is_integer() else f"{cell:,}"
    return plain if dialect["decimal"] == "." else plain.translate({44: ".", 46: ","})


def written(names, columns, dialect):
    """Return the bytes of a table; quotation marks wherever a cell could be misunderstood."""
    mark, lines = dialect["mark"], []
    for row in [names, *zip(*columns, strict=True)]:
        cells = []
        for cell in row:
            text = spelt(cell, dialect)
            needed = any(sign in text for sign in (mark, '"', "\n", "\r"))
            wanted = dialect["quoting"] == "all" or (
                dialect["quoting"] == "texts" and isinstance(cell, str)
            )
            cells.append('"' + text.replace('"', '""') + '"' if needed or wanted else text)
        lines.append(mark.join(cells))
    if dialect["separator_line"]:
        lines.insert(0, f"sep={mark}")
    return (dialect["end"].join(lines) + dialect["end"]).encode(dialect["encoding"])


def is_other_text_in_utf_8(content, dialect):
    if dialect["encoding"] != "cp1252" or content.isascii():
        return False
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def number_of(text, decimal):
    """The number that a text spells with a decimal mark, or NaN; no other characters count."""
    plain = text.replace(decimal, ".")
    other = "," if decimal == "." else "."
    if other in text or not set(plain) <= set("0123456789+-eE."):
        return math.nan
    try:
        return float(plain)
    except ValueError:
        return math.nan


def without_thousands(text, decimal):
    other = "," if decimal == "." else "."
    return number_of(text.replace(other, ""), decimal)


def is_visible(meant, cell, dialect, told):
    """Whether a cell is what was meant, or its difference is told (see the top of this file)."""
    text = spelt(meant, dialect).strip()
    is_missing = cell is None or cell != cell  # noqa: PLR0124 - only NaN differs from itself
    if isinstance(meant, float):
        asked = dialect["thousands"] and FindingCode.DECIMAL_GUESSED in told
        return cell == meant or asked or (cell == text and bool(told))
    if text in MISSING and is_missing:
        return True
    if isinstance(cell, str):
        return cell == text
    readings = [number_of(text, "."), number_of(text, ",")]
    if is_missing:
        infinite = "inf" in text.casefold() or any(abs(number) > 1e30 for number in readings)
        return infinite and FindingCode.INFINITE_VALUES in told
    grouped = [without_thousands(text, "."), without_thousands(text, ",")]
    asked = {FindingCode.THOUSANDS_REMOVED, FindingCode.DECIMAL_GUESSED} & told
    return cell in readings or (cell in grouped and bool(asked))


def told_about(table, name):
    """Codes of the findings about a column, and of that about the decimal mark of the file."""
    guessed = FindingCode.DECIMAL_GUESSED
    return {f.code for f in table.findings if f.column == name or f.code == guessed}


@settings(max_examples=300)
@given(written_tables())
def test_a_table_comes_back_equal_or_is_refused_or_a_person_is_told(case):
    names, columns, dialect = case
    content = written(names, columns, dialect)
    assume(not is_other_text_in_utf_8(content, dialect))
    try:
        table = read_bytes(content, name="x.csv")
    except CohortError:
        return
    codes = {finding.code for finding in table.findings}
    if FindingCode.DELIMITER_GUESSED in codes:
        return
    plain = [" ".join(name.replace("\ufeff", "").split()) for name in names]
    for i, (meant, found) in enumerate(zip(plain, table.columns, strict=True)):
        unnamed = FindingCode.UNNAMED_COLUMN in told_about(table, found)
        assert found == meant or (not meant and found == f"column {i + 1}" and unnamed)
    assert {step.code for step in table.row_steps} <= codes
    assert table.n_rows + sum(step.n_rows for step in table.row_steps) == len(columns[0])
    rows = range(table.n_rows) if table.file_rows is None else table.file_rows
    for name, column in zip(table.columns, columns, strict=True):
        told = told_about(table, name)
        cells = table.frame[name].tolist()
        for row, cell in zip(rows, cells, strict=True):
            assert is_visible(column[row], cell, dialect, told)
