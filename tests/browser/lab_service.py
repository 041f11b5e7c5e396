"""The JupyterLab that all workers share: `python -m tests.browser.lab_service FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.browser.course_copy import copy_course
from tests.browser.server import starting_lab
from tests.services import serve
from tests.surroundings import ROOT


def main() -> None:
    """Serve a copy of the course in a folder, with the settings of a person who has none."""
    folder = Path(sys.argv[1])
    home = folder / "home"
    home.mkdir()
    with starting_lab(copy_course(folder / "course"), home, ROOT) as ready:
        serve(ready().as_facts())


if __name__ == "__main__":
    main()
