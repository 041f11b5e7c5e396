"""What an older TensorFlow lacks that the course speaks of: said by the first cell of every notebook.

Colab lets a notebook be pinned to a runtime of a year ago. All lessons run to their end in each of
these (`make test-colab RUNTIME=all`); what stands here is what a learner may still run into.
"""

from __future__ import annotations

import re

# The first version of TensorFlow in which it is well again, and what happens before it.
_LACKS = (
    (
        (2, 20),
        "a tf.function that calls tf.transpose with a negative number in `perm` crashes the kernel, so "
        "count its axes from the front",
    ),
    (
        (2, 20),
        "under Python 3.12 tf.saved_model.save refuses an object on which a Keras model hangs, so use "
        "model.export or keras.export.ExportArchive",
    ),
)


def said_of(version: str) -> str:
    """What is said of a version of TensorFlow, such as "2.18.0"; empty where nothing is lacking."""
    match = re.match(r"(\d+)\.(\d+)", version)
    number = tuple(map(int, match.groups())) if match else ()
    lacks = [lack for well_again, lack in _LACKS if number and number < well_again]
    if not lacks:
        return ""
    return (
        f"This runtime has TensorFlow {version}. The lessons run in it, but {'; and '.join(lacks)}. For a "
        "newer one, in Colab: Runtime > Change runtime type > Runtime version."
    )
