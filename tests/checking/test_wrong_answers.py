"""A plausible wrong answer gets a message that is true of it, and the same on every seed."""

from __future__ import annotations

import math

import numpy as np
import pytest
import tensorflow as tf

from grader.checking.evidence import Raised
from grader.checking.explain import explain
from grader.checking.judge import judge
from grader.checking.probe import observe
from grader.checking.verdict import Outcome, Verdict
from grader.course import course
from grader.tasks import find_task

SEEDS = (course().seed, 987_654_321)

# What a function takes; below, an answer without `def` is what such a function returns.
PARAMETERS = {
    "scale_pixels": "images",
    "row_means": "m",
    "channels_first": "x",
    "pick_by_label": "s, y",
    "standardize": "t",
    "distances": "a, b",
    "brightness": "images",
}
WRONG = {
    "shapes": (
        (
            "{'loss': (), 'sample': (13,), 'batch': (None, 13), 'sequences': (None, 50, 8), 'images': (None, 28, 20, 3)}",
            "entries",
        ),
        (
            "{'loss': 0, 'sample': (13,), 'batch': (32, 13), 'sequences': (32,50,8), 'images': (32,28,20,3)}",
            "misconception.rank",
        ),
        (
            "{'loss': (1,), 'sample': (13,), 'batch': (32, 13), 'sequences': (32,50,8), 'images': (32,28,20,3)}",
            "misconception.scalar_as_vector",
        ),
        (
            "{'loss': (1), 'sample': (13), 'batch': (32, 13), 'sequences': (32,50,8), 'images': (32,28,20,3)}",
            "misconception.no_comma",
        ),
        (
            "{'loss': (0,), 'sample': (13,), 'batch': (32, 13), 'sequences': (32,50,8), 'images': (32,28,20,3)}",
            "misconception.empty",
        ),
        (
            "{'loss': (1,1), 'sample': (13,), 'batch': (32, 13), 'sequences': (32,50,8), 'images': (32,28,20,3)}",
            "misconception.scalar_as_matrix",
        ),
        (
            "{'loss': '()', 'sample': '(13,)', 'batch': '(32, 13)', 'sequences': '(32,50,8)', 'images': '(32,28,20,3)'}",
            "kind",
        ),
        (
            "{'loss': (), 'sample': ('13',), 'batch': ('32', '13'), 'sequences': (32,50,8), 'images': (32,28,20,3)}",
            "entries",
        ),
        (
            "{'loss': (), 'sample': (13,), 'batch': (416,), 'sequences': (32,400), 'images': (32,560,3)}",
            "length",
        ),
        ("{'loss': 0, 'sample': 1, 'batch': 2, 'sequences': 3, 'images': 4}", "misconception.rank"),
        (
            "{'loss': (), 'sample': (1,), 'batch': (2,), 'sequences': (3,), 'images': (4,)}",
            "misconception.rank_as_size",
        ),
        (
            "{'loss': tf.constant(1.0), 'sample': tf.zeros([13]), 'batch': tf.zeros([32, 13]), 'sequences': tf.zeros([32, 50, 8]), 'images': tf.zeros([32, 28, 20, 3])}",
            "misconception.no_comma",
        ),
        (
            "{'loss': (), 'sample': (13,), 'batch': (32, 13), 'sequences': (50, 8), 'images': (28, 20, 3)}",
            "misconception.no_batch",
        ),
        (
            "{'loss': (), 'sample': (13,), 'batch': (32, 13), 'sequences': (32,50,8), 'images': (32,28,20,1)}",
            "misconception.one_channel",
        ),
        (
            "{'loss': (), 'sample': (13,), 'batch': (32, 13), 'sequences': (50,8,32), 'images': (28,20,3,32)}",
            "misconception.batch_last",
        ),
        (
            "{'loss': (), 'sample': (13,), 'batch': (32, 13), 'sequences': (32,50,8), 'images': (32,28,20)}",
            "misconception.no_channels",
        ),
        (
            "{'loss': ((),), 'sample': [[13]], 'batch': [[32, 13]], 'sequences': (32,50,8), 'images': (32,28,20,3)}",
            "entries",
        ),
        (
            "{'loss': (), 'sample': {13}, 'batch': {32, 13}, 'sequences': {32,50,8}, 'images': (32,28,20,3)}",
            "kind",
        ),
        ("{'loss': ()}", "nothing"),
        ("[(), (13,), (32, 13), (32,50,8), (32,28,20,3)]", "kind"),
        (
            "{'loss': (), 'sample': (13,), 'batch': (13, 32), 'sequences': (8, 50, 32), 'images': (3, 20, 28, 32)}",
            "misconception.features_first",
        ),
        (
            "{'loss': (), 'sample': (13,), 'batch': (32, 13, 1), 'sequences': (32, 8, 50), 'images': (32, 3, 28, 20)}",
            "length",
        ),
        (
            "{'loss': None, 'sample': (13,), 'batch': (32,), 'sequences': (50, 32, 8), 'images': (32, 20, 28, 3)}",
            "nothing",
        ),
        (
            "{'loss': (), 'sample': (-1,), 'batch': (-1, 13), 'sequences': (-1,50,8), 'images': (-1,28,20,3)}",
            "values",
        ),
    ),
    "scale_pixels": (
        ("def scale_pixels(images):\n    tf.cast(images, tf.float32) / 255", "nothing"),
        ("images / 255.0", "raised.TypeError"),
        ("tf.cast(images // 255, tf.float32)", "misconception.whole_numbers"),
        ("images // 255", "misconception.whole_numbers"),
        ("tf.cast(tf.cast(images, tf.int32) // 255, tf.float32)", "misconception.whole_numbers"),
        ("tf.cast(images, tf.float64) / 255", "misconception.float64"),
        ("images.astype('float32') / 255", "raised.AttributeError"),
        (
            "def scale_pixels(images):\n    x = tf.cast(images, tf.float32)\n    return x / tf.reduce_max(x)",
            "misconception.by_the_maximum",
        ),
        (
            "def scale_pixels(images):\n    x = tf.cast(images, tf.float32)\n    return (x - tf.reduce_min(x)) / (tf.reduce_max(x) - tf.reduce_min(x))",
            "misconception.min_max",
        ),
        ("tf.cast(images, tf.float32) / 256", "misconception.by_256"),
        ("tf.cast(images, tf.float32)", "misconception.only_cast"),
        ("tf.cast(images, tf.float32) / 100", "values"),
        ("tf.clip_by_value(tf.cast(images, tf.float32), 0.0, 1.0)", "misconception.clipped"),
        ("float(images) / 255", "raised.TypeError"),
        ("(images.numpy() / 255.0).tolist()", "kind"),
        ("def scale_pixels(images):\n    print(tf.cast(images, tf.float32) / 255)", "nothing"),
        ("images.numpy() / 255", "misconception.float64"),
        ("tf.bitcast(images, tf.float32) / 255", "raised.InvalidArgumentError"),
        ("tf.cast(tf.cast(images, tf.float32) / 255, tf.uint8)", "misconception.whole_numbers"),
        ("tf.cast(images, tf.float32) * 255", "values"),
        ("tf.cast(image, tf.float32) / 255", "raised.NameError"),
        ("tf.cast(images, tf.float) / 255", "raised.AttributeError"),
        ("tf.cast(images, tf.float16) / 255", "misconception.float16"),
        ("scale_pixels = tf.cast(tf.constant([0,51,255], tf.uint8), tf.float32) / 255", "kind"),
        ("tf.constant([0.0, 0.2, 1.0])", "shape"),
        ("@tf.function\ndef scale_pixels(images):\n    return images / 255.0", "raised.TypeError"),
        (
            "@tf.function\ndef scale_pixels(images):\n    return tf.cast(images, tf.float32) / images",
            "raised.TypeError",
        ),
        (
            "@tf.function\ndef scale_pixels(images):\n    return images.numpy() / 255",
            "raised.AttributeError",
        ),
        ("tf.convert_to_tensor(images, tf.float32) / 255", "raised.ValueError"),
        ("tf.constant(images, dtype=tf.float32) / 255", "raised.TypeError"),
        (
            "def scale_pixels(images):\n    out = images\n    out[images > 0] = 1\n    return out",
            "raised.TypeError",
        ),
        ("def scale_pixels():\n    return tf.cast(images, tf.float32) / 255", "raised.TypeError"),
        ("tf.cast(images, tf.float32) / 255, images.shape", "kind"),
        ("tf.cast(images, tf.float32) / 127.5 - 1", "misconception.centered"),
        ("tf.round(tf.cast(images, tf.float32) / 255)", "misconception.rounded"),
        ("tf.strings.as_string(images)", "dtype"),
        ("tf.cast", "kind"),
        ("def scale_pixels(images):\n    yield tf.cast(images, tf.float32) / 255", "kind"),
        ("tf.keras.layers.Rescaling(1/255)", "kind"),
    ),
    "row_means": (
        ("tf.reduce_mean(m)", "misconception.everything"),
        ("tf.reduce_mean(m, axis=0)", "misconception.columns_flat"),
        ("tf.reduce_mean(m, axis=0, keepdims=True)", "misconception.columns"),
        ("tf.reduce_mean(m, axis=1)", "misconception.flat"),
        ("tf.reduce_mean(m, keepdims=True)", "misconception.everything_kept"),
        ("tf.reduce_sum(m, axis=1, keepdims=True)", "misconception.sums"),
        ("tf.reduce_sum(m, axis=1)", "misconception.sums_flat"),
        ("tf.reduce_sum(m, 1, keepdims=True) / m.shape[0]", "misconception.divided_by_rows"),
        ("tf.reduce_sum(m, 1) / len(m)", "shape"),
        ("m.mean(axis=1, keepdims=True)", "raised.AttributeError"),
        ("tf.mean(m, axis=1, keepdims=True)", "raised.AttributeError"),
        ("tf.reduce_mean(m, axis=1, keepdim=True)", "raised.TypeError"),
        ("tf.reduce_mean(m, axis=2, keepdims=True)", "raised.InvalidArgumentError"),
        ("tf.reshape(tf.reduce_mean(m, axis=1), (2, 1))", "raised.InvalidArgumentError"),
        ("tf.expand_dims(tf.reduce_mean(m, axis=1), 0)", "misconception.row_of_means"),
        (
            "def row_means(m):\n    out = []\n    for row in m:\n        out.append(tf.reduce_mean(row))\n    return out",
            "kind",
        ),
        (
            "def row_means(m):\n    out = []\n    for row in m:\n        out.append([float(tf.reduce_mean(row))])\n    return out",
            "kind",
        ),
        ("def row_means(m):\n    for row in m:\n        return tf.reduce_mean(row)", "shape"),
        (
            "def row_means(m):\n    out = tf.zeros((m.shape[0], 1))\n    for i in range(m.shape[0]):\n        out[i] = tf.reduce_mean(m[i])\n    return out",
            "raised.TypeError",
        ),
        ("tf.reduce_mean(m, axis=1, keepdims=True) * tf.ones_like(m)", "misconception.stretched"),
        ("tf.round(tf.reduce_mean(m, axis=1, keepdims=True))", "values"),
        ("tf.constant(np.median(m, axis=1, keepdims=True))", "values"),
        ("tf.constant([[2.0], [4.0]])", "values"),
        ("tf.cast(tf.reduce_mean(m, axis=1, keepdims=True), tf.int32)", "dtype"),
        ("np.mean(m.numpy().astype(float), axis=1, keepdims=True)", "dtype"),
        ("(m[:, :1] + m[:, 1:2]) / 2", "values"),
        ("tf.reduce_mean(tf.transpose(m), axis=1, keepdims=True)", "shape"),
        ("m - tf.reduce_mean(m, axis=1, keepdims=True)", "misconception.centered"),
        ("tf.reduce_mean(m, axis=1)[:, tf.newaxis, tf.newaxis]", "shape"),
        ("def row_means(self, m):\n    return tf.reduce_mean(m, axis=1)", "raised.TypeError"),
        ("tf.reduce_mean(m, axis=1, keepdims=true)", "raised.NameError"),
        ("tf.reduce_mean(m, axis='rows', keepdims=True)", "raised.InvalidArgumentError"),
        ("tf.math.reduce_std(m, axis=1, keepdims=True)", "values"),
        ("tf.reduce_sum(m, axis=1, keepdims=True) / 3", "values"),
    ),
    "channels_first": (
        (
            "def channels_first(x):\n    n, h, w, c = x.shape\n    return tf.reshape(x, (n, c, h, w))",
            "misconception.reshaped",
        ),
        ("tf.transpose(x, [0, 2, 3, 1])", "misconception.inverse"),
        ("tf.transpose(x)", "misconception.all_reversed"),
        ("tf.transpose(x, [0, 3, 2, 1])", "misconception.width_before_height"),
        ("tf.transpose(x, [3, 0, 1, 2])", "misconception.batch_lost"),
        ("x", "misconception.unchanged"),
        ("tf.transpose(x, [2, 0, 1])", "raised.InvalidArgumentError"),
        ("tf.transpose(x, [3, 1, 2])", "raised.InvalidArgumentError"),
        ("x.permute(0, 3, 1, 2)", "raised.AttributeError"),
        ("x.T", "raised.AttributeError"),
        ("tf.experimental.numpy.swapaxes(x, 1, 3)", "misconception.width_before_height"),
        ("tf.transpose(x, 0, 3, 1, 2)", "raised.TypeError"),
        ("tf.transpose(x[0], [2, 0, 1])", "misconception.one_image"),
        ("tf.reshape(x, (1, 3, 2, 2))", "misconception.reshaped"),
        ("x[:, 3, 1, 2]", "raised.InvalidArgumentError"),
        ("tf.roll(x, 1, axis=3)", "shape"),
        ("tf.unstack(x, axis=3)", "kind"),
        ("tf.stack(tf.unstack(x, axis=3))", "misconception.batch_lost"),
        ("tf.transpose(x, [0, 3, 1, 1])", "raised.InvalidArgumentError"),
        ("tf.transpose(x, [1, 4, 2, 3])", "raised.InvalidArgumentError"),
        ("tf.reverse(x, axis=[3])", "shape"),
        ("tf.transpose(x, [0, 1, 3, 2])", "misconception.height_first"),
        ("tf.reshape(x, (x.shape[0], 3, x.shape[1], x.shape[2]))", "misconception.reshaped"),
        (
            "def channels_first(x):\n    n,h,w,c = x.shape\n    return tf.reshape(tf.transpose(x), (n,c,h,w))",
            "misconception.transposed_and_reshaped",
        ),
        ("tf.cast(tf.transpose(x, [0, 3, 1, 2]), tf.uint8)", "dtype"),
        ("tf.einsum('nhwc->nchw')", "raised.ValueError"),
        ("tf.expand_dims(x, 1)", "shape"),
        ("tf.transpose(x, perm='NCHW')", "raised.InvalidArgumentError"),
        ("np.transpose(x, (0,3,1,2)).astype(float)", "dtype"),
    ),
    "pick_by_label": (
        ("tf.gather(s, y)", "misconception.rows"),
        ("tf.gather(s, y, axis=1)", "misconception.columns"),
        ("s[y]", "raised.TypeError"),
        ("s[:, y]", "raised.TypeError"),
        ("s[range(len(y)), y]", "raised.TypeError"),
        ("s[tf.range(len(y)), y]", "raised.TypeError"),
        ("tf.reduce_max(s, axis=1)", "misconception.largest"),
        ("tf.argmax(s, axis=1)", "misconception.positions"),
        ("s * tf.one_hot(y, s.shape[1])", "misconception.masked"),
        ("tf.reduce_sum(s * tf.one_hot(y, s.shape[1]), axis=0)", "misconception.summed_over_rows"),
        ("tf.reduce_sum(s * tf.one_hot(y, s.shape[1]))", "misconception.summed_all"),
        ("tf.reduce_sum(s * tf.one_hot(y, 3), axis=1)", "raised.InvalidArgumentError"),
        ("tf.reduce_sum(s * tf.one_hot(y, 10), axis=1)", "raised.InvalidArgumentError"),
        ("tf.gather(s, y[:, None], batch_dims=1)", "misconception.kept"),
        ("[s[n, y[n]] for n in range(len(y))]", "kind"),
        ("[float(s[n, y[n]]) for n in range(len(y))]", "kind"),
        ("tf.gather_nd(s, y)", "shape"),
        ("tf.gather_nd(s, y[:, None])", "misconception.rows"),
        ("tf.boolean_mask(s, y)", "shape"),
        ("tf.cast(y, tf.float32)", "values"),
        ("tf.one_hot(y, s.shape[1])", "misconception.mask_alone"),
        ("s * y", "raised.InvalidArgumentError"),
        ("s @ tf.one_hot(y, s.shape[1])", "raised.InvalidArgumentError"),
        ("tf.matmul(s, tf.one_hot(y, s.shape[1]), transpose_b=True)", "misconception.columns"),
        (
            "tf.reduce_sum(s * tf.one_hot(y, s.shape[1], dtype=tf.int32), 1)",
            "raised.InvalidArgumentError",
        ),
        ("s[y[0]]", "shape"),
        ("{int(l): float(s[i, l]) for i, l in enumerate(y)}", "kind"),
        ("tf.reduce_mean(s * tf.one_hot(y, s.shape[1]), axis=1)", "misconception.mean_of_mask"),
        ("tf.reduce_max(s * tf.one_hot(y, s.shape[1]), axis=1)", "misconception.max_of_mask"),
        ("tf.gather(s, y - 1, batch_dims=1)", "misconception.from_one"),
        ("tf.gather(s, y + 1, batch_dims=1)", "values"),
        ("tf.gather(s, y, batch_dims=0)", "misconception.rows"),
        ("tf.gather(s, y, batch_dims=2)", "raised.InvalidArgumentError"),
    ),
    "feature_rows": (
        ("'F B C G'", "misconception.not_scaled"),
        ("'F D B C A'", "misconception.ones_last"),
        ("'D F B C G'", "raised.UnboundLocalError"),
        ("'F D E C G'", "misconception.transposed"),
        ("'F B D C G'", "misconception.not_scaled"),
        ("'F D B C'", "misconception.no_return"),
        ("'F D B G'", "raised.NameError"),
        ("'F D C G'", "raised.NameError"),
        ("'G F D B C'", "raised.UnboundLocalError"),
        ("'A B C D E F G'", "raised.UnboundLocalError"),
        ("'F D B C G G'", "kind"),
        ("'F D B C H'", "kind"),
        ("'D B F C G'", "raised.UnboundLocalError"),
        ("'B F D C G'", "raised.UnboundLocalError"),
        ("'F D B E C G'", "misconception.transposed"),
        ("'G'", "raised.NameError"),
        ("''", "kind"),
        ("6", "kind"),
        ("F, D, B, C, G = 6, 4, 2, 3, 7\nline_order = [F, D, B, C, G]", "kind"),
        ("'F B C A'", "misconception.not_scaled_ones_last"),
        ("'F D E C A'", "misconception.transposed_ones_last"),
        ("'pixels = tf.cast(images, tf.float32)'", "kind"),
        ("{'F', 'D', 'B', 'C', 'G'}", "kind"),
        ("def line_order(images):\n    return images", "kind"),
        ("'F E C G'", "misconception.transposed_not_scaled"),
    ),
    "standardize": (
        ("(t - tf.reduce_mean(t, 0)) / tf.math.reduce_std(t, 0)", "misconception.zero_by_zero"),
        ("(t - tf.reduce_mean(t)) / tf.math.reduce_std(t)", "misconception.whole_table"),
        (
            "(t - tf.reduce_mean(t, 1, keepdims=True)) / tf.math.reduce_std(t, 1, keepdims=True)",
            "misconception.rows",
        ),
        ("(t - tf.reduce_mean(t, 1)) / tf.math.reduce_std(t, 1)", "raised.InvalidArgumentError"),
        ("t - tf.reduce_mean(t, 0)", "misconception.only_centered"),
        (
            "tf.math.divide_no_nan(t - tf.reduce_mean(t, 0), tf.math.reduce_variance(t, 0))",
            "misconception.variance",
        ),
        ("(t - tf.reduce_mean(t, 0)) / tf.math.reduce_variance(t, 0)", "misconception.variance"),
        (
            "def standardize(t):\n    x = t.numpy()\n    s = x.std(0, ddof=1)\n    return (x - x.mean(0)) / np.where(s == 0, 1, s)",
            "misconception.sample_deviation",
        ),
        (
            "def standardize(t):\n    x = t.numpy()\n    return (x - x.mean(0)) / x.std(0, ddof=1)",
            "misconception.sample_deviation",
        ),
        (
            "def standardize(t):\n    lo = tf.reduce_min(t, 0)\n    return tf.math.divide_no_nan(t - lo, tf.reduce_max(t, 0) - lo)",
            "misconception.min_max",
        ),
        (
            "def standardize(t):\n    lo = tf.reduce_min(t, 0)\n    return (t - lo) / (tf.reduce_max(t, 0) - lo)",
            "misconception.min_max",
        ),
        ("(t - tf.reduce_mean(t, 0)) / (tf.math.reduce_std(t, 0) + 1)", "values"),
        ("(t - tf.reduce_mean(t, 0)) / (tf.math.reduce_std(t, 0) + 1e-2)", "values"),
        ("(t - t.mean(0)) / t.std(0)", "raised.AttributeError"),
        ("(t - tf.reduce_mean(t, 0)) / tf.reduce_std(t, 0)", "raised.AttributeError"),
        ("t - tf.reduce_mean(t, 0) / tf.math.reduce_std(t, 0)", "misconception.precedence"),
        (
            "def standardize(t):\n    s = tf.math.reduce_std(t, 0)\n    if s == 0:\n        s = 1\n    return (t - tf.reduce_mean(t, 0)) / s",
            "raised.ValueError",
        ),
        (
            "def standardize(t):\n    s = tf.math.reduce_std(t, 0)\n    if tf.reduce_any(s == 0):\n        return tf.zeros_like(t)\n    return (t - tf.reduce_mean(t, 0)) / s",
            "misconception.all_zero",
        ),
        (
            "def standardize(t):\n    s = tf.math.reduce_std(t, 0)\n    z = tf.math.divide_no_nan(t - tf.reduce_mean(t, 0), s)\n    return tf.where(s == 0, 1.0, z)",
            "misconception.constant_to_one",
        ),
        (
            "def standardize(t):\n    s = tf.math.reduce_std(t, 0)\n    return tf.where(s == 0, t, tf.math.divide_no_nan(t - tf.reduce_mean(t, 0), s))",
            "misconception.constant_kept",
        ),
        (
            "def standardize(t):\n    s = tf.math.reduce_std(t, 0)\n    z = (t - tf.reduce_mean(t, 0)) / s\n    return tf.boolean_mask(z, s > 0, axis=1)",
            "misconception.constant_dropped",
        ),
        ("tf.math.divide_no_nan(t, tf.math.reduce_std(t, 0))", "misconception.not_centered"),
        ("tf.math.divide_no_nan(t - tf.reduce_sum(t, 0), tf.math.reduce_std(t, 0))", "values"),
        ("t / tf.reduce_max(t, 0)", "values"),
        (
            "def standardize(t):\n    m = tf.reduce_mean(t, 0)\n    s = tf.math.reduce_std(t, 0)\n    return m, s",
            "kind",
        ),
        (
            "def standardize(t):\n    v, m = tf.nn.moments(t, 0)\n    return tf.math.divide_no_nan(t - m, tf.sqrt(v))",
            "values",
        ),
        (
            "def standardize(t):\n    z = (t - tf.reduce_mean(t, 0)) / tf.math.reduce_std(t, 0)\n    if tf.reduce_any(tf.math.is_nan(z)):\n        return tf.zeros_like(z)\n    return z",
            "misconception.all_zero",
        ),
        (
            "def standardize(t):\n    for i in range(t.shape[1]):\n        t[:, i] = (t[:, i] - tf.reduce_mean(t[:, i])) / tf.math.reduce_std(t[:, i])\n    return t",
            "raised.TypeError",
        ),
        (
            "def standardize(t):\n    out = []\n    for col in tf.unstack(t, axis=1):\n        out.append(tf.math.divide_no_nan(col - tf.reduce_mean(col), tf.math.reduce_std(col)))\n    return tf.stack(out)",
            "shape",
        ),
        (
            "tf.stack([tf.math.divide_no_nan(c - tf.reduce_mean(c), tf.math.reduce_std(c)) for c in t])",
            "misconception.rows",
        ),
        (
            "tf.math.divide_no_nan(t - tf.reduce_mean(t), tf.math.reduce_std(t))",
            "misconception.whole_table",
        ),
        (
            "def standardize(t):\n    x = t.numpy().astype('float64')\n    s = x.std(0)\n    return (x - x.mean(0)) / np.where(s == 0, 1, s)",
            "misconception.zero_by_zero",
        ),
        (
            "tf.math.divide_no_nan(t - tf.reduce_mean(t), tf.math.reduce_std(t, 0))",
            "misconception.mean_of_all",
        ),
        (
            "def standardize(t):\n    try:\n        return (t - tf.reduce_mean(t, 0)) / tf.math.reduce_std(t, 0)\n    except ZeroDivisionError:\n        return tf.zeros_like(t)",
            "misconception.zero_by_zero",
        ),
    ),
    "distances": (
        ("tf.norm(a - b)", "raised.InvalidArgumentError"),
        ("tf.norm(a - b, axis=1)", "misconception.row_by_row"),
        ("tf.sqrt(tf.reduce_sum((a - b)**2, axis=1))", "misconception.row_by_row"),
        ("tf.reduce_sum((a[:, None] - b)**2, -1)", "misconception.squared"),
        ("tf.reduce_sum(tf.abs(a[:, None] - b), -1)", "misconception.manhattan"),
        ("tf.norm(a[None] - b[:, None], axis=-1)", "misconception.transposed"),
        ("tf.norm(a[:, None] - b[None], axis=0)", "misconception.summed_over_points"),
        ("tf.norm(a[:, None] - b[None], axis=1)", "misconception.summed_over_b"),
        ("tf.norm(a[:, None] - b[None])", "misconception.everything"),
        ("tf.sqrt(tf.reduce_sum((a[:, None] - b[None])**2))", "misconception.everything"),
        ("tf.sqrt(tf.reduce_mean((a[:, None] - b[None])**2, -1))", "misconception.mean_of_squares"),
        ("tf.sqrt((a[:, None] - b[None])**2)", "misconception.root_of_each"),
        ("tf.sqrt(tf.reduce_sum(a[:, None] - b[None], -1))", "nan"),
        (
            "tf.sqrt(tf.reduce_sum(a[:, None] - b[None], -1)**2)",
            "misconception.summed_before_squared",
        ),
        ("a @ tf.transpose(b)", "misconception.products"),
        ("tf.matmul(a, b)", "raised.InvalidArgumentError"),
        ("tf.norm(a[:, :, None] - b[None], axis=-1)", "raised.InvalidArgumentError"),
        ("tf.sqrt(tf.reduce_sum((a[:, None] + b[None])**2, -1))", "values"),
        (
            "def distances(a, b):\n    out = []\n    for p in a:\n        for q in b:\n            out.append(tf.norm(p - q))\n    return tf.stack(out)",
            "shape",
        ),
        ("[[float(tf.norm(p - q)) for q in b] for p in a]", "kind"),
        (
            "def distances(a, b):\n    d2 = tf.reduce_sum(a*a, 1)[:, None] - 2*tf.matmul(a, b, transpose_b=True) + tf.reduce_sum(b*b, 1)\n    return tf.sqrt(d2 - 1e-3)",
            "nan",
        ),
        (
            "tf.matmul(tf.nn.l2_normalize(a, 1), tf.nn.l2_normalize(b, 1), transpose_b=True)",
            "values",
        ),
        ("tf.reduce_max(tf.abs(a[:, None] - b), -1)", "misconception.largest_difference"),
        ("math.sqrt(tf.reduce_sum((a[:, None] - b)**2, -1))", "raised.TypeError"),
        ("a[:, None] - b", "misconception.differences"),
        ("(a[:, None] - b)**2", "misconception.squared_differences"),
        ("tf.reduce_sum((a[:, None] - b)**2, -1) ** 1/2", "misconception.half_the_squares"),
        ("tf.sqrt((a[:, None, 0] - b[:, 0])**2 + (a[:, None, 1] - b[:, 1])**2)", "values"),
        ("tf.norm(a[:, None] - b, axis=-1, keepdims=True)", "shape"),
        (
            "def distances(a, b):\n    d = tf.zeros((len(a), len(b)))\n    d[0, 0] = 1\n    return d",
            "raised.TypeError",
        ),
        (
            "def distances(a, b):\n    d2 = tf.reduce_sum(a*a, 1)[:, None] - 2*tf.matmul(a, b, transpose_b=True) + tf.reduce_sum(b*b, 1)\n    return tf.sqrt(d2)",
            "nan",
        ),
        ("tf.norm(a[:, None] - a[None], axis=-1)", "misconception.a_with_itself"),
    ),
    "brightness": (
        (
            "def brightness(images):\n    pixels = images.shape[1] * images.shape[2]\n    total = tf.reduce_sum(images, axis=[1, 2])\n    return tf.cast(total, tf.float32) / pixels",
            "misconception.cast_too_late",
        ),
        (
            "def brightness(images):\n    pixels = images.shape[1] * images.shape[2]\n    total = tf.reduce_sum(images, axis=[1, 2])\n    return total / pixels",
            "untouched",
        ),
        ("tf.reduce_mean(images, axis=[1, 2])", "misconception.mean_in_uint8"),
        ("tf.cast(tf.reduce_mean(images, axis=[1, 2]), tf.float32)", "misconception.int_division"),
        (
            "def brightness(images):\n    pixels = images.shape[1] * images.shape[2]\n    total = tf.reduce_sum(tf.cast(images, tf.int32), axis=[1, 2])\n    return total // pixels",
            "misconception.int_division",
        ),
        (
            "def brightness(images):\n    pixels = images.shape[1] * images.shape[2]\n    total = tf.reduce_sum(tf.cast(images, tf.int32), axis=[1, 2])\n    return tf.cast(total // pixels, tf.float32)",
            "misconception.int_division",
        ),
        (
            "def brightness(images):\n    pixels = images.shape[1] * images.shape[2]\n    total = tf.reduce_sum(tf.cast(images, tf.int32), axis=[1, 2])\n    return total / pixels",
            "misconception.float64",
        ),
        ("tf.reduce_mean(tf.cast(images, tf.float32))", "misconception.whole_batch"),
        ("tf.reduce_mean(tf.cast(images, tf.float32) / 255, axis=[1, 2])", "misconception.scaled"),
        ("tf.reduce_mean(tf.cast(images, tf.float32), axis=1)", "misconception.down_columns"),
        ("tf.reduce_mean(tf.cast(images, tf.float32), axis=0)", "misconception.over_the_batch"),
        ("tf.reduce_mean(tf.cast(images, tf.float32), axis=2)", "misconception.along_rows"),
        (
            "tf.reduce_mean(tf.cast(images, tf.float32), axis=[1, 2], keepdims=True)",
            "misconception.kept",
        ),
        ("tf.reduce_sum(tf.cast(images, tf.float32), axis=[1, 2])", "misconception.sums"),
        (
            "def brightness(images):\n    pixels = images.shape[1] * images.shape[2]\n    total = tf.reduce_sum(tf.cast(images, tf.uint16), axis=[1, 2])\n    return total / pixels",
            "misconception.sixteen_bits",
        ),
        (
            "def brightness(images):\n    pixels = images.shape[1] * images.shape[2]\n    total = tf.reduce_sum(tf.cast(images, tf.int16), axis=[1, 2])\n    return tf.cast(total / pixels, tf.float32)",
            "misconception.sixteen_bits",
        ),
        (
            "tf.reduce_mean(tf.cast(tf.cast(images, tf.int8), tf.float32), axis=[1, 2])",
            "misconception.signed_bytes",
        ),
        (
            "def brightness(images):\n    pixels = images.shape[1] * images.shape[2]\n    return tf.reduce_sum(tf.cast(images, tf.float16), axis=[1, 2]) / pixels",
            "dtype",
        ),
        (
            "tf.cast(tf.reduce_mean(tf.cast(images, tf.float16), axis=[1, 2]), tf.float32)",
            "infinite",
        ),
        (
            "def brightness(images):\n    pixels = tf.cast(images.shape[1] * images.shape[2], tf.float32)\n    total = tf.reduce_sum(images, axis=[1, 2])\n    return total / pixels",
            "raised.TypeError",
        ),
        (
            "def brightness(images):\n    pixels = images.shape[1] * images.shape[2]\n    total = tf.reduce_sum(images, axis=[1, 2])\n    return tf.cast(total / pixels, tf.float32)",
            "untouched",
        ),
        (
            "def brightness(images):\n    total = tf.reduce_sum(tf.cast(images, tf.float32), axis=[1, 2])\n    return total / 4",
            "values",
        ),
        (
            "def brightness(images):\n    pixels = images.shape[0] * images.shape[1]\n    total = tf.reduce_sum(tf.cast(images, tf.float32), axis=[1, 2])\n    return total / pixels",
            "values",
        ),
        (
            "def brightness(images):\n    total = tf.reduce_sum(tf.cast(images, tf.float32), axis=[1, 2])\n    return total / tf.cast(tf.size(images), tf.float32)",
            "misconception.batch_counted",
        ),
        (
            "def brightness(images):\n    tf.cast(images, tf.float32)\n    pixels = images.shape[1] * images.shape[2]\n    total = tf.reduce_sum(images, axis=[1, 2])\n    return total / pixels",
            "untouched",
        ),
        (
            "def brightness(images):\n    images = tf.cast(images, tf.float32)\n    pixels = tf.constant(images.shape[1] * images.shape[2])\n    return tf.reduce_sum(images, axis=[1, 2]) / pixels",
            "raised.TypeError",
        ),
        ("tf.constant([100.0])", "shape"),
        (
            "def brightness(images):\n    pixels = images.shape[1] * images.shape[2]\n    total = tf.reduce_sum(images, axis=[1, 2]) + 64\n    return total / pixels",
            "values",
        ),
        ("tf.constant(np.median(images, axis=(1, 2)).astype('float32'))", "values"),
        ("images.numpy().mean(axis=(1, 2))", "misconception.float64"),
        (
            "def brightness2(images):\n    return tf.reduce_mean(tf.cast(images, tf.float32), axis=[1, 2])\ndef brightness(images):\n    pixels = images.shape[1] * images.shape[2]\n    total = tf.reduce_sum(images, axis=[1, 2])\n    return total / pixels",
            "untouched",
        ),
        ("tf.round(tf.reduce_mean(tf.cast(images, tf.float32), axis=[1, 2]))", "values"),
        ("[float(np.mean(i)) for i in images]", "kind"),
    ),
}
ANSWERS = [
    pytest.param(name, source, key, id=f"{name}-{number}-{key}")
    for name, answers in WRONG.items()
    for number, (source, key) in enumerate(answers)
]


