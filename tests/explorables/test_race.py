"""The race: measured once, read out many times, and a sentence where there is nothing to time."""

from xml.etree import ElementTree

import numpy as np
import pytest
import tensorflow as tf

import explorables
from explorables.drawing.quantities import in_time
from explorables.page import host, palette
from explorables.pictures.race.contest import GRAPH, WAYS, XLA, Contender, Race
from explorables.pictures.race.picture import show
from explorables.pictures.race.timing import Measured, Timing
from tests.explorables.clocks import ticking

SVG = "{http://www.w3.org/2000/svg}"
SIZES = (16, 64, 256)


def run(function, make_input=lambda n: tf.ones((n, 2)), sizes=(1, 2), **more):
    """A race on a clock that is not the machine's."""
    return explorables.race(function, make_input, sizes, repeat=3, clock=ticking(), **more)


def given(times, devices=("CPU:0",)):
    """A finished race: seconds by (way, device) and size; every run took the same."""
    contenders = tuple(Contender(way, device, len(devices) == 1) for way, device in times)
    timings = {
        one.name: {size: Timing(0.25, (seconds,) * 5) for size, seconds in row.items()}
        for one, row in zip(contenders, times.values(), strict=True)
    }
    return Race(contenders, Measured(timings), {16: 256, 64: 4096, 256: 65536}, [], devices)


EAGER = WAYS[0]


@pytest.fixture
def picture():
    """Eager leads to 64 and graph at 256, where the two lines met at 128; XLA is last."""
    return show(
        given(
            {
                (EAGER, "CPU:0"): {16: 10e-6, 64: 10e-6, 256: 40e-6},
                (GRAPH, "CPU:0"): {16: 20e-6, 64: 20e-6, 256: 20e-6},
                (XLA, "CPU:0"): {16: 90e-6, 64: 90e-6, 256: 90e-6},
            }
        )
    )


@pytest.fixture
def with_gpu():
    return show(
        given(
            {
                (way, device): {16: first, 64: second, 256: third}
                for device, rows in {
                    "CPU:0": ((1e-5, 2e-5, 9e-4), (2e-5, 2e-5, 7e-4), (3e-5, 3e-5, 3e-4)),
                    "GPU:0": ((4e-5, 4e-5, 4e-5), (5e-5, 5e-5, 5e-5), (6e-5, 6e-5, 6e-5)),
                }.items()
                for way, (first, second, third) in zip(WAYS, rows, strict=True)
            },
            ("CPU:0", "GPU:0"),
        )
    )


def drawing(picture):
    return ElementTree.fromstring(picture.frame.drawing)


def texts(picture):
    return [one.text for one in drawing(picture).iter(f"{SVG}text")]


# What is said and drawn


def test_the_reading_ranks_the_contenders_at_the_size_chosen(picture):
    picture.controls["size"].value = "16"
    reading = picture.frame.reading.replace("\u00a0", " ")
    assert reading == (
        "At size 16 (256 elements of input): eager 10 µs, graph 20 µs, XLA 90 µs: eager is first. "
        "The first call there took eager 250 ms, graph 250 ms, XLA 250 ms."
    )
    picture.controls["size"].value = "256"
    assert "graph is first" in picture.frame.reading


def test_the_text_states_the_ranking_and_the_cross_overs(picture):
    said = picture.frame.description
    assert "measured here, on this machine, on CPU:0, no GPU found" in said
    assert "From 16 to 64 eager is fastest; at 256 graph is fastest." in said
    assert "By median at 256: graph, eager, XLA." in said
    assert "graph overtakes eager between 64 and 256, at about 130." in said
    assert said.count("overtakes") == 1


def test_a_cross_over_is_marked_in_the_drawing_with_its_size(picture):
    assert "at about 130 graph overtakes eager" in texts(picture)
    assert texts(picture).count("1") == 2  # the ring on the lines, and the one beside the words


def test_where_nobody_clearly_leads_it_is_said():
    times = {
        (EAGER, "CPU:0"): dict.fromkeys(SIZES, 1e-5),
        (XLA, "CPU:0"): dict.fromkeys(SIZES, 1e-5),
    }
    picture = show(given(times))
    assert "eager and XLA are too close to call" in picture.frame.reading
    assert "No two lines clearly change places." in picture.frame.description


def test_a_hidden_contender_is_neither_drawn_nor_ranked(picture):
    picture.controls["show_0"].value = False
    assert "eager" not in texts(picture)
    assert "eager" not in picture.frame.reading
    assert "eager" not in picture.frame.description
    for name in ("show_1", "show_2"):
        picture.controls[name].value = False
    assert "No contender is shown: tick one." in texts(picture)
    assert "no contender is shown" in picture.frame.reading


