"""The trace cache: what is shown of every call is what TensorFlow counts and signs."""

import sys
from xml.etree import ElementTree

import numpy as np
import pytest
import tensorflow as tf

import explorables
from explorables.page import host
from explorables.reading.listening import listening
from explorables.reading.signatures import differences, leaves

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def scale():
    @tf.function
    def scale(x, n=2):
        return x * n

    return scale


def outcomes(picture):
    root = ElementTree.fromstring(picture.frame.drawing)
    words = [one.text for one in root.iter(f"{SVG}text")]
    return [one for one in words if one and one[0] in "★●✗"]


def after(picture, words):
    """What the picture says once these arguments are typed."""
    picture.controls["arguments"].value = words
    return picture.frame.reading


def test_each_example_is_called_once_and_its_outcome_is_that_of_the_count(scale):
    picture = explorables.traces(
        scale, "tf.constant([1.0])", "tf.constant([2.0])", "tf.constant([1])", "tf.constant([1.0])"
    )
    assert outcomes(picture) == [
        "★ new trace 1",
        "● hit, trace 1",
        "★ new trace 2",
        "● hit, trace 1",
    ]
    assert scale.experimental_get_tracing_count() == 2


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ("tf.constant([1.0])", "tf.constant([1])", "x: dtype int32 is not float32"),
        ("tf.ones(2)", "tf.ones(3)", "x: shape (3,) is not (2,)"),
        ("tf.ones(2)", "tf.ones((2, 1))", "x: shape (2, 1) is not (2,)"),
        ("3", "4", "x: Python value 4 is not 3: Python values are compared by value"),
        ("tf.ones(2)", "tf.ones(2), 3", "n: Python value 3 is not 2"),
        ("tf.ones(2)", "tf.Variable([1.0, 1.0])", "x: a variable (float32 (2,)) is not a tensor"),
        ("3", "tf.constant(3)", "x: a tensor (int32 ()) is not the Python value 3"),
        ("tf.ones(2)", "[1.0, 2.0]", "x: a list or dictionary with 2 values is not a tensor"),
    ],
)
def test_the_reason_for_a_new_trace_is_named_as_our_comparison(scale, first, second, reason):
    picture = explorables.traces(lambda x, n=2: tf.constant(0), first, second)
    assert outcomes(picture) == ["★ new trace 1", "★ new trace 2"]
    assert reason in picture.frame.reading
    assert "Our comparison; TensorFlow keeps no record of the reason" in picture.frame.reading


def test_a_fresh_python_object_makes_a_trace_each_time_and_the_same_object_hits():
    picture = explorables.traces(lambda x: tf.constant(0), "object()", "object()", kept=object())
    assert outcomes(picture) == ["★ new trace 1", "★ new trace 2"]
    assert "a fresh Python object" in picture.frame.reading
    after(picture, "kept")
    picture.again.click()
    assert outcomes(picture)[2:] == ["★ new trace 3", "● hit, trace 3"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("tf.ones(2)", "np.zeros(2, np.float32)"),
        ("tf.Variable([1.0])", "tf.Variable([2.0])"),
        ("[1, 2]", "[1, 2]"),
    ],
)
def test_arguments_that_share_a_trace_hit(first, second):
    assert outcomes(explorables.traces(lambda x: tf.constant(0), first, second))[1][0] == "●"


def test_equal_python_values_of_different_types_share_a_trace_and_this_is_said():
    picture = explorables.traces(lambda x: tf.constant(0), "1", "True")
    assert "x: True equals 1, for which the trace was made" in picture.frame.reading


def test_an_input_signature_gives_one_trace_for_every_size():
    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
    def double(x):
        return 2.0 * x

    picture = explorables.traces(double, tf.ones(2), tf.ones(5), np.ones(3), "tf.ones((2, 2))")
    assert [one[0] for one in outcomes(picture)] == ["★", "●", "●", "✗"]
    assert "x: float32 (None,)" in picture.frame.description


def test_a_function_that_makes_a_variable_is_counted_twice_and_this_is_said():
    kept = []

    @tf.function
    def count(x):
        if not kept:
            kept.append(tf.Variable(0.0))
        return kept[0].assign_add(x)

    picture = explorables.traces(count, 1.0)
    assert "TensorFlow counted 2" in picture.frame.reading
    assert outcomes(picture) == ["★ new trace 1"]


def test_a_trace_made_before_the_picture_is_told_from_one_made_in_it(scale):
    scale(tf.ones(2))
    picture = explorables.traces(scale, "tf.ones(2)")
    assert "made before this picture" in picture.frame.reading
    assert "made before the picture, 1 hit" in picture.frame.drawing


