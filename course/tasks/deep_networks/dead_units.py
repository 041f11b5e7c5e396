"""Units of a ReLU layer that give 0 for every row."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _layers(draw: np.random.Generator) -> Iterator[Case]:
    def case(sums: object, label: str) -> Case:
        return Case({"sums": np.array(sums, np.float32)}, label)

    yield case(
        [[-1, 2, -3, 0.5, -4], [-2, -9, 1, -0.5, -1], [-3, -1, -2, 0.25, 1.5]],
        "three rows, five units",
    )
    yield case([[0.5, -0.5, 0.0]], "a single row")
    yield case([[-1, 0, 3], [0, -2, 2], [-2, 0, 5]], "sums that are exactly 0")
    rows, units = (int(n) for n in draw.integers([4, 8], [7, 14]))
    sums = draw.normal(-0.3, 1, (rows, units)).round(2)
    sums[:, draw.random(units) < 0.3] -= 6
    yield case(sums, "random sums")
    yield case(draw.normal(-1.5, 1.5, (3, 12)).round(2), "units that are seldom above 0")


TASK = Task(
    name="dead_units",
    points=2,
    ask=Call("dead_units"),
    cases=_layers,
    expected=lambda sums: sums.max(axis=0) <= 0,
    dtype="bool",
    misconceptions=(
        Misconception(
            "alive",
            lambda sums: sums.max(axis=0) > 0,
            "True and False are swapped: these are the units that are alive.",
            "What should stand for a unit that always gives 0?",
        ),
        Misconception(
            "any_row",
            lambda sums: sums.min(axis=0) <= 0,
            "A unit was called dead as soon as it gives 0 for one row. That is what ReLU is for; dead is "
            "one that gives 0 for all.",
            "Which reduction asks whether something holds for every row?",
        ),
        Misconception(
            "mean_below",
            lambda sums: sums.mean(axis=0) <= 0,
            "You looked at the mean of a unit's sums. It can be below 0 although some rows are above, and those "
            "rows do give the unit a gradient.",
            "For which row would you have to look to call a unit alive?",
        ),
        Misconception(
            "strictly_below",
            lambda sums: sums.max(axis=0) < 0,
            "A sum of exactly 0 was taken for a sign of life, but the ReLU of 0 is 0.",
            "What does ReLU give for 0?",
        ),
        Misconception(
            "first_row",
            lambda sums: sums[0] <= 0,
            "Only the first row was looked at.",
            "Which axis holds the rows?",
        ),
        Misconception(
            "last_row",
            lambda sums: sums[-1] <= 0,
            "Only the last row was looked at.",
            "What becomes of the answers for the rows before it?",
        ),
        Misconception(
            "by_row",
            lambda sums: sums.max(axis=1) <= 0,
            "There is an answer for each row: the units were reduced.",
            "Which axis should be gone?",
        ),
        Misconception(
            "counted",
            lambda sums: np.array((sums.max(axis=0) <= 0).sum()),
            "This is how many units are dead. The task asks which ones.",
            "How many entries should the result have?",
            dtype="int",
        ),
        Misconception(
            "places",
            lambda sums: np.flatnonzero(sums.max(axis=0) <= 0),
            "These are the places of the dead units. The task asks for True or False for every unit.",
            "What is the result for a unit that is alive?",
            dtype="int",
        ),
        Misconception(
            "every_sum",
            lambda sums: sums <= 0,
            "This says for every sum whether ReLU makes it 0. The rows have not been brought together yet.",
            "Which reduction asks whether something holds for every row?",
        ),
    ),
    # A ReLU is never below 0, and the rows are brought together by all of them or by the largest.
    alike=("`==` -> `<=`",),
    hints=(
        "Go from sums to what the unit gives, and ask where that is 0.",
        "tf.reduce_all is True where all entries along an axis are True.",
        "The rows lie along axis 0. The largest sum of a unit tells it as well.",
    ),
    afterword=(
        "Also right: `tf.reduce_max(sums, axis=0) <= 0`, because the largest sum of a unit decides for "
        "all rows."
    ),
)
