"""The frames of an explorable for a page without a kernel: states gone through, drawn and packed.

The book is made from runs of the lessons, in whose kernels the learner's tensors and functions live. A
run for the book asks there for what its pages will move through (`host.FRAMES_WANTED`), and keeps that
beside the other forms of the output. Nobody else's notebook holds any of it.

Frames of one picture are alike but for a few elements. So each element is kept once, a frame is a list
of their numbers, and all of it is deflated (RFC 1951), which a browser undoes by itself.
"""

from __future__ import annotations

import base64
import itertools
import json
import math
import re
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from explorables.page.host import Choice, Control, Dial, Entry, Frame, Slider, Switch, Walk

SECONDS: Final = 10.0  # of processor time an explorable's states may take; those left are not kept
NOT_KEPT: Final = -1  # in place of a frame's number
_FEWEST: Final = 3  # positions a slider keeps where it skips some
_ELEMENT: Final = re.compile(r"<[^<]*")  # a tag, with the words behind it


@dataclass(frozen=True)
class Lane:
    """A control as a page has it.

    Attributes:
        name, label: of the control.
        kind: `range`, `select` or `checkbox`.
        values: what the control is set to at each position.
        words: what each position is called.
        start: the position it stands at first.
        whole: whether the notebook has no other position.
    """

    name: str
    label: str
    kind: str
    values: tuple[Any, ...]
    words: tuple[str, ...]
    start: int
    whole: bool


@dataclass(frozen=True)
class Walked:
    """The states of an explorable.

    Attributes:
        lanes: its controls, also those with one position.
        frames: those that differ.
        states: for each combination of positions, the last control's changing fastest, the number of
            its frame, or `NOT_KEPT`.
    """

    lanes: tuple[Lane, ...]
    frames: tuple[Frame, ...]
    states: tuple[int, ...]

    def place(self, positions: Sequence[int]) -> int:
        """Where in `states` a combination stands."""
        return _place(positions, [len(lane.values) for lane in self.lanes])


def _place(positions: Sequence[int], sizes: Sequence[int]) -> int:
    place = 0
    for position, size in zip(positions, sizes, strict=True):
        place = place * size + position
    return place


