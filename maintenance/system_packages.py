"""Packages of the system that tests need: installed where root may, with Debian's own tools."""

import os
import shutil
import subprocess
from pathlib import Path


def install_package(name: str, systems: tuple[str, ...]) -> bool:
    """Install a package with apt-get and say whether that worked.

    Args:
        name: what Debian calls it.
        systems: where the package of that name is the right one: `debian`, `ubuntu`.
    """
    release = Path("/etc/os-release")
    lines = release.read_text(encoding="utf-8").splitlines() if release.exists() else []
    if not any(f"ID={system}" in lines for system in systems):
        return False
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=quiet)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", name]
    return subprocess.run(command, env=quiet).returncode == 0
