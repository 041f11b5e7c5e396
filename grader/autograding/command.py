"""`grader autograde`: marks a class, shows how far it is, and says what came of it."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from grader.kernels import warm

if TYPE_CHECKING:
    # Imported where they are used: nbgrader and its database take a second, `--help` should not.
    from grader.autograding.batch import Marked

MARKED, SOME_NOT, WRONG_USE, NO_SANDBOX, INTERRUPTED = 0, 1, 2, 3, 130

EPILOG = """\
Reads submitted/STUDENT/ASSIGNMENT/, writes autograded/ and the gradebook, as `nbgrader autograde`
does; Formgrader, `nbgrader generate_feedback` and `nbgrader export` go on from there. What is
unchanged since it was marked does not run again. Interrupted, the same command goes on.

exit codes: 0 all marked; 1 some could not be run; 2 wrong arguments, or the course is not set up;
3 no sandbox can be had here; 130 interrupted

examples:
  grader autograde 01-tensors
  grader autograde 01-tensors --student ada --student grace --force
  grader autograde 01-tensors --jobs 2 --timeout 60 --json > marks.json
"""


def add_parser(commands: Any) -> None:
    """Add the command to those of `grader`."""
    parser = commands.add_parser(
        "autograde",
        help="mark an assignment for a class",
        description="Mark every submission of an assignment, each in a sandbox of its own, in "
        "parallel.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("assignment", help="such as 01-tensors")
    parser.add_argument(
        "--student", action="append", default=[], metavar="ID", help="only this one; repeatable"
    )
    parser.add_argument("--jobs", type=_positive, default=0, help="kernels at a time (the cores)")
    parser.add_argument(
        "--timeout", type=_seconds, default=30.0, metavar="SECONDS", help="for a cell (30)"
    )
    parser.add_argument("--force", action="store_true", help="mark again what is unchanged")
    parser.add_argument(
        "--no-sandbox",
        action="store_true",
        help="run students' code unconfined, with your rights: only what you would run yourself",
    )
    parser.add_argument("--json", action="store_true", help="print the result for a program")


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("should be 1 or more")
    return value


def _seconds(text: str) -> float:
    value = float(text)
    if not 1 <= value <= 3600:
        raise argparse.ArgumentTypeError("should be from 1 to 3600")
    return value


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns its exit code."""
    from grader.autograding.batch import Kernels, Options, mark_class
    from grader.autograding.ledger import CourseError, open_course
    from grader.autograding.running import Limits

    if reason := _no_way(arguments.no_sandbox):
        print(f"grader autograde: {reason}", file=sys.stderr)
        return NO_SANDBOX
    options = Options(
        tuple(arguments.student),
        arguments.jobs,
        Limits(arguments.timeout, 20 * arguments.timeout),
        arguments.force,
    )
    try:
        course = open_course()
        with Kernels(not arguments.no_sandbox) as kernels, _Progress() as progress:
            marked = mark_class(course, arguments.assignment, options, kernels, progress.show)
    except CourseError as error:
        print(f"grader autograde: {error}", file=sys.stderr)
        return WRONG_USE
    except KeyboardInterrupt:
        print("\nInterrupted. The same command goes on where this one was.", file=sys.stderr)
        return INTERRUPTED
    if missing := sorted(set(options.students) - {one.student for one in marked}):
        print(
            f"grader autograde: nothing handed in by {', '.join(missing)} for "
            f"{arguments.assignment}.",
            file=sys.stderr,
        )
        return WRONG_USE
    if arguments.json:
        print(json.dumps([asdict(one) for one in marked], indent=2, ensure_ascii=False))
    else:
        print(summary(marked, arguments.assignment))
    return SOME_NOT if any(one.error for one in marked) else MARKED


def _no_way(unconfined: bool) -> str:
    """Why nothing can be marked here, and what to do, or ""."""
    if reason := warm.why_not():
        return f"{reason}. Use `nbgrader autograde` there, or Linux (WSL2 on Windows)."
    if unconfined:
        return ""
    from grader.autograding.batch import sandbox_for
    from grader.kernels import sandbox

    if reason := sandbox.why_not(sandbox_for()):
        return (
            f"{reason}\nWhat it needs: Linux 5.13 with Landlock, and either root or unprivileged "
            "user namespaces. On Ubuntu: `sudo sysctl -w "
            "kernel.apparmor_restrict_unprivileged_userns=0`; in a container: run it with "
            "`--security-opt seccomp=unconfined --cap-add SYS_ADMIN`.\n--no-sandbox marks without "
            "one: students' code then runs with your rights."
        )
    return ""


class _Progress:
    """A bar with rate and time left, and a line for each submission that something is wrong with."""

    def __init__(self) -> None:
        self._bar: tqdm | None = None

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def show(self, marked: Marked, of: int) -> None:
        if self._bar is None:
            self._bar = tqdm(total=of, unit="submission", file=sys.stderr, dynamic_ncols=True)
        for text in (marked.error, *marked.problems, *marked.failures):
            if text:
                self._bar.write(f"{marked.student}: {text}", file=sys.stderr)
        self._bar.update()


def summary(marked: Sequence[Marked], assignment: str) -> str:
    """The closing table."""
    if not marked:
        return f"Nobody has handed in {assignment}."
    ran = [one for one in marked if not one.unchanged and not one.error]
    lines = [f"{assignment}: {len(marked)} submissions, {len(ran)} run now"]
    scored = [one for one in marked if not one.error]
    if scored:
        most = max(one.most for one in scored)
        mean = statistics.mean(one.score for one in scored)
        lines.append(f"  mean       {mean:.2f} of {most:g} points")
    if ran:
        slowest = max(ran, key=lambda one: one.seconds)
        lines.append(f"  slowest    {slowest.student}, {slowest.seconds:.1f} s")
    for title, chosen in (
        ("by hand", [one for one in scored if one.by_hand]),
        ("repaired", [one for one in scored if one.repairs]),
        ("unreadable", [one for one in scored if one.problems]),
        ("cells failed", [one for one in scored if one.failures]),
        ("not run", [one for one in marked if one.error]),
    ):
        if chosen:
            names = ", ".join(one.student for one in chosen[:8])
            more = f" and {len(chosen) - 8} more" if len(chosen) > 8 else ""
            lines.append(f"  {title:<12} {len(chosen)}: {names}{more}")
    return "\n".join(lines)
