"""Answers to 12-sequences: right ones, which pass, and wrong ones, each with the key that it hears."""


# %% encode_words passed
def encode_words(texts, vocabulary, length):
    number = {word: i for i, word in enumerate(vocabulary, 2)}
    rows = []
    for text in texts:
        for mark in ",.!?":
            text = text.replace(mark, "")
        ids = [number.get(word, 1) for word in text.lower().split()][:length]
        rows.append(ids + [0] * (length - len(ids)))
    return tf.constant(rows)


# %% encode_words passed
def encode_words(texts, vocabulary, length):
    lookup = tf.keras.layers.StringLookup(vocabulary=vocabulary, mask_token="", oov_token="[UNK]")
    clean = tf.strings.regex_replace(tf.strings.lower(tf.constant(texts)), "[,.!?]", "")
    words = tf.strings.split(clean).to_tensor(default_value="", shape=[len(texts), length])
    return lookup(words)


# %% encode_words passed
def encode_words(texts, vocabulary, length):
    clean = tf.strings.regex_replace(tf.strings.lower(texts), "[,.!?]", "")
    ids = tf.ragged.map_flat_values(
        lambda words: tf.argmax(words[:, tf.newaxis] == ["", "?", *vocabulary], axis=1),
        tf.strings.split(clean),
    )
    ids = tf.ragged.map_flat_values(
        lambda found: tf.where(found < 2, tf.ones_like(found), found), ids
    )
    return ids.to_tensor(shape=[None, length])


# %% encode_words passed
def encode_words(texts, vocabulary, length):
    table = ["", "[UNK]", *vocabulary]
    out = np.zeros((len(texts), length), np.int64)
    for i, text in enumerate(texts):
        words = "".join(c for c in text.lower() if c not in ",.!?").split()
        for j, word in enumerate(words[:length]):
            out[i, j] = table.index(word) if word in table else 1
    return out


# %% encode_words passed
def encode_words(texts, vocabulary, length):
    rows = [
        [
            vocabulary.index(w) + 2 if w in vocabulary else 1
            for w in t.lower().translate(str.maketrans("", "", ",.!?")).split()
        ]
        for t in texts
    ]
    return keras.utils.pad_sequences(rows, length, padding="post", truncating="post")


# %% encode_words misconception.unknown_as_padding
def encode_words(texts, vocabulary, length):
    number = {word: i for i, word in enumerate(vocabulary, 2)}
    rows = np.zeros((len(texts), length), int)
    for row, text in zip(rows, texts):
        words = text.lower().translate(str.maketrans("", "", ",.!?")).split()
        for j, word in enumerate(words[:length]):
            row[j] = number.get(word, 0)
    return rows


# %% encode_words misconception.from_zero
def encode_words(texts, vocabulary, length):
    number = {word: i for i, word in enumerate(vocabulary)}
    rows = np.zeros((len(texts), length), int)
    for row, text in zip(rows, texts):
        words = text.lower().translate(str.maketrans("", "", ",.!?")).split()
        for j, word in enumerate(words[:length]):
            row[j] = number.get(word, 0)
    return rows


# %% encode_words misconception.from_zero_unknown_one
def encode_words(texts, vocabulary, length):
    number = {word: i for i, word in enumerate(vocabulary)}
    rows = np.zeros((len(texts), length), int)
    for row, text in zip(rows, texts):
        words = text.lower().translate(str.maketrans("", "", ",.!?")).split()
        for j, word in enumerate(words[:length]):
            row[j] = number.get(word, 1)
    return rows


# %% encode_words misconception.from_one
def encode_words(texts, vocabulary, length):
    number = {word: i for i, word in enumerate(vocabulary, 1)}
    rows = np.zeros((len(texts), length), int)
    for row, text in zip(rows, texts):
        words = text.lower().translate(str.maketrans("", "", ",.!?")).split()
        for j, word in enumerate(words[:length]):
            row[j] = number.get(word, 0)
    return rows


# %% encode_words misconception.from_one_unknown_one
def encode_words(texts, vocabulary, length):
    layer = keras.layers.TextVectorization(vocabulary=vocabulary, output_sequence_length=length)
    ids = layer(tf.constant(texts))
    return tf.where(ids > 1, ids - 1, ids)


# %% encode_words misconception.pads_left
def encode_words(texts, vocabulary, length):
    ragged = keras.layers.TextVectorization(vocabulary=vocabulary)(tf.constant(texts))
    rows = [[int(one) for one in row if one] for row in ragged]
    return keras.utils.pad_sequences(rows, length, truncating="post")


# %% encode_words misconception.last_words_kept
def encode_words(texts, vocabulary, length):
    ragged = keras.layers.TextVectorization(vocabulary=vocabulary)(tf.constant(texts))
    rows = [[int(one) for one in row if one] for row in ragged]
    return keras.utils.pad_sequences(rows, length, padding="post")


# %% encode_words misconception.pads_left_and_cuts_left
def encode_words(texts, vocabulary, length):
    ragged = keras.layers.TextVectorization(vocabulary=vocabulary)(tf.constant(texts))
    rows = [[int(one) for one in row if one] for row in ragged]
    return keras.utils.pad_sequences(rows, length)


# %% encode_words misconception.capitals_kept
def encode_words(texts, vocabulary, length):
    layer = keras.layers.TextVectorization(
        vocabulary=vocabulary, output_sequence_length=length, standardize="strip_punctuation"
    )
    return layer(tf.constant(texts))


# %% encode_words misconception.punctuation_kept
def encode_words(texts, vocabulary, length):
    layer = keras.layers.TextVectorization(
        vocabulary=vocabulary, output_sequence_length=length, standardize="lower"
    )
    return layer(tf.constant(texts))


# %% encode_words misconception.as_they_are
def encode_words(texts, vocabulary, length):
    layer = keras.layers.TextVectorization(
        vocabulary=vocabulary, output_sequence_length=length, standardize=None
    )
    return layer(tf.constant(texts))


