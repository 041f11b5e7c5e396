"""Write the course's public address wherever it stands: `python -m maintenance.address --to URL`.

The address is kept in course/course.toml. Without `--to`, everything is written from there again.
"""

import argparse
import re
import sys
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import nbformat

from grader.course import FOLDED, Course, read_course
from maintenance import notebooks
from maintenance.environment import ROOT
from maintenance.exercises import assignments, graded_assignments, make_exercises
from maintenance.readme import PLACEHOLDER, with_lessons

_COLAB = re.compile(
    r"https://colab\.research\.google\.com/github/[^\s/]+/[^\s/]+/blob/[^\s)]+?/"
    r"(?=(?:notebooks|exercises|solutions)/)"
)


def course_of(root: Path) -> Course:
    """Read course.toml of the course in `root`."""
    return read_course((root / "course/course.toml").read_text(encoding="utf-8"))


def readdress(text: str, old: Course, new: Course) -> str:
    """Return a text with every address of this course written anew."""
    text = _COLAB.sub(lambda _: new.colab_url(""), text)
    # A file may still hold what was written before the address was known.
    for repository in {old.repository, PLACEHOLDER}:
        start = re.escape(repository) + r"(?![\w-])"
        branch = re.escape(old.branch) + r"(?=/)"
        text = re.sub(
            rf"{start}/(blob|tree|raw)/{branch}",
            lambda found: f"{new.repository}/{found[1]}/{new.branch}",
            text,
        )
        text = re.sub(start, lambda _: new.repository, text)
    return text


def badge_path(path: str) -> str:
    """Return the path that a notebook's badge opens: for a solution, the exercise made from it."""
    return re.sub(r"^solutions/", "exercises/", path)


def readdress_notebook(text: str, path: str, old: Course, new: Course) -> str:
    """Return a notebook's file text with badge, set-up cell and links written anew.

    The set-up cell is folded, too.

    Raises ValueError where the badge cell or the set-up cell is missing.
    """
    notebook = nbformat.reads(text, as_version=nbformat.NO_CONVERT)
    before = deepcopy(notebook.cells)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = readdress(cell.source, old, new)
    for tag, kind, source in (
        ("badge", "markdown", new.badge_markdown(badge_path(path))),
        ("setup", "code", new.setup_cell),
    ):
        cells = notebooks.tagged(notebook, tag)
        if [cell.cell_type for cell in cells] != [kind]:
            raise ValueError(f"{path}: exactly one {kind} cell should carry the tag {tag!r}.")
        cells[0].source = source
    notebooks.tagged(notebook, "setup")[0].metadata.update(deepcopy(FOLDED))
    if notebook.cells == before:
        return text
    return notebooks.text_of(notebook)


def rewritten(root: Path, new: Course) -> dict[Path, str]:
    """Return every file that holds the address, with the text it should have. Writes nothing."""
    old = course_of(root)
    facts = root / "course/course.toml"
    text = facts.read_text(encoding="utf-8")
    for name in ("repository", "branch", "release"):
        text = re.sub(rf'(?m)^{name} = ".*"$', f'{name} = "{getattr(new, name)}"', text)
    files = {facts: text}
    for name in ("README.md", "CITATION.cff", "pyproject.toml"):
        path = root / name
        if path.exists():
            # Who finds the course there is sent to the release, and stays with it.
            files[path] = readdress(path.read_text(encoding="utf-8"), old.released, new.released)
    readme = root / "README.md"
    if readme in files:
        files[readme] = with_lessons(files[readme], root, new.released, graded_assignments())
    for path in notebooks.course_notebooks(root):
        name = path.relative_to(root).as_posix()
        files[path] = readdress_notebook(path.read_text(encoding="utf-8"), name, old, new)
    return files


def write_address(root: Path, new: Course) -> list[str]:
    """Write the address everywhere; return the paths of the files that changed."""
    changed = []
    for path, text in rewritten(root, new).items():
        if path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            changed.append(path.relative_to(root).as_posix())
    if assignments(root):
        changed += [f"exercises/{line.split(':')[0]}" for line in make_exercises(root)]
    return changed


def main() -> None:
    """Read the address asked for, write it everywhere and print which files changed."""
    parser = argparse.ArgumentParser(prog="make address", description=__doc__)
    parser.add_argument("--to", metavar="URL", help="https://github.com/name/repository")
    parser.add_argument("--branch", help="the branch that badges open")
    asked = parser.parse_args()
    try:
        known = course_of(ROOT)
        repository = (asked.to or known.repository).strip().rstrip("/").removesuffix(".git")
        new = replace(known, repository=repository, branch=asked.branch or known.branch)
        changed = write_address(ROOT, new)
    except (ValueError, RuntimeError) as error:
        sys.exit(str(error))
    for path in changed:
        print(path)
    print(f"{len(changed)} files changed; the address is {new.repository}, branch {new.branch}.")


if __name__ == "__main__":
    main()
