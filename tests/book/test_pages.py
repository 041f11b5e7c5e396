"""How the pages of the book are made from the README and the lessons."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from grader.course import Course
from maintenance.book import pages

COURSE = Course("https://github.com/a/b", "teaching", 2026, True)
PUBLIC = "https://github.com/a/b/blob/teaching"
README = """\
# A course

It grew from [notes](notes.md):

| Lesson | |
|---|---|
| stale | |

![Two cells](tests/picture.png)

## Two commands

`make lab`, see [the other](notebooks/00-first.ipynb).

## More
"""


def lesson(*cells, name="00-first"):
    title = new_markdown_cell("# First\n\nWhat it is.\n\nAbout 15 minutes. You need nothing.")
    badge = new_markdown_cell(
        "[![Open](https://example.org/x.svg)](y)", metadata={"tags": ["badge"]}
    )
    return pages.read_lesson(name, new_notebook(cells=[badge, title, *cells]))


def page(*cells):
    return pages.lesson_page(lesson(*cells), COURSE).cells


def test_a_lesson_is_called_by_its_number_and_title():
    found = lesson()
    assert (found.name, found.title, found.minutes) == ("00-first", "00 First", 15)


@pytest.mark.parametrize("text", ["About 15 minutes.", "# First", "# First\n\nIt takes long."])
def test_a_lesson_without_a_title_or_a_time_is_named(text):
    with pytest.raises(ValueError, match=r"notebooks/07-x\.ipynb: it should have a heading"):
        pages.read_lesson("07-x", new_notebook(cells=[new_markdown_cell(text)]))


@pytest.mark.parametrize(
    ("folder", "target", "new"),
    [
        ("notebooks", "01-tensors.ipynb", "01-tensors.ipynb"),
        ("notebooks", "01-tensors.ipynb#recap", "01-tensors.ipynb#recap"),
        ("", "notebooks/01-tensors.ipynb", "01-tensors.ipynb"),
        ("", "LICENSE", f"{PUBLIC}/LICENSE"),
        ("notebooks", "../exercises/x/x.ipynb", COURSE.colab_url("exercises/x/x.ipynb")),
        ("notebooks", "https://example.org/a.ipynb", "https://example.org/a.ipynb"),
        ("notebooks", "#recap", "#recap"),
    ],
)
def test_a_link_of_the_repository_becomes_one_that_holds_in_the_book(folder, target, new):
    assert pages.relinked(f"see [it]({target}).", folder, COURSE) == f"see [it]({new})."


def test_a_link_to_a_solution_is_refused():
    with pytest.raises(ValueError, match="The book has no solutions"):
        pages.relinked("[it](../solutions/x/x.ipynb)", "notebooks", COURSE)


def test_the_badge_gives_way_to_a_button_below_the_title():
    first = page()[0].source
    assert first.startswith("# 00 First\n\n<p")
    assert COURSE.colab_url("notebooks/00-first.ipynb") in first
    assert first.endswith("\n\nWhat it is.\n\nAbout 15 minutes. You need nothing.")
    assert "example.org" not in first


def test_a_picture_stays_and_the_widget_beside_it_goes():
    data = {pages.WIDGET: {"model_id": "x"}, "text/html": "<img alt='x'>", "text/plain": "x"}
    cell = new_code_cell("picture", outputs=[new_output("execute_result", data=data)])
    assert set(page(cell)[-1].outputs[0].data) == {"text/html", "text/plain"}


@pytest.mark.parametrize("source", ['solution("x")', 'a = 1\ndisplay(solution("x"))'])
def test_what_solution_shows_is_replaced_by_where_to_find_it(source):
    shown = new_output("execute_result", data={"text/html": "return 1", "text/plain": "return 1"})
    [_, cell] = page(new_code_cell(source, outputs=[shown]))
    assert [output.data["text/plain"] for output in cell.outputs] == [pages.NO_SOLUTION]


def test_set_up_and_the_answers_to_predictions_are_folded_away():
    setup = new_code_cell("import x", metadata={"tags": ["setup"]})
    [_, setup, reveal, other] = page(setup, new_code_cell("a.reveal(1)"), new_code_cell("1"))
    assert "hide-input" in setup.metadata.tags
    assert "hide-output" in reveal.metadata.tags
    assert "tags" not in other.metadata


def test_the_front_page_has_the_readmes_words_and_a_table_of_the_lessons_there_are():
    text, pictures = pages.front_page(README, [lesson()], COURSE)
    assert text.startswith(f"# A course\n\nIt grew from [notes]({PUBLIC}/notes.md):\n\n| Lesson |")
    assert "[00 First](00-first.ipynb), 15 minutes" in text
    assert "stale" not in text
    assert "![Two cells](picture.png)" in text
    assert pictures == ["tests/picture.png"]
    assert "`make lab`, see [the other](00-first.ipynb)." in text
    assert "## More" not in text


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("## Two commands", "## Start", "a section '## Two commands'"),
        ("|", "", "one table of lessons"),
        ("\n\n![", "\n\n|a|\n\n![", "one table of lessons"),
    ],
)
def test_what_the_book_misses_in_the_readme_is_named(old, new, said):
    with pytest.raises(ValueError, match=rf"README\.md: .*{said}"):
        pages.front_page(README.replace(old, new), [lesson()], COURSE)
