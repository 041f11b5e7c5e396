"""How a result came about: which operations a graph holds, and what they say.

A `drive` names the operations beside the learner's code; what follows from them is said where the
answer is judged.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from grader.judging.stand_ins import stand_in
from grader.judging.task import Misconception

_PYTHON = {"PyFunc", "PyFuncStateless", "EagerPyFunc"}
_LOOPS = {"While", "StatelessWhile", "ReduceDataset"}


def leaves_the_graph(operations: Collection[str]) -> bool:
    """Whether a graph calls Python back, as tf.py_function and tf.numpy_function make it."""
    return not _PYTHON.isdisjoint(operations)


def has_a_loop(operations: Collection[str]) -> bool:
    """Whether a graph holds a loop, rather than as many copies of its body as it has turns."""
    return not _LOOPS.isdisjoint(operations)


def side_by_side(results: Sequence[Any]) -> np.ndarray:
    """The results of several calls as one array, or where they differ in shape, the first alone:
    as a row of numbers is told what its shape is."""
    arrays = [np.asarray(result) for result in results]
    alike = len({array.shape for array in arrays}) == 1
    return np.array(arrays) if alike else arrays[0]


OUTSIDE = stand_in("result of Python code outside the graph")
UNROLLED = stand_in("result of a graph that holds no loop")

LEFT_THE_GRAPH = Misconception(
    "left_the_graph",
    lambda *_: OUTSIDE,
    "The graph calls Python back, by tf.py_function or tf.numpy_function. What runs there is no "
    "part of the graph: TensorFlow can neither save it, nor differentiate it, nor run it elsewhere.",
    "Write the steps with TensorFlow's own operations. Just to look at a value, use tf.print.",
)
NO_LOOP = Misconception(
    "no_loop",
    lambda *_: UNROLLED,
    "There is no loop in the graph. A Python loop runs while tracing, and leaves a copy of its body "
    "for every turn, so the number of turns is fixed.",
    "Let the graph decide after each turn whether there is another: tf.while_loop, or a Python "
    "while whose condition is a tensor.",
)
