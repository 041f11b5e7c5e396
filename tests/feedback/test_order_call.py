"""Lines are moved on a page; what a check reads, what is kept and what is saved follow."""

from __future__ import annotations

import re

import pytest

from grader.catalog import find_task
from grader.feedback import check, order
from grader.feedback.checking.ordering import LinesToMove
from grader.feedback.record import kept_answers
from grader.probing.line_letters import latest_orders

RIGHT = "F D B C G"


def lines(name: str = "feature_rows") -> LinesToMove:
    task = find_task(name)
    return LinesToMove(task, task.ask)


def test_the_answer_is_the_order_on_the_page_and_follows_it(run) -> None:
    page = lines()
    scope = {"line_order": page.letters}
    assert verdict(page) == "0 points, no line"
    for typed, letters in (("b a", "B A"), ("CAB", "C A B"), (RIGHT, RIGHT), ("", "")):
        page.box.value = typed
        assert " ".join(scope["line_order"]) == letters == page.box.value


def verdict(page: LinesToMove) -> str:
    """What a check says of the order on a page, in short."""
    scope = {"line_order": page.letters, "check": check}
    exec("import tensorflow as tf\nsaid = check('feature_rows')", scope)
    no_line = "`line_order` holds no line yet" in re.sub("<[^>]*>", "`", scope["said"].page)
    return "0 points, no line" if no_line else f"{scope['said'].text} points"


def test_a_check_reads_moved_lines_without_another_run_and_says_which_order_it_saw() -> None:
    page = lines()
    page.box.value = RIGHT
    assert verdict(page) == "2.0 points"
    page.box.value = "F B C G"
    assert verdict(page) == "0.0 points"
    scope = {"line_order": page.letters, "check": check}
    exec("import tensorflow as tf\nsaid = check('feature_rows')", scope)
    assert latest_orders([scope["said"].page]) == {"feature_rows": "F B C G"}


def test_lines_that_were_all_left_out_again_are_not_attempted() -> None:
    page = lines()
    page.box.value = "A"
    page.box.value = ""
    assert verdict(page) == "0 points, no line"


@pytest.mark.parametrize(
    ("typed", "said"), [("F Z", "No line is called"), ("F D F", "Line F stands in it twice")]
)
def test_letters_that_are_no_order_get_a_sentence_and_the_order_stays(typed, said) -> None:
    page = lines()
    page.box.value = "F D"
    page.box.value = typed
    assert page.letters == ["F", "D"]
    assert said in page._said.value
    assert "Your order stays" in page._said.value
    page.box.value = "F D"
    assert page._said.value == ""


def test_an_order_is_there_again_when_its_cell_runs_again_also_in_another_kernel(
    monkeypatch,
) -> None:
    lines().box.value = RIGHT
    monkeypatch.setattr(kept_answers, "_seen", {})
    assert " ".join(lines().letters) == RIGHT
    assert lines("descent_step").letters == []
    lines().box.value = ""
    assert lines().letters == []


def test_what_is_saved_says_the_order_in_words_and_as_a_line_for_the_cell() -> None:
    page = lines()
    assert "no line is in the function yet" in page._saved_forms()["text/plain"]
    assert latest_orders(page._saved_forms().values()) == {}
    page.box.value = RIGHT
    forms = page._saved_forms()
    assert f'\nline_order = "{RIGHT}"' in forms["text/plain"]
    for form in forms.values():
        assert latest_orders([form]) == {"feature_rows": RIGHT}
    assert latest_orders([page._still.value]) == {"feature_rows": RIGHT}


def test_a_saved_page_shows_the_function_line_by_line_with_its_letters() -> None:
    page = lines()
    page.box.value = RIGHT
    text = re.sub("<[^>]*>", "", page._repr_mimebundle_()["text/html"].replace("</li>", "\n"))
    assert text.index("F pixels = tf.cast") < text.index("D pixels = pixels / 255.0")
    assert text.index("G return tf.concat") < text.index("Left out:") < text.index("A return")


def test_where_a_notebook_is_marked_no_line_was_moved(monkeypatch) -> None:
    lines().box.value = RIGHT
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert order("feature_rows") is ...


@pytest.mark.parametrize("name", [None, "row_means", "no_such_task", 3, print, ["feature_rows"]])
def test_a_name_without_lines_is_answered_without_an_error(name) -> None:
    assert order(name) is ...
