"""A key press to a new picture, in JupyterLab. `make bench` runs this; `make test` does not."""

import json
import os
from pathlib import Path

import nbformat
import pytest

from grader.course import course

PRESSES = 40
BARE = """
import ipywidgets

slider, shown = ipywidgets.IntSlider(max=1000), ipywidgets.HTML("<p>0</p>")
slider.observe(lambda change: setattr(shown, "value", f"<p>{change.new}</p>"), names="value")
ipywidgets.VBox([slider, shown])
"""
PICTURES = {
    "limit": BARE,
    "shape": "explorables.shape(tf.reshape(tf.range(24), [2, 3, 4]))",
    "axis": "explorables.axis(tf.reshape(tf.range(24), [2, 3, 4]))",
    "broadcasting": "explorables.broadcasting(tf.range(5)[:, tf.newaxis], tf.range(6))",
}
# From the key going down until the picture in the page is another one. What is shown is the last
# HTML widget of the cell; the slider's own marks move at once and are no picture.
_WATCH = """(cell) => {
  const shown = [...cell.querySelectorAll(".widget-html-content")].at(-1);
  window.waits = [];
  let pressed = null;
  cell.addEventListener("keydown", () => { pressed = performance.now(); }, true);
  new MutationObserver(() => {
    if (pressed !== null) { window.waits.push(performance.now() - pressed); pressed = null; }
  }).observe(shown, { childList: true, subtree: true, characterData: true });
}"""


@pytest.fixture
def pictures(lab):
    """A notebook with the bare slider and one of each explorable."""
    sources = [course().setup_cell, "import tensorflow as tf\n\nimport explorables"]
    sources += [source.strip() for source in PICTURES.values()]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, lab.folder / "pictures.ipynb")
    return "pictures.ipynb"


def test_measure_redraws(open_notebook, pictures):
    notebook = open_notebook(pictures)
    notebook.run_all()
    assert notebook.errors() == []
    samples = {}
    for place, name in enumerate(PICTURES, start=2):
        cell = notebook.cell(place)
        cell.evaluate(_WATCH)
        slider = cell.get_by_role("slider").first
        for press in range(PRESSES):
            slider.press("ArrowLeft" if press % 12 > 5 else "ArrowRight")
            notebook.page.wait_for_function(f"() => window.waits.length > {press}")
        samples[name] = notebook.page.evaluate("() => window.waits")
    Path(os.environ["BENCH_FILE"]).write_text(json.dumps(samples))
