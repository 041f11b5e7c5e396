"""In the tasks of assignment 03 the work has to be in the graph; how it got into one is free."""

from __future__ import annotations

from grader.authoring.course_files import SECRET_SEED
from grader.authoring.trying import verdict_on
from grader.catalog import find_task


def test_python_called_back_inside_a_loop_of_the_graph_is_seen() -> None:
    """The operation stands in the body of the loop, which is a function of the graph's library."""
    source = (
        "def huber(errors, delta):\n"
        "    plain = lambda e, d: np.float32(min(abs(e), d) * (abs(e) - min(abs(e), d) / 2))\n"
        "    def one(e):\n"
        "        loss = tf.numpy_function(plain, [e, delta], tf.float32)\n"
        "        return tf.ensure_shape(loss, [])\n"
        "    return tf.reshape(tf.map_fn(one, tf.reshape(errors, [-1])), tf.shape(errors))"
    )
    verdict = verdict_on(find_task("huber"), source, SECRET_SEED)
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


def test_a_value_that_is_returned_in_place_of_the_state_is_not_called_forgotten() -> None:
    source = (
        "def make_smoother(start, weight):\n"
        "    number = tf.Variable(start)\n"
        "    def f(x):\n"
        "        number.assign_add(weight * (x - number))\n"
        "        return x\n"
        "    return f"
    )
    why = verdict_on(find_task("smooth"), source, SECRET_SEED).message.why
    assert "it is returned in place of the state" in why


def test_no_function_is_run_eagerly_whatever_the_answer_switches() -> None:
    """Set while one graph is traced, the switch would let the next be Python."""
    source = (
        "def huber(errors, delta):\n"
        "    tf.config.run_functions_eagerly(True)\n"
        "    e = errors.numpy() if hasattr(errors, 'numpy') else np.zeros(errors.shape)\n"
        "    d = delta.numpy() if hasattr(delta, 'numpy') else 1.0\n"
        "    size = np.abs(e)\n"
        "    loss = np.where(size <= d, size**2 / 2, d * (size - d / 2))\n"
        "    return tf.constant(loss, tf.float32)"
    )
    assert verdict_on(find_task("huber"), source, SECRET_SEED).fraction == 0


def test_a_setting_that_is_a_new_object_every_time_is_still_frozen() -> None:
    """A variable that takes the place of another is not seen; one that is assigned to is."""
    source = (
        "def make_scaler(scale, rate):\n"
        "    kept = [tf.Variable(rate)]\n"
        "    def set_rate(new):\n"
        "        kept[0] = tf.Variable(new)\n"
        "    return tf.function(lambda values: scale(values, kept[0])), set_rate"
    )
    verdict = verdict_on(find_task("follow_setting"), source, SECRET_SEED)
    assert verdict.key == "misconception.frozen"
