"""A task: what is asked, how an answer is probed, what is right, and which wrong ideas are common.

One definition, four uses: the check in a notebook, the autograder's verdict, the tests, and the
class report.
"""

from __future__ import annotations

import ast
import re
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.syntax import syntax_tree
from grader.probing.questions import Arrange, Call, Case, Customs, Read

STUB = "# YOUR CODE HERE"  # what nbgrader_config.py has nbgrader leave of a solution
_CHECK = re.compile(r"""\s*check\(\s*["'](\w+)["']\s*\)\s*;?\s*""")
_REGION = re.compile(r"^( *)### BEGIN SOLUTION\n(.*?)^ *### END SOLUTION(?:\n|$)", re.M | re.S)


def task_checked_by(source: str) -> str:
    """The task that a check cell names: its whole text is `check("name")`. "" for other cells."""
    check = _CHECK.fullmatch(source)
    return check[1] if check else ""


def leaves_blanks(source: str) -> bool:
    """Whether a cell assigns a `...` to be written over, or lines to be moved. Nobody needs the stub there,
    and below the blanks it would be in the wrong place."""
    return has_dots(source) or has_lines_to_move(source)


def has_dots(source: str) -> bool:
    """Whether a cell assigns a `...` to be written over."""
    return _assigns(source, lambda node: isinstance(node, ast.Constant) and node.value is ...)


def has_lines_to_move(source: str) -> bool:
    """Whether a cell assigns what `order("task")` gives: lines that are moved on the page."""
    return _assigns(
        source,
        lambda node: (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "order"
        ),
    )


def _assigns(source: str, wanted: Callable[[ast.AST], bool]) -> bool:
    """Whether something of a kind is in what a cell assigns at its top level."""
    try:
        statements = syntax_tree(source).body
    except SyntaxError:  # a magic: no task of ours
        return False
    return any(
        wanted(node)
        for statement in statements
        if isinstance(statement, ast.Assign)
        for node in ast.walk(statement.value)
    )


@dataclass(frozen=True)
class Misconception:
    """A common wrong idea, by what it computes.

    Attributes:
        key: Names it in verdicts and reports: `misconception.KEY`.
        answer: What somebody with this idea gets from a case's inputs (NumPy or plain Python).
        why: The likely reason, said to the learner.
        try_next: What to look at or do next; never the answer.
        dtype: The dtype that gives the idea away, where its values alone do not.
        shown_by: Where such results vary, as those of a training do (a task with a `Quality` needs it):
            whether a result, beside what was expected, shows this idea. Both are arrays; `answer` is
            then an example of such a result.
    """

    key: str
    answer: Callable[..., Any]
    why: str
    try_next: str
    dtype: str = ""
    shown_by: Callable[[np.ndarray, np.ndarray], bool] | None = None


@dataclass(frozen=True)
class Tolerance:
    """How far a number may lie from the expected one: `absolute + relative * |expected|`."""

    relative: float = 1e-4
    absolute: float = 1e-5


@dataclass(frozen=True)
class Quality:
    """How good a result must be where no single one is right, as with a trained model.

    What is expected still says which kind, shape and dtype a result has.

    Attributes:
        name: What is measured, in words: `accuracy on digits it has not seen`.
        scores: From the result and what was expected (arrays of one shape) to one score an example;
            their mean is what counts.
        limit: The mean that is good enough. It lies at least four standard errors on the easy side
            of the worst of ten sound answers, and on the hard side of `lazy`; a test measures both.
        lazy: What is reached without learning: inputs (and truth) to a result.
        lazy_name: What `lazy` does, in words: `always the commonest label`.
        less_is_better: Whether the mean must be `limit` at most, as an error, or at least.
        untouched: For a task with `given`: whether a result, beside what was expected, is such as
            the code handed out gives; `given` is then an example.
    """

    name: str
    scores: Callable[[np.ndarray, np.ndarray], np.ndarray]
    limit: float
    lazy: Callable[..., Any]
    lazy_name: str
    less_is_better: bool = False
    untouched: Callable[[np.ndarray, np.ndarray], bool] | None = None

    def measure(self, result: np.ndarray, expected: np.ndarray) -> float:
        """The mean score; NaN where a score is NaN."""
        with np.errstate(all="ignore"):  # a result may hold any number, the largest too
            return float(np.mean(self.scores(result, expected)))

    def is_reached(self, measured: float) -> bool:
        """Whether a mean score is good enough; NaN is not."""
        return measured <= self.limit if self.less_is_better else measured >= self.limit


