"""How one input of a learner's, with what should come out of it, is put to a task."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


def as_it_is(answer: Callable[..., Any], *inputs: Any) -> Any:
    """What an answer gives for the inputs as they were passed: the `put` of a plain function."""
    return answer(*inputs)


@dataclass(frozen=True)
class ExampleForm:
    """How a task takes examples. Without one, a function that is called with the inputs of its cases
    takes them by the names of these; what else there is takes none.

    Attributes:
        inputs: What is passed, by the names of the docstring and in order; empty for the inputs of the
            task's cases.
        result: What comes last, as the call's form shows it: `result`, `parameters`, or several, as in
            `(train, test)`.
        put: `put(answer, *inputs)` is what an example of these inputs should say, where `answer` is the
            oracle or a wrong idea and takes a case's inputs. A tuple where there are several results.
        of_case: What examples a case makes: from its inputs to the inputs of examples. They tell the
            kinds, ranks and dtypes of what may be passed, and which wrong ideas an example can tell
            apart at all. Left out where the inputs are those of cases.
        read: For inputs that are more than numbers and text, by name: from what was passed to what
            `put` is given. Whatever it raises says that it is none.
        refuses: Of inputs that are of the right kinds, what the docstring does not allow about them, in
            a sentence; "" for those it allows.
        replays: Whether `put` plays the calls before this one as well. A wrong idea is wrong in those
            already, so what it gives is not that of this call alone, and no review can ask for it.
        why_not: Why no example can be taken, in a sentence; all else is left out then.
    """

    inputs: tuple[str, ...] = ()
    result: str = "result"
    put: Callable[..., Any] | None = None
    of_case: Callable[..., Iterable[tuple[Any, ...]]] | None = None
    read: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    refuses: Callable[..., str] | None = None
    replays: bool = False
    why_not: str = ""

    @property
    def results(self) -> int:
        """How many results an example says."""
        return self.result.count(",") + 1
