"""What drives one estimate in either neural arm, with the spread between halves of the arm."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mtl_core.plots.explanation.arms_likeness import output_name
from mtl_core.plots.explanation.attributions import in_people_units, units_of
from mtl_core.plots.look import Chart, name_rows, new_figure, row_height, wrapped
from mtl_core.schema import Arm
from mtl_core.schema.answers import ArmsExplained, FeatureInArms, OutputInArms
from mtl_core.words import counted, rounded

DRIVERS = 12
_APART = 0.17
"""How far above and below the middle of a row its two arms stand."""


def arms_drivers_plot(report: ArmsExplained, output: OutputInArms) -> Chart:
    """Draw what drives one output in either arm: a bar from one half of an arm to its other half.

    The twelve features with the largest means are drawn; the table keeps them all.
    """
    is_risk = output.output.is_risk
    unit = units_of(is_risk=is_risk)
    ordered = sorted(output.features, key=lambda each: -sum(each.multi_task + each.single_task))
    shown = ordered[:DRIVERS]
    names = [wrapped(each.feature, 22) for each in shown]
    figure = new_figure(
        height=130 + row_height(names, smallest=38) * max(len(names), 1),
        x_title=f"Mean contribution, from half to half<br>({unit})",
    )
    for arm, offset in ((Arm.MULTI_TASK, -_APART), (Arm.SINGLE_TASK, _APART)):
        _draw_arm(figure, shown, arm, offset, is_risk=is_risk)
    figure.update_xaxes(rangemode="tozero")
    name_rows(figure, names)
    lines = [_feature_line(each, is_risk=is_risk) for each in ordered]
    table = pd.DataFrame(lines).assign(unit=unit, n_patients=report.n_patients)
    reading = _reading(shown, report.n_patients, unit, is_risk=is_risk)
    told = [_feature_words(each, is_risk=is_risk) for each in shown]
    alt = f"Bars by feature for both arms, in {unit}. {'. '.join(told)}. {reading}"
    return Chart(
        figure, f"What drives {output_name(report, output)} in either arm", alt, reading, table
    )


def _draw_arm(
    figure: go.Figure, shown: Sequence[FeatureInArms], arm: Arm, offset: float, *, is_risk: bool
) -> None:
    style = arm.facts.style
    halves = np.array([_halves(each, arm) for each in shown], dtype=np.float64).reshape(-1, 2)
    halves = np.asarray(in_people_units(pd.Series(halves.ravel()), is_risk=is_risk)).reshape(-1, 2)
    low, high = halves.min(axis=1), halves.max(axis=1)
    figure.add_scatter(
        x=halves.mean(axis=1),
        y=np.arange(len(shown)) + offset,
        mode="markers",
        marker={"color": style.colour, "symbol": style.symbol, "size": 9},
        error_x={
            "type": "data",
            "array": (high - low) / 2,
            "color": style.colour,
            "thickness": 3,
            "width": 5,
        },
        customdata=np.array(
            [f"{rounded(float(a))} to {rounded(float(b))}" for a, b in zip(low, high, strict=True)],
            dtype=object,
        ),
        hovertemplate="%{customdata}<extra></extra>",
        name=arm.facts.label,
    )


def _halves(each: FeatureInArms, arm: Arm) -> tuple[float, float]:
    return each.multi_task if arm is Arm.MULTI_TASK else each.single_task


def _feature_line(each: FeatureInArms, *, is_risk: bool) -> dict[str, object]:
    line: dict[str, object] = {"feature": each.feature}
    for arm in (Arm.MULTI_TASK, Arm.SINGLE_TASK):
        for place, value in enumerate(_halves(each, arm), start=1):
            line[f"{arm.value}_half_{place}"] = in_people_units(value, is_risk=is_risk)
    return line


def _feature_words(each: FeatureInArms, *, is_risk: bool) -> str:
    told = []
    for arm in (Arm.MULTI_TASK, Arm.SINGLE_TASK):
        low, high = sorted(in_people_units(v, is_risk=is_risk) for v in _halves(each, arm))
        told.append(f"{arm.facts.label} {rounded(low)} to {rounded(high)}")
    return f"{each.feature}: {', '.join(told)}"


def _reading(shown: Sequence[FeatureInArms], n_patients: int, unit: str, *, is_risk: bool) -> str:
    if not shown:
        return "No feature was explained."
    widest = max(shown, key=lambda each: abs(sum(each.multi_task) - sum(each.single_task)))
    return (
        f"Over {counted(n_patients, 'patient')}, the arms differ most in "
        f"{_feature_words(widest, is_risk=is_risk)} {unit}, each from one half of its networks to "
        "the other."
    )
