"""The timeline: measured once, reckoned for any number of calls, or a sentence why there is none."""

from xml.etree import ElementTree

import numpy as np
import pytest
import tensorflow as tf

import explorables
from explorables.page import host
from explorables.pictures.timeline.costs import Costs, Timeline, fastest, pays_off
from explorables.pictures.timeline.picture import show
from tests.explorables.clocks import ticking

SVG = "{http://www.w3.org/2000/svg}"
COSTS = {
    "eager": Costs(0.0, 0.0, 8e-4, 2e-4),
    "graph": Costs(0.02, 0.03, 1e-4, 2e-4),
    "XLA": Costs(0.02, 0.28, 1e-4, 1e-4),
}


def run(step, *args, **more):
    """A timeline on a clock that is not the machine's."""
    return explorables.timeline(step, *args, repeat=3, clock=ticking(), **more)


@pytest.fixture
def picture():
    return show(Timeline(COSTS, 31, 40))


def drawing(picture):
    return ElementTree.fromstring(picture.frame.drawing)


def texts(picture):
    return [one.text.replace("\u00a0", " ") for one in drawing(picture).iter(f"{SVG}text")]


def said(picture):
    return picture.frame.text.replace("\u00a0", " ")


# What is worked out


def test_a_total_is_what_is_paid_once_and_what_every_call_takes():
    graph = COSTS["graph"]
    assert graph.total(100) == pytest.approx(0.05 + 100 * 3e-4)
    assert graph.total(100, with_once=False) == pytest.approx(100 * 3e-4)


@pytest.mark.parametrize(("calls", "first"), [(1, "eager"), (100, "graph"), (10_000, "XLA")])
def test_who_is_first_depends_on_the_number_of_calls(calls, first):
    assert fastest(COSTS, calls, with_once=True) == (first,)


def test_close_totals_are_a_tie():
    costs = {"eager": Costs(0, 0, 0, 1.0), "graph": Costs(0, 0, 0, 1.04)}
    assert fastest(costs, 5, with_once=False) == ("eager", "graph")


def test_what_is_paid_once_is_made_up_for_by_shorter_calls_only():
    assert pays_off(COSTS["graph"], COSTS["eager"]) == 72  # 0.05 s by 0.0007 s a call
    assert pays_off(COSTS["eager"], COSTS["graph"]) is None


# What is said and drawn


def test_the_words_hold_every_number(picture):
    words = said(picture)
    assert "on CPU:0, no GPU found; from medians of 31 calls; the graph has 40 operations" in words
    assert "eager: at every call Python 800 µs and running 200 µs." in words
    assert "graph: once tracing 20 ms and compiling 30 ms; at every call Python 100 µs" in words
    assert "The graph has made up for what it costs once after about 72 calls." in words
    assert "100 calls: graph 80 ms, eager 100 ms, XLA 320 ms: graph is first." in words


def test_the_dial_and_the_switch_reckon_anew(picture):
    picture.controls["calls"].value = "1"
    assert "1 call: eager 1 ms" in said(picture)
    picture.controls["later"].value = True
    assert "1 call after the first: XLA 200 µs, graph 300 µs" in said(picture)


def test_color_is_never_alone(picture):
    picture.controls["calls"].value = "100"
    bars = [one for one in drawing(picture).iter(f"{SVG}g") if one.get("class") == "way"]
    letters = [[text.text for text in bar.iter(f"{SVG}text")] for bar in bars]
    assert letters == [["P", "R"], ["T", "C", "P", "R"], ["T", "C", "P", "R"]]
    assert {"tracing", "compiling", "Python", "running", "tracing, once"} <= set(texts(picture))


@pytest.mark.parametrize("calls", ["1", "10,000"])
@pytest.mark.parametrize("later", [False, True])
def test_the_drawing_is_well_formed_labeled_and_within_its_bounds(picture, calls, later):
    picture.controls["calls"].value = calls
    picture.controls["later"].value = later
    root = drawing(picture)
    assert root.get("aria-label") == f"{picture.frame.description} {picture.frame.reading}"
    height = float(root.get("height"))
    assert min(float(one.get("font-size")) for one in root.iter(f"{SVG}text")) >= 12
    for one in root.iter(f"{SVG}text"):
        assert 0 <= float(one.get("x")) < host.WIDTH and 0 < float(one.get("y")) < height
    for one in root.iter(f"{SVG}rect"):
        end = float(one.get("x", 0)) + float(one.get("width"))
        assert end <= host.WIDTH


