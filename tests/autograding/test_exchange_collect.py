"""What is collected from the exchange is its owner's, and nothing that a link leads to."""

from __future__ import annotations

import getpass
import os
import shutil
import stat
from pathlib import Path

import pytest
from nbgrader.apps.collectapp import CollectApp
from nbgrader.apps.listapp import ListApp

from grader.autograding.nbgrader_plugins.exchange_collect import CollectWhatIsTheirs, _read_name
from grader.autograding.recording.collected import read_collected
from tests.autograding.collecting import run_command
from tests.autograding.conftest import empty_gradebook

NAME = "01-tensors"
FILE = f"{NAME}.ipynb"
ME = getpass.getuser()


class Exchange:
    """A course with an exchange."""

    def __init__(self, folder, repository):
        self.folder = folder
        shutil.copy(repository / "nbgrader_config.py", folder)
        (folder / "gradebook.db").write_bytes(empty_gradebook("tensorflow-workbook"))
        self.inbound = folder / ".nbgrader/exchange/tensorflow-workbook/inbound"
        self.inbound.mkdir(parents=True)

    def hand_in(self, student, text="work", time="2026-01-01 10:00:00", said="", rest="+x"):
        """A folder in the exchange, with a notebook of this text."""
        made = self.inbound / f"{student}+{NAME}+{time} UTC{rest}"
        made.mkdir()
        (made / FILE).write_text(text)
        (made / "timestamp.txt").write_text(said or f"{time} UTC")
        return made

    def run(self, app_class, *options):
        """Give a command; whether it ended well, and what it said."""
        return run_command(app_class, self.folder, NAME, *options)

    def collect(self, *options):
        return self.run(CollectApp, *options)

    def anybody(self, *options):
        """The same where accounts are called otherwise than students."""
        return self.collect("--ExchangeCollect.check_owner=False", *options)

    def files(self, student):
        """What of a student's lies in the course then."""
        folder = self.folder / "submitted" / student / NAME
        return {
            path.relative_to(folder).as_posix(): path.read_text()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }


@pytest.fixture
def exchange(tmp_path, repository):
    return Exchange(tmp_path, repository)


def test_a_folder_in_anothers_name_is_left_out_and_theirs_stays(exchange, monkeypatch):
    exchange.hand_in(ME, "mine")
    exchange.hand_in("ada", "in the name of ada", time="2026-01-02 10:00:00")
    done, said = exchange.collect()
    assert done
    assert exchange.files(ME) == {FILE: "mine", "timestamp.txt": "2026-01-01 10:00:00 UTC"}
    assert not (exchange.folder / "submitted/ada").exists()
    assert f"says that it is of ada, and it belongs to the account {ME}." in said
    # A later folder in the name of somebody who has handed in doesn't hide theirs.
    fake = exchange.hand_in(ME, "by somebody else", time="2026-01-03 10:00:00").stat().st_ino
    account = os.lstat
    monkeypatch.setattr(
        Path,
        "lstat",
        lambda path: _by(12345, account(path)) if path.stat().st_ino == fake else account(path),
    )
    shutil.rmtree(exchange.folder / "submitted")
    assert "belongs to the account number 12345" in exchange.collect()[1]
    assert exchange.files(ME)[FILE] == "mine"
    (entry,) = [entry for entry in read_collected(exchange.folder, NAME).skipped
                if entry.student == "number 12345"]  # fmt: skip
    assert entry.path.endswith(f"{ME}+{NAME}+2026-01-03 10:00:00 UTC+x")


def _by(account, status):
    """What the system says of a folder, if another account owned it: only root can make one."""
    fields = list(status)
    fields[stat.ST_UID] = account
    return os.stat_result(fields)


def test_links_and_special_files_are_left_out_and_named_and_nothing_of_them_is_copied(exchange):
    secret = exchange.folder / "secret"
    secret.mkdir()
    (secret / "seed").write_text("SEED")
    made = exchange.hand_in(ME)
    (made / "seed.txt").symlink_to(secret / "seed")
    (made / "all").symlink_to(secret)
    (made / "._seed").symlink_to(secret / "seed")
    (made / "ring").symlink_to(made)
    (made / "__MACOSX").mkdir()
    (made / "__MACOSX/x").symlink_to(secret / "seed")
    (made / "data").mkdir()
    (made / "data/own.csv").write_text("1")
    os.mkfifo(made / "pipe")
    (exchange.inbound / f"eve+{NAME}+2026-01-01 10:00:00 UTC+x").symlink_to(secret)
    done, said = exchange.anybody()
    assert done
    assert exchange.files(ME).keys() == {FILE, "timestamp.txt", "data/own.csv"}
    assert not any(path.is_symlink() for path in (exchange.folder / "submitted").rglob("*"))
    assert not (exchange.folder / "submitted/eve").exists()
    for name in (
        "`seed.txt` is a link",
        "`all` is a link",
        "`ring` is a link",
        "`pipe` is no file",
    ):
        assert name in said
    skipped = read_collected(exchange.folder, NAME).skipped
    assert {entry.student for entry in skipped} == {ME, "eve"}


