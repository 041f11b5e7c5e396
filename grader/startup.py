"""What the first cell of every notebook runs: TensorFlow imported, its devices looked up.

What was printed meanwhile is kept in `NOTES`: the line about the GPU is of use to somebody who
expects one.
"""

from __future__ import annotations

from grader.checking.capture import captured
from grader.tensorflow_import import LINES, tf

with captured() as _printed:
    try:
        # On a machine without a GPU the first look for one is reported as an error; this is it.
        tf.config.list_physical_devices("GPU")
    finally:
        NOTES: str = "\n".join(text for text in (LINES, _printed.take()) if text)
