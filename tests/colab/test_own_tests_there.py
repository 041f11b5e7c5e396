"""The tests of pictures and feedback pass in Colab's versions as they do in the lab's."""

import subprocess

import pytest

from maintenance import colab
from tests.surroundings import ROOT

# What shows itself on a page, and what judges. The tasks are left to the notebooks: their tests take
# as long as all of this, for training models again and again.
PARTS = ("explorables", "feedback", "checking")


@pytest.mark.parametrize("part", PARTS)
def test_the_tests_pass(part, colab_variables):
    options = (
        "-q",
        "-p",
        "no:cacheprovider",
        # tests/conftest.py needs what Colab lacks; this much of it does not.
        f"--confcutdir=tests/{part}",
        "-p",
        "tests.surroundings",
        # Colab's versions call each other by deprecated names (matplotlib pyparsing, TensorFlow
        # gast); what this repository calls is held to account by `make test`.
        "-W",
        "ignore::DeprecationWarning",
    )
    done = subprocess.run(
        [colab.PYTHON, "-m", "pytest", *options, f"tests/{part}"],
        cwd=ROOT,
        env=colab_variables | {"TF_CPP_MIN_LOG_LEVEL": "3"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=1200,
    )
    assert done.returncode == 0, done.stdout[-6000:]
