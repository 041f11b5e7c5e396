"""The epoch at which overfitting starts, read from validation losses."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.checking.task import Call, Case, Misconception, Task

_GRID = 64  # losses are multiples of 1/64, so that no difference is a matter of rounding


def _histories(draw: np.random.Generator) -> Iterator[Case]:
    def case(losses: list[float], noise: float, label: str) -> Case:
        return Case({"losses": losses, "noise": noise}, label)

    yield case([1.0, 0.75, 0.5, 0.625, 0.875], 0.0, "one clear valley")
    yield case([1.0, 0.5, 0.625, 0.25, 0.375, 0.5], 0.0, "a rise that passes")
    yield case([1.0, 0.25, 0.75, 0.5, 0.625], 0.0, "a fall that does not reach the best")
    yield case([1.0, 0.5, 0.5, 0.75], 0.0, "a tie")
    yield case([1.0, 0.5, 0.46875, 0.4375, 0.40625, 0.75], 0.0625, "small gains that add up")
    yield case([1.0, 0.5, 0.46875, 0.625, 0.875], 0.0625, "a gain that is only noise")
    yield case([1.0, 0.5, 0.53125, 0.75], 0.0625, "a rise that is only noise")
    yield case([1.0, 0.75, 0.5], 0.0, "still improving")
    yield case([0.5], 0.25, "a single epoch")
    fall = np.linspace(96, 20, int(draw.integers(6, 12))) + draw.integers(-6, 7)
    rise = np.linspace(24, 70, int(draw.integers(6, 12)))
    losses = np.append(fall, rise) + draw.integers(-8, 9, fall.size + rise.size)
    yield case((np.round(losses) / _GRID).tolist(), 4 / _GRID, "a run with noise")


def _last_improvement(
    losses: list[float],
    noise: float,
    improves: Callable[[float, float, float], bool] = lambda loss, best, noise: loss < best - noise,
    keep: Callable[[float, float, bool], float] = lambda loss, best, improved: (
        loss if improved else best
    ),
) -> int:
    last, best = 0, losses[0]
    for epoch, loss in enumerate(losses[1:], 1):
        improved = improves(loss, best, noise)
        last = epoch if improved else last
        best = keep(loss, best, improved)
    return last


def _after(epoch: int, losses: list[float]) -> int:
    return epoch + 1 if epoch + 1 < len(losses) else -1


def _expected(losses: list[float], noise: float) -> int:
    return _after(_last_improvement(losses, noise), losses)


def _first_rise(losses: list[float], noise: float) -> int:
    rises = (epoch for epoch in range(1, len(losses)) if losses[epoch] > losses[epoch - 1] + noise)
    return next(rises, -1)


def _first_without_improvement(losses: list[float], noise: float) -> int:
    best = losses[0]
    for epoch, loss in enumerate(losses[1:], 1):
        if loss >= best - noise:
            return epoch
        best = loss
    return -1


def _with(**changed: Callable) -> Callable[[list[float], float], int]:
    return lambda losses, noise: _after(_last_improvement(losses, noise, **changed), losses)


TASK = Task(
    name="overfitting_starts",
    title="The epoch at which overfitting starts",
    points=2,
    ask=Call("overfitting_starts"),
    cell='''
def overfitting_starts(losses, noise):
    """The epoch at which overfitting starts, read from the validation losses.

    Epochs are counted from 0. The best loss is at first that of epoch 0. A later epoch is an
    improvement if its loss is below the best loss by more than `noise`; its loss is then the best.
    Any other epoch leaves the best loss as it is, even if its own loss is a little lower.

    Args:
        losses: list of Python floats, one an epoch, at least one.
        noise: Python float, 0 or more: how much a loss may change without meaning anything.

    Returns:
        Python int: the epoch after the last improvement. -1 if the last epoch is an improvement
        or the only one: then nothing shows overfitting yet.

    Example:
        [0.9, 0.5, 0.6, 0.4, 0.7] with noise 0.0 gives 4, and with noise 0.2 it gives 2.
    """
    ### BEGIN SOLUTION
    best, last = losses[0], 0
    for epoch, loss in enumerate(losses):
        if loss < best - noise:
            best, last = loss, epoch
    return last + 1 if last + 1 < len(losses) else -1
    ### END SOLUTION
''',
    cases=_histories,
    expected=_expected,
    misconceptions=(
        Misconception(
            "best_epoch",
            lambda losses, noise: _last_improvement(losses, noise),
            "This is the epoch of the last improvement: the last one worth training. Overfitting "
            "starts after it.",
            "What does the docstring ask for, and what if no epoch comes after?",
        ),
        Misconception(
            "counted_from_1",
            lambda losses, noise: (
                _expected(losses, noise) + 1 if _expected(losses, noise) > 0 else -1
            ),
            "The epoch is one too late: either epochs were counted from 1, or one was added twice.",
            "The docstring says at which number the epochs begin.",
        ),
        Misconception(
            "first_rise",
            _first_rise,
            "This is the first epoch at which the loss rises. A validation loss goes up and down; it "
            "may rise once and still reach a new best later.",
            "Compare with the best loss so far, and remember the last time it was beaten.",
        ),
        Misconception(
            "first_without_improvement",
            _first_without_improvement,
            "This is the first epoch that is no improvement. Others after it may be, and then the "
            "model was not overfitting yet.",
            "Which of the improvements counts, the first or the last? Go through all the losses.",
        ),
        Misconception(
            "lowest_plus_one",
            lambda losses, noise: int(np.argmin(losses)) + 1,
            "This is the lowest loss of all, plus one epoch. Two things are left out: the noise, "
            "and the case that no epoch comes after.",
            "When is a lower loss an improvement? And what is asked for when the last epoch is one?",
        ),
        Misconception(
            "noise_left_out",
            lambda losses, noise: _after(int(np.argmin(losses)), losses),
            "This is the epoch after the lowest loss of all. Where losses are noisy, the lowest one "
            "may be lowest by chance.",
            "By how much must a loss be lower to count?",
        ),
        Misconception(
            "tie_counts",
            _with(improves=lambda loss, best, noise: loss <= best - noise),
            "A loss that is lower by exactly `noise` was taken for an improvement; with noise 0, a "
            "tie was.",
            "The docstring says: by more than `noise`.",
        ),
        Misconception(
            "compared_with_previous",
            _with(keep=lambda loss, best, improved: loss),
            "Each loss was compared with the one of the epoch before. After a bad epoch, a return "
            "to an ordinary loss then looks like progress.",
            "Which loss has to be beaten, and when does it change?",
        ),
        Misconception(
            "best_drifts",
            _with(keep=lambda loss, best, improved: min(loss, best)),
            "The best loss moved along with gains too small to count, so gains that add up never "
            "counted.",
            "In which case alone may the best loss change?",
        ),
        Misconception(
            "noise_added",
            _with(improves=lambda loss, best, noise: loss < best + noise),
            "Here a loss may even be a little higher than the best and still count as an "
            "improvement: `noise` stands on the wrong side.",
            "Try it by hand with best 0.5 and noise 0.1: which losses are improvements?",
        ),
        Misconception(
            "no_minus_one",
            lambda losses, noise: _last_improvement(losses, noise) + 1,
            "Where the last epoch is an improvement, this names an epoch that was never trained.",
            "The docstring says what to return when nothing shows overfitting yet.",
        ),
        Misconception(
            "last_epoch_for_none",
            lambda losses, noise: min(_last_improvement(losses, noise) + 1, len(losses) - 1),
            "Where the last epoch is an improvement, this names that epoch, as if it were already "
            "overfitting.",
            "The docstring says what to return when nothing shows overfitting yet.",
        ),
        Misconception(
            "none_for_minus_one",
            lambda losses, noise: (
                None if _expected(losses, noise) == -1 else _expected(losses, noise)
            ),
            "Right where overfitting shows. Where it does not, None came out.",
            "The docstring names the number for that case.",
        ),
        Misconception(
            "worst_epoch",
            lambda losses, noise: int(np.argmax(losses)),
            "This is the epoch with the highest loss, which is often the first of all.",
            "A low loss is a good one. After which epoch does it get no better?",
        ),
    ),
    hints=(
        "Go through the losses once, and keep two things: the best loss, and the epoch it is from.",
        "Both change only where a loss is below the best one by more than `noise`.",
        "After the loop the epoch you kept is the last improvement. The answer is one later, unless "
        "there is no later one.",
    ),
    accepted=(
        "def overfitting_starts(losses, noise):\n"
        "    best = float('inf')\n"
        "    waited = 0\n"
        "    for loss in losses:\n"
        "        waited += 1\n"
        "        if best - loss > noise:\n"
        "            best = loss\n"
        "            waited = 0\n"
        "    return -1 if waited == 0 else len(losses) - waited",
        "def overfitting_starts(losses, noise):\n"
        "    improvements = [0]\n"
        "    for epoch in range(1, len(losses)):\n"
        "        if losses[epoch] + noise < losses[improvements[-1]]:\n"
        "            improvements.append(epoch)\n"
        "    start = improvements[-1] + 1\n"
        "    if start == len(losses):\n"
        "        return -1\n"
        "    return start",
        "def overfitting_starts(losses, noise):\n"
        "    def last(epoch, best, at):\n"
        "        if epoch == len(losses):\n"
        "            return at\n"
        "        if losses[epoch] < best - noise:\n"
        "            return last(epoch + 1, losses[epoch], epoch)\n"
        "        return last(epoch + 1, best, at)\n"
        "    at = last(0, losses[0], 0)\n"
        "    return tf.where(at == len(losses) - 1, -1, at + 1)",
    ),
)
