"""Which of two downloads is the newer one: by the times of the archives and of what they hold.

Whatever a browser, or a person, called them.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from grader.autograding.nbgrader_plugins.zip_extract import Origin

# Of two files that were made or copied in one go the times say nothing.
_APART = datetime.timedelta(minutes=1)


@dataclass(frozen=True)
class Download:
    """What was downloaded at once.

    Attributes:
        name: How it is called, below the folder for downloads; "" for files that lie there by
            themselves.
        inside: When the newest file in it was changed, as the archive says; None where it doesn't.
        outside: When it was itself written to this disk; None where that isn't known.
    """

    name: str
    inside: datetime.datetime | None = None
    outside: datetime.datetime | None = None

    @classmethod
    def of(cls, origins: Sequence[Origin]) -> Download:
        """The download that some files came from, all of the same one."""
        first = origins[0]
        times = [origin.listed for origin in origins if origin.listed]
        newest = max(times, default=None)
        if not first.download:
            return cls("", outside=newest)
        if first.words == str(
            first.archive
        ):  # a folder, whose files have the times of their archive
            return cls(first.path.parts[0], inside=newest)
        changed = datetime.datetime.fromtimestamp(first.archive.stat().st_mtime)
        folders = first.path.parts[: first.download - 1]
        return cls(PurePosixPath(*folders, first.archive.name).as_posix(), newest, changed)

    def newer_than(self, other: Download) -> bool | None:
        """Whether it is; None where its times don't tell, or say both."""
        said = {
            mine > others
            for mine, others in ((self.inside, other.inside), (self.outside, other.outside))
            if mine and others and abs(mine - others) > _APART
        }
        return said.pop() if len(said) == 1 else None


def newest(downloads: Sequence[Download]) -> Download | None:
    """The one that is newer than each of the others; None where that can't be told."""
    return next(
        (
            download
            for download in downloads
            if all(other is download or download.newer_than(other) for other in downloads)
        ),
        None,
    )