# %% encode_words misconception.empty_word_unknown
def encode_words(texts, vocabulary, length):
    number = {word: i for i, word in enumerate(vocabulary, 2)}
    rows = np.zeros((len(texts), length), int)
    for row, text in zip(rows, texts):
        words = text.lower().translate(str.maketrans("", "", ",.!?")).split(" ")
        for j, word in enumerate(words[:length]):
            row[j] = number.get(word, 1)
    return rows


# %% encode_words kind
def encode_words(texts, vocabulary, length):
    number = {word: i for i, word in enumerate(vocabulary, 2)}
    rows = []
    for text in texts:
        words = text.lower().translate(str.maketrans("", "", ",.!?")).split()
        ids = [number.get(word, 1) for word in words][:length]
        rows.append(ids + [0] * (length - len(ids)))
    return rows


# %% encode_words misconception.unknown_left_out
def encode_words(texts, vocabulary, length):
    number = {word: i for i, word in enumerate(vocabulary, 2)}
    rows = np.zeros((len(texts), length), int)
    for row, text in zip(rows, texts):
        words = text.lower().translate(str.maketrans("", "", ",.!?")).split()
        ids = [number[word] for word in words if word in number][:length]
        row[: len(ids)] = ids
    return rows


# %% encode_words misconception.learned_anew
def encode_words(texts, vocabulary, length):
    layer = keras.layers.TextVectorization(output_sequence_length=length)
    layer.adapt(tf.constant(texts))
    return layer(tf.constant(texts))


# %% masked_mean passed
def masked_mean(ids, vectors):
    rows = []
    for row, some in zip(ids.numpy(), vectors.numpy()):
        words = some[row != 0]
        rows.append(words.mean(axis=0) if len(words) else np.zeros(some.shape[1], np.float32))
    return tf.constant(np.stack(rows))


# %% masked_mean passed
def masked_mean(ids, vectors):
    weights = tf.cast(tf.not_equal(ids, 0), tf.float32)
    weights = tf.math.divide_no_nan(weights, tf.reduce_sum(weights, axis=1, keepdims=True))
    return tf.einsum("nt,ntd->nd", weights, vectors)


# %% masked_mean passed
def masked_mean(ids, vectors):
    mean = keras.layers.GlobalAveragePooling1D()(vectors, mask=ids != 0)
    return tf.where(tf.math.is_nan(mean), 0.0, mean)


# %% masked_mean passed
def masked_mean(ids, vectors):
    words = tf.where((ids != 0)[..., None], vectors, 0.0)
    count = tf.math.count_nonzero(ids, axis=1, keepdims=True, dtype=tf.float32)
    return tf.reduce_sum(words, 1) / tf.maximum(count, 1.0)


# %% masked_mean passed
def masked_mean(ids, vectors):
    ragged = tf.ragged.boolean_mask(vectors, ids != 0)
    total = tf.reduce_sum(ragged, axis=1)
    count = tf.cast(ragged.row_lengths(), tf.float32)[:, None]
    return tf.math.divide_no_nan(total, count)


# %% masked_mean misconception.padding_counted
def masked_mean(ids, vectors):
    return tf.reduce_mean(vectors, axis=1)


# %% masked_mean misconception.padding_counted
def masked_mean(ids, vectors):
    return keras.layers.GlobalAveragePooling1D()(vectors)


# %% masked_mean misconception.divided_by_all
def masked_mean(ids, vectors):
    mask = tf.cast(ids != 0, tf.float32)[..., None]
    return tf.reduce_mean(mask * vectors, axis=1)


# %% masked_mean misconception.empty_is_nan
def masked_mean(ids, vectors):
    mask = tf.cast(ids != 0, tf.float32)[..., None]
    return tf.reduce_sum(mask * vectors, axis=1) / tf.reduce_sum(mask, axis=1)


# %% masked_mean misconception.empty_is_nan
def masked_mean(ids, vectors):
    return keras.layers.GlobalAveragePooling1D()(vectors, mask=ids != 0)


# %% masked_mean misconception.zero_vectors_left_out
def masked_mean(ids, vectors):
    mask = keras.layers.Masking().compute_mask(vectors)
    mask = tf.cast(mask, tf.float32)[..., None]
    return tf.math.divide_no_nan(tf.reduce_sum(mask * vectors, 1), tf.reduce_sum(mask, 1))


# %% masked_mean misconception.not_divided
def masked_mean(ids, vectors):
    mask = tf.cast(ids != 0, tf.float32)[..., None]
    return tf.reduce_sum(mask * vectors, axis=1)


# %% masked_mean misconception.unknown_left_out
def masked_mean(ids, vectors):
    mask = tf.cast(ids > 1, tf.float32)[..., None]
    return tf.math.divide_no_nan(tf.reduce_sum(mask * vectors, 1), tf.reduce_sum(mask, 1))


# %% masked_mean misconception.first_words_only
def masked_mean(ids, vectors):
    count = tf.math.count_nonzero(ids, axis=1, dtype=tf.int32)
    mask = tf.sequence_mask(count, ids.shape[1], tf.float32)[..., None]
    return tf.math.divide_no_nan(tf.reduce_sum(mask * vectors, 1), tf.reduce_sum(mask, 1))


# %% masked_mean misconception.padding_alone
def masked_mean(ids, vectors):
    mask = tf.cast(ids == 0, tf.float32)[..., None]
    return tf.math.divide_no_nan(tf.reduce_sum(mask * vectors, 1), tf.reduce_sum(mask, 1))


# %% masked_mean misconception.over_the_batch
def masked_mean(ids, vectors):
    mask = tf.cast(ids != 0, tf.float32)[..., None]
    return tf.reduce_sum(mask * vectors, axis=1) / tf.reduce_sum(mask)


# %% gru_step passed
def gru_step(x, h, kernel, recurrent, bias):
    cell = keras.layers.GRUCell(h.shape[1])
    cell.build(x.shape)
    cell.set_weights([kernel, recurrent, bias])
    return cell(x, [h])[0]


