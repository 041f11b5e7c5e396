"""The course, as nbgrader reads it (its commands, and its pages in JupyterLab)."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent

c = get_config()  # noqa: F821  (nbgrader defines it)

c.CourseDirectory.course_id = "tensorflow-workbook"
# This folder, whatever folder nbgrader is called from.
c.CourseDirectory.root = str(ROOT)
# nbgrader calls them source/ and release/; these names say what is in them.
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"

# Handing out and collecting work, for one machine, without root. A class that shares a machine
# sets a folder that all its members can write to.
c.Exchange.root = str(ROOT / ".nbgrader" / "exchange")
c.Exchange.cache = str(ROOT / ".nbgrader" / "cache")
# What a learner fetches lies as deep as exercises/ do, so that its links to lessons hold.
c.Exchange.path_includes_course = True

# Formgrader would show all settings of the running JupyterLab, its token among them.
c.FormgradeExtension.debug = False

# What stands where the answer was. A comment (below a docstring, where it is a function's body)
# lets an untouched exercise run to its end, and its checks say "not attempted".
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE"}

# Feedback: pages that ask no other host for anything; and who handed in through the exchange gets it
# there, whatever way others took.
c.GenerateFeedback.exporter_class = "grader.autograding.feedback_pages.FeedbackPage"
c.ExchangeFactory.release_feedback = "grader.autograding.feedback_release.ReleaseWhatCameThroughIt"

# `nbgrader autograde` and Formgrader's button mark as `grader autograde` does, one submission at a
# time: in a confined kernel, judged outside it. TensorFlow can be forked on Linux only; elsewhere
# nbgrader marks in its own way, and students' code runs with your rights.
if sys.platform == "linux":
    STEPS = "grader.autograding.nbgrader_steps"
    c.Autograde.pre_convert_hook = f"{STEPS}.set_aside"
    c.Autograde.sanitize_preprocessors = ["nbgrader.preprocessors.ClearOutput"]
    c.Autograde.autograde_preprocessors = [
        f"{STEPS}.MarkSubmission",
        "nbgrader.preprocessors.LimitOutput",
        f"{STEPS}.SaveMarks",
        "nbgrader.preprocessors.AssignLatePenalties",
        "nbgrader.preprocessors.CheckCellMetadata",
    ]

# `nbgrader zip_collect`: unpacks with care, leaves out what Colab says of the person, and knows the
# file names of Moodle and Canvas. For others set NamesOfSystems.named_regexp.
c.ZipCollectApp.extractor_plugin = "grader.autograding.unpacking.Unpacker"
c.ZipCollectApp.collector_plugin = "grader.autograding.file_names.NamesOfSystems"
