"""The picture behind `explorables.boundary`: a model's decision boundary, moving as it trains."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
import tensorflow as tf

from explorables import chart, palette, svg
from explorables.boundary_map import (
    DARK,
    SHAPES,
    SURE,
    Map,
    ceiling,
    color_key,
    pieces_of,
)
from explorables.boundary_training import (
    Box,
    Mapper,
    Points,
    Run,
    Score,
    Setting,
    Snapshot,
    box_around,
    dense,
    make_model,
    make_points,
    moons,
    parameters,
    read_points,
    split,
    stride,
    train,
)
from explorables.host import (
    WIDTH,
    Control,
    Dial,
    Explorable,
    Frame,
    live_page,
    only_words,
)
from explorables.stopping import HOW
from explorables.tensors import NotDrawable, count

SIZES: Final = (2, 8, 128)
NOISES: Final = (0.1, 0.2, 0.3, 0.4)
REGULARIZATIONS: Final = (0.0, 0.001, 0.003, 0.01, 0.1)
EPOCHS: Final = 400
SECONDS: Final = 6.0
BETWEEN: Final = 0.25  # s; at most four pictures a second while training

_MARGIN: Final = 4.0
_LEFT: Final = 34.0  # px; the map's, with room for the labels of its axis
_TOP: Final = 28.0
_SIDE: Final = 330.0
_COLUMN: Final = 420.0  # px; where the plot of the losses begins
_PLOT: Final = 130.0  # px; its height
_HEIGHT: Final = _TOP + _SIDE + 74
_TRAINING: Final = (palette.INK, None)  # color and dash of the two curves
_VALIDATION: Final = ("#9C3D73", "7 4")


def explore(
    build: object = None,
    data: object = None,
    labels: object = None,
    *,
    sizes: object = SIZES,
    noises: object = NOISES,
    regularizations: object = REGULARIZATIONS,
    epochs: object = EPOCHS,
    seconds: object = SECONDS,
    seed: object = 0,
    outputs: str | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Explorable:
    """The picture for a function that builds a model, or for a model; or why there is none."""
    try:
        if isinstance(build, tf.keras.Model):
            return _trained(build, data, labels, outputs)
        lab = _laboratory(build, data, labels, seed, outputs, clock)
        lab.values = {
            name: _checked(values, name)
            for name, values in (
                ("size", sizes),
                ("noise", noises),
                ("regularization", regularizations),
            )
            if name in lab.taken
        }
        lab.epochs, lab.seconds = _bounds(epochs, seconds)
        lab.prepare()
        return _Live(lab)
    except NotDrawable as why:
        return only_words(str(why))


def _laboratory(
    build: object,
    data: object,
    labels: object,
    seed: object,
    outputs: str | None,
    clock: Callable[[], float],
) -> Laboratory:
    if not isinstance(seed, int) or isinstance(seed, bool) or not 0 <= seed < 2**32:
        raise NotDrawable(f"seed is a whole number from 0 to 2**32 - 1; {seed!r:.60} is not.")
    build = dense if build is None else build
    data = moons if data is None else data
    lab = Laboratory(build, data, seed=seed, told=outputs, clock=clock)
    lab.build_takes = parameters(build, ("size", "regularization"), "build")
    if callable(data):
        if labels is not None:
            raise NotDrawable("Labels go with an array of points; a function data returns both.")
        lab.data_takes = parameters(data, ("noise", "seed"), "data")
    else:
        if labels is None:
            raise NotDrawable(
                "Points need their labels: pass both arrays, or a function data(noise, seed) that "
                "returns them."
            )
        lab.fixed = split(*read_points(data, labels), seed)
    return lab


def _checked(values: object, name: str) -> tuple[float, ...]:
    """The values of a dial, as the learner gave them.

    Raises:
        NotDrawable: they are not at least one increasing number, or too many.
    """
    many = {"size": "sizes", "noise": "noises"}.get(name, "regularizations")
    wanted = f"{many} are 1 to 12 numbers, 0 or above, each larger than the one before"
    try:
        found = tuple(values)
    except TypeError:
        found = (values,)
    for value in found:
        plain = isinstance(value, int | float | np.number) and not isinstance(value, bool)
        if not plain or not 0 <= value < math.inf:
            raise NotDrawable(f"{value!r:.60} is no {name}: {wanted}.")
        if name == "size" and value != int(value):
            raise NotDrawable(f"{value!r:.60} is no size: sizes are whole numbers.")
    if not 1 <= len(found) <= 12 or any(np.diff(found) <= 0):
        raise NotDrawable(f"{found!r:.80} can't be stepped through: {wanted}.")
    return tuple(int(one) if name == "size" else float(one) for one in found)


def _bounds(epochs: object, seconds: object) -> tuple[int, float]:
    if not isinstance(epochs, int) or isinstance(epochs, bool) or not 1 <= epochs <= 100_000:
        raise NotDrawable(f"epochs is a whole number from 1 to 100,000; {epochs!r:.60} is not.")
    if not isinstance(seconds, int | float) or not 0 < seconds < math.inf:
        raise NotDrawable(f"seconds bounds one training and is above 0; {seconds!r:.60} is not.")
    return epochs, float(seconds)


# The trainings


@dataclass(eq=False)
class Laboratory:
    """The learner's two functions, and what was trained with them so far.

    Attributes:
        values: what each dial goes through, by parameter.
        fixed: the points where ``data`` is not a function.
        runs: the trainings, by setting; each setting is trained once.
    """

    build: Callable[..., tf.keras.Model]
    data: Callable[..., object] | object
    seed: int
    told: str | None
    clock: Callable[[], float]
    build_takes: set[str] = field(default_factory=set)
    data_takes: set[str] = field(default_factory=set)
    values: dict[str, tuple[float, ...]] = field(default_factory=dict)
    epochs: int = EPOCHS
    seconds: float = SECONDS
    fixed: Points | None = None
    box: Box | None = None
    runs: dict[Setting, Run] = field(default_factory=dict)
    _points: dict[float | None, Points] = field(default_factory=dict)

    @property
    def taken(self) -> set[str]:
        """The parameters that the learner's functions take."""
        return (self.build_takes | self.data_takes) - {"seed"}

    def prepare(self) -> None:
        """Make the data for every noise: the map is the same for all of them."""
        for noise in self.values.get("noise", (None,)):
            self._points[noise] = self.fixed or split(
                *make_points(self.data, self._data_given(noise)), self.seed
            )
        self.box = box_around(np.concatenate([one.places for one in self._points.values()]))

    def _data_given(self, noise: float | None) -> dict[str, object]:
        given: dict[str, object] = {} if noise is None else {"noise": noise}
        return given | ({"seed": self.seed} if "seed" in self.data_takes else {})

    def given(self, setting: Setting) -> tuple[dict[str, object], dict[str, object]]:
        """What ``build`` and ``data`` are called with."""
        build = {
            name: getattr(setting, name)
            for name in ("size", "regularization")
            if name in self.build_takes
        }
        return build, self._data_given(setting.noise)

    def run(self, setting: Setting, shown: Callable[[Run], None] = lambda run: None) -> Run:
        """The training of a setting: remembered, or made now; one interrupted is made again."""
        known = self.runs.get(setting)
        if known is not None and not known.interrupted:
            return known
        run = Run(setting, self._points[setting.noise], self.epochs)
        self.runs[setting] = run
        build, _ = self.given(setting)
        try:
            train(
                run,
                lambda: make_model(self.build, build),
                self.box,
                seconds=self.seconds,
                seed=self.seed,
                told=self.told,
                clock=self.clock,
                shown=shown,
            )
        except NotDrawable as why:
            run.failed = str(why)
        except KeyboardInterrupt:
            run.interrupted = True
            run.ended = "Interrupted twice."
            raise
        return run


