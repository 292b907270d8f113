"""What a person should know about how a plan divides this cohort."""

from __future__ import annotations

import numpy as np

from mtl_core.arrays import FloatArray
from mtl_core.data import Table
from mtl_core.data.splits import dividing_values, site_folds
from mtl_core.schema import Finding, FindingCode, Severity, TaskKind
from mtl_core.schema.specs import BeforeAfter, LeaveOneSiteOut
from mtl_core.studies.prepare.planning import StudySplits


def plan_findings(planned: StudySplits, table: Table) -> list[Finding]:
    """Tell which rows are never tested, which sites were joined, and where a class is absent."""
    return [
        *_rows_left_out(planned, table),
        *_joined_sites(planned, table),
        *_absent_classes(planned),
    ]


def _rows_left_out(planned: StudySplits, table: Table) -> list[Finding]:
    split, schema = planned.study.plan.split, planned.study.schema
    column = {LeaveOneSiteOut: schema.site, BeforeAfter: schema.time}.get(type(split))
    divider = dividing_values(table, schema, split)
    if divider is None or column is None:
        return []
    findings = []
    n_unknown = int(np.isnan(divider).sum())
    if n_unknown:
        message = (
            f"'{column}' is unknown in {n_unknown:,} of {table.n_rows:,} rows. They are neither "
            "learned from nor tested."
        )
        proposal = "complete the column, or choose a plan that does not need it"
        findings.append(
            Finding(FindingCode.ROWS_NOT_TESTED, Severity.WARNING, column, message, proposal)
        )
    n_early = _earlier_rows_of_later_patients(planned, divider)
    if isinstance(split, BeforeAfter) and n_early:
        message = (
            f"{n_early:,} earlier rows belong to patients who were seen again later. They are "
            "neither learned from nor tested."
        )
        findings.append(
            Finding(FindingCode.ROWS_NOT_TESTED, Severity.INFO, column, message, "nothing to do")
        )
    return findings


def _earlier_rows_of_later_patients(planned: StudySplits, times: FloatArray) -> int:
    first = planned.splits[0]
    used = len(first.train) + len(first.valid) + len(first.test)
    return int((~np.isnan(times)).sum()) - used


def _joined_sites(planned: StudySplits, table: Table) -> list[Finding]:
    split, schema = planned.study.plan.split, planned.study.schema
    if not isinstance(split, LeaveOneSiteOut):
        return []
    divider = dividing_values(table, schema, split)
    if divider is None:
        return []
    folds = site_folds(divider, planned.patients, split.fewest)
    if not folds.n_joined:
        return []
    one = folds.n_joined == 1
    message = (
        f"{folds.n_joined} site{'' if one else 's'} with fewer than {split.fewest} patients "
        f"{'is' if one else 'are'} tested {'as it is' if one else 'together, as one'}; "
        f"{folds.n_folds} folds in all."
    )
    proposal = "choose another number for the smallest site if these should stand alone"
    return [Finding(FindingCode.SITES_JOINED, Severity.INFO, schema.site, message, proposal)]


def _absent_classes(planned: StudySplits) -> list[Finding]:
    findings = []
    for task in planned.study.schema.tasks:
        if task.kind is TaskKind.REGRESSION:
            continue
        labels = planned.labels[task.name]
        n_absent = sum(
            len(np.unique(known)) < len(task.classes)
            for known in (labels[s.test][~np.isnan(labels[s.test])] for s in planned.splits)
        )
        if n_absent:
            message = (
                f"Not every class of '{task.name}' is among the tested patients of {n_absent} of "
                f"{len(planned.splits)} splits. Its measures rest on all splits together."
            )
            proposal = "use fewer folds, or leave the task out if its classes are too rare"
            findings.append(
                Finding(FindingCode.CLASS_ABSENT, Severity.INFO, task.name, message, proposal)
            )
    return findings
