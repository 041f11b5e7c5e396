"""The packages that a graded notebook can import of this course: all but what must stay hidden.

Tasks, their expected values, what judges an answer and the autograder itself are not among them.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import explorables
import grader
import shipping

_OF_GRADER = (
    "__init__.py",
    "colab.py",
    "startup.py",
)
_ROOMS = ("session", "probing", "kernels")


def write_packages(folder: Path) -> None:
    """Copy them into `folder`, which is to stand first on a kernel's PYTHONPATH."""
    ignore = shutil.ignore_patterns("__pycache__")
    for file in (explorables.__file__, shipping.__file__):  # a picture may show what is shipped
        package = Path(file).parent
        shutil.copytree(package, folder / package.name, ignore=ignore)
    here, there = Path(grader.__file__).parent, folder / "grader"
    there.mkdir()
    for name in _OF_GRADER:
        shutil.copyfile(here / name, there / name)
    for room in _ROOMS:
        shutil.copytree(here / room, there / room, ignore=ignore)
    (there / "feedback").mkdir()
    shutil.copyfile(Path(__file__).with_name("silent_feedback.py"), there / "feedback/__init__.py")
