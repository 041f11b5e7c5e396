"""How a record is written: as a whole, by one kernel at a time, and never over what could not be read."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

try:
    import fcntl
except ImportError:  # Windows: two kernels that write within a millisecond may lose an entry there
    fcntl = None  # type: ignore[assignment]

_PATIENCE = 10.0  # seconds; a kernel that stopped while it wrote holds nobody up for longer
_MOST_ASIDE = 9  # files of one name that are set aside; the last of them is replaced


@contextlib.contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Keep other kernels from reading and writing records in a folder, between this one's reading and writing.

    Where there is no such lock, as on a drive that has none, it goes on without.
    """
    descriptor = _locked(folder)
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)  # which unlocks it


def _locked(folder: Path) -> int | None:
    if fcntl is None:
        return None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # writing will say so
        return None
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() < until:
                time.sleep(0.001)
                continue
        except OSError:  # this file system locks nothing
            pass
        return descriptor


def write_whole(file: Path, data: Any) -> None:
    """Write a file in place of the one that is there, so that nobody ever reads half of it.

    Raises:
        OSError: It could not be written; then the file is as it was.
    """
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps(data, indent=1), encoding="utf-8")
        beside.replace(file)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise


def aside_of(file: Path) -> Path:
    """Where a file that cannot be read is kept: a name that no earlier one has, such as
    `progress.unreadable.json`, then `progress.unreadable-2.json`."""
    names = [file.with_suffix(".unreadable.json")]
    names += [
        file.with_suffix(f".unreadable-{number}.json") for number in range(2, _MOST_ASIDE + 1)
    ]
    return next((name for name in names if not name.exists()), names[-1])
