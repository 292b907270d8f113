"""Cohorts made for the tests: what a clinic's software exports, and what an attacker would send."""

from __future__ import annotations

import numpy as np

OUTSIDE = "http:" + "/" * 2 + "outside.example"  # in pieces: no file may name an address
HOSTILE_TASK = '<img src=x onerror="window.stolen=1">'
HOSTILE_NAMES = (
    HOSTILE_TASK,
    f"[press]({OUTSIDE}/press)",
    f"![seen]({OUTSIDE}/seen.png)",
    "**loud** <b>louder</b>",
    f"<a href='{OUTSIDE}/a'>a</a>",
    "$x^2$ :red[text] :material/home:",
)
LEVELS = ("<script>window.stolen=1</script>", f"[press]({OUTSIDE}/level)", "**x**")
CELL = "Quuxington"


def ward_csv(n_patients: int = 200) -> bytes:
    """Return visits as a German Excel writes them, some patients twice, a third label unknown.

    Columns: patient; age; sodium; sex; sepsis (yes/no, a fifth blank); death (0/1, a tenth blank);
    stay (days).
    """
    rng = np.random.default_rng(11)
    lines = ["patient;age;sodium;sex;sepsis;death;stay"]
    for patient in range(n_patients):
        frailty = rng.normal()
        sex = rng.choice(["female", "male"])
        for _ in range(2 if patient % 10 == 0 else 1):
            ill = frailty + rng.normal(scale=0.7)
            sepsis = "" if rng.random() < 0.2 else ("yes" if ill > 0.4 else "no")
            death = "" if rng.random() < 0.1 else str(int(ill + rng.normal() > 0.9))
            numbers = (60 + 12 * frailty, 138 - 3 * ill, 6 + 2 * ill + rng.normal())
            age, sodium, stay = (f"{number:.1f}".replace(".", ",") for number in numbers)
            lines.append(f"{CELL}{patient:04d};{age};{sodium};{sex};{sepsis};{death};{stay}")
    return "\n".join(lines).encode()


def hostile_csv(n_patients: int = 160) -> bytes:
    """Return a cohort whose column names and answers are HTML and Markdown."""
    rng = np.random.default_rng(5)
    quoted = ['"' + name.replace('"', '""') + '"' for name in HOSTILE_NAMES]
    lines = [",".join(quoted)]
    for _ in range(n_patients):
        ill = rng.normal()
        outcome = LEVELS[0] if ill > 0.2 else LEVELS[1]
        answers = [f'"{LEVELS[rng.integers(3)]}"' for _ in range(3)]
        lines.append(
            f'"{outcome}",{ill + rng.normal():.2f},{rng.normal():.2f},' + ",".join(answers)
        )
    return "\n".join(lines).encode()


def ragged_csv() -> bytes:
    """Return a file whose lines have different numbers of fields."""
    return b"age,sex\n" + f"61,{CELL}\n".encode() * 20 + b"44\n" + b"61,male,7,8\n" * 9


def binary_csv() -> bytes:
    """Return bytes that are no text, as of a spreadsheet that was renamed to .csv."""
    return b"PK\x03\x04" + np.random.default_rng(1).bytes(4000)
