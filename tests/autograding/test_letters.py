"""Which of a student's words are taken for words to whoever marks."""

import pytest

from grader.autograding.marking.letters import letters_in


@pytest.mark.parametrize(
    ("text", "handed_out"),
    [
        ("Dear teacher, could you look at this by hand?", ""),
        ("## About task 3\n\nMy solution is too slow and I don't know why.", ""),
        ("Read this first.\nI could not finish.", "Read this first."),
    ],
)
def test_a_text_cell_of_their_own_is(text, handed_out):
    [letter] = letters_in([(text, handed_out)], [])
    assert letter.endswith(("?", "why.", "I could not finish."))


@pytest.mark.parametrize(
    ("text", "handed_out"),
    [("## My solution", ""), ("---\n\n***", ""), ("  ", ""), ("As it was.\n", "As it was.")],
)
def test_a_heading_a_rule_or_what_was_handed_out_is_none(text, handed_out):
    assert letters_in([(text, handed_out)], []) == []


@pytest.mark.parametrize(
    ("comment", "is_letter"),
    [
        ("# Dear professor, I was ill", True),
        ("# could you tell me whether this is fine?", True),
        ("# please have a look at this", True),
        ("# note to the teacher: it works on my machine", True),
        ("# the mean of every row", False),
        ("# please note the axis", False),
        ("# computed by hand", False),
    ],
)
def test_a_comment_is_where_it_addresses_somebody(comment, is_letter):
    code = f"def f(x):\n    {comment}\n    return x"
    assert bool(letters_in([], [(code, "def f(x):\n    ...")])) is is_letter
    assert letters_in([], [(code, code)]) == []


def test_a_text_is_one_short_line_whatever_is_in_it():
    [letter] = letters_in([("Dear\n\x1b[31mteacher " + "x " * 900, "")], [])
    assert letter.isprintable()
    assert len(letter) <= 300


def test_code_that_is_none_is_read_as_far_as_it_goes():
    assert letters_in([], [("# could you help?\nx = (", "")]) == ["could you help?"]
