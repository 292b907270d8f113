"""Options that commands share: declared once as a dataclass, expanded into each command."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import wraps
from typing import Any


def with_options(*, without: tuple[str, ...] = ()) -> Callable[[Callable[..., None]], Any]:
    """Make an option of every field of the dataclasses that a command takes.

    Parameters
    ----------
    without
        Fields that this command does not offer; they keep their defaults.
    """

    def expand(command: Callable[..., None]) -> Callable[..., None]:
        hints = typing.get_type_hints(command, include_extras=True)
        own = inspect.signature(command).parameters
        groups = {name: hints[name] for name in own if is_dataclass(hints.get(name))}
        parameters = [p.replace(annotation=hints[n]) for n, p in own.items() if n not in groups]
        parts = {name: _options(kind, without) for name, kind in groups.items()}
        parameters += [parameter for part in parts.values() for parameter in part]
        parameters.sort(key=lambda parameter: parameter.kind)

        @wraps(command)
        def run(*args: Any, **given: Any) -> None:  # noqa: ANN401 - whatever the options are
            for name, part in parts.items():
                values = {p.name: given.pop(p.name) for p in part}
                kept = {option: value for option, value in values.items() if value is not None}
                given[name] = groups[name](**kept)
            command(*args, **given)

        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {p.name: p.annotation for p in parameters}
        return run

    return expand


def _options(kind: type, without: tuple[str, ...]) -> list[inspect.Parameter]:
    hints = typing.get_type_hints(kind, include_extras=True)
    offered = [field for field in fields(kind) if field.name not in without]
    return [
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=_default(field),
            annotation=hints[field.name],
        )
        for field in offered
    ]


def _default(field: Field[Any]) -> Any:  # noqa: ANN401 - of any type
    if field.default is not MISSING:
        return field.default
    return inspect.Parameter.empty if field.default_factory is MISSING else None
