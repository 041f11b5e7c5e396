"""The pad on a page of Colab's ipywidgets: what is drawn there reaches the kernel, and is answered.

Colab's own page can't be had here. Its package list has Jupyter Notebook 6, whose page runs the same
widgets of the same version.
"""

import contextlib
import re
import socket
import subprocess
import time
import urllib.request

import nbformat
import pytest
from playwright.sync_api import expect

from maintenance.browser import find_browser
from tests.colab.conftest import RUNTIME
from tests.pad_drawing import READER, SEVEN, draw

_READY = "() => window.Jupyter?.notebook?.kernel?.is_connected?.()"
_RUN = "place => Jupyter.notebook.execute_cells([place])"
_RAN = "place => Jupyter.notebook.get_cell(place).input_prompt_number === place + 1"
_CELLS = "() => Jupyter.notebook.ncells()"
PATIENCE = 120_000  # ms; TensorFlow's import on a busy machine


@pytest.fixture
def address(colab_variables, tmp_path):
    """Where Notebook 6 serves a notebook with a pad in it."""
    folder = tmp_path / "content"
    folder.mkdir()
    cells = [nbformat.v4.new_code_cell(one.strip()) for one in (READER, "explorables.pad(nearest)")]
    kernel = {"name": "colab", "display_name": "Colab", "language": "python"}
    made = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(made, folder / "pad.ipynb")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [RUNTIME.python, "-W", "ignore", "-m", "notebook", "--no-browser", "--allow-root"]
    command += [f"--port={port}", "--NotebookApp.token=pad", f"--notebook-dir={folder}"]
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(command, env=colab_variables, stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/api?token=pad")
        yield f"http://127.0.0.1:{port}/notebooks/pad.ipynb?token=pad"
    finally:
        server.terminate()
        server.wait()


def wait_for(address: str) -> None:
    end = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < end:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):
            return
        time.sleep(0.2)
    raise TimeoutError(address)


@pytest.mark.skipif(not find_browser(), reason="there is no Chromium here")
def test_the_pad_is_drawn_on_by_mouse_and_by_keys(browser, address):
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    page.wait_for_function(_READY)
    for place in (
        0,
        1,
    ):  # this page shows no widgets of a cell that ran before it was ready for them
        page.evaluate(_RUN, place)
        page.wait_for_function(_RAN, arg=place)
    pad, strokes = page.get_by_role("application"), page.get_by_label("strokes")
    words = page.locator(".workbook-guess")
    expect(words).to_contain_text("Read as 2", timeout=30_000)

    pad.scroll_into_view_if_needed()
    draw(page, pad, *SEVEN)
    expect(words).to_contain_text("Read as 7")
    page.get_by_role("button", name="Clear").click()
    expect(words).to_contain_text("Draw a digit")

    before = page.evaluate(_CELLS)
    for key in [*["ArrowUp"] * 6, "Space", *["ArrowDown"] * 7, "Space"]:
        pad.press(key)
    expect(strokes).to_have_value(re.compile(r"^\d+,8 \d+,15$"))
    expect(words).to_contain_text("Read as 1")
    assert page.evaluate(_CELLS) == before
    page.close()
