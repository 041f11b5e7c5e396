"""A course: its facts (course.toml), where it is found, and the texts made from its facts.

A course is a package that is installed, or a folder `course` that somebody works in who has not
installed it. docs/decisions/finding-courses.md says why it is found so.
"""

import contextlib
import os
import re
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

BADGE = "https://colab.research.google.com/assets/colab-badge.svg"
FILE = "course.toml"
FOLDER = "course"  # of a course that somebody works in, below its root
GROUP = "grader.courses"  # the entry points by which installed courses say where they are
FORMAT = 1  # of course.toml, as it is read here

# What hides a cell's code until somebody asks for it: in Colab, then in JupyterLab. Both show the title
# that its first line gives.
FOLDED: Mapping[str, Any] = {"cellView": "form", "jupyter": {"source_hidden": True}}

# What a notebook's own metadata say to have Colab's assistant switched off when it is opened there: a
# default, which whoever works on the notebook may change.
ASSISTANT_OFF: Mapping[str, Any] = {"colab": {"generative_ai_disabled": True}}

_SETUP_CELL = """\
# @title Set-up: run this cell first. In Colab it installs the course.
import importlib.util
import subprocess
import sys

if "google.colab" in sys.modules and importlib.util.find_spec("{module}") is None:
    {assigned}
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", {named}]
    done = subprocess.run(pip, capture_output=True, text=True)
    importlib.invalidate_caches()
    if importlib.util.find_spec("{module}") is None:
        print("The course was not installed. Is there a network, and is the address")
        print("above right? Then run this cell again. What pip said:")
        print(done.stderr[-900:])"""
_START = """
if importlib.util.find_spec("{top}"):
    import {start}{comment}"""
_COMMENTS = {"grader.startup": "  # imports TensorFlow; its messages are in NOTES"}
_KINDS: dict[str, Any] = {
    "repository": str,
    "branch": str,
    "release": str,
    "seed": int,
    "worked_solutions": bool,
    "assistant": bool,
    "package": str,
    "title": str,
    "course_id": str,
    "format": int,
    "engine": str,
    "points": (int, float),
    "start": str,
    "convert": str,
    "time_zone": str,
    "install": list,
    "imports": dict,
    "settings": list,
    "errors": list,
}
_NEEDED = ("repository", "branch", "seed", "worked_solutions", "package")
_BOUND = r"\s*(?:>=|<=|==|>|<)\s*\d+(?:\.\d+)*\s*"
_VERSIONS = rf"{_BOUND}(?:,{_BOUND})*"
_DOTTED = r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*"


class NoCourseError(LookupError):
    """There is no course here, or it is not clear which; the text says what to do."""


