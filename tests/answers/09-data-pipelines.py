"""Answers to 09-data-pipelines: right ones, which pass, and wrong ones, each with the key that it hears."""


# %% batch_sizes passed
def batch_sizes(rows, size, epochs, repeat_first, keep_rest):
    data = tf.data.Dataset.range(rows)
    drop = not keep_rest
    if repeat_first:
        data = data.repeat(epochs).batch(size, drop_remainder=drop)
    else:
        data = data.batch(size, drop_remainder=drop).repeat(epochs)
    return [len(batch) for batch in data]


# %% batch_sizes passed
def batch_sizes(rows, size, epochs, repeat_first, keep_rest):
    streams = [rows * epochs] if repeat_first else [rows] * epochs
    sizes = []
    for left in streams:
        while left >= size:
            sizes.append(size)
            left -= size
        if left > 0 and keep_rest:
            sizes.append(left)
    return sizes


# %% batch_sizes passed
def batch_sizes(rows, size, epochs, repeat_first, keep_rest):
    def of(n):
        return [min(size, n - start) for start in range(0, n, size)]

    sizes = of(rows * epochs) if repeat_first else of(rows) * epochs
    return sizes if keep_rest else [s for s in sizes if s == size]


# %% batch_sizes passed
def batch_sizes(rows, size, epochs, repeat_first, keep_rest):
    n = rows * epochs if repeat_first else rows
    out = [size] * (n // size)
    if n % size and keep_rest:
        out = out + [n % size]
    return out if repeat_first else out * epochs


# %% batch_sizes passed
def batch_sizes(rows, size, epochs, repeat_first, keep_rest):
    numbers = np.arange(rows)
    parts = [np.tile(numbers, epochs)] if repeat_first else [numbers] * epochs
    result = []
    for part in parts:
        cut = np.split(part, range(size, len(part), size))
        result += [len(c) for c in cut if keep_rest or len(c) == size]
    return result


# %% batch_sizes misconception.orders_exchanged
def batch_sizes(rows, size, epochs, repeat_first, keep_rest):
    data = tf.data.Dataset.range(rows)
    if repeat_first:
        data = data.batch(size, drop_remainder=not keep_rest).repeat(epochs)
    else:
        data = data.repeat(epochs).batch(size, drop_remainder=not keep_rest)
    return [len(b) for b in data]


# %% batch_sizes misconception.always_batch_first
def batch_sizes(rows, size, epochs, repeat_first, keep_rest):
    data = tf.data.Dataset.range(rows).batch(size, drop_remainder=not keep_rest)
    return [len(b) for b in data.repeat(epochs)]


# %% batch_sizes misconception.always_repeat_first
def batch_sizes(rows, size, epochs, repeat_first, keep_rest):
    data = tf.data.Dataset.range(rows).repeat(epochs)
    return [len(b) for b in data.batch(size, drop_remainder=not keep_rest)]


# %% batch_sizes misconception.rest_kept
def batch_sizes(rows, size, epochs, repeat_first, keep_rest):
    data = tf.data.Dataset.range(rows)
    data = data.repeat(epochs).batch(size) if repeat_first else data.batch(size).repeat(epochs)
    return [len(b) for b in data]


# %% batch_sizes misconception.rest_dropped
def batch_sizes(rows, size, epochs, repeat_first, keep_rest):
    if repeat_first:
        return [size] * (rows * epochs // size)
    return [size] * (rows // size) * epochs


# %% batch_sizes misconception.rest_inverted
def batch_sizes(rows, size, epochs, repeat_first, keep_rest):
    data = tf.data.Dataset.range(rows)
    if repeat_first:
        data = data.repeat(epochs).batch(size, drop_remainder=keep_rest)
    else:
        data = data.batch(size, drop_remainder=keep_rest).repeat(epochs)
    return [len(b) for b in data]


# %% batch_sizes misconception.one_epoch
def batch_sizes(rows, size, epochs, repeat_first, keep_rest):
    sizes = [size] * (rows // size)
    if rows % size and keep_rest:
        sizes.append(rows % size)
    return sizes


# %% batch_sizes misconception.filled_up
def batch_sizes(rows, size, epochs, repeat_first, keep_rest):
    if repeat_first:
        return [size] * -(-rows * epochs // size)
    return [size] * -(-rows // size) * epochs


# %% batch_sizes misconception.rest_at_the_end
def batch_sizes(rows, size, epochs, repeat_first, keep_rest):
    n = rows * epochs if repeat_first else rows
    sizes = [size] * (n // size)
    if not repeat_first:
        sizes = sizes * epochs
    if n % size and keep_rest:
        sizes.append(n % size)
    return sizes


# %% batch_sizes misconception.rest_comes_first
def batch_sizes(rows, size, epochs, repeat_first, keep_rest):
    n = rows * epochs if repeat_first else rows
    sizes = [n % size] if n % size and keep_rest else []
    sizes += [size] * (n // size)
    return sizes if repeat_first else sizes * epochs


# %% batch_sizes misconception.how_many
def batch_sizes(rows, size, epochs, repeat_first, keep_rest):
    data = tf.data.Dataset.range(rows)
    drop = not keep_rest
    if repeat_first:
        return len(data.repeat(epochs).batch(size, drop_remainder=drop))
    return len(data.batch(size, drop_remainder=drop).repeat(epochs))


# %% batch_sizes misconception.empty_rest
def batch_sizes(rows, size, epochs, repeat_first, keep_rest):
    if repeat_first:
        rows, epochs = rows * epochs, 1
    sizes = [size] * (rows // size)
    if keep_rest:
        sizes.append(rows % size)
    return sizes * epochs


# %% batch_sizes misconception.rests_gathered
def batch_sizes(rows, size, epochs, repeat_first, keep_rest):
    if repeat_first:
        rows, epochs = rows * epochs, 1
    sizes = [size] * (rows // size) * epochs
    rest = rows % size * epochs
    return sizes + [rest] if rest and keep_rest else sizes


# %% stream_statistics passed
def stream_statistics(dataset):
    columns = dataset.element_spec.shape[1]

    def add(state, batch):
        count, total, squares = state
        batch = tf.cast(batch, tf.float64)
        rows = tf.cast(tf.shape(batch)[0], tf.float64)
        new = tf.reduce_sum(batch, axis=0), tf.reduce_sum(batch**2, axis=0)
        return count + rows, total + new[0], squares + new[1]

    zeros = tf.zeros([columns], tf.float64)
    begin = (tf.constant(0.0, tf.float64), zeros, zeros)
    count, total, squares = dataset.reduce(begin, add)
    mean = total / count
    return mean, tf.sqrt(squares / count - mean**2)


# %% stream_statistics passed
def stream_statistics(dataset):
    n, mean, m2 = 0, 0.0, 0.0
    for batch in dataset:
        rows = batch.shape[0]
        of_batch = tf.reduce_mean(batch, axis=0)
        distance = of_batch - mean
        m2 += tf.reduce_sum((batch - of_batch) ** 2, axis=0) + distance**2 * n * rows / (n + rows)
        mean += distance * rows / (n + rows)
        n += rows
    return mean, tf.sqrt(m2 / n)


# %% stream_statistics passed
def stream_statistics(dataset):
    start, n = None, 0
    total = squares = 0.0
    for batch in dataset:
        if start is None:
            start = batch[0]
        moved = batch - start
        n += len(batch)
        total += tf.reduce_sum(moved, axis=0)
        squares += tf.reduce_sum(moved**2, axis=0)
    return start + total / n, tf.sqrt(squares / n - (total / n) ** 2)


# %% stream_statistics passed
def stream_statistics(dataset):
    rows = np.concatenate(list(dataset.as_numpy_iterator())).astype(np.float64)
    return rows.mean(axis=0), rows.std(axis=0)


# %% stream_statistics passed
def stream_statistics(dataset):
    n, mean, m2 = 0, 0.0, 0.0
    for batch in dataset:
        for row in batch.numpy().astype(np.float64):
            n += 1
            change = row - mean
            mean = mean + change / n
            m2 = m2 + change * (row - mean)
    return tf.constant(mean, tf.float32), tf.constant(np.sqrt(m2 / n), tf.float32)


# %% stream_statistics misconception.digits_lost
def stream_statistics(dataset):
    n, total, squares = 0.0, 0.0, 0.0
    for batch in dataset:
        n += len(batch)
        total += tf.reduce_sum(batch, axis=0)
        squares += tf.reduce_sum(batch**2, axis=0)
    mean = total / n
    return mean, tf.sqrt(squares / n - mean**2)


# %% stream_statistics misconception.two_passes
def stream_statistics(dataset):
    n, total = 0, 0.0
    for batch in dataset:
        n += len(batch)
        total += tf.reduce_sum(batch, axis=0)
    mean, squares = total / n, 0.0
    for batch in dataset:
        squares += tf.reduce_sum((batch - mean) ** 2, axis=0)
    return mean, tf.sqrt(squares / n)


# %% stream_statistics misconception.two_passes
def stream_statistics(dataset):
    first = next(iter(dataset))[0]
    n, total, squares = 0, 0.0, 0.0
    for batch in dataset:
        n += len(batch)
        total += tf.reduce_sum(batch - first, axis=0)
        squares += tf.reduce_sum((batch - first) ** 2, axis=0)
    return first + total / n, tf.sqrt(squares / n - (total / n) ** 2)


# %% stream_statistics misconception.means_of_both
def stream_statistics(dataset):
    means, stds = [], []
    for batch in dataset:
        means.append(tf.reduce_mean(batch, axis=0))
        stds.append(tf.math.reduce_std(batch, axis=0))
    return tf.reduce_mean(means, axis=0), tf.reduce_mean(stds, axis=0)


# %% stream_statistics misconception.mean_of_means
def stream_statistics(dataset):
    batches = list(dataset.as_numpy_iterator())
    mean = np.mean([b.mean(axis=0) for b in batches], axis=0)
    return mean, np.concatenate(batches).astype(np.float64).std(axis=0)


# %% stream_statistics misconception.mean_of_stds
def stream_statistics(dataset):
    n, total, stds = 0, 0.0, []
    for batch in dataset:
        n += len(batch)
        total += tf.reduce_sum(batch, axis=0)
        stds.append(tf.math.reduce_std(batch, axis=0))
    return total / n, tf.reduce_mean(tf.stack(stds), axis=0)


# %% stream_statistics misconception.within_batches
def stream_statistics(dataset):
    n, total, variances = 0, 0.0, 0.0
    for batch in dataset:
        rows = len(batch)
        n += rows
        total += tf.reduce_sum(batch, axis=0)
        variances += rows * tf.math.reduce_variance(batch, axis=0)
    return total / n, tf.sqrt(variances / n)


# %% stream_statistics misconception.std_of_means
def stream_statistics(dataset):
    batches = [b.astype(np.float64) for b in dataset.as_numpy_iterator()]
    std = np.std([b.mean(axis=0) for b in batches], axis=0)
    return np.concatenate(batches).mean(axis=0), std


# %% stream_statistics misconception.one_less
def stream_statistics(dataset):
    rows = np.concatenate(list(dataset.as_numpy_iterator())).astype(np.float64)
    return rows.mean(axis=0), rows.std(axis=0, ddof=1)


# %% stream_statistics misconception.variance
def stream_statistics(dataset):
    rows = np.concatenate(list(dataset.as_numpy_iterator())).astype(np.float64)
    return rows.mean(axis=0), rows.var(axis=0)


# %% stream_statistics misconception.last_batch
def stream_statistics(dataset):
    for batch in dataset:
        mean = tf.reduce_mean(batch, axis=0)
        std = tf.math.reduce_std(batch, axis=0)
    return mean, std


# %% stream_statistics misconception.first_batch
def stream_statistics(dataset):
    for batch in dataset:
        return tf.reduce_mean(batch, axis=0), tf.math.reduce_std(batch, axis=0)


# %% stream_statistics kind
def stream_statistics(dataset):
    rows = np.concatenate(list(dataset.as_numpy_iterator()))
    return rows.mean(axis=0)


# %% stream_statistics misconception.over_all_columns
def stream_statistics(dataset):
    count, total, squares = 0, 0.0, 0.0
    for batch in dataset:
        batch = tf.cast(batch, tf.float64)
        count += tf.size(batch).numpy()
        total += tf.reduce_sum(batch)
        squares += tf.reduce_sum(batch**2)
    mean = total / count
    return mean, tf.sqrt(squares / count - mean**2)


# %% stream_statistics shape
def stream_statistics(dataset):
    rows = np.concatenate(list(dataset.as_numpy_iterator()))
    return rows.mean(dtype=np.float64), rows.std(axis=0, dtype=np.float64)


# %% word_lengths passed
def word_lengths(texts):
    lengths = tf.strings.length(tf.strings.split(texts), unit="UTF8_CHAR")
    mean = tf.reduce_mean(tf.cast(lengths, tf.float32), axis=1)
    return tf.where(tf.math.is_nan(mean), 0.0, mean)


# %% word_lengths passed
def word_lengths(texts):
    means = []
    for text in texts.numpy():
        words = text.decode("utf-8").split()
        means.append(sum(len(word) for word in words) / max(len(words), 1))
    return tf.constant(means, tf.float32)


# %% word_lengths passed
def word_lengths(texts):
    words = tf.strings.split(texts)
    lengths = tf.cast(tf.strings.length(words.values, unit="UTF8_CHAR"), tf.float32)
    rows = words.value_rowids()
    return tf.math.unsorted_segment_mean(lengths, rows, num_segments=tf.size(texts))


# %% word_lengths passed
def word_lengths(texts):
    def one(text):
        lengths = tf.strings.length(tf.strings.split(text), unit="UTF8_CHAR")
        total = tf.cast(tf.reduce_sum(lengths), tf.float32)
        return total / tf.maximum(tf.cast(tf.size(lengths), tf.float32), 1.0)

    return tf.map_fn(one, texts, fn_output_signature=tf.float32)


# %% word_lengths passed
def word_lengths(texts):
    words = tf.strings.split(texts)
    letters = tf.strings.length(words, unit="UTF8_CHAR").to_tensor()
    total = tf.cast(tf.reduce_sum(letters, axis=1), tf.float32)
    return tf.math.divide_no_nan(total, tf.cast(words.row_lengths(), tf.float32))


# %% word_lengths misconception.bytes_counted
def word_lengths(texts):
    words = tf.strings.split(texts)
    total = tf.cast(tf.reduce_sum(tf.strings.length(words), axis=1), tf.float32)
    return tf.math.divide_no_nan(total, tf.cast(words.row_lengths(), tf.float32))


# %% word_lengths misconception.split_at_each_space
def word_lengths(texts):
    words = tf.strings.split(texts, " ")
    lengths = tf.strings.length(words, unit="UTF8_CHAR")
    return tf.reduce_mean(tf.cast(lengths, tf.float32), axis=1)


# %% word_lengths misconception.split_at_each_space
def word_lengths(texts):
    means = []
    for text in texts.numpy():
        lengths = [len(word) for word in text.decode().split(" ")]
        means.append(sum(lengths) / len(lengths))
    return tf.constant(means, tf.float32)


# %% word_lengths misconception.bytes_and_each_space
def word_lengths(texts):
    lengths = tf.strings.length(tf.strings.split(texts, " "))
    return tf.reduce_mean(tf.cast(lengths, tf.float32), axis=1)


# %% word_lengths misconception.not_a_number
def word_lengths(texts):
    lengths = tf.strings.length(tf.strings.split(texts), unit="UTF8_CHAR")
    return tf.reduce_mean(tf.cast(lengths, tf.float32), axis=1)


# %% word_lengths misconception.bytes_not_a_number
def word_lengths(texts):
    lengths = tf.strings.length(tf.strings.split(texts))
    return tf.reduce_mean(tf.cast(lengths, tf.float32), axis=1)


# %% word_lengths misconception.spaces_counted
def word_lengths(texts):
    words = tf.strings.split(texts).row_lengths()
    length = tf.strings.length(texts, unit="UTF8_CHAR")
    return tf.math.divide_no_nan(tf.cast(length, tf.float32), tf.cast(words, tf.float32))


# %% word_lengths misconception.padded
def word_lengths(texts):
    lengths = tf.strings.length(tf.strings.split(texts), unit="UTF8_CHAR")
    return tf.reduce_mean(tf.cast(lengths.to_tensor(), tf.float32), axis=1)


# %% word_lengths misconception.longest
def word_lengths(texts):
    lengths = tf.strings.length(tf.strings.split(texts), unit="UTF8_CHAR")
    return tf.cast(tf.reduce_max(lengths.to_tensor(), axis=1), tf.float32)


# %% word_lengths misconception.letters
def word_lengths(texts):
    lengths = tf.strings.length(tf.strings.split(texts), unit="UTF8_CHAR")
    return tf.cast(tf.reduce_sum(lengths, axis=1), tf.float32)


# %% word_lengths misconception.words
def word_lengths(texts):
    return tf.cast(tf.strings.split(texts).row_lengths(), tf.float32)


# %% word_lengths misconception.over_all
def word_lengths(texts):
    lengths = tf.strings.length(tf.strings.split(texts), unit="UTF8_CHAR")
    return tf.reduce_mean(tf.cast(lengths.values, tf.float32))


# %% word_lengths raised.InvalidArgumentError
def word_lengths(texts):
    words = [tf.strings.split(text) for text in texts]
    return tf.reduce_mean(tf.cast(tf.strings.length(tf.stack(words)), tf.float32), axis=1)


# %% unpack passed
def unpack(records):
    features = {
        "image": tf.io.FixedLenFeature([], tf.string),
        "height": tf.io.FixedLenFeature([], tf.int64),
        "label": tf.io.FixedLenFeature([], tf.int64),
    }

    def one(record):
        parsed = tf.io.parse_single_example(record, features)
        pixels = tf.io.decode_raw(parsed["image"], tf.uint8)
        image = tf.reshape(pixels, [parsed["height"], -1])
        return tf.cast(image, tf.float32) / 255.0, parsed["label"]

    data = tf.data.Dataset.from_tensor_slices(records).map(one)
    return next(iter(data.batch(len(records))))


# %% unpack passed
def unpack(records):
    images, labels = [], []
    for record in records.numpy():
        feature = tf.train.Example.FromString(record).features.feature
        pixels = np.frombuffer(feature["image"].bytes_list.value[0], np.uint8)
        height = feature["height"].int64_list.value[0]
        images.append(pixels.reshape(height, -1) / 255)
        labels.append(feature["label"].int64_list.value[0])
    return tf.constant(np.array(images, np.float32)), tf.constant(labels)


# %% unpack passed
def unpack(records):
    features = {
        "image": tf.io.FixedLenFeature([], tf.string),
        "height": tf.io.FixedLenFeature([], tf.int64),
        "label": tf.io.FixedLenFeature([], tf.int64),
    }
    parsed = tf.io.parse_example(records, features)
    rows = tf.io.decode_raw(parsed["image"], tf.uint8)
    shape = [len(records), int(parsed["height"][0]), -1]
    images = tf.image.convert_image_dtype(tf.reshape(rows, shape), tf.float32)
    return images, tf.cast(parsed["label"], tf.int32)


# %% unpack passed
def unpack(records):
    features = {
        "image": tf.io.FixedLenFeature([], tf.string),
        "height": tf.io.FixedLenFeature([], tf.int64),
        "label": tf.io.FixedLenFeature([1], tf.int64),
    }
    parsed = [tf.io.parse_single_example(record, features) for record in records]
    images = [tf.reshape(tf.io.decode_raw(p["image"], tf.uint8), [p["height"], -1]) for p in parsed]
    labels = tf.concat([p["label"] for p in parsed], axis=0)
    return tf.cast(tf.stack(images), tf.float32) / 255, labels


# %% unpack passed
def unpack(records):
    features = {
        "image": tf.io.FixedLenFeature([], tf.string),
        "height": tf.io.FixedLenFeature([], tf.int64),
        "label": tf.io.FixedLenFeature([], tf.int64),
    }
    parsed = tf.io.parse_example(records, features)
    height = parsed["height"][0].numpy()
    images = [np.frombuffer(i, np.uint8).reshape(height, -1) for i in parsed["image"].numpy()]
    return np.stack(images).astype("float32") / 255, parsed["label"].numpy()


# %% unpack misconception.signed
def unpack(records):
    images, labels = [], []
    for record in records.numpy():
        feature = tf.train.Example.FromString(record).features.feature
        pixels = np.frombuffer(feature["image"].bytes_list.value[0], np.int8)
        height = feature["height"].int64_list.value[0]
        images.append(pixels.reshape(height, -1) / 255)
        labels.append(feature["label"].int64_list.value[0])
    return tf.constant(np.array(images, np.float32)), tf.constant(labels)


# %% unpack misconception.flat
def unpack(records):
    number = tf.io.FixedLenFeature([], tf.int64)
    features = {"image": tf.io.FixedLenFeature([], tf.string), "label": number}
    parsed = tf.io.parse_example(records, features)
    pixels = tf.io.decode_raw(parsed["image"], tf.uint8)
    return tf.cast(pixels, tf.float32) / 255, parsed["label"]


# %% unpack misconception.height_as_width
def unpack(records):
    number = tf.io.FixedLenFeature([], tf.int64)
    features = {"image": tf.io.FixedLenFeature([], tf.string), "height": number, "label": number}
    parsed = tf.io.parse_example(records, features)
    pixels = tf.io.decode_raw(parsed["image"], tf.uint8)
    images = tf.reshape(pixels, [len(records), -1, int(parsed["height"][0])])
    return tf.cast(images, tf.float32) / 255, parsed["label"]


# %% unpack misconception.turned
def unpack(records):
    number = tf.io.FixedLenFeature([], tf.int64)
    features = {"image": tf.io.FixedLenFeature([], tf.string), "height": number, "label": number}
    parsed = tf.io.parse_example(records, features)
    pixels = tf.io.decode_raw(parsed["image"], tf.uint8)
    images = tf.reshape(pixels, [len(records), int(parsed["height"][0]), -1])
    images = tf.transpose(images, [0, 2, 1])
    return tf.cast(images, tf.float32) / 255, parsed["label"]


# %% unpack misconception.as_bytes
def unpack(records):
    number = tf.io.FixedLenFeature([], tf.int64)
    features = {"image": tf.io.FixedLenFeature([], tf.string), "height": number, "label": number}
    parsed = tf.io.parse_example(records, features)
    pixels = tf.io.decode_raw(parsed["image"], tf.uint8)
    images = tf.reshape(pixels, [len(records), int(parsed["height"][0]), -1])
    return tf.cast(images, tf.float32), parsed["label"]


# %% unpack misconception.by_16
def unpack(records):
    number = tf.io.FixedLenFeature([], tf.int64)
    features = {"image": tf.io.FixedLenFeature([], tf.string), "height": number, "label": number}
    parsed = tf.io.parse_example(records, features)
    pixels = tf.io.decode_raw(parsed["image"], tf.uint8)
    images = tf.reshape(pixels, [len(records), int(parsed["height"][0]), -1])
    return tf.cast(images, tf.float32) / 16, parsed["label"]


# %% unpack misconception.by_256
def unpack(records):
    number = tf.io.FixedLenFeature([], tf.int64)
    features = {"image": tf.io.FixedLenFeature([], tf.string), "height": number, "label": number}
    parsed = tf.io.parse_example(records, features)
    pixels = tf.io.decode_raw(parsed["image"], tf.uint8)
    images = tf.reshape(pixels, [len(records), int(parsed["height"][0]), -1])
    return tf.cast(images, tf.float32) / 256, parsed["label"]


# %% unpack misconception.by_largest
def unpack(records):
    number = tf.io.FixedLenFeature([], tf.int64)
    features = {"image": tf.io.FixedLenFeature([], tf.string), "height": number, "label": number}
    parsed = tf.io.parse_example(records, features)
    pixels = tf.cast(tf.io.decode_raw(parsed["image"], tf.uint8), tf.float32)
    images = tf.reshape(pixels, [len(records), int(parsed["height"][0]), -1])
    return images / tf.reduce_max(images), parsed["label"]


# %% unpack misconception.with_channels
def unpack(records):
    number = tf.io.FixedLenFeature([], tf.int64)
    features = {"image": tf.io.FixedLenFeature([], tf.string), "height": number, "label": number}
    parsed = tf.io.parse_example(records, features)
    pixels = tf.io.decode_raw(parsed["image"], tf.uint8)
    images = tf.reshape(pixels, [len(records), int(parsed["height"][0]), -1, 1])
    return tf.cast(images, tf.float32) / 255, parsed["label"]


# %% unpack misconception.labels_as_column
def unpack(records):
    number = tf.io.FixedLenFeature([1], tf.int64)
    features = {"image": tf.io.FixedLenFeature([], tf.string), "height": number, "label": number}
    parsed = tf.io.parse_example(records, features)
    pixels = tf.io.decode_raw(parsed["image"], tf.uint8)
    images = tf.reshape(pixels, [len(records), int(parsed["height"][0, 0]), -1])
    return tf.cast(images, tf.float32) / 255, parsed["label"]


# %% unpack misconception.exchanged
def unpack(records):
    number = tf.io.FixedLenFeature([], tf.int64)
    features = {"image": tf.io.FixedLenFeature([], tf.string), "height": number, "label": number}
    parsed = tf.io.parse_example(records, features)
    pixels = tf.io.decode_raw(parsed["image"], tf.uint8)
    images = tf.reshape(pixels, [len(records), int(parsed["height"][0]), -1])
    return parsed["label"], tf.cast(images, tf.float32) / 255


# %% order_lines passed
line_order = "F E C G A B"

# %% order_lines passed
line_order = ["F", "E", "G", "C", "A", "B"]

# %% order_lines passed
line_order = "F E G A C B"

# %% order_lines passed
line_order = "fegcab"

# %% order_lines passed
line_order = "D F E G C A B"

# %% order_lines misconception.not_batched
line_order = "F E G C B"


# %% order_lines misconception.never_augmented
line_order = "F G A B"


# %% order_lines misconception.augmented_once
line_order = "F C E G A B"

# %% order_lines misconception.order_kept
line_order = "F G E C A B"

# %% order_lines misconception.order_kept
line_order = "F E D C A B"

# %% order_lines misconception.all_kept
line_order = "F G C A E B"

# %% order_lines misconception.all_kept
line_order = "F C E A B"

# %% order_lines misconception.loaded_each_epoch
line_order = "E F G C A B"

# %% order_lines misconception.loaded_each_epoch
line_order = "F G C A B"

# %% order_lines misconception.loaded_and_one_order
line_order = "F C A B"

# %% order_lines misconception.batches_shuffled
line_order = "F E A G C B"

# %% order_lines misconception.batches_shuffled_loaded
line_order = "F A G C B"

# %% order_lines misconception.batches_shuffled_augmented_once
line_order = "F C A E G B"

# %% order_lines misconception.never_loaded
line_order = "E G C A B"

# %% order_lines misconception.no_return
line_order = "F E G C A"


# %% split_stays passed
def split(dataset, size):
    order = dataset.shuffle(1000, seed=1, reshuffle_each_iteration=False)
    validation = order.take(size)
    train = order.skip(size)
    return train.shuffle(1000, reshuffle_each_iteration=True), validation


# %% split_stays passed
def split(dataset, size):
    rows = list(dataset.as_numpy_iterator())
    order = np.random.permutation(len(rows))
    rows = np.array(rows)[order]
    train = tf.data.Dataset.from_tensor_slices(rows[size:]).shuffle(1000)
    return train, tf.data.Dataset.from_tensor_slices(rows[:size])


# %% split_stays passed
def split(dataset, size):
    rows = len(list(dataset))
    chosen = tf.constant(np.random.permutation(rows)[:size])
    numbered = dataset.enumerate()

    def is_chosen(place, row):
        return tf.reduce_any(tf.equal(place, chosen))

    train = numbered.filter(lambda place, row: tf.logical_not(is_chosen(place, row)))
    validation = numbered.filter(is_chosen)
    return train.map(lambda _, row: row).shuffle(1000), validation.map(lambda _, row: row)


# %% split_stays passed
def split(dataset, size):
    kept = dataset.shuffle(1000).cache()
    for _ in kept:  # fills the cache, and with it the order is settled
        pass
    return kept.skip(size).shuffle(1000), kept.take(size)


# %% split_stays passed
def split(dataset, size):
    rows = len(dataset)
    chosen = tf.cast(tf.linspace(0, rows - 1, size), tf.int64)
    numbered = dataset.enumerate()
    inside = numbered.filter(lambda i, row: tf.reduce_any(chosen == i))
    outside = numbered.filter(lambda i, row: tf.reduce_all(chosen != i))
    return outside.map(lambda i, row: row).shuffle(rows), inside.map(lambda i, row: row)


# %% split_stays no_change
def split(dataset, size):
    shuffled = dataset.shuffle(1000)
    return shuffled.skip(size).shuffle(1000), shuffled.take(size)


# %% split_stays no_change
def split(dataset, size):
    shuffled = dataset.shuffle(1000, seed=1)
    return shuffled.skip(size), shuffled.take(size)


# %% split_stays misconception.still_leaks
def split(dataset, size):
    return dataset.skip(size), dataset.shuffle(1000).take(size)


# %% split_stays misconception.training_frozen
def split(dataset, size):
    shuffled = dataset.shuffle(1000, reshuffle_each_iteration=False)
    return shuffled.skip(size), shuffled.take(size)


# %% split_stays misconception.first_rows
def split(dataset, size):
    return dataset.skip(size).shuffle(1000), dataset.take(size)


# %% split_stays misconception.first_rows
def split(dataset, size):
    shuffled = dataset.shuffle(10, reshuffle_each_iteration=False)
    return shuffled.skip(size).shuffle(1000), shuffled.take(size)


# %% split_stays misconception.first_rows
def split(dataset, size):
    left = len(dataset) - size
    return dataset.take(left).shuffle(left), dataset.skip(left)


# %% split_stays misconception.first_rows_frozen
def split(dataset, size):
    return dataset.skip(size), dataset.take(size)


# %% split_stays misconception.parts_exchanged
def split(dataset, size):
    shuffled = dataset.shuffle(1000, reshuffle_each_iteration=False)
    return shuffled.take(size).shuffle(1000), shuffled.skip(size)


# %% split_stays misconception.parts_exchanged_frozen
def split(dataset, size):
    shuffled = dataset.shuffle(1000, reshuffle_each_iteration=False)
    return shuffled.take(size), shuffled.skip(size)


# %% split_stays misconception.repeated
def split(dataset, size):
    shuffled = dataset.shuffle(1000, reshuffle_each_iteration=False)
    return shuffled.skip(size).shuffle(1000).repeat(), shuffled.take(size)


# %% split_stays misconception.rows_lost
def split(dataset, size):
    shuffled = dataset.shuffle(1000, reshuffle_each_iteration=False)
    return shuffled.skip(2 * size).shuffle(1000), shuffled.take(size)


# %% split_stays misconception.rows_lost_frozen
def split(dataset, size):
    shuffled = dataset.shuffle(1000, reshuffle_each_iteration=False)
    return shuffled.skip(size).skip(size), shuffled.take(size)


# %% split_stays misconception.all_rows_trained
def split(dataset, size):
    shuffled = dataset.shuffle(1000, reshuffle_each_iteration=False)
    return shuffled.shuffle(1000), shuffled.take(size)


# %% split_stays misconception.cache_not_full
def split(dataset, size):
    shuffled = dataset.shuffle(1000).cache()
    return shuffled.skip(size).shuffle(1000), shuffled.take(size)


# %% split_stays misconception.cache_not_full_frozen
def split(dataset, size):
    shuffled = dataset.shuffle(1000).cache()
    return shuffled.skip(size), shuffled.take(size)


# %% split_stays misconception.batched
def split(dataset, size):
    shuffled = dataset.shuffle(1000, reshuffle_each_iteration=False)
    return shuffled.skip(size).shuffle(1000).batch(32), shuffled.take(size).batch(32)


# %% split_stays misconception.numbered
def split(dataset, size):
    numbered = dataset.shuffle(1000, reshuffle_each_iteration=False).enumerate()
    train = numbered.filter(lambda place, row: place >= size)
    return train.shuffle(1000), numbered.filter(lambda place, row: place < size)


# %% split_stays misconception.two_orders
def split(dataset, size):
    train = dataset.shuffle(1000, reshuffle_each_iteration=False).skip(size)
    validation = dataset.shuffle(1000, reshuffle_each_iteration=False).take(size)
    return train.shuffle(1000), validation


# %% well_mixed passed
def mix(sources):
    rows = tf.data.Dataset.sample_from_datasets(sources)
    return rows.shuffle(100).batch(32)


# %% well_mixed passed
def mix(sources):
    order = tf.data.Dataset.range(len(sources)).repeat(200)
    rows = tf.data.Dataset.choose_from_datasets(sources, order, stop_on_empty_dataset=False)
    return rows.shuffle(64).batch(32).prefetch(1)


# %% well_mixed passed
def mix(sources):
    together = tf.data.Dataset.zip(tuple(source.batch(1) for source in sources))
    rows = together.map(lambda *parts: tf.concat(parts, axis=0)).unbatch()
    return rows.shuffle(100).batch(32)


# %% well_mixed passed
def mix(sources):
    shuffled = [source.shuffle(20) for source in sources]
    turns = tf.data.Dataset.range(12).repeat()
    rows = tf.data.Dataset.choose_from_datasets(shuffled, turns.take(12 * 110), False)
    return rows.batch(32)


# %% well_mixed passed
def mix(sources):
    rows = tf.data.Dataset.zip(*sources).map(lambda *row: tf.stack(row)).unbatch()
    return rows.shuffle(100, reshuffle_each_iteration=True).batch(32)


# %% well_mixed passed
def mix(sources):
    stacked = [source.batch(10) for source in sources]
    turns = tf.data.Dataset.range(12).repeat(11)
    rows = tf.data.Dataset.choose_from_datasets(stacked, turns, stop_on_empty_dataset=False)
    return rows.unbatch().shuffle(150).batch(32)


# %% well_mixed misconception.one_after_the_other
def mix(sources):
    data = sources[0]
    for source in sources[1:]:
        data = data.concatenate(source)
    return data.shuffle(100).batch(32)


# %% well_mixed misconception.one_after_the_other
def mix(sources):
    data = sources[0].shuffle(100)
    for source in sources[1:]:
        data = data.concatenate(source.shuffle(100))
    return data.batch(32)


# %% well_mixed misconception.few_at_a_time
def mix(sources):
    groups = [sources[:4], sources[4:8], sources[8:]]
    mixed = []
    for group in groups:
        turns = tf.data.Dataset.range(4).repeat(110)
        mixed.append(tf.data.Dataset.choose_from_datasets(group, turns, False).shuffle(60))
    return mixed[0].concatenate(mixed[1]).concatenate(mixed[2]).batch(32)


# %% well_mixed misconception.one_order
def mix(sources):
    turns = tf.data.Dataset.range(12).repeat(110)
    return tf.data.Dataset.choose_from_datasets(sources, turns, False).batch(32)


# %% well_mixed misconception.one_order
def mix(sources):
    turns = tf.data.Dataset.range(12).repeat(110)
    rows = tf.data.Dataset.choose_from_datasets(sources, turns, False)
    return rows.shuffle(100, reshuffle_each_iteration=False).batch(32)


# %% well_mixed misconception.one_order
def mix(sources):
    turns = tf.data.Dataset.range(12).repeat(110)
    rows = tf.data.Dataset.choose_from_datasets(sources, turns, False)
    return rows.shuffle(100).cache().batch(32)


# %% well_mixed misconception.not_mixed
def mix(sources):
    data = sources[0]
    for source in sources[1:]:
        data = data.concatenate(source)
    return data.batch(32)


# %% well_mixed misconception.few_and_one_order
def mix(sources):
    groups = [sources[:4], sources[4:8], sources[8:]]
    mixed = []
    for group in groups:
        turns = tf.data.Dataset.range(4).repeat(110)
        mixed.append(tf.data.Dataset.choose_from_datasets(group, turns, False))
    return mixed[0].concatenate(mixed[1]).concatenate(mixed[2]).batch(32)


# %% well_mixed misconception.all_read_first
def mix(sources):
    data = sources[0]
    for source in sources[1:]:
        data = data.concatenate(source)
    return data.shuffle(2000).batch(32)


# %% well_mixed misconception.batches_shuffled
def mix(sources):
    data = sources[0]
    for source in sources[1:]:
        data = data.concatenate(source)
    return data.batch(32).shuffle(100)


# %% well_mixed misconception.repeated
def mix(sources):
    turns = tf.data.Dataset.range(12).repeat()
    repeated = [source.repeat() for source in sources]
    rows = tf.data.Dataset.choose_from_datasets(repeated, turns)
    return rows.shuffle(100).batch(32)


# %% well_mixed misconception.not_batched
def mix(sources):
    turns = tf.data.Dataset.range(12).repeat(110)
    return tf.data.Dataset.choose_from_datasets(sources, turns, False).shuffle(100)


# %% well_mixed misconception.one_batch_each_source
def mix(sources):
    rows = tf.data.Dataset.zip(*sources).map(lambda *row: tf.stack(row))
    return rows.shuffle(20)


# %% well_mixed kind
def mix(sources):
    return [batch for source in sources for batch in source.batch(32)]


# %% well_mixed passed
def mix(sources):
    opened = tf.data.Dataset.from_tensor_slices(sources)
    rows = opened.interleave(lambda source: source, cycle_length=12)
    return rows.shuffle(100).batch(32)


# %% well_mixed passed
def mix(sources):
    shuffled = [source.shuffle(8) for source in sources]
    turns = tf.data.Dataset.range(12).repeat()
    return tf.data.Dataset.choose_from_datasets(shuffled, turns).batch(32)


# %% well_mixed misconception.few_at_a_time
def mix(sources):
    opened = tf.data.Dataset.from_tensor_slices(sources)
    rows = opened.interleave(lambda source: source, cycle_length=12, block_length=32)
    return rows.shuffle(100).batch(32)


# %% well_mixed misconception.mixed_batches_shuffled
def mix(sources):
    opened = tf.data.Dataset.from_tensor_slices(sources)
    rows = opened.interleave(lambda source: source, cycle_length=12)
    return rows.batch(32).shuffle(8)


# %% well_mixed misconception.mixed_batches_shuffled
def mix(sources):
    turns = tf.data.Dataset.range(12).repeat(110)
    rows = tf.data.Dataset.choose_from_datasets(sources, turns, False)
    return rows.batch(32).map(tf.random.shuffle)


# %% well_mixed misconception.mixed_batches_all_read
def mix(sources):
    opened = tf.data.Dataset.from_tensor_slices(sources)
    rows = opened.interleave(lambda source: source, cycle_length=12)
    return rows.batch(32).shuffle(100)


# %% well_mixed misconception.groups_shuffled
def mix(sources):
    groups = tf.data.Dataset.zip(*sources).map(lambda *row: tf.stack(row))
    return groups.shuffle(20).unbatch().batch(32)


# %% well_mixed misconception.groups_all_read
def mix(sources):
    groups = tf.data.Dataset.zip(*sources).map(lambda *row: tf.stack(row))
    return groups.shuffle(100).unbatch().batch(32)


# %% well_mixed misconception.tuples
def mix(sources):
    return tf.data.Dataset.zip(*sources).shuffle(8).batch(32)


# %% well_mixed misconception.tables
def mix(sources):
    groups = tf.data.Dataset.zip(*sources).map(lambda *row: tf.stack(row))
    return groups.shuffle(8).batch(32)


# %% same_again passed
def noisy(dataset, seed):
    seeds = tf.data.Dataset.random(seed=seed, rerandomize_each_iteration=True)
    both = tf.data.Dataset.zip((dataset, seeds))
    return both.map(lambda x, s: x + tf.random.stateless_uniform([], [s, s]))


# %% same_again passed
def noisy(dataset, seed):
    generator = tf.random.Generator.from_seed(seed)

    def add(x):
        return x + generator.uniform(tf.shape(x), 0.0, 1.0)

    return dataset.map(add)


# %% same_again passed
def noisy(dataset, seed):
    count = tf.Variable(0)

    def add(x):
        number = count.assign_add(1)
        return x + tf.random.stateless_uniform([], [seed, number])

    return dataset.map(add)


# %% same_again passed
def noisy(dataset, seed):
    generator = tf.random.Generator.from_seed(seed, alg="philox")
    return dataset.batch(4).map(lambda x: x + generator.uniform(tf.shape(x))).unbatch()


# %% same_again passed
def noisy(dataset, seed):
    rng = np.random.default_rng(seed)

    def draw():
        return np.float32(rng.random())

    def add(x):
        noise = tf.numpy_function(draw, [], tf.float32)
        return x + tf.ensure_shape(noise, [])

    return dataset.map(add)


# %% same_again misconception.each_epoch_the_same
def noisy(dataset, seed):
    return dataset.map(lambda x: x + tf.random.uniform([], seed=seed))


# %% same_again misconception.each_epoch_the_same
def noisy(dataset, seed):
    tf.random.set_seed(seed)
    return dataset.map(lambda x: x + tf.random.uniform([]))


# %% same_again misconception.each_epoch_the_same
def noisy(dataset, seed):
    numbered = dataset.enumerate()
    return numbered.map(lambda i, x: x + tf.random.stateless_uniform([], [seed, i]))


# %% same_again misconception.each_epoch_the_same
def noisy(dataset, seed):
    draws = tf.random.Generator.from_seed(seed)
    return dataset.map(lambda x: x + draws.uniform([])).cache()


# %% same_again misconception.no_repetition
def noisy(dataset, seed):
    return dataset.map(lambda x: x + tf.random.uniform([]))


# %% same_again misconception.no_repetition
def noisy(dataset, seed):
    draws = tf.random.Generator.from_non_deterministic_state()
    return dataset.map(lambda x: x + draws.uniform([]))


# %% same_again misconception.one_number_each_run
def noisy(dataset, seed):
    rng = np.random.default_rng()
    return dataset.map(lambda x: x + rng.random())


# %% same_again misconception.one_number
def noisy(dataset, seed):
    rng = np.random.default_rng(seed)
    return dataset.map(lambda x: x + rng.random())


# %% same_again misconception.one_number
def noisy(dataset, seed):
    return dataset.map(lambda x: x + tf.random.stateless_uniform([], [seed, 0]))


# %% same_again misconception.one_number_an_epoch
def noisy(dataset, seed):
    draws = tf.random.Generator.from_seed(seed)
    noise = tf.data.Dataset.range(1).map(lambda _: draws.uniform([]))
    return noise.flat_map(lambda number: dataset.map(lambda x: x + number))


# %% same_again misconception.seed_ignored
def noisy(dataset, seed):
    draws = tf.random.Generator.from_seed(1)
    return dataset.map(lambda x: x + draws.uniform([]))


# %% same_again misconception.seed_ignored_epochs_same
def noisy(dataset, seed):
    return dataset.map(lambda x: x + tf.random.uniform([], seed=1))


# %% same_again misconception.no_noise
def noisy(dataset, seed):
    draws = tf.random.Generator.from_seed(seed)
    dataset.map(lambda x: x + draws.uniform([]))
    return dataset


# %% same_again misconception.other_range
def noisy(dataset, seed):
    draws = tf.random.Generator.from_seed(seed)
    return dataset.map(lambda x: x + draws.normal([]))


# %% same_again misconception.other_range_epochs_same
def noisy(dataset, seed):
    return dataset.map(lambda x: x + tf.random.uniform([], 1, 2, seed=seed))


# %% same_again misconception.three_epochs_in_one
def noisy(dataset, seed):
    draws = tf.random.Generator.from_seed(seed)
    return dataset.map(lambda x: x + draws.uniform([])).repeat()


# %% same_again misconception.each_epoch_the_same
def noisy(dataset, seed):
    noise = np.random.default_rng(seed).random(len(dataset)).astype(np.float32)
    pairs = tf.data.Dataset.zip(dataset, tf.data.Dataset.from_tensor_slices(noise))
    return pairs.map(lambda x, draw: x + draw)


# %% same_again misconception.other_range
def noisy(dataset, seed):
    draws = tf.random.Generator.from_seed(seed)
    return dataset.map(lambda x: draws.uniform([]))


# %% same_again misconception.other_range
def noisy(dataset, seed):
    draws = tf.random.Generator.from_seed(seed)
    return dataset.map(lambda x: x * draws.uniform([]))


# %% same_again misconception.not_scalars
def noisy(dataset, seed):
    draws = tf.random.Generator.from_seed(seed)
    return dataset.map(lambda x: x + draws.uniform([1]))


# %% same_again misconception.left_as_tuples
def noisy(dataset, seed):
    draws = tf.random.Generator.from_seed(seed)
    return dataset.map(lambda x: (x, draws.uniform([])))
