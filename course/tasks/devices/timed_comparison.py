"""Order the lines of a timed comparison."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Arrange, Case

# A time in which nothing ran is not 0, by which nothing could be divided.
_SPEEDUP = """def speedup(eager_cost, graph_cost, trace_cost):
    seconds, traced = [60.0], []  # a clock need not begin at 0

    def clock():
        seconds[0] += 1e-6  # what it takes to look at a clock
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


TASK = Task(
    name="timed_comparison",
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
    cases=_costs,
    expected=lambda eager, graph, trace: eager / graph,
    example=ExampleForm(
        refuses=lambda *costs: "" if min(costs) > 0 else "In this task every cost is above 0.",
    ),
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
            "Which of the two times is divided by the other, and does each name hold the time of its "
            "own loop?",
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
            "one_start_warmed_up_between",
            lambda eager, graph, trace: 10 * eager / (10 * eager + 11 * graph + trace),
            "The second time was measured from the start of the first, so it holds both loops, and the "
            "warm-up between them with its tracing.",
            "What has to be noted again right before the second loop?",
        ),
        Misconception(
            "clock_as_duration",
            lambda eager, graph, trace: 10 * eager / (60 + 10 * eager + 11 * graph + trace),
            "The clock's reading was taken for a duration: it shows all seconds since the clock "
            "began, the warm-up's too.",
            "A duration is a difference of two readings.",
        ),
        Misconception(
            "clock_as_duration_trace_included",
            lambda eager, graph, trace: 10 * eager / (60 + 10 * eager + 10 * graph + trace),
            "Two things: the clock's reading was taken for a duration, though it shows all seconds since "
            "the clock began, and the tracing was timed.",
            "A duration is a difference of two readings. And what happens at the first call of "
            "run_graph?",
        ),
        Misconception(
            "one_time_twice",
            lambda eager, graph, trace: 1.0,
            "Both durations are the same, so the result is always 1: they were taken from the same "
            "two moments, and hold the same work.",
            "Which loop should lie between the two readings for the eager time, and which one "
            "between those for the graph's?",
        ),
        Misconception(
            "no_return",
            lambda eager, graph, trace: None,
            "The function ends without return, so it gives back None.",
            "The last line has to hand the result back.",
        ),
        Misconception(
            "graph_untimed",
            lambda eager, graph, trace: 10 * eager / 1e-6 + 1,
            "The graph's time is nearly 0: the clock was stopped before its loop ran, or started "
            "after it.",
            "Which lines have to stand around the loop whose time you want?",
        ),
        Misconception(
            "nothing_timed",
            lambda eager, graph, trace: 0.0,
            "One of the two times is nearly 0: nothing ran between its two clock readings.",
            "Read your order aloud: note the start, run the loop, take the difference.",
        ),
    ),
    hints=(
        "A measurement is three lines: note the start, run the loop, take the difference.",
        "The first call of run_graph traces. It should happen while nothing is measured.",
        "Warm up first. Then three lines for the eager loop, three for the graph, and the result.",
    ),
)
