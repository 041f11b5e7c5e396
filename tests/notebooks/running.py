"""What a run of a notebook may not do, and what people may expect of it."""

from __future__ import annotations

import json
from pathlib import Path

from grader.feedback.questions.predictions import NO_CHOICE
from maintenance.runs.papermill_run import Run
from tensorflow_workbook.tasks import ASSIGNMENTS


def check_run(path: Path, run: Run) -> None:
    """Hold a run of a lesson, a solution or an exercise to what people may expect of it."""
    assert run.exit_code == 0, "\n".join([*run.complaints(), run.log])
    assert run.complaints() == []
    assert NO_CHOICE not in json.dumps(run.notebook, ensure_ascii=False)
    assert all(cell.execution_count for cell in run.notebook.cells if cell.cell_type == "code")
    shown = {
        cell.source: output["data"]["text/plain"]
        for cell in run.notebook.cells
        if cell.source.startswith("check(")
        for output in cell.outputs
        if output.output_type == "execute_result"
    }
    if path.parent.name == "notebooks":  # a lesson has no tasks of its assignment
        return
    for assignment in ASSIGNMENTS:
        if path.stem == assignment.name:
            points = {task.name: float(shown[f'check("{task.name}")']) for task in assignment.tasks}
            right = "solutions" in path.parts
            assert points == {task.name: task.points * right for task in assignment.tasks}