# In words


def _share(score: Score) -> str:
    return f"{score.accuracy:.2f} ({score.right} of {score.points})"


def judged(run: Run, at: int) -> str:
    """What snapshot number ``at`` of a run says about how the model generalizes, in a sentence."""
    now = run.snapshots[at]
    fitted, other = now.training, now.validation
    if now.epoch == 0:
        return "The model is not trained yet: its boundary is where its first weights put it."
    lowest = min(run.snapshots[: at + 1], key=lambda one: one.validation.loss)
    best = lowest.validation.loss
    if other.loss > 1.15 * best + 0.03 and fitted.loss < lowest.training.loss:
        return (
            f"The validation loss was lowest at epoch {lowest.epoch}, {best:.2f}, and is "
            f"{other.loss:.2f} now, while the training loss fell on to {fitted.loss:.2f}: "
            "the model overfits."
        )
    gap = fitted.accuracy - other.accuracy
    spread = math.sqrt(
        sum(one.accuracy * (1 - one.accuracy) / one.points for one in (fitted, other))
    )
    if gap > max(2 * spread, 0.03):
        return f"The gap of {gap:.2f} is more than chance alone would often give: it overfits."
    if fitted.accuracy < 0.92:
        return (
            f"It misses {count(fitted.points - fitted.right, 'point')} it was trained on: the model "
            "is too small, too restrained or too little trained (it underfits), or the classes "
            "overlap."
        )
    return "It does about as well on points it has not seen: no sign of overfitting."


