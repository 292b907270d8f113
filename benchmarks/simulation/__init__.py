"""Studies that are drawn, so that the truth is known: coverage, error rates, power.

:mod:`binormal` draws predictions whose AUROC and calibration slope are known in closed form,
:mod:`coverage` counts how often intervals hold them, :mod:`families` how often a verdict is false,
:mod:`refitted` trains a cheap learner in every fold, for :mod:`rival_tests` to hold the usual wrong
tests beside the verdict, :mod:`subgroups` does the same for gaps. All go through
:func:`mtl_core.evaluation.evaluate` or :func:`mtl_core.evaluation.evaluate_subgroups`, as a run
does.
"""
