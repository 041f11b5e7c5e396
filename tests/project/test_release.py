"""A release is a tag whose notebooks open and install that tag; the branch goes on behind it."""

import datetime
import re
import subprocess
from dataclasses import replace

import pytest

from grader.course import ASSISTANT_OFF
from maintenance import address, notebooks
from maintenance.readme import PLACEHOLDER
from maintenance.release import NotReleasedError, release

DAY = datetime.date(2027, 3, 1)
AUTHOR = ("-c", "user.name=A", "-c", "user.email=a@example.org")


def git(folder, *words):
    command = ["git", *AUTHOR, *words]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def edit(path, before, after):
    path.write_text(path.read_text().replace(before, after))


@pytest.fixture
def repository_of_a_course(small_course, monkeypatch):
    """A small course with an address, committed."""
    for name, value in (("NAME", "A"), ("EMAIL", "a@example.org")):
        monkeypatch.setenv(f"GIT_AUTHOR_{name}", value)
        monkeypatch.setenv(f"GIT_COMMITTER_{name}", value)
    facts = address.course_of(small_course)
    edit(small_course / "pyproject.toml", "Repository", 'version = "0.1.0"\nRepository')
    edit(small_course / "CITATION.cff", "repository", "version: 0.1.0\nrepository")
    (small_course / "CHANGELOG.md").write_text("# Changelog\n\n## Unreleased\n\n- Better.\n")
    address.write_address(
        small_course, replace(facts, repository="https://github.com/a/some-course")
    )
    git(small_course, "init", "-q", "-b", "main")
    git(small_course, "add", ".")
    git(small_course, "commit", "-qm", "A course")
    return small_course


def opened_and_installed(folder):
    """The versions that badges open and set-up cells install, in notebooks; and README's badges."""
    opened, installed = set(), set()
    for path in notebooks.course_notebooks(folder):
        notebook = notebooks.read(path)
        [badge], [setup] = (notebooks.tagged(notebook, tag) for tag in ("badge", "setup"))
        opened |= set(re.findall(r"/some-course/blob/([^/]+)/", badge.source))
        installed |= set(re.findall(r"some-course@([^\"]+)", setup.source))
    readme = (folder / "README.md").read_text()
    return opened, installed, set(re.findall(r"/some-course/blob/([^/]+)/", readme))


def test_a_release_installs_itself_and_the_branch_goes_on_with_a_readme_that_opens_it(
    repository_of_a_course, tmp_path
):
    course = repository_of_a_course
    assert release(course, "0.1.0", DAY) == "v0.1.0"
    released = tmp_path / "released"
    git(tmp_path, "clone", "-q", "--branch", "v0.1.0", course, released)
    assert opened_and_installed(released) == ({"v0.1.0"}, {"v0.1.0"}, {"v0.1.0"})
    assert opened_and_installed(course) == ({"main"}, {"main"}, {"v0.1.0"})
    assert address.course_of(course).release == "v0.1.0"
    assert git(course, "status", "--porcelain") == ""
    assert git(course, "log", "--format=%s").splitlines()[:2] == [
        "Go on after 0.1.0: README opens the release, notebooks main",
        "Release 0.1.0",
    ]
    assert len(git(course, "worktree", "list").splitlines()) == 1

    edit(course / "CHANGELOG.md", "## Unreleased\n", "## Unreleased\n\n- Better still.\n")
    git(course, "commit", "-qam", "Better still")
    release(course, "0.2.0", DAY)
    assert opened_and_installed(course) == ({"main"}, {"main"}, {"v0.2.0"})
    assert (course / "CHANGELOG.md").read_text() == (
        "# Changelog\n\n## Unreleased\n\n## 0.2.0 - 2027-03-01\n\n- Better still.\n\n"
        "## 0.1.0 - 2027-03-01\n\n- Better.\n"
    )
    assert 'version = "0.2.0"' in (course / "pyproject.toml").read_text()
    assert "version: 0.2.0" in (course / "CITATION.cff").read_text()


def placeholder(course):
    facts = replace(address.course_of(course), repository=PLACEHOLDER)
    address.write_address(course, facts)
    git(course, "commit", "-qam", "No address")


def nothing_new(course):
    edit(course / "CHANGELOG.md", "- Better.\n", "")
    git(course, "commit", "-qam", "No news")


@pytest.mark.parametrize(
    ("version", "before", "why"),
    [
        ("1.2", lambda course: None, "write three numbers, such as 1.2.0"),
        ("0.0.9", lambda course: None, "0.0.9 should be above 0.1.0"),
        ("9.0.0", lambda course: None, "widen that first"),
        ("0.1.0", placeholder, "make address TO="),
        ("0.1.0", lambda course: git(course, "switch", "-qc", "idea"), "git switch main"),
        ("0.1.0", lambda course: (course / "new.txt").touch(), "commit them"),
        ("0.1.0", lambda course: git(course, "tag", "v0.1.0"), "There is a tag v0.1.0 already"),
        ("0.1.0", nothing_new, "says nothing under Unreleased"),
    ],
)
def test_what_cannot_be_released_is_refused_with_a_sentence_and_changes_nothing(
    repository_of_a_course, version, before, why
):
    course = repository_of_a_course
    before(course)
    state = git(course, "for-each-ref"), git(course, "status", "--porcelain")
    with pytest.raises(NotReleasedError, match=re.escape(why)):
        release(course, version, DAY)
    assert (git(course, "for-each-ref"), git(course, "status", "--porcelain")) == state


def test_colabs_assistant_stays_off_through_an_address_and_a_release(
    repository_of_a_course, tmp_path
):
    course = repository_of_a_course
    path = course / "solutions/01-small/01-small.ipynb"
    solutions = notebooks.read(path)
    solutions.metadata |= ASSISTANT_OFF
    notebooks.write(path, solutions)
    address.write_address(course, replace(address.course_of(course), branch="main"))
    git(course, "commit", "-qam", "The assistant is off")
    release(course, "0.1.0", DAY)
    released = tmp_path / "released"
    git(tmp_path, "clone", "-q", "--branch", "v0.1.0", course, released)
    for folder in (course, released):
        for kept in ("solutions", "exercises"):
            made = notebooks.read(folder / kept / "01-small/01-small.ipynb")
            assert made.metadata.colab == ASSISTANT_OFF["colab"]
        assert "colab" not in notebooks.read(folder / "notebooks/01-small.ipynb").metadata


def test_where_the_branch_cannot_take_the_release_over_there_is_no_tag(
    repository_of_a_course, monkeypatch
):
    course = repository_of_a_course
    hook = course / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\ngit tag --list | grep -q . && exit 1\nexit 0\n")
    hook.chmod(0o755)
    state = git(course, "for-each-ref"), git(course, "status", "--porcelain")
    with pytest.raises(NotReleasedError, match="git commit failed"):
        release(course, "0.1.0", DAY)
    assert (git(course, "for-each-ref"), git(course, "status", "--porcelain")) == state
