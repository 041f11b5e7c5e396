"""Progress keeps the best, counts attempts, and loses nothing."""

from __future__ import annotations

import json
import os

import pytest

from grader.feedback.record import progress_record


def saved(home) -> dict:
    return json.loads((home / "progress.json").read_text())["tasks"]


def test_the_best_is_kept_and_attempts_are_counted(run, cells, home) -> None:
    run(cells["wrong"])
    run(cells["right"])
    run(cells["wrong"])
    assert saved(home) == {"row_means": {"best": 1.0, "attempts": 3}}


def test_what_was_not_attempted_is_not_counted(run, cells, home) -> None:
    run(cells["none"])
    assert not home.exists()


def test_opened_hints_are_kept_shown_and_cost_nothing(run, cells, home) -> None:
    run("hint('row_means', 2)")
    run("hint('row_means')")  # looked at again
    assert saved(home) == {"row_means": {"best": 0.0, "attempts": 0, "hints": 2}}
    assert "row_means" not in run("progress()").text  # to open a hint is no attempt
    run(cells["right"])
    assert saved(home) == {"row_means": {"best": 1.0, "attempts": 1, "hints": 2}}
    run("hint('shapes')")
    for words in ("row_means passed (2 hints)", "shapes not attempted (1 hint)"):
        assert words in run("progress()").text
    assert "2 of 20 points" in run("progress()").text
    assert "passed (2 hints)" in run("progress()")._repr_html_()


def test_an_opened_solution_is_kept_and_shown(run, cells, home) -> None:
    run("solution('row_means')")
    assert not home.exists()  # there was no attempt, so it stayed closed
    run(cells["wrong"])
    run("solution('row_means')")
    assert saved(home)["row_means"] == {"best": 0.0, "attempts": 1, "solution": True}
    assert "row_means not right yet (solution)" in run("progress()").text


def test_whoever_marks_a_notebook_opens_nothing(run, home, monkeypatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    run("hint('row_means')")
    assert not home.exists()


def test_two_kernels_keep_the_most_that_was_opened(run, home) -> None:
    run("hint('shapes', 3)")
    other = {"best": 0.5, "attempts": 7, "hints": 1}
    (home / "progress.json").write_text(json.dumps({"tasks": {"shapes": other}}))
    run("hint('row_means')")
    assert saved(home)["shapes"] == {"best": 0.5, "attempts": 7, "hints": 3}


def test_the_map_says_in_words_how_far_each_task_is(run, cells) -> None:
    for cell in ("right", "partly"):
        run(cells[cell])
    run("pick_by_label = lambda s, y: s\ncheck('pick_by_label')")
    note = run("progress()")
    for words in ("row_means passed", "shapes partly right", "pick_by_label not right yet"):
        assert words in note.text
    assert "distances not attempted" in note.text
    assert "3.2 of 20 points" in note.text
    page = note._repr_html_()
    for words in ("passed", "partly right", "not right yet", "not attempted", "3.2 of 20 points"):
        assert words in page


def test_the_file_is_replaced_as_a_whole(run, cells, home) -> None:
    run(cells["right"])
    before = (home / "progress.json").stat().st_ino
    run(cells["right"])
    assert (home / "progress.json").stat().st_ino != before
    assert [file.name for file in home.iterdir()] == ["progress.json"]


BROKEN = {
    "no JSON": b"{",
    "no object": b"[]",
    "no tasks": b"{}",
    "tasks in a list": b'{"tasks": []}',
    "no entry": b'{"tasks": {"row_means": 3}}',
    "a number too large": b'{"tasks": {"row_means": {"best": 1, "attempts": Infinity}}}',
    "a text": b'{"tasks": {"row_means": {"best": "x", "attempts": 1}}}',
    "not UTF-8": b"\xff\xfe",
    "empty": b"",
    "nested without end": b"[" * 100_000,
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_set_aside_and_told(run, cells, home, content) -> None:
    home.mkdir()
    (home / "progress.json").write_bytes(content)
    assert "could not be read" in run("progress()")._repr_html_()
    assert "Try first" in run("solution('row_means')").text
    assert (home / "progress.json").read_bytes() == content  # looking changes nothing
    note = run(cells["right"])
    assert "Your earlier progress could not be read. It is kept in" in note._repr_html_()
    assert repr(note) == "2.0"
    assert (home / "progress.unreadable.json").read_bytes() == content
    assert saved(home) == {"row_means": {"best": 1.0, "attempts": 1}}


def test_a_folder_that_cannot_be_written_is_told_and_the_kernel_remembers(
    run, cells, home, tmp_path, monkeypatch
) -> None:
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv("WORKBOOK_HOME", str(tmp_path / "a file" / "folder"))
    note = run(cells["right"])
    assert repr(note) == "2.0"
    assert "Your progress was not saved" in note._repr_html_()
    assert "row_means passed" in run("progress()").text
    assert "reduce_mean" in run("solution('row_means')").text
    monkeypatch.setenv("WORKBOOK_HOME", str(home))
    run(cells["partly"])
    assert saved(home).keys() == {"row_means", "shapes"}


def test_two_kernels_keep_the_best_of_both(run, cells, home) -> None:
    run(cells["partly"])
    other = {"best": 1.0, "attempts": 7}
    (home / "progress.json").write_text(json.dumps({"tasks": {"shapes": other, "new": other}}))
    run(cells["partly"])
    assert saved(home)["shapes"] == {"best": 1.0, "attempts": 8}
    assert saved(home)["new"] == other


def test_the_home_folder_is_used_where_nothing_is_set(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("WORKBOOK_HOME")
    assert progress_record.progress_file() == tmp_path / ".tensorflow-workbook" / "progress.json"
    monkeypatch.setenv("WORKBOOK_HOME", os.path.join("~", "mine"))
    assert progress_record.progress_file() == tmp_path / "mine" / "progress.json"
