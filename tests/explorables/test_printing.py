"""What C++ code logs stays off the page; what the learner's code writes does not."""

import os

from explorables.reading.listening import without_log_lines


def test_log_lines_are_kept_off_and_everything_else_follows(capfd):
    with without_log_lines():
        os.write(2, b"WARNING: All log messages before absl::InitializeLog() is called\n")
        os.write(2, b"I0000 00:00:1763820000.000000 123 device_compiler.h:196] Compiled cluster\n")
        os.write(1, b"said by tf.print\n")
    assert capfd.readouterr() == ("said by tf.print\n", "")
