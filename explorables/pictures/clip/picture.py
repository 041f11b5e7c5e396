"""The picture behind `explorables.clip`: two gradients as arrows, and what three ways of clipping leave."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import tensorflow as tf

from explorables.page import palette, svg
from explorables.page.host import WIDTH, Choice, Control, Dial, Explorable, Frame, Walk, only_words
from explorables.reading.tensors import NotDrawable, in_short

TOGETHER, EACH, BY_VALUE = "all together", "each on its own", "by value"
WAYS: Final = (TOGETHER, EACH, BY_VALUE)
_CODE: Final = {
    TOGETHER: "tf.clip_by_global_norm(gradients, {limit})",
    EACH: "[tf.clip_by_norm(g, {limit}) for g in gradients]",
    BY_VALUE: "[tf.clip_by_value(g, -{limit}, {limit}) for g in gradients]",
}
_LIMITS: Final = ("0.1", "0.5", "1", "2", "5", "6.5", "10", "20")
_TURNS: Final = tuple(str(angle) for angle in range(-180, 181, 15))
_LENGTHS: Final = ("0", "0.25", "0.5", "1", "2", "4")
_NUMBERS: Final = {"as it is": None, "nan": math.nan, "inf": math.inf}
_WALK: Final = Walk(
    positions={
        "limit": ("1", "5", "6.5", "10", "20"),
        "turn": ("-120", "-60", "0", "60", "120", "180"),
        "length": ("1",),
        "number": ("as it is", "nan"),
    }
)
_PLANE: Final = 232.0  # px, each side
_TOP: Final = 50.0
_LEFTS: Final = (40.0, 340.0)
_BEFORE: Final = palette.MUTED
_AFTER: Final = palette.OKABE_ITO["blue"]


def explore(gradients: object) -> Explorable:
    """The picture for two gradients of two numbers each; or a sentence why there is none."""
    try:
        first, second = _two(gradients)
    except NotDrawable as why:
        return only_words(str(why))
    picture = _Picture(first, second)
    return Explorable(picture.draw, picture.controls, walk=_WALK)


def _two(gradients: object) -> tuple[np.ndarray, np.ndarray]:
    try:
        arrays = [np.asarray(tf.convert_to_tensor(g), np.float32) for g in gradients]  # type: ignore[attr-defined]
    except (TypeError, ValueError) as error:
        raise NotDrawable(
            f"clip draws a list of two gradients with two numbers each: {in_short(error)}"
        ) from None
    if len(arrays) != 2 or any(array.shape != (2,) for array in arrays):
        shapes = ", ".join(str(array.shape) for array in arrays)
        raise NotDrawable(
            "clip draws two gradients as arrows, so it takes a list of two, with two numbers each; "
            f"these have the shapes {shapes or 'of nothing'}."
        )
    if not all(np.isfinite(array).all() for array in arrays):
        raise NotDrawable(
            "An arrow can't end at nan or at infinity: give finite numbers, and choose nan or inf in the "
            "picture."
        )
    return arrays[0], arrays[1]


def clipped(gradients: list[np.ndarray], way: str, limit: float) -> list[np.ndarray]:
    """What TensorFlow makes of the gradients, by one of the ways."""
    tensors = [tf.constant(array) for array in gradients]
    if way == TOGETHER:
        made = tf.clip_by_global_norm(tensors, limit)[0]
    elif way == EACH:
        made = [tf.clip_by_norm(tensor, limit) for tensor in tensors]
    else:
        made = [tf.clip_by_value(tensor, -limit, limit) for tensor in tensors]
    return [tensor.numpy() for tensor in made]


def angle(before: list[np.ndarray], after: list[np.ndarray]) -> float:
    """Degrees between all numbers before and all after; NaN where there is none."""
    one, other = (np.concatenate(arrays).astype(np.float64) for arrays in (before, after))
    with np.errstate(all="ignore"):
        cosine = float(one @ other / (np.linalg.norm(one) * np.linalg.norm(other)))
    return (
        math.degrees(math.acos(min(1.0, max(-1.0, cosine)))) if math.isfinite(cosine) else math.nan
    )


@dataclass(eq=False)
class _Picture:
    first: np.ndarray
    second: np.ndarray

    @property
    def controls(self) -> dict[str, Control]:
        return {
            "way": Choice("clip", WAYS, TOGETHER),
            "limit": Dial("limit", _LIMITS, "6.5"),
            "turn": Dial("turn the first, degrees", _TURNS, "0"),
            "length": Dial("second, times", _LENGTHS, "1"),
            "number": Choice("first number of the first", tuple(_NUMBERS), "as it is"),
        }

    def draw(self, way: str, limit: str, turn: str, length: str, number: str) -> Frame:
        """The frame for a way, a limit, and two arrows."""
        before = [_turned(self.first, float(turn)), self.second * np.float32(length)]
        if _NUMBERS[number] is not None:
            before[0] = np.array([_NUMBERS[number], before[0][1]], np.float32)
        results = {each: clipped(before, each, float(limit)) for each in WAYS}
        after = results[way]
        description = (
            f"Two gradients, {_written(before[0])} and {_written(before[1])}, of norm "
            f"{_length(before[:1])} and {_length(before[1:])}, together {_length(before)}. Clipped "
            + "; ".join(
                f"{each} at {limit}: {_written(made[0])} and {_written(made[1])}, together "
                f"{_length(made)}, {_turning(before, made)}"
                for each, made in results.items()
            )
            + "."
        )
        reading = self._reading(before, after, way)
        body, height = _drawing(before, after, results, way, limit)
        return Frame(
            svg.picture(WIDTH, height, f"{description} {reading}", body),
            description,
            reading,
            _CODE[way].format(limit=limit),
            hint="The sliders move the arrows and the limit.",
        )

    def _reading(self, before: list[np.ndarray], after: list[np.ndarray], way: str) -> str:
        bad = sum(int((~np.isfinite(array)).sum()) for array in after)
        if bad:
            return (
                f"Clipped {way}, {bad} of 4 numbers {'is' if bad == 1 else 'are'} not finite: an "
                "optimizer would put that into the weights."
            )
        if not all(np.isfinite(array).all() for array in before):
            return (
                f"Clipped {way}, every number is finite, but the gradient was not, so this step should "
                "be skipped."
            )
        if all(np.array_equal(one, other) for one, other in zip(before, after, strict=True)):
            return f"Clipped {way}, nothing changes: everything is within the limit."
        return f"Clipped {way}: together {_length(after)} long, {_turning(before, after)}."


def _turned(array: np.ndarray, degrees: float) -> np.ndarray:
    if degrees == 0:
        return array
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array(
        [cos * array[0] - sin * array[1], sin * array[0] + cos * array[1]], np.float32
    ).round(3)


def _turning(before: list[np.ndarray], after: list[np.ndarray]) -> str:
    turned = angle(before, after)
    if math.isnan(turned):
        return "no direction"
    return f"turned by {turned:.0f}°" if turned >= 0.5 else "direction kept"


def _written(array: np.ndarray) -> str:
    return f"[{', '.join(f'{number:.3g}' for number in array)}]"


def _length(arrays: list[np.ndarray]) -> str:
    return f"{float(np.linalg.norm(np.concatenate(arrays).astype(np.float64))):.3g}"


# As a drawing


def _drawing(
    before: list[np.ndarray],
    after: list[np.ndarray],
    results: dict[str, list[np.ndarray]],
    way: str,
    limit: str,
) -> tuple[str, float]:
    """The body of the picture and its height."""
    finite = [
        abs(number) for array in (*before, *after) for number in array if math.isfinite(number)
    ]
    reach = 1.1 * max([*finite, 1e-6])
    pieces = [
        svg.text(
            4,
            15,
            f"Clipped {way}, at {limit}: before (dashed) and after",
            size=svg.LARGE,
            bold=True,
        )
    ]
    for which, left in enumerate(_LEFTS):
        pieces.append(
            svg.text(left, 40, f"{('first', 'second')[which]} gradient", size=svg.SMALL, bold=True)
        )
        pieces.append(_plane(before[which], after[which], left, reach))
    top = _TOP + _PLANE + 28
    columns = (4.0, 130.0, 262.0, 394.0, 500.0)
    heads = ("clipped", "first", "second", "norm together", "direction")
    pieces += [
        svg.text(x, top, words, size=svg.SMALL, fill=palette.MUTED)
        for x, words in zip(columns, heads, strict=True)
    ]
    rows = {"not at all": before} | results
    for row, (name, arrays) in enumerate(rows.items(), 1):
        turned = "" if name == "not at all" else _turning(before, arrays)
        cells = (name, _written(arrays[0]), _written(arrays[1]), _length(arrays), turned)
        for x, words in zip(columns, cells, strict=True):
            pieces.append(svg.text(x, top + 20 * row, words, size=svg.SMALL, bold=name == way))
    return "".join(pieces), top + 20 * len(rows) + 14


def _plane(before: np.ndarray, after: np.ndarray, left: float, reach: float) -> str:
    """One gradient before and after, in a square around 0."""
    middle = left + _PLANE / 2, _TOP + _PLANE / 2
    pieces = [
        svg.element(
            "rect",
            x=left,
            y=_TOP,
            width=_PLANE,
            height=_PLANE,
            fill="none",
            stroke=palette.EDGE,
        ),
        svg.line(left, middle[1], left + _PLANE, middle[1], stroke="#E2E2E2", stroke_width=1),
        svg.line(middle[0], _TOP, middle[0], _TOP + _PLANE, stroke="#E2E2E2", stroke_width=1),
    ]
    for array, color, wide, dash in ((before, _BEFORE, 2, "6 4"), (after, _AFTER, 4, None)):
        if not np.isfinite(array).all():
            pieces.append(
                svg.text(
                    middle[0],
                    middle[1] + (18 if array is after else -12),
                    f"{'after' if array is after else 'before'}: {_written(array)}, no arrow",
                    size=svg.SMALL,
                    fill=palette.CONFLICT,
                    anchor="middle",
                )
            )
            continue
        end = (
            middle[0] + float(array[0]) / reach * _PLANE / 2,
            middle[1] - float(array[1]) / reach * _PLANE / 2,
        )
        pieces.append(
            svg.line(*middle, *end, stroke=color, stroke_width=wide, stroke_dasharray=dash)
        )
        pieces.append(_head(middle, end, color, 6.0 + wide))
    return "".join(pieces)


def _head(start: tuple[float, float], end: tuple[float, float], color: str, size: float) -> str:
    """The head of an arrow; a dot where the arrow has no length."""
    long = math.dist(start, end)
    if long < 1:
        return svg.element("circle", cx=end[0], cy=end[1], r=4.0, fill=color)
    dx, dy = (end[0] - start[0]) / long, (end[1] - start[1]) / long
    base = end[0] - size * dx, end[1] - size * dy
    wing = 0.5 * size * dy, -0.5 * size * dx
    corners = (end, (base[0] + wing[0], base[1] + wing[1]), (base[0] - wing[0], base[1] - wing[1]))
    points = " ".join(f"{svg.number(x)},{svg.number(y)}" for x, y in corners)
    return svg.element("polygon", points=points, fill=color)