# %% gru_step passed
def gru_step(x, h, kernel, recurrent, bias):
    u = h.shape[1]
    a, b = x @ kernel + bias[0], h @ recurrent + bias[1]
    z = tf.sigmoid(a[:, :u] + b[:, :u])
    r = tf.sigmoid(a[:, u : 2 * u] + b[:, u : 2 * u])
    new = tf.tanh(a[:, 2 * u :] + r * b[:, 2 * u :])
    return new + z * (h - new)


# %% gru_step passed
def gru_step(x, h, kernel, recurrent, bias):
    layer = keras.layers.GRU(h.shape[1])
    layer.build((None, 1, x.shape[1]))
    layer.set_weights([kernel, recurrent, bias])
    return layer(x[:, tf.newaxis], initial_state=h)


# %% gru_step passed
def gru_step(x, h, kernel, recurrent, bias):
    x, h, kernel, recurrent, bias = (one.numpy() for one in (x, h, kernel, recurrent, bias))
    az, ar, ac = np.split(x @ kernel + bias[0], 3, axis=1)
    bz, br, bc = np.split(h @ recurrent + bias[1], 3, axis=1)
    z, r = 1 / (1 + np.exp(-(az + bz))), 1 / (1 + np.exp(-(ar + br)))
    return (z * h + (1 - z) * np.tanh(ac + r * bc)).astype(np.float32)


# %% gru_step passed
def gru_step(x, h, kernel, recurrent, bias):
    wz, wr, wc = tf.split(kernel, 3, axis=1)
    uz, ur, uc = tf.split(recurrent, 3, axis=1)
    (bz, br, bc), (cz, cr, cc) = (tf.split(row, 3) for row in tf.unstack(bias))
    z = keras.activations.sigmoid(x @ wz + bz + h @ uz + cz)
    r = keras.activations.sigmoid(x @ wr + br + h @ ur + cr)
    return z * h + (1 - z) * tf.math.tanh(x @ wc + bc + r * (h @ uc + cc))


# %% gru_step misconception.new_kept_by_z
def gru_step(x, h, kernel, recurrent, bias):
    a = tf.split(x @ kernel + bias[0], 3, axis=1)
    b = tf.split(h @ recurrent + bias[1], 3, axis=1)
    z, r = tf.sigmoid(a[0] + b[0]), tf.sigmoid(a[1] + b[1])
    return (1 - z) * h + z * tf.tanh(a[2] + r * b[2])


# %% gru_step misconception.gates_exchanged
def gru_step(x, h, kernel, recurrent, bias):
    a = tf.split(x @ kernel + bias[0], 3, axis=1)
    b = tf.split(h @ recurrent + bias[1], 3, axis=1)
    r, z = tf.sigmoid(a[0] + b[0]), tf.sigmoid(a[1] + b[1])
    return z * h + (1 - z) * tf.tanh(a[2] + r * b[2])


# %% gru_step misconception.candidate_first
def gru_step(x, h, kernel, recurrent, bias):
    a = tf.split(x @ kernel + bias[0], 3, axis=1)
    b = tf.split(h @ recurrent + bias[1], 3, axis=1)
    z, r = tf.sigmoid(a[1] + b[1]), tf.sigmoid(a[2] + b[2])
    return z * h + (1 - z) * tf.tanh(a[0] + r * b[0])


# %% gru_step misconception.reset_before
def gru_step(x, h, kernel, recurrent, bias):
    u = h.shape[1]
    a = x @ kernel + bias[0] + bias[1]
    gates = tf.sigmoid(a[:, : 2 * u] + h @ recurrent[:, : 2 * u])
    z, r = gates[:, :u], gates[:, u:]
    return z * h + (1 - z) * tf.tanh(a[:, 2 * u :] + (r * h) @ recurrent[:, 2 * u :])


# %% gru_step misconception.bias_outside
def gru_step(x, h, kernel, recurrent, bias):
    a = tf.split(x @ kernel + bias[0] + bias[1], 3, axis=1)
    b = tf.split(h @ recurrent, 3, axis=1)
    z, r = tf.sigmoid(a[0] + b[0]), tf.sigmoid(a[1] + b[1])
    return z * h + (1 - z) * tf.tanh(a[2] + r * b[2])


# %% gru_step misconception.no_bias
def gru_step(x, h, kernel, recurrent, bias):
    a = tf.split(x @ kernel, 3, axis=1)
    b = tf.split(h @ recurrent, 3, axis=1)
    z, r = tf.sigmoid(a[0] + b[0]), tf.sigmoid(a[1] + b[1])
    return z * h + (1 - z) * tf.tanh(a[2] + r * b[2])


# %% gru_step misconception.first_bias_only
def gru_step(x, h, kernel, recurrent, bias):
    a = tf.split(x @ kernel + bias[0], 3, axis=1)
    b = tf.split(h @ recurrent, 3, axis=1)
    z, r = tf.sigmoid(a[0] + b[0]), tf.sigmoid(a[1] + b[1])
    return z * h + (1 - z) * tf.tanh(a[2] + r * b[2])


# %% gru_step misconception.second_bias_only
def gru_step(x, h, kernel, recurrent, bias):
    a = tf.split(x @ kernel, 3, axis=1)
    b = tf.split(h @ recurrent + bias[1], 3, axis=1)
    z, r = tf.sigmoid(a[0] + b[0]), tf.sigmoid(a[1] + b[1])
    return z * h + (1 - z) * tf.tanh(a[2] + r * b[2])


# %% gru_step misconception.first_bias_twice
def gru_step(x, h, kernel, recurrent, bias):
    a = tf.split(x @ kernel + bias[0], 3, axis=1)
    b = tf.split(h @ recurrent + bias[0], 3, axis=1)
    z, r = tf.sigmoid(a[0] + b[0]), tf.sigmoid(a[1] + b[1])
    return z * h + (1 - z) * tf.tanh(a[2] + r * b[2])


# %% gru_step misconception.biases_exchanged
def gru_step(x, h, kernel, recurrent, bias):
    a = tf.split(x @ kernel + bias[1], 3, axis=1)
    b = tf.split(h @ recurrent + bias[0], 3, axis=1)
    z, r = tf.sigmoid(a[0] + b[0]), tf.sigmoid(a[1] + b[1])
    return z * h + (1 - z) * tf.tanh(a[2] + r * b[2])


