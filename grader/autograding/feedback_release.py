"""`nbgrader release_feedback` and Formgrader's button, for a class that handed in by several ways.

nbgrader stops at the first submission that did not come through the exchange, and those behind it
get no feedback (0.9.6). nbgrader_config.py names this step in place of nbgrader's.
"""

from __future__ import annotations

import glob
from pathlib import Path

from nbgrader.exchange.default.release_feedback import ExchangeReleaseFeedback

from grader.autograding.submissions import EXCHANGE_FILES


class ReleaseWhatCameThroughIt(ExchangeReleaseFeedback):
    """Releases the feedback of those whom the exchange can give it back to, and names the others."""

    def copy_files(self) -> None:
        """Copy the pages of every student into the exchange."""
        for folder in sorted(glob.glob(self.src_path)):
            if all((Path(folder) / name).is_file() for name in EXCHANGE_FILES):
                self.src_path = glob.escape(folder)
                super().copy_files()
            else:
                self.log.warning(
                    "Not released, since it was not handed in through the exchange: %s", folder
                )
