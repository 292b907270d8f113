"""Multi-task learning for tables of patients: which tasks should share an encoder, and did it help.

The package is a complete tool by itself (``consilium --help``); the dashboard is one of its users.
Importing it costs nothing: torch and shap are loaded only by the parts that compute.

The data flow is *bytes of a file -> table -> draft -> study -> predictions -> estimates*. Start
with :mod:`mtl_core.schema` for the values that cross layers, and with
:func:`mtl_core.studies.run_study` for the one verb that ties them together.

Examples
--------
Whether death in hospital and function after two months should learn together, in a first look at
nine thousand patients; columns that may give an outcome away are left out by themselves.

>>> from mtl_core.data import builtin, read_table
>>> from mtl_core.decisions import Request, draft_cohort
>>> from mtl_core.schema import EvaluationPlan, Preset, TaskRequest
>>> from mtl_core.studies import run_study
>>> table = read_table(builtin("support2").csv_path)
>>> wanted = Request((TaskRequest("hospdead"), TaskRequest("sfdm2")), exclude=("adlsc",))
>>> draft = draft_cohort(table, wanted)
>>> study = draft.study(table.reference, Preset.QUICK.training, EvaluationPlan(folds=2))
>>> result = run_study(study, table)
>>> print(result.headline)
Sharing an encoder made no meaningful difference for both tasks.
"""

__version__ = "0.1.0"
