"""`nbgrader zip_collect`, its second half: whose file it is, and for which notebook.

Learning-management systems say so in a file's name, or in that of a folder above it:

    Moodle   Ada Lovelace_12345_assignsubmission_file_01-tensors.ipynb
    Canvas   lovelaceada_LATE_12345_67890_01-tensors-1.ipynb
    else     ada_01-tensors.ipynb, or ada/01-tensors.ipynb
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from nbgrader.api import Gradebook
from nbgrader.plugins import FileNameCollectorPlugin
from nbgrader.utils import find_all_notebooks

from grader.autograding.cleaning import printable

_MOODLE = re.compile(r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_file(?:_|$)")
_CANVAS = re.compile(r"(?P<name>[^_]+)_(?:LATE_)?(?P<number>\d+)_\d+(?:_|$)")
# How Colab calls a copy, in languages that put the words in front.
_COPY = r"(?:(?:copy[ _]of|c[oó]pia[ _]d[ei]|copie[ _]de|kopie[ _]v[ao]n)[ _])*"
# What is added where a name is taken: " (1)", "-1".
_AGAIN = r"(?:[ _]?\(\d{1,2}\)|[ _-]\d{1,2})?"
# What may be somebody's id: it becomes a folder's name, and nbgrader looks for it by a pattern.
_ID = re.compile(r"(?!\.)[\w.@+ -]{1,100}")


@dataclass(frozen=True)
class Roster:
    """Students whom the gradebook knows, by what a learning-management system calls them.

    Attributes:
        ids: All of them.
        names: The words of a full name, to the id; not of a name that two have.
        numbers: The system's own id, to the id.
    """

    ids: frozenset[str] = frozenset()
    names: Mapping[frozenset[str], str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, book: Gradebook) -> Roster:
        """Those of a gradebook."""
        named: dict[frozenset[str], list[str]] = {}
        for one in book.students:
            words = _words(f"{one.first_name or ''} {one.last_name or ''}")
            named.setdefault(words, []).append(one.id)
        return cls(
            frozenset(one.id for one in book.students),
            {words: ids[0] for words, ids in named.items() if words and len(ids) == 1},
            {str(one.lms_user_id): one.id for one in book.students if one.lms_user_id},
        )


@dataclass(frozen=True)
class Named:
    """What a path says.

    Attributes:
        student: Their id, or "" where it says none.
        notebook: The notebook's name, without its ending.
        exact: Whether the notebook is called as it was handed out.
        passing: Whether the id is a number that Moodle gives for one assignment alone.
    """

    student: str
    notebook: str
    exact: bool = False
    passing: bool = False


def read_path(path: PurePath, notebooks: Sequence[str], roster: Roster) -> Named:
    """What the path of a file says, relative to where all are.

    Args:
        path: Such as `Ada Lovelace_12345_assignsubmission_file_/01-tensors.ipynb`.
        notebooks: The names of the notebooks that were handed out, without their ending.
        roster: Who is known.
    """
    before, notebook, exact = _split(path.stem, notebooks)
    folders = path.parent.parts[::-1]
    for text in (path.stem, *folders):
        found = _MOODLE.match(text) or _CANVAS.match(text)
        if not found:
            continue
        if text == path.stem:
            notebook = notebook or text[found.end() :]
        moodle = "assignsubmission" in found[0]
        known = (
            roster.names.get(_words(found["name"]))
            if moodle
            else roster.numbers.get(found["number"])
        )
        passing = moodle and not known
        return Named(known or found["number"], notebook or path.stem, exact, passing)
    named = [one for one in folders if one in roster.ids] or [*folders] * (len(folders) == 1)
    student = before or (named[0] if named else "")
    return Named(student if _ID.fullmatch(student) else "", notebook or path.stem, exact)


def _split(stem: str, notebooks: Sequence[str]) -> tuple[str, str, bool]:
    """What stands before a notebook's name, that name ("" where it is none of these), and whether
    it stands there as it was handed out."""
    for name in sorted(notebooks, key=len, reverse=True):
        parts = "[ _-]".join(map(re.escape, re.split("[ _-]", name)))
        pattern = rf"(?P<before>(?:.*?[ _-])??){_COPY}(?P<name>{parts}){_AGAIN}"
        if found := re.fullmatch(pattern, stem, re.IGNORECASE):
            return found["before"].strip(" _-"), name, stem == found["before"] + name
    return "", "", False


def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", name.casefold()))


class NamesOfSystems(FileNameCollectorPlugin):
    """Tells student and notebook from the names that Moodle, Canvas or a person gave.

    A student whom the gradebook knows by name (Moodle) or by the system's id (Canvas, as
    `lms_user_id`) has the gradebook's id, any other the system's number. Where `named_regexp` is
    set, that alone is asked, as by nbgrader's own plug-in.
    """

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """Whose notebook the file at this path is; None where it is none, or doesn't say."""
        if self.named_regexp:
            return super().collect(submitted_file)
        if Path(submitted_file).suffix not in self.valid_ext:
            return None  # nbgrader names it
        if not hasattr(self, "_read"):
            self._read = self._read_all()
        return self._read.get(Path(submitted_file))

    def _read_all(self) -> dict[Path, dict[str, str]]:
        """Every file at once: of two for one notebook, the one with its exact name is taken."""
        courses = self.parent.coursedir
        release = courses.format_path(courses.release_directory, ".", courses.assignment_id)
        notebooks = [name.removesuffix(".ipynb") for name in find_all_notebooks(release)]
        with Gradebook(courses.db_url, courses.course_id) as book:
            roster = Roster.of(book)
        below = self.parent.collect_directory_structure.format(
            downloaded=self.parent.downloaded_directory,
            assignment_id=courses.assignment_id,
            collect_step=self.parent.extracted_directory,
        )
        root = Path(courses.root, below)
        named = {
            path: read_path(path.relative_to(root), notebooks, roster)
            for path in sorted(root.rglob("*"))
            if path.suffix in self.valid_ext
        }
        if passing := sum(one.passing for one in named.values()):
            self.log.warning(
                "%d files are filed under a number that Moodle gives for this assignment alone. For "
                "an id that lasts, add students with their names: nbgrader db student add ID "
                "--first-name=... --last-name=...",
                passing,
            )
        return self._without_doubles(named)

    def _without_doubles(self, named: Mapping[Path, Named]) -> dict[Path, dict[str, str]]:
        """Each file under a name of its own: where there are two, nbgrader would collect none."""
        found: dict[Path, dict[str, str]] = {}
        taken: dict[tuple[str, str], Path] = {}
        for path, one in sorted(named.items(), key=lambda item: not item[1].exact):
            name = one.notebook
            while (other := taken.get((one.student, name))) and one.student:
                name = f"{name} again"
                told = printable(f"{one.student} is taken for {other}; beside it: {path}")
                self.log.warning("%s", told)
            taken[one.student, name] = path
            if one.student:
                found[path] = {"student_id": one.student, "file_id": f"{name}{path.suffix}"}
        return found
