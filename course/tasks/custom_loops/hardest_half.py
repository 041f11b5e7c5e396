"""A train_step that learns from the harder half of each batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.stand_ins import stand_in
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case

_NO_LOSS = stand_in("history without an entry called loss")
_OTHER_KEYS = stand_in('dict without the entry "loss"')


def _fitted(answer, x, y, kernel, rate, batch_size):
    """The history of two epochs with this train_step, and the kernel after them; or only that a step
    gave a dict without the loss."""
    import keras
    import tensorflow as tf

    from grader.probing.evidence import Misfit

    told = []

    class Model(keras.Model):
        def train_step(self, data):
            logs = answer(self, data)
            if not isinstance(logs, dict):
                raise Misfit(logs)
            told.append("loss" in logs)
            return logs if told[-1] else {"loss": 0.0}

    columns = keras.Input([kernel.shape[0]])
    model = Model(columns, keras.layers.Dense(1, use_bias=False)(columns))
    model.set_weights([kernel])
    model.compile(keras.optimizers.SGD(rate), "mse", run_eagerly=True)
    # Given arrays, fit would trace functions that slice them, which takes longer than the training.
    batches = tf.data.Dataset.from_tensor_slices((x, y)).batch(batch_size)
    history = model.fit(batches, epochs=2, shuffle=False, verbose=0)
    if not all(told):
        return {"losses": "not told", "kernel": model.get_weights()[0]}
    return {"losses": history.history.get("loss"), "kernel": model.get_weights()[0]}


def _in_a_row(raw, x, y, kernel, rate, batch_size) -> object:
    if raw["losses"] is None:
        return _NO_LOSS
    if raw["losses"] == "not told":
        return _OTHER_KEYS
    losses = np.array([float(loss) for loss in raw["losses"]])
    return np.concatenate([raw["kernel"][:, 0], losses]).astype(np.float32)


def _entry(index, x, y, kernel, rate, batch_size) -> str:
    place = index[0] - len(kernel)
    return f"entry {index[0]} of the kernel" if place < 0 else f"the loss of epoch {place + 1}"


def _batches(draw: np.random.Generator) -> Iterator[Case]:
    def case(x: object, y: object, kernel: object, batch_size: int, label: str) -> Case:
        inputs = {
            "x": np.array(x, np.float32),
            "y": np.array(y, np.float32).reshape(-1, 1),
            "kernel": np.array(kernel, np.float32).reshape(-1, 1),
            "rate": 0.02,
            "batch_size": batch_size,
        }
        return Case(inputs, label)

    yield case([[1], [2], [3], [1]], [2, 2, 9, 0.5], [1], 4, "one batch of four rows")
    rows = 8
    x = draw.normal(0, 1, (rows, 2)).round(2)
    errors = draw.permutation(np.linspace(0.5, 4, rows)) * draw.choice([-1, 1], rows)
    kernel = draw.normal(0, 1, 2).round(1)
    yield case(x, (x @ kernel + errors).round(2), kernel, 4, "two batches of four rows")


def _trained(
    chosen: Callable[[np.ndarray], np.ndarray] = lambda losses: np.argsort(losses)[
        len(losses) // 2 :
    ],
    told: Callable[[np.ndarray, np.ndarray], float] = lambda losses, rows: np.mean(losses[rows]),
    sign: float = -1.0,
    times: float = 1.0,
) -> Callable[..., np.ndarray]:
    """The kernel after two epochs, and what the history says of them.

    Args:
        chosen: Which rows a step learns from, by the losses of all rows of its batch.
        told: The loss of a batch that is told, by those losses and the rows.
        sign: Which way the step goes.
        times: By what the gradient is multiplied.
    """

    def answer(x, y, kernel, rate, batch_size) -> np.ndarray:
        x, y = x.astype(np.float64), y[:, 0].astype(np.float64)
        kernel = kernel[:, 0].astype(np.float64)
        history = []
        for _ in range(2):
            of_batches = []
            for start in range(0, len(x), batch_size):
                batch = slice(start, start + batch_size)
                errors = x[batch] @ kernel - y[batch]
                rows = chosen(errors**2)
                of_batches.append(told(errors**2, rows))
                slope = 2 * x[batch][rows].T @ errors[rows] / len(rows)
                kernel = kernel + sign * times * rate * slope
            history.append(np.mean(of_batches))
        return np.append(kernel, history).astype(np.float32)

    return answer


def _all_told(losses: np.ndarray, rows: np.ndarray) -> float:
    return float(np.mean(losses))


def _not_trained(x, y, kernel, rate, batch_size) -> np.ndarray:
    return _trained(times=0.0)(x, y, kernel, rate, batch_size)


TASK = Task(
    name="hardest_half",
    points=3,
    ask=Call(
        "hardest_half",
        _fitted,
        "the function becomes the train_step of a model with one Dense unit without bias, whose kernel "
        "this is; the optimizer is SGD(rate), and fit runs two epochs without shuffling. The check compares "
        'the kernel after them and the two entries of history["loss"]',
        'a dict with the entry "loss"',
        _entry,
    ),
    cases=_batches,
    expected=_trained(),
    facts=_in_a_row,
    # A Dense unit has one mode.
    alike=("`True` -> `False`", "`training=True` left out"),
    misconceptions=(
        Misconception(
            "bare_loss",
            _trained(told=lambda losses, rows: 0.0),
            "The weights are right, and the history says 0.0. A loss that is only returned does not reach "
            "it: the numbers of an epoch come from the model's metrics, and nothing has updated the one "
            "called loss.",
            "Which metric does self.metrics hold after compile, and what has to be called on it?",
        ),
        Misconception(
            "all_rows_told",
            _trained(told=_all_told),
            "The weights are right. The history reports the mean over all rows instead of the harder half.",
            "Which of your numbers went to the metric?",
        ),
        Misconception(
            "all_rows",
            _trained(lambda losses: np.arange(len(losses))),
            "This is the ordinary step, which learns from all rows of the batch.",
            "What is the loss of each row, and which of these losses are in the larger half?",
        ),
        Misconception(
            "all_rows_bare",
            _trained(lambda losses: np.arange(len(losses)), lambda losses, rows: 0.0),
            "The step learned from all rows of the batch, and the history says 0.0, because no metric was "
            "updated.",
            "First choose the rows; then look at self.metrics.",
        ),
        Misconception(
            "half_told_only",
            _trained(
                lambda losses: np.arange(len(losses)),
                lambda losses, rows: float(np.mean(np.sort(losses)[len(losses) // 2 :])),
            ),
            "The history reports the loss of the harder half, but the weights have learned from all rows.",
            "Which number was the tape asked about?",
        ),
        Misconception(
            "easiest_half",
            _trained(lambda losses: np.argsort(losses)[: len(losses) // 2]),
            "The step learned from the rows with the smallest losses.",
            "At which end of a sorted tensor are the largest? tf.sort takes a direction.",
        ),
        Misconception(
            "first_half",
            _trained(lambda losses: np.arange(len(losses) // 2)),
            "The step learned from the first rows of the batch, whatever their losses.",
            "What decides whether a row is hard?",
        ),
        Misconception(
            "last_half",
            _trained(lambda losses: np.arange(len(losses) // 2, len(losses))),
            "The step learned from the last rows of the batch, whatever their losses.",
            "What decides whether a row is hard?",
        ),
        Misconception(
            "hardest_row",
            _trained(lambda losses: np.argsort(losses)[-1:]),
            "The step learned from one row alone, the hardest. It should learn from half of the batch.",
            "How many rows are half of the batch?",
        ),
        Misconception(
            "shared_by_all",
            _trained(
                times=0.5, told=lambda losses, rows: float(np.sum(losses[rows]) / len(losses))
            ),
            "The losses of the harder half were added up and divided by all rows of the batch.",
            "Over how many rows should the mean be taken?",
        ),
        Misconception(
            "summed",
            _trained(times=2.0, told=lambda losses, rows: float(np.sum(losses[rows]))),
            "The losses of the harder half were added up. The task asks for their mean.",
            "By what is a sum divided to become a mean?",
        ),
        Misconception(
            "other_keys",
            lambda x, y, kernel, rate, batch_size: _OTHER_KEYS,
            'The dict that came back has no entry "loss", the name that the docstring asks for.',
            "Which keys does your dict have, and which metric in self.metrics has that name?",
        ),
        Misconception(
            "uphill",
            _trained(sign=1.0),
            "The step goes up the slope: the gradient was added.",
            "Which sign does a step of gradient descent have?",
        ),
        Misconception(
            "not_trained",
            _not_trained,
            "The weights are as they were before: the loss is reported, but nothing was done with its "
            "gradient.",
            "Which two lines of an ordinary training step are missing?",
        ),
    ),
    hints=(
        "Work out the loss of every row first. (y_pred - y) ** 2 has shape (rows, 1); as (rows,) it can be "
        "sorted.",
        "tf.math.top_k gives the largest values; their mean is the loss that the tape is asked about.",
        "The history takes its numbers from self.metrics. One of them is called loss; update_state gives it "
        "yours.",
    ),
    afterword=(
        "Also right: choose the rows first, and give them to `self.compute_loss(x, y, self(x, "
        "training=True))`, "
        "which knows the compiled loss."
    ),
)
