"""A check cell in a real kernel: HTML and points, no stream, and errors set as messages."""

from __future__ import annotations

import re
import textwrap
from typing import Any

import pytest
from jupyter_client.manager import start_new_kernel

from tests.surroundings import outside_pytest, shows_no_more_than_lacks

SET_UP = """
import os, sys, logging, subprocess, warnings
import grader.startup
import numpy as np
import tensorflow as tf
from grader.feedback import ask, check, hint, predict, progress, solution
"""
# Answers that print in every way they can, right and wrong.
NOISE = {
    "print": "print('seen')",
    "print to stderr": "print('seen', file=sys.stderr)",
    "tf.print": "tf.print('seen', m)",
    "tf.print in a graph": "tf.function(lambda x: (tf.print('seen', x), x)[1])(m)",
    "warning": "warnings.warn('seen')",
    "logging": "logging.error('seen')",
    "a logger of its own": "mine.error('seen')",
    "TensorFlow's logger": "tf.get_logger().error('seen')",
    "os.write": "os.write(2, b'seen')",
    "child process": "subprocess.run(['sh', '-c', 'echo seen >&2'])",
    "coroutine": "(lambda: None)() or nothing(), print('seen')",
}
OWN_LOGGER = """
mine = logging.getLogger('mine')
mine.addHandler(logging.StreamHandler(sys.stderr))
async def nothing(): pass
"""


