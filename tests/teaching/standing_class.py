"""A class in which students stand wherever they can stand, made once: its page and its tests show it.

Work is read, repaired and recorded for real, and not run. Feedback went back for real.
"""

from __future__ import annotations

import datetime
import time
from pathlib import Path

import pytest

from grader.autograding.recording.collected import Delivery, Skipped, add_collected
from grader.autograding.recording.gradebook_rows import entry_of
from grader.autograding.recording.returned import Returned, add_returned, digest_of_pages
from tests.autograding.conftest import released_course
from tests.autograding.made_class import MadeClass, earning, made_class
from tests.autograding.test_faults import NAME
from tests.surroundings import ROOT

DUE = datetime.datetime(2020, 3, 1, 12)
# Id, first and last name: accents, letters of twice the width, and what a spreadsheet takes for a formula.
PEOPLE = (
    ("ada", "Ada", "Lovelace"),
    ("s101", "Zoë", "Müller"),
    ("s102", "小明", "王"),
    ("s103", "=1+1", "Curie"),
    ("s104", "Grace", "Hopper"),
    ("s105", "Łukasz", "Żak"),
    ("s106", "Ana María", "de la Cruz"),
    ("s107", "Jean-Luc", "Dupont"),
    ("s108", "Priya", "Raman"),
    ("s109", "Noa", "Levi"),
)
HALF = {"row_means": earning(1), "scale_pixels": earning(2)}  # 3 points
MORE = {**HALF, "distances": earning(3), "standardize": earning(2)}  # 8


def standing_class(folder: Path, monkeypatch) -> MadeClass:
    """Make the class in an empty folder."""
    made = made_class(folder, released_course(ROOT, NAME), monkeypatch)
    for student, first, last in PEOPLE:
        made.add(student, last, first_name=first)
    made.due(DUE)
    for student, answers, when in (
        ("ada", MORE, "2020-02-28 09:15:00"),
        ("s101", MORE, "2020-03-02 09:00:00"),
        ("s106", HALF, "2020-02-29 20:00:00"),
        ("s108", HALF, ""),
    ):
        _hand_in(made, student, answers, when)
    made.hand_in("s102", NAME, NAME, b"{broken")
    _hand_in(
        made,
        "s104",
        {**HALF, "distances": earning(0, "# Could you look at this?")},
        "2020-03-01 11:59:00",
    )
    by_moodle = {"s108": Delivery(None, "2020-02-27T10:00:00+00:00", "downloaded/class.zip")}
    pdf = Skipped("downloaded/class.zip:levi_homework.pdf", "It is a PDF.", "s109")
    add_collected(made.folder, NAME, by_moodle, [pdf], "downloaded/class.zip")
    made.mark(NAME)
    _by_hand(made)
    _give_back(made)
    # What came after it was marked.
    _hand_in(made, "s105", HALF, "2020-03-01 12:30:00")
    _hand_in(made, "s106", MORE, "2020-03-01 10:00:00")
    _hand_in(made, "eve", HALF, "2020-02-28 08:00:00")
    return made


def _hand_in(made: MadeClass, student: str, answers: dict[str, str], when: str) -> None:
    path = made.hands_in(student, answers)
    if when:
        (path.parent / "timestamp.txt").write_text(f"{when} UTC\n")
        (path.parent / "submission_secret.txt").write_text(f"secret of {student}")


def _by_hand(made: MadeClass) -> None:
    """Marks that a person gave or has to give, and an extension."""
    with made.gradebook() as book:
        book.find_grade("row_means", NAME, NAME, "s101").manual_score = 2
        book.find_grade("standardize", NAME, NAME, "s104").needs_manual_grade = True
        entry_of(book, NAME, "s107")
        book.db.commit()
        book.grant_extension(NAME, "s107", days=2)


def _give_back(made: MadeClass) -> None:
    """Feedback of all but one: released to one, returned by a system to another, made anew for a third."""
    for student in ("ada", "s101", "s102", "s108"):
        folder = made.course.feedback / student / NAME
        folder.mkdir(parents=True)
        (folder / f"{NAME}.html").write_text(f"<title>{student}</title>")
        for name in ("timestamp.txt", "submission_secret.txt"):
            beside = made.course.autograded / student / NAME / name
            if beside.exists():
                (folder / name).write_bytes(beside.read_bytes())
    Path(made.folder, ".nbgrader/exchange").mkdir(parents=True, exist_ok=True)
    made.nbgrader("release_feedback", NAME, "--student", "ada")
    digest = digest_of_pages(made.course.feedback / "s108" / NAME)
    now = datetime.datetime.now(datetime.UTC).isoformat()
    add_returned(made.folder, NAME, {"s108": Returned(now, digest, "moodle")})


@pytest.fixture(scope="module")
def standing(tmp_path_factory) -> MadeClass:
    """The class; nobody changes it."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("TZ", "UTC")  # as the page shows it
        time.tzset()
        yield standing_class(tmp_path_factory.mktemp("standing"), monkeypatch)
    time.tzset()
