"""Make exercises/ from solutions/ with nbgrader: `python -m maintenance.exercises`.

No gradebook is read or written, and nothing but exercises/ changes.
"""

import filecmp
import io
import logging
import shutil
import sys
import tempfile
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import PyFileConfigLoader
from traitlets.log import get_logger

from maintenance.environment import ROOT


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


def main() -> None:
    """Make the exercises and print what changed."""
    try:
        changed = make_exercises(ROOT)
    except RuntimeError as error:
        sys.exit(str(error))
    for line in changed:
        print("exercises/" + line.split(":")[0], "written" if "not made" not in line else "removed")
    print(f"{len(assignments(ROOT))} made, {len(changed)} files changed.")


if __name__ == "__main__":
    main()
