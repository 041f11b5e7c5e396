"""Export a classifier that takes pixels and gives a digit with its share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.stand_ins import Misshapen, stand_in
from grader.judging.task import Misconception, Task, Tolerance
from grader.probing.questions import Call, Case


def _loaded_and_called(answer, pixels, kernel, bias):
    """What the export gives, loaded from its folder: for all rows at once, then for the first alone."""
    import os
    import tempfile

    import keras
    import numpy as np
    import tensorflow as tf

    pixels = np.asarray(pixels)
    model = keras.Sequential(
        [
            keras.Input([kernel.shape[0]]),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(kernel.shape[1]),
        ]
    )
    model.set_weights([kernel, bias])
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "1")
        answer(model, path)
        if not os.path.exists(os.path.join(path, "saved_model.pb")):
            return "no export"
        loaded = tf.saved_model.load(path)
        if "label" not in loaded.signatures:
            return "another signature"
        signature = loaded.signatures["label"]
        if list(signature.structured_input_signature[1]) != ["pixels"]:
            return "another input"
        results = [signature(pixels=tf.constant(rows)) for rows in (pixels, pixels[:1])]
    if set(results[0]) != {"digit", "share"}:
        return "other outputs"
    return {name: [result[name].numpy() for result in results] for name in ("digit", "share")}


def _two_rows(raw, pixels: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> object:
    """The digits and below them the shares, of all rows and of the first alone.

    What stands in the place of these is one result that has another dtype or shape.
    """
    if isinstance(raw, str):
        return _TOLD[raw]
    for name in ("digit", "share"):
        for values, rows in zip(raw[name], (len(pixels), 1), strict=True):
            if name == "digit" and values.dtype.kind not in "iu":
                return _TOLD["digit with a fraction"]
            if name == "share" and values.dtype != np.float32:
                return stand_in(f"share of dtype {values.dtype}")
            if name == "digit" and values.shape == bias.shape:
                return _TOLD["digit for each class"]
            if values.shape != (rows,):
                told = f"the {name} of a single row" if rows == 1 else f"the {name} of {rows} rows"
                return Misshapen(values, told, (rows,))
    return _stacked(raw["digit"], raw["share"])


def _stacked(digits: Sequence[np.ndarray], shares: Sequence[np.ndarray]) -> np.ndarray:
    return np.stack([np.concatenate(digits), np.concatenate(shares)]).astype(np.float32)


def _entry(index: tuple[int, ...], pixels: np.ndarray, *_: np.ndarray) -> str:
    name, place = ("digit", "share")[index[0]], index[1]
    return f"the {name} of row {place}" if place < len(pixels) else f"the {name} of row 0 alone"


_TOLD = {
    words: stand_in(words)
    for words in (
        "no export",
        "another signature",
        "another input",
        "other outputs",
        "digit with a fraction",
        "digit for each class",
    )
}


def _classifiers(draw: np.random.Generator) -> Iterator[Case]:
    while True:
        pixels = draw.integers(0, 17, (5, 6))
        kernel = draw.normal(0, 1.2, (6, 4)).round(2)
        bias = draw.normal(0, 0.5, 4).round(2)
        logits = pixels / 16 @ kernel + bias
        largest = np.sort(logits, axis=1)
        told_apart = (
            len(set(logits.argmax(axis=1))) > 1 and (largest[:, -1] - largest[:, -2] > 0.05).all()
        )
        if told_apart:
            break
    inputs = {"pixels": pixels, "kernel": kernel, "bias": bias}
    yield Case({name: np.float32(value) for name, value in inputs.items()}, "five rows")


def _softmax(logits: np.ndarray, axis: int = 1) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def _labels(
    scaled: Callable[[np.ndarray], np.ndarray] = lambda pixels: pixels / 16,
    shares: Callable[[np.ndarray], np.ndarray] = _softmax,
) -> Callable[..., np.ndarray]:
    """Digits and shares of a classifier that scales the pixels and makes shares in these ways."""

    def answer(pixels, kernel, bias) -> np.ndarray:
        told = []
        for rows in (pixels, pixels[:1]):
            logits = scaled(rows.astype(np.float64)) @ kernel + bias
            told.append((logits.argmax(axis=1), shares(logits).max(axis=1)))
        digits, highest = zip(*told, strict=True)
        return _stacked(digits, highest)

    return answer


def _one_result(
    made: Callable[[np.ndarray], np.ndarray], rows: slice = slice(None)
) -> Callable[..., np.ndarray]:
    """The one result by which an idea shows itself, worked out of the logits of some rows."""
    return lambda pixels, kernel, bias: made(pixels[rows] / 16 @ kernel + bias)


def _always(words: str) -> Callable[..., object]:
    return lambda *inputs: _TOLD[words]


TASK = Task(
    name="label_signature",
    points=3,
    ask=Call(
        "export_labels",
        _loaded_and_called,
        "called with a model, Dropout and Dense with this kernel and this bias, and with a path in a new "
        "folder. The export is loaded from there, and its signature label is called with all rows of pixels, "
        "then with the first alone. Compared are the digits, and below them the shares",
        "an export whose signature label gives a digit, a whole number, and a share, a float32, for each row",
        _entry,
    ),
    cases=_classifiers,
    expected=_labels(),
    facts=_two_rows,
    tolerance=Tolerance(relative=1e-3, absolute=1e-4),
    example=ExampleForm(
        why_not="This task takes no example: what comes out is a folder with an export."
    ),
    # Inference is what a plain call means, the parameter is called pixels, a loaded signature doesn't look
    # at the sizes of what it is given, and what the writing prints is no part of the export.
    alike=(
        "`training=False` left out",
        "`name='pixels'` left out",
        "`1` -> `0`",
        "`verbose=False` left out",
        "`False` -> `True` in `archive.write_out",
    ),
    misconceptions=(
        Misconception(
            "not_scaled",
            _labels(scaled=lambda pixels: pixels),
            "The model got the pixels as they came, from 0 to 16. It was trained on numbers from 0 to 1, and "
            "nothing reports it when an export gets others.",
            "Where can the division stand, so that nobody who uses the export has to know of it?",
        ),
        Misconception(
            "by_255",
            _labels(scaled=lambda pixels: pixels / 255),
            "The pixels were divided by about 255. Those of this data set go from 0 to 16.",
            "What is the largest value a pixel can have here?",
        ),
        Misconception(
            "logits_for_shares",
            _labels(shares=lambda logits: logits),
            "The digit is right. The share is a logit, since it may lie below 0 or above 1.",
            "Which function makes shares of logits?",
        ),
        Misconception(
            "sigmoid",
            _labels(shares=lambda logits: 1 / (1 + np.exp(-logits))),
            "The digit is right. The share is a sigmoid of one logit, and those of all digits do not add up "
            "to 1.",
            "Which function makes shares of several logits that add up to 1?",
        ),
        Misconception(
            "over_the_batch",
            _labels(shares=lambda logits: _softmax(logits, 0)),
            "The shares add up to 1 over the rows of the batch. A single row then has the share 1, whatever "
            "the model thinks.",
            "Along which axis do the digits lie?",
        ),
        Misconception(
            "softmax_twice",
            _labels(shares=lambda logits: _softmax(_softmax(logits))),
            "The digit is right. The shares are too much alike: softmax was applied to what was a share "
            "already.",
            "How often does softmax stand on the way from the logits to the share?",
        ),
        Misconception(
            "all_shares",
            _one_result(_softmax),
            "The share has the shape (rows, classes): a share for each digit. The docstring promises one "
            "number a row, that of the digit that was chosen.",
            "Which of the shares of a row belongs to the largest logit?",
        ),
        Misconception(
            "along_the_rows",
            _always("digit for each class"),
            "The largest was looked for along axis 0: that says for each class which row of the batch has the "
            "most of it. The docstring promises a digit for each row.",
            "Along which axis do the logits of one row lie?",
        ),
        Misconception(
            "squeezed",
            _one_result(lambda logits: logits.argmax(axis=1)[0], slice(1)),
            "For a single row the digit has no axis: a squeeze that takes away every axis of size 1 took that of "
            "the rows as well.",
            "Which axis should go, whatever the number of rows?",
        ),
        Misconception(
            "digit_with_fraction",
            _always("digit with a fraction"),
            "The digit has a dtype with a fraction. It is a number of a class, and whoever gets it would have "
            "to convert it before it can be an index.",
            "Which dtype does argmax give, and what happens to it in your function?",
        ),
        Misconception(
            "other_outputs",
            _always("other outputs"),
            "The signature is there, and its outputs have other names. Whoever calls it looks for `digit` and "
            "`share`. A function that returns a tuple or a single tensor gets names such as output_0.",
            "What can a function return whose outputs should have names?",
        ),
        Misconception(
            "another_input",
            _always("another input"),
            "The signature is there, and its input is not called `pixels`. A loaded signature is called by the "
            "names of its inputs.",
            "Where does a signature get its input's name from: what do your TensorSpec and your parameter "
            "say?",
        ),
        Misconception(
            "another_signature",
            _always("another signature"),
            "There is an export, without a signature of the name label.",
            "Which argument of the saving names the signatures? What has `serving_default` come from?",
        ),
        Misconception(
            "no_export",
            _always("no export"),
            "There is no SavedModel at `path`. A `.keras` file is none: it needs Python and Keras to be loaded.",
            "Print what lies at `path` when your function has ended.",
        ),
    ),
    hints=(
        "A signature is a function traced for inputs of named shapes, saved together with the variables that "
        "it reads.",
        "keras.export.ExportArchive saves both: each endpoint is a signature under a name of yours, and the "
        "archive finds the variables that it reads. What it tracks is saved as well.",
        "In the function: divide, call the model without training, take argmax and softmax along the last "
        "axis, and return a dict of two. The TensorSpec says None for the rows and gives the name.",
    ),
    afterword=(
        "Also right, though some of Colab's older runtimes refuse it: a `tf.Module` that holds the model as an "
        "attribute, saved by `tf.saved_model.save` with a dict of signatures."
    ),
)
