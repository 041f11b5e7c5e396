"""What the checks say is frozen the same twice, and a changed word is found."""

import json

from maintenance import frozen_verdicts


def record(**values):
    return json.dumps({"task": "t", "answer": "solution", "seed": "open", **values})


def test_what_differs_is_told_by_task_answer_seed_and_field():
    old = [record(key="values", why="Too small."), record(seed="hidden", key="shape")]
    new = [record(key="values", why="Too large."), record(answer="starter", key="untouched")]
    assert frozen_verdicts.differences(old, new) == [
        "t, solution, hidden: gone",
        "t, solution, open: why: 'Too small.' -> 'Too large.'",
        "t, starter, open: new",
    ]
    assert frozen_verdicts.differences(old, old) == []


def test_a_frozen_file_is_read_as_it_was_written(tmp_path):
    lines = [record(why="Größe\n2")]
    for name in ("v.jsonl", "v.jsonl.z"):
        frozen_verdicts.write(tmp_path / "build" / name, lines)
        assert frozen_verdicts.read(tmp_path / "build" / name) == lines


def test_two_runs_freeze_the_same():
    names = frozenset({"shapes"})
    first = frozen_verdicts.freeze(names)
    assert frozen_verdicts.freeze(names) == first
    records = [json.loads(line) for line in first]
    kinds = {entry["answer"].split()[0] for entry in records}
    assert kinds == {"solution", "starter", "idea", "right", "wrong"}
    assert {entry["seed"] for entry in records} == {"open", "hidden"}
    passed = [entry for entry in records if entry["answer"] == "solution"]
    assert [(entry["key"], entry["fraction"]) for entry in passed] == [("passed", 1.0)] * 2
