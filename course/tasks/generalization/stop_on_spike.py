"""A callback that stops a training whose loss spikes, judged with scripted logs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _run_with_scripted_losses(answer, factor, losses, val_losses):
    """How many epochs each training ran before the callback stopped it, one callback for all.

    An epoch has two batches, and the loss of its first is far above that of the epoch.
    """
    import keras

    from grader.probing.evidence import Misfit

    callback = answer(factor)
    if isinstance(callback, type):
        return "a class of callbacks, not an object of it"
    if not isinstance(callback, keras.callbacks.Callback):
        raise Misfit(callback)
    model = keras.Sequential([keras.Input([1]), keras.layers.Dense(1)])
    epochs_run = []
    for training, validation in zip(losses, val_losses, strict=True):
        model.stop_training = False  # as fit does at its start
        callback.set_params({"epochs": len(training), "steps": 2, "verbose": 0})
        callback.set_model(model)
        callback.on_train_begin({})
        for epoch, (loss, val_loss) in enumerate(zip(training, validation, strict=True)):
            callback.on_epoch_begin(epoch, {})
            for batch, batch_loss in enumerate([8 * loss, loss]):
                callback.on_train_batch_begin(batch, {})
                callback.on_train_batch_end(batch, {"loss": batch_loss})
            callback.on_epoch_end(epoch, {"loss": loss, "val_loss": val_loss})
            if model.stop_training:
                break
        callback.on_train_end({"loss": loss, "val_loss": val_loss})
        epochs_run.append(epoch + 1)
    return epochs_run


def _as_array(raw, factor, losses, val_losses):
    return raw if isinstance(raw, str) else np.array(raw, np.int64)


def _trainings(draw: np.random.Generator) -> Iterator[Case]:
    def case(factor: float, losses: list[list[float]], label: str, part: str) -> Case:
        val_losses = [[1.0 for _ in training] for training in losses]
        val_losses[0][1:2] = [50.0 for _ in val_losses[0][1:2]]  # a spike that is not in the loss
        return Case({"factor": factor, "losses": losses, "val_losses": val_losses}, label, part)

    once, again = "one training", "one training after another"
    yield case(2.0, [[1.0, 0.5, 0.25, 0.75, 0.25, 0.25]], "a spike in the middle", once)
    yield case(2.0, [[4.0, 2.0, 2.5, 2.0, 1.5, 1.5]], "small rises, no spike", once)
    yield case(4.0, [[1.0, 0.5, 1.5, 2.25, 0.5, 0.5]], "a spike in two steps", once)
    yield case(2.0, [[1.0, 0.5, 1.0, 1.5, 0.5, 0.5]], "a loss of just twice the best", once)
    yield case(2.0, [[9.0, 0.5, 0.25, 7.0, 0.25, 0.25]], "a first loss far above the others", once)
    yield case(4.0, [[1.0, 2.0, 0.25, 6.0, 0.5, 0.5]], "a spike after a larger loss", once)
    yield case(2.0, [[8.0, 4.0, 6.5, 4.0, 4.0]], "large losses, no spike", once)
    yield case(3.0, [[math.inf, 1.0, 1.0]], "infinity in the first epoch", once)
    yield case(3.0, [[1.0, 0.5, math.nan, math.nan, math.nan]], "a loss of nan", once)
    yield case(3.0, [[math.nan, 1.0, 1.0]], "nan in the first epoch", once)
    losses = np.round(np.linspace(2, 0.5, 9) * draw.uniform(0.9, 1.1, 9), 3)
    spike = int(draw.integers(3, 7))
    losses[spike] *= 10
    yield case(2.5, [losses.tolist()], "a spike somewhere", once)
    yield case(
        2.0,
        [[1.0, 0.125, 0.125], [1.0, 0.5, 0.25, 0.75, 0.25], [8.0, 4.0, 2.0]],
        "the same callback, three times",
        again,
    )


def _runs(
    stops: Callable[[list[float], float], bool], forget: bool = True, wait: int = 0
) -> Callable[[float, list[list[float]], list[list[float]]], np.ndarray]:
    """The epochs run if a training ends `wait` epochs after its losses so far call for a stop."""

    def answer(
        factor: float, losses: list[list[float]], val_losses: list[list[float]]
    ) -> np.ndarray:
        before: list[float] = []
        counts = []
        for training in losses:
            seen = [] if forget else before
            count = len(training)
            for epoch, loss in enumerate(training):
                seen.append(loss)
                if stops(seen, factor):
                    count = min(epoch + 1 + wait, len(training))
                    break
            before = seen
            counts.append(count)
        return np.array(counts)

    return answer


def _spikes(seen: list[float], factor: float) -> bool:
    loss, earlier = seen[-1], seen[:-1]
    return not math.isfinite(loss) or bool(earlier and loss > factor * min(earlier))


def _spikes_nan_unseen(seen: list[float], factor: float) -> bool:
    earlier = [loss for loss in seen[:-1] if math.isfinite(loss)]
    return bool(earlier and seen[-1] > factor * min(earlier))


def _above_previous(seen: list[float], factor: float) -> bool:
    return not math.isfinite(seen[-1]) or (len(seen) > 1 and seen[-1] > factor * seen[-2])


def _above_previous_nan_unseen(seen: list[float], factor: float) -> bool:
    return len(seen) > 1 and seen[-1] > factor * seen[-2]


def _just_as_much(seen: list[float], factor: float) -> bool:
    loss, earlier = seen[-1], seen[:-1]
    return not math.isfinite(loss) or bool(earlier and loss >= factor * min(earlier))


def _above_first(seen: list[float], factor: float) -> bool:
    return not math.isfinite(seen[-1]) or seen[-1] > factor * seen[0]


def _no_improvement(seen: list[float], factor: float) -> bool:
    best, improved = seen[0], True
    for loss in seen[1:]:
        improved = loss < best
        best = loss if improved else best
    return not improved


def _at_batch_end(
    factor: float, losses: list[list[float]], val_losses: list[list[float]]
) -> np.ndarray:
    """The epochs run where each batch's loss is looked at, 8 times the epoch's and then the same."""
    counts = []
    for training in losses:
        batches = [loss for epoch in training for loss in (8 * epoch, epoch)]
        stops = (n for n in range(len(batches)) if _spikes(batches[: n + 1], factor))
        counts.append(next(stops, len(batches) - 1) // 2 + 1)
    return np.array(counts)


def _by_validation(
    factor: float, losses: list[list[float]], val_losses: list[list[float]]
) -> np.ndarray:
    return _runs(_spikes)(factor, val_losses, losses)


TASK = Task(
    name="stop_on_spike",
    points=3,
    ask=Call(
        "make_spike_stop",
        _run_with_scripted_losses,
        "the callback that comes back is called as fit calls it, with a real model and these "
        "losses, a list for each training; each epoch has two batches, the first with a loss 8 "
        "times as large. Compared is how many epochs each training ran",
        "an object of a subclass of keras.callbacks.Callback",
    ),
    cases=_trainings,
    expected=_runs(_spikes),
    facts=_as_array,
    dtype="int64",
    parts={"one training": 2 / 3, "one training after another": 1 / 3},
    example=ExampleForm(
        inputs=("factor", "losses"),
        result="epochs_trained",
        put=lambda answer, factor, losses: answer(factor, [losses], [[1.0] * len(losses)])[0],
        of_case=lambda factor, losses, val_losses: [(factor, training) for training in losses],
        refuses=lambda factor, losses: "" if factor > 1 else "In this task the factor is above 1.",
    ),
    misconceptions=(
        Misconception(
            "never_stops",
            _runs(lambda seen, factor: False),
            "No training was stopped. Either the methods of the callback have other names than fit "
            "calls, or stop_training was set on something other than self.model.",
            "Print something in on_epoch_end: does it run, and what is in logs?",
        ),
        Misconception(
            "nan_not_seen",
            _runs(_spikes_nan_unseen),
            "Your callback stops on a spike, but it goes on when the loss is nan. Asking whether nan "
            "is larger or smaller than another number gives False, so a test for large losses never "
            "notices it.",
            "What could you ask about the loss itself, before you compare it with anything?",
        ),
        Misconception(
            "compared_with_previous",
            _runs(_above_previous),
            "Each loss was compared with that of the epoch before. A loss that climbs in two steps, "
            "each below the factor, gets past you.",
            "Which loss of the earlier epochs does the docstring name?",
        ),
        Misconception(
            "compared_with_previous_nan",
            _runs(_above_previous_nan_unseen),
            "Two things: each loss was compared with the one before rather than with the smallest, "
            "and the training goes on when the loss is nan.",
            "Which loss has to be kept? And what could you ask about a loss before you compare it?",
        ),
        Misconception(
            "compared_with_first",
            _runs(_above_first),
            "Each loss was compared with that of the first epoch. Once the loss is small, it can "
            "grow a lot before it is back there.",
            "Which loss of the earlier epochs does the docstring name?",
        ),
        Misconception(
            "compared_with_mean",
            _runs(
                lambda seen, factor: (
                    not math.isfinite(seen[-1])
                    or (len(seen) > 1 and seen[-1] > factor * np.mean(seen[:-1]))
                )
            ),
            "Each loss was compared with the mean of those before it.",
            "Which loss of the earlier epochs does the docstring name?",
        ),
        Misconception(
            "factor_added",
            _runs(
                lambda seen, factor: (
                    not math.isfinite(seen[-1])
                    or (len(seen) > 1 and seen[-1] > factor + min(seen[:-1]))
                )
            ),
            "The factor was added to the smallest loss. The docstring speaks of so many times the "
            "smallest loss.",
            "Which sign stands for times?",
        ),
        Misconception(
            "compared_with_largest",
            _runs(
                lambda seen, factor: (
                    not math.isfinite(seen[-1])
                    or (len(seen) > 1 and seen[-1] > factor * max(seen[:-1]))
                )
            ),
            "Each loss was compared with the largest of those before it.",
            "Which loss of the earlier epochs does the docstring name?",
        ),
        Misconception(
            "at_batch_end",
            _at_batch_end,
            "The loss was looked at after every batch. Within an epoch it goes up and down a lot.",
            "Which method does fit call at the end of an epoch?",
        ),
        Misconception(
            "infinity_not_seen",
            _runs(lambda seen, factor: math.isnan(seen[-1]) or _spikes_nan_unseen(seen, factor)),
            "nan stops the training, but infinity in the first epoch does not, because there is no "
            "earlier loss yet that it could be compared with.",
            "One question about the loss itself covers nan and infinity: which function asks it?",
        ),
        Misconception(
            "compared_with_nan",
            _runs(lambda seen, factor: math.isinf(seen[-1]) or _spikes_nan_unseen(seen, factor)),
            "Infinity stops the training, but nan does not: nan is equal to nothing, not even to "
            "another nan, so asking whether the loss equals it gives False.",
            "One question about the loss itself covers nan and infinity: which function asks it?",
        ),
        Misconception(
            "ordinary_loss_stops",
            _runs(lambda seen, factor: math.isfinite(seen[-1]) or _spikes_nan_unseen(seen, factor)),
            "An ordinary loss stops the training, and nan does not: the question is turned around.",
            "What does np.isfinite say of 0.5, and what of nan?",
        ),
        Misconception(
            "class_returned",
            lambda factor, losses, val_losses: "a class of callbacks, not an object of it",
            "The class itself came back. fit calls the methods of an object made from it.",
            "Which pair of parentheses makes an object?",
        ),
        Misconception(
            "any_rise",
            _runs(
                lambda seen, factor: (
                    not math.isfinite(seen[-1]) or (len(seen) > 1 and seen[-1] > min(seen[:-1]))
                )
            ),
            "Any loss above the smallest stopped the training. Losses go up and down a little all "
            "the time.",
            "What is the factor for?",
        ),
        Misconception(
            "early_stopping",
            _runs(_no_improvement),
            "Any epoch whose loss is no new best stopped the training, as EarlyStopping with a "
            "patience of 1 does. Losses go up and down a little all the time.",
            "What is the factor for? A callback of your own can use it.",
        ),
        Misconception(
            "only_nan",
            _runs(lambda seen, factor: not math.isfinite(seen[-1])),
            "The training stops at nan, and goes on through every spike.",
            "Which loss must be kept, so that a later one can be compared with it?",
        ),
        Misconception(
            "just_as_much",
            _runs(_just_as_much),
            "A loss of exactly `factor` times the smallest stopped the training.",
            "The docstring says: more than.",
        ),
        Misconception(
            "not_afresh",
            _runs(_spikes, forget=False),
            "The second training was compared with the losses of the first. What a callback keeps "
            "in itself stays there until something resets it.",
            "Which method does fit call once at the start of each training?",
        ),
        Misconception(
            "validation_loss",
            _by_validation,
            "The validation loss was looked at.",
            "Under which name is the training loss in logs?",
        ),
        Misconception(
            "one_epoch_late",
            _runs(_spikes, wait=1),
            "The training ran an epoch longer than it should: the loss was looked at when the next "
            "epoch had begun.",
            "Which method does fit call when an epoch is done and its loss is known?",
        ),
        Misconception(
            "after_first_epoch",
            lambda factor, losses, val_losses: np.ones(len(losses), int),
            "Every training ended after one epoch.",
            "What is the smallest loss so far when there is no earlier epoch?",
        ),
    ),
    hints=(
        "Make a subclass of keras.callbacks.Callback. fit calls on_train_begin once, and "
        "on_epoch_end(epoch, logs) after every epoch.",
        "Keep the smallest loss in self, and reset it in on_train_begin. self.model is the model.",
        "Begin with infinity as the smallest loss; then the first epoch needs no case of its own. "
        "np.isfinite says whether a loss is neither nan nor infinite.",
    ),
    afterword=(
        'Also right: `not logs["loss"] <= min(factor * best, np.finfo(float).max)`, '
        "which notices infinity, since no finite number is larger than that limit, and "
        "nan, since `<=` with nan gives False."
    ),
)
