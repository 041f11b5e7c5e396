"""The object behind `explorables.curves`: a Keras callback that is a picture as well."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from explorables.page.live_output import LiveOutput
from explorables.pictures.curves.picture import explore, live_frame
from explorables.pictures.curves.runs import Epoch, Run, Runs
from explorables.pictures.curves.words import standing
from explorables.reading import stopping


class _Recorder(tf.keras.callbacks.Callback):
    """Records one run after the other, under one name or, without one, under numbers.

    Keras may call `on_train_batch_end` in a thread beside the training, which then need not wait
    until the values are read; that is what ``async_safe`` says, and why that method only appends
    to a list. All the rest happens in the thread that trains.
    """

    async_safe = True

    def __init__(self, runs: Runs, output: LiveOutput, view: dict[str, Any], name: str | None):
        super().__init__()
        self._runs = runs
        self._output = output
        self._view = view
        self._name = name
        self._run: Run | None = None
        self._epoch: Epoch | None = None
        self._stopping: stopping.Interrupt | None = None

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        """Listen for an interrupt."""
        model = self.model

        def stop() -> None:
            model.stop_training = True

        self._run = self._epoch = None
        self._stopping = stopping.Interrupt(stop)
        self._stopping.begin()
        self._output.begin()

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Open the epoch; the first one opens the run."""
        if self._run is None:
            params = self.params or {}
            planned = params.get("epochs") or epoch + 1
            self._run = self._runs.begin(self._name, epoch, planned, params.get("steps"))
        self._epoch = Epoch(epoch + 1)
        self._run.epochs.append(self._epoch)

    def on_train_batch_begin(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Redraw where it is time to."""
        if self._output.due():
            self._redraw()

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Keep what Keras reports of the batch."""
        if self._epoch is not None:  # a loop of one's own may leave the beginnings out
            self._epoch.reports.append((batch, logs or {}))

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Close the epoch."""
        if self._epoch is not None:
            self._epoch.finish(logs or {})
        self._note_the_interrupt()
        if self._output.due():
            self._redraw()

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        """Close the run, and hand the interrupt back."""
        if self._run is not None:
            self._run.ended = True
            self._note_the_interrupt()
            self._redraw()
        if self._stopping is not None:
            self._stopping.end()

    def _note_the_interrupt(self) -> None:
        if self._run is not None and self._stopping is not None:
            self._run.interrupted = self._stopping.asked

    def _redraw(self) -> None:
        listening = self._stopping is not None and self._stopping.listening
        self._output.show(lambda: live_frame(self._runs, self._run, listening, **self._view))


class Curves(_Recorder):
    """Loss curves of trainings, as `explorables.curves` returns them.

    Args:
        metric: what is drawn first, as Keras names it.
        log: whether the scale is logarithmic at first; None for what suits the values.
        clock: seconds since some moment.
    """

    def __init__(
        self,
        metric: object = "loss",
        log: object = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        view = {"metric": str(metric), "log": None if log is None else bool(log)}
        super().__init__(Runs(), LiveOutput(clock), view, None)

    def run(self, name: object) -> tf.keras.callbacks.Callback:
        """A callback that records one run under a name, such as ``"Adam"``.

        A run of the same name is replaced, as when the cell is run again; with ``initial_epoch`` at
        its end, it is continued.
        """
        words = " ".join(str(name).split())
        return _Recorder(self._runs, self._output, self._view, words or None)

    @property
    def runs(self) -> dict[str, Run]:
        """What was recorded, by name."""
        return dict(self._runs.by_name)

    def __repr__(self) -> str:
        return explore(self._runs, **self._view).frame.description

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        shown = explore(self._runs, **self._view)
        if any(self._runs):
            *_, last = self._runs
            self._output.give_way(f"{standing(last)} The curves are below.")
        return shown._repr_mimebundle_(include, exclude)
