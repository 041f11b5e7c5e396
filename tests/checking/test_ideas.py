"""Which wrong idea is named, and when none is: a message that is untrue is worse than none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from grader.judging.judge import judge
from grader.judging.task import Misconception, Task
from grader.judging.verdict import Outcome, Verdict
from grader.probing.evidence import Misfit
from grader.probing.probe import observe
from grader.probing.questions import Arrange, Call, Case, Read

ROOTS = Task(
    name="roots",
    title="Square roots",
    points=1,
    ask=Call("roots"),
    cell="def roots(values):\n    ### BEGIN SOLUTION\n    return values**0.5\n    ### END SOLUTION",
    cases=lambda draw: [
        Case({"values": np.array(values)}, f"{len(values)} values")
        for values in ([4.0, 9.0], [0.0], [1.0], [16.0, 25.0, 0.0])
    ],
    expected=lambda values: np.sqrt(values),
    misconceptions=(
        Misconception("halves", lambda values: values / 2, "Halves.", "Look."),
        Misconception("as_it_was", lambda values: values, "Unchanged.", "Look."),
    ),
    hints=("1", "2", "3"),
    dtype="float64",
)


def verdict_on(answer: Any, task: Task = ROOTS) -> Verdict:
    cases = task.draw_cases(0)
    return judge(task, cases, observe(task.ask, cases, {task.ask.subject: answer}))


def test_an_idea_that_gives_what_is_right_is_not_named() -> None:
    """Two columns of three are right under the idea as well; only the dtype is another."""
    spared = Misconception("spared", lambda values: np.sqrt(values), "Spared.", "Look.")
    found = verdict_on(
        lambda values: np.sqrt(values).astype(np.float32),
        replace(ROOTS, misconceptions=(spared, *ROOTS.misconceptions)),
    )
    assert found.key == "dtype"
    assert found.message.why.startswith("The values are right.")


def test_the_case_spoken_of_is_one_where_the_idea_differs_from_what_is_right() -> None:
    task = replace(ROOTS, cases=lambda draw: list(ROOTS.cases(draw))[1:])
    found = verdict_on(lambda values: (values / 2).astype(np.float32), task)
    assert found.key == "misconception.halves"
    assert "[0.5]" in found.message.came_out


def test_an_answer_that_stops_first_is_told_its_error() -> None:
    def answer(values):
        return [1.0, 2.0][5] if len(values) == 2 else values / 2

    assert verdict_on(answer).key == "raised.IndexError"


def stops_at(*sizes: int, idea: Callable = lambda values: values / 2) -> Callable:
    def answer(values):
        if len(values) in sizes:
            raise RuntimeError("stopped")
        return idea(values)

    return answer


def test_a_single_number_that_agrees_names_no_idea_where_most_cases_stopped() -> None:
    cases = [Case({"values": np.array(values)}) for values in ([1.0], [4.0, 9.0], [1.0, 2.0, 3.0])]
    task = replace(ROOTS, cases=lambda draw: cases, misconceptions=ROOTS.misconceptions[:1])
    assert verdict_on(stops_at(2, 3), task).key == "values"
    assert verdict_on(stops_at(3), task).key == "misconception.halves"


def test_many_numbers_that_agree_name_it_though_others_stopped() -> None:
    """As where a size is written into an answer that is wrong in another way as well."""
    cases = [Case({"values": np.arange(1.0, size)}) for size in (6, 3, 4)]
    task = replace(ROOTS, cases=lambda draw: cases)
    assert verdict_on(stops_at(2, 3), task).key == "misconception.halves"


def test_an_idea_that_stops_where_the_answer_does_goes_before_one_that_does_not() -> None:
    def picky(values):
        if len(values) != 2:
            raise ValueError("only two values")
        return values / 2

    idea = Misconception("picky", picky, "Picky.", "Look.")
    task = replace(ROOTS, misconceptions=(*ROOTS.misconceptions, idea))
    assert verdict_on(stops_at(1, 3), task).key == "misconception.picky"


def test_of_two_ideas_that_only_the_stopped_cases_tell_apart_none_is_named() -> None:
    cases = [Case({"values": np.arange(1.0, size)}) for size in (6, 3, 4)]
    other = Misconception("other", lambda v: v / 2 if len(v) == 5 else v, "Other.", "Look.")
    task = replace(ROOTS, cases=lambda draw: cases, misconceptions=(ROOTS.misconceptions[0], other))
    assert verdict_on(stops_at(2, 3), task).key == "values"
    assert verdict_on(stops_at(3), task).key == "misconception.halves"


def test_numbers_are_called_right_only_where_they_are_in_every_case() -> None:
    """In the first case the order cannot be seen."""
    cases = [Case({"values": np.array(values)}) for values in ([4.0, 4.0], [9.0, 1.0])]
    task = replace(ROOTS, cases=lambda draw: cases, misconceptions=())
    assert "numbers are right" in verdict_on(lambda v: np.sqrt(v)[:, None], task).message.why
    assert "numbers are right" not in verdict_on(lambda v: np.sqrt(v)[::-1, None], task).message.why
    assert "numbers are right" in verdict_on(lambda v: np.sqrt(v).tolist(), task).message.why
    assert "numbers are right" not in verdict_on(lambda v: list(v[::-1] ** 0.5), task).message.why


def test_the_first_wrong_number_is_shown_and_hidden_with_its_case() -> None:
    task = replace(ROOTS, misconceptions=())
    assert "at [1]: 4, and should be 3" in verdict_on(lambda v: v**0.5 + (v == 9), task).message.why
    cases = task.draw_cases(0, hidden=True)
    evidence = observe(task.ask, cases, {"roots": lambda v: v + 1})
    why = judge(task, cases, evidence).message.why
    assert why == "The shape is right; 2 of 2 values differ."


def test_a_number_that_a_drive_put_together_has_a_name() -> None:
    def entry(index, values):
        return ("the first root", "the second root")[index[0]]

    ask = Call("roots", how="called once", entry=entry)
    found = verdict_on(lambda v: v**0.5 + (v == 9), replace(ROOTS, ask=ask, misconceptions=()))
    assert found.message.why == "The second root is 4 and should be 3."


def _is_asked_for_a_dict(answer, values):
    result = answer(values)
    if isinstance(result, dict):
        return result["roots"]
    raise Misfit(result)


def test_what_is_asked_for_is_said_by_its_kind() -> None:
    ask = Call("roots", _is_asked_for_a_dict, wanted="a dict of roots")
    task = replace(ROOTS, ask=ask, misconceptions=())
    assert verdict_on(lambda v: {"roots": v**0.5}, task).outcome is Outcome.PASSED
    why = verdict_on(lambda v: b"none", task).message.why
    assert why == "The result is a bytes object. The task asks for a dict of roots."
    number = replace(
        ROOTS, cases=lambda draw: [Case({"values": np.array([4.0])})], expected=lambda v: 2.0
    )
    assert (
        "a list. The task asks for a single number"
        in verdict_on(lambda v: [*v], number).message.why
    )


def test_none_from_a_drive_is_told_the_idea_that_gives_none() -> None:
    ask = Call("roots", _is_asked_for_a_dict, wanted="a dict of roots")
    idea = Misconception("no_return", lambda values: None, "Nothing.", "Look.")
    assert (
        verdict_on(lambda v: [].append(v), replace(ROOTS, ask=ask, misconceptions=(idea,))).key
        == "misconception.no_return"
    )


@pytest.mark.parametrize(("result", "key"), [(3, "passed"), (np.int64(3), "passed")])
def test_an_int_may_be_of_any_dtype_of_whole_numbers(result: object, key: str) -> None:
    assert verdict_on(lambda values: result, COUNT).key == key


@pytest.mark.parametrize("result", [3.0, np.float32(3), True, np.array(True)])
def test_an_int_is_no_float_and_no_bool(result: object) -> None:
    found = verdict_on(lambda values: result, COUNT)
    assert (found.key, found.fraction) == ("dtype", 0)


COUNT = replace(
    ROOTS,
    dtype="int",
    cases=lambda draw: [Case({"values": np.zeros(3)})],
    expected=len,
    misconceptions=(),
)
REPAIR = replace(
    ROOTS,
    cell="def roots(values):\n    half = values / 2\n    return half",
    given=lambda values: values / 2,
    misconceptions=(),
)


def test_changed_code_that_gives_what_it_gave_is_an_attempt() -> None:
    def roots(values):
        return values / 2

    found = verdict_on(roots, REPAIR)
    assert (found.key, found.outcome, found.fraction) == ("no_change", Outcome.FAILED, 0)
    assert "makes no difference to any result" in found.message.why


def test_code_as_it_was_handed_out_is_none_whatever_its_comments() -> None:
    def roots(values):
        """Another docstring."""
        half = values / 2  # and a comment
        return half

    found = verdict_on(roots, REPAIR)
    assert (found.key, found.outcome) == ("untouched", Outcome.NOT_ATTEMPTED)


def test_an_idea_tells_what_a_change_without_a_difference_was() -> None:
    idea = Misconception("halved", lambda values: values / 2, "Halved.", "Look.")
    found = verdict_on(lambda values: 0.5 * values, replace(REPAIR, misconceptions=(idea,)))
    assert (found.key, found.outcome) == ("misconception.halved", Outcome.FAILED)


ORDER = Task(
    name="order",
    title="Order the lines",
    points=1,
    ask=Arrange(
        "line_order",
        "def total(values):",
        {
            "A": "first, *rest = values",
            "B": "with memoryview(bytes(2)) as view: size = len(view)",
            "C": "return first + size + view.nbytes",
        },
    ),
    cell="",
    cases=lambda draw: [Case({"values": np.array([1.0, 2.0])})],
    expected=lambda values: values[0] + 4,
    misconceptions=(),
    hints=("1", "2", "3"),
)


@pytest.mark.parametrize(("order", "name"), [("B C", "first"), ("A C", "size"), ("C A B", "first")])
def test_a_line_that_unpacks_or_opens_makes_names(order: str, name: str) -> None:
    found = verdict_on(order, ORDER)
    assert found.message.why == f"When that line runs, no line before it has made `{name}`."


def test_lines_without_a_return_are_told_so() -> None:
    assert "without one that returns" in verdict_on("A B", ORDER).message.why


def test_a_function_in_the_place_of_an_order_is_thought_of() -> None:
    cases = ORDER.draw_cases(0)
    found = judge(ORDER, cases, observe(ORDER.ask, cases, {"total": len}))
    assert "the task asks for their letters" in found.message.why


SIZES = Task(
    name="sizes",
    title="Sizes",
    points=1,
    ask=Read("sizes"),
    cell="",
    cases=lambda draw: [Case({"item": item}) for item in ("width", "height")],
    expected={"width": (2, 3), "height": (5,)}.__getitem__,
    misconceptions=(),
    hints=("1", "2", "3"),
    key_is_answer=True,
)


def test_a_misspelled_key_is_named_and_no_answer_is_asked_in_its_place() -> None:
    found = verdict_on({"widht": (2, 3), "height": (5,)}, SIZES)
    assert "The dict has no key `width`. It has `widht`" in found.message.why
    assert found.message.came_out == "the keys 'widht', 'height'"


def test_sizes_in_another_order_are_told_from_other_sizes() -> None:
    assert "another order" in verdict_on({"width": (3, 2), "height": (5,)}, SIZES).message.why
    assert "another order" not in verdict_on({"width": (3, 3), "height": (5,)}, SIZES).message.why


def test_a_tensor_is_not_taken_for_its_shape() -> None:
    found = verdict_on({"width": np.zeros(2), "height": (5,)}, SIZES)
    assert found.key == "kind"
