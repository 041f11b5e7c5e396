"""What `explorables.tape` says: the record in words, each step of it, the code that does it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorables.reading.taped.record import Place, Record, gradient_of, value_of
from explorables.reading.tensors import count, summary, value_in_words, written


@dataclass(frozen=True)
class Step:
    """One position of the slider: where it is, and how far both passes have come."""

    way: str  # start, forward, or backward
    at: int  # the place; -1 at the start
    number: int  # of this pass, from 1
    valued: frozenset[int]  # places whose value is shown
    asked: frozenset[int]  # places whose gradient is shown


def code(record: Record, now: Step) -> str:
    """The lines of TensorFlow that give what is shown."""
    watches = "; ".join(f"tape.watch({name})" for name in record.watched)
    lines = ["with tf.GradientTape() as tape:"]
    if watches:
        lines.append(f"    {watches}")
    lines.append(f"    {record.result} = {record.name}({', '.join(record.arguments)})")
    leaf = [place for place in record.places if place.kind in ("input", "variable")]
    one = record.places[now.at] if now.way == "backward" else None
    if one not in leaf:
        one = next((place for place in leaf if place.reached), leaf[0] if leaf else None)
    if one is not None:
        line = f"tape.gradient({record.result}, {one.name})"
        if record.places.index(one) in now.asked:  # not before the picture has come to it
            line += f"  # {summary(gradient_of(one), 30)}"
        lines.append(line)
    return "\n".join(lines)


def record_in_words(record: Record) -> str:
    """The whole picture in words."""
    places = record.places
    words = (
        f"What a tf.GradientTape does with {record.name}: "
        f"{count(len(record.forward), 'operation')} forward, then the gradients backward. "
    )
    watched = [
        place.name for place in places if place.kind in ("input", "variable") and place.followed
    ]
    not_watched = [
        place.name
        for place in places
        if place.kind in ("input", "variable", "constant") and not place.followed
    ]
    words += f"Watched: {', '.join(watched) or 'nothing'}."
    if not_watched:
        words += f" Not watched: {', '.join(not_watched)}."
    if record.converted:
        words += (
            " AutoGraph made Python's if, while or for over a tensor one operation here; a "
            "tape without tf.function records the operations of the branch that runs."
        )
    for place in places:
        value = summary(value_of(place), 60)
        head = (
            f"{place.name} = {place.formula} = {value}"
            if place.formula
            else f"{place.name} = {value}"
        )
        words += f" {head}, gradient {summary(gradient_of(place), 60)}"
        words += f" ({place.why})." if place.why else "."
    return words


def result(record: Record) -> str:
    """What the tape answers for each input and variable."""
    leaf = [place for place in record.places if place.kind in ("input", "variable")]
    parts = [
        f"with respect to {place.name} {summary(gradient_of(place), 60)}"
        + (f" ({place.why})" if place.why else "")
        for place in leaf
    ]
    return f"Gradient of {_target(record)}: {'; '.join(parts) or 'there is no input to ask for'}."


def _target(record: Record) -> str:
    names = [place.name for place in record.places if place.target]
    sizes = [value_of(place).size for place in record.places if place.target and place.values]
    words = " + ".join(names)
    if any(size != 1 for size in sizes):
        return f"the sum of the elements of {words}"
    return words


def step_in_words(record: Record, now: Step) -> str:
    """What a step does."""
    if now.way == "start":
        return (
            "Start: the inputs have their values. Step forward to compute each operation and "
            "back to carry the gradient from the target to the inputs."
        )
    place = record.places[now.at]
    if now.way == "forward":
        head = f"forward {now.number} of {len(record.forward)}: "
        value = summary(value_of(place), 60)
        words = f"{head}{place.name} = {place.formula} = {value}"
        words += f" ({place.type}, {_kind(place)})."
        if place.type == "StopGradient":
            words += " Not recorded: here the record is interrupted on purpose."
        elif not place.followed:
            words += f" Not recorded: {place.why.removesuffix(', so the tape did not record it')}."
        elif place.target:
            words += " Recorded; this is the target."
        return words
    head = f"backward {now.number} of {len(record.backward)}: "
    gradient = gradient_of(place)
    if gradient is None:
        return f"{head}the gradient with respect to {place.name}: None, because {place.why}."
    words = f"{head}the gradient with respect to {place.name}: {summary(gradient, 60)}"
    return words + _origin(record, place)


def _origin(record: Record, place: Place) -> str:
    """Where a gradient comes from, as far as that is known for certain."""
    places = record.places
    if place.target and place.why:
        return f", as it is the target itself. It goes no further: {place.why}."
    if place.target and not place.arrivals:
        if place.reached and value_of(place).size == 1:
            return ", the slope of the target with respect to itself."
        return ", a 1 for each element of the target: the tape goes back from their sum."
    arrivals = place.arrivals
    if not arrivals:
        users = [one.name for one in places if places.index(place) in one.sources and one.reached]
        return f", what comes back from {', '.join(users)}." if users else "."
    one = arrivals[0]
    if len(arrivals) == 1 and not place.target:
        user, arrived = places[one.user].name, summary(one.arriving, 40)
        if one.slope is not None:
            return (
                f", what arrived at {user} ({arrived}) times the local slope of {user} with "
                f"respect to {place.name} ({value_in_words(one.slope)})."
            )
        return f", what {user} hands back of what arrived there, {arrived}."
    parts = [f"{summary(each.brought, 24)} from {places[each.user].name}" for each in arrivals[:4]]
    if len(arrivals) > 4:
        parts.append(f"{len(arrivals) - 4} more")
    if place.target:
        parts.append("1 as a target itself")
    edges = count(len(arrivals), "edge")
    return f", the sum of what arrives over {edges}: {', '.join(parts)}."


def _kind(place: Place) -> str:
    """dtype and shape of what a place gives."""
    if not place.values:
        return "no value"
    if len(place.values) > 1:
        return count(len(place.values), "output")
    return f"{place.dtypes[0].name} {written(np.shape(place.values[0]))}"