GENERAL = explain(Raised("NothingKnown", ""))


def cell_of(name: str, source: str) -> str:
    """The answer cell with `source` in it."""
    subject = find_task(name).ask.subject
    if source.startswith((subject, "def ", "@", "F, D")):
        return source
    if name in PARAMETERS:
        return f"def {subject}({PARAMETERS[name]}):\n    return {source}"
    return f"{subject} = {source}"


def verdicts_on(name: str, source: str) -> list[Verdict]:
    task = find_task(name)
    namespace = {"tf": tf, "np": np, "math": math}
    exec(cell_of(name, source), namespace)
    verdicts = []
    for seed in SEEDS:
        cases = task.draw_cases(seed)
        evidence = observe(task.ask, cases, namespace, convert=tf.constant)
        verdicts.append(judge(task, cases, evidence))
    return verdicts


@pytest.mark.parametrize(("name", "source", "key"), ANSWERS)
def test_a_wrong_answer_gets_the_message_meant_for_it(name: str, source: str, key: str) -> None:
    solution = find_task(name).worked.splitlines()[-1].strip().removeprefix("return ")
    for verdict in verdicts_on(name, source):
        assert verdict.key == key, verdict.message.as_text()
        assert verdict.fraction < 1
        assert verdict.outcome is not Outcome.PASSED
        message = verdict.message
        assert message.try_next
        assert len(message.as_text()) < 2500
        assert solution not in message.headline + message.why + message.try_next
        # What a general word would say is no help, except where nothing more is known.
        if verdict.outcome is Outcome.ERROR and "bitcast" not in source and "einsum" not in source:
            assert message.why != GENERAL.why, message.as_text()


