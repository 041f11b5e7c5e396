"""The first cell of a notebook says what the TensorFlow and the Keras it finds lack, and else nothing."""

import pytest

from grader.session.older_versions import said_of
from maintenance.colab_runtimes import runtimes


def test_what_older_versions_lack_is_said_with_what_to_do():
    said = said_of("2.18.0", "3.8.0")
    assert said.startswith(
        "This runtime has TensorFlow 2.18.0 and Keras 3.8.0. The lessons run in "
    )
    assert "count its axes from the front" in said
    assert "give it mask[:, None]" in said
    assert "Runtime > Change runtime type > Runtime version" in said


def test_each_lack_is_spoken_of_where_it_is_and_nowhere_else():
    """A save that is refused depends on Python as well, a mask on Keras alone."""
    said = {python: said_of("2.19.0", "3.12.0", python) for python in ((3, 11), (3, 12), (3, 13))}
    assert [python for python in said if "save" in said[python]] == [(3, 12), (3, 13)]
    assert [python for python in said if "mask" in said[python]] == []
    of_keras_alone = said_of("2.20.0", "3.11.3", (3, 12))
    assert (
        "mask" in of_keras_alone and "save" not in of_keras_alone and "perm" not in of_keras_alone
    )


@pytest.mark.parametrize("version", ["2.20.0", "2.21.0", "3.0.0", "2.100.1", "nightly"])
def test_of_a_tensorflow_that_lacks_nothing_nothing_is_said(version):
    assert said_of(version, "3.13.2") == ""


@pytest.mark.parametrize("version", ["3.12.0", "3.13.2", "4.0.0", "3.100.1", "nightly"])
def test_of_a_keras_that_lacks_nothing_nothing_is_said(version):
    assert said_of("2.20.0", version) == ""


def test_it_is_said_in_the_runtimes_that_have_such_versions():
    said = {
        one.name for one in runtimes() if said_of(one.packages["tensorflow"], one.packages["keras"])
    }
    assert said == {"2025.07", "2025.10", "2026.01", "2026.04"}
