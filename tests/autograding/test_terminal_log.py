"""Whatever learners call their files, nbgrader's log does nothing to a terminal."""

from __future__ import annotations

import contextlib
import logging
import shutil

import pytest
from nbgrader.apps import AutogradeApp

from grader.autograding.marking.submission import pictures_of
from grader.autograding.nbgrader_plugins.terminal_log import Printable

CODES = "\x1b[2J\x1b]0;x\x07\u202e"


def record(text: str, *arguments: object, error: BaseException | None = None) -> logging.LogRecord:
    about = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("nbgrader", logging.INFO, "x.py", 1, text, arguments, about)


def test_no_escape_code_is_left_in_a_message_nor_in_a_traceback():
    try:
        raise OSError(f"no such file: {CODES}")
    except OSError as error:
        made = record("Copying %s\nto %s", f"a{CODES}.png", 5, error=error)
    assert Printable().filter(made)
    said = logging.Formatter().format(made)
    assert said.startswith("Copying a")
    assert "to 5" in said and "OSError: no such file" in said
    assert all(line.isprintable() for line in said.split("\n"))


def test_nbgraders_commands_log_through_it(tmp_path, repository, capfd):
    shutil.copy(repository / "nbgrader_config.py", tmp_path)
    app = AutogradeApp()
    with contextlib.chdir(tmp_path):
        app.load_config_file()
        app.update_config(app.config)
        app.log.warning("Copying %s", f"a{CODES}.png")
    (said,) = (line for line in capfd.readouterr().err.splitlines() if "Copying" in line)
    assert CODES not in said and "\u202e" not in said and "[2J" in said


@pytest.mark.parametrize("name", [f"a{CODES}.png", "two\nlines.png"])
def test_a_picture_that_is_called_like_that_does_not_lie_beside_the_notebook(name, tmp_path):
    files = {name: tmp_path / "x.png", "pictures/b.png": tmp_path / "b.png"}
    assert list(pictures_of(files)) == ["pictures/b.png"]
