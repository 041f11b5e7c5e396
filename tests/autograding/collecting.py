"""A course into which downloads are collected, in this process and without a kernel."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.apps.baseapp import NbGrader
from nbgrader.apps.zipcollectapp import ZipCollectApp

from grader.autograding.recording.collected import Collected, read_collected
from tests.autograding.conftest import empty_gradebook

NAME = "01-tensors"
FILE = f"{NAME}.ipynb"
MOODLE = "{}_assignsubmission_file_"


def run_command(app_class: type[NbGrader], folder: Path, *arguments: str) -> tuple[bool, str]:
    """Give one of nbgrader's commands in this process; whether it ended well, and what it said."""
    stream = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stderr(stream):
        app = app_class()
        try:
            app.initialize(list(arguments))
            app.start()
            done = True
        except SystemExit:
            done = False
        finally:
            app.close_handlers()
            app_class.clear_instance()
    return done, stream.getvalue()


def zipped(files: Mapping[str, str | bytes], when: tuple[int, ...] = ()) -> bytes:
    """An archive; `when` its files were changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, when) if when else name, content)
    return made.getvalue()


@dataclass
class Collecting:
    """A course with one assignment released, and what `nbgrader zip_collect` makes of a download."""

    folder: Path
    said: str = ""
    lines: Sequence[str] = ()

    @classmethod
    def made(cls, folder: Path, repository: Path, students: Sequence[Mapping[str, str]] = ()):
        """One with these students, each a dict of what the gradebook knows."""
        shutil.copy(repository / "nbgrader_config.py", folder)
        shutil.copytree(repository / "exercises" / NAME, folder / "exercises" / NAME)
        (folder / "gradebook.db").write_bytes(empty_gradebook("tensorflow-workbook"))
        with Gradebook(f"sqlite:///{folder}/gradebook.db", "tensorflow-workbook") as book:
            book.add_assignment(NAME)
            for known in students:
                known = dict(known)
                book.add_student(known.pop("id"), **known)
        return cls(folder)

    @property
    def archive(self) -> Path:
        """Where downloads are put."""
        made = self.folder / "downloaded" / NAME / "archive"
        made.mkdir(parents=True, exist_ok=True)
        return made

    def released(self) -> NotebookNode:
        """The notebook as it is handed out."""
        return nbformat.read(self.folder / "exercises" / NAME / FILE, as_version=4)

    def notebook(self, mark: str, untouched: bool = False, stripped: bool = False) -> str:
        """A notebook that somebody worked on, told from others by a mark in it.

        Args:
            mark: What it is told by.
            untouched: Whether it is as it was handed out; the mark then stands in its metadata.
            stripped: Whether an editor took the metadata out.
        """
        notebook = self.released()
        notebook.metadata["mark"] = mark
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("solution") and not untouched:
                cell.source = f"# by {mark}"
            if stripped:
                cell.metadata = NotebookNode()
        return json.dumps(notebook)

    def put(self, name: str, content: str | bytes, days_ago: float = 0) -> Path:
        """Put a file where downloads are."""
        path = self.archive / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        if days_ago:
            time = path.stat().st_mtime - 86400 * days_ago
            os.utime(path, (time, time))
        return path

    def collect(self, *options: str) -> bool:
        """Give the command; whether it ended well. What it said is in `said`, a line a sentence."""
        done, printed = run_command(ZipCollectApp, self.folder, NAME, *options)
        self.lines = printed.splitlines()
        self.said = re.sub(r"\n {10}", " ", printed)
        return done

    def submitted(self) -> dict[str, str]:
        """Path of each notebook that is there, and its mark."""
        return {
            path.relative_to(self.folder / "submitted").as_posix(): json.loads(path.read_text())[
                "metadata"
            ].get("mark", "")
            for path in sorted((self.folder / "submitted").rglob("*.ipynb"))
        }

    def taken(self) -> dict[str, str]:
        """Student to the mark of the notebook that will be marked."""
        return {
            path.removesuffix(f"/{NAME}/{FILE}"): mark
            for path, mark in self.submitted().items()
            if path.endswith(f"/{NAME}/{FILE}")
        }

    @property
    def record(self) -> Collected:
        """What was recorded."""
        return read_collected(self.folder, NAME)
