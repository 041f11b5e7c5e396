"""An archive holds a term whole, only its owner reads it, and a damaged one is never taken for whole."""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import sqlite3
import stat
import subprocess
import sys
import tarfile
import threading

import pytest

from grader.teaching import term_archive
from tests.autograding.made_class import MadeClass
from tests.autograding.test_faults import NAME
from tests.teaching.ended_term import WHO, played, term, tree

__all__ = ["played", "term"]


@pytest.fixture
def archive(term, capsys):
    """The archive of the term, and what was printed."""
    code, said, err = term.command(capsys, "archive")
    assert (code, err) == (0, "")
    [path] = (term.folder / "archives").iterdir()
    return path, said


def _members(path):
    with tarfile.open(path) as opened:
        return {one.name: opened.extractfile(one).read() for one in opened}


def test_an_archive_holds_every_file_of_the_term_and_only_its_owner_can_read_it(term, archive):
    path, said = archive
    assert said.startswith(f"archives/{path.name}: 3 students, ")
    told = " ".join(said.split())
    for text in ("its gradebook gives the same marks", "ask your institution", "mode 0600"):
        assert text in told
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    members = _members(path)
    there = tree(term.folder)
    lacking = {name for name in there if name not in members and not name.startswith("archives/")}
    assert lacking == set()
    differing = [n for n, c in there.items() if n in members and members[n] != c]
    assert differing in ([], ["gradebook.db"])  # SQLite's copy may have another counter


def test_an_archive_that_is_unpacked_is_a_course_that_tells_the_same(
    term, archive, capsys, tmp_path
):
    # By Python's own command: the method wants a filter from 3.12 on, and has none before 3.11.4.
    unpack = [sys.executable, "-m", "tarfile", "--extract", archive[0], tmp_path / "then"]
    subprocess.run(unpack, check=True)
    then = MadeClass(tmp_path / "then", term.kernels)
    now = term.command(capsys, "report", NAME)
    assert now[0] == 0 and then.command(capsys, "report", NAME) == now
    # One of them came with a secret after it was marked, there as here.
    told = "3 submissions, 1 run now: it was handed in anew"
    assert told in then.command(capsys, "autograde", NAME)[1]


def test_the_check_gives_the_same_marks_and_says_which_differ(term, archive, capsys):
    path, _ = archive
    code, said, _ = term.command(capsys, "archive", "--check", str(path))
    assert code == 0 and "the same marks as the gradebook here, every one" in " ".join(said.split())
    with term.gradebook() as book:
        book.find_grade("distances", NAME, NAME, "ada").manual_score = 2
        book.find_comment("row_means-answer", NAME, NAME, WHO).manual_comment = "other"
        book.db.commit()
    code, said, _ = term.command(capsys, "archive", "--check", str(path))
    said = " ".join(said.split())
    assert code == 1 and f"mark of ada {NAME} {NAME} distances: " in said
    assert f"comment of {WHO} {NAME}" in said


def _cut(content: bytes) -> bytes:
    return content[: len(content) * 2 // 3]


def _flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 255]) + content[middle + 1 :]


def _rewritten(change):
    """The archive's tar, with members changed and the list at its end as it was."""

    def rewrite(content: bytes) -> bytes:
        out = io.BytesIO()
        with (
            tarfile.open(fileobj=io.BytesIO(content)) as before,
            tarfile.open(fileobj=out, mode="w:gz", format=tarfile.PAX_FORMAT) as after,
        ):
            for about in before:
                text = change(about.name, before.extractfile(about).read())
                if text is not None:
                    about.size = len(text)
                    after.addfile(about, io.BytesIO(text))
        return out.getvalue()

    return rewrite


SUBMITTED = f"submitted/{WHO}/{NAME}/{NAME}.ipynb"


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (_cut, "cut short or damaged"),
        (_flipped, "damaged"),
        (lambda content: gzip.compress(b"no tar at all"), "damaged"),
        (lambda content: b"", "cut short"),
        (_rewritten(lambda name, text: text if name != "term.json" else None), "no term.json"),
        (_rewritten(lambda name, text: text if name != SUBMITTED else text + b" "), "put in"),
        (_rewritten(lambda name, text: text if name != SUBMITTED else None), "is missing"),
        (_rewritten(lambda name, text: text if name != "term.json" else b"{}"), "none that this"),
    ],
)
def test_a_damaged_archive_is_never_taken_for_a_whole_one(term, archive, capsys, damage, said):
    path, _ = archive
    path.write_bytes(damage(path.read_bytes()))
    code, out, err = term.command(capsys, "archive", "--check", str(path))
    assert code == 1 and said in " ".join(out.split()), out + err
    # Nor is it one that a term may be cleared by.
    before = tree(term.folder)
    code, _, err = term.command(capsys, "new-term", "--archive", str(path))
    assert code == 2 and "Nothing was moved" in err
    assert tree(term.folder) == before


