"""A drive puts an answer to a question that one plain call cannot ask."""

import numpy as np
import pytest

from grader.judging.judge import judge
from grader.judging.task import Misconception, Task
from grader.judging.verdict import Outcome
from grader.probing.crossing import answer_question, write_question
from grader.probing.evidence import (
    Evidence,
    Observation,
    Raised,
    pack_evidence,
    unpack_evidence,
)
from grader.probing.probe import observe
from grader.probing.questions import Call, Case


def in_turn(answer, values):
    """Make one counter and hand it every value; what it says after each."""
    counter = answer()
    return [float(counter(value)) for value in values]


@pytest.fixture
def running_total() -> Task:
    values = np.array([3.0, 4.0, -1.0])
    return Task(
        name="running_total",
        title="A total that remembers",
        points=1,
        ask=Call("running_total", in_turn, "the counter is called with each value in turn"),
        cell="",
        cases=lambda draw: [Case({"values": values})],
        expected=lambda values: list(np.cumsum(values)),
        misconceptions=(Misconception("forgets", lambda values: list(values), "No.", "Look."),),
        hints=("1", "2", "3"),
    )


def verdict(task: Task, answer):
    cases = task.draw_cases(0)
    return judge(task, cases, observe(task.ask, cases, {"running_total": answer}))


def test_an_answer_is_judged_by_what_its_drive_returns(running_total):
    def remembers():
        total = 0

        def add(value):
            nonlocal total
            total += value
            return total

        return add

    assert verdict(running_total, remembers).outcome is Outcome.PASSED


def test_a_wrong_answer_hears_its_misconception_and_how_it_was_called(running_total):
    found = verdict(running_total, lambda: lambda value: value)
    assert found.key == "misconception.forgets"
    assert "called with each value in turn" in found.message.how


def test_what_is_raised_while_it_is_driven_is_evidence(running_total):
    found = verdict(running_total, lambda: lambda value: 1 / 0)
    assert found.key == "raised.ZeroDivisionError"
    assert "in the line: found = verdict(" in found.message.came_out


def test_an_answer_that_makes_nothing_to_drive_is_told_so(running_total):
    def forgets_to_return():
        total = 0
        total += 1

    found = verdict(running_total, forgets_to_return)
    assert (found.key, found.outcome) == ("unusable", Outcome.FAILED)
    assert "ran to its end, and what it gave could not be used" in found.message.why
    assert not found.message.came_out


def rows_of_both(answer, values):
    """What two calls give, one under the other."""
    import numpy as np

    return np.stack([answer(values), answer(values)])


def _raised(answer, drive=rows_of_both):
    seen = observe(Call("it", drive), [Case({"values": np.ones(3)})], {"it": answer})
    return seen.observations[0].raised


def test_what_the_drive_does_with_a_result_is_no_error_of_the_answers():
    turns = iter([[1, 2], [1, 2, 3]])
    raised = _raised(lambda values: next(turns))
    assert (raised.by, raised.type, raised.line) == ("check", "ValueError", "")


def test_an_error_that_came_through_a_line_of_the_learners_is_theirs():
    raised = _raised(lambda values: np.reshape(values, 7))
    assert (raised.by, raised.line) == (
        "answer",
        "raised = _raised(lambda values: np.reshape(values, 7))",
    )


def test_an_error_that_came_by_another_one_of_the_learners_is_theirs():
    def drive(answer, values):
        try:
            return answer(values)
        except ZeroDivisionError as error:
            raise RuntimeError("one of many") from error

    assert _raised(lambda values: 1 / 0, drive).by == "answer"


@pytest.mark.parametrize("answer", [lambda: 1, lambda one, other: 1, lambda *, values: 1])
def test_an_answer_with_other_parameters_is_the_learners(answer):
    assert _raised(answer).by == "answer"


def test_a_line_in_another_cell_than_the_answers_is_named():
    import linecache

    space = {}
    for cell, source in enumerate(
        ["def half(x):\n    return x / 0", "def it(x):\n    return half(3)"]
    ):
        file = f"/tmp/ipykernel_1/{cell}.py"
        linecache.cache[file] = (len(source), None, source.splitlines(True), file)
        exec(compile(source, file, "exec"), space)
    assert _raised(space["it"]).line == "return x / 0"


def test_a_drive_sent_by_its_source_is_known_as_the_checks():
    question = write_question(Call("it", rows_of_both), [Case({"values": np.ones(3)})])
    turns = iter([[1, 2], [1, 2, 3]])
    seen = answer_question(question, {"it": lambda values: next(turns)})
    assert seen.observations[0].raised.by == "check"


@pytest.mark.parametrize("by", ["answer", "check"])
def test_whose_an_error_is_crosses_with_it(by):
    raised = Raised("ValueError", "text", "line", by)
    evidence = Evidence("observed", observations=(Observation(None, raised),))
    assert unpack_evidence(pack_evidence(evidence)) == evidence
    packed = pack_evidence(evidence)
    packed["observations"][0]["raised"] = {**vars(raised), "by": "nobody"}
    with pytest.raises(ValueError, match="unknown"):
        unpack_evidence(packed)


def test_an_error_inside_a_graph_is_the_learners_where_its_text_names_their_line(tmp_path):
    import tensorflow as tf

    def drive(answer, values):
        import tensorflow as tf

        return tf.function(answer)(tf.constant(values))

    path = tmp_path / "answer.py"
    path.write_text("def it(values):\n    return values.nothing\n")
    space = {"tf": tf}
    exec(compile(path.read_text(), str(path), "exec"), space)
    raised = _raised(space["it"], drive)
    assert (raised.by, raised.line) == ("answer", "return values.nothing")
