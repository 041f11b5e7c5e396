"""End a training early and keep what it has learned: the first interrupt asks, the second raises.

While a cell runs, no button's callback does: the kernel is busy. An interrupt reaches it (the stop
square in JupyterLab and Colab, Ctrl+C in a terminal), but by itself it raises KeyboardInterrupt in
the middle of a step, and `fit` returns no History. An `Interrupt` takes the first one as a request::

    with Interrupt(lambda: setattr(model, "stop_training", True)) as stopping:
        history = model.fit(x, y, epochs=100)
    stopping.asked  # whether someone asked

or, from a callback, `begin` in ``on_train_begin`` and `end` in ``on_train_end``. Keras calls no
``on_train_end`` where `fit` raises, so an `Interrupt` that has begun also ends with the function
that called the callback.
"""

from __future__ import annotations

import inspect
import signal
import sys
import threading
import weakref
from collections.abc import Callable
from types import FrameType
from typing import Any, Final

from explorables.page.live_output import running_shell

HOW: Final = "To stop: interrupt the kernel (the stop square)."

_listening: list[Interrupt] = []  # outermost first; their one handler is `_handle`
_previous: Any = None  # the handler that was there before the first of them
_shells: weakref.WeakSet[Any] = weakref.WeakSet()  # those that tell us when a cell is over


class Interrupt:
    """Listens for SIGINT from `begin` to `end`, in the main thread; elsewhere it does nothing.

    Several may listen at once, as in a fit inside a fit: the first interrupt asks all of them, and
    the next one goes to the handler that was there before, which by default raises
    KeyboardInterrupt.

    Args:
        stop: called in the signal handler, once; it should set something and return, such as
            ``model.stop_training = True``, after which Keras ends when the current batch is done.

    Attributes:
        asked: whether an interrupt came.
    """

    def __init__(self, stop: Callable[[], object]) -> None:
        self.asked = False
        self._stop = stop
        self._frame: int | None = None  # the id of the frame that trains
        self._alive: weakref.finalize | None = None

    @property
    def listening(self) -> bool:
        """Whether the next interrupt is taken as a request."""
        return self in _listening

    def begin(self) -> bool:
        """Listen until `end`, or until the function that trains is left, also by an exception.

        That function is the nearest caller whose name does not begin with ``on_``: from a
        callback it is ``fit``, or the loop that calls the callbacks.

        Returns:
            Whether it listens. It can't outside the main thread, or where the handler that is
            installed was not installed from Python and so could not be put back.
        """
        if not self.listening and self._listen():
            frame = sys._getframe(1)
            while frame.f_code.co_name.startswith("on_") and frame.f_back is not None:
                frame = frame.f_back
            if frame.f_code.co_name != "<module>":  # a script or a cell has no end to wait for
                self._live_as_long_as(frame)
        return self.listening

    def _listen(self) -> bool:
        global _previous
        if threading.current_thread() is not threading.main_thread():
            return False
        current = signal.getsignal(signal.SIGINT)
        if current is None:
            return False
        for one in [one for one in _listening if not one._runs_in(inspect.currentframe())]:
            one.end()  # an exception led out of its training
        current = signal.getsignal(signal.SIGINT)
        if current is not _handle:
            if _listening:  # inside a training someone put a handler over ours: leave it to them
                return False
            _previous = current
            signal.signal(signal.SIGINT, _handle)
        self.asked = False
        _listening.append(self)
        _at_the_end_of_the_cell()
        return True

    def _live_as_long_as(self, frame: FrameType) -> None:
        """End when ``frame`` is freed. A frame can't be referred to weakly, but what lies among
        its local names is freed with it, and keeps nothing of it alive."""
        guard = _Guard()
        key = f"interrupt {id(guard)}"  # with a space in it, it is no variable of the function
        frame.f_locals[key] = guard
        if frame.f_locals.get(key) is not guard:
            return
        self._alive = weakref.finalize(guard, self.end)
        self._alive.atexit = False
        self._frame = id(frame)

    def end(self) -> None:
        """Listen no longer; with the last one that listened, the previous handler comes back."""
        if self.listening:
            _listening.remove(self)
        if self._alive is not None:
            self._alive.detach()
            self._alive = self._frame = None
        if not _listening:
            _restore()

    def __enter__(self) -> Interrupt:
        if not self.listening:
            self._listen()
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def _runs_in(self, frame: FrameType | None) -> bool:
        """Whether the function that trains is on the stack that ends in ``frame``."""
        if self._frame is None:
            return True
        while frame is not None:
            if id(frame) == self._frame:
                return True
            frame = frame.f_back
        return False


class _Guard:
    """Something that can be referred to weakly."""


def _restore() -> None:
    """Put the previous handler back, unless another has been put over ours.

    From another thread (where the last reference to a frame may be dropped) Python can't; then
    `_handle` does it at the next interrupt.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    if signal.getsignal(signal.SIGINT) is _handle:
        signal.signal(signal.SIGINT, _previous)


def _handle(number: int, frame: FrameType | None) -> None:
    """The signal handler: ask those that train, or pass the interrupt on."""
    for one in [one for one in _listening if not one._runs_in(frame)]:
        one.end()  # an exception led out of its training
    training = list(_listening)
    if not training or any(one.asked for one in training):
        for one in training:
            one.end()
        _pass_on(number, frame)
        return
    for one in training:
        one.asked = True
        one._stop()


def _pass_on(number: int, frame: FrameType | None) -> None:
    """What would have happened without us."""
    _restore()
    if callable(_previous):
        _previous(number, frame)
    elif _previous == signal.SIG_DFL:
        signal.raise_signal(number)


def _at_the_end_of_the_cell() -> None:
    """In IPython, see to it that nothing listens when the cell that trains is over."""
    shell = running_shell()
    if shell is not None and shell not in _shells:
        _shells.add(shell)
        shell.events.register("post_run_cell", _end_all)


def _end_all(result: object) -> None:
    """End every training that listens; ``result`` is what IPython says of the cell."""
    for one in list(_listening):
        one.end()
