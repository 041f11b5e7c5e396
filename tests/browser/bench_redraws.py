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
TRAINED = """
x = tf.linspace(-1.0, 1.0, 64)[:, tf.newaxis]
curves = explorables.curves()
for rate in (0.01, 0.1):
    model = tf.keras.Sequential([tf.keras.Input((1,)), tf.keras.layers.Dense(1)])
    model.compile(tf.keras.optimizers.SGD(rate), "mse")
    callbacks = [curves.run(f"SGD {rate}")]
    model.fit(x, 3 * x, 8, 20, 0, callbacks, validation_data=(x, 3 * x))
curves
"""
NETWORK = """
layers = [tf.keras.layers.Dense(32, "relu") for _ in range(7)]
explorables.network(tf.keras.Sequential([tf.keras.Input((64,)), *layers]), tf.random.normal((5, 64)))
"""
PAD = """
explorables.pad(tf.keras.Sequential([tf.keras.Input((64,)), *layers, tf.keras.layers.Dense(10)]))
"""
PICTURES = {
    "limit": BARE,
    "shape": "explorables.shape(tf.reshape(tf.range(24), [2, 3, 4]))",
    "axis": "explorables.axis(tf.reshape(tf.range(24), [2, 3, 4]))",
    "broadcasting": "explorables.broadcasting(tf.range(5)[:, tf.newaxis], tf.range(6))",
    "tape": "explorables.tape(lambda x: tf.reduce_mean((x * x + tf.exp(x)) ** 2), [0.5, 1.0])",
    "nan": "explorables.nan(lambda p: -tf.reduce_sum(p * tf.math.log(p)), [0.5, 0.5])",
    "descent": "explorables.descent(lambda w, b: (w - 1) ** 2 + 9 * (w + b) ** 2, (0.0, 2.0))",
    "curves": TRAINED,
    "network": NETWORK,
    "pad": PAD,
    "boundary": "explorables.boundary(epochs=40)",
}
# What takes the keys where it is no slider: the pad's cursor moves with its pen down, always on to a new
# cell.
DRAWN_ON = {"pad": "svg[role=application]"}
_SNAKE = 3 * (["ArrowRight"] * 7 + ["ArrowDown"] + ["ArrowLeft"] * 7 + ["ArrowDown"])
# The slider that is moved, by its label; elsewhere the first one of the cell.
SLIDERS = {"descent": "step", "boundary": "epoch"}
# From the key going down until the picture in the page is another one. What is shown is the first
# HTML widget of the cell; the slider's own marks move at once and are no picture.
_WATCH = """(cell) => {
  const shown = cell.querySelector(".widget-html-content");
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


def _slider(cell, label):
    """The slider with a label, or the first one."""
    if label is None:
        return cell.get_by_role("slider").first
    row = cell.locator(".widget-hslider").filter(has_text=label)
    return row.get_by_role("slider")


def test_measure_redraws(open_notebook, pictures):
    notebook = open_notebook(pictures)
    notebook.run_all()
    assert notebook.errors() == []
    samples = {}
    for place, name in enumerate(PICTURES, start=2):
        cell = notebook.cell(place)
        cell.evaluate(_WATCH)
        if name in DRAWN_ON:
            keyed, keys = cell.locator(DRAWN_ON[name]), _SNAKE
            keyed.press("Space")
            notebook.wait_idle()
            notebook.page.evaluate("() => { window.waits = []; }")
        else:
            keyed = _slider(cell, SLIDERS.get(name))
            keys = ["ArrowRight"] * 6 + ["ArrowLeft"] * 6  # away from the end it stands at
            if keyed.get_attribute("aria-valuenow") == keyed.get_attribute("aria-valuemax"):
                keys.reverse()
        for press in range(PRESSES):
            keyed.press(keys[press % len(keys)])
            notebook.page.wait_for_function(f"() => window.waits.length > {press}")
        samples[name] = notebook.page.evaluate("() => window.waits")
    Path(os.environ["BENCH_FILE"]).write_text(json.dumps(samples))
