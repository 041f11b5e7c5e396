"""`nbgrader zip_collect`, its second half: what of a download is whose, and which of it counts.

nbgrader asks for one file after the other; what it is answered is decided for all of them at the first
question, and told in a few lines at the last one.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.plugins import FileNameCollectorPlugin
from traitlets import Unicode

from grader.autograding.nbgrader_plugins.collecting_log import FILED, NOT_TAKEN, keep_details
from grader.autograding.nbgrader_plugins.collecting_words import LOG, Findings, called, words
from grader.autograding.nbgrader_plugins.downloaded_items import (
    Item,
    OwnedItem,
    Source,
    by_source,
    read_items,
    released_cells,
)
from grader.autograding.nbgrader_plugins.file_names import CANVAS, MOODLE, Roster, own_id
from grader.autograding.nbgrader_plugins.files_along import files_along
from grader.autograding.nbgrader_plugins.student_names import few
from grader.autograding.nbgrader_plugins.which_counts import newest_work, notebook_meant
from grader.autograding.nbgrader_plugins.whose_work import by_student
from grader.autograding.nbgrader_plugins.worksheet import Entry, read_worksheet
from grader.autograding.nbgrader_plugins.zip_extract import LeftOut, Origin
from grader.autograding.reading.handed_in import time_of
from grader.autograding.recording.class_marks import class_marks_of
from grader.autograding.recording.collected import Delivery, Skipped, add_collected
from grader.autograding.terms.course_clock import clock_called, clock_of
from grader.autograding.terms.errors import CourseError
from grader.autograding.terms.untrusted_text import printable


class NamesOfSystems(FileNameCollectorPlugin):
    """Tells student and notebook from the names that Moodle, Canvas or a person gave.

    A student whom the gradebook knows by name (Moodle) or by the system's id (Canvas, as
    `lms_user_id`) has the gradebook's id, any other the system's number. Where `named_regexp` is
    set, that alone is asked, as by nbgrader's own plug-in.
    """

    tells_all = True  # also what was not unpacked

    worksheet_zone = Unicode(
        "",
        help="The time zone of the times in Moodle's grading worksheet, such as Europe/Berlin. "
        "Without it, the course's (time_zone in course.toml), and else this machine's.",
    ).tag(config=True)

    def __init__(self, **named: object) -> None:
        super().__init__(**named)
        if self.parent is not None:
            try:
                keep_details(self.log, Path(self.parent.coursedir.root, LOG))
            except OSError as error:
                self.parent.fail("%s", f"{LOG} cannot be written: {error.strerror}.")

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """Whose notebook the file at this path is; None where it is none, or doesn't say."""
        if self.parent is None:
            return super().collect(submitted_file) if self.named_regexp else None
        if not hasattr(self, "_collecting"):
            self._collecting = _Collecting(self)
            self._unasked = {item.path for item in self._collecting.items}
        path = Path(submitted_file)
        if self.named_regexp:
            answer = self._collecting.by_expression(path, super().collect(submitted_file))
        else:
            answer = self._collecting.answers.get(path)
        self._unasked.discard(path)
        if not self._unasked:
            self._unasked = {Path()}  # once is enough
            self._collecting.tell()
        return answer


