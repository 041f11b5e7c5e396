"""`nbgrader release_feedback` and Formgrader's button, for a class that handed in by several ways.

nbgrader stops at the first submission that did not come through the exchange, or whose secret it
can't read, and those behind it get no feedback (0.9.6). nbgrader_config.py names this step in place
of nbgrader's.
"""

from __future__ import annotations

import glob
from pathlib import Path

from nbgrader.exchange.default.release_feedback import ExchangeReleaseFeedback

from grader.autograding.nbgrader_plugins.student_names import few, names_of
from grader.autograding.reading.handed_in import EXCHANGE_FILES, unfit_entries
from grader.autograding.terms.course_folder import course_of
from grader.autograding.terms.untrusted_text import printable


class ReleaseWhatCameThroughIt(ExchangeReleaseFeedback):
    """Releases the feedback of those whom the exchange can give it back to, and names the others."""

    src_path: str

    def copy_files(self) -> None:
        """Copy the pages of every student into the exchange."""
        elsewhere: list[str] = []
        failures: list[tuple[str, str]] = []
        for folder in sorted(glob.glob(self.src_path)):
            student = Path(folder).parent.name
            if not all((Path(folder) / name).is_file() for name in EXCHANGE_FILES):
                elsewhere.append(student)
            elif unfit := unfit_entries(Path(folder)):
                failures.append((student, f"{unfit[0]} is a link or too large"))
            else:
                self.src_path = glob.escape(folder)
                try:
                    super().copy_files()
                except (OSError, UnicodeDecodeError) as error:  # it costs this student alone
                    failures.append((student, f"{folder}: {error}"))
        self._tell(elsewhere, failures)

    def _tell(self, elsewhere: list[str], failures: list[tuple[str, str]]) -> None:
        """Say whose feedback did not go back: a line a failure, and one for those who get it another way."""
        named = names_of(course_of(self.coursedir, self.config))
        for student, why in failures:
            self.log.warning("%s", printable(f"Not released: {named(student)}: {why}"))
        if elsewhere:
            shown = few([named(student) for student in elsewhere])
            self.log.warning(
                "%s",
                printable(
                    f"{len(elsewhere)} not released, since they did not hand in through the exchange: "
                    f"{shown}. `grader return {self.coursedir.assignment_id}` writes what Moodle or Canvas "
                    "gives them back."
                ),
            )
