"""A regularized model for small noisy data, judged on data it has not seen."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.checking.task import Call, Case, Misconception, Quality, Task

_COLUMNS = 6
_TRAINING_ROWS = 150
_HIDDEN_ROWS = 2000


def _train_and_predict(answer, x, y, hidden_x):
    """What the trained model predicts for the hidden rows, one number a row."""
    import numpy as np
    import tensorflow as tf

    model = answer(x, y)
    if model is None:
        return None
    if not callable(model):
        raise TypeError(f"a model is asked for, and a {type(model).__name__} came back")
    predicted = np.asarray(model(tf.constant(hidden_x))).astype(np.float32)
    return predicted[:, 0] if predicted.ndim == 2 and predicted.shape[1] == 1 else predicted


def _noisy_rows(draw: np.random.Generator) -> Iterator[Case]:
    direction = draw.normal(size=_COLUMNS)
    direction /= np.linalg.norm(direction)

    def rule(x: np.ndarray) -> np.ndarray:
        return 2 * np.tanh(x @ direction)

    x = draw.normal(size=(_TRAINING_ROWS, _COLUMNS)).astype(np.float32)
    y = (rule(x) + draw.normal(size=_TRAINING_ROWS)).astype(np.float32)[:, np.newaxis]
    hidden_x = draw.normal(size=(_HIDDEN_ROWS, _COLUMNS)).astype(np.float32)
    truth = rule(hidden_x).astype(np.float32)
    yield Case({"x": x, "y": y, "hidden_x": hidden_x}, truth=truth)


def _nearest_row(
    x: np.ndarray, y: np.ndarray, hidden_x: np.ndarray, truth: np.ndarray
) -> np.ndarray:
    apart = (x**2).sum(axis=1) - 2 * hidden_x @ x.T  # squared distances, less the same number a row
    return y[apart.argmin(axis=1), 0]


def _agreement(result: np.ndarray, truth: np.ndarray) -> float:
    """The correlation of predictions and truth; 0 where the predictions do not vary."""
    varies = result.std() > 1e-6
    return float(np.corrcoef(result, truth)[0, 1]) if varies else 0.0


def _size(result: np.ndarray, truth: np.ndarray) -> float:
    """How much the predictions vary, beside how much the truth does."""
    return float(result.std() / truth.std())


def _noise(truth: np.ndarray) -> np.ndarray:
    return np.random.default_rng(1).normal(size=truth.shape)


def _one_row_each(result: np.ndarray, truth: np.ndarray) -> bool:
    return result.shape == truth.shape


TASK = Task(
    name="regularized_model",
    title="A model that does not learn the noise",
    points=3,
    ask=Call(
        "train_model",
        _train_and_predict,
        "the model that comes back is called with hidden_x, and its predictions are compared with "
        "the rule that made y, without the noise",
    ),
    cell='''
def train_model(x, y):
    """Train a model on a few noisy rows so that it predicts rows it has not seen.

    A plain network of two hidden layers of 128 units, trained until its error on these rows is
    near 0, has learned their noise: on other rows its mean squared error is about 0.9. Yours must
    reach 0.7, by whatever keeps a network from learning noise: fewer units, fewer epochs, early
    stopping, dropout, an L2 penalty, or several of them.

    Args:
        x: float32 tensor of shape (150, 6), about standard normal.
        y: float32 tensor of shape (150, 1): what an unknown rule gives for the row, from -2 to 2,
            with noise of standard deviation 1 added.

    Returns:
        A trained keras model. Called with a float32 tensor of shape (rows, 6), it gives a float32
        tensor of shape (rows, 1).
    """
    ### BEGIN SOLUTION
    import keras

    penalty = keras.regularizers.L2(0.02)
    model = keras.Sequential(
        [
            keras.Input([6]),
            keras.layers.Dense(32, activation="relu", kernel_regularizer=penalty),
            keras.layers.Dropout(0.3),
            keras.layers.Dense(1, kernel_regularizer=penalty),
        ]
    )
    model.compile(optimizer=keras.optimizers.Adam(0.03), loss="mse", jit_compile=False)
    all_rows = tf.data.Dataset.from_tensors((x, y)).cache()
    model.fit(all_rows, epochs=60, shuffle=False, verbose=0)
    return model
    ### END SOLUTION
''',
    cases=_noisy_rows,
    expected=lambda x, y, hidden_x, truth: truth,
    dtype="float32",
    quality=Quality(
        "mean squared error on rows it has not seen",
        lambda result, truth: (result.astype(np.float64) - truth) ** 2,
        limit=0.7,
        lazy=_nearest_row,
        lazy_name="copying the y of the nearest training row",
        less_is_better=True,
    ),
    misconceptions=(
        Misconception(
            "constant",
            lambda x, y, hidden_x, truth: np.full_like(truth, y.mean()),
            "The model says nearly the same for every row. Either it was hardly trained, or what "
            "should keep it from learning noise kept it from learning anything.",
            "Weaken the regularization, or train longer, until the training loss falls clearly "
            "below its first value.",
            shown_by=lambda result, truth: (
                _one_row_each(result, truth) and _size(result, truth) < 0.1
            ),
        ),
        Misconception(
            "never_negative",
            lambda x, y, hidden_x, truth: np.maximum(truth, 0),
            "No prediction is below 0, though half of the values are. The last layer ends in an "
            "activation that has no negative values, such as ReLU or a sigmoid.",
            "Which activation fits a number that may be anything?",
            shown_by=lambda result, truth: _one_row_each(result, truth) and result.min() >= 0,
        ),
        Misconception(
            "exploded",
            lambda x, y, hidden_x, truth: 1e4 * _noise(truth),
            "The predictions are far larger than any y. The training has run away, as it does with "
            "too large a learning rate.",
            "Print the loss of each epoch, and try a learning rate ten times smaller.",
            shown_by=lambda result, truth: (
                _one_row_each(result, truth) and _size(result, truth) > 5
            ),
        ),
        Misconception(
            "upside_down",
            lambda x, y, hidden_x, truth: -truth,
            "Where the rule is large the predictions are small, and the other way round: the sign "
            "of y, or of the loss, was turned.",
            "Follow y from the parameter into fit: what is done to it?",
            shown_by=lambda result, truth: (
                _one_row_each(result, truth) and _agreement(result, truth) < -0.4
            ),
        ),
        Misconception(
            "unrelated",
            lambda x, y, hidden_x, truth: 0.8 * _noise(truth),
            "The predictions have nothing to do with the rule: the model was not trained, or x and "
            "y were put into different orders before training.",
            "Is fit called on the model that is returned, with each row beside its own y?",
            shown_by=lambda result, truth: (
                _one_row_each(result, truth) and abs(_agreement(result, truth)) <= 0.4
            ),
        ),
        Misconception(
            "underfitted",
            lambda x, y, hidden_x, truth: 0.2 * truth,
            "The predictions go the right way and are far too small. The model is underfitted: too "
            "strongly regularized, or trained too little.",
            "Weaken the regularization, or train longer.",
            shown_by=lambda result, truth: (
                _one_row_each(result, truth) and _size(result, truth) < 0.6
            ),
        ),
        Misconception(
            "overfitted",
            lambda x, y, hidden_x, truth: truth + _noise(truth),
            "The predictions follow the rule and vary more than it does: the model has learned the "
            "noise of its rows. It is overfitted.",
            "Hold some rows out, and watch the loss on them: from which epoch on does it rise? Then "
            "regularize, or stop there.",
            shown_by=lambda result, truth: (
                _one_row_each(result, truth) and _size(result, truth) > 1.05
            ),
        ),
    ),
    hints=(
        "Start from a plain network, and print the loss on training rows and on held-out rows "
        "(`validation_split=0.2` in fit). Where do they part?",
        "150 rows with that much noise can't support many weights: think of one hidden layer of few "
        "units, or of stopping soon.",
        "keras.callbacks.EarlyStopping with restore_best_weights, a keras.layers.Dropout after each "
        "hidden layer, or kernel_regularizer=keras.regularizers.L2(...): each is enough if it is "
        "strong enough.",
    ),
    accepted=(
        # early stopping alone
        "def train_model(x, y):\n"
        "    import keras\n"
        "    inputs = keras.Input([6])\n"
        "    hidden = keras.layers.Dense(128, 'relu')(inputs)\n"
        "    hidden = keras.layers.Dense(128, 'relu')(hidden)\n"
        "    model = keras.Model(inputs, keras.layers.Dense(1)(hidden))\n"
        "    model.compile(keras.optimizers.Adam(0.004), keras.losses.MeanSquaredError())\n"
        "    stop = keras.callbacks.EarlyStopping(patience=5, restore_best_weights=True)\n"
        "    model.fit(x, y, validation_split=0.3, epochs=100, verbose=0, callbacks=[stop])\n"
        "    return model",
        # dropout alone
        "def train_model(x, y):\n"
        "    import keras\n"
        "    layers = keras.layers\n"
        "    model = keras.Sequential([\n"
        "        layers.Dense(128, 'relu'), layers.Dropout(0.5),\n"
        "        layers.Dense(128, 'relu'), layers.Dropout(0.5), layers.Dense(1)])\n"
        "    model.compile(keras.optimizers.RMSprop(0.003), 'mse')\n"
        "    model.fit(x.numpy(), y.numpy(), epochs=12, verbose=0)\n"
        "    return model",
        # an L2 penalty alone
        "def train_model(x, y):\n"
        "    import keras\n"
        "    def dense(units, activation=None):\n"
        "        penalty = keras.regularizers.L2(0.05)\n"
        "        return keras.layers.Dense(units, activation, kernel_regularizer=penalty)\n"
        "    model = keras.Sequential(\n"
        "        [keras.Input([6]), dense(128, 'relu'), dense(128, 'relu'), dense(1)])\n"
        "    model.compile(keras.optimizers.Adam(0.01), 'mse')\n"
        "    model.fit(x, y, epochs=20, verbose=0)\n"
        "    return model",
        # a small model, its loop written by hand
        "def train_model(x, y):\n"
        "    import keras\n"
        "    model = keras.Sequential(\n"
        "        [keras.Input([6]), keras.layers.Dense(4, 'tanh'), keras.layers.Dense(1)])\n"
        "    optimizer = keras.optimizers.SGD(0.1)\n"
        "    @tf.function\n"
        "    def step():\n"
        "        with tf.GradientTape() as tape:\n"
        "            loss = tf.reduce_mean((model(x) - y) ** 2)\n"
        "        weights = model.trainable_variables\n"
        "        optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))\n"
        "    for _ in range(100):\n"
        "        step()\n"
        "    return model",
    ),
)