# %% gru_step misconception.no_reset
def gru_step(x, h, kernel, recurrent, bias):
    a = tf.split(x @ kernel + bias[0] + h @ recurrent + bias[1], 3, axis=1)
    z = tf.sigmoid(a[0])
    return z * h + (1 - z) * tf.tanh(a[2])


# %% gru_step misconception.candidate_by_sigmoid
def gru_step(x, h, kernel, recurrent, bias):
    a = tf.split(x @ kernel + bias[0], 3, axis=1)
    b = tf.split(h @ recurrent + bias[1], 3, axis=1)
    z, r = tf.sigmoid(a[0] + b[0]), tf.sigmoid(a[1] + b[1])
    return z * h + (1 - z) * tf.sigmoid(a[2] + r * b[2])


# %% gru_step misconception.gates_by_tanh
def gru_step(x, h, kernel, recurrent, bias):
    a = tf.split(x @ kernel + bias[0], 3, axis=1)
    b = tf.split(h @ recurrent + bias[1], 3, axis=1)
    z, r = tf.tanh(a[0] + b[0]), tf.tanh(a[1] + b[1])
    return z * h + (1 - z) * tf.tanh(a[2] + r * b[2])


# %% gru_step misconception.candidate_alone
def gru_step(x, h, kernel, recurrent, bias):
    a = tf.split(x @ kernel + bias[0], 3, axis=1)
    b = tf.split(h @ recurrent + bias[1], 3, axis=1)
    return tf.tanh(a[2] + tf.sigmoid(a[1] + b[1]) * b[2])


# %% attend passed
def attend(q, k, v, valid):
    scores = tf.einsum("nad,nbd->nab", q, k) * q.shape[-1] ** -0.5
    scores = tf.where(valid[:, None], scores, -np.inf)
    return tf.einsum("nab,nbe->nae", tf.nn.softmax(scores, axis=-1), v)


# %% attend passed
def attend(q, k, v, valid):
    root = tf.sqrt(tf.cast(tf.shape(q)[-1], tf.float32))
    return keras.layers.Attention()([q / root, v, k], mask=[None, valid])


# %% attend passed
def attend(q, k, v, valid):
    scores = q @ tf.transpose(k, [0, 2, 1]) / np.sqrt(k.shape[-1]).astype(np.float32)
    scores -= tf.reduce_max(scores, axis=-1, keepdims=True)
    powers = tf.exp(scores) * tf.cast(valid, tf.float32)[:, tf.newaxis]
    return powers / tf.reduce_sum(powers, axis=-1, keepdims=True) @ v


# %% attend passed
def attend(q, k, v, valid):
    q, k, v, valid = q.numpy(), k.numpy(), v.numpy(), valid.numpy()
    out = np.zeros((*q.shape[:2], v.shape[2]), np.float32)
    for n in range(len(q)):
        for a, query in enumerate(q[n]):
            scores = k[n][valid[n]] @ query / np.sqrt(len(query))
            weights = np.exp(scores - scores.max())
            out[n, a] = weights @ v[n][valid[n]] / weights.sum()
    return out


# %% attend passed
def attend(q, k, v, valid):
    scores = tf.matmul(q, k, transpose_b=True) / q.shape[-1] ** 0.5
    scores += (1 - tf.cast(valid, tf.float32)[:, None, :]) * -1e9
    return tf.matmul(keras.activations.softmax(scores), v)


# %% attend misconception.exp_overflows
def attend(q, k, v, valid):
    scores = q @ tf.transpose(k, [0, 2, 1]) / np.sqrt(k.shape[-1]).astype(np.float32)
    powers = tf.exp(scores) * tf.cast(valid, tf.float32)[:, tf.newaxis]
    return powers / tf.reduce_sum(powers, axis=-1, keepdims=True) @ v


# %% attend misconception.exp_overflows
def attend(q, k, v, valid):
    scores = tf.matmul(q, k, transpose_b=True) / q.shape[-1] ** 0.5
    powers = tf.where(valid[:, None], tf.exp(scores), 0.0)
    return tf.matmul(powers / tf.reduce_sum(powers, axis=-1, keepdims=True), v)


# %% attend misconception.no_scale
def attend(q, k, v, valid):
    scores = tf.matmul(q, k, transpose_b=True)
    return tf.nn.softmax(tf.where(valid[:, None], scores, -1e9)) @ v


# %% attend misconception.no_scale
def attend(q, k, v, valid):
    return keras.layers.Attention()([q, v, k], mask=[None, valid])


# %% attend misconception.divided_by_d
def attend(q, k, v, valid):
    scores = tf.matmul(q, k, transpose_b=True) / q.shape[-1]
    return tf.nn.softmax(tf.where(valid[:, None], scores, -1e9)) @ v


# %% attend misconception.multiplied
def attend(q, k, v, valid):
    scores = tf.matmul(q, k, transpose_b=True) * q.shape[-1] ** 0.5
    return tf.nn.softmax(tf.where(valid[:, None], scores, -1e9)) @ v


# %% attend misconception.masked_after_softmax
def attend(q, k, v, valid):
    scores = tf.matmul(q, k, transpose_b=True) / q.shape[-1] ** 0.5
    return tf.nn.softmax(scores) @ (v * tf.cast(valid, tf.float32)[..., None])


# %% attend misconception.over_queries
def attend(q, k, v, valid):
    scores = tf.matmul(q, k, transpose_b=True) / q.shape[-1] ** 0.5
    return tf.nn.softmax(tf.where(valid[:, None], scores, -1e9), axis=1) @ v


# %% attend misconception.no_mask
def attend(q, k, v, valid):
    scores = tf.matmul(q, k, transpose_b=True) / q.shape[-1] ** 0.5
    return tf.nn.softmax(scores) @ v


# %% attend misconception.masked_after_softmax
def attend(q, k, v, valid):
    scores = tf.matmul(q, k, transpose_b=True) / q.shape[-1] ** 0.5
    return (tf.nn.softmax(scores) * tf.cast(valid, tf.float32)[:, None]) @ v


