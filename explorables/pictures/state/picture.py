"""The picture behind `explorables.state`: which lines change an object, and which only a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from explorables.drawing.nodes import tag_over
from explorables.page import palette, svg
from explorables.page.host import WIDTH, Control, Explorable, Frame, Slider, Walk, only_words
from explorables.pictures.state.objects import Sight
from explorables.pictures.state.run import Moment, Story, run
from explorables.pictures.state.words import Effects, effects, mark, moment_in_words, step_in_words
from explorables.reading.signatures import shortened
from explorables.reading.tensors import NotDrawable

_MARGIN: Final = 4.0
_LINE: Final = 18.0  # px from line to line of the code
_LINES: Final = 7  # lines in view where the slider can bring the others
_STILL_LINES: Final = 24
_CODE: Final = 30.0  # where the code begins
_MARKS: Final = 396.0  # and what is said of it
_OBJECTS: Final = 150.0  # where the boxes of the objects begin
_BOX: Final = 42.0  # px; height of an object: what it is, what it holds
_NAME: Final = 24.0  # px; height of a name
_GAP: Final = 15.0  # px between the rows, room for a tag over the box
_ROWS: Final = 4  # objects in view
_STILL_ROWS: Final = 10
_HINT: Final = (
    "The slider, or the arrow keys on it, runs the lines one by one. On the left stand the names, on "
    "the right the objects that they stand for."
)


def explore(lines: object, names: Mapping[str, object]) -> Explorable:
    """The explorable for the lines of a cell, or one that says why there is none."""
    try:
        story = run(lines, names)
    except NotDrawable as reason:
        return only_words(str(reason))
    picture = _Picture(story)
    return Explorable(
        picture.draw, picture.controls, picture.still, Walk({"step": len(story.steps)})
    )


@dataclass(frozen=True, eq=False)
class _Row:
    """An object with its names, where it is drawn."""

    number: int
    sight: Sight
    names: tuple[str, ...]

    @property
    def height(self) -> float:
        return max(_BOX, len(self.names) * (_NAME + 4) - 4) + _GAP


@dataclass(frozen=True, eq=False)
class _Picture:
    story: Story

    @property
    def controls(self) -> Mapping[str, Control]:
        return {"step": Slider("lines run", len(self.story.steps))}

    @cached_property
    def _effects(self) -> list[Effects]:
        return [
            effects(self.story.before(place), step.after)
            for place, step in enumerate(self.story.steps)
        ]

    def still(self, step: int) -> Frame:
        """The frame for a page where nothing moves: the end, unless a step was chosen."""
        return self.draw(step or len(self.story.steps), _STILL_LINES, _STILL_ROWS)

    def draw(self, step: int, lines: int = _LINES, rows: int = _ROWS) -> Frame:
        """The frame after so many steps; ``lines`` and ``rows`` are how many are in view."""
        step = min(step, len(self.story.steps))
        story = self.story
        now = story.before(step)
        if step:
            line = story.steps[step - 1].line
            where = f"after line {line}"
            reading = step_in_words(story, step - 1)
            code = story.lines[line - 1].strip()
        else:
            where, code = "before the first line", ""
            reading = "Nothing has run yet. The next step runs the first line."
        description = f"Names and objects {where}: {moment_in_words(now)}"
        body, height = self._drawing(step, now, where, lines, rows)
        return Frame(
            svg.picture(WIDTH, height, f"{description} {reading}", body),
            description,
            reading,
            code,
            hint=_HINT,
        )

    def _drawing(
        self, step: int, now: Moment, where: str, lines: int, rows: int
    ) -> tuple[str, float]:
        """The body of the picture and its height."""
        steps = len(self.story.steps)
        pieces = [
            svg.text(_MARGIN, 16, where, size=svg.LARGE, bold=True),
            svg.note(WIDTH - _MARGIN, 16, f"step {step} of {steps}", anchor="end"),
            svg.note(_MARKS, 16, "what the line does"),
        ]
        listing, bottom = self._listing(step, lines, 26.0)
        top = bottom + 22
        pieces += [listing, svg.note(_MARGIN, top, "names"), svg.note(_OBJECTS, top, "objects")]
        top += 16
        pieces.append(self._state(step, now, top, rows))
        return "".join(pieces), top + self._room(rows) + 2

    def _listing(self, step: int, most: int, top: float) -> tuple[str, float]:
        """The lines, the one that ran last marked, and where they end."""
        story = self.story
        shown = min(len(story.lines), most)
        here = story.steps[step - 1].line if step else 0
        first = max(0, min(here - 1 - shown // 2, len(story.lines) - shown))
        marks = {
            story.steps[place].line: mark(self._effects[place], story.steps[place])
            for place in range(step)
        }
        pieces = []
        for place in range(shown):
            number = first + place + 1
            y = top + place * _LINE
            if number == here:
                pieces.append(
                    svg.element(
                        "rect",
                        x=1.0,
                        y=y,
                        width=WIDTH - 2,
                        height=_LINE,
                        rx=3,
                        fill=palette.FELLOW,
                        stroke=palette.INK,
                        stroke_width=1.5,
                    )
                )
            room = int((_MARKS - _CODE - 6) / (svg.SMALL * svg.MONO_ADVANCE))
            ran = number in marks
            pieces.append(
                svg.text(
                    24,
                    y + 13,
                    str(number),
                    size=svg.SMALL,
                    fill=palette.INK if number == here else palette.MUTED,
                    anchor="end",
                )
            )
            pieces.append(
                svg.text(
                    _CODE,
                    y + 13,
                    shortened(story.lines[number - 1], room),
                    size=svg.SMALL,
                    mono=True,
                    fill=palette.INK if ran else palette.MUTED,
                    style="white-space:pre",
                )
            )
            if ran:
                words = marks[number]
                # Bold letters are a little wider.
                size = svg.size_to_fit(words, (WIDTH - _MARKS - 6) / 1.08, svg.SMALL)
                pieces.append(svg.text(_MARKS, y + 13, words, size=size, bold=number == here))
        return "".join(pieces), top + shown * _LINE

    def _rows_of(self, step: int) -> list[_Row]:
        """The objects after a step, those that it took the last name from as they were before."""
        now = self.story.before(step)
        found = [
            _Row(number, sight, tuple(now.names_of(number))) for number, sight in now.sights.items()
        ]
        if step:
            before = self.story.before(step - 1)
            found += [
                _Row(number, before.sights[number], ()) for number in self._effects[step - 1].lost
            ]
        return sorted(found, key=lambda row: row.number)

    def _in_view(self, step: int, most: int) -> tuple[list[_Row], int]:
        """The rows that are drawn, and how many are not: what the step touched is among them."""
        rows = self._rows_of(step)
        if len(rows) <= most:
            return rows, 0
        touched = self._touched(step)
        places = [place for place, row in enumerate(rows) if row.number in touched]
        last = min(len(rows), max(most, max(places, default=most - 1) + 1))
        return rows[last - most : last], len(rows) - most

    def _touched(self, step: int) -> set[int]:
        if not step:
            return set()
        done, names = self._effects[step - 1], self.story.before(step).names
        return {*done.changed, *done.made, *done.lost, *(names[name] for name in done.bound)}

    def _room(self, most: int) -> float:
        """The height of the rows where they need the most, so that nothing moves below them."""
        heights = []
        for step in range(len(self.story.steps) + 1):
            rows, out = self._in_view(step, most)
            heights.append(sum(row.height for row in rows) + (18 if out else 0))
        return max(heights)

    def _state(self, step: int, now: Moment, top: float, most: int) -> str:
        rows, out = self._in_view(step, most)
        pieces = []
        y = top
        for row in rows:
            pieces.append(self._row(row, step, now, y))
            y += row.height
        if out:
            pieces.append(svg.note(_OBJECTS, y + 12, f"and {out} more, not drawn"))
        return "".join(pieces)

    def _row(self, row: _Row, step: int, now: Moment, y: float) -> str:
        done = self._effects[step - 1] if step else None
        lost = row.number not in now.sights
        changed = done is not None and row.number in done.changed
        made = done is not None and row.number in done.made
        wide = WIDTH - _OBJECTS - _MARGIN
        pieces = [
            svg.element(
                "rect",
                x=_OBJECTS,
                y=y,
                width=wide,
                height=_BOX,
                rx=4,
                fill=palette.FOLLOWED if changed else palette.PANEL if lost else palette.GROUPS[0],
                stroke=palette.INK if changed or made else palette.EDGE,
                stroke_width=2.5 if changed or made else 1.0,
                stroke_dasharray="4 3" if lost else None,
            )
        ]
        sight = row.sight
        head = f"object {row.number}: {sight.kind}"
        if sight.about:
            head += f", {sight.about}"
        pieces.append(svg.text(_OBJECTS + 8, y + 16, shortened(head, 46), bold=True))
        nature = "can change" if sight.changes else "never changes"
        pieces.append(svg.text(WIDTH - 10, y + 16, nature, size=svg.SMALL, anchor="end"))
        room = int((wide - 16) / (svg.SMALL * svg.MONO_ADVANCE))
        value = sight.value
        if changed:
            was = self.story.before(step - 1).sights[row.number].value
            value = shortened(f"{value}, was {was}", room)
        pieces.append(
            svg.text(_OBJECTS + 8, y + 34, shortened(value, room), size=svg.SMALL, mono=True)
        )
        words = "changed" if changed else "new" if made else "no name left" if lost else ""
        if words:
            left = WIDTH - _MARGIN - svg.width_of(words, size=svg.SMALL) - 12
            pieces.append(tag_over(left, y, words, dark=changed, edge=palette.INK)[0])
        pieces += [
            self._name(name, y + place * (_NAME + 4), done is not None and name in done.bound)
            for place, name in enumerate(row.names)
        ]
        if not row.names and not lost:
            pieces.append(svg.note(_MARGIN, y + 16, "inside another"))
        return svg.element("g", *pieces, class_="node")

    @staticmethod
    def _name(name: str, y: float, bound: bool) -> str:
        """A name, with an arrow to the object beside it."""
        wide, middle = _OBJECTS - 40, y + _NAME / 2
        color = palette.INK if bound else palette.EDGE
        end = _OBJECTS - 1
        words = shortened(name, 14)
        return "".join(
            (
                svg.element(
                    "rect",
                    x=_MARGIN,
                    y=y,
                    width=wide,
                    height=_NAME,
                    rx=12,
                    fill=palette.FELLOW if bound else palette.PANEL,
                    stroke=color,
                    stroke_width=2.5 if bound else 1.0,
                ),
                svg.text(_MARGIN + wide / 2, y + 16.5, words, anchor="middle", bold=bound),
                svg.line(
                    _MARGIN + wide,
                    middle,
                    end - 7,
                    middle,
                    stroke=color,
                    stroke_width=2.5 if bound else 1.2,
                ),
                svg.element(
                    "path",
                    d=f"M{svg.number(end - 8)} {svg.number(middle - 4)}v8l7 -4z",
                    fill=color,
                ),
            )
        )
