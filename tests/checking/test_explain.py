"""Each error a beginner meets is explained by what it says, in TensorFlow as it is installed."""

from __future__ import annotations

import linecache
import math
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from grader.checking.evidence import Raised
from grader.checking.explain import explain, first_sentence
from grader.checking.probe import observe
from grader.checking.task import Call, Case

GENERAL = explain(Raised("NothingKnown", ""))
FLOATS = "tf.constant([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])"
BYTES = "tf.constant([[1, 2], [3, 4]], tf.uint8)"

# What an answer returns, and words its explanation has.
ERRORS = (
    (f"{FLOATS} * tf.constant(2)", "differ in dtype: float and int32"),
    (f"tf.matmul({FLOATS}, tf.ones([3, 1], tf.float64))", "differ in dtype"),
    (f"{BYTES} / 255.0", "differ in dtype: uint8 and float32"),
    (f"{BYTES} * 0.5", "0.5 met a tensor of dtype uint8"),
    (f"tf.sqrt({BYTES})", "does not take values of dtype uint8"),
    ("tf.reduce_mean([1.0], axis='rows')", "does not take values of dtype string"),
    (f"tf.nn.softmax({BYTES})", "uint8"),
    ("tf.math.reduce_std(tf.constant([1, 2]))", "takes floats, and its input holds integers"),
    (f"tf.convert_to_tensor({BYTES}, tf.float32)", "a uint8 tensor already"),
    (f"tf.constant({BYTES}, tf.float32)", "never changes a dtype"),
    ("tf.constant([[1, 2], [3]])", "rows of a nested list differ in length"),
    (f"{FLOATS} + tf.ones([2])", "do not broadcast"),
    (f"{FLOATS} - tf.ones([3, 2])", "do not broadcast"),
    (f"tf.broadcast_to({FLOATS}, [4, 3])", "do not broadcast"),
    (f"tf.reshape({FLOATS}, [7])", "6 values cannot fill a shape of 7"),
    (f"tf.reshape({FLOATS}, [4, -1])", "6 values cannot fill a shape of 4"),
    (f"tf.matmul({FLOATS}, {FLOATS})", "last axis of the first"),
    (f"{FLOATS}[None] @ {FLOATS}[None]", "last axis of the first"),
    (f"tf.concat([{FLOATS}, tf.ones([2, 2])], 0)", "must agree on every axis"),
    (f"tf.stack([{FLOATS}, tf.ones([2, 2])])", "must agree on every axis"),
    (f"tf.transpose({FLOATS}, [0, 2, 1])", "this tensor has 2"),
    (f"tf.transpose({FLOATS}, [0, 0])", "axis 1 is not in this one"),
    (f"tf.transpose({FLOATS}, [1, 2])", "outside the tensor's shape"),
    (f"tf.reduce_mean({FLOATS}, 2)", "outside the tensor's shape"),
    (f"tf.gather({FLOATS}, 5)", "outside the tensor's shape"),
    (f"{FLOATS}[5]", "outside the tensor's shape"),
    (f"tf.expand_dims({FLOATS}, 5)", "outside the tensor's shape"),
    (f"tf.gather({FLOATS}, [0], batch_dims=2)", "rank"),
    (f"{FLOATS}[tf.constant([0, 1])]", "In brackets a tensor takes whole numbers"),
    (f"{FLOATS}[range(2), tf.constant([0, 1])]", "In brackets a tensor takes whole numbers"),
    (f"{FLOATS}['a']", "In brackets a tensor takes whole numbers"),
    (f"exec('t[0] = 1.0', {{'t': {FLOATS}}})", "A tensor never changes"),
    (f"float({FLOATS})", "take one number, and got a tensor of several"),
    (f"math.sqrt({FLOATS})", "take one number, and got a tensor of several"),
    (f"1 if {FLOATS} > 0 else 2", "one True or False"),
    ("tf.function(lambda: tf.Variable(0).assign_add(1))()", "only once"),
    ("tf.function(lambda x: np.abs(x))(tf.constant(1.0))", "nothing for NumPy to work with"),
    ("tf.function(lambda x: int(x), autograph=False)(tf.constant(1))", "make a number of it"),
    (
        "tf.function(lambda x: x, input_signature=[tf.TensorSpec([None, 3])])(tf.ones([2, 2]))",
        "does not fit its input_signature",
    ),
    ("tf.function(lambda x: tf.where(x > 0, x / 2, x))(tf.constant(1))", "differ in dtype"),
    (
        "(lambda kept: tf.function(lambda: (tf.while_loop(lambda i: i < 3, lambda i: "
        "(kept.append(i), i + 1)[1], [0]), tf.stack(kept))[1])())([])",
        "carried it out while tracing",
    ),
    (f"{FLOATS}.mean()", "no tf.mean"),
    (f"tf.sum({FLOATS})", "no tf.sum"),
    (f"{FLOATS}.std()", "functions for mathematics"),
    (f"tf.reduce_std({FLOATS})", "functions for mathematics"),
    (f"{FLOATS}.astype('float32')", "no method astype"),
    (f"{FLOATS}.T", "no method or property T"),
    (f"{FLOATS}.permute(1, 0)", "no method or property permute"),
    ("tf.float", "There is no float in tensorflow"),
    ("np.nothing", "There is no nothing in numpy"),
    ("(1).shape", "has nothing called shape"),
    (f"tf.reduce_mean({FLOATS}, keepdim=True)", "names a parameter keepdim"),
    ("keras.layers.Dense(3, nosuch=1)", "nosuch"),
    ("tf.reduce_mean()", "a call did not fit"),
    (f"tf.transpose({FLOATS}, 0, 1, 2, 3, 4)", "a call did not fit"),
    ("(lambda a: a)()", "a call did not fit"),
    ("(lambda a: a)(1, 2)", "a call did not fit"),
    ("None + 1", "is None"),
    ("None.shape", "is None"),
    ("(lambda: None)()[0]", "is None"),
    ("nosuch", "Nothing is called nosuch"),
    ("true", "True, False and None"),
    ("(lambda f: f(f))(lambda f: f(f))", "called itself"),
    ("exit()", "exit"),
    ("1 // 0", "divided by zero"),
    ("1 / 0", "divided by zero"),
    ("tf.function(lambda x: x.numpy())(1.0)", "nothing called numpy"),
    (f"tf.function(lambda x: x.numpy())({FLOATS})", "no value yet"),
    (f"tf.function(lambda x: [y for y in x], autograph=False)({FLOATS})", "no value yet"),
    (f"tf.function(lambda x: 1 if x[0, 0] > 0 else 2, autograph=False)({FLOATS})", "no value yet"),
)


