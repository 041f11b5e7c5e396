"""The page on Moodle and Canvas shows what the commands print, in the order a teacher gives them."""

from __future__ import annotations

import json
import re

from nbgrader.apps.zipcollectapp import ZipCollectApp

from tests.autograding.collecting import MOODLE, run_command, zipped
from tests.autograding.made_class import earning
from tests.autograding.returning import make_pages
from tests.autograding.test_faults import NAME
from tests.surroundings import ROOT

PAGE = ROOT / "docs/instructors/learning-systems.md"
WORKSHEET = (
    "Identifier,Full name,Status,Grade,Maximum grade,Last modified (submission),Last modified (grade)\n"
    "Participant 657001,Ada Lovelace,Submitted,,20.00,-,-\n"
    "Participant 657009,Kim Park,Submitted,,20.00,-,-\n"
    "Participant 657011,Lou Moor,Submitted,,20.00,-,-\n"
)


def shown(first: str) -> str:
    """The block of the page that begins like this."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    [block] = [block for block in blocks if block.startswith(first)]
    return block.rstrip("\n")


def test_the_page_shows_what_collecting_and_returning_print(made, capsys):
    made.add("ada", "Lovelace", first_name="Ada")
    made.add("grace", "Hopper", first_name="Grace", lms_user_id="4002")
    archive = made.folder / "downloaded" / NAME / "archive"
    archive.mkdir(parents=True)
    work = json.dumps(made.answered({"row_means": earning(2)}))
    moodle = {
        f"{MOODLE.format('Ada Lovelace_657001')}/{NAME}.ipynb": work,
        f"{MOODLE.format('Kim Park_657009')}/{NAME}.ipynb": work,
        f"{MOODLE.format('Lou Moor_657011')}/homework.pdf": b"%PDF",
    }
    (archive / "CS1.zip").write_bytes(zipped(moodle))
    (archive / "submissions.zip").write_bytes(
        zipped({f"hoppergrace_LATE_4002_90001_{NAME}.ipynb": work})
    )
    done, said = run_command(ZipCollectApp, made.folder, NAME)
    assert done
    printed = re.sub(r"^\[.*?\] |^ {4}", "", said, flags=re.MULTILINE).strip()
    assert printed == shown(f"{NAME}: collected")
    log = (made.folder / ".nbgrader/collecting.log").read_text("utf-8")
    assert f"as ada/{NAME}/{NAME}.ipynb" in log and "homework.pdf' (657011): It is no" in log
    assert (made.folder / ".nbgrader/collecting.log").stat().st_mode & 0o077 == 0
    made.autograde(capsys)
    make_pages(made)
    (archive / "Grades-CS1.csv").write_text(WORKSHEET)
    capsys.readouterr()
    code, said, _ = made.command(
        capsys, "return", NAME, "--moodle", f"downloaded/{NAME}/archive/Grades-CS1.csv"
    )
    assert code == 0
    assert said.strip() == shown(f"{NAME}: 1 mark")
    # What was written is no part of what is collected next.
    assert sorted(path.name for path in archive.iterdir()) == [
        "CS1.zip",
        "Grades-CS1.csv",
        "submissions.zip",
    ]


def test_a_class_of_forty_is_told_on_one_screen(made):
    archive = made.folder / "downloaded" / NAME / "archive"
    archive.mkdir(parents=True)
    files = {}
    for number in range(40):
        made.add(f"s{number:03}", f"Bartholomew{number}", first_name="Anna")
        name = MOODLE.format(f"Anna Bartholomew{number}_{657000 + number}")
        work = json.dumps(made.answered({"row_means": f"# by {number}"}))
        files[f"{name}/{NAME}.ipynb" if number % 9 else f"{name}/homework.pdf"] = work
    (archive / "CS1.zip").write_bytes(zipped(files))
    done, said = run_command(ZipCollectApp, made.folder, NAME)
    lines = said.splitlines()
    assert done and len(lines) <= 24
    assert lines[-1].endswith(".nbgrader/collecting.log")
    assert "s000 Bartholomew0: Anna Bartholomew0_657000_assignsubmission_file_/homework.pdf" in said
