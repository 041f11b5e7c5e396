"""What a map of a loss and the path over it say, in sentences and in code."""

from __future__ import annotations

import numpy as np

from explorables.pictures.descent.path import Descent, Path


def written(value: float, digits: int = 4) -> str:
    """A number in a few digits, never ``-0``."""
    return f"{value + 0.0:.{digits}g}" if value else "0"


def _signed(value: float) -> str:
    return f"({written(value)})" if value < 0 else written(value)


def _named(descent: Descent, values: np.ndarray | tuple[float, ...]) -> str:
    return ", ".join(
        f"{name} = {written(value)}" for name, value in zip(descent.parameters, values, strict=True)
    )


def description(descent: Descent, path: Path) -> str:
    """The whole picture in words."""
    given, surface = descent, descent.surface
    ranges = " and ".join(
        f"{name} from {written(low, 3)} to {written(high, 3)}"
        for name, (low, high) in zip(given.parameters, given.limits, strict=True)
    )
    place, lowest = surface.lowest
    verdict = given.verdict(path)
    shown = given.ground
    words = (
        f"A {shown} of {given.name}: {ranges}. The lowest of the points computed for it is "
        f"{written(lowest, 3)}, at {_named(descent, place)}. On it the path of {path.steps} steps of "
        f"gradient descent from {_named(descent, given.start)} with learning rate {path.rate:g} and "
        f"momentum {path.momentum:g}. {verdict.word.capitalize()}: {verdict.sentence}."
    )
    gone = leaves(descent, path)
    if gone is not None:
        words += f" Step {gone} leaves the {shown}."
    if not np.isfinite(surface.losses).all():
        what = "the map is white" if shown == "map" else "the curve has a gap"
        words += f" Where the loss is not a finite number {what}."
    return words


def leaves(descent: Descent, path: Path) -> int | None:
    """The first step whose place is not on the map; None where all are."""
    for at, point in enumerate(path.points):
        for value, (low, high) in zip(point, descent.limits, strict=True):
            if not low <= value <= high:  # NaN is not within either
                return at
    return None


def reading(descent: Descent, path: Path, step: int) -> str:
    """Where a path is at a step."""
    if path.broken is not None and step >= path.broken:
        return (
            f"Step {step} of {path.steps}: the numbers overflowed at step {path.broken}; now "
            f"{_named(descent, path.points[step])}, loss {written(path.losses[step])}. "
            "No later step comes back from there."
        )
    slopes = ", ".join(
        f"{written(slope)} for {name}"
        for name, slope in zip(descent.parameters, path.gradients[step], strict=True)
    )
    words = (
        f"Step {step} of {path.steps}: {_named(descent, path.points[step])}, loss "
        f"{written(path.losses[step])}. Gradient: {slopes}."
    )
    if any(
        not low <= value <= high
        for value, (low, high) in zip(path.points[step], descent.limits, strict=True)
    ):
        words += " This place is outside what is drawn."
    elif step == path.steps:
        words += " The walk ends here."
    elif len(descent.start) == 1:
        slope = path.gradients[step][0]
        way = "falls" if slope < 0 else "rises" if slope > 0 else "is level"
        words += f" To the right the loss {way}" + (
            f", so the step goes to the {'right' if slope < 0 else 'left'}."
            if slope and not path.momentum
            else "."
        )
    return words


def code(descent: Descent, path: Path, step: int) -> str:
    """The next update of each parameter, as a line of TensorFlow and with its numbers."""
    if step == path.steps:
        after = ["The path ends here.", f"With steps={2 * path.steps} it goes on."]
        # As many lines as each other step has, so that nothing below moves.
        lines = after if len(descent.start) > 1 else [" ".join(after)]
        return "\n".join(f"# {words}" for words in lines)
    lines = []
    for at, name in enumerate(descent.parameters):
        here, slope = path.points[step][at], path.gradients[step][at]
        then, before = path.points[step + 1][at], path.velocities[step][at]
        if path.momentum:
            lines.append(
                f"{name}.assign_add({path.momentum:g} * {_signed(before)} - {path.rate:g} * "
                f"{_signed(slope)})  # {written(here)} -> {written(then)}"
            )
        else:
            lines.append(
                f"{name}.assign({name} - {path.rate:g} * {_signed(slope)})"
                f"  # {written(here)} -> {written(then)}"
            )
    return "\n".join(lines)
