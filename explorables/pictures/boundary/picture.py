"""The picture behind `explorables.boundary`: a model's decision boundary, moving as it trains."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final
from weakref import WeakKeyDictionary

import tensorflow as tf

from explorables.page import svg
from explorables.page.host import (
    WIDTH,
    Control,
    Dial,
    Explorable,
    Frame,
    Page,
    Walk,
    only_words,
)
from explorables.pictures.boundary.data import NOISES, REGULARIZATIONS, SIZES, Points
from explorables.pictures.boundary.experiments import (
    EPOCHS,
    SECONDS,
    Laboratory,
    bounds,
    checked_values,
    laboratory,
)
from explorables.pictures.boundary.given_model import explore_trained
from explorables.pictures.boundary.map import Map
from explorables.pictures.boundary.panels import (
    COLUMN,
    HEIGHT,
    LEFT,
    PLOT,
    SIDE,
    TOP,
    areas_in_words,
    curves,
    heading,
    key,
    legend,
    table,
)
from explorables.pictures.boundary.scores import Score, Snapshot
from explorables.pictures.boundary.training import Run, Setting, stride
from explorables.reading.stopping import HOW
from explorables.reading.tensors import NotDrawable, count

BETWEEN: Final = 0.25  # s; at most four pictures a second while training


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
            return explore_trained(build, data, labels, outputs)
        lab = laboratory(build, data, labels, seed, outputs, clock)
        lab.values = {
            name: checked_values(values, name)
            for name, values in (
                ("size", sizes),
                ("noise", noises),
                ("regularization", regularizations),
            )
            if name in lab.taken
        }
        lab.epochs, lab.seconds = bounds(epochs, seconds)
        lab.prepare()
        return _Live(lab)
    except NotDrawable as why:
        return only_words(str(why))


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


# The picture


@dataclass(eq=False)
class _Picture:
    """What is drawn of a laboratory, for the values of its dials."""

    lab: Laboratory
    # What was drawn and said before, for as long as there is what it is of.
    _points: WeakKeyDictionary[Points, str] = field(default_factory=WeakKeyDictionary)
    _areas: WeakKeyDictionary[Snapshot, tuple[str, str]] = field(default_factory=WeakKeyDictionary)

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

    @property
    def walk(self) -> Walk:
        """What the book moves through: the epochs, of the largest model and of the smallest."""
        others: dict[str, tuple[str, ...]] = {name: () for name in self.controls if name != "epoch"}
        if "size" in others:
            others["size"] = (f"{self.lab.values['size'][0]:g}",)
        return Walk(positions=others)

    @cached_property
    def epochs(self) -> tuple[str, ...]:
        """The epochs at which a training that goes on to its end is looked at."""
        last = self.lab.epochs
        return tuple(str(one) for one in (*range(0, last, stride(last)), last))

    @cached_property
    def map(self) -> Map:
        """Where the plane lies in the picture."""
        return Map(self.lab.box, LEFT, TOP, SIDE)

    def setting(self, values: Mapping[str, str]) -> Setting:
        """The setting that the dials stand at."""
        chosen: dict[str, float] = {}
        for name, known in self.lab.values.items():
            word = values.get(name, f"{known[0]:g}")
            chosen[name] = next(one for one in known if f"{one:g}" == word)
        size = chosen.get("size")
        return Setting(
            None if size is None else int(size), chosen.get("noise"), chosen.get("regularization")
        )

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
            svg.picture(WIDTH, HEIGHT, f"{description} {reading}", self._drawing(run, at)),
            description,
            reading,
            self._code(build, data, run),
            hint="epoch goes back through the training; each other slider trains a new model.",
        )

    def _code(self, build: Mapping[str, object], data: Mapping[str, object], run: Run) -> str:
        lab = self.lab
        lines = [
            f"model = {_named(lab.build, 'build')}({_arguments(build)})",
            f"model.fit(points, labels, batch_size={run.batch}, epochs={run.epochs})",
        ]
        if not isinstance(lab.data, Points):
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
            f"{self._areas_of(now)[1]} Cross-entropy: training {now.training.loss:.2f}, validation "
            f"{now.validation.loss:.2f}.{notes}"
        )

    def _areas_of(self, now: Snapshot) -> tuple[str, str]:
        """The areas of the map, drawn and in words."""
        if now not in self._areas:
            self._areas[now] = self.map.areas(now), areas_in_words(now)
        return self._areas[now]

    def _drawing(self, run: Run, at: int) -> str:
        now = run.snapshots[at]
        if run.points not in self._points:
            self._points[run.points] = self.map.points(run.points)
        title = f"decision boundary, epoch {now.epoch}"
        return "".join(
            [
                heading(LEFT, title),
                self._areas_of(now)[0],
                self._points[run.points],
                self.map.axes(),
                *key(len(now.map)),
                heading(COLUMN - 34, "cross-entropy per epoch"),
                curves(run, at),
                table(now, TOP + PLOT + 80),
                legend(len(now.map), TOP + PLOT + 139, both=True),
                svg.text(COLUMN - 34, HEIGHT - 6, f"{run.weights:,} weights", size=svg.SMALL),
            ]
        )


def _named(function: object, otherwise: str) -> str:
    name = getattr(function, "__name__", "<lambda>")
    return otherwise if name == "<lambda>" else name


def _arguments(given: Mapping[str, object]) -> str:
    return ", ".join(f"{name}={value:g}" for name, value in given.items())


class _Live(Explorable):
    """The picture with its controls: a dial that needs a training shows it as it goes on."""

    def __init__(self, lab: Laboratory):
        self._picture = _Picture(lab)
        super().__init__(self._picture.draw, self._picture.controls, walk=self._picture.walk)

    def _assemble(self) -> Page | None:
        page = super()._assemble()
        for name, control in self.controls.items():
            if name != "epoch":
                control.continuous_update = False  # a dragged slider trains where it is let go
        return page

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
            self._show(waiting)  # the first step is traced, a second or so
        latest = -math.inf

        def show(run: Run) -> None:
            nonlocal latest
            now = lab.clock()
            if now - latest >= BETWEEN:
                latest = now
                frame = self._picture.frame(run, run.snapshots[-1].epoch, training=True)
                self._show(frame)

        lab.run(setting, show)
