"""What `explorables.nan` says: a state in words, and the code that gives what is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from explorables.pictures.nan.births import AS_GIVEN, Births, Spot, State, broken
from explorables.pictures.nan.ways import EAGER, GRAPH, XLA, Outcome
from explorables.reading.taped.record import Record, gradient_of, titled, value_of
from explorables.reading.tensors import count, summary, value_in_words

_ADVERBS = {EAGER: "eagerly", GRAPH: "as a graph", XLA: "with XLA"}


def in_few(array: Any, room: int) -> str:
    """An array in about ``room`` characters; nan and inf are counted where they don't stand there."""
    words = summary(array, room, short=True)
    if not broken(array) or ("…" not in words and not words.startswith("shape")):
        return words
    nans = int(np.isnan(array).sum())
    others = int(np.isinf(array).sum())
    parts = [f"{number:,} {kind}" for number, kind in ((nans, "nan"), (others, "inf")) if number]
    words = f"{', '.join(parts)} of {np.size(array):,}"
    return words if len(words) <= room else f"{parts[0]} of {np.size(array):,}"


def set_to(spot: Spot, option: str) -> str:
    """``x[0] = 0``, which the learner gave or which was set."""
    if option == AS_GIVEN:
        return f"{spot.words} = {value_in_words(np.float32(spot.given))}, as given"
    return f"{spot.words} = {option}"


def described(record: Record, state: State, where: str) -> str:
    """The whole picture in words."""
    words = (
        f"What {record.name} computes with {where}, in {count(len(record.forward), 'operation')}: "
        "values, and gradients of the result."
    )
    for place in state.places:
        value, gradient = in_few(value_of(place), 40), in_few(gradient_of(place), 40)
        words += f" {titled(place)}" + ("." if state.error else f": {value}, gradient {gradient}.")
    for outcome in state.outcomes:
        words += f" {outcome.way}: {outcome.error.rstrip('.') or results_in_words(outcome, 40)}."
    return words


def overview(state: State, where: str, leaves: Sequence[str]) -> str:
    """Where it begins, forward and backward, and what the three ways make of it."""
    ways = _ways(state.outcomes, leaves)
    if state.error:
        return f"With {where}: one after another, the operations raised {state.error} {ways}"
    if state.first is None and state.first_back is None:
        return f"With {where}: every value and every gradient is finite. {ways}"
    return f"With {where}: {_forward(state)} {_backward(state)} {ways}"


def _forward(state: State) -> str:
    if state.first is None:
        return "forward, every value is finite."
    place = state.places[state.first]
    value = in_few(next(one for one in place.values if broken(one)), 40)
    if place.kind != "op":
        words = f"{place.name} is not finite to begin with: {value}."
    else:
        words = f"forward, the first that is not finite is {titled(place)}: {value}."
    if state.first_nan is not None and state.first_nan != state.first:
        words += f" It becomes nan in {titled(state.places[state.first_nan])}."
    return words


def _backward(state: State) -> str:
    if state.first_back is None:
        return "Backward, every gradient is finite."
    place = state.places[state.first_back]
    gradient = next(one for one in place.gradients if broken(one))
    words = f"Backward, the first is the gradient by {place.name}, {in_few(gradient, 40)}"
    for one in place.arrivals:
        if not broken(one.brought):
            continue
        user, arriving = state.places[one.user], in_few(one.arriving, 24)
        words += f": {titled(user)} hands back {in_few(one.brought, 24)}"
        if one.slope is not None:
            words += f", which is {arriving} times its slope there, {value_in_words(one.slope)}"
        break
    return f"{words}."


def results_in_words(outcome: Outcome, room: int) -> str:
    """What a way returned."""
    return ", ".join(in_few(one, room) for one in outcome.results[:3])


def gradients_in_words(outcome: Outcome, leaves: Sequence[str], room: int) -> str:
    """The gradient, or for several, by which of them it is finite."""
    if len(leaves) == 1:
        return in_few(outcome.gradients[0], room)
    parts = []
    for name, one in zip(leaves, outcome.gradients, strict=True):
        parts.append(f"{name} {'None' if one is None else broken(one) or 'finite'}")
    words = ", ".join(parts)
    return words if len(words) <= room else f"{words[: room - 1]}…"


def disagrees(outcome: Outcome, other: Outcome) -> bool:
    """Whether one way gives numbers where another gives nan or inf, or raises where it does not."""
    if outcome.refused:
        return False
    if bool(outcome.error) != bool(other.error):
        return True
    pairs = zip(
        (*outcome.results, *outcome.gradients), (*other.results, *other.gradients), strict=True
    )
    return any(broken(one) != broken(another) for one, another in pairs)


def _ways(outcomes: Sequence[Outcome], leaves: Sequence[str]) -> str:
    eager = outcomes[0]
    missing = "".join(f" {one.error}" for one in outcomes if one.refused)
    if not any(disagrees(one, eager) for one in outcomes[1:]):
        if eager.error:
            return "All three ways raise."
        gradient = gradients_in_words(eager, leaves, 60)
        lead = "Both other ways" if missing else "All three ways"
        return f"{missing.strip()} {lead} return {results_in_words(eager, 30)}; gradient {gradient}.".strip()
    parts = [
        f"{_ADVERBS[one.way]} "
        + (f"an error ({one.error.rstrip('.')})" if one.error else results_in_words(one, 30))
        for one in outcomes
    ]
    words = f"The ways disagree: {'; '.join(parts)}."
    if not any(one.error for one in outcomes) and _alike([one.results for one in outcomes]):
        slopes = [f"{_ADVERBS[one.way]} {gradients_in_words(one, leaves, 60)}" for one in outcomes]
        words = f"The ways disagree in the gradient: {'; '.join(slopes)}."
    return words


def _alike(results: Sequence[Sequence[Any]]) -> bool:
    return all(list(map(broken, one)) == list(map(broken, results[0])) for one in results)


def place_in_words(state: State, at: int) -> str:
    """One place: what it is, its value, its gradient, and what is not finite there first."""
    place = state.places[at]
    if state.error:
        return f"{titled(place)}: not known, as the operations raised {state.error}"
    value, gradient = in_few(value_of(place), 60), in_few(gradient_of(place), 60)
    words = f"{titled(place)}: value {value}, gradient {gradient}"
    words += f" ({place.why})." if place.why and gradient_of(place) is None else "."
    if at == state.first:
        words += " Forward, it is the first that is not finite."
    if at == state.first_nan != state.first:
        words += " Forward, it is the first nan."
    if at == state.first_back:
        words += " Backward, it is the first that is not finite."
    return words


def code(births: Births, given: Mapping[int, tf.Tensor], spot: Spot) -> str:
    """The lines of TensorFlow that run it in three ways."""
    record = births.record
    tensor = given[spot.argument]
    lines = []
    if tensor.shape.num_elements() <= 6:
        numbers = _literal(np.asarray(tensor.numpy(), np.float64))
        lines.append(f"{record.arguments[spot.argument]} = tf.constant({numbers})")
    arguments = ", ".join(record.arguments)
    lines += [
        f"{record.name}({arguments})",
        f"tf.function({record.name})({arguments})",
        f"tf.function({record.name}, jit_compile=True)({arguments})",
    ]
    return "\n".join(lines)


def _literal(array: np.ndarray) -> str:
    """An array as Python writes nested lists, each number to seven digits."""
    if array.ndim:
        return f"[{', '.join(map(_literal, array))}]"
    number = float(array)
    if np.isfinite(number):
        return str(float(f"{number:.7g}"))
    return "np.nan" if np.isnan(number) else "np.inf" if number > 0 else "-np.inf"