# %% attend misconception.mask_without_axis
def attend(q, k, v, valid):
    scores = tf.matmul(q, k, transpose_b=True) / q.shape[-1] ** 0.5
    return tf.nn.softmax(tf.where(valid, scores, -1e9)) @ v


# %% attend misconception.scores_times_mask
def attend(q, k, v, valid):
    scores = tf.matmul(q, k, transpose_b=True) / q.shape[-1] ** 0.5
    return tf.nn.softmax(scores * tf.cast(valid, tf.float32)[:, None]) @ v


# %% attend misconception.mask_inverted
def attend(q, k, v, valid):
    scores = tf.matmul(q, k, transpose_b=True) / q.shape[-1] ** 0.5
    return tf.nn.softmax(tf.where(valid[:, None], -1e9, scores)) @ v


# %% attend misconception.mask_inverted
def attend(q, k, v, valid):
    scores = tf.matmul(q, k, transpose_b=True) / q.shape[-1] ** 0.5
    return tf.nn.softmax(scores + tf.cast(valid, tf.float32)[:, None] * -1e9) @ v


# %% attend misconception.no_softmax
def attend(q, k, v, valid):
    scores = tf.matmul(q, k, transpose_b=True) / q.shape[-1] ** 0.5
    return tf.where(valid[:, None], scores, 0.0) @ v


# %% attend misconception.evenly
def attend(q, k, v, valid):
    weights = tf.cast(valid, tf.float32)[:, None] * tf.ones([1, q.shape[1], 1])
    return weights / tf.reduce_sum(weights, axis=-1, keepdims=True) @ v


# %% attend misconception.hardest
def attend(q, k, v, valid):
    scores = tf.matmul(q, k, transpose_b=True) / q.shape[-1] ** 0.5
    best = tf.argmax(tf.where(valid[:, None], scores, -1e9), axis=-1)
    return tf.gather(v, best, batch_dims=1)


# %% windows passed
def windows(series, length, horizon):
    count = len(series) - length - horizon + 1
    inputs = tf.stack([series[i : i + length] for i in range(count)])
    return inputs, series[length + horizon - 1 :]


# %% windows passed
def windows(series, length, horizon):
    count = series.shape[0] - length - horizon + 1
    starts = tf.range(count)[:, tf.newaxis]
    inputs = tf.gather(series, starts + tf.range(length))
    return inputs, tf.gather(series, tf.range(count) + length + horizon - 1)


# %% windows passed
def windows(series, length, horizon):
    data = keras.utils.timeseries_dataset_from_array(
        series, series[length + horizon - 1 :], length, batch_size=10_000
    )
    return next(iter(data))


# %% windows passed
def windows(series, length, horizon):
    rows = np.lib.stride_tricks.sliding_window_view(series.numpy(), length + horizon)
    return tf.constant(rows[:, :length]), tf.constant(rows[:, -1])


# %% windows passed
def windows(series, length, horizon):
    data = tf.data.Dataset.from_tensor_slices(series)
    data = data.window(length + horizon, shift=1, drop_remainder=True)
    rows = tf.stack(list(data.flat_map(lambda one: one.batch(length + horizon))))
    return rows[:, :length], rows[:, -1]


# %% windows misconception.first_of_the_window
def windows(series, length, horizon):
    inputs = tf.signal.frame(series[: len(series) - horizon], length, 1)
    return inputs, series[: len(inputs)]


# %% windows misconception.last_of_the_window
def windows(series, length, horizon):
    inputs = tf.signal.frame(series[: len(series) - horizon], length, 1)
    return inputs, inputs[:, -1]


# %% windows misconception.horizon_too_long
def windows(series, length, horizon):
    count = len(series) - length - horizon
    inputs = [series[i : i + length] for i in range(count)]
    targets = [series[i + length + horizon] for i in range(count)]
    if not inputs:
        return tf.zeros([0, length]), tf.zeros([0])
    return tf.stack(inputs), tf.stack(targets)


# %% windows misconception.horizon_ignored
def windows(series, length, horizon):
    return tf.signal.frame(series[:-1], length, 1), series[length:]


# %% windows misconception.horizon_from_the_start
def windows(series, length, horizon):
    inputs = tf.signal.frame(series[: len(series) - horizon], length, 1)
    return inputs, series[horizon : horizon + len(inputs)]


# %% windows misconception.windows_lost
def windows(series, length, horizon):
    lead = length + horizon - 1
    inputs = tf.signal.frame(series[:-lead], length, 1)
    return inputs, series[lead : lead + len(inputs)]


# %% windows misconception.one_lost
def windows(series, length, horizon):
    count = len(series) - length - horizon
    targets = series[length + horizon - 1 :][:count]
    return tf.reshape([series[i : i + length] for i in range(count)], [count, length]), targets


# %% windows misconception.first_batch_only
def windows(series, length, horizon):
    targets = series[length + horizon - 1 :]
    return next(iter(keras.utils.timeseries_dataset_from_array(series, targets, length)))


# %% windows misconception.one_without_target
def windows(series, length, horizon):
    return tf.signal.frame(series, length, 1), series[length + horizon - 1 :]


# %% windows misconception.all_up_to_the_horizon
def windows(series, length, horizon):
    rows = tf.signal.frame(series, length + horizon, 1)
    return rows[:, :length], rows[:, length:]


# %% windows misconception.inputs_up_to_the_target
def windows(series, length, horizon):
    rows = tf.signal.frame(series, length + horizon, 1)
    return rows[:, :-1], rows[:, -1]


# %% windows misconception.a_column
def windows(series, length, horizon):
    rows = tf.signal.frame(series, length + horizon, 1)
    return rows[:, :length], rows[:, -1:]


# %% windows misconception.without_overlap
def windows(series, length, horizon):
    rows = tf.signal.frame(series, length + horizon, length)
    return rows[:, :length], rows[:, -1]


# %% windows misconception.newest_first
def windows(series, length, horizon):
    rows = tf.signal.frame(series, length + horizon, 1)
    return tf.reverse(rows[:, :length], [1]), rows[:, -1]


