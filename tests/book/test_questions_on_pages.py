"""The questions of the lessons on the pages of the book: what they hold, and how they answer."""

import json
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from playwright.sync_api import expect

from grader.catalog import find_question, find_reason
from grader.feedback.questions.choices import asked_in
from grader.feedback.questions.predictions import (
    comparison,
    is_same,
    none_of_the_choices,
    outcome_in,
    predict,
)
from grader.feedback.record.kept_answers import Answer
from maintenance.book import question_cells
from maintenance.book.question_cells import answer_on_the_page
from maintenance.runs.kept import kept_run

ROOT = Path(__file__).parents[2]
LESSONS = sorted(ROOT.glob("notebooks/*.ipynb"))
SCRIPT = Path(question_cells.__file__).parent / "static" / "questions.js"


def shown(text, page="<p></p>"):
    return new_output("display_data", data={"text/plain": text, "text/html": page})


def prediction(question, choices, outcome):
    """A page of a question and the cell that answers it."""
    cells = [
        new_code_cell("guess = predict()", outputs=[shown(repr(predict(question, choices)))]),
        new_code_cell(
            "guess.reveal(1)", outputs=[shown(f"It is `{outcome}`\nYou made no prediction.")]
        ),
    ]
    return new_notebook(cells=cells)


def data_of(cell):
    """The data of the question that a cell of a page shows."""
    from bs4 import BeautifulSoup

    page = BeautifulSoup(cell.outputs[0].data["text/html"], "html.parser")
    return json.loads(page.select_one(".workbook-question")["data-question"])


def all_data(page):
    return [json.loads(place["data-question"]) for place in page.select(".workbook-question")]


@pytest.mark.parametrize(
    ("question", "choices"),
    [("How many?", []), ("`a: b`\nin two lines?", ["(2, 3)", "an error: too long"])],
)
def test_a_question_is_read_again_from_the_text_of_its_output(question, choices):
    asked = asked_in(repr(predict(question, choices)))
    assert asked is not None
    assert (asked.title, asked.question, list(asked.options)) == ("Predict", question, choices)


@pytest.mark.parametrize("answer", ["(2, 3)", "4"])
def test_what_came_out_is_read_again_from_the_text_of_its_output(answer):
    assert outcome_in(repr(comparison(Answer(answer, outcome="(2, 3)")))) == "(2, 3)"
    assert outcome_in(repr(none_of_the_choices("an `odd` one"))) == "an `odd` one"
    assert outcome_in("It is raining") is None


def test_each_choice_is_answered_in_the_words_of_the_notebook():
    page = prediction("Shape?", ["(2,)", "()"], "()")
    answer_on_the_page(page)
    wrong, right = (choice["said"] for choice in data_of(page.cells[0])["choices"])
    assert "As you predicted: <code" in right and "()</code>" in right
    assert "What did you assume that is not so?" in wrong
    assert "remove-input" in page.cells[0].metadata.tags  # the question would stand there twice
    assert {"hide-output", "reveals-0"} <= set(page.cells[1].metadata.tags)
    assert "no prediction" not in page.cells[1].outputs[0].data["text/html"]


def test_a_prediction_whose_answer_was_no_choice_says_so_to_every_choice():
    page = prediction("Shape?", ["(2,)", "()"], "(3,)")
    answer_on_the_page(page)
    for choice in data_of(page.cells[0])["choices"]:
        assert "none of the choices" in choice["said"]


def test_a_question_without_an_answer_in_the_run_stays_as_it_stood():
    page = prediction("Shape?", [], "1")
    page.cells[1].outputs = []
    answer_on_the_page(page)
    assert page.cells[0].outputs[0].data["text/html"] == "<p></p>"


