"""Write requirements.lock from pyproject.toml, and say what moved: `python -m maintenance.lock`.

What a container that serves needs is printed from it.

Options are uv's: `--upgrade` takes the newest versions of all, `--upgrade-package NAME` of one.
"""

from __future__ import annotations

import re
import subprocess
import sys

from maintenance import served_requirements
from maintenance.environment import LOCK, ROOT

EXTRAS = ("lab", "book", "cluster", "dev")
# A line of the lock: name==version, and where that is wanted for some Pythons or systems only, where.
_ENTRY = re.compile(r"^([\w.-]+)==([^\s;\\]+)(?: ; ([^\\\n]+?))? *\\?$", re.MULTILINE)


def locked_versions(text: str) -> dict[str, str]:
    """What a lock lists: by name, its version; where there are several, each with where it holds."""
    entries: dict[str, list[tuple[str, str]]] = {}
    for name, version, where in _ENTRY.findall(text):
        entries.setdefault(name, []).append((version, where))
    return {
        name: ", ".join(
            f"{version} where {where}" if len(found) > 1 else version for version, where in found
        )
        for name, found in entries.items()
    }


def moved(old: str, new: str) -> list[str]:
    """What differs from one lock's text to another's, a line a package."""
    before, after = locked_versions(old), locked_versions(new)
    lines = []
    for name in sorted(before.keys() | after.keys()):
        if name not in before:
            lines.append(f"{name} is new: {after[name]}")
        elif name not in after:
            lines.append(f"{name} {before[name]} is gone")
        elif before[name] != after[name]:
            lines.append(f"{name} {before[name]} -> {after[name]}")
    return lines


def main() -> None:
    """Write the lock."""
    old = LOCK.read_text(encoding="utf-8") if LOCK.exists() else ""
    command = ["uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
    command += ["--generate-hashes", "--no-emit-index-url", "--custom-compile-command", "make lock"]
    command += [option for name in EXTRAS for option in ("--extra", name)]
    command += [*sys.argv[1:], "pyproject.toml", "--output-file", LOCK.name]
    done = subprocess.run(command, cwd=ROOT)
    if done.returncode:
        sys.exit(done.returncode)
    served_requirements.main()
    lines = moved(old, LOCK.read_text(encoding="utf-8"))
    print("\n".join(lines) if lines else f"{LOCK.name} lists what it listed before.")
    if lines:
        print("`make changes` then tells what the lessons print that they did not before.")


if __name__ == "__main__":
    main()
