"""Measure what a person waits for: `python -m maintenance.bench [NAME ...]`.

A table for people, then one line of JSON for programs. Each figure stands beside its limit, taken
in the same run on the same machine: what the same wait would be if our part of it cost nothing.
"""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from maintenance.environment import ROOT


@dataclass(frozen=True)
class Figure:
    """What was measured: milliseconds, one number a repetition, of it and of its limit."""

    name: str
    taken: Sequence[float]
    limit: Sequence[float]
    paired: bool = False  # whether each of ``taken`` stands beside its own of ``limit``

    @property
    def ratio(self) -> float:
        """Of the medians; of pairs, what the median difference adds to the median limit."""
        limit = statistics.median(self.limit)
        if self.paired:
            more = [one - other for one, other in zip(self.taken, self.limit, strict=True)]
            return 1 + statistics.median(more) / limit
        return statistics.median(self.taken) / limit


def _milliseconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - start)


def _python(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, cwd=ROOT)


def imports() -> list[Figure]:
    """What a notebook's first cells import, against `import tensorflow` alone, interleaved."""
    ours = "import grader.startup, grader.feedback, explorables, explorables.pictures.shape.picture"
    taken, limit = [], []
    for _ in range(3):
        limit.append(_milliseconds(lambda: _python("import tensorflow")))
        taken.append(_milliseconds(lambda: _python(ours)))
    return [Figure("imports", taken, limit)]


def checks() -> list[Figure]:
    """`check("task")` of a right answer, against the calls of the answer alone."""
    import numpy as np

    from grader.catalog import assignments
    from grader.course import course
    from grader.feedback.checking.checks import run_check, verdict_note
    from grader.probing.questions import Call
    from grader.session.capture import captured
    from grader.startup import tf  # imported with its start-up lines kept off the table

    taken, limit = [], []
    for task in (task for assignment in assignments() for task in assignment.tasks):
        if not isinstance(task.ask, Call) or task.quality:  # these train a model in every call
            continue
        namespace = {"tf": tf, "np": np}
        exec(task.solution, namespace)
        answer = namespace[task.ask.subject]
        inputs = [
            [
                tf.constant(value) if isinstance(value, np.ndarray) else value
                for value in case.inputs.values()
            ]
            for case in task.draw_cases(course().seed)
        ]

        def bare(answer=answer, inputs=inputs, drive=task.ask.drive) -> None:
            for values in inputs:
                drive(answer, *values) if drive else answer(*values)

        def whole(task=task, namespace=namespace) -> None:
            verdict_note(task, run_check(task, namespace))

        with captured():  # an answer called this often is warned of retracing, rightly
            for _ in range(21):
                limit.append(_milliseconds(bare))
                taken.append(_milliseconds(whole))
    return [Figure("check", taken, limit)]


def examples() -> list[Figure]:
    """`example("task", ...)` of a right example, against its oracle and its wrong ideas alone.

    These are put to the cases as well, by which is known how many ideas an example can tell apart. The
    slowest is what somebody waits at most, which is to stay below 100 ms.
    """
    import numpy as np

    from grader.catalog import assignments
    from grader.course import course
    from grader.feedback.checking.examples import example_note
    from grader.judging.example_inputs import inputs_of, why_no_example
    from grader.judging.example_verdict import judge_example, right_result

    taken, limit = [], []
    for task in (task for assignment in assignments() for task in assignment.tasks):
        if why_no_example(task) or task.example.read:  # of the others, samples can be passed
            continue
        cases = task.draw_cases(course(task.module).seed)
        inputs = inputs_of(task, cases).samples[0]
        result = right_result(task, inputs)

        def bare(task=task, cases=cases) -> None:
            for case in cases:
                for answer in (task.expected, *(idea.answer for idea in task.misconceptions)):
                    with contextlib.suppress(Exception):  # an idea may have nothing to say there
                        case.put_to(answer)

        def whole(task=task, inputs=inputs, result=result) -> None:
            cases = task.draw_cases(course(task.module).seed)
            example_note(task, judge_example(task, cases, inputs, {}, result))

        with np.errstate(all="ignore"):
            for _ in range(11):
                limit.append(_milliseconds(bare))
                taken.append(_milliseconds(whole))
    return [Figure("example", taken, limit)]


