"""What the first cell of every notebook runs: TensorFlow imported, its devices looked up.

What was printed meanwhile is kept in `NOTES`: the line about the GPU is of use to somebody who
expects one. What an older TensorFlow or Keras lacks is said.
"""

from __future__ import annotations

import re

from grader.session.capture import captured
from grader.session.older_versions import said_of
from grader.session.tensorflow_import import LINES, tf

__all__ = ["NOTES", "tf"]

# What a log line of TensorFlow begins with: when, and from which thread.
_STAMP = re.compile(r"^(?:[IWEF]\d{4} [\d:.]+ +\d+ |\d{4}-\d\d-\d\d [\d:.]+: )")
# TensorFlow 2.18 and 2.19 report so as an error that they register a CUDA library twice, on every
# machine; who looks for a reason why a GPU is missing would take it for one.
_NOISE = re.compile(r"Unable to register \w+ factory")


def _each_once(text: str) -> str:
    """The lines, without noise and those that say again what another has said."""
    lines: dict[str, str] = {}
    for line in text.splitlines():
        if not _NOISE.search(line):
            lines.setdefault(_STAMP.sub("", line), line)
    return "\n".join(lines.values())


with captured() as _printed:
    try:
        # On a machine without a GPU the first look for one is reported as an error; this is it.
        tf.config.list_physical_devices("GPU")
    finally:
        NOTES: str = _each_once("\n".join(text for text in (LINES, _printed.take()) if text))

if _said := said_of(tf.__version__, tf.keras.__version__):
    print(_said)
