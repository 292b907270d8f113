"""Folds by patient, stratified over all tasks at once.

Source: iterative stratification (Sechidis, Tsoumakas & Vlahavas 2011), with one departure: the
patients of the rarest label are dealt in one go instead of one by one, which gives the same shares
and takes milliseconds for 10,000 patients.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mtl_core.arrays import BoolArray, FloatArray, IntArray
from mtl_core.errors import StudyError
from mtl_core.schema import EvaluationPlan, Task, TaskKind

VALIDATION_SHARE = 1 / 6
"""Share of the training patients that is held out to decide when to stop."""


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Rows of one fold of one repeat; the three parts share no patient.

    Attributes
    ----------
    train, valid, test
        0-based rows of the CSV, ascending. ``valid`` decides when to stop; ``test`` decides
        nothing.
    hold_outs
        Parts of training and validation rows together, each of which a member of an ensemble may
        keep for validation in place of ``valid``, which is the first; empty when all keep that.
    """

    repeat: int
    fold: int
    train: IntArray
    valid: IntArray
    test: IntArray
    hold_outs: tuple[IntArray, ...] = ()


def repeated_folds(
    labels: Mapping[str, FloatArray],
    tasks: Sequence[Task],
    patients: IntArray,
    plan: EvaluationPlan,
) -> tuple[Split, ...]:
    """Cut the cohort into folds by patient, once per repeat.

    Parameters
    ----------
    labels
        Label arrays of shape ``(n_rows,)`` by task, NaN where unknown.
    patients
        Code of each row's patient, 0 to ``n_patients - 1``, shape ``(n_rows,)``.

    Returns
    -------
    ``repeats * folds`` splits; the test parts of one repeat are a partition of the rows.

    Raises
    ------
    StudyError
        When there are fewer patients than three per fold.
    """
    n_patients = int(patients.max()) + 1 if patients.size else 0
    if n_patients < 3 * plan.folds:
        raise StudyError(
            "There are too few patients for this plan",
            expected=f"at least {3 * plan.folds} patients for {plan.folds} folds",
            found=f"{n_patients} patients",
            action="use fewer folds or a larger cohort",
        )
    indicators = patient_indicators(labels, tasks, patients)
    splits = []
    for repeat in range(plan.repeats):
        rng = np.random.default_rng([plan.seed, repeat])
        fold_of = deal(indicators, np.full(plan.folds, 1 / plan.folds), rng)
        for fold in range(plan.folds):
            inside = np.flatnonzero(fold_of != fold)
            held_out = np.zeros(n_patients, dtype=bool)
            held_out[inside] = hold_out(indicators[inside], rng)
            in_test = fold_of == fold
            splits.append(
                Split(
                    repeat=repeat,
                    fold=fold,
                    train=np.flatnonzero(~(held_out | in_test)[patients]),
                    valid=np.flatnonzero(held_out[patients]),
                    test=np.flatnonzero(in_test[patients]),
                )
            )
    return tuple(splits)


def rows_tested(splits: Sequence[Split], n_rows: int) -> BoolArray:
    """Say which rows any split tests, ``(n_rows,)``."""
    tested = np.zeros(n_rows, dtype=bool)
    for split in splits:
        tested[split.test] = True
    return tested


def patient_indicators(
    labels: Mapping[str, FloatArray], tasks: Sequence[Task], patients: IntArray
) -> BoolArray:
    """Say which labels each patient carries.

    One column per class of each classification task and per third of each regression task; a
    patient with several rows carries every label that any row has.

    Returns
    -------
    Boolean array of shape ``(n_patients, n_labels)``.
    """
    columns: list[BoolArray] = []
    for task in tasks:
        values = labels[task.name]
        if task.kind is TaskKind.REGRESSION:
            known = values[~np.isnan(values)]
            cuts = np.quantile(known, [1 / 3, 2 / 3]) if known.size else np.zeros(2)
            codes = np.where(np.isnan(values), np.nan, np.searchsorted(cuts, values))
            n_codes = 3
        else:
            codes, n_codes = values, len(task.classes)
        columns.extend(codes == code for code in range(n_codes))
    by_row = np.stack(columns, axis=1)
    by_patient = np.zeros((int(patients.max()) + 1, by_row.shape[1]), dtype=bool)
    np.logical_or.at(by_patient, patients, by_row)
    return by_patient


def deal(indicators: BoolArray, shares: FloatArray, rng: np.random.Generator) -> IntArray:
    """Deal patients into parts so that every part has its share of every label.

    Parameters
    ----------
    indicators
        Boolean, shape ``(n_patients, n_labels)``.
    shares
        Wanted share of each part, shape ``(n_parts,)``, summing to 1.

    Returns
    -------
    Part of each patient, shape ``(n_patients,)``.
    """
    n_patients, n_labels = indicators.shape
    part_of = np.full(n_patients, -1, dtype=np.int64)
    wanted = np.outer(shares, indicators.sum(axis=0))
    size = shares * n_patients
    open_labels = set(range(n_labels))
    while open_labels:
        waiting = part_of < 0
        counts = {label: int(indicators[waiting, label].sum()) for label in open_labels}
        label = min(open_labels, key=lambda item: (counts[item], item))
        open_labels.discard(label)
        members = rng.permutation(np.flatnonzero(waiting & indicators[:, label]))
        _place(members, wanted[:, label], part_of, size, rng)
        for part in range(len(shares)):
            placed = members[part_of[members] == part]
            wanted[part] -= indicators[placed].sum(axis=0)
            size[part] -= placed.size
    _place(rng.permutation(np.flatnonzero(part_of < 0)), size.copy(), part_of, size, rng)
    return part_of


def hold_out(indicators: BoolArray, rng: np.random.Generator) -> BoolArray:
    """Choose the validation patients among the training patients, at least one."""
    shares = np.array([1 - VALIDATION_SHARE, VALIDATION_SHARE])
    held_out = np.asarray(deal(indicators, shares, rng) == 1)
    if not held_out.any():  # rounding can do this to some ten patients
        held_out[rng.integers(len(held_out))] = True
    return held_out


def _place(
    members: IntArray,
    demand: FloatArray,
    part_of: IntArray,
    size: FloatArray,
    rng: np.random.Generator,
) -> None:
    """Give ``members`` to parts in proportion to what each part still wants, whole patients."""
    positive = np.clip(demand, 0, None)
    if positive.sum() == 0:
        positive = np.clip(size, 0, None) + 1e-9
    exact = positive / positive.sum() * members.size
    counts = np.floor(exact).astype(np.int64)
    order = np.lexsort((rng.random(len(demand)), -size, -(exact - counts)))
    counts[order[: members.size - counts.sum()]] += 1
    part_of[members] = np.repeat(np.arange(len(demand)), counts)