def redraws() -> list[Figure]:
    """A key press to a new picture in JupyterLab, for each explorable.

    The limit is the same key press on a bare ipywidgets slider whose text beside it changes.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "redraws.json"
        command = [sys.executable, "-m", "pytest", "-q", "-n0", "tests/browser/bench_redraws.py"]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=os.environ | {"BENCH_FILE": str(file)},
            capture_output=True,
            text=True,
        )
        if not file.exists():
            sys.exit(f"The browser gave no figures:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        samples = json.loads(file.read_text())
    limit = samples.pop("limit")
    return [Figure(f"redraw-{name}", taken, limit) for name, taken in samples.items()]


def moves() -> list[Figure]:
    """A moved slider of the book to a picture laid out anew, for those whose drawings are largest.

    In a browser, from a file. The limit is a frame of a screen, 1/60 s.
    """
    import numpy as np
    from playwright.sync_api import sync_playwright

    import explorables
    from explorables.page.host import FRAMES, FRAMES_WANTED
    from maintenance.book.moving import moving_picture
    from maintenance.browser import find_browser

    numbers = np.arange(64.0)
    pictures = {
        "shape": lambda: explorables.shape(numbers[:24].reshape(2, 3, 4)),
        "descent": lambda: explorables.descent(lambda w, b: (w - 1) ** 2 + 9 * b**2, (0.0, 1.0)),
        "convolution": lambda: explorables.convolution(numbers.reshape(8, 8), np.ones((3, 3))),
        "quantize": lambda: explorables.quantize(np.sin(numbers).reshape(16, 4)),
    }
    script = (ROOT / "maintenance/book/static/moving.js").read_text(encoding="utf-8")
    move = """async () => {
      const sliders = [...document.querySelectorAll("input[type=range]")];
      const waits = [];
      for (const slider of sliders) {
        for (let at = 0; at <= Number(slider.max); at++) {
          if (at === Number(slider.value)) continue;
          slider.value = at;
          const pressed = performance.now();
          slider.dispatchEvent(new Event("input", { bubbles: true }));
          document.body.getBoundingClientRect();
          waits.push(performance.now() - pressed);
          await new Promise(requestAnimationFrame);
        }
      }
      return waits;
    }"""
    figures = []
    os.environ[FRAMES_WANTED] = "yes"
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser() or None)
        page = browser.new_page()
        for name, make in pictures.items():
            told = make()._repr_mimebundle_()[FRAMES]
            file = Path(folder) / f"{name}.html"
            html = f"<!doctype html>{moving_picture(told)}<script>{script}</script>"
            file.write_text(html, encoding="utf-8")
            page.goto(file.as_uri())
            page.locator(".moving-inputs:not([hidden])").wait_for()
            waits = page.evaluate(move)
            figures.append(Figure(f"move-{name}", waits, [1000 / 60] * len(waits)))
        browser.close()
    del os.environ[FRAMES_WANTED]
    return figures


def curves() -> list[Figure]:
    """A step of training with `explorables.curves`, against the same step without.

    In a kernel, where the picture is really sent. Single steps, then the means of twenty, which
    the redraws are in: half as many steps have the callback as in a training, and all its redraws.
    """
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel(
        kernel_name="python3", cwd=str(ROOT), stderr=subprocess.DEVNULL
    )
    printed: list[str] = []

    def keep(message: dict) -> None:
        content = message["content"]
        if message["msg_type"] == "error":
            sys.exit("\n".join(content["traceback"]))
        if message["msg_type"] == "stream" and content["name"] == "stdout":
            printed.append(content["text"])

    try:
        cell = "import json, grader.startup; from maintenance import curves_cost\n"
        cell += "print(json.dumps(curves_cost.steps()))"
        client.execute_interactive(cell, output_hook=keep, timeout=600, allow_stdin=False)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    samples = json.loads("".join(printed))
    taken, limit = samples["with"], samples["without"]
    means, limits = (
        [statistics.fmean(one[at : at + 20]) for at in range(0, len(one), 20)]
        for one in (taken, limit)
    )
    return [Figure("curves-step", taken, limit, True), Figure("curves-steps", means, limits, True)]


def _until_tensorflow(environment: Mapping[str, str], forked: bool) -> float:
    """Milliseconds from asking for a kernel with these variables until TensorFlow is imported."""
    from jupyter_client.manager import start_new_kernel

    from grader.kernels.provisioner import ForkedProcess

    start = time.perf_counter()
    # Without a stderr of its own, which a fork can't be given.
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(ROOT), env=environment)
    try:
        reply = client.execute_interactive("import tensorflow", timeout=600, allow_stdin=False)
        taken = 1000 * (time.perf_counter() - start)
        if isinstance(manager.provisioner.process, ForkedProcess) != forked:
            sys.exit(
                f"A kernel was {'not ' if forked else ''}forked, and should have been otherwise."
            )
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    if reply["content"]["status"] != "ok":
        sys.exit(f"A kernel could not import TensorFlow: {reply['content']}")
    return taken


def kernels() -> list[Figure]:
    """From asking for a notebook's kernel until TensorFlow is imported in it, interleaved.

    The kernel is forked from a warm parent that is up. The limit is a kernel that imports
    TensorFlow itself: what the wait would be without our part, which saves time here, so the ratio
    is below 1.
    """
    from jupyter_client.provisioning import KernelProvisionerFactory

    from grader.kernels.warm import warm_kernels, why_not
    from grader.kernels.wire import ADDRESS
    from grader.session.capture import captured

    if reason := why_not():
        sys.exit(f"No kernel can be forked here: {reason}.")
    if ADDRESS in os.environ:
        sys.exit(f"Another program's warm parent is named in {ADDRESS}: run this without it.")
    taken, limit = [], []
    with captured(), warm_kernels() as variables:  # TensorFlow's start-up lines, off the table
        cold = {**os.environ, **variables}
        del cold[ADDRESS]
        warm = cold | variables
        os.environ.update(variables)
        KernelProvisionerFactory.clear_instance()  # it has read, once, who starts its kernels
        try:
            _until_tensorflow(warm, True)  # waits until the parent is up
            for _ in range(3):
                limit.append(_until_tensorflow(cold, False))
                taken.append(_until_tensorflow(warm, True))
        finally:
            for name in variables:
                del os.environ[name]
            KernelProvisionerFactory.clear_instance()
    return [Figure("kernel-ready", taken, limit)]


def standings() -> list[Figure]:
    """The term of 1,126 students and six assignments as `grader status` tells it, once its modules are
    there, against reading the marks alone.

    The limit is the gradebook's part. The rest reads what collecting, marking and returning wrote down,
    and looks at 20,000 folders. What somebody waits for is to stay below 2 s.
    """
    from grader.autograding.classes.roll import read_term
    from grader.autograding.recording.class_marks import read_term_marks
    from grader.autograding.terms.course_clock import clock_of
    from grader.autograding.terms.course_folder import open_course
    from grader.teaching.status_text import term_text
    from maintenance.large_class import make_class

    def tell() -> str:
        course = open_course()
        return term_text(read_term(course), False, None, clock_of(course.root))

    taken, limit = [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "course")
        make_class(folder, folders=True)
        with contextlib.chdir(folder):
            for _ in range(3):
                limit.append(_milliseconds(lambda: read_term_marks(open_course())))
                taken.append(_milliseconds(tell))
    return [Figure("status-of-a-term", taken, limit)]


def formgrader() -> list[Figure]:
    """What Formgrader's tables of 1,126 students are asked for, answered; the limit is nbgrader's own
    answer to the same question, so the ratio is below 1."""
    from maintenance.formgrader_bench import measure

    return [Figure(f"formgrader-{page}", taken, limit) for page, taken, limit in measure()]


MEASUREMENTS: dict[str, Callable[[], list[Figure]]] = {
    "imports": imports,
    "checks": checks,
    "examples": examples,
    "curves": curves,
    "kernels": kernels,
    "standings": standings,
    "redraws": redraws,
    "moves": moves,
    "formgrader": formgrader,
}


def main() -> None:
    """Run the measurements named, or all, and print them."""
    names = sys.argv[1:] or list(MEASUREMENTS)
    if unknown := sorted(set(names) - MEASUREMENTS.keys()):
        sys.exit(f"No measurement named {', '.join(unknown)}; there are {', '.join(MEASUREMENTS)}.")
    results = {}
    print(f"{'median of':<24}{'it':>11}{'limit':>11}{'ratio':>8}{'slowest':>11}{'runs':>6}")
    for name in names:
        for figure in MEASUREMENTS[name]():
            taken, limit = statistics.median(figure.taken), statistics.median(figure.limit)
            results[figure.name] = {
                "median_ms": round(taken, 2),
                "limit_ms": round(limit, 2),
                "ratio": round(figure.ratio, 3),
                "slowest_ms": round(max(figure.taken), 2),
                "runs": len(figure.taken),
            }
            print(
                f"{figure.name:<24}{taken:>8.1f} ms{limit:>8.1f} ms{figure.ratio:>8.3f}"
                f"{max(figure.taken):>8.1f} ms{len(figure.taken):>6}",
                flush=True,
            )
    print(json.dumps(results))


if __name__ == "__main__":
    main()