@pytest.mark.parametrize("name", WRONG)
def test_each_task_was_attacked_with_a_dozen_of_them(name: str) -> None:
    assert len(WRONG[name]) >= 12


WIDE_AND_RIGHT = "np.sqrt(((a.numpy()[:, None] - b.numpy()[None]).astype(float) ** 2).sum(-1))"


@pytest.mark.parametrize(
    ("name", "source", "words"),
    [
        ("distances", WIDE_AND_RIGHT, "The values are right. The dtype is float64"),
        (
            "distances",
            "tf.norm(a[:, None] - b, axis=-1)[..., None]",
            "right order. Only their shape",
        ),
        (
            "distances",
            "tf.norm(a[:, None] - b, axis=-1).numpy().tolist()",
            "numbers are right, but",
        ),
        ("brightness", "tf.reduce_mean(tf.cast(images, tf.float16), [1, 2])", "dtype is float16"),
        ("shapes", "{'batch': (None, 13)}", "no answer for it yet"),
        ("row_means", "tf.keras.Input([1])", "KerasTensor"),
    ],
)
def test_what_is_right_in_a_wrong_answer_is_said(name: str, source: str, words: str) -> None:
    assert words in verdicts_on(name, source)[0].message.why


def test_where_two_parts_are_missed_in_two_ways_the_first_is_explained() -> None:
    both = "(t - tf.reduce_mean(t, 0)) / tf.math.reduce_variance(t, 0)"  # and NaN where constant
    assert verdicts_on("standardize", both)[0].key == "misconception.variance"


def test_a_repair_that_changes_nothing_is_not_called_untouched() -> None:
    (source,) = [s for s, key in WRONG["brightness"] if key == "untouched" and "tf.cast(total" in s]
    message = verdicts_on("brightness", source)[0].message
    assert "makes no difference to any result" in message.why
