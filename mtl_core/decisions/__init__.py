r"""Decisions: what a person decided about one cohort, as a file that the next one can be read by.

A decision file holds every answer, role, outcome and justification, and what the columns looked
like: shares, rounded percentiles and digests, from which no patient's cell can be read. Replaying
it reads another file in the same way and tells two things apart: *questions* that no decision
settles, and *mismatches* between the two files. The same decisions make a methods paragraph.

Nothing is guessed anew on the second file. A column that the decisions leave out raises no
question, a column that they do not know is left out, and a column that now gives an outcome away
is a question all the same.

Examples
--------
>>> from mtl_core.data import read_bytes
>>> from mtl_core.schema import ColumnRole, Draft
>>> first = read_bytes(b"age;sex\n61,5;f\n44,0;m\n", name="first.csv")
>>> roles = {"age": ColumnRole.FEATURE, "sex": ColumnRole.FEATURE}
>>> decisions = record(first, Draft(roles=roles))
>>> second = replay(b"age;sex;ward\n70,5;m;a\n51,0;f;b\n", "second.csv", decisions)
>>> [(finding.code.value, finding.column) for finding in second.mismatches]
[('replay-new-column', 'ward')]
"""

from mtl_core.decisions.answering import decide, decision_of, open_questions
from mtl_core.decisions.declaring import Request, draft_cohort
from mtl_core.decisions.drafting import (
    PERSONAL,
    answered,
    candidate_schema,
    declared_tasks,
    held_back,
    left_out,
    suspicions,
    waiting,
    without_answer,
)
from mtl_core.decisions.files import read_decisions
from mtl_core.decisions.methods import methods_paragraph
from mtl_core.decisions.planning import full_plan, misfit, plan_of
from mtl_core.decisions.recording import record
from mtl_core.decisions.replaying import Replay, replay

__all__ = [
    "PERSONAL",
    "Replay",
    "Request",
    "answered",
    "candidate_schema",
    "decide",
    "decision_of",
    "declared_tasks",
    "draft_cohort",
    "full_plan",
    "held_back",
    "left_out",
    "methods_paragraph",
    "misfit",
    "open_questions",
    "plan_of",
    "read_decisions",
    "record",
    "replay",
    "suspicions",
    "waiting",
    "without_answer",
]