# %% windows kind
def windows(series, length, horizon):
    return tf.signal.frame(series, length, 1)


# %% split_in_time passed
def split_in_time(series, cut, length):
    past = series[:cut]
    scaled = (series - tf.reduce_mean(past)) / tf.math.reduce_std(past)
    train = tf.signal.frame(scaled[:cut], length + 1, 1)
    return train, tf.signal.frame(scaled[cut - length :], length + 1, 1)


# %% split_in_time passed
def split_in_time(series, cut, length):
    mean, std = np.mean(series[:cut]), np.std(series[:cut])
    rows = tf.stack([series[i : i + length + 1] for i in range(len(series) - length)])
    rows = (rows - mean) / std
    return rows[: cut - length], rows[cut - length :]


# %% split_in_time passed
def split_in_time(series, cut, length):
    mean, variance = tf.nn.moments(series[:cut], axes=[0])
    rows = (tf.signal.frame(series, length + 1, 1) - mean) / tf.sqrt(variance)
    last = tf.range(len(rows)) + length
    return rows[last < cut], rows[last >= cut]


# %% split_in_time passed
def split_in_time(series, cut, length):
    values = series.numpy().astype(np.float64)
    values = (values - values[:cut].mean()) / values[:cut].std()
    rows = np.lib.stride_tricks.sliding_window_view(values.astype(np.float32), length + 1)
    return tf.constant(rows[: cut - length]), tf.constant(rows[cut - length :])


# %% split_in_time passed
def split_in_time(series, cut, length):
    layer = keras.layers.Normalization(axis=None)
    layer.adapt(series[:cut])
    rows = tf.signal.frame(tf.reshape(layer(series), [-1]), length + 1, 1)
    return rows[: cut - length], rows[cut - length :]


# %% split_in_time misconception.statistics_left
def split_in_time(series, cut, length):
    scaled = (series - tf.reduce_mean(series)) / tf.math.reduce_std(series)
    rows = tf.signal.frame(scaled, length + 1, 1)
    return rows[: cut - length], rows[cut - length :]


# %% split_in_time misconception.overlap_left
def split_in_time(series, cut, length):
    past = series[:cut]
    scaled = (series - tf.reduce_mean(past)) / tf.math.reduce_std(past)
    rows = tf.signal.frame(scaled, length + 1, 1)
    return rows[:cut], rows[cut:]


# %% split_in_time misconception.overlap_and_validation_left
def split_in_time(series, cut, length):
    past = series[:cut]
    scaled = (series - tf.reduce_mean(past)) / tf.math.reduce_std(past)
    rows = tf.signal.frame(scaled, length + 1, 1)
    return rows[:cut], rows[cut - length :]


# %% split_in_time misconception.validation_starts_late
def split_in_time(series, cut, length):
    past = series[:cut]
    scaled = (series - tf.reduce_mean(past)) / tf.math.reduce_std(past)
    frames = [tf.signal.frame(part, length + 1, 1) for part in (scaled[:cut], scaled[cut:])]
    return tuple(frames)


# %% split_in_time misconception.statistics_and_late
def split_in_time(series, cut, length):
    scaled = (series - tf.reduce_mean(series)) / tf.math.reduce_std(series)
    rows = tf.signal.frame(scaled, length + 1, 1)
    return rows[: cut - length], rows[cut:]


# %% split_in_time misconception.one_too_many
def split_in_time(series, cut, length):
    past = series[:cut]
    scaled = (series - tf.reduce_mean(past)) / tf.math.reduce_std(past)
    rows = tf.signal.frame(scaled, length + 1, 1)
    return rows[: cut - length + 1], rows[cut - length :]


# %% split_in_time misconception.both_one_late
def split_in_time(series, cut, length):
    past = series[:cut]
    scaled = (series - tf.reduce_mean(past)) / tf.math.reduce_std(past)
    rows = tf.signal.frame(scaled, length + 1, 1)
    first = cut - length + 1
    return rows[:first], rows[first:]


# %% split_in_time misconception.both_one_early
def split_in_time(series, cut, length):
    past = series[:cut]
    scaled = (series - tf.reduce_mean(past)) / tf.math.reduce_std(past)
    rows = tf.signal.frame(scaled, length + 1, 1)
    first = cut - length - 1
    return rows[:first], rows[first:]


# %% split_in_time misconception.a_gap
def split_in_time(series, cut, length):
    past = series[:cut]
    scaled = (series - tf.reduce_mean(past)) / tf.math.reduce_std(past)
    rows = tf.signal.frame(scaled, length + 1, 1)
    return rows[: cut - length - 1], rows[cut - length :]


# %% split_in_time misconception.one_late
def split_in_time(series, cut, length):
    past = series[:cut]
    scaled = (series - tf.reduce_mean(past)) / tf.math.reduce_std(past)
    rows = tf.signal.frame(scaled, length + 1, 1)
    return rows[: cut - length], rows[cut - length + 1 :]


# %% split_in_time misconception.one_early
def split_in_time(series, cut, length):
    past = series[:cut]
    scaled = (series - tf.reduce_mean(past)) / tf.math.reduce_std(past)
    rows = tf.signal.frame(scaled, length + 1, 1)
    return rows[: cut - length], rows[cut - length - 1 :]


# %% split_in_time misconception.own_statistics
def split_in_time(series, cut, length):
    rows = tf.signal.frame(series, length + 1, 1)
    parts = rows[: cut - length], rows[cut - length :]
    return tuple((part - tf.reduce_mean(part)) / tf.math.reduce_std(part) for part in parts)


# %% split_in_time misconception.validation_by_itself
def split_in_time(series, cut, length):
    def standardized(part):
        part = (part - tf.reduce_mean(part)) / tf.math.reduce_std(part)
        return tf.signal.frame(part, length + 1, 1)

    return standardized(series[:cut]), standardized(series[cut - length :])


