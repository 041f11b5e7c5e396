"""The tasks of assignment 03-eager-and-graph. NumPy is the oracle throughout.

Most answers are run inside a `tf.function` of the check's own, where only what became part of a
graph has an effect: so the marks rest on values. Where traces are counted, the check counts the
runs of a Python function of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.checking.task import (
    Arrange,
    Assignment,
    Call,
    Case,
    Misconception,
    Option,
    Question,
    Task,
)

# ---------------------------------------------------------------- one trace for any batch


def _cut_into_batches(answer, table, sizes):
    """The lengths of all rows, batch by batch, then how often Python ran the function."""
    import numpy as np
    import tensorflow as tf

    runs = []

    def row_lengths(batch):
        runs.append(1)
        return tf.norm(batch, axis=1)

    compiled = answer(row_lengths, int(table.shape[1]))
    if not callable(compiled):
        raise TypeError(f"for_any_batch should give something to call, and gave {compiled!r}")
    found = [compiled(batch) for batch in tf.split(table, sizes)]
    return np.concatenate([*found, [len(runs)]]).astype(np.float32)


def _tables(draw: np.random.Generator) -> Iterator[Case]:
    def case(sizes: list[int], columns: int, label: str) -> Case:
        table = draw.normal(size=(sum(sizes), columns)).astype(np.float32)
        return Case({"table": table, "sizes": sizes}, label)

    yield Case(
        {"table": np.array([[3, 4], [6, 8], [0, 1]], np.float32), "sizes": [2, 1]}, "two batches"
    )
    yield case([3], 2, "a single batch")
    yield case([4, 2, 4, 3, 2, 1], 3, "six batches of four sizes")
    yield case([2, 0, 3], int(draw.integers(1, 5)), "an empty batch among them")


def _lengths_and_traces(count):
    def answer(table: np.ndarray, sizes: list[int]) -> np.ndarray:
        return np.append(np.linalg.norm(table, axis=1), count(sizes))

    return answer


for_any_batch = Task(
    name="for_any_batch",
    title="One trace for a batch of any size",
    points=2,
    ask=Call(
        "for_any_batch",
        _cut_into_batches,
        "for_any_batch(row_lengths, columns) is called once; what it gives is called with the "
        "table cut into batches of these sizes. Compared are all results, and last the number of "
        "times Python ran row_lengths",
    ),
    cell='''
def for_any_batch(function, features):
    """A graph function of `function` that is traced once, whatever the batch size.

    Args:
        function: Python function of one float32 tensor of shape (batch, features).
        features: Python int, the number of columns of every batch.

    Returns:
        Something to call with a float32 tensor of shape (batch, features), which gives what
        `function` gives. Python runs `function` once for all calls together.

    Example:
        compiled = for_any_batch(tf.reduce_sum, 3)
        compiled(tf.ones([2, 3])) gives 6.0, compiled(tf.ones([5, 3])) gives 15.0: one trace.
    """
    ### BEGIN SOLUTION
    return tf.function(function, input_signature=[tf.TensorSpec([None, features], tf.float32)])
    ### END SOLUTION
''',
    cases=_tables,
    expected=_lengths_and_traces(lambda sizes: 1),
    dtype="float32",
    misconceptions=(
        Misconception(
            "a_trace_for_each_size",
            _lengths_and_traces(lambda sizes: len(set(sizes))),
            "The results are right, and there was a trace for every batch size: without more "
            "information, tf.function takes each shape it meets as it is.",
            "Tell tf.function beforehand which inputs to expect. Which size may vary?",
        ),
        Misconception(
            "python_every_time",
            _lengths_and_traces(len),
            "The results are right, and Python ran the function at every call: either there is no "
            "tf.function, or a new one is made for each call, and none of them is used twice.",
            "Make one tf.function and hand back that one.",
        ),
        Misconception(
            "relaxed",
            _lengths_and_traces(lambda sizes: min(len(set(sizes)), 2)),
            "Two traces: reduce_retracing=True starts with the first shape it meets, and relaxes "
            "only when a second one comes.",
            "An input signature says before the first call that the batch size varies.",
        ),
        Misconception(
            "run_once_more",
            _lengths_and_traces(lambda sizes: 2),
            "Python ran the function twice, even where all batches had one size: something besides "
            "the one trace calls it.",
            "Leave the calling to the one who gets your function.",
        ),
        Misconception(
            "sums",
            lambda table, sizes: np.append(table.sum(axis=1), 1),
            "One trace, but these are the sums of the rows: it is the example's function, and the "
            "one that was passed in was not used.",
            "Which argument of tf.function is the function to trace?",
        ),
    ),
    hints=(
        "tf.function can be called like any function: tf.function(function, ...) gives a graph "
        "function.",
        "Its argument input_signature takes a list with one tf.TensorSpec for each input.",
        "A tf.TensorSpec has a shape and a dtype; None stands for a size that may vary.",
    ),
    accepted=(
        "def for_any_batch(function, features):\n"
        "    return tf.function(function).get_concrete_function(\n"
        "        tf.TensorSpec((None, features)))",
        "def for_any_batch(function, features):\n"
        "    @tf.function(input_signature=(tf.TensorSpec([None, None]),))\n"
        "    def compiled(batch):\n"
        "        return function(batch)\n"
        "    return compiled",
        "def for_any_batch(function, features):\n"
        "    any_batch = tf.TensorSpec(shape=None, dtype=tf.float32)\n"
        "    compiled = tf.function(function, [any_batch], autograph=False)\n"
        "    return lambda batch: compiled(batch)",
        "def for_any_batch(function, features):\n"
        "    compiled = tf.function(function, reduce_retracing=True)\n"
        "    compiled.get_concrete_function(tf.TensorSpec([None, features], tf.float32))\n"
        "    return compiled",
    ),
)

# ---------------------------------------------------------------- counting traces

# What TensorFlow tells arguments apart by: dtype and shape of a tensor or an array, and the value
# of a Python number.
_SIGNATURES = {
    "tf.zeros([2])": "float32 (2,)",
    "tf.ones([2])": "float32 (2,)",
    "tf.zeros([3])": "float32 (3,)",
    "tf.constant(1)": "int32 ()",
    "tf.constant(2)": "int32 ()",
    "tf.constant(2.5)": "float32 ()",
    "np.ones(2, np.float32)": "float32 (2,)",
    "np.ones(2)": "float64 (2,)",
    "1": "Python 1",
    "2": "Python 2",
    "2.5": "Python 2.5",
}


def _call_and_count(answer, before, calls):
    """What the answer says of a tf.function that was called with `before` already."""
    import numpy as np
    import tensorflow as tf

    @tf.function
    def unchanged(value):
        return tf.identity(value)

    names = {"tf": tf, "np": np}
    for text in before:
        unchanged(eval(text, names))
    return answer(unchanged, [eval(text, names) for text in calls])


def _calls(draw: np.random.Generator) -> Iterator[Case]:
    def case(before: list[str], calls: list[str], label: str) -> Case:
        return Case({"before": before, "calls": calls}, label)

    yield case([], ["tf.zeros([2])", "tf.ones([2])", "tf.zeros([3])"], "a new function")
    yield case(["tf.zeros([2])"], ["tf.ones([2])"], "one call, of a shape it has seen")
    yield case(["1", "2"], ["2", "2.5", "2.5"], "Python numbers, some of them seen before")
    yield case(
        ["tf.constant(1)"],
        ["1", "tf.constant(2)", "np.ones(2)", "np.ones(2, np.float32)", "tf.zeros([2])"],
        "tensors, arrays and a Python number",
    )
    texts = list(_SIGNATURES)
    before = [texts[i] for i in draw.integers(0, len(texts), 2)]
    yield case(before, [texts[i] for i in draw.integers(0, len(texts), 5)], "calls at random")


def _kinds(texts: list[str]) -> set[str]:
    return {_SIGNATURES[text] for text in texts}


count_traces = Task(
    name="count_traces",
    title="How many traces do these calls add?",
    points=2,
    ask=Call(
        "count_traces",
        _call_and_count,
        "a tf.function is called with what stands in before; then count_traces(function, calls)",
    ),
    cell='''
def count_traces(function, arguments):
    """Call a tf.function with each of the arguments, and count the traces that this adds.

    Args:
        function: A tf.function of one argument. It may have been called before.
        arguments: list of tensors, NumPy arrays and Python numbers.

    Returns:
        Python int: how many new traces the function has after these calls.

    Example:
        With a tf.function that was never called and the arguments
        [tf.zeros([2]), tf.ones([2]), 5], it gives 2.
    """
    ### BEGIN SOLUTION
    before = function.experimental_get_tracing_count()
    for argument in arguments:
        function(argument)
    return function.experimental_get_tracing_count() - before
    ### END SOLUTION
''',
    cases=_calls,
    expected=lambda before, calls: len(_kinds(calls) - _kinds(before)),
    misconceptions=(
        Misconception(
            "ever",
            lambda before, calls: len(_kinds(before) | _kinds(calls)),
            "This is the number of traces the function has had in its life. Some may be older than "
            "these calls.",
            "How many had it before your first call?",
        ),
        Misconception(
            "calls",
            lambda before, calls: len(calls),
            "This is the number of calls. A call whose kind of argument was met before adds no "
            "trace.",
            "The tf.function itself keeps count of its traces. Ask it.",
        ),
        Misconception(
            "never_called",
            lambda before, calls: 0,
            "It is always 0: between the two counts the function was not called, or the second "
            "count was subtracted from itself.",
            "In which order do the first count, the calls and the second count come?",
        ),
        Misconception(
            "different_values",
            lambda before, calls: len(set(calls)),
            "This is the number of different values. Two tensors with different values and the "
            "same dtype and shape share a trace.",
            "The tf.function itself keeps count of its traces. Ask it.",
        ),
        Misconception(
            "new_function",
            lambda before, calls: len(_kinds(calls)),
            "This is right for a function that was never called. One that was called before may "
            "have a trace already.",
            "Call the function you were given, and compare its count before and after.",
        ),
        Misconception(
            "only_before",
            lambda before, calls: len(_kinds(before)),
            "This is the count from before these calls.",
            "Ask once more after the calls. Which of the two numbers do the calls add?",
        ),
        Misconception(
            "negative",
            lambda before, calls: -len(_kinds(calls) - _kinds(before)),
            "The number is right, and its sign is not: the count never falls.",
            "Which of the two counts is the larger one?",
        ),
        Misconception(
            "one_call",
            lambda before, calls: len(_kinds(calls[:1]) - _kinds(before)),
            "Only the first argument was tried.",
            "Where does `return` stand: inside the loop, or after it?",
        ),
    ),
    hints=(
        "A tf.function has a method experimental_get_tracing_count().",
        "It counts all traces since the function was made. The new ones are a difference.",
        "Count, call the function with every argument, count again.",
    ),
    accepted=(
        "def count_traces(function, arguments):\n"
        "    count = function.experimental_get_tracing_count\n"
        "    start = count()\n"
        "    [function(argument) for argument in arguments]\n"
        "    return count() - start",
        "def count_traces(function, arguments):\n"
        "    new = 0\n"
        "    for argument in arguments:\n"
        "        before = function.experimental_get_tracing_count()\n"
        "        function(argument)\n"
        "        new += function.experimental_get_tracing_count() > before\n"
        "    return new",
        "def count_traces(function, arguments):\n"
        "    before = function.experimental_get_tracing_count()\n"
        "    for argument in arguments:\n"
        "        function.get_concrete_function(argument)\n"
        "    return tf.constant(function.experimental_get_tracing_count() - before)",
    ),
)

# ---------------------------------------------------------------- order a timed comparison

_SPEEDUP = """def speedup(eager_cost, graph_cost, trace_cost):
    seconds, traced = [0.0], []

    def clock():
        return seconds[0]

    def run_eager():
        seconds[0] += eager_cost

    def run_graph():
        seconds[0] += graph_cost if traced else graph_cost + trace_cost
        traced.append(True)