@dataclass(frozen=True)
class Course:
    """What course.toml says. Raises ValueError where a value can't be right.

    Attributes:
        repository, branch: Its public address.
        release: The tag of its newest release; "" before the first.
        seed: What a learner's checks draw their cases from.
        worked_solutions: Whether a learner may open a worked solution after an attempt.
        assistant: Whether Colab's assistant is on when one of its exercises is opened there.
        package: What Python imports it as.
        title: What it is called.
        course_id: nbgrader's name for it, and that of the folder with a learner's progress.
        format: How the file is written.
        engine: The versions of the engine that it works with, such as `>=0.1,<0.3`; "" for any.
        points: What each of its exercises is worth; 0 where that is free.
        start: The module that the first cell of a notebook imports; "" for none.
        convert: What an answer is passed in place of a NumPy array, such as `tensorflow.constant`;
            "" for the array itself.
        time_zone: Where its teachers' clocks stand, such as `Europe/Berlin`; "" for the machine's.
        install: What pip installs before the course in Colab; a course that needs nothing brings
            the engine with it.
        imports: What its exercises import, by the name they use.
        settings: Global settings that a check asks under: module, name, value.
        errors: What exceptions mean that learners meet: type and text (patterns), why, try_next.
        folder: The package's folder; None where the facts come from elsewhere.
        root: The folder with its notebooks; None where only the package is installed.
    """

    repository: str
    branch: str
    seed: int
    worked_solutions: bool
    package: str = ""
    assistant: bool = False
    release: str = ""
    title: str = ""
    course_id: str = "course"
    format: int = FORMAT
    engine: str = ""
    points: float = 0
    start: str = ""
    convert: str = ""
    time_zone: str = ""
    install: tuple[str, ...] = ()
    imports: Mapping[str, str] = field(default_factory=dict)
    settings: tuple[tuple[str, str, Any], ...] = ()
    errors: tuple[tuple[str, str, str, str], ...] = ()
    folder: Path | None = None
    root: Path | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch(r"https://github\.com/[\w.-]+/[\w.-]+(?<!\.git)", self.repository):
            raise ValueError(
                f"course.toml: repository = {self.repository!r} should read like "
                "'https://github.com/name/repository', without '.git' or '/' at its end."
            )
        for name, value in (("branch", self.branch), ("release", self.release or self.branch)):
            if not re.fullmatch(r"(?!.*\.\.)[\w-](?:[\w./-]*[\w-])?", value):
                raise ValueError(f"course.toml: {name} = {value!r} is no name of a branch.")
        if self.seed < 0:
            raise ValueError(f"course.toml: seed = {self.seed} should be 0 or more.")
        if self.package and not self.package.isidentifier():
            raise ValueError(
                f"course.toml: package = {self.package!r} is nothing Python can import."
            )
        if self.engine and not re.fullmatch(_VERSIONS, self.engine):
            raise ValueError(
                f"course.toml: engine = {self.engine!r} should read like '>=0.1,<0.3', or be left out."
            )
        if not re.fullmatch(r"[\w-]+", self.course_id):
            raise ValueError(
                f"course.toml: course_id = {self.course_id!r} should be letters, digits, - and _."
            )
        # Whether there is such a zone is asked where times are read: not in a learner's kernel.
        if self.time_zone and not re.fullmatch(r"[A-Za-z][\w+-]*(?:/[\w+-]+)*", self.time_zone):
            raise ValueError(
                f"course.toml: time_zone = {self.time_zone!r} should read like 'Europe/Berlin', or be "
                "left out for the zone of the machine."
            )
        dotted = {"start": self.start, "convert": self.convert}
        dotted |= {f"imports.{name}": module for name, module in self.imports.items()}
        for name, value in dotted.items():
            if value and not (isinstance(value, str) and re.fullmatch(_DOTTED, value)):
                raise ValueError(f"course.toml: {name} = {value!r} is no dotted name of Python's.")

    @property
    def package_folder(self) -> Path:
        """The package's folder. Raises NoCourseError where the facts come from elsewhere."""
        if self.folder is None:
            raise NoCourseError(f"The course {self.title or self.package} was read from no folder.")
        return self.folder

    @property
    def notebooks_folder(self) -> Path:
        """The folder with its notebooks. Raises NoCourseError where only the package is installed."""
        if self.root is None:
            raise NoCourseError(
                f"The course {self.title or self.package} is installed here without its notebooks. Go to "
                "its folder."
            )
        return self.root

    @property
    def libraries(self) -> tuple[str, ...]:
        """The packages that its exercises import, each once."""
        return tuple(dict.fromkeys(module.partition(".")[0] for module in self.imports.values()))

    @property
    def released(self) -> "Course":
        """The course as its newest release has it: what strangers are sent to."""
        return replace(self, branch=self.release or self.branch)

    def colab_url(self, path: str) -> str:
        """Return the address that opens a notebook of the repository in Colab."""
        name = self.repository.removeprefix("https://github.com/")
        return f"https://colab.research.google.com/github/{name}/blob/{self.branch}/{path}"

    def badge_markdown(self, path: str) -> str:
        """Return the source of the badge cell of the notebook at `path`."""
        return f"[![Open in Colab]({BADGE})]({self.colab_url(path)})"

    @property
    def exercise_metadata(self) -> dict[str, Any]:
        """What the metadata of its exercises hold, besides what any notebook's do."""
        return {} if self.assistant else deepcopy(dict(ASSISTANT_OFF))

    @property
    def install_target(self) -> str:
        """What pip installs the course from."""
        return f"git+{self.repository}@{self.branch}"

    @property
    def setup_cell(self) -> str:
        """The source of the first code cell of every notebook."""
        if self.install:
            targets = (*self.install, self.install_target)
            lines = [f'        "{target}",' for target in targets]
            parts = {"assigned": "\n".join(["course = [", *lines, "    ]"]), "named": "*course"}
        else:
            parts = {"assigned": f'course = "{self.install_target}"', "named": "course"}
        # A course that brings the engine is there when the engine is.
        cell = _SETUP_CELL.format(module=self.package if self.install else "grader", **parts)
        if self.start:
            top, comment = self.start.partition(".")[0], _COMMENTS.get(self.start, "")
            cell += _START.format(top=top, start=self.start, comment=comment)
        return cell


