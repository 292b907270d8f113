"""Multi-task learning for tables of patients: which tasks should share an encoder, and did it help.

The package is a complete tool by itself (``python -m mtl_core --help``); the dashboard is one of
its users. Importing it costs nothing: torch and shap are loaded only by the parts that compute.

The data flow is *CSV bytes -> Table -> Schema -> Study -> splits -> predictions -> estimates*.
Start with :mod:`mtl_core.schema` for the values that cross layers and with
:func:`mtl_core.studies.run_study` for the one verb that ties them together.
"""

__version__ = "0.1.0"
