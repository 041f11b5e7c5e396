"""Noise that can be repeated."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task, Tolerance
from grader.probing.questions import Call, Case


def _three_times(answer, rows, seed, stddev):
    """What comes out for a seed, again for it, and for another, and what others draw meanwhile."""
    import numpy as np
    import tensorflow as tf

    from grader.probing.evidence import Misfit

    values = tf.reshape(tf.range(float(rows * 200)), [rows, 200])

    def noisy(number):
        result = answer(values, number, stddev)
        if result is not None and tuple(getattr(result, "shape", ())) != (rows, 200):
            raise Misfit(result)
        return result

    def others():
        return [tf.random.normal([3]), np.random.random_sample(3)]

    first = noisy(seed)
    if first is None:
        return None
    before, again, after = others(), noisy(seed), others()
    return {
        "first": first,
        "again": again,
        "another": noisy(seed + 1),
        "before": before,
        "after": after,
    }


def _noise_facts(raw, rows, seed, stddev):
    """Seven facts about the noise, each a number: see the task's docstring and `how`."""
    if raw is None:
        return None
    values = np.arange(rows * 200, dtype=np.float32).reshape(rows, 200)
    first, again, another = (raw[name] - values for name in ("first", "again", "another"))
    mean = np.round(np.mean(first) / stddev, 1)
    down, across = (np.round(np.mean(np.std(first, axis)) / stddev, 1) for axis in (0, 1))
    distances = np.abs(first - np.mean(first))
    # Of a normal distribution 68 of 100 draws lie within its standard deviation: here within 0.003.
    bell = 0.63 < np.mean(distances < np.std(first)) < 0.74
    if not (down and across):  # too few draws are left for figures: only where they are the same
        mean, down, across, bell = 0, down > 0, across > 0, True
    elif np.std(raw["first"]) < 10 * stddev:  # as wide as the noise: the values are not in it
        mean, down, across, bell = -2, 9, 9, True
    else:  # of a spread like that of the values, the mean says nothing
        mean = 0 if down > 8 and across > 8 else mean
        bell = bell or (down > 8 and across > 8)
        down, across = min(down, 8), min(across, 8)
    undisturbed = not any(
        (before == after).any() for before, after in zip(raw["before"], raw["after"], strict=True)
    )
    facts = [
        np.array_equal(first, again),
        not np.allclose(first, another, atol=0.01),
        np.clip(mean, -2, 2),
        np.clip(down, 0, 9),
        np.clip(across, 0, 9),
        undisturbed,
        bell,
    ]
    return np.array(facts, raw["first"].dtype)


def _noise_requests(draw: np.random.Generator) -> Iterator[Case]:
    def case(seed: int, stddev: float, label: str) -> Case:
        return Case({"rows": 100, "seed": seed, "stddev": stddev}, label)

    yield case(2026, 0.5, "a standard deviation of 0.5")
    yield case(0, 2.0, "the seed 0")
    yield case(int(draw.integers(1, 100_000)), float(draw.choice([0.4, 2.5])), "another seed")


def _facts(
    repeats: float = 1,
    seed_matters: float = 1,
    mean: float = 0,
    down: float = 1,
    across: float = 1,
    leaves_others: float = 1,
    bell: float = 1,
) -> np.ndarray:
    numbers = [repeats, seed_matters, mean, down, across, leaves_others, bell]
    return np.round(np.array(numbers, np.float64), 1).astype(np.float32)


def _wrong_spread(spread: float, bell: float = 1) -> np.ndarray:
    return _facts(down=spread, across=spread, bell=bell)


