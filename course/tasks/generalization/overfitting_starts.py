"""The epoch at which overfitting starts, read from validation losses."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case

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
    yield case([4.0, 2.0, 1.625, 3.0, 3.5], 0.25, "losses above 1, where noise is no share")
    yield case([0.5, 0.25, 0.1875, 0.375], 0.125, "losses below 1, where noise is no share")
    yield case([1.0, 0.5, 0.53125, 0.5625, 0.59375, 0.75], 0.0625, "a slow rise")
    # That one is below the best loss, and no improvement; so is the next, by more than the noise.
    yield case(
        [1.0, 0.5, 0.4375, 0.375, 0.4375, 0.75], 0.09375, "two small gains, the second enough"
    )
    yield case([0.25, 0.5, 0.75], 0.0, "never better than after the first epoch")
    for least, most, label in ((6, 12, "a run with noise"), (12, 48, "a long run with noise")):
        fall = np.linspace(96, 20, int(draw.integers(least, most))) + draw.integers(-6, 7)
        rise = np.linspace(24, 70, int(draw.integers(6, 12)))
        losses = np.append(fall, rise) + draw.integers(-8, 9, fall.size + rise.size)
        yield case((np.round(losses) / _GRID).tolist(), 4 / _GRID, label)


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


def _first_above_best(losses: list[float], noise: float) -> int:
    best = losses[0]
    for epoch, loss in enumerate(losses):
        if loss > best + noise:
            return epoch
        best = min(best, loss)
    return -1


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
    points=2,
    ask=Call("overfitting_starts"),
    cases=_histories,
    expected=_expected,
    example=ExampleForm(
        refuses=lambda losses, noise: "" if noise >= 0 else "In this task the noise is 0 or more.",
    ),
    misconceptions=(
        Misconception(
            "best_epoch",
            lambda losses, noise: _last_improvement(losses, noise),
            "This is the epoch of the last improvement: the last one worth training. Overfitting "
            "starts after it.",
            "Which epoch does the docstring ask for, and what if no epoch comes after?",
        ),
        Misconception(
            "last_improvement",
            lambda losses, noise: (
                -1 if _expected(losses, noise) == -1 else _last_improvement(losses, noise)
            ),
            "This is the epoch of the last improvement itself. The task asks for the epoch after it, "
            "the first one that was no use.",
            "Compare your result for the docstring's example with the one it names.",
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
            "When is a lower loss an improvement? And what should come out when the last epoch is one?",
        ),
        Misconception(
            "lowest",
            lambda losses, noise: int(np.argmin(losses)),
            "This is the epoch with the lowest loss of all. Overfitting starts after an improvement, "
            "and a loss may be lowest by no more than noise.",
            "When is a lower loss an improvement? And which epoch does the docstring ask for?",
        ),
        Misconception(
            "first_above_best",
            _first_above_best,
            "This is the first epoch whose loss is above the best so far by more than `noise`. Others "
            "after it may be improvements still, and an epoch need not be worse to be none.",
            "Remember the last improvement, and go through all the losses.",
        ),
        Misconception(
            "share",
            _with(improves=lambda loss, best, noise: loss < best * (1 - noise)),
            "`noise` was taken for a share of the best loss. It is an amount, in the unit of the loss.",
            "By how much must a loss be lower than a best loss of 4.0, if `noise` is 0.25?",
        ),
        Misconception(
            "one_too_late",
            lambda losses, noise: (
                _after(_last_improvement(losses, noise) + 1, losses)
                if _last_improvement(losses, noise) + 1 < len(losses)
                else -1
            ),
            "The result is one epoch too late.",
            "Which number does the epoch after epoch 3 have?",
        ),
        Misconception(
            "best_never_changes",
            _with(keep=lambda loss, best, improved: best),
            "The best loss is always that of epoch 0: it was not changed at an improvement.",
            "What becomes of the best loss when an epoch beats it?",
        ),
        Misconception(
            "zero_for_minus_one",
            lambda losses, noise: max(_expected(losses, noise), 0),
            "Right where overfitting shows. Where it does not, 0 came out, as if it started at once.",
            "The docstring names the number for that case.",
        ),
        Misconception(
            "always_epoch_0",
            lambda losses, noise: 0,
            "It is 0 whatever the losses are. Epoch 0 is no improvement over itself, so a loop that "
            "ends at the first epoch that is none ends at once.",
            "From which epoch on is there a best loss to beat? And does one epoch that does not beat it "
            "settle anything?",
        ),
        Misconception(
            "counted_from_0_after_the_first",
            lambda losses, noise: _after(max(_last_improvement(losses, noise) - 1, 0), losses),
            "The epoch is one too early: a loop over the losses after the first was counted from 0, "
            "and it begins with epoch 1.",
            "To which epoch does the first loss of your loop belong?",
        ),
        Misconception(
            "first_rise_of_any_size",
            lambda losses, noise: _first_rise(losses, 0.0),
            "This is the first epoch at which the loss rises, by however little. A validation loss goes "
            "up and down; it may rise once and still reach a new best later.",
            "Compare with the best loss so far, and remember the last time it was beaten.",
        ),
        Misconception(
            "best_from_zero",
            lambda losses, noise: 1 if len(losses) > 1 else -1,
            "No epoch counts as an improvement, not even over the first.",
            "What is the best loss at first, and which way does a loss have to go to beat it?",
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
            "Take a best loss of 0.5 and noise 0.1: which losses are improvements?",
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
    afterword=(
        "Also right: `waited += 1` at every epoch and then `waited = 0` at an "
        "improvement, the count that early stopping compares with its patience."
    ),
)