def test_a_gradebook_that_somebody_is_writing_to_is_copied_as_it_was_before(term, capsys):
    book = sqlite3.connect(term.folder / "gradebook.db", isolation_level=None)
    with contextlib.closing(book) as writing:
        writing.execute("BEGIN IMMEDIATE")
        writing.execute("UPDATE grade SET manual_score = 17")
        code, _, err = term.command(capsys, "archive")
        writing.execute("ROLLBACK")
    assert code == 0, err
    [path] = (term.folder / "archives").iterdir()
    assert term.command(capsys, "archive", "--check", str(path))[0] == 0


def test_links_are_not_followed_and_hostile_names_are_kept(term, capsys, tmp_path):
    (tmp_path / "passwords").write_text("secret of the machine")
    folder = term.folder / f"submitted/{WHO}/{NAME}"
    (folder / "passwords").symlink_to(tmp_path / "passwords")
    (term.folder / "submitted/mallory").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe")
    names = [b"\x1b[2Jred.txt", b"two\nlines.txt", b"\xff\xfe.txt", b"..x", b"n" * 200]
    for name in names:
        with open(os.path.join(os.fsencode(folder), name), "wb") as file:
            file.write(name)
    code, said, _ = term.command(capsys, "archive")
    assert code == 0 and "Left out, 3: " in said and "\x1b" not in said
    [path] = (term.folder / "archives").iterdir()
    members = _members(path)
    assert not any(b"secret of the machine" in content for content in members.values())
    kept = {os.fsencode(name.rpartition("/")[2]): content for name, content in members.items()}
    assert all(kept[name] == name for name in names)
    assert term.command(capsys, "archive", "--check", str(path))[0] == 0


def test_nothing_is_archived_while_a_class_is_marked(term, capsys):
    import fcntl

    with (term.folder / f".nbgrader/marked/{NAME}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        code, _, err = term.command(capsys, "archive")
    assert code == 2 and f"{NAME} is being marked already" in err
    assert list((term.folder / "archives").iterdir()) == []


@pytest.mark.parametrize(
    ("to", "said"),
    [("submitted/a.tar.gz", "would lie in submitted/"), ("no/where/a.tar.gz", "no folder")],
)
def test_a_place_that_can_not_hold_it_is_refused(term, capsys, to, said):
    code, _, err = term.command(capsys, "archive", to)
    assert code == 2 and said in err and "Traceback" not in err


def test_a_file_that_is_there_is_not_replaced(term, capsys, tmp_path):
    target = tmp_path / "term.tar.gz"
    target.write_text("mine")
    code, _, err = term.command(capsys, "archive", str(target))
    assert code == 2 and "is not replaced" in err and target.read_text() == "mine"
    assert [path.name for path in tmp_path.glob("*term.tar.gz*")] == ["term.tar.gz"]


def test_a_disk_that_is_full_leaves_nothing_behind(term, capsys, tmp_path, monkeypatch):
    def full(archive, name, file, digests):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(term_archive, "_add", full)
    (tmp_path / "out").mkdir()
    code, _, err = term.command(capsys, "archive", str(tmp_path / "out"))
    assert code == 2 and "No space left on device" in err
    assert list((tmp_path / "out").iterdir()) == []


def test_an_interrupted_archive_leaves_nothing_behind(term, capsys, tmp_path, monkeypatch):
    def interrupted(archive, name, file, digests):
        raise KeyboardInterrupt

    monkeypatch.setattr(term_archive, "_add", interrupted)
    (tmp_path / "out").mkdir()
    code, _, _ = term.command(capsys, "archive", str(tmp_path / "out"))
    assert code == 130 and list((tmp_path / "out").iterdir()) == []


def test_a_gradebook_of_a_server_is_named_with_the_command_that_saves_it(term, capsys, monkeypatch):
    """Where the address is PostgreSQL's; the marks are read from the file that stands in for it."""
    from grader.teaching import archive, new_term, term_parts

    for module in (archive, term_archive, new_term):
        monkeypatch.setattr(module, "gradebook_file", lambda course: None)
    address = "postgresql+psycopg2://teacher:secret@localhost:5432/gradebook"
    monkeypatch.setattr(
        archive, "database_server", lambda course: term_parts.server_address(address)
    )
    code, said, err = term.command(capsys, "archive")
    assert code == 0, err
    assert "pg_dump --format=custom --file=tensorflow-workbook-" in said
    assert "postgresql://teacher@localhost:5432/gradebook" in said and "secret" not in said
    [path] = (term.folder / "archives").iterdir()
    assert "gradebook.db" not in _members(path)
    code, said, _ = term.command(capsys, "archive", "--check", str(path))
    assert code == 0 and "every one of them" in said
    before = tree(term.folder)
    code, _, err = term.command(capsys, "new-term")
    assert code == 2 and "createdb" in err and tree(term.folder) == before


def test_a_thread_of_marks_that_are_written_all_the_time_does_not_stop_a_copy(term, tmp_path):
    book, ended = term.folder / "gradebook.db", threading.Event()

    def write():
        with contextlib.closing(sqlite3.connect(book, timeout=30)) as database:
            while not ended.is_set():
                database.execute("UPDATE grade SET extra_credit = 0, manual_score = manual_score")
                database.commit()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        term_archive.copy_gradebook(book, tmp_path / "copy.db")
    finally:
        ended.set()
        writer.join()
    with contextlib.closing(sqlite3.connect(tmp_path / "copy.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
