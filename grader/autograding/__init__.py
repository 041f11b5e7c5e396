"""Submissions in, gradebook out: read, repair, run, judge, record.

`submissions` finds what was handed in, `repair` makes of it what was released with the student's
answers in it, `graded_kernel` and `running` run it, `marking` says what each cell earned, `ledger`
writes nbgrader's gradebook and notebooks, and `batch` does that for a class.
"""
