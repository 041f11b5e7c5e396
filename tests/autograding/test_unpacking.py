"""What was downloaded is unpacked to its folder and nowhere else, and what is left out is named."""

from __future__ import annotations

import io
import json
import logging
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from grader.autograding.nbgrader_plugins import zip_extract as unpacking
from grader.autograding.nbgrader_plugins.zip_extract import Unpacker

NOTEBOOK = json.dumps({"cells": []}).encode()


@pytest.fixture
def unpack(tmp_path, caplog):
    """A function: files that were downloaded, to the files there are then, and what was said."""
    source, target = tmp_path / "archive", tmp_path / "extracted"
    source.mkdir()
    target.mkdir()

    def made(files: dict[str, bytes] | None = None) -> tuple[dict[str, bytes], str]:
        for name, content in (files or {}).items():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes(content)
        Unpacker(log=logging.getLogger("zip_collect")).extract(str(source), str(target))
        outside = {path.name for path in tmp_path.iterdir()} - {"archive", "extracted"}
        assert outside == set()
        files = {path for path in target.rglob("*") if path.is_file() or path.is_symlink()}
        assert not any(path.is_symlink() for path in files)
        found = {path.relative_to(target).as_posix(): path.read_bytes() for path in files}
        return found, caplog.text

    made.source = source
    return made


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return made.getvalue()


