r"""Cohorts: from the bytes of a CSV file to columns with roles, labels and splits.

Reading goes in steps that can be looked at one by one: how the file was written (encoding,
delimiter), whether its shape is sound, what each column holds. Whatever is not surely a number
stays text, a blank is unknown, and everything that was noticed is a finding. A file that is no
table is refused with line numbers; no message carries the value of a cell.

Declaring turns names into a schema: tasks with their classes, features with their kinds,
identifiers kept apart. A task without enough labels is refused with a sentence, and the others go
on. The built-in cohorts come with a ready schema and a data card. Who teaches and who is
tested is in :mod:`mtl_core.data.splits`.

Examples
--------
>>> table = read_bytes(b"pid;age;died\n1;61,5;yes\n2;44,0;no\n", name="two.csv")
>>> table.delimiter, table.decimal, table.n_rows
(';', ',', 2)
>>> declare_task(table, "died").classes
('no', 'yes')
"""

from mtl_core.data.cohorts import BuiltinCohort, builtin, builtin_cohorts
from mtl_core.data.declaring import DeclaredTasks, declare_task, declare_tasks, task_request
from mtl_core.data.encoders import CategoricalEncoder, ColumnEncoder, NumericEncoder
from mtl_core.data.label_draws import draw_labels
from mtl_core.data.labels import class_counts, labels_of, refusal
from mtl_core.data.patients import ResamplingUnits, patient_codes, resampling_units
from mtl_core.data.preprocessing import (
    Preprocessor,
    encode_column,
    encoded_width,
    fit_preprocessor,
    text_cells,
)
from mtl_core.data.profiling import column_profiles
from mtl_core.data.reading import read_bytes, read_table
from mtl_core.data.roles import check_schema, declare_schema
from mtl_core.data.table import Table

__all__ = [
    "BuiltinCohort",
    "CategoricalEncoder",
    "ColumnEncoder",
    "DeclaredTasks",
    "NumericEncoder",
    "Preprocessor",
    "ResamplingUnits",
    "Table",
    "builtin",
    "builtin_cohorts",
    "check_schema",
    "class_counts",
    "column_profiles",
    "declare_schema",
    "declare_task",
    "declare_tasks",
    "draw_labels",
    "encode_column",
    "encoded_width",
    "fit_preprocessor",
    "labels_of",
    "patient_codes",
    "read_bytes",
    "read_table",
    "refusal",
    "resampling_units",
    "task_request",
    "text_cells",
]
