"""Live curves: what Keras reported and nothing else, in one output, drawn when it is time."""

import math
import subprocess
import sys
from xml.etree import ElementTree

import numpy as np
import pytest
import tensorflow as tf

import explorables
from explorables.page import live_output
from explorables.page.host import static_page
from explorables.pictures.curves.picture import explore
from explorables.pictures.curves.runs import Epoch, Run

X = np.linspace(-1, 1, 40, dtype="float32").reshape(-1, 1)
Y = 2 * X - 1


@pytest.fixture
def compiled():
    def make(rate=0.1, metrics=("mae",)):
        tf.keras.utils.set_random_seed(0)
        model = tf.keras.Sequential([tf.keras.Input((1,)), tf.keras.layers.Dense(1)])
        model.compile(tf.keras.optimizers.SGD(rate), "mse", metrics=list(metrics))
        return model

    return make


@pytest.fixture
def fit(compiled):
    def fit(callback, epochs=3, rate=0.1, others=(), **more):
        return compiled(rate).fit(
            X[:32],
            Y[:32],
            validation_data=(X[32:], Y[32:]),
            batch_size=8,
            epochs=epochs,
            verbose=0,
            callbacks=[*others, callback],
            **more,
        )

    return fit


class Clock:
    """Seconds that pass only when they are told to."""

    now = 0.0

    def __call__(self):
        return self.now


class Shell:
    """What `LiveOutput` needs of a kernel's shell; keeps what is displayed."""

    kernel = True
    execution_count = 1

    def __init__(self, monkeypatch):
        self.outputs = []  # for each output, all it has shown
        monkeypatch.setattr(live_output, "running_shell", lambda: self)
        monkeypatch.setattr("IPython.display.display", self._display)

    def _display(self, forms, raw, display_id):
        output = [forms]
        self.outputs.append(output)

        class Handle:
            def update(self, forms, raw):
                output.append(forms)

        return Handle()


@pytest.fixture
def shell(monkeypatch):
    return Shell(monkeypatch)


def test_a_run_holds_what_the_history_holds(fit):
    curves = explorables.curves()
    history = fit(curves.run("SGD"))
    run = curves.runs["SGD"]
    assert [epoch.number for epoch in run.epochs] == [1, 2, 3]
    for name, values in history.history.items():
        assert [value for _, value in run.series(name)] == pytest.approx(values)


def test_within_an_epoch_it_is_the_mean_so_far_and_the_last_is_the_epochs(fit):
    curves = explorables.curves()
    fit(curves)
    for epoch in curves.runs["run 1"].epochs:
        assert list(epoch.batches) == [0, 1, 2, 3]
        assert epoch.means["loss"][-1] == pytest.approx(epoch.values["loss"])


def test_the_mean_so_far_is_the_mean_of_the_batches_losses(compiled):
    curves = explorables.curves()
    model = compiled(rate=0.0)  # the weights stay, so the batches' losses can be had afterwards
    model.fit(X, Y, batch_size=8, shuffle=False, verbose=0, callbacks=[curves])
    losses = [np.mean((model(X[at : at + 8]) - Y[at : at + 8]) ** 2) for at in range(0, 40, 8)]
    so_far = np.cumsum(losses) / np.arange(1, 6)
    assert list(curves.runs["run 1"].epochs[0].means["loss"]) == pytest.approx(so_far)


def test_runs_lie_over_each_other_each_with_a_color_a_marker_and_its_name(fit):
    curves = explorables.curves()
    for name in ("slow", "fast"):
        fit(curves.run(name))
    drawing = explore(curves._runs).frame.drawing
    root = ElementTree.fromstring(drawing)
    groups = [one for one in root.iter() if one.get("class") == "validation"]
    assert len({group[0].get("stroke") for group in groups}) == 2
    assert len({group[1].tag for group in groups}) == 2
    words = [one.text for one in root.iter() if one.tag.endswith("text")]
    assert {"slow", "fast"} <= set(words)


def test_unnamed_runs_get_numbers_and_a_name_used_again_is_replaced(fit):
    curves = explorables.curves()
    fit(curves, 1)
    fit(curves, 1)
    fit(curves.run("SGD"), 2)
    fit(curves.run("SGD"), 1)
    assert {name: len(run.epochs) for name, run in curves.runs.items()} == {
        "run 1": 1,
        "run 2": 1,
        "SGD": 1,
    }


