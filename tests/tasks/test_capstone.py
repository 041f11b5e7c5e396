"""The capstone's records, which a learner draws in the notebook and the judge draws for itself."""

from __future__ import annotations

import numpy as np
import pytest

from grader.assignments import script_of
from tensorflow_workbook.tasks.capstone import ASSIGNMENT
from tensorflow_workbook.tasks.capstone.buildings import BILL, COLUMNS, buildings


@pytest.fixture(scope="module")
def notebook() -> dict[str, object]:
    """What the cell of the records makes."""
    names: dict[str, object] = {"np": np}
    exec(script_of(ASSIGNMENT.package).code("records").source, names)
    return names


def test_the_records_of_the_notebook_are_drawn_as_the_judge_draws_its_own(notebook) -> None:
    assert tuple(notebook["COLUMNS"]) == COLUMNS
    for seed in range(3):
        for mine, theirs in zip(
            notebook["buildings"](np.random.default_rng(seed), 7),
            buildings(np.random.default_rng(seed), 7),
            strict=True,
        ):
            np.testing.assert_allclose(mine, theirs, rtol=1e-6)


def test_the_bill_tells_what_was_used_and_no_other_column_does() -> None:
    rows, kwh = buildings(np.random.default_rng(0), 400)
    agreement = np.abs(np.corrcoef(rows.T, kwh)[-1, :-1])
    assert agreement[BILL] > 0.99
    assert np.delete(agreement, BILL).max() < 0.6