def test_color_is_never_alone(picture):
    groups = [one for one in drawing(picture).iter(f"{SVG}g") if one.get("class") == "contender"]
    dashes = {one.find(f"{SVG}polyline").get("stroke-dasharray") for one in groups}
    assert len(groups) == len(dashes) == 3
    assert len({way.marker for way in WAYS}) == 3
    for way in WAYS:
        assert way.name in texts(picture)
        assert palette.contrast(way.color, palette.PANEL) >= 4.5


def test_a_gpu_has_hollow_markers_and_lines_named_after_it(with_gpu):
    assert {"eager CPU:0", "XLA GPU:0"} <= set(texts(with_gpu))
    hollow = [
        one for one in drawing(with_gpu).iter(f"{SVG}polygon") if one.get("fill") == palette.PANEL
    ]
    assert len(hollow) == 2 * 3  # squares and triangles at three sizes
    assert "eager GPU:0 overtakes eager CPU:0" in with_gpu.frame.description
    assert "CPU:0 and GPU:0" in with_gpu.frame.description
    assert "overtakes XLA CPU:0" in with_gpu.frame.description
    assert "XLA GPU:0 overtakes eager CPU:0" not in with_gpu.frame.description


def test_with_a_gpu_the_picture_keeps_its_size_whatever_control_moves(with_gpu):
    picture = with_gpu
    sizes = {drawing(picture).get("viewBox")}
    for name, value in (
        ("size", "16"), ("size", "64"), ("linear", True), ("show_0", False), ("show_1", False),
        ("linear", False),
    ):  # fmt: skip
        picture.controls[name].value = value
        sizes.add(drawing(picture).get("viewBox"))
    assert len(sizes) == 1


@pytest.mark.parametrize("kind", ["picture", "with_gpu"])
@pytest.mark.parametrize("linear", [False, True])
def test_the_drawing_is_well_formed_labeled_and_within_its_bounds(kind, linear, request):
    picture = request.getfixturevalue(kind)
    picture.controls["linear"].value = linear
    root = drawing(picture)
    assert root.get("aria-label") == f"{picture.frame.description} {picture.frame.reading}"
    height = float(root.get("height"))
    assert min(float(one.get("font-size")) for one in root.iter(f"{SVG}text")) >= 12
    for one in root.iter(f"{SVG}text"):
        assert 0 <= float(one.get("x")) < host.WIDTH and 0 < float(one.get("y")) < height
    for one in root.iter(f"{SVG}polyline"):
        for point in one.get("points").split():
            x, y = map(float, point.split(","))
            assert 0 <= x <= host.WIDTH and 0 <= y <= height
    assert sum(1 for _ in root.iter()) < 300


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1.23e-5, "12.3 µs"), (9.996e-4, "1 ms"), (0.0421, "42.1 ms"), (1.5, "1.5 s"), (2e-7, "0.2 µs"),
     (2345.0, "2,340 s")],
)  # fmt: skip
def test_times_have_three_digits_and_a_unit(seconds, words):
    assert in_time(seconds).replace("\u00a0", " ") == words


# What is measured


def test_every_way_is_measured_at_every_size():
    picture = run(lambda x: x + 1)
    assert [name for name in ("eager", "graph", "XLA") if name in texts(picture)] == [
        "eager", "graph", "XLA",
    ]  # fmt: skip
    assert picture.controls["size"].options == ("1", "2")


def test_moving_a_control_measures_nothing():
    calls = []

    def counted(x):
        calls.append(x)
        return x + 1

    picture = run(counted)
    before = len(calls)
    picture.controls["size"].value = "1"
    picture.controls["linear"].value = True
    picture.controls["show_1"].value = False
    assert len(calls) == before > 0


def test_a_graph_is_traced_once_a_size_and_nothing_is_written_to_stderr(capfd):
    traces = []

    def traced(x):
        if not tf.executing_eagerly():
            traces.append(int(x.shape[0]))
        return x * 2.0

    run(traced, sizes=range(1, 13))
    assert sorted(traces) == sorted([*range(1, 13)] * 2)  # for the graph and for XLA
    assert capfd.readouterr().err == ""


def test_what_the_function_prints_stays_off_the_page_and_is_told(capsys):
    def loud(x):
        print("here")
        return x

    picture = run(loud)
    assert capsys.readouterr().out == ""
    assert "What the function prints was kept off the page" in picture.frame.description


def test_a_function_xla_cannot_compile_is_raced_without_it():
    picture = run(tf.strings.as_string)
    assert "XLA can't run this function." in picture.frame.description
    assert "no version of the operation AsString" in picture.frame.description
    assert "XLA" not in texts(picture)
    assert "eager" in texts(picture) and "graph" in texts(picture)
    assert any("can't run" in words for words in texts(picture))


def test_a_function_that_needs_values_is_raced_eagerly():
    picture = run(lambda x: tf.constant(x.numpy()))
    assert "graph and XLA can't run this function." in picture.frame.description
    assert "no attribute 'numpy'" in picture.frame.description


