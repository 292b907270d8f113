"""The decisions in words, for the methods section of a paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtl_core.columns import REPAIR_RULES
from mtl_core.schema import Answer, ColumnRole, FindingCode, TaskKind
from mtl_core.schema.repairs import LeaveOut
from mtl_core.words import counted, listed, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mtl_core.schema import Decisions, Task
    from mtl_core.schema.repairs import Repair

_FORMATS = {
    "csv": "delimited text",
    "excel": "an Excel workbook",
    "parquet": "a Parquet file",
    "spss": "an SPSS file",
    "stata": "a Stata file",
    "sas": "a SAS file",
}
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_ROWS: dict[str, str] = {
    FindingCode.EMPTY_ROWS: "without any value",
    FindingCode.RAGGED_ROWS: "with more or fewer cells than the header",
    FindingCode.REPEATED_HEADER: "that repeated the header",
    FindingCode.NOTES_BELOW: "with notes below the table",
    FindingCode.TOTAL_ROWS: "with totals",
    FindingCode.REPEATED_ROWS: "that repeated an earlier row",
}
_LEFT_OUT: dict[str, str] = {
    FindingCode.POSSIBLE_IDENTIFIER: "because of a possible identifier",
    FindingCode.CONSTANT_COLUMN: "for want of two different values",
    FindingCode.MOSTLY_MISSING: "because of too many gaps",
    FindingCode.MANY_LEVELS: "because of too many different answers",
    FindingCode.KNOWN_AFTERWARDS: "because that may be known only afterwards",
    FindingCode.PREDICTS_ALONE: "for predicting an outcome alone almost perfectly",
    FindingCode.MISSINGNESS_PREDICTS: "for predicting an outcome by its blanks",
    FindingCode.LABEL_FROM_LABEL: "for saying the same as an outcome in other words",
    FindingCode.DATE_AFTERWARDS: "because of dates after the time of prediction",
}


def methods_paragraph(decisions: Decisions) -> str:
    """Write the decisions as one paragraph of plain English.

    It names columns, counts, codes for *missing*, factors and the classes of outcomes; no other
    cell. The same decisions give the same words.
    """
    return " ".join(
        [
            *_reading(decisions),
            *repair_sentences(decisions.repairs),
            *_tasks(decisions.tasks),
            *_roles(decisions),
            *_left_out(decisions),
            *_justified(decisions),
        ]
    )


def repair_sentences(repairs: Iterable[Repair]) -> list[str]:
    """Write one sentence per kind of repair, with the columns to which it was applied.

    Kinds come in the order in which the first of each was accepted. Rows and columns that were left
    out are told elsewhere.
    """
    alike: dict[str, dict[str, Repair]] = {}
    for repair in repairs:
        alike.setdefault(_sentence(repair, ""), {}).setdefault(repair.column or "", repair)
    return [
        _sentence(next(iter(by_column.values())), quoted([*by_column]))
        for sentence, by_column in alike.items()
        if sentence
    ]


def _sentence(repair: Repair, columns: str) -> str:
    return REPAIR_RULES[type(repair)].sentence(repair, columns)


def _reading(decisions: Decisions) -> Iterator[str]:
    written = decisions.written
    details = []
    if written.format == "csv":
        mark = _DELIMITERS.get(written.delimiter, "another mark")
        decimal = "comma" if written.decimal == "," else "point"
        details = [f"encoding {written.encoding}", f"columns separated by {mark}"]
        details += [f"decimal {decimal}"]
    elif written.sheet:
        details = [f"sheet '{written.sheet}'"]
    more = f" ({', '.join(details)})" if details else ""
    what = _FORMATS.get(written.format, written.format)
    gone = sum(step.rows for step in decisions.left_out)
    yield f"The cohort was read from {what}{more} with {counted(decisions.rows + gone, 'row')}."
    if gone:
        reasons = [
            f"{counted(step.rows, 'row')} {_ROWS.get(step.code, 'for other reasons')}"
            for step in decisions.left_out
        ]
        left_out = f"{_were('Left out', gone)} {listed(reasons)}"
        yield f"{left_out}; {counted(decisions.rows, 'row')} remained."


def _tasks(tasks: Sequence[Task]) -> Iterator[str]:
    phrases = []
    for task in tasks:
        match task.kind:
            case TaskKind.BINARY:
                phrases.append(f"'{task.name}' (yes or no; positive: '{task.positive}')")
            case TaskKind.MULTICLASS:
                phrases.append(f"'{task.name}' ({len(task.classes)} classes)")
            case TaskKind.ORDINAL:
                ends = f"from '{task.classes[0]}' to '{task.classes[-1]}'"
                phrases.append(f"'{task.name}' ({len(task.classes)} ordered classes, {ends})")
            case TaskKind.REGRESSION:
                phrases.append(f"'{task.name}' (a number)")
    if phrases:
        word = "outcome was" if len(phrases) == 1 else "outcomes were"
        yield f"The {word} {listed(phrases)}; a blank outcome counted as unknown."


def _roles(decisions: Decisions) -> Iterator[str]:
    by_role = {
        role: [column.name for column in decisions.columns if column.role is role]
        for role in ColumnRole
    }
    n_features = len(by_role[ColumnRole.FEATURE])
    if n_features:
        yield f"The outcomes were predicted from {counted(n_features, 'column')}."
    for name in by_role[ColumnRole.PATIENT_ID]:
        yield f"Rows with the same '{name}' were taken for one patient."
    for role in (ColumnRole.SITE, ColumnRole.TIME):
        for name in by_role[role]:
            yield f"'{name}' named the {role} and was not used for prediction."


def _left_out(decisions: Decisions) -> Iterator[str]:
    excluded = [c.name for c in decisions.columns if c.role is ColumnRole.EXCLUDED]
    reasons: dict[str, list[str]] = {}
    told: set[str] = set()
    for decision in decisions.decisions:
        repair = decision.repair
        if decision.answer is Answer.REFUSED or not isinstance(repair, LeaveOut):
            continue
        if repair.column in excluded and repair.column not in told:
            reason = _LEFT_OUT.get(decision.code, "by choice")
            reasons.setdefault(reason, []).append(repair.column)
            told.add(repair.column)
    rest = [name for name in excluded if name not in told]
    if excluded:
        if rest:
            reasons["by choice"] = [*reasons.get("by choice", ()), *rest]
        parts = [f"{quoted(names)} {reason}" for reason, names in reasons.items()]
        used = _were("Not used", len(excluded))
        yield f"{used} {counted(len(excluded), 'column')}: {'; '.join(parts)}."


def _justified(decisions: Decisions) -> Iterator[str]:
    for justification in decisions.justified:
        words = justification.words.strip().rstrip(".")
        yield (
            f"'{justification.column}' was used although it may give an outcome away, "
            f'because: "{words}".'
        )


def _were(what: str, n: int) -> str:
    return f"{what} {'was' if n == 1 else 'were'}"
