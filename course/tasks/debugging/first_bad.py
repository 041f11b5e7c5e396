"""Which of several tensors is the first that holds NaN or infinity?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from grader.judging.example_form import ExampleForm, as_it_is
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case

Arrays = Mapping[str, np.ndarray]


def _as_tensors(answer, values):
    """The name for a dict of tensors."""
    import tensorflow as tf

    return answer({name: tf.constant(array) for name, array in values.items()})


def _runs(draw: np.random.Generator) -> Iterator[Case]:
    def case(values: Arrays, label: str) -> Case:
        return Case({"values": values}, label)

    def of(*numbers: float, dtype: str = "float32") -> np.ndarray:
        return np.array(numbers, dtype)

    nan, inf = np.nan, np.inf
    yield case(
        {"input": of(1, -2), "hidden": of(0.5, nan, 0), "loss": of(nan)}, "a nan in the middle"
    )
    yield case({"input": of(3, 1), "log": of(0, -inf), "loss": of(inf)}, "an infinity below 0")
    yield case({"input": of(3, 1), "exp": of(2, inf), "mean": of(nan)}, "an infinity above 0")
    yield case({"input": of(1, 2), "hidden": of(0, 0), "loss": of(0.25)}, "all sound")
    yield case({"scores": of(nan, nan), "loss": of(nan)}, "the first of all")
    yield case(
        {
            "input": of(60000, 40000, dtype="float16"),
            "hidden": of(3e38, 2e38),
            "loss": of(1e300, dtype="float64"),
        },
        "large numbers that are finite, in three dtypes",
    )
    yield case(
        {
            "input": of(60000, 60000, dtype="float16"),
            "hidden": np.array([[1, inf], [2, 3]], "float64"),
            "loss": of(1),
        },
        "large numbers, and an infinity in a matrix",
    )
    yield case({}, "no tensor at all")
    names = ["input", "first", "second", "third", "logits", "loss"]
    for label in ("a broken run at random", "another"):
        arrays = {name: draw.normal(size=int(draw.integers(1, 4))).round(2) for name in names}
        start = int(draw.integers(1, 5))
        for name in names[start:]:
            arrays[name][-1] = draw.choice([nan, inf, -inf])
        yield case({name: array.astype("float32") for name, array in arrays.items()}, label)


def _first(bad: Callable[[np.ndarray], bool]) -> Callable[[Arrays], str]:
    """The name of the first array that a test finds bad; "" where it finds none."""
    return lambda values: next((name for name, array in values.items() if bad(array)), "")


def _arrays_of(values: Mapping[str, object]) -> Arrays:
    """The numbers of the tensors that were passed, by their names.

    Raises:
        ValueError: It is no dict of names and tensors of floats.
    """
    if not isinstance(values, dict) or not all(isinstance(name, str) for name in values):
        raise ValueError("a dict from names to tensors")
    arrays = {str(name): np.asarray(tensor) for name, tensor in values.items()}
    # A list of whole numbers is typed in a hurry, and its tensor would be one of floats as well.
    arrays = {
        name: array.astype(np.float32) if array.dtype.kind in "iu" else array
        for name, array in arrays.items()
    }
    if not all(array.dtype.kind == "f" for array in arrays.values()):
        raise ValueError("tensors of floats")
    return arrays


def _broken(array: np.ndarray) -> bool:
    return not np.isfinite(array).all()


def _overflows(array: np.ndarray) -> bool:
    with np.errstate(all="ignore"):
        return not np.isfinite(array.sum(dtype=array.dtype))


def _too_large_for_float32(array: np.ndarray) -> bool:
    with np.errstate(over="ignore"):
        return not np.isfinite(array.astype(np.float32)).all()


def _last(values: Arrays) -> str:
    return _first(_broken)(dict(reversed(values.items())))


TASK = Task(
    name="first_bad",
    points=2,
    ask=Call("first_bad", _as_tensors, "the values of the dict are tensors"),
    cases=_runs,
    expected=_first(_broken),
    example=ExampleForm(
        put=as_it_is, of_case=lambda values: [(values,)], read={"values": _arrays_of}
    ),
    misconceptions=(
        Misconception(
            "none_found",
            lambda values: "",
            'The answer is always "": no broken tensor was found. A comparison with nan gives False, even '
            "nan == nan.",
            "What does the comparison you use give for nan? Try it on one number.",
        ),
        Misconception(
            "infinity_missed",
            _first(lambda array: bool(np.isnan(array).any())),
            "A tensor with nan is found, and one with an infinity is not.",
            "Which values does the docstring count as broken? An infinity is no nan yet.",
        ),
        Misconception(
            "nan_missed",
            _first(lambda array: bool(np.isinf(array).any())),
            "A tensor with an infinity is found, and one with nan is not. Every comparison with nan gives "
            "False, except !=.",
            "What does the test you use say of nan?",
        ),
        Misconception(
            "below_missed",
            _first(lambda array: bool((np.isnan(array) | (array == np.inf)).any())),
            "nan and infinity are found, and minus infinity is not.",
            "What is the logarithm of 0?",
        ),
        Misconception(
            "last",
            _last,
            "This is the last broken tensor. What broke first is the cause, and the others may have caught it.",
            "When may the loop over the dict stop?",
        ),
        Misconception(
            "all_of_them",
            lambda values: [name for name, array in values.items() if _broken(array)],
            "These are the names of all broken tensors. The task asks for one name.",
            "When may the loop over the dict stop?",
        ),
        Misconception(
            "sum_overflows",
            _first(_overflows),
            "A tensor of finite numbers was found broken. Its numbers are large, and their sum is too large "
            "for its dtype.",
            "Can you ask each number by itself, before anything is added up?",
        ),
        Misconception(
            "cast_overflows",
            _first(_too_large_for_float32),
            "A tensor of finite numbers was found broken. It is float64, and its numbers are too large for "
            "float32.",
            "Does your test need another dtype than the tensor has?",
        ),
        Misconception(
            "all_numbers",
            _first(lambda array: array.size > 0 and not np.isfinite(array).any()),
            "A tensor was found only where all of its numbers are broken. One is enough.",
            "reduce_all and reduce_any: which of them says what you mean, and of which condition?",
        ),
        Misconception(
            "first_sound",
            _first(lambda array: not _broken(array)),
            "This is the first tensor without a broken number.",
            "What does your condition say of a sound tensor?",
        ),
        Misconception(
            "place",
            lambda values: (
                list(values).index(_first(_broken)(values))
                if any(map(_broken, values.values()))
                else ""
            ),
            "This is the place of the tensor in the dict. The task asks for its name.",
            "What does `items()` of a dict give besides the tensor?",
        ),
        Misconception(
            "none_for_sound",
            lambda values: _first(_broken)(values) or None,
            'Where all tensors are sound, None came back. The docstring wants "".',
            "What does a function return that ends without a return?",
        ),
    ),
    hints=(
        "Which single question about a number rules out nan and both infinities?",
        "tf.math.is_finite answers for each number, and tf.reduce_all puts the answers together.",
        "A dict keeps its order. Go through its items, and return the first name whose numbers are not all "
        "finite.",
    ),
    afterword=(
        "Also right: `tf.debugging.check_numerics` in a try, where `except tf.errors.InvalidArgumentError` "
        "returns the name."
    ),
)
