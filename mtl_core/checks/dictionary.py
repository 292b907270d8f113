"""A data dictionary beside a table: its labels, ranges and marks as ordinary proposals."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from mtl_core.data import class_counts
from mtl_core.schema import Check, Example, Finding, FindingCode, Severity
from mtl_core.schema.repairs import Coding, LeaveOut, OneCoding
from mtl_core.words import counted, listed, read_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mtl_core.data import Table
    from mtl_core.formats import DataDictionary, DictionaryField
    from mtl_core.schema.repairs import Repair

_OWN_COLUMNS = re.compile(
    r"redcap_(event_name|repeat_instrument|repeat_instance|data_access_group|survey_identifier)"
    r"|.*_timestamp"
)
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([ T].*)?")
_SHOWN = 10
_EXAMPLES = 5


def dictionary_checks(table: Table, dictionary: DataDictionary) -> tuple[Check, ...]:
    """Compare a table with the data dictionary of the project that it was exported from.

    Codes of answers are proposed to become their labels, columns that are marked as identifiers to
    be left out; numbers and dates outside of their range, answers that are not listed, and fields
    or columns without a counterpart are told. A repair that was accepted is not proposed again.
    """
    fields = {n: f for n, f in dictionary.column_fields().items() if n in table.columns}
    checks = [*_counterparts(table, dictionary)]
    for name, field in fields.items():
        checks.extend(_identifier(name, field))
        if field.choices:
            checks.extend(_answers(table, name, field))
        else:
            checks.extend(_range(table, name, field))
    return tuple(checks)


def dictionary_labels(table: Table, dictionary: DataDictionary) -> Mapping[str, str]:
    """Return the dictionary's label of each column that it knows."""
    fields = dictionary.column_fields()
    return {n: fields[n].label for n in table.columns if n in fields and fields[n].label}


def _counterparts(table: Table, dictionary: DataDictionary) -> list[Check]:
    fields = dictionary.column_fields()
    no_column = [name for name in fields if name not in table.columns]
    no_field = [
        name
        for name in table.columns
        if name not in fields and _OWN_COLUMNS.fullmatch(name) is None
    ]
    parts = []
    if no_column:
        names = listed(no_column, _SHOWN, ", ")
        parts.append(f"{counted(len(no_column), 'field')} without a column ({names})")
    if no_field:
        names = listed(no_field, _SHOWN, ", ")
        parts.append(f"{counted(len(no_field), 'column')} without a field ({names})")
    if not parts:
        return []
    message = f"The data dictionary and the table do not fit: {'; '.join(parts)}."
    proposal = "Check that both were exported together, with raw names as the header."
    return [_check(FindingCode.DICTIONARY_MISMATCH, None, message, proposal)]


def _identifier(name: str, field: DictionaryField) -> list[Check]:
    if not field.identifier:
        return []
    message = f"The data dictionary marks '{name}' as something that identifies a person."
    proposal = "Leave it out, and delete it from the file if nobody needs it."
    code = FindingCode.POSSIBLE_IDENTIFIER
    return [_check(code, name, message, proposal, LeaveOut(name))]


def _answers(table: Table, name: str, field: DictionaryField) -> list[Check]:
    """Propose labels for codes, and count the answers that the dictionary does not list."""
    counts = class_counts(table, name)
    labels = {_plain(label) for label in field.choices.values()}
    code_of = {text: _code(text, field.choices) for text in counts}
    unlisted = [t for t, code in code_of.items() if code is None and _plain(t) not in labels]
    checks = []
    after = {t: field.choices[code] for t, code in code_of.items() if code is not None}
    changed = {t: label for t, label in after.items() if label != t}
    # Where a code is also the label of another one, nobody can tell codes from labels.
    clear = not any(
        _code(label, field.choices) not in {None, code} for code, label in field.choices.items()
    )
    if changed and clear and field.kind != "checkbox":
        examples = sorted(changed, key=lambda text: -counts[text])[:_EXAMPLES]
        n_codes = counted(len(changed), "code")
        message = f"'{name}' holds {n_codes} for which the data dictionary has labels."
        checks.append(
            _check(
                FindingCode.VALUE_LABELS,
                name,
                message,
                "Write the labels instead of the codes.",
                OneCoding(name, _codings(field.choices)),
                [Example(t, changed[t], counts[t]) for t in examples],
            )
        )
    if unlisted:
        n_cells = counted(sum(counts[text] for text in unlisted), "cell")
        message = f"In {n_cells} of '{name}' is an answer that the data dictionary does not list."
        proposal = "Correct these cells in the source, or ask whether the dictionary is current."
        checks.append(_check(FindingCode.DICTIONARY_MISMATCH, name, message, proposal))
    return checks


def _code(text: str, choices: Mapping[str, str]) -> str | None:
    """Return the code that a cell holds; 1 and 1.0 and 01 are the same code."""
    if text in choices:
        return text
    number = read_number(text)
    if number is None:
        return None
    return next((code for code in choices if read_number(code) == number), None)


def _codings(choices: Mapping[str, str]) -> tuple[Coding, ...]:
    codes = defaultdict(list)
    for code, label in choices.items():
        codes[label].append(code)
    return tuple(Coding(label, tuple(spellings)) for label, spellings in codes.items())


def _range(table: Table, name: str, field: DictionaryField) -> list[Check]:
    dates = field.validation.startswith("date")
    # A bound such as *today* or another field is none here.
    low, high = (
        bound if (_is_iso_date(bound) if dates else read_number(bound) is not None) else ""
        for bound in (field.low, field.high)
    )
    n_outside = _n_dates(table, name, low, high) if dates else _n_numbers(table, name, low, high)
    if not n_outside:
        return []
    bounds = [f"below {low}"] * bool(low) + [f"above {high}"] * bool(high)
    lie = "lies" if n_outside == 1 else "lie"
    message = (
        f"{counted(n_outside, 'cell')} of '{name}' {lie} outside the range of the data "
        f"dictionary ({' or '.join(bounds)})."
    )
    proposal = "Correct these cells in the source, or keep them if they are right."
    return [_check(FindingCode.OUT_OF_RANGE, name, message, proposal)]


def _n_numbers(table: Table, name: str, low: str, high: str) -> int:
    if not table.is_numeric(name):
        return 0
    known = table.column(name).dropna()
    least, most = read_number(low), read_number(high)
    below = known < (-math.inf if least is None else least)
    return int((below | (known > (math.inf if most is None else most))).sum())


def _n_dates(table: Table, name: str, low: str, high: str) -> int:
    """Count dates outside, if all are written YYYY-MM-DD."""
    known = [str(text) for text in table.column(name).dropna()]
    if table.is_numeric(name) or not all(map(_is_iso_date, known)):
        return 0
    days = [text[:10] for text in known]
    least, most = low[:10], high[:10] or "9999-12-31"
    return sum(not least <= day <= most for day in days)


def _is_iso_date(text: str) -> bool:
    return _ISO_DATE.fullmatch(text) is not None


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _check(
    code: FindingCode,
    column: str | None,
    message: str,
    proposal: str,
    repair: Repair | None = None,
    examples: Sequence[Example] = (),
) -> Check:
    finding = Finding(code, Severity.WARNING, column, message, proposal)
    return Check(finding, repair, tuple(examples))
