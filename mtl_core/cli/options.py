"""The options of ``run`` and ``affinity`` that make a study."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from mtl_core.schema import EvaluationPlan, Preset, options_of


@dataclass(frozen=True, slots=True)
class StudyOptions:
    """Options that make a study; ``None`` and empty mean *not given*."""

    task: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    justify: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    patient_id: str | None = None
    site: str | None = None
    decisions: Path | None = None
    design: str | None = None
    preset: Preset | None = None
    reference: str | None = None
    folds: int | None = None
    repeats: int | None = None
    seed: int | None = None
    margin: float | None = None
    explain_patients: int | None = None

    def given(self) -> list[str]:
        """Return the names of the options that a person has given."""
        named = ((f.name, getattr(self, f.name)) for f in fields(self))
        return [f"--{name.replace('_', '-')}" for name, value in named if value not in (None, ())]


def default_of(name: str) -> str:
    """Return the help of an option of the evaluation plan, with its default."""
    return f"{options_of(EvaluationPlan)[name].help} [default: {getattr(EvaluationPlan(), name)}]"
