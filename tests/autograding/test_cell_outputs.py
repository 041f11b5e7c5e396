"""What is kept of a cell's outputs, whoever wrote the messages that they come in."""

from __future__ import annotations

import random
import time

import nbformat
import pytest
from nbgrader.utils import determine_grade

from grader.autograding.running.cell_outputs import (
    MOST_COLORS,
    MOST_PICTURES,
    MOST_TEXT,
    Page,
    Room,
)
from grader.autograding.showing.cleaning import clean
from tests.autograding.conftest import UPSTREAM

PREPROCESSORS = UPSTREAM / "tests/preprocessors/files"

CONTENTS = [
    {},
    {"name": "stdout", "text": 5},
    {"name": ["stderr"], "text": ["a", 3, None]},
    {"text": "\ud800"},
    {"data": [1, 2]},
    {"data": {"text/plain": {"a": 1}, "text/html": 5, "image/png": [1], "image/svg+xml": {}}},
    {"data": {"text/plain": ["2", ".0"], "text/html": ["<b>", 5]}, "execution_count": "x"},
    {"data": {"text/html": "\udfff<script>", "image/png": "\ud800", "\ud800": "x", "a/b": {}}},
    {"data": {"application/json": {"a": float("nan")}}, "metadata": 5, "transient": [1]},
    {"data": {"text/plain": "x"}, "transient": {"display_id": {"a": 1}}, "execution_count": True},
    {"ename": [1], "evalue": {}, "traceback": 5},
    {"ename": "E" * 10**6, "evalue": "\ud800" * 10**6, "traceback": [1, None, "\x1b[31m"]},
    {"wait": [], "execution_state": {"a": 1}},
]
KINDS = ["stream", "display_data", "execute_result", "update_display_data", "clear_output", "error"]


def as_notebook(page):
    """A notebook of the page's outputs, cleaned as an autograded one is."""
    cell = nbformat.v4.new_code_cell("")
    cell.outputs = page.outputs()
    notebook = nbformat.v4.new_notebook(cells=[cell])
    clean(notebook)
    return notebook


@pytest.mark.parametrize("kind", [*KINDS, "status", "comm_open", ""])
def test_any_message_makes_outputs_that_a_notebook_can_hold_or_none(kind):
    page = Page()
    for content in CONTENTS:
        page.take("display_data", {"data": {}, "transient": {"display_id": "a"}})
        page.take(kind, content)
        page.take_reply(content)
    notebook = as_notebook(page)
    nbformat.validate(notebook)
    nbformat.writes(notebook).encode()


@pytest.mark.parametrize("kind", KINDS)
def test_however_much_comes_little_more_than_a_mebibyte_is_kept(kind):
    page = Page()
    text = "<b>x</b>" * 200_000
    for content in (
        {"name": "stdout", "text": text},
        {"data": {"text/plain": text, "text/html": text}},
        {"ename": text, "evalue": text, "traceback": [text] * 10},
    ):
        for _ in range(3):
            page.take(kind, content)
    assert len(nbformat.writes(as_notebook(page))) < 4 * MOST_TEXT


def test_of_very_many_outputs_few_are_kept():
    page = Page()
    for number in range(50_000):
        page.take("display_data", {"data": {"text/plain": str(number)}})
    assert len(page.outputs()) < 15_000


@pytest.mark.parametrize("wanted", ["", "text/html"])
def test_what_it_says_it_does_not_need_changes_nothing_of_what_is_kept(wanted):
    """A kernel's client does not even read that."""
    draw = random.Random(5)
    contents = [
        {"text": "x" * 20_000, "name": "stdout"},
        {"data": {"text/html": "x" * 9000}, "transient": {"display_id": "a"}},
        {"data": {"text/plain": "y", "image/png": "A" * 90}, "transient": {"display_id": "b"}},
        {"ename": "E", "evalue": "5", "traceback": ["x"]},
        {"wait": True},
        {"wait": False},
    ]
    for room in (Room(), Room(text=30_000), Room(text=0)):
        told, untold = Page(wanted, room), Page(wanted, room)
        for _ in range(300):
            kind = draw.choices([*KINDS, "comm_msg"], [30, 30, 3, 5, 0.3, 3, 3])[0]
            content = draw.choice(contents)
            untold.take(kind, content if kind in untold.needed else {})
            told.take(kind, content)
        assert told.outputs() == untold.outputs()
        assert (told.kept, told.pictures) == (untold.kept, untold.pictures)
    told.take("status", {"execution_state": "idle"})
    assert told.idle and "status" in told.needed