class _Collecting:
    """What comes of one download, or several.

    Attributes:
        items: All files.
        answers: What nbgrader is told: a file's path to whose it is and how it is called.
    """

    def __init__(self, plugin: NamesOfSystems) -> None:
        self._plugin, self._log, self._app = plugin, plugin.log, plugin.parent
        self._courses = self._app.coursedir
        self._assignment = self._courses.assignment_id
        release = Path(self._path(self._courses.release_directory, "."))
        self._cells = released_cells(release)
        with Gradebook(self._courses.db_url, self._courses.course_id) as book:
            self._roster = Roster.of(book)
            marks = class_marks_of(book, self._assignment)
            self._people, self._due = marks.people, marks.due
        self._notes: list[str] = []
        self._deliveries: dict[str, Delivery] = {}
        self._skipped: list[Skipped] = []
        self._entries: dict[str, Entry] = {}
        self._beside: Mapping[Source, list[OwnedItem]] = {}
        self._along: dict[str, int] = {}  # how many files lie beside a student's notebooks
        self.answers: dict[Path, dict[str, str]] = {}
        self.items = self._read_items()
        if not plugin.named_regexp:
            self._decide()

    def _path(self, step: str, student: str) -> str:
        path: str = self._courses.format_path(step, student, self._assignment)
        return path

    def _step(self, step: str) -> Path:
        below = self._app.collect_directory_structure.format(
            downloaded=self._app.downloaded_directory,
            assignment_id=self._assignment,
            collect_step=step,
        )
        return Path(self._courses.root, below)

    def _shown(self, path: Path | str) -> str:
        root = f"{self._courses.root}/"
        return printable(str(path).removeprefix(root))

    # What is there

    def _read_items(self) -> list[Item]:
        root = self._step(self._app.extracted_directory)
        unpacker = self._app.extractor_plugin_inst
        origins: Mapping[Path, Origin] = getattr(unpacker, "origins", {})
        left_out: Sequence[LeftOut] = getattr(unpacker, "left_out", ())
        items, of_left_out = read_items(root, origins, [*self._cells], self._roster)
        for file in left_out:
            why = f"{file.why[:1].upper()}{file.why[1:]}."
            self._skip(file.origin.words, why, of_left_out(file).student)
        return items

    def _few(self, students: Sequence[str]) -> str:
        return few([called(student, self._people) for student in students])

    def _skip(self, path: Path | str, why: str, student: str = "") -> None:
        self._skipped.append(Skipped(self._shown(path), why, student))

    # What counts

    def _decide(self) -> None:
        notebooks: list[Item] = []
        others: list[Item] = []
        for item in self.items:
            if item.path.suffix in self._plugin.valid_ext:
                notebooks.append(item)
            # By itself, where the instructor put it: no learner's file comes to lie there.
            elif (
                item.path.suffix == ".csv"
                and not item.origin.download
                and (entries := self._worksheet(item))
            ):
                self._entries |= entries
            else:
                others.append(item)
        self._beside = by_source(
            item for item in others if isinstance(item, OwnedItem) and item.was_a_file
        )
        sorted_out = by_student(notebooks, self._roster)
        students = sorted_out.students
        self._notes += sorted_out.notes
        for item, why, student in sorted_out.unclear:
            self._skip(item.origin.words, why, student)
        late = {
            item.download for item in notebooks if item.named.owner and item.named.owner.late
        }  # where Canvas marks who is late, the others are not
        untold: dict[tuple[str, ...], list[str]] = {}
        older: dict[tuple[str, ...], list[str]] = {}
        for student, items in students.items():
            counting = self._of_newest(student, items, untold, older)
            self._name_notebooks(student, counting)
            self._take_along(student, counting)
            self._deliver(student, counting, late)
        collected = {item.source for items in students.values() for item in items}
        for item in others:
            along = isinstance(item, OwnedItem) and item.was_a_file and item.source in collected
            if not along:
                ending = item.path.suffix or "no ending"
                why = f"It is no notebook ({printable(ending)})."
                self._skip(item.origin.words, why, item.named.student)
        for names, concerned in untold.items():
            self._app.fail(
                "%s",
                f"Nothing was collected: of {self._few(concerned)} there is different work in "
                f"{' and '.join(names)}, and the times of these don't tell which is newer. Take out "
                f"of {self._shown(self._step(self._app.archive_directory))} what is not to count, "
                "and collect again with --force.",
            )
        if not self._app.force:
            self._refuse_to_replace()
        for names, concerned in older.items():
            self._notes.append(
                f"Work of {len(concerned)} is in {' and in '.join(names)}: "
                f"the newer, {names[0]}, counts ({self._few(concerned)})."
            )

    def _worksheet(self, item: Item) -> dict[str, Entry]:
        named = self._plugin.worksheet_zone
        try:
            clock = clock_called(named) if named else clock_of(Path(self._app.coursedir.root))
        except CourseError as error:
            self._app.fail(
                "NamesOfSystems.worksheet_zone is no time zone that is known here."
                if named
                else str(error)
            )
        entries = read_worksheet(item.path, clock.zone)
        unread = [entry.unread for entry in entries.values() if entry.unread]
        if unread:
            self._notes.append(
                f"{self._shown(item.origin.words)} has times that can't be read, such as "
                f"{printable(unread[0])!r}: download it with Moodle set to English."
            )
        read = sum(entry.time is not None for entry in entries.values())
        if read:
            self._notes.append(
                f"When {read} handed in was read from {self._shown(item.origin.words)}, as times "
                f"of {clock.place}."
            )
        return entries

    def _of_newest(
        self,
        student: str,
        items: Sequence[OwnedItem],
        untold: dict[tuple[str, ...], list[str]],
        older: dict[tuple[str, ...], list[str]],
    ) -> list[OwnedItem]:
        """What a student handed in by the newest of several downloads."""
        counting, names = newest_work(items, self.items, self._handed_in_beside)
        if names:
            (older if counting else untold).setdefault(names, []).append(student)
        return counting

    def _name_notebooks(self, student: str, items: Sequence[OwnedItem]) -> None:
        """Each file under a name of its own: where there are two, nbgrader would collect none."""
        taken: set[str] = set()
        groups: dict[str, list[OwnedItem]] = {}
        for item in items:
            groups.setdefault(item.named.notebook, []).append(item)
        for name, group in groups.items():
            chosen = notebook_meant(name, group, self._cells) if len(group) > 1 else group[0]
            if len(group) > 1 and name in self._cells:
                beside = ", ".join(self._shown(i.origin.words) for i in group if i is not chosen)
                self._notes.append(
                    f"{self._few([student])} has several notebooks for {name}: "
                    f"{self._shown(chosen.origin.words)} is taken; beside it: {beside}"
                    if chosen
                    else f"{self._few([student])} has several notebooks for {name}, and which is meant can't be "
                    f"told: {beside}. None is taken for it; all are in the submission."
                )
            for item in sorted(group, key=lambda item: item is not chosen):
                called = (
                    name if item is chosen else item.path.stem if not chosen else f"{name} again"
                )
                while called in taken or (item is not chosen and called in self._cells):
                    called += " again"
                taken.add(called)
                self.answers[item.path] = {
                    "student_id": student,
                    "file_id": f"{called}{item.path.suffix}",
                }

    def _handed_in_beside(self, notebooks: Sequence[OwnedItem]) -> list[OwnedItem]:
        """Files of the owners of these notebooks, from the same download."""
        sources = dict.fromkeys(item.source for item in notebooks)
        return [file for source in sources for file in self._beside.get(source, ())]

    def _take_along(self, student: str, notebooks: Sequence[OwnedItem]) -> None:
        """Have what was handed in beside notebooks lie beside them."""
        names = [self.answers[item.path]["file_id"] for item in notebooks]
        of_release = [f"{name}.ipynb" for name in self._cells]
        # The folder of the assignment's own notebook is the one that counts.
        order = sorted(
            zip(names, notebooks, strict=True), key=lambda pair: pair[0] not in of_release
        )
        files = {file.path: file for file in self._handed_in_beside(notebooks)}
        decided = files_along(
            [(path, file.named.within) for path, file in files.items()],
            [item.named.within for _, item in order],
            [*names, *of_release],
        )
        for path, along in decided.items():
            if along.name:
                self.answers[path] = {"student_id": student, "file_id": along.name}
                self._along[student] = self._along.get(student, 0) + 1
            else:
                self._skip(files[path].origin.words, along.why_not, student)

    def _deliver(
        self, student: str, items: Sequence[OwnedItem], late: set[tuple[Path | str, ...]]
    ) -> None:
        if not items:
            return
        item = max(items, key=lambda item: item.owner.file)
        owner = item.owner
        entry = self._entries.get(owner.number) if owner.system == MOODLE else None
        if owner.system == CANVAS and item.download in late:
            owner = replace(owner, late=bool(owner.late))
        time = entry.time if entry else None
        source = self._shown(item.origin.archive)
        self._deliveries[student] = Delivery(
            entry.late if entry else owner.late,
            time.isoformat() if time else None,
            source,
            owner.name,
            owner.system,
            owner.number,
            owner.given,
        )
        if time:
            for item in items:
                self.answers[item.path]["timestamp"] = time.isoformat(" ")

    def _refuse_to_replace(self) -> None:
        there = [
            student
            for student in self._deliveries
            if (folder := Path(self._path(self._courses.submitted_directory, student))).is_dir()
            and any(folder.iterdir())
        ]
        if there:
            self._app.fail(
                "%s",
                f"Nothing was collected: of {self._few(there)} work is in "
                f"{self._courses.submitted_directory}/ already. --force replaces it.",
            )

    def by_expression(self, path: Path, answer: dict[str, str] | None) -> dict[str, str] | None:
        """Note what the instructor's own expression says of a file."""
        item = next((item for item in self.items if item.path == path), None)
        words = item.origin.words if item else path
        if not answer:
            taken = self._plugin.valid_ext
            why = (
                "NamesOfSystems.named_regexp doesn't match its path."
                if path.suffix in taken
                else f"NamesOfSystems.valid_ext names what is taken: {', '.join(taken)}."
            )
            self._skip(words, why)
            return answer
        time = time_of(answer.get("timestamp") or "")
        said = time.replace(tzinfo=datetime.UTC).isoformat() if time else None
        source = self._shown(item.origin.archive if item else path)
        self._deliveries[answer["student_id"]] = Delivery(None, said, source, "")
        return answer

    # What is said of it

    def tell(self) -> None:
        """Record what was found, and say on one screen what somebody has to know."""
        place = self._shown(self._step(self._app.archive_directory))
        add_collected(
            Path(self._courses.root), self._assignment, self._deliveries, self._skipped, place
        )
        for path, answer in self.answers.items():
            where = f"{answer['student_id']}/{self._assignment}/{answer['file_id']}"
            self._log.info("%s", printable(f"{FILED}{self._shown(path)} as {where}"))
        for entry in self._skipped:
            whose = f" ({entry.student})" if entry.student else ""
            self._log.info("%s", printable(f"{NOT_TAKEN}{entry.path}{whose}: {entry.why}"))
        findings = Findings(
            self._assignment,
            self._people,
            self._deliveries,
            self._along,
            {student for student in self._deliveries if self._is_passing(student)},
            self._due is not None,
            self._notes,
            self._skipped,
        )
        level = logging.WARNING if self._skipped or self._notes else logging.INFO
        self._log.log(level, "%s", words(findings))

    def _is_passing(self, student: str) -> bool:
        return any(
            self.answers.get(item.path, {}).get("student_id") == student
            and isinstance(item, OwnedItem)
            and item.owner.system == MOODLE
            and student == own_id(item.owner)
            for item in self.items
        )
