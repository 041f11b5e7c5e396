"""Colab's runtimes as facts: a file for each in tests/colab/runtimes, called as Colab calls it.

A notebook can be pinned to a runtime (Runtime > Change runtime type > Runtime version), so learners meet
all of them, not only the newest. `python -m maintenance.colab_runtimes 2026.10 --from LIST --python 3.13`
takes one in: LIST is what `pip freeze` prints there. Of its packages the file keeps those that lessons,
pictures, checks and their tests need, at the versions of the list.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from maintenance.environment import ROOT, VENV, bin_folder, use_system_certificates

FACTS = ROOT / "tests" / "colab" / "runtimes"
ENVIRONMENTS = ROOT / "build" / "colab"
CHOSEN = "COLAB_RUNTIME"  # the variable that tells tests which runtime they are in
_NAME = re.compile(r"\d{4}\.\d\d")
_HEAD = """\
# What Colab's runtime {name} has installed, as facts: versions from the list that its image gives
# of itself (`pip freeze`){source}.
# `make test-colab RUNTIME={name}` makes an environment of exactly these, with the Python named here.
# Python {python}
"""
# What is asked for, by what it is there for; what these need comes below them.
ROOTS = {
    "What lessons, pictures and checks run on.": (
        "tensorflow",
        "keras",
        "numpy",
        "matplotlib",
        "scikit-learn",
        "ipywidgets",
        "sqlalchemy",
    ),
    "The kernel they run in, and how a message gets from it to the page.": (
        "ipython",
        "ipykernel",
        "jupyter-client",
        "traitlets",
    ),
    "What the set-up cell installs the course with, and what runs the pictures' own tests there.": (
        "pip",
        "setuptools",
        "wheel",
        "pytest",
    ),
}
_NEEDED = "What these need, as Colab has it. IPython asks for jedi as well, which Colab leaves out."


class UnknownRuntimeError(LookupError):
    """There are no facts of a runtime; the text names those there are."""


@dataclass(frozen=True)
class Runtime:
    """A runtime of Colab's, by the name that its menu gives it, such as "2026.08"."""

    name: str

    @property
    def facts(self) -> Path:
        """The file with its versions."""
        return FACTS / f"{self.name}.txt"

    @property
    def environment(self) -> Path:
        """The folder of the environment that is made of them."""
        return ENVIRONMENTS / self.name

    @property
    def python(self) -> Path:
        """That environment's Python."""
        return bin_folder(self.environment) / "python"

    @property
    def python_version(self) -> str:
        """Its Python's version, such as "3.13". Raises ValueError if it isn't named."""
        if match := re.search(r"(?m)^# Python (\d+\.\d+)$", self.facts.read_text(encoding="utf-8")):
            return match[1]
        raise ValueError(f"{self.facts}: a line should read like '# Python 3.13'.")

    @property
    def packages(self) -> dict[str, str]:
        """The versions of its packages, by the names that pip compares."""
        return versions(self.facts.read_text(encoding="utf-8"))


def versions(text: str) -> dict[str, str]:
    """The versions in a list of lines `name==version`, by the names that pip compares.

    Comments, and packages that are installed from an address, are passed over.
    """
    lines = (line.partition("==") for line in text.splitlines() if re.match(r"[\w.-]+==", line))
    return {canonical(name): version.strip() for name, _, version in lines}


def canonical(name: str) -> str:
    """The name of a package as pip compares it: `ml_dtypes` is `ml-dtypes`."""
    return re.sub(r"[-_.]+", "-", name).lower()


def runtimes() -> list[Runtime]:
    """The runtimes whose facts are here, oldest first."""
    names = (path.stem for path in FACTS.glob("*.txt"))
    return [Runtime(name) for name in sorted(names)]


def runtime(name: str = "") -> Runtime:
    """The runtime of that name, by default the newest. Raises UnknownRuntimeError."""
    known = {one.name: one for one in runtimes()}
    if not name:
        return known[max(known)]
    if name not in known:
        raise UnknownRuntimeError(
            f"There are no facts of a runtime {name!r}; there are {', '.join(known)}."
        )
    return known[name]


def tested_runtime() -> Runtime:
    """The runtime that the tests of tests/colab are in: $COLAB_RUNTIME, or the newest."""
    return runtime(os.environ.get(CHOSEN, ""))


def facts_of(name: str, listed: str, python: str, source: str = "") -> str:
    """Return the text of the file for a runtime.

    Which packages others need is asked of the package index, by uv.

    Args:
        name: What Colab calls it, such as "2026.08".
        listed: All its packages, as `pip freeze` prints them.
        python: The version of its Python, such as "3.13".
        source: Where the list was found, in words that follow "of itself"; may be empty.

    Raises:
        ValueError: The list lacks what the course runs on, or no package index could tell what the
            packages need.
    """
    have = versions(listed)
    roots = [root for group in ROOTS.values() for root in group]
    if missing := [root for root in roots if root not in have]:
        raise ValueError(f"The list has no {', '.join(missing)}: is it what `pip freeze` printed?")
    needed = [one for one in _needed(roots, have, python) if one in have and one not in roots]
    parts = [_HEAD.format(name=name, source=f", {source}" if source else "", python=python)]
    for reason, group in (*ROOTS.items(), (_NEEDED, needed)):
        lines = [f"# {reason}", *(f"{one}=={have[one]}" for one in group)]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _needed(roots: list[str], have: dict[str, str], python: str) -> list[str]:
    """The names of all packages that some need, themselves among them, in alphabetical order."""
    use_system_certificates()
    with tempfile.TemporaryDirectory() as folder:
        asked, bounds = Path(folder, "roots.in"), Path(folder, "list.txt")
        asked.write_text("\n".join(roots), encoding="utf-8")
        bounds.write_text("\n".join(map("==".join, have.items())), encoding="utf-8")
        options = ("--python-version", python, "--no-header", "--no-annotate", "--quiet")
        uv = str(bin_folder(VENV) / "uv")
        command = [uv, "pip", "compile", *options, "-c", str(bounds), str(asked)]
        done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise ValueError(f"uv could not tell what they need: {done.stderr.strip()[-900:]}")
    return sorted(versions(done.stdout))


def main() -> None:
    """Take the facts of a runtime in."""
    parser = argparse.ArgumentParser(prog="python -m maintenance.colab_runtimes")
    parser.add_argument("name", metavar="RUNTIME", help="what Colab calls it, such as 2026.10")
    parser.add_argument("--from", dest="file", required=True, type=Path, metavar="LIST")
    parser.add_argument("--python", required=True, help="the version of its Python, such as 3.13")
    parser.add_argument("--source", default="", help="where the list was found, in words")
    asked = parser.parse_args()
    if not _NAME.fullmatch(asked.name):
        sys.exit(f"{asked.name!r} is no name of a runtime: a year and a month, such as 2026.10.")
    if not re.fullmatch(r"3\.\d+", asked.python):
        sys.exit(f"--python {asked.python} should read like 3.13.")
    try:
        listed = asked.file.read_text(encoding="utf-8")
        text = facts_of(asked.name, listed, asked.python, asked.source)
    except (OSError, ValueError) as error:
        sys.exit(f"Nothing was taken in. {error}")
    made = Runtime(asked.name)
    made.facts.write_text(text, encoding="utf-8", newline="\n")
    print(f"{made.facts.relative_to(ROOT)} written. Name it in .github/workflows/test.yml and in")
    print(f"docs/colab.md, where the others stand; then `make test-colab RUNTIME={made.name}`.")


if __name__ == "__main__":
    main()
