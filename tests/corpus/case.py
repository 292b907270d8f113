"""What a case of the corpus is, and the sound table that most cases damage in one way."""

from dataclasses import dataclass, field

N = 40


@dataclass(frozen=True)
class Case:
    """One small file and what must come of it.

    Attributes
    ----------
    findings
        All warnings as (code, column), and those notices that the case is about.
    values
        The first cells of columns of interest; ``None`` is missing.
    refused
        Words of the refusal's problem; empty for a file that is read.
    phrase
        Words of the rest of the refusal.
    n_rows
        Rows of the table, where it matters.
    """

    name: str
    content: bytes
    findings: tuple = ()
    values: dict = field(default_factory=dict)
    refused: str = ""
    phrase: str = ""
    n_rows: int | None = None


def refused(name, content, problem, phrase=""):
    """Return a case that must be refused."""
    return Case(name, in_bytes(content), refused=problem, phrase=phrase)


def read(name, content, *findings, values=None, n_rows=None):
    """Return a case that must be read; a finding is a code, or a code and a column."""
    pairs = tuple((f, None) if isinstance(f, str) else f for f in findings)
    return Case(name, in_bytes(content), pairs, values or {}, n_rows=n_rows)


def in_bytes(content, encoding="utf-8"):
    """Return bytes as they are, and text in an encoding."""
    return content if isinstance(content, bytes) else content.encode(encoding)


def patients(n=N, **others):
    """Return the columns of a table in which nothing is odd, with some replaced or added."""
    columns = {
        "pid": [f"P{i:03}" for i in range(n)],
        "age": [f"{30 + (i * 7) % 50}.{i % 10}" for i in range(n)],
        "sodium": [str(128 + (i * 11) % 20) for i in range(n)],
        "sex": ["f" if i % 3 else "m" for i in range(n)],
        "stroke": ["yes" if i % 4 == 1 else "no" for i in range(n)],
    }
    return {**columns, **others}


def lines(columns, mark=",", decimal="."):
    """Return the lines of a table, header first; cells with a mark are quoted."""
    rows = [list(columns), *zip(*columns.values(), strict=True)]
    spelt = [[_decimal(cell, decimal) for cell in row] for row in rows]
    return [mark.join(_quoted(cell, mark) for cell in row) for row in spelt]


def text(columns, mark=",", decimal=".", end="\n"):
    """Return a table as text."""
    return end.join(lines(columns, mark, decimal)) + end


def column(*cells, n=N):
    """Repeat cells until a column is full."""
    return [cells[i % len(cells)] for i in range(n)]


def but(cells, replaced):
    """Return a column in which the cells of some rows are others."""
    return [replaced.get(i, cell) for i, cell in enumerate(cells)]


def _decimal(cell, decimal):
    plain = cell.replace(".", "", 1).lstrip("-").isdigit()
    return cell.replace(".", decimal) if plain else cell


def _quoted(cell, mark):
    return '"' + cell.replace('"', '""') + '"' if mark in cell or '"' in cell else cell
