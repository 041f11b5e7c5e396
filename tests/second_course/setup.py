"""Which packages the distribution has: the folder course/, under a name of its own."""

from setuptools import find_packages, setup

COURSE = "arrays_by_doing"

folders = find_packages(include=["course", "course.*"])
setup(
    package_dir={COURSE: "course"},
    packages=[COURSE + folder.removeprefix("course") for folder in folders],
)
