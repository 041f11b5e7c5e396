"""A task that opens a database for an answer closes it, however the answer ends."""

import sqlite3

import pytest

from grader.authoring.course_files import SECRET_SEED
from grader.catalog import find_task


@pytest.mark.parametrize("name", ["log_run", "best_run"])
def test_an_answer_that_raises_leaves_no_database_open(name: str) -> None:
    task = find_task(name)
    connections = []

    def answer(connection, *_: object) -> None:
        connections.append(connection)
        raise KeyError("rate")

    for case in task.draw_cases(SECRET_SEED):
        with pytest.raises(KeyError):
            task.ask.drive(answer, *case.inputs.values())
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connections.pop().execute("SELECT 1")
