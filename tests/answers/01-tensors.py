"""Answers to 01-tensors: right ones, which pass, and wrong ones, each with the key that it hears."""

# %% shapes passed
shapes = dict(loss=[], sample=[13], batch=[32, 13], sequences=[32, 50, 8], images=[32, 28, 20, 3])


# %% shapes passed
shapes = {
    "loss": tf.constant(1.0).shape,
    "sample": tf.zeros([13]).shape,
    "batch": tf.zeros([32, 13]).shape,
    "sequences": tf.zeros([32, 50, 8]).shape,
    "images": tf.zeros([32, 28, 20, 3]).shape,
}


# %% shapes passed
shapes = {"loss": (), "sample": 13, "batch": (32, 13)}
shapes.update(sample=(13,), sequences=(32, 50, 8), images=(32, 28, 20, 3))


# %% shapes passed
shapes = dict(
    zip(
        ["loss", "sample", "batch", "sequences", "images"],
        [tuple(), tuple([13]), tuple([32, 13]), (32, 50, 8), (32, 28, 20, 3)],
    )
)


# %% shapes passed
shapes = {
    k: tf.TensorShape(v)
    for k, v in dict(
        loss=[], sample=[13], batch=[32, 13], sequences=[32, 50, 8], images=[32, 28, 20, 3]
    ).items()
}


# %% shapes passed
shapes = {
    k: np.zeros(v).shape
    for k, v in dict(
        loss=[], sample=[13], batch=[32, 13], sequences=[32, 50, 8], images=[32, 28, 20, 3]
    ).items()
}


# %% shapes passed
shapes = {
    k: tf.shape(tf.zeros(v))
    for k, v in dict(
        loss=[], sample=[13], batch=[32, 13], sequences=[32, 50, 8], images=[32, 28, 20, 3]
    ).items()
}


# %% shapes passed
shapes = {
    k: np.array(v, int)
    for k, v in dict(
        loss=[], sample=[13], batch=[32, 13], sequences=[32, 50, 8], images=[32, 28, 20, 3]
    ).items()
}


# %% shapes passed
n = 32
shapes = {
    "loss": (),
    "sample": (13,),
    "batch": (n,) + (13,),
    "sequences": (n, 50, 8),
    "images": (n, 28, 20, 3),
    "mine": "a note",
}


# %% shapes passed
shapes = __import__("collections").OrderedDict(
    loss=(), sample=(13,), batch=(32, 13), sequences=(32, 50, 8), images=(32, 28, 20, 3)
)


# %% shapes passed
shapes = {
    "loss": (),
    "sample": (np.int64(13),),
    "batch": (np.int32(32), 13),
    "sequences": (32, tf.constant(50), 8),
    "images": (32, 28, 20, 3),
}


# %% shapes passed
shapes = {
    "loss": tf.constant(0.5).shape,
    "sample": tf.Variable(tf.ones(13)).shape,
    "batch": np.ones((32, 13)).shape,
    "sequences": [32, 50, 8],
    "images": keras.Input((28, 20, 3), 32).shape,
}


# %% shapes passed
shapes = {
    "loss": [],
    "sample": [13.0],
    "batch": [32.0, 13.0],
    "sequences": (32, 50, 8),
    "images": (32, 28, 20, 3),
}


# %% shapes passed
class Named(dict):
    pass


shapes = Named(loss=(), sample=(13,), batch=(32, 13), sequences=(32, 50, 8), images=(32, 28, 20, 3))


# %% shapes entries
shapes = {
    "loss": (),
    "sample": (13,),
    "batch": (None, 13),
    "sequences": (None, 50, 8),
    "images": (None, 28, 20, 3),
}


# %% shapes misconception.rank
shapes = {
    "loss": 0,
    "sample": (13,),
    "batch": (32, 13),
    "sequences": (32, 50, 8),
    "images": (32, 28, 20, 3),
}


# %% shapes misconception.scalar_as_vector
shapes = {
    "loss": (1,),
    "sample": (13,),
    "batch": (32, 13),
    "sequences": (32, 50, 8),
    "images": (32, 28, 20, 3),
}


# %% shapes misconception.no_comma
shapes = {
    "loss": (1),
    "sample": (13),
    "batch": (32, 13),
    "sequences": (32, 50, 8),
    "images": (32, 28, 20, 3),
}


# %% shapes misconception.empty
shapes = {
    "loss": (0,),
    "sample": (13,),
    "batch": (32, 13),
    "sequences": (32, 50, 8),
    "images": (32, 28, 20, 3),
}


# %% shapes misconception.scalar_as_matrix
shapes = {
    "loss": (1, 1),
    "sample": (13,),
    "batch": (32, 13),
    "sequences": (32, 50, 8),
    "images": (32, 28, 20, 3),
}


# %% shapes kind
shapes = {
    "loss": "()",
    "sample": "(13,)",
    "batch": "(32, 13)",
    "sequences": "(32,50,8)",
    "images": "(32,28,20,3)",
}


# %% shapes entries
shapes = {
    "loss": (),
    "sample": ("13",),
    "batch": ("32", "13"),
    "sequences": (32, 50, 8),
    "images": (32, 28, 20, 3),
}


# %% shapes length
shapes = {
    "loss": (),
    "sample": (13,),
    "batch": (416,),
    "sequences": (32, 400),
    "images": (32, 560, 3),
}


# %% shapes misconception.rank
shapes = {"loss": 0, "sample": 1, "batch": 2, "sequences": 3, "images": 4}


# %% shapes misconception.rank_as_size
shapes = {"loss": (), "sample": (1,), "batch": (2,), "sequences": (3,), "images": (4,)}


# %% shapes misconception.no_comma
shapes = {
    "loss": tf.constant(1.0),
    "sample": tf.zeros([13]),
    "batch": tf.zeros([32, 13]),
    "sequences": tf.zeros([32, 50, 8]),
    "images": tf.zeros([32, 28, 20, 3]),
}


# %% shapes misconception.no_batch
shapes = {
    "loss": (),
    "sample": (13,),
    "batch": (32, 13),
    "sequences": (50, 8),
    "images": (28, 20, 3),
}


# %% shapes misconception.one_channel
shapes = {
    "loss": (),
    "sample": (13,),
    "batch": (32, 13),
    "sequences": (32, 50, 8),
    "images": (32, 28, 20, 1),
}


# %% shapes misconception.batch_last
shapes = {
    "loss": (),
    "sample": (13,),
    "batch": (32, 13),
    "sequences": (50, 8, 32),
    "images": (28, 20, 3, 32),
}


# %% shapes misconception.no_channels
shapes = {
    "loss": (),
    "sample": (13,),
    "batch": (32, 13),
    "sequences": (32, 50, 8),
    "images": (32, 28, 20),
}


# %% shapes entries
shapes = {
    "loss": ((),),
    "sample": [[13]],
    "batch": [[32, 13]],
    "sequences": (32, 50, 8),
    "images": (32, 28, 20, 3),
}


# %% shapes kind
shapes = {
    "loss": (),
    "sample": {13},
    "batch": {32, 13},
    "sequences": {32, 50, 8},
    "images": (32, 28, 20, 3),
}


# %% shapes nothing
shapes = {"loss": ()}


# %% shapes kind
shapes = [(), (13,), (32, 13), (32, 50, 8), (32, 28, 20, 3)]


# %% shapes misconception.features_first
shapes = {
    "loss": (),
    "sample": (13,),
    "batch": (13, 32),
    "sequences": (8, 50, 32),
    "images": (3, 20, 28, 32),
}


# %% shapes length
shapes = {
    "loss": (),
    "sample": (13,),
    "batch": (32, 13, 1),
    "sequences": (32, 8, 50),
    "images": (32, 3, 28, 20),
}


# %% shapes nothing
shapes = {
    "loss": None,
    "sample": (13,),
    "batch": (32,),
    "sequences": (50, 32, 8),
    "images": (32, 20, 28, 3),
}


# %% shapes values
shapes = {
    "loss": (),
    "sample": (-1,),
    "batch": (-1, 13),
    "sequences": (-1, 50, 8),
    "images": (-1, 28, 20, 3),
}


# %% scale_pixels passed
def scale_pixels(images):
    return tf.image.convert_image_dtype(images, tf.float32)


# %% scale_pixels passed
def scale_pixels(images):
    return tf.cast(images / 255, tf.float32)


# %% scale_pixels passed
def scale_pixels(images):
    return tf.multiply(tf.cast(images, "float32"), 1 / 255)


# %% scale_pixels passed
def scale_pixels(images):
    return images.numpy().astype("float32") / 255


# %% scale_pixels passed
scale_pixels = lambda x: tf.cast(x, "float32") / 255


# %% scale_pixels passed
scale_pixels = tf.function(lambda x: tf.cast(x, tf.float32) / 255)


# %% scale_pixels passed
@tf.function(jit_compile=False, reduce_retracing=True)
def scale_pixels(pixels):
    return tf.cast(pixels, tf.float32) * (1.0 / 255.0)


# %% scale_pixels passed
def scale_pixels(images, top=255.0):
    return tf.cast(images, tf.float32) / top


# %% scale_pixels passed
def scale_pixels(images, /):
    return np.float32(images) / np.float32(255)


# %% scale_pixels passed
def scale_pixels(images):
    return tf.cast(tf.cast(images, tf.float64) / 255, tf.float32)


# %% scale_pixels passed
scale_pixels = keras.layers.Rescaling(1 / 255)


# %% scale_pixels passed
def scale_pixels(images):
    return keras.ops.cast(images, "float32") / 255


# %% scale_pixels passed
def scale_pixels(images):
    return tf.Variable(tf.cast(images, tf.float32) / 255)


# %% scale_pixels passed
scale_pixels = functools.partial(lambda top, x: tf.cast(x, tf.float32) / top, 255.0)


# %% scale_pixels passed
class Scale:
    def __init__(self, top):
        self.top = top

    def __call__(self, images):
        return tf.cast(images, tf.float32) / self.top


scale_pixels = Scale(255.0)


