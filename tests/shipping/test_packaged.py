"""What an installation has: every file that a command of the package reads."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

FILES = (
    "shipping/predict.c",
    "shipping/container/Dockerfile",
    "shipping/container/requirements.txt",
    "shipping/page/site/index.html",
    "shipping/page/site/page.css",
    "shipping/page/site/page.js",
)


def test_a_wheel_has_the_package_with_its_files(repository: Path, tmp_path: Path):
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE", "LICENSE-TEXT"):
        shutil.copy(repository / name, tmp_path)
    skipped = shutil.ignore_patterns("__pycache__")
    shutil.copytree(repository / "shipping", tmp_path / "shipping", ignore=skipped)
    program = "import setuptools.build_meta as build; print(build.build_wheel('.'))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    with zipfile.ZipFile(tmp_path / done.stdout.split()[-1]) as wheel:
        packed = set(wheel.namelist())
    modules = {
        str(path.relative_to(repository)) for path in (repository / "shipping").rglob("*.py")
    }
    assert modules | set(FILES) <= packed
