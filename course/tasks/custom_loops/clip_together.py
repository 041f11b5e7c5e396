"""Gradients clipped together, and none of them where one number is not finite."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.stand_ins import Misshapen, stand_in
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case

Gradients = list[np.ndarray | None]


def _as_tensors(answer, gradients, limit):
    """What comes back for a list of tensors and Nones."""
    import tensorflow as tf

    from grader.probing.evidence import Misfit

    passed = [None if array is None else tf.constant(array) for array in gradients]
    returned = answer(passed, limit)
    if not isinstance(returned, list | tuple):
        raise Misfit(returned)
    return returned


_OTHER_LENGTH = stand_in("list of another length")
_FILLED = stand_in("list with a tensor where there was None")
_EMPTIED = stand_in("list with None where there was a gradient")
_WITH_NORM = stand_in("tuple of a list of gradients and their norm")
_SCALARS = stand_in("list with single numbers in the place of tensors")


def _in_a_row(raw, gradients: Gradients, limit: float) -> object:
    """All numbers of the tensors that came back, one after another."""
    if len(raw) == 2 and isinstance(raw[0], list | tuple):
        return _WITH_NORM
    if len(raw) != len(gradients):
        return _OTHER_LENGTH
    pairs = list(zip(raw, gradients, strict=True))
    if any(mine is not None and theirs is None for mine, theirs in pairs):
        return _FILLED
    if any(mine is None and theirs is not None for mine, theirs in pairs):
        return _EMPTIED
    single = all(np.ndim(mine) == 0 for mine in raw if mine is not None)
    if single and any(np.ndim(theirs) for theirs in gradients if theirs is not None):
        return _SCALARS
    for place, (mine, theirs) in enumerate(pairs):
        if theirs is not None and np.shape(mine) != theirs.shape:
            return Misshapen(mine, f"the tensor in the place of gradients[{place}]", theirs.shape)
    return _row(raw)


def _row(gradients: Gradients) -> np.ndarray:
    kept = [np.ravel(array) for array in gradients if array is not None]
    return np.concatenate(kept).astype(np.float32)


def _entry(index, gradients, limit) -> str:
    place = index[0]
    for which, array in enumerate(gradients):
        size = 0 if array is None else array.size
        if place < size:
            return f"number {place} of gradients[{which}]"
        place -= size
    return "a number"


def _gradients(draw: np.random.Generator) -> Iterator[Case]:
    def case(gradients: list[object], limit: float, label: str) -> Case:
        arrays = [None if array is None else np.array(array, np.float32) for array in gradients]
        return Case({"gradients": arrays, "limit": limit}, label)

    inf, nan = np.inf, np.nan
    yield case([[3, 4], [[0, 12]]], 6.5, "norms 5 and 12, together 13")
    yield case([[3, 4], [[0, 12]]], 20.0, "within the limit")
    yield case([[1, 2], None, [[2, 0], [0, 4]]], 1.0, "a variable that the loss does not use")
    yield case([[0.5, -0.5], [[0.5], [0.5]]], 0.6, "each within the limit, together beyond it")
    yield case([[3, nan], None, [[1, 2]]], 2.0, "a nan")
    yield case([[[2, 1]], [inf, 1, 2]], 1.5, "an infinity")
    yield case([[0, 0], [[0]]], 1.0, "all zeros")
    yield case([[-0.3, 0.4], 5.0], 2.0, "a scalar among them")
    for label in ("gradients at random", "others"):
        rows, columns = (int(size) for size in draw.integers(2, 4, 2))
        drawn = [draw.normal(0, 3, columns).round(2), draw.normal(0, 3, (rows, columns)).round(2)]
        yield case([drawn[0], None, drawn[1]], round(float(draw.uniform(0.5, 3)), 1), label)


def _finite(gradients: Gradients) -> bool:
    return all(np.isfinite(array).all() for array in gradients if array is not None)


def _each(change: Callable[[np.ndarray], np.ndarray], gradients: Gradients) -> Gradients:
    with np.errstate(all="ignore"):
        return [
            None if array is None else np.asarray(change(array), np.float32) for array in gradients
        ]


def _norm(gradients: Gradients) -> float:
    with np.errstate(all="ignore"):
        squares = [
            np.sum(array.astype(np.float64) ** 2) for array in gradients if array is not None
        ]
    return float(np.sqrt(np.sum(squares)))


def _within(norm: float, limit: float) -> float:
    """The factor that brings a norm within a limit."""
    return min(1.0, limit / norm) if norm > 0 else 1.0


def _guarded(
    clip: Callable[[Gradients, float], Gradients],
    bad: Callable[[Gradients, Gradients], Gradients] = lambda gradients, clipped: _each(
        np.zeros_like, gradients
    ),
) -> Callable[[Gradients, float], np.ndarray]:
    """`clip` where all numbers are finite, and `bad` of the gradients and the clipped ones where not."""

    def answer(gradients: Gradients, limit: float) -> np.ndarray:
        with np.errstate(all="ignore"):
            clipped = clip(gradients, limit)
        return _row(clipped if _finite(gradients) else bad(gradients, clipped))

    return answer


def _together(gradients: Gradients, limit: float) -> Gradients:
    factor = _within(_norm(gradients), limit)
    return _each(lambda array: array * factor, gradients)


def _by_itself(gradients: Gradients, limit: float) -> Gradients:
    return _each(lambda array: array * _within(_norm([array]), limit), gradients)


def _by_value(gradients: Gradients, limit: float) -> Gradients:
    return _each(lambda array: np.clip(array, -limit, limit), gradients)


def _always(gradients: Gradients, limit: float) -> Gradients:
    norm = _norm(gradients)
    return _each(lambda array: array * (limit / norm if norm else np.nan), gradients)


def _by_sum_of_norms(gradients: Gradients, limit: float) -> Gradients:
    total = sum(_norm([array]) for array in gradients if array is not None)
    return _each(lambda array: array * _within(total, limit), gradients)


def _by_largest_norm(gradients: Gradients, limit: float) -> Gradients:
    largest = max(_norm([array]) for array in gradients if array is not None)
    return _each(lambda array: array * _within(largest, limit), gradients)


def _by_square(gradients: Gradients, limit: float) -> Gradients:
    return _each(lambda array: array * _within(_norm(gradients) ** 2, limit), gradients)


def _by_largest_entry(gradients: Gradients, limit: float) -> Gradients:
    largest = max(float(np.abs(array).max()) for array in gradients if array is not None)
    return _each(lambda array: array * _within(largest, limit), gradients)


def _all_nan(gradients: Gradients, clipped: Gradients) -> Gradients:
    """What tf.clip_by_global_norm gives where the norm is not finite."""
    return _each(lambda array: np.full_like(array, np.nan), gradients)


def _times_zero(gradients: Gradients, clipped: Gradients) -> Gradients:
    return _each(lambda array: array * 0, gradients)


def _by_infinite_norm(gradients: Gradients, clipped: Gradients) -> Gradients:
    """What multiplying by limit / norm gives where the norm is not finite."""
    return _each(lambda array: array / np.float32(_norm(gradients)), gradients)


def _nan_only(
    infinite: Callable[[Gradients, Gradients], Gradients],
) -> Callable[[Gradients, Gradients], Gradients]:
    """Zeros where there is a nan, and `infinite` where there is none."""

    def bad(gradients: Gradients, clipped: Gradients) -> Gradients:
        if any(np.isnan(array).any() for array in gradients if array is not None):
            return _each(np.zeros_like, gradients)
        return infinite(gradients, clipped)

    return bad


def _compared(gradients: Gradients, clipped: Gradients) -> Gradients:
    """What scaling gives where the norm is compared with the limit first."""
    return gradients if np.isnan(_norm(gradients)) else _by_infinite_norm(gradients, clipped)


def _scalars_if_bad(gradients: Gradients, limit: float) -> object:
    return _guarded(_together)(gradients, limit) if _finite(gradients) else _SCALARS


def _bad_to_zero(gradients: Gradients, clipped: Gradients) -> Gradients:
    """Only the numbers that are not finite become 0."""
    return _each(lambda array: np.where(np.isfinite(array), array, 0), gradients)


def _mended(gradients: Gradients, limit: float) -> Gradients:
    return _together(_bad_to_zero(gradients, gradients), limit)


def _bad_tensors_to_zero(gradients: Gradients, limit: float) -> Gradients:
    kept = _each(
        lambda array: array if np.isfinite(array).all() else np.zeros_like(array), gradients
    )
    return _together(kept, limit)


def _bad_alone_zero(gradients: Gradients, clipped: Gradients) -> Gradients:
    return _each(
        lambda array: array if np.isfinite(array).all() else np.zeros_like(array), gradients
    )


def _where_none(told: object) -> Callable[[Gradients, float], object]:
    """Right where each variable has a gradient, and something else where one has none."""

    def answer(gradients: Gradients, limit: float) -> object:
        if any(array is None for array in gradients):
            return told
        return _guarded(_together)(gradients, limit)

    return answer


def _open(
    clip: Callable[[Gradients, float], Gradients],
) -> Callable[[Gradients, float], np.ndarray]:
    """`clip` where all numbers are finite; where not, it may give anything but the right result."""

    def answer(gradients: Gradients, limit: float) -> np.ndarray:
        if not _finite(gradients):
            raise ValueError("what comes out depends on how it is written")
        with np.errstate(all="ignore"):
            return _row(clip(gradients, limit))

    return answer


def _clipped_so(
    key: str, clip: Callable[[Gradients, float], Gradients], text: str, try_next: str
) -> tuple[Misconception, Misconception]:
    """A wrong way to clip: with numbers that are not finite seen to, and without."""
    return (
        Misconception(key, _guarded(clip), text, try_next),
        Misconception(
            f"{key}_open",
            _open(clip),
            f"{text} Where a number is not finite, the result is not right yet, either.",
            try_next,
        ),
    )


TASK = Task(
    name="clip_together",
    points=3,
    ask=Call(
        "clip_together",
        _as_tensors,
        "the gradients are tensors, and None where there is none. The check compares all numbers of the "
        "tensors that come back, one after another",
        "a list of gradients",
        _entry,
    ),
    cases=_gradients,
    expected=_guarded(_together),
    facts=_in_a_row,
    misconceptions=(
        *_clipped_so(
            "each_by_itself",
            _by_itself,
            "Each gradient was clipped by its own norm. The long ones are shortened and the short ones "
            "are not, so the step goes in another direction.",
            "Which vector's length should be at most limit?",
        ),
        *_clipped_so(
            "by_value",
            _by_value,
            "Each number was cut off at the limit. That changes the direction, and the norm can still be "
            "above the limit.",
            "How can you shorten an arrow so that it still points the same way?",
        ),
        *_clipped_so(
            "by_sum_of_norms",
            _by_sum_of_norms,
            "The norms were added up. The norm of all numbers together is smaller: 5 and 12 make 13, "
            "not 17.",
            "A norm is the root of a sum. What can be added up under the root?",
        ),
        *_clipped_so(
            "by_largest_norm",
            _by_largest_norm,
            "All were scaled by one factor, as they should be, but it was computed from the longest "
            "gradient alone. Together they are longer than that one.",
            "What is the length of one vector that holds all the numbers?",
        ),
        *_clipped_so(
            "always_scaled",
            _always,
            "The gradients were scaled to the limit in any case. Those within it should stay as they are.",
            "What does clipping do to a gradient that is short enough?",
        ),
        *_clipped_so(
            "by_square",
            _by_square,
            "The sum of the squares was taken for the norm: the root is missing.",
            "Work out the norm of [3, 4] by hand.",
        ),
        *_clipped_so(
            "by_largest_entry",
            _by_largest_entry,
            "All were scaled until the largest number is within the limit. The limit is for the norm of "
            "all of them.",
            "What is a norm made of?",
        ),
        Misconception(
            "nan_everywhere",
            _guarded(_together, _all_nan),
            "Where one number is nan or infinite, all came back as nan: the norm is not finite then, and "
            "each number was multiplied by something computed from it. nan times 0 is nan, too.",
            "What could you ask about the norm before you use it?",
        ),
        Misconception(
            "infinite_norm",
            _guarded(_together, _by_infinite_norm),
            "Where one number is nan or infinite, so is the norm, and limit / norm is nan or 0. What it is "
            "multiplied by is nan then in the one case, and in the other an infinity times 0, which is nan.",
            "What could you ask about the norm before you use it?",
        ),
        Misconception(
            "compared_with_the_limit",
            _guarded(_together, _compared),
            "No comparison with nan holds, so the gradients with a nan came back as they were. With an "
            "infinity the norm is infinite and limit / norm is 0, and an infinity times 0 is nan.",
            "What could you ask about the norm before you compare it?",
        ),
        Misconception(
            "times_zero",
            _guarded(_together, _times_zero),
            "The gradients were multiplied by 0 where a number is not finite. nan times 0 is nan, and so is "
            "an infinity times 0.",
            "How do you make zeros of a shape without computing with the numbers that were there?",
        ),
        Misconception(
            "nan_only",
            _guarded(_together, _nan_only(_all_nan)),
            "A nan is caught, and an infinity is not. The norm is infinite then, not nan, and what is "
            "scaled by it comes out as nan.",
            "What else can a norm be that is no number to divide by? One function asks for both.",
        ),
        Misconception(
            "nan_only_by_hand",
            _guarded(_together, _nan_only(_by_infinite_norm)),
            "A nan is caught, and an infinity is not. The norm is infinite then, limit / norm is 0, and an "
            "infinity times 0 is nan.",
            "What else can a norm be that is no number to divide by? One function asks for both.",
        ),
        Misconception(
            "scalar_zeros",
            _scalars_if_bad,
            "Where a number is not finite, single numbers came back. An optimizer needs gradients of the "
            "shapes of the variables.",
            "What makes zeros that have the shape of a given tensor?",
        ),
        Misconception(
            "with_the_norm",
            lambda gradients, limit: _WITH_NORM,
            "tf.clip_by_global_norm gives two things, the list and the norm, and both were returned.",
            "Which of the two does the docstring ask for?",
        ),
        Misconception(
            "left_as_they_are",
            _guarded(_together, lambda gradients, clipped: gradients),
            "Where a number is not finite, the gradients came back as they were, and an optimizer would "
            "put nan or an infinity into the weights.",
            "What does the docstring ask for in that case?",
        ),
        Misconception(
            "bad_numbers_zero",
            lambda gradients, limit: _row(_mended(gradients, limit)),
            "Only the numbers that are not finite became 0, and the rest was clipped. In that case the "
            "task wants no step at all.",
            "Does your condition ask about all gradients at once, or about each number?",
        ),
        Misconception(
            "bad_numbers_zero_not_clipped",
            _guarded(_together, _bad_to_zero),
            "Where a number is not finite, it became 0, and the others came back as they were.",
            "According to the docstring, what does one such number do to all of them?",
        ),
        Misconception(
            "bad_gradients_zero",
            lambda gradients, limit: _row(_bad_tensors_to_zero(gradients, limit)),
            "Only the gradients that hold a bad number became 0, and the others were clipped. One such "
            "number should make all of them 0.",
            "Which tensors does your condition look at?",
        ),
        Misconception(
            "bad_gradient_alone_zero",
            _guarded(_together, _bad_alone_zero),
            "The gradient with a bad number became 0, and the others came back as they were.",
            "According to the docstring, what does one such number do to all of them?",
        ),
        Misconception(
            "nones_left_out",
            _where_none(_OTHER_LENGTH),
            "The Nones are gone, so gradients and variables no longer match.",
            "An optimizer pairs each gradient with a variable. Which one would be paired with the next?",
        ),
        Misconception(
            "nones_as_zero",
            _where_none(_FILLED),
            "A 0 stands where there was None. To an optimizer that is a gradient, of another shape than "
            "its variable.",
            "Which places of the list should be passed on as they are?",
        ),
        Misconception(
            "zeros_to_nan",
            lambda gradients, limit: (
                _row(_all_nan(gradients, gradients))
                if _norm(gradients) == 0
                else _guarded(_together)(gradients, limit)
            ),
            "Gradients that are all 0 came back as nan: their norm is 0, and it was divided by.",
            "What could you divide by instead that is never less than the limit?",
        ),
    ),
    hints=(
        "The norm of all gradients together is the root of the sum of all squares; tf.linalg.global_norm "
        "works it out and skips None.",
        "tf.clip_by_global_norm passes None on, scales only if it has to, and returns the norm as well. "
        "What does it do if that norm is not finite?",
        "tf.math.is_finite can test the norm. Choose zeros with if or tf.where; multiplying by 0 would leave "
        "nan.",
    ),
    afterword=(
        "Also right: `tf.where(fine, g, tf.zeros_like(g))` for each gradient, where `fine` asks the norm "
        "once: that "
        "way needs no Python if."
    ),
)