def test_pictures_have_room_of_their_own_and_no_more():
    page = Page()
    picture = "A" * (MOST_PICTURES // 4)
    for _ in range(6):
        page.take("display_data", {"data": {"image/png": picture, "text/plain": "<Figure>"}})
    outputs = page.outputs()
    assert [len(one.get("data", {}).get("image/png", "")) > 0 for one in outputs[:6]] == [
        *[True] * 4,
        *[False] * 2,
    ]
    assert "the first are kept" in outputs[-1].text


def picture(size: int) -> dict:
    return {"data": {"image/png": "A" * size}, "transient": {"display_id": "a"}}


def test_an_animation_takes_the_room_of_the_picture_that_it_ends_with():
    page = Page()
    page.take("display_data", picture(MOST_PICTURES // 2))
    for _ in range(20):
        page.take("update_display_data", picture(MOST_PICTURES // 2))
        page.take("clear_output", {"wait": True})
        page.take("display_data", picture(MOST_PICTURES // 2))
    (output,) = page.outputs()
    assert len(output.data["image/png"]) == page.pictures == MOST_PICTURES // 2


def test_the_pictures_of_a_whole_notebook_have_a_limit_too():
    room = Room(pictures=MOST_PICTURES // 4)
    page = Page(room=room)
    page.take("display_data", picture(room.pictures))
    page.take("display_data", picture(1))
    shown, nothing, note = page.outputs()
    assert (len(shown.data["image/png"]), nothing.data) == (room.pictures, {})
    assert "Of pictures the first are kept: 8 MiB of a cell, 32 MiB of a notebook" in note.text


COSTLY = [  # each alone is little enough to be shown
    ("text/markdown", "\\\\[" * 800),
    ("text/latex", "\\begin{a}" * 1000),
    ("text/html", "<br>" + "x" * 1_500_000),
]


@pytest.mark.parametrize(("kind", "text"), COSTLY)
def test_what_is_rendered_of_a_notebook_takes_seconds_and_the_rest_is_shown_as_text(kind, text):
    cells = [nbformat.v4.new_code_cell("") for _ in range(40)]
    for cell in cells:
        cell.outputs = [nbformat.v4.new_output("display_data", {kind: text, "text/plain": "plain"})]
    notebook = nbformat.v4.new_notebook(cells=cells)
    start = time.thread_time()
    clean(notebook)
    assert time.thread_time() - start < 8  # a notebook has room for a thousand
    assert kind in notebook.cells[0].outputs[0].data
    last, note = notebook.cells[-1].outputs
    assert last.data == {"text/plain": "plain"}
    assert "is shown as text" in note.text


def test_text_in_very_many_colors_loses_them():
    cells = [nbformat.v4.new_code_cell("") for _ in range(20)]
    for cell in cells:
        cell.outputs = [
            nbformat.v4.new_output("stream", text="\x1b[31mx" * MOST_COLORS),
            nbformat.v4.new_output("error", traceback=["\x1b[31mx" * MOST_COLORS]),
        ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    clean(notebook)
    assert "\x1b" in notebook.cells[0].outputs[0].text
    assert nbformat.writes(notebook).count("u001b") <= 10 * MOST_COLORS


def test_a_result_that_is_a_score_is_kept_behind_any_amount_of_output():
    page = Page()
    page.take("stream", {"name": "stdout", "text": "x" * 2 * MOST_TEXT})
    page.take("execute_result", {"data": {"text/plain": "0.5"}})
    assert any(one.get("data", {}).get("text/plain") == "0.5" for one in page.outputs())


def saved_output(name):
    (cell,) = nbformat.read(PREPROCESSORS / f"{name}.ipynb", as_version=4).cells
    (output,) = cell.outputs
    return output


def test_of_an_endless_recursion_the_traceback_is_kept_as_short_as_nbgrader_keeps_it():
    page = Page()
    page.take("error", dict(saved_output("infinite-recursion")))
    (error,) = page.outputs()
    assert len(error.traceback) == 100
    assert error.ename == "RuntimeError"


def test_of_long_output_as_many_lines_are_kept_as_nbgrader_keeps():
    page = Page()
    page.take("stream", dict(saved_output("long-output")))
    (output,) = page.outputs()
    assert len(output.text.split("\n")) == 1000


def test_colors_are_kept_where_they_are_not_all_there_is():
    few, many = Page(), Page()
    few.take("stream", {"text": "\x1b[31mred"})
    many.take("stream", {"text": "\x1b[31mx" * 100_000})
    assert few.outputs()[0].text == "\x1b[31mred"
    assert set(many.outputs()[0].text) == {"x"}


def test_only_the_last_of_many_answers_to_a_question_is_kept():
    page = Page("a/b")
    for number in range(1000):
        page.take("display_data", {"data": {"a/b": str(number), "text/plain": "x"}})
        page.take("stream", {"text": "x"})
    (output,) = page.outputs()
    assert output.data == {"a/b": "999"}


@pytest.mark.parametrize("kind", ["error", "execute_result"])
def test_of_a_flood_of_what_marks_rest_on_few_are_kept(kind):
    page = Page()
    for number in range(50_000):
        page.take(kind, {"data": {"text/plain": str(number)}, "ename": "E", "evalue": "x"})
    assert len(page.outputs()) < 15_000
    assert page.received > 50_000  # so that a flood without end is stopped


FULL = ("stream", {"name": "stdout", "text": "x" * 2 * MOST_TEXT})
ONE, TWO = (("execute_result", {"data": {"text/plain": number}}) for number in ("1", "2"))
WORDS = ("execute_result", {"data": {"text/plain": "some words"}})
ERROR = ("error", {"ename": "E", "evalue": "x"})
CLEAR = ("clear_output", {"wait": False})


@pytest.mark.parametrize(
    "messages",
    [
        [FULL, ONE, TWO],
        [FULL, TWO, ONE, ERROR],
        [FULL, ERROR, ONE],
        [FULL, WORDS, ONE],
        [ONE, FULL, TWO],
        [FULL, ONE, CLEAR, FULL, TWO],
        [FULL, ERROR, CLEAR, FULL],
        [FULL, ONE, ("clear_output", {"wait": True}), FULL, TWO, ERROR],
    ],
)
def test_a_plain_cell_scores_as_nbgrader_scores_it_whatever_was_left_out(messages):
    """nbgrader's nbclient keeps everything."""
    about = {"grade": True, "solution": False, "grade_id": "a", "points": 2.0}
    cell = nbformat.v4.new_code_cell("", metadata={"nbgrader": about})
    page, whole = Page(), Page()
    for kind, content in messages:
        page.take(kind, content)
        whole.take(kind, {**content, **({"text": "x"} if kind == "stream" else {})})
    cell.outputs = whole.outputs()
    expected = determine_grade(cell)
    cell.outputs = page.outputs()
    assert determine_grade(cell) == expected
