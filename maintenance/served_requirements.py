"""Print what a container that serves needs, from requirements.lock: `python -m maintenance.served_requirements`.

`make lock` runs it. The file it writes has TensorFlow and all that came for its sake, at the lock's
versions and with its hashes.
"""

from __future__ import annotations

import re

from maintenance.environment import LOCK, ROOT

FILE = ROOT / "shipping" / "container" / "requirements.txt"
SERVED = "tensorflow"
HEAD = (
    "# Printed from requirements.lock by `make lock`: TensorFlow and what it needs. Not edited.\n"
)
_ENTRY = re.compile(
    r"^(?P<name>[\w.-]+)==[^\n]*\\\n(?:    --hash=[^\n]*\n)+(?P<via>(?:    #[^\n]*\n)*)",
    re.MULTILINE,
)


def needed(lock: str, package: str = SERVED) -> str:
    """The entries of a lock's text that a package needs, itself among them, without their comments."""
    entries = list(_ENTRY.finditer(lock))
    wanted_by = {
        (entry["name"], entry.start()): set(re.findall(r"#(?: via)? +([\w.-]+)", entry["via"]))
        for entry in entries
    }
    names = {package}
    while more := {name for (name, _), by in wanted_by.items() if by & names} - names:
        names |= more
    if not any(name == package for name, _ in wanted_by):
        raise ValueError(f"The lock has no entry for {package}: run `make lock`.")
    kept = [entry for entry in entries if entry["name"] in names]
    return HEAD + "".join(
        entry.group().removesuffix(entry["via"]) if entry["via"] else entry.group()
        for entry in kept
    )


def main() -> None:
    """Write the file."""
    FILE.write_text(needed(LOCK.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
