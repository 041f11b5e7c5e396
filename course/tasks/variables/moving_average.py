"""An exponential moving average of weights."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _average_in_turn(answer, values, decay):
    """What both variables hold after each call."""
    import tensorflow as tf

    weights = tf.Variable(values[0])
    average = tf.Variable(values[0])
    averages, held = [], []
    for value in values[1:]:
        weights.assign(value)
        answer(average, weights, decay)
        averages.append(average.numpy())
        held.append(weights.numpy())
    return {"averages": averages, "weights": held}


def _weight_rows(draw: np.random.Generator) -> Iterator[Case]:
    def case(values: object, decay: float, label: str) -> Case:
        return Case({"values": np.array(values, np.float32), "decay": decay}, label)

    yield case([[0.0], [10.0], [10.0], [20.0]], 0.75, "one weight, a decay of 0.75")
    yield case([[4.0, -2.0], [0.0, 6.0]], 0.9, "a single update")
    yield case([[1.0, 2.0], [3.0, 5.0], [8.0, 2.0]], 0.0, "a decay of 0")
    values = draw.normal(2, 3, (int(draw.integers(5, 8)), 3))
    yield case(values, float(draw.choice([0.2, 0.6, 0.95])), "random weights")


def _entry(index: tuple[int, ...], values: np.ndarray, decay: float) -> str:
    features = values.shape[1]
    what = "the average" if index[1] < features else "the weights"
    return f"entry {index[1] % features} of {what} after call {index[0] + 1}"


def _followed(values: np.ndarray, update) -> np.ndarray:
    """The average after each step beside the weights; `update(average, value, number)`."""
    average, averages = values[0].astype(np.float64), []
    for number, value in enumerate(values[1:].astype(np.float64), start=1):
        average = update(average, value, number)
        averages.append(average)
    return np.concatenate([np.stack(averages), values[1:]], axis=1).astype(np.float32)


def _weights_overwritten(values: np.ndarray, decay: float) -> np.ndarray:
    """The weights get the new average, and the average itself never changes."""
    start = np.broadcast_to(values[0], values[1:].shape)
    mixed = decay * start + (1 - decay) * values[1:]
    return np.concatenate([start, mixed], axis=1).astype(np.float32)


def _both_assigned(values: np.ndarray, decay: float) -> np.ndarray:
    averages = _followed(values, lambda a, w, n: decay * a + (1 - decay) * w)
    half = values.shape[1]
    return np.concatenate([averages[:, :half], averages[:, :half]], axis=1)


TASK = Task(
    name="moving_average",
    points=3,
    ask=Call(
        "moving_average",
        _average_in_turn,
        "both variables start at the first row; then the weights get each next row in turn, and "
        "the function is called; a row of the result is the average after a call, then the weights",
        entry=_entry,
    ),
    facts=lambda seen, values, decay: np.concatenate(
        [np.stack(seen["averages"]), np.stack(seen["weights"])], axis=1
    ),
    cases=_weight_rows,
    expected=lambda values, decay: _followed(values, lambda a, w, n: decay * a + (1 - decay) * w),
    dtype="float32",
    example=ExampleForm(
        inputs=("average", "weights", "decay"),
        put=lambda answer, average, weights, decay: answer(np.stack([average, weights]), decay)[
            0, : len(average)
        ],
        of_case=lambda values, decay: [(*pair, decay) for pair in itertools.pairwise(values)],
        refuses=lambda average, weights, decay: (
            "" if 0 <= decay <= 1 else "A decay lies from 0 to 1."
        ),
    ),
    misconceptions=(
        Misconception(
            "swapped",
            lambda values, decay: _followed(values, lambda a, w, n: (1 - decay) * a + decay * w),
            "The two shares changed places: decay belongs to the old average, and is what is kept "
            "of it.",
            "With a decay of 0.9, should the average move a little or a lot?",
        ),
        Misconception(
            "unchanged",
            lambda values, decay: _followed(values, lambda a, w, n: a),
            "The average never changed. A new tensor was perhaps made or returned, and nothing "
            "put it into the variable.",
            "Which methods change a variable?",
        ),
        Misconception(
            "weights_overwritten",
            _weights_overwritten,
            "The new average went into `weights`, which other code goes on training with.",
            "Which of the two variables should change?",
        ),
        Misconception(
            "both_changed",
            _both_assigned,
            "The average is right, and the weights were overwritten by it.",
            "Which of the two variables should change?",
        ),
        Misconception(
            "not_decayed",
            lambda values, decay: _followed(values, lambda a, w, n: a + (1 - decay) * w),
            "The new share was added and the old average kept whole, so the average grows and "
            "grows. The shares have to add up to 1.",
            "How much of the old average should remain?",
        ),
        Misconception(
            "full_weights",
            lambda values, decay: _followed(values, lambda a, w, n: decay * a + w),
            "The old average was decayed and the weights added whole. The shares have to add up "
            "to 1.",
            "If the old average keeps the share decay, what is left for the weights?",
        ),
        Misconception(
            "only_decayed",
            lambda values, decay: _followed(values, lambda a, w, n: decay * a),
            "The old average shrank, and the weights did not come in.",
            "What is added to the share of the old average?",
        ),
        Misconception(
            "only_the_new_share",
            lambda values, decay: _followed(values, lambda a, w, n: (1 - decay) * w),
            "The average holds a share of the weights and nothing of its old value: it was "
            "replaced.",
            "Where does the old average come in?",
        ),
        Misconception(
            "wrong_way",
            lambda values, decay: _followed(values, lambda a, w, n: a - (1 - decay) * (w - a)),
            "The average moves away from the weights: the sign of the step is the other way round.",
            "If the weights are larger than the average, should the average grow?",
        ),
        Misconception(
            "half_and_half",
            lambda values, decay: _followed(values, lambda a, w, n: (a + w) / 2),
            "Old average and weights got half each, whatever the decay.",
            "Where does `decay` come in?",
        ),
        Misconception(
            "last",
            lambda values, decay: _followed(values, lambda a, w, n: w),
            "The average is the same as the weights: nothing was kept of its old value.",
            "Which share of the old average should remain?",
        ),
        Misconception(
            "twice",
            lambda values, decay: _followed(
                values, lambda a, w, n: decay * (decay * a + (1 - decay) * w) + (1 - decay) * w
            ),
            "The update was made twice in one call.",
            "Every `assign` changes the variable, also inside an expression. How many run?",
        ),
        Misconception(
            "added_to_the_old",
            lambda values, decay: _followed(
                values, lambda a, w, n: a + decay * a + (1 - decay) * w
            ),
            "The new average was added to the old one: `assign_add` keeps what is there.",
            "Which method puts a value in place of the old one?",
        ),
        Misconception(
            "parentheses",
            lambda values, decay: _followed(values, lambda a, w, n: decay * a + 1 - decay * w),
            "Python multiplies before it subtracts: `1 - decay * x` is 1 minus a product.",
            "Where do parentheses belong?",
        ),
        Misconception(
            "decay_for_both",
            lambda values, decay: _followed(values, lambda a, w, n: decay * (a + w)),
            "Old average and weights were both given the share decay. The shares have to add up to 1.",
            "If the old average keeps the share decay, what is left for the weights?",
        ),
        Misconception(
            "subtracted",
            lambda values, decay: _followed(values, lambda a, w, n: decay * a - (1 - decay) * w),
            "The share of the weights was taken away from that of the old average.",
            "Which sign stands between the two shares?",
        ),
        Misconception(
            "decayed_after",
            lambda values, decay: _followed(values, lambda a, w, n: decay * (a + (1 - decay) * w)),
            "The share of the weights was added first, and then decayed with the rest.",
            "Which of the two steps has to come first?",
        ),
        Misconception(
            "halved",
            lambda values, decay: _followed(
                values, lambda a, w, n: (decay * a + (1 - decay) * w) / 2
            ),
            "The two shares were added, and divided by 2. They add up to 1 already.",
            "Leave out the division.",
        ),
        Misconception(
            "one_weight_for_all",
            lambda values, decay: _followed(
                values, lambda a, w, n: decay * a + (1 - decay) * np.mean(w)
            ),
            "All weights were replaced by their mean: a reduction took them together. Each average "
            "follows its own weight.",
            "Leave the axis of the features alone.",
        ),
        Misconception(
            "fixed_decay",
            lambda values, decay: _followed(values, lambda a, w, n: 0.9 * a + 0.1 * w),
            "The decay was 0.9 in every case, whatever was passed.",
            "Where does `decay` come in?",
        ),
        Misconception(
            "weights_shrunk",
            lambda values, decay: np.concatenate(
                [
                    _followed(values, lambda a, w, n: decay * a + (1 - decay) * w)[
                        :, : values.shape[1]
                    ],
                    ((1 - decay) * values[1:]).astype(np.float32),
                ],
                axis=1,
            ),
            "The average is right, and the weights were multiplied by their share on the way. Other "
            "code goes on training with them.",
            "Which of the two variables should change?",
        ),
        Misconception(
            "divided_by_steps",
            lambda values, decay: _followed(values, lambda a, w, n: a + (w - a) / (n + 1)),
            "This is the mean of all weights so far. An exponential average forgets: every step "
            "leaves the share decay of what was there.",
            "The update uses decay, and no count.",
        ),
    ),
    hints=(
        "The new average is made of two shares that add up to 1: one of the old average, one of "
        "the weights.",
        "The share of the old average is `decay`. What is the other one?",
        "Put the sum of both into the variable with `average.assign(...)`.",
    ),
    afterword=(
        "Also right: `average.assign_sub((1 - decay) * (average - weights))`, which takes from "
        "the average a share of its distance from the weights."
    ),
)