def read_course(text: str) -> Course:
    """Read the text of a course.toml. Raises ValueError, naming what is missing or unknown."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"course.toml cannot be read as TOML: {error}") from error
    if values.get("format", FORMAT) != FORMAT:
        raise ValueError(
            f"course.toml: format = {values['format']!r}, and this engine reads {FORMAT}. A newer engine "
            "may read it, or an older one."
        )
    if missing := [name for name in _NEEDED if name not in values]:
        raise ValueError(f"course.toml: {', '.join(missing)} missing.")
    if unknown := sorted(values.keys() - _KINDS):
        raise ValueError(f"course.toml: {', '.join(unknown)} unknown; there are {sorted(_KINDS)}.")
    for name, value in values.items():
        kinds = _KINDS[name] if isinstance(_KINDS[name], tuple) else (_KINDS[name],)
        if type(value) not in kinds:
            raise ValueError(
                f"course.toml: {name} = {value!r} should be of type {kinds[0].__name__}."
            )
    values["install"] = tuple(map(str, values.get("install", ())))
    values["settings"] = _rows(values, "settings", ("module", "name", "value"))
    values["errors"] = _rows(values, "errors", ("type", "text", "why", "try_next"))
    return Course(**values)


def _rows(values: Mapping[str, Any], name: str, keys: tuple[str, ...]) -> tuple[Any, ...]:
    """An array of tables with these keys, as tuples."""
    for row in values.get(name, ()):
        if not isinstance(row, dict) or row.keys() != set(keys):
            raise ValueError(
                f"course.toml: each [[{name}]] should have {', '.join(keys)}: {row!r}."
            )
    return tuple(tuple(row[key] for key in keys) for row in values.get(name, ()))


@cache
def _read(folder: Path) -> Course:
    """The course whose package lies in a folder."""
    try:
        root = folder.parent if folder.name == FOLDER else None
        facts = read_course((folder / FILE).read_text(encoding="utf-8"))
        return replace(facts, folder=folder, root=root)
    except ValueError as error:
        raise ValueError(f"{folder / FILE}: {error}") from error


@cache
def installed_courses() -> tuple[Course, ...]:
    """The courses that are installed, by the names of their packages."""
    names = sorted({entry.value for entry in entry_points(group=GROUP)})
    specs = [find_spec(name) for name in names]
    folders = [Path(spec.origin).parent for spec in specs if spec and spec.origin]
    return tuple(_read(folder) for folder in folders if (folder / FILE).is_file())


def _is_trusted(path: Path) -> bool:
    """Whether a file is one's own, or the system's. Where anybody may write, as in /tmp, somebody
    else may have put a course above the folder that one works in."""
    return not hasattr(os, "getuid") or path.stat().st_uid in (0, os.getuid())


def _worked_in(folder: Path) -> Course | None:
    """The course that a folder belongs to, or one of the folders around it."""
    for root in (folder, *folder.parents):
        file = root / FOLDER / FILE
        if not file.is_file():
            continue
        if _is_trusted(file):
            return _read(file.parent)
        # No code of another's folder is run; but it may say which of the installed courses is meant.
        with contextlib.suppress(
            ValueError, OSError
        ):  # what others write is not ours to complain of
            named = _read(file.parent).package
            if same := [one for one in installed_courses() if one.package == named]:
                return replace(same[0], root=root)
    return None


def courses_here(folder: Path | None = None) -> tuple[Course, ...]:
    """The course that a folder belongs to, by default the working directory; outside of any, all that
    are installed."""
    here = _worked_in((folder or Path.cwd()).absolute())
    return (here,) if here else installed_courses()


def course(module: str = "") -> Course:
    """The facts of a course.

    Args:
        module: A module of its tasks; by default, the course here.

    Raises:
        NoCourseError: There is none, or there are several.
        ValueError: Its course.toml is not written as it should be.
    """
    here = courses_here()
    if module:
        top = module.partition(".")[0]
        if owner := [one for one in (*here, *installed_courses()) if one.package == top]:
            return owner[0]
    if len(here) == 1:
        return here[0]
    if not here:
        raise NoCourseError(
            "No course is installed here, and this folder belongs to none: none of the folders around it "
            f"has a {FOLDER}/{FILE}. Go to the folder of a course, or install one."
        )
    names = ", ".join(one.title or one.package for one in here)
    raise NoCourseError(
        f"Several courses are installed here ({names}), and this folder belongs to none of them. Go to the "
        "folder of the one you mean."
    )
