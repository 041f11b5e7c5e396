"""`nbgrader zip_collect`, its first half: what was downloaded, unpacked and copied.

A class's files come from people whom nobody has marked yet: nothing but plain files of a limited
size is written, to nowhere but the folder for them, and without what Colab says of the person. Where
each came from is kept for the second half, which tells by it whose it is and which of two is newer.
"""

from __future__ import annotations

import datetime
import io
import lzma
import os
import re
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from nbgrader.plugins import ExtractorPlugin

from grader.autograding.reading import handed_in
from grader.autograding.reading.handed_in import left_by_system, most_of
from grader.autograding.reading.personal_data import without_personal_data
from grader.autograding.terms.untrusted_text import printable

MOST_MEMBERS = 100_000  # files of one archive
GROWTH = 20  # how many times its own size an archive's content may be, beyond the files' limit
DEEPEST = 2  # archives in archives: a class's, with a student's in it

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


_NO_FILE = "it is a link, or no file"


class _Refused(Exception):
    """A file is left out; the text says why."""


@dataclass(frozen=True)
class Origin:
    """Where a file came from.

    Attributes:
        path: Its path below the folder for downloads, archives named as the folders they become.
        download: What of this was downloaded at once, an archive or a folder: how many parts of the
            path lead to it; 0 for a file that lies there by itself.
        archive: The file that lies there: the file itself, or the outermost archive it was in.
        words: The same, in words, with the names of archives and of what is in them.
        time: When it was changed, as the archive or the disk says, in this machine's time; None
            where that isn't said. In a learner's own archive the learner says it.
        listed: The same of what was downloaded at once, or of what that holds: of an archive in an
            archive, when that was changed.
    """

    path: PurePosixPath
    download: int
    archive: Path
    words: str
    time: datetime.datetime | None
    listed: datetime.datetime | None


@dataclass(frozen=True)
class LeftOut:
    """What was not unpacked, and why, as the end of a sentence."""

    origin: Origin
    why: str


@dataclass(frozen=True)
class _File:
    """A file that was downloaded, or that an archive holds.

    Attributes:
        name: Its path relative to where it belongs; untrusted.
        origin: Where it is.
        open: Opens it for reading.
        refused: Why it may not be read, or "".
        size: In bytes, where that is not just claimed; else 0.
    """

    name: str
    origin: Origin
    open: Callable[[], IO[bytes]]
    refused: str = ""
    size: int = 0


class Unpacker(ExtractorPlugin):
    """Unpacks and copies what was downloaded, and names what it leaves out.

    Attributes:
        origins: Each file that was written, and where it came from.
        left_out: What was not.
    """

    origins: dict[Path, Origin]
    left_out: list[LeftOut]

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Bring every file below the folder `archive_path` below the folder `extracted_path`."""
        self.origins, self.left_out = {}, []
        for file in _files_below(Path(archive_path)):
            self._keep(file, Path(extracted_path), 0)
        # The second half names it with the student whose it is; where nothing is left for that half,
        # nbgrader doesn't call it.
        if self.origins and hasattr(getattr(self.parent, "collector_plugin", None), "tells_all"):
            return
        for left in self.left_out:
            told = f"Left out: {left.origin.words}: {left.why}."
            self.log.warning("%s", printable(told))
        if self.left_out:
            told = "%d left out; what was downloaded is still in %s"
            self.log.warning(told, len(self.left_out), archive_path)

    def _keep(self, file: _File, folder: Path, depth: int) -> int:
        """Write a file, or unpack it where it is an archive; returns how many bytes that made."""
        try:
            name = _fit_name(file)
            if any(map(left_by_system, name.parts)):
                return 0
            if name.suffix.lower() in self.zip_ext:
                return self._unpack(file, folder / name, depth)
            path = folder / _as_notebook(name)
            written = _write(path, _content(file, path))
            self.origins[path] = file.origin
            return written
        except _Refused as refusal:
            self.left_out.append(LeftOut(file.origin, str(refusal)))
        except _BROKEN as error:
            self.left_out.append(LeftOut(file.origin, f"it cannot be read ({error})"))
        return 0

    def _unpack(self, archive: _File, path: Path, depth: int) -> int:
        """Unpack into a folder of the archive's name, beside where the archive would be."""
        if depth >= DEEPEST:
            raise _Refused("it is an archive in an archive in an archive")
        folder = path.with_name(_without_ending(path.name))
        lies_beside = archive.origin.archive.with_name if depth == 0 else folder.with_name
        # class.zip beside class.tar.gz, or beside a folder, which is copied later
        while os.path.lexists(folder) or lies_beside(folder.name).is_dir():
            folder = folder.with_name(f"{folder.name} again")
        most = handed_in.MOST_FILES + (GROWTH * archive.size if depth == 0 else 0)
        total = 0
        with archive.open() if depth == 0 else io.BytesIO(_content(archive, path)) as opened:
            for number, file in enumerate(_members(opened, archive.origin, most)):
                if total > most or number >= MOST_MEMBERS:
                    raise _Refused("it holds too much; what follows in it is left out")
                total += self._keep(file, folder, depth + 1)
        return total


