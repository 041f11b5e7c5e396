"""The course, as nbgrader reads it (its commands, and its pages in JupyterLab)."""

from pathlib import Path

from grader.autograding.nbgrader_plugins.course_settings import set_up

c = get_config()  # noqa: F821  (nbgrader defines it)
set_up(c, Path(__file__).resolve().parent)

c.CourseDirectory.course_id = "tensorflow-workbook"
