"""Print solutions/ from the assignments' scripts, and make exercises/ from them with nbgrader.

`python -m maintenance.exercises` also writes the lessons and exercises there are into README.md. No
gradebook is read or written. `--course FOLDER` does it for a course that lies elsewhere. With `--adopt NAME`, what somebody edited in the notebook of an
assignment in solutions/ is taken into its script first.
"""

import argparse
import filecmp
import io
import json
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import PyFileConfigLoader
from traitlets.log import get_logger

from grader import catalog
from grader.assignments import script_of
from grader.catalog import find_assignment
from grader.course import course
from grader.judging.task import Assignment
from maintenance import notebooks, solutions
from maintenance.environment import ROOT
from maintenance.readme import with_lessons


def assignments(root: Path) -> list[str]:
    """Return the names of the assignments: the folders of solutions/ with a notebook in them."""
    return sorted({path.parent.name for path in root.glob("solutions/*/*.ipynb")})


def generate(root: Path, target: Path) -> list[str]:
    """Make the exercises of the course in `root` into the folder `target`; return their names.

    The same as `nbgrader generate_assignment --no-db` for each, under the course's settings alone,
    not those of the person who makes them. Raises RuntimeError, with nbgrader's own words, where
    nbgrader can't make one.
    """
    settings = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    settings.CourseDirectory.release_directory = str(target)
    settings.GenerateAssignment.no_database = True
    settings.SaveCells.enabled = False  # it saves into the gradebook
    # Nothing is handed out here, so no version is written down as handed out.
    for hook in ("pre_convert_hook", "post_convert_hook"):
        settings.GenerateAssignment.pop(hook, None)
    names = assignments(root)
    words = io.StringIO()
    listener = logging.StreamHandler(words)
    log = get_logger()
    log.addHandler(listener)
    try:
        for name in names:
            settings.CourseDirectory.assignment_id = name
            folder = CourseDirectory(config=settings)
            GenerateAssignment(coursedir=folder, config=settings).start()
    except NbGraderException as error:
        raise RuntimeError(
            f"nbgrader could not make exercises/{name}: {error}\n{words.getvalue()}"
        ) from error
    finally:
        log.removeHandler(listener)
    return names


def files_in(folder: Path) -> dict[str, Path]:
    """Return the files under a folder by their relative path, without Jupyter's checkpoints."""
    return {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".ipynb_checkpoints" not in path.parts
    }


def drift(made: Path, kept: Path) -> list[str]:
    """Say, a line a file, in what the exercises kept differ from those just made."""
    new, old = files_in(made), files_in(kept)
    lines = []
    for name in sorted(new.keys() | old.keys()):
        if name not in old:
            lines.append(f"{name}: missing")
        elif name not in new:
            lines.append(f"{name}: not made from solutions/")
        elif not filecmp.cmp(new[name], old[name], shallow=False):
            lines.append(f"{name}: differs from what solutions/ give")
    return lines


