"""A class that handed in through Moodle and Canvas, marked without a kernel, with feedback pages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from nbgrader.apps import GenerateFeedbackApp

from grader.autograding.recording.collected import Delivery, add_collected
from tests.autograding.collecting import run_command
from tests.autograding.made_class import MadeClass
from tests.autograding.test_faults import NAME

# Id, name, what the system calls their work, and its number of them.
MOODLES = {
    "ada": ("Ada", "Lovelace", "Ada Lovelace_657001_assignsubmission_file_", "657001"),
    "jose": ("José", "Núñez", f"José Núñez_657003_assignsubmission_file_{NAME}.ipynb", "657003"),
}
CANVASES = {
    "grace": ("Grace", "Hopper", f"hoppergrace_LATE_4002_90001_{NAME}-1.ipynb", "4002"),
    "li": ("Wei", "Li", "liwei_4004_90004_homework", "4004"),
}
CLASS = MOODLES | CANVASES


def hand_in_class(made: MadeClass, answers: Mapping[str, Mapping[str, str]]) -> None:
    """Everybody's work arrives, as `nbgrader zip_collect` files it."""
    arrived = {}
    for student, (first, last, given, number) in CLASS.items():
        system = "Moodle" if student in MOODLES else "Canvas"
        more = {"lms_user_id": number} if system == "Canvas" else {}
        made.add(student, last, first_name=first, email=f"{student}@example.org", **more)
        made.hands_in(student, answers.get(student, {}))
        arrived[student] = Delivery(
            None, None, "downloaded/x.zip", f"{first} {last}", system, number, given
        )
    add_collected(made.folder, NAME, arrived, (), "downloaded")


def make_pages(made: MadeClass, *options: str) -> None:
    """What `nbgrader generate_feedback` does, without starting a Python for it."""
    done, said = run_command(GenerateFeedbackApp, made.folder, NAME, *options)
    assert done, said


def page_of(made: MadeClass, student: str) -> Path:
    return made.folder / "feedback" / student / NAME / f"{NAME}.html"
