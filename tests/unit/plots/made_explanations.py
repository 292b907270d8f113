"""Explanations of both arms and of two features together, made by hand."""

import numpy as np
import pandas as pd

from mtl_core.schema import Output
from mtl_core.schema.answers import ArmsExplained, FeatureInArms, Likeness, OutputInArms
from mtl_core.schema.explained import PairEffect


def alike(cosine):
    return Likeness(cosine, 0.8, cosine - 0.05, cosine + 0.02)


FEATURES = (
    FeatureInArms("age", (0.010, 0.014), (0.020, 0.022)),
    FeatureInArms("sex", (0.001, 0.002), (0.001, 0.003)),
)
NEAR = OutputInArms("aki", "yes", alike(0.95), alike(0.93), alike(0.9), False, FEATURES)
FAR = OutputInArms("sepsis", "yes", alike(0.7), alike(0.93), alike(0.9), True, FEATURES)
NONE = OutputInArms("stay", None, Likeness(None, None), alike(0.9), alike(0.9), False, FEATURES)


def report(*outputs):
    return ArmsExplained(100, 100, 98, 1e-7, outputs)


def together(**changed):
    values = {
        "size": 0.02,
        "error": 0.001,
        "mean": 0.01,
        "low": 0.004,
        "high": 0.016,
        "beyond_error": True,
        "alone": (0.1, 0.3),
    }
    table = pd.DataFrame(
        [("low", "f", 40, 0.01, 0.0, 0.02), ("high", "f", 4, np.nan, np.nan, np.nan)],
        columns=["first", "second", "n", "mean", "low", "high"],
    )
    return PairEffect(
        Output("aki"), True, "age", "sex", 44, **(values | changed),
        first_groups=("low", "high"), second_groups=("f",), table=table,
    )  # fmt: skip
