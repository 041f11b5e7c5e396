"""`progress()`: the map of the course, and how a learner keeps it where files do not last."""

from __future__ import annotations

import html
import os
from collections.abc import Sequence
from datetime import date
from typing import Any

from explorables.page import palette
from grader.catalog import UnknownTaskError, assignments, find_task
from grader.colab import MOUNT
from grader.feedback.course_map.next_step import (
    NextStep,
    has_begun,
    is_attempted,
    is_passed,
    next_step,
)
from grader.feedback.page.note import (
    GOOD,
    OPEN,
    PARTLY,
    PLAIN,
    WRONG,
    Note,
    block,
    panel,
    paragraph,
)
from grader.feedback.page.own_cell import write_into_cell
from grader.feedback.record import progress_record
from grader.feedback.record.kept_answers import any_answer
from grader.feedback.record.progress_code import (
    CodeError,
    read_code,
    read_code_dates,
    write_code,
)
from grader.feedback.reviewing.review_page import CALL, due_in_words
from grader.judging.task import Assignment, HandMarked, Task


def progress(code: str = "", *, keep: bool = False) -> Note:
    """The map of the course: what comes next, and how far you are with every lesson and task.

    Args:
        code: A record that an earlier map showed. It is joined with what is known here: of every
            task the best counts, and nothing is lost.
        keep: Whether to keep the record in this notebook: the cell then holds it, and running the
            cell in a new runtime brings it back. Call it in a cell of its own, and save.
    """
    said, readable = _bring_back(code) if code else ("", True)
    tasks, trouble = progress_record.load()
    every = assignments()
    step = next_step(every, tasks)
    rows = _next_line(step) + "".join(_row(assignment, tasks, step) for assignment in every)
    lines = [f"Next: {step.words}" + (f", in {step.path}" if step.path else "")]
    lines += [_in_words(assignment, tasks) for assignment in every]
    notes: list[tuple[str, str]] = [(said, ""), (trouble, ""), _to_review()]
    if keep and readable:
        notes += _kept_here(tasks)
    elif progress_record.ends_with_the_runtime():
        notes += _ways_to_keep(tasks)
    else:
        notes.append((f"Kept in {progress_record.progress_file()}.", ""))
    shown = [(sentence, line) for sentence, line in notes if sentence]
    body = rows + "".join(
        paragraph(sentence, muted=True) + (_line(line) if line else "") for sentence, line in shown
    )
    words = [part for note in shown for part in note if part]
    return Note(
        panel(PLAIN, "Your progress", _total(every, tasks), body), "\n".join([*lines, *words])
    )


def _to_review() -> tuple[str, str]:
    """What to say of a review that is due, with the code that begins it."""
    due = due_in_words(date.today())
    return (f"To review today: {due}. Run this in a cell of its own:", CALL) if due else ("", "")


def _bring_back(code: str) -> tuple[str, bool]:
    """Join the record in `code` with the one here: what to say, and whether it could be read."""
    try:
        earlier, dates = read_code(code), read_code_dates(code)
    except CodeError as error:
        return f"Nothing was brought back. {error}", False
    if "NBGRADER_EXECUTION" in os.environ:  # whoever marks a notebook keeps their own record
        return "", True
    trouble = progress_record.bring_back(earlier, dates)
    unknown = [name for name in earlier if not _is_known(name)]
    said = f"Brought back: {len(earlier)} task{'s' if len(earlier) != 1 else ''}."
    if unknown:
        said += f" Not in this version of the course, and kept: {', '.join(unknown)}."
    return f"{said} {trouble}".strip(), True


def _is_known(name: str) -> bool:
    try:
        find_task(name)
    except UnknownTaskError:
        return False
    return True


def _call(tasks: dict[str, Any]) -> str:
    dates, _ = progress_record.review_dates()
    return f'progress("{write_code(tasks, dates)}", keep=True)'


def _kept_here(tasks: dict[str, Any]) -> list[tuple[str, str]]:
    """Write the record into the cell that runs; what to say of it, each with a line of code."""
    if not tasks:
        return [("There is nothing to keep yet: no task was checked with an answer in it.", "")]
    call = _call(tasks)
    if write_into_cell("progress", call):
        return [
            (
                "This cell now holds your progress; save the notebook. Run in a new runtime, it "
                "brings your progress back; run later, it holds what is new. If it does not read "
                "like this, put this line there:",
                call,
            ),
            *_answers_stay(),
        ]
    words = "To keep your progress in this notebook, put this line into a cell of its own:"
    return [(words, call), *_answers_stay()]


def _answers_stay() -> list[tuple[str, str]]:
    """What to say of the answers to questions, which no line of text holds."""
    if not any_answer():
        return []
    stay = (
        "end with this runtime"
        if progress_record.ends_with_the_runtime()
        else "stay on this machine"
    )
    return [
        (
            f"It holds the results of tasks and the dates of reviews. What you answered to the lessons' questions will {stay}.",
            "",
        )
    ]


def _ways_to_keep(tasks: dict[str, Any]) -> list[tuple[str, str]]:
    """What to do in Colab, where a file lasts as long as the runtime."""
    file = progress_record.progress_file()
    ways = [
        (
            f"Kept in {file} until this runtime ends. To keep it in your Google Drive, for all "
            "notebooks, run this once in every new runtime:",
            MOUNT,
        )
    ]
    if tasks:
        ways.append(
            (
                "To keep it in this notebook, run `progress(keep=True)` in a cell of its own and "
                "save the notebook. This line brings back what you have now:",
                _call(tasks),
            )
        )
        ways += _answers_stay()
    return ways


