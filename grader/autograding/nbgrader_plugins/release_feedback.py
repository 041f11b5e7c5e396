"""`nbgrader release_feedback` and Formgrader's button, for a class that handed in by several ways.

nbgrader stops at the first submission that did not come through the exchange, or whose secret it
can't read, and those behind it get no feedback (0.9.6). nbgrader_config.py names this step in place
of nbgrader's.
"""

from __future__ import annotations

import glob
from pathlib import Path

from nbgrader.exchange.default.release_feedback import ExchangeReleaseFeedback

from grader.autograding.reading.handed_in import EXCHANGE_FILES, unfit_entries


class ReleaseWhatCameThroughIt(ExchangeReleaseFeedback):
    """Releases the feedback of those whom the exchange can give it back to, and names the others."""

    src_path: str

    def copy_files(self) -> None:
        """Copy the pages of every student into the exchange."""
        for folder in sorted(glob.glob(self.src_path)):
            if not all((Path(folder) / name).is_file() for name in EXCHANGE_FILES):
                self.log.warning(
                    "Not released, since it was not handed in through the exchange: %s", folder
                )
            elif unfit := unfit_entries(Path(folder)):
                self.log.warning("Not released, since this is a link or too large: %s", unfit[0])
            else:
                self.src_path = glob.escape(folder)
                try:
                    super().copy_files()
                except (OSError, UnicodeDecodeError) as error:  # it costs this student alone
                    self.log.warning("Not released: %s: %s", folder, error)
