"""The capstone's records, which a learner draws in the notebook and the judge draws for itself."""

from __future__ import annotations

import numpy as np
import pytest

from grader.assignments import script_of
from grader.catalog import find_task
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


def test_a_hidden_building_has_a_number_of_its_own_but_for_those_that_come_twice() -> None:
    [case] = find_task("train_forecast").draw_cases(1)
    known = set(case.inputs["rows"][:, 0])
    hidden = case.inputs["new_rows"]
    again = np.isin(hidden[:, 0], list(known))
    assert 0 < again.mean() < 0.05
    # These are the rows of others once more: whoever reads the number forecasts something else for them.
    np.testing.assert_array_equal(hidden[again][:, 1:], hidden[: again.sum(), 1:])
