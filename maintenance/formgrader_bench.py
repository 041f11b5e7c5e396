"""What Formgrader answers for its tables, of a large class, beside what nbgrader itself answers.

maintenance/bench.py prints the figures.
"""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from nbgrader.apps.api import NbGraderAPI
from nbgrader.apps.baseapp import NbGrader

from grader.autograding.nbgrader_plugins.formgrader_tables import QuickTables
from maintenance.large_class import make_class

# Pages, by what they ask for when they open; of an assignment, and of a student.
_PAGES: dict[str, Callable[[NbGraderAPI, str, str], object]] = {
    "assignments": lambda api, name, student: api.get_assignments(),
    "submissions": lambda api, name, student: api.get_submissions(name),
    "manual-grading": lambda api, name, student: api.get_notebook_submissions(name, name),
    "students": lambda api, name, student: api.get_students(),
    "student": lambda api, name, student: api.get_student_submissions(student),
}


@contextlib.contextmanager
def _course(folder: Path) -> Iterator[NbGrader]:
    with contextlib.chdir(folder):
        app = NbGrader()
        app.initialize([])
        yield app


def _asked(app: NbGrader, kind: type[NbGraderAPI], ask: Callable[..., object], *of: str) -> Any:
    """Milliseconds, and the answer as a page gets it, but for the last digits of sums."""
    start = time.perf_counter()
    told = json.dumps(ask(kind(app.coursedir, app.authenticator, parent=app), *of))
    taken = 1000 * (time.perf_counter() - start)
    return taken, json.loads(told, parse_float=lambda text: round(float(text), 9))


def measure(runs: int = 3) -> Iterator[tuple[str, list[float], list[float]]]:
    """Each page: milliseconds of its answer here, and of nbgrader's own, in turn.

    Ends the program where the answers differ.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_class(folder, folders=True)
        assignment = sorted(path.name for path in (folder / "solutions").iterdir())[0]
        student = sorted(path.name for path in (folder / "submitted").iterdir())[0]
        with _course(folder) as app:
            for page, ask in _PAGES.items():
                ours, theirs = [], []
                for _ in range(runs):
                    limit, right = _asked(app, NbGraderAPI, ask, assignment, student)
                    taken, answer = _asked(app, QuickTables, ask, assignment, student)
                    if answer != right:
                        sys.exit(f"Formgrader's {page} are not those of nbgrader.")
                    ours.append(taken)
                    theirs.append(limit)
                yield page, ours, theirs