# %% scale_pixels passed
TOP = 255


def scale_pixels(images):
    print("shape", images.shape)
    tf.print(images)
    return tf.divide(tf.cast(images, tf.float32), TOP)


# %% scale_pixels passed
def scale_pixels(images):
    table = tf.range(256, dtype=tf.float32) / 255
    return tf.gather(table, tf.cast(images, tf.int32))


# %% scale_pixels passed
def scale_pixels(images):
    done = (images.numpy() / 255).astype("f4")
    done.flags.writeable = False
    return done


# %% scale_pixels passed
def scale_pixels(images):
    return tf.map_fn(lambda x: tf.cast(x, tf.float32) / 255, images, fn_output_signature=tf.float32)


# %% scale_pixels passed
def scale_pixels(*images, **options):
    return tnp.asarray(images[0], tnp.float32) / 255


# %% scale_pixels passed
def scale_pixels(images):
    return tf.cast(images / tf.uint8.max, tf.float32)


# %% scale_pixels nothing
def scale_pixels(images):
    tf.cast(images, tf.float32) / 255


# %% scale_pixels raised.TypeError
def scale_pixels(images):
    return images / 255.0


# %% scale_pixels misconception.whole_numbers
def scale_pixels(images):
    return tf.cast(images // 255, tf.float32)


# %% scale_pixels misconception.whole_numbers
def scale_pixels(images):
    return images // 255


# %% scale_pixels misconception.whole_numbers
def scale_pixels(images):
    return tf.cast(tf.cast(images, tf.int32) // 255, tf.float32)


# %% scale_pixels misconception.float64
def scale_pixels(images):
    return tf.cast(images, tf.float64) / 255


# %% scale_pixels raised.AttributeError
def scale_pixels(images):
    return images.astype("float32") / 255


# %% scale_pixels misconception.by_the_maximum
def scale_pixels(images):
    x = tf.cast(images, tf.float32)
    return x / tf.reduce_max(x)


# %% scale_pixels misconception.min_max
def scale_pixels(images):
    x = tf.cast(images, tf.float32)
    return (x - tf.reduce_min(x)) / (tf.reduce_max(x) - tf.reduce_min(x))


# %% scale_pixels misconception.by_256
def scale_pixels(images):
    return tf.cast(images, tf.float32) / 256


# %% scale_pixels misconception.only_cast
def scale_pixels(images):
    return tf.cast(images, tf.float32)


# %% scale_pixels values
def scale_pixels(images):
    return tf.cast(images, tf.float32) / 100


# %% scale_pixels misconception.by_128
def scale_pixels(images):
    return tf.cast(images, tf.float32) / 128


# %% scale_pixels misconception.inverted
def scale_pixels(images):
    return 1 - tf.cast(images, tf.float32) / 255


# %% scale_pixels misconception.upside_down
def scale_pixels(images):
    return 255.0 / tf.cast(images, tf.float32)


# %% scale_pixels misconception.clipped
def scale_pixels(images):
    return tf.clip_by_value(tf.cast(images, tf.float32), 0.0, 1.0)


# %% scale_pixels raised.TypeError
def scale_pixels(images):
    return float(images) / 255


# %% scale_pixels kind
def scale_pixels(images):
    return (images.numpy() / 255.0).tolist()


# %% scale_pixels nothing
def scale_pixels(images):
    print(tf.cast(images, tf.float32) / 255)


# %% scale_pixels misconception.float64
def scale_pixels(images):
    return images.numpy() / 255


# %% scale_pixels raised.InvalidArgumentError
def scale_pixels(images):
    return tf.bitcast(images, tf.float32) / 255


# %% scale_pixels misconception.whole_numbers
def scale_pixels(images):
    return tf.cast(tf.cast(images, tf.float32) / 255, tf.uint8)


# %% scale_pixels misconception.multiplied
def scale_pixels(images):
    return tf.cast(images, tf.float32) * 255


# %% scale_pixels raised.NameError
def scale_pixels(images):
    return tf.cast(image, tf.float32) / 255


# %% scale_pixels raised.AttributeError
def scale_pixels(images):
    return tf.cast(images, tf.float) / 255


# %% scale_pixels misconception.float16
def scale_pixels(images):
    return tf.cast(images, tf.float16) / 255


# %% scale_pixels kind
scale_pixels = tf.cast(tf.constant([0, 51, 255], tf.uint8), tf.float32) / 255


# %% scale_pixels shape
def scale_pixels(images):
    return tf.constant([0.0, 0.2, 1.0])


# %% scale_pixels raised.TypeError
@tf.function
def scale_pixels(images):
    return images / 255.0


# %% scale_pixels raised.TypeError
@tf.function
def scale_pixels(images):
    return tf.cast(images, tf.float32) / images


# %% scale_pixels raised.AttributeError
@tf.function
def scale_pixels(images):
    return images.numpy() / 255


# %% scale_pixels raised.ValueError
def scale_pixels(images):
    return tf.convert_to_tensor(images, tf.float32) / 255


# %% scale_pixels raised.TypeError
def scale_pixels(images):
    return tf.constant(images, dtype=tf.float32) / 255


# %% scale_pixels raised.TypeError
def scale_pixels(images):
    out = images
    out[images > 0] = 1
    return out


# %% scale_pixels raised.TypeError
def scale_pixels():
    return tf.cast(images, tf.float32) / 255


# %% scale_pixels kind
def scale_pixels(images):
    return tf.cast(images, tf.float32) / 255, images.shape


# %% scale_pixels misconception.centered
def scale_pixels(images):
    return tf.cast(images, tf.float32) / 127.5 - 1


# %% scale_pixels misconception.rounded
def scale_pixels(images):
    return tf.round(tf.cast(images, tf.float32) / 255)


# %% scale_pixels dtype
def scale_pixels(images):
    return tf.strings.as_string(images)


# %% scale_pixels kind
def scale_pixels(images):
    return tf.cast


# %% scale_pixels kind
def scale_pixels(images):
    yield tf.cast(images, tf.float32) / 255


# %% scale_pixels kind
def scale_pixels(images):
    return tf.keras.layers.Rescaling(1 / 255)


# %% row_means passed
def row_means(matrix):
    return tf.reduce_mean(matrix, axis=-1)[:, tf.newaxis]


# %% row_means passed
def row_means(matrix):
    return tf.expand_dims(tf.reduce_sum(matrix, 1) / matrix.shape[1], 1)


# %% row_means passed
def row_means(matrix):
    return matrix @ tf.fill([matrix.shape[1], 1], 1.0 / matrix.shape[1])


# %% row_means passed
row_means = tf.function(lambda m: tf.reduce_mean(m, 1, keepdims=True))


# %% row_means passed
row_means = lambda m: tf.reduce_mean(m, -1, True)


# %% row_means passed
row_means = functools.partial(tf.reduce_mean, axis=1, keepdims=True)


# %% row_means passed
row_means = tf.function(tf.reduce_mean)
_mean = row_means


def row_means(m):
    return _mean(m, axis=1, keepdims=True)


# %% row_means passed
def row_means(matrix):
    return keras.ops.mean(matrix, axis=1, keepdims=True)


# %% row_means passed
def row_means(matrix):
    return matrix.numpy().mean(axis=1, keepdims=True)


# %% row_means passed
def row_means(matrix):
    return np.mean(matrix, 1)[:, None]


# %% row_means passed
def row_means(matrix):
    return tnp.mean(matrix, axis=1, keepdims=True)


# %% row_means passed
def row_means(matrix):
    return tf.stack([[tf.reduce_mean(row)] for row in matrix])


# %% row_means passed
def row_means(matrix):
    means = []
    for row in matrix:
        total = 0.0
        for x in row:
            total += x
        means.append([total / len(row)])
    return tf.convert_to_tensor(means)


# %% row_means passed
def row_means(matrix):
    return tf.vectorized_map(lambda row: tf.reduce_mean(row, keepdims=True), matrix)


# %% row_means passed
def row_means(matrix):
    n = tf.cast(tf.shape(matrix)[1], tf.float32)
    return tf.einsum("rc->r", matrix)[:, tf.newaxis] / n


# %% row_means passed
def row_means(matrix):
    return tf.reshape(tf.reduce_mean(matrix, 1), (-1, 1))


# %% row_means passed
def row_means(matrix):
    return tf.transpose(tf.reduce_mean(tf.transpose(matrix), axis=0, keepdims=True))


# %% row_means passed
def row_means(matrix):
    wide = tf.cast(matrix, tf.float64)
    return tf.cast(tf.reduce_mean(wide, 1, keepdims=True), tf.float32)


# %% row_means passed
def row_means(matrix):
    return tf.Variable(tf.math.reduce_mean(matrix, [1], True))


# %% row_means passed
def row_means(matrix):
    ids = tf.repeat(tf.range(len(matrix)), matrix.shape[1])
    return tf.math.segment_mean(tf.reshape(matrix, [-1]), ids)[:, None]


# %% row_means passed
def row_means(matrix):
    if len(matrix) == 1:
        return tf.reshape(tf.reduce_mean(matrix), (1, 1))
    return tf.concat([row_means(matrix[:1]), row_means(matrix[1:])], 0)


# %% row_means misconception.everything
def row_means(m):
    return tf.reduce_mean(m)


# %% row_means misconception.columns_flat
def row_means(m):
    return tf.reduce_mean(m, axis=0)


# %% row_means misconception.columns
def row_means(m):
    return tf.reduce_mean(m, axis=0, keepdims=True)


# %% row_means misconception.flat
def row_means(m):
    return tf.reduce_mean(m, axis=1)


# %% row_means misconception.everything_kept
def row_means(m):
    return tf.reduce_mean(m, keepdims=True)


# %% row_means misconception.sums
def row_means(m):
    return tf.reduce_sum(m, axis=1, keepdims=True)


# %% row_means misconception.sums_flat
def row_means(m):
    return tf.reduce_sum(m, axis=1)


# %% row_means misconception.divided_by_rows
def row_means(m):
    return tf.reduce_sum(m, 1, keepdims=True) / m.shape[0]


# %% row_means shape
def row_means(m):
    return tf.reduce_sum(m, 1) / len(m)


# %% row_means raised.AttributeError
def row_means(m):
    return m.mean(axis=1, keepdims=True)


# %% row_means raised.AttributeError
def row_means(m):
    return tf.mean(m, axis=1, keepdims=True)


# %% row_means raised.TypeError
def row_means(m):
    return tf.reduce_mean(m, axis=1, keepdim=True)


# %% row_means raised.InvalidArgumentError
def row_means(m):
    return tf.reduce_mean(m, axis=2, keepdims=True)


# %% row_means raised.InvalidArgumentError
def row_means(m):
    return tf.reshape(tf.reduce_mean(m, axis=1), (2, 1))


# %% row_means misconception.row_of_means
def row_means(m):
    return tf.expand_dims(tf.reduce_mean(m, axis=1), 0)


# %% row_means kind
def row_means(m):
    out = []
    for row in m:
        out.append(tf.reduce_mean(row))
    return out


# %% row_means kind
def row_means(m):
    out = []
    for row in m:
        out.append([float(tf.reduce_mean(row))])
    return out


# %% row_means misconception.first_row
def row_means(m):
    for row in m:
        return tf.reduce_mean(row)


# %% row_means misconception.largest
def row_means(m):
    return tf.reduce_max(m, axis=1, keepdims=True)


# %% row_means misconception.columns_upright
def row_means(m):
    return tf.reduce_mean(m, axis=0)[:, None]


# %% row_means raised.TypeError
def row_means(m):
    out = tf.zeros((m.shape[0], 1))
    for i in range(m.shape[0]):
        out[i] = tf.reduce_mean(m[i])
    return out


# %% row_means misconception.stretched
def row_means(m):
    return tf.reduce_mean(m, axis=1, keepdims=True) * tf.ones_like(m)


# %% row_means values
def row_means(m):
    return tf.round(tf.reduce_mean(m, axis=1, keepdims=True))


# %% row_means misconception.middle
def row_means(m):
    return tf.constant(np.median(m, axis=1, keepdims=True))


# %% row_means values
def row_means(m):
    return tf.constant([[2.0], [4.0]])


# %% row_means dtype
def row_means(m):
    return tf.cast(tf.reduce_mean(m, axis=1, keepdims=True), tf.int32)


# %% row_means dtype
def row_means(m):
    return np.mean(m.numpy().astype(float), axis=1, keepdims=True)


# %% row_means values
def row_means(m):
    return (m[:, :1] + m[:, 1:2]) / 2


# %% row_means misconception.columns_upright
def row_means(m):
    return tf.reduce_mean(tf.transpose(m), axis=1, keepdims=True)


# %% row_means misconception.centered
def row_means(m):
    return m - tf.reduce_mean(m, axis=1, keepdims=True)


# %% row_means shape
def row_means(m):
    return tf.reduce_mean(m, axis=1)[:, tf.newaxis, tf.newaxis]


# %% row_means raised.TypeError
def row_means(self, m):
    return tf.reduce_mean(m, axis=1)


# %% row_means raised.NameError
def row_means(m):
    return tf.reduce_mean(m, axis=1, keepdims=true)


# %% row_means raised.InvalidArgumentError
def row_means(m):
    return tf.reduce_mean(m, axis="rows", keepdims=True)


# %% row_means misconception.spread
def row_means(m):
    return tf.math.reduce_std(m, axis=1, keepdims=True)


# %% row_means misconception.by_three
def row_means(m):
    return tf.reduce_sum(m, axis=1, keepdims=True) / 3


# %% channels_first passed
def channels_first(images):
    return tf.einsum("nyxc->ncyx", images)


# %% channels_first passed
def channels_first(images):
    return tf.stack(tf.unstack(images, axis=3), axis=1)


# %% channels_first passed
def channels_first(images):
    return tf.experimental.numpy.moveaxis(images, -1, 1)


# %% channels_first passed
def channels_first(images):
    return np.moveaxis(images.numpy(), -1, 1)


# %% channels_first passed
channels_first = lambda x: tf.transpose(x, perm=(0, 3, 1, 2))


# %% channels_first passed
channels_first = functools.partial(tf.transpose, perm=[0, 3, 1, 2])


# %% channels_first passed
channels_first = tf.function(lambda x: tf.transpose(x, [0, -1, 1, 2]))


# %% channels_first passed
channels_first = keras.layers.Permute((3, 1, 2))


# %% channels_first passed
def channels_first(images):
    return keras.ops.transpose(images, (0, 3, 1, 2))


# %% channels_first passed
def channels_first(images):
    return keras.ops.moveaxis(images, 3, 1)


# %% channels_first passed
def channels_first(images):
    return images.numpy().transpose(0, 3, 1, 2)


# %% channels_first passed
def channels_first(images):
    return np.rollaxis(np.array(images), 3, 1)


# %% channels_first passed
def channels_first(images):
    return np.einsum("bhwc->bchw", images)


# %% channels_first passed
def channels_first(images):
    return tnp.transpose(images, (0, 3, 1, 2))


# %% channels_first passed
def channels_first(images):
    return tf.stack([images[..., c] for c in range(images.shape[-1])], axis=1)


# %% channels_first passed
def channels_first(images):
    return tf.map_fn(lambda image: tf.transpose(image, [2, 0, 1]), images)


# %% channels_first passed
def channels_first(images):
    return tf.vectorized_map(lambda image: tf.transpose(image, [2, 0, 1]), images)


# %% channels_first passed
def channels_first(images):
    x = tf.linalg.matrix_transpose(images)
    return tf.transpose(x, [0, 2, 1, 3])


# %% channels_first passed
def channels_first(images):
    n, h, w, c = images.shape
    out = np.zeros((n, c, h, w), np.float32)
    for k in range(c):
        out[:, k] = images[:, :, :, k]
    return out


# %% channels_first passed
def channels_first(images):
    return tf.concat([x[:, None] for x in tf.unstack(images, axis=-1)], 1)


# %% channels_first passed
def channels_first(images):
    n, h, w, c = images.shape
    flat = tf.reshape(images, [n, h * w, c])
    return tf.reshape(tf.transpose(flat, [0, 2, 1]), [n, c, h, w])


# %% channels_first misconception.reshaped
def channels_first(x):
    n, h, w, c = x.shape
    return tf.reshape(x, (n, c, h, w))


# %% channels_first misconception.inverse
def channels_first(x):
    return tf.transpose(x, [0, 2, 3, 1])


# %% channels_first misconception.all_reversed
def channels_first(x):
    return tf.transpose(x)


# %% channels_first misconception.width_before_height
def channels_first(x):
    return tf.transpose(x, [0, 3, 2, 1])


# %% channels_first misconception.batch_lost
def channels_first(x):
    return tf.transpose(x, [3, 0, 1, 2])


# %% channels_first misconception.unchanged
def channels_first(x):
    return x


# %% channels_first raised.InvalidArgumentError
def channels_first(x):
    return tf.transpose(x, [2, 0, 1])


# %% channels_first raised.InvalidArgumentError
def channels_first(x):
    return tf.transpose(x, [3, 1, 2])


# %% channels_first raised.AttributeError
def channels_first(x):
    return x.permute(0, 3, 1, 2)


# %% channels_first raised.AttributeError
def channels_first(x):
    return x.T


# %% channels_first misconception.width_before_height
def channels_first(x):
    return tf.experimental.numpy.swapaxes(x, 1, 3)


# %% channels_first raised.TypeError
def channels_first(x):
    return tf.transpose(x, 0, 3, 1, 2)


# %% channels_first misconception.one_image
def channels_first(x):
    return tf.transpose(x[0], [2, 0, 1])


# %% channels_first misconception.reshaped
def channels_first(x):
    return tf.reshape(x, (1, 3, 2, 2))


# %% channels_first raised.InvalidArgumentError
def channels_first(x):
    return x[:, 3, 1, 2]


# %% channels_first shape
def channels_first(x):
    return tf.roll(x, 1, axis=3)


# %% channels_first kind
def channels_first(x):
    return tf.unstack(x, axis=3)


# %% channels_first misconception.batch_lost
def channels_first(x):
    return tf.stack(tf.unstack(x, axis=3))


# %% channels_first raised.InvalidArgumentError
def channels_first(x):
    return tf.transpose(x, [0, 3, 1, 1])


# %% channels_first raised.InvalidArgumentError
def channels_first(x):
    return tf.transpose(x, [1, 4, 2, 3])


# %% channels_first shape
def channels_first(x):
    return tf.reverse(x, axis=[3])


# %% channels_first misconception.height_first
def channels_first(x):
    return tf.transpose(x, [0, 1, 3, 2])


# %% channels_first misconception.reshaped
def channels_first(x):
    return tf.reshape(x, (x.shape[0], 3, x.shape[1], x.shape[2]))


# %% channels_first misconception.transposed_and_reshaped
def channels_first(x):
    n, h, w, c = x.shape
    return tf.reshape(tf.transpose(x), (n, c, h, w))


# %% channels_first dtype
def channels_first(x):
    return tf.cast(tf.transpose(x, [0, 3, 1, 2]), tf.uint8)


# %% channels_first raised.ValueError
def channels_first(x):
    return tf.einsum("nhwc->nchw")


# %% channels_first shape
def channels_first(x):
    return tf.expand_dims(x, 1)


# %% channels_first raised.InvalidArgumentError
def channels_first(x):
    return tf.transpose(x, perm="NCHW")


# %% channels_first dtype
def channels_first(x):
    return np.transpose(x, (0, 3, 1, 2)).astype(float)


# %% pick_by_label passed
def pick_by_label(scores, labels):
    mask = tf.one_hot(labels, scores.shape[1])
    return tf.reduce_sum(mask * scores, axis=1)


# %% pick_by_label passed
def pick_by_label(scores, labels):
    rows = tf.range(tf.shape(scores)[0])
    return tf.gather_nd(scores, tf.stack([rows, labels], axis=1))


# %% pick_by_label passed
def pick_by_label(scores, labels):
    return tf.stack([scores[n, labels[n]] for n in range(len(labels))])


# %% pick_by_label passed
def pick_by_label(scores, labels):
    return tf.boolean_mask(scores, tf.one_hot(labels, scores.shape[1], True, False))


# %% pick_by_label passed
pick_by_label = lambda s, y: tf.gather(s, y, axis=1, batch_dims=1)


# %% pick_by_label passed
pick_by_label = functools.partial(tf.gather, batch_dims=1)


# %% pick_by_label passed
@tf.function
def pick_by_label(scores, labels):
    return tf.reduce_sum(scores * tf.one_hot(labels, tf.shape(scores)[1]), -1)


# %% pick_by_label passed
def pick_by_label(scores, labels):
    return scores.numpy()[range(len(labels)), labels.numpy()]


# %% pick_by_label passed
def pick_by_label(scores, labels):
    return np.array([row[label] for row, label in zip(scores, labels)])


# %% pick_by_label passed
def pick_by_label(scores, labels):
    return tf.gather(scores, labels[:, None], batch_dims=1)[:, 0]


# %% pick_by_label passed
def pick_by_label(scores, labels):
    return tf.linalg.diag_part(tf.gather(scores, labels, axis=1))


# %% pick_by_label passed
def pick_by_label(scores, labels):
    return tf.einsum("nc,nc->n", scores, tf.one_hot(labels, scores.shape[-1]))


# %% pick_by_label passed
def pick_by_label(scores, labels):
    return np.take_along_axis(scores.numpy(), labels.numpy()[:, None], 1).squeeze(1)


# %% pick_by_label passed
def pick_by_label(scores, labels):
    picked = keras.ops.take_along_axis(scores, labels[:, None], axis=1)
    return keras.ops.squeeze(picked, axis=1)


# %% pick_by_label passed
def pick_by_label(scores, labels):
    flat = tf.reshape(scores, [-1])
    return tf.gather(flat, tf.range(len(labels)) * scores.shape[1] + labels)


# %% pick_by_label passed
def pick_by_label(scores, labels):
    return tf.map_fn(
        lambda pair: pair[0][pair[1]], (scores, labels), fn_output_signature=tf.float32
    )


# %% pick_by_label passed
def pick_by_label(scores, labels):
    return tf.vectorized_map(lambda pair: tf.gather(pair[0], pair[1]), (scores, labels))


# %% pick_by_label passed
def pick_by_label(scores, labels):
    where = tf.stack([tf.range(len(labels)), labels], 1)
    mask = tf.scatter_nd(where, tf.ones(len(labels)), scores.shape)
    return tf.reduce_sum(mask * scores, axis=1)


# %% pick_by_label passed
def pick_by_label(scores, labels):
    mask = tf.range(scores.shape[1]) == labels[:, None]
    return tf.reduce_max(tf.where(mask, scores, -np.inf), axis=1)


# %% pick_by_label passed
def pick_by_label(scores, labels):
    result = tf.Variable(tf.zeros(len(labels)))
    for n, label in enumerate(labels):
        result[n].assign(scores[n, label])
    return result


# %% pick_by_label passed
def pick_by_label(scores, labels):
    return tnp.sum(tf.one_hot(labels, scores.shape[1]) * scores, axis=1)


# %% pick_by_label misconception.rows
def pick_by_label(s, y):
    return tf.gather(s, y)


# %% pick_by_label misconception.columns
def pick_by_label(s, y):
    return tf.gather(s, y, axis=1)


# %% pick_by_label raised.TypeError
def pick_by_label(s, y):
    return s[y]


# %% pick_by_label raised.TypeError
def pick_by_label(s, y):
    return s[:, y]


# %% pick_by_label raised.TypeError
def pick_by_label(s, y):
    return s[range(len(y)), y]


# %% pick_by_label raised.TypeError
def pick_by_label(s, y):
    return s[tf.range(len(y)), y]


# %% pick_by_label misconception.largest
def pick_by_label(s, y):
    return tf.reduce_max(s, axis=1)


# %% pick_by_label misconception.positions
def pick_by_label(s, y):
    return tf.argmax(s, axis=1)


# %% pick_by_label misconception.masked
def pick_by_label(s, y):
    return s * tf.one_hot(y, s.shape[1])


# %% pick_by_label misconception.summed_over_rows
def pick_by_label(s, y):
    return tf.reduce_sum(s * tf.one_hot(y, s.shape[1]), axis=0)


# %% pick_by_label misconception.summed_all
def pick_by_label(s, y):
    return tf.reduce_sum(s * tf.one_hot(y, s.shape[1]))


# %% pick_by_label raised.InvalidArgumentError
def pick_by_label(s, y):
    return tf.reduce_sum(s * tf.one_hot(y, 3), axis=1)


# %% pick_by_label raised.InvalidArgumentError
def pick_by_label(s, y):
    return tf.reduce_sum(s * tf.one_hot(y, 10), axis=1)


# %% pick_by_label misconception.kept
def pick_by_label(s, y):
    return tf.gather(s, y[:, None], batch_dims=1)


# %% pick_by_label kind
def pick_by_label(s, y):
    return [s[n, y[n]] for n in range(len(y))]


# %% pick_by_label kind
def pick_by_label(s, y):
    return [float(s[n, y[n]]) for n in range(len(y))]


# %% pick_by_label shape
def pick_by_label(s, y):
    return tf.gather_nd(s, y)


# %% pick_by_label misconception.rows
def pick_by_label(s, y):
    return tf.gather_nd(s, y[:, None])


# %% pick_by_label shape
def pick_by_label(s, y):
    return tf.boolean_mask(s, y)


# %% pick_by_label misconception.labels_themselves
def pick_by_label(s, y):
    return tf.cast(y, tf.float32)


# %% pick_by_label misconception.mask_alone
def pick_by_label(s, y):
    return tf.one_hot(y, s.shape[1])


# %% pick_by_label raised.InvalidArgumentError
def pick_by_label(s, y):
    return s * y


# %% pick_by_label raised.InvalidArgumentError
def pick_by_label(s, y):
    return s @ tf.one_hot(y, s.shape[1])


# %% pick_by_label misconception.columns
def pick_by_label(s, y):
    return tf.matmul(s, tf.one_hot(y, s.shape[1]), transpose_b=True)


# %% pick_by_label raised.InvalidArgumentError
def pick_by_label(s, y):
    return tf.reduce_sum(s * tf.one_hot(y, s.shape[1], dtype=tf.int32), 1)


# %% pick_by_label shape
def pick_by_label(s, y):
    return s[y[0]]


# %% pick_by_label kind
def pick_by_label(s, y):
    return {int(l): float(s[i, l]) for i, l in enumerate(y)}


# %% pick_by_label misconception.mean_of_mask
def pick_by_label(s, y):
    return tf.reduce_mean(s * tf.one_hot(y, s.shape[1]), axis=1)


# %% pick_by_label misconception.max_of_mask
def pick_by_label(s, y):
    return tf.reduce_max(s * tf.one_hot(y, s.shape[1]), axis=1)


# %% pick_by_label misconception.from_one
def pick_by_label(s, y):
    return tf.gather(s, y - 1, batch_dims=1)


# %% pick_by_label misconception.one_after
def pick_by_label(s, y):
    return tf.gather(s, y + 1, batch_dims=1)


# %% pick_by_label misconception.swapped
def pick_by_label(s, y):
    return tf.linalg.diag_part(tf.gather(s, y))


# %% pick_by_label misconception.first_label
def pick_by_label(s, y):
    return s[:, y[0]]


# %% pick_by_label misconception.row_sums
def pick_by_label(s, y):
    return tf.reduce_sum(s, axis=1)


# %% pick_by_label misconception.rows
def pick_by_label(s, y):
    return tf.gather(s, y, batch_dims=0)


# %% pick_by_label raised.InvalidArgumentError
def pick_by_label(s, y):
    return tf.gather(s, y, batch_dims=2)


# %% feature_rows passed
line_order = ["F", "D", "B", "C", "G"]


# %% feature_rows passed
line_order = "c, f, d, b, g"


# %% feature_rows passed
line_order = "FDCBG"


# %% feature_rows passed
line_order = "CFDBG"


# %% feature_rows passed
line_order = "F C D B G"


# %% feature_rows passed
line_order = "F D C B G"


# %% feature_rows passed
line_order = "f d b c g"


# %% feature_rows passed
line_order = " F, D,  B ; C, G. "


# %% feature_rows passed
line_order = "F B D C G".replace("B D", "D B")


# %% feature_rows passed
line_order = ("F", "D", "B", "C", "G")


# %% feature_rows passed
line_order = list("FDBCG")


# %% feature_rows passed
line_order = ["F D B C G"]


# %% feature_rows passed
line_order = "F\nD\nB\nC\nG"


# %% feature_rows passed
line_order = "F-D-B-C-G"


# %% feature_rows passed
line_order = "F -> D -> B -> C -> G"


# %% feature_rows passed
line_order = np.array(["F", "D", "B", "C", "G"])


# %% feature_rows passed
line_order = ["f", "d", "b", "c", "g"]


# %% feature_rows misconception.not_scaled
line_order = "F B C G"


# %% feature_rows misconception.ones_last
line_order = "F D B C A"


# %% feature_rows raised.UnboundLocalError
line_order = "D F B C G"


# %% feature_rows misconception.transposed
line_order = "F D E C G"


# %% feature_rows misconception.not_scaled
line_order = "F B D C G"


# %% feature_rows misconception.no_return
line_order = "F D B C"


# %% feature_rows raised.NameError
line_order = "F D B G"


# %% feature_rows raised.NameError
line_order = "F D C G"


# %% feature_rows raised.UnboundLocalError
line_order = "G F D B C"


# %% feature_rows raised.UnboundLocalError
line_order = "A B C D E F G"


# %% feature_rows kind
line_order = "F D B C G G"


# %% feature_rows kind
line_order = "F D B C H"


# %% feature_rows raised.UnboundLocalError
line_order = "D B F C G"


# %% feature_rows raised.UnboundLocalError
line_order = "B F D C G"


# %% feature_rows misconception.transposed
line_order = "F D B E C G"


# %% feature_rows raised.NameError
line_order = "G"


# %% feature_rows kind
line_order = ""


# %% feature_rows kind
line_order = 6


# %% feature_rows kind
F, D, B, C, G = 6, 4, 2, 3, 7
line_order = [F, D, B, C, G]


# %% feature_rows misconception.not_scaled_ones_last
line_order = "F B C A"


# %% feature_rows misconception.transposed_ones_last
line_order = "F D E C A"


# %% feature_rows kind
line_order = "pixels = tf.cast(images, tf.float32)"


# %% feature_rows kind
line_order = {"F", "D", "B", "C", "G"}


# %% feature_rows kind
def line_order(images):
    return images


# %% feature_rows misconception.transposed_not_scaled
line_order = "F E C G"


# %% standardize passed
def standardize(table):
    mean, variance = tf.nn.moments(table, axes=[0])
    spread = tf.sqrt(variance)
    return (table - mean) / tf.where(spread == 0, 1.0, spread)


# %% standardize passed
def standardize(table):
    mean = tf.reduce_mean(table, axis=0, keepdims=True)
    spread = tf.math.reduce_std(table, axis=0, keepdims=True)
    return (table - mean) / (spread + 1e-7)


# %% standardize passed
def standardize(table):
    columns = []
    for column in tf.unstack(table, axis=1):
        spread = tf.math.reduce_std(column)
        centered = column - tf.reduce_mean(column)
        columns.append(centered / spread if spread > 0 else tf.zeros_like(column))
    return tf.stack(columns, axis=1)


# %% standardize passed
@tf.function
def standardize(t):
    d = tf.math.reduce_std(t, 0)
    return tf.math.divide_no_nan(t - tf.reduce_mean(t, 0), d)


# %% standardize passed
standardize = lambda t: tf.math.multiply_no_nan(
    t - tf.reduce_mean(t, 0), tf.math.reciprocal_no_nan(tf.math.reduce_std(t, 0))
)


# %% standardize passed
def standardize(t):
    x = t.numpy()
    s = x.std(axis=0)
    return (x - x.mean(axis=0)) / np.where(s == 0, 1, s)


# %% standardize passed
def standardize(t):
    x = np.asarray(t, np.float64)
    s = x.std(0)
    with np.errstate(invalid="ignore"):
        z = (x - x.mean(0)) / s
    return np.nan_to_num(z).astype(np.float32)


# %% standardize passed
def standardize(t):
    z = (t - tf.reduce_mean(t, 0)) / tf.math.reduce_std(t, 0)
    return tf.where(tf.math.is_nan(z), tf.zeros_like(z), z)


# %% standardize passed
def standardize(t, epsilon=1e-8):
    return (t - tf.reduce_mean(t, 0)) / (tf.math.reduce_std(t, 0) + epsilon)


# %% standardize passed
def standardize(t):
    return (t - tf.reduce_mean(t, 0)) / tf.maximum(tf.math.reduce_std(t, 0), 1e-6)


# %% standardize passed
def standardize(t):
    mean = keras.ops.mean(t, axis=0)
    std = keras.ops.std(t, axis=0)
    return (t - mean) / keras.ops.where(std == 0, 1.0, std)


# %% standardize passed
def standardize(t):
    mean = tnp.mean(t, axis=0)
    std = tnp.std(t, axis=0)
    return tnp.where(std > 0, (t - mean) / tnp.where(std > 0, std, 1.0), 0.0)


# %% standardize passed
def standardize(t):
    c = t - tf.reduce_mean(t, 0, keepdims=True)
    v = tf.reduce_mean(c**2, 0, keepdims=True)
    return tf.where(v > 0, c * tf.math.rsqrt(tf.where(v > 0, v, 1.0)), 0.0)


# %% standardize passed
def standardize(t):
    mean, variance = tf.nn.moments(t, 0)
    return tf.nn.batch_normalization(t, mean, variance, None, None, 1e-12)


# %% standardize passed
def standardize(t):
    layer = keras.layers.Normalization(axis=-1)
    layer.adapt(t)
    return layer(t)


# %% standardize passed
def standardize(t):
    c = tf.cast(t, tf.float64)
    c = c - tf.reduce_mean(c, 0)
    s = tf.sqrt(tf.reduce_mean(c * c, 0))
    return tf.cast(tf.math.divide_no_nan(c, s), tf.float32)


# %% standardize passed
def standardize(t):
    out = []
    for column in tf.transpose(t):
        if tf.reduce_max(column) == tf.reduce_min(column):
            out.append(tf.zeros_like(column))
        else:
            out.append((column - tf.reduce_mean(column)) / tf.math.reduce_std(column))
    return tf.transpose(tf.stack(out))


# %% standardize passed
def standardize(t):
    square = tf.reduce_mean(tf.cast(t, tf.float64) ** 2, 0)
    mean = tf.reduce_mean(tf.cast(t, tf.float64), 0)
    s = tf.sqrt(tf.maximum(square - mean**2, 0))
    z = tf.math.divide_no_nan(tf.cast(t, tf.float64) - mean, s)
    return tf.cast(z, tf.float32)


# %% standardize passed
def standardize(t):
    z = tf.math.divide_no_nan(t - tf.reduce_mean(t, 0), tf.math.reduce_std(t, 0))
    return -tf.negative(z) * 1.0 + -0.0


# %% standardize passed
def standardize(t):
    def one(column):
        return tf.math.divide_no_nan(column - tf.reduce_mean(column), tf.math.reduce_std(column))

    return tf.transpose(tf.vectorized_map(one, tf.transpose(t)))


# %% standardize misconception.zero_by_zero
def standardize(t):
    return (t - tf.reduce_mean(t, 0)) / tf.math.reduce_std(t, 0)


# %% standardize misconception.whole_table
def standardize(t):
    return (t - tf.reduce_mean(t)) / tf.math.reduce_std(t)


# %% standardize misconception.rows
def standardize(t):
    return (t - tf.reduce_mean(t, 1, keepdims=True)) / tf.math.reduce_std(t, 1, keepdims=True)


# %% standardize raised.InvalidArgumentError
def standardize(t):
    return (t - tf.reduce_mean(t, 1)) / tf.math.reduce_std(t, 1)


# %% standardize misconception.only_centered
def standardize(t):
    return t - tf.reduce_mean(t, 0)


# %% standardize misconception.variance
def standardize(t):
    return tf.math.divide_no_nan(t - tf.reduce_mean(t, 0), tf.math.reduce_variance(t, 0))


# %% standardize misconception.variance
def standardize(t):
    return (t - tf.reduce_mean(t, 0)) / tf.math.reduce_variance(t, 0)


# %% standardize misconception.sample_deviation
def standardize(t):
    x = t.numpy()
    s = x.std(0, ddof=1)
    return (x - x.mean(0)) / np.where(s == 0, 1, s)


# %% standardize misconception.sample_deviation
def standardize(t):
    x = t.numpy()
    return (x - x.mean(0)) / x.std(0, ddof=1)


# %% standardize misconception.min_max
def standardize(t):
    lo = tf.reduce_min(t, 0)
    return tf.math.divide_no_nan(t - lo, tf.reduce_max(t, 0) - lo)


# %% standardize misconception.min_max
def standardize(t):
    lo = tf.reduce_min(t, 0)
    return (t - lo) / (tf.reduce_max(t, 0) - lo)


# %% standardize misconception.plus_one
def standardize(t):
    return (t - tf.reduce_mean(t, 0)) / (tf.math.reduce_std(t, 0) + 1)


# %% standardize misconception.epsilon
def standardize(t):
    return (t - tf.reduce_mean(t, 0)) / (tf.math.reduce_std(t, 0) + 1e-2)


# %% standardize raised.AttributeError
def standardize(t):
    return (t - t.mean(0)) / t.std(0)


# %% standardize raised.AttributeError
def standardize(t):
    return (t - tf.reduce_mean(t, 0)) / tf.reduce_std(t, 0)


# %% standardize misconception.precedence
def standardize(t):
    return t - tf.reduce_mean(t, 0) / tf.math.reduce_std(t, 0)


# %% standardize raised.ValueError
def standardize(t):
    s = tf.math.reduce_std(t, 0)
    if s == 0:
        s = 1
    return (t - tf.reduce_mean(t, 0)) / s


# %% standardize misconception.all_zero
def standardize(t):
    s = tf.math.reduce_std(t, 0)
    if tf.reduce_any(s == 0):
        return tf.zeros_like(t)
    return (t - tf.reduce_mean(t, 0)) / s


# %% standardize misconception.constant_to_one
def standardize(t):
    s = tf.math.reduce_std(t, 0)
    z = tf.math.divide_no_nan(t - tf.reduce_mean(t, 0), s)
    return tf.where(s == 0, 1.0, z)


# %% standardize misconception.constant_kept
def standardize(t):
    s = tf.math.reduce_std(t, 0)
    return tf.where(s == 0, t, tf.math.divide_no_nan(t - tf.reduce_mean(t, 0), s))


# %% standardize misconception.constant_dropped
def standardize(t):
    s = tf.math.reduce_std(t, 0)
    z = (t - tf.reduce_mean(t, 0)) / s
    return tf.boolean_mask(z, s > 0, axis=1)


# %% standardize misconception.not_centered
def standardize(t):
    return tf.math.divide_no_nan(t, tf.math.reduce_std(t, 0))


# %% standardize misconception.sum_taken
def standardize(t):
    return tf.math.divide_no_nan(t - tf.reduce_sum(t, 0), tf.math.reduce_std(t, 0))


# %% standardize values
def standardize(t):
    return t / tf.reduce_max(t, 0)


# %% standardize misconception.wrong_way
def standardize(t):
    return tf.math.divide_no_nan(tf.reduce_mean(t, 0) - t, tf.math.reduce_std(t, 0))


# %% standardize misconception.unit_length
def standardize(t):
    return tf.math.l2_normalize(t - tf.reduce_mean(t, 0), axis=0)


# %% standardize kind
def standardize(t):
    m = tf.reduce_mean(t, 0)
    s = tf.math.reduce_std(t, 0)
    return m, s


# %% standardize values
def standardize(t):
    v, m = tf.nn.moments(t, 0)
    return tf.math.divide_no_nan(t - m, tf.sqrt(v))


# %% standardize misconception.all_zero
def standardize(t):
    z = (t - tf.reduce_mean(t, 0)) / tf.math.reduce_std(t, 0)
    if tf.reduce_any(tf.math.is_nan(z)):
        return tf.zeros_like(z)
    return z


# %% standardize raised.TypeError
def standardize(t):
    for i in range(t.shape[1]):
        t[:, i] = (t[:, i] - tf.reduce_mean(t[:, i])) / tf.math.reduce_std(t[:, i])
    return t


# %% standardize shape
def standardize(t):
    out = []
    for col in tf.unstack(t, axis=1):
        out.append(tf.math.divide_no_nan(col - tf.reduce_mean(col), tf.math.reduce_std(col)))
    return tf.stack(out)


# %% standardize misconception.rows
def standardize(t):
    return tf.stack(
        [tf.math.divide_no_nan(c - tf.reduce_mean(c), tf.math.reduce_std(c)) for c in t]
    )


# %% standardize misconception.whole_table
def standardize(t):
    return tf.math.divide_no_nan(t - tf.reduce_mean(t), tf.math.reduce_std(t))


# %% standardize dtype
def standardize(t):
    x = t.numpy().astype("float64")
    s = x.std(0)
    return (x - x.mean(0)) / np.where(s == 0, 1, s)


# %% standardize misconception.mean_of_all
def standardize(t):
    return tf.math.divide_no_nan(t - tf.reduce_mean(t), tf.math.reduce_std(t, 0))


# %% standardize misconception.zero_by_zero
def standardize(t):
    try:
        return (t - tf.reduce_mean(t, 0)) / tf.math.reduce_std(t, 0)
    except ZeroDivisionError:
        return tf.zeros_like(t)


# %% distances passed
def distances(a, b):
    return tf.norm(a[:, None] - b[None], axis=2)


# %% distances passed
def distances(a, b):
    squares = tf.reduce_sum(a**2, 1)[:, None] + tf.reduce_sum(b**2, 1)[None, :]
    return tf.sqrt(tf.maximum(squares - 2 * a @ tf.transpose(b), 0.0))


# %% distances passed
def distances(a, b):
    return tf.stack([tf.sqrt(tf.reduce_sum((p - b) ** 2, 1)) for p in a])


# %% distances passed
def distances(a, b):
    difference = tf.expand_dims(a, 1) - tf.expand_dims(b, 0)
    return tf.sqrt(tf.einsum("nmd,nmd->nm", difference, difference))


# %% distances passed
distances = lambda a, b: tf.norm(a[:, None] - b, axis=-1)


# %% distances passed
distances = tf.function(lambda a, b: tf.norm(tf.expand_dims(a, 1) - b[None], axis=-1))


# %% distances passed
def distances(p, q):
    return tf.sqrt(tf.reduce_sum(tf.square(p[:, None] - q), -1))


# %% distances passed
def distances(a, b):
    return np.linalg.norm(a.numpy()[:, None] - b.numpy()[None], axis=-1)


# %% distances passed
def distances(a, b):
    return np.array([[math.dist(p, q) for q in b.numpy()] for p in a.numpy()], dtype="float32")


# %% distances passed
def distances(a, b):
    out = np.zeros((len(a), len(b)), np.float32)
    for i in range(len(a)):
        for j in range(len(b)):
            out[i, j] = tf.norm(a[i] - b[j])
    return tf.constant(out)


# %% distances passed
def distances(a, b):
    return tf.map_fn(lambda p: tf.norm(p - b, axis=1), a)


# %% distances passed
def distances(a, b):
    return tf.vectorized_map(lambda p: tf.norm(p - b, axis=1), a)


# %% distances passed
def distances(a, b):
    d = keras.ops.expand_dims(a, 1) - keras.ops.expand_dims(b, 0)
    return keras.ops.sqrt(keras.ops.sum(d * d, axis=-1))


# %% distances passed
def distances(a, b):
    return tnp.sqrt(tnp.sum((a[:, None, :] - b[None]) ** 2, -1))


# %% distances passed
def distances(a, b):
    n, m = a.shape[0], b.shape[0]
    aa = tf.repeat(a, m, axis=0)
    bb = tf.tile(b, [n, 1])
    return tf.reshape(tf.norm(aa - bb, axis=1), [n, m])


# %% distances passed
def distances(a, b):
    d = a[:, None] - b[None]
    return tf.pow(tf.einsum("ijk,ijk->ij", d, d), 0.5)


# %% distances passed
def distances(a, b):
    d = a[:, None] - b[None]
    return tf.sqrt(tf.reduce_sum(d**2, -1) + 1e-12)


# %% distances passed
def distances(a, b):
    x, y = tf.cast(a, tf.float64), tf.cast(b, tf.float64)
    d2 = tf.reduce_sum(x * x, 1)[:, None] - 2 * tf.matmul(x, y, transpose_b=True)
    d2 += tf.reduce_sum(y * y, 1)
    return tf.cast(tf.sqrt(tf.maximum(d2, 0)), tf.float32)


# %% distances passed
def distances(a, b):
    d2 = tf.reduce_sum(a * a, 1, keepdims=True)
    d2 = d2 - 2 * tf.matmul(a, b, transpose_b=True) + tf.reduce_sum(b * b, 1)
    return tf.sqrt(tf.nn.relu(d2))


# %% distances passed
def distances(a, b):
    d2 = 0.0
    for k in range(a.shape[1]):
        d2 += (a[:, k, None] - b[None, :, k]) ** 2
    return d2**0.5


# %% distances passed
def distances(a, b):
    return tf.math.reduce_euclidean_norm(a[:, None] - b, axis=2)


# %% distances passed
def distances(a, b):
    d = tf.math.squared_difference(a[:, None], b)
    return tf.Variable(tf.sqrt(tf.reduce_sum(d, 2)))


# %% distances raised.InvalidArgumentError
def distances(a, b):
    return tf.norm(a - b)


# %% distances misconception.row_by_row
def distances(a, b):
    return tf.norm(a - b, axis=1)


# %% distances misconception.row_by_row
def distances(a, b):
    return tf.sqrt(tf.reduce_sum((a - b) ** 2, axis=1))


# %% distances misconception.squared
def distances(a, b):
    return tf.reduce_sum((a[:, None] - b) ** 2, -1)


# %% distances misconception.manhattan
def distances(a, b):
    return tf.reduce_sum(tf.abs(a[:, None] - b), -1)


# %% distances misconception.transposed
def distances(a, b):
    return tf.norm(a[None] - b[:, None], axis=-1)


# %% distances misconception.summed_over_points
def distances(a, b):
    return tf.norm(a[:, None] - b[None], axis=0)


# %% distances misconception.summed_over_b
def distances(a, b):
    return tf.norm(a[:, None] - b[None], axis=1)


# %% distances misconception.everything
def distances(a, b):
    return tf.norm(a[:, None] - b[None])


# %% distances misconception.everything
def distances(a, b):
    return tf.sqrt(tf.reduce_sum((a[:, None] - b[None]) ** 2))


# %% distances misconception.mean_of_squares
def distances(a, b):
    return tf.sqrt(tf.reduce_mean((a[:, None] - b[None]) ** 2, -1))


# %% distances misconception.root_of_each
def distances(a, b):
    return tf.sqrt((a[:, None] - b[None]) ** 2)


# %% distances misconception.never_squared
def distances(a, b):
    return tf.sqrt(tf.reduce_sum(a[:, None] - b[None], -1))


# %% distances misconception.summed_before_squared
def distances(a, b):
    return tf.sqrt(tf.reduce_sum(a[:, None] - b[None], -1) ** 2)


# %% distances misconception.products
def distances(a, b):
    return a @ tf.transpose(b)


# %% distances raised.InvalidArgumentError
def distances(a, b):
    return tf.matmul(a, b)


# %% distances raised.InvalidArgumentError
def distances(a, b):
    return tf.norm(a[:, :, None] - b[None], axis=-1)


# %% distances misconception.sums
def distances(a, b):
    return tf.sqrt(tf.reduce_sum((a[:, None] + b[None]) ** 2, -1))


# %% distances misconception.paired
def distances(a, b):
    return tf.stack([tf.norm(p - q) for p, q in zip(a, b)])


# %% distances misconception.first_point
def distances(a, b):
    return tf.norm(a[0] - b, axis=1)


# %% distances shape
def distances(a, b):
    out = []
    for p in a:
        for q in b:
            out.append(tf.norm(p - q))
    return tf.stack(out)


# %% distances kind
def distances(a, b):
    return [[float(tf.norm(p - q)) for q in b] for p in a]


# %% distances nan
def distances(a, b):
    d2 = (
        tf.reduce_sum(a * a, 1)[:, None]
        - 2 * tf.matmul(a, b, transpose_b=True)
        + tf.reduce_sum(b * b, 1)
    )
    return tf.sqrt(d2 - 1e-3)


# %% distances values
def distances(a, b):
    return tf.matmul(tf.nn.l2_normalize(a, 1), tf.nn.l2_normalize(b, 1), transpose_b=True)


# %% distances misconception.largest_difference
def distances(a, b):
    return tf.reduce_max(tf.abs(a[:, None] - b), -1)


# %% distances raised.TypeError
def distances(a, b):
    return math.sqrt(tf.reduce_sum((a[:, None] - b) ** 2, -1))


# %% distances misconception.differences
def distances(a, b):
    return a[:, None] - b


# %% distances misconception.squared_differences
def distances(a, b):
    return (a[:, None] - b) ** 2


# %% distances misconception.half_the_squares
def distances(a, b):
    return tf.reduce_sum((a[:, None] - b) ** 2, -1) ** 1 / 2


# %% distances misconception.two_coordinates
def distances(a, b):
    return tf.sqrt((a[:, None, 0] - b[:, 0]) ** 2 + (a[:, None, 1] - b[:, 1]) ** 2)


# %% distances shape
def distances(a, b):
    return tf.norm(a[:, None] - b, axis=-1, keepdims=True)


# %% distances raised.TypeError
def distances(a, b):
    d = tf.zeros((len(a), len(b)))
    d[0, 0] = 1
    return d


# %% distances nan
def distances(a, b):
    d2 = (
        tf.reduce_sum(a * a, 1)[:, None]
        - 2 * tf.matmul(a, b, transpose_b=True)
        + tf.reduce_sum(b * b, 1)
    )
    return tf.sqrt(d2)


# %% distances misconception.a_with_itself
def distances(a, b):
    return tf.norm(a[:, None] - a[None], axis=-1)


# %% brightness passed
def brightness(images):
    pixels = images.shape[1] * images.shape[2]
    total = tf.reduce_sum(tf.cast(images, tf.float32), axis=[1, 2])
    return total / pixels


# %% brightness passed
def brightness(images):
    total = tf.reduce_sum(tf.cast(images, tf.int32), axis=[1, 2])
    return tf.cast(total / (images.shape[1] * images.shape[2]), tf.float32)


# %% brightness passed
def brightness(images):
    flat = tf.reshape(tf.cast(images, tf.float32), [images.shape[0], -1])
    return tf.reduce_mean(flat, axis=1)


# %% brightness passed
brightness = lambda x: tf.reduce_mean(tf.cast(x, tf.float32), (1, 2))


# %% brightness passed
brightness = tf.function(lambda x: tf.reduce_mean(tf.cast(x, "float32"), [-2, -1]))


# %% brightness passed
def brightness(images):
    return images.numpy().mean(axis=(1, 2)).astype(np.float32)


# %% brightness passed
def brightness(images):
    return np.mean(images, axis=(1, 2), dtype=np.float32)


# %% brightness passed
def brightness(images):
    return keras.ops.mean(keras.ops.cast(images, "float32"), axis=(1, 2))


# %% brightness passed
def brightness(images):
    return tf.cast(tf.reduce_mean(tf.cast(images, tf.float64), [1, 2]), tf.float32)


# %% brightness passed
def brightness(images):
    images = tf.cast(images, tf.float32)
    pixels = images.shape[1] * images.shape[2]
    return tf.reduce_sum(images, axis=[1, 2]) / pixels


# %% brightness passed
def brightness(images):
    total = tf.reduce_sum(tf.cast(images, tf.int64), [1, 2])
    pixels = tf.size(images[0], out_type=tf.int64)
    return tf.cast(total / pixels, tf.float32)


# %% brightness passed
def brightness(images):
    return tf.stack([tf.reduce_mean(tf.cast(i, tf.float32)) for i in images])


# %% brightness passed
def brightness(images):
    return tf.map_fn(
        lambda i: tf.reduce_mean(tf.cast(i, tf.float32)), images, fn_output_signature=tf.float32
    )


# %% brightness passed
def brightness(images):
    x = tf.image.convert_image_dtype(images, tf.float32)
    return tf.reduce_mean(x, [1, 2]) * 255


# %% brightness passed
def brightness(images):
    x = tf.cast(images, tf.float32)[..., None]
    return keras.layers.GlobalAveragePooling2D()(x)[:, 0]


# %% brightness passed
def brightness(images):
    x = tf.cast(images, tf.float32)
    return tf.einsum("nhw->n", x) / tf.cast(tf.reduce_prod(images.shape[1:]), tf.float32)


# %% brightness passed
def brightness(images):
    x = tf.reduce_mean(tf.cast(images, tf.float32), axis=2)
    return tf.reduce_mean(x, axis=1)


# %% brightness passed
def brightness(images):
    return tnp.mean(tnp.asarray(images, tnp.float32), axis=(1, 2))


# %% brightness passed
def brightness(images):
    return tf.Variable([np.float32(i.numpy().mean()) for i in images])


# %% brightness passed
def brightness(images):
    from statistics import fmean

    return tf.constant([fmean(i.numpy().ravel().tolist()) for i in images])


# %% brightness misconception.cast_too_late
def brightness(images):
    pixels = images.shape[1] * images.shape[2]
    total = tf.reduce_sum(images, axis=[1, 2])
    return tf.cast(total, tf.float32) / pixels


# %% brightness untouched
def brightness(images):
    pixels = images.shape[1] * images.shape[2]
    total = tf.reduce_sum(images, axis=[1, 2])
    return total / pixels


# %% brightness misconception.mean_in_uint8
def brightness(images):
    return tf.reduce_mean(images, axis=[1, 2])


# %% brightness misconception.int_division
def brightness(images):
    return tf.cast(tf.reduce_mean(images, axis=[1, 2]), tf.float32)


# %% brightness misconception.int_division
def brightness(images):
    pixels = images.shape[1] * images.shape[2]
    total = tf.reduce_sum(tf.cast(images, tf.int32), axis=[1, 2])
    return total // pixels


# %% brightness misconception.int_division
def brightness(images):
    pixels = images.shape[1] * images.shape[2]
    total = tf.reduce_sum(tf.cast(images, tf.int32), axis=[1, 2])
    return tf.cast(total // pixels, tf.float32)


# %% brightness misconception.float64
def brightness(images):
    pixels = images.shape[1] * images.shape[2]
    total = tf.reduce_sum(tf.cast(images, tf.int32), axis=[1, 2])
    return total / pixels


# %% brightness misconception.whole_batch
def brightness(images):
    return tf.reduce_mean(tf.cast(images, tf.float32))


# %% brightness misconception.scaled
def brightness(images):
    return tf.reduce_mean(tf.cast(images, tf.float32) / 255, axis=[1, 2])


# %% brightness misconception.down_columns
def brightness(images):
    return tf.reduce_mean(tf.cast(images, tf.float32), axis=1)


# %% brightness misconception.over_the_batch
def brightness(images):
    return tf.reduce_mean(tf.cast(images, tf.float32), axis=0)


# %% brightness misconception.along_rows
def brightness(images):
    return tf.reduce_mean(tf.cast(images, tf.float32), axis=2)


# %% brightness misconception.kept
def brightness(images):
    return tf.reduce_mean(tf.cast(images, tf.float32), axis=[1, 2], keepdims=True)


# %% brightness misconception.sums
def brightness(images):
    return tf.reduce_sum(tf.cast(images, tf.float32), axis=[1, 2])


# %% brightness misconception.sixteen_bits
def brightness(images):
    pixels = images.shape[1] * images.shape[2]
    total = tf.reduce_sum(tf.cast(images, tf.uint16), axis=[1, 2])
    return total / pixels


# %% brightness misconception.sixteen_bits
def brightness(images):
    pixels = images.shape[1] * images.shape[2]
    total = tf.reduce_sum(tf.cast(images, tf.int16), axis=[1, 2])
    return tf.cast(total / pixels, tf.float32)


# %% brightness misconception.signed_bytes
def brightness(images):
    return tf.reduce_mean(tf.cast(tf.cast(images, tf.int8), tf.float32), axis=[1, 2])


# %% brightness dtype
def brightness(images):
    pixels = images.shape[1] * images.shape[2]
    return tf.reduce_sum(tf.cast(images, tf.float16), axis=[1, 2]) / pixels


# %% brightness infinite
def brightness(images):
    return tf.cast(tf.reduce_mean(tf.cast(images, tf.float16), axis=[1, 2]), tf.float32)


# %% brightness raised.TypeError
def brightness(images):
    pixels = tf.cast(images.shape[1] * images.shape[2], tf.float32)
    total = tf.reduce_sum(images, axis=[1, 2])
    return total / pixels


# %% brightness no_change
def brightness(images):
    pixels = images.shape[1] * images.shape[2]
    total = tf.reduce_sum(images, axis=[1, 2])
    return tf.cast(total / pixels, tf.float32)


# %% brightness misconception.by_four
def brightness(images):
    total = tf.reduce_sum(tf.cast(images, tf.float32), axis=[1, 2])
    return total / 4


# %% brightness misconception.images_times_height
def brightness(images):
    pixels = images.shape[0] * images.shape[1]
    total = tf.reduce_sum(tf.cast(images, tf.float32), axis=[1, 2])
    return total / pixels


# %% brightness misconception.batch_counted
def brightness(images):
    total = tf.reduce_sum(tf.cast(images, tf.float32), axis=[1, 2])
    return total / tf.cast(tf.size(images), tf.float32)


# %% brightness no_change
def brightness(images):
    tf.cast(images, tf.float32)
    pixels = images.shape[1] * images.shape[2]
    total = tf.reduce_sum(images, axis=[1, 2])
    return total / pixels


# %% brightness raised.TypeError
def brightness(images):
    images = tf.cast(images, tf.float32)
    pixels = tf.constant(images.shape[1] * images.shape[2])
    return tf.reduce_sum(images, axis=[1, 2]) / pixels


# %% brightness shape
def brightness(images):
    return tf.constant([100.0])


# %% brightness values
def brightness(images):
    pixels = images.shape[1] * images.shape[2]
    total = tf.reduce_sum(images, axis=[1, 2]) + 64
    return total / pixels


# %% brightness misconception.middle
def brightness(images):
    return tf.constant(np.median(images, axis=(1, 2)).astype("float32"))


# %% brightness misconception.batch_and_height
def brightness(images):
    return tf.reduce_mean(tf.cast(images, tf.float32), axis=[0, 1])


# %% brightness misconception.float64
def brightness(images):
    return images.numpy().mean(axis=(1, 2))


# %% brightness untouched
def brightness2(images):
    return tf.reduce_mean(tf.cast(images, tf.float32), axis=[1, 2])


def brightness(images):
    pixels = images.shape[1] * images.shape[2]
    total = tf.reduce_sum(images, axis=[1, 2])
    return total / pixels


# %% brightness misconception.rounded
def brightness(images):
    return tf.round(tf.reduce_mean(tf.cast(images, tf.float32), axis=[1, 2]))


# %% brightness kind
def brightness(images):
    return [float(np.mean(i)) for i in images]


# %% shapes misconception.vector_as_matrix
shapes = {
    "loss": (),
    "sample": (1, 13),
    "batch": (32, 13),
    "sequences": (32, 50, 8),
    "images": (32, 28, 20, 3),
}


# %% shapes misconception.column
shapes = {
    "loss": (),
    "sample": (13, 1),
    "batch": (32, 13),
    "sequences": (32, 50, 8),
    "images": (32, 28, 20, 3),
}


# %% shapes misconception.sensors_before_time
shapes = {
    "loss": (),
    "sample": (13,),
    "batch": (32, 13),
    "sequences": (32, 8, 50),
    "images": (32, 28, 20, 3),
}


# %% shapes misconception.width_before_height
shapes = {
    "loss": (),
    "sample": (13,),
    "batch": (32, 13),
    "sequences": (32, 50, 8),
    "images": (32, 20, 28, 3),
}


# %% shapes misconception.channels_first
shapes = {
    "loss": (),
    "sample": (13,),
    "batch": (32, 13),
    "sequences": (32, 50, 8),
    "images": (32, 3, 28, 20),
}


# %% row_means misconception.divided_by_all
def row_means(matrix):
    total = tf.reduce_sum(matrix, axis=1, keepdims=True)
    return total / tf.cast(tf.size(matrix), tf.float32)


# %% row_means misconception.first_row_kept
def row_means(matrix):
    for row in matrix:
        return tf.reduce_mean(row, keepdims=True)


# %% row_means misconception.cut_off
def row_means(matrix):
    return tf.reduce_sum(matrix, axis=1, keepdims=True) // matrix.shape[1]


# %% row_means misconception.between_extremes
def row_means(matrix):
    high = tf.reduce_max(matrix, axis=1, keepdims=True)
    low = tf.reduce_min(matrix, axis=1, keepdims=True)
    return (high + low) / 2.0


# %% pick_by_label misconception.sorted
def pick_by_label(scores, labels):
    return tf.gather(tf.sort(scores, axis=1), labels, batch_dims=1)


# %% pick_by_label misconception.smallest
def pick_by_label(scores, labels):
    return tf.reduce_min(scores, axis=1)


# %% pick_by_label misconception.first_class
def pick_by_label(scores, labels):
    return scores[:, 0]


# %% pick_by_label misconception.first_row
def pick_by_label(scores, labels):
    for row, label in zip(scores, labels):
        return row[label]


# %% pick_by_label misconception.diagonal
def pick_by_label(scores, labels):
    places = tf.range(scores.shape[0])
    return tf.gather(scores, places, batch_dims=1)


# %% pick_by_label misconception.all_of_the_first_row
def pick_by_label(scores, labels):
    return tf.gather(scores[0], labels)


# %% pick_by_label misconception.after_softmax
def pick_by_label(scores, labels):
    return tf.gather(tf.nn.softmax(scores), labels, batch_dims=1)


# %% pick_by_label misconception.product
def pick_by_label(scores, labels):
    mask = tf.one_hot(labels, scores.shape[1])
    return tf.reduce_prod(scores * mask, axis=1)


# %% standardize misconception.largest_deviation
def standardize(table):
    centered = table - tf.reduce_mean(table, axis=0)
    return tf.math.divide_no_nan(centered, tf.reduce_max(tf.abs(centered), axis=0))


# %% standardize misconception.mean_deviation
def standardize(table):
    centered = table - tf.reduce_mean(table, axis=0)
    return tf.math.divide_no_nan(centered, tf.reduce_mean(tf.abs(centered), axis=0))


# %% standardize misconception.multiplied
def standardize(table):
    centered = table - tf.reduce_mean(table, axis=0)
    return centered * tf.math.reduce_std(table, axis=0)


# %% standardize misconception.divided_first
def standardize(table):
    spread = tf.math.reduce_std(table, axis=0)
    return tf.math.divide_no_nan(table, spread) - tf.reduce_mean(table, axis=0)


# %% distances misconception.without_products
def distances(a, b):
    squares_a = tf.reduce_sum(a**2, axis=1)[:, tf.newaxis]
    squares_b = tf.reduce_sum(b**2, axis=1)[tf.newaxis]
    return tf.sqrt(squares_a + squares_b)


# %% distances misconception.products_once
def distances(a, b):
    squares_a = tf.reduce_sum(a**2, axis=1)[:, tf.newaxis]
    squares_b = tf.reduce_sum(b**2, axis=1)[tf.newaxis]
    products = a @ tf.transpose(b)
    return tf.sqrt(tf.maximum(squares_a + squares_b - products, 0.0))


# %% distances misconception.lengths
def distances(a, b):
    return tf.abs(tf.norm(a, axis=1)[:, tf.newaxis] - tf.norm(b, axis=1))


# %% distances misconception.mean_squares
def distances(a, b):
    return tf.reduce_mean((a[:, tf.newaxis] - b) ** 2, axis=-1)


# %% distances misconception.sum_squared
def distances(a, b):
    return tf.reduce_sum(a[:, tf.newaxis] - b, axis=-1) ** 2


# %% distances misconception.b_with_itself
def distances(a, b):
    return tf.norm(b[:, tf.newaxis] - b, axis=-1)


# %% distances misconception.nearest
def distances(a, b):
    return tf.reduce_min(tf.norm(a[:, tf.newaxis] - b, axis=-1), axis=1)


# %% brightness misconception.by_the_height
def brightness(images):
    pixels = tf.cast(images, tf.float32)
    return tf.reduce_sum(pixels, axis=[1, 2]) / images.shape[1]


# %% brightness misconception.by_the_width
def brightness(images):
    pixels = tf.cast(images, tf.float32)
    return tf.reduce_sum(pixels, axis=[1, 2]) / images.shape[2]


# %% brightness misconception.sizes_added
def brightness(images):
    pixels = tf.cast(images, tf.float32)
    return tf.reduce_sum(pixels, axis=[1, 2]) / (images.shape[1] + images.shape[2])


# %% brightness misconception.by_the_images
def brightness(images):
    pixels = tf.cast(images, tf.float32)
    return tf.reduce_sum(pixels, axis=[1, 2]) / images.shape[0]


# %% brightness misconception.brightest
def brightness(images):
    return tf.reduce_max(tf.cast(images, tf.float32), axis=[1, 2])


# %% brightness misconception.percent
def brightness(images):
    pixels = tf.cast(images, tf.float32)
    return tf.reduce_mean(pixels, axis=[1, 2]) / 255.0 * 100.0


# %% brightness misconception.batch_and_width
def brightness(images):
    return tf.reduce_mean(tf.cast(images, tf.float32), axis=[0, 2])


# %% brightness misconception.whole_batch_kept
def brightness(images):
    return tf.reduce_mean(tf.cast(images, tf.float32), keepdims=True)


# %% scale_pixels misconception.by_each_maximum
def scale_pixels(images):
    pixels = tf.cast(images, tf.float32)
    axes = list(range(1, images.shape.rank))
    return pixels / tf.reduce_max(pixels, axis=axes, keepdims=True)


# %% row_means misconception.spread
def row_means(matrix):
    return tf.math.reduce_std(matrix, axis=1, keepdims=True)


# %% row_means misconception.first_column
def row_means(matrix):
    return matrix[:, :1]


# %% pick_by_label misconception.minus_log
def pick_by_label(scores, labels):
    return -tf.math.log(tf.gather(scores, labels, batch_dims=1))


# %% pick_by_label misconception.cross_entropy
def pick_by_label(scores, labels):
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels, scores)


# %% scale_pixels misconception.multiplied
def scale_pixels(images):
    return tf.cast(images, tf.float32) * 255.0


# %% distances misconception.never_squared
def distances(a, b):
    return tf.sqrt(tf.reduce_sum(a[:, tf.newaxis] - b, axis=-1))


# %% standardize misconception.spread_of_all
def standardize(table):
    centered = table - tf.reduce_mean(table, axis=0)
    return tf.math.divide_no_nan(centered, tf.sqrt(tf.reduce_mean(centered**2)))


# %% standardize misconception.at_least_one
def standardize(table):
    spread = tf.maximum(tf.math.reduce_std(table, axis=0), 1.0)
    return (table - tf.reduce_mean(table, axis=0)) / spread


# %% brightness misconception.divisor_wraps
def brightness(images):
    pixels = images.shape[1] * images.shape[2]
    return tf.reduce_sum(images / pixels, axis=[1, 2])


# %% scale_pixels passed
def scale_pixels(images):
    table = tf.linspace(0.0, 1.0, 256)
    return tf.gather(table, tf.cast(images, tf.int32))


# %% channels_first passed
def channels_first(images):
    return tf.stack(tf.unstack(images, axis=-1), axis=1)


# %% pick_by_label passed
def pick_by_label(scores, labels):
    mask = labels[:, None] == tf.range(scores.shape[1])
    return scores[mask]


# %% pick_by_label passed
def pick_by_label(scores, labels):
    return tf.boolean_mask(scores, tf.one_hot(labels, scores.shape[1]))


# %% standardize passed
def standardize(table):
    layer = keras.layers.Normalization(axis=-1)
    layer.adapt(table)
    return layer(table)


# %% channels_first shape
def channels_first(images):
    return tf.squeeze(tf.transpose(images, [0, 3, 1, 2]))


# %% channels_first values
def channels_first(images):
    return tf.transpose(images[..., ::-1], [0, 3, 1, 2])


# %% pick_by_label misconception.rows
def pick_by_label(scores, labels):
    return tf.gather_nd(scores, labels[:, None])


# %% standardize misconception.rows
def standardize(table):
    return keras.layers.LayerNormalization()(table)


# %% standardize misconception.unit_length
def standardize(table):
    return tf.linalg.normalize(table - tf.reduce_mean(table, 0), axis=0)[0]
