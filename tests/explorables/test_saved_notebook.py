"""A saved notebook shows its last pictures without widgets too, and keeps only what is shown."""

import base64
import re

import ipywidgets
from ipywidgets.embed import dependency_state

from explorables.page import saved_notebook
from explorables.page.host import Choice, Explorable, Frame, Slider
from explorables.page.svg import element, picture

STATE = "application/vnd.jupyter.widget-state+json"


def moved() -> Explorable:
    """A picture that says where its slider stands, with another one inside it, at 3."""

    def draw(step: int, scale: str) -> Frame:
        inner = element("svg", element("circle", r=float(step)), width=10)
        words = f'step <{step}> of "{scale}"'
        return Frame(picture(100, 50, f"{words}.", inner), f"{words}.", words)

    made = Explorable(draw, {"step": Slider("step", 5), "scale": Choice("scale", ("a", "b"), "a")})
    made.controls["step"].value = 3
    made.controls["scale"].value = "b"
    return made


def saved(shown: object, *others: ipywidgets.Widget) -> dict:
    """A notebook with an output, saved with the state of its widgets and of others."""
    state = dependency_state([shown.widget, *others], drop_defaults=True)
    output = {"output_type": "execute_result", "data": shown._repr_mimebundle_(), "metadata": {}}
    cells = [{"cell_type": "markdown"}, {"cell_type": "code", "outputs": [output]}]
    return {"cells": cells, "metadata": {"widgets": {STATE: {"version_major": 2, "state": state}}}}


def html(notebook: dict) -> str:
    return notebook["cells"][1]["outputs"][0]["data"]["text/html"]


def test_the_html_shows_what_the_page_shows():
    made = moved()
    notebook = saved(made)
    notebook["cells"][1]["outputs"][0]["data"]["text/html"] = "<p>as the cell ran</p>"
    saved_notebook.bring_up_to_date(notebook)
    page = html(notebook)
    assert "as the cell ran" not in page
    assert "step: 3; scale: b" in page
    alternative = re.search('alt="([^"]*)"', page)[1]
    assert alternative == "step &lt;3&gt; of &quot;b&quot;."
    drawing = base64.b64decode(re.search('base64,([^"]*)', page)[1]).decode()
    assert 'r="3"' in drawing and drawing.count("<svg") == drawing.count("</svg>") == 2


def test_it_needs_no_widgets_and_survives_a_sanitizer():
    notebook = saved(moved())
    saved_notebook.bring_up_to_date(notebook)
    assert "<svg" not in html(notebook) and "<style" not in html(notebook)
    assert "run its cell" not in html(notebook) and "onerror" not in html(notebook)
    assert html(notebook).count("<img") == 1


def test_widgets_that_no_output_shows_are_left_out_and_all_of_those_shown_stay():
    made, before = moved(), moved()
    notebook = saved(made, before.widget)
    saved_notebook.bring_up_to_date(notebook)
    kept = notebook["metadata"]["widgets"][STATE]["state"]
    assert kept == dependency_state([made.widget], drop_defaults=True)


def test_the_widgets_of_others_are_kept_as_they_were_shown():
    button = ipywidgets.Button(description="mine")
    notebook = saved(moved(), button)
    view = {"model_id": button.model_id, "version_major": 2, "version_minor": 0}
    data = {"text/html": "<b>mine</b>", "application/vnd.jupyter.widget-view+json": view}
    notebook["cells"].append({"outputs": [{"data": data}]})
    saved_notebook.bring_up_to_date(notebook)
    assert data["text/html"] == "<b>mine</b>"
    assert button.model_id in notebook["metadata"]["widgets"][STATE]["state"]


def test_a_notebook_without_widget_state_stays_as_it_is():
    for metadata in ({}, {"widgets": {STATE: {"abc": {"model_name": "VBoxModel"}}}}):
        notebook = saved(moved()) | {"metadata": metadata}
        before = html(notebook)
        saved_notebook.bring_up_to_date(notebook)
        assert html(notebook) == before and notebook["metadata"] == metadata
