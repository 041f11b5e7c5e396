"""`nbgrader zip_collect`, its second half: what of a download is whose, and which of it counts.

nbgrader asks for one file after the other; what it is answered is decided for all of them at the first
question, and told in a few lines at the last one.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from dateutil.tz import gettz
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.plugins import FileNameCollectorPlugin
from traitlets import Unicode

from grader.autograding.nbgrader_plugins.downloads import Download, newest
from grader.autograding.nbgrader_plugins.file_names import (
    CANVAS,
    MOODLE,
    TEAM,
    Named,
    Owner,
    Roster,
    own_id,
    read_path,
)
from grader.autograding.nbgrader_plugins.files_along import files_along
from grader.autograding.nbgrader_plugins.worksheet import Entry, read_worksheet
from grader.autograding.nbgrader_plugins.zip_extract import LeftOut, Origin
from grader.autograding.reading.assignment_cells import AssignmentCells
from grader.autograding.reading.handed_in import MOST_NOTEBOOK, look_through, read_file, time_of
from grader.autograding.reading.submissions import notebook_in
from grader.autograding.recording.collected import Delivery, Skipped, add_collected
from grader.autograding.terms.untrusted_text import printable

_NAMED = 8  # students, and files, that a line names
_OF_FILES = "_assignsubmission_file"  # in Moodle's names
_APART = datetime.timedelta(minutes=1)  # between two files that were not made in one go


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
        "Without it, this machine's.",
    ).tag(config=True)

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


@dataclass(frozen=True)
class _Item:
    """A file that was unpacked.

    Attributes:
        path: Where it lies now.
        origin: Where it came from.
        named: What the names on its way say.
    """

    path: Path
    origin: Origin
    named: Named

    @property
    def download(self) -> tuple[Path | str, ...]:
        """What is the same for all that was downloaded at once."""
        if not self.origin.download:
            return ()
        if self.origin.words == str(self.origin.archive):
            return (self.origin.path.parts[0],)
        return (self.origin.archive,)


@dataclass(frozen=True)
class _Owned(_Item):
    """A file whose names say who handed it in."""

    owner: Owner

    @property
    def source(self) -> _Source:
        """Who handed it in, in which download."""
        return self.owner.key, self.download

    @property
    def was_a_file(self) -> bool:
        """Whether its owner handed it in as a file: Moodle puts what was typed into it beside."""
        return self.owner.system != MOODLE or _OF_FILES in str(self.origin.path)


_Source = tuple[tuple[str, str], tuple[Path | str, ...]]


def _by_source(items: Iterable[_Owned]) -> dict[_Source, list[_Owned]]:
    sources: dict[_Source, list[_Owned]] = {}
    for item in items:
        sources.setdefault(item.source, []).append(item)
    return sources


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
        self._cells = _cells_of(release)
        with Gradebook(self._courses.db_url, self._courses.course_id) as book:
            self._roster = Roster.of(book)
            dates = {entry.name: entry.duedate for entry in book.assignments}
            self._due = dates.get(self._assignment)
        self._notes: list[str] = []
        self._deliveries: dict[str, Delivery] = {}
        self._skipped: list[Skipped] = []
        self._entries: dict[str, Entry] = {}
        self._beside: Mapping[_Source, list[_Owned]] = {}
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

    def _read_items(self) -> list[_Item]:
        root = self._step(self._app.extracted_directory)
        unpacker = self._app.extractor_plugin_inst
        origins: Mapping[Path, Origin] = getattr(unpacker, "origins", {})
        left_out: Sequence[LeftOut] = getattr(unpacker, "left_out", ())
        files = [
            (file.path, origins.get(file.path) or _here(file.path, file.name))
            for file in look_through(root).files
        ]
        above = _parts_above([origin for _, origin in files])
        items: list[_Item] = []
        for path, origin in files:
            logical = origin.path.with_name(path.name)
            named = read_path(logical, [*self._cells], self._roster, above(origin))
            if named.owner:
                items.append(_Owned(path, origin, named, named.owner))
            else:
                items.append(_Item(path, origin, named))
        for file in left_out:
            named = read_path(file.origin.path, [*self._cells], self._roster, above(file.origin))
            self._skip(file.origin.words, f"{file.why[:1].upper()}{file.why[1:]}.", named.student)
        return items

    def _skip(self, path: Path | str, why: str, student: str = "") -> None:
        self._skipped.append(Skipped(self._shown(path), why, student))

    # What counts

    def _decide(self) -> None:
        notebooks: list[_Item] = []
        others: list[_Item] = []
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
        self._beside = _by_source(
            item for item in others if isinstance(item, _Owned) and item.was_a_file
        )
        students = self._by_student(notebooks)
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
            along = isinstance(item, _Owned) and item.was_a_file and item.source in collected
            if not along:
                ending = item.path.suffix or "no ending"
                why = f"It is no notebook ({printable(ending)})."
                self._skip(item.origin.words, why, item.named.student)
        for names, concerned in untold.items():
            self._app.fail(
                "%s",
                f"Nothing was collected: of {_people(concerned)} there is different work in "
                f"{' and '.join(names)}, and the times of these don't tell which is newer. Take out "
                f"of {self._shown(self._step(self._app.archive_directory))} what is not to count, "
                "and collect again with --force.",
            )
        if not self._app.force:
            self._refuse_to_replace()
        for names, concerned in older.items():
            self._notes.append(
                f"Work of {len(concerned)} is in {' and in '.join(names)}: "
                f"the newer, {names[0]}, counts ({_people(concerned)})."
            )

    def _worksheet(self, item: _Item) -> dict[str, Entry]:
        zone = gettz(self._plugin.worksheet_zone) if self._plugin.worksheet_zone else None
        if self._plugin.worksheet_zone and zone is None:
            self._app.fail("NamesOfSystems.worksheet_zone is no time zone that is known here.")
        entries = read_worksheet(item.path, zone)
        unread = [entry.unread for entry in entries.values() if entry.unread]
        if unread:
            self._notes.append(
                f"{self._shown(item.origin.words)} has times that can't be read, such as "
                f"{printable(unread[0])!r}: download it with Moodle set to English."
            )
        read = sum(entry.time is not None for entry in entries.values())
        if read:
            where = self._plugin.worksheet_zone or "this machine"
            self._notes.append(
                f"When {read} handed in was read from {self._shown(item.origin.words)}, as times "
                f"of {where}."
            )
        return entries

    def _by_student(self, notebooks: Sequence[_Item]) -> dict[str, list[_Owned]]:
        """Each student's notebooks; of two owners who seem to be the same student, each under what
        the system itself calls them."""
        students: dict[str, list[_Owned]] = {}
        for notebook in notebooks:
            if isinstance(notebook, _Owned) and notebook.named.student:
                students.setdefault(notebook.named.student, []).append(notebook)
            else:
                self._skip(notebook.origin.words, notebook.named.why_not)
        for student, items in list(students.items()):
            owners = _owners(items)
            if len(owners) < 2:
                continue
            del students[student]
            self._notes.append(
                f"{student} may be meant by {' and by '.join(map(_written, owners.values()))}: they "
                f"are filed as {' and '.join(own_id(owner) or 'nobody' for owner in owners.values())}"
                ", and neither replaces the other."
            )
            for item in items:
                name = own_id(item.owner)
                taken = _owners(students.get(name, [])).keys() - {item.owner.key}
                if not name or taken or (name != student and name in self._roster.named):
                    self._skip(item.origin.words, "Two are called like this, and it is not clear "
                               "whose it is.", student)  # fmt: skip
                    continue
                named = replace(item.named, student=name, passing=item.owner.system == MOODLE)
                students.setdefault(name, []).append(replace(item, named=named))
        return dict(sorted(students.items()))

    def _of_newest(
        self,
        student: str,
        items: Sequence[_Owned],
        untold: dict[tuple[str, ...], list[str]],
        older: dict[tuple[str, ...], list[str]],
    ) -> list[_Owned]:
        """What a student handed in by the newest of several downloads."""
        groups: dict[tuple[Path | str, ...], list[_Owned]] = {}
        for item in items:
            groups.setdefault(item.download, []).append(item)
        if len(groups) == 1:
            return list(items)
        contents = [
            frozenset(map(_digest, [*group, *self._handed_in_beside(group)]))
            for group in groups.values()
        ]
        if len(set(contents)) == 1:
            return next(iter(groups.values()))
        downloads = {key: self._download(key, group) for key, group in groups.items()}
        names = {
            key: download.name or groups[key][0].origin.path.name
            for key, download in downloads.items()
        }
        files = {key: max(item.owner.file for item in group) for key, group in groups.items()}
        if all(files.values()) and len(set(files.values())) == len(files):  # Canvas's own numbers
            chosen: tuple[Path | str, ...] | None = max(groups, key=lambda key: files[key])
        else:
            best = newest(list(downloads.values()))
            chosen = next((key for key in downloads if downloads[key] is best), None)
        if chosen is None:
            untold.setdefault(tuple(sorted(names.values())), []).append(student)
            return []
        order = (names.pop(chosen), *sorted(names.values()))
        older.setdefault(order, []).append(student)
        return groups[chosen]

    def _download(self, key: tuple[Path | str, ...], group: Sequence[_Item]) -> Download:
        whole = [item for item in self.items if item.download == key] if key else group
        return Download.of([item.origin for item in whole])

    def _name_notebooks(self, student: str, items: Sequence[_Owned]) -> None:
        """Each file under a name of its own: where there are two, nbgrader would collect none."""
        taken: set[str] = set()
        groups: dict[str, list[_Owned]] = {}
        for item in items:
            groups.setdefault(item.named.notebook, []).append(item)
        for name, group in groups.items():
            chosen = self._meant(name, group) if len(group) > 1 else group[0]
            if len(group) > 1 and name in self._cells:
                beside = ", ".join(self._shown(i.origin.words) for i in group if i is not chosen)
                self._notes.append(
                    f"{student} has several notebooks for {name}: "
                    f"{self._shown(chosen.origin.words)} is taken; beside it: {beside}"
                    if chosen
                    else f"{student} has several notebooks for {name}, and which is meant can't be "
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

    def _meant(self, name: str, group: Sequence[_Owned]) -> _Owned | None:
        """Of several files for one notebook the one that counts; None where that can't be told."""
        left = list(group)
        if name in self._cells:
            read = [(item, notebook) for item in group if (notebook := _notebook(item.path))]
            best = self._cells[name].best([notebook for _, notebook in read])
            left = [read[number][0] for number in best] or left
        if len({_digest(item) for item in left}) == 1:
            return min(left, key=lambda item: (not item.named.exact, _depth(item)))
        by_file = sorted(left, key=lambda item: item.owner.file)
        if by_file[-1].owner.file > by_file[-2].owner.file:  # Canvas's own number
            return by_file[-1]
        by_time = sorted(
            ((item.origin.time, item) for item in left if item.origin.time),
            key=lambda pair: pair[0],
        )
        if len(by_time) == len(left):
            (before, _), (last, latest) = by_time[-2:]
            if last - before > _APART:
                return latest
        exact = sorted((item for item in left if item.named.exact), key=_depth)
        if len(exact) > 1 and _depth(exact[0]) == _depth(exact[1]):
            return None
        return exact[0] if exact else None

    def _handed_in_beside(self, notebooks: Sequence[_Owned]) -> list[_Owned]:
        """Files of the owners of these notebooks, from the same download."""
        sources = dict.fromkeys(item.source for item in notebooks)
        return [file for source in sources for file in self._beside.get(source, ())]

    def _take_along(self, student: str, notebooks: Sequence[_Owned]) -> None:
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
        self, student: str, items: Sequence[_Owned], late: set[tuple[Path | str, ...]]
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
                f"Nothing was collected: of {_people(there)} work is in "
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
        """Record what was found, and say in a few lines what somebody has to know."""
        place = self._shown(self._step(self._app.archive_directory))
        add_collected(
            Path(self._courses.root), self._assignment, self._deliveries, self._skipped, place
        )
        number = len(self._deliveries)
        self._log.info("%s: collected the work of %d students.", self._assignment, number)
        if self._along:
            self._log.info(
                "Files beside their notebooks came along (%d): %s.",
                sum(self._along.values()),
                _few(sorted(self._along)),
            )
        for note in (*self._notes, *self._about_students(), *self._about_skipped()):
            self._log.warning("%s", printable(note))

    def _about_students(self) -> Iterable[str]:
        passing = [student for student in self._deliveries if self._is_passing(student)]
        teams = [student for student in passing if student.startswith(TEAM)]
        if teams:
            yield (
                f"Work of a team, whose members Moodle doesn't name ({len(teams)}): {_few(teams)}."
            )
        numbers = [self._person(student) for student in passing if student not in teams]
        if numbers:
            yield (
                f"Filed under a number that Moodle gives for this assignment alone ({len(numbers)}): "
                f"{_few(numbers)}. For an id that lasts, add students with their names: nbgrader db "
                "student add ID --first-name=... --last-name=..."
            )
        unknown = [
            self._person(student)
            for student in self._deliveries
            if self._roster.named and student not in {*self._roster.ids, *passing}
        ]
        if unknown:
            yield f"Not in the class list ({len(unknown)}): {_few(unknown)}."
        late = [student for student, delivery in self._deliveries.items() if delivery.late]
        if late:
            yield f"Late, as the system says ({len(late)}): {_few(late)}."
        timeless = [student for student, known in self._deliveries.items() if not known.time]
        if timeless and self._due:
            yield (
                f"A due date is set, and of {_few(timeless)} no time is known, so that no penalty "
                "can be worked out. Moodle's grading worksheet (CSV), put beside its archive, holds "
                "the times."
            )

    def _person(self, student: str) -> str:
        name = self._deliveries[student].owner_name
        return f"{student} ({name})" if name not in ("", student) else student

    def _is_passing(self, student: str) -> bool:
        return any(
            self.answers.get(item.path, {}).get("student_id") == student
            and isinstance(item, _Owned)
            and item.owner.system == MOODLE
            and student == own_id(item.owner)
            for item in self.items
        )

    def _about_skipped(self) -> Iterable[str]:
        there = [entry for entry in self._skipped if entry.student not in self._deliveries]
        for entry in there[:_NAMED]:
            whose = f"{entry.student}: " if entry.student else ""
            yield f"Left out: {whose}{entry.path}: {entry.why}"
        if more := len(self._skipped) - len(there[:_NAMED]):
            yield (
                f"{more} {'more ' if there else ''}left out"
                f"{'' if there[_NAMED:] else ' beside notebooks that were collected'}; all are "
                f"listed in .nbgrader/collected/{self._assignment}.json."
            )