def _setting_words(setting: Setting) -> str:
    parts = [
        f"{name} {getattr(setting, name):g}"
        for name in ("size", "noise", "regularization")
        if getattr(setting, name) is not None
    ]
    return ", ".join(parts)


def _areas_in_words(snapshot: Snapshot) -> str:
    winner = snapshot.map.argmax(axis=0)
    parts = []
    for number in range(len(snapshot.map)):
        area = winner == number
        if not area.any():
            parts.append(f"class {number} has no area")
            continue
        parts.append(
            f"class {number} has {area.mean():.0%} of the map, in {count(pieces_of(area), 'piece')}"
        )
    return f"{'; '.join(parts)}."


# The picture


@dataclass(eq=False)
class _Picture:
    """What is drawn of a laboratory, for the values of its dials."""

    lab: Laboratory
    _drawn: dict[int, str] = field(default_factory=dict)  # the points of a run, by its id

    @property
    def controls(self) -> dict[str, Control]:
        """A dial for each parameter there is a choice for, and the epochs."""
        starts = {"size": -1, "noise": -1, "regularization": 0}  # where a model overfits most
        found: dict[str, Control] = {}
        for name, values in self.lab.values.items():
            if len(values) > 1:
                start = values[starts[name]]
                found[name] = Dial(name, tuple(f"{one:g}" for one in values), f"{start:g}")
        return found | {"epoch": Dial("epoch", self.epochs, self.epochs[-1])}

    @cached_property
    def epochs(self) -> tuple[str, ...]:
        """The epochs at which a training that goes on to its end is looked at."""
        last = self.lab.epochs
        return tuple(str(one) for one in (*range(0, last, stride(last)), last))

    @cached_property
    def map(self) -> Map:
        """Where the plane lies in the picture."""
        return Map(self.lab.box, _LEFT, _TOP, _SIDE)

    def setting(self, values: Mapping[str, str]) -> Setting:
        """The setting that the dials stand at."""
        chosen: dict[str, float] = {}
        for name, known in self.lab.values.items():
            word = values.get(name, f"{known[0]:g}")
            chosen[name] = next(one for one in known if f"{one:g}" == word)
        return Setting(**chosen)

    def draw(self, epoch: str, **values: str) -> Frame:
        """The frame for a setting, trained if it is not yet, at an epoch."""
        setting = self.setting(values)
        run = self.lab.runs.get(setting) or self.lab.run(setting)
        if run.failed or not run.snapshots:
            return Frame("", run.failed or "Nothing was trained: move a slider to try again.")
        return self.frame(run, int(epoch))

    def frame(self, run: Run, epoch: int, training: bool = False) -> Frame:
        """The frame of a run at the last snapshot up to an epoch.

        Args:
            training: whether the run is still going on.
        """
        at = max(at for at, one in enumerate(run.snapshots) if one.epoch <= max(epoch, 0))
        now = run.snapshots[at]
        lead = f"Epoch {now.epoch} of {run.epochs}"
        scores = f"training accuracy {_share(now.training)}, validation {_share(now.validation)}"
        if training:
            reading = f"Training: epoch {now.epoch} of {run.epochs}, {scores}. {HOW}"
        else:
            reading = f"{lead}: {scores}. {judged(run, at)}"
            if run.ended:
                reading += f" {run.ended}"
        description = self._description(run, now)
        build, data = self.lab.given(run.setting)
        return Frame(
            svg.picture(WIDTH, _HEIGHT, f"{description} {reading}", self._drawing(run, at)),
            description,
            reading,
            self._code(build, data, run),
            hint=(
                "epoch goes back through the training. The other sliders train a new model; one "
                "trained before comes back at once."
            ),
        )

    def _code(self, build: Mapping[str, object], data: Mapping[str, object], run: Run) -> str:
        lab = self.lab
        lines = [
            f"model = {_named(lab.build, 'build')}({_arguments(build)})",
            f"model.fit(points, labels, batch_size={run.batch}, epochs={run.epochs})",
        ]
        if lab.fixed is None:
            made = f"points, labels = {_named(lab.data, 'data')}({_arguments(data)})"
            lines.insert(0, f"{made}  # half of them to train on")
        return "\n".join(lines)

    def _description(self, run: Run, now: Snapshot) -> str:
        words = _setting_words(run.setting)
        notes = "".join(f" {note}" for note in run.notes)
        return (
            "Decision boundary of a Keras model"
            f"{f' ({words})' if words else ''} with {count(run.weights, 'weight')}, on "
            f"{now.training.points} training and {now.validation.points} validation points: "
            f"{_areas_in_words(now)} Cross-entropy: training {now.training.loss:.2f}, validation "
            f"{now.validation.loss:.2f}.{notes}"
        )

    def _drawing(self, run: Run, at: int) -> str:
        now = run.snapshots[at]
        if id(run) not in self._drawn:  # runs are remembered, so their ids stay theirs
            self._drawn[id(run)] = self.map.points(run.points)
        title = f"decision boundary, epoch {now.epoch}"
        return "".join(
            [
                _heading(_LEFT, title),
                self.map.areas(now),
                self._drawn[id(run)],
                self.map.axes(),
                *_key(len(now.map)),
                _heading(_COLUMN - 34, "cross-entropy per epoch"),
                _curves(run, at),
                _table(now, _TOP + _PLOT + 92),
                _legend(len(now.map), _TOP + _PLOT + 168, both=True),
                svg.text(_COLUMN - 34, _HEIGHT - 12, f"{run.weights:,} weights", size=svg.SMALL),
            ]
        )


