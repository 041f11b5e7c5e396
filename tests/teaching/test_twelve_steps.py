"""docs/instructors.md is followed from its beginning: what it has a teacher run is run, and what it says
that `grader` prints is what it prints.

Submissions are read, repaired and recorded for real, and not run.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbgrader.apps import NbGraderApp

from grader import cli
from tests.authoring.test_authors_guide import Step, steps
from tests.autograding.conftest import released_course
from tests.autograding.made_class import MadeClass, earning, made_class
from tests.autograding.test_faults import NAME
from tests.guides import TEACHERS
from tests.services import FOLDER
from tests.surroundings import ROOT
from tests.teaching.test_teachers_pages import _compared

GUIDE = TEACHERS[0]
ANSWERS = {
    "ada": {
        "shapes": earning(2),
        "scale_pixels": earning(2),
        "row_means": "# earns 0\n# To my teacher: is that the same as the mean of a column?",
        "distances": earning(3),
    },
    "grace": {"shapes": earning(0.8), "scale_pixels": earning(2)},
}


def follow(folder: Path, guide: str) -> Iterator[tuple[Step, str]]:
    """Do what the guide has a teacher do, in order; each command, and what it printed."""
    with contextlib.ExitStack() as ending:
        ending.callback(time.tzset)  # after TZ is as it was
        patch = ending.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("TZ", "Europe/Berlin")
        time.tzset()
        made = made_class(folder, released_course(ROOT, NAME), patch)
        (folder / "gradebook.db").unlink()  # the guide begins before there is one
        # All of them have one account here.
        made.configure("c.ExchangeCollect.check_owner = False")
        [listed] = re.findall(r"```\n(id,first_name.*?)```", guide, re.S)
        (folder / "class.csv").write_text(listed, encoding="utf-8")
        (folder / ".nbgrader/exchange").mkdir(mode=0o777, parents=True, exist_ok=True)
        for step in steps(guide):
            if step.what.startswith("nbgrader collect"):
                hand_in(made)
            yield step, printed(folder, step.what)


def hand_in(made: MadeClass) -> None:
    """What learners do in between."""
    for student, answers in ANSWERS.items():
        folder = f"inbound/{student}+{NAME}+2026-12-04 10:00:00 UTC+x"
        path = made.folder / ".nbgrader/exchange/tensorflow-workbook" / folder
        path.mkdir(parents=True)
        (path / "timestamp.txt").write_text("2026-12-04 10:00:00.000000 UTC")
        (path / "submission_secret.txt").write_text(f"only {student} knows")
        nbformat.write(made.answered(answers), path / f"{NAME}.ipynb")


def printed(folder: Path, command: str) -> str:
    """What a command prints to stdout, run in a folder in this process."""
    program, *words = shlex.split(command)
    out = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(out):
        if program == "grader":
            code: object = cli.main(words)
        else:
            NbGraderApp.clear_instance()
            code = 0
            try:
                NbGraderApp.launch_instance(words)
            except SystemExit as ended:
                code = ended.code
            finally:
                NbGraderApp.clear_instance()
    # `grader status` says by its code that something waits.
    assert not code or (words[0] == "status" and code == 1), f"$ {command}: {code}"
    return out.getvalue()


# nbgrader leaves a timestamp.txt open when it releases feedback (0.9.6); it is closed with the garbage.
@pytest.mark.filterwarnings("ignore:Exception ignored in.*:pytest.PytestUnraisableExceptionWarning")
def test_a_term_can_be_played_by_the_guide_and_prints_what_it_says(tmp_path):
    played = []
    for step, out in follow(tmp_path, GUIDE.read_text("utf-8")):
        played.append(step.what.split()[:2])
        if step.what.startswith("grader "):
            assert _compared(out) == _compared(step.text), f"{GUIDE.name}:{step.line}: {step.what}"
    assert [name for _, name in played] == [
        *("db", "due", "generate_assignment", "release_assignment", "collect", "autograde", "status"),
        *("generate_feedback", "release_feedback", "report", "archive", "new-term"),
    ]  # fmt: skip


def _written_anew() -> None:
    """Put into the guide what the commands print: `python -m tests.teaching.test_twelve_steps`."""
    import tempfile

    guide = GUIDE.read_text("utf-8")
    with tempfile.TemporaryDirectory() as name, tempfile.TemporaryDirectory() as services:
        os.environ[FOLDER] = services
        for step, out in follow(Path(name), guide):
            if step.what.startswith("grader "):
                there = f"$ {step.what}\n{step.text}"
                guide = guide.replace(there, f"$ {step.what}\n{out}", 1)
    GUIDE.write_text(guide, "utf-8")


if __name__ == "__main__":
    _written_anew()
