"""Export a forecast under a name, so that somebody who has no Python of yours can call it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.stand_ins import Misshapen, stand_in
from grader.judging.task import Misconception, Task, Tolerance
from grader.probing.questions import Call, Case


def _loaded_and_called(answer, rows, kernel, bias):
    """What the export gives, loaded from its folder: for all rows, then for the first alone."""
    import os
    import tempfile

    import keras
    import numpy as np
    import tensorflow as tf

    rows = np.asarray(rows)
    model = keras.Sequential([keras.Input([kernel.shape[0]]), keras.layers.Dense(1)])
    model.set_weights([kernel, bias])
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "1")
        answer(model, path)
        if not os.path.exists(os.path.join(path, "saved_model.pb")):
            return "no export"
        loaded = tf.saved_model.load(path)
        if "forecast" not in loaded.signatures:
            return "another signature"
        signature = loaded.signatures["forecast"]
        if list(signature.structured_input_signature[1]) != ["rows"]:
            return "another input"
        results = [signature(rows=tf.constant(some)) for some in (rows, rows[:1])]
    if set(results[0]) != {"kwh"}:
        return "another output"
    return [result["kwh"].numpy() for result in results]


def _in_a_line(raw, rows: np.ndarray, *_: np.ndarray) -> object:
    """The forecasts of all rows, and behind them that of the first alone.

    What stands in the place of these is one of the two that has another shape.
    """
    if isinstance(raw, str):
        return _TOLD[raw]
    for values, size in zip(raw, (len(rows), 1), strict=True):
        if values.shape != (size,):
            told = "`kwh` for a single row" if size == 1 else f"`kwh` for {size} rows"
            return Misshapen(values, told, (size,))
    return np.concatenate(raw).astype(np.float32)


def _entry(index: tuple[int, ...], rows: np.ndarray, *_: np.ndarray) -> str:
    return f"row {index[0]}" if index[0] < len(rows) else "row 0 alone"


_TOLD = {
    words: stand_in(words)
    for words in ("no export", "another signature", "another input", "another output")
}


def _lines(draw: np.random.Generator) -> Iterator[Case]:
    """A line that gives some rows more than 0 and some less, the first more."""
    while True:
        rows = draw.normal(0, 2, (6, 8)).round(1)
        kernel, bias = draw.normal(0, 1, (8, 1)).round(2), draw.normal(0, 1, 1).round(2)
        forecast = (rows @ kernel + bias)[:, 0]
        if forecast[0] > 1 and 2 <= (forecast < -0.5).sum() <= 4:
            break
    inputs = {"rows": rows, "kernel": kernel, "bias": bias}
    yield Case({name: np.float32(value) for name, value in inputs.items()}, "six rows")


def _forecasts(
    shown: Callable[[np.ndarray], np.ndarray] = lambda forecast: np.maximum(forecast, 0),
) -> Callable[..., object]:
    def answer(rows, kernel, bias) -> object:
        parts = [
            shown((some.astype(np.float64) @ kernel + bias)[:, 0]) for some in (rows, rows[:1])
        ]
        for values, size in zip(parts, (len(rows), 1), strict=True):
            if values.shape != (size,):
                return values.astype(np.float32)
        return np.concatenate(parts).astype(np.float32)

    return answer


def _always(words: str) -> Callable[..., object]:
    return lambda *inputs: _TOLD[words]


TASK = Task(
    name="export_forecast",
    points=3,
    ask=Call(
        "export_forecast",
        _loaded_and_called,
        "called with a model, one Dense unit with this kernel and this bias, and with a path in a new folder. "
        "The export is loaded from there, and its signature forecast is called with all rows, then with the "
        "first alone",
        entry=_entry,
    ),
    cases=_lines,
    expected=_forecasts(),
    facts=_in_a_line,
    tolerance=Tolerance(relative=1e-3, absolute=1e-4),
    example=ExampleForm(
        why_not="This task takes no example: what comes out is a folder with an export."
    ),
    # The parameter is called rows anyway; inference is what a plain call means, and a Dense layer takes no
    # notice of it; a loaded signature doesn't look at sizes; and what the writing prints is no part of it.
    alike=(
        "`name='rows'` left out",
        "`training=False` left out",
        "`verbose=False` left out",
        "`False` -> `True`",
    ),
    misconceptions=(
        Misconception(
            "below_zero",
            _forecasts(lambda forecast: forecast),
            "Some of the forecasts are below 0, and no building uses less than nothing. Whoever adds up a month "
            "would find too little.",
            "Where can the limit stand, so that nobody who calls the service has to know of it?",
        ),
        Misconception(
            "turned_positive",
            _forecasts(np.abs),
            "Forecasts below 0 came out with the sign turned. The closest possible value to -3 is 0, and not 3.",
            "Which function keeps what is above 0 and makes 0 of the rest?",
        ),
        Misconception(
            "a_column",
            _forecasts(lambda forecast: np.maximum(forecast, 0)[:, np.newaxis]),
            "The forecast has the shape (rows, 1), as the model's layer gives it. The service promises a number "
            "for each row, and in JSON every number would come in a list of its own.",
            "Which index or function takes the last axis away, and keeps it right for a single row?",
        ),
        Misconception(
            "squeezed",
            lambda rows, kernel, bias: np.float32(max((rows[0] @ kernel + bias)[0], 0.0)),
            "A single row gives a number without an axis: a squeeze that takes every axis of size 1 took the "
            "rows' axis as well.",
            "Which axis should go, whatever the number of rows?",
        ),
        Misconception(
            "added_up",
            _forecasts(lambda forecast: np.maximum(forecast, 0).sum(keepdims=True)),
            "One number came out for all rows together. The service promises one for each.",
            "Which axis was reduced?",
        ),
        Misconception(
            "another_output",
            _always("another output"),
            "The signature is there, and its output is not called `kwh`. A function that returns a single "
            "tensor gets a name such as output_0.",
            "What can a function return whose output should have a name?",
        ),
        Misconception(
            "another_input",
            _always("another input"),
            "The signature is there, and its input is not called `rows`. A loaded signature is called by the "
            "names of its inputs.",
            "Where does a signature get its input's name from: what do your TensorSpec and your parameter say?",
        ),
        Misconception(
            "another_signature",
            _always("another signature"),
            "There is an export, without a signature of the name forecast.",
            "Which argument of the saving names the signatures?",
        ),
        Misconception(
            "no_export",
            _always("no export"),
            "There is no SavedModel at `path`. A `.keras` file is none: it needs Python and Keras to be loaded.",
            "Print what lies at `path` when your function has ended.",
        ),
    ),
    hints=(
        "It is the kind of export that `label_signature` asked for in Exercise 14: a function traced for inputs "
        "of named shapes, and the variables that it reads.",
        "With keras.export.ExportArchive the model is tracked, and one endpoint gets its function, its name and "
        "a TensorSpec.",
        "The function takes rows of any number, takes the one column of what the model gives, lets nothing "
        "below 0 pass, and returns a dict with one name.",
    ),
)
