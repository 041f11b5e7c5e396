"""The loss that fits an output."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.stand_ins import stand_in
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case

# What is told where no loss is worked out.
_UNKNOWN = stand_in("name that keras.losses does not know")
_REFUSED = stand_in("loss that does not take labels of this shape")
_METRIC = stand_in("metric, which fit cannot work out a gradient of")
_TOLD = {"unknown": _UNKNOWN, "refused": _REFUSED, "metric": _METRIC}


def _mean_loss(answer, output, labels, y_true, y_pred):
    """The loss that was chosen, computed for these outputs."""
    import keras
    import tensorflow as tf

    from grader.probing.evidence import Misfit

    loss = answer(output, labels)
    if isinstance(loss, keras.Metric) or (
        isinstance(loss, type) and issubclass(loss, keras.Metric)
    ):
        return "metric"
    if isinstance(loss, str | type):  # compile takes a class, too, and makes a loss of it
        try:
            loss = keras.losses.get(loss)
        except ValueError:
            return "unknown"
    if not callable(loss):
        raise Misfit(loss)
    try:
        return loss(y_true, y_pred)
    # What Keras and TensorFlow raise for class indices in place of one-hot rows, or the reverse.
    except (ValueError, tf.errors.InvalidArgumentError):
        return "refused"


def _averaged(raw, output: str, labels: str, y_true: np.ndarray, y_pred: np.ndarray) -> object:
    return _TOLD[raw] if isinstance(raw, str) else float(np.mean(raw))


def _softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _outputs(draw: np.random.Generator) -> Iterator[Case]:
    def case(output: str, labels: str, classes: int = 3, rows: int = 4) -> Case:
        logits = draw.normal(0, 2, (rows, classes))
        logits[0] = [2.5, -1.5, *logits[0, 2:]]
        indices = draw.integers(0, classes, rows)
        indices[0] = 1
        y_pred = {
            "number": 0.5 * logits[:, :1],
            "one logit": logits[:, 1:2],
            "logits": logits,
            "probabilities": _softmax(logits),
        }[output]
        y_true = {
            "numbers": np.float32(y_pred + draw.uniform(1.5, 3, y_pred.shape)),
            "class indices": indices.astype(np.int32),
            "one-hot rows": np.float32(np.eye(classes)[indices]),
            "0 or 1": np.float32(indices[:, None]),
        }[labels]
        inputs = {"output": output, "labels": labels, "y_true": y_true}
        return Case({**inputs, "y_pred": np.float32(y_pred)}, f"{output}, {labels}", part=output)

    yield case("number", "numbers")
    yield case("logits", "class indices")
    yield case("logits", "one-hot rows", classes=2)
    yield case("probabilities", "class indices", rows=2)
    yield case("probabilities", "one-hot rows", classes=4)
    yield case("one logit", "0 or 1", classes=2)


def _onehot(y_true: np.ndarray, classes: int) -> np.ndarray:
    return y_true if y_true.ndim == 2 else np.eye(classes)[y_true]


def _entropy(probabilities: np.ndarray, y_true: np.ndarray) -> float:
    shares = _onehot(y_true, probabilities.shape[1])
    return float(-np.mean(np.log((probabilities * shares).sum(axis=1))))


def _binary_entropy(of_one: np.ndarray, y_true: np.ndarray) -> float:
    """The cross-entropy where the network gives the probability of class 1 alone."""
    return float(-np.mean(np.log(np.where(y_true == 1, of_one, 1 - of_one))))


def _right(output: str, labels: str, y_true: np.ndarray, y_pred: np.ndarray) -> float:
    y_pred = y_pred.astype(np.float64)
    if output == "number":
        return float(np.mean((y_true - y_pred) ** 2))
    if output == "one logit":
        return _binary_entropy(1 / (1 + np.exp(-y_pred)), y_true)
    return _entropy(_softmax(y_pred) if output == "logits" else y_pred, y_true)


def _taken_for_probabilities(y_pred: np.ndarray, y_true: np.ndarray) -> float:
    """What Keras computes when logits come as probabilities: cut off at 0 and 1, then shares.

    For one-hot labels it makes shares first. (Keras 3, `categorical_crossentropy` and
    `sparse_categorical_crossentropy` on TensorFlow.)
    """
    y_pred = y_pred.astype(np.float64)
    if y_true.ndim == 2:
        return _entropy(np.clip(y_pred / y_pred.sum(axis=1, keepdims=True), 1e-7, 1 - 1e-7), y_true)
    cut = np.clip(y_pred, 1e-7, 1 - 1e-7)
    return _entropy(cut / cut.sum(axis=1, keepdims=True), y_true)


def _one_taken_for_a_probability(y_pred: np.ndarray, y_true: np.ndarray) -> float:
    """What Keras's `binary_crossentropy` makes of logits, in float32 as it does: cut off at 0 and 1."""
    smallest = np.float32(1e-7)
    cut = np.clip(y_pred, smallest, 1 - smallest)
    of_it = y_true * np.log(cut) + (1 - y_true) * np.log(1 - cut)
    return float(-np.mean(of_it))