def _here(path: Path, name: str) -> Origin:
    """The origin of a file that somebody else unpacked."""
    relative = PurePosixPath(name)
    time = datetime.datetime.fromtimestamp(path.lstat().st_mtime)
    return Origin(relative, min(1, len(relative.parts) - 1), path, str(path), time, time)


def _parts_above(origins: Sequence[Origin]) -> Callable[[Origin], int]:
    """A function: how many parts of a file's path may lead to what a system wrote.

    Those of the download; and a folder in it that holds all the rest, as people make who zip a folder.
    """
    tops: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for origin in origins:
        if origin.download:
            parts = origin.path.parts
            tops.setdefault(parts[: origin.download], set()).add(parts[origin.download :][:2])

    def above(origin: Origin) -> int:
        inside = tops.get(origin.path.parts[: origin.download], set()) if origin.download else set()
        folder = {parts[0] for parts in inside if len(parts) == 2}
        wrapped = len(folder) == 1 and len(inside) > 1 and all(len(parts) == 2 for parts in inside)
        return origin.download + wrapped

    return above


def _cells_of(release: Path) -> dict[str, AssignmentCells]:
    """Name of each notebook that was handed out to what it is known by."""
    cells = {}
    for path in sorted(release.glob("*.ipynb")):
        notebook = _notebook(path)
        cells[path.stem] = AssignmentCells.of(notebook.cells if notebook else ())
    return cells


def _notebook(path: Path) -> NotebookNode | None:
    notebook, _, _ = notebook_in(path.parent, path.name, path.name)
    return notebook


def _digest(item: _Item) -> bytes:
    raw, _ = read_file(item.path.parent, item.path.name, MOST_NOTEBOOK)
    return hashlib.sha256(raw or b"").digest()


def _depth(item: _Item) -> int:
    return len(item.origin.path.parts)


def _owners(items: Iterable[_Owned]) -> dict[tuple[str, str], Owner]:
    return {item.owner.key: item.owner for item in items}


def _written(owner: Owner) -> str:
    number = f" {owner.number}" if owner.number else ""
    return f"{owner.name}{number} ({owner.system})"


def _people(students: Sequence[str]) -> str:
    return _few(list(students))


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
