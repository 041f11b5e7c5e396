"""`nbgrader zip_collect`, its first half: what was downloaded, unpacked and copied.

A class's files come from people whom nobody has marked yet: nothing but plain files of a limited
size is written, to nowhere but the folder for them, and without what Colab says of the person.
"""

from __future__ import annotations

import io
import lzma
import os
import re
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from nbgrader.plugins import ExtractorPlugin

from grader.autograding.cleaning import printable
from grader.autograding.personal_data import without_personal_data
from grader.autograding.submissions import MOST_FILES, MOST_NOTEBOOK

MOST_MEMBERS = 100_000  # files of one archive
GROWTH = 20  # how many times its own size an archive's content may be, beyond MOST_FILES
DEEPEST = 2  # archives in archives: a class's, with a student's in it
_JUNK = {"__MACOSX", ".DS_Store", ".ipynb_checkpoints", "__pycache__", "Thumbs.db"}
# What reading a broken, encrypted or unknown kind of archive raises.
_BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    lzma.LZMAError,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)


class _Refused(Exception):
    """A file is left out; the text says why."""


@dataclass(frozen=True)
class _File:
    """A file that was downloaded, or that an archive holds.

    Attributes:
        name: Its path relative to where it belongs; untrusted.
        origin: Where it is, in words.
        open: Opens it for reading.
        refused: Why it may not be read, or "".
        size: In bytes, where that is not just claimed; else 0.
    """

    name: str
    origin: str
    open: Callable[[], IO[bytes]]
    refused: str = ""
    size: int = 0


class Unpacker(ExtractorPlugin):
    """Unpacks and copies what was downloaded, and names what it leaves out."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Bring every file below the folder `archive_path` below the folder `extracted_path`."""
        self._left_out = 0
        for file in _files_below(Path(archive_path)):
            self._keep(file, Path(extracted_path), 0)
        if self._left_out:
            told = "%d left out; what was downloaded is still in %s"
            self.log.warning(told, self._left_out, archive_path)

    def _keep(self, file: _File, folder: Path, depth: int) -> int:
        """Write a file, or unpack it where it is an archive; returns how many bytes that made."""
        try:
            name = _fit_name(file)
            if _JUNK & set(name.parts):
                return 0
            if name.suffix.lower() in self.zip_ext:
                return self._unpack(file, folder / name, depth)
            return _write(folder / name, _content(file, name))
        except _Refused as refusal:
            self._leave_out(file, str(refusal))
        except _BROKEN as error:
            self._leave_out(file, f"it cannot be read ({error})")
        return 0

    def _unpack(self, archive: _File, path: Path, depth: int) -> int:
        """Unpack into a folder of the archive's name, beside where the archive would be."""
        if depth >= DEEPEST:
            raise _Refused("it is an archive in an archive in an archive")
        folder = path.with_name(re.sub(r"(\.tar)?\.[^.]+$", "", path.name))
        most = MOST_FILES + (GROWTH * archive.size if depth == 0 else 0)
        total = 0
        with archive.open() if depth == 0 else io.BytesIO(_content(archive, path)) as opened:
            for number, file in enumerate(_members(opened, archive.origin, most)):
                if total > most or number >= MOST_MEMBERS:
                    raise _Refused("it holds too much; what follows in it is left out")
                total += self._keep(file, folder, depth + 1)
        return total

    def _leave_out(self, file: _File, reason: str) -> None:
        self._left_out += 1
        self.log.warning("Left out: %s: %s.", printable(file.origin), printable(reason))


def _files_below(folder: Path) -> Iterator[_File]:
    """What was downloaded, in order."""
    for place, folders, files in os.walk(folder):
        folders.sort()
        linked = [name for name in folders if os.path.islink(os.path.join(place, name))]
        for name in sorted([*files, *linked]):
            path = Path(place, name)
            plain = path.is_file() and not path.is_symlink()
            yield _File(
                path.relative_to(folder).as_posix(),
                str(path),
                lambda path=path: path.open("rb"),
                "" if plain else "it is a link, or no file",
                path.stat().st_size if plain else 0,
            )


def _members(archive: IO[bytes], origin: str, most: int) -> Iterator[_File]:
    """The files that a .zip or a .tar.gz holds."""
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as opened:
            for one in opened.infolist():
                kind = stat.S_IFMT(one.external_attr >> 16)  # 0 where the archive doesn't say
                refused = "it is a link, or no file" if kind not in (0, stat.S_IFREG) else ""
                if not one.is_dir():
                    inside = f"{origin}: {one.filename!r}"
                    yield _File(one.filename, inside, lambda one=one: opened.open(one), refused)
        return
    archive.seek(0)
    with tarfile.open(fileobj=archive) as opened:
        for one in opened:
            inside = f"{origin}: {one.name!r}"
            if one.offset_data + one.size > most:  # before its bytes are unpacked to pass over them
                yield _File(one.name, inside, io.BytesIO, "the archive holds too much")
                return
            refused = "" if one.isfile() else "it is a link, or no file"
            if not one.isdir():
                yield _File(one.name, inside, lambda one=one: opened.extractfile(one), refused)


def _fit_name(file: _File) -> PurePosixPath:
    """The file's name. Raises _Refused where it may not be read, or not be called that."""
    if file.refused:
        raise _Refused(file.refused)
    name = PurePosixPath(file.name.replace("\\", "/"))
    if name.is_absolute() or re.match(r"[A-Za-z]:", file.name) or ".." in name.parts:
        raise _Refused("its name leads out of its folder")
    if not (str(name).isprintable() and name.name):
        raise _Refused("its name is none for a file")
    return name


def _content(file: _File, name: Path | PurePosixPath) -> bytes:
    most = MOST_NOTEBOOK if name.suffix == ".ipynb" else MOST_FILES
    with file.open() as opened:
        content = opened.read(most + 1)
    if len(content) > most:
        raise _Refused(f"it is larger than {most >> 20} MiB")
    return without_personal_data(content) if name.suffix == ".ipynb" else content


def _write(path: Path, content: bytes) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            return file.write(content)
    except (FileExistsError, NotADirectoryError):
        raise _Refused("there is another file of this name") from None
