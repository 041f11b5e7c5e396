"""The learner's own step, run on stand-ins that hand everything on, write down what passes, and leave
one thing out when they are told to. What is changed is put back."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np
import tensorflow as tf

from explorables.pictures.loop.runs import FLAG, LINES, PENALTIES, RESET, WEIGHT, WHOLE, Run, Step
from explorables.reading.listening import listening
from explorables.reading.tensors import NotDrawable, in_short

MOST_STEPS: Final = 24  # of a run; five runs are made


class _Through:
    """Hands on whatever it is asked for."""

    def __init__(self, inner: Any) -> None:
        object.__setattr__(self, "_inner", inner)

    def __getattr__(self, name: str) -> Any:
        return getattr(object.__getattribute__(self, "_inner"), name)


class _Model(_Through):
    """The model as the step sees it."""

    def __init__(self, inner: Any, without: str) -> None:
        super().__init__(inner)
        self.__dict__.update(without=without, flag="nothing", read=None, used=set())

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if kwargs.get("training") is not None:
            self.used.add(FLAG)
            if self.without == FLAG:
                del kwargs["training"]
        self.__dict__["flag"] = str(kwargs.get("training", "nothing"))
        return self._inner(*args, **kwargs)

    @property
    def losses(self) -> list[Any]:
        there = list(self._inner.losses)
        if there:
            self.used.add(PENALTIES)
        read = [] if self.without == PENALTIES else there
        self.__dict__["read"] = float(sum(float(loss) for loss in read)) if read else self.read
        return read


class _Optimizer(_Through):
    """The optimizer as the step sees it: it keeps the gradients it was given."""

    def __init__(self, inner: Any) -> None:
        super().__init__(inner)
        self.__dict__.update(given=[])

    def apply_gradients(self, pairs: Any, *args: Any, **kwargs: Any) -> Any:
        kept = list(pairs)
        self.given.extend(kept)
        return self._inner.apply_gradients(kept, *args, **kwargs)

    def apply(self, gradients: Any, variables: Any = None, **kwargs: Any) -> Any:
        kept = list(gradients)
        if variables is not None:
            self.given.extend(zip(kept, variables, strict=False))
        return self._inner.apply(kept, variables, **kwargs)


class _Metric(_Through):
    """The metric as the step sees it."""

    def __init__(self, inner: Any, without: str) -> None:
        super().__init__(inner)
        self.__dict__.update(without=without, used=set())

    def update_state(self, values: Any, sample_weight: Any = None) -> Any:
        if sample_weight is not None:
            self.used.add(WEIGHT)
            if self.without == WEIGHT:
                sample_weight = None
        return self._inner.update_state(values, sample_weight=sample_weight)

    def __call__(self, values: Any, sample_weight: Any = None) -> Any:
        self.update_state(values, sample_weight)
        return self._inner.result()


def record(
    step: object, model: Any, batches: object, optimizer: Any, epochs: object
) -> dict[str, Run]:
    """The training with all lines, and without each; the model and the optimizer are put back.

    Raises:
        NotDrawable: an argument is not what it should be, or the step can't run.
    """
    import keras

    if not callable(step):
        raise NotDrawable(
            f"The loop calls the step, and {step!r:.60} can't be called: pass the function itself, "
            "without parentheses."
        )
    if not isinstance(model, keras.Model):
        raise NotDrawable(
            f"The second argument is the model, a keras.Model, and got {model!r:.60}."
        )
    if not isinstance(epochs, int) or isinstance(epochs, bool) or epochs < 1:
        raise NotDrawable(f"epochs is a whole number from 1 on, and got {epochs!r:.40}.")
    pairs = _pairs(batches, epochs)
    if optimizer is None:
        optimizer = getattr(model, "optimizer", None) or keras.optimizers.SGD(0.1)
    if not isinstance(optimizer, keras.optimizers.Optimizer):
        raise NotDrawable(f"optimizer is one of Keras's optimizers, and got {optimizer!r:.60}.")
    function = getattr(step, "python_function", step)
    with _put_back(model, optimizer, pairs[0][0]) as begin, listening():
        runs = {}
        for without in (WHOLE, *LINES):
            begin()
            runs[without] = _run(function, model, optimizer, pairs, epochs, without)
    return runs


def _pairs(batches: object, epochs: int) -> list[tuple[Any, Any]]:
    """The batches, as a list of pairs."""
    try:
        pairs = [tuple(pair) for pair in batches]  # type: ignore[attr-defined]
    except (TypeError, ValueError) as error:
        raise NotDrawable(
            "batches holds a pair (x, y) for each batch, as a list or a tf.data.Dataset does: "
            f"{in_short(error)}"
        ) from None
    if not pairs or any(len(pair) != 2 for pair in pairs):
        raise NotDrawable("batches holds a pair (x, y) for each batch, and at least one of them.")
    if len(pairs) * epochs > MOST_STEPS:
        raise NotDrawable(
            f"{len(pairs)} batches in {epochs} epochs are {len(pairs) * epochs} steps, and the picture "
            f"has room for {MOST_STEPS}: pass the first few batches."
        )
    return [(tf.convert_to_tensor(x), tf.convert_to_tensor(y)) for x, y in pairs]


@contextlib.contextmanager
def _put_back(model: Any, optimizer: Any, x: Any) -> Iterator[Callable[[], None]]:
    """A function that brings the model and the optimizer back to where they were; called at the end
    as well."""
    try:
        if not model.built:
            model(x)
        if not optimizer.built:
            optimizer.build(model.trainable_variables)
    except Exception as error:  # the learner's own layers may raise anything
        raise NotDrawable(f"The model does not take these batches: {in_short(error)}") from None
    variables = [*model.variables, *optimizer.variables]
    kept = [variable.numpy() for variable in variables]
    eagerly = tf.config.functions_run_eagerly()

    def begin() -> None:
        for variable, value in zip(variables, kept, strict=True):
            variable.assign(value)

    tf.config.run_functions_eagerly(True)
    try:
        yield begin
    finally:
        tf.config.run_functions_eagerly(eagerly)
        begin()


def _run(
    step: Callable[..., Any],
    model: Any,
    optimizer: Any,
    pairs: list[tuple[Any, Any]],
    epochs: int,
    without: str,
) -> Run:
    import keras

    mean = keras.metrics.Mean()
    used = {RESET} if epochs > 1 else set()
    steps = []
    for epoch in range(1, epochs + 1):
        if without != RESET:
            mean.reset_state()
        for batch, (x, y) in enumerate(pairs, 1):
            seen_model, seen_mean = _Model(model, without), _Metric(mean, without)
            seen_optimizer = _Optimizer(optimizer)
            before = {variable.path: variable.numpy() for variable in model.trainable_variables}
            try:
                returned = step(seen_model, seen_optimizer, seen_mean, x, y)
            except Exception as error:  # the learner's own step may raise anything
                raise NotDrawable(
                    "The step is called as step(model, optimizer, mean, x, y), and it stopped: "
                    f"{type(error).__name__}: {in_short(error)}"
                ) from None
            used |= seen_model.used | seen_mean.used
            total, count = (float(variable.numpy()) for variable in mean.variables)
            steps.append(
                Step(
                    epoch,
                    batch,
                    int(x.shape[0]),
                    seen_model.flag,
                    _number(returned),
                    seen_model.read,
                    float(sum(float(loss) for loss in model.losses)),
                    _gradients(model, seen_optimizer.given),
                    _by_layer(
                        (variable.path, variable.numpy() - before[variable.path])
                        for variable in model.trainable_variables
                    ),
                    _by_layer(
                        (variable.path, variable.numpy())
                        for variable in model.trainable_variables
                        if len(variable.shape) > 1
                    ),
                    _averages(model),
                    total,
                    count,
                )
            )
    return Run(tuple(steps), frozenset(used))


def _number(returned: object) -> float | None:
    try:
        array = np.asarray(returned, np.float64)
    except (TypeError, ValueError):
        return None
    return float(array) if array.ndim == 0 else None


def _layer(path: str) -> str:
    return path.rsplit("/", 1)[0].rsplit("/", 1)[-1]


def _by_layer(arrays: Any) -> dict[str, float]:
    """The norm over all arrays of a layer, by the layer's name."""
    squares: dict[str, float] = {}
    for path, array in arrays:
        squares[_layer(path)] = squares.get(_layer(path), 0.0) + float(
            np.sum(np.square(array, dtype=np.float64))
        )
    return {name: float(np.sqrt(square)) for name, square in squares.items()}


def _gradients(model: Any, given: list[tuple[Any, Any]]) -> dict[str, float | None]:
    known: dict[str, float | None] = {
        _layer(variable.path): None for variable in model.trainable_variables
    }
    arrays = [
        (variable.path, tf.convert_to_tensor(gradient).numpy())
        for gradient, variable in given
        if gradient is not None
    ]
    return known | _by_layer(arrays)


def _averages(model: Any) -> dict[str, float]:
    """What the layers have gathered beside their weights: a mean for each array of floats."""
    return {
        variable.path.rsplit("/", 1)[-1]: float(np.mean(variable.numpy()))
        for variable in model.non_trainable_variables
        if np.issubdtype(variable.numpy().dtype, np.floating)
    }
