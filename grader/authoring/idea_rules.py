"""Refuses a wrong idea that cannot be told: from the right answer, from another idea, or at all."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.authoring.checked import CheckedTask
from grader.authoring.notices import Notice
from grader.authoring.trying import verdict_on_idea
from grader.judging.task import Misconception
from grader.judging.verdict import Outcome


def check_ideas(checked: CheckedTask) -> Iterator[Notice]:
    """Each wrong idea fails, on every seed, with its own message."""
    for idea in checked.task.misconceptions:
        if text := _what_is_wrong(checked, idea):
            line = checked.source.line_of_idea(idea.key)
            yield checked.refuse("idea", line, f"misconception `{idea.key}` {text}")


def check_tried(checked: CheckedTask) -> Iterator[Notice]:
    """Each wrong idea is heard by an answer that somebody wrote."""
    heard = {answer.key.removeprefix("misconception.") for answer in checked.answers}
    untried = [idea.key for idea in checked.task.misconceptions if idea.key not in heard]
    if untried:
        whom = _listed(untried) if checked.answers else f"any of the {len(untried)} misconceptions"
        line = checked.source.line_of("misconceptions")
        yield checked.look("untried", line, f"no learner's code was tried for {whom}")


def _what_is_wrong(checked: CheckedTask, idea: Misconception) -> str:
    if raised := _raised_everywhere(checked, idea):
        return f"raises on every case: {raised}"
    for seed in checked.course.seeds:
        verdict = verdict_on_idea(checked.task, idea, seed)
        if verdict.outcome is Outcome.PASSED:
            return "gives what is right: no case tells it apart"
        if verdict.key == f"misconception.{idea.key}":
            continue
        if verdict.key.startswith("misconception."):
            other = verdict.key.removeprefix("misconception.")
            return (
                f"hears the message of `{other}`, line {checked.source.line_of_idea(other)}, which "
                f"gives the same on every case that tells it from what is right"
            )
        return f"hears `{verdict.key}` in place of its own message\n{verdict.message.as_text()}"
    return ""


def _raised_everywhere(checked: CheckedTask, idea: Misconception) -> str:
    """What an idea raises, where it gives nothing for any case."""
    if idea.shown_by is not None:
        return ""
    said = ""
    for seed in checked.course.seeds:
        for case in checked.task.draw_cases(seed):
            try:
                with np.errstate(all="ignore"):  # a wrong idea may divide by zero
                    case.put_to(idea.answer)
            except Exception as error:  # whatever it raises is what its author is told
                said = f"{type(error).__name__}: {error}"
            else:
                return ""
    return said


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
