"""What `nbgrader zip_collect` says of its own doing, file by file, kept off the screen.

It says of every file that it is looked at and copied, and warns of every folder that it makes: for a
class, hundreds of lines in front of the few that somebody has to read. nbgrader_config.py names this
filter; `--debug` shows all, and a log file holds all.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

from traitlets.config import Application

# What our own lines about single files begin with.
FILED, NOT_TAKEN = "Filed: ", "Not taken: "
_OF_NO_USE = (
    FILED,
    NOT_TAKEN,
    "Directory not found. Creating: ",
    "Clearing existing files in ",
    "Skipped submission with no match information provided: ",  # said by its reason instead
    "Invalid submission notebook name ",  # marking looks for the notebook by its cells
    "Start collecting files",
    "Start transfering files",
    "Parsing file: ",
    "Copying from: ",
    "  Copying to: ",
    "Creating timestamp: ",
    "Using file extractor: ",
    "Using file collector: ",
)
_COUNT = " files collected"  # nbgrader's, which counts what is no notebook as a submission


class WhatMatters(logging.Filter):
    """Passes what somebody has to know."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a line is shown."""
        # Its logger passes everything; what is shown is the command's own setting.
        if Application.initialized() and Application.instance().log_level <= logging.DEBUG:
            return True
        message = record.getMessage()
        return not (message.startswith(_OF_NO_USE) or _COUNT in message)


def keep_details(log: logging.Logger, path: Path) -> logging.Handler:
    """Have all that is logged from now on written to a file, in place of what is in it.

    Args:
        log: The command's logger, which closes what it is given when the command ends.
        path: The file; only its owner can read it, for it holds names.

    Raises:
        OSError: It can't be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    handler = logging.FileHandler(path, encoding="utf-8", errors="backslashreplace")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    return handler
