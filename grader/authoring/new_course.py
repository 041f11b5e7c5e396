"""`grader new-course`: a folder that is a course, without a task yet."""

from __future__ import annotations

import argparse
import importlib.util
import re
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from grader.authoring.new_files import NotWrittenError, check_python_name, to_do, write_new
from grader.course import FILE, FOLDER, GROUP

_PROJECT = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "{name}"
version = "0.1.0"
description = "{title}"
requires-python = ">=3.11"
# None on purpose: Colab has what notebooks import, and what is installed there forces a restart.
dependencies = []

[project.entry-points."{group}"]
{name} = "{package}"

[tool.setuptools.package-data]
{package} = ["{file}"]
"""
_SETUP = '''\
"""Which packages the distribution has: the folder {folder}/, under a name of its own."""

from setuptools import find_packages, setup

COURSE = "{package}"

folders = find_packages(include=["{folder}", "{folder}.*"])
setup(
    package_dir={{COURSE: "{folder}"}},
    packages=[COURSE + folder.removeprefix("{folder}") for folder in folders],
)
'''
_NBGRADER = '''\
"""The course, as nbgrader reads it (its commands, and its pages in JupyterLab)."""

from pathlib import Path

from grader.autograding.nbgrader_plugins.course_settings import set_up

c = get_config()  # noqa: F821  (nbgrader defines it)
set_up(c, Path(__file__).resolve().parent)

c.CourseDirectory.course_id = "{name}"
'''
_README = """\
# {title}

TODO: what the course teaches, and whom

| Lesson | Exercise |
|---|---|

## Two commands

`pip install --editable .` installs the course, and `jupyter lab` opens it.

## Licenses

TODO: the licenses of the code and of the texts
"""
_FACTS = """\
# The facts of this course, each written here and nowhere else.
repository = "https://github.com/OWNER/{name}"  # TODO: the address learners have it from
branch = "main"
title = "{title}"
# What Python imports this folder as, once the course is installed (setup.py).
package = "{package}"
# nbgrader's name for the course; learners' progress is kept in a folder called so.
course_id = "{name}"
# How this file is written, and the versions of the engine that the course works with.
format = 1
engine = ">={engine}"
# What a learner's checks draw their cases from. Marking draws from a secret one besides.
seed = 1
# Whether a learner may open the worked solution of a task after an attempt.
worked_solutions = true
# Whether Colab's assistant is on when an exercise is opened there. A default: whoever works on the
# notebook may switch it on.
assistant = false
# Where its teachers' clocks stand: due dates are read and shown so. Without it, the machine's zone.
# time_zone = "Europe/Berlin"
# What Colab installs before the course: the engine.
install = ["{target}"]

# What the exercises import, by the name they use: a kernel has it before a submission runs.
[imports]
np = "numpy"
"""
_TASKS = '''\
"""Every task of the course: a folder an assignment, a module a task."""

from grader.assignments import assignments_in

ASSIGNMENTS = assignments_in(__name__)
'''
_IGNORED = """\
__pycache__/
*.egg-info/
.ipynb_checkpoints/
/build/
/submitted/
/autograded/
/feedback/
/gradebook.db*
/.nbgrader/
"""


def add_parser(commands: Any) -> None:
    """Add `new-course` to the commands of `grader`."""
    parser = commands.add_parser(
        "new-course",
        help="make the folder of a course",
        description="Make the folder of a course: what installs it, its facts, and nbgrader's settings. "
        "The course is called as the folder is.",
    )
    parser.add_argument("folder", type=Path, help="a folder that is not there yet, or is empty")
    parser.add_argument("--title", help="what the course is called, such as 'Arrays by doing'")


def run(options: argparse.Namespace) -> int:
    """Run the command; returns its exit code."""
    try:
        written = new_course(options.folder, options.title)
    except NotWrittenError as error:
        print(f"grader new-course: {error}", file=sys.stderr)
        return 2
    root = options.folder.resolve()
    for path in written:
        print(path.relative_to(root).as_posix())
    print("To be done:", *to_do(written, root), sep="\n  ")
    print(f"Then, in {options.folder}: `grader new-task 01-first NAME --title TITLE`.")
    return 0


def new_course(folder: Path, title: str | None = None) -> dict[Path, str]:
    """Make a course; returns what was written.

    Raises:
        NotWrittenError: The folder holds something, or its name is none for a course.
    """
    root = folder.resolve()
    name = root.name
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise NotWrittenError(f"{folder} is not empty. Name a folder that is not there yet.")
    if not re.fullmatch(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*", name):
        raise NotWrittenError(
            f"A course is called as its folder is, and {name!r} is no name for one: small letters, "
            "digits and -, such as arrays-by-doing."
        )
    package = name.replace("-", "_")
    check_python_name(package, "a course")
    if importlib.util.find_spec(package):
        raise NotWrittenError(
            f"Python imports something else as {package} here. Give the folder another name."
        )
    title = title or name.replace("-", " ").replace("_", " ").capitalize()
    if '"' in title or "\\" in title or "\n" in title:
        raise NotWrittenError(f"The title {title!r} holds a quotation mark, a \\ or a line break.")
    engine, target = _engine()
    words = {"name": name, "package": package, "title": title, "group": GROUP, "file": FILE}
    words |= {"folder": FOLDER, "engine": engine, "target": target}
    course = root / FOLDER
    files = {
        root / "README.md": _README.format(**words),
        root / "pyproject.toml": _PROJECT.format(**words),
        root / "setup.py": _SETUP.format(**words),
        root / "nbgrader_config.py": _NBGRADER.format(**words),
        root / ".gitignore": _IGNORED,
        course / FILE: _FACTS.format(**words),
        course / "__init__.py": f'"""{title}: its facts and its tasks."""\n',
        course / "tasks/__init__.py": _TASKS,
    }
    write_new(files)
    return files


def _engine() -> tuple[str, str]:
    """The version of the engine that runs, and what pip installs it from."""
    for program in entry_points(group="console_scripts", name="grader"):
        about = program.dist.metadata if program.dist else None
        urls = dict(
            line.split(", ", 1) for line in (about.get_all("Project-URL") if about else None) or ()
        )
        if program.dist and "Repository" in urls:
            return program.dist.version, f"git+{urls['Repository']}@main"
    raise NotWrittenError(
        "The engine is not installed here, so it is not known what Colab would install. Run "
        "`pip install --editable` on its folder."
    )