def _named(function: object, otherwise: str) -> str:
    name = getattr(function, "__name__", "<lambda>")
    return otherwise if name == "<lambda>" else name


def _arguments(given: Mapping[str, object]) -> str:
    return ", ".join(f"{name}={value:g}" for name, value in given.items())


def _heading(x: float, words: str) -> str:
    return svg.text(x, 16, words, size=svg.LARGE, bold=True)


def _small(x: float, y: float, words: str, **more: Any) -> str:
    return svg.text(x, y, words, **({"size": svg.SMALL, "fill": palette.MUTED} | more))


def _key(classes: int) -> list[str]:
    """What the colors of the map mean, below it."""
    top = _TOP + _SIDE + 32
    if classes == 2:
        words = "probability of class 1"
        return [_small(_LEFT, top + 10, words), color_key(_LEFT + 146, top, _SIDE - 152)]
    return [
        _small(_LEFT, top + 10, f"darker: probability of the class at least {SURE:g};"),
        _small(_LEFT, top + 27, "lines: where another class takes the lead"),
    ]


def _curves(run: Run, at: int) -> str:
    """The losses of all snapshots, and markers at the one shown."""
    now = run.snapshots[at]
    largest = max(max(one.training.loss, one.validation.loss) for one in run.snapshots)
    top = _TOP + 26
    x = chart.Scale(0.0, float(run.epochs), _COLUMN, WIDTH - 14)
    y = chart.Scale(0.0, ceiling(largest), top + _PLOT, top)
    across = x.at(now.epoch)
    pieces = [
        chart.left_axis(x, y, lambda value: f"{value:.3g}", 4),
        chart.frame(x, y),
        chart.bottom_axis(x, y, x.ticks(4), lambda value: f"{value:,.0f}"),
        _small((x.start + x.end) / 2, y.start + 35, "epoch", anchor="middle"),
        svg.line(across, y.start, across, y.end, stroke=palette.EDGE, stroke_dasharray="1 3"),
    ]
    left = _COLUMN - 34
    for name, (color, dash), hollow, score in (
        ("training", _TRAINING, False, "training"),
        ("validation", _VALIDATION, True, "validation"),
    ):
        line = [(x.at(one.epoch), y.at(getattr(one, score).loss)) for one in run.snapshots]
        if len(line) > 1:
            pieces.append(chart.path(line, color, dash))
        pieces.append(
            chart.marker(
                "circle", across, y.at(getattr(now, score).loss), color, size=4.5, hollow=hollow
            )
        )
        base = _TOP + 8
        pieces.append(chart.path([(left, base), (left + 30, base)], color, dash))
        pieces.append(chart.marker("circle", left + 15, base, color, size=4, hollow=hollow))
        pieces.append(_small(left + 37, base + 4, name, fill=palette.INK))
        left += 112
    return "".join(pieces)


def _table(now: Snapshot, top: float) -> str:
    """The two scores of the shown epoch."""
    left, one, two = _COLUMN - 34, _COLUMN + 84, WIDTH - 14
    pieces = [
        _small(one, top, "accuracy", anchor="end"),
        _small(two, top, "cross-entropy", anchor="end"),
    ]
    for row, (name, score) in enumerate(
        (("training", now.training), ("validation", now.validation))
    ):
        base = top + 20 + 20 * row
        pieces += [
            svg.text(left, base, name),
            svg.text(one, base, f"{score.accuracy:.2f}", anchor="end", bold=True),
            svg.text(two, base, f"{score.loss:.2f}", anchor="end", bold=True),
        ]
    return "".join(pieces)


