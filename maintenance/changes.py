"""What the lessons print now and did not before: `python -m maintenance.changes`.

Compares the run of each lesson and solution with the last one that was made with another
requirements.lock; `--from REVISION` with one of another version of the course, under the packages
that are installed. What has to be executed is. Ends in a list to read, by notebook and cell: the old
lines, the new ones, and what names them.
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from maintenance.environment import ROOT
from maintenance.git import GitError, checked_out, git
from maintenance.notebooks import course_notebooks
from maintenance.runs.compare import Change, compare
from maintenance.runs.grounds import LOCK
from maintenance.runs.kept import AT_ONCE, kept_run, kept_runs, other_runs
from maintenance.runs.papermill_run import Run


def told(name: str, changes: list[Change]) -> str:
    """What changed in a notebook, for people."""
    lines = []
    for change in changes:
        lines.append(f"{name}, cell {change.cell}")
        lines += [f"  - {line}" for line in change.old]
        lines += [f"  + {line}" for line in change.new]
        lines += [f"    {said.cell} says: {said.text}" for said in change.sentences]
        lines.append("")
    return "\n".join(lines)


def check_packages(commit: str) -> None:
    """Raises ValueError where a commit asks for other packages than those that are installed here."""
    if git(ROOT, "show", f"{commit}:{LOCK}") != (ROOT / LOCK).read_text(encoding="utf-8").strip():
        raise ValueError(
            f"{commit} has another {LOCK}, and its packages are not installed here. "
            f"Check it out and run `make changes` there in this folder; then check out this version "
            "again: `make changes` compares with the runs that were kept."
        )


def runs_of_revision(revision: str, paths: list[Path]) -> dict[Path, Run]:
    """By the path of a notebook as it is now, the run of it in another revision; without those that
    were not there, or did not run."""
    try:
        commit = git(ROOT, "rev-parse", "--verify", f"{revision}^{{commit}}")
    except GitError as error:
        raise ValueError(f"There is no revision {revision!r} here: {error}") from error
    names = [path.relative_to(ROOT) for path in paths]
    kept = ROOT / "build" / "revisions" / commit[:16]
    check_packages(commit)
    with checked_out(ROOT, commit) as root, ThreadPoolExecutor(AT_ONCE) as pool:
        there = [name for name in names if (root / name).exists()]
        runs = pool.map(lambda name: kept_run(root / name, root, kept), there)
        return {
            ROOT / name: run for name, run in zip(there, runs, strict=True) if not run.exit_code
        }


def earlier_runs(paths: list[Path]) -> dict[Path, Run]:
    """By the path of a notebook, the last run of it with another lock."""
    return {path: runs[0] for path in paths if (runs := other_runs(path))}


def main() -> None:
    """Print what changed."""
    parser = argparse.ArgumentParser(prog="make changes", description=__doc__)
    parser.add_argument("--from", dest="revision", default="", metavar="REVISION")
    revision = parser.parse_args().revision
    paths = course_notebooks(ROOT)
    try:
        before = runs_of_revision(revision, paths) if revision else earlier_runs(paths)
    except ValueError as error:
        sys.exit(str(error))
    now = dict(zip(paths, kept_runs(paths, ROOT, may_fail=True), strict=True))
    if not before:
        print(
            f"The runs of all {len(paths)} notebooks are kept. There is none with another {LOCK} to "
            "compare them with: change that (`make lock`), and run `make changes` again."
        )
        return
    cells = 0
    for path, run in now.items():
        name = path.relative_to(ROOT).as_posix()
        if path not in before:
            print(f"{name}: there is no earlier run to compare with.\n")
            continue
        changes = compare(before[path], run)
        cells += len({change.cell for change in changes})
        if changes:
            print(told(name, changes))
    print(f"Notebooks compared: {len(before)}. Cells that say something else: {cells}.")


if __name__ == "__main__":
    main()
