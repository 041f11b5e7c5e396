"""`grader check-task`: what is refused of a task, and what is worth a look."""

from __future__ import annotations

import argparse
import difflib
import json
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from grader.authoring.afterword_rules import check_afterword
from grader.authoring.answer_rules import (
    check_accepted,
    check_solution,
    check_starter,
    check_wrong,
)
from grader.authoring.begun_rules import check_begun
from grader.authoring.case_rules import SOUND_RUNS, check_draws, check_threshold, check_tolerance
from grader.authoring.checked import CheckedTask, is_trained
from grader.authoring.collected_answers import Answer, read_answers
from grader.authoring.course_files import CourseFiles, this_course
from grader.authoring.docstring_rules import check_example, check_shape
from grader.authoring.form_rules import check_form
from grader.authoring.hint_rules import check_hints
from grader.authoring.idea_rules import check_ideas, check_tried
from grader.authoring.mutation_rules import check_edges, check_mutations
from grader.authoring.notebook_rules import (
    check_names,
    check_notebooks,
    check_points,
    check_registered,
)
from grader.authoring.notices import Notice
from grader.authoring.oracle_rules import check_oracle
from grader.authoring.task_modules import PlacedTask, TaskModules, read_tasks
from grader.authoring.trying import CellStopped, verdict_on, verdict_on_idea
from grader.catalog import UnknownTaskError
from grader.course import NoCourseError
from grader.judging.task import Task

Rule = Callable[[CheckedTask], Iterator[Notice]]
# In the order a person mends them: an answer that fails makes all else uncertain.
RULES: tuple[Rule, ...] = (
    check_solution,
    check_starter,
    check_accepted,
    check_example,
    check_shape,
    check_form,
    check_ideas,
    check_wrong,
    check_hints,
    check_afterword,
    check_draws,
    check_tolerance,
    check_threshold,
    check_tried,
    check_oracle,
    check_mutations,
    check_edges,
)
_MOST_NEAR = 3


@dataclass(frozen=True)
class TaskReport:
    """What came out of one task.

    Attributes:
        task: Its name.
        notices: What is refused, then what is worth a look.
        seconds: How long it took.
        left_out: Whether its answers were not run, since that trains something.
    """

    task: str
    notices: tuple[Notice, ...]
    seconds: float
    left_out: bool


class UnknownNameError(LookupError):
    """There is no task of that name; the text names the nearest."""


def check_task(
    course: CourseFiles,
    placed: PlacedTask,
    answers: Sequence[Answer] = (),
    quick: bool = False,
    rules: Sequence[Rule] = RULES,
) -> TaskReport:
    """Put every rule to one task.

    A rule that stops with an error, as where a task's own function raises, is a notice too.
    """
    start = time.perf_counter()
    own = [answer for answer in answers if answer.task == placed.task.name]
    checked = CheckedTask(course, placed, own, quick)
    notices: list[Notice] = []
    stopped: dict[tuple[int, str], int] = {}
    # Of a task that is only begun, all rules but this one say what its author knows.
    begun = list(check_begun(checked))
    for rule in rules if not begun else ():
        try:
            notices += rule(checked)
        except Exception as error:  # the task's own code raised: its author is told, and it goes on
            said = f"{type(error).__name__}: {error}"
            place = _last_line_in(checked, error), said
            stopped[place] = stopped.get(place, 0) + 1
    for (line, said), count in stopped.items():
        text = f"the task's own code stops, and with it {count} of {len(rules)} rules. {said}"
        notices.append(checked.refuse("stopped", line, text))
    notices += begun
    seconds = time.perf_counter() - start
    return TaskReport(placed.task.name, _in_order(notices), seconds, not checked.runs_answers)


