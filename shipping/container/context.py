"""The folder in which a container image is built: what the Dockerfile copies, and nothing else."""

import shutil
from importlib import resources
from pathlib import Path

from shipping.exports import versions

# Of this package, what the image runs.
MODULES = (
    "__init__.py",
    "protocol.py",
    "exports.py",
    "server.py",
    "container/__init__.py",
    "container/health.py",
)
NAME = "served"  # of the model, in the image


def lay_out(base: str | Path, folder: str | Path) -> Path:
    """Lay out what an image needs to serve the newest version of a model.

    Args:
        base: The folder with a folder a version, such as exports/digits with exports/digits/1.
        folder: A new or an empty one.

    Returns:
        The folder, ready for `docker build`.

    Raises:
        ValueError: There is no version, the newest is no export, or the folder holds something already.
    """
    found, target = versions(base), Path(folder)
    if not found:
        raise ValueError(f"{base} has no folder named by a version number. Export to {base}/1.")
    newest = max(found)
    if not (found[newest] / "saved_model.pb").exists():
        raise ValueError(
            f"{found[newest]} holds no saved_model.pb, so it is no export, and it is the newest version."
        )
    if found[newest].resolve() in target.resolve().parents:
        raise ValueError(f"{target} lies in the export itself: name a folder elsewhere.")
    if target.exists() and not target.is_dir():
        raise ValueError(f"{target} is a file: name a new folder for the image's files.")
    if target.exists() and any(target.iterdir()):
        raise ValueError(f"{target} is not empty: name a new folder for the image's files.")
    package = resources.files("shipping")
    for name in MODULES:
        write(package, name, target / "shipping" / name)
    for name in ("Dockerfile", "requirements.txt"):
        write(package, f"container/{name}", target / name)
    shutil.copytree(found[newest], target / "models" / NAME / str(newest))
    return target


def write(package: resources.abc.Traversable, name: str, path: Path) -> None:
    """Write one file of the package to a path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(package.joinpath(*name.split("/")).read_bytes())
