"""What the benchmark says of hostile submissions is what two markings of a class say."""

from __future__ import annotations

import ast
import json

import nbformat
import pytest

from maintenance.hostile_bench import (
    HOSTILE,
    KINDS,
    Marking,
    as_json,
    compare,
    hand_in_hostile,
)

ALONE = Marking(10.0, 0.0, {"ada": 20.0, "ben": 3.5})


def test_it_tells_how_much_longer_the_others_took_and_whose_points_changed():
    same = compare("memory", ALONE, Marking(15.0, 31.0, dict(ALONE.points)))
    assert (same.ratio, same.hostile, same.changed) == (1.5, 31.0, ())
    worse = compare("sockets", ALONE, Marking(5.0, 1.0, {"ada": 18.0, "ben": None}))
    assert (worse.ratio, worse.changed) == (0.5, ("ada", "ben"))
    said = json.loads(as_json([same, worse]))
    assert (said["worst_ratio"], said["changed"]) == (1.5, 2)


@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_submission_is_right_work_with_such_cells_on_top(kind, tmp_path, repository):
    name = "01-tensors"
    released = nbformat.read(repository / f"exercises/{name}/{name}.ipynb", as_version=4)
    folder = tmp_path / "submitted/student-0000" / name
    folder.mkdir(parents=True)
    nbformat.write(released, folder / f"{name}.ipynb")
    hand_in_hostile(tmp_path, name, KINDS[kind])
    made = nbformat.read(tmp_path / "submitted" / HOSTILE / name / f"{name}.ipynb", as_version=4)
    assert len(made.cells) == len(released.cells) + len(KINDS[kind])
    for source in KINDS[kind]:
        ast.parse(source)
        assert source in [cell.source for cell in made.cells]
