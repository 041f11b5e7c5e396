"""Interactive pictures of what TensorFlow does with a tensor.

One call, as the last expression of a cell, shows one picture::

    import explorables

    explorables.shape(tensor)
    explorables.axis(tensor)
    explorables.broadcasting(first, second)
    explorables.traces(function)
    explorables.graph(function, tensor)

Each takes what the learner has at hand: a ``tf.Tensor``, a ``tf.Variable``, a NumPy array, nested
lists, a number. What cannot be drawn is answered by a sentence that says why; nothing here raises
for a learner's value.

TensorFlow is imported at the first call, so that ``explorables.host`` and ``explorables.palette``
are cheap to import by themselves.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from explorables.host import Explorable
    from explorables.still_picture import Still

__all__ = ["axis", "broadcasting", "graph", "race", "shape", "still", "traces"]


def shape(tensor: object) -> Explorable:
    """Show the cells of a tensor of rank 0 to 4, and where each lies in memory.

    Controls: what is done to the tensor (as given, a reshape, a transpose), and a slider that walks
    through memory order. The same element is followed before and after.

    Args:
        tensor: any value TensorFlow can make a tensor of, of any dtype.
    """
    from explorables.shape_picture import explore

    return explore(tensor)


def axis(tensor: object) -> Explorable:
    """Show what a reduction over an axis keeps and loses.

    Controls: the reduction, the axis (negative ones too), ``keepdims``, and a slider over the cells
    of the result. The numbers are those of ``tf.reduce_sum`` and its relatives.

    Args:
        tensor: any value TensorFlow can make a tensor of, with numbers or booleans in it.
    """
    from explorables.axis_picture import explore

    return explore(tensor)


def broadcasting(first: object, second: object) -> Explorable:
    """Show two shapes aligned axis by axis, what is stretched, and the result; or why none exists.

    Controls: a box for each shape, to type another such as ``3, 1``, and a slider over the cells
    of the result.

    Args:
        first: ``a``. A ``tf.TensorShape`` or a tuple of ints is a shape; anything else is data.
        second: ``b``, likewise.
    """
    from explorables.broadcasting_picture import explore

    return explore(first, second)


def race(
    function: object,
    make_input: object,
    sizes: object = (1, 4, 16, 64, 256, 1024),
    repeat: object = 31,
    seconds: object = 3.0,
    clock: Callable[[], float] = time.perf_counter,
) -> Explorable:
    """Time a function at several sizes: eager, as a graph and with XLA, on every device there is.

    Measured once, when called: the function runs many times, so it should change nothing. Controls:
    which size is read out, the scale, and which contenders are shown.

    Args:
        function: operations on tensors; returns a tensor, or a structure with one in it.
        make_input: from a size (an int) to the function's input; a tuple is several inputs.
        sizes: at least two increasing whole numbers. Those not reached in time are left out.
        repeat: how often each call is timed, if there is time; the median counts.
        seconds: about how long the race may take.
        clock: seconds since some moment.
    """
    from explorables.race_picture import explore

    return explore(function, make_input, sizes, repeat, seconds, clock)


def traces(function: object, /, *examples: object, **names: object) -> Explorable:
    """Show the traces a ``tf.function`` has, and for every call whether it hit one or made one.

    Controls: ready calls, a box for the arguments of another (Enter calls), a button that calls
    once more, and a slider that steps back through the log. The calls are real. The reason for a
    new trace is a comparison of signatures made here: TensorFlow keeps no record of it.

    Args:
        function: a ``tf.function``, or a plain function, which is wrapped. Without parentheses.
        examples: calls to begin with, made in this order. A string is read as the arguments of a
            call, ``"tf.constant([1.0]), 3"``; a tuple holds them; anything else is the only one.
        names: values that the box knows by these names, besides ``tf`` and ``np``.
    """
    from explorables.traces_picture import explore

    return explore(function, examples, names)


def graph(function: object, /, *args: object, **kwargs: object) -> Explorable:
    """Show the graph ``tf.function`` makes of a function: its nodes in layers, and their edges.

    Controls: which graph, the outer one or a branch of an ``if`` or part of a ``while`` inside it,
    and a slider that walks the nodes in an order in which they could run.

    Args:
        function: a ``tf.function``, a plain function, which is wrapped, or a concrete function.
        args, kwargs: what it is traced with; it is not run.
    """
    from explorables.graph_picture import explore

    return explore(function, args, kwargs)


def still(figure: Figure, alternative: str) -> Still:
    """Show a matplotlib figure with a text alternative; the figure is closed.

    Args:
        figure: what ``plt.subplots`` made and the cell drew on.
        alternative: what the figure shows, in a sentence.

    Raises:
        ValueError: ``alternative`` is empty.
    """
    from explorables.still_picture import show

    return show(figure, alternative)
