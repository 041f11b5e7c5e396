"""nbgrader's log as a terminal may show it. nbgrader prints the names of what learners hand in as they
are, and an escape code in one would do as it likes with the instructor's terminal."""

from __future__ import annotations

import logging

from grader.autograding.terms.untrusted_text import printable


class Printable(logging.Filter):
    """Lets every record through, its text without escape codes; nbgrader_config.py names it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Clean the record, line by line."""
        record.msg, record.args = _printable_lines(record.getMessage()), ()
        if record.exc_info:  # the formatter takes this for the traceback
            record.exc_text = _printable_lines(logging.Formatter().formatException(record.exc_info))
        return True


def _printable_lines(text: str) -> str:
    return "\n".join(map(printable, text.split("\n")))
