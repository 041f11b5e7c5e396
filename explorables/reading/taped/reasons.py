"""Why a gradient is None, in words."""

from __future__ import annotations

from collections.abc import Sequence

import tensorflow as tf

from explorables.reading.taped.record import Place
from explorables.reading.taped.run import is_smooth


def why_none(places: Sequence[Place], at: int, targets: Sequence[tf.DType]) -> str:
    """Why the gradient of the target with respect to a place is None.

    Args:
        places: all of them, without reasons as yet.
        at: which one.
        targets: the dtypes of what the function returned.
    """
    place = places[at]
    only = "only floats and complex numbers have gradients"
    if place.type == "StopGradient":
        return "the gradient stops here: tf.stop_gradient is not recorded"
    if place.dtypes and not any(map(is_smooth, place.dtypes)):
        return f"it is {place.dtypes[0].name}, and {only}"
    if not any(map(is_smooth, targets)):
        return f"the target is {targets[0].name}, and {only}"
    if place.kind == "variable" and not place.followed:
        return "a variable made with trainable=False is not watched by itself"
    if place.kind == "input" and not place.followed:
        return "the tape does not watch it: there was no tape.watch for it"
    if place.kind == "constant":
        return "a constant: by itself the tape watches variables only"
    if not place.followed:
        return _unrecorded(places, at)
    leading = _leading(places)
    if at not in leading:
        return "the target is not computed from it"
    return _blocked(places, at, leading)


def _unrecorded(places: Sequence[Place], at: int) -> str:
    """Why the tape did not record an operation, in words."""
    waiting = list(places[at].sources)
    while waiting:
        place = places[waiting.pop()]
        if place.type == "StopGradient":
            return f"it is made from {place.name}, where tf.stop_gradient ends the record"
        if place.kind == "op" and place.followed and not any(map(is_smooth, place.dtypes)):
            return f"it is made from {place.name}, which is {place.dtypes[0].name}"
        if not place.followed:
            waiting += place.sources
    return "nothing that it takes is watched, so the tape did not record it"


def _leading(places: Sequence[Place]) -> set[int]:
    """Places that the target is computed from, the target among them."""
    found = {at for at, place in enumerate(places) if place.target}
    for at in range(len(places) - 1, -1, -1):
        if at in found:
            found.update(places[at].sources)
    return found


def _blocked(places: Sequence[Place], at: int, leading: set[int]) -> str:
    """Where the way back from the target to a place is interrupted, in words."""
    stops: dict[str, str] = {}
    waiting = [at]
    seen = set()
    while waiting:
        one = waiting.pop()
        for other in sorted(leading):
            if one not in places[other].sources or other in seen:
                continue
            seen.add(other)
            user = places[other]
            if user.type == "StopGradient":
                stops[user.name] = f"the gradient stops at {user.name}, a tf.stop_gradient"
            elif user.dtypes and not any(map(is_smooth, user.dtypes)):
                stops[user.name] = f"on the way to the target {user.name} is {user.dtypes[0].name}"
            elif user.reached:
                stops[user.name] = f"{user.type} ({user.name}) hands no gradient back to it"
            else:
                waiting.append(other)
    return "; ".join(list(stops.values())[:2]) or "no gradient comes back to it"
