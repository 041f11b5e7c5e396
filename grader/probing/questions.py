"""What is put to an answer: the cases, and how it is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Case:
    """One question put to an answer.

    Attributes:
        inputs: Parameter name to value (NumPy arrays or Python values), in the order they are
            passed. A `Read` task has the one input `item`: the key to read.
        label: What is special about this case, in words: `a single row`.
        part: Which part of the points it belongs to.
        hidden: Whether it was drawn from the secret seed; a verdict never shows its input.
        truth: What the judge alone knows of the inputs, such as the labels of examples to predict.
    """

    inputs: Mapping[str, Any]
    label: str = ""
    part: str = "answer"
    hidden: bool = False
    truth: np.ndarray | None = None

    def put_to(self, oracle: Callable[..., Any]) -> Any:
        """What an oracle or a wrong idea gives: it gets the inputs, then the truth if there is one."""
        known = () if self.truth is None else (self.truth,)
        return oracle(*self.inputs.values(), *known)


@dataclass(frozen=True)
class Customs:
    """What a course has its own way in, the same for all its tasks. Nothing in it is secret.

    Attributes:
        convert: What an answer is passed in place of a NumPy array, by its dotted name, such as
            `tensorflow.constant`; "" for the array itself.
        settings: Global settings that a check asks under, besides those that are known here: the
            module, the name in it, and the value.
        libraries: The packages that its exercises import; None where that is not known.
        errors: What exceptions mean that its learners meet: patterns of the type and of the text, why
            it was likely raised, and what to try.
    """

    convert: str = "tensorflow.constant"
    settings: tuple[tuple[str, str, Any], ...] = ()
    libraries: tuple[str, ...] | None = None
    errors: tuple[tuple[str, str, str, str], ...] = ()

    def knows(self, library: str) -> bool:
        """Whether its learners work with a library."""
        return self.libraries is None or library in self.libraries


@dataclass(frozen=True)
class Call:
    """The answer is a function, called with the inputs of every case.

    Attributes:
        subject: The function's name in the learner's notebook.
        drive: How the answer is put to the question where one plain call is not enough:
            `drive(answer, *inputs)` makes the calls and returns what is judged. It runs beside
            the learner's code and may be sent there by its source, so it holds nothing that
            should stay hidden, imports inside itself, and uses nothing else of its module.
        how: What `drive` does, said to the learner under the input: `called once for each value`.
        wanted: What the answer has to give, by its kind, where `drive` looks further into it and
            raises `evidence.Misfit` for anything else: `a Keras model`.
        entry: What one number of the result is, in words, by its index and the case's inputs:
            `entry((0,), *inputs)` is `the number of parameters`. For results that a drive or the
            task's facts put together.
    """

    subject: str
    drive: Callable[..., Any] | None = None
    how: str = ""
    wanted: str = ""
    entry: Callable[..., str] | None = None


@dataclass(frozen=True)
class Read:
    """The answer is a dict (or, where no case has an `item`, one value) that is read.

    Attributes:
        subject: The variable's name in the learner's notebook.
    """

    subject: str


@dataclass(frozen=True)
class Arrange:
    """The answer is an order of given lines; the function they make is run with every case.

    Attributes:
        subject: The variable that holds the letters, such as `"B A C"` or `["B", "A", "C"]`.
        signature: The function's first line, such as `def flatten(images):`.
        lines: Letter to line of code, some of which may not belong.
    """

    subject: str
    signature: str
    lines: Mapping[str, str]

    @property
    def name(self) -> str:
        """What the function is called."""
        return self.signature.removeprefix("def ").partition("(")[0].strip()
