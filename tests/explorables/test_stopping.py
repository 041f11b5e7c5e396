"""An interrupt ends a training, `fit` returns its History, and the handler before comes back."""

import contextlib
import signal
import textwrap
import threading

import numpy as np
import pytest
import tensorflow as tf
from jupyter_client.manager import start_new_kernel

import explorables
from explorables.reading.stopping import Interrupt
from tests.surroundings import outside_pytest, shows_no_more_than_lacks


class Model:
    """What an interrupt asks to stop."""

    stop_training = False

    def stop(self):
        self.stop_training = True


@pytest.fixture
def before():
    """The handler that is there before a training; it is there again after the test."""

    def handler(number, frame):
        raise KeyboardInterrupt

    found = signal.signal(signal.SIGINT, handler)
    yield handler
    assert signal.getsignal(signal.SIGINT) is handler
    signal.signal(signal.SIGINT, found)


def interrupt():
    """What Ctrl+C and the stop square do. The signal arrives before the next line."""
    signal.raise_signal(signal.SIGINT)


def train(stopping, work=lambda: None):
    """A training whose callback listens; `work` is done while it does."""

    def on_train_begin():
        return stopping.begin()

    on_train_begin()
    work()
    stopping.end()


def test_the_first_interrupt_asks_and_the_handler_comes_back(before):
    model = Model()
    train(Interrupt(model.stop), interrupt)
    assert model.stop_training


def test_the_second_interrupt_raises(before):
    model = Model()

    def twice():
        interrupt()
        assert model.stop_training
        interrupt()

    with pytest.raises(KeyboardInterrupt):
        train(Interrupt(model.stop), twice)
    assert signal.getsignal(signal.SIGINT) is before


def test_the_handler_comes_back_as_soon_as_an_exception_leaves_the_training(before):
    def fail():
        raise ValueError

    with contextlib.suppress(ValueError):
        train(Interrupt(Model().stop), fail)
    assert signal.getsignal(signal.SIGINT) is before


def test_an_interrupt_after_a_training_that_raised_is_not_taken_as_a_request(before):
    model = Model()

    def fail():
        raise ValueError

    try:
        train(Interrupt(model.stop), fail)
    except ValueError as error:
        with pytest.raises(KeyboardInterrupt):  # the error still holds the training's frame
            interrupt()
        assert error.__traceback__
    assert not model.stop_training


def test_a_fit_inside_a_fit_is_asked_together_with_it(before):
    outer, inner = Model(), Model()
    train(Interrupt(outer.stop), lambda: train(Interrupt(inner.stop), interrupt))
    assert outer.stop_training
    assert inner.stop_training


def test_after_an_inner_fit_raised_the_outer_one_still_listens(before):
    outer, inner = Model(), Model()

    def fail():
        raise ValueError

    def work():
        with contextlib.suppress(ValueError):
            train(Interrupt(inner.stop), fail)
        interrupt()

    train(Interrupt(outer.stop), work)
    assert outer.stop_training
    assert not inner.stop_training


def test_a_block_listens_until_it_is_left(before):
    model = Model()
    with Interrupt(model.stop) as stopping:
        interrupt()
    assert stopping.asked
    assert model.stop_training
    assert signal.getsignal(signal.SIGINT) is before


def test_outside_the_main_thread_nothing_listens(before):
    found = []

    def work():
        stopping = Interrupt(Model().stop)
        found.append(stopping.begin())
        stopping.end()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [False]


