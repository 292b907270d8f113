"""Specs: frozen choices a study is made of, each option declared once.

A spec is a dataclass whose options carry label, help and range (:func:`option`). The dashboard
draws its forms, the command line checks its values and the docs list its defaults from there.

Examples
--------
>>> options_of(HardSharing)["dropout"].label
'Dropout'
"""

from mtl_core.schema.specs.balancing import (
    MGDA,
    Balancing,
    CAGrad,
    DynamicWeightAverage,
    Equal,
    GradNorm,
    PCGrad,
    RandomWeights,
    UncertaintyWeights,
    UPGrad,
)
from mtl_core.schema.specs.members import Diverse, Identical, Members
from mtl_core.schema.specs.optimisers import SGD, AdamW, Optimiser
from mtl_core.schema.specs.options import Option, Spec, Variant, option, options_of
from mtl_core.schema.specs.plans import (
    BeforeAfter,
    LeaveOneSiteOut,
    LockedTest,
    RepeatedFolds,
    SplitPlan,
)
from mtl_core.schema.specs.schedules import Constant, Cosine, OneCycle, Schedule
from mtl_core.schema.specs.sharing import (
    CrossStitch,
    HardSharing,
    LinearShared,
    MixtureOfExperts,
    ProgressiveExperts,
    SharingDesign,
    SoftSharing,
    TaskRelation,
    TraceNorm,
)
from mtl_core.schema.specs.training import PiecewiseLinear, Preset, TrainingSpec

__all__ = [
    "MGDA",
    "SGD",
    "AdamW",
    "Balancing",
    "BeforeAfter",
    "CAGrad",
    "Constant",
    "Cosine",
    "CrossStitch",
    "Diverse",
    "DynamicWeightAverage",
    "Equal",
    "GradNorm",
    "HardSharing",
    "Identical",
    "LeaveOneSiteOut",
    "LinearShared",
    "LockedTest",
    "Members",
    "MixtureOfExperts",
    "OneCycle",
    "Optimiser",
    "Option",
    "PCGrad",
    "PiecewiseLinear",
    "Preset",
    "ProgressiveExperts",
    "RandomWeights",
    "RepeatedFolds",
    "Schedule",
    "SharingDesign",
    "SoftSharing",
    "Spec",
    "SplitPlan",
    "TaskRelation",
    "TraceNorm",
    "TrainingSpec",
    "UPGrad",
    "UncertaintyWeights",
    "Variant",
    "option",
    "options_of",
]
