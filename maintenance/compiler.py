"""The compiler of the C program that lesson 14 shows: find g++, or install it where that is possible."""

import shutil

from maintenance.debian import install_debians


def main() -> None:
    """Make sure that g++ is here; say so where it can't be."""
    if shutil.which("g++"):
        return
    print("No g++ found for the test of the C program; trying to install it.", flush=True)
    install_debians("g++")
    if not shutil.which("g++"):
        print("No g++ could be installed: THE TESTS OF THE C PROGRAM WILL NOT RUN.", flush=True)


if __name__ == "__main__":
    main()
