"""A term that has been played: a class that handed in by every way, was marked, and got feedback."""

from __future__ import annotations

import contextlib
import hashlib
import io
import unicodedata
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbgrader.utils import notebook_hash

from grader.autograding.recording.collected import Delivery, Skipped, add_collected
from tests.autograding.conftest import released_course
from tests.autograding.made_class import MadeClass, earning, made_class
from tests.autograding.test_faults import NAME
from tests.services import made_once
from tests.surroundings import ROOT

WHO = "zoe17"  # who is forgotten
FIRST, LAST, EMAIL = "Zoë", "Ångström", "zoe@example.org"
OTHERS = {"ada": ("Ada", "Lovelace", "4001"), "zoe17-b": ("Zoe", "Moore", "4003")}
SECRET = "5ec4e7"
MARKED = "2026-03-01T10:00:00+00:00"


def notebook_of(made: MadeClass, text: str) -> str:
    return nbformat.writes(made.answered({"row_means": earning(2, text)}))


def _zip(path: Path, members: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    path.write_bytes(content.getvalue())


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def play(folder: Path) -> None:
    """Play the term in a folder."""
    base = released_course(ROOT, NAME)
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stderr(io.StringIO()):
        made = made_class(folder, base, patch)
        with made.gradebook() as book:
            book.add_student(WHO, first_name=FIRST, last_name=LAST, email=EMAIL, lms_user_id="4002")
            for student, (first, last, number) in OTHERS.items():
                book.add_student(student, first_name=first, last_name=last, lms_user_id=number)
        texts = {WHO: f"By {FIRST} {LAST}", "ada": "By Ada", "zoe17-b": "By Zoe Moore"}
        notebooks = {student: notebook_of(made, f"# {text}") for student, text in texts.items()}
        for student, text in notebooks.items():
            made.hand_in(student, NAME, NAME, text.encode())
        with contextlib.chdir(folder), contextlib.redirect_stdout(io.StringIO()):
            from grader import cli

            assert cli.main(["autograde", NAME]) == 0
        with made.gradebook() as book:
            comment = book.find_comment("row_means-answer", NAME, NAME, WHO)
            comment.manual_comment = f"Well done, {FIRST} {LAST}"
            book.find_grade("distances", NAME, NAME, "ada").manual_score = 1.5
            book.db.commit()
        exchange = folder / ".nbgrader/exchange/tensorflow-workbook"
        for student, text in notebooks.items():
            _write(
                exchange / f"inbound/{student}+{NAME}+2026-03-01 10:00:00 UTC+x/{NAME}.ipynb", text
            )
            _write(folder / f"feedback/{student}/{NAME}/{NAME}.html", f"<p>{texts[student]}</p>")
        _write(folder / f"submitted/{WHO}/{NAME}/submission_secret.txt", SECRET)
        page = notebook_hash(secret=SECRET, notebook_id=NAME)
        _write(exchange / f"feedback/{page}.html", "<p>no name in it</p>")
        _write(exchange / "feedback/0123456789abcdef.html", "<p>somebody else's</p>")
        digest = hashlib.sha256(WHO.encode()).hexdigest()[:32]
        _write(folder / f".nbgrader/evidence/{NAME}/{digest}.json.gz", "as it was kept")
        _write(
            folder / ".nbgrader/autograde.log",
            f"{MARKED} {NAME} ada\nValueError: ada's\n{MARKED} {NAME} {WHO}\nValueError: one\n",
        )
        _write(
            folder / ".nbgrader.log", f"Collected submitted/{WHO}/{NAME}\nCollected submitted/ada\n"
        )
        add_collected(
            folder,
            NAME,
            {
                student: Delivery(source=f"downloaded/{NAME}/archive/canvas.zip", owner_name=last)
                for student, last in ((WHO, f"{FIRST} {LAST}"), ("ada", "Ada Lovelace"))
            },
            [Skipped("downloaded/essay.pdf", "It is no notebook.", WHO), Skipped("x", "y", "ada")],
            "nowhere",
        )
        downloads = folder / f"downloaded/{NAME}"
        by_canvas = {
            f"angstromzoe_4002_555_{NAME}.ipynb": notebooks[WHO],
            f"lovelaceada_4001_556_{NAME}.ipynb": notebooks["ada"],
        }
        full = unicodedata.normalize("NFD", f"{FIRST} {LAST}")  # as macOS writes it
        by_moodle = {
            f"{full}_657717_assignsubmission_file_/{NAME}.ipynb": notebooks[WHO],
            f"Zoe Moore_657718_assignsubmission_file_/{NAME}.ipynb": notebooks["zoe17-b"],
        }
        _zip(downloads / "archive/canvas.zip", by_canvas)
        _zip(downloads / "archive/moodle.zip", by_moodle)
        _zip(downloads / f"archive/{WHO}.zip", {f"{NAME}.ipynb": notebooks[WHO]})
        for place, members in (("canvas", by_canvas), ("moodle", by_moodle)):
            for name, text in members.items():
                _write(downloads / "extracted" / place / name, text)
        _write(
            downloads / "archive/worksheet.csv",
            f'Identifier,Full name,Status\r\n657717,"{LAST}, {FIRST}",ok\r\n657718,Zoe Moore,ok\r\n',
        )
        _write(
            folder / "class.csv",
            f"id,first_name,last_name,email\n{WHO},{FIRST},{LAST},{EMAIL}\nada,Ada,Lovelace,\n"
            '"zoe17-b","Zoe",Moore,"two\nlines"\n',
        )
        _write(folder / "late_days.py", "class LateDays: ...\n")


@pytest.fixture(scope="session")
def played() -> Path:
    """The folder of a term that was played, made once; not to be changed."""
    return made_once("played-term", play)


@pytest.fixture
def term(tmp_path: Path, played: Path, monkeypatch) -> MadeClass:
    """A copy of it."""
    return made_class(tmp_path / "course", played, monkeypatch)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its content; of a link, where it leads to."""
    return {
        str(path.relative_to(folder)): (
            str(path.readlink()).encode() if path.is_symlink() else path.read_bytes()
        )
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }
