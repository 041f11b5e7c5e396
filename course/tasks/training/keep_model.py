"""Save a model and get it back."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.stand_ins import stand_in
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _kept_and_restored(answer, x, y, kernel, compared):
    """What the model that came back predicts, or what the file holds, or the loss of the first."""
    import os
    import tempfile
    import warnings

    import keras
    import numpy as np

    from grader.probing.evidence import Misfit

    x, y, kernel = np.asarray(x), np.asarray(y), np.asarray(kernel)
    layer = keras.layers.Dense(1, kernel_initializer="ones")
    model = keras.Sequential([keras.Input([x.shape[1]]), layer])
    model.compile(optimizer="sgd", loss="mae", jit_compile=False)
    layer.set_weights([kernel, np.array([0.5], np.float32)])
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        # Keras 3.15 saves weights by a call that NumPy 2 calls old; the learner has no part in it.
        warnings.filterwarnings("ignore", "__array__ implementation", DeprecationWarning)
        path = os.path.join(folder, "model.keras")
        restored = answer(model, path)
        if not isinstance(restored, keras.Model):
            raise Misfit(restored)
        layer.set_weights([0 * kernel, np.array([0.0], np.float32)])
        if compared == "predictions":
            return restored(x)
        if compared == "loss":
            if getattr(restored, "optimizer", None) is None:
                return "uncompiled"
            return restored.test_on_batch(x, y)
        if not os.path.exists(path):
            return "no file"
        try:
            loaded = keras.saving.load_model(path, compile=False)
        except Exception:  # whatever Keras stumbles on in what is no saved model
            return "no model"
        return loaded(x)


def _first_number(raw, x: np.ndarray, y: np.ndarray, kernel: np.ndarray, compared: str):
    """The loss, which stands in front of metrics; the rest as it is."""
    if isinstance(raw, str):
        return _TOLD[raw]
    return float(np.ravel(raw)[0]) if compared == "loss" else raw


_COMPARED = {
    "predictions": "the model that came back",
    "file": "the file",
    "loss": "the loss",
}


def _tables(draw: np.random.Generator) -> Iterator[Case]:
    def cases(rows: int, features: int, label: str) -> Iterator[Case]:
        kernel = draw.uniform(1.5, 4, (features, 1)).round(1) * draw.choice([-1, 1])
        x = draw.uniform(0.5, 3, (rows, features)).round(1)
        y = x @ kernel + 0.5 + draw.uniform(1, 2)
        inputs = {"x": x, "y": y, "kernel": kernel}
        inputs = {name: np.float32(value) for name, value in inputs.items()}
        for compared, what in _COMPARED.items():
            yield Case({**inputs, "compared": compared}, f"{what}, {label}")

    yield from cases(2, 1, "one weight")
    yield from cases(int(draw.integers(3, 5)), int(draw.integers(2, 4)), "several weights")


def _seen(restored, in_file, compiled: bool = True):
    """What is seen when the model that came back and the file give these predictions."""

    def answer(x: np.ndarray, y: np.ndarray, kernel: np.ndarray, compared: str):
        if compared == "file":
            return np.float32(in_file(x, kernel)) if callable(in_file) else in_file
        predicted = np.float32(restored(x, kernel))
        if compared == "predictions":
            return predicted
        return float(np.mean(np.abs(predicted - y))) if compiled else _UNCOMPILED

    return answer


def _trained(x: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    return x @ kernel + 0.5


def _fresh(x: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """The model's initializers: ones, and a bias of 0."""
    return x.sum(axis=1, keepdims=True)


