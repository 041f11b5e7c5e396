"""docs/interview-questions.md holds every interview question of the lessons, with its model answer."""

import nbformat
import pytest

from maintenance import interview_questions
from maintenance.often_said import relinked
from tests.surroundings import ROOT

LESSONS = sorted(ROOT.glob("notebooks/*.ipynb"))


def lesson(folder, *texts):
    """A lesson of these Markdown cells."""
    cells = [nbformat.v4.new_markdown_cell(text) for text in texts]
    path = folder / "01-few.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def test_the_page_is_what_the_lessons_give():
    text = (ROOT / interview_questions.PAGE).read_text(encoding="utf-8")
    assert text == interview_questions.page(ROOT), "run `make format`"


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_has_two_questions_or_more_each_with_three_points(path):
    questions = list(interview_questions.questions_of(path))
    assert len(questions) >= 2, f"{path.stem}: {len(questions)} questions"
    for question in questions:
        points = [f"\n{number}. " in question.answer for number in (1, 2, 3, 4)]
        assert points == [True, True, True, False], f"{path.stem}: {question.question}"


def test_a_question_without_a_model_answer_is_named(tmp_path):
    path = lesson(tmp_path, "# Few", "## Interview questions (2 min)\n\n### Why?", "Your answer:")
    with pytest.raises(ValueError, match="'Why\\?' has no model answer"):
        list(interview_questions.questions_of(path))


def test_headings_of_other_sections_are_no_questions(tmp_path):
    model = "<details><summary>Model answer</summary>\n\n1. So.\n\n</details>"
    parts = ["# Few", "## One", "### Not a question", "## Interview questions", "### Why?", model]
    [question] = interview_questions.questions_of(lesson(tmp_path, *parts, "## Next", "### More"))
    assert (question.title, question.question, question.answer) == ("Few", "Why?", model)


def test_links_of_a_lesson_lead_there_from_the_page():
    assert relinked("[x](03-a.ipynb#b)") == "[x](../notebooks/03-a.ipynb#b)"
    assert relinked("[x](https://keras.io/)") == "[x](https://keras.io/)"