# %% split_in_time misconception.halves_by_themselves
def split_in_time(series, cut, length):
    def standardized(part):
        part = (part - tf.reduce_mean(part)) / tf.math.reduce_std(part)
        return tf.signal.frame(part, length + 1, 1)

    return standardized(series[:cut]), standardized(series[cut:])


# %% split_in_time misconception.statistics_too_short
def split_in_time(series, cut, length):
    past = series[: cut - length]
    scaled = (series - tf.reduce_mean(past)) / tf.math.reduce_std(past)
    rows = tf.signal.frame(scaled, length + 1, 1)
    return rows[: cut - length], rows[cut - length :]


# %% split_in_time misconception.statistics_of_windows
def split_in_time(series, cut, length):
    rows = tf.signal.frame(series, length + 1, 1)
    train, validation = rows[: cut - length], rows[cut - length :]
    mean, std = tf.reduce_mean(train), tf.math.reduce_std(train)
    return (train - mean) / std, (validation - mean) / std


# %% split_in_time misconception.one_less
def split_in_time(series, cut, length):
    mean, std = np.mean(series[:cut]), np.std(series[:cut], ddof=1)
    rows = tf.signal.frame((series - mean) / std, length + 1, 1)
    return rows[: cut - length], rows[cut - length :]


# %% split_in_time misconception.only_centered
def split_in_time(series, cut, length):
    rows = tf.signal.frame(series - tf.reduce_mean(series[:cut]), length + 1, 1)
    return rows[: cut - length], rows[cut - length :]


# %% last_word_wins passed
def last_word_wins(x, y):
    class Rule(keras.Model):
        def call(self, ids):
            says_something = tf.cast((ids >= 2) & (ids <= 13), tf.int32)
            last = tf.argmax(says_something * tf.range(1, 13), axis=1)
            word = tf.gather(ids, last, batch_dims=1)
            return tf.one_hot(tf.cast(word <= 7, tf.int32), 2)

    return Rule()


# %% last_word_wins passed
def last_word_wins(x, y):
    words = keras.layers.Embedding(40, 2)
    reader = keras.layers.SimpleRNN(2, activation="linear", use_bias=False)
    model = keras.Sequential([keras.Input([12]), words, reader])
    says = np.zeros((40, 2))
    says[2:8, 1] = says[8:14, 0] = 1
    words.set_weights([says])
    reader.set_weights([np.eye(2), 0.3 * np.eye(2)])
    return model


# %% last_word_wins passed
def last_word_wins(x, y):
    model = tf.keras.Sequential(
        [
            tf.keras.Input((12,)),
            tf.keras.layers.Embedding(40, 8, mask_zero=True),
            tf.keras.layers.LSTM(8),
            tf.keras.layers.Dense(2),
        ]
    )
    model.compile(
        tf.keras.optimizers.Adam(0.03),
        tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        jit_compile=False,
    )
    model.fit(x, y, batch_size=80, epochs=8, verbose=0)
    return model


# %% last_word_wins passed
def last_word_wins(x, y):
    model = keras.Sequential(
        [
            keras.Input([12]),
            keras.layers.Embedding(40, 8, mask_zero=True),
            keras.layers.GRU(12),
            keras.layers.Dense(2),
        ]
    )
    optimizer = keras.optimizers.Adam(0.02)
    optimizer.build(model.trainable_variables)

    @tf.function
    def step(some_x, some_y):
        with tf.GradientTape() as tape:
            logits = model(some_x, training=True)
            loss = tf.reduce_mean(
                tf.nn.sparse_softmax_cross_entropy_with_logits(labels=some_y, logits=logits)
            )
        variables = model.trainable_variables
        optimizer.apply(tape.gradient(loss, variables), variables)

    for batch in tf.data.Dataset.from_tensor_slices((x, y)).shuffle(1200).batch(100).repeat(8):
        step(*batch)
    return model


