"""Sentences about both arms, and about two columns together, for the command line and pages."""

from __future__ import annotations

import numpy as np

from mtl_core.schema import Output
from mtl_core.schema.answers import InteractionQuestion, Likeness, OutputInArms, OutputInteraction


def arms_sentence(output: OutputInArms) -> str:
    """Say how alike the two arms are explained for one output, beside the noise of training.

    Examples
    --------
    >>> same = Likeness(0.97, 0.9, 0.96, 0.98)
    >>> arms_sentence(OutputInArms("aki", "yes", Likeness(0.8, 0.7, 0.75, 0.85), same, same,
    ...     beyond_noise=True, features=()))
    'aki (yes): cosine 0.80 (0.75 to 0.85) between the arms, halves of one arm 0.97 and 0.97: less \
alike than training noise explains.'
    """
    name = _named(output.output)
    between = output.between
    if between.cosine is None or between.low is None or between.high is None:
        return f"{name}: nothing moves this output in one of the arms, so they cannot be compared."
    told = (
        "less alike than training noise explains"
        if output.beyond_noise
        else "as alike as training noise allows"
    )
    return (
        f"{name}: cosine {between.cosine:.2f} ({between.low:.2f} to {between.high:.2f}) between "
        f"the arms, halves of one arm {_cosine(output.multi_task)} and "
        f"{_cosine(output.single_task)}: {told}."
    )


def interaction_sentence(question: InteractionQuestion, output: OutputInteraction) -> str:
    """Say how large an interaction is for one output, with its Monte-Carlo error.

    Examples
    --------
    >>> question = InteractionQuestion("age", "sodium", 2)
    >>> interaction_sentence(question, OutputInteraction("aki", "yes", (0.02, -0.01), (0.001,) * 2))
    'aki (yes): age and sodium together, beyond each alone: 1.5 percentage points in mean size \
(Monte-Carlo error 0.1), +0.5 on average, n = 2.'
    """
    name, risk = _named(output.output), output.output.is_risk
    scale, unit = (100.0, "percentage points") if risk else (1.0, "units of the outcome")
    values = scale * np.array(output.values)
    error = scale * float(np.mean(output.errors)) if output.errors else 0.0
    return (
        f"{name}: {question.first} and {question.second} together, beyond each alone: "
        f"{np.abs(values).mean():.3g} {unit} in mean size (Monte-Carlo error {error:.2g}), "
        f"{values.mean():+.3g} on average, n = {len(values)}."
    )


def _named(output: Output) -> str:
    return f"{output.task} ({output.label})" if output.is_risk else output.task


def _cosine(likeness: Likeness) -> str:
    return "unknown" if likeness.cosine is None else f"{likeness.cosine:.2f}"