"""


def _costs(draw: np.random.Generator) -> Iterator[Case]:
    def case(eager: float, graph: float, trace: float, label: str) -> Case:
        costs = {"eager_cost": eager, "graph_cost": graph, "trace_cost": trace}
        return Case(costs, label)

    yield case(4.0, 2.0, 100.0, "a graph twice as fast")
    yield case(3.0, 3.5, 40.0, "a graph that is slower")
    some = draw.uniform(1, 9, 3).round(2)
    yield case(float(some[0]), float(some[1]), float(10 * some[2]), "costs at random")


timed_comparison = Task(
    name="timed_comparison",
    title="Order the lines of a timed comparison",
    points=2,
    ask=Arrange(
        "line_order",
        _SPEEDUP,
        {
            "A": "graph_seconds = clock() - start",
            "B": "for _ in range(10): run_graph()",
            "C": "return graph_seconds / eager_seconds",
            "D": "start = clock()",
            "E": "run_graph()",
            "F": "eager_seconds = clock() - start",
            "G": "start = clock()",
            "H": "graph_seconds = clock()",
            "I": "for _ in range(10): run_eager()",
            "J": "return eager_seconds / graph_seconds",
        },
    ),
    cell="""
# Write the letters of the lines you need, in order, such as "E A D". Some lines do not belong.
line_order = ...
### BEGIN SOLUTION
line_order = "E D I F G B A J"
### END SOLUTION
""",
    cases=_costs,
    expected=lambda eager, graph, trace: eager / graph,
    misconceptions=(
        Misconception(
            "trace_included",
            lambda eager, graph, trace: 10 * eager / (10 * graph + trace),
            "The first call of the graph was timed with the others, and it traces: the one-time "
            "cost counts as if it came with every call.",
            "Which line lets the tracing happen before any clock is read?",
        ),
        Misconception(
            "upside_down",
            lambda eager, graph, trace: graph / eager,
            "This is the graph's time in units of the eager one. A speedup of 2 should mean that "
            "the graph takes half the time.",
            "Which of the two times belongs above?",
        ),
        Misconception(
            "upside_down_trace_included",
            lambda eager, graph, trace: (10 * graph + trace) / (10 * eager),
            "Two things: the tracing was timed, and the fraction is upside down.",
            "Let the tracing happen before any clock is read. Then ask what a speedup of 2 means.",
        ),
        Misconception(
            "one_start",
            lambda eager, graph, trace: eager / (eager + graph),
            "The second time was measured from the start of the first, so it holds both loops.",
            "What has to be noted again right before the second loop?",
        ),
        Misconception(
            "one_start_trace_included",
            lambda eager, graph, trace: 10 * eager / (10 * eager + 10 * graph + trace),
            "The second time was measured from the start of the first, so it holds both loops, and "
            "the tracing too.",
            "What has to be noted again right before the second loop? And what happens at the "
            "first call of run_graph?",
        ),
        Misconception(
            "warmed_up_under_the_clock",
            lambda eager, graph, trace: 10 * eager / (11 * graph + trace),
            "There is a call to warm up, but the clock was running already: its time, with the "
            "tracing, is in the graph's.",
            "Where must the warm-up stand, seen from the line that reads the clock?",
        ),
        Misconception(
            "warmed_up_in_eager_time",
            lambda eager, graph, trace: (10 * eager + graph + trace) / (10 * graph),
            "The call to warm up stands between the clock readings of the eager loop, so the "
            "tracing counts as eager time.",
            "Move the warm-up to where no clock is running.",
        ),
        Misconception(
            "clock_as_duration",
            lambda eager, graph, trace: 10 * eager / (10 * eager + 11 * graph + trace),
            "The clock's reading was taken for a duration: it shows all seconds since the clock "
            "began, the warm-up's too.",
            "A duration is a difference of two readings.",
        ),
        Misconception(
            "no_return",
            lambda eager, graph, trace: None,
            "The function ends without return, so it gives back None.",
            "The last line has to hand the result back.",
        ),
        Misconception(
            "nothing_timed",
            lambda eager, graph, trace: 0.0,
            "The eager time is 0: nothing ran between its two clock readings.",
            "Read your order aloud: note the start, run the loop, take the difference.",
        ),
    ),
    hints=(
        "A measurement is three lines: note the start, run the loop, take the difference.",
        "The first call of run_graph traces. It should happen while nothing is measured.",
        "Warm up first. Then three lines for the eager loop, three for the graph, and the result.",
    ),
    accepted=(
        'line_order = "E G B A D I F J"',
        'line_order = ["e", "g", "i", "f", "d", "b", "a", "j"]',
        "line_order = 'DIFEGBAJ'",
    ),
)

# ---------------------------------------------------------------- a piecewise function


def _in_a_graph_as_written(answer, errors, delta):
    """The answer's values from a graph, without AutoGraph's rewriting."""
    import tensorflow as tf

    return tf.function(answer, autograph=False)(errors, delta)


def _errors(draw: np.random.Generator) -> Iterator[Case]:
    def case(errors: object, delta: float, label: str) -> Case:
        return Case(
            {"errors": np.array(errors, np.float32), "delta": np.array(delta, np.float32)}, label
        )

    yield case([0, 0.5, -0.5, 3, -3], 1.0, "small and large errors, of both signs")
    yield case([2, -2, 1.5, 5], 2.0, "errors exactly at delta")
    yield case(-2.0, 0.5, "a single number")
    yield case([0.1, -0.2, 0.3], 1.0, "small errors only")
    size = (int(draw.integers(2, 4)), 5)
    yield case(draw.normal(0, 3, size), float(draw.uniform(1.2, 2.5)), "a random matrix")


def _huber(errors: np.ndarray, delta: np.ndarray) -> np.ndarray:
    size = np.abs(errors)
    return np.where(size <= delta, errors**2 / 2, delta * (size - delta / 2))


huber = Task(
    name="huber",
    title="A function in two pieces, without an if on values",
    points=3,
    ask=Call(
        "huber",
        _in_a_graph_as_written,
        "called inside tf.function(autograph=False): a Python if gets no help there",
    ),
    cell='''
def huber(errors, delta):
    """The Huber loss: a parabola for small errors, a straight line for large ones.

    Args:
        errors: float32 tensor of any shape.
        delta: float32 scalar tensor, above 0: where the two pieces meet.

    Returns:
        float32 tensor of the shape of errors. With e an element and |e| its absolute value:
        e * e / 2 where |e| <= delta, and delta * (|e| - delta / 2) elsewhere.

    Example:
        errors [0.5, -3.0] with delta 1.0 give [0.125, 2.5].
    """
    ### BEGIN SOLUTION
    size = tf.abs(errors)
    return tf.where(size <= delta, size**2 / 2, delta * (size - delta / 2))
    ### END SOLUTION
''',
    cases=_errors,
    expected=_huber,
    dtype="float32",
    misconceptions=(
        Misconception(
            "parabola_only",
            lambda errors, delta: errors**2 / 2,
            "Every error got the parabola, the large ones too.",
            "Which function picks, element by element, from two tensors?",
        ),
        Misconception(
            "line_only",
            lambda errors, delta: delta * (np.abs(errors) - delta / 2),
            "Every error got the straight line, the small ones too.",
            "Which function picks, element by element, from two tensors?",
        ),
        Misconception(
            "sign_in_the_condition",
            lambda errors, delta: np.where(
                errors <= delta, errors**2 / 2, delta * (np.abs(errors) - delta / 2)
            ),
            "Large negative errors got the parabola: -3 <= 1 is true, and |-3| <= 1 is not.",
            "What is compared with delta: the error, or its absolute value?",
        ),
        Misconception(
            "sign_in_the_line",
            lambda errors, delta: np.where(
                np.abs(errors) <= delta, errors**2 / 2, delta * (errors - delta / 2)
            ),
            "Large negative errors came out negative: the straight line used the error as it is.",
            "The line in the docstring uses |e|.",
        ),
        Misconception(
            "swapped",
            lambda errors, delta: np.where(
                np.abs(errors) <= delta, delta * (np.abs(errors) - delta / 2), errors**2 / 2
            ),
            "The two pieces changed places. tf.where takes the value for true first, then the one "
            "for false.",
            "Which piece belongs to small errors?",
        ),
        Misconception(
            "not_halved",
            lambda errors, delta: np.where(
                np.abs(errors) <= delta, errors**2, delta * (np.abs(errors) - delta / 2)
            ),
            "The small errors are squared and not halved, so the two pieces do not meet at delta.",
            "Compare the first piece with the docstring.",
        ),
        Misconception(
            "line_too_high",
            lambda errors, delta: np.where(
                np.abs(errors) <= delta, errors**2 / 2, delta * np.abs(errors)
            ),
            "The straight line lies too high: nothing is subtracted, so the pieces do not meet.",
            "Put |e| = delta into both pieces: they should agree there.",
        ),
        Misconception(
            "line_without_slope",
            lambda errors, delta: np.where(
                np.abs(errors) <= delta, errors**2 / 2, np.abs(errors) - delta / 2
            ),
            "The straight line has the slope 1 for every delta.",
            "Put |e| = delta into both pieces: they should agree there, for any delta.",
        ),
        Misconception(
            "half_outside",
            lambda errors, delta: np.where(
                np.abs(errors) <= delta, errors**2 / 2, delta * np.abs(errors) - delta / 2
            ),
            "Subtracted is delta / 2; the brackets in the docstring make it delta * delta / 2.",
            "Does delta multiply the whole bracket?",
        ),
        Misconception(
            "delta_is_one",
            lambda errors, delta: _huber(errors, np.float32(1)),
            "This is right for delta = 1 alone: the argument delta is not used.",
            "Where do the pieces meet in your function?",
        ),
        Misconception(
            "one_decision",
            lambda errors, delta: (
                errors**2 / 2
                if np.all(np.abs(errors) <= delta)
                else delta * (np.abs(errors) - delta / 2)
            ),
            "One decision was made for the whole tensor: tf.reduce_all makes one answer of many.",
            "Each element needs a decision of its own.",
        ),
        Misconception(
            "mean",
            lambda errors, delta: _huber(errors, delta).mean(),
            "This is the mean over all errors. The docstring asks for one value for each.",
            "Leave out the last step.",
        ),
    ),
    hints=(
        "While tracing, a tensor has no value yet, so Python's `if` cannot look at it.",
        "Compute both pieces for all elements, then pick element by element.",
        "tf.where(condition, value_where_true, value_where_false), with tf.abs in the condition.",
    ),
    accepted=(
        "def huber(errors, delta):\n"
        "    small = tf.minimum(tf.abs(errors), delta)\n"
        "    return small * (tf.abs(errors) - small / 2)",
        "def huber(errors, delta):\n"
        "    inside = tf.cast(tf.abs(errors) <= delta, tf.float32)\n"
        "    line = delta * tf.abs(errors) - delta**2 / 2\n"
        "    return inside * errors**2 / 2 + (1 - inside) * line",
        "def huber(errors, delta):\n"
        "    def one(e):\n"
        "        return tf.cond(tf.abs(e) <= delta, lambda: e * e / 2,\n"
        "                       lambda: delta * (tf.abs(e) - delta / 2))\n"
        "    return tf.reshape(tf.map_fn(one, tf.reshape(errors, [-1])), tf.shape(errors))",
        "huber = tf.function(lambda e, d: tf.where(tf.abs(e) > d, d * (tf.abs(e) - d / 2),\n"
        "                                          tf.square(e) / 2))",
    ),
)

# ---------------------------------------------------------------- state made once


def _two_in_turn(answer, first_values, second_values):
    """What two of them say, called in turn, each inside a tf.function of its own."""
    import numpy as np
    import tensorflow as tf

    made = answer(), answer()
    for one in made:
        if not callable(one):
            raise TypeError(f"make_running_max() should give a function, and gave {one!r}")
    first, second = tf.function(made[0]), tf.function(made[1])
    found = []
    for one, other in zip(first_values, second_values, strict=True):
        found.append([np.asarray(first(one)), np.asarray(second(other))])
    return np.array(found)


def _two_series(draw: np.random.Generator) -> Iterator[Case]:
    def case(first: object, second: object, label: str) -> Case:
        return Case(
            {
                "first_values": np.array(first, np.float32),
                "second_values": np.array(second, np.float32),
            },
            label,
        )

    yield case([2, 5, 3, 7], [9, 1, 10, 4], "two series of four values")
    yield case([-3, -1, -2], [-8, -9, -4], "negative values only")
    yield case([4], [-6], "one call each")
    yield case(draw.normal(0, 5, 6), draw.normal(-6, 4, 6), "values at random")


def _columns(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return np.stack([first, second], axis=1)


def _shared(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    if len(first) != 4:
        raise ValueError("memory shared by all starts this case with what the first one left")
    return np.maximum.accumulate(_columns(first, second).ravel()).reshape(-1, 2)


def _one_behind(values: np.ndarray) -> np.ndarray:
    return np.maximum.accumulate(np.append(np.float32(-np.inf), values))[:-1]


running_max = Task(
    name="running_max",
    title="State that is made once",
    points=3,
    ask=Call(
        "make_running_max",
        _two_in_turn,
        "make_running_max() is called twice; what it gives is wrapped in tf.function, and the two "
        "are called in turn. Each row: what the first one said, what the second one said",
    ),
    cell='''
def make_running_max():
    """A function that remembers the largest value it was called with.

    Returns:
        A function of one float32 scalar tensor, which gives the largest value that this
        function has been called with so far, as a float32 scalar tensor. Called again,
        make_running_max gives another function, with a memory of its own.
        It has to work inside a tf.function.

    Example:
        largest = tf.function(make_running_max())
        Called with 2.0, 5.0 and 3.0, one after the other, largest gives 2.0, 5.0 and 5.0.
    """
    ### BEGIN SOLUTION
    largest = tf.Variable(float("-inf"))

    def update(value):
        return largest.assign(tf.maximum(largest, value))

    return update
    ### END SOLUTION
''',
    cases=_two_series,
    expected=lambda first, second: _columns(
        np.maximum.accumulate(first), np.maximum.accumulate(second)
    ),
    dtype="float32",
    misconceptions=(
        Misconception(
            "forgets",
            lambda first, second: _columns(first, second),
            "Each value comes back as it went in: nothing is remembered. A Python variable is set "
            "once, while tracing; the graph that runs afterwards knows only its value from then.",
            "Which kind of TensorFlow object keeps a value from one call of a graph to the next?",
        ),
        Misconception(
            "forgets_from_zero",
            lambda first, second: np.maximum(_columns(first, second), 0),
            "Each value is compared with 0 and with nothing else: a Python variable is set once, "
            "while tracing, and the graph keeps the 0 it had then.",
            "Which kind of TensorFlow object keeps a value from one call of a graph to the next? "
            "And where should it start, if all values may be negative?",
        ),
        Misconception(
            "from_zero",
            lambda first, second: np.maximum(
                _columns(np.maximum.accumulate(first), np.maximum.accumulate(second)), 0
            ),
            "It remembers, and it starts at 0: where all values are negative, 0 wins.",
            "Which start is smaller than any number?",
        ),
        Misconception(
            "shared",
            _shared,
            "It remembers, but all the functions share one memory: it is made outside "
            "make_running_max, once for all.",
            "Where must the state be made so that each call of make_running_max has its own?",
        ),
        Misconception(
            "one_behind",
            lambda first, second: _columns(_one_behind(first), _one_behind(second)),
            "Each answer is the largest value before this call: the state was read before it was "
            "updated.",
            "In which order do the update and the reading come?",
        ),
        Misconception(
            "smallest",
            lambda first, second: _columns(
                np.minimum.accumulate(first), np.minimum.accumulate(second)
            ),
            "It remembers the smallest value.",
            "tf.minimum and tf.maximum: which one keeps the larger of two?",
        ),
        Misconception(
            "total",
            lambda first, second: _columns(np.cumsum(first), np.cumsum(second)),
            "It adds the values up. Asked for is the largest of them.",
            "assign_add adds. Which method sets a variable to a value of your own?",
        ),
        Misconception(
            "first_value",
            lambda first, second: np.broadcast_to(_columns(first[:1], second[:1]), (len(first), 2)),
            "It gives the first value forever: what was computed at the first call was kept, and "
            "later calls do not update it.",
            "The update itself has to be an operation of the graph.",
        ),
    ),
    hints=(
        "A Python variable changes while tracing only. A tf.Variable changes when the graph runs.",
        "Make the tf.Variable in make_running_max, outside the inner function, so that it is made "
        "once.",
        "The inner function assigns tf.maximum of the two, and returns the new value.",
    ),
    accepted=(
        "def make_running_max():\n"
        "    largest = tf.Variable(-np.inf, dtype=tf.float32)\n"
        "    @tf.function\n"
        "    def update(value):\n"
        "        largest.assign(tf.where(value > largest, value, largest))\n"
        "        return largest.read_value()\n"
        "    return update",
        "class RunningMax(tf.Module):\n"
        "    def __init__(self):\n"
        "        super().__init__()\n"
        "        self.largest = None\n"
        "    def __call__(self, value):\n"
        "        if self.largest is None:\n"
        "            self.largest = tf.Variable(tf.float32.min)\n"
        "        self.largest.assign(tf.maximum(self.largest, value))\n"
        "        return self.largest\n"
        "def make_running_max():\n"
        "    return RunningMax()",
        "def make_running_max():\n"
        "    state = {'v': tf.Variable(tf.float32.min)}\n"
        "    def update(value):\n"
        "        state['v'].assign(tf.reduce_max(tf.stack([state['v'], value])))\n"
        "        return tf.identity(state['v'])\n"
        "    return update",
    ),
)

# ---------------------------------------------------------------- Collatz


def _each_start(answer, starts):
    """The steps of every start, from one graph for them all."""
    import numpy as np
    import tensorflow as tf

    compiled = tf.function(answer, input_signature=[tf.TensorSpec([], tf.int64)])
    return np.array([np.asarray(compiled(start)) for start in starts]).astype(np.int64)


def _starts(draw: np.random.Generator) -> Iterator[Case]:
    def case(starts: object, label: str) -> Case:
        return Case({"starts": np.array(starts, np.int64)}, label)

    yield case([6], "8 steps")
    yield case([1], "1, where no step is needed")
    yield case([2, 3, 4, 5, 7], "small numbers")
    yield case([27], "a long way up and down again")
    yield case(draw.integers(8, 900, 4), "numbers at random")


def _path(start: int) -> list[int]:
    """The numbers on the way from `start` to 1, both ends included."""
    path = [int(start)]
    while path[-1] != 1:
        last = path[-1]
        path.append(last // 2 if last % 2 == 0 else 3 * last + 1)
    return path


def _of_each_path(measure):
    return lambda starts: np.array([measure(_path(start)) for start in starts])


collatz_steps = Task(
    name="collatz_steps",
    title="A loop whose length the graph finds out",
    points=3,
    ask=Call(
        "collatz_steps",
        _each_start,
        "called inside a tf.function that is traced once, for any int64 number",
    ),
    cell='''
def collatz_steps(n):
    """How many steps it takes from n to 1: an even number is halved, an odd n becomes 3 n + 1.

    Args:
        n: int64 scalar tensor, at least 1.

    Returns:
        int32 or int64 scalar tensor: the number of steps, 0 for n = 1. One graph has to serve
        every n, so the loop has to be part of the graph.

    Example:
        6, 3, 10, 5, 16, 8, 4, 2, 1: collatz_steps(tf.constant(6, tf.int64)) gives 8.

    Write it with tf.while_loop, or with a Python while that AutoGraph turns into one.
    """

    ### BEGIN SOLUTION
    def step(n, steps):
        return tf.where(n % 2 == 0, n // 2, 3 * n + 1), steps + 1

    _, steps = tf.while_loop(lambda n, steps: n > 1, step, (n, 0))
    return steps
    ### END SOLUTION
''',
    cases=_starts,
    expected=_of_each_path(lambda path: len(path) - 1),
    dtype="int64",
    misconceptions=(
        Misconception(
            "numbers",
            _of_each_path(len),
            "These are one too many: counted are the numbers on the way, both ends included. "
            "Between n numbers lie n - 1 steps.",
            "How many steps does n = 1 need, and what does your count start with?",
        ),
        Misconception(
            "stops_at_two",
            _of_each_path(lambda path: max(len(path) - 2, 0)),
            "The last step, from 2 to 1, is missing.",
            "At which number should the loop end?",
        ),
        Misconception(
            "halvings",
            _of_each_path(lambda path: sum(number % 2 == 0 for number in path)),
            "Counted are only the steps that halve. A step from an odd number counts as well.",
            "Where does the count go up: in one branch, or after both?",
        ),
        Misconception(
            "climbs",
            _of_each_path(lambda path: sum(number % 2 for number in path[:-1])),
            "Counted are only the steps from odd numbers. A step that halves counts as well.",
            "Where does the count go up: in one branch, or after both?",
        ),
        Misconception(
            "only_halved",
            lambda starts: np.array([int(start).bit_length() - 1 for start in starts]),
            "Every number was halved, the odd ones too.",
            "What becomes of an odd number? tf.where and tf.cond choose between two values.",
        ),
        Misconception(
            "never_counted",
            lambda starts: np.zeros(len(starts)),
            "It is always 0: the count does not take part in the loop. Inside a graph, what "
            "changes from turn to turn has to be handed on from turn to turn.",
            "Is the count one of the loop's variables?",
        ),
        Misconception(
            "counted_once",
            lambda starts: np.ones(len(starts)),
            "It is always 1. Either a Python count went up once, while tracing, or the number at "
            "the end was returned in place of the count.",
            "Is the count one of the loop's variables, and is it what you return?",
        ),
        Misconception(
            "peak",
            _of_each_path(max),
            "This is the largest number on the way. Asked for is the number of steps.",
            "Which of the loop's variables counts?",
        ),
    ),
    hints=(
        "While tracing, n has no value, so no Python number of turns can be known.",
        "tf.while_loop(condition, body, variables): body takes the variables and returns their "
        "next values, in the same order.",
        "Two variables: the number and the count. tf.where chooses between n // 2 and 3 * n + 1.",
    ),
    accepted=(
        "def collatz_steps(n):\n"
        "    def body(steps, n):\n"
        "        n = tf.cond(n % 2 == 0, lambda: n // 2, lambda: 3 * n + 1)\n"
        "        return steps + 1, n\n"
        "    return tf.while_loop(lambda steps, n: tf.not_equal(n, 1), body,\n"
        "                         [tf.constant(0, tf.int64), n])[0]",
        "@tf.function(input_signature=[tf.TensorSpec([], tf.int64)], autograph=False)\n"
        "def collatz_steps(n):\n"
        "    odd = lambda n: n % 2\n"
        "    step = lambda n, k: (odd(n) * (3 * n + 1) + (1 - odd(n)) * (n // 2), k + 1)\n"
        "    return tf.while_loop(lambda n, k: n != 1, step, (n, tf.constant(0)))[1]",
    ),
)

# ---------------------------------------------------------------- TensorArray instead of a list


def _of_any_length(answer, values, weight):
    """The answer's values from one graph that serves every length."""
    import tensorflow as tf

    signature = [tf.TensorSpec([None], tf.float32), tf.TensorSpec([], tf.float32)]
    return tf.function(answer, input_signature=signature)(values, tf.constant(weight))


