"""What a course puts into nbgrader's settings; its nbgrader_config.py calls `set_up`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from grader.autograding.terms.course_clock import name_of_machines_zone, zone_name

# Each module is named by the command that it extends.
PLUGINS = "grader.autograding.nbgrader_plugins"
_THEIRS = "nbgrader.preprocessors."
# No name of what learners hand in does anything to a terminal.
_PRINTABLE = {"printable": {"()": f"{PLUGINS}.terminal_log.Printable"}}


def set_up(c: Any, root: Path) -> None:
    """Put them into a configuration; what nbgrader_config.py says below this call goes before it.

    Args:
        c: The configuration, of traitlets.
        root: The course's folder, whatever folder nbgrader is called from.
    """
    c.CourseDirectory.root = str(root)
    # nbgrader calls them source/ and release/; these names say what is in them.
    c.CourseDirectory.source_directory = "solutions"
    c.CourseDirectory.release_directory = "exercises"

    # Handing out and collecting work, for one machine, without root. A class that shares a machine
    # sets a folder that all its members can write to.
    c.Exchange.root = str(root / ".nbgrader" / "exchange")
    c.Exchange.cache = str(root / ".nbgrader" / "cache")
    # What a learner fetches lies as deep as exercises/ do, so that its links to lessons hold.
    c.Exchange.path_includes_course = True

    # Validate and `nbgrader validate` talk to their kernel in encrypted words, as JupyterLab's own kernels do:
    # one whose port is open to every account here says so in a warning.
    c.KernelManager.transport_encryption = "auto"

    # Formgrader would show all settings of the running JupyterLab, its token among them.
    c.FormgradeExtension.debug = False

    # Times are shown by the course's clock, where nbgrader shows UTC.
    if zone := zone_name(root) or name_of_machines_zone():
        c.NbGraderAPI.timezone = zone

    # What stands where the answer was. A comment (below a docstring, where it is a function's body)
    # lets an untouched exercise run to its end, and its checks say "not attempted".
    c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE"}
    # nbgrader's own steps, in their order, but for the one that takes the answers out: a cell with blanks
    # to be filled in, such as `order = ...`, needs no stub below them.
    c.GenerateAssignment.preprocessors = [
        f"{_THEIRS}IncludeHeaderFooter",
        f"{_THEIRS}InstantiateTests",
        f"{_THEIRS}LockCells",
        f"{PLUGINS}.clear_solutions.ClearAnswers",
        f"{_THEIRS}ClearOutput",
        f"{_THEIRS}CheckCellMetadata",
        f"{_THEIRS}ComputeChecksums",
        f"{_THEIRS}SaveCells",
        f"{_THEIRS}ClearHiddenTests",
        f"{_THEIRS}ClearMarkScheme",
        f"{_THEIRS}ComputeChecksums",
        f"{_THEIRS}CheckCellMetadata",
    ]

    c.NbGrader.logging_config = {
        "filters": _PRINTABLE,
        "handlers": {"console": {"filters": ["printable"]}},
    }

    # What learners hand in is read in one way (grader/autograding/reading/handed_in.py): no link is
    # followed, and a folder in the exchange counts only as its owner's.
    c.ExchangeFactory.collect = f"{PLUGINS}.exchange_collect.CollectWhatIsTheirs"
    c.ExchangeFactory.list = f"{PLUGINS}.exchange_collect.ListWhatIsPlain"
    c.Autograde.pre_convert_hook = f"{PLUGINS}.aside.set_aside"
    c.GenerateFeedback.pre_convert_hook = f"{PLUGINS}.aside.set_aside"

    # Every version that is handed out is written down, so that what an instructor changed later is not put
    # down to students.
    c.GenerateAssignment.pre_convert_hook = f"{PLUGINS}.generate_assignment.record_generated"
    c.GenerateAssignment.post_convert_hook = f"{PLUGINS}.generate_assignment.record_generated"

    # `nbgrader export` tells who handed in nothing from who earned nothing.
    c.ExportApp.plugin_class = f"{PLUGINS}.export.GradesWithStatus"

    # Feedback: pages that ask no other host for anything; and who handed in through the exchange gets it
    # there, whatever way others took.
    c.GenerateFeedback.exporter_class = f"{PLUGINS}.generate_feedback.FeedbackPage"
    c.ExchangeFactory.release_feedback = f"{PLUGINS}.release_feedback.ReleaseWhatCameThroughIt"

    # `nbgrader autograde` and Formgrader's button mark as `grader autograde` does, one submission at a
    # time: in a confined kernel, judged outside it. TensorFlow can be forked on Linux only; elsewhere
    # nbgrader marks in its own way, and students' code runs with your rights.
    if sys.platform == "linux":
        steps = f"{PLUGINS}.autograde"
        c.Autograde.exporter_class = f"{steps}.MarkedNotebook"
        c.Autograde.sanitize_preprocessors = ["nbgrader.preprocessors.ClearOutput"]
        c.Autograde.autograde_preprocessors = [
            f"{steps}.MarkSubmission",
            "nbgrader.preprocessors.LimitOutput",
            f"{steps}.SaveMarks",
            "nbgrader.preprocessors.AssignLatePenalties",
            "nbgrader.preprocessors.CheckCellMetadata",
        ]
    else:
        c.Autograde.sanitize_preprocessors = [
            f"{PLUGINS}.moved_orders.TakeMovedOrders",  # the next step takes the outputs away
            f"{_THEIRS}ClearOutput",
            f"{_THEIRS}DeduplicateIds",
            f"{_THEIRS}OverwriteKernelspec",
            f"{_THEIRS}OverwriteCells",
            f"{_THEIRS}CheckCellMetadata",
        ]

    # `nbgrader zip_collect`: unpacks with care, leaves out what Colab says of the person, and knows the
    # file names of Moodle and Canvas. For others set NamesOfSystems.named_regexp.
    c.ZipCollectApp.extractor_plugin = f"{PLUGINS}.zip_extract.Unpacker"
    c.ZipCollectApp.collector_plugin = f"{PLUGINS}.zip_collect.NamesOfSystems"
    c.ZipCollectApp.logging_config = {
        "filters": _PRINTABLE | {"what matters": {"()": f"{PLUGINS}.collecting_log.WhatMatters"}},
        "handlers": {"console": {"filters": ["printable", "what matters"]}},
    }