def test_a_fit_that_goes_on_where_the_run_ended_continues_it(fit):
    curves = explorables.curves()
    fit(curves.run("SGD"), 2)
    fit(curves.run("SGD"), 4, initial_epoch=2)
    assert [epoch.number for epoch in curves.runs["SGD"].epochs] == [1, 2, 3, 4]


def test_the_text_alternative_has_every_runs_numbers(fit):
    curves = explorables.curves()
    losses = fit(curves.run("SGD"), 3).history
    words = repr(curves)
    lowest = min(losses["val_loss"])
    for part in (
        "SGD: 3 epochs",
        f"training {losses['loss'][-1]:.4g}, validation {losses['val_loss'][-1]:.4g}",
        f"lowest validation loss {lowest:.4g} after epoch {1 + losses['val_loss'].index(lowest)}",
    ):
        assert part in words
    html = curves._repr_mimebundle_()["text/html"]
    assert words in html


@pytest.fixture
def picture(fit):
    curves = explorables.curves()
    losses = fit(curves.run("SGD"), 4).history
    fit(curves.run("fast"), 2, rate=0.5)
    return explore(curves._runs), losses


def test_the_slider_reads_an_epoch_of_each_run(picture):
    shown, losses = picture
    shown.controls["epoch"].value = 2
    assert f"SGD training {losses['loss'][1]:.4g}" in shown.frame.reading
    shown.controls["metric"].value = "mae"
    assert f"SGD training {losses['mae'][1]:.4g}" in shown.frame.reading
    shown.controls["epoch"].value = 4
    assert "fast has not finished this epoch" in shown.frame.reading


def test_while_training_one_output_is_redrawn_at_most_four_times_a_second(fit, shell):
    clock = Clock()
    curves = explorables.curves(clock=clock)

    class Step(tf.keras.callbacks.Callback):
        def on_train_batch_begin(self, batch, logs=None):
            clock.now += 0.05  # eight epochs of four such steps take 1.6 s

    fit(curves, 8, others=[Step()])
    ((*during, last),) = shell.outputs
    assert 5 <= len(during) <= 1 + 1.6 * 4
    assert all("To stop: interrupt the kernel" in forms["text/html"] for forms in during)
    assert "all 8 epochs done" in last["text/html"]
    assert set(last) == {"text/html", "text/plain"}


def test_a_slow_redraw_makes_the_next_one_wait_longer(shell):
    clock = Clock()
    output = live_output.LiveOutput(clock)

    def draw():
        clock.now += 0.02
        return live_output.Frame("", "drawn")

    output.show(draw)
    clock.now += 1.9
    assert not output.due()
    clock.now += 0.2
    assert output.due()


def test_two_trainings_in_one_cell_share_an_output_and_another_cell_has_its_own(fit, shell):
    curves = explorables.curves()
    fit(curves.run("first"), 1)
    fit(curves.run("second"), 1)
    assert len(shell.outputs) == 1
    shell.execution_count += 1
    fit(curves.run("third"), 1)
    assert len(shell.outputs) == 2


def test_where_the_cell_ends_with_the_curves_its_output_gives_way(fit, shell):
    curves = explorables.curves()
    fit(curves, 1)
    assert "<img" in curves._repr_mimebundle_()["text/html"]
    assert "<img" not in shell.outputs[0][-1]["text/html"]


def test_a_script_without_ipython_prints_nothing_and_keeps_the_data(repository):
    code = (
        "import numpy as np, tensorflow as tf, explorables\n"
        "m = tf.keras.Sequential([tf.keras.Input((1,)), tf.keras.layers.Dense(1)])\n"
        "m.compile('sgd', 'mse')\n"
        "curves = explorables.curves()\n"
        "m.fit(np.ones((4, 1)), np.ones((4, 1)), verbose=0, callbacks=[curves])\n"
        "print(repr(curves))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=repository, capture_output=True, text=True, check=True
    )
    (line,) = done.stdout.splitlines()
    assert "run 1: 1 epoch; at the end training" in line


def test_values_that_are_no_numbers_are_named_and_the_rest_is_drawn(fit):
    curves = explorables.curves()
    fit(curves.run("fine"), 3)
    fit(curves.run("wild"), 8, rate=1e6)
    shown = explore(curves._runs)
    for log in (False, True):
        shown.controls["log"].value = log
        root = ElementTree.fromstring(shown.frame.drawing)
        assert not any("nan" in one.get("points", "") for one in root.iter())
        assert "which no line can show" in shown.frame.description


