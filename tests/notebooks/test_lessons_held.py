"""What every lesson keeps to: minutes, links, width of lines, evidence, and names before their use."""

import re
from functools import cache
from itertools import pairwise

import pytest

from grader.judging.task import Assignment
from maintenance import notebooks, often_said
from maintenance.links import links
from tensorflow_workbook.tasks import ASSIGNMENTS
from tests.notebooks.introduced import names_in, short_names, with_parts
from tests.surroundings import ROOT

LESSONS = sorted(ROOT.glob("notebooks/*.ipynb"))
EXERCISES = sorted(ROOT.glob("exercises/*/*.ipynb"))
GRADED = [assignment for assignment in ASSIGNMENTS if assignment.points]
MOST_MINUTES = 75
# These hold more, and say so in their first lines.
LONGER = {
    "08-custom-training-loops": 87,
    "09-data-pipelines": 80,
    "10-deep-networks": 84,
    "11-images": 80,
    "12-sequences": 79,
    "13-debugging": 77,
    "14-tracking-and-shipping": 90,
}
WIDTH = 82  # characters of a line of code that a column of a page has room for
MANUALS = ("https://www.tensorflow.org/", "https://keras.io/")


@cache
def cells(path):
    return notebooks.read(path).cells


def named(path):
    return path.stem


def prose(path):
    return [cell for cell in cells(path) if cell.cell_type == "markdown"]


@pytest.mark.parametrize("path", LESSONS, ids=named)
def test_a_lesson_takes_as_long_as_its_headings_say_together(path):
    said = [
        int(found)
        for cell in prose(path)
        for found in re.findall(r"(?m)^About (\d+) minutes", cell.source)
    ]
    assert len(said) == 1, f"{path.stem}: one line should begin like `About 60 minutes`"
    parts = [
        (int(minutes), f"{path.stem}, {cell.id}: {heading}")
        for cell in prose(path)
        for heading, minutes in re.findall(r"(?m)^(#+ .*\((\d+) min\))", cell.source)
    ]
    listed = "\n".join(where for _, where in parts)
    together = sum(minutes for minutes, _ in parts)
    assert said == [together], (
        f"{path.stem} says {said[0]} minutes, its headings {together}:\n{listed}"
    )
    most = LONGER.get(path.stem, MOST_MINUTES)
    assert together <= most, f"{path.stem}: {together} minutes:\n{listed}"


@pytest.mark.parametrize("path", LESSONS, ids=named)
def test_a_lesson_asks_at_least_twice_why_right_after_what_was_revealed(path):
    code = [cell for cell in cells(path) if cell.cell_type == "code"]
    asked = [(above, cell) for above, cell in pairwise(code) if cell.source.startswith("why(")]
    assert len(asked) >= 2, f"{path.stem} has {len(asked)} cells `why(...)`; two are the least"
    assert not any("why(" in cell.source for cell in code if not cell.source.startswith("why("))
    assert any(".reveal(" in above.source for above, _ in asked)


@pytest.mark.parametrize("path", LESSONS, ids=named)
def test_the_readme_calls_a_lesson_by_its_number_and_its_title(path):
    [title] = [title for cell in prose(path) for title in re.findall(r"(?m)^# (.+)$", cell.source)]
    row = f"| [{path.stem[:2]} {title}](notebooks/{path.name}) | "
    assert row in (ROOT / "README.md").read_text(encoding="utf-8"), f"README should have: {row}"


@pytest.mark.parametrize("path", LESSONS, ids=named)
def test_a_lesson_ends_with_links_to_its_exercise_and_to_the_next_lesson(path):
    last = prose(path)[-1]
    wanted = [f"../exercises/{path.stem}/{path.stem}.ipynb"]
    wanted = [target for target in wanted if (path.parent / target).exists()]
    wanted += [later.name for earlier, later in pairwise(LESSONS) if earlier == path]
    missing = [target for target in wanted if f"]({target})" not in last.source]
    assert missing == [], f"{path.stem}, {last.id}: its last text leads neither to {missing}"


@pytest.mark.parametrize("path", LESSONS, ids=named)
def test_a_lesson_links_to_a_page_of_tensorflow_or_keras(path):
    name = path.relative_to(ROOT).as_posix()
    out = [link.address for link in links(ROOT) if link.place.startswith(name)]
    assert any(address.startswith(MANUALS) for address in out), f"{path.stem} links to neither"