def _legend(classes: int, top: float, both: bool) -> str:
    """The shapes of the classes, filled for training and hollow for validation."""
    left = _COLUMN - 34
    pieces = []
    if both:
        pieces += [
            _small(left + 82, top, "training", anchor="middle"),
            _small(left + 158, top, "validation", anchor="middle"),
        ]
    for number in range(classes):
        base = top + 20 + 19 * number
        pieces.append(svg.text(left, base, f"class {number}"))
        for column, hollow in ((82, False), (158, True))[: 2 if both else 1]:
            pieces.append(
                chart.marker(
                    SHAPES[number], left + column, base - 4, DARK[number], size=4.6, hollow=hollow
                )
            )
    return "".join(pieces)


class _Live(Explorable):
    """The picture with its controls: a dial that needs a training shows it as it goes on."""

    def __init__(self, lab: Laboratory):
        self._picture = _Picture(lab)
        super().__init__(self._picture.draw, self._picture.controls)

    def _assemble(self) -> Any:
        widget = super()._assemble()
        for name, control in self.controls.items():
            if name != "epoch":
                control.continuous_update = False  # a dragged slider trains where it is let go
        return widget

    def _redraw(self, change: Any) -> None:
        if self._adjusting:
            return
        dial = self.controls["epoch"]
        if change.owner is not dial:
            values = {name: one.value for name, one in self.controls.items() if name != "epoch"}
            self._train(self._picture.setting(values))
            self._adjusting = True
            try:
                dial.value = self._picture.epochs[-1]
            finally:
                self._adjusting = False
        super()._redraw(change)

    def _train(self, setting: Setting) -> None:
        lab = self._picture.lab
        known = lab.runs.get(setting)
        if (known is None or known.interrupted) and self._frame.drawing:
            words = _setting_words(setting)
            waiting = replace(self._frame, reading=f"Building and tracing a model with {words} ...")
            self._screen.value = live_page(waiting)  # the first step is traced, a second or so
        latest = -math.inf

        def show(run: Run) -> None:
            nonlocal latest
            now = lab.clock()
            if now - latest >= BETWEEN:
                latest = now
                frame = self._picture.frame(run, run.snapshots[-1].epoch, training=True)
                self._screen.value = live_page(frame)

        lab.run(setting, show)


# A model that is trained already


def _trained(
    model: tf.keras.Model, data: object, labels: object, outputs: str | None
) -> Explorable:
    """The picture of a model as it is."""
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
    snapshot = mapper.look(0)
    if snapshot is None:
        raise NotDrawable("The model's outputs on this part of the plane are not finite numbers.")
    picture = _Trained(model.count_params(), points, box, snapshot, mapper.note)
    controls: dict[str, Control] = {}
    if len(snapshot.map) == 2:
        controls["threshold"] = Dial(
            "threshold", tuple(f"{one / 100:.2f}" for one in range(5, 100, 5)), "0.50"
        )
    return Explorable(picture.draw, controls)


@dataclass(eq=False)
class _Trained:
    weights: int
    points: Points
    box: Box
    snapshot: Snapshot
    note: str

    @cached_property
    def _map(self) -> tuple[Map, str]:
        where = Map(self.box, _LEFT, _TOP, _SIDE)
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
            f"{count(total, 'point')}: {_areas_in_words(now)}{f' {self.note}' if self.note else ''}"
        )
        where, points = self._map
        body = [
            _heading(_LEFT, "decision boundary"),
            where.areas(now, level),
            points,
            where.axes(),
            *_key(len(now.map)),
            _heading(_COLUMN - 34, "points on their side"),
        ]
        for number, good, all_ in rows:
            base = _TOP + 18 + 24 * number
            body += [
                chart.marker(SHAPES[number], _COLUMN - 28, base - 4, DARK[number], size=4.6),
                svg.text(_COLUMN - 14, base, f"class {number}"),
                svg.text(_COLUMN + 150, base, f"{good} of {all_}", anchor="end", bold=True),
            ]
        base = _TOP + 18 + 24 * len(rows)
        body += [
            svg.text(_COLUMN - 14, base, "all"),
            svg.text(_COLUMN + 150, base, f"{right} of {total}", anchor="end", bold=True),
            svg.text(_COLUMN - 34, base + 34, f"{self.weights:,} weights", size=svg.SMALL),
        ]
        return Frame(
            svg.picture(WIDTH, _HEIGHT, f"{description} {reading}.", *body),
            description,
            f"{reading}.",
            hint="The slider moves the threshold; the model stays as it is." if two else "",
        )
