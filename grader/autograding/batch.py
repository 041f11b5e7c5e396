"""Marks a class: reads every submission, runs those that changed, and records what they earned.

Running is parallel, recording is not. What one submission does to its kernel costs that submission;
an interrupted run is continued by the next one.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from pathlib import Path

from nbformat import NotebookNode

import grader
from grader.autograding.cleaning import clean
from grader.autograding.graded_kernel import GradedKernel, KernelStartError
from grader.autograding.ledger import CourseFolder, read_released, record, write_notebook
from grader.autograding.marking import Mark
from grader.autograding.repair import Released, repair
from grader.autograding.running import Asked, Limits, run_submission
from grader.autograding.student_packages import write_packages
from grader.autograding.submissions import Submission, digest_of, find_students, read_submission
from grader.course import course as course_facts
from grader.kernels.sandbox import Sandbox
from grader.kernels.warm import running_parent
from grader.tasks import UnknownTaskError, find_assignment

NewKernel = Callable[[Mapping[str, Path]], GradedKernel]


@dataclass(frozen=True)
class Options:
    """How a class is marked.

    Attributes:
        students: Only these; empty for everybody who handed something in.
        jobs: Kernels at a time; 0 for as many as there are cores.
        limits: Seconds for a cell and a notebook.
        force: Whether what was marked before, and is unchanged, runs again.
    """

    students: tuple[str, ...] = ()
    jobs: int = 0
    limits: Limits = Limits()
    force: bool = False


@dataclass
class Marked:
    """What came of one student's submission.

    Attributes:
        student: Their id.
        score, most: Points, without those a person still has to give.
        seconds: How long it took to run.
        by_hand: How many cells wait for a person.
        repairs: What was done to its notebooks.
        problems: What could not be read.
        failures: Cells that did not run to their end.
        keys: Task to what was found: `passed`, `misconception.columns`, ...
        error: Why it could not be marked at all; the gradebook is as it was.
        unchanged: Whether it was marked before, and did not run again.
    """

    student: str
    score: float = 0.0
    most: float = 0.0
    seconds: float = 0.0
    by_hand: int = 0
    repairs: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    error: str = ""
    unchanged: bool = False


@dataclass(frozen=True)
class _Work:
    """A submission that ran, before it is recorded."""

    marked: Marked
    digest: str
    timestamp: str
    notebooks: Mapping[str, tuple[NotebookNode | None, Sequence[Mark]]]


def mark_class(
    course: CourseFolder,
    assignment: str,
    options: Options,
    kernels: Kernels,
    progress: Callable[[Marked, int], None] = lambda marked, of: None,
) -> list[Marked]:
    """Mark every submission of an assignment.

    Args:
        course: Where things are.
        assignment: Its name.
        options: How.
        kernels: Where kernels come from.
        progress: Called with each submission as it is done, and how many there are.

    Raises:
        CourseError: The gradebook does not know the assignment.
        KeyboardInterrupt: Somebody pressed Ctrl-C; what was marked is recorded.
    """
    asked = _asked(course, assignment)
    subjects = {f"{name}-answer": one.task.ask.subject for name, one in asked.items()}
    released = read_released(course, assignment, subjects)
    rules = _digest_of_rules(course, released, options)
    students = find_students(course.submitted, assignment)
    if options.students:
        students = [one for one in students if one in options.students]
    jobs = options.jobs or os.cpu_count() or 1
    done: list[Marked] = []
    theirs = _instructors_files(course, assignment)

    def work(student: str) -> _Work | Marked:
        return _mark(course, assignment, student, released, asked, rules, options, new)

    def new(files: Mapping[str, Path]) -> GradedKernel:
        return kernels.new({**files, **theirs})

    with ThreadPoolExecutor(jobs) as pool:
        futures = [pool.submit(work, student) for student in students]
        try:
            for future in as_completed(futures):
                result = future.result()
                if isinstance(result, _Work):
                    _record(course, assignment, result)
                    result = result.marked
                done.append(result)
                progress(result, len(students))
        except BaseException:  # Ctrl-C too: what has not begun does not
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return sorted(done, key=lambda marked: marked.student)


def _instructors_files(course: CourseFolder, assignment: str) -> dict[str, Path]:
    """What stands beside the source notebooks; a student's file of the same name gives way."""
    folder = course.source / assignment
    return {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.suffix != ".ipynb"
        and not {".ipynb_checkpoints", "__pycache__"} & set(path.parts)
    }


class Kernels:
    """Makes kernels for submissions, by a warm parent that runs while inside.

    Args:
        confined: Whether kernels are confined.
    """

    def __init__(self, confined: bool = True) -> None:
        self._confined = confined
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Kernels:
        folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="workbook-"))
        packages = Path(folder) / "packages"
        packages.mkdir()
        write_packages(packages)
        self._environment = _environment(folder, packages)
        sandbox = sandbox_for(packages) if self._confined else None
        self._address = self._stack.enter_context(running_parent(self._environment, sandbox))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def new(self, files: Mapping[str, Path]) -> GradedKernel:
        """A kernel that has not started; `files` will lie in its folder."""
        return GradedKernel(self._address, self._environment, files, self._confined)


def sandbox_for(packages: Path | None = None) -> Sandbox:
    """What a submission may see: the environment, and this course's packages for students."""
    visible = [sys.prefix, sys.base_prefix, *([str(packages)] if packages else [])]
    return Sandbox(list(dict.fromkeys(visible)))


def _environment(folder: str, packages: Path) -> dict[str, str]:
    """The variables of kernels: few, and nobody's own."""
    return {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.defpath]),
        "HOME": folder,
        "LANG": "C.UTF-8",
        "MPLCONFIGDIR": folder,
        "PYTHONPATH": str(packages),
        "CUDA_VISIBLE_DEVICES": "",  # no mark needs a GPU
        # As many kernels run as there are cores.
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }


