"""Which lines print, and how often?"""

from __future__ import annotations

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Case, Read

# Four calls, two traces: one for halve=True, one for halve=False.
_PRINTED = {"A": 2, "B": 4, "C": 1, "D": 2, "E": 3, "F": 1, "G": 6, "H": 12}

TASK = Task(
    name="lines_printed",
    points=2,
    ask=Read("printed"),
    cases=lambda draw: (Case({"item": item}, part=item) for item in _PRINTED),
    parts=dict.fromkeys(_PRINTED, 1 / len(_PRINTED)),
    expected=_PRINTED.__getitem__,
    key_is_answer=True,
    example=ExampleForm(
        why_not="This task takes no example: the eight numbers are all there is, and each would be an answer."
    ),
    misconceptions=(
        Misconception(
            "print_at_every_call",
            lambda item: {"A": 4, "D": 3, "G": 12}[item],
            "This would be right for plain Python. `print` is not part of the graph: it writes while "
            "the function is traced, and a call that finds a fitting trace does not trace.",
            "How many traces do the four calls make, and in how many of them is this line reached?",
        ),
        Misconception(
            "one_trace",
            lambda item: {"A": 1, "D": 1, "G": 3}[item],
            "This counts one trace. `halve` is a Python value, and each value it takes has a trace "
            "of its own.",
            "Which values does halve take in the four calls?",
        ),
        Misconception(
            "operation_while_tracing",
            lambda item: {"B": 2, "E": 2, "F": 2, "H": 6}[item],
            "This counts traces. `tf.print` is an operation of the graph: while tracing it writes "
            "nothing, and at every call it runs wherever the graph passes it.",
            "At how many of the four calls does the graph pass this line?",
        ),
        Misconception(
            "both_ways_run",
            lambda item: {"E": 4, "F": 4}[item],
            "Both ways of an `if` on a tensor are traced, so both are in the graph. When the graph "
            "runs, it takes one of them.",
            "Work out x for each of the four calls. When is it above 0?",
        ),
        Misconception(
            "python_if_in_the_graph",
            lambda item: {"C": 2}[item],
            "The line stands under an `if` on a Python value, which is decided while tracing. With "
            "False it is never reached, and with True it is reached once for the trace, not for each call.",
            "In how many traces is halve True?",
        ),
        Misconception(
            "loop_counted_once",
            lambda item: {"G": 2, "H": 4}[item],
            "`range(3)` is Python's own loop, so its body is traced three times in a row, and its "
            "lines count three times.",
            "What does a loop over range leave in the graph?",
        ),
        Misconception(
            "one_way_traced",
            lambda item: {"D": 0}[item],
            "The line stands under an `if` on a tensor, whose value is not known while tracing. So "
            "Python goes through both ways.",
            "In how many traces is the line reached?",
        ),
        Misconception(
            "traced_by_value",
            lambda item: {"A": 3}[item],
            "There are three different pairs of arguments. A tensor counts by dtype and shape and "
            "not by value, so two of the pairs share a trace.",
            "Which of the two arguments can make a new trace here?",
        ),
        Misconception(
            "one_run",
            lambda item: {"B": 1, "E": 1, "H": 3}[item],
            "This is what a single run of the graph writes. A call that makes no new trace still runs the "
            "graph, and so does one with the same arguments as before.",
            "How often does the graph run, and in how many of the runs does it pass this line?",
        ),
    ),
    hints=(
        "Count the traces first. Of a tensor its dtype and shape count, of a Python value the value.",
        "`print` writes once wherever Python comes by while tracing, `tf.print` wherever the graph "
        "comes by when it runs.",
        "An `if` on a tensor is traced both ways and runs one of them. An `if` or a `for` on Python "
        "values is gone once the function is traced.",
    ),
    afterword=(
        "`print` writes whenever Python comes past it, which happens only while tracing, "
        "and `tf.print` writes whenever its place in the graph is run."
    ),
)
