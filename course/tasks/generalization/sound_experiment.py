"""Order the lines of a sound experiment."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Arrange, Case

_SIGNATURE = """def experiment(table, order, degrees):
    import numpy as np

    table = np.array(table, np.float64)  # columns: x, then y; the rows are sorted by x

    def fit(rows, degree):
        return np.polyfit(rows[:, 0], rows[:, 1], degree)

    def error(model, rows):
        return float(np.mean((np.polyval(model, rows[:, 0]) - rows[:, 1]) ** 2))
"""

_DEGREES = [1, 3, 5]
_SPLIT = (12, 18)  # training rows to 11, validation rows to 17, test rows to 23
_TELLING = 60  # a seed of data that tell all ways to go wrong from one another; a test holds it


def _sorted_table(draw: np.random.Generator) -> np.ndarray:
    x = np.sort(draw.uniform(-3, 3, 24))
    y = np.sin(1.5 * x) + x / 3 + draw.normal(0, 0.5, 24)
    return np.stack([x, y], axis=1).round(3).astype(np.float32)


def _tables(draw: np.random.Generator) -> Iterator[Case]:
    def case(table: np.ndarray, order: np.ndarray, label: str) -> Case:
        return Case({"table": table, "order": order.tolist(), "degrees": _DEGREES}, label)

    fixed = np.random.default_rng(_TELLING)
    yield case(_sorted_table(fixed), fixed.permutation(24), "24 rows")
    yield case(_sorted_table(draw), draw.permutation(24), "24 rows at random")


def _fit(rows: np.ndarray, degree: int) -> np.ndarray:
    return np.polyfit(rows[:, 0], rows[:, 1], degree)


def _error(model: np.ndarray, rows: np.ndarray) -> float:
    return float(np.mean((np.polyval(model, rows[:, 0]) - rows[:, 1]) ** 2))


def _experiment(
    shuffled: bool = True,
    scaled_by: str = "train",
    chosen_by: str = "validation",
    reported: str = "test",
    fitted_before_scaling: bool = False,
) -> Callable[[np.ndarray, list[int], list[int]], float]:
    def answer(table: np.ndarray, order: list[int], degrees: list[int]) -> float:
        table = table.astype(np.float64)
        if shuffled:
            table = table[order]
        parts = dict(
            zip(("train", "validation", "test"), np.split(table, list(_SPLIT)), strict=True)
        )
        models = [_fit(parts["train"], degree) for degree in degrees]
        if scaled_by != "nothing":
            scale = (table if scaled_by == "all" else parts["train"]).std(axis=0)
            parts = {name: rows / scale for name, rows in parts.items()}
        if not fitted_before_scaling:
            models = [_fit(parts["train"], degree) for degree in degrees]
        best = min(models, key=lambda model: _error(model, parts[chosen_by]))
        return _error(best, parts[reported])

    return answer


TASK = Task(
    name="sound_experiment",
    points=2,
    ask=Arrange(
        "line_order",
        _SIGNATURE,
        {
            "A": "models = [fit(train, degree) for degree in degrees]",
            "B": "return error(best, test)",
            "C": "train, validation, test = train / scale, validation / scale, test / scale",
            "D": "best = min(models, key=lambda model: error(model, test))",
            "E": "table = table[order]  # a random order of the rows",
            "F": "scale = table.std(axis=0)",
            "G": "best = min(models, key=lambda model: error(model, validation))",
            "H": "return error(best, validation)",
            "I": "train, validation, test = np.split(table, [12, 18])",
            "J": "scale = train.std(axis=0)",
            "K": "best = min(models, key=lambda model: error(model, train))",
        },
    ),
    cases=_tables,
    expected=_experiment(),
    example=ExampleForm(
        why_not="This task takes no example: an experiment with 24 rows would take too long to work out by hand."
    ),
    misconceptions=(
        Misconception(
            "chosen_by_test",
            _experiment(chosen_by="test"),
            "The model was chosen by its error on the test rows, and the same rows then say how "
            "good it is. The best of several is partly the luckiest, so this error is too small.",
            "Which rows are there to choose by?",
        ),
        Misconception(
            "chosen_by_train",
            _experiment(chosen_by="train"),
            "The model was chosen by its error on the rows it was fitted to. There the model with "
            "most freedom always wins.",
            "Which rows are there to choose by?",
        ),
        Misconception(
            "reported_validation",
            _experiment(reported="validation"),
            "What is returned is the error on the validation rows. The model was chosen because it "
            "was small there.",
            "Which rows have had no say in anything yet?",
        ),
        Misconception(
            "scaled_by_all",
            _experiment(scaled_by="all"),
            "The scale was worked out from all rows, those of the test included: a small leak, and "
            "a leak all the same.",
            "At which point is there a `train` to take the scale of?",
        ),
        Misconception(
            "not_scaled",
            _experiment(scaled_by="nothing"),
            "The models were fitted to columns that were never scaled.",
            "Which line divides by the scale, and which has to stand before it?",
        ),
        Misconception(
            "not_shuffled",
            _experiment(shuffled=False),
            "The rows are sorted by x and were split as they stand: the model is trained on small x "
            "and tested on large ones.",
            "Which line mixes the rows, and must it come before or after the split?",
        ),
        Misconception(
            "fitted_before_scaling",
            _experiment(fitted_before_scaling=True),
            "The models were fitted to rows that were not yet scaled, and then asked about rows "
            "that were.",
            "What a model is asked has to look like what it was fitted to.",
        ),
        Misconception(
            "not_shuffled_chosen_by_test",
            _experiment(shuffled=False, chosen_by="test"),
            "Two things: the rows were split as they stand, sorted by x, and the model was chosen "
            "by the test rows.",
            "What has to happen to the rows before they are split? And which rows are there to choose by?",
        ),
        Misconception(
            "not_shuffled_scaled_by_all",
            _experiment(shuffled=False, scaled_by="all"),
            "Two things: the rows were split as they stand, sorted by x, and the scale was worked "
            "out from all of them.",
            "After mixing and splitting, from which rows do you learn the scale?",
        ),
        Misconception(
            "scaled_by_all_chosen_by_test",
            _experiment(scaled_by="all", chosen_by="test"),
            "Two leaks: the scale was worked out from all rows, and the model was chosen by the "
            "test rows.",
            "The test rows may be used once, in the last line.",
        ),
        Misconception(
            "no_return",
            lambda table, order, degrees: None,
            "The function ends without return, so it gives back None.",
            "Which line hands the result back?",
        ),
    ),
    hints=(
        "The order is: mix, split, scale, fit, choose, report. Each takes one line or two.",
        "The scale is learned from the training rows, and used on all three parts.",
        "Choose by the validation rows; use the test rows once, in the last line.",
    ),
)
