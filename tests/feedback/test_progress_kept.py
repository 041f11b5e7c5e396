"""Progress outlives a Colab runtime: in a mounted Drive, or in the notebook itself."""

from __future__ import annotations

import json
import sys
import types
from datetime import date

import pytest

from grader import colab
from grader.catalog import assignments
from grader.feedback.page.own_cell import rewritten
from grader.feedback.record import kept_answers, progress_record
from grader.feedback.record.progress_code import (
    CodeError,
    read_code,
    read_code_dates,
    write_code,
)
from grader.feedback.record.review_dates import Seen
from tests.feedback.conftest import RIGHT

RECORD = {
    "row_means": {"best": 1.0, "attempts": 3},
    "shapes": {"best": 0.4, "attempts": 2},
    "distances": {"best": 0.0, "attempts": 1},
}
CODE = write_code(RECORD)


@pytest.fixture
def in_colab(monkeypatch, tmp_path):
    """A kernel in Colab as it is at first, with an empty home folder and no Drive."""
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))
    monkeypatch.delenv("WORKBOOK_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "root"))
    monkeypatch.setattr(colab, "DRIVE", tmp_path / "content" / "drive" / "MyDrive")


@pytest.fixture
def mount(in_colab):
    """A function that mounts Drive, as the learner does."""
    return lambda: colab.DRIVE.mkdir(parents=True)


def another_runtime(monkeypatch, tmp_path) -> None:
    """Nothing of the runtime before is left but Drive."""
    monkeypatch.setattr(progress_record, "_seen", {})
    monkeypatch.setenv("HOME", str(tmp_path / "another root"))


def said_of(note) -> str:
    assert all(line in note.text for line in ("01-tensors", "20 points"))
    return note.text


def test_in_colab_the_map_says_how_long_progress_lasts_and_how_to_keep_it(
    run, cells, in_colab
) -> None:
    run(cells["right"])
    text, page = said_of(run("progress()")), run("progress()")._repr_html_()
    assert "until this runtime ends" in text and "until this runtime ends" in page
    assert colab.MOUNT in text
    assert 'progress("workbook-1 row_means=1x1@' in text
    assert "progress(keep=True)" in page


def test_elsewhere_the_map_says_only_where_progress_is(run, cells) -> None:
    run(cells["right"])
    text = said_of(run("progress()"))
    assert f"Kept in {progress_record.progress_file()}." in text
    assert "runtime" not in text and "workbook-1" not in text


def test_a_mounted_drive_keeps_progress_for_the_next_runtime(
    run, cells, mount, monkeypatch, tmp_path
) -> None:
    mount()
    run(cells["right"])
    file = colab.DRIVE / "tensorflow-workbook" / "progress.json"
    assert json.loads(file.read_text())["tasks"].keys() == {"row_means"}
    another_runtime(monkeypatch, tmp_path)
    text = said_of(run("progress()"))
    assert "row_means passed" in text
    assert f"Kept in {file}." in text and "until" not in text


def test_what_was_done_before_drive_was_mounted_comes_along(
    run, cells, mount, monkeypatch, tmp_path
) -> None:
    run(cells["right"])
    monkeypatch.setattr(
        progress_record, "_seen", {}
    )  # the kernel was restarted; the runtime goes on
    mount()
    run(cells["partly"])
    another_runtime(monkeypatch, tmp_path)
    assert "row_means passed" in run("progress()").text
    assert "shapes partly right" in run("progress()").text


def test_the_chosen_folder_is_used_in_colab_too(run, cells, mount, home, monkeypatch) -> None:
    mount()
    monkeypatch.setenv("WORKBOOK_HOME", str(home))
    run(cells["right"])
    assert (home / "progress.json").exists()
    assert list(colab.DRIVE.iterdir()) == []


def test_a_line_of_text_holds_the_record_and_nothing_of_the_person() -> None:
    assert read_code(CODE) == RECORD
    assert read_code(CODE.replace(" ", "\n   ")) == RECORD  # as a mail program may break it
    assert CODE.startswith("workbook-1 distances=0x1 row_means=1x3 shapes=0.4x2 ")
    assert len(CODE.split()) == 5


def test_the_line_tells_what_help_was_opened_and_reads_lines_from_before() -> None:
    helped = {
        "row_means": {"best": 1.0, "attempts": 3, "hints": 2},
        "shapes": {"best": 0.4, "attempts": 2, "hints": 3, "solution": True},
        "distances": {"best": 0.0, "attempts": 0, "hints": 1},
    }
    line = write_code(helped)
    assert line.startswith("workbook-1 distances=0x0h1 row_means=1x3h2 shapes=0.4x2h3s ")
    assert read_code(line) == helped
    before = "workbook-1 distances=0x1 row_means=1x3 shapes=0.4x2 2d3997b3"
    assert read_code(before) == RECORD


def test_the_line_holds_the_dates_of_reviews_and_stays_short_enough_to_paste() -> None:
    dates = {
        "row_means": Seen(date(2026, 11, 29), 7),
        "recall_gpu": Seen(date(2026, 12, 1), 0),  # a question has no result, only dates
    }
    line = write_code(RECORD, dates)
    words = "workbook-1 distances=0x1 recall_gpu@334.0 row_means=1x3@332.7 shapes=0.4x2 "
    assert line.startswith(words)
    assert (read_code(line), read_code_dates(line)) == (RECORD, dates)
    assert read_code_dates(CODE) == {}
    odd = {"two words": Seen(date(2026, 11, 29)), "long_ago": Seen(date(2020, 1, 1), 3)}
    assert read_code_dates(write_code(RECORD, odd)) == {}
    names = [task.name for one in assignments() for task in one.tasks]
    questions = [question.name for one in assignments() for question in one.recall]
    full = {"best": 0.333333, "attempts": 99, "hints": 3, "solution": True}
    whole = write_code(
        dict.fromkeys(names, full),
        dict.fromkeys([*names, *questions], Seen(date(2029, 1, 1), 150)),
    )
    assert len(whole) < 45 * len(names + questions)


def test_bringing_back_keeps_the_later_dates(run, home) -> None:
    old, new = Seen(date(2026, 11, 1), 3), Seen(date(2026, 11, 20), 7)
    progress_record.remember_dates({"row_means": new, "shapes": old})
    run(f"progress({write_code(RECORD, {'row_means': old, 'shapes': new})!r})")
    assert progress_record.review_dates()[0] == {"row_means": new, "shapes": new}


def test_what_no_check_can_have_written_is_left_out_of_the_line() -> None:
    odd = {"two words": RECORD["shapes"], "much": {"best": float("nan"), "attempts": 1}}
    assert read_code(write_code(RECORD | odd)) == RECORD


def other_form() -> str:
    words = ["workbook-2", "row_means=1x3"]
    from grader.feedback.record.progress_code import _checksum

    return " ".join([*words, _checksum(words)])


DAMAGED = {
    "cut off": (CODE[:-5], "not whole"),
    "its beginning lost": (CODE[5:], "begins with `workbook-1`"),
    "a word lost": (CODE.replace(" shapes=0.4x2", ""), "not whole"),
    "a digit changed": (CODE.replace("0.4x2", "0.5x2"), "not whole"),
    "an entry of another kind": (CODE.replace("0.4x2", "0.4"), "not whole"),
    "only its first word": ("workbook-1", "not whole"),
    "a text": ("hello", "no record of progress"),
    "spaces": ("   ", "no record of progress"),
    "a number": (7, "no record of progress"),
    "another form": (other_form(), "has the form `workbook-2`"),
    "another form, cut off": (other_form()[:-1], "not whole"),
}


@pytest.mark.parametrize(("code", "said"), DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_line_is_named_and_nothing_is_lost(run, cells, home, code, said) -> None:
    with pytest.raises(CodeError, match=said):
        read_code(code)
    run(cells["right"])
    before = (home / "progress.json").read_bytes()
    text = said_of(run(f"progress({code!r}, keep=True)"))
    assert "Nothing was brought back." in text and said in text
    assert "row_means passed" in text
    assert (home / "progress.json").read_bytes() == before
    assert "workbook-1 row_means=1x1" not in text  # the cell stays as it is, to be mended


def test_bringing_back_keeps_the_best_of_both(run, cells, home) -> None:
    run(cells["partly"])  # shapes: 0.6, once
    run(RIGHT.replace("axis=1", "axis=0") + "check('row_means')")
    text = said_of(run(f"progress({CODE!r})"))
    assert "Brought back: 3 tasks." in text
    saved = json.loads((home / "progress.json").read_text())["tasks"]
    assert saved["row_means"] == {"best": 1.0, "attempts": 3}
    assert saved["shapes"] == {"best": 0.6, "attempts": 2}
    assert saved["distances"] == {"best": 0.0, "attempts": 1}
    run(cells["right"])
    assert json.loads((home / "progress.json").read_text())["tasks"]["row_means"]["attempts"] == 4


def test_a_task_of_another_version_of_the_course_is_named_and_kept(run, home) -> None:
    code = write_code({"from_long_ago": {"best": 1.0, "attempts": 1}})
    text = said_of(run(f"progress({code!r}, keep=True)"))
    assert "Not in this version of the course, and kept: from_long_ago." in text
    assert f'progress("{code}", keep=True)' in text


def test_where_it_cannot_be_saved_it_is_told_and_the_kernel_remembers(
    run, tmp_path, monkeypatch
) -> None:
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv("WORKBOOK_HOME", str(tmp_path / "a file" / "folder"))
    text = said_of(run(f"progress({CODE!r})"))
    assert "Your progress was not saved" in text
    assert "row_means passed" in text


def test_whoever_marks_a_notebook_does_not_get_the_students_progress(
    run, home, monkeypatch
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert "(20 points): not begun" in run(f"progress({CODE!r}, keep=True)").text.splitlines()[2]
    assert not home.exists()


def test_what_keeps_results_in_a_notebook_says_that_answers_to_questions_are_not_in_it(
    run, cells, home
) -> None:
    run(cells["right"])
    assert "answered" not in run("progress(keep=True)").text
    kept_answers.keep_answer("a question", kept_answers.Answer("33"))
    text = said_of(run("progress(keep=True)"))
    assert "What you answered to the lessons' questions will stay on this machine." in text
    assert "answered" not in run("progress()").text


def test_in_colab_answers_are_said_to_end_with_the_runtime(
    run, cells, in_colab, monkeypatch
) -> None:
    monkeypatch.setattr(kept_answers, "_seen", {"a question": kept_answers.Answer("33")})
    run(cells["right"])
    stay = "What you answered to the lessons' questions will end with this runtime."
    assert stay in run("progress()").text
    assert stay in run("progress(keep=True)").text


def test_without_progress_there_is_nothing_to_keep(run) -> None:
    assert "nothing to keep yet" in run("progress(keep=True)").text


# A cell, and what stands in it after `progress(keep=True)`; None where it stays as it is.
CELLS = {
    "progress(keep=True)": "NEW",
    "# mine\nprogress('old', keep=True)  # see above\n": "# mine\nNEW  # see above\n",
    "from grader.feedback import progress\n\nprogress(\n  keep=True\n)": (
        "from grader.feedback import progress\n\nNEW"
    ),
    "answer = 3\nprogress(keep=True)": None,
    "progress(keep=True)  # progress(keep=True)": None,
    "a = progress(keep=True)": None,
    "%time progress(keep=True)": None,
    "show()": None,
    "": None,
}


@pytest.mark.parametrize(("cell", "after"), CELLS.items())
def test_only_a_cell_that_holds_nothing_else_is_written(cell, after) -> None:
    assert rewritten(cell, "progress", "NEW") == after