@dataclass(frozen=True)
class Task:
    """Everything the course knows of one task.

    Attributes:
        name: Its name in `check("name")`, unique in the course; also its grade cell's grade_id.
        points: What it is worth; 0 for practice inside a lesson.
        ask: How an answer is probed.
        cases: Draws the cases from a generator; the edge cases stand in it for every seed.
        expected: The oracle (NumPy, a formula or a static key): inputs to the right result.
        misconceptions: The wrong ideas that are told from one another, likeliest first.
        hints: Three, each saying a little more.
        afterword: A sentence for who has passed: another right way, or a word on the idiom. True
            whatever right answer somebody wrote, so it speaks of the code and never of theirs.
        title: What is asked, in a line; the heading in the assignment's script.
        cell: The source of the answer cell, the solution between nbgrader's markers; that of the
            assignment's script.
        module: The dotted name of the module that defines it.
        facts: What is compared, where `drive` sends raw results (draws, outputs, counts): worked out
            by the judge, which no learner's code reaches, from what came back as NumPy and Python
            values, and the case's inputs. What is expected, and the wrong ideas, give such facts too.
        dtype: The dtype a result must have, `int` for any of whole numbers, Python's int too; empty
            where any will do.
        tolerance: How near a number must be.
        quality: How good a result must be, in place of how near.
        parts: Part of the points to its weight; a part is earned when all its cases are right.
        given: What the code handed out computes, where it runs: to repair or to complete.
        key_is_answer: Whether an expected value, shown, would give the answer away.
        alike: Changes of the solution that give the same function, such as "`<=` -> `<`", so that
            nobody is asked again to look at them.
        example: How it takes an example, or why it takes none.
        customs: What its course has its own way in; told by course.toml.
    """

    name: str
    points: float
    ask: Call | Read | Arrange
    cases: Callable[[np.random.Generator], Iterable[Case]]
    expected: Callable[..., Any]
    misconceptions: tuple[Misconception, ...]
    hints: tuple[str, str, str]
    afterword: str = ""
    title: str = ""
    cell: str = ""
    module: str = ""
    facts: Callable[..., Any] | None = None
    dtype: str = ""
    tolerance: Tolerance = Tolerance()
    quality: Quality | None = None
    parts: Mapping[str, float] = field(default_factory=lambda: {"answer": 1.0})
    given: Callable[..., Any] | None = None
    key_is_answer: bool = False
    alike: tuple[str, ...] = ()
    example: ExampleForm = field(default_factory=ExampleForm)
    customs: Customs = Customs()

    @property
    def answer_id(self) -> str:
        """The grade_id of the cell that holds the answer; that of the check is the task's name."""
        return f"{self.name}-answer"

    @property
    def check_source(self) -> str:
        """The text of the check cell."""
        return f'check("{self.name}")'

    @property
    def solution(self) -> str:
        """The answer cell with the worked solution."""
        return _REGION.sub(lambda region: region[2], self.cell).strip("\n")

    @property
    def worked(self) -> str:
        """What a learner is shown as the worked solution, without the code it replaces."""
        region = _REGION.search(self.cell)
        if region is not None and region[1] == "":  # it replaces the cell
            return region[2].strip("\n")
        return self.solution

    @property
    def starter(self) -> str:
        """The answer cell as handed out."""
        if leaves_blanks(without_answer := _REGION.sub("", self.cell)):
            return without_answer.strip("\n")
        return _REGION.sub(lambda region: f"{region[1]}{STUB}\n", self.cell).strip("\n")

    def draw_cases(self, seed: int, hidden: bool = False) -> tuple[Case, ...]:
        """The cases of a seed; each task draws its own, whatever other tasks draw."""
        draw = np.random.default_rng([seed, zlib.crc32(self.name.encode())])
        return tuple(replace(case, hidden=hidden) for case in self.cases(draw))


@dataclass(frozen=True)
class Option:
    """One choice of a question: its text, whether it is right, and what is said to it."""

    text: str
    right: bool
    response: str


@dataclass(frozen=True)
class Question:
    """A question with choices, asked in a lesson to bring something learned back to mind.

    Attributes:
        name: Its name in `ask("name")`, unique in the course.
        text: The question.
        options: The choices, one of them right; each has its own response.
    """

    name: str
    text: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Reason:
    """What a lesson asks the reason of, once it was shown, and what an expert says in one sentence.

    Attributes:
        name: Its name in `why("name")`, unique in the course.
        question: The question: `Why did 300 become 44?`
        expert: The reason in one sentence, by what the lesson has taught up to there.
    """

    name: str
    question: str
    expert: str


@dataclass(frozen=True)
class HandMarked:
    """An answer that a person reads and marks, in Formgrader's Manual Grading.

    Attributes:
        name: nbgrader's name for its cell.
        title: What its heading says.
        points: What it is worth at most.
    """

    name: str
    title: str
    points: float


@dataclass(frozen=True)
class Assignment:
    """The tasks of one notebook, in order.

    Attributes:
        name: The notebook's name without its ending: `01-tensors`.
        title: What it is about.
        tasks: Its tasks; those worth 0 points are practice inside the lesson.
        recall: Questions the lesson of that name asks about earlier lessons; worth nothing.
        package: The dotted name of the package that holds its script; empty where it has none.
        reasons: What the lesson of that name asks the reason of; worth nothing.
        by_hand: What a person marks of it.
        lesson: The lesson it belongs to, where that is not the one of its name.
    """

    name: str
    title: str
    tasks: tuple[Task, ...]
    recall: tuple[Question, ...] = ()
    package: str = ""
    reasons: tuple[Reason, ...] = ()
    by_hand: tuple[HandMarked, ...] = ()
    lesson: str = ""

    @property
    def exercise(self) -> str:
        """The notebook that learners get, below the course's folder."""
        return f"exercises/{self.name}/{self.name}.ipynb"

    @property
    def checked_points(self) -> float:
        """What its checks give."""
        return sum(task.points for task in self.tasks)

    @property
    def points(self) -> float:
        """What the whole assignment is worth: its checks, and what a person marks."""
        return self.checked_points + sum(answer.points for answer in self.by_hand)