def _last_line_in(checked: CheckedTask, error: Exception) -> int:
    """The line of the task's module that an exception came through last."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame.lineno for frame in frames if frame.filename == str(checked.source.file)]
    return own[-1] if own and own[-1] else checked.source.line_of()


def check_course(course: CourseFiles, tasks: TaskModules) -> list[Notice]:
    """What is refused of the tasks as a whole: broken modules, names, notebooks."""
    notices = [*tasks.broken, *check_registered(tasks), *check_names(tasks, course.root)]
    notices += check_points(course, tasks)
    return [*notices, *check_notebooks(course, tasks)]


def choose(tasks: TaskModules, names: Sequence[str]) -> list[PlacedTask]:
    """The tasks of these names; all of them without a name.

    Raises:
        UnknownNameError: There is none of that name.
    """
    by_name = {placed.task.name: placed for placed in tasks.tasks}
    broken = {notice.task for notice in tasks.broken}
    for name in names:
        if name not in by_name and name not in broken:
            near = difflib.get_close_matches(name, by_name, n=_MOST_NEAR)
            advice = f"The nearest: {', '.join(near)}." if near else "See `grader tasks`."
            raise UnknownNameError(f"There is no task called {name!r}. {advice}")
    wanted = set(names)
    return [placed for placed in tasks.tasks if not names or placed.task.name in wanted]


def show_panel(course: CourseFiles, task: Task, key: str) -> str:
    """What a learner reads, as plain text: of a wrong idea, of `starter` or of `solution`.

    Raises:
        UnknownNameError: The task has no such idea.
    """
    # It needs the tasks, and so comes after they were read, the broken ones left out.
    from grader.feedback.checking.checks import verdict_text

    cells = {"starter": task.starter, "solution": task.solution}
    if key in cells:
        try:
            verdict = verdict_on(task, cells[key], course.seed, imports=course.imports)
        except CellStopped as stopped:
            return f"The cell stops before it can be checked. {stopped}"
        return verdict_text(task, verdict)
    for idea in task.misconceptions:
        if key.removeprefix("misconception.") == idea.key:
            return verdict_text(task, verdict_on_idea(task, idea, course.seed))
    keys = [*cells, *(idea.key for idea in task.misconceptions)]
    near = difflib.get_close_matches(key, keys, n=_MOST_NEAR)
    advice = f"The nearest: {', '.join(near)}." if near else f"There are: {', '.join(keys)}."
    raise UnknownNameError(f"{task.name} has no {key!r} to show. {advice}")


def estimated_seconds(course: CourseFiles, placed: PlacedTask, answers: Sequence[Answer]) -> float:
    """About how long a task takes that trains something, from how long its solution takes once."""
    start = time.perf_counter()
    try:
        verdict_on(placed.task, placed.task.solution, course.seed, imports=course.imports)
    except CellStopped:
        return 0.0
    once = time.perf_counter() - start
    own = [answer for answer in answers if answer.task == placed.task.name]
    runs = len(course.seeds) * (2 + len(own))
    return once * (runs + (SOUND_RUNS if placed.task.quality else 0))


def add_parser(commands: Any) -> None:
    """Add `check-task` to the commands of `grader`."""
    parser = commands.add_parser(
        "check-task",
        help="check tasks before anybody learns with them",
        description="Check tasks before anybody learns with them. What is REFUSED has to be mended; "
        "what says LOOK is for a person to judge. Each comes with its file, its line and what came "
        "out.",
        epilog="It ends with 0, with 1 where something is refused, with 2 for a name that is none.",
    )
    parser.add_argument("task", nargs="*", help="the task's name; all tasks without one")
    parser.add_argument("--json", action="store_true", help="the same for a program")
    parser.add_argument("--quick", action="store_true", help="leave out what trains something")
    parser.add_argument(
        "--show",
        metavar="KEY",
        help="print what a learner reads: of a wrong idea, of starter, or of solution",
    )


def run(options: argparse.Namespace, course: CourseFiles | None = None) -> int:
    """Run the command; returns its exit code."""
    try:
        where = course or this_course()
    except (NoCourseError, UnknownTaskError, ValueError) as error:
        print(f"grader check-task: {error}", file=sys.stderr)
        return 2
    tasks = read_tasks(where.package)
    try:
        chosen = choose(tasks, options.task)
        if options.show:
            return _show(where, chosen, options)
    except UnknownNameError as error:
        print(f"grader check-task: {error}", file=sys.stderr)
        return 2
    try:
        answers = read_answers(where.answer_files())
    except ValueError as error:
        print(f"grader check-task: {error}", file=sys.stderr)
        return 1
    _import_quietly(where)
    return _check(where, tasks, chosen, answers, options)


def _show(course: CourseFiles, chosen: Sequence[PlacedTask], options: argparse.Namespace) -> int:
    if len(options.task) != 1 or len(chosen) != 1:
        raise UnknownNameError("--show needs the name of one task.")
    _import_quietly(course)
    print(show_panel(course, chosen[0].task, options.show))
    return 0


def _check(
    course: CourseFiles,
    tasks: TaskModules,
    chosen: Sequence[PlacedTask],
    answers: Sequence[Answer],
    options: argparse.Namespace,
) -> int:
    start = time.perf_counter()
    general = [
        notice for notice in check_course(course, tasks) if _concerns(notice, chosen, options)
    ]
    reports = []
    for placed in chosen:
        if is_trained(placed.task) and not options.quick:
            seconds = estimated_seconds(course, placed, answers)
            text = f"{placed.task.name} trains something: about {seconds:.0f} s (--quick leaves it out)"
            print(text, file=sys.stderr, flush=True)
        report = check_task(course, placed, answers, options.quick)
        mine = [notice for notice in general if notice.task == report.task]
        general = [notice for notice in general if notice.task != report.task]
        reports.append(replace(report, notices=_in_order([*mine, *report.notices])))
        if not options.json:
            print(_as_text(course, reports[-1]), flush=True)
    everything = [*general, *(notice for report in reports for notice in report.notices)]
    refused = sum(notice.level == "REFUSED" for notice in everything)
    if options.json:
        print(
            json.dumps([n.as_data(course.root) for n in everything], indent=2, ensure_ascii=False)
        )
        return 1 if refused else 0
    for notice in general:
        print(notice.as_text(course.root))
    looks = len(everything) - refused
    print(f"{refused} refused, {looks} to look at, {time.perf_counter() - start:.1f} s")
    return 1 if refused else 0


def _concerns(notice: Notice, chosen: Sequence[PlacedTask], options: argparse.Namespace) -> bool:
    """Whether a notice is about one of the tasks that were asked for, or its assignment."""
    if not options.task:
        return True
    names = {placed.task.name for placed in chosen}
    names |= {placed.assignment.name for placed in chosen if placed.assignment}
    return notice.task in {*names, *options.task} or notice.rule == "module"


def _as_text(course: CourseFiles, report: TaskReport) -> str:
    refused = sum(notice.level == "REFUSED" for notice in report.notices)
    looks = len(report.notices) - refused
    said = [f"{refused} refused"] if refused else []
    said += [f"{looks} to look at"] if looks else []
    said += ["its answers not run, since that trains something"] if report.left_out else []
    summary = f"{report.task}: {', '.join(said) or 'nothing to say'} ({report.seconds:.1f} s)"
    return "\n".join([*(notice.as_text(course.root) for notice in report.notices), summary])


def _in_order(notices: Sequence[Notice]) -> tuple[Notice, ...]:
    return tuple(sorted(notices, key=lambda notice: notice.level != "REFUSED"))


def _import_quietly(course: CourseFiles) -> None:
    """Import what answers use before any of them is timed, and keep its first lines off the screen."""
    if "tensorflow" in course.imports.values():
        import grader.session.tensorflow_import  # noqa: F401
