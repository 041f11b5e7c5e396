"""A digest of several things, by which it is known whether any of them is another one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def digest_of(parts: Iterable[bytes]) -> str:
    """One digest of some parts, each ended: other parts, or the same in other places, give another."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()