def test_one_broken_folder_stops_nobody(exchange, monkeypatch):
    copy = CollectWhatIsTheirs._collect

    def fails_for_eve(self, inbound):
        if inbound.student == "eve":
            raise OSError("no space")
        return copy(self, inbound)

    monkeypatch.setattr(CollectWhatIsTheirs, "_collect", fails_for_eve)
    for student in ("ada", "eve", "zoe"):
        exchange.hand_in(student)
    for name in (f"bad+{NAME}+when+x", f"..+{NAME}+2026-01-01+x", f"+{NAME}+x", f"a+{NAME}", "+",
                 f"two\nlines+{NAME}+2026-01-01+x", os.fsdecode(b"\xff")):  # fmt: skip
        (exchange.inbound / name).mkdir()
    (exchange.inbound / f"file+{NAME}+2026-01-01+x").write_text("")
    done, said = exchange.anybody()
    assert done
    assert sorted(path.name for path in (exchange.folder / "submitted").iterdir()) == ["ada", "zoe"]
    assert {path.name for path in exchange.folder.iterdir()} == {
        ".nbgrader", "gradebook.db", "nbgrader_config.py", "submitted",
    }  # fmt: skip
    assert "no space" in said and "no time that can be read" in said and "It is no folder" in said
    assert len(said.splitlines()) < 12


def test_the_newest_counts_and_an_update_replaces_it_whole(exchange):
    exchange.hand_in("ada", "old", "2026-01-01 10:00:00")
    exchange.hand_in("ada", "new", "2026-01-02 10:00:00", rest="")
    exchange.anybody()
    assert exchange.files("ada")[FILE] == "new"
    newest = exchange.hand_in("ada", "newest", "2026-01-03 10:00:00")
    (newest / "more.py").write_text("x = 1")
    assert "1 there already: ada" in exchange.anybody()[1]
    assert exchange.files("ada")[FILE] == "new"
    assert "1 updated: ada" in exchange.anybody("--update")[1]
    assert exchange.files("ada").keys() == {FILE, "more.py", "timestamp.txt"}
    assert [path.name for path in (exchange.folder / "submitted/ada").iterdir()] == [NAME]
    delivery = read_collected(exchange.folder, NAME).students["ada"]
    assert (delivery.time, delivery.owner_name) == ("2026-01-03T10:00:00+00:00", ME)
    exchange.hand_in("zoe")
    exchange.anybody("--student=ada", "--update")
    assert not (exchange.folder / "submitted/zoe").exists()


@pytest.mark.parametrize("said", ["no time", "2025-01-01 10:00:00 UTC", "0001-01-01 00:00 +1400"])
def test_a_time_within_a_folder_that_is_none_or_earlier_than_its_name_gains_nothing(exchange, said):
    exchange.hand_in("ada", time="2026-01-02 10:00:00", said=said)
    assert exchange.anybody()[0]
    assert exchange.files("ada")["timestamp.txt"] == "2026-01-02 10:00:00 UTC"
    assert exchange.anybody("--update")[0]


NAMES = {
    f"ada+{NAME}+2026-01-01 10:00:00 UTC+random": ("ada", 10),
    f"ada+{NAME}+2026-01-01 10:00:00.000001 UTC": ("ada", 10),
    f"a+b+c+{NAME}+2026-01-01 10:00:00 UTC+x": ("a+b+c", 10),
    f"ada+{NAME}+2026-01-01 10:00:00+02:00+x": ("ada", 8),
    f"ada+{NAME}+{NAME}+2026-01-01 10:00:00 UTC+x": (f"ada+{NAME}", 10),
    f"ada+{NAME}+yesterday+x": ("ada", None),
    f"ada+{NAME}2+2026-01-01 10:00:00 UTC+x": ("", None),
    f"ada+{NAME}+2026-01-01 10:00:00 ../../etc/passwd": ("ada", None),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_folders_name_says_student_and_time(name):
    student, time = _read_name(name, NAME)
    assert (student, time and time.hour) == NAMES[name]


def test_the_list_of_what_was_handed_in_waits_at_no_pipe(exchange):
    (exchange.hand_in("ada") / "submission_secret.txt").write_text("secret")
    made = exchange.hand_in("eve")
    os.mkfifo(made / "x.ipynb")
    done, said = exchange.run(ListApp, "--inbound")
    assert done
    assert "tensorflow-workbook ada 01-tensors" in said and "tensorflow-workbook eve" not in said
    assert f"Not listed, since links or special files are in it: {made}" in said
