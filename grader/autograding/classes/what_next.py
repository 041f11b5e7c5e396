"""What a teacher does next with an assignment, by where its class stands."""

from __future__ import annotations

from collections.abc import Sequence

from grader.autograding.classes.roll import NOT_LISTED, Entry, Roll
from grader.autograding.recording.feedback_pages import CHANGED, EXCHANGE, MADE, NONE, OLD
from grader.autograding.terms.untrusted_text import printable


def what_next(roll: Roll, with_report: bool = True) -> str:
    """A sentence or two, with the commands to call; what stands between backquotes is one.

    Args:
        roll: The class.
        with_report: Whether the report is named where it can tell something.
    """
    name, here = roll.assignment, roll.submissions
    if strangers := [] if here else roll.of(NOT_LISTED):
        return (
            f"Next: `nbgrader db student add {printable(strangers[0].person.id)}`, or "
            f"`grader autograde {name} --add-students` for all who handed in."
        )
    if not here:
        return (
            f"Next: `nbgrader collect {name}` brings in what was handed in through the exchange, "
            f"`nbgrader zip_collect {name}` what a system's download holds."
        )
    report = f"; `grader report {name}` for what the class found hard." if with_report else "."
    # Known when it has just been marked, and no longer.
    if any(entry.marked and entry.marked.error for entry in here):
        return f"Next: the same command again marks what was not run{report}"
    if unmarked := [entry for entry in here if entry.is_to_be_marked]:
        anew = sum(entry.anew for entry in unmarked)
        counts = ((len(unmarked) - anew, "not marked yet"), (anew, "handed in anew"))
        said = ", ".join(f"{count} {what}" for count, what in counts if count)
        return f"Next: `grader autograde {name}` marks what came in ({said})."
    look = ""
    if any(entry.needs_a_person for entry in here):
        look = "look at what is flagged in Formgrader (Manual Grading); then "
    if any(entry.feedback.state in (NONE, OLD) for entry in here):
        made = f"`nbgrader generate_feedback --force {name}` for the feedback"
        return f"Next: {look}{made}{report}"
    if back := _give_back(name, [e for e in here if e.feedback.state in (MADE, CHANGED)]):
        return f"Next: {look}{back}{report}"
    if look:
        return (
            f"Next: {look}`nbgrader generate_feedback --force {name}` where marks or comments are "
            f"others than before{report}"
        )
    return f"Next: nothing, all feedback is back with its owners{report}"


def _give_back(name: str, entries: Sequence[Entry]) -> str:
    """How feedback that was made goes back."""
    by_exchange = sum(entry.feedback.by == EXCHANGE for entry in entries)
    ways = []
    if by_exchange:
        ways.append(f"`nbgrader release_feedback {name}` gives {by_exchange} their feedback")
    if by_system := len(entries) - by_exchange:
        ways.append(
            f"`grader return {name} --moodle LIST` or `--canvas LIST` gives {by_system} "
            f"{'theirs' if ways else 'their feedback'}"
        )
    return ", ".join(ways)
