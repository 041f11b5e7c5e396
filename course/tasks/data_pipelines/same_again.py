"""Random numbers in a map: other ones in each epoch, and the same ones in each run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.stand_ins import stand_in
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _two_runs(answer, x, seed):
    """What three epochs of a run add to x, two of a second one, and one of a run with another seed;
    or only what the elements are, where those are no single numbers."""
    import numpy as np
    import tensorflow as tf

    from grader.probing.evidence import Misfit

    runs = []
    for each, passes in ((seed, 3), (seed, 2), (seed + 1, 1)):
        tf.random.set_seed(None)  # as in a new kernel
        data = answer(tf.data.Dataset.from_tensor_slices(x), each)
        if not isinstance(data, tf.data.Dataset):
            raise Misfit(data)
        if isinstance(data.element_spec, tuple):
            return {"elements": "tuples"}
        if not isinstance(data.element_spec, tf.TensorSpec):
            raise Misfit(data)
        if data.element_spec.shape.rank:
            return {"elements": "tensors"}
        some = data.take(4 * len(np.asarray(x)))
        epochs = [[float(v) for v in some.as_numpy_iterator()] for _ in range(passes)]
        runs.append(epochs)
    return {"runs": runs}


_TUPLES = stand_in("data set of tuples")
_TENSORS = stand_in("data set of tensors that are no scalars")


def _compared(raw, x, seed) -> object:
    """What the draws of the runs have to do with each other."""
    if "elements" in raw:
        return _TUPLES if raw["elements"] == "tuples" else _TENSORS
    rows = len(x)
    runs = raw["runs"]
    if any(len(epoch) != rows for run in runs for epoch in run):
        length = next(len(epoch) for run in runs for epoch in run if len(epoch) != rows)
        return np.array([length, 0, 0, 0, 0, 0])
    first, again, other = (np.array(run) - x.astype(np.float64) for run in runs)
    draws = np.concatenate([first, again, other])
    in_range = bool((draws > -1e-3).all() and (draws < 1 + 1e-3).all())
    changes = all(not np.allclose(first[i], first[j], atol=1e-4) for i, j in ((0, 1), (1, 2)))
    return np.array(
        [
            rows,
            int(in_range),
            int(np.ptp(first[0]) > 1e-3),
            int(changes),
            int(np.allclose(first[:2], again, atol=1e-4)),
            int(not np.allclose(first[:1], other, atol=1e-4)),
        ]
    )


def _entry(index, x, seed) -> str:
    return (
        "how many elements an epoch has",
        "whether each draw is between 0 and 1 (1 is yes)",
        "whether the elements of an epoch have different draws (1 is yes)",
        "whether each epoch has other draws than the one before (1 is yes)",
        "whether two runs with the same seed give the same (1 is yes)",
        "whether another seed gives other draws (1 is yes)",
    )[index[0]]


def _sets(draw: np.random.Generator) -> Iterator[Case]:
    rows = int(draw.integers(6, 15))
    x = draw.normal(0, 3, rows).round(1).astype(np.float32)
    yield Case({"x": x, "seed": int(draw.integers(1, 1000))}, f"{rows} numbers")


def _noise(
    in_range: int = 1, elements: int = 1, epochs: int = 1, runs: int = 1, seeds: int = 1
) -> Callable[[np.ndarray, int], np.ndarray]:
    return lambda x, seed: np.array([len(x), in_range, elements, epochs, runs, seeds])


TASK = Task(
    name="same_again",
    points=2,
    ask=Call(
        "noisy",
        _two_runs,
        "the data set gives the numbers of x; your function is called twice with the seed and once with "
        "another one, as in three new kernels, and the first result is gone through three times",
        "a tf.data.Dataset",
        _entry,
    ),
    cases=_sets,
    expected=_noise(),
    facts=_compared,
    dtype="int",
    example=ExampleForm(
        why_not="This task takes no example: which numbers a seed gives can't be worked out by hand.",
    ),
    misconceptions=(
        Misconception(
            "each_epoch_the_same",
            _noise(epochs=0),
            "Two runs agree, but so do the epochs: each of them begins at the seed again, or the draws were "
            "kept, so training would see the same noise forever.",
            "What could remember, from one epoch to the next, how far the draws have come?",
        ),
        Misconception(
            "no_repetition",
            _noise(runs=0),
            "Each epoch has its own draws, but a second run with the same seed gives others.",
            "Where does the seed go in your code, and what draws without it?",
        ),
        Misconception(
            "one_number_each_run",
            _noise(elements=0, epochs=0, runs=0),
            "One number is added to all elements in all epochs, and it differs from run to run: Python or "
            "NumPy drew it while the function was traced.",
            "Whose random numbers are drawn anew each time a graph runs?",
        ),
        Misconception(
            "one_number",
            _noise(elements=0, epochs=0),
            "One number is added to all elements in all epochs. It follows from the seed, and is drawn once, "
            "or always from the same state.",
            "What has to be different for each element?",
        ),
        Misconception(
            "one_number_an_epoch",
            _noise(elements=0),
            "Each epoch adds one number to all of its elements.",
            "Which dimension of the draws should count the elements?",
        ),
        Misconception(
            "seed_ignored",
            _noise(seeds=0),
            "Epochs differ and runs agree, but they do so for every seed.",
            "Where does your code use `seed`?",
        ),
        Misconception(
            "seed_ignored_epochs_same",
            _noise(epochs=0, seeds=0),
            "Every epoch of every run adds the same draws, whatever the seed.",
            "What should the draws depend on?",
        ),
        Misconception(
            "no_noise",
            _noise(elements=0, epochs=0, seeds=0),
            "Nothing random is added: a method of a data set gives back a new one, and it was not kept.",
            "What does your function return?",
        ),
        Misconception(
            "other_range",
            _noise(in_range=0),
            "Epochs and runs are as they should be, but what was added to x is not between 0 and 1.",
            "Which distribution does the docstring name, and is the draw added to x?",
        ),
        Misconception(
            "other_range_epochs_same",
            _noise(in_range=0, epochs=0),
            "Two things: each epoch has the same draws, and what was added to x is not between 0 and 1.",
            "Which distribution does the docstring name? And what remembers how far the draws have come?",
        ),
        Misconception(
            "not_scalars",
            lambda x, seed: _TENSORS,
            "Each element comes out as a tensor of one number or several, and not as a scalar: the draw has "
            "an axis, and the sum has it, too, or the elements stayed in batches.",
            "Which shape does the draw need, if x has the shape ()?",
        ),
        Misconception(
            "left_as_tuples",
            lambda x, seed: _TUPLES,
            "The elements are tuples, such as the pairs that zip makes of a number and its draw.",
            "Which method makes one number of a pair?",
        ),
        Misconception(
            "three_epochs_in_one",
            lambda x, seed: np.array([4 * len(x), 0, 0, 0, 0, 0]),
            "An epoch of this data set has more elements than came in: it repeats itself.",
            "Who should decide how many epochs there are?",
        ),
    ),
    hints=(
        "A seed that is written into an operation of the map starts over whenever the data set does.",
        "A tf.random.Generator holds its state in a variable, and a map may use it.",
        "Make the generator from the seed outside the function, and draw from it inside.",
    ),
    afterword=(
        "Also right: `tf.data.Dataset.random` with `rerandomize_each_iteration=True`, zipped with the data, "
        "whose numbers are seeds for a stateless draw."
    ),
)
