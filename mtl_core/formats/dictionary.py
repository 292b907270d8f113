"""Data dictionaries of REDCap: what each column of an export means."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mtl_core.errors import CohortError
from mtl_core.formats.detection import detect_delimiter, detect_encoding, refuse_other_formats
from mtl_core.formats.records import read_records
from mtl_core.formats.shape import line_numbers
from mtl_core.formats.source import has_own_reader, read_cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

YES_NO: Mapping[str, str] = {"1": "Yes", "0": "No"}
TRUE_FALSE: Mapping[str, str] = {"1": "True", "0": "False"}
CHECKED: Mapping[str, str] = {"0": "Unchecked", "1": "Checked"}
COMPLETE: Mapping[str, str] = {"0": "Incomplete", "1": "Unverified", "2": "Complete"}

_NAME = ("variable_field_name", "field_name")
_LABEL, _KIND = ("field_label",), ("field_type",)
_CHOICES = ("choices_calculations_or_slider_labels", "select_choices_or_calculations")
_VALIDATION = ("text_validation_type_or_show_slider_number",)
_NEEDED = (_NAME, _KIND, _LABEL)
_MARK = re.compile(r"</?(b|i|u|em|strong|span|sub|sup|font|a)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_NO_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class DictionaryField:
    """One field of a data dictionary.

    Attributes
    ----------
    kind
        The dictionary's own word: ``text``, ``radio``, ``checkbox``, ...
    choices
        Label by code; empty for fields without choices.
    validation
        The dictionary's own word, such as ``number`` or ``date_ymd``; otherwise empty.
    low, high
        Smallest and largest valid value as the dictionary spells them; otherwise empty.
    identifier
        Whether it is marked as identifying a person.
    """

    name: str
    label: str
    kind: str
    form: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    validation: str = ""
    low: str = ""
    high: str = ""
    identifier: bool = False


@dataclass(frozen=True, slots=True)
class DataDictionary:
    """All fields in the order of the dictionary."""

    fields: tuple[DictionaryField, ...]

    def column_fields(self) -> dict[str, DictionaryField]:
        """Return what each column of an export holds, by the column's name.

        A group of checkboxes has one column per choice; each form has one that says whether it is
        complete; descriptions have none.
        """
        columns: dict[str, DictionaryField] = {}
        for one in self.fields:
            if one.kind == "checkbox":
                columns |= dict(_checkboxes(one))
            elif one.kind != "descriptive":
                columns[one.name] = one
        for form in dict.fromkeys(one.form for one in self.fields if one.form):
            name = f"{form}_complete"
            label = f"Form '{form}': complete?"
            columns.setdefault(name, DictionaryField(name, label, "dropdown", form, COMPLETE))
        return columns


def read_dictionary(content: bytes) -> DataDictionary:
    """Read the data dictionary of a REDCap project, as it is downloaded or sent by the API.

    Raises
    ------
    CohortError
        When the bytes are no table, do not have the columns of a dictionary, or name a field
        twice.
    """
    header, rows = _table(content)
    names = [_NO_WORD.sub("_", name.lower()).strip("_") for name in header]
    if not all(set(spellings) & set(names) for spellings in _NEEDED):
        raise CohortError(
            "The file is not a data dictionary",
            expected="the data dictionary of a REDCap project, with the columns Variable / Field "
            "Name, Field Type and Field Label",
            found=f"{len(header)} columns, not all of these among them",
            action="download it from REDCap: Project Setup, Data Dictionary, Download",
        )
    fields = tuple(_field(dict(zip(names, row, strict=True))) for row in rows)
    fields = tuple(one for one in fields if one.name)
    twice = [name for name, n in Counter(one.name for one in fields).items() if n > 1]
    if twice or not fields:
        raise CohortError(
            "The data dictionary cannot be used",
            expected="one line for each field",
            found=f"more than one for: {', '.join(twice[:10])}" if twice else "no field",
            action="download it from REDCap again",
        )
    return DataDictionary(fields)


def _table(content: bytes) -> tuple[Sequence[str], list[Sequence[str]]]:
    """Return header and rows; a dictionary may have been saved as a workbook."""
    if has_own_reader(content):
        columns = read_cells(content).columns
        return list(columns), [list(map(str, row)) for row in zip(*columns.values(), strict=True)]
    refuse_other_formats(content)
    encoding = detect_encoding(content)
    records = read_records(content, encoding, detect_delimiter(content, encoding))
    _, header = next(records, (1, []))
    rows: list[Sequence[str]] = []
    ragged = []
    for line, record in records:
        rows.append(record)
        if len(record) != len(header):
            ragged.append(line)
    if ragged:
        raise CohortError(
            "The lines of the data dictionary differ in length",
            expected=f"{len(header)} cells in every line",
            found=f"another number in {len(ragged)} of {len(rows)} lines: line "
            f"{line_numbers(ragged)}",
            action="download it from REDCap again, and do not edit it as text",
        )
    return header, rows


def _field(row: Mapping[str, str]) -> DictionaryField:
    kind = _cell(row, _KIND).lower()
    return DictionaryField(
        name=_cell(row, _NAME),
        label=_plain(_cell(row, _LABEL)),
        kind=kind,
        form=_NO_WORD.sub("_", _cell(row, ("form_name",)).lower()).strip("_"),
        choices=_choices(kind, _cell(row, _CHOICES)),
        validation=_cell(row, _VALIDATION).lower(),
        low=_cell(row, ("text_validation_min",)),
        high=_cell(row, ("text_validation_max",)),
        identifier=_cell(row, ("identifier",)).lower() in {"y", "yes", "1", "true"},
    )


def _choices(kind: str, text: str) -> Mapping[str, str]:
    match kind:
        case "yesno":
            return YES_NO
        case "truefalse":
            return TRUE_FALSE
        case "radio" | "dropdown" | "checkbox":
            parts = [part.partition(",") for part in re.split(r"[|\n]", text) if part.strip()]
            return {c.strip(): _plain(label) or c.strip() for c, _, label in parts}
        case _:
            return {}


def _checkboxes(group: DictionaryField) -> Iterator[tuple[str, DictionaryField]]:
    for code, choice in group.choices.items():
        # Characters that a name cannot have, such as the sign of -1, become underscores.
        name = f"{group.name}___{re.sub('[^a-z0-9]', '_', code.lower())}"
        label = f"{group.label}: {choice}"
        yield name, replace(group, name=name, label=label, choices=CHECKED)


def _cell(row: Mapping[str, str], spellings: Sequence[str]) -> str:
    return next((row[name].strip() for name in spellings if name in row), "")


def _plain(text: str) -> str:
    """Drop the marks of formatted text."""
    return " ".join(html.unescape(_TAG.sub(" ", _MARK.sub("", text))).split())
