"""Limits of the shell that started this (`ulimit`), where they are too low for marking.

A kernel inherits them, and fails by them in ways that look like something else. What may be raised is
raised; the rest is named.
"""

from __future__ import annotations

import resource
from dataclasses import dataclass


@dataclass(frozen=True)
class _Need:
    """What marking needs of one limit.

    `option` is `ulimit`'s, `container` Docker's name for it; `unit` is what `ulimit` counts in.
    """

    limit: int
    what: str
    option: str
    container: str
    least: int
    unit: int = 1

    @property
    def shown(self) -> int:
        return self.least // self.unit


_NEEDS = (
    _Need(resource.RLIMIT_NOFILE, "open files", "-n", "nofile", 512),
    _Need(resource.RLIMIT_NPROC, "processes and threads", "-u", "nproc", 512),
    _Need(resource.RLIMIT_FSIZE, "the size of a file, in KB", "-f", "fsize", 1 << 30, 1024),
    _Need(resource.RLIMIT_DATA, "a program's data, in KB", "-d", "data", 8 << 30, 1024),
    _Need(resource.RLIMIT_AS, "a program's memory, in KB", "-v", "as", 16 << 30, 1024),
    _Need(resource.RLIMIT_CPU, "a program's processor time, in s", "-t", "cpu", 3600),
)


def too_low() -> str:
    """Which limits are too low and can't be raised from here, and how to raise them; "" for none."""
    low = [need for need in _NEEDS if not _is_enough(need)]
    if not low:
        return ""
    found = "; ".join(
        f"{need.what}: {resource.getrlimit(need.limit)[0] // need.unit} (`ulimit {need.option}`), "
        f"{need.shown} are needed"
        for need in low
    )
    shell = "; ".join(f"ulimit {need.option} {need.shown}" for need in low)
    container = " ".join(f"--ulimit {need.container}={need.least}" for need in low)
    return (
        f"limits of this shell are too low for marking: {found}. Raise them where the command is "
        f"started: `{shell}`. Where the shell refuses that, an administrator allows it in "
        f"/etc/security/limits.conf; for a container it is `docker run {container}`. A new login or "
        "container then has the new limits."
    )


def _is_enough(need: _Need) -> bool:
    """Whether a limit is high enough, or can be made so by whoever runs here."""
    now, most = resource.getrlimit(need.limit)
    if now == resource.RLIM_INFINITY or now >= need.least:
        return True
    if most == resource.RLIM_INFINITY or most >= need.least:
        resource.setrlimit(need.limit, (need.least, most))
        return True
    return False