@pytest.mark.parametrize("metric", ["nothing", 3, None, "val_mae"])
def test_a_metric_that_is_not_there_gives_the_loss(fit, metric):
    curves = explorables.curves(metric=metric)
    fit(curves, 1)
    assert repr(curves).startswith(f"The {'mae' if metric == 'val_mae' else 'loss'} of 1 run,")


@pytest.mark.parametrize("name", [0.01, "", None, "<b>&", "x" * 300, "\ud800\n"])
def test_any_name_will_do(fit, name):
    curves = explorables.curves()
    fit(curves.run(name), 1)
    ElementTree.fromstring(explore(curves._runs).frame.drawing)
    static_page(explore(curves._runs).frame)


def test_curves_without_a_run_say_how_to_make_one():
    words = "callbacks=[curves.run("
    assert words in repr(explorables.curves())
    assert "text/html" in explorables.curves()._repr_mimebundle_()


def test_many_runs_are_drawn_up_to_a_dozen_and_the_picture_says_so(fit):
    curves = explorables.curves()
    for number in range(14):
        curves._runs.by_name[f"number {number}"] = run = Run(f"number {number}", 1, ended=True)
        run.epochs.append(Epoch(1))
        run.epochs[0].finish({"loss": 1.0 + number})
    shown = explore(curves._runs)
    assert "The latest 12 of 14 runs are drawn." in shown.frame.description
    assert "number 0:" not in shown.frame.description


def test_reports_that_come_out_of_order_are_put_in_order():
    epoch = Epoch(1)
    for batch in (1, 0, 3):
        epoch.reports.append((batch, {"loss": float(batch)}))
    epoch.take_in()
    epoch.reports.append((2, {"loss": 2.0, "late": 1.0}))
    epoch.take_in()
    assert list(epoch.batches) == [0, 1, 2, 3]
    assert list(epoch.means["loss"]) == [0.0, 1.0, 2.0, 3.0]
    assert math.isnan(epoch.means["late"][0])


@pytest.fixture
def recorded():
    """A function: that many runs of four epochs, the second of which is each run's best."""

    def recorded(count):
        runs = []
        for number in range(count):
            losses = [(3.0, 2.5), (2.0, 1.5 + number / 8), (1.0, 2.25), (0.5, 2.75)]
            epochs = [
                Epoch(at, {"loss": loss, "val_loss": validation})
                for at, (loss, validation) in enumerate(losses, start=1)
            ]
            runs.append(Run(f"run {number}", 4, 1, epochs, ended=True))
        return explore(runs)

    return recorded


def table_of(picture):
    root = ElementTree.fromstring(picture.frame.drawing)
    return [
        "".join(text.itertext())
        for group in root.iter("{http://www.w3.org/2000/svg}g")
        if group.get("class") == "table"
        for text in group.iter("{http://www.w3.org/2000/svg}text")
    ]


def test_the_values_of_many_runs_stand_in_a_table_and_no_longer_in_a_sentence(recorded):
    picture = recorded(5)
    assert table_of(picture)[:8] == [
        *("run", "epoch", "training", "validation"),
        *("run 0", "2", "2", "1.5"),
    ]
    assert table_of(picture)[-4:] == ["run 4", "2", "2", "2"]
    assert "run 4" not in picture.frame.reading
    assert "validation 1.625" in picture.frame.description  # for who does not see the table
    picture.controls["epoch"].value = 4
    assert table_of(picture)[-4:] == ["run 4", "4", "0.5", "2.75"]
    assert picture.frame.reading == "Loss after epoch 4: see the table."


def test_the_table_keeps_its_place_when_runs_are_hidden(recorded):
    picture = recorded(3)
    height = ElementTree.fromstring(picture.frame.drawing).get("height")
    picture.controls["show_1"].value = False
    assert "run 1" not in table_of(picture)
    assert ElementTree.fromstring(picture.frame.drawing).get("height") == height


def test_two_runs_are_told_in_a_sentence(recorded):
    picture = recorded(2)
    assert table_of(picture) == []
    assert "run 1 (lowest validation loss, epoch 2)" in picture.frame.reading
