"""Test the course in Colab's versions: `python -m maintenance.colab`, with options for pytest.

`--runtime 2025.07` names a runtime whose facts are in tests/colab/runtimes, `--runtime all` takes one
after the other; by default the newest. Its versions go into an environment of their own, in
build/colab, which is kept; it needs the Python that the file names. Where there is none this says so
and runs nothing, which in CI is a failure. `--find` only looks for that Python, and fails where there
is none.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from maintenance.colab_runtimes import CHOSEN, Runtime, UnknownRuntimeError, runtime, runtimes
from maintenance.environment import (
    ROOT,
    VENV,
    bin_folder,
    in_ci,
    interpreter_of,
    run,
    use_system_certificates,
)

_UV = bin_folder(VENV) / "uv"


def find_python(version: str) -> str:
    """Return a Python of a version such as "3.13": $COLAB_PYTHON, this one, one on PATH, or pyenv's;
    empty if none."""
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


def make_environment(chosen: Runtime, python: str) -> None:
    """Make a runtime's environment with this Python, or keep the one there is if it runs."""
    if interpreter_of(chosen.environment).split(" ")[0] != chosen.python_version:
        shutil.rmtree(chosen.environment, ignore_errors=True)
        run(_UV, "venv", "--quiet", "--no-project", "--python", python, chosen.environment)
        shown = chosen.environment.relative_to(ROOT)
        print(f"Installing the versions of Colab's {chosen.name}, into {shown} ...", flush=True)
    install_facts(chosen)


def install_facts(chosen: Runtime) -> None:
    """Leave in a runtime's environment exactly what Colab has; the course, if it is there, goes."""
    use_system_certificates()
    run(_UV, "pip", "sync", "--quiet", "--python", chosen.python, chosen.facts)


def _python_for(chosen: Runtime) -> str:
    """A Python for a runtime; where there is none, empty, and that is said."""
    version = chosen.python_version
    python = find_python(version)
    if not python:
        print(
            f"No Python {version} found: COLAB'S VERSIONS ARE NOT TESTED (runtime {chosen.name}).\n"
            "Install one, or name it: COLAB_PYTHON=/path/to/python make test-colab "
            f"RUNTIME={chosen.name}",
            file=sys.stderr,
        )
        if in_ci():
            print("This is CI, where that is a failure.", file=sys.stderr)
    return python


def run_tests(chosen: Runtime, python: str, options: list[str]) -> int:
    """Run tests/colab in a runtime's versions; return pytest's exit status."""
    make_environment(chosen, python)
    print(f"Colab's runtime {chosen.name}, Python {chosen.python_version}:", flush=True)
    # tests/conftest.py stays out: its warm kernels are of another environment.
    pytest = ("pytest", "--confcutdir=tests/colab", "-n", "logical", "--maxschedchunk=1")
    command = [sys.executable, "-m", *pytest, "--durations=8", "tests/colab", *options]
    variables = os.environ | {CHOSEN: chosen.name}
    return subprocess.run(command, cwd=ROOT, env=variables).returncode


def main() -> None:
    """Make the environment and run tests/colab, or say that it isn't run."""
    parser = argparse.ArgumentParser(prog="make test-colab", allow_abbrev=False)
    parser.add_argument("--runtime", default="", help="such as 2025.07, or all; else the newest")
    parser.add_argument("--find", action="store_true", help="only look for its Python")
    asked, options = parser.parse_known_args()
    try:
        chosen = runtimes() if asked.runtime == "all" else [runtime(asked.runtime)]
    except UnknownRuntimeError as error:
        sys.exit(str(error))
    failed: list[int] = []
    for one in chosen:
        start = time.monotonic()
        python = _python_for(one)
        if asked.find:
            result = f"tested by {python}" if python else "not tested"
            failed.append(not python)
        else:
            status = run_tests(one, python, options) if python else int(in_ci())
            result = "not tested" if not python else "failed" if status else "passed"
            failed.append(status)
            result += f" ({time.monotonic() - start:.0f} s)"
        print(f"Colab's runtime {one.name}: {result}", flush=True)
    sys.exit(max(map(int, failed)))


if __name__ == "__main__":
    main()
