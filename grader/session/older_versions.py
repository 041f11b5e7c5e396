"""What an older TensorFlow lacks that the course speaks of: said by the first cell of every notebook.

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
        well_again: The first version of TensorFlow in which it works.
        said: What happens before that, and what to do about it.
        python: The first version of Python in which it happens.
    """

    well_again: tuple[int, int]
    said: str
    python: tuple[int, int] = (3, 0)


_LACKS = (
    _Lack(
        (2, 20),
        "a tf.function that calls tf.transpose with a negative number in `perm` crashes the kernel, so "
        "count its axes from the front",
    ),
    # What it raises there is explained in grader/judging/explain.py: "_DictWrapper".
    _Lack(
        (2, 20),
        "tf.saved_model.save refuses a Keras model and every object on which one hangs, so use model.export "
        "or keras.export.ExportArchive",
        python=(3, 12),
    ),
)


def said_of(version: str, python: tuple[int, int] = sys.version_info[:2]) -> str:
    """What is said of a version of TensorFlow, such as "2.18.0"; empty where nothing is lacking.

    Args:
        version: TensorFlow's.
        python: The version of the Python that it runs under.
    """
    match = re.match(r"(\d+)\.(\d+)", version)
    number = tuple(map(int, match.groups())) if match else ()
    lacks = [
        one.said for one in _LACKS if number and number < one.well_again and python >= one.python
    ]
    if not lacks:
        return ""
    return (
        f"This runtime has TensorFlow {version}. The lessons run in it, but {'; and '.join(lacks)}. For a "
        "newer one, in Colab: Runtime > Change runtime type > Runtime version."
    )