TASK = Task(
    name="add_noise",
    points=2,
    ask=Call(
        "add_noise",
        _three_times,
        "called on `rows` rows of 200 numbers. The result holds: does the same seed repeat (1 is "
        "yes); does another seed differ; mean / stddev; spread down the columns / stddev; spread "
        "along the rows / stddev; do other random numbers go on undisturbed; do as many numbers lie near the mean as a normal "
        "distribution has there",
        wanted="a float32 tensor of the shape of `values`",
    ),
    cases=_noise_requests,
    expected=lambda rows, seed, stddev: _facts(),
    facts=_noise_facts,
    dtype="float32",
    # In units of stddev, the mean of 20,000 draws has a standard error of 0.007 and their spread
    # one of 0.005: sound noise lies at least seven of them within what rounds to 0.0 and 1.0.
    tolerance=Tolerance(relative=0, absolute=0.01),
    example=ExampleForm(
        why_not="This task takes no example: the numbers that come out are random, and which ones is free."
    ),
    misconceptions=(
        Misconception(
            "new_every_time",
            lambda rows, seed, stddev: _facts(repeats=0),
            "Two calls with the same seed gave different noise. A seed that is not used changes "
            "nothing, and one that only starts a generator outside the function, or that is given "
            "to tf.random.normal alone, does not start it again at the next call.",
            "What starts anew, from this seed, at every call?",
        ),
        Misconception(
            "global_seed",
            lambda rows, seed, stddev: _facts(leaves_others=0),
            "The noise repeats, and so do the random numbers that other code draws: the seed of "
            "the whole program was set inside the function.",
            "Draw from something that has a seed of its own.",
        ),
        Misconception(
            "one_seed_for_all",
            lambda rows, seed, stddev: _facts(seed_matters=0),
            "The noise repeats, and it is the same for every seed: the seed in use is not the one "
            "that was passed.",
            "Where does `seed` come in?",
        ),
        Misconception(
            "stddev_forgotten",
            lambda rows, seed, stddev: _wrong_spread(1 / stddev),
            "The noise repeats, and its standard deviation is 1, whatever `stddev` says.",
            "Where does `stddev` come in?",
        ),
        Misconception(
            "variance",
            lambda rows, seed, stddev: _wrong_spread(stddev),
            "The noise repeats, and its standard deviation is the square of what was asked for.",
            "What does noise of standard deviation 1 have to be multiplied by?",
        ),
        Misconception(
            "root",
            lambda rows, seed, stddev: _wrong_spread(stddev**-0.5),
            "The noise repeats, and its standard deviation is the root of what was asked for: "
            "`stddev` was taken for a variance.",
            "What does noise of standard deviation 1 have to be multiplied by?",
        ),
        Misconception(
            "uniform",
            lambda rows, seed, stddev: _wrong_spread(3**-0.5, bell=0),
            "The noise repeats, and it is spread evenly between -stddev and stddev. The "
            "docstring asks for a normal distribution.",
            "Look among the methods of a generator for the distribution's name.",
        ),
        Misconception(
            "mean_moved",
            lambda rows, seed, stddev: _facts(1, 1, 1, 1 / stddev, 1 / stddev),
            "The noise lies around stddev, not around 0, and its standard deviation is 1: the "
            "first number after the shape is the mean.",
            "Which argument is the mean, and which the standard deviation? Name them in the call.",
        ),
        Misconception(
            "one_for_each_column",
            lambda rows, seed, stddev: _facts(down=0),
            "Every row got the same noise: one number was drawn for each column.",
            "Which shape should the noise have?",
        ),
        Misconception(
            "one_for_each_row",
            lambda rows, seed, stddev: _facts(across=0),
            "Every column got the same noise: one number was drawn for each row.",
            "Which shape should the noise have?",
        ),
        Misconception(
            "one_number",
            lambda rows, seed, stddev: _facts(down=0, across=0),
            "A single number was drawn and added to every element.",
            "Which shape should the noise have?",
        ),
        Misconception(
            "uniform_from_zero",
            lambda rows, seed, stddev: _facts(mean=0.5, down=12**-0.5, across=12**-0.5, bell=0),
            "The noise repeats, and it is spread evenly between 0 and stddev: that is what "
            "`uniform` draws. The docstring asks for a normal distribution around 0.",
            "Look among the methods of a generator for the distribution's name.",
        ),
        Misconception(
            "another_distribution",
            lambda rows, seed, stddev: _facts(bell=0),
            "Mean and standard deviation are right, and the noise comes from another distribution: more "
            "or fewer numbers lie near the mean than a normal distribution has there.",
            "Look among the methods of a generator for the distribution's name.",
        ),
        Misconception(
            "noise_alone",
            lambda rows, seed, stddev: _facts(mean=-2, down=9, across=9),
            "The noise was handed back without the values.",
            "What has to be done with the noise before it is returned?",
        ),
        Misconception(
            "grows_with_the_values",
            lambda rows, seed, stddev: _facts(down=8, across=8),
            "The noise is as large as the values themselves: it was multiplied by them, or they were "
            "added twice.",
            "What should be done with the noise, and what with the values, before the result is "
            "returned?",
        ),
        Misconception(
            "no_noise",
            lambda rows, seed, stddev: _facts(seed_matters=0, down=0, across=0),
            "The values came back as they were.",
            "A tensor never changes: what is returned has to be the sum.",
        ),
        Misconception(
            "truncated",
            lambda rows, seed, stddev: _wrong_spread(0.88),
            "The noise repeats, and large values are missing: a truncated normal distribution "
            "leaves out what lies beyond two standard deviations.",
            "Look for the plain normal distribution.",
        ),
        Misconception(
            "no_return",
            lambda rows, seed, stddev: None,
            "The function returns nothing, and a tensor never changes by itself.",
            "What should the last line hand back?",
        ),
    ),
    alike=("`+` -> `-` in `return values + generator",),  # noise has no side
    hints=(
        "Something in the function has to start from `seed` at every call, and be its own.",
        "`tf.random.Generator.from_seed(seed)` makes a generator that nobody else draws from.",
        "Its method `normal` takes a shape and `stddev=`. Add what it gives to the values.",
    ),
    afterword=(
        "Also right: `tf.random.stateless_normal(values.shape, pair, stddev=stddev)` with "
        "`pair = tf.constant([seed, 0])`, which has no state that anything could disturb."
    ),
)
