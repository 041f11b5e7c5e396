"""What an older TensorFlow or Keras lacks that the course speaks of: said by the first cell of every notebook.

Colab lets a notebook be pinned to a runtime of a year ago. All lessons run to their end in each of
these (`make test-colab RUNTIME=all`); what stands here is what a learner may still run into.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class _Lack:
    """What does not work in some versions.

    Attributes:
        package: What is at fault: "TensorFlow" or "Keras".
        well_again: Its first version in which it works.
        said: What happens before that, and what to do about it.
        python: The first version of Python in which it happens.
    """

    package: str
    well_again: tuple[int, int]
    said: str
    python: tuple[int, int] = (3, 0)


_LACKS = (
    _Lack(
        "TensorFlow",
        (2, 20),
        "a tf.function that calls tf.transpose with a negative number in `perm` crashes the kernel, so "
        "count its axes from the front",
    ),
    # What it raises there is explained in grader/judging/explain.py: "_DictWrapper".
    _Lack(
        "TensorFlow",
        (2, 20),
        "tf.saved_model.save refuses a Keras model and every object on which one hangs, so use model.export "
        "or keras.export.ExportArchive",
        python=(3, 12),
    ),
    # github.com/keras-team/keras/issues/21483
    _Lack(
        "Keras",
        (3, 12),
        "keras.layers.Attention reads a mask of shape (batch, keys) along the wrong axis, so give it "
        "mask[:, None]",
    ),
)


def said_of(tensorflow: str, keras: str, python: tuple[int, int] = sys.version_info[:2]) -> str:
    """What is said of these versions; empty where nothing is lacking.

    Args:
        tensorflow: TensorFlow's version, such as "2.18.0".
        keras: That of Keras.
        python: That of the Python they run under.
    """
    numbers = {"TensorFlow": _number(tensorflow), "Keras": _number(keras)}
    lacks = [
        one.said
        for one in _LACKS
        if () < numbers[one.package] < one.well_again and python >= one.python
    ]
    if not lacks:
        return ""
    return (
        f"This runtime has TensorFlow {tensorflow} and Keras {keras}. The lessons run in it, but "
        f"{'; and '.join(lacks)}. For a newer one, in Colab: Runtime > Change runtime type > Runtime version."
    )


def _number(version: str) -> tuple[int, ...]:
    """The first two numbers of a version; empty where it does not begin with any."""
    match = re.match(r"(\d+)\.(\d+)", version)
    return tuple(map(int, match.groups())) if match else ()