def tarred(*entries: tuple[str, bytes, bytes], compressed: str = "gz") -> bytes:
    """Entries of a name, a type and a content or target."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=f"w:{compressed}") as archive:
        for name, kind, content in entries:
            entry = tarfile.TarInfo(name)
            entry.type = kind
            if kind == tarfile.REGTYPE:
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
            else:
                entry.linkname = content.decode()
                archive.addfile(entry)
    return made.getvalue()


def linked(name: str, target: str) -> tuple[zipfile.ZipInfo, bytes]:
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o120777 << 16
    return info, target.encode()


def test_files_and_archives_in_archives_arrive_under_their_names(unpack):
    student = zipped(("work/b.ipynb", NOTEBOOK), ("data.csv", b"1,2"))
    found, said = unpack(
        {
            "a.ipynb": NOTEBOOK,
            "group/c.ipynb": NOTEBOOK,
            "class.zip": zipped(("ada.zip", student), ("Größe.ipynb", NOTEBOOK), ("d/", b"")),
            "more.tar.gz": tarred(("e/f.ipynb", tarfile.REGTYPE, NOTEBOOK)),
        }
    )
    assert found.keys() == {
        "a.ipynb",
        "group/c.ipynb",
        "class/ada/work/b.ipynb",
        "class/ada/data.csv",
        "class/Größe.ipynb",
        "more/e/f.ipynb",
    }
    assert said == ""


OUTSIDE = (
    "../x.ipynb",
    "/tmp/x.ipynb",
    "a/../../x.ipynb",
    "..\\x.ipynb",
    "C:\\x.ipynb",
    "a\nb.ipynb",
)


@pytest.mark.parametrize("name", OUTSIDE)
@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_no_name_leads_out_of_the_folder(unpack, name, kind):
    if kind == "zip":
        archive = zipped((name, NOTEBOOK), ("good.ipynb", NOTEBOOK))
    else:
        files = [(one, tarfile.REGTYPE, NOTEBOOK) for one in (name, "good.ipynb")]
        archive = tarred(*files)
    found, said = unpack({"x.zip" if kind == "zip" else "x.tar.gz": archive})
    assert found.keys() == {"x/good.ipynb"}
    assert "Left out" in said and "its name" in said and "1 left out" in said


def test_links_and_devices_are_left_out_and_named(unpack, tmp_path):
    secret = Path(__file__)
    kinds = (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE)
    entries = [(f"{kind.decode()}.ipynb", kind, str(secret).encode()) for kind in kinds]
    (unpack.source / "linked.ipynb").symlink_to(secret)
    (unpack.source / "linked folder").symlink_to(secret.parent)
    os.mkfifo(unpack.source / "pipe.ipynb")
    found, said = unpack(
        {
            "a.zip": zipped(linked("l.ipynb", str(secret)), ("g.ipynb", NOTEBOOK)),
            "b.tar.gz": tarred(*entries, ("g.ipynb", tarfile.REGTYPE, NOTEBOOK)),
        }
    )
    assert found.keys() == {"a/g.ipynb", "b/g.ipynb"}
    assert said.count("it is a link, or no file") == 8


def test_what_is_too_large_is_left_out_and_named(unpack, monkeypatch):
    monkeypatch.setattr("grader.autograding.reading.handed_in.MOST_NOTEBOOK", 1 << 20)
    monkeypatch.setattr("grader.autograding.reading.handed_in.MOST_FILES", most := 2 << 20)
    zeros = bytes((1 << 20) + 1)
    found, said = unpack(
        {
            "big.ipynb": zeros,
            "a.zip": zipped(("big.ipynb", zeros), ("big.bin", bytes(most + 1))),
            "b.zip": zipped(*((f"{n}.bin", bytes(most - 9)) for n in range(5))),
            "c.tar.gz": tarred(("x.bin", tarfile.REGTYPE, bytes(most * 3))),
        }
    )
    assert found.keys() == {"b/0.bin", "b/1.bin"}
    assert said.count("it is larger than 1 MiB") == 2
    assert said.count("it is larger than 2 MiB") == 1
    assert "b.zip: it holds too much; what follows in it is left out" in said
    assert "the archive holds too much" in said


def test_an_archive_of_too_many_files_ends_early(unpack, monkeypatch):
    monkeypatch.setattr(unpacking, "MOST_MEMBERS", 3)
    found, said = unpack({"a.zip": zipped(*((f"{n}.ipynb", NOTEBOOK) for n in range(5)))})
    assert len(found) == 3 and "it holds too much" in said


def test_an_archive_that_holds_itself_again_and_again_ends(unpack):
    archive = zipped(("x.ipynb", NOTEBOOK))
    for _ in range(4):
        archive = zipped(("again.zip", archive))
    found, said = unpack({"a.zip": archive})
    assert found == {}
    assert "it is an archive in an archive in an archive" in said


def encrypted() -> bytes:
    """An archive whose entry says that it is."""
    raw = bytearray(zipped(("x.ipynb", NOTEBOOK)))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + place] |= 1
    return bytes(raw)


BROKEN = {
    "no archive": b"hello",
    "empty": b"",
    "cut off": zipped(("x.ipynb", NOTEBOOK))[:-30],
    "one byte of it changed": zipped(("x.ipynb", NOTEBOOK)).replace(NOTEBOOK[:4], b"zzzz", 1)[:40]
    + b"\xff\xff\xff"
    + zipped(("x.ipynb", NOTEBOOK))[43:],
    "encrypted": encrypted(),
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_archive_is_named_and_the_others_are_unpacked(unpack, content):
    found, said = unpack({"a.zip": content, "b.zip": zipped(("y.ipynb", NOTEBOOK))})
    assert found.keys() == {"b/y.ipynb"}
    assert "a.zip" in said and "cannot be read" in said


def test_two_files_of_one_name_do_not_replace_each_other(unpack):
    with pytest.warns(UserWarning, match="Duplicate name"):
        archive = zipped(("x.ipynb", NOTEBOOK), ("x.ipynb", b"{}"))
    found, said = unpack({"a.zip": archive})
    assert found == {"a/x.ipynb": NOTEBOOK}
    assert "there is another file of this name" in said


def test_what_systems_leave_in_archives_is_passed_over(unpack):
    junk = ("__MACOSX/._x.ipynb", "a/.ipynb_checkpoints/x-checkpoint.ipynb", "a/.DS_Store",
            "._x.ipynb", "a/._x.ipynb", "Thumbs.db", "a/DESKTOP.INI")  # fmt: skip
    found, said = unpack({"a.zip": zipped(*((name, NOTEBOOK) for name in junk))})
    assert (found, said) == ({}, "")


def test_two_archives_of_one_name_are_unpacked_beside_each_other(unpack):
    found, said = unpack(
        {
            "x.zip": zipped(("a.ipynb", b"1")),
            "x.tar.gz": tarred(("a.ipynb", tarfile.REGTYPE, b"2")),
            "x/a.ipynb": b"3",
        }
    )
    assert sorted(found.values()) == [b"1", b"2", b"3"]
    assert said == ""
