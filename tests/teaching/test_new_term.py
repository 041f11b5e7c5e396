"""A new term begins with nothing of the last one's people, and nothing of them is lost on the way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.teaching import new_term
from tests.autograding.test_faults import NAME
from tests.teaching.ended_term import EMAIL, LAST, OTHERS, WHO, played, term, tree

__all__ = ["played", "term"]


def _people_left(folder: Path) -> list[str]:
    words = [WHO, LAST, EMAIL, *OTHERS, "Lovelace", "Moore"]
    return [
        name
        for name, content in tree(folder).items()
        if not name.startswith(("past-terms/", "archives/"))
        and any(word in name or word.encode() in content for word in words if word != "ada")
    ]


def test_without_an_archive_nothing_is_moved(term, capsys):
    before = tree(term.folder)
    code, _, err = term.command(capsys, "new-term")
    assert code == 2 and "No archive of this term was found" in err and "`grader archive`" in err
    assert tree(term.folder) == before


def test_an_archive_that_lacks_something_newer_is_not_enough(term, capsys):
    term.command(capsys, "archive")
    late = term.folder / f"submitted/ada/{NAME}/late.txt"
    late.write_text("handed in after the archive was made")
    before = tree(term.folder)
    code, _, err = term.command(capsys, "new-term")
    assert code == 2 and "1 file changed since" in err and "late.txt" in err
    assert tree(term.folder) == before
    late.unlink()
    with term.gradebook() as book:
        book.find_grade("distances", NAME, NAME, "ada").manual_score = 2
        book.db.commit()
    code, _, err = term.command(capsys, "new-term")
    assert code == 2 and "other marks than the gradebook" in err and "distances" in err


def test_a_new_term_has_nobody_of_the_last_one_and_another_seed(term, capsys):
    seed = (term.folder / ".nbgrader/secret-seed").read_text()
    kept = {name: content for name, content in tree(term.folder).items() if "exercises" in name}
    people = _people_left(term.folder)
    assert len(people) > 20
    before = tree(term.folder)
    term.command(capsys, "archive")
    code, said, err = term.command(capsys, "new-term")
    assert (code, err) == (0, "")
    assert _people_left(term.folder) == []
    assert (term.folder / ".nbgrader/secret-seed").read_text() != seed
    assert kept and kept.items() <= tree(term.folder).items()
    assert (term.folder / "late_days.py").exists() and (term.folder / "nbgrader_config.py").exists()
    # All of it was moved.
    [moved] = (term.folder / "past-terms").iterdir()
    assert f"moved into past-terms/{moved.name}/" in " ".join(said.split())
    assert set(people) <= tree(moved).keys()
    assert all(before[name] == content for name, content in tree(moved).items())
    # And the next term works.
    term.generate(NAME)
    term.add("max", "Planck")
    term.hands_in("max")
    assert "1 submission, 1 run now" in term.command(capsys, "autograde", NAME)[1]


@pytest.mark.parametrize("after", range(8))
def test_interrupted_after_any_move_the_same_command_goes_on(term, capsys, monkeypatch, after):
    before = {n: c for n, c in tree(term.folder).items() if n in _people_left(term.folder)}
    whole, moved = new_term._rename, []

    def interrupted(path, target):
        if len(moved) == after:
            raise KeyboardInterrupt
        moved.append(path)
        whole(path, target)

    monkeypatch.setattr(new_term, "_rename", interrupted)
    code, _, err = term.command(capsys, "new-term", "--without-archive")
    assert code == 130 and "goes on" in err
    monkeypatch.setattr(new_term, "_rename", whole)
    (term.folder / ".nbgrader").mkdir(exist_ok=True)  # as another command may make it meanwhile
    code, said, _ = term.command(capsys, "new-term")
    assert code == 0 and said.startswith("Goes on")
    [folder] = (term.folder / "past-terms").iterdir()
    assert before.items() <= tree(folder).items()
    assert _people_left(term.folder) == []


def test_a_gradebook_that_is_open_elsewhere_is_not_moved(term, capsys):
    """Formgrader would go on writing into the one that was moved away."""
    code = "import sys\nheld = open(sys.argv[1])\nprint(flush=True)\ninput()"
    book = str(term.folder / "gradebook.db")
    with subprocess.Popen(
        [sys.executable, "-c", code, book], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holding:
        holding.stdout.readline()
        before = tree(term.folder)
        result, _, err = term.command(capsys, "new-term", "--without-archive")
        assert result == 2 and f"(process {holding.pid})" in err and "Formgrader" in err
        assert tree(term.folder) == before
        holding.communicate(b"\n")


def test_a_folder_that_the_instructor_linked_is_archived_and_not_left_behind(
    term, capsys, tmp_path
):
    (term.folder / "submitted").rename(tmp_path / "elsewhere")
    (term.folder / "submitted").symlink_to(tmp_path / "elsewhere")
    _, said, _ = term.command(capsys, "archive")
    assert "Left out" not in said
    code, _, err = term.command(capsys, "new-term")
    assert code == 2 and "submitted is a link to" in err
    (term.folder / "submitted").unlink()
    (tmp_path / "elsewhere").rename(term.folder / "submitted")
    assert term.command(capsys, "new-term")[0] == 0  # the archive holds all of it


def test_what_was_moved_is_deleted_only_when_told_and_asked(term, capsys):
    before = tree(term.folder)
    code, _, err = term.command(capsys, "new-term", "--without-archive", "--delete")
    assert code == 2 and "--yes" in err
    assert tree(term.folder) == before
    code, said, _ = term.command(capsys, "new-term", "--without-archive", "--delete", "--yes")
    assert code == 0 and "deleted" in said
    assert _people_left(term.folder) == []
    assert not any((term.folder / "past-terms").iterdir())


def test_an_empty_folder_has_no_term(tmp_path, capsys, monkeypatch):
    from grader import cli

    monkeypatch.chdir(tmp_path)
    assert cli.main(["new-term"]) == 2
    assert "There is nothing of a term" in capsys.readouterr().err
    assert cli.main(["archive"]) == 2
    assert "There is no gradebook" in capsys.readouterr().err
    assert cli.main(["forget", "ada", "--yes"]) == 2
    assert "There is no gradebook" in capsys.readouterr().err
    assert os.listdir(tmp_path) in ([], ["archives"])