def _asked(course: CourseFolder, assignment: str) -> dict[str, Asked]:
    """The tasks of the assignment, each with the course's cases and hidden ones."""
    try:
        tasks = find_assignment(assignment).tasks
    except UnknownTaskError:  # an assignment of plain nbgrader cells
        return {}
    secret = secret_seed(course)
    return {
        task.name: Asked(
            task, (*task.draw_cases(course_facts().seed), *task.draw_cases(secret, hidden=True))
        )
        for task in tasks
    }


def secret_seed(course: CourseFolder) -> int:
    """What hidden cases are drawn from: this course's own, made at the first marking and kept."""
    path = course.root / ".nbgrader" / "secret-seed"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(f"{secrets.randbits(63)}\n")
    return int(path.read_text())


def _digest_of_rules(course: CourseFolder, released: Sequence[Released], options: Options) -> str:
    """Of all that a mark depends on besides the submission."""

    def parts() -> Iterator[bytes]:
        for one in released:
            yield repr((one.name, one.cells)).encode()
        for room in ("checking", "tasks", "autograding"):
            for path in sorted((Path(grader.__file__).parent / room).rglob("*.py")):
                yield path.read_bytes()
        yield repr((secret_seed(course), course_facts(), options.limits)).encode()

    return digest_of(parts())


def _mark(
    course: CourseFolder,
    assignment: str,
    student: str,
    released: Sequence[Released],
    asked: Mapping[str, Asked],
    rules: str,
    options: Options,
    new_kernel: NewKernel,
) -> _Work | Marked:
    """Run one student's notebooks, unless they were marked before."""
    start = time.monotonic()
    read = {
        one.name: read_submission(course.submitted, student, assignment, one.name)
        for one in released
    }
    digest = digest_of([rules.encode(), *(one.digest.encode() for one in read.values())])
    before = None if options.force else _marked_before(course, assignment, student, digest)
    if before:
        return before
    marked = Marked(student)
    notebooks: dict[str, tuple[NotebookNode | None, Sequence[Mark]]] = {}
    try:
        for one in released:
            submission = read[one.name]
            marked.problems += submission.problems
            notebooks[one.name] = _run(one, submission, asked, options, new_kernel, marked)
    except KernelStartError as error:
        marked.error = f"No kernel could be started: {error}."
        return marked
    marked.seconds = round(time.monotonic() - start, 3)
    timestamp = next((one.timestamp for one in read.values() if one.timestamp), "")
    return _Work(marked, digest, timestamp, notebooks)


def _run(
    released: Released,
    submission: Submission,
    asked: Mapping[str, Asked],
    options: Options,
    new_kernel: NewKernel,
    marked: Marked,
) -> tuple[NotebookNode | None, Sequence[Mark]]:
    if submission.notebook is None:
        marked.most += sum(
            cell.metadata.nbgrader.points
            for cell in released.cells
            if "points" in cell.metadata.get("nbgrader", {})
        )
        return None, ()
    repaired = repair(submission.notebook, released)
    marked.repairs += repaired.repairs
    ran = run_submission(
        repaired.notebook, asked, lambda: new_kernel(dict(submission.files)), options.limits
    )
    marked.failures += ran.failures
    for mark in ran.marks:
        marked.most += mark.most
        marked.score = round(marked.score + (mark.score or 0.0), 4)
        marked.by_hand += mark.score is None
        if mark.key:
            marked.keys[mark.grade_id] = mark.key
    clean(ran.notebook, ran.judged)
    _note_what_was_done(ran.notebook, [*submission.problems, *repaired.repairs, *ran.failures])
    return ran.notebook, ran.marks


def _note_what_was_done(notebook: NotebookNode, notes: Sequence[str]) -> None:
    """Say at the top of an autograded notebook what was repaired and what failed."""
    if not notes:
        return
    import nbformat

    lines = "\n".join(f"- {note}" for note in notes)
    cell = nbformat.v4.new_markdown_cell(f"**When this notebook was marked**\n\n{lines}")
    cell["id"] = "marking-notes"
    notebook.cells.insert(0, cell)


def _marker(course: CourseFolder, assignment: str, student: str) -> Path:
    name = hashlib.sha256(student.encode()).hexdigest()[:32]
    return course.root / ".nbgrader" / "marked" / assignment / f"{name}.json"


def _marked_before(
    course: CourseFolder, assignment: str, student: str, digest: str
) -> Marked | None:
    """What an earlier run recorded of the same submission by the same rules."""
    try:
        said = json.loads(_marker(course, assignment, student).read_text(encoding="utf-8"))
        if said.pop("digest") != digest:
            return None
        return Marked(**{**said, "unchanged": True})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # none, or half a one
        return None


def _record(course: CourseFolder, assignment: str, work: _Work) -> None:
    """The notebooks first, then the gradebook, then the marker that says that both are there."""
    student = work.marked.student
    folder = course.autograded / student / assignment
    for name, (notebook, _) in work.notebooks.items():
        path = folder / f"{name}.ipynb"
        if notebook is None:
            path.unlink(missing_ok=True)
        else:
            write_notebook(path, notebook)
    if work.timestamp and folder.is_dir():
        (folder / "timestamp.txt").write_text(work.timestamp + "\n", encoding="utf-8")
    record(course, assignment, student, work.timestamp, work.notebooks)
    marker = _marker(course, assignment, student)
    marker.parent.mkdir(parents=True, exist_ok=True)
    aside = marker.with_suffix(".writing")
    aside.write_text(json.dumps({**asdict(work.marked), "digest": work.digest}), encoding="utf-8")
    os.replace(aside, marker)
