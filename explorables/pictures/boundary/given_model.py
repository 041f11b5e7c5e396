"""The picture of a model's decision boundary where the model is trained already."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import tensorflow as tf

from explorables.drawing import chart
from explorables.page import svg
from explorables.page.host import WIDTH, Control, Dial, Explorable, Frame
from explorables.pictures.boundary.data import (
    NOISES,
    Box,
    Points,
    box_around,
    make_points,
    parameters,
    read_points,
)
from explorables.pictures.boundary.map import DARK, SHAPES, Map
from explorables.pictures.boundary.panels import (
    COLUMN,
    HEIGHT,
    LEFT,
    SIDE,
    TOP,
    areas_in_words,
    heading,
    key,
)
from explorables.pictures.boundary.scores import Mapper, Plane
from explorables.reading.tensors import NotDrawable, count


def explore_trained(
    model: tf.keras.Model, data: object, labels: object, outputs: str | None
) -> Explorable:
    """The picture of a model as it is. Raises NotDrawable."""
    if data is None or (labels is None and not callable(data)):
        raise NotDrawable(
            "A trained model needs points to be shown with: explorables.boundary(model, points, "
            "labels)."
        )
    if callable(data):
        taken = parameters(data, ("noise", "seed"), "data")
        given = {"noise": NOISES[-1], "seed": 0}
        places, named = make_points(data, {name: given[name] for name in sorted(taken)})
    else:
        places, named = read_points(data, labels)
    points = Points(places, named, np.ones(len(named), bool))
    box = box_around(places)
    mapper = Mapper(model, points, box, outputs)
    snapshot = mapper.look()
    if snapshot is None:
        raise NotDrawable("The model's outputs on this part of the plane are not finite numbers.")
    picture = _Picture(model.count_params(), points, box, snapshot, mapper.note)
    controls: dict[str, Control] = {}
    if len(snapshot.map) == 2:
        controls["threshold"] = Dial(
            "threshold", tuple(f"{one / 100:.2f}" for one in range(5, 100, 5)), "0.50"
        )
    return Explorable(picture.draw, controls)


@dataclass(eq=False)
class _Picture:
    weights: int
    points: Points
    box: Box
    snapshot: Plane
    note: str

    @cached_property
    def _map(self) -> tuple[Map, str]:
        where = Map(self.box, LEFT, TOP, SIDE)
        return where, where.points(self.points)

    def draw(self, threshold: str = "0.50") -> Frame:
        """The frame for a threshold, from which on a place counts as class 1."""
        now, labels = self.snapshot, self.points.labels
        two = len(now.map) == 2
        level = float(threshold)
        given = (now.chances[:, 1] >= level).astype(int) if two else now.chances.argmax(axis=1)
        rows = [
            (number, int((given[labels == number] == number).sum()), int((labels == number).sum()))
            for number in range(len(now.map))
        ]
        right, total = sum(row[1] for row in rows), len(labels)
        reading = f"{right} of {total} points are on the side of their class ({right / total:.2f})"
        reading += "".join(f"; class {number}: {good} of {all_}" for number, good, all_ in rows)
        if two:
            reading = f"Class 1 from a probability of {threshold} on: {reading}"
        description = (
            f"Decision boundary of a trained Keras model with {count(self.weights, 'weight')}, with "
            f"{count(total, 'point')}: {areas_in_words(now)}{f' {self.note}' if self.note else ''}"
        )
        where, points = self._map
        body = [
            heading(LEFT, "decision boundary"),
            where.areas(now, level),
            points,
            where.axes(),
            *key(len(now.map)),
            heading(COLUMN - 34, "points on their side"),
        ]
        for number, good, all_ in rows:
            base = TOP + 18 + 24 * number
            body += [
                chart.marker(SHAPES[number], COLUMN - 28, base - 4, DARK[number], size=4.6),
                svg.text(COLUMN - 14, base, f"class {number}"),
                svg.text(COLUMN + 150, base, f"{good} of {all_}", anchor="end", bold=True),
            ]
        base = TOP + 18 + 24 * len(rows)
        body += [
            svg.text(COLUMN - 14, base, "all"),
            svg.text(COLUMN + 150, base, f"{right} of {total}", anchor="end", bold=True),
            svg.text(COLUMN - 34, base + 34, f"{self.weights:,} weights", size=svg.SMALL),
        ]
        return Frame(
            svg.picture(WIDTH, HEIGHT, f"{description} {reading}.", *body),
            description,
            f"{reading}.",
            hint="The slider moves the threshold; the model stays as it is." if two else "",
        )
