"""Save a model and get it back."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.checking.task import (
    Call,
    Case,
    Misconception,
    Task,
)


def _kept_and_restored(answer, x, y, kernel):
    """What the model that came back predicts, what the file holds, and the loss of the first."""
    import os
    import tempfile
    import warnings

    import keras
    import numpy as np

    x, y, kernel = np.asarray(x), np.asarray(y), np.asarray(kernel)
    layer = keras.layers.Dense(1, kernel_initializer="ones")
    model = keras.Sequential([keras.Input([x.shape[1]]), layer])
    model.compile(optimizer="sgd", loss="mae", jit_compile=False)
    layer.set_weights([kernel, np.array([0.5], np.float32)])
    nothing = np.full(len(x), -1.0, np.float32)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        # Keras 3.15 saves weights by a call that NumPy 2 calls old; the learner has no part in it.
        warnings.filterwarnings("ignore", "__array__ implementation", DeprecationWarning)
        path = os.path.join(folder, "model.keras")
        restored = answer(model, path)
        if not callable(restored):
            return restored  # is told apart as what it is, such as None
        layer.set_weights([0 * kernel, np.array([0.0], np.float32)])
        found = np.ravel(restored(x))
        in_file = nothing
        if os.path.isfile(path):
            in_file = np.ravel(keras.saving.load_model(path, compile=False)(x))
    loss = -1.0
    if getattr(restored, "optimizer", None) is not None:
        loss = restored.test_on_batch(x, y)
    return np.concatenate([found, in_file, np.ravel(loss)]).astype(np.float32)


def _tables(draw: np.random.Generator) -> Iterator[Case]:
    def case(rows: int, features: int, label: str) -> Case:
        kernel = draw.uniform(1.5, 4, (features, 1)).round(1) * draw.choice([-1, 1])
        x = draw.uniform(0.5, 3, (rows, features)).round(1)
        y = x @ kernel + 0.5 + draw.uniform(1, 2)
        inputs = {"x": x, "y": y, "kernel": kernel}
        return Case({name: np.float32(value) for name, value in inputs.items()}, label)

    yield case(2, 1, "a model of one weight")
    yield case(int(draw.integers(3, 5)), int(draw.integers(2, 4)), "a model of several weights")


def _seen(restored, in_file, compiled: bool = True):
    """What the drive sees when the model that came back and the file give these predictions."""

    def answer(x: np.ndarray, y: np.ndarray, kernel: np.ndarray) -> np.ndarray:
        found = restored(x, kernel)
        loss = np.mean(np.abs(found - y[:, 0])) if compiled else -1.0
        return np.concatenate([found, in_file(x, kernel), [loss]]).astype(np.float32)

    return answer


def _trained(x: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    return (x @ kernel)[:, 0] + 0.5


def _fresh(x: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """The model's initializers: ones, and a bias of 0."""
    return x.sum(axis=1)


def _emptied(x: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    return np.zeros(len(x))


def _no_file(x: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    return np.full(len(x), -1.0)


TASK = Task(
    name="keep_model",
    title="Save a model and get it back",
    points=2,
    ask=Call(
        "keep_model",
        _kept_and_restored,
        "called with a compiled model that has this kernel and the bias 0.5, and with a path in a "
        "new folder; afterwards the weights of that model are set to 0. Compared are, in this "
        "order: what the model that came back predicts for x; what a model loaded from the path "
        "predicts (-1 where there is no file); the loss of the model that came back (-1 where it "
        "was not compiled)",
    ),
    cell='''
def keep_model(model, path):
    """Save a whole model in a file, and return the model that the file holds.

    Args:
        model: A compiled Keras model.
        path: str that ends in ".keras"; its folder exists, the file does not.

    Returns:
        A new Keras model, loaded from the file: same layers, same weights, compiled with the same
        loss. What happens to `model` later does not touch it. The file stays where it is.

    Example:
        restored = keep_model(model, path)
        Now restored.predict(x) equals model.predict(x), and a file lies at path.
    """
    ### BEGIN SOLUTION
    model.save(path)
    return tf.keras.models.load_model(path)
    ### END SOLUTION
''',
    cases=_tables,
    expected=_seen(_trained, _trained),
    dtype="float32",
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
            _seen(_emptied, _no_file),
            "There is no file, and what came back is the model that went in.",
            "Two things are to be done with `path`: write it, and read it.",
        ),
        Misconception(
            "copied_in_memory",
            _seen(_trained, _no_file),
            "The model that came back is right, and there is no file at `path`: it is a copy made "
            "in memory, or the file was written elsewhere or deleted.",
            "Does the file lie just where `path` says, when your function has ended?",
        ),
        Misconception(
            "cloned_in_memory",
            _seen(_fresh, _no_file, compiled=False),
            "The layers were copied, and the weights were not: keras.models.clone_model starts them "
            "anew. There is no file either.",
            "Which method of a model writes layers and weights to a path?",
        ),
        Misconception(
            "clone_returned",
            _seen(_fresh, _trained, compiled=False),
            "The file is right. What came back has the same layers with new weights.",
            "Return what the file holds.",
        ),
        Misconception(
            "clone_saved",
            _seen(_fresh, _fresh, compiled=False),
            "Saved was a copy of the layers with new weights.",
            "Save the model you were given.",
        ),
        Misconception(
            "not_compiled",
            _seen(_trained, _trained, compiled=False),
            "Layers and weights are right. The loss and the optimizer are missing, so it can't be "
            "evaluated or trained on.",
            "Which argument of loading a model decides about compiling?",
        ),
    ),
    hints=(
        "A Keras model has a method that writes all of it to one file.",
        "keras.models has a function for the way back.",
        "`.keras` files hold layers, weights, and what compile was told. Let the function for "
        "loading use all of it.",
    ),
    accepted=(
        "import keras\n\n\n"
        "def keep_model(model, path):\n"
        "    keras.saving.save_model(model, path)\n"
        "    return keras.saving.load_model(path)",
        "def keep_model(model, path):\n"
        "    tf.keras.models.save_model(model, path, overwrite=True)\n"
        "    twin = tf.keras.models.load_model(path, compile=False)\n"
        "    twin.compile(optimizer='sgd', loss=model.loss)\n"
        "    return twin",
        "def keep_model(model, path):\n"
        "    model.save(path)\n"
        "    twin = tf.keras.models.clone_model(model)\n"
        "    twin.compile_from_config(model.get_compile_config())\n"
        "    twin.set_weights(model.get_weights())\n"
        "    return twin",
    ),
)
