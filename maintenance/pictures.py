"""Put the pictures that the browser tests took into docs/pictures: `python -m maintenance.pictures`,
after the tests that `make picture` runs.

Beside them it writes which lessons and exercises there were: a test fails when there are others.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from maintenance.environment import ROOT

TAKEN = "guide-"  # what the tests call a picture that belongs into docs/pictures
SHOWN = "shown.txt"


def what_there_is(root: Path) -> str:
    """The names of lessons and exercises, a line each."""
    paths = [*root.glob("notebooks/*.ipynb"), *root.glob("exercises/*/*.ipynb")]
    return "".join(f"{path.relative_to(root).as_posix()}\n" for path in sorted(paths))


def main() -> None:
    """Copy what was taken; fail where nothing was."""
    taken = sorted((ROOT / "tests/browser/screenshots").glob(f"{TAKEN}*"))
    if not taken:
        sys.exit(
            "tests/browser/screenshots holds no picture for the docs. `make picture` takes them."
        )
    pictures = ROOT / "docs/pictures"
    for path in taken:
        shutil.copyfile(path, pictures / path.name.removeprefix(TAKEN))
    (pictures / SHOWN).write_text(what_there_is(ROOT), encoding="utf-8", newline="\n")
    print(f"{len(taken)} pictures taken into docs/pictures.")


if __name__ == "__main__":
    main()