def test_code_that_a_later_cell_needs_stays_beside_its_question():
    page = prediction("Shape?", [], "1")
    page.cells[0].source = "import x\n\nguess = predict()"
    answer_on_the_page(page)
    assert "remove-input" not in page.cells[0].metadata.get("tags", ())


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_every_question_of_a_lesson_answers_on_its_page(book, lesson):
    cells = kept_run(lesson).notebook.cells
    texts = [
        output.get("data", {}).get("text/plain", "")
        for cell in cells
        for output in cell.get("outputs", ())
    ]
    found = all_data(book.pages[f"{lesson.stem}.html"])
    for title in ("Predict", "Recall"):
        asked = sum(text.startswith(f"{title}: ") for text in texts)
        assert sum(data.get("title") == title for data in found) == asked, title
    assert sum("sentence" in data for data in found) == sum(
        text.startswith("Why? ") for text in texts
    )
    to_write = [cell for cell in cells if cell.source.strip() == question_cells.TO_WRITE]
    assert sum("own" in data for data in found) == len(to_write)
    for data in found:
        if data.get("title") == "Predict" and "choices" in data:
            right = [c for c in data["choices"] if "As you predicted" in c["said"]]
            assert len(right) == 1, data["question"]


@pytest.fixture
def page_of(browser, tmp_path):
    """Opens the page of some questions, whose data are given, from a file and without a network."""
    context = browser.new_context(offline=True)

    def opened(*questions):
        places = "".join(
            question_cells._page("<p>still</p>", "Q", "", {"once": True, **data})
            for data in questions
        )
        text = f'<!doctype html><meta charset="utf-8"><script src="{SCRIPT.as_uri()}"></script>{places}'
        (tmp_path / "page.html").write_text(text, encoding="utf-8")
        page = context.new_page()
        page.goto((tmp_path / "page.html").as_uri())
        return page

    yield opened
    context.close()


SAME = [
    ("(2,3)", "(2, 3)"),
    ("[2, 3]", "(2, 3)"),
    ("tf.float32", "float32"),
    ("'float32'", "float32"),
    ("6.0", "6"),
    ("6", "6.0"),
    ("1e1", "10"),
    ("(2)", "2"),
    ("(2,)", "[2]"),
    ("2,048", "2048"),
    ("2_048", "2048"),
    ("True", "1"),
    ("true", "True"),
    ("x1", "x01"),
    ("-0.5", "-.5"),
    ("(32, 64)", "(64, 32)"),
    ("1.9", "1.90"),
    ("<b>", "&lt;b&gt;"),
]


@pytest.mark.browser
def test_a_page_takes_for_the_same_what_the_notebook_takes_for_the_same(page_of):
    typed = {"label": "Yours", "right": "right", "wrong": f"wrong {question_cells.TYPED}"}
    page = page_of(*({"typed": {**typed, "outcome": outcome}} for _, outcome in SAME))
    for (answer, outcome), form in zip(SAME, page.locator("form").all(), strict=True):
        form.get_by_role("textbox").fill(answer)
        form.get_by_role("textbox").press("Enter")
        said = "right" if is_same(answer, outcome) else f"wrong {answer}"
        expect(form.get_by_role("status")).to_have_text(said), (answer, outcome)


@pytest.mark.browser
def test_a_prediction_is_made_by_keys_alone_and_opens_what_came_out(file_reader):
    page = file_reader.open("01-tensors.html")
    form = page.locator("form.asking").filter(has_text="Predict").first
    button, said = form.get_by_role("button"), form.get_by_role("status")
    reveal = page.locator(".tag_reveals-0 details")
    button.press("Enter")
    expect(said).to_have_text("Choose an answer first.")
    form.get_by_role("radio").first.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(said).to_contain_text("You predicted (1,). What did you assume that is not so?")
    expect(said).to_contain_text("It is ()")
    assert reveal.get_attribute("open") is not None
    expect(button).to_be_focused()
    expect(form.get_by_role("radio").first).to_be_disabled()

    page.reload()  # it is kept as long as the page is open
    expect(said).to_contain_text("You predicted (1,).")
    button.press("Enter")
    expect(said).to_be_empty()
    assert reveal.get_attribute("open") is None
    form.get_by_role("radio", name="()", exact=True).press("Space")
    page.keyboard.press("Enter")
    expect(said).to_contain_text("As you predicted: ()")
    assert file_reader.troubles == []


