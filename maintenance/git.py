"""What the commands ask of git."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path


class GitError(ValueError):
    """Git failed; the text holds its own words."""


def git(folder: Path, *words: str) -> str:
    """What git prints in a folder, without white space around it.

    Raises:
        GitError: It failed.
    """
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise GitError(f"git {words[0]} failed: {done.stderr.strip()}")
    return done.stdout.strip()


@contextlib.contextmanager
def checked_out(root: Path, revision: str = "HEAD") -> Iterator[Path]:
    """A folder, gone afterwards, that holds a repository as it is in a revision. What is committed
    there stays.

    Raises:
        GitError: There is no such revision.
    """
    with tempfile.TemporaryDirectory(prefix="workbook-revision-") as parent:
        folder = Path(parent) / "course"
        git(root, "worktree", "add", "--quiet", "--detach", str(folder), revision)
        try:
            yield folder
        finally:
            git(root, "worktree", "remove", "--force", str(folder))