def _line(code: str) -> str:
    return f'<div style="margin-top:6px">{block(code)}</div>'


def _state(task: Task, tasks: dict[str, Any]) -> tuple[Any, str]:
    if not is_attempted(task, tasks):
        return OPEN, "not attempted"
    entry = tasks[task.name]
    if entry["best"] == 1:
        return GOOD, "passed"
    return (PARTLY, "partly right") if entry["best"] else (WRONG, "not right yet")


def _help(task: Task, tasks: dict[str, Any]) -> str:
    """What was opened of the task's help, such as " (2 hints)"; "" where nothing was."""
    entry = tasks.get(task.name, {})
    hints = entry.get("hints", 0)
    opened = [f"{hints} hint{'s' if hints > 1 else ''}"] if hints else []
    opened += ["solution"] if entry.get("solution") else []
    return f" ({', '.join(opened)})" if opened else ""


def _score(assignment: Assignment, tasks: dict[str, Any]) -> str:
    if not assignment.points:
        return "practice"
    if not has_begun(assignment, tasks):
        return f"{assignment.checked_points:g} points"
    return f"{_earned(assignment, tasks):.4g} of {assignment.checked_points:g} points"


def _earned(assignment: Assignment, tasks: dict[str, Any]) -> float:
    return sum(task.points * tasks.get(task.name, {"best": 0})["best"] for task in assignment.tasks)


def _total(every: Sequence[Assignment], tasks: dict[str, Any]) -> str:
    earned = sum(_earned(assignment, tasks) for assignment in every)
    return f"{earned:.4g} of {sum(assignment.checked_points for assignment in every):g} points"


def _in_words(assignment: Assignment, tasks: dict[str, Any]) -> str:
    """One assignment as plain text: each task, once it has begun."""
    if not has_begun(assignment, tasks):
        return f"{assignment.name} ({_score(assignment, tasks)}): not begun"
    states = ", ".join(
        [
            *(
                f"{task.name} {_state(task, tasks)[1]}{_help(task, tasks)}"
                for task in assignment.tasks
            ),
            *(f"{answer.title}: {_by_a_person(answer)}" for answer in assignment.by_hand),
        ]
    )
    return f"{assignment.name} ({_score(assignment, tasks)}): {states}"


def _next_line(step: NextStep) -> str:
    words = html.escape(step.words)
    if address := step.address:
        style = f"color:{palette.INK};text-decoration:underline"
        words = f'<a href="{html.escape(address)}" style="{style}">{words}</a>'
    return f'<p style="margin:6px 0 8px"><strong>Next:</strong> {words}</p>'


def _row(assignment: Assignment, tasks: dict[str, Any], step: NextStep) -> str:
    """One assignment as a line: what it is called, a bar, its points. Opened, it lists its tasks."""
    whole = assignment.checked_points or len(assignment.tasks)
    done = sum(is_passed(task, tasks) for task in assignment.tasks)
    share = (_earned(assignment, tasks) if assignment.checked_points else done) / whole
    number = assignment.name.partition("-")[0]
    line = (
        f'<span style="flex:1 1 150px;min-width:0">{html.escape(f"{number} {assignment.title}")}</span>'
        f"{_bar(share)}"
        f'<span style="flex:0 0 116px;color:{palette.MUTED}">{_score(assignment, tasks)}</span>'
    )
    flex = "display:inline-flex;gap:10px;align-items:center;width:calc(100% - 22px)"
    items = "".join(
        [
            *(_item(task, tasks) for task in assignment.tasks),
            *(_item_by_hand(answer) for answer in assignment.by_hand),
        ]
    )
    # The one that is being worked on shows its tasks.
    is_open = " open" if has_begun(assignment, tasks) and assignment.name in step.path else ""
    return (
        f'<details style="margin:2px 0"{is_open}>'
        f'<summary style="cursor:pointer"><span style="{flex}">{line}</span></summary>'
        f'<ul style="list-style:none;margin:2px 0 6px;padding:0 0 0 18px">{items}</ul></details>'
    )


def _by_a_person(answer: HandMarked) -> str:
    return f"read by a person, {answer.points:g} point{'' if answer.points == 1 else 's'}"


def _item_by_hand(answer: HandMarked) -> str:
    return _listed(answer.name, answer.title, OPEN, _by_a_person(answer))


def _bar(share: float) -> str:
    """A bar that is full to that share; its number stands beside it in words."""
    frame = (
        "display:inline-block;flex:0 0 110px;height:9px;box-sizing:border-box;border-radius:5px;"
        f"overflow:hidden;border:1px solid {palette.EDGE}"
    )
    full = f"display:block;height:100%;width:{100 * share:.0f}%;background:{GOOD.color}"
    return f'<span aria-hidden="true" style="{frame}"><span style="{full}"></span></span>'


def _item(task: Task, tasks: dict[str, Any]) -> str:
    tone, words = _state(task, tasks)
    return _listed(task.name, task.title, tone, f"{words}{_help(task, tasks)}")


def _listed(name: str, title: str, tone: Any, words: str) -> str:
    """A part of an assignment as an entry of its list: its mark, its title, and where it stands."""
    mark = f'<span aria-hidden="true" style="color:{tone.color}">{tone.mark}</span>'
    return (
        f'<li title="{html.escape(name)}">{mark} {html.escape(title)}'
        f'<span style="color:{palette.MUTED}"> {words}</span></li>'
    )
