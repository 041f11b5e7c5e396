"""Records of a course in files of their own: whole or not at all, and nobody's but their owner's."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path


def write_record(path: Path, record: object) -> None:
    """Write JSON into a file in one step: who reads it meanwhile sees the old one or the new one.

    Args:
        path: The file; its folder is made where it is missing. Only its owner can read it.
        record: What JSON can hold.

    Raises:
        OSError: It can't be written; then the old one still stands.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, aside = tempfile.mkstemp(dir=path.parent, prefix=f"{path.stem}-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            # Escaped, so that whatever a file is called can be written.
            json.dump(record, file, indent=1)
        os.replace(aside, path)
    except BaseException:  # a full disk, Ctrl-C
        os.unlink(aside)
        raise
