"""The picture behind `explorables.vitals`: the loss, and six signs of a training with their normal ranges."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from explorables.drawing import chart
from explorables.page import palette, svg
from explorables.page.host import WIDTH, Dial, Explorable, Frame, only_words
from explorables.pictures.vitals.measuring import Course, Signs, follow
from explorables.reading.losses import Loss
from explorables.reading.tensors import NotDrawable

_LEFT: Final = 62.0  # px; of the chart, with its numbers left of it
_RIGHT: Final = WIDTH - 8
_TOP, _FOOT = 40.0, 138.0
_FIRST_ROW: Final = 186.0
_ROW: Final = 20.0
_VALUE: Final = 196.0  # px; where the number of a sign ends
_NORMAL: Final = 206.0
_STRIP: Final = 372.0  # px; where the steps of a sign begin
_FAR_ABOVE: Final = 1.5  # times what is reached without x; near that a loss alone says little
_SOUND: Final = palette.tint(palette.OKABE_ITO["bluish green"], 0.30)
_LINE: Final = palette.OKABE_ITO["blue"]


@dataclass(frozen=True)
class _Sign:
    """A sign: its name, its number of a step in words, its normal range, and whether a step is in it."""

    name: str
    written: Callable[[Signs], str]
    normal: str
    sound: Callable[[Signs], bool]


def explore(
    model: object, x: object, y: object, rate: object, steps: object, loss: Loss | None
) -> Explorable:
    """The picture for a model that is trained now; or a sentence why there is none."""
    try:
        return show(follow(model, x, y, rate, steps, loss))
    except NotDrawable as why:
        return only_words(str(why))


def show(course: Course) -> Explorable:
    """The picture of a finished training; nothing is trained again."""
    picture = _Picture(course)
    steps = tuple(str(step) for step in range(len(course.signs)))
    return Explorable(picture.draw, {"step": Dial("step", steps, steps[-1])})


def written(value: float) -> str:
    """A number in few letters: `0.15`, `12`, `2.5e-13`, `nan`."""
    if not math.isfinite(value):
        return "nan" if math.isnan(value) else "infinite"
    if value == 0 or 0.001 <= abs(value) < 10_000:
        return f"{float(f'{value:.3g}'):g}"
    mantissa, power = f"{value:.1e}".split("e")
    return f"{mantissa}e{int(power)}"


def _signs_of(course: Course) -> tuple[_Sign, ...]:
    """What is looked at, and when it is normal. Before the first step there is neither gradient nor change."""
    level = course.without_x

    def first(signs: Signs) -> bool:
        return signs is course.signs[0]

    return (
        _Sign(
            "loss",
            lambda signs: written(signs.loss),
            f"below {_FAR_ABOVE:g} times {written(level)}",
            lambda signs: (
                math.isfinite(signs.loss) and (first(signs) or signs.loss < _FAR_ABOVE * level)
            ),
        ),
        _Sign(
            "weights not finite",
            lambda signs: f"{signs.broken:.0%}",
            "none",
            lambda signs: signs.broken == 0,
        ),
        _Sign(
            "gradient's norm",
            lambda signs: "-" if first(signs) else written(signs.gradient),
            "0.0001 to 1,000",
            lambda signs: first(signs) or 1e-4 <= signs.gradient <= 1e3,
        ),
        _Sign(
            "step / weights",
            lambda signs: "-" if first(signs) else written(signs.change),
            "0.0001 to 0.3",
            lambda signs: first(signs) or 1e-4 <= signs.change <= 0.3,
        ),
        _Sign(
            "silent hidden units",
            lambda signs: f"{signs.silent:.0%}",
            "fewer than half",
            lambda signs: signs.silent < 0.5,
        ),
        _Sign(
            "different predictions",
            lambda signs: str(signs.predictions),
            "more than one",
            lambda signs: signs.predictions > 1,
        ),
    )


@dataclass(eq=False)
class _Picture:
    course: Course

    def __post_init__(self) -> None:
        self._looked_at = _signs_of(self.course)

    def draw(self, step: str) -> Frame:
        """The frame for a step, 0 being before the first."""
        index = int(step)
        description, reading = self._description(), self._reading(index)
        body, height = self._drawing(index)
        return Frame(
            svg.picture(WIDTH, height, f"{description} {reading}", body),
            description,
            reading,
            hint="The model was trained once, and is as it was; the slider looks at another step.",
        )

    # In words

    def _description(self) -> str:
        course = self.course
        left = [f"{sign.name} ({sign.normal}) {self._when(sign)}" for sign in self._looked_at]
        return (
            f"{len(course.signs) - 1} steps of a training on {course.rows} rows. "
            f"{_level_in_words(course)} Signs and their normal ranges: {'; '.join(left)}."
        )

    def _when(self, sign: _Sign) -> str:
        bad = [step for step, signs in enumerate(self.course.signs) if not sign.sound(signs)]
        if not bad:
            return "normal throughout"
        return f"outside for the first time at step {bad[0]}, {len(bad)} times in all"

    def _reading(self, index: int) -> str:
        signs = self.course.signs[index]
        bad = [sign.name for sign in self._looked_at if not sign.sound(signs)]
        told = ", ".join(f"{sign.name} {sign.written(signs)}" for sign in self._looked_at)
        outside = (
            f"Outside the normal range: {', '.join(bad)}." if bad else "All in the normal range."
        )
        return f"Step {index}: {told}. {outside} {self._verdict(index)}"

    def _verdict(self, index: int) -> str:
        signs, level = self.course.signs[index], self.course.without_x
        if not math.isfinite(signs.loss):
            return "The loss is no longer a number."
        if signs.broken:
            return "The loss is a number, but weights are not: it can't be trusted."
        if index and signs.loss > 10 * max(level, self.course.signs[0].loss):
            return "The loss leaps: the steps are too long."
        if signs.predictions == 1:
            return "It predicts one number for all rows."
        if index and signs.change < 1e-4:
            return "It is alive, but hardly moves."
        return (
            "It is alive."
            if signs.loss < level
            else "It is alive, but does not beat one answer for all rows yet."
        )

    # As a drawing

    def _drawing(self, index: int) -> tuple[str, float]:
        height = _FIRST_ROW + len(self._looked_at) * _ROW + 4
        pieces = [
            svg.text(4, 15, "Vital signs of a training", size=svg.LARGE, bold=True),
            svg.text(_RIGHT, 15, f"step {index} of {len(self.course.signs) - 1}", anchor="end"),
            self._chart(index),
            self._rows(index),
        ]
        return "".join(pieces), height

    def _chart(self, index: int) -> str:
        course = self.course
        losses = [signs.loss for signs in course.signs]
        shown = [loss for loss in losses if math.isfinite(loss) and loss > 0] + [course.without_x]
        shown = [max(loss, 1e-12) for loss in shown]
        low, high = chart.around(shown, log=True, least=4.0)
        x = chart.Scale(0, max(len(losses) - 1, 1), _LEFT, _RIGHT)
        y = chart.Scale(low, high, _FOOT, _TOP, log=True)
        level = y.at(max(course.without_x, 1e-12))
        pieces = [
            chart.left_axis(x, y, written, 4),
            chart.frame(x, y),
            chart.bottom_axis(x, y, x.ticks(8), lambda value: f"{value:.0f}"),
            svg.line(_LEFT, level, _RIGHT, level, stroke=palette.INK, stroke_dasharray="7 4"),
            svg.text(4, 33, "loss", size=svg.SMALL, bold=True),
            svg.text(
                _RIGHT,
                33,
                f"dashed: {_level_name(course)}, {written(course.without_x)}",
                size=svg.SMALL,
                fill=palette.MUTED,
                anchor="end",
            ),
        ]
        for run in _runs(losses):
            points = [(x.at(step), y.at(max(losses[step], 1e-12))) for step in run]
            pieces.append(chart.path(points, _LINE, None))
        for step, loss in enumerate(losses):
            if not math.isfinite(loss):
                pieces.append(chart.marker("cross", x.at(step), _TOP + 6, palette.CONFLICT, size=3))
        here = losses[index]
        if math.isfinite(here):
            pieces.append(
                chart.marker("circle", x.at(index), y.at(max(here, 1e-12)), _LINE, size=5)
            )
        pieces.append(svg.line(x.at(index), _TOP, x.at(index), _FOOT, stroke=palette.FOLLOWED))
        return "".join(pieces)

    def _rows(self, index: int) -> str:
        signs, count = self.course.signs, len(self.course.signs)
        head = _FIRST_ROW - 8
        width = (_RIGHT - _STRIP) / count
        pieces = [
            svg.text(4, head, "sign", size=svg.SMALL, fill=palette.MUTED),
            svg.text(_VALUE, head, "now", size=svg.SMALL, fill=palette.MUTED, anchor="end"),
            svg.text(_NORMAL, head, "normal", size=svg.SMALL, fill=palette.MUTED),
            svg.text(
                _STRIP,
                head,
                "each step: low is normal, tall is not",
                size=svg.SMALL,
                fill=palette.MUTED,
            ),
        ]
        for row, sign in enumerate(self._looked_at):
            top = _FIRST_ROW + row * _ROW
            base, sound = top + 14, sign.sound(signs[index])
            color = palette.INK if sound else palette.CONFLICT
            pieces += [
                svg.text(4, base, sign.name, size=svg.SMALL, bold=not sound, fill=color),
                svg.text(
                    _VALUE,
                    base,
                    sign.written(signs[index]),
                    anchor="end",
                    size=svg.SMALL,
                    bold=not sound,
                    fill=color,
                ),
                svg.text(_NORMAL, base, sign.normal, size=svg.SMALL, fill=palette.MUTED),
            ]
            for step, measured in enumerate(signs):
                tall = not sign.sound(measured)
                part = 14.0 if tall else 5.0
                pieces.append(
                    svg.element(
                        "rect",
                        x=_STRIP + step * width,
                        y=top + 16 - part,
                        width=max(width - 1, 1.0),
                        height=part,
                        fill=palette.CONFLICT if tall else _SOUND,
                        stroke=palette.INK if step == index else None,
                        stroke_width=1.5 if step == index else None,
                    )
                )
        return "".join(pieces)


def _runs(losses: list[float]) -> list[list[int]]:
    """The steps whose loss is finite, in pieces without a gap."""
    runs: list[list[int]] = []
    for step, loss in enumerate(losses):
        if not math.isfinite(loss):
            continue
        if runs and runs[-1][-1] == step - 1:
            runs[-1].append(step)
        else:
            runs.append([step])
    return runs


def _level_name(course: Course) -> str:
    return "entropy of the classes" if course.classes else "variance of y"


def _level_in_words(course: Course) -> str:
    best = "shares of the classes" if course.classes else "mean"
    return (
        f"A model that answers every row with the {best} has a loss of {written(course.without_x)}, the "
        f"{_level_name(course)}."
    )
