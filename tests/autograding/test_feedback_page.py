"""A feedback page says whose it is, when, and the points task by task, and can be read by everybody."""

from __future__ import annotations

import datetime
import re
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest

from explorables.page.palette import contrast
from grader.autograding.marking.cell_marks import judge_task, show_verdict
from grader.autograding.nbgrader_plugins import feedback_page
from grader.autograding.nbgrader_plugins.feedback_page import (
    arranged,
    demoted,
    points_on,
    table_rows,
    with_alternatives,
)
from grader.catalog import find_task
from tests.autograding.made_class import earning
from tests.autograding.returning import make_pages, page_of
from tests.autograding.test_faults import NAME

COMMENT = "The right idea, along the *wrong* axis."


class Outline(HTMLParser):
    """The headings, ids, links and other marks of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.headings, self.ids, self.links = [], [], []
        self.tags, self.attributes = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.append(tag)
        self.attributes.append((tag, attributes))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])


@pytest.fixture
def page(made, capsys):
    """The page of Ada, who was late, wrote a cell of her own and got a comment."""
    notebook = made.answered({"row_means": earning(1), "scale_pixels": earning(2)})
    notebook.cells.insert(4, nbformat.v4.new_markdown_cell("A note of my own."))
    made.add("ada", "Lovelace", first_name="Ada")
    path = made.hand_in("ada", NAME, NAME, notebook)
    (path.parent / "timestamp.txt").write_text("2026-03-03 11:00:00 UTC\n")
    made.due(datetime.datetime(2026, 3, 1, 12))
    made.plug_in(
        "half_off",
        "from nbgrader.plugins import BasePlugin\n\n\n"
        "class HalfOff(BasePlugin):\n"
        "    def late_submission_penalty(self, student_id, score, total_seconds_late):\n"
        "        return 0.5\n",
    )
    made.configure('c.AssignLatePenalties.plugin_class = "half_off.HalfOff"')
    made.autograde(capsys)
    with made.gradebook() as book:
        book.find_comment("row_means-answer", NAME, NAME, "ada").manual_comment = COMMENT
        book.db.commit()
    make_pages(made)
    return page_of(made, "ada")


def test_a_page_says_whose_it_is_when_and_the_points_of_each_task(page):
    text = page.read_text("utf-8")
    outline = Outline(text)
    assert "<title>Ada Lovelace (ada): Exercise 01: Tensors, feedback</title>" in text
    assert "Exercise 01: Tensors: feedback for Ada Lovelace (ada)</h1>" in text
    assert f"{NAME}. Handed in 3 March 2026, 11:00 UTC." in text
    assert f"Feedback of {datetime.date.today().day} " in text
    assert "2.5 of 20 points</h2>" in text
    assert re.search(r"Taken off for lateness</th>\s*<td[^>]*>\u22120.5<", text)
    table = text[text.index("<tbody>") : text.index("</tbody>")]
    rows = re.findall(
        r'href="#(\w+)">([^<]+)</a>.*?number">([^<]+)</td>\s*<td class="number">([^<]+)<', table
    )
    assert ("row_means", "3. Row means, as a column", "1", "2") in rows
    assert len(rows) == 9
    assert points_on(page) == 2.5
    # Each link of the page leads somewhere.
    inside = {link[1:] for link in outline.links if link.startswith("#")}
    assert inside <= set(outline.ids), inside - set(outline.ids)
    assert "comment-row_means-answer" in inside
    assert "along the <em>wrong</em> axis" in text


def test_the_tasks_stand_first_and_what_was_in_front_of_them_is_folded_behind(page):
    text = page.read_text("utf-8")
    parts = (">1. Name the shapes", "<details>", "Set-up: run this cell first")
    places = [text.index(part, text.index("</table>")) for part in parts]
    assert places == sorted(places)
    assert text.index("</details>") > places[-1]


def test_a_page_has_its_language_headings_in_order_and_tables_with_headers(page):
    outline = Outline(page.read_text("utf-8"))
    assert ("html", {"lang": "en"}) in outline.attributes
    assert outline.headings[0] == 1 and outline.headings.count(1) == 1
    steps = zip(outline.headings, outline.headings[1:], strict=False)
    assert all(after <= before + 1 for before, after in steps), outline.headings
    scopes = [
        dict(attributes).get("scope") for tag, attributes in outline.attributes if tag == "th"
    ]
    assert None not in scopes
    assert "script" not in outline.tags
    assert all(attributes.get("alt") for tag, attributes in outline.attributes if tag == "img")


def test_a_page_asks_no_other_host_and_advises_nothing_that_cannot_be_run_there(page):
    text = page.read_text("utf-8")
    asks = r"<script|<link|(?:src|data)=[\"']?(?:http|//)|url\(\s*[\"']?(?:http|//)|@import"
    assert not re.search(asks, text)


def test_a_verdict_of_marking_advises_no_call_that_nobody_can_make_there():
    task = find_task("row_means")
    verdict = judge_task(task, (), None, "It ran too long.")
    [shown, _], score = show_verdict(task, verdict, 2.0)
    assert score == 0
    assert "row_means: 0 of 2 points by the automatic check" in shown.data["text/html"]
    assert "hint(" not in shown.data["text/html"] and "solution(" not in shown.data["text/html"]


def cell(kind, source, **about):
    made = getattr(nbformat.v4, f"new_{kind}_cell")(source)
    made.metadata["nbgrader"] = about
    if not about:
        del made.metadata["nbgrader"]
    return made


def test_a_notebook_without_headings_or_set_up_has_a_table_all_the_same():
    cells = [
        cell(
            "markdown",
            "An essay",
            grade_id="essay",
            solution=True,
            grade=True,
            score=None,
            points=4,
        ),
        cell("code", "assert x", grade_id="test1", grade=True, score=1.5, points=2),
    ]
    assert [(row.title, row.score, row.most) for row in table_rows(cells)] == [
        ("essay", 0.0, 4.0),
        ("test1", 1.5, 2.0),
    ]
    assert arranged(cells) == cells
    assert arranged([]) == []


def test_notes_of_marking_stand_behind_the_tasks():
    notes = cell("markdown", "**When this notebook was marked**")
    notes["id"] = "marking-notes"
    answer = cell("code", "x = 1", grade_id="x", solution=True)
    title, task = cell("markdown", "# Title"), cell("markdown", "## 1. Task")
    assert arranged([notes, title, task, answer]) == [task, answer, notes, title]


def test_headings_are_demoted_and_pictures_without_words_get_some():
    assert demoted('<h1 id="a">A</h1><h6>B</h6><hr>') == '<h2 id="a">A</h2><h6>B</h6><hr>'
    made = with_alternatives('<img src="x"><img alt="y" src="z"><iframe src="a">')
    assert made.count("alt=") == 2 and 'alt="y"' in made and "title=" in made


def test_a_page_of_another_make_shows_no_points(tmp_path):
    path = tmp_path / "a.html"
    path.write_text("<html></html>")
    assert points_on(path) is None
    assert points_on(tmp_path / "none.html") is None


def test_words_stand_out_from_their_ground_in_light_and_in_dark():
    """At least 4.5 to 1, as WCAG 2.2 asks of text (success criterion 1.4.3)."""
    template = Path(feedback_page.__file__).with_name("feedback_page.html.j2").read_text("utf-8")
    before, dark = template.split("@media screen and (prefers-color-scheme: dark)")
    light = before[before.index(":root") :]
    for sheet in (light, dark[: dark.index("@media")]):
        named = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", sheet))
        ansi = re.findall(r"\.ansi-\w+-intense-fg \{ color: (#[0-9a-f]{6})", sheet)
        assert len(ansi) == 6
        for color in (named["ink"], named["muted"], named["link"], *ansi):
            for ground in (named["ground"], named["block"]):
                assert contrast(color.upper(), ground.upper()) >= 4.5, (color, ground)
