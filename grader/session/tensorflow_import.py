"""Imports TensorFlow, and keeps what its C++ code prints meanwhile off the page.

TensorFlow 2.20 and 2.21 write some lines to stderr before their logging is set up, whatever
`TF_CPP_MIN_LOG_LEVEL` says (github.com/tensorflow/tensorflow/issues/100442): a red block in a
notebook that no learner can act on. They are kept in `LINES`.

Only imports: nothing is run and no device is looked for, so that a process may still be forked.
"""

from __future__ import annotations

import os

from grader.session.capture import captured

# Later log lines stay off the page as well, errors included: what a learner can act on is raised as
# an exception besides, and some "errors" are none (oneDNN reports one for each first transpose of
# an int32 tensor on a CPU without AVX-512, and computes it all the same).
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

with captured() as _printed:
    try:
        import tensorflow as tf
    except Exception as error:  # whatever a package that it imports may raise
        raise ImportError(
            f"TensorFlow could not be imported here ({type(error).__name__}: {error}). A package was "
            "changed or is missing. In Colab choose Runtime > Disconnect and delete runtime and run "
            "this cell again; elsewhere run `make lab`, which installs what is missing."
        ) from error
    finally:
        LINES: str = _printed.take()

__all__ = ["LINES", "tf"]
