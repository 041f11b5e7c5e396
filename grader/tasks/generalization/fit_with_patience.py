"""Early stopping by hand, with the best weights put back."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.checking.task import Call, Case, Misconception, Task


def _train_with_scripted_losses(answer, losses, patience):
    """The epochs counted by the answer, those really run, and the weights the model is left with.

    Every epoch adds 1 to the kernel and takes 1 from the bias, so the weights tell the epoch.
    """
    import keras
    import numpy as np

    model = keras.Sequential([keras.Input([1]), keras.layers.Dense(1)])
    model.set_weights([np.zeros([1, 1], np.float32), np.zeros([1], np.float32)])
    epochs_run = 0

    def train_epoch():
        nonlocal epochs_run
        epochs_run += 1
        kernel, bias = model.layers[0].kernel, model.layers[0].bias
        kernel.assign_add([[1.0]])
        bias.assign_sub([1.0])

    def validate():
        return losses[min(epochs_run, len(losses)) - 1] if epochs_run else float("inf")

    counted = answer(model, train_epoch, validate, patience, len(losses))
    if counted is None:
        return None
    if isinstance(counted, keras.Model):
        raise TypeError("the number of epochs trained is asked for, and a model came back")
    kernel, bias = (weight.ravel()[0] for weight in model.get_weights())
    return np.array([float(np.asarray(counted)), epochs_run, kernel, bias], np.float32)


def _runs(draw: np.random.Generator) -> Iterator[Case]:
    def case(losses: list[float], patience: int, label: str) -> Case:
        return Case({"losses": losses, "patience": patience}, label)

    yield case([0.9, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0], 2, "a best epoch, then worse ones")
    yield case([0.9, 0.6, 0.7, 0.5, 0.7, 0.4, 0.5, 0.6, 0.3], 2, "bad epochs that are not in a row")
    yield case([0.9, 0.5, 0.5, 0.5, 0.8, 0.1, 0.1], 3, "ties with the best")
    yield case([0.9, 0.4, 0.8, 0.6, 0.7, 0.8], 2, "a fall that does not reach the best")
    yield case([0.9, 0.8, 0.7, 0.6], 3, "improving to the end")
    yield case([0.9, 0.5, 0.7, 0.8], 4, "out of epochs before out of patience")
    yield case([0.4, 0.5, 0.3], 1, "a patience of 1")
    for label in ("a run with noise", "another one", "and another"):  # of one alone a guess may do
        epochs, patience = int(draw.integers(8, 20)), int(draw.integers(2, 5))
        fall = np.linspace(draw.uniform(0.5, 1), draw.uniform(-0.8, -0.4), epochs)
        losses = np.abs(fall) + 0.2 + draw.uniform(-0.08, 0.08, epochs)
        yield case([float(loss) for loss in losses.round(3)], patience, label)


def _stops(
    losses: list[float],
    patience: int,
    better: Callable[[float, float], bool] = lambda loss, best: loss < best,
    in_a_row: bool = True,
    previous: bool = False,
) -> tuple[int, int]:
    """Epochs run, and the epoch of the best weights; both counted from 1."""
    best, at, waited = np.inf, 0, 0
    for epoch, loss in enumerate(losses, 1):
        if better(loss, best):
            best, at, waited = loss, epoch, waited * (not in_a_row)
        else:
            waited += 1
            best = loss if previous else best
            if waited >= patience:
                return epoch, at
    return len(losses), at


def _result(epochs: int, kept: int, counted: int | None = None) -> np.ndarray:
    return np.array([epochs if counted is None else counted, epochs, kept, -kept], np.float32)


def _with(**changed: object) -> Callable[[list[float], int], np.ndarray]:
    return lambda losses, patience: _result(*_stops(losses, patience, **changed))


TASK = Task(
    name="fit_with_patience",
    title="Early stopping that puts the best weights back",
    points=3,
    ask=Call(
        "fit_with_patience",
        _train_with_scripted_losses,
        "validate gives the next of these losses after each train_epoch, and every train_epoch "
        "adds 1 to the model's kernel and -1 to its bias. Compared are the number you return, the "
        "number of train_epoch calls, the kernel and the bias at the end",
    ),
    cell='''
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    """Train until the validation loss has stopped improving, and keep the best weights.

    Args:
        model: keras model; model.get_weights() and model.set_weights(weights) read and write its
            weights.
        train_epoch: called without arguments; trains the model for one epoch.
        validate: called without arguments; gives the validation loss of the model as it is, a
            Python float.
        patience: Python int, at least 1: stop after so many epochs in a row without a new best
            loss. Best means lower than every loss before; a tie is no new best.
        epochs: Python int, at least 1: stop after so many epochs at the latest.

    Returns:
        Python int: how many epochs were trained. The model is left with the weights it had after
        the epoch of the best loss.

    Example:
        With losses 0.9, 0.5, 0.6, 0.7 and patience 2, it returns 4, and the model has the weights
        of the second epoch.
    """
    ### BEGIN SOLUTION
    best_loss, best_weights, trained, waited = float("inf"), None, 0, 0
    while trained < epochs and waited < patience:
        train_epoch()
        trained += 1
        loss = validate()
        if loss < best_loss:
            best_loss, best_weights, waited = loss, model.get_weights(), 0
        else:
            waited += 1
    model.set_weights(best_weights)
    return trained
    ### END SOLUTION
''',
    cases=_runs,
    expected=_with(),
    dtype="float32",
    misconceptions=(
        Misconception(
            "last_weights",
            lambda losses, patience: _result(
                _stops(losses, patience)[0], _stops(losses, patience)[0]
            ),
            "The model has the weights of the last epoch. Either the best ones were never put back, "
            "or what you kept was not a copy: model.weights are the variables themselves, and they "
            "go on changing.",
            "Print the weights you kept right before you put them back.",
        ),
        Misconception(
            "restored_only_when_stopped",
            lambda losses, patience: _result(
                _stops(losses, patience)[0],
                _stops(losses, patience)[1]
                if _stops(losses, patience)[0] < len(losses)
                else len(losses),
            ),
            "The best weights are put back where patience ran out, and not where the epochs did.",
            "Through which place does every way out of the loop lead?",
        ),
        Misconception(
            "one_too_patient",
            lambda losses, patience: _result(*_stops(losses, patience + 1)),
            "The training goes on one epoch too long: it stopped when more than `patience` epochs "
            "had passed without a new best.",
            "With patience 1, how many bad epochs are allowed?",
        ),
        Misconception(
            "no_patience",
            lambda losses, patience: _result(*_stops(losses, 1)),
            "The training stopped at the first epoch without a new best.",
            "What is `patience` for? Count.",
        ),
        Misconception(
            "not_in_a_row",
            _with(in_a_row=False),
            "All epochs without a new best were counted. A new best gives back the whole patience.",
            "What has to happen to your counter at a new best?",
        ),
        Misconception(
            "tie_counts",
            _with(better=lambda loss, best: loss <= best),
            "A tie with the best loss was taken for a new best.",
            "The docstring says what a tie is.",
        ),
        Misconception(
            "compared_with_previous",
            _with(previous=True),
            "Each loss was compared with the one before it. After a bad epoch an ordinary one then "
            "looks like a new best.",
            "Which loss must be beaten, and when does it change?",
        ),
        Misconception(
            "never_stops",
            lambda losses, patience: _result(len(losses), int(np.argmin(losses)) + 1),
            "All epochs were trained. The weights put back are the best of them, but the waiting "
            "never ended.",
            "Where is the loop left?",
        ),
        Misconception(
            "best_epoch_returned",
            lambda losses, patience: _result(
                *_stops(losses, patience), _stops(losses, patience)[1]
            ),
            "The model is right. The number is that of the best epoch; asked for is how many epochs "
            "were trained.",
            "Which of your variables knows that?",
        ),
        Misconception(
            "counted_from_0",
            lambda losses, patience: _result(
                *_stops(losses, patience), _stops(losses, patience)[0] - 1
            ),
            "The model is right. The number is one too small: range counts from 0.",
            "After one pass through the loop, how many epochs were trained?",
        ),
        Misconception(
            "first_weights",
            lambda losses, patience: _result(_stops(losses, patience)[0], 0),
            "The model has the weights it began with: the weights were kept once, before the loop.",
            "When is there something better to keep?",
        ),
        Misconception(
            "kept_before_training",
            lambda losses, patience: _result(
                _stops(losses, patience)[0], _stops(losses, patience)[1] - 1
            ),
            "The model has the weights of the epoch before the best one: they were kept before the "
            "epoch was trained.",
            "In which order do training, validating and keeping come?",
        ),
    ),
    hints=(
        "Keep three things: the best loss, a copy of the weights it came from, and how many epochs "
        "have passed since.",
        "model.get_weights() gives copies. model.weights gives the variables, which go on changing.",
        "Put the weights back after the loop, so that it happens on either way out.",
    ),
    accepted=(
        "def fit_with_patience(model, train_epoch, validate, patience, epochs):\n"
        "    losses, kept = [], []\n"
        "    while len(losses) < epochs:\n"
        "        train_epoch()\n"
        "        losses.append(validate())\n"
        "        kept.append(model.get_weights())\n"
        "        if len(losses) - 1 - int(np.argmin(losses)) >= patience:\n"
        "            break\n"
        "    model.set_weights(kept[int(np.argmin(losses))])\n"
        "    return len(losses)",
        "def fit_with_patience(model, train_epoch, validate, patience, epochs):\n"
        "    best, weights, done, waited = validate(), model.get_weights(), 0, 0\n"
        "    while done < epochs and waited < patience:\n"
        "        train_epoch()\n"
        "        done, waited, loss = done + 1, waited + 1, validate()\n"
        "        if loss < best:\n"
        "            best, weights, waited = loss, model.get_weights(), 0\n"
        "    model.set_weights(weights)\n"
        "    return done",
        "def fit_with_patience(model, train_epoch, validate, patience, epochs):\n"
        "    best, left, done = None, patience, 0\n"
        "    while left and done < epochs:\n"
        "        train_epoch()\n"
        "        done += 1\n"
        "        loss = validate()\n"
        "        if best is None or loss < best:\n"
        "            best, left = loss, patience\n"
        "            kept = [tf.identity(weight) for weight in model.weights]\n"
        "        else:\n"
        "            left -= 1\n"
        "    for weight, value in zip(model.weights, kept):\n"
        "        weight.assign(value)\n"
        "    return done",
        "def fit_with_patience(model, train_epoch, validate, patience, epochs):\n"
        "    import keras\n"
        "    stopping = keras.callbacks.EarlyStopping(\n"
        "        'val_loss', patience=patience, mode='min', restore_best_weights=True)\n"
        "    stopping.set_model(model)\n"
        "    stopping.on_train_begin()\n"
        "    model.stop_training = False\n"
        "    done = 0\n"
        "    while done < epochs and not model.stop_training:\n"
        "        train_epoch()\n"
        "        stopping.on_epoch_end(done, {'val_loss': validate()})\n"
        "        done += 1\n"
        "    model.set_weights(stopping.best_weights)\n"
        "    return done",
    ),
)
