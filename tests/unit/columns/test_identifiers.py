"""Columns that identify persons, by their name or by their cells. All cells are invented."""

import numpy as np
import pandas as pd
import pytest

from mtl_core.columns import IdentifierKind, column_facts, identifying

N = 60
FAMILY = ["Berg", "Cole", "Dahl", "Evans", "Falk", "Gray", "Hale", "Ivers", "Jonas", "Klein"]
GIVEN = ["Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gro"]


def found(cells, name="c"):
    column = pd.Series(cells, name=name)
    if column.dtype.kind in "iu":
        column = column.astype(float)
    return identifying(column_facts(column), column)


def full_names(pattern):
    return [pattern.format(FAMILY[i % 10], GIVEN[i % 7]) for i in range(N)]


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        (["none", "see a.b@c.org"], IdentifierKind.EMAIL),
        (["ok", "to DE89 3704 0044 0532 0130 00"], IdentifierKind.ACCOUNT),
        (["078-05-1120", "x"], IdentifierKind.NUMBER),
        (["9434765919", "943-476-5919", "943 476 5919"], IdentifierKind.NUMBER),
        ([f"+44 20 7946 0{i:03}" for i in range(N)], IdentifierKind.PHONE),
        ([f"(030) 901820-{i:02}" for i in range(N)], IdentifierKind.PHONE),
        (["stable", "call (212) 555-0123 first"], IdentifierKind.PHONE),
        ([f"{i} Old Mill Road" for i in range(N)], IdentifierKind.ADDRESS),
        ([f"Lindenstraße {i}, Bonn" for i in range(1, N)], IdentifierKind.ADDRESS),
        ([f"{i} rue Victor" for i in range(1, N)], IdentifierKind.ADDRESS),
        (full_names("{0}, {1}"), IdentifierKind.PERSON),
        (full_names("{1} {0}"), IdentifierKind.PERSON),
        (["better today", "seen by Dr. Falk at noon"], IdentifierKind.PERSON),
        (["Besuch von Frau Lund", "kein"], IdentifierKind.PERSON),
        ([f"{1920 + i}-03-{i % 28 + 1:02}" for i in range(N)], IdentifierKind.BIRTH),
        ([f"{i % 28 + 1}.3.{1920 + i}" for i in range(N)], IdentifierKind.BIRTH),
        ([f"{i * 37:06}" for i in range(N)], IdentifierKind.RECORD),
        ([f"KH-{i * 37:06}/A" for i in range(N)], IdentifierKind.RECORD),
        ([4_000_000 + 37 * i for i in range(N)], IdentifierKind.RECORD),
    ],
)
def test_cells_that_identify_a_person_are_recognised(cells, what):
    assert found(cells) is what


@pytest.mark.parametrize(
    "cells",
    [
        ["no", "yes", None] * 20,
        ["Metastatic, Colon", "Metastatic, Lung", "Primary, Colon"] * 20,
        ["Atrial Fibrillation", "Heart Failure"] * 30,
        [f"2019-{i % 12 + 1:02}-{i % 28 + 1:02}" for i in range(N)],
        [f"2019-03-{i % 28 + 1:02} 12:{i:02}" for i in range(N)],
        [f"{110 + i}/{70 + i % 9}" for i in range(N)],
        [f"{i / 7:.3f}" for i in range(N)],
        [f"1{i},5" for i in range(N)],
        [f"<{i}.25 H" for i in range(N)],
        [f"I{i:02}.1" for i in range(N)],
        [f"given {i} mg via tube 3 times, place {i}" for i in range(N)],
        ["pH @ 7.4", "CO2@rest"],
        [f"remark {i}" for i in range(N)],
        ["Mr", "Mrs", "Ms"] * 20,
    ],
)
def test_answers_measurements_and_remarks_identify_nobody(cells):
    assert found(cells) is None


@pytest.mark.parametrize(
    "numbers",
    [
        range(N),
        np.linspace(20, 90, N),
        1e5 + 100.0 * np.arange(N),
        4e6 + np.arange(N) / 3,
        [20190101 + i % 3 for i in range(N)],
        [np.nan] * N,
    ],
)
def test_amounts_identify_nobody(numbers):
    assert found(np.array(numbers, dtype=float)) is None


def test_a_name_is_enough():
    assert found([1.0, 2.0], name="phone") is IdentifierKind.NAMED


def test_very_long_cells_are_looked_at_quickly():
    cells = ["a" * 200_000 + "@", "a-" * 100_000, "1" * 200_000, "+1 " * 50_000, "Dr" * 100_000]
    assert found(cells) is None


def test_an_address_hidden_in_one_of_many_texts_is_found():
    cells = [f"remark {i}" for i in range(10_000)] + ["ask a@b.org"]
    assert found(cells) is IdentifierKind.EMAIL