def _only(part: str, wrong):
    """Wrong for one kind of output, right for the others."""

    def answer(output: str, labels: str, y_true: np.ndarray, y_pred: np.ndarray):
        return (wrong if output == part else _right)(output, labels, y_true, y_pred)

    return answer


def _for_classes(wrong):
    """Wrong wherever the network gives a number for each class."""

    def answer(output: str, labels: str, y_true: np.ndarray, y_pred: np.ndarray):
        many = output in ("logits", "probabilities")
        return (wrong if many else _right)(output, labels, y_true, y_pred)

    return answer


def _binary_for_one_hot(output: str, labels: str, y_true: np.ndarray, y_pred: np.ndarray):
    if labels != "one-hot rows":
        return _right(output, labels, y_true, y_pred)
    y_pred = y_pred.astype(np.float64)
    return _binary_entropy(1 / (1 + np.exp(-y_pred)) if output == "logits" else y_pred, y_true)


def _no_sparse(output: str, labels: str, y_true: np.ndarray, y_pred: np.ndarray):
    return _REFUSED if y_true.ndim == 1 else _right(output, labels, y_true, y_pred)


def _all_sparse(output: str, labels: str, y_true: np.ndarray, y_pred: np.ndarray):
    refused = labels == "one-hot rows"
    return _REFUSED if refused else _right(output, labels, y_true, y_pred)


