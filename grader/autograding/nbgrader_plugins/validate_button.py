"""What the button Validate says of a notebook in which nothing is marked.

An extension of Jupyter's server. maintenance/jupyter/ switches it on for `make lab`, and the set-up
does so for every `jupyter lab` of the environment.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbgrader.server_extensions.validate_assignment import handlers
from nbgrader.server_extensions.validate_assignment.handlers import ValidateAssignmentHandler

from grader.autograding.nbgrader_plugins.moved_orders import MovedLinesValidator

NOTHING_TO_VALIDATE = (
    "Nothing was run: no cell of this notebook is marked, so there is nothing to validate.\n"
    "Validate is for exercises. In a lesson, run the cells with check(...)."
)


def _load_jupyter_server_extension(_server: Any) -> None:
    """Let Validate call no notebook a success in which nothing is marked (nbgrader 0.9.6 does), and take
    lines that were moved for an answer."""
    handlers.Validator = MovedLinesValidator
    validate = ValidateAssignmentHandler.validate_notebook

    def validate_what_is_marked(handler: ValidateAssignmentHandler, path: str) -> Mapping[str, Any]:
        if _is_unmarked(Path(handler.root_dir).resolve(), path):
            return {"success": False, "value": NOTHING_TO_VALIDATE}
        answer: Mapping[str, Any] = validate(handler, path)
        return answer

    ValidateAssignmentHandler.validate_notebook = validate_what_is_marked


def _is_unmarked(root: Path, path: str) -> bool:
    """Whether it is sure that a notebook has no marked cell. What can't be read is nbgrader's to name."""
    file = (root / path).resolve()
    if not file.is_relative_to(root):
        return False
    try:
        cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
        return not any("nbgrader" in cell["metadata"] for cell in cells)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False
