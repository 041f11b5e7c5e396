"""What is said after a pass is true, and most tasks have it.

That each piece of code in it stands in an answer that passes is a rule of `grader check-task`. Here the
reasons that the sentences give are shown by running them.
"""

from __future__ import annotations

from collections.abc import Callable

import keras
import numpy as np
import pytest
import tensorflow as tf

from grader.catalog import assignments

TASKS = {task.name: task for group in assignments() for task in group.tasks}
SHOWN: dict[str, Callable[..., None]] = {}


def shows(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Marks what shows the sentence of a task."""

    def keep(function: Callable[..., None]) -> Callable[..., None]:
        SHOWN[name] = function
        return function

    return keep


@shows("shapes")
def _a_shape_is_equal_to_a_tuple():
    assert tf.zeros([32, 13]).shape == (32, 13)


@shows("scale_pixels")
def _the_divisor_is_that_of_the_dtype():
    for dtype in (tf.uint8, tf.uint16, tf.int16):
        assert tf.image.convert_image_dtype(tf.constant([dtype.max], dtype), tf.float32) == 1.0


@shows("row_means")
def _both_ways_keep_the_axis():
    matrix = tf.random.normal([3, 3])
    kept = tf.reduce_mean(matrix, axis=1, keepdims=True)
    assert kept.shape == tf.reduce_mean(matrix, axis=-1)[:, tf.newaxis].shape == (3, 1)


@shows("pick_by_label")
def _an_infinite_score_makes_the_sum_nan():
    scores = tf.constant([[0.5, -np.inf], [1.0, 2.0]])
    assert np.isnan(tf.reduce_sum(tf.one_hot([0, 1], 2) * scores, axis=1)).tolist() == [True, False]


@shows("standardize")
def _the_layer_has_learned_mean_and_variance_and_fits_into_a_model():
    layer = keras.layers.Normalization(axis=-1)
    layer.adapt(np.array([[1.0], [3.0]]))
    assert (float(layer.mean[0, 0]), float(layer.variance[0, 0])) == (2.0, 1.0)
    model = keras.Sequential([layer, keras.layers.Dense(1)])
    assert model(np.array([[1.0], [3.0]])).shape == (2, 1)


@shows("distances")
def _none_is_newaxis():
    assert tf.newaxis is None


@shows("brightness")
def _the_sum_is_of_that_dtype():
    images = tf.fill([1, 2, 2], tf.constant(200, tf.uint8))
    assert np.sum(images, axis=(1, 2), dtype=np.uint8) == 32  # 800 wraps around
    assert np.mean(images, axis=(1, 2), dtype=np.float32) == 200


@shows("count_up")
def _what_assigning_gives_follows_the_variable():
    counter = tf.Variable(3)
    returned = counter.assign_add(2)
    value = counter.read_value()
    counter.assign_add(4)
    assert (int(returned), int(value)) == (9, 5)


@shows("best_weights")
def _each_way_keeps_what_was_there():
    weights = tf.Variable([1.0])
    kept = weights.read_value(), weights.numpy(), tf.Variable(weights), tf.identity(weights)
    weights.assign_add([1.0])
    assert [float(one[0]) for one in kept] == [1.0] * 4


@shows("running_mean")
def _both_ways_give_the_mean():
    mean, n, value = 3.0, 4.0, 8.0
    assert (mean * n + value) / (n + 1) == mean + (value - mean) / (n + 1) == 4.0


@shows("add_noise")
def _nothing_else_is_disturbed():
    def draw(between: Callable[[], object]) -> list[float]:
        tf.random.set_seed(1)
        first = tf.random.normal([2])
        between()
        return [*first.numpy(), *tf.random.normal([2]).numpy()]

    noise = lambda: tf.random.stateless_normal([2], [7, 0], stddev=0.5)  # noqa: E731
    assert draw(lambda: None) == draw(noise)
    assert (noise() == noise()).numpy().all()


@shows("step_downhill")
def _adding_and_subtracting_can_round():
    weight = tf.Variable(0.1)
    old = tf.identity(weight)
    weight.assign_add(1e4)
    weight.assign_sub(1e4)
    assert weight != old
    assert weight.assign(old) == old


@shows("lines_printed")
def _print_counts_traces_and_tf_print_runs(capfd, tmp_path):
    @tf.function
    def step(x):
        print("traced")
        tf.print("run", output_stream=f"file://{tmp_path}/runs")
        return x

    for number in (1.0, 2.0, 3.0):
        step(tf.constant(number))
    step(tf.constant(1))  # another dtype: another trace
    assert capfd.readouterr().out.count("traced") == 2
    assert (tmp_path / "runs").read_text().count("run") == 4


@shows("for_any_batch")
def _any_number_of_columns_is_taken():
    compiled = tf.function(tf.reduce_sum, input_signature=[tf.TensorSpec([None, None])])
    assert (compiled(tf.ones([2, 3])), compiled(tf.ones([5, 4]))) == (6.0, 20.0)
    assert compiled.experimental_get_tracing_count() == 1
    asked = []
    tf.function(
        lambda batch: asked.append(batch.shape[1]), input_signature=[tf.TensorSpec([None, None])]
    )(tf.ones([2, 3]))
    assert asked == [None]


@shows("count_traces")
def _the_count_is_of_all_traces():
    function = tf.function(lambda x: x)
    function(tf.ones([2]))
    function(tf.ones([3]))
    assert function.experimental_get_tracing_count() == 2


@shows("signature_fits")
def _dtype_and_shape_are_asked():
    spec = tf.TensorSpec([None, 3])
    fitting = [tf.ones([5, 3]), tf.ones([5, 3], tf.float64), tf.ones([5, 4]), tf.ones([3])]
    assert [spec.is_compatible_with(tensor) for tensor in fitting] == [True, False, False, False]


@shows("second_derivative")
def _a_straight_line_needs_a_word_more():
    x = tf.constant([1.0, 2.0])
    with tf.autodiff.ForwardAccumulator(x, tf.ones_like(x)) as forward:
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = 3 * x
        slope = tape.gradient(y, x)
    assert forward.jvp(slope) is None
    assert forward.jvp(slope, unconnected_gradients="zero").numpy().tolist() == [0, 0]


@shows("slope_at")
def _a_variable_is_watched_by_itself():
    variable, tensor = tf.Variable(3.0), tf.constant(3.0)
    with tf.GradientTape(persistent=True) as tape:
        squares = variable**2, tensor**2
    assert tape.gradient(squares[0], variable) == 6.0
    assert tape.gradient(squares[1], tensor) is None


@shows("fit_line")
def _the_formula_finds_what_descent_finds():
    task = TASKS["fit_line"]
    x = np.linspace(-1, 4, 80).astype(np.float32)
    y = tf.constant(2 * x - 1 + np.random.default_rng(0).normal(0, 0.5, 80).astype(np.float32))
    scope: dict = {"tf": tf}
    exec(task.solution, scope)
    matrix = tf.stack([x, tf.ones_like(x)], axis=1)
    by_formula = tf.linalg.lstsq(matrix, y[:, tf.newaxis])[:, 0]
    np.testing.assert_allclose(scope["fit_line"](tf.constant(x), y), by_formula, atol=1e-3)


@shows("clipped_gradient")
def _the_two_bounds_are_what_clip_by_value_does():
    numbers = tf.constant([-3.0, -1.0, 0.5, 7.0])
    assert (
        (tf.minimum(tf.maximum(numbers, -1.0), 1.0) == tf.clip_by_value(numbers, -1.0, 1.0))
        .numpy()
        .all()
    )


@shows("sure_labels")
def _the_probability_comes_with_its_label():
    values, places = tf.math.top_k(tf.nn.softmax([[0.0, 2.0]]), 1)
    assert places == [[1]] and abs(float(values[0, 0]) - 0.8808) < 1e-4


@shows("wide_classifier")
def _operations_take_arrays_as_well():
    assert keras.ops.concatenate([np.ones([2, 1]), np.ones([2, 3])], 1).shape == (2, 4)


@shows("cannot_learn")
def _the_loss_by_name_expects_probabilities():
    logits, labels = tf.constant([[2.0, 0.0, -1.0]]), tf.constant([1])
    by_name = keras.losses.get("sparse_categorical_crossentropy")(labels, tf.nn.softmax(logits))
    from_logits = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(labels, logits)
    np.testing.assert_allclose(by_name[0], from_logits, rtol=1e-5)


@shows("measured_accuracy")
def _the_variance_of_zeros_and_ones():
    right = tf.constant([1.0, 0.0, 1.0, 1.0])
    np.testing.assert_allclose(tf.math.reduce_std(right) ** 2, 0.75 * 0.25, rtol=1e-6)


@shows("stop_on_spike")
def _neither_infinity_nor_nan_is_at_most_the_largest_number():
    largest = np.finfo(float).max
    assert not float("inf") <= largest
    assert not float("nan") <= largest


@shows("best_device")
def _the_first_of_equals():
    candidates = {"a": 1, "b": 5, "c": 5}
    assert max(candidates, key=candidates.get, default="") == "b"
    assert max({}, default="none") == "none"


@shows("collatz_steps")
def _the_loop_is_one_of_the_graph():
    @tf.function
    def halved(n):
        while n != 1:
            n = n // 2
        return n

    graph = halved.get_concrete_function(tf.TensorSpec([], tf.int64)).graph
    assert any("While" in operation.type for operation in graph.get_operations())


@shows("scaled_step")
def _the_backward_pass_begins_with_the_scale():
    weights = tf.Variable([1.0, -2.0])
    with tf.GradientTape(persistent=True) as tape:
        loss = tf.reduce_sum(weights * weights)
        scaled = 4.0 * loss
    begun = tape.gradient(loss, weights, output_gradients=tf.constant(4.0))
    assert (begun == tape.gradient(scaled, weights)).numpy().all()


@pytest.mark.parametrize("name", SHOWN)
def test_the_reason_that_it_gives_is_one(name, request):
    function = SHOWN[name]
    assert TASKS[name].afterword, "what shows it is of no use"
    wanted = function.__code__.co_varnames[: function.__code__.co_argcount]
    function(*(request.getfixturevalue(fixture) for fixture in wanted))


@shows("last_word_wins")
def _a_mask_carries_the_state_over_the_zeros():
    texts = tf.constant([[3, 5, 2], [3, 5, 0]])
    for masks in (True, False):
        keras.utils.set_random_seed(0)
        embed, gru = keras.layers.Embedding(6, 4, mask_zero=masks), keras.layers.GRU(3)
        without = gru(embed(texts[1:, :2]))
        assert np.allclose(gru(embed(texts))[1], without[0], atol=1e-6) == masks


def test_what_names_no_answer_is_shown_here():
    """`Also right` is shown by answers that pass."""
    others = {name for name, task in TASKS.items() if task.afterword}
    others -= {name for name, task in TASKS.items() if task.afterword.startswith("Also right")}
    assert others - set(SHOWN) == set()


def test_at_least_half_of_all_tasks_have_it():
    assert sum(bool(task.afterword) for task in TASKS.values()) >= len(TASKS) / 2
