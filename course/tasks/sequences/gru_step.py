"""One step of a GRU, by its formulas."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _steps(draw: np.random.Generator) -> Iterator[Case]:
    def case(x, h, kernel, recurrent, bias, label: str) -> Case:
        names = ("x", "h", "kernel", "recurrent", "bias")
        arrays = (np.array(array, np.float32) for array in (x, h, kernel, recurrent, bias))
        return Case(dict(zip(names, arrays, strict=True)), label)

    yield case(
        [[1.0]],
        [[0.5]],
        [[1.0, -1.0, 2.0]],
        [[0.5, 1.0, -1.0]],
        [[0.0, 0.5, -0.5], [0.5, 0.0, 1.0]],
        "one number, one unit",
    )
    yield case(
        [[0.0, 0.0]],
        [[-0.5, 0.8]],
        draw.normal(0, 1, (2, 6)).round(1),
        draw.normal(0, 1, (2, 6)).round(1),
        draw.normal(0, 1, (2, 6)).round(1),
        "an x of zeros",
    )
    rows, features, units = 3, int(draw.integers(2, 4)), int(draw.integers(2, 4))
    for _ in range(2):
        yield case(
            draw.normal(0, 1, (rows, features)).round(1),
            draw.uniform(-1, 1, (rows, units)).round(1),
            draw.normal(0, 1, (features, 3 * units)).round(1),
            draw.normal(0, 1, (units, 3 * units)).round(1),
            draw.normal(0, 1, (2, 3 * units)).round(1),
            "numbers at random",
        )


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def _after(h: np.ndarray, z: np.ndarray, candidate: np.ndarray) -> np.ndarray:
    return z * h + (1 - z) * candidate


def _gru(
    order: str = "zrh",
    after: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray] = _after,
    candidate: Callable[..., np.ndarray] = lambda a, b, c, r: np.tanh(a + r * (b + c)),
    gate: Callable[[np.ndarray], np.ndarray] = _sigmoid,
    biases: tuple[float, float] = (1.0, 1.0),
) -> Callable[..., np.ndarray]:
    """A step whose third part gets a = x W + bias, b = h U, c = the recurrent bias, and r."""

    def answer(x, h, kernel, recurrent, bias) -> np.ndarray:
        x, h = x.astype(np.float64), h.astype(np.float64)
        parts = {
            name: (a, b, c)
            for name, a, b, c in zip(
                order,
                np.split(x @ kernel + biases[0] * bias[0], 3, axis=1),
                np.split(h @ recurrent, 3, axis=1),
                np.split(biases[1] * bias[1].astype(np.float64), 3),
                strict=True,
            )
        }
        z, r = (gate(sum(parts[name])) for name in "zr")
        return after(h, z, candidate(*parts["h"], r)).astype(np.float32)

    return answer


def _reset_before(x, h, kernel, recurrent, bias) -> np.ndarray:
    units = h.shape[1]
    sums = x @ kernel + bias[0] + bias[1]
    gates = _sigmoid((sums + h @ recurrent)[:, : 2 * units])
    z, r = gates[:, :units], gates[:, units:]
    candidate = np.tanh(sums[:, 2 * units :] + (r * h) @ recurrent[:, 2 * units :])
    return _after(h, z, candidate).astype(np.float32)


def _biases_exchanged(x, h, kernel, recurrent, bias) -> np.ndarray:
    return _gru()(x, h, kernel, recurrent, bias[::-1])


def _first_bias_twice(x, h, kernel, recurrent, bias) -> np.ndarray:
    return _gru()(x, h, kernel, recurrent, bias[[0, 0]])


def _no_step(x, h, kernel, recurrent, bias) -> str:
    """What the docstring does not allow about these inputs."""
    units = h.shape[1]
    shapes = (len(x) == len(h), kernel.shape == (x.shape[1], 3 * units))
    if not all(shapes) or recurrent.shape != (units, 3 * units) or bias.shape != (2, 3 * units):
        return "kernel, recurrent and bias have 3 columns for each unit; x and h have as many rows."
    return ""


TASK = Task(
    name="gru_step",
    points=3,
    ask=Call("gru_step"),
    cases=_steps,
    expected=_gru(),
    dtype="float32",
    example=ExampleForm(refuses=_no_step),
    misconceptions=(
        Misconception(
            "new_kept_by_z",
            _gru(after=lambda h, z, candidate: (1 - z) * h + z * candidate),
            "z and 1 - z are swapped in the last line. Many texts write it so; in Keras z is the share "
            "of the old state that stays.",
            "With a z of 1, what does the docstring say the new state is?",
        ),
        Misconception(
            "gates_exchanged",
            _gru("rzh"),
            "z and r were taken from each other's columns.",
            "In which order do the three parts lie in the columns?",
        ),
        Misconception(
            "candidate_first",
            _gru("hzr"),
            "The columns were read as candidate, z, r.",
            "In which order do the three parts lie in the columns?",
        ),
        Misconception(
            "reset_before",
            _reset_before,
            "r was multiplied by h before the product with its kernel. That is the older form; in "
            "Keras's default r is multiplied by what the product gives, bias included.",
            "What stands in the parentheses after r in the docstring?",
        ),
        Misconception(
            "bias_outside",
            _gru(candidate=lambda a, b, c, r: np.tanh(a + r * b + c)),
            "In the candidate, r should be multiplied by the recurrent bias as well.",
            "What stands in the parentheses after r in the docstring?",
        ),
        Misconception(
            "no_bias",
            _gru(biases=(0.0, 0.0)),
            "The biases are missing.",
            "bias has two rows. Where does each of them belong?",
        ),
        Misconception(
            "first_bias_only",
            _gru(biases=(1.0, 0.0)),
            "Only the first row of the bias was added. The second one belongs to the product with h.",
            "bias has two rows. Where does each of them belong?",
        ),
        Misconception(
            "second_bias_only",
            _gru(biases=(0.0, 1.0)),
            "Only the second row of the bias was added. The first one belongs to the product with x.",
            "bias has two rows. Where does each of them belong?",
        ),
        Misconception(
            "first_bias_twice",
            _first_bias_twice,
            "The first row of the bias was added to both products. The second row belongs to the product "
            "with h.",
            "bias has two rows. Where does each of them belong?",
        ),
        Misconception(
            "biases_exchanged",
            _biases_exchanged,
            "The two rows of the bias are swapped. In the gates it makes no difference, but in the candidate "
            "r multiplies only the second row.",
            "Which row does the docstring add to the product with h?",
        ),
        Misconception(
            "no_reset",
            _gru(candidate=lambda a, b, c, r: np.tanh(a + b + c)),
            "r has no effect: the candidate sees all of the old state.",
            "Where in the docstring does r occur?",
        ),
        Misconception(
            "candidate_by_sigmoid",
            _gru(candidate=lambda a, b, c, r: _sigmoid(a + r * (b + c))),
            "The candidate went through a sigmoid, so it can't be below 0.",
            "Which of the three parts are gates, and which one is a state?",
        ),
        Misconception(
            "gates_by_tanh",
            _gru(gate=np.tanh),
            "The gates went through tanh. A share lies between 0 and 1.",
            "Which function gives numbers between 0 and 1?",
        ),
        Misconception(
            "candidate_alone",
            _gru(after=lambda h, z, candidate: candidate),
            "This is the candidate. The new state is a mixture of it with the old one.",
            "What does the last line of the docstring's formulas do with z?",
        ),
    ),
    hints=(
        "Two products give everything: x with kernel, and h with recurrent. Each has three parts.",
        "tf.split cuts a product into three along the last axis; add a row of the bias to each product "
        "before you cut.",
        "z and r are sigmoids of sums of two parts. In the candidate, r multiplies the third part of the "
        "product with h, and the state is a mixture by z.",
    ),
    afterword=(
        "Also right: `keras.layers.GRUCell` with `set_weights`, since these are its formulas."
    ),
)