@pytest.mark.browser
def test_a_number_is_typed_and_a_question_from_memory_may_be_answered_again(file_reader):
    page = file_reader.open("01-tensors.html")
    typed = page.locator("form.asking").filter(has=page.locator("input[type=text]")).first
    typed.get_by_label("Your answer:").fill("<b>12")
    page.keyboard.press("Enter")
    expect(typed.get_by_role("status")).to_contain_text("You predicted <b>12.")
    page.keyboard.press("Tab")

    question = find_question("recall_outcomes")
    form = page.locator("form.asking").filter(has_text="Recall").first
    for option in question.options:
        form.get_by_role("radio", name=option.text.replace("`", "")).press("Space")
        page.keyboard.press("Enter")
        answer = option.response.replace("`", "")
        said = answer if option.right else f"Not this one. {answer}"
        expect(form.get_by_role("status")).to_contain_text(said)


@pytest.mark.browser
def test_a_reason_is_compared_with_an_experts_and_a_model_answer_is_opened(file_reader):
    page = file_reader.open("01-tensors.html")
    form = page.locator("form.asking").filter(has_text="Why?").first
    said = form.get_by_role("status")
    form.get_by_role("button", name="Compare").press("Enter")
    expect(said).to_contain_text("Write a sentence first")
    form.get_by_label("Your sentence:").fill("It <i>is</i> so.")
    form.get_by_role("button", name="Compare").press("Enter")
    expect(said).to_contain_text("You wrote: It <i>is</i> so.")
    expect(said).to_contain_text(find_reason("literal_wraps").expert.replace("`", ""))
    form.get_by_role("button", name="Answer again").press("Enter")
    expect(said).to_be_empty()

    own = page.locator("form.asking").filter(has_text="Open the model answer").first
    own.get_by_label("Your answer:").fill("Arrays change.")
    own.get_by_role("button").press("Enter")
    model = page.locator("details[open]").filter(has_text="Model answer")
    expect(model.locator("summary")).to_be_focused()
    expect(model).to_contain_text("A tensor is immutable")


@pytest.mark.browser
def test_without_scripts_a_question_stands_with_its_choices_and_its_answer_folded(browser, book):
    context = browser.new_context(offline=True, java_script_enabled=False)
    page = context.new_page()
    page.goto((book.folder / "01-tensors.html").as_uri())
    recall = page.locator(".workbook-question").first
    expect(recall.get_by_role("listitem")).to_have_count(3)
    expect(recall.locator("summary")).to_have_text("The answer")
    assert page.locator("form.asking").count() == 0
    recall.locator("summary").click()
    question = find_question("recall_outcomes")
    right = next(option for option in question.options if option.right)
    expect(recall.locator("details")).to_contain_text(right.response.replace("`", ""))
    context.close()


@pytest.mark.browser
def test_with_forced_colors_and_less_motion_a_question_still_has_its_outlines(browser, book):
    context = browser.new_context(offline=True, forced_colors="active", reduced_motion="reduce")
    page = context.new_page()
    page.goto((book.folder / "01-tensors.html").as_uri())
    form = page.locator("form.asking").first
    for part in (form, form.get_by_role("button")):
        width = "element => parseFloat(getComputedStyle(element).borderTopWidth)"
        assert part.evaluate(width) >= 1
    moving = "document.getAnimations().filter(one => one.playState === 'running').length"
    assert page.evaluate(moving) == 0
    context.close()


def test_a_place_for_an_answer_stands_above_the_folded_one():
    page = new_notebook(cells=[new_markdown_cell("Your answer:"), new_markdown_cell("Other")])
    answer_on_the_page(page)
    assert "workbook-question" in page.cells[0].source
    assert page.cells[1].source == "Other"
