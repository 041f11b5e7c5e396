"""The browser that tests drive: find one, or install one where that is possible."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from maintenance.debian import install_debians

NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")


def find_browser() -> str:
    """Return the path of a Chromium: $CHROMIUM, one on PATH, or Playwright's; empty if none."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named) or ""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return _playwright_browser()


def _playwright_browser() -> str:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else ""


def install_browser() -> None:
    """Install a Chromium: Debian's where root may, else the one Playwright brings.

    Ubuntu's package of that name only fetches a snap, which containers can't run.
    """
    if install_debians("chromium"):
        return
    with_libraries = ["--with-deps"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    subprocess.run([sys.executable, "-m", "playwright", "install", *with_libraries, "chromium"])


def main() -> None:
    """Make sure that a browser is here; say so where it can't be."""
    if find_browser():
        return
    print("No Chromium found for the browser tests; trying to install one.", flush=True)
    install_browser()
    if not find_browser():
        print("No Chromium could be installed: THE BROWSER TESTS WILL NOT RUN.", flush=True)
        print("Install one, or name it: CHROMIUM=/path/to/chromium make test", flush=True)


if __name__ == "__main__":
    main()
