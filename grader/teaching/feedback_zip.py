"""Feedback pages in an archive, under the names by which a learning-management system takes them back.

Moodle ("Upload multiple feedback files in a zip", mod/assign/feedback/file/importziplib.php) looks in
each path for a part of the form NAME_NUMBER_assignsubmission_file_ and files what stands behind it as
feedback of the participant of that number: the folder's name of its own download.

Canvas ("Upload Submissions" in the Gradebook, AbstractAssignment#infer_comment_context_from_filename)
takes from a file's name, split at its underscores, the first two parts that are numbers: the student
and the file that was handed in, as in the names of its own download. It shows what comes under the name
of the file that was handed in.
"""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

from grader.autograding.nbgrader_plugins.file_names import CANVAS, MOODLE
from grader.autograding.recording.collected import Delivery
from grader.teaching.mark_sheet import Line

_OF_FILES = "_assignsubmission_file"
_NOTEBOOK = ".ipynb"
_PATHS = str.maketrans("_/\\", "   ")


def entry_names(
    system: str, line: Line, delivery: Delivery | None, pages: list[str]
) -> dict[str, str]:
    """The name in the archive of each page of a student.

    Args:
        system: `MOODLE` or `CANVAS`.
        line: Theirs in the list of marks.
        delivery: How their work arrived; None where that isn't known.
        pages: The names of the pages' files.

    Returns:
        Page to name; nothing where the system could not tell whose they are.
    """
    given = delivery.given if delivery and delivery.system == system else ""
    if system == MOODLE:
        return {page: _in_moodle(given, line) + page for page in pages}
    if system == CANVAS and given:
        stem = given.removesuffix(_NOTEBOOK)
        if len(pages) == 1:
            return {pages[0]: f"{stem}.html"}
        return {page: f"{stem}_{page}" for page in pages}
    return {}


def _in_moodle(given: str, line: Line) -> str:
    """What stands in front of a page's name."""
    before, of_files, rest = given.partition(_OF_FILES)
    if not of_files:  # handed in another way; Moodle asks for no more than the number
        name = line.name.translate(_PATHS).strip() or "Participant"
        return f"{name}_{line.number}{_OF_FILES}_/"
    # Moodle's older form has no folders, and the file's name behind it.
    return f"{given}/" if rest in ("", "_") else f"{before}{_OF_FILES}_"


def zipped(files: Mapping[str, Path]) -> bytes:
    """An archive: name in it to the file.

    Raises:
        OSError: A file can't be read.
    """
    made = io.BytesIO()
    now = time.localtime()[:6]
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in files.items():
            entry = zipfile.ZipInfo(name, now)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())
    return made.getvalue()
