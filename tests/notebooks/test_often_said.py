"""docs/often-said.md lists what lessons correct, with the cell that shows it."""

import nbformat
import pytest

from maintenance import notebooks, often_said
from tests.surroundings import ROOT

BOX = """\
Before the box.

> **Often said:** a tensor
> is a matrix.
>
> **What happens:** see [Tensors](01-tensors.ipynb); it has
> any rank."""


@pytest.fixture
def course(tmp_path):
    """A function: a course of one lesson with these cells, each a text or its code; its folder."""

    def course(*cells):
        made = [nbformat.v4.new_markdown_cell("# Tensors and ranks", id="title")]
        for number, (kind, source) in enumerate(cells):
            new = {"code": nbformat.v4.new_code_cell, "text": nbformat.v4.new_markdown_cell}[kind]
            made.append(new(source, id=f"cell-{number}"))
        (tmp_path / "notebooks").mkdir()
        notebook = nbformat.v4.new_notebook(cells=made)
        notebooks.write(tmp_path / "notebooks/01-tensors.ipynb", notebook)
        return tmp_path

    return course


def test_the_page_is_what_the_lessons_hold():
    text = (ROOT / often_said.PAGE).read_text(encoding="utf-8")
    assert text == often_said.page(ROOT), "run `make format`"


def test_a_box_is_listed_with_its_lesson_and_the_cell_below_that_would_fail(course):
    folder = course(
        ("code", "assert False  # of something before"),
        ("text", BOX),
        ("code", "print(1)"),
        ("code", "assert tf.rank(x) == 3"),
    )
    [box] = often_said.all_boxes(folder)
    assert (box.said, box.cell, box.shown_by) == ("a tensor\nis a matrix.", "cell-1", "cell-3")
    text = often_said.page(folder)
    assert "## [Tensors and ranks](../notebooks/01-tensors.ipynb)" in text
    assert "see [Tensors](../notebooks/01-tensors.ipynb); it has\nany rank." in text
    assert "```python\nassert tf.rank(x) == 3\n```" in text


def test_evidence_may_stand_above_a_box_and_not_in_another_section(course):
    shows = ("code", "guess.reveal(tf.rank(x))")
    folder = course(shows, ("text", BOX), ("text", "## The next section"), ("code", "assert True"))
    assert often_said.all_boxes(folder)[0].shown_by == "cell-0"


@pytest.mark.parametrize(
    "cells",
    [
        [("code", "print(x)"), ("text", BOX), ("text", "## Next"), ("code", "assert True")],
        [("code", "assert True"), ("text", f"## Here\n\n{BOX}")],
    ],
    ids=["printed alone, and the next section", "the section before"],
)
def test_what_only_prints_or_stands_elsewhere_shows_nothing(course, cells):
    assert often_said.all_boxes(course(*cells))[0].shown_by == ""


def test_several_boxes_in_a_quote_are_several(course):
    quote = f"{BOX}\n>\n> **Often said:** slow.\n>\n> **What happens:** fast."
    folder = course(("text", quote), ("code", "assert True"))
    assert [box.happens for box in often_said.all_boxes(folder)] == [
        "see [Tensors](01-tensors.ipynb); it has\nany rank.",
        "fast.",
    ]
