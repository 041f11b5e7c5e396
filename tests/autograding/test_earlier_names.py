"""An instructor's settings go on working where a module has moved, and say what to change."""

import importlib

import pytest

from grader.autograding.earlier_names import NOW


@pytest.mark.parametrize("earlier", NOW)
def test_what_settings_named_is_found_and_its_new_name_is_said(earlier, capsys):
    module, now = importlib.import_module(earlier), importlib.import_module(NOW[earlier])
    public = [name for name in vars(now) if not name.startswith("_")]
    assert public
    assert all(getattr(module, name) is getattr(now, name) for name in public)
    said = capsys.readouterr().err
    assert f"{earlier} is called {NOW[earlier]} now" in said or not said  # said once a process


def test_settings_of_nbgrader_may_name_what_they_named_before():
    from traitlets.utils.importstring import import_item

    for name in (
        "collecting.NamesOfSystems",
        "unpacking.Unpacker",
        "nbgrader_steps.MarkSubmission",
        "nbgrader_steps.SaveMarks",
        "feedback_pages.FeedbackPage",
        "grades_table.GradesWithStatus",
        "releases.record_generated",
        "terminal_log.Printable",
    ):
        assert callable(import_item(f"grader.autograding.{name}"))


def test_what_was_never_there_is_not_found():
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        importlib.import_module("grader.autograding.no_such_module")
