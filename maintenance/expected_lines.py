"""Lines that JupyterLab logs for every notebook of this course, and that ask nothing of a learner."""

from __future__ import annotations

import logging
from typing import Final

# Each line's beginning, with the reason why it is not shown.
EXPECTED: Final = (
    # Every notebook that was not last saved on this machine is "not trusted": of one without outputs
    # there is nothing to distrust, and what it prints once it runs is shown as ever.
    ("Notebook ", " is not trusted"),
    # Jupyter counts this time in milliseconds, and Tornado, which warns, in seconds: both are
    # Jupyter's own defaults, and connections are kept as they should be.
    ("The websocket_ping_timeout (", ""),
)


def is_expected(line: str) -> bool:
    """Whether a logged line is one of those."""
    return any(line.startswith(start) and line.endswith(end) for start, end in EXPECTED)


class LeaveOutExpected(logging.Filter):
    """Keeps those lines, and no others, out of a log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is logged."""
        return not is_expected(record.getMessage())
