"""Freeze what the checks say, and compare: `python -m maintenance.frozen_verdicts write|compare FILE`.

Every task, every right and wrong answer there is, two seeds: the key, the fraction and each sentence
of the message, a JSON line each. Before code moves they are written; after it they are compared, so
that "unchanged" is seen and not believed. `compare` ends with 1 where something differs.

The file belongs under build/: it is made when it is needed.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

from grader.authoring.checked import is_trained
from grader.authoring.collected_answers import read_answers
from grader.authoring.course_files import SECRET_SEED, this_course
from grader.authoring.trying import (
    WIDER_IMPORTS,
    CellStopped,
    verdict_on,
    verdict_on_idea,
)
from grader.catalog import assignments, find_task
from grader.course import course
from grader.feedback.checking.checks import verdict_text
from grader.judging.task import Task
from grader.judging.verdict import Verdict

_Key = tuple[str, str, str]  # task, answer, seed


@dataclass(frozen=True)
class Tried:
    """An answer and how its verdict is had.

    Attributes:
        task: The task's name.
        answer: What kind of answer it is, and a digest of it or the idea it stands for.
        verdict: From a seed, and whether its cases are hidden, to the verdict.
    """

    task: str
    answer: str
    verdict: Callable[[int, bool], Verdict]


def answers() -> Iterator[Tried]:
    """Every answer there is to every task, each once."""
    known = set()
    for tried in _answers():
        if (tried.task, tried.answer) not in known:
            known.add((tried.task, tried.answer))
            yield tried


def _answers() -> Iterator[Tried]:
    for task in (task for assignment in assignments() for task in assignment.tasks):
        yield _of_cell(task, "solution", task.solution)
        yield _of_cell(task, "starter", task.starter)
        for idea in task.misconceptions:
            yield Tried(
                task.name,
                f"idea {idea.key}",
                partial(verdict_on_idea, task, idea),
            )
    for answer in read_answers(this_course().answer_files()):
        task = find_task(answer.task)
        kind = "right" if answer.is_right else "wrong"
        yield _of_cell(task, f"{kind} {_digest(answer.cell)}", answer.cell)


def _digest(source: str) -> str:
    return f"{zlib.crc32(source.encode()):08x}"


def _of_cell(task: Task, answer: str, cell: str) -> Tried:
    return Tried(
        task.name,
        answer,
        lambda seed, hidden: verdict_on(task, cell, seed, hidden, WIDER_IMPORTS),
    )


def _record(tried: Tried, seed: str) -> dict[str, Any]:
    import keras

    # What an answer draws at random, the start of a model too, is the same in every run.
    keras.utils.set_random_seed(0)
    found: dict[str, Any] = {"task": tried.task, "answer": tried.answer, "seed": seed}
    try:
        verdict = tried.verdict(course().seed if seed == "open" else SECRET_SEED, seed == "hidden")
    except CellStopped as stopped:
        return found | {"key": "the cell stops", "why": str(stopped)}
    title = verdict_text(find_task(tried.task), verdict).splitlines()[0]
    found |= {"outcome": verdict.outcome, "key": verdict.key, "fraction": verdict.fraction}
    said = {part.name: getattr(verdict.message, part.name) for part in fields(verdict.message)}
    return found | {"title": title} | {name: text for name, text in said.items() if text}


def freeze(names: frozenset[str] = frozenset(), quick: bool = False) -> list[str]:
    """The lines of a frozen file, sorted.

    Args:
        names: The tasks; all of them where none is named.
        quick: Whether tasks are left out whose check trains something.
    """
    lines = []
    for tried in answers():
        if (names and tried.task not in names) or (quick and is_trained(find_task(tried.task))):
            continue
        # As a learner hears it, and as a class is told on hidden cases of another seed.
        for seed in ("open", "hidden"):
            record = _record(tried, seed)
            lines.append(json.dumps(record, ensure_ascii=False, sort_keys=True))
    return sorted(lines)


def write(file: Path, lines: list[str]) -> None:
    """Write the lines; compressed where the file's name ends in .z."""
    content = "".join(line + "\n" for line in lines).encode()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(zlib.compress(content, 9) if file.suffix == ".z" else content)


def read(file: Path) -> list[str]:
    """The lines of a frozen file."""
    content = file.read_bytes()
    return (zlib.decompress(content) if file.suffix == ".z" else content).decode().splitlines()


def differences(old: list[str], new: list[str]) -> list[str]:
    """What differs, a line for each field: task, answer, seed, the field, old and new."""
    before, after = _by_key(old), _by_key(new)
    lines = []
    for key in sorted(before.keys() | after.keys()):
        was, now = before.get(key), after.get(key)
        where = ", ".join(key)
        if was is None or now is None:
            lines.append(f"{where}: {'new' if was is None else 'gone'}")
            continue
        for field in sorted(was.keys() | now.keys()):
            if was.get(field) != now.get(field):
                lines.append(f"{where}: {field}: {was.get(field)!r} -> {now.get(field)!r}")
    return lines


def _by_key(lines: list[str]) -> dict[_Key, dict[str, Any]]:
    records = (json.loads(line) for line in lines)
    return {(record["task"], record["answer"], record["seed"]): record for record in records}


def _task_of(line: str) -> str:
    return json.loads(line)["task"]


def main() -> int:
    """Freeze or compare; returns 1 where something differs."""
    import grader.session.tensorflow_import  # noqa: F401  (it keeps TensorFlow's lines off the screen)

    parser = argparse.ArgumentParser(prog="python -m maintenance.frozen_verdicts")
    parser.add_argument("what", choices=("write", "compare"))
    parser.add_argument("file", type=Path, help="such as build/verdicts.jsonl, or .jsonl.z")
    parser.add_argument("--task", action="append", default=[], help="only this one; repeatable")
    parser.add_argument("--quick", action="store_true", help="without tasks that train something")
    options = parser.parse_args()
    names = frozenset(options.task)
    for name in names:
        find_task(name)
    old = read(options.file) if options.what == "compare" else []
    start = time.perf_counter()
    new = freeze(names, options.quick)
    took = time.perf_counter() - start
    if options.what == "write":
        write(options.file, new)
        print(f"{options.file}: {len(new)} verdicts, {took:.0f} s")
        return 0
    if names or options.quick:
        asked = names or {task for task in map(_task_of, old) if not is_trained(find_task(task))}
        old = [line for line in old if _task_of(line) in asked]
    lines = differences(old, new)
    print("\n".join(lines) if lines else f"{len(new)} verdicts, none differs, {took:.0f} s")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