def walked(draw: Callable[..., Frame], controls: Mapping[str, Control], walk: Walk) -> Walked:
    """Go through the states of an explorable, those nearest to where it begins first.

    A slider that points past the end which a frame gives it (`Frame.last`) shows what the end shows.

    Raises:
        ValueError: `walk` names a control or a value that isn't there.
    """
    lanes = _lanes(controls, walk)
    sizes = [len(lane.values) for lane in lanes]
    frames: list[Frame] = []
    states = [NOT_KEPT] * math.prod(sizes)
    ends: dict[
        tuple[int, ...], tuple[int, ...]
    ] = {}  # by the other positions, the last of each lane
    ranged: set[str] = set()
    until = time.process_time() + SECONDS

    def others(positions: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(
            0 if lane.name in ranged else at for lane, at in zip(lanes, positions, strict=True)
        )

    for positions in _nearest_first(lanes):
        end = ends.get(others(positions), positions)
        within = tuple(map(min, positions, end))
        if states[_place(within, sizes)] == NOT_KEPT:
            if frames and time.process_time() > until:
                break
            frame = draw(**{ln.name: ln.values[at] for ln, at in zip(lanes, within, strict=True)})
            if frame not in frames:
                frames.append(frame)
            states[_place(within, sizes)] = frames.index(frame)
            ranged |= frame.last.keys()
            ends[others(positions)] = tuple(
                top(lane, frame.last[lane.name]) if lane.name in frame.last else len(lane.values)
                for lane in lanes
            )
        states[_place(positions, sizes)] = states[_place(within, sizes)]
    return Walked(lanes, tuple(frames), tuple(states))


def top(lane: Lane, last: int) -> int:
    """The last position of a slider that may point no further than `last`."""
    return max(sum(value <= last for value in lane.values) - 1, 0)


def _nearest_first(lanes: Sequence[Lane]) -> list[tuple[int, ...]]:
    """Every combination of positions; the fewer controls were moved, the earlier."""
    all_of_them = itertools.product(*(range(len(lane.values)) for lane in lanes))
    return sorted(
        all_of_them,
        key=lambda positions: sum(
            at != lane.start for lane, at in zip(lanes, positions, strict=True)
        ),
    )


# What is gone through


def _lanes(controls: Mapping[str, Control], walk: Walk) -> tuple[Lane, ...]:
    for name in (*walk.point, *walk.positions):
        if name not in controls:
            raise ValueError(f"A walk names {name!r}; the controls are {', '.join(controls)}.")
    chosen = {name: _positions(name, control, walk) for name, control in controls.items()}
    for name, control in controls.items():
        first = walk.point.get(name, control.value)
        if first not in chosen[name].values():
            offered = ", ".join(map(repr, chosen[name].values()))
            raise ValueError(f"A walk begins with {name} = {first!r}, and goes through {offered}.")
    kept = _thinned(
        {name: list(words.items()) for name, words in chosen.items()},
        {
            name
            for name, control in controls.items()
            if isinstance(control, Slider | Dial) and name not in walk.positions
        },
        {name: walk.point.get(name, control.value) for name, control in controls.items()},
        walk.most,
    )
    return tuple(
        Lane(
            name,
            control.label,
            {Slider: "range", Dial: "range", Switch: "checkbox"}.get(type(control), "select"),
            tuple(value for _, value in kept[name]),
            tuple(words for words, _ in kept[name]),
            [value for _, value in kept[name]].index(walk.point.get(name, control.value)),
            not isinstance(control, Entry) and len(kept[name]) == len(_all_of(control)),
        )
        for name, control in controls.items()
    )


def _all_of(control: Control) -> tuple[Any, ...]:
    match control:
        case Slider():
            return tuple(range(control.last + 1))
        case Dial() | Choice():
            return control.options
        case Switch():
            return (False, True)
        case Entry():
            return (control.value,)


def _positions(name: str, control: Control, walk: Walk) -> dict[str, Any]:
    """The values that a control goes through, by what the page calls them."""
    chosen = walk.positions.get(name)
    first = walk.point.get(name, control.value)
    if isinstance(control, Entry):
        words = chosen if isinstance(chosen, Mapping) else {str(one): one for one in chosen or ()}
        return dict(words) if first in words.values() else {str(first): first, **words}
    offered = _all_of(control)
    if chosen is None:
        return {str(value): value for value in offered}
    wanted = {*chosen, first}
    if strange := wanted - set(offered):
        strangest = min(strange, key=repr)
        raise ValueError(f"A walk sets {name} to {strangest!r}, which it doesn't have.")
    return {str(value): value for value in offered if value in wanted}


def _thinned(
    positions: dict[str, list[tuple[str, Any]]],
    may_skip: set[str],
    first: Mapping[str, object],
    most: int,
) -> dict[str, list[tuple[str, Any]]]:
    """The positions left when the longest sliders skip some, until the states are few enough."""
    counts = {name: len(words) for name, words in positions.items()}
    while math.prod(counts.values()) > most:
        name = max(may_skip, key=lambda name: counts[name], default="")
        if not name or counts[name] <= _FEWEST:
            break
        share = math.prod(counts.values()) / most
        longest = max((counts[other] for other in may_skip if other != name), default=0)
        # No shorter than the next one, as long as that is still too long itself.
        counts[name] = max(_FEWEST, min(counts[name] - 1, max(int(counts[name] / share), longest)))
    return {
        name: words if counts[name] == len(words) else _spread(words, counts[name], first[name])
        for name, words in positions.items()
    }


def _spread(positions: list[tuple[str, Any]], count: int, first: object) -> list[tuple[str, Any]]:
    """So many of some positions, evenly: both ends, and the one it stands at first."""
    last = len(positions) - 1
    numbers = {round(at * last / (count - 1)) for at in range(count)}
    start = next(at for at, (_, value) in enumerate(positions) if value == first)
    if start not in numbers:
        between = numbers - {0, last} or numbers
        numbers.remove(min(between, key=lambda at: abs(at - start)))
        numbers.add(start)
    return [positions[at] for at in sorted(numbers)]


# As JSON


def packed(walk: Walked) -> dict[str, Any]:
    """The states as the book reads them: the controls that move, the labels of those that have more
    positions in the notebook, and the rest deflated, in base 64."""
    moved = [lane for lane in walk.lanes if len(lane.values) > 1]
    parts: dict[str, int] = {}
    frames = [
        {
            "drawing": [
                parts.setdefault(part, len(parts)) for part in _ELEMENT.findall(frame.drawing)
            ],
            "said": "" if frame.drawing else frame.description,
            "reading": frame.reading,
            "code": frame.code,
            "tops": [
                top(lane, frame.last[lane.name])
                if lane.name in frame.last
                else len(lane.values) - 1
                for lane in moved
            ],
        }
        for frame in walk.frames
    ]
    told = {"parts": list(parts), "frames": frames, "states": walk.states}
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    data = deflate.compress(text.encode("utf-8")) + deflate.flush()
    return {
        "controls": [
            {
                "name": lane.name,
                "label": lane.label,
                "kind": lane.kind,
                "words": list(lane.words),
                "start": lane.start,
            }
            for lane in moved
        ],
        "more": [lane.label for lane in walk.lanes if not lane.whole],
        "frames": base64.b64encode(data).decode("ascii"),
    }


def unpacked(frames: str) -> dict[str, Any]:
    """What a page makes of `frames` as `packed` gives them."""
    return json.loads(zlib.decompress(base64.b64decode(frames), -zlib.MAX_WBITS))
