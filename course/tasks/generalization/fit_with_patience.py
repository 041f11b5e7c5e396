"""Early stopping by hand, with the best weights put back."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case

_UNTRAINED = 0.45  # the loss before the first epoch, which beats many a loss after one


def _train_with_scripted_losses(answer, losses, patience):
    """The number that came back, the epochs really run, and the weights the model is left with.

    Every epoch adds 1 to the kernel and takes 1 from the bias, so the weights tell the epoch.
    """
    import keras
    import numpy as np

    from grader.probing.evidence import Misfit

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
        return losses[min(epochs_run, len(losses)) - 1] if epochs_run else 0.45

    returned = answer(model, train_epoch, validate, patience, len(losses))
    if not isinstance(returned, int | float) and getattr(returned, "shape", None) != ():
        raise Misfit(returned)
    if (
        isinstance(returned, float) and returned.is_integer()
    ):  # another float is a loss, and told so
        raise Misfit(returned)
    return {"returned": returned, "run": epochs_run, "weights": model.get_weights()}


def _numbers(raw, losses: list[float], patience: int) -> np.ndarray:
    """The number returned, the epochs run, and the epoch of the weights; -1 where they are of none."""
    kernel, bias = (float(np.ravel(weight)[0]) for weight in raw["weights"])
    return np.array([raw["returned"], raw["run"], kernel if kernel == -bias else -1], np.float32)


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
    best: float = np.inf,
) -> tuple[int, int]:
    """Epochs run, and the epoch of the best weights; both counted from 1."""
    at = waited = 0
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
    return np.array([epochs if counted is None else counted, epochs, kept], np.float32)


def _with(**changed: object) -> Callable[[list[float], int], np.ndarray]:
    return lambda losses, patience: _result(*_stops(losses, patience, **changed))


def _validated_first(losses: list[float], patience: int) -> np.ndarray:
    """With each epoch judged by the loss of the one before it."""
    epochs, best = _stops([_UNTRAINED, *losses[:-1]], patience)
    return _result(epochs, best)


def _untrained_counted(losses: list[float], patience: int) -> np.ndarray:
    """With the loss before any training as the first one to beat."""
    return _result(*_stops(losses, patience, best=_UNTRAINED))


def _put_back_on_the_way(losses: list[float], patience: int) -> np.ndarray:
    """With the best weights put back at every epoch that is no new best."""
    epochs = _stops(losses, patience)[0]
    better = [losses[epoch] < min(losses[:epoch], default=np.inf) for epoch in range(epochs)]
    return _result(epochs, sum(better))


TASK = Task(
    name="fit_with_patience",
    points=3,
    ask=Call(
        "fit_with_patience",
        _train_with_scripted_losses,
        "validate gives 0.45 before the first train_epoch and the next of these losses after each, and "
        "every train_epoch changes the model's weights. Compared are three numbers: what you return, how often "
        "train_epoch was called, and the epoch after which the model had the weights it has at the "
        "end (0 for those it began with)",
        "a Python int, the number of epochs trained,",
    ),
    cases=_runs,
    expected=_with(),
    facts=_numbers,
    dtype="float32",
    example=ExampleForm(
        inputs=("losses", "patience"),
        result="epochs_trained",
        put=lambda answer, losses, patience: answer(losses, patience)[0],
        of_case=lambda losses, patience: [(losses, patience)],
        refuses=lambda losses, patience: (
            "" if patience >= 1 else "In this task the patience is at least 1."
        ),
    ),
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
                if _stops(losses, patience)[0] - _stops(losses, patience)[1] >= patience
                else len(losses),
            ),
            "The best weights are put back where patience ran out, and not where the epochs did.",
            "Which line runs whichever way the loop was left?",
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
            "How do you count the epochs without a new best?",
        ),
        Misconception(
            "not_in_a_row",
            _with(in_a_row=False),
            "All epochs without a new best were counted together. But after a new best the counting of bad "
            "epochs begins again, because patience means epochs in a row.",
            "What has to happen to your counter at a new best?",
        ),
        Misconception(
            "tie_counts",
            _with(better=lambda loss, best: loss <= best),
            "A loss that equals the best one was taken for a new best.",
            "The docstring says what a tie is.",
        ),
        Misconception(
            "compared_with_previous",
            _with(previous=True),
            "Each loss was compared with the one before it, so that after a bad epoch an ordinary one "
            "looks like a new best.",
            "Which loss must be beaten, and when does it change?",
        ),
        Misconception(
            "never_stops",
            lambda losses, patience: _result(len(losses), int(np.argmin(losses)) + 1),
            "All epochs were trained. The weights put back are the best of them, but the waiting "
            "never ended.",
            "Which condition ends the loop before the epochs run out?",
        ),
        Misconception(
            "best_epoch_returned",
            lambda losses, patience: _result(
                *_stops(losses, patience), _stops(losses, patience)[1]
            ),
            "The model is right. The number is that of the best epoch. The task asks how many "
            "epochs were trained.",
            "Which of your variables counts the epochs?",
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
            "all_epochs_returned",
            lambda losses, patience: _result(*_stops(losses, patience), len(losses)),
            "The model is right. The number is that of all epochs allowed, also where the training "
            "stopped sooner.",
            "How many times was train_epoch called?",
        ),
        Misconception(
            "one_too_many_returned",
            lambda losses, patience: _result(
                *_stops(losses, patience), _stops(losses, patience)[0] + 1
            ),
            "The model is right. The number is one too large.",
            "After one pass through the loop, how many epochs were trained?",
        ),
        Misconception(
            "loss_returned",
            lambda losses, patience: _result(
                *_stops(losses, patience), losses[_stops(losses, patience)[1] - 1]
            ),
            "The model is right. What came back is the best loss.",
            "Which number does the docstring name under Returns?",
        ),
        Misconception(
            "waited_returned",
            lambda losses, patience: _result(
                *_stops(losses, patience),
                _stops(losses, patience)[0] - _stops(losses, patience)[1],
            ),
            "The model is right. What came back is how many epochs passed since the best one.",
            "Which of your variables counts every epoch?",
        ),
        Misconception(
            "best_epoch_from_0_returned",
            lambda losses, patience: _result(
                *_stops(losses, patience), _stops(losses, patience)[1] - 1
            ),
            "The model is right. The number is that of the best epoch, counted from 0. The task asks "
            "how many epochs were trained.",
            "Which of your variables knows that?",
        ),
        Misconception(
            "one_too_soon",
            lambda losses, patience: _result(*_stops(losses, patience - 1)),
            "The training stops one epoch too soon, wherever patience is more than 1.",
            "With patience 2, how many epochs in a row without a new best does it take to stop?",
        ),
        Misconception(
            "put_back_only_at_the_end",
            lambda losses, patience: _result(
                _stops(losses, patience)[0],
                _stops(losses, patience)[1]
                if len(losses) - _stops(losses, patience)[1] < patience
                else _stops(losses, patience)[0],
            ),
            "The best weights are put back where the epochs ran out, and not where patience did.",
            "Does a return inside the loop come before the weights are put back?",
        ),
        Misconception(
            "validated_before_training",
            _validated_first,
            "The loss was taken before the epoch was trained, so it belongs to the weights of the epoch "
            "before.",
            "In which order do training, validating and keeping come?",
        ),
        Misconception(
            "one_epoch_more",
            lambda losses, patience: _result(
                min(_stops(losses, patience)[0] + 1, len(losses)), _stops(losses, patience)[1]
            ),
            "One more epoch is trained after patience has run out.",
            "Is the question whether to stop asked before the next epoch, or after it?",
        ),
        Misconception(
            "put_back_at_every_bad_epoch",
            _put_back_on_the_way,
            "The weights at the end are those of fewer epochs than the best one had. They were put "
            "back during the training, so that it began again from there.",
            "When are the best weights needed: at every bad epoch, or once?",
        ),
        Misconception(
            "ties_and_last_weights",
            lambda losses, patience: _result(
                *[_stops(losses, patience, better=lambda loss, best: loss <= best)[0]] * 2
            ),
            "Two things: a tie was taken for a new best, and the best weights were not put back.",
            "Read in the docstring what a tie is, and with which weights the model is left.",
        ),
        Misconception(
            "never_stops_and_last_weights",
            lambda losses, patience: _result(len(losses), len(losses)),
            "All epochs were trained, and the model is left as the last of them made it.",
            "What should end the loop sooner, and what should be put back after it?",
        ),
        Misconception(
            "no_training",
            lambda losses, patience: _result(0, 0),
            "No epoch was trained: train_epoch was never called.",
            "What has to stand behind a function's name so that it runs?",
            shown_by=lambda result, expected: result.shape == expected.shape and result[1] == 0,
        ),
        Misconception(
            "first_weights",
            lambda losses, patience: _result(_stops(losses, patience)[0], 0),
            "The model has the weights it began with: the weights were kept once, before the loop.",
            "At which moment do the best weights exist, and are they kept then?",
        ),
        Misconception(
            "untrained_counted",
            _untrained_counted,
            "The loss of the untrained model was the first one to beat. It may be low by chance, and the task "
            "compares only losses after an epoch.",
            "What should the best loss begin with, so that any loss beats it?",
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
        "Put the weights back after the loop, so that it happens whichever way the loop ends.",
    ),
    afterword=(
        "Also right: `[tf.identity(weight) for weight in model.weights]`, which copies "
        "each weight, as `model.get_weights()` does."
    ),
)
