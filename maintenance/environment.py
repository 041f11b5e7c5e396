"""Make the environment, `.venv`, from requirements.lock: `python3 maintenance/environment.py`.

Needs a Python that pyproject.toml allows, with pip, and nothing else: only the standard library is
imported. On Windows the same: `py maintenance\\environment.py`. An environment that another Python
made is kept while that one runs; with `--only-this` it is made anew with this one. `--suits` makes
nothing and ends with 0 if this Python could.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "set-up-complete"
# On PYTHONPATH, it keeps every Python process from any address but its own host.
NO_NETWORK = ROOT / "tests" / "no_network"
# Where Linux keeps the certificates it trusts; uv looks there, as pip does, only if asked to.
CERTIFICATES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
)


def bin_folder(venv: Path) -> Path:
    """Where an environment keeps its programs."""
    return venv / ("Scripts" if os.name == "nt" else "bin")


def python_range() -> tuple:
    """Return the versions pyproject.toml allows: ((3, 11), (3, 14)), the last one excluded."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    found = re.search(r'requires-python = ">=(\d+)\.(\d+),<(\d+)\.(\d+)"', text)
    if not found:
        sys.exit("pyproject.toml: requires-python should read like '>=3.11,<3.14'.")
    low_major, low_minor, high_major, high_minor = map(int, found.groups())
    return (low_major, low_minor), (high_major, high_minor)


def why_not() -> str:
    """Say what keeps this interpreter from making the environment; empty if nothing does."""
    low, high = python_range()
    if not low <= sys.version_info[:2] < high:
        wanted = "at least {}.{} and below {}.{}".format(*low, *high)
        return "Python {}.{} found; the course needs {}.".format(*sys.version_info[:2], wanted)
    for module in ("pip", "venv"):
        if subprocess.run(
            [sys.executable, "-c", f"import {module}"], capture_output=True
        ).returncode:
            return f"{sys.executable} has no module {module!r}; the set-up needs it."
    return ""


def interpreter_of(venv: Path) -> str:
    """Return "3.12 base-folder" of an environment's interpreter; empty if it doesn't run."""
    program = bin_folder(venv) / ("python.exe" if os.name == "nt" else "python")
    code = "import sys; print('%d.%d' % sys.version_info[:2], sys.base_prefix)"
    try:
        done = subprocess.run([program, "-I", "-S", "-c", code], capture_output=True, text=True)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def can_stay(venv: Path, only_this: bool) -> bool:
    """Say whether an environment can be kept: it was completed, stands where it was made, and its
    Python runs and is new enough. `only_this`: whether that must be the Python that asks."""
    stamp = venv / STAMP.name
    if not stamp.is_file() or stamp.read_text() != str(ROOT):
        return False
    here = interpreter_of(venv)
    if only_this:
        return here == f"{sys.version_info[0]}.{sys.version_info[1]} {sys.base_prefix}"
    low, high = python_range()
    return bool(here) and low <= tuple(map(int, here.split(" ")[0].split("."))) < high


def locked(name: str) -> str:
    """Return the entry of one package in requirements.lock: its version and its hashes."""
    found = re.search(
        rf"^{re.escape(name)}==.*\\\n(?:    --hash=.*\n)+", LOCK.read_text(encoding="utf-8"), re.M
    )
    if not found:
        sys.exit(f"requirements.lock has no entry for {name}: run `make lock`.")
    return found.group()


def run(*command: object) -> None:
    """Run a program; where it fails, end with its exit status, after its own words."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT)
    if done.returncode:
        sys.exit(
            f"The set-up stopped: `{Path(str(command[0])).name}` failed (its words are above)."
        )


def use_system_certificates() -> None:
    """Let uv trust what the system trusts: a network may end encryption at a machine of its own,
    which only the system's list knows."""
    if not sys.platform.startswith("linux") or any(map(os.path.exists, CERTIFICATES)):
        os.environ.setdefault("UV_SYSTEM_CERTS", "true")


# Of the settings that `make lab` uses, those that every `jupyter lab` of the environment has as well.
FOR_EVERY_LAB = (
    "jupyter_server_config.d/tensorflow-workbook.json",
    "labconfig/default_setting_overrides.json",
)


def lay_settings() -> None:
    """Switch our extensions of Jupyter's server on, and let a notebook be saved with its pictures,
    for whoever starts `jupyter lab` of the environment, as `make lab` does for itself."""
    for name in FOR_EVERY_LAB:
        file = VENV / "etc/jupyter" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / "maintenance/jupyter" / name, file)


def has_gpu() -> bool:
    """Whether NVIDIA's driver sees a GPU on this machine."""
    if not shutil.which("nvidia-smi"):
        return False
    listed = subprocess.run(["nvidia-smi", "-L"], capture_output=True, text=True).stdout
    return listed.startswith("GPU ")


def in_ci() -> bool:
    """Say whether this runs in CI, where a check that can't run is a failure."""
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")


def make_exchange() -> None:
    """Make the folders where nbgrader hands out and collects work (nbgrader_config.py).

    They lie in one that is its owner's alone: nbgrader makes the exchange writable to everybody.
    """
    (ROOT / ".nbgrader").mkdir(mode=0o700, exist_ok=True)
    for name in ("exchange", "cache"):
        (ROOT / ".nbgrader" / name).mkdir(parents=True, exist_ok=True)


def main() -> None:
    """Make or refresh the environment. The stamp is written last: no stamp, no environment."""
    reason = why_not()
    if reason:
        sys.exit(reason)
    if "--suits" in sys.argv:
        return
    keep = can_stay(VENV, only_this="--only-this" in sys.argv)
    STAMP.unlink(missing_ok=True)
    if not keep:
        print(f"Making .venv with Python {sys.version.split()[0]} ...", flush=True)
        shutil.rmtree(VENV, ignore_errors=True)
        # Debian's python3 may come without ensurepip, so the new environment gets no pip here.
        run(sys.executable, "-m", "venv", "--without-pip", VENV)
    programs = bin_folder(VENV)
    python = programs / ("python.exe" if os.name == "nt" else "python")
    uv = programs / ("uv.exe" if os.name == "nt" else "uv")
    entry = locked("uv")
    version = entry.split(" ", 1)[0].removeprefix("uv==")
    if not uv.exists() or version not in subprocess.check_output([uv, "--version"], text=True):
        (VENV / "uv.txt").write_text(entry)
        quiet = ("--quiet", "--disable-pip-version-check", "--no-warn-script-location")
        pip = (sys.executable, "-m", "pip", "--python", python, "install", *quiet)
        run(*pip, "--no-deps", "--require-hashes", "-r", VENV / "uv.txt")
    use_system_certificates()
    print("Installing what requirements.lock lists ...", flush=True)
    silent = () if sys.stderr.isatty() else ("--quiet",)  # a person likes to see it move
    run(uv, "pip", "sync", *silent, "--python", python, "--require-hashes", LOCK)
    editable = ("--no-deps", "--no-build-isolation", "--editable", ROOT)
    run(uv, "pip", "install", "--quiet", "--python", python, *editable)
    lay_settings()
    make_exchange()
    STAMP.write_text(str(ROOT))


if __name__ == "__main__":
    main()