def _series(draw: np.random.Generator) -> Iterator[Case]:
    def case(values: object, weight: float, label: str) -> Case:
        return Case({"values": np.array(values, np.float32), "weight": weight}, label)

    yield case([8, 0, 4, 4], 0.5, "four values")
    yield case([3], 0.25, "a single value")
    yield case([1, 2, 3, 4, 5], 1.0, "a weight of 1")
    yield case(draw.normal(2, 3, 9), round(float(draw.uniform(0.1, 0.4)), 2), "random values")


def _smoothed(values: np.ndarray, weight: float, last: float | None = None) -> np.ndarray:
    last = values[0] if last is None else last
    found = []
    for value in values:
        last = weight * value + (1 - weight) * last
        found.append(last)
    return np.array(found)


smooth = Task(
    name="smooth",
    title="A TensorArray instead of a list",
    points=3,
    ask=Call(
        "smooth",
        _of_any_length,
        "called inside a tf.function whose signature is [None]: the length is not known while "
        "tracing",
    ),
    cell='''
def smooth(values, weight):
    """A smoothed series: each entry lies between the new value and the entry before it.

    Args:
        values: float32 tensor of shape (length,), with length 1 or more.
        weight: float32 scalar tensor above 0, at most 1: how much a new value counts.

    Returns:
        float32 tensor of shape (length,). Its first entry is values[0]; entry t after that is
        weight * values[t] + (1 - weight) * (entry t - 1 of the result).
        One graph has to serve every length.

    Example:
        values [8.0, 0.0, 4.0, 4.0] with weight 0.5 give [8.0, 4.0, 4.0, 4.0].

    Write it with tf.while_loop, or with a Python for over tf.range that AutoGraph turns into one.
    """
    ### BEGIN SOLUTION
    length = tf.shape(values)[0]
    found = tf.TensorArray(tf.float32, size=length)

    def step(t, last, found):
        last = weight * values[t] + (1 - weight) * last
        return t + 1, last, found.write(t, last)

    _, _, found = tf.while_loop(lambda t, *_: t < length, step, (0, values[0], found))
    return found.stack()
    ### END SOLUTION
''',
    cases=_series,
    expected=_smoothed,
    dtype="float32",
    misconceptions=(
        Misconception(
            "weights_swapped",
            lambda values, weight: _smoothed(values, 1 - weight),
            "The two weights changed places: here the entry before counts `weight`.",
            "With a weight of 1, the series should stay as it is.",
        ),
        Misconception(
            "from_zero",
            lambda values, weight: _smoothed(values, weight, last=0.0),
            "It starts from 0, so the first entries are pulled toward 0.",
            "What should the first entry be?",
        ),
        Misconception(
            "no_memory",
            lambda values, weight: (
                weight * values + (1 - weight) * np.append(values[:1], values[:-1])
            ),
            "Each entry mixes a value with the value before it. Asked for is the entry before it, "
            "which holds a little of all that came earlier.",
            "What does one turn of the loop have to hand on to the next?",
        ),
        Misconception(
            "nothing_kept",
            lambda values, weight: np.zeros_like(values),
            "All entries are 0: nothing reached the TensorArray that was stacked. In a loop of a "
            "graph, write changes no array in place; it gives back the array with the new entry.",
            "What becomes of what write gives back?",
        ),
        Misconception(
            "last_only",
            lambda values, weight: _smoothed(values, weight)[-1],
            "This is the last entry alone.",
            "Where does each turn of the loop keep its result?",
        ),
        Misconception(
            "unchanged",
            lambda values, weight: values,
            "The series came back as it went in.",
            "What is written into the TensorArray at each turn?",
        ),
        Misconception(
            "running_mean",
            lambda values, weight: np.cumsum(values) / np.arange(1, len(values) + 1),
            "This is the mean of all values so far, in which all count the same.",
            "The docstring gives one line for entry t. Where does weight stand in it?",
        ),
        Misconception(
            "backward",
            lambda values, weight: _smoothed(values, weight)[::-1],
            "The entries are right, and stand in reverse order.",
            "At which index does each turn write?",
        ),
        Misconception(
            "first_missing",
            lambda values, weight: _smoothed(values, weight)[1:],
            "The first entry is missing, so there is one too few.",
            "Does the loop write an entry for t = 0?",
        ),
        Misconception(
            "first_unwritten",
            lambda values, weight: np.append(np.float32(0), _smoothed(values, weight)[1:]),
            "The first entry is 0: nothing was written at index 0, and TensorArray gives zeros for "
            "what was not written.",
            "Does the loop write an entry for t = 0?",
        ),
        Misconception(
            "as_a_column",
            lambda values, weight: _smoothed(values, weight)[:, np.newaxis],
            "The entries are right, but each stands in a row of its own: (length, 1).",
            "What is the shape of one entry that you write?",
        ),
    ),
    hints=(
        "A Python list grows while tracing, when the number of turns is not known yet.",
        "tf.TensorArray(tf.float32, size=length) has write(index, value) and stack(). Keep what "
        "write gives back: array = array.write(index, value).",
        "Three things go from turn to turn: the index, the last entry, and the TensorArray.",
    ),
    accepted=(
        "def smooth(values, weight):\n"
        "    return tf.scan(lambda last, value: weight * value + (1 - weight) * last, values,\n"
        "                   initializer=values[0])",
        "def smooth(values, weight):\n"
        "    array = tf.TensorArray(tf.float32, 1, dynamic_size=True).write(0, values[0])\n"
        "    def more(t, array):\n"
        "        return t < tf.size(values)\n"
        "    def turn(t, array):\n"
        "        entry = weight * values[t] + (1 - weight) * array.read(t - 1)\n"
        "        return [t + 1, array.write(t, entry)]\n"
        "    array = tf.TensorArray(tf.float32, tf.size(values), clear_after_read=False)\n"
        "    array = array.write(0, values[0])\n"
        "    return tf.while_loop(more, turn, [1, array])[1].stack()",
        "def smooth(values, weight):\n"
        "    t = tf.range(tf.size(values))\n"
        "    age = tf.cast(t[:, None] - t[None, :], tf.float32)\n"
        "    share = tf.where(t[None, :] == 0, 1.0, weight)\n"
        "    rates = tf.where(age >= 0, tf.pow(1 - weight, tf.maximum(age, 0.0)) * share, 0.0)\n"
        "    return tf.linalg.matvec(rates, values)",
    ),
)

