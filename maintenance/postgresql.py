"""The PostgreSQL that the run log is tried on: find its programs, or install them where possible."""

import os
import re
import shutil
from pathlib import Path

from maintenance.system_packages import install_package

NEEDED = ("initdb", "pg_ctl", "postgres")
# Debian and Ubuntu keep the programs of each version in a folder that is not on PATH.
_DEBIAN = Path("/usr/lib/postgresql")


def find_postgresql() -> Path | None:
    """Return the folder of PostgreSQL's programs: $POSTGRESQL, one on PATH, or Debian's newest."""
    if named := os.environ.get("POSTGRESQL"):
        folders = [Path(named)]
    else:
        program = shutil.which("pg_ctl")
        folders = [Path(program).parent] if program else []
        folders += sorted(_DEBIAN.glob("*/bin"), key=_version, reverse=True)
    return next((folder for folder in folders if _is_whole(folder)), None)


def _version(folder: Path) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", folder.parent.name)))


def _is_whole(folder: Path) -> bool:
    return all((folder / name).exists() for name in NEEDED)


def main() -> None:
    """Make sure that PostgreSQL is here; say so where it can't be."""
    if find_postgresql():
        return
    print("No PostgreSQL found for the run log's tests; trying to install one.", flush=True)
    install_package("postgresql", ("debian", "ubuntu"))
    if not find_postgresql():
        print("No PostgreSQL could be installed: ITS TESTS WILL NOT RUN.", flush=True)
        print("Install one, or name its programs: POSTGRESQL=/folder/bin make test", flush=True)


if __name__ == "__main__":
    main()
