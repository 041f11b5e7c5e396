"""Release a version of the course: `python -m maintenance.release VERSION`, such as 1.2.0.

A release is a tag. What it holds opens and installs that tag, so that an exercise opened in March is
checked by March's tasks, whatever is pushed to the branch later. Two commits are made, and the tag
between them: the release; and the branch as it was, whose README opens the release from then on. Both
are made in a folder of their own and taken over when all of it is there. Nothing is pushed.
"""

import argparse
import datetime
import re
import sys
from dataclasses import replace
from pathlib import Path

from packaging.version import Version

from grader.catalog import works_with
from maintenance.address import course_of, write_address
from maintenance.environment import ROOT
from maintenance.git import GitError, checked_out, git
from maintenance.readme import PLACEHOLDER

_VERSION = re.compile(r"\d+\.\d+\.\d+")
# Where the version stands: a file, and its line with the version as the group.
_PLACES = {
    "pyproject.toml": re.compile(r'(?m)^version = "(.*)"$'),
    "CITATION.cff": re.compile(r"(?m)^version: (.*)$"),
}
_UNRELEASED = "## Unreleased\n"


class NotReleasedError(Exception):
    """A release can't be made; the text says why, and what to do."""


def release(root: Path, version: str, day: datetime.date) -> str:
    """Make the commits and the tag of a release in a repository; return the tag.

    Raises:
        NotReleasedError: It can't be released as it is. Nothing has changed then.
    """
    tag = f"v{version}"
    try:
        branch = _check(root, version, tag)
        _make(root, version, day, tag, branch)
    except GitError as error:
        raise NotReleasedError(str(error)) from error
    return tag


def _make(root: Path, version: str, day: datetime.date, tag: str, branch: str) -> None:
    with checked_out(root) as folder:
        course = course_of(folder)
        _write_version(folder, version)
        _write_changelog(folder, version, day)
        write_address(folder, replace(course, branch=tag, release=tag))
        _commit(folder, f"Release {version}")
        git(folder, "tag", "--annotate", tag, "--message", f"Release {version}")
        try:
            write_address(folder, replace(course, release=tag))
            _commit(folder, f"Go on after {version}: README opens the release, notebooks {branch}")
            made = git(folder, "rev-parse", "HEAD")
            git(root, "merge", "--quiet", "--ff-only", made)
        except BaseException:
            git(root, "tag", "--delete", tag)
            raise


def _check(root: Path, version: str, tag: str) -> str:
    """The branch that is released; NotReleasedError where it can't be."""
    course = course_of(root)
    if not _VERSION.fullmatch(version):
        raise NotReleasedError(f"{version!r} is no version: write three numbers, such as 1.2.0.")
    known = _version(root)
    if Version(version) < Version(known) or (Version(version) == Version(known) and course.release):
        raise NotReleasedError(f"{version} should be above {known}, which pyproject.toml has.")
    if not works_with(course, version):
        raise NotReleasedError(
            f"course.toml says that this course works with an engine {course.engine}: widen that first."
        )
    if course.repository == PLACEHOLDER:
        raise NotReleasedError(
            "The course has no address yet, so nobody could install the release: "
            "make address TO=https://github.com/name/repository writes it."
        )
    branch = git(root, "branch", "--show-current")
    if branch != course.branch:
        raise NotReleasedError(
            f"The branch here is {branch or 'none'!r}, and course.toml names {course.branch!r}: "
            f"git switch {course.branch}."
        )
    if git(root, "status", "--porcelain"):
        raise NotReleasedError("Some files are changed here: commit them or put them away first.")
    if git(root, "tag", "--list", tag):
        raise NotReleasedError(f"There is a tag {tag} already. A release is never made twice.")
    if not _news(root / "CHANGELOG.md"):
        raise NotReleasedError(
            "CHANGELOG.md says nothing under Unreleased: say what a reader of it will notice."
        )
    return branch


def _version(root: Path) -> str:
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    match = _PLACES["pyproject.toml"].search(text)
    if not match:
        raise NotReleasedError('pyproject.toml has no line that reads like version = "1.2.0".')
    return match[1]


def _news(changelog: Path) -> str:
    """What CHANGELOG.md says under Unreleased."""
    _, found, after = changelog.read_text(encoding="utf-8").partition(_UNRELEASED)
    return re.split(r"(?m)^## ", after)[0].strip() if found else ""


def _write_version(root: Path, version: str) -> None:
    for name, line in _PLACES.items():
        path = root / name
        text = path.read_text(encoding="utf-8")
        match = line.search(text)
        if not match:
            raise NotReleasedError(f"{name} has no line with a version.")
        path.write_text(
            text[: match.start(1)] + version + text[match.end(1) :], encoding="utf-8", newline="\n"
        )


def _write_changelog(root: Path, version: str, day: datetime.date) -> None:
    path = root / "CHANGELOG.md"
    text = path.read_text(encoding="utf-8")
    heading = f"{_UNRELEASED}\n## {version} - {day:%Y-%m-%d}\n"
    path.write_text(text.replace(_UNRELEASED, heading, 1), encoding="utf-8", newline="\n")


def _commit(folder: Path, message: str) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)


def main() -> None:
    """Release the version asked for, and print what to push."""
    parser = argparse.ArgumentParser(prog="make release", description=__doc__)
    parser.add_argument("version", metavar="VERSION", help="three numbers, such as 1.2.0")
    asked = parser.parse_args()
    try:
        tag = release(ROOT, asked.version, datetime.date.today())
        branch = course_of(ROOT).branch
    except (NotReleasedError, ValueError, RuntimeError) as error:
        sys.exit(f"Not released. {error}")
    print(f"Released {tag}, here alone. To publish it: git push origin {branch} {tag}")


if __name__ == "__main__":
    main()
