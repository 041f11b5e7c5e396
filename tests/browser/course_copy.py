"""A copy of the course for a JupyterLab of the tests."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.surroundings import ROOT

PARTS = ("notebooks", "solutions", "exercises", "nbgrader_config.py")


def copy_course(folder: Path) -> Path:
    """Copy what people open into a new folder; return it."""
    folder.mkdir()
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part)
        elif source.exists():
            shutil.copy(source, folder)
    for part in ("exchange", "cache"):
        (folder / ".nbgrader" / part).mkdir(parents=True)
    with (folder / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write("\nc.ExchangeCollect.check_owner = False  # one account plays all learners\n")
    return folder