def raised_by(source: str) -> Raised:
    """What a function that returns `source` raises, its lines known as a notebook's are."""
    file = f"<cell {abs(hash(source))}>"
    cell = f"def answer():\n    return {source}\n"
    linecache.cache[file] = (len(cell), None, cell.splitlines(True), file)
    scope: dict[str, Any] = {"tf": tf, "np": np, "keras": keras, "math": math}
    exec(compile(cell, file, "exec"), scope)
    (seen,) = observe(Call("answer"), [Case({})], scope).observations
    assert seen.raised, f"{source} gives {seen.result}"
    return seen.raised


@pytest.mark.parametrize(("source", "words"), ERRORS, ids=[source for source, _ in ERRORS])
def test_an_error_is_explained(source: str, words: str) -> None:
    raised = raised_by(source)
    explanation = explain(raised)
    assert explanation.why != GENERAL.why, raised
    assert words in explanation.why, (raised, explanation)
    assert raised.line == f"return {source}"
    assert "{" not in explanation.why + explanation.try_next


def test_what_is_not_known_gets_a_general_word() -> None:
    assert explain(raised_by("[].pop()")) == GENERAL


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("    y = tf.cast(x, tf.float32)\n    return y / x", "return y / x", "differ in dtype"),
        ("    return x.numpy() / 255", "return x.numpy() / 255", "no value yet"),
        ("    return tf.reshape(x, [7, 7])", "return tf.reshape(x, [7, 7])", ""),
        ("    return nosuch(x)", "return nosuch(x)", "Nothing is called nosuch"),
    ],
)
def test_an_error_inside_a_tf_function_is_told_as_what_it_is(body, line, words) -> None:
    file = f"<cell {abs(hash(body))}>"
    cell = f"@tf.function\ndef answer(x):\n{body}\n"
    linecache.cache[file] = (len(cell), None, cell.splitlines(True), file)
    scope: dict[str, Any] = {"tf": tf}
    exec(compile(cell, file, "exec"), scope)
    case = Case({"x": np.ones((2, 2), np.uint8)})
    (seen,) = observe(Call("answer"), [case], scope, tf.constant).observations
    assert seen.raised.line == line
    assert "user code" not in first_sentence(seen.raised)
    assert words in explain(seen.raised).why


def test_an_exception_in_one_line_is_without_frames_and_node_names() -> None:
    text = "Graph execution error:\n\nDetected at node X defined at (most recent call last):\n"
    text += (
        '  File "a.py", line 1, in f\n\n  File "b.py", line 2, in g\n\nbad : Tensor had Inf values'
    )
    raised = Raised("InvalidArgumentError", text + "\n\t [[{{node X}}]] [Op:__inference_f_61]")
    assert first_sentence(raised) == "InvalidArgumentError: bad : Tensor had Inf values"
    layer = raised_by("keras.layers.Dense(3)(tf.constant([1.0]))")
    assert "expected min_ndim=2" in first_sentence(layer)
    assert first_sentence(Raised("MemoryError", "")) == "MemoryError"
