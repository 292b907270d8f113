"""JSON for every frozen value of the schema, strict in both directions.

A dataclass becomes an object of its fields; a member of a union of specs carries its class's name
under ``"type"``. Reading refuses unknown and missing fields, so a misspelt key cannot pass.
"""

from __future__ import annotations

import dataclasses
import json
import math
import types
import typing
from enum import Enum
from typing import Any, TypeVar, Union, overload

from mtl_core.errors import StudyError
from mtl_core.schema.calibration import CalibrationMap
from mtl_core.schema.findings import Check
from mtl_core.schema.repairs import Repair
from mtl_core.schema.specs import Balancing, Members, Optimiser, Schedule, SharingDesign, SplitPlan
from mtl_core.schema.upgrades import UPGRADES

T = TypeVar("T")

_TAGGED: tuple[type, ...] = (
    *(typing.get_args(SharingDesign) or (SharingDesign,)),
    *typing.get_args(Balancing),
    *typing.get_args(Optimiser),
    *typing.get_args(Schedule),
    *typing.get_args(Members),
    *typing.get_args(SplitPlan),
    *typing.get_args(Repair),
    *typing.get_args(CalibrationMap),
)


def to_plain(value: Any) -> Any:  # noqa: ANN401 - any value of the schema
    """Turn a schema value into dicts, lists, strings, numbers and None."""
    if isinstance(value, Check):
        raise StudyError(
            "A check cannot be stored",
            expected="its finding, or a decision about it",
            found="a check with examples of cells",
            action="report this as a bug",
        )
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        plain = {f.name: to_plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return {"type": type(value).__name__, **plain} if isinstance(value, _TAGGED) else plain
    if isinstance(value, dict):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float) and not math.isfinite(value):
        raise StudyError(
            "A number cannot be stored",
            expected="finite numbers; an undefined value is null with a reason",
            found="infinity or NaN",
            action="report this as a bug",
        )
    return value


def to_json(value: Any) -> str:  # noqa: ANN401 - any value of the schema
    """Write a schema value as indented JSON with a final newline."""
    return json.dumps(to_plain(value), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def from_json(kind: type[T], text: str) -> T:
    """Read a schema value of class ``kind``.

    Raises
    ------
    StudyError
        When the text is not JSON or does not have the fields of ``kind``.
    """
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        where = f"a syntax error in line {line}" if line else "a number or nesting without end"
        raise StudyError(
            "The file is not JSON",
            expected=f"a {kind.__name__} as JSON",
            found=where,
            action="use a file written by this program",
        ) from None
    return from_plain(kind, plain)


@overload
def from_plain(kind: type[T], plain: Any) -> T: ...  # noqa: ANN401 - decoded JSON


@overload
def from_plain(kind: types.UnionType, plain: Any) -> Any: ...  # noqa: ANN401 - decoded JSON


def from_plain(kind: Any, plain: Any) -> Any:
    """Build a value of class ``kind``, or of a member of the union ``kind``, from decoded JSON."""
    return _build(kind, plain, getattr(kind, "__name__", "value"))


def _build(kind: Any, plain: Any, where: str) -> Any:  # noqa: ANN401 - walks type hints
    if dataclasses.is_dataclass(kind):
        return _build_dataclass(typing.cast("type", kind), plain, where)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (Union, types.UnionType):
        return _build_union(arguments, plain, where)
    if origin is tuple:
        _require(isinstance(plain, list), "a list", plain, where)
        return tuple(_build(arguments[0], item, f"{where}[{i}]") for i, item in enumerate(plain))
    if origin is dict:
        _require(isinstance(plain, dict), "an object", plain, where)
        return {
            _build(arguments[0], key, where): _build(arguments[1], item, f"{where}.{key}")
            for key, item in plain.items()
        }
    return _build_leaf(kind, plain, where)


def _build_leaf(kind: Any, plain: Any, where: str) -> Any:  # noqa: ANN401
    if isinstance(kind, type) and issubclass(kind, Enum):
        allowed = [member.value for member in kind]
        _require(plain in allowed, f"one of {', '.join(map(str, allowed))}", plain, where)
        return kind(plain)
    if kind is float:
        number = isinstance(plain, int | float) and not isinstance(plain, bool)
        _require(number and _is_finite(plain), "a finite number", plain, where)
        return float(plain)
    right = isinstance(plain, kind) and not (kind is int and isinstance(plain, bool))
    _require(right, f"a value of type {kind.__name__}", plain, where)
    return plain


def _is_finite(number: float) -> bool:
    try:
        return math.isfinite(number)
    except OverflowError:  # a whole number beyond the largest float
        return False


def _build_union(arguments: tuple[Any, ...], plain: Any, where: str) -> Any:  # noqa: ANN401
    if plain is None and type(None) in arguments:
        return None
    members = [a for a in arguments if a is not type(None)]
    if len(members) == 1:
        return _build(members[0], plain, where)
    names = {member.__name__: member for member in members}
    tag = plain.get("type") if isinstance(plain, dict) else None
    known = isinstance(tag, str) and tag in names
    _require(known, f"an object with type {' or '.join(names)}", plain, where)
    return _build_dataclass(names[str(tag)], plain, where)


def _build_dataclass(kind: type, plain: Any, where: str) -> Any:  # noqa: ANN401
    _require(isinstance(plain, dict), "an object", plain, where)
    given = dict(plain)
    if kind in _TAGGED:
        _require(given.pop("type", None) == kind.__name__, f"type {kind.__name__}", plain, where)
    if kind in UPGRADES:
        given = UPGRADES[kind](given)
    hints = typing.get_type_hints(kind)
    wanted = {f.name: f for f in dataclasses.fields(kind)}
    optional = {
        name
        for name, f in wanted.items()
        if f.default is not dataclasses.MISSING or f.default_factory is not dataclasses.MISSING
    }
    unknown, missing = set(given) - set(wanted), set(wanted) - optional - set(given)
    if unknown or missing:
        raise StudyError(
            f"'{where}' has the wrong fields",
            expected=f"the fields {', '.join(wanted)}",
            found=f"unknown: {', '.join(sorted(unknown)) or 'none'}; "
            f"missing: {', '.join(sorted(missing)) or 'none'}",
            action="use a file written by this version of the program",
        )
    return kind(**{key: _build(hints[key], item, f"{where}.{key}") for key, item in given.items()})


def _require(condition: bool, expected: str, plain: Any, where: str) -> None:  # noqa: ANN401, FBT001
    if not condition:
        raise StudyError(
            f"'{where}' cannot be read",
            expected=expected,
            found=f"a value of type {type(plain).__name__}",
            action="use a file written by this version of the program",
        )
