"""Options of specs, declared once for form, command line, validation and docs."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

from mtl_core.errors import StudyError


@dataclass(frozen=True, slots=True)
class Option:
    """What a person needs to know about one option of a spec."""

    label: str
    help: str
    low: float
    high: float


def option(default: float, *, label: str, help: str, low: float, high: float) -> Any:  # noqa: A002, ANN401 - mirrors dataclasses.field
    """Declare a numeric field of a spec with its label, help and closed range."""
    return field(default=default, metadata={"option": Option(label, help, low, high)})


def options_of(spec: Any) -> dict[str, Option]:  # noqa: ANN401 - any dataclass or its class
    """Return the options of a spec by field name."""
    return {f.name: f.metadata["option"] for f in fields(spec) if "option" in f.metadata}


class Spec:
    """A frozen dataclass of options, refused when one of them lies outside its range."""

    __slots__ = ()

    def __post_init__(self) -> None:
        for name, opt in options_of(self).items():
            value = getattr(self, name)
            if not opt.low <= value <= opt.high:
                raise StudyError(
                    f"Option '{name}' is out of range",
                    expected=f"{opt.label} between {opt.low:g} and {opt.high:g}",
                    found=f"{value}",
                    action="choose a value inside the range",
                )


class Variant(Spec):
    """One kind of several to choose from: a name to type, a label and a sentence to read."""

    __slots__ = ()

    name: ClassVar[str]
    label: ClassVar[str]
    summary: ClassVar[str]