def test_a_tf_function_is_taken_apart():
    eager = []

    @tf.function
    def already(x):
        eager.append(tf.executing_eagerly())
        return x + 1

    picture = run(already)
    assert True in eager
    assert "is a tf.function already" in picture.frame.description


@pytest.mark.parametrize(
    ("function", "make_input"),
    [
        (lambda a, b: a @ b, lambda n: (tf.ones((n, n)), tf.ones((n, 1)))),
        (lambda x: {"a": [x, 3]}, lambda n: [1.0] * n),
        (tf.reduce_sum, np.ones),
        (tf.reduce_sum, lambda n: tf.ragged.constant([[1.0] * n, [2.0]])),
        (tf.keras.layers.Dense(2), lambda n: tf.ones((n, 3))),
        (np.ones((2, 2)).__matmul__, None),
    ],
    ids=["two inputs", "a structure", "NumPy", "ragged", "a layer", "no tensor"],
)
def test_the_learners_own_functions_run(function, make_input):
    if make_input is None:
        picture = run(lambda x: function(np.ones(2)), lambda n: tf.ones(n))
        assert "no tensor" in picture.frame.text
    else:
        assert "eager" in texts(run(function, make_input))


@pytest.mark.parametrize(("tick", "left_out"), [(0.1, "4"), (0.5, "4"), (1.5, "2, 4")])
def test_sizes_not_reached_are_named(tick, left_out):
    picture = explorables.race(
        lambda x: x + 1, lambda n: tf.ones(n), (1, 2, 4), repeat=3, clock=ticking(tick)
    )
    assert f"Not reached within 3 s: {left_out}." in picture.frame.description
    assert any(words.startswith("Not reached") for words in texts(picture))
    assert ("size" in picture.controls) == (left_out == "4")


def test_where_make_input_gives_up_the_sizes_before_are_shown():
    picture = run(lambda x: x, lambda n: tf.ones(n) if n < 3 else None, sizes=(1, 2, 3))
    assert "make_input(3) returned None" in picture.frame.description
    assert "graph" in texts(picture)


def test_a_function_that_raises_at_a_larger_size_keeps_its_smaller_ones():
    picture = run(lambda x: tf.ensure_shape(x, (1, 2)), sizes=(1, 2))
    assert "can't go on at size 2" in picture.frame.description
    assert "eager" in texts(picture)


# What has no picture

GOOD = {"function": lambda x: x, "make_input": lambda n: tf.ones(n), "sizes": (1, 2)}
BAD = {
    "function raises": ({"function": lambda x: 1 / 0}, "ZeroDivisionError: division by zero"),
    "wrong shapes": ({"function": lambda x: x @ x}, "raised at the smallest size, 1"),
    "function called": ({"function": tf.ones(3)}, "pass the function itself"),
    "no tensor": ({"function": lambda x: None}, "returned None, no tensor"),
    "an array": ({"function": lambda x: x.numpy()}, "a value of type ndarray, no tensor"),
    "too many arguments": ({"function": lambda a, b: a}, "TypeError"),
    "no input": ({"make_input": lambda n: None}, "make_input(1) returned None"),
    "input raises": ({"make_input": lambda n: 1 / 0}, "ZeroDivisionError"),
    "input no tensor": ({"make_input": lambda n: object()}, "make_input(1) gave no tensor"),
    "input not callable": ({"make_input": 3}, "calls its make_input, and 3 can't be called"),
    "no sizes": ({"sizes": ()}, "This is no size"),
    "one size": ({"sizes": [7]}, "one size, 7"),
    "a number": ({"sizes": 7}, "7 is not a list of sizes"),
    "falling sizes": ({"sizes": (2, 1)}, "1 comes after 2"),
    "equal sizes": ({"sizes": (2, 2)}, "2 comes after 2"),
    "a fraction": ({"sizes": (1, 2.5)}, "2.5 is not a size"),
    "size 0": ({"sizes": (0, 1)}, "0 is not a size"),
    "names": ({"sizes": "ab"}, "'a' is not a size"),
    "too many": ({"sizes": range(1, 100)}, "99 sizes"),
    "repeat": ({"repeat": 0}, "repeat is how often"),
    "seconds": ({"seconds": 0}, "seconds bounds the race"),
    "not a number": ({"seconds": float("nan")}, "seconds bounds the race"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_a_sentence(name, capsys):
    change, words = BAD[name]
    picture = explorables.race(**(GOOD | change), clock=ticking())
    assert words in picture.frame.description
    assert picture.frame.drawing == "" and picture.controls == {}
    assert "Traceback" not in repr(picture)
    assert capsys.readouterr().err == ""


def test_an_interrupt_is_the_learners_to_make():
    def interrupted(x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(interrupted)