class Kernel:
    """A notebook's kernel; `run` gives the messages that a cell puts on the page."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def run(self, cell: str) -> list[tuple[str, dict[str, Any]]]:
        shown: list[tuple[str, dict[str, Any]]] = []
        messages = self.updates = []
        kinds = ("stream", "error", "execute_result", "display_data")

        def keep(message: dict[str, Any]) -> None:
            messages.append((message["msg_type"], message["content"]))
            if message["msg_type"] in kinds:
                shown.append((message["msg_type"], message["content"]))

        self.reply = self.client.execute_interactive(
            textwrap.dedent(cell),
            output_hook=keep,
            timeout=180,  # s; the first cell imports TensorFlow, on a busy machine too
            allow_stdin=False,
            # As a person who runs one cell after another: behind a cell that failed, a kernel
            # drops, for a moment, what Run All would have sent after it.
            stop_on_error=False,
        )
        assert self.reply["content"]["status"] != "aborted"
        return shown

    def written(self, cell: str) -> list[str]:
        """What running a cell asks the page to show in its place."""
        self.run(cell)
        asked = self.reply["content"]["payload"]
        return [
            one["text"] for one in asked if one["source"] == "set_next_input" and one["replace"]
        ]

    def result(self, cell: str) -> dict[str, str]:
        """The data of the one result a cell shows; fails where it shows anything else."""
        ((kind, content),) = self.run(cell)
        assert kind == "execute_result", content
        return content["data"]


@pytest.fixture(scope="module")
def kernel(repository, tmp_path_factory):
    """One kernel for the module: importing TensorFlow takes most of the time."""
    home = tmp_path_factory.mktemp("kernel")
    places = ("WORKBOOK_HOME", "IPYTHONDIR", "JUPYTER_RUNTIME_DIR")
    with pytest.MonkeyPatch.context() as patch:
        for name in places:
            patch.setenv(name, str(home / name))
        manager, client = start_new_kernel(
            kernel_name="python3", cwd=str(repository), env=outside_pytest()
        )
        try:
            started = Kernel(client)
            shown = started.run(SET_UP)
            assert shows_no_more_than_lacks(shown), shown
            assert started.run(OWN_LOGGER) == []
            yield started
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
            manager.cleanup_resources()


@pytest.fixture
def graded(kernel):
    """The same kernel, where nbgrader executes the notebook."""
    kernel.run("os.environ['NBGRADER_EXECUTION'] = 'autograde'")
    yield kernel
    kernel.run("del os.environ['NBGRADER_EXECUTION']")


def test_a_check_cell_shows_a_panel_and_its_text_is_the_points(kernel) -> None:
    data = kernel.result("""
        row_means = lambda m: tf.reduce_mean(m, axis=1, keepdims=True)
        check("row_means")
    """)
    assert data["text/plain"] == "2.0"
    assert "Passed" in data["text/html"]


def test_a_wrong_answer_shows_its_message_and_the_notebook_goes_on(kernel) -> None:
    data = kernel.result("row_means = lambda m: tf.reduce_mean(m)\ncheck('row_means')")
    assert float(data["text/plain"]) == 0
    assert "the mean of all elements" in data["text/html"]


@pytest.mark.parametrize("noise", NOISE.values(), ids=NOISE)
def test_nothing_an_answer_prints_becomes_a_stream(kernel, noise) -> None:
    data = kernel.result(f"""
        def row_means(m):
            {noise}
            return tf.reduce_mean(m, axis=1, keepdims=True)
        check("row_means")
    """)
    assert data["text/plain"] == "2.0"
    assert "seen" in data["text/html"]


def test_what_is_printed_after_a_check_is_on_the_page_again(kernel) -> None:
    shown = kernel.run("check('shapes')\nprint('out')\nprint('err', file=sys.stderr)")
    assert {content["name"]: content["text"] for _, content in shown} == {
        "stdout": "out\n",
        "stderr": "err\n",
    }


def test_an_error_names_the_line_of_the_cell(kernel) -> None:
    data = kernel.result("""
        @tf.function
        def scale_pixels(images):
            floats = tf.cast(images, tf.float32)
            return floats / images
        check("scale_pixels")
    """)
    assert "return floats / images" in data["text/html"]
    assert "must have the same dtype" in data["text/html"]


def test_an_interrupt_stops_the_notebook_with_a_sentence(kernel) -> None:
    ((kind, content),) = kernel.run("""
        import signal
        def row_means(m):
            os.kill(os.getpid(), signal.SIGINT)
            while True:
                pass
        check("row_means")
    """)
    assert kind == "error"
    assert "You stopped the check" in content["traceback"][0]
    assert not any("\x1b" in line or "File" in line for line in content["traceback"])
    assert kernel.result("1 + 1")["text/plain"] == "2"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("row_means = lambda m: tf.reduce_mean(m)", "the mean of all elements"),
        ("row_means = lambda m: m.mean()", "no tf.mean"),
        ("row_means = lambda m: exit()", "exit"),
        ("row_means = 3", "should be a function"),
        ("del row_means", "Nothing is called"),
        ("row_means = lambda m: print('\\ud800\\x1b[31m')", "A function without `return`"),
    ],
)
def test_under_nbgrader_a_zero_is_an_error_that_reads_as_the_message(graded, answer, words) -> None:
    ((kind, content),) = graded.run(f"row_means = None\n{answer}\ncheck('row_means')")
    assert kind == "error"
    text = "\n".join(content["traceback"])
    assert words in text
    assert "row_means: 0 of 2 points" in text
    assert not re.search(r"\x1b|File |\.py\b|Traceback", text)


def test_an_answer_that_exits_leaves_the_kernel_running(kernel) -> None:
    for name in ("exit", "quit"):
        data = kernel.result(f"row_means = lambda m: {name}()\ncheck('row_means')")
        assert "SystemExit" in data["text/html"]
    restored = kernel.result("(exit is get_ipython().user_ns['exit'], type(exit).__name__)")
    assert "Autocall" in restored["text/plain"]


def test_under_nbgrader_a_part_is_a_number(graded) -> None:
    data = graded.result("shapes = {'loss': (), 'sample': (13,)}\ncheck('shapes')")
    assert data["text/plain"] == "0.8"
    assert "Partly right" in data["text/html"]


def test_a_check_that_trains_says_so_until_it_is_done(kernel) -> None:
    (waiting, shown), (result, _) = kernel.run("""
        shown = []
        train_model = lambda x, y: shown.append(1)
        check("regularized_model")
    """)
    assert (waiting, result) == ("display_data", "execute_result")
    assert "takes some seconds" in shown["data"]["text/html"]
    # Nothing of it is left in the saved notebook, nor shown where nbgrader would take it for marks.
    updates = [content for kind, content in kernel.updates if kind == "update_display_data"]
    assert [update["data"]["text/html"] for update in updates] == [""]


def test_under_nbgrader_a_check_that_trains_shows_nothing_else(graded) -> None:
    ((kind, _),) = graded.run("check('regularized_model')")
    assert kind == "error"


def test_kept_in_the_notebook_progress_stands_in_its_own_cell(kernel) -> None:
    kernel.run("row_means = lambda m: tf.reduce_mean(m)\ncheck('row_means')")
    (cell,) = kernel.written("# my progress\nprogress(keep=True)")
    assert re.fullmatch(r'# my progress\nprogress\("workbook-1 .*row_means=.*", keep=True\)', cell)
    assert kernel.written(cell) == []  # it holds what there is
    assert "Brought back" in kernel.result(cell)["text/html"]
    kernel.run("row_means = lambda m: tf.reduce_mean(m)\ncheck('row_means')")
    (later,) = kernel.written(cell)
    assert later != cell


def test_progress_writes_into_no_cell_that_holds_more(kernel) -> None:
    assert kernel.written("answer = 1\nprogress(keep=True)") == []
    assert "a cell of its own" in kernel.result("answer = 1\nprogress(keep=True)")["text/html"]


PAGES = (
    "hint('row_means')",
    "solution('row_means')",
    "progress()",
    "ask('recall_gpu')",
    "predict('?', ['1', '2'])",
    "predict('?').reveal(1)",
    "check('nothing')",
)


@pytest.mark.parametrize("call", PAGES)
def test_everything_else_shows_one_page_as_well(kernel, call) -> None:
    assert "text/html" in kernel.result(call)


def test_a_check_says_that_the_cell_of_the_answer_stopped(kernel) -> None:
    kernel.run("def row_means(m):\n    return tf.reduce_mean(m, axis=1, keepdims=True)")
    kernel.run("def row_means(m):\n    return (")
    page = kernel.result("check('row_means')")["text/html"]
    assert "stopped with a SyntaxError in line 2" in page
    kernel.run("def row_means(m):\n    return tf.reduce_mean(m, axis=1, keepdims=True)")
    assert "stopped with" not in kernel.result("check('row_means')")["text/html"]