def test_a_handler_put_over_ours_is_left_alone(before):
    def theirs(number, frame):
        pass

    train(Interrupt(Model().stop), lambda: signal.signal(signal.SIGINT, theirs))
    assert signal.getsignal(signal.SIGINT) is theirs
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="module")
def model():
    tf.keras.utils.set_random_seed(0)
    model = tf.keras.Sequential([tf.keras.Input((1,)), tf.keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


X = np.arange(32, dtype="float32").reshape(-1, 1) / 32


class At(tf.keras.callbacks.Callback):
    """Does something after a batch of the first epoch, in the thread that trains."""

    def __init__(self, batch, action):
        super().__init__()
        self.batch, self.action = batch, action

    def on_train_batch_end(self, batch, logs=None):
        if batch == self.batch:
            self.action()


def test_fit_ends_after_the_batch_and_returns_its_history(before, model):
    curves = explorables.curves()
    history = model.fit(
        X, 2 * X, batch_size=1, epochs=5, verbose=0, callbacks=[curves, At(3, interrupt)]
    )
    assert len(history.history["loss"]) == 1
    assert list(curves.runs["run 1"].epochs[0].batches) == [0, 1, 2, 3]
    assert model.predict(X, verbose=0).shape == (32, 1)
    assert "run 1: interrupted in epoch 1 of 5, after batch 4 of 32" in repr(curves)


def test_two_curves_in_one_fit_both_know_of_the_interrupt(before, model):
    first, second = explorables.curves(), explorables.curves()
    model.fit(
        X, 2 * X, batch_size=8, epochs=2, verbose=0, callbacks=[first, second, At(0, interrupt)]
    )
    assert "interrupted" in repr(first)
    assert "interrupted" in repr(second)


def test_the_handler_comes_back_when_fit_raises(before, model):
    def fail():
        raise ValueError("seen")

    curves = explorables.curves()
    with contextlib.suppress(ValueError):
        model.fit(X, 2 * X, epochs=2, verbose=0, callbacks=[curves, At(0, fail)])
    assert signal.getsignal(signal.SIGINT) is before
    assert "run 1: 0 of 2 epochs finished" in repr(curves)


SET_UP = """
import os, signal
import grader.startup
import numpy as np
import tensorflow as tf
import explorables

x = np.arange(32, dtype="float32").reshape(-1, 1) / 32
model = tf.keras.Sequential([tf.keras.Input((1,)), tf.keras.layers.Dense(1)])
model.compile("sgd", "mse")

def fit(times, error=None):
    def act(batch, logs):
        for _ in range(times if batch == 3 else 0):
            os.kill(os.getpid(), signal.SIGINT)
        if error is not None:
            raise error
    act = tf.keras.callbacks.LambdaCallback(on_train_batch_end=act)
    return model.fit(
        x, 2 * x, batch_size=1, epochs=5, verbose=0, callbacks=[explorables.curves(), act]
    )
"""


@pytest.fixture(scope="module")
def run(repository):
    """Runs a cell in a kernel; gives what the page shows of it."""
    manager, client = start_new_kernel(
        kernel_name="python3", cwd=str(repository), env=outside_pytest()
    )

    def run(cell):
        shown = []
        kinds = ("stream", "error", "execute_result", "display_data", "update_display_data")

        def keep(message):
            if message["msg_type"] in kinds:
                shown.append((message["msg_type"], message["content"]))

        client.execute_interactive(
            textwrap.dedent(cell), output_hook=keep, timeout=180, allow_stdin=False
        )
        return shown

    try:
        shown = run(SET_UP)
        assert shows_no_more_than_lacks(shown), shown
        yield run
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.cleanup_resources()


HANDLER = "signal.getsignal(signal.SIGINT) is signal.default_int_handler"


def test_in_a_kernel_an_interrupt_ends_fit_and_the_cell_goes_on(run):
    shown = run(f"""
        history = fit(1)
        (len(history.history["loss"]), model.predict(x, verbose=0).shape, {HANDLER})
    """)
    assert shown[-1][1]["data"]["text/plain"] == "(1, (32, 1), True)"
    displays = [content for kind, content in shown if kind == "display_data"]
    assert len(displays) == 1  # one output, whatever is drawn
    assert "<img" in shown[-2][1]["data"]["text/html"]
    assert "interrupted in epoch 1 of 5" in shown[-2][1]["data"]["text/html"]


def test_in_a_kernel_a_second_interrupt_raises(run):
    assert run("fit(2)")[-1][1]["ename"] == "KeyboardInterrupt"
    assert run(HANDLER)[-1][1]["data"]["text/plain"] == "True"


def test_in_a_kernel_the_handler_is_back_when_the_cell_of_a_failed_fit_is_over(run):
    run("""
        ended = []
        get_ipython().events.register("post_run_cell", lambda result: ended.append(
            (result.error_in_exec is not None, signal.getsignal(signal.SIGINT))))
        tf.keras.config.disable_traceback_filtering()  # so that the error holds the frame of fit
    """)
    assert run("fit(0, ValueError('seen'))")[-1][1]["ename"] == "ValueError"
    ended = run("(True, signal.default_int_handler) in ended")
    assert ended[-1][1]["data"]["text/plain"] == "True"


def test_in_a_kernel_the_picture_names_the_interrupt_while_training(run):
    shown = run("fit(0);")
    first = next(content for kind, content in shown if kind == "display_data")
    assert "To stop: interrupt the kernel" in first["data"]["text/html"]
    assert "To stop" not in shown[-1][1]["data"]["text/html"]
