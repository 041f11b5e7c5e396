"""The facts of the course (course.toml), and the texts made from them."""

import re
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources

BADGE = "https://colab.research.google.com/assets/colab-badge.svg"

_SETUP_CELL = """\
# The first cell of every notebook: in Colab it installs the course, elsewhere it installs nothing.
import importlib.util
import subprocess
import sys

if "google.colab" in sys.modules and importlib.util.find_spec("grader") is None:
    course = "{target}"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", course]
    done = subprocess.run(pip, capture_output=True, text=True)
    importlib.invalidate_caches()
    if importlib.util.find_spec("grader") is None:
        print("The course was not installed. Is there a network, and is the address above right?")
        print("Then run this cell again. What pip said:", done.stderr[-900:], sep="\\n")
if importlib.util.find_spec("grader"):
    import grader.startup  # imports TensorFlow; what it prints meanwhile is in grader.startup.NOTES"""


@dataclass(frozen=True)
class Course:
    """What course.toml says. Raises ValueError where a value can't be right."""

    repository: str
    branch: str
    seed: int
    worked_solutions: bool

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if type(value) is not field.type:
                raise ValueError(
                    f"course.toml: {field.name} = {value!r} should be of type {field.type.__name__}."
                )
        if not re.fullmatch(r"https://github\.com/[\w.-]+/[\w.-]+(?<!\.git)", self.repository):
            raise ValueError(
                f"course.toml: repository = {self.repository!r} should read like "
                "'https://github.com/name/repository', without '.git' or '/' at its end."
            )
        if not re.fullmatch(r"(?!.*\.\.)[\w-](?:[\w./-]*[\w-])?", self.branch):
            raise ValueError(f"course.toml: branch = {self.branch!r} is no name of a branch.")
        if self.seed < 0:
            raise ValueError(f"course.toml: seed = {self.seed} should be 0 or more.")

    def colab_url(self, path: str) -> str:
        """Return the address that opens a notebook of the repository in Colab."""
        name = self.repository.removeprefix("https://github.com/")
        return f"https://colab.research.google.com/github/{name}/blob/{self.branch}/{path}"

    def badge_markdown(self, path: str) -> str:
        """Return the source of the badge cell of the notebook at `path`."""
        return f"[![Open in Colab]({BADGE})]({self.colab_url(path)})"

    @property
    def install_target(self) -> str:
        """What pip installs the course from."""
        return f"git+{self.repository}@{self.branch}"

    @property
    def setup_cell(self) -> str:
        """The source of the first code cell of every notebook."""
        return _SETUP_CELL.format(target=self.install_target)


def read_course(text: str) -> Course:
    """Read the text of a course.toml. Raises ValueError, naming what is missing or unknown."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"course.toml cannot be read as TOML: {error}") from error
    names = {field.name for field in fields(Course)}
    if missing := sorted(names - values.keys()):
        raise ValueError(f"course.toml: {', '.join(missing)} missing.")
    if unknown := sorted(values.keys() - names):
        raise ValueError(f"course.toml: {', '.join(unknown)} unknown; there are {sorted(names)}.")
    return Course(**values)


@cache
def course() -> Course:
    """Return the facts of this course."""
    text = resources.files("grader").joinpath("course.toml").read_text(encoding="utf-8")
    return read_course(text)
