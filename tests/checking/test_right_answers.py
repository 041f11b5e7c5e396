"""A right answer passes however it is written, on the course's cases and on others."""

from __future__ import annotations

import functools
import math
import operator

import keras
import numpy as np
import pytest
import tensorflow as tf
import tensorflow.experimental.numpy as tnp

from grader.checking.judge import judge
from grader.checking.probe import observe
from grader.course import course
from grader.tasks import find_task

SEEDS = (course().seed, 1, 7, 42, 1001, 987_654_321)

RIGHT = {
    "shapes": (
        "shapes = {'loss': (), 'sample': 13, 'batch': (32, 13)}\n"
        "shapes.update(sample=(13,), sequences=(32, 50, 8), images=(32, 28, 20, 3))",
        "shapes = dict(zip(['loss', 'sample', 'batch', 'sequences', 'images'],\n"
        "    [tuple(), tuple([13]), tuple([32, 13]), (32, 50, 8), (32, 28, 20, 3)]))",
        "shapes = {k: tf.TensorShape(v) for k, v in dict(loss=[], sample=[13], batch=[32, 13],\n"
        "    sequences=[32, 50, 8], images=[32, 28, 20, 3]).items()}",
        "shapes = {k: np.zeros(v).shape for k, v in dict(loss=[], sample=[13], batch=[32, 13],\n"
        "    sequences=[32, 50, 8], images=[32, 28, 20, 3]).items()}",
        "shapes = {k: tf.shape(tf.zeros(v)) for k, v in dict(loss=[], sample=[13],\n"
        "    batch=[32, 13], sequences=[32, 50, 8], images=[32, 28, 20, 3]).items()}",
        "shapes = {k: np.array(v, int) for k, v in dict(loss=[], sample=[13], batch=[32, 13],\n"
        "    sequences=[32, 50, 8], images=[32, 28, 20, 3]).items()}",
        "n = 32\nshapes = {'loss': (), 'sample': (13,), 'batch': (n,) + (13,),\n"
        "    'sequences': (n, 50, 8), 'images': (n, 28, 20, 3), 'mine': 'a note'}",
        "shapes = __import__('collections').OrderedDict(loss=(), sample=(13,), batch=(32, 13),\n"
        "    sequences=(32, 50, 8), images=(32, 28, 20, 3))",
        "shapes = {'loss': (), 'sample': (np.int64(13),), 'batch': (np.int32(32), 13),\n"
        "    'sequences': (32, tf.constant(50), 8), 'images': (32, 28, 20, 3)}",
        "shapes = {'loss': tf.constant(0.5).shape, 'sample': tf.Variable(tf.ones(13)).shape,\n"
        "    'batch': np.ones((32, 13)).shape, 'sequences': [32, 50, 8],\n"
        "    'images': keras.Input((28, 20, 3), 32).shape}",
        "shapes = {'loss': [], 'sample': [13.0], 'batch': [32.0, 13.0],\n"
        "    'sequences': (32, 50, 8), 'images': (32, 28, 20, 3)}",
        "class Named(dict):\n    pass\n"
        "shapes = Named(loss=(), sample=(13,), batch=(32, 13), sequences=(32, 50, 8),\n"
        "    images=(32, 28, 20, 3))",
    ),
    "scale_pixels": (
        "scale_pixels = lambda x: tf.cast(x, 'float32') / 255",
        "scale_pixels = tf.function(lambda x: tf.cast(x, tf.float32) / 255)",
        "@tf.function(jit_compile=False, reduce_retracing=True)\n"
        "def scale_pixels(pixels):\n    return tf.cast(pixels, tf.float32) * (1.0 / 255.0)",
        "def scale_pixels(images, top=255.0):\n    return tf.cast(images, tf.float32) / top",
        "def scale_pixels(images, /):\n    return np.float32(images) / np.float32(255)",
        "def scale_pixels(images):\n"
        "    return tf.cast(tf.cast(images, tf.float64) / 255, tf.float32)",
        "scale_pixels = keras.layers.Rescaling(1 / 255)",
        "def scale_pixels(images):\n    return keras.ops.cast(images, 'float32') / 255",
        "def scale_pixels(images):\n    return tf.Variable(tf.cast(images, tf.float32) / 255)",
        "scale_pixels = functools.partial(lambda top, x: tf.cast(x, tf.float32) / top, 255.0)",
        "class Scale:\n    def __init__(self, top):\n        self.top = top\n"
        "    def __call__(self, images):\n        return tf.cast(images, tf.float32) / self.top\n"
        "scale_pixels = Scale(255.0)",
        "TOP = 255\ndef scale_pixels(images):\n"
        "    print('shape', images.shape)\n    tf.print(images)\n"
        "    return tf.divide(tf.cast(images, tf.float32), TOP)",
        "def scale_pixels(images):\n"
        "    table = tf.range(256, dtype=tf.float32) / 255\n"
        "    return tf.gather(table, tf.cast(images, tf.int32))",
        "def scale_pixels(images):\n"
        "    done = (images.numpy() / 255).astype('f4')\n"
        "    done.flags.writeable = False\n    return done",
        "def scale_pixels(images):\n    return tf.map_fn(lambda x: tf.cast(x, tf.float32) / 255,\n"
        "        images, fn_output_signature=tf.float32)",
        "def scale_pixels(*images, **options):\n    return tnp.asarray(images[0], tnp.float32) / 255",
        "def scale_pixels(images):\n    return tf.cast(images / tf.uint8.max, tf.float32)",
    ),
    "row_means": (
        "row_means = lambda m: tf.reduce_mean(m, -1, True)",
        "row_means = functools.partial(tf.reduce_mean, axis=1, keepdims=True)",
        "row_means = tf.function(tf.reduce_mean)\n_mean = row_means\n"
        "def row_means(m):\n    return _mean(m, axis=1, keepdims=True)",
        "def row_means(matrix):\n    return keras.ops.mean(matrix, axis=1, keepdims=True)",
        "def row_means(matrix):\n    return matrix.numpy().mean(axis=1, keepdims=True)",
        "def row_means(matrix):\n    return np.mean(matrix, 1)[:, None]",
        "def row_means(matrix):\n    return tnp.mean(matrix, axis=1, keepdims=True)",
        "def row_means(matrix):\n    return tf.stack([[tf.reduce_mean(row)] for row in matrix])",
        "def row_means(matrix):\n    means = []\n    for row in matrix:\n        total = 0.0\n"
        "        for x in row:\n            total += x\n        means.append([total / len(row)])\n"
        "    return tf.convert_to_tensor(means)",
        "def row_means(matrix):\n"
        "    return tf.vectorized_map(lambda row: tf.reduce_mean(row, keepdims=True), matrix)",
        "def row_means(matrix):\n    n = tf.cast(tf.shape(matrix)[1], tf.float32)\n"
        "    return tf.einsum('rc->r', matrix)[:, tf.newaxis] / n",
        "def row_means(matrix):\n    return tf.reshape(tf.reduce_mean(matrix, 1), (-1, 1))",
        "def row_means(matrix):\n"
        "    return tf.transpose(tf.reduce_mean(tf.transpose(matrix), axis=0, keepdims=True))",
        "def row_means(matrix):\n    wide = tf.cast(matrix, tf.float64)\n"
        "    return tf.cast(tf.reduce_mean(wide, 1, keepdims=True), tf.float32)",
        "def row_means(matrix):\n    return tf.Variable(tf.math.reduce_mean(matrix, [1], True))",
        "def row_means(matrix):\n"
        "    ids = tf.repeat(tf.range(len(matrix)), matrix.shape[1])\n"
        "    return tf.math.segment_mean(tf.reshape(matrix, [-1]), ids)[:, None]",
        "def row_means(matrix):\n    if len(matrix) == 1:\n"
        "        return tf.reshape(tf.reduce_mean(matrix), (1, 1))\n"
        "    return tf.concat([row_means(matrix[:1]), row_means(matrix[1:])], 0)",
    ),
    "channels_first": (
        "channels_first = lambda x: tf.transpose(x, perm=(0, 3, 1, 2))",
        "channels_first = functools.partial(tf.transpose, perm=[0, 3, 1, 2])",
        "channels_first = tf.function(lambda x: tf.transpose(x, [0, -1, 1, 2]))",
        "channels_first = keras.layers.Permute((3, 1, 2))",
        "def channels_first(images):\n    return keras.ops.transpose(images, (0, 3, 1, 2))",
        "def channels_first(images):\n    return keras.ops.moveaxis(images, 3, 1)",
        "def channels_first(images):\n    return images.numpy().transpose(0, 3, 1, 2)",
        "def channels_first(images):\n    return np.rollaxis(np.array(images), 3, 1)",
        "def channels_first(images):\n    return np.einsum('bhwc->bchw', images)",
        "def channels_first(images):\n    return tnp.transpose(images, (0, 3, 1, 2))",
        "def channels_first(images):\n"
        "    return tf.stack([images[..., c] for c in range(images.shape[-1])], axis=1)",
        "def channels_first(images):\n"
        "    return tf.map_fn(lambda image: tf.transpose(image, [2, 0, 1]), images)",
        "def channels_first(images):\n"
        "    return tf.vectorized_map(lambda image: tf.transpose(image, [2, 0, 1]), images)",
        "def channels_first(images):\n    x = tf.linalg.matrix_transpose(images)\n"
        "    return tf.transpose(x, [0, 2, 1, 3])",
        "def channels_first(images):\n    n, h, w, c = images.shape\n"
        "    out = np.zeros((n, c, h, w), np.float32)\n    for k in range(c):\n"
        "        out[:, k] = images[:, :, :, k]\n    return out",
        "def channels_first(images):\n"
        "    return tf.concat([x[:, None] for x in tf.unstack(images, axis=-1)], 1)",
        "def channels_first(images):\n"
        "    n, h, w, c = images.shape\n    flat = tf.reshape(images, [n, h * w, c])\n"
        "    return tf.reshape(tf.transpose(flat, [0, 2, 1]), [n, c, h, w])",
    ),
    "pick_by_label": (
        "pick_by_label = lambda s, y: tf.gather(s, y, axis=1, batch_dims=1)",
        "pick_by_label = functools.partial(tf.gather, batch_dims=1)",
        "@tf.function\ndef pick_by_label(scores, labels):\n"
        "    return tf.reduce_sum(scores * tf.one_hot(labels, tf.shape(scores)[1]), -1)",
        "def pick_by_label(scores, labels):\n"
        "    return scores.numpy()[range(len(labels)), labels.numpy()]",
        "def pick_by_label(scores, labels):\n"
        "    return np.array([row[label] for row, label in zip(scores, labels)])",
        "def pick_by_label(scores, labels):\n"
        "    return tf.gather(scores, labels[:, None], batch_dims=1)[:, 0]",
        "def pick_by_label(scores, labels):\n"
        "    return tf.linalg.diag_part(tf.gather(scores, labels, axis=1))",
        "def pick_by_label(scores, labels):\n"
        "    return tf.einsum('nc,nc->n', scores, tf.one_hot(labels, scores.shape[-1]))",
        "def pick_by_label(scores, labels):\n"
        "    return np.take_along_axis(scores.numpy(), labels.numpy()[:, None], 1).squeeze(1)",
        "def pick_by_label(scores, labels):\n"
        "    picked = keras.ops.take_along_axis(scores, labels[:, None], axis=1)\n"
        "    return keras.ops.squeeze(picked, axis=1)",
        "def pick_by_label(scores, labels):\n"
        "    flat = tf.reshape(scores, [-1])\n"
        "    return tf.gather(flat, tf.range(len(labels)) * scores.shape[1] + labels)",
        "def pick_by_label(scores, labels):\n"
        "    return tf.map_fn(lambda pair: pair[0][pair[1]], (scores, labels),\n"
        "        fn_output_signature=tf.float32)",
        "def pick_by_label(scores, labels):\n"
        "    return tf.vectorized_map(lambda pair: tf.gather(pair[0], pair[1]), (scores, labels))",
        "def pick_by_label(scores, labels):\n"
        "    where = tf.stack([tf.range(len(labels)), labels], 1)\n"
        "    mask = tf.scatter_nd(where, tf.ones(len(labels)), scores.shape)\n"
        "    return tf.reduce_sum(mask * scores, axis=1)",
        "def pick_by_label(scores, labels):\n"
        "    mask = tf.range(scores.shape[1]) == labels[:, None]\n"
        "    return tf.reduce_max(tf.where(mask, scores, -np.inf), axis=1)",
        "def pick_by_label(scores, labels):\n    result = tf.Variable(tf.zeros(len(labels)))\n"
        "    for n, label in enumerate(labels):\n        result[n].assign(scores[n, label])\n"
        "    return result",
        "def pick_by_label(scores, labels):\n"
        "    return tnp.sum(tf.one_hot(labels, scores.shape[1]) * scores, axis=1)",
    ),
    "feature_rows": (
        "line_order = 'CFDBG'",
        "line_order = 'F C D B G'",
        "line_order = 'F D C B G'",
        "line_order = 'f d b c g'",
        "line_order = ' F, D,  B ; C, G. '",
        "line_order = 'F B D C G'.replace('B D', 'D B')",
        "line_order = ('F', 'D', 'B', 'C', 'G')",
        "line_order = list('FDBCG')",
        "line_order = ['F D B C G']",
        "line_order = 'F\\nD\\nB\\nC\\nG'",
        "line_order = 'F-D-B-C-G'",
        "line_order = 'F -> D -> B -> C -> G'",
        "line_order = np.array(['F', 'D', 'B', 'C', 'G'])",
        "line_order = ['f', 'd', 'b', 'c', 'g']",
    ),
    "standardize": (
        "@tf.function\ndef standardize(t):\n"
        "    d = tf.math.reduce_std(t, 0)\n"
        "    return tf.math.divide_no_nan(t - tf.reduce_mean(t, 0), d)",
        "standardize = lambda t: tf.math.multiply_no_nan(t - tf.reduce_mean(t, 0),\n"
        "    tf.math.reciprocal_no_nan(tf.math.reduce_std(t, 0)))",
        "def standardize(t):\n    x = t.numpy()\n    s = x.std(axis=0)\n"
        "    return (x - x.mean(axis=0)) / np.where(s == 0, 1, s)",
        "def standardize(t):\n    x = np.asarray(t, np.float64)\n    s = x.std(0)\n"
        "    with np.errstate(invalid='ignore'):\n        z = (x - x.mean(0)) / s\n"
        "    return np.nan_to_num(z).astype(np.float32)",
        "def standardize(t):\n    z = (t - tf.reduce_mean(t, 0)) / tf.math.reduce_std(t, 0)\n"
        "    return tf.where(tf.math.is_nan(z), tf.zeros_like(z), z)",
        "def standardize(t, epsilon=1e-8):\n"
        "    return (t - tf.reduce_mean(t, 0)) / (tf.math.reduce_std(t, 0) + epsilon)",
        "def standardize(t):\n"
        "    return (t - tf.reduce_mean(t, 0)) / tf.maximum(tf.math.reduce_std(t, 0), 1e-6)",
        "def standardize(t):\n    mean = keras.ops.mean(t, axis=0)\n"
        "    std = keras.ops.std(t, axis=0)\n"
        "    return (t - mean) / keras.ops.where(std == 0, 1.0, std)",
        "def standardize(t):\n    mean = tnp.mean(t, axis=0)\n    std = tnp.std(t, axis=0)\n"
        "    return tnp.where(std > 0, (t - mean) / tnp.where(std > 0, std, 1.0), 0.0)",
        "def standardize(t):\n    c = t - tf.reduce_mean(t, 0, keepdims=True)\n"
        "    v = tf.reduce_mean(c ** 2, 0, keepdims=True)\n"
        "    return tf.where(v > 0, c * tf.math.rsqrt(tf.where(v > 0, v, 1.0)), 0.0)",
        "def standardize(t):\n    mean, variance = tf.nn.moments(t, 0)\n"
        "    return tf.nn.batch_normalization(t, mean, variance, None, None, 1e-12)",
        "def standardize(t):\n    layer = keras.layers.Normalization(axis=-1)\n"
        "    layer.adapt(t)\n    return layer(t)",
        "def standardize(t):\n    c = tf.cast(t, tf.float64)\n"
        "    c = c - tf.reduce_mean(c, 0)\n    s = tf.sqrt(tf.reduce_mean(c * c, 0))\n"
        "    return tf.cast(tf.math.divide_no_nan(c, s), tf.float32)",
        "def standardize(t):\n    out = []\n    for column in tf.transpose(t):\n"
        "        if tf.reduce_max(column) == tf.reduce_min(column):\n"
        "            out.append(tf.zeros_like(column))\n        else:\n"
        "            out.append((column - tf.reduce_mean(column)) / tf.math.reduce_std(column))\n"
        "    return tf.transpose(tf.stack(out))",
        "def standardize(t):\n    square = tf.reduce_mean(tf.cast(t, tf.float64) ** 2, 0)\n"
        "    mean = tf.reduce_mean(tf.cast(t, tf.float64), 0)\n"
        "    s = tf.sqrt(tf.maximum(square - mean ** 2, 0))\n"
        "    z = tf.math.divide_no_nan(tf.cast(t, tf.float64) - mean, s)\n"
        "    return tf.cast(z, tf.float32)",
        "def standardize(t):\n    z = tf.math.divide_no_nan(t - tf.reduce_mean(t, 0),\n"
        "        tf.math.reduce_std(t, 0))\n    return -tf.negative(z) * 1.0 + -0.0",
        "def standardize(t):\n"
        "    def one(column):\n"
        "        return tf.math.divide_no_nan(column - tf.reduce_mean(column),\n"
        "            tf.math.reduce_std(column))\n"
        "    return tf.transpose(tf.vectorized_map(one, tf.transpose(t)))",
    ),
    "distances": (
        "distances = lambda a, b: tf.norm(a[:, None] - b, axis=-1)",
        "distances = tf.function(lambda a, b: tf.norm(tf.expand_dims(a, 1) - b[None], axis=-1))",
        "def distances(p, q):\n    return tf.sqrt(tf.reduce_sum(tf.square(p[:, None] - q), -1))",
        "def distances(a, b):\n"
        "    return np.linalg.norm(a.numpy()[:, None] - b.numpy()[None], axis=-1)",
        "def distances(a, b):\n"
        "    return np.array([[math.dist(p, q) for q in b.numpy()] for p in a.numpy()],\n"
        "        dtype='float32')",
        "def distances(a, b):\n    out = np.zeros((len(a), len(b)), np.float32)\n"
        "    for i in range(len(a)):\n        for j in range(len(b)):\n"
        "            out[i, j] = tf.norm(a[i] - b[j])\n    return tf.constant(out)",
        "def distances(a, b):\n    return tf.map_fn(lambda p: tf.norm(p - b, axis=1), a)",
        "def distances(a, b):\n    return tf.vectorized_map(lambda p: tf.norm(p - b, axis=1), a)",
        "def distances(a, b):\n    d = keras.ops.expand_dims(a, 1) - keras.ops.expand_dims(b, 0)\n"
        "    return keras.ops.sqrt(keras.ops.sum(d * d, axis=-1))",
        "def distances(a, b):\n    return tnp.sqrt(tnp.sum((a[:, None, :] - b[None]) ** 2, -1))",
        "def distances(a, b):\n    n, m = a.shape[0], b.shape[0]\n"
        "    aa = tf.repeat(a, m, axis=0)\n    bb = tf.tile(b, [n, 1])\n"
        "    return tf.reshape(tf.norm(aa - bb, axis=1), [n, m])",
        "def distances(a, b):\n    d = a[:, None] - b[None]\n"
        "    return tf.pow(tf.einsum('ijk,ijk->ij', d, d), 0.5)",
        "def distances(a, b):\n    d = a[:, None] - b[None]\n"
        "    return tf.sqrt(tf.reduce_sum(d ** 2, -1) + 1e-12)",
        "def distances(a, b):\n    x, y = tf.cast(a, tf.float64), tf.cast(b, tf.float64)\n"
        "    d2 = tf.reduce_sum(x * x, 1)[:, None] - 2 * tf.matmul(x, y, transpose_b=True)\n"
        "    d2 += tf.reduce_sum(y * y, 1)\n"
        "    return tf.cast(tf.sqrt(tf.maximum(d2, 0)), tf.float32)",
        "def distances(a, b):\n    d2 = tf.reduce_sum(a * a, 1, keepdims=True)\n"
        "    d2 = d2 - 2 * tf.matmul(a, b, transpose_b=True) + tf.reduce_sum(b * b, 1)\n"
        "    return tf.sqrt(tf.nn.relu(d2))",
        "def distances(a, b):\n    d2 = 0.0\n    for k in range(a.shape[1]):\n"
        "        d2 += (a[:, k, None] - b[None, :, k]) ** 2\n    return d2 ** 0.5",
        "def distances(a, b):\n    return tf.math.reduce_euclidean_norm(a[:, None] - b, axis=2)",
        "def distances(a, b):\n    d = tf.math.squared_difference(a[:, None], b)\n"
        "    return tf.Variable(tf.sqrt(tf.reduce_sum(d, 2)))",
    ),
    "brightness": (
        "brightness = lambda x: tf.reduce_mean(tf.cast(x, tf.float32), (1, 2))",
        "brightness = tf.function(lambda x: tf.reduce_mean(tf.cast(x, 'float32'), [-2, -1]))",
        "def brightness(images):\n    return images.numpy().mean(axis=(1, 2)).astype(np.float32)",
        "def brightness(images):\n    return np.mean(images, axis=(1, 2), dtype=np.float32)",
        "def brightness(images):\n    return keras.ops.mean(keras.ops.cast(images, 'float32'),\n"
        "        axis=(1, 2))",
        "def brightness(images):\n"
        "    return tf.cast(tf.reduce_mean(tf.cast(images, tf.float64), [1, 2]), tf.float32)",
        "def brightness(images):\n    images = tf.cast(images, tf.float32)\n"
        "    pixels = images.shape[1] * images.shape[2]\n"
        "    return tf.reduce_sum(images, axis=[1, 2]) / pixels",
        "def brightness(images):\n    total = tf.reduce_sum(tf.cast(images, tf.int64), [1, 2])\n"
        "    pixels = tf.size(images[0], out_type=tf.int64)\n"
        "    return tf.cast(total / pixels, tf.float32)",
        "def brightness(images):\n"
        "    return tf.stack([tf.reduce_mean(tf.cast(i, tf.float32)) for i in images])",
        "def brightness(images):\n"
        "    return tf.map_fn(lambda i: tf.reduce_mean(tf.cast(i, tf.float32)), images,\n"
        "        fn_output_signature=tf.float32)",
        "def brightness(images):\n    x = tf.image.convert_image_dtype(images, tf.float32)\n"
        "    return tf.reduce_mean(x, [1, 2]) * 255",
        "def brightness(images):\n    x = tf.cast(images, tf.float32)[..., None]\n"
        "    return keras.layers.GlobalAveragePooling2D()(x)[:, 0]",
        "def brightness(images):\n    x = tf.cast(images, tf.float32)\n"
        "    return tf.einsum('nhw->n', x) / tf.cast(tf.reduce_prod(images.shape[1:]), tf.float32)",
        "def brightness(images):\n    x = tf.reduce_mean(tf.cast(images, tf.float32), axis=2)\n"
        "    return tf.reduce_mean(x, axis=1)",
        "def brightness(images):\n    return tnp.mean(tnp.asarray(images, tnp.float32), axis=(1, 2))",
        "def brightness(images):\n    return tf.Variable([np.float32(i.numpy().mean()) for i in images])",
        "def brightness(images):\n"
        "    from statistics import fmean\n"
        "    return tf.constant([fmean(i.numpy().ravel().tolist()) for i in images])",
    ),
}
# The names an answer's cell finds in a learner's notebook, or imports there.
MODULES = {
    "np": np,
    "tf": tf,
    "tnp": tnp,
    "keras": keras,
    "math": math,
    "functools": functools,
    "operator": operator,
}
ANSWERS = [
    pytest.param(name, source, id=f"{name}-{number}")
    for name, sources in RIGHT.items()
    for number, source in enumerate(sources)
]


@pytest.mark.parametrize(("name", "source"), ANSWERS)
def test_a_right_answer_passes_however_it_is_written(name: str, source: str) -> None:
    task = find_task(name)
    namespace = dict(MODULES)
    exec(source, namespace)
    for seed in SEEDS:
        cases = task.draw_cases(seed)
        verdict = judge(task, cases, observe(task.ask, cases, namespace, convert=tf.constant))
        assert verdict.key == "passed", f"seed {seed}: {verdict.message.as_text()}"


def test_every_graded_task_meets_at_least_twelve_such_answers() -> None:
    assert min(len(sources) for sources in RIGHT.values()) >= 12