TASK = Task(
    name="fitting_loss",
    points=2,
    ask=Call(
        "fitting_loss",
        _mean_loss,
        "called with output and labels; then the loss it returns is computed for y_true and y_pred",
        "a loss of keras.losses, or its name,",
    ),
    cases=_outputs,
    expected=_right,
    facts=_averaged,
    parts={"number": 0.2, "logits": 0.4, "probabilities": 0.2, "one logit": 0.2},
    example=ExampleForm(
        why_not="This task takes no example: there are six pairs to choose a loss for, and each would be a part of the answer."
    ),
    misconceptions=(
        Misconception(
            "absolute_error",
            _only("number", lambda o, k, y_true, y_pred: float(np.mean(np.abs(y_true - y_pred)))),
            "For a number, this is the mean of the distances, not of their squares.",
            "Which loss does the docstring name?",
        ),
        Misconception(
            "logits_as_probabilities",
            _only("logits", lambda o, k, y_true, y_pred: _taken_for_probabilities(y_pred, y_true)),
            "The loss takes the logits for probabilities. So it cuts them off at 0 and at 1, and "
            "where they are cut off the gradient is 0 and the network learns nothing.",
            "How is a cross-entropy told that softmax was not applied yet?",
        ),
        Misconception(
            "probabilities_as_logits",
            _only(
                "probabilities",
                lambda o, k, y_true, y_pred: _entropy(_softmax(y_pred.astype(np.float64)), y_true),
            ),
            "The loss applies softmax to probabilities, so softmax is applied twice. What comes out "
            "can never be sure: for three classes, no share is above 0.58.",
            "Which of the two kinds of output needs from_logits, and which does not?",
        ),
        Misconception(
            "squares_for_classes",
            _for_classes(
                lambda o, k, y_true, y_pred: (
                    _REFUSED  # a number for each example, beside several
                    if y_true.ndim == 1
                    else float(np.mean((y_true - y_pred.astype(float)) ** 2))
                )
            ),
            "For classes, this is the mean squared error between labels and outputs.",
            "Which loss compares probabilities with the right class?",
        ),
        Misconception(
            "all_one_hot",
            _no_sparse,
            "For class indices a loss was chosen that does not take them: the categorical "
            "cross-entropy expects one-hot rows. keras.losses has another one for whole-number "
            "labels.",
            "Look through the names there: which one is that? And does `labels` decide?",
        ),
        Misconception(
            "all_sparse",
            _all_sparse,
            "The sparse loss expects one whole number for each example, and here it gets one-hot rows.",
            "Does your function look at `labels` before it chooses?",
        ),
        Misconception(
            "sparse_by_name",
            lambda output, labels, y_true, y_pred: (
                _REFUSED
                if y_true.ndim == 2 and output == "logits"
                else _taken_for_probabilities(y_pred, y_true)
                if output == "logits"
                else _all_sparse(output, labels, y_true, y_pred)
            ),
            "One loss was chosen for all classifiers, by its name. It expects class indices, and it "
            "takes the outputs for probabilities, whatever they are.",
            "Let `labels` decide which loss it is, and `output` what the loss is told.",
        ),
        Misconception(
            "one_hot_by_name",
            lambda output, labels, y_true, y_pred: (
                _REFUSED
                if y_true.ndim == 1 and output == "logits"
                else _taken_for_probabilities(y_pred, y_true)
                if output == "logits"
                else _no_sparse(output, labels, y_true, y_pred)
            ),
            "One loss was chosen for all classifiers, by its name. It expects one-hot rows, and it "
            "takes the outputs for probabilities, whatever they are.",
            "Let `labels` decide which loss it is, and `output` what the loss is told.",
        ),
        Misconception(
            "entropy_for_a_number",
            _only("number", lambda o, k, y_true, y_pred: 0.0),
            "For a number, a cross-entropy was chosen. To it, one number is the only class there is, so "
            "the loss is nearly 0 however far off the prediction is.",
            "Which loss does the docstring name for a number? And does your function ask for that `output`?",
        ),
        Misconception(
            "one_logit_as_probability",
            _only(
                "one logit",
                lambda o, k, y_true, y_pred: _one_taken_for_a_probability(y_pred, y_true),
            ),
            "The loss for one logit takes it for a probability. A logit below 0 is cut off at 0, and one "
            "above 1 at 1, and where it is cut off the gradient is 0.",
            "Your losses for several logits are told that softmax was not applied. What is this one told?",
        ),
        Misconception(
            "one_class",
            _only("one logit", lambda o, k, y_true, y_pred: 0.0),
            "For one logit, a cross-entropy over several classes was chosen. To it, one number is the only "
            "class there is, so the loss is nearly 0 whatever the label is.",
            "Which loss is for questions with two answers, where the network gives a single number?",
        ),
        Misconception(
            "class_indices_for_one_logit",
            _only("one logit", lambda o, k, y_true, y_pred: _REFUSED),
            "For one logit, the loss for class indices was chosen. It expects a logit for each class, so to "
            "it there is only class 0, and the label 1 is refused.",
            "Which loss is for questions with two answers, where the network gives a single number?",
        ),
        Misconception(
            "squares_for_one_logit",
            _only(
                "one logit",
                lambda o, k, y_true, y_pred: float(np.mean((y_true - y_pred.astype(float)) ** 2)),
            ),
            "For one logit, this is the mean squared error: it would pull the logits toward 0 and 1, and "
            "punish a large one that is right.",
            "Which loss is for questions with two answers, where the network gives a single number?",
        ),
        Misconception(
            "root",
            _only(
                "number",
                lambda o, k, y_true, y_pred: float(np.sqrt(np.mean((y_true - y_pred) ** 2))),
            ),
            "For a number, this is the root of the mean squared error.",
            "Which loss does the docstring name?",
        ),
        Misconception(
            "unknown_name",
            lambda output, labels, y_true, y_pred: _UNKNOWN,
            "The text that came back is not the name of a loss.",
            "Names are those of the functions in keras.losses, in small letters with underscores. Or "
            "return an object.",
        ),
        Misconception(
            "metric",
            lambda output, labels, y_true, y_pred: _METRIC,
            "This is a metric, from keras.metrics. It keeps what it has seen in variables and gives the "
            "mean of all batches so far, so there is no gradient to train with.",
            "The classes of keras.losses have nearly the same names.",
        ),
        Misconception(
            "binary_for_one_hot",
            _binary_for_one_hot,
            "For one-hot rows, the binary cross-entropy was chosen. It takes each class for a question "
            "of its own with the answers yes and no, and an example may then be of several classes.",
            "Here exactly one class is right. Which cross-entropy compares the row as a whole?",
        ),
        Misconception(
            "summed",
            lambda output, labels, y_true, y_pred: (
                _right(output, labels, y_true, y_pred) * len(y_true)
            ),
            "The losses of the examples were added up, not averaged.",
            "What does the argument `reduction` do, and what is it when you leave it out?",
        ),
        Misconception(
            "labels_exchanged",
            _for_classes(lambda o, k, y_true, y_pred: _REFUSED),
            "The loss for whole-number labels gets one-hot rows, or the reverse: the two have "
            "changed places, or a loss was chosen that takes neither.",
            "`Sparse` in the name of a loss means that labels are whole numbers.",
        ),
    ),
    hints=(
        "Three questions: is it a number or a class, are the outputs logits, and how are the labels "
        "written?",
        "keras.losses has three cross-entropies: a categorical one for one-hot rows, a sparse one for "
        "class indices, and a binary one for 0 or 1.",
        "All three have the argument from_logits, False by default.",
    ),
    afterword=(
        "Also right: `keras.losses.SparseCategoricalCrossentropy(from_logits=output == "
        '"logits")`, where the comparison itself is the setting.'
    ),
)
