"""The tests of pictures and feedback pass in Colab's versions as they do in the lab's."""

import subprocess

import pytest

from tests.colab.conftest import RUNTIME
from tests.surroundings import ROOT

# What shows itself on a page, and what judges. The tasks are left to the notebooks: their tests take
# as long as all of this, for training models again and again.
# What is answered to tasks takes longest, so it is two parts, which run side by side.
ANSWERS = "tests/checking/test_answers.py"
RIGHT = "test_a_right_answer"
PARTS = {
    "wrong answers": [ANSWERS, "-k", f"not {RIGHT}"],
    "right answers": [ANSWERS, "-k", RIGHT],
    "checking": ["tests/checking", f"--ignore={ANSWERS}"],
    "explorables": ["tests/explorables"],
    "feedback": ["tests/feedback"],
    "shipping": ["tests/shipping/test_protocol.py"],
}


@pytest.mark.parametrize("part", PARTS)
def test_the_tests_pass(part, colab_variables):
    folder = "/".join(PARTS[part][0].split("/")[:2])
    options = (
        "-q",
        "-p",
        "no:cacheprovider",
        # tests/conftest.py needs what Colab lacks; this much of it does not.
        f"--confcutdir={folder}",
        "-p",
        "tests.surroundings",
        # Colab's versions call each other by deprecated names (matplotlib pyparsing, TensorFlow
        # gast); what this repository calls is held to account by `make test`.
        "-W",
        "ignore::DeprecationWarning",
    )
    done = subprocess.run(
        [RUNTIME.python, "-m", "pytest", *options, *PARTS[part]],
        cwd=ROOT,
        env=colab_variables | {"TF_CPP_MIN_LOG_LEVEL": "3"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=2400,
    )
    assert done.returncode == 0, done.stdout[-6000:]
