"""The set-up cell in Colab installs this package and nothing else, so that no restart is needed."""

import re
import subprocess

import pytest

from grader.session.older_versions import said_of
from maintenance.colab_runtimes import versions
from tests.colab.conftest import RUNTIME, run_setup_cell, without_this_environment

# What the cell has to say of this runtime.
MAJOR, MINOR = map(int, RUNTIME.python_version.split("."))
SAID = said_of(RUNTIME.packages["tensorflow"], RUNTIME.packages["keras"], (MAJOR, MINOR))

REASONS = {
    "no such repository": "could not read Username",
    "no network": "Failed to connect",
    "no git": "Cannot find command 'git'",
}


def test_the_environment_is_what_colab_has(installation):
    assert versions("\n".join(installation.before)) == RUNTIME.packages


def test_only_the_course_is_new_and_nothing_that_was_there_has_changed(installation):
    new = set(installation.after) - set(installation.before)
    assert [line.split("==")[0] for line in new] == ["tensorflow-workbook"]
    assert set(installation.before) - set(installation.after) == set()


def test_the_course_writes_no_file_among_those_of_other_packages(installation):
    own = re.compile(
        r"(grader|explorables|shipping|tensorflow_workbook(-[\w.]+\.dist-info)?)/|\.\./.*/bin/grader$"
    )
    assert len(installation.files) > 50
    assert [file for file in installation.files if not own.match(file)] == []


def test_the_cell_ends_well_and_says_no_more_than_what_the_runtime_lacks(installation):
    assert (installation.complained, installation.printed) == ("", f"{SAID}\n" if SAID else "")
    assert installation.exit_code == 0


# It says so of a runtime in which this ends the kernel, and of no other.
TRANSPOSE = """
import tensorflow as tf
print(tf.function(lambda x: tf.transpose(x, [0, -1, 1]))(tf.ones([2, 3, 4])).shape)
"""


def test_what_the_cell_says_of_the_runtime_is_so():
    done = subprocess.run(
        [RUNTIME.python, "-c", TRANSPOSE],
        env=without_this_environment(),
        capture_output=True,
        text=True,
    )
    ends = "Check failed" in done.stderr and done.returncode != 0
    assert ends or done.stdout == "(2, 4, 3)\n"
    assert ends == ("tf.transpose" in SAID)


@pytest.mark.parametrize(("wrong", "reason"), REASONS.items())
def test_where_the_course_cannot_be_had_the_cell_says_so_and_why(installation, wrong, reason):
    first, *_ = printed = installation.failed[wrong].splitlines()
    assert first.startswith("The course was not installed.")
    assert any(reason in line for line in printed)


def test_where_a_preinstalled_package_is_broken_the_cell_says_what_to_do(installation, tmp_path):
    broken = tmp_path / "broken" / "tensorflow.py"
    broken.parent.mkdir()
    broken.write_text("raise AttributeError('numpy has no attribute float_')\n")
    done = run_setup_cell("nowhere", tmp_path, PYTHONPATH=str(broken.parent))
    assert done.stderr.splitlines()[-1] == (
        "ImportError: TensorFlow could not be imported here (AttributeError: numpy has no "
        "attribute float_). A package was changed or is missing. In Colab choose Runtime > "
        "Disconnect and delete runtime and run this cell again; elsewhere run `make lab`, which "
        "installs what is missing."
    )