# ---------------------------------------------------------------- repair a retracing storm


def _updates_and_traces(answer, values, lengths, rates):
    """The results, then how often Python ran the update."""
    import numpy as np
    import tensorflow as tf

    runs = []

    def update(batch, rate):
        runs.append(1)
        return rate * tf.reduce_sum(batch)

    results = answer(update, tf.split(values, lengths), rates)
    return np.append(np.asarray(results), np.float32(len(runs)))


def _storms(draw: np.random.Generator) -> Iterator[Case]:
    def case(lengths: list[int], rates: list[float], label: str) -> Case:
        values = draw.integers(-9, 10, sum(lengths)).astype(np.float32)
        return Case({"values": values, "lengths": lengths, "rates": rates}, label)

    yield case([2, 3, 4, 3, 2, 4], [0.1, 0.1, 0.1, 0.1, 0.2, 0.2], "batches of three lengths")
    yield case([3], [0.5], "a single batch")
    yield case([1, 1, 1], [0.5, 0.25, 0.5], "batches of one length")
    lengths = [int(n) for n in draw.permutation([2, 2, 2, 3, 3, 5])]
    rates = [float(r) for r in draw.permutation([0.1, 0.1, 0.2, 0.3, 0.4, 0.5])]
    yield case(lengths, rates, "many lengths and rates")