def test_a_way_that_never_pays_is_named():
    slower = show(Timeline({"eager": COSTS["XLA"], "graph": COSTS["graph"]}, 3, 1))
    assert "The graph never makes up for what it costs once" in said(slower)
    assert "the graph has 1 operation." in said(slower)


# What is measured


def test_every_way_is_measured():
    picture = run(lambda x: tf.sin(x) + 0.1, tf.ones(3))
    assert {"eager", "graph", "XLA"} <= set(texts(picture))
    assert "the graph has 2 operations" in said(picture)
    # Each look takes 100 µs, and so does each time: nothing is left for preparing the first run.
    assert "graph: once tracing 100 µs and compiling 0 µs; at every call Python" in said(picture)


def test_moving_a_control_measures_nothing():
    calls = []
    picture = run(lambda x: calls.append(x) or x + 1, tf.ones(3))
    before = len(calls)
    picture.controls["calls"].value = "1"
    picture.controls["later"].value = True
    assert len(calls) == before > 0


def test_a_training_step_trains_nothing():
    weight = tf.Variable(3.0)
    optimizer = tf.keras.optimizers.Adam(0.1)

    def step(x):
        with tf.GradientTape() as tape:
            loss = (weight * x - 1.0) ** 2
        optimizer.apply_gradients([(tape.gradient(loss, weight), weight)])
        return loss

    picture = run(step, tf.constant(2.0))
    assert "eager" in texts(picture)
    assert float(weight) == 3.0
    assert int(optimizer.iterations) == 0


def test_variables_get_their_values_back_where_the_step_raises():
    weight = tf.Variable(3.0)

    def step():
        weight.assign_add(1.0)
        tf.debugging.assert_less(weight, 3.5)

    assert "The step raised." in said(run(step))
    assert float(weight) == 3.0


def test_what_the_step_prints_stays_off_the_page_and_is_told(capsys):
    picture = run(lambda x: (print("here"), x)[1], tf.ones(2))
    assert capsys.readouterr().out == ""
    assert "What the step prints was kept off the page" in said(picture)


def test_a_step_xla_cannot_compile_is_shown_without_it():
    picture = run(tf.strings.as_string, tf.ones(2))
    assert "XLA can't compile this step." in said(picture)
    assert "XLA" not in texts(picture)


def test_a_tf_function_is_taken_apart():
    picture = run(tf.function(lambda x: x + 1), tf.ones(2))
    assert "is a tf.function already" in said(picture)


def test_arrays_become_tensors_and_other_values_stay():
    def step(x, times):
        for _ in range(times):
            x = tf.sin(x)
        return x

    assert "the graph has 4 operations" in said(run(step, np.ones(3, np.float32), 4))


def test_nothing_is_written_to_stderr(capfd):
    for _ in range(3):
        run(lambda x: x * 2.0, tf.ones(2))
    assert capfd.readouterr().err == ""


BAD = {
    "called": ((tf.ones(3),), {}, "pass the function itself"),
    "raises": ((lambda x: 1 / 0, 1), {}, "ZeroDivisionError: division by zero"),
    "needs values": ((lambda x: x.numpy(), tf.ones(2)), {}, "can't become a graph"),
    "too few arguments": ((lambda a, b: a, tf.ones(2)), {}, "can't become a graph"),
    "repeat": ((lambda x: x, tf.ones(2)), {"repeat": 0}, "repeat is how often"),
    "seconds": ((lambda x: x, tf.ones(2)), {"seconds": float("nan")}, "seconds bounds"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_a_sentence(name, capsys):
    args, more, words = BAD[name]
    picture = explorables.timeline(*args, **{"clock": ticking(), **more})
    assert words in picture.frame.description
    assert picture.frame.drawing == "" and picture.controls == {}
    assert "Traceback" not in repr(picture)
    assert capsys.readouterr().err == ""


def test_functions_that_run_eagerly_have_no_timeline():
    tf.config.run_functions_eagerly(True)
    try:
        assert "run_functions_eagerly(True) is on" in said(run(lambda x: x, tf.ones(2)))
    finally:
        tf.config.run_functions_eagerly(False)