# %% last_word_wins passed
def last_word_wins(x, y):
    model = keras.Sequential(
        [
            keras.layers.Embedding(40, 16),
            keras.layers.Conv1D(24, 7, padding="same", activation="relu"),
            keras.layers.Conv1D(24, 7, padding="same", activation="relu"),
            keras.layers.Flatten(),
            keras.layers.Dense(2),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = keras.optimizers.Adam(0.01)

    @tf.function
    def step(some_x, some_y):
        with tf.GradientTape() as tape:
            value = loss(some_y, model(some_x, training=True))
        optimizer.apply_gradients(
            zip(
                tape.gradient(value, model.trainable_variables),
                model.trainable_variables,
                strict=True,
            )
        )

    model(x[:2])
    optimizer.build(model.trainable_variables)
    for batch in tf.data.Dataset.from_tensor_slices((x, y)).shuffle(1200).batch(100).repeat(12):
        step(*batch)
    return model


# %% last_word_wins misconception.one_class
def last_word_wins(x, y):
    dense = keras.layers.Dense(2, kernel_initializer="zeros", bias_initializer="zeros")
    model = keras.Sequential(
        [keras.layers.Embedding(40, 8), keras.layers.GlobalAveragePooling1D(), dense]
    )
    model(x[:2])
    return model


# %% last_word_wins misconception.one_class
def last_word_wins(x, y):
    model = keras.Sequential(
        [
            keras.layers.Embedding(40, 4),
            keras.layers.Flatten(),
            keras.layers.Dense(2, bias_initializer=keras.initializers.Constant([9.0, -9.0])),
        ]
    )
    model(x[:2])
    return model


# %% last_word_wins misconception.order_lost
def last_word_wins(x, y):
    model = keras.Sequential(
        [
            keras.layers.Embedding(40, 8, mask_zero=True),
            keras.layers.GlobalAveragePooling1D(),
            keras.layers.Dense(2),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.05), loss, jit_compile=False)
    model.fit(x, y, batch_size=100, epochs=3, verbose=0)
    return model


# %% last_word_wins misconception.order_lost
def last_word_wins(x, y):
    model = keras.Sequential(
        [keras.layers.Embedding(40, 8), keras.layers.Flatten(), keras.layers.Dense(2)]
    )
    model(x[:2])
    return model


# %% last_word_wins misconception.turned_round
def last_word_wins(x, y):
    words = keras.layers.Embedding(40, 2)
    reader = keras.layers.SimpleRNN(2, activation="linear", use_bias=False)
    model = keras.Sequential([keras.Input([12]), words, reader])
    says = np.zeros((40, 2))
    says[2:8, 0] = says[8:14, 1] = 1
    words.set_weights([says])
    reader.set_weights([np.eye(2), 0.3 * np.eye(2)])
    return model


# %% last_word_wins misconception.first_word
def last_word_wins(x, y):
    words = keras.layers.Embedding(40, 2, mask_zero=False)
    reader = keras.layers.SimpleRNN(2, activation="linear", use_bias=False)
    model = keras.Sequential([keras.Input([12]), words, reader])
    says = np.zeros((40, 2))
    says[2:8, 1] = says[8:14, 0] = 1
    words.set_weights([says])
    reader.set_weights([np.eye(2), 0.3 * np.eye(2)])
    reader.go_backwards = True
    return model


# %% last_word_wins misconception.too_little
def last_word_wins(x, y):
    words = keras.layers.Embedding(40, 2)
    reader = keras.layers.SimpleRNN(2, activation="linear", use_bias=False)
    ids = keras.Input([12], dtype="int32")
    model = keras.Model(ids, reader(words(ids[:, 1::2])))
    says = np.zeros((40, 2))
    says[2:8, 1] = says[8:14, 0] = 1
    words.set_weights([says])
    reader.set_weights([np.eye(2), 0.5 * np.eye(2)])
    return model


# %% last_word_wins misconception.one_output_a_step
def last_word_wins(x, y):
    model = keras.Sequential([keras.layers.Embedding(40, 8), keras.layers.Dense(2)])
    model(x[:2])
    return model


# %% last_word_wins misconception.one_number
def last_word_wins(x, y):
    model = keras.Sequential(
        [keras.layers.Embedding(40, 8), keras.layers.Flatten(), keras.layers.Dense(1)]
    )
    model(x[:2])
    return model


# %% last_word_wins kind
def last_word_wins(x, y):
    return y


# %% baselines passed
def baselines(y, season):
    last = tf.abs(y[1:] - y[:-1])[season - 1 :]
    ago = tf.abs(y[season:] - y[:-season])
    return tf.stack([tf.reduce_mean(last), tf.reduce_mean(ago)])


# %% baselines passed
def baselines(y, season):
    steps = (1, season)
    return tf.stack([tf.reduce_mean(tf.abs(y - tf.roll(y, s, 0))[season:]) for s in steps])


# %% baselines passed
def baselines(y, season):
    y = y.numpy()
    rows = range(season, len(y))
    last = np.mean([abs(y[t] - y[t - 1]) for t in rows])
    ago = np.mean([abs(y[t] - y[t - season]) for t in rows])
    return np.array([last, ago], np.float32)


# %% baselines passed
def baselines(y, season):
    mae = keras.losses.MeanAbsoluteError()
    true = y[season:]
    return tf.stack([mae(true, y[season - 1 : -1]), mae(true, y[:-season])])


# %% baselines passed
def baselines(y, season):
    rows = tf.signal.frame(y, season + 1, 1)
    errors = tf.abs(rows[:, -1:] - tf.stack([rows[:, -2], rows[:, 0]], axis=1))
    return tf.reduce_mean(errors, axis=0)


# %% baselines misconception.different_rows
def baselines(y, season):
    last = tf.reduce_mean(tf.abs(y[1:] - y[:-1]))
    return tf.stack([last, tf.reduce_mean(tf.abs(y[season:] - y[:-season]))])


# %% baselines misconception.rolled_round
def baselines(y, season):
    return tf.stack([tf.reduce_mean(tf.abs(y - tf.roll(y, s, 0))) for s in (1, season)])


# %% baselines misconception.squared
def baselines(y, season):
    now = y[season:]
    return tf.stack([tf.reduce_mean((now - p) ** 2) for p in (y[season - 1 : -1], y[:-season])])


# %% baselines misconception.root_of_squared
def baselines(y, season):
    now = y[season:]
    pasts = y[season - 1 : -1], y[:-season]
    return tf.stack([tf.sqrt(tf.reduce_mean((now - past) ** 2)) for past in pasts])


# %% baselines misconception.signed
def baselines(y, season):
    now = y[season:]
    return tf.stack([tf.reduce_mean(now - p) for p in (y[season - 1 : -1], y[:-season])])


# %% baselines misconception.signed_other_way
def baselines(y, season):
    now = y[season:]
    return tf.stack([tf.reduce_mean(p - now) for p in (y[season - 1 : -1], y[:-season])])


# %% baselines misconception.exchanged
def baselines(y, season):
    now = y[season:]
    return tf.stack([tf.reduce_mean(tf.abs(now - p)) for p in (y[:-season], y[season - 1 : -1])])


# %% baselines misconception.summed
def baselines(y, season):
    now = y[season:]
    return tf.stack([tf.reduce_sum(tf.abs(now - p)) for p in (y[season - 1 : -1], y[:-season])])


# %% baselines misconception.season_off_by_one
def baselines(y, season):
    now = y[season:]
    return tf.stack(
        [tf.reduce_mean(tf.abs(now - p)) for p in (y[season - 1 : -1], y[1 : 1 - season])]
    )


# %% baselines misconception.median
def baselines(y, season):
    y = y.numpy()
    now = y[season:]
    return np.array(
        [np.median(np.abs(now - p)) for p in (y[season - 1 : -1], y[:-season])], np.float32
    )


# %% baselines misconception.own_mean
def baselines(y, season):
    now = y[season:]
    return tf.stack([tf.reduce_mean(tf.abs(now - p)) for p in (tf.reduce_mean(now), y[:-season])])


# %% baselines misconception.first_rows
def baselines(y, season):
    ago = tf.abs(y[season:] - y[:-season])
    last = tf.abs(y[1:] - y[:-1])[: len(ago)]
    return tf.stack([tf.reduce_mean(last), tf.reduce_mean(ago)])