@pytest.mark.parametrize(
    "path", [*LESSONS, *EXERCISES], ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_lines_of_code_fit_the_column(path):
    wide = [
        f"{path.stem}, {cell.id}, {len(line)} characters: {line}"
        for cell in cells(path)
        if cell.cell_type == "code" and "setup" not in cell.metadata.get("tags", ())
        for line in cell.source.splitlines()
        if len(line) > WIDTH
    ]
    assert wide == [], "\n".join(wide)


@pytest.mark.parametrize("path", LESSONS, ids=named)
def test_what_is_often_said_is_answered_and_shown_by_a_cell_that_would_fail(path):
    boxes = list(often_said.boxes_of(path))
    written = sum(cell.source.count(often_said.SAID) for cell in prose(path))
    assert len(boxes) == written, f"{path.stem}: a box is a quote, each line of which begins with >"
    silent = [f"{path.stem}, {box.cell}: {box.said}" for box in boxes if not box.happens]
    assert silent == [], f"without {often_said.HAPPENS}:\n" + "\n".join(silent)
    unshown = [f"{path.stem}, {box.cell}: {box.said}" for box in boxes if not box.shown_by]
    words = "in whose section no cell asserts or reveals:"
    assert unshown == [], f"{words}\n" + "\n".join(unshown)


@pytest.mark.parametrize(
    "path", [*LESSONS, *EXERCISES], ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_nobody_is_told_of_an_article_that_nobody_has_read(path):
    said = re.compile(r"\b(?:the|The) article\b")
    found = [f"{path.stem}, {cell.id}" for cell in cells(path) if said.search(cell.source)]
    assert found == []


@cache
def introduced(path):
    """The names that a lesson shows, in its code or its prose."""
    short = {}
    for cell in cells(path):
        short |= short_names(cell.source) if cell.cell_type == "code" else {}
    used = (name for cell in cells(path) for name in names_in(cell.source, short))
    return frozenset(part for name in used for part in with_parts(name))


@cache
def called_by_their_last_name(path):
    """What the prose of a lesson calls without what it is in: `load_model`, `Adam`."""
    spans = (name for cell in prose(path) for name in re.findall(r"`(\w+)[`(]", cell.source))
    return frozenset(spans)


def used_in(assignment: Assignment):
    """What the tasks of an exercise use: the task, where in it, and the name."""
    for task in assignment.tasks:
        parts = [("its starter", task.starter)]
        parts += [(f"hint {number}", hint) for number, hint in enumerate(task.hints, start=1)]
        parts += [("its solution", task.cell)]
        short = short_names(task.cell)
        for where, text in parts:
            for name in names_in(text, short):
                yield task.name, where, name


@pytest.mark.parametrize("assignment", GRADED, ids=lambda assignment: assignment.name)
def test_a_task_uses_no_name_before_a_lesson_showed_it(assignment):
    read = [path for path in LESSONS if path.stem <= assignment.name]
    known = {name for path in read for name in introduced(path)}
    last_names = {name for path in read for name in called_by_their_last_name(path)}
    new: dict[tuple[str, str], str] = {}
    for task, where, name in used_in(assignment):
        if name not in known and name.rpartition(".")[2] not in last_names:
            new.setdefault((task, name), f"{assignment.name}, {task}, {where}: {name}")
    assert list(new.values()) == [], "\n".join(new.values())


def test_names_are_found_in_code_and_prose_and_written_out():
    short = short_names("from keras import layers\nfrom tensorflow import Variable as V")
    assert short == {"layers": "keras.layers", "V": "tf.Variable"}
    plans = short_names(
        "plans = keras.optimizers.schedules\nrate = plans.rate\nx.y = tf.abs\nwide = tf.abs(x).shape"
    )
    assert plans == {"plans": "keras.optimizers.schedules"}
    assert "keras.optimizers.schedules.CosineDecay" in set(names_in("plans.CosineDecay(1)", plans))
    text = "`tf.reduce_sum(x)`, a.tf.no, keras.ops.exp, layers.Dense(3), V(1), x.numpy()"
    assert set(names_in(text, short)) >= {"tf.reduce_sum", "keras.ops.exp", "keras.layers.Dense"}
    assert "tf.Variable" in set(names_in(text, short))
    assert not any("no" in name.split(".") for name in names_in(text, short))
    assert list(with_parts("tf.random.Generator")) == ["tf.random", "tf.random.Generator"]
