"""Test the course in Colab's versions: `python -m maintenance.colab`, with options for pytest.

The versions are facts, in tests/colab/runtime.txt. They go into an environment of their own, which
is kept; it needs the Python that file names. Where there is none this says so and runs nothing,
which in CI is a failure. `--find` only looks for that Python, and fails where there is none.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from maintenance.environment import (
    ROOT,
    VENV,
    bin_folder,
    in_ci,
    interpreter_of,
    run,
    use_system_certificates,
)

FACTS = ROOT / "tests" / "colab" / "runtime.txt"
ENVIRONMENT = ROOT / "build" / "colab"
PYTHON = bin_folder(ENVIRONMENT) / "python"
_UV = bin_folder(VENV) / "uv"


def python_version() -> str:
    """Return the version of Colab's Python, such as "3.13". Raises ValueError if it isn't named."""
    if found := re.search(r"(?m)^# Python (\d+\.\d+)$", FACTS.read_text(encoding="utf-8")):
        return found.group(1)
    raise ValueError(f"{FACTS}: a line should read like '# Python 3.13'.")


def find_python() -> str:
    """Return a Python of that version: $COLAB_PYTHON, this one, one on PATH, or pyenv's; empty if
    none."""
    version = python_version()
    if named := os.environ.get("COLAB_PYTHON"):
        candidates = [named]
    else:
        pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
        candidates = [
            str(bin_folder(Path(sys.base_prefix)) / f"python{version}"),
            shutil.which(f"python{version}") or "",
            *map(str, sorted(pyenv.glob(f"versions/{version}.*/bin/python"))),
        ]
    return next((path for path in candidates if path and _version_of(path) == version), "")


def _version_of(program: str) -> str:
    """The version a program says it is; empty if it doesn't run, as pyenv's stand-ins may not."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run([program, "-I", "-S", "-c", code], capture_output=True, text=True)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def make_environment(python: str) -> None:
    """Make the environment with this Python, or keep the one there is if it runs."""
    if interpreter_of(ENVIRONMENT).split(" ")[0] != python_version():
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        run(_UV, "venv", "--quiet", "--no-project", "--python", python, ENVIRONMENT)
        print("Installing Colab's versions, into build/colab ...", flush=True)
    install_facts()


def install_facts() -> None:
    """Leave in the environment exactly what Colab has; the course, if it is there, goes."""
    use_system_certificates()
    run(_UV, "pip", "sync", "--quiet", "--python", PYTHON, FACTS)


def main() -> None:
    """Make the environment and run tests/colab, or say that it isn't run."""
    python = find_python()
    if not python:
        version = python_version()
        print(f"No Python {version} found: COLAB'S VERSIONS ARE NOT TESTED.", file=sys.stderr)
        print(
            "Install one, or name it: COLAB_PYTHON=/path/to/python make test-colab", file=sys.stderr
        )
        if in_ci():
            print("This is CI, where that is a failure.", file=sys.stderr)
        sys.exit("--find" in sys.argv or in_ci())
    if "--find" in sys.argv:
        print(f"Colab's versions: {python}")
        return
    make_environment(python)
    # tests/conftest.py stays out: its warm kernels are of another environment.
    pytest = ("pytest", "--confcutdir=tests/colab", "-n", "logical", "--maxschedchunk=1")
    command = [sys.executable, "-m", *pytest, "--durations=8", "tests/colab", *sys.argv[1:]]
    sys.exit(subprocess.run(command, cwd=ROOT).returncode)


if __name__ == "__main__":
    main()
