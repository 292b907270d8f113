"""Planted cohorts, prepared once, and gains measured on them."""

import importlib.util
import sys
from itertools import chain
from pathlib import Path

import pytest

from mtl_core.studies.prepare.prepared import prepare
from mtl_core.studies.suggestion.inner_folds import inner_folds
from mtl_core.training import Job


def _load_planted():
    path = Path(__file__).with_name("planted.py")
    spec = importlib.util.spec_from_file_location("planted_cohorts", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["planted_cohorts"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def planted():
    """The functions that draw planted cohorts."""
    return _load_planted()


@pytest.fixture(scope="session")
def job_of():
    """Prepare the inner folds of a study as a job without replicas."""

    def job_of(study, table):
        prepared = prepare(study, table)
        folds = list(chain.from_iterable(inner_folds(prepared)))
        study = prepared.study
        return Job((), folds, prepared.layout, study.design, study.training, study.plan.seed)

    return job_of
