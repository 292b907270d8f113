"""A form for any spec, drawn from the options that its dataclass declares."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

import streamlit as st

from mtl_core.schema import options_of
from mtl_core.schema.specs import Option, Variant
from ui import state

S = TypeVar("S")
V = TypeVar("V", bound=Variant)

_PER_ROW = 3


def spec_form(spec: S, *, key: str, only: Collection[str] | None = None) -> S:
    """Draw one number field per option of ``spec`` and return the spec as filled in.

    Parameters
    ----------
    only
        Names of the options to show; all when ``None``.
    """
    shown = {name: opt for name, opt in options_of(spec).items() if only is None or name in only}
    defaults = {f.name: f.default for f in fields(spec)}  # type: ignore[arg-type]
    values = {}
    for i, (name, opt) in enumerate(shown.items()):
        if i % _PER_ROW == 0:
            row = st.columns(_PER_ROW)
        with row[i % _PER_ROW]:
            values[name] = _field(
                getattr(spec, name), opt, key=f"{key}_{name}", default=defaults[name]
            )
    return replace(spec, **values)  # type: ignore[type-var] # any spec is a dataclass


def choice_form(spec: V, kinds: Sequence[type[V]], *, key: str, label: str, about: str) -> V:
    """Draw the choice of one variant of a union, and its options; return it as filled in.

    Parameters
    ----------
    kinds
        The members of the union, each with a ``name``, a ``label`` and a ``summary``.
    label, about
        What is chosen, and the help of the choice.
    """
    named = {kind.name: kind for kind in kinds}
    choice = f"{key}_kind"
    state.seed(choice, spec.name)
    st.selectbox(
        label,
        list(named),
        format_func=lambda name: named[name].label,
        key=choice,
        help=about,
    )
    chosen = named[state.remembered(choice, spec.name)]
    st.markdown(chosen.summary)
    if not isinstance(spec, chosen):
        # fields of the same name have other defaults in another variant
        for name in options_of(chosen):
            state.forget(f"{key}_{name}")
        spec = chosen()
    return spec_form(spec, key=key)


def _field(value: Any, opt: Option, *, key: str, default: Any) -> Any:  # noqa: ANN401 - int or float
    as_type = type(value)
    state.seed(key, value)
    return st.number_input(
        opt.label,
        min_value=as_type(opt.low),
        max_value=as_type(opt.high),
        step=1 if as_type is int else _step(opt, default),
        format="%d" if as_type is int else "%g",
        key=key,
        help=f"{opt.help} From {opt.low:g} to {opt.high:g}.",
    )


def _step(opt: Option, default: float) -> float:
    """Return a step that the default is not smaller than, so that one click does not overshoot."""
    usual = 0.01 if opt.high <= 1 else 0.1
    return min(usual, default) if default > 0 else usual
