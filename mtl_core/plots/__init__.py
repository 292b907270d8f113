"""Results as plotly figures with their words and their data.

Every function takes values of :mod:`mtl_core.schema`, arrays or tables and returns a
:class:`Chart`: the figure, a title, a text alternative, one sentence that reads the picture aloud,
and the table behind it. Nothing here computes a statistic of a study (the bootstrap of
explanation bars over patients is the one exception), trains or asks a model.

There is a room for every page, and one (:mod:`mtl_core.plots.look`) for what all figures share.

Figures share one look (``look/theme.py``): clear background, the page's own fonts and text colours,
a colour-blind-safe palette that never stands without a symbol, dash, hatch or word, plain SVG with
at most 5,000 points per trace. Figures about single patients carry the patients' values: they are
for the screen of the person who loaded the cohort.

Examples
--------
>>> from mtl_core.plots.sharing import grouping_diagram
>>> from mtl_core.schema import TaskGrouping, TaskKind
>>> grouping = TaskGrouping.of(["sepsis", "aki", "los"], [["sepsis", "aki"]])
>>> kinds = {"sepsis": TaskKind.BINARY, "aki": TaskKind.BINARY, "los": TaskKind.REGRESSION}
>>> grouping_diagram(grouping, kinds, n_features=12).reading
'2 tasks learn together through 1 shared encoder; 1 task stands alone.'
"""

from mtl_core.plots.look import Chart

__all__ = ["Chart"]
