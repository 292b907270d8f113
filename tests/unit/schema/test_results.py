"""Results of earlier versions still open."""

import json

from mtl_core.schema import Arm, TaskKind, TaskResult, from_json, to_json


def test_a_task_result_without_repeats_still_opens():
    task = TaskResult(TaskKind.BINARY, 10, 4, True, 0.4, {}, {}, {Arm.SINGLE_TASK: (0.7, None)})
    plain = json.loads(to_json(task))
    assert plain["repeats"] == {"single_task": [0.7, None]}
    assert from_json(TaskResult, json.dumps(plain)) == task
    del plain["repeats"]
    assert from_json(TaskResult, json.dumps(plain)).repeats == {}
