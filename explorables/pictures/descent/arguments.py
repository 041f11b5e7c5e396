"""What `explorables.descent` is called with, checked: a number, a start, a loss that takes it."""

from __future__ import annotations

import inspect
import itertools
from typing import Any

import numpy as np
import tensorflow as tf

from explorables.reading.tensors import NotDrawable, in_short


def checked_start(start: object) -> tuple[tuple[float, ...], tuple[tf.DType, ...]]:
    """The start as floats, and the dtypes to try in turn.

    Raises:
        NotDrawable: it is not one finite number or two.
    """
    parts = start if isinstance(start, list | tuple) else [start]
    dtypes = {one.dtype for one in parts if isinstance(one, tf.Tensor | tf.Variable)}
    try:
        values = np.concatenate([np.ravel(np.asarray(one)) for one in parts])
        if values.dtype.kind not in "iuf":
            raise TypeError(f"its dtype is {values.dtype}.")
        values = values.astype(np.float64)
    except Exception as error:  # whatever the learner gave may raise anything
        raise NotDrawable(
            f"start is where the parameters begin: one number, or two such as (0.0, 0.0). "
            f"{start!r:.60} is neither: {in_short(error)}"
        ) from error
    if len(values) not in (1, 2):
        raise NotDrawable(
            f"start has {len(values)} numbers. A curve has one parameter and a map two; of more "
            "there is no picture. Keep the others fixed: "
            "explorables.descent(lambda w, b: loss(w, b, 0.5), (0.0, 0.0))."
        )
    if not np.isfinite(values).all():
        raise NotDrawable(f"start is {start!r:.60}: descent has to begin at a finite number.")
    floating = tuple(one for one in dtypes if one in (tf.float32, tf.float64))
    return tuple(map(float, values)), (
        floating[:1] if len(dtypes) == 1 and floating else (tf.float32, tf.float64)
    )


def parameters_of(loss: Any, count: int) -> tuple[str, ...]:
    """The names of the parameters that the start has values for.

    Raises:
        NotDrawable: the loss can't be called with so many.
    """
    if not callable(loss):
        raise NotDrawable(
            f"This {type(loss).__name__} cannot be called, so it is no loss that descent could "
            "move on. Give the function without its parentheses: explorables.descent(loss, 0.0)."
        )
    try:
        signature = inspect.signature(getattr(loss, "python_function", loss))
    except (TypeError, ValueError):  # some built-in functions have none
        return ("w", "b")[:count]
    numbers_ = "one number" if count == 1 else f"{count} numbers"
    try:
        signature.bind(*range(count))
    except TypeError as error:
        needed = [
            one.name
            for one in signature.parameters.values()
            if one.default is one.empty
            and one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY)
        ]
        raise NotDrawable(
            f"start has {numbers_}, and the loss takes "
            f"{', '.join(needed) if needed else 'no argument'}: {in_short(error)} The loss is a "
            "function of its parameters, and start has one number for each."
        ) from error
    names = [
        one.name
        for one in signature.parameters.values()
        if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)
    ]
    spare = (f"x{number}" for number in itertools.count())
    return tuple([*names, *itertools.islice(spare, count)][:count])