def replace(made: Path, kept: Path) -> None:
    """Let `kept` hold what `made` holds, and no other file; equal files stay untouched."""
    new, old = files_in(made), files_in(kept)
    for name in old.keys() - new.keys():
        old[name].unlink()
    for name, path in new.items():
        target = kept / name
        if name not in old or not filecmp.cmp(path, target, shallow=False):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    for folder in sorted((path for path in kept.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def make_exercises(root: Path) -> list[str]:
    """Make exercises/ of the course in `root`; return a line for each file that changed."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder)
        if not generate(root, made):
            raise RuntimeError("solutions/ holds no assignment: no folder with a notebook in it.")
        changed = drift(made, root / "exercises")
        replace(made, root / "exercises")
    return changed


def printed_of(root: Path, assignment: Assignment) -> solutions.Printed:
    """Return the solution notebook of an assignment as its script, and the lesson after it, give it."""
    script = script_of(assignment.package)
    later = [other for other in graded_assignments() if other.name > assignment.name]
    following = min(later, key=lambda other: other.name, default=None)
    return solutions.print_solution(assignment, script, course(), root / "notebooks", following)


def read_record(root: Path) -> dict[str, dict[str, str]]:
    """Return what each cell of each solution was printed as: assignment to id to digest."""
    path = root / "solutions" / solutions.PRINTED
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _notebook(root: Path, assignment: Assignment) -> Path:
    return root / "solutions" / assignment.name / f"{assignment.name}.ipynb"


def print_solutions(root: Path, graded: Iterable[Assignment]) -> list[str]:
    """Print the notebooks of solutions/; return the names of those that changed.

    What was printed is recorded after each, so that one that can't be printed holds up no other.
    Raises EditedError, once all others are printed, where somebody edited a notebook.
    """
    record, changed, edited = read_record(root), [], []
    for assignment in graded:
        printed = printed_of(root, assignment).notebook
        path = _notebook(root, assignment)
        try:
            if solutions.print_over(path, printed, record.get(assignment.name, {})):
                changed.append(f"{assignment.name}/{path.name}")
        except solutions.EditedError as error:
            edited.append(str(error))
        else:
            record[assignment.name] = solutions.digests(printed)
    # An assignment that was renamed has no folder any more, and nobody can have edited it.
    record = {name: cells for name, cells in record.items() if (root / "solutions" / name).is_dir()}
    text = json.dumps(record, indent=1, sort_keys=True) + "\n"
    (root / "solutions" / solutions.PRINTED).write_text(text, encoding="utf-8", newline="\n")
    if edited:
        raise solutions.EditedError("\n".join(edited))
    return changed


def adopt(root: Path, name: str) -> list[str]:
    """Take what was edited in the notebook of an assignment into its script; return the cells' ids.

    Raises UnknownTaskError where no assignment is called so, EditedError where an edit can't be taken
    in, and OSError or ValueError where the notebook can't be read.
    """
    assignment = find_assignment(name)
    kept = notebooks.read(_notebook(root, assignment))
    record = read_record(root).get(name, {})
    return solutions.adopt(
        script_of(assignment.package), kept, printed_of(root, assignment), record
    )


def graded_assignments() -> list[Assignment]:
    """Return the assignments of the course that are worth something."""
    return [assignment for assignment in catalog.assignments() if assignment.points]


def main() -> None:
    """Print the solutions, make the exercises, and say what changed."""
    parser = argparse.ArgumentParser(prog="make exercises", description=__doc__)
    parser.add_argument("--adopt", metavar="NAME", help="an assignment, such as 01-tensors")
    parser.add_argument(
        "--course", metavar="FOLDER", type=Path, default=ROOT, help="another course"
    )
    asked = parser.parse_args()
    os.chdir(asked.course)
    root = Path.cwd()
    try:
        graded = graded_assignments()
        if asked.adopt:
            taken = adopt(root, asked.adopt)
            print(
                "\n".join(f"{cell}: taken into the script" for cell in taken)
                or "Nothing was edited."
            )
            if taken:  # the modules that hold the script's old text are imported already
                print("Run `make exercises` again to print it.")
            return
        printed = print_solutions(root, graded)
        changed = make_exercises(root)
    except (RuntimeError, LookupError, ValueError, OSError) as error:
        sys.exit(str(error))
    for line in printed:
        print(f"solutions/{line} printed")
    for line in changed:
        print("exercises/" + line.split(":")[0], "written" if "not made" not in line else "removed")
    readme = root / "README.md"
    before = readme.read_text(encoding="utf-8") if readme.exists() else ""
    text = with_lessons(before, root, course().released, graded)
    if text != before:
        readme.write_text(text, encoding="utf-8", newline="\n")
        print("README.md written")
    print(f"{len(graded)} made, {len(printed) + len(changed)} files changed.")


if __name__ == "__main__":
    main()