def _updated(count, rate_of=lambda rates: rates):
    def answer(values: np.ndarray, lengths: list[int], rates: list[float]) -> np.ndarray:
        batches = np.split(values, np.cumsum(lengths)[:-1])
        sums = np.array([batch.sum() for batch in batches])
        return np.append(sums * rate_of(np.array(rates)), count(lengths, rates))

    return answer


def _relaxed_for_each_rate(lengths: list[int], rates: list[float]) -> int:
    """What reduce_retracing counts: one trace, and one more once a rate meets a second length."""
    met = {rate: set() for rate in rates}
    for length, rate in zip(lengths, rates, strict=True):
        met[rate].add(length)
    return sum(min(len(seen), 2) for seen in met.values())


retracing_storm = Task(
    name="retracing_storm",
    title="Repair: the function that traces again and again",
    points=2,
    ask=Call(
        "apply_updates",
        _updates_and_traces,
        "values is cut into batches of these lengths. Compared are the results, and last the "
        "number of times Python ran update",
    ),
    cell='''
def apply_updates(update, batches, rates):
    """Run `update` as a graph on every batch, each with its own rate.

    Args:
        update: Python function of a float32 tensor of shape (length,) and a rate, either a Python
            float or a float32 scalar tensor. It gives a float32 scalar tensor.
        batches: list of float32 tensors of shape (length,); their lengths differ.
        rates: list of Python floats, one for each batch.

    Returns:
        float32 tensor of shape (number of batches,): the results in order. Python runs `update`
        once for all of them together. Today it runs for nearly every batch.
    """
    compiled = tf.function(update)
    pairs = zip(batches, rates, strict=True)
    return tf.stack([compiled(batch, rate) for batch, rate in pairs])


# Repair the function above, or write it again below.
### BEGIN SOLUTION
def apply_updates(update, batches, rates):
    """Run `update` as a graph on every batch, each with its own rate, with one trace for all."""
    signature = [tf.TensorSpec([None], tf.float32), tf.TensorSpec([], tf.float32)]
    compiled = tf.function(update, input_signature=signature)
    pairs = zip(batches, rates, strict=True)
    return tf.stack([compiled(batch, tf.constant(rate)) for batch, rate in pairs])


### END SOLUTION
''',
    cases=_storms,
    expected=_updated(lambda lengths, rates: 1),
    given=_updated(lambda lengths, rates: len(set(zip(lengths, rates, strict=True)))),
    dtype="float32",
    misconceptions=(
        Misconception(
            "lengths_left",
            _updated(lambda lengths, rates: len(set(lengths))),
            "The rates cost no traces any more. What is left is one trace for every length.",
            "How does tf.function learn beforehand that the length varies?",
        ),
        Misconception(
            "rates_left",
            _updated(lambda lengths, rates: len(set(rates))),
            "The lengths cost no traces any more. What is left is one trace for every rate: a "
            "Python number is part of the signature by its value.",
            "What is passed by dtype and shape alone, whatever its value?",
        ),
        Misconception(
            "python_every_time",
            _updated(lambda lengths, rates: len(rates)),
            "Python ran the update once for every batch: either there is no tf.function any more, "
            "or a new one is made for each batch.",
            "Make one tf.function before the loop, and call it in the loop.",
        ),
        Misconception(
            "relaxed",
            _updated(lambda lengths, rates: min(len(set(lengths)), 2)),
            "Two traces: reduce_retracing=True starts with the first length it meets, and relaxes "
            "only when a second one comes.",
            "An input signature says before the first call which sizes vary.",
        ),
        Misconception(
            "relaxed_rates_left",
            _updated(_relaxed_for_each_rate),
            "reduce_retracing=True relaxes lengths and leaves the rates: a Python number is part of "
            "the signature by its value, so every rate has traces of its own.",
            "What is passed by dtype and shape alone, whatever its value? And what says beforehand "
            "that the length varies?",
        ),
        Misconception(
            "first_rate",
            _updated(lambda lengths, rates: 1, lambda rates: rates[:1]),
            "One trace, and every batch got the first rate: a Python number becomes a constant of "
            "the graph while tracing.",
            "How can a rate reach the graph at each call?",
        ),
        Misconception(
            "last_rate",
            _updated(lambda lengths, rates: 1, lambda rates: rates[-1:]),
            "One trace, and every batch got the last rate.",
            "Which rate belongs to which batch?",
        ),
        Misconception(
            "run_once_more",
            _updated(lambda lengths, rates: 2),
            "Python ran the update twice, even where there is a single batch: something besides the "
            "one trace calls it.",
            "Call only the graph function.",
        ),
    ),
    hints=(
        "Count what differs from call to call: the lengths of the batches, and the rates.",
        "A Python float is part of the signature by its value; a tensor is not.",
        "Pass the rate as a tensor, and say in input_signature that the length varies.",
    ),
    accepted=(
        "def apply_updates(update, batches, rates):\n"
        "    @tf.function(input_signature=[tf.TensorSpec([None]), tf.TensorSpec([])])\n"
        "    def one(batch, rate):\n"
        "        return update(batch, rate)\n"
        "    return tf.stack([one(b, r) for b, r in zip(batches, rates)])",
        "def apply_updates(update, batches, rates):\n"
        "    one = tf.function(update).get_concrete_function(\n"
        "        tf.TensorSpec([None], tf.float32), tf.TensorSpec([], tf.float32))\n"
        "    found = []\n"
        "    for batch, rate in zip(batches, tf.unstack(tf.constant(rates))):\n"
        "        found.append(one(batch, rate))\n"
        "    return tf.stack(found)",
        "def apply_updates(update, batches, rates):\n"
        "    anything = tf.TensorSpec(None, tf.float32)\n"
        "    one = tf.function(update, (anything, anything), autograph=False)\n"
        "    return tf.concat([[one(b, r)] for b, r in zip(batches, rates)], axis=0)",
    ),
)

