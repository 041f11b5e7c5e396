"""Programs that tests want and Debian has as packages."""

import os
import shutil
import subprocess
from pathlib import Path


def install_debians(package: str) -> bool:
    """Install a package of Debian's where root may; say whether that was possible."""
    release = Path("/etc/os-release")
    debian = release.exists() and "\nID=debian" in "\n" + release.read_text(encoding="utf-8")
    if not (debian and os.geteuid() == 0 and shutil.which("apt-get")):
        return False
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=quiet)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
    return subprocess.run(command, env=quiet).returncode == 0
