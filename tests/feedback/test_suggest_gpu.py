"""Where a lesson gains by a GPU and Colab has given none, one line says how to get one."""

import sys
import types

import pytest
import tensorflow as tf

from grader.colab import suggest_gpu


@pytest.fixture
def gpus(monkeypatch):
    """A function that says which GPUs TensorFlow finds."""
    return lambda *found: monkeypatch.setattr(tf.config, "list_physical_devices", lambda _: found)


@pytest.fixture
def in_colab(monkeypatch):
    monkeypatch.setitem(sys.modules, "google.colab", types.ModuleType("google.colab"))


def test_in_colab_without_a_gpu_one_line_says_how_to_get_one(in_colab, gpus, capsys) -> None:
    gpus()
    suggest_gpu("this is faster")
    assert capsys.readouterr().out == (
        "This runtime has no GPU. With one, this is faster: choose Runtime > Change runtime type > "
        "T4 GPU, and run the cells from the top.\n"
    )


def test_in_colab_with_a_gpu_nothing_is_said(in_colab, gpus, capsys) -> None:
    gpus("GPU:0")
    suggest_gpu("this is faster")
    assert capsys.readouterr().out == ""


def test_elsewhere_nothing_is_said(gpus, capsys) -> None:
    gpus()
    suggest_gpu("this is faster")
    assert capsys.readouterr().out == ""