def _without_ending(name: str) -> str:
    """How the folder is called that an archive of this name becomes."""
    return re.sub(r"(\.tar)?\.[^.]+$", "", name)


def _as_notebook(name: PurePosixPath) -> PurePosixPath:
    """A file's name, with the ending of a notebook where a browser or a system added to it."""
    return name.with_name(re.sub(r"\.ipynb(\.txt|\.json)?$", ".ipynb", name.name, flags=re.I))


def _files_below(folder: Path) -> Iterator[_File]:
    """What was downloaded, in order."""
    for place, folders, files in os.walk(folder):
        folders.sort()
        linked = [name for name in folders if os.path.islink(os.path.join(place, name))]
        for name in sorted([*files, *linked]):
            path = Path(place, name)
            plain = path.is_file() and not path.is_symlink()
            status = path.lstat()
            relative = PurePosixPath(path.relative_to(folder).as_posix())
            changed = datetime.datetime.fromtimestamp(status.st_mtime)
            yield _File(
                relative.as_posix(),
                Origin(
                    relative,
                    min(1, len(relative.parts) - 1),
                    path,
                    str(path),
                    changed,
                    changed,
                ),
                partial(_opened, path),
                "" if plain else _NO_FILE,
                status.st_size if plain else 0,
            )


def _opened(path: Path) -> IO[bytes]:
    return path.open("rb")


def _members(archive: IO[bytes], origin: Origin, most: int) -> Iterator[_File]:
    """The files that a .zip or a .tar.gz holds."""
    below = origin.path.with_name(_without_ending(origin.path.name))
    outermost = origin.words == str(origin.archive)
    within = replace(origin, download=len(below.parts) if outermost else origin.download)

    def place(name: str, time: datetime.datetime | None) -> Origin:
        words = f"{origin.words}: {name!r}"
        path = below / name.replace("\\", "/").lstrip("/")
        listed = time if outermost else origin.listed
        return replace(within, path=path, words=words, time=time, listed=listed)

    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as opened:
            for one in opened.infolist():
                kind = stat.S_IFMT(one.external_attr >> 16)  # 0 where the archive doesn't say
                refused = _NO_FILE if kind not in (0, stat.S_IFREG) else ""
                if not one.is_dir():
                    inside = place(one.filename, _zip_time(one))
                    yield _File(one.filename, inside, partial(opened.open, one), refused)
        return
    archive.seek(0)
    with tarfile.open(fileobj=archive) as tar:
        for member in tar:
            inside = place(member.name, _tar_time(member))
            # Before its bytes are unpacked to pass over them.
            if member.offset_data + member.size > most:
                yield _File(member.name, inside, io.BytesIO, "the archive holds too much")
                return
            refused = "" if member.isfile() else _NO_FILE
            if not member.isdir():
                yield _File(member.name, inside, partial(_tar_content, tar, member), refused)


def _tar_content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = archive.extractfile(member)
    if content is None:
        raise _Refused(_NO_FILE)
    return content


def _zip_time(entry: zipfile.ZipInfo) -> datetime.datetime | None:
    if entry.date_time[0] <= 1980:  # what is written where no time is known
        return None
    try:
        return datetime.datetime(*entry.date_time)
    except ValueError:
        return None


def _tar_time(entry: tarfile.TarInfo) -> datetime.datetime | None:
    try:
        return datetime.datetime.fromtimestamp(entry.mtime) if entry.mtime > 0 else None
    except (ValueError, OverflowError, OSError):
        return None


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
    most = most_of(name.name)
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
