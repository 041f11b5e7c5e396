"""`check` shows one panel, whose plain text is the points; under nbgrader a zero raises."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from grader.catalog import find_task
from grader.feedback.checking import checks
from grader.feedback.checking.checks import CheckFailed, CheckStopped, run_check
from grader.feedback.page.note import Note
from grader.judging.verdict import Outcome
from grader.probing.questions import Case


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


def text_of(note: Note) -> str:
    """What a panel says, without its marks and colors."""
    page = re.sub(r'<span aria-hidden="true">.*?</span>|<style>.*?</style>', "", note._repr_html_())
    parser = _Text()
    parser.feed(page)
    assert "script" not in parser.tags
    return parser.text


@pytest.mark.parametrize(
    ("cell", "points", "title"),
    [
        ("right", "2.0", "Passed row_means: 2 of 2 points"),
        ("wrong", "0.0", "Not right yet row_means: 0 of 2 points"),
        ("partly", "1.2", "Partly right shapes: 1.2 of 2 points"),
        ("none", "0.0", "Not attempted distances: 0 of 3 points"),
    ],
)
def test_the_plain_text_is_the_points_and_the_panel_says_the_outcome(
    run, cells, cell, points, title
) -> None:
    note = run(cells[cell])
    assert repr(note) == points
    assert title in " ".join(text_of(note).split())


@pytest.mark.parametrize("cell", ["wrong", "none"])
@pytest.mark.parametrize("mode", ["autograde", "validate"])
def test_under_nbgrader_an_answer_that_earns_nothing_raises(
    run, cells, cell, mode, monkeypatch, home
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", mode)
    with pytest.raises(CheckFailed) as failed:
        run(cells[cell])
    shown = "\n".join(failed.value._render_traceback_())
    assert "0 of" in shown
    assert "\x1b" not in shown
    assert "File" not in shown
    assert not home.exists()


@pytest.mark.parametrize(("cell", "points"), [("right", "2.0"), ("partly", "1.2")])
def test_under_nbgrader_points_are_returned_and_nothing_is_written(
    run, cells, cell, points, monkeypatch, home
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert repr(run(cells[cell])) == points
    assert not home.exists()


@pytest.mark.parametrize("name", ["'row_mean'", "'zzz'", "3", "['row_means']", "''"])
@pytest.mark.parametrize("call", ["check", "hint", "solution", "ask"])
def test_what_names_no_task_gets_a_sentence(run, call, name) -> None:
    note = run(f"row_means = lambda m: m\n{call}({name})")
    assert "There is no" in text_of(note)


def test_a_misspelled_name_gets_the_nearest_one(run, monkeypatch) -> None:
    assert "Did you mean 'row_means'?" in text_of(run("check('row_mean')"))
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    with pytest.raises(CheckFailed, match="row_means"):
        run("check('row_mean')")


def test_a_right_answer_hears_a_word_on_another_way_and_others_do_not(
    run, cells, monkeypatch
) -> None:
    word = find_task("row_means").afterword.replace("`", "")
    assert word in text_of(run(cells["right"]))
    assert word not in text_of(run(cells["wrong"]))
    assert find_task("shapes").afterword.replace("`", "") not in text_of(run(cells["partly"]))
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")  # a feedback page says it as well
    assert word in text_of(run(cells["right"]))


@pytest.mark.parametrize("cell", ["right", "wrong", "partly", "none"])
def test_every_sentence_of_a_verdict_stands_before_its_evidence(run, cells, cell) -> None:
    page = run(f"shapes, row_means = None, None\n{cells[cell]}")._repr_html_()
    sentences, _, evidence = page.partition("<pre")
    after = re.findall(r"<p\b.*?</p>", evidence)
    assert len(re.findall(r"<p\b", sentences)) >= 2
    assert all("hint(&quot;" in sentence for sentence in after)  # only what to do next


def test_in_a_terminal_too_sentences_come_first() -> None:
    task = find_task("shapes")
    verdict = run_check(task, {"shapes": {"loss": (), "sample": (13,), "batch": (32, 13)}})
    lines = checks.verdict_text(task, verdict).splitlines()
    first = next(place for place, line in enumerate(lines) if line.endswith(":"))
    assert any(line.startswith("Earned: ") for line in lines[:first])
    assert all(line.startswith("  ") or line.endswith(":") for line in lines[first:])


def test_what_holds_sentences_wraps_and_what_holds_columns_scrolls(run, cells) -> None:
    stopped = run("row_means = lambda m: print('x' * 500) or m.mean()\ncheck('row_means')")
    blocks = re.findall(
        r'<div style="color[^>]*>([^<]+)</div>.*?white-space:(pre(?:-wrap)?)', stopped.page
    )
    assert dict(blocks) == {
        "Input": "pre", "Came out": "pre-wrap", "Expected": "pre", "Printed": "pre-wrap",
    }  # fmt: skip
    wrong = run(cells["wrong"])
    assert "pre-wrap" not in wrong.page


HOSTILE = "</pre><script>alert(1)</script><b onclick=x>"


@pytest.mark.parametrize(
    "answer",
    [
        f"print('{HOSTILE}') or tf.reduce_mean(m, 1, keepdims=True)",
        f"(_ for _ in ()).throw(ValueError('{HOSTILE}'))",
        f"'{HOSTILE}'",
        f"['{HOSTILE}']",
        f"tf.constant(['{HOSTILE}'])",
        f"type('{HOSTILE}', (), {{}})()",
    ],
)
def test_what_an_answer_says_is_text_and_never_markup(run, answer) -> None:
    note = run(f"row_means = lambda m: {answer}\ncheck('row_means')")
    assert "<script" not in note._repr_html_()
    assert "<b " not in note._repr_html_()
    text_of(note)


def test_markup_in_names_is_text(run) -> None:
    for cell in (f"check('{HOSTILE}')", f"hint('{HOSTILE}')", f"ask('{HOSTILE}')"):
        assert "<script" not in run(cell)._repr_html_()
    note = run(f"shapes = {{'loss': '{HOSTILE}', 'sample': (13,)}}\ncheck('shapes')")
    assert "<script" not in note._repr_html_()


def test_what_was_printed_is_shown_with_a_right_answer(run) -> None:
    note = run(
        "row_means = lambda m: print('here') or tf.reduce_mean(m, 1, keepdims=True)\n"
        "check('row_means')"
    )
    assert repr(note) == "2.0"
    assert "Printed" in text_of(note)
    assert "here" in text_of(note)


@pytest.mark.parametrize("before", [True, False])
def test_an_answer_runs_at_full_precision_and_the_switch_is_put_back(run, before) -> None:
    import tensorflow as tf

    switch = tf.config.experimental
    switch.enable_tensor_float_32_execution(before)
    note = run(
        "row_means = lambda m: print(tf.config.experimental.tensor_float_32_execution_enabled())\n"
        "check('row_means')"
    )
    after = switch.tensor_float_32_execution_enabled()
    switch.enable_tensor_float_32_execution(True)  # as TensorFlow has it
    assert "False" in text_of(note)
    assert "True" not in text_of(note)
    assert after == before


def test_an_interrupt_stops_the_cell_with_a_sentence(run) -> None:
    cell = "def row_means(m):\n    raise KeyboardInterrupt\n"
    with pytest.raises(KeyboardInterrupt) as stopped:
        run(cell + "check('row_means')")
    shown = "\n".join(stopped.value._render_traceback_())
    assert "You stopped the check" in shown
    assert "matrix = [[1., 2., 3.]," in shown


def test_a_stopped_check_shows_its_input() -> None:
    lines = CheckStopped(Case({"a": 1, "b": "x"}))._render_traceback_()
    assert lines[1:3] == ["a = 1", "b = 'x'"]


def test_each_outcome_has_a_title_of_its_own() -> None:
    titles = checks._TITLES
    assert len({title for _, title in titles.values()}) == len(Outcome)


def test_practice_is_worth_nothing_and_says_so(run) -> None:
    note = run("fahrenheit = lambda celsius: celsius * 9 / 5 + 32\ncheck('fahrenheit')")
    assert "Passed fahrenheit (practice)" in " ".join(text_of(note).split())
