"""Which packages the distribution has; all else stands in pyproject.toml.

The folder course/ is installed under a name of its own: two courses may be installed side by side.
"""

from setuptools import find_packages, setup

COURSE = "tensorflow_workbook"

folders = find_packages(include=["course", "course.*"])
setup(
    package_dir={COURSE: "course"},
    packages=[
        *find_packages(include=["explorables*", "grader*", "shipping*"]),
        *(COURSE + folder.removeprefix("course") for folder in folders),
    ],
)
