"""On a dark page every picture and box changes its colors, and words stay readable."""

import re

import pytest

from explorables.page import dark_theme, palette, svg
from explorables.page.host import Frame, live_page
from grader.feedback.page.note import note


@pytest.mark.parametrize(("words", "ground"), palette.TEXT_ON_GROUND)
def test_words_keep_a_readable_contrast_to_their_ground(words, ground):
    dark = dark_theme.counterpart(words), dark_theme.counterpart(ground)
    assert palette.contrast(*dark) >= 4.5
    assert palette.luminance(dark[0]) > palette.luminance(dark[1])


@pytest.mark.parametrize("color", [*palette.OKABE_ITO.values(), palette.EDGE, palette.CONFLICT])
def test_lines_and_markers_stand_out_from_the_panel(color):
    # The highlighted cell is the one ground among them; its thick edge stands out.
    for of in ("stroke",) if color == palette.FOLLOWED else ("fill", "stroke"):
        assert palette.contrast(dark_theme.counterpart(color, of), dark_theme.PANEL) >= 3


def test_every_color_of_a_drawing_has_its_rule_and_a_fixed_one_has_none():
    fixed = palette.fixed('fill="#E69F00" fill="#595959"')  # the second has no letter to change
    drawing = svg.picture(10, 10, "dots", svg.line(0, 0, 5, 5, stroke=palette.EDGE), fixed)
    style = dark_theme.drawing_style(drawing)
    assert f'[fill="{palette.PANEL}"]{{fill:{dark_theme.PANEL}}}' in style
    assert f'[stroke="{palette.EDGE}"]' in style
    assert "E69F00" not in style.upper() and 'fill="#595959"' not in style
    assert "rgb(89,89,89)" in drawing


def test_a_picture_and_a_note_bring_their_dark_colors_along():
    page = live_page(Frame(svg.picture(10, 10, "a dot", svg.text(1, 1, "one")), "a dot"))
    assert re.search(rf'<style>.*</style><div .*class="{dark_theme.PICTURE}"', page, re.S)
    boxed = note("A title", "Some `code`.")._repr_html_()
    assert re.search(rf'<style>.*</style><div class="{dark_theme.NOTE}"', boxed, re.S)
    for host in dark_theme.PAGES:
        assert host in page
        assert host in boxed
