"""Interactive pictures of what TensorFlow does with a tensor.

One call, as the last expression of a cell, shows one picture::

    import explorables

    explorables.shape(tensor)
    explorables.axis(tensor)
    explorables.broadcasting(first, second)

Each takes what the learner has at hand: a ``tf.Tensor``, a ``tf.Variable``, a NumPy array, nested
lists, a number. What cannot be drawn is answered by a sentence that says why; nothing here raises
for a learner's value.

TensorFlow is imported at the first call, so that ``explorables.host`` and ``explorables.palette``
are cheap to import by themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from explorables.host import Explorable
    from explorables.still_picture import Still

__all__ = ["axis", "broadcasting", "shape", "still"]


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