# ---------------------------------------------------------------- recall for lesson 03

_RECALL = (
    Question(
        "recall_change_in_place",
        "A number has to change from step to step of a training. What holds it?",
        (
            Option(
                "A tf.constant",
                False,
                "A tensor never changes: an operation on it makes another tensor.",
            ),
            Option(
                "A tf.Variable",
                True,
                "Right: `assign` and `assign_add` change its value in place.",
            ),
            Option(
                "A tf.range",
                False,
                "That makes a tensor of numbers in order, and a tensor never changes.",
            ),
        ),
    ),
    Question(
        "recall_first_run",
        "You time an operation ten times. Why does a fair timing leave out the first run?",
        (
            Option(
                "The first result is less exact",
                False,
                "The result is the same at every run. Only the time differs.",
            ),
            Option(
                "The first run also does work that is done once, and the later ones do not",
                True,
                "Right: it warms up. In this lesson you meet the largest such work: tracing.",
            ),
            Option(
                "The clock needs a start",
                False,
                "A clock runs all the time. A duration is the difference of two readings.",
            ),
        ),
    ),
    Question(
        "recall_two_dtypes",
        "`tf.constant([1, 2]) + tf.constant([0.5, 0.5])`: what comes of it?",
        (
            Option(
                "[1.5, 2.5]",
                False,
                "NumPy would find a common dtype. TensorFlow leaves the choice to you.",
            ),
            Option(
                "An error",
                True,
                "Right: int32 and float32 do not mix. The dtype of a tensor matters here again.",
            ),
            Option(
                "[1, 2]",
                False,
                "The fractions would be cut off only after a cast to whole numbers.",
            ),
        ),
    ),
)

ASSIGNMENT = Assignment(
    "03-eager-and-graph",
    "Eager and graph",
    (
        for_any_batch,
        count_traces,
        timed_comparison,
        huber,
        running_max,
        collatz_steps,
        smooth,
        retracing_storm,
    ),
    recall=_RECALL,
)
