"""In the tasks of assignment 03 the work has to be in the graph; how it got into one is free."""

from __future__ import annotations

from grader.authoring.course_files import SECRET_SEED
from grader.authoring.trying import verdict_on
from grader.catalog import find_task


def test_python_called_back_inside_a_loop_of_the_graph_is_seen() -> None:
    """The operation stands in the body of the loop, which is a function of the graph's library."""
    source = (
        "def collatz_steps(n):\n"
        "    plain = lambda n: np.int64(n // 2 if n % 2 == 0 else 3 * n + 1)\n"
        "    def step(n, steps):\n"
        "        n_next = tf.numpy_function(plain, [n], tf.int64)\n"
        "        n_next.set_shape([])\n"
        "        return n_next, steps + 1\n"
        "    return tf.while_loop(lambda n, steps: n > 1, step, (n, 0))[1]"
    )
    verdict = verdict_on(find_task("collatz_steps"), source, SECRET_SEED)
    assert verdict.key == "misconception.left_the_graph"
    assert verdict.message.came_out == "a result of Python code outside the graph"


def test_a_loop_that_was_unrolled_while_tracing_is_told() -> None:
    source = (
        "def collatz_steps(n):\n"
        "    steps = tf.constant(0, tf.int64)\n"
        "    for _ in range(40):\n"
        "        steps += tf.cast(n > 1, tf.int64)\n"
        "        n = tf.where(n % 2 == 0, n // 2, tf.where(n > 1, 3 * n + 1, n))\n"
        "    return steps"
    )
    verdict = verdict_on(find_task("collatz_steps"), source, SECRET_SEED)
    assert (verdict.key, verdict.fraction) == ("misconception.no_loop", 0)


def test_no_function_is_run_eagerly_whatever_the_answer_switches() -> None:
    """Set while one graph is traced, the switch would let the next be Python."""
    source = (
        "def collatz_steps(n):\n"
        "    tf.config.run_functions_eagerly(True)\n"
        "    n, steps = n.numpy() if hasattr(n, 'numpy') else 1, 0\n"
        "    while n > 1:\n"
        "        n, steps = (n // 2 if n % 2 == 0 else 3 * n + 1), steps + 1\n"
        "    return tf.constant(steps, tf.int64)"
    )
    assert verdict_on(find_task("collatz_steps"), source, SECRET_SEED).fraction == 0