def test_a_plain_function_is_wrapped_and_this_is_said():
    def square(x):
        return x * x

    assert "tf.function(square)" in explorables.traces(square, 2).frame.description


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("tf.constant(", "cannot read"),
        ("1)+(2", "parentheses"),
        ("y", "name 'y' is not defined"),
        ("tf.constnt(3)", "no attribute 'constnt'"),
        ("np.ones(-1)", "negative dimensions"),
        ("open('x')", "name 'open' is not defined"),
        ("tf.ones(2), tf.ones(3)", "Dimensions must be equal"),
        ("1, 2, 3", "too many positional arguments"),
        ("", "missing a required argument"),
        ("x\x00", "null"),
    ],
)
def test_what_cannot_be_called_gets_a_sentence_and_the_picture_stays(scale, typed, words):
    picture = explorables.traces(scale, "tf.ones(2)", "tf.ones(3)")
    assert words in after(picture, typed) or typed == ""
    if typed == "":  # an empty box after a filled one
        assert words in picture.frame.reading
    assert "Traceback" not in picture.frame.text
    assert "★ new trace 1" in outcomes(picture)
    assert "hit" in after(picture, "tf.ones(2)")


def test_names_given_by_keyword_can_be_typed_and_chosen(scale):
    picture = explorables.traces(scale, mine=tf.ones((2, 3)))
    picture.controls["example"].value = "mine"
    assert outcomes(picture) == ["★ new trace 1"]
    assert "float32 (2, 3)" in picture.frame.description


def test_what_is_not_a_function_gets_a_sentence(scale):
    assert "cannot be called" in explorables.traces(3).frame.text
    concrete = scale.get_concrete_function(tf.ones(2))
    assert "one trace" in explorables.traces(concrete).frame.text


def test_print_is_told_once_a_trace_and_tf_print_at_every_call():
    @tf.function
    def loud(x):
        print("python here")
        tf.print("graph here")
        return x

    picture = explorables.traces(loud, "1", "1")
    assert 'tf.print): "graph here"' in picture.frame.reading
    assert "print did not run again" in picture.frame.reading
    picture.controls["step"].value = 1
    assert 'printed while tracing: "python here"' in picture.frame.reading
    assert 'tf.print): "graph here"' in picture.frame.reading


def test_nothing_reaches_the_page_while_a_function_is_called(capfd):
    @tf.function
    def loud(x):
        print("python")
        print("error", file=sys.stderr)
        tf.print("graph")
        return tf.constant(0)

    picture = explorables.traces(loud, *range(8))
    found = set()
    for step in range(9):
        picture.controls["step"].value = step
        found.add("warned that retracing is expensive" in picture.frame.reading)
    assert found == {True, False}
    assert capfd.readouterr() == ("", "")


def test_after_listening_prints_and_warnings_go_their_way_again(capfd, recwarn):
    with listening():
        print("kept")
    print("through")
    tf.print("graph", output_stream=sys.stdout)
    assert capfd.readouterr().out == "through\ngraph\n"


def test_the_slider_steps_back_and_a_call_goes_to_the_end(scale):
    picture = explorables.traces(scale, "1", "2", "1")
    picture.controls["step"].value = 0
    assert "cache is empty" in picture.frame.reading
    picture.controls["step"].value = 2
    assert outcomes(picture) == ["★ new trace 1", "★ new trace 2"]
    picture.again.click()
    assert picture.controls["step"].value == 4
    assert outcomes(picture)[-1] == "● hit, trace 1"


def test_hits_are_dashed_and_the_followed_call_is_marked_besides_its_color(scale):
    picture = explorables.traces(scale, "1", "1")
    root = ElementTree.fromstring(picture.frame.drawing)
    arrows = [one for one in root.iter(f"{SVG}path") if one.get("fill") == "none"]
    assert [one.get("stroke-dasharray") for one in arrows] == [None, "5 4"]
    marked = [
        one for one in root.iter(f"{SVG}g") if one.find(f"{SVG}*[@class='marker']") is not None
    ]
    assert len(marked) == 2  # the call and its trace


def test_what_was_typed_is_escaped(scale):
    picture = explorables.traces(lambda x: tf.constant(0), "'<script>'")
    assert "<script" not in host.live_page(picture.frame)
    assert "<script" not in host.static_page(picture.frame)


def test_a_comparison_of_like_signatures_finds_nothing():
    one = leaves((tf.TensorSpec([2], tf.float32, "a"), [1, "b"]), {"k": None}, ("x", "y"))
    other = leaves((tf.TensorSpec([2], tf.float32, "c"), [1.0, "b"]), {"k": None}, ("x", "y"))
    assert differences(one, other) == []


def test_what_the_graph_prints_in_a_notebook_is_told_from_what_python_prints():
    # In a notebook TensorFlow writes the lines of tf.print to sys.stdout from where it runs a graph.
    with listening() as heard:
        exec("print('graph')", {"__name__": "tensorflow.python.eager.execute"})
        exec("print('python')", {"__name__": "tensorflow.python.autograph.operators.py_builtins"})
        print("python too")
    assert heard.graph == "graph"
    assert heard.python == "python\npython too\n"


def test_a_call_is_logged_even_where_its_trace_cannot_be_asked_for(scale, monkeypatch):
    monkeypatch.setattr(type(scale), "get_concrete_function", _refuse)
    picture = explorables.traces(scale, "1", "1")
    assert outcomes(picture) == ["★ new trace", "● hit"]
    assert "cannot be asked for: RuntimeError: not twice." in picture.frame.reading


def _refuse(*_args, **_kwargs):
    raise RuntimeError("not twice")
