"""The first cell of a notebook says what the TensorFlow it finds lacks, and else nothing."""

import pytest

from grader.session.older_versions import said_of
from maintenance.colab_runtimes import runtimes


def test_what_an_older_tensorflow_lacks_is_said_with_what_to_do():
    said = said_of("2.18.0")
    assert said.startswith("This runtime has TensorFlow 2.18.0. The lessons run in it, but ")
    assert "count its axes from the front" in said
    assert "Runtime > Change runtime type > Runtime version" in said


def test_a_save_that_only_newer_pythons_refuse_is_spoken_of_under_these_alone():
    refused = [
        python for python in ((3, 11), (3, 12), (3, 13)) if "save" in said_of("2.19.0", python)
    ]
    assert refused == [(3, 12), (3, 13)]
    assert "keras.export.ExportArchive" in said_of("2.19.0", (3, 12))
    assert said_of("2.20.0", (3, 12)) == ""


@pytest.mark.parametrize("version", ["2.20.0", "2.21.0", "3.0.0", "2.100.1", "nightly"])
def test_of_a_tensorflow_that_lacks_nothing_nothing_is_said(version):
    assert said_of(version) == ""


def test_it_is_said_in_the_runtimes_that_have_such_a_tensorflow():
    said = {one.name for one in runtimes() if said_of(one.packages["tensorflow"])}
    assert said == {"2025.07", "2025.10", "2026.01", "2026.04"}
