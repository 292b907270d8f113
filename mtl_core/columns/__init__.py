r"""Columns: one column of text, from its cells to numbers or categories.

Each oddity that clinical exports have lives in one file with its check and its repair: codes that
mean *missing*, marks around numbers, mixed units, dates in two orders, answers in many spellings.
A check only proposes; a repair is applied when a person has accepted it.

All of it works on the distinct texts of a column, so the cost depends on how many different cells
there are, not on the number of rows. Whatever is not surely a number stays text.

Examples
--------
>>> import numpy as np
>>> from mtl_core.schema.repairs import MissingCodes
>>> age = raw_column("age", np.array(["61", "-9", "44"], dtype=object))
>>> read_column(age, ".", [MissingCodes("age", ("-9",))]).arrays["age"]
array([61., nan, 44.])
"""

from mtl_core.columns.coded import coded_column
from mtl_core.columns.decimals import DecimalMark, detect_decimal
from mtl_core.columns.identifiers import IdentifierKind, identifying
from mtl_core.columns.intervals import days_since, with_intervals
from mtl_core.columns.kinds import MOST_LEVELS, ColumnFacts, column_facts
from mtl_core.columns.names import (
    name_words,
    names_id,
    names_outcome,
    names_patient_id,
    names_person,
    names_site,
)
from mtl_core.columns.ordered_marks import order_of_words
from mtl_core.columns.raw import RawColumn, raw_column
from mtl_core.columns.reading import ReadColumn, read_column
from mtl_core.columns.repairing import REPAIR_RULES
from mtl_core.columns.units import Conversion, conversions_for, known_conversion
from mtl_core.schema.repairs import BESIDE

__all__ = [
    "BESIDE",
    "MOST_LEVELS",
    "REPAIR_RULES",
    "ColumnFacts",
    "Conversion",
    "DecimalMark",
    "IdentifierKind",
    "RawColumn",
    "ReadColumn",
    "coded_column",
    "column_facts",
    "conversions_for",
    "days_since",
    "detect_decimal",
    "identifying",
    "known_conversion",
    "name_words",
    "names_id",
    "names_outcome",
    "names_patient_id",
    "names_person",
    "names_site",
    "order_of_words",
    "raw_column",
    "read_column",
    "with_intervals",
]
