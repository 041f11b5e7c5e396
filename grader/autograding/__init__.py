"""Submissions in, gradebook out: read, repair, run, judge, record.

The rooms, from the ground up; each imports only those before it:
`terms` is what is passed on; `showing` makes what students wrote fit to be looked at; `reading` finds what
was handed in and makes of it what was released, with the student's answers in it; `running` runs that and
brings evidence back; `marking` says what each cell earned; `recording` writes nbgrader's gradebook and
notebooks; `classes` does that for a class and tells what came of it; `nbgrader_plugins` is what
nbgrader_config.py names.
"""

from grader.autograding.earlier_names import know_earlier_names

know_earlier_names()
