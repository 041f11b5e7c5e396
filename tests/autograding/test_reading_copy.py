"""What of an exercise changes when it is marked, so that it can be read elsewhere."""

import pytest
from nbformat.v4 import new_markdown_cell, new_notebook

from grader.autograding.showing.relink import fit_for_reading
from grader.course import course

PUBLIC = f"{course().repository}/blob/{course().branch}"
BADGE = course().badge_markdown("exercises/01-tensors/01-tensors.ipynb")


def sources(*cells):
    notebook = new_notebook(cells=cells)
    fit_for_reading(notebook)
    return [cell.source for cell in notebook.cells]


def tagged(text):
    return new_markdown_cell(text, metadata={"tags": ["badge"]})


def test_the_badge_goes():
    assert sources(tagged(BADGE), new_markdown_cell("# Tensors")) == ["# Tensors"]


def test_what_a_student_wrote_in_place_of_the_badge_stays():
    assert sources(tagged(f"{BADGE} my notes")) == [f"{BADGE} my notes"]


def test_a_badge_that_a_student_put_elsewhere_stays():
    assert sources(new_markdown_cell(BADGE)) == [BADGE]


@pytest.mark.parametrize("up", ["../", "../../"])
def test_a_link_to_a_lesson_leads_to_its_public_address(up):
    text = f"See [Tensors]({up}notebooks/01-tensors.ipynb) and [it]({up}notebooks/02-x.ipynb#a)."
    [said] = sources(new_markdown_cell(text))
    assert said == (
        f"See [Tensors]({PUBLIC}/notebooks/01-tensors.ipynb) and "
        f"[it]({PUBLIC}/notebooks/02-x.ipynb#a)."
    )


def test_any_other_link_stays():
    text = "[a](../../gradebook.db) [b](https://example.org/notebooks/x.ipynb) [c](#d)"
    assert sources(new_markdown_cell(text)) == [text]