def _emptied(x: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    return np.zeros((len(x), 1))


_NO_FILE = stand_in("path where no file lies")
_NO_MODEL = stand_in("file that is no saved model")
_UNCOMPILED = stand_in("model that was not compiled")
# What is seen where nothing can be predicted or measured, and how it is told.
_TOLD = {"no file": _NO_FILE, "no model": _NO_MODEL, "uncompiled": _UNCOMPILED}


TASK = Task(
    name="keep_model",
    points=2,
    ask=Call(
        "keep_model",
        _kept_and_restored,
        "called with a compiled model that has this kernel and the bias 0.5, and with a path in a "
        "new folder; afterwards the weights of that model are set to 0. Compared are the "
        "predictions for x of the model that came back, those of a model loaded from the file, or "
        "the loss of the model that came back",
        "a Keras model",
    ),
    cases=_tables,
    expected=_seen(_trained, _trained),
    facts=_first_number,
    dtype="float32",
    example=ExampleForm(
        why_not="This task takes no example: what comes out is a file and a model, and not a value that could be written down."
    ),
    misconceptions=(
        Misconception(
            "same_object",
            _seen(_emptied, _trained),
            "The file is right, and what came back is the model that went in: when its weights "
            "changed later, so did yours.",
            "Which function makes a new model of what the file holds?",
        ),
        Misconception(
            "nothing_saved",
            _seen(_emptied, _NO_FILE),
            "There is no file, and what came back is the model that went in.",
            "What do you have to do with `path` twice, in two directions?",
        ),
        Misconception(
            "copied_in_memory",
            _seen(_trained, _NO_FILE),
            "The model that came back is right, and there is no file at `path`: it is a copy made "
            "in memory, or the file was written elsewhere or deleted.",
            "When your function has ended, does a file lie just where `path` says?",
        ),
        Misconception(
            "cloned_in_memory",
            _seen(_fresh, _NO_FILE, compiled=False),
            "The layers were copied, and the weights were not: keras.models.clone_model starts them "
            "anew. There is no file either.",
            "Which method of a model writes layers and weights to a path?",
        ),
        Misconception(
            "clone_returned",
            _seen(_fresh, _trained, compiled=False),
            "The file is right. But what came back has the same layers with new weights: a clone "
            "starts its weights anew.",
            "Which model has the trained weights: the clone, or the one that the file holds?",
        ),
        Misconception(
            "clone_saved",
            _seen(_fresh, _fresh, compiled=False),
            "The file holds a copy of the layers with new weights: a clone starts its weights anew.",
            "Which model has the trained weights, and which one do you save?",
        ),
        # Later versions of Keras compile a clone as the model was.
        Misconception(
            "compiled_clone_returned",
            _seen(_fresh, _trained),
            "The file is right. But what came back has the same layers and the same loss with new "
            "weights: a clone starts its weights anew.",
            "Which model has the trained weights: the clone, or the one that the file holds?",
        ),
        Misconception(
            "compiled_clone_saved",
            _seen(_fresh, _fresh),
            "The file holds a copy of the layers, with the same loss and new weights.",
            "Which model has the trained weights, and which one do you save?",
        ),
        Misconception(
            "layers_alone",
            _seen(_fresh, _NO_MODEL, compiled=False),
            "The layers were kept, and their weights were not: the model that came back starts anew. "
            "What lies at `path` is not a file that Keras can load a model from.",
            "Which method of a model writes layers, weights and what compile was told to one file?",
        ),
        Misconception(
            "layers_and_loss_alone",
            _seen(_fresh, _NO_MODEL),
            "The layers and the loss were kept, and the weights were not: the model that came back "
            "starts anew. What lies at `path` is not a file that Keras can load a model from.",
            "Which method of a model writes layers, weights and what compile was told to one file?",
        ),
        Misconception(
            "fresh_in_memory",
            _seen(_fresh, _NO_FILE),
            "There is no file at `path`. What came back has the same layers and the same loss, with new "
            "weights.",
            "Which method of a model writes all of it to one file, and which function reads it?",
        ),
        Misconception(
            "something_else_saved",
            _seen(_trained, _NO_MODEL),
            "The model that came back is right. What lies at `path` is not a file that Keras can load "
            "a model from.",
            "Which method of a model writes all of it to one file?",
        ),
        Misconception(
            "something_else_saved_itself_returned",
            _seen(_emptied, _NO_MODEL),
            "Two things: what lies at `path` is not a file that Keras can load a model from, and what "
            "came back is the model that went in.",
            "Which method of a model writes all of it to one file, and which function reads it?",
        ),
        Misconception(
            "copied_not_compiled",
            _seen(_trained, _NO_FILE, compiled=False),
            "There is no file at `path`. What came back is a copy made in memory: its layers and "
            "weights are right, and it was not compiled.",
            "Which method of a model writes all of it to one file, and which function reads it?",
        ),
        Misconception(
            "other_loss",
            lambda x, y, kernel, compared: (
                0.5 + _seen(_trained, _trained)(x, y, kernel, compared) ** 2
                if compared == "loss"
                else _seen(_trained, _trained)(x, y, kernel, compared)
            ),
            "The model and the file are right. But the model that came back was compiled with another "
            "loss than the one that went in.",
            "The file knows the loss. Does anything have to be compiled after it was loaded?",
            shown_by=lambda result, expected: (
                result.shape == expected.shape
                and (expected.ndim == 0 or np.allclose(result, expected, rtol=1e-4))
            ),
        ),
        Misconception(
            "not_compiled",
            _seen(_trained, _trained, compiled=False),
            "Layers and weights are right. But the loss and the optimizer are missing, so the model "
            "can be neither evaluated nor trained further.",
            "Which argument of loading a model decides about compiling?",
        ),
    ),
    hints=(
        "A Keras model has a method that writes all of it to one file.",
        "keras.saving has a function that makes a model from such a file.",
        "A `.keras` file holds layers, weights, and what compile was told. The function that "
        "loads it uses all of that, unless you tell it not to.",
    ),
    afterword=(
        "Also right: `keras.saving.save_model(model, path)` and "
        "`keras.saving.load_model(path)`, the pair of functions for writing a model and "
        "reading it."
    ),
)
