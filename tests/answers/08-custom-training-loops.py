"""Answers to 08-custom-training-loops: right ones, which pass, and wrong ones, each with the key that it hears."""


# %% epoch_loss passed
def epoch_loss(losses, sizes):
    mean = tf.keras.metrics.Mean()
    for loss, size in zip(losses, sizes):
        mean.update_state(loss, sample_weight=size)
    return mean.result()


# %% epoch_loss passed
def epoch_loss(losses, sizes):
    rows = tf.cast(sizes, losses.dtype)
    return tf.tensordot(losses, rows / tf.reduce_sum(rows), 1)


# %% epoch_loss passed
def epoch_loss(losses, sizes):
    return tf.constant(np.average(losses.numpy(), weights=sizes.numpy()), tf.float32)


# %% epoch_loss passed
def epoch_loss(losses, sizes):
    total, count = 0.0, 0
    for i in range(len(losses)):
        total += float(losses[i]) * int(sizes[i])
        count += int(sizes[i])
    return total / count


# %% epoch_loss passed
def epoch_loss(losses, sizes):
    return tf.reduce_mean(tf.repeat(losses, sizes))


# %% epoch_loss passed
def epoch_loss(losses, sizes):
    mean, seen = tf.constant(0.0), tf.constant(0.0)
    for loss, size in zip(losses, tf.cast(sizes, tf.float32)):
        seen += size
        mean += (loss - mean) * size / seen
    return mean


# %% epoch_loss misconception.mean_of_means
def epoch_loss(losses, sizes):
    return tf.reduce_mean(losses)


# %% epoch_loss misconception.mean_of_means
def epoch_loss(losses, sizes):
    total = 0.0
    for loss in losses:
        total += loss
    return total / len(losses)


# %% epoch_loss misconception.summed
def epoch_loss(losses, sizes):
    return tf.reduce_sum(losses)


# %% epoch_loss misconception.last_batch
def epoch_loss(losses, sizes):
    for loss, size in zip(losses, sizes):
        epoch = loss
    return epoch


# %% epoch_loss misconception.divided_by_batches
def epoch_loss(losses, sizes):
    return tf.reduce_mean(losses * tf.cast(sizes, tf.float32))


# %% epoch_loss misconception.not_divided
def epoch_loss(losses, sizes):
    return tf.reduce_sum(losses * tf.cast(sizes, tf.float32))


# %% epoch_loss misconception.losses_by_rows
def epoch_loss(losses, sizes):
    return tf.reduce_sum(losses) / tf.cast(tf.reduce_sum(sizes), tf.float32)


# %% epoch_loss misconception.first_size_for_all
def epoch_loss(losses, sizes):
    rows = tf.cast(sizes, tf.float32)
    return tf.reduce_sum(losses * rows) / (rows[0] * len(sizes))


# %% epoch_loss misconception.largest_as_one
def epoch_loss(losses, sizes):
    rows = tf.cast(sizes, tf.float32)
    return tf.reduce_mean(losses * rows / tf.reduce_max(rows))


# %% epoch_loss misconception.small_counts_more
def epoch_loss(losses, sizes):
    shares = 1 / tf.cast(sizes, tf.float32)
    return tf.reduce_sum(losses * shares) / tf.reduce_sum(shares)


# %% epoch_loss misconception.full_batches_only
def epoch_loss(losses, sizes):
    return tf.reduce_mean(losses[sizes == tf.reduce_max(sizes)])


# %% epoch_loss misconception.halving
def epoch_loss(losses, sizes):
    mean = losses[0]
    for loss in losses[1:]:
        mean = (mean + loss) / 2
    return mean


# %% epoch_loss misconception.means_so_far
def epoch_loss(losses, sizes):
    mean, shown = tf.keras.metrics.Mean(), []
    for loss, size in zip(losses, sizes):
        mean.update_state(loss, size)
        shown.append(mean.result())
    return tf.reduce_mean(shown)


# %% epoch_loss misconception.every_step
def epoch_loss(losses, sizes):
    rows = tf.cast(sizes, tf.float32)
    return tf.reduce_sum(losses * rows) / rows[0]


# %% epoch_loss raised.InvalidArgumentError
def epoch_loss(losses, sizes):
    return tf.reduce_sum(losses * sizes) / tf.reduce_sum(sizes)


# %% epoch_loss nothing
def epoch_loss(losses, sizes):
    print(tf.reduce_mean(losses))


# %% epoch_loss shape
def epoch_loss(losses, sizes):
    return losses * tf.cast(sizes, tf.float32) / tf.cast(tf.reduce_sum(sizes), tf.float32)


# %% both_modes passed
def both_modes(model, x):
    before = [weight.numpy() for weight in model.weights]
    trained = model(x, training=True)
    for weight, value in zip(model.weights, before):
        weight.assign(value)
    return trained, model(x)


# %% both_modes passed
def both_modes(model, x):
    twin = tf.keras.models.clone_model(model)
    twin.set_weights(model.get_weights())
    return twin(x, training=True), model(x, training=False)


# %% both_modes passed
def both_modes(model, x):
    calm = model(x, training=False)
    kept = model.get_weights()
    busy = model(x, training=True)
    model.set_weights(kept)
    return [busy, calm]


# %% both_modes passed
def both_modes(model, x):
    kept = [tf.identity(weight) for weight in model.non_trainable_variables]
    busy = model(x, training=True)
    for variable, value in zip(model.non_trainable_variables, kept):
        variable.assign(value)
    return busy.numpy(), model.predict(x, verbose=0)


# %% both_modes passed
def both_modes(model, x):
    momenta = {}
    for layer in model.layers:
        if isinstance(layer, tf.keras.layers.BatchNormalization):
            momenta[layer], layer.momentum = layer.momentum, 1.0
    busy = model(x, training=True)
    for layer, momentum in momenta.items():
        layer.momentum = momentum
    return busy, model(x, training=False)


# %% both_modes misconception.averages_moved_first
def both_modes(model, x):
    return model(x, training=True), model(x, training=False)


# %% both_modes misconception.averages_moved_first
def both_modes(model, x):
    kept = model.weights
    busy = model(x, training=True)
    for variable, value in zip(model.weights, kept):
        variable.assign(value)
    return busy, model(x)


# %% both_modes misconception.averages_moved_last
def both_modes(model, x):
    calm = model(x)
    return model(x, training=True), calm


# %% both_modes misconception.put_back_at_the_end
def both_modes(model, x):
    kept = model.get_weights()
    busy, calm = model(x, training=True), model(x, training=False)
    model.set_weights(kept)
    return busy, calm


# %% both_modes misconception.inference_twice
def both_modes(model, x):
    return model(x), model(x, training=False)


# %% both_modes misconception.inference_twice
def both_modes(model, x):
    model.trainable = False
    busy = model(x, training=True)
    model.trainable = True
    return busy, model(x, training=False)


# %% both_modes misconception.exchanged
def both_modes(model, x):
    kept = model.get_weights()
    busy = model(x, training=True)
    model.set_weights(kept)
    return model(x, training=False), busy


# %% both_modes misconception.exchanged_and_moved
def both_modes(model, x):
    calm = model(x, training=False)
    busy = model(x, training=True)
    return calm, busy


# %% both_modes misconception.training_twice
def both_modes(model, x):
    return model(x, training=True), model(x, training=True)


# %% both_modes misconception.training_twice_put_back
def both_modes(model, x):
    kept = model.get_weights()
    outputs = model(x, training=True), model(x, training=True)
    model.set_weights(kept)
    return outputs


# %% both_modes misconception.unbiased
def both_modes(model, x):
    scale, center, mean, variance, kernel = model.get_weights()
    own = (x - np.mean(x, axis=0)) / np.sqrt(np.var(x, axis=0, ddof=1) + 0.001)
    return tf.matmul(scale * own + center, kernel), model(x)


# %% both_modes misconception.over_everything
def both_modes(model, x):
    scale, center, mean, variance, kernel = model.get_weights()
    own = (x - tf.reduce_mean(x)) / tf.sqrt(tf.math.reduce_variance(x) + 0.001)
    return tf.matmul(scale * own + center, kernel), model(x)


# %% both_modes misconception.start_over
def both_modes(model, x):
    calm = model(x, training=False)
    busy = model(x, training=True)
    layer = model.layers[0]
    layer.moving_mean.assign(tf.zeros_like(layer.moving_mean))
    layer.moving_variance.assign(tf.ones_like(layer.moving_variance))
    return busy, calm


# %% both_modes misconception.moved_for_good
def both_modes(model, x):
    calm = model(x)
    model(x, training=True)
    return model(x, training=True), calm


# %% both_modes kind
def both_modes(model, x):
    return model(x, training=True)


# %% both_modes nothing
def both_modes(model, x):
    model(x, training=True), model(x, training=False)


# %% both_modes misconception.averages_moved_first
def both_modes(model, x):
    kept = model.weights
    busy = model(x, training=True)
    model.set_weights(kept)
    return busy, model(x)


# %% both_modes shape
def both_modes(model, x):
    kept = model.get_weights()
    busy = model(x, training=True)
    model.set_weights(kept)
    return busy[0], model(x)[0]


# %% clip_together passed
def clip_together(gradients, limit):
    norm = tf.linalg.global_norm(gradients)
    if not np.isfinite(norm):
        return [None if g is None else tf.zeros_like(g) for g in gradients]
    factor = min(1.0, limit / float(norm)) if norm > 0 else 1.0
    return [None if g is None else factor * g for g in gradients]


# %% clip_together passed
def clip_together(gradients, limit):
    clipped, norm = tf.clip_by_global_norm(gradients, limit)
    fine = tf.math.is_finite(norm)
    return [None if g is None else tf.where(fine, g, tf.zeros_like(g)) for g in clipped]


# %% clip_together passed
def clip_together(gradients, limit):
    clipped, norm = tf.clip_by_global_norm(gradients, limit)
    return tf.cond(
        tf.math.is_finite(norm),
        lambda: clipped,
        lambda: [None if g is None else tf.zeros_like(g) for g in gradients],
    )


# %% clip_together passed
def clip_together(gradients, limit):
    present = [g for g in gradients if g is not None]
    if not all(tf.reduce_all(tf.math.is_finite(g)) for g in present):
        return [None if g is None else tf.zeros_like(g) for g in gradients]
    norm = tf.sqrt(sum(tf.reduce_sum(g**2) for g in present))
    return [None if g is None else g * limit / tf.maximum(norm, limit) for g in gradients]


# %% clip_together passed
def clip_together(gradients, limit):
    flat = np.concatenate([np.ravel(g) for g in gradients if g is not None]).astype(np.float64)
    norm = np.linalg.norm(flat)
    if not np.isfinite(norm):
        factor = None
    else:
        factor = limit / max(norm, limit)
    result = []
    for g in gradients:
        if g is None:
            result.append(None)
        elif factor is None:
            result.append(tf.zeros(g.shape))
        else:
            result.append(tf.constant(g.numpy() * np.float32(factor)))
    return tuple(result)


# %% clip_together misconception.each_by_itself
def clip_together(gradients, limit):
    present = [g for g in gradients if g is not None]
    if not all(tf.reduce_all(tf.math.is_finite(g)) for g in present):
        return [None if g is None else tf.zeros_like(g) for g in gradients]
    return [None if g is None else tf.clip_by_norm(g, limit) for g in gradients]


# %% clip_together misconception.by_value
def clip_together(gradients, limit):
    present = [g for g in gradients if g is not None]
    if not all(tf.reduce_all(tf.math.is_finite(g)) for g in present):
        return [None if g is None else tf.zeros_like(g) for g in gradients]
    return [None if g is None else tf.clip_by_value(g, -limit, limit) for g in gradients]


# %% clip_together misconception.by_sum_of_norms
def clip_together(gradients, limit):
    present = [g for g in gradients if g is not None]
    if not all(tf.reduce_all(tf.math.is_finite(g)) for g in present):
        return [None if g is None else tf.zeros_like(g) for g in gradients]
    norm = sum(tf.norm(g) for g in present)
    return [None if g is None else g * limit / tf.maximum(norm, limit) for g in gradients]


# %% clip_together misconception.by_largest_norm
def clip_together(gradients, limit):
    present = [g for g in gradients if g is not None]
    if not all(tf.reduce_all(tf.math.is_finite(g)) for g in present):
        return [None if g is None else tf.zeros_like(g) for g in gradients]
    norm = max(tf.norm(g) for g in present)
    return [None if g is None else g * limit / tf.maximum(norm, limit) for g in gradients]


# %% clip_together misconception.by_square
def clip_together(gradients, limit):
    present = [g for g in gradients if g is not None]
    if not all(tf.reduce_all(tf.math.is_finite(g)) for g in present):
        return [None if g is None else tf.zeros_like(g) for g in gradients]
    norm = sum(tf.reduce_sum(g**2) for g in present)
    return [None if g is None else g * limit / tf.maximum(norm, limit) for g in gradients]


# %% clip_together misconception.by_largest_entry
def clip_together(gradients, limit):
    present = [g for g in gradients if g is not None]
    if not all(tf.reduce_all(tf.math.is_finite(g)) for g in present):
        return [None if g is None else tf.zeros_like(g) for g in gradients]
    norm = max(tf.reduce_max(tf.abs(g)) for g in present)
    return [None if g is None else g * limit / tf.maximum(norm, limit) for g in gradients]


# %% clip_together misconception.always_scaled
def clip_together(gradients, limit):
    present = [g for g in gradients if g is not None]
    if not all(tf.reduce_all(tf.math.is_finite(g)) for g in present):
        return [None if g is None else tf.zeros_like(g) for g in gradients]
    norm = tf.linalg.global_norm(gradients)
    return [None if g is None else g * limit / norm for g in gradients]


# %% clip_together misconception.nan_everywhere
def clip_together(gradients, limit):
    return tf.clip_by_global_norm(gradients, limit)[0]


# %% clip_together misconception.nan_everywhere
def clip_together(gradients, limit):
    clipped, norm = tf.clip_by_global_norm(gradients, limit)
    fine = tf.cast(tf.math.is_finite(norm), tf.float32)
    return [None if g is None else g * fine for g in clipped]


# %% clip_together misconception.left_as_they_are
def clip_together(gradients, limit):
    clipped, norm = tf.clip_by_global_norm(gradients, limit)
    return clipped if tf.math.is_finite(norm) else gradients


# %% clip_together misconception.bad_numbers_zero
def clip_together(gradients, limit):
    mended = [None if g is None else tf.where(tf.math.is_finite(g), g, 0.0) for g in gradients]
    return tf.clip_by_global_norm(mended, limit)[0]


# %% clip_together misconception.bad_numbers_zero_not_clipped
def clip_together(gradients, limit):
    clipped, norm = tf.clip_by_global_norm(gradients, limit)
    if tf.math.is_finite(norm):
        return clipped
    return [None if g is None else tf.where(tf.math.is_finite(g), g, 0.0) for g in gradients]


# %% clip_together misconception.bad_gradients_zero
def clip_together(gradients, limit):
    mended = []
    for g in gradients:
        if g is not None and not tf.reduce_all(tf.math.is_finite(g)):
            g = tf.zeros_like(g)
        mended.append(g)
    return tf.clip_by_global_norm(mended, limit)[0]


# %% clip_together misconception.bad_gradient_alone_zero
def clip_together(gradients, limit):
    clipped, norm = tf.clip_by_global_norm(gradients, limit)
    if tf.math.is_finite(norm):
        return clipped
    kept = []
    for g in gradients:
        fine = g is None or tf.reduce_all(tf.math.is_finite(g))
        kept.append(g if fine else tf.zeros_like(g))
    return kept


# %% clip_together misconception.nones_left_out
def clip_together(gradients, limit):
    present = [g for g in gradients if g is not None]
    clipped, norm = tf.clip_by_global_norm(present, limit)
    return clipped if tf.math.is_finite(norm) else [tf.zeros_like(g) for g in present]


# %% clip_together misconception.nones_as_zero
def clip_together(gradients, limit):
    clipped, norm = tf.clip_by_global_norm(gradients, limit)
    if not tf.math.is_finite(norm):
        clipped = [None if g is None else tf.zeros_like(g) for g in gradients]
    return [tf.constant(0.0) if g is None else g for g in clipped]


# %% clip_together misconception.zeros_to_nan
def clip_together(gradients, limit):
    present = [g for g in gradients if g is not None]
    if not all(tf.reduce_all(tf.math.is_finite(g)) for g in present):
        return [None if g is None else tf.zeros_like(g) for g in gradients]
    norm = tf.linalg.global_norm(gradients)
    factor = tf.minimum(1.0, limit / norm) if norm > 0 else norm / norm
    return [None if g is None else g * factor for g in gradients]


# %% clip_together misconception.with_the_norm
def clip_together(gradients, limit):
    return tf.clip_by_global_norm(gradients, limit)


# %% clip_together nothing
def clip_together(gradients, limit):
    gradients = tf.clip_by_global_norm(gradients, limit)[0]


# %% clip_together misconception.each_by_itself_open
def clip_together(gradients, limit):
    return [None if g is None else tf.clip_by_norm(g, limit) for g in gradients]


# %% clip_together misconception.each_by_itself_open
def clip_together(gradients, limit):
    clipped = []
    for g in gradients:
        if g is None:
            clipped.append(None)
        elif tf.reduce_all(tf.math.is_finite(g)):
            clipped.append(tf.clip_by_norm(g, limit))
        else:
            clipped.append(tf.zeros_like(g))
    return clipped


# %% clip_together misconception.by_value_open
def clip_together(gradients, limit):
    return [None if g is None else tf.clip_by_value(g, -limit, limit) for g in gradients]


# %% clip_together misconception.always_scaled_open
def clip_together(gradients, limit):
    norm = tf.linalg.global_norm(gradients)
    return [None if g is None else g * limit / norm for g in gradients]


# %% clip_together misconception.by_sum_of_norms_open
def clip_together(gradients, limit):
    norm = sum(tf.norm(g) for g in gradients if g is not None)
    return [None if g is None else g * limit / tf.maximum(norm, limit) for g in gradients]


# %% clip_together misconception.by_largest_norm_open
def clip_together(gradients, limit):
    norm = max(float(tf.norm(g)) for g in gradients if g is not None)
    return [None if g is None else g * limit / max(norm, limit) for g in gradients]


# %% clip_together misconception.by_square_open
def clip_together(gradients, limit):
    norm = sum(tf.reduce_sum(g**2) for g in gradients if g is not None)
    return [None if g is None else g * limit / tf.maximum(norm, limit) for g in gradients]


# %% clip_together misconception.by_largest_entry_open
def clip_together(gradients, limit):
    norm = max(float(tf.reduce_max(tf.abs(g))) for g in gradients if g is not None)
    return [None if g is None else g * limit / max(norm, limit) for g in gradients]


# %% clip_together misconception.infinite_norm
def clip_together(gradients, limit):
    norm = tf.linalg.global_norm(gradients)
    return [None if g is None else g * limit / tf.maximum(norm, limit) for g in gradients]


# %% clip_together misconception.compared_with_the_limit
def clip_together(gradients, limit):
    norm = tf.linalg.global_norm(gradients)
    if norm > limit:
        return [None if g is None else g * (limit / norm) for g in gradients]
    return gradients


# %% clip_together misconception.times_zero
def clip_together(gradients, limit):
    norm = tf.linalg.global_norm(gradients)
    factor = limit / tf.maximum(norm, limit) if tf.math.is_finite(norm) else 0.0
    return [None if g is None else g * factor for g in gradients]


# %% clip_together misconception.nan_only
def clip_together(gradients, limit):
    clipped, norm = tf.clip_by_global_norm(gradients, limit)
    if tf.math.is_nan(norm):
        return [None if g is None else tf.zeros_like(g) for g in gradients]
    return clipped


# %% clip_together misconception.nan_only_by_hand
def clip_together(gradients, limit):
    norm = tf.linalg.global_norm(gradients)
    if np.isnan(norm):
        return [None if g is None else tf.zeros_like(g) for g in gradients]
    return [None if g is None else g * (limit / tf.maximum(norm, limit)) for g in gradients]


# %% clip_together misconception.scalar_zeros
def clip_together(gradients, limit):
    clipped, norm = tf.clip_by_global_norm(gradients, limit)
    if not tf.math.is_finite(norm):
        return [None if g is None else 0.0 for g in gradients]
    return clipped


# %% clip_together shape
def clip_together(gradients, limit):
    clipped, norm = tf.clip_by_global_norm(gradients, limit)
    if tf.math.is_finite(norm):
        return [None if g is None else tf.reshape(g, [-1]) for g in clipped]
    return [None if g is None else tf.zeros_like(g) for g in gradients]


# %% big_step passed
def big_step(model, parts, rate):
    x = tf.concat([x for x, _ in parts], axis=0)
    y = tf.concat([y for _, y in parts], axis=0)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(x) - y) ** 2)
    for variable, g in zip(
        model.trainable_variables, tape.gradient(loss, model.trainable_variables)
    ):
        variable.assign_sub(rate * g)


# %% big_step passed
def big_step(model, parts, rate):
    rows = sum(x.shape[0] for x, _ in parts)
    with tf.GradientTape() as tape:
        loss = sum(tf.reduce_sum((model(x) - y) ** 2) for x, y in parts) / rows
    gradients = tape.gradient(loss, model.trainable_variables)
    tf.keras.optimizers.SGD(rate).apply_gradients(zip(gradients, model.trainable_variables))


# %% big_step passed
def big_step(model, parts, rate):
    kept = [tf.Variable(tf.zeros_like(v), trainable=False) for v in model.trainable_variables]
    rows = 0
    for x, y in parts:
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(tf.square(model(x) - y))
        for total, g in zip(kept, tape.gradient(loss, model.trainable_variables)):
            total.assign_add(g)
        rows += len(x)
    for variable, total in zip(model.trainable_variables, kept):
        variable.assign_sub(rate * total / rows)


# %% big_step passed
def big_step(model, parts, rate):
    kernel, bias = model.get_weights()
    x = np.concatenate([x for x, _ in parts])
    y = np.concatenate([y for _, y in parts])
    error = x @ kernel + bias - y
    model.set_weights(
        [kernel - rate * 2 * x.T @ error / len(x), bias - rate * 2 * error.mean(axis=0)]
    )


# %% big_step passed
def big_step(model, parts, rate):
    model.compile(tf.keras.optimizers.SGD(rate), "mse")
    x = tf.concat([x for x, _ in parts], axis=0)
    y = tf.concat([y for _, y in parts], axis=0)
    model.train_on_batch(x, y)


# %% big_step misconception.mean_of_parts
def big_step(model, parts, rate):
    variables = model.trainable_variables
    total = [tf.zeros_like(v) for v in variables]
    rows = sum(len(x) for x, _ in parts)
    for x, y in parts:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(x) - y) ** 2)
        new = tape.gradient(loss, variables)
        total = [t + g / len(parts) for t, g in zip(total, new)]
    for v, g in zip(variables, total):
        v.assign_sub(rate * g)


# %% big_step misconception.sum_of_parts
def big_step(model, parts, rate):
    variables = model.trainable_variables
    total = [tf.zeros_like(v) for v in variables]
    rows = sum(len(x) for x, _ in parts)
    for x, y in parts:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(x) - y) ** 2)
        new = tape.gradient(loss, variables)
        total = [t + g for t, g in zip(total, new)]
    for v, g in zip(variables, total):
        v.assign_sub(rate * g)


# %% big_step misconception.step_each
def big_step(model, parts, rate):
    variables = model.trainable_variables
    total = [tf.zeros_like(v) for v in variables]
    rows = sum(len(x) for x, _ in parts)
    for x, y in parts:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(x) - y) ** 2)
        new = tape.gradient(loss, variables)
        for v, g in zip(variables, new):
            v.assign_sub(rate * g)


# %% big_step misconception.weighted_step_each
def big_step(model, parts, rate):
    variables = model.trainable_variables
    total = [tf.zeros_like(v) for v in variables]
    rows = sum(len(x) for x, _ in parts)
    for x, y in parts:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(x) - y) ** 2)
        new = tape.gradient(loss, variables)
        for v, g in zip(variables, new):
            v.assign_sub(rate * g * len(x) / rows)


# %% big_step misconception.last_part
def big_step(model, parts, rate):
    variables = model.trainable_variables
    total = [tf.zeros_like(v) for v in variables]
    rows = sum(len(x) for x, _ in parts)
    for x, y in parts:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(x) - y) ** 2)
        new = tape.gradient(loss, variables)
        total = new
    for v, g in zip(variables, total):
        v.assign_sub(rate * g)


# %% big_step misconception.first_part
def big_step(model, parts, rate):
    x, y = parts[0]
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((model(x) - y) ** 2)
    gradients = tape.gradient(loss, model.trainable_variables)
    tf.keras.optimizers.SGD(rate).apply_gradients(zip(gradients, model.trainable_variables))


# %% big_step misconception.rest_dropped
def big_step(model, parts, rate):
    largest = max(len(x) for x, _ in parts)
    parts = [(x, y) for x, y in parts if len(x) == largest]
    variables = model.trainable_variables
    total = [tf.zeros_like(v) for v in variables]
    rows = sum(len(x) for x, _ in parts)
    for x, y in parts:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(x) - y) ** 2)
        new = tape.gradient(loss, variables)
        total = [t + g * len(x) / rows for t, g in zip(total, new)]
    for v, g in zip(variables, total):
        v.assign_sub(rate * g)


# %% big_step misconception.summed_rows
def big_step(model, parts, rate):
    variables = model.trainable_variables
    total = [tf.zeros_like(v) for v in variables]
    rows = sum(len(x) for x, _ in parts)
    for x, y in parts:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(x) - y) ** 2)
        new = tape.gradient(loss, variables)
        total = [t + g * len(x) for t, g in zip(total, new)]
    for v, g in zip(variables, total):
        v.assign_sub(rate * g)


# %% big_step misconception.by_number_of_parts
def big_step(model, parts, rate):
    variables = model.trainable_variables
    total = [tf.zeros_like(v) for v in variables]
    rows = sum(len(x) for x, _ in parts)
    for x, y in parts:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(x) - y) ** 2)
        new = tape.gradient(loss, variables)
        total = [t + g * len(x) / len(parts) for t, g in zip(total, new)]
    for v, g in zip(variables, total):
        v.assign_sub(rate * g)


# %% big_step misconception.divided_twice
def big_step(model, parts, rate):
    variables = model.trainable_variables
    total = [tf.zeros_like(v) for v in variables]
    rows = sum(len(x) for x, _ in parts)
    for x, y in parts:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(x) - y) ** 2)
        new = tape.gradient(loss, variables)
        total = [t + g * len(x) / rows / len(parts) for t, g in zip(total, new)]
    for v, g in zip(variables, total):
        v.assign_sub(rate * g)


# %% big_step misconception.half
def big_step(model, parts, rate):
    variables = model.trainable_variables
    total = [tf.zeros_like(v) for v in variables]
    rows = sum(len(x) for x, _ in parts)
    for x, y in parts:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(0.5 * (model(x) - y) ** 2)
        new = tape.gradient(loss, variables)
        total = [t + g * len(x) / rows for t, g in zip(total, new)]
    for v, g in zip(variables, total):
        v.assign_sub(rate * g)


# %% big_step misconception.uphill
def big_step(model, parts, rate):
    variables = model.trainable_variables
    total = [tf.zeros_like(v) for v in variables]
    rows = sum(len(x) for x, _ in parts)
    for x, y in parts:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(x) - y) ** 2)
        new = tape.gradient(loss, variables)
        total = [t + g * len(x) / rows for t, g in zip(total, new)]
    for v, g in zip(variables, total):
        v.assign_add(rate * g)


# %% big_step misconception.never_moves
def big_step(model, parts, rate):
    variables = model.trainable_variables
    total = [tf.zeros_like(v) for v in variables]
    rows = sum(len(x) for x, _ in parts)
    for x, y in parts:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(x) - y) ** 2)
        new = tape.gradient(loss, variables)
        total = [t + g * len(x) / rows for t, g in zip(total, new)]
    variables = [v - rate * g for v, g in zip(variables, total)]
    return variables


# %% big_step misconception.no_rate
def big_step(model, parts, rate):
    variables = model.trainable_variables
    total = [tf.zeros_like(v) for v in variables]
    rows = sum(len(x) for x, _ in parts)
    for x, y in parts:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(x) - y) ** 2)
        new = tape.gradient(loss, variables)
        total = [t + g * len(x) / rows for t, g in zip(total, new)]
    for v, g in zip(variables, total):
        v.assign_sub(g)


# %% big_step misconception.bias_left
def big_step(model, parts, rate):
    variables = model.trainable_variables
    total = [tf.zeros_like(v) for v in variables]
    rows = sum(len(x) for x, _ in parts)
    for x, y in parts:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(x) - y) ** 2)
        new = tape.gradient(loss, variables)
        total = [t + g * len(x) / rows for t, g in zip(total, new)]
    variables[0].assign_sub(rate * total[0])


# %% big_step misconception.all_pairs
def big_step(model, parts, rate):
    variables = model.trainable_variables
    total = [tf.zeros_like(v) for v in variables]
    rows = sum(len(x) for x, _ in parts)
    for x, y in parts:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(x) - tf.reshape(y, [-1])) ** 2)
        new = tape.gradient(loss, variables)
        total = [t + g * len(x) / rows for t, g in zip(total, new)]
    for v, g in zip(variables, total):
        v.assign_sub(rate * g)


# %% repair_loop passed
def train(model, optimizer, batches, epochs):
    losses = []
    for _ in range(epochs):
        total, rows = 0.0, 0
        for x, y in batches:
            with tf.GradientTape() as tape:
                errors = model(x, training=True) - y
                loss = tf.reduce_mean(errors**2) + tf.add_n(model.losses)
            optimizer.apply(
                tape.gradient(loss, model.trainable_variables), model.trainable_variables
            )
            total, rows = total + len(x) * float(loss), rows + len(x)
        losses.append(total / rows)
    return losses


# %% repair_loop passed
def train(model, optimizer, batches, epochs):
    history = []
    for _ in range(epochs):
        mean = tf.keras.metrics.Mean()
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x, training=True) - y) ** 2)
                for penalty in model.losses:
                    loss += penalty
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            mean(loss, sample_weight=len(x))
        history.append(mean.result())
    return history


# %% repair_loop passed
def train(model, optimizer, batches, epochs):
    loss_of = tf.keras.losses.MeanSquaredError()
    mean = tf.keras.metrics.Mean()
    losses = []

    def step(x, y):
        with tf.GradientTape() as tape:
            loss = loss_of(y, model(x, training=True)) + tf.reduce_sum(model.losses)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        mean.update_state(loss, len(y))

    for _ in range(epochs):
        for x, y in batches:
            step(x, y)
        losses.append(mean.result().numpy())
        mean.reset_state()
    return losses


# %% repair_loop passed
def train(model, optimizer, batches, epochs):
    model.compile(optimizer, "mse")

    def again():
        yield from batches

    columns = batches[0][0].shape[1]
    data = tf.data.Dataset.from_generator(
        again,
        output_signature=(tf.TensorSpec([None, columns]), tf.TensorSpec([None, 1])),
    )
    return model.fit(data, epochs=epochs, verbose=0).history["loss"]


# %% repair_loop passed
def train(model, optimizer, batches, epochs):
    losses = np.zeros(epochs)
    rows = sum(len(x) for x, _ in batches)
    for epoch in range(epochs):
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x, training=True) - y) ** 2)
                loss = loss + sum(model.losses)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            losses[epoch] += loss * len(x) / rows
    return losses


# %% repair_loop misconception.no_flag
def train(model, optimizer, batches, epochs):
    mean = tf.keras.metrics.Mean()
    losses = []
    for _ in range(epochs):
        mean.reset_state()
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x) - y) ** 2) + sum(model.losses)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            mean.update_state(loss, sample_weight=len(x))
        losses.append(float(mean.result()))
    return losses


# %% repair_loop misconception.no_penalty
def train(model, optimizer, batches, epochs):
    mean = tf.keras.metrics.Mean()
    losses = []
    for _ in range(epochs):
        mean.reset_state()
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x, training=True) - y) ** 2)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            mean.update_state(loss, sample_weight=len(x))
        losses.append(float(mean.result()))
    return losses


# %% repair_loop misconception.no_reset
def train(model, optimizer, batches, epochs):
    mean = tf.keras.metrics.Mean()
    losses = []
    for _ in range(epochs):
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x, training=True) - y) ** 2) + sum(model.losses)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            mean.update_state(loss, sample_weight=len(x))
        losses.append(float(mean.result()))
    return losses


# %% repair_loop misconception.no_weight
def train(model, optimizer, batches, epochs):
    mean = tf.keras.metrics.Mean()
    losses = []
    for _ in range(epochs):
        mean.reset_state()
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x, training=True) - y) ** 2) + sum(model.losses)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            mean.update_state(loss)
        losses.append(float(mean.result()))
    return losses


# %% repair_loop misconception.no_flag_and_no_penalty
def train(model, optimizer, batches, epochs):
    mean = tf.keras.metrics.Mean()
    losses = []
    for _ in range(epochs):
        mean.reset_state()
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x) - y) ** 2)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            mean.update_state(loss, sample_weight=len(x))
        losses.append(float(mean.result()))
    return losses


# %% repair_loop misconception.no_flag_and_no_reset
def train(model, optimizer, batches, epochs):
    mean = tf.keras.metrics.Mean()
    losses = []
    for _ in range(epochs):
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x) - y) ** 2) + sum(model.losses)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            mean.update_state(loss, sample_weight=len(x))
        losses.append(float(mean.result()))
    return losses


# %% repair_loop misconception.no_flag_and_no_weight
def train(model, optimizer, batches, epochs):
    mean = tf.keras.metrics.Mean()
    losses = []
    for _ in range(epochs):
        mean.reset_state()
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x) - y) ** 2) + sum(model.losses)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            mean.update_state(loss)
        losses.append(float(mean.result()))
    return losses


# %% repair_loop misconception.no_penalty_and_no_reset
def train(model, optimizer, batches, epochs):
    mean = tf.keras.metrics.Mean()
    losses = []
    for _ in range(epochs):
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x, training=True) - y) ** 2)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            mean.update_state(loss, sample_weight=len(x))
        losses.append(float(mean.result()))
    return losses


# %% repair_loop misconception.no_penalty_and_no_weight
def train(model, optimizer, batches, epochs):
    mean = tf.keras.metrics.Mean()
    losses = []
    for _ in range(epochs):
        mean.reset_state()
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x, training=True) - y) ** 2)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            mean.update_state(loss)
        losses.append(float(mean.result()))
    return losses


# %% repair_loop misconception.no_reset_and_no_weight
def train(model, optimizer, batches, epochs):
    mean = tf.keras.metrics.Mean()
    losses = []
    for _ in range(epochs):
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x, training=True) - y) ** 2) + sum(model.losses)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            mean.update_state(loss)
        losses.append(float(mean.result()))
    return losses


# %% repair_loop misconception.no_flag_and_no_penalty_and_no_reset
def train(model, optimizer, batches, epochs):
    mean = tf.keras.metrics.Mean()
    losses = []
    for _ in range(epochs):
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x) - y) ** 2)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            mean.update_state(loss, sample_weight=len(x))
        losses.append(float(mean.result()))
    return losses


# %% repair_loop misconception.no_flag_and_no_penalty_and_no_weight
def train(model, optimizer, batches, epochs):
    mean = tf.keras.metrics.Mean()
    losses = []
    for _ in range(epochs):
        mean.reset_state()
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x) - y) ** 2)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            mean.update_state(loss)
        losses.append(float(mean.result()))
    return losses


# %% repair_loop misconception.no_flag_and_no_reset_and_no_weight
def train(model, optimizer, batches, epochs):
    mean = tf.keras.metrics.Mean()
    losses = []
    for _ in range(epochs):
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x) - y) ** 2) + sum(model.losses)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            mean.update_state(loss)
        losses.append(float(mean.result()))
    return losses


# %% repair_loop misconception.no_penalty_and_no_reset_and_no_weight
def train(model, optimizer, batches, epochs):
    mean = tf.keras.metrics.Mean()
    losses = []
    for _ in range(epochs):
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x, training=True) - y) ** 2)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            mean.update_state(loss)
        losses.append(float(mean.result()))
    return losses


# %% repair_loop misconception.penalty_told_only
def train(model, optimizer, batches, epochs):
    mean = tf.keras.metrics.Mean()
    losses = []
    for _ in range(epochs):
        mean.reset_state()
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x, training=True) - y) ** 2)
            gradients = tape.gradient(loss, model.trainable_variables)
            loss += sum(model.losses)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            mean.update_state(loss, sample_weight=len(x))
        losses.append(float(mean.result()))
    return losses


# %% repair_loop misconception.penalty_not_told
def train(model, optimizer, batches, epochs):
    mean = tf.keras.metrics.Mean()
    losses = []
    for _ in range(epochs):
        mean.reset_state()
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x, training=True) - y) ** 2)
                whole = loss + sum(model.losses)
            gradients = tape.gradient(whole, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            mean.update_state(loss, sample_weight=len(x))
        losses.append(float(mean.result()))
    return losses


# %% repair_loop misconception.penalty_twice
def train(model, optimizer, batches, epochs):
    mean = tf.keras.metrics.Mean()
    losses = []
    for _ in range(epochs):
        mean.reset_state()
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x, training=True) - y) ** 2) + 2 * sum(model.losses)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            mean.update_state(loss, sample_weight=len(x))
        losses.append(float(mean.result()))
    return losses


# %% repair_loop misconception.last_batch
def train(model, optimizer, batches, epochs):
    mean = tf.keras.metrics.Mean()
    losses = []
    for _ in range(epochs):
        for x, y in batches:
            mean.reset_state()
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x, training=True) - y) ** 2) + sum(model.losses)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            mean.update_state(loss, sample_weight=len(x))
        losses.append(float(mean.result()))
    return losses


# %% repair_loop misconception.summed
def train(model, optimizer, batches, epochs):
    mean = tf.keras.metrics.Sum()
    losses = []
    for _ in range(epochs):
        mean.reset_state()
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x, training=True) - y) ** 2) + sum(model.losses)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            mean.update_state(loss, sample_weight=len(x))
        losses.append(float(mean.result()))
    return losses


# %% repair_loop no_change
def train(model, optimizer, batches, epochs):
    average = tf.keras.metrics.Mean()
    losses = []
    for _ in range(epochs):
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x) - y) ** 2)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            average.update_state(loss)
        losses.append(float(average.result()))
    return losses


# %% repair_loop nothing
def train(model, optimizer, batches, epochs):
    mean = tf.keras.metrics.Mean()
    losses = []
    for _ in range(epochs):
        mean.reset_state()
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x, training=True) - y) ** 2) + sum(model.losses)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables))
            mean.update_state(loss, sample_weight=len(x))
        losses.append(float(mean.result()))
    print(losses)


# %% repair_loop misconception.first_penalty
def train(model, optimizer, batches, epochs):
    mean = tf.keras.metrics.Mean()
    losses = []
    for _ in range(epochs):
        mean.reset_state()
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x, training=True) - y) ** 2)
                loss += model.losses[0]
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply(gradients, model.trainable_variables)
            mean.update_state(loss, sample_weight=len(x))
        losses.append(float(mean.result()))
    return losses


# %% repair_loop misconception.last_penalty
def train(model, optimizer, batches, epochs):
    mean = tf.keras.metrics.Mean()
    losses = []
    for _ in range(epochs):
        mean.reset_state()
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x, training=True) - y) ** 2)
                loss += model.losses[-1]
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply(gradients, model.trainable_variables)
            mean.update_state(loss, sample_weight=len(x))
        losses.append(float(mean.result()))
    return losses


# %% repair_loop misconception.last_penalty
def train(model, optimizer, batches, epochs):
    mean = tf.keras.metrics.Mean()
    losses = []
    for _ in range(epochs):
        mean.reset_state()
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x, training=True) - y) ** 2)
                loss += sum(model.layers[-1].losses)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply(gradients, model.trainable_variables)
            mean.update_state(loss, sample_weight=len(x))
        losses.append(float(mean.result()))
    return losses


# %% repair_loop misconception.mean_of_penalties
def train(model, optimizer, batches, epochs):
    mean = tf.keras.metrics.Mean()
    losses = []
    for _ in range(epochs):
        mean.reset_state()
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x, training=True) - y) ** 2)
                loss += tf.reduce_mean(model.losses)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply(gradients, model.trainable_variables)
            mean.update_state(loss, sample_weight=len(x))
        losses.append(float(mean.result()))
    return losses


# %% repair_loop misconception.losses_of_batches
def train(model, optimizer, batches, epochs):
    mean = tf.keras.metrics.Mean()
    losses = []
    for _ in range(epochs):
        mean.reset_state()
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x, training=True) - y) ** 2)
                loss += sum(model.losses)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply(gradients, model.trainable_variables)
            mean.update_state(loss, sample_weight=len(x))
            losses.append(float(mean.result()))
    return losses


# %% repair_loop misconception.another_length
def train(model, optimizer, batches, epochs):
    mean = tf.keras.metrics.Mean()
    losses = []
    for _ in range(epochs):
        mean.reset_state()
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x, training=True) - y) ** 2)
                loss += sum(model.losses)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply(gradients, model.trainable_variables)
            mean.update_state(loss, sample_weight=len(x))
        losses.append(float(mean.result()))
        return losses


# %% repair_loop misconception.another_length
def train(model, optimizer, batches, epochs):
    mean = tf.keras.metrics.Mean()
    for _ in range(epochs):
        losses = []
        mean.reset_state()
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x, training=True) - y) ** 2)
                loss += sum(model.losses)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply(gradients, model.trainable_variables)
            mean.update_state(loss, sample_weight=len(x))
        losses.append(float(mean.result()))
    return losses


# %% repair_loop kind
def train(model, optimizer, batches, epochs):
    mean = tf.keras.metrics.Mean()
    for _ in range(epochs):
        mean.reset_state()
        for x, y in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((model(x, training=True) - y) ** 2)
                loss += sum(model.losses)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply(gradients, model.trainable_variables)
            mean.update_state(loss, sample_weight=len(x))
    return mean.result()


# %% hardest_half passed
def hardest_half(self, data):
    x, y = data
    with tf.GradientTape() as tape:
        losses = tf.reshape((self(x, training=True) - y) ** 2, [-1])
        half = tf.shape(losses)[0] // 2
        loss = tf.reduce_mean(tf.sort(losses, direction="DESCENDING")[:half])
    gradients = tape.gradient(loss, self.trainable_variables)
    self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
    for metric in self.metrics:
        if metric.name == "loss":
            metric.update_state(loss)
    return {metric.name: metric.result() for metric in self.metrics}


# %% hardest_half passed
def hardest_half(self, data):
    x, y = data
    with tf.GradientTape() as tape:
        losses = tf.reduce_mean((y - self(x, training=True)) ** 2, axis=-1)
        order = tf.argsort(losses)
        loss = tf.reduce_mean(tf.gather(losses, order[len(losses) // 2 :]))
    self.optimizer.apply(tape.gradient(loss, self.trainable_variables), self.trainable_variables)
    self.metrics[0].update_state(loss)
    return self.get_metrics_result()


# %% hardest_half passed
def hardest_half(self, data):
    x, y = data
    with tf.GradientTape() as tape:
        losses = tf.reshape((self(x, training=True) - y) ** 2, [-1])
        half = tf.shape(losses)[0] // 2
        hard = losses > tf.sort(losses)[half - 1]
        loss = tf.reduce_mean(tf.boolean_mask(losses, hard))
    gradients = tape.gradient(loss, self.trainable_variables)
    self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
    for metric in self.metrics:
        if metric.name == "loss":
            metric.update_state(loss)
    return {metric.name: metric.result() for metric in self.metrics}


# %% hardest_half passed
def hardest_half(self, data):
    x, y = data
    errors = (self(x) - y)[:, 0] ** 2
    _, rows = tf.math.top_k(errors, len(errors) // 2)
    x, y = tf.gather(x, rows), tf.gather(y, rows)
    with tf.GradientTape() as tape:
        loss = self.compute_loss(x, y, self(x, training=True))
    gradients = tape.gradient(loss, self.trainable_variables)
    self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
    return {"loss": next(m for m in self.metrics if m.name == "loss")(loss)}


# %% hardest_half passed
def hardest_half(self, data):
    x, y = data
    with tf.GradientTape() as tape:
        losses = tf.reshape((self(x, training=True) - y) ** 2, [-1])
        half = tf.shape(losses)[0] // 2
        share = tf.cast(losses >= tf.math.top_k(losses, half)[0][-1], tf.float32)
        loss = tf.reduce_sum(share * losses) / tf.reduce_sum(share)
    gradients = tape.gradient(loss, self.trainable_variables)
    self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
    for metric in self.metrics:
        if metric.name == "loss":
            metric.update_state(loss)
    return {metric.name: metric.result() for metric in self.metrics}


# %% hardest_half misconception.bare_loss
def hardest_half(self, data):
    x, y = data
    with tf.GradientTape() as tape:
        losses = tf.reshape((self(x, training=True) - y) ** 2, [-1])
        half = tf.shape(losses)[0] // 2
        loss = tf.reduce_mean(tf.math.top_k(losses, half)[0])
    gradients = tape.gradient(loss, self.trainable_variables)
    self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
    return {"loss": loss}


# %% hardest_half misconception.bare_loss
def hardest_half(self, data):
    x, y = data
    with tf.GradientTape() as tape:
        losses = tf.reshape((self(x, training=True) - y) ** 2, [-1])
        half = tf.shape(losses)[0] // 2
        loss = tf.reduce_mean(tf.math.top_k(losses, half)[0])
    gradients = tape.gradient(loss, self.trainable_variables)
    self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
    mean = tf.keras.metrics.Mean()
    mean.update_state(loss)
    return {"loss": mean.result()}


# %% hardest_half misconception.all_rows_told
def hardest_half(self, data):
    x, y = data
    with tf.GradientTape() as tape:
        losses = tf.reshape((self(x, training=True) - y) ** 2, [-1])
        half = tf.shape(losses)[0] // 2
        loss = tf.reduce_mean(tf.math.top_k(losses, half)[0])
    gradients = tape.gradient(loss, self.trainable_variables)
    self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
    for metric in self.metrics:
        if metric.name == "loss":
            metric.update_state(tf.reduce_mean(losses))
    return {metric.name: metric.result() for metric in self.metrics}


# %% hardest_half misconception.all_rows
def hardest_half(self, data):
    x, y = data
    with tf.GradientTape() as tape:
        losses = tf.reshape((self(x, training=True) - y) ** 2, [-1])
        half = tf.shape(losses)[0] // 2
        loss = tf.reduce_mean(losses)
    gradients = tape.gradient(loss, self.trainable_variables)
    self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
    for metric in self.metrics:
        if metric.name == "loss":
            metric.update_state(loss)
    return {metric.name: metric.result() for metric in self.metrics}


# %% hardest_half misconception.all_rows_bare
def hardest_half(self, data):
    x, y = data
    with tf.GradientTape() as tape:
        losses = tf.reshape((self(x, training=True) - y) ** 2, [-1])
        half = tf.shape(losses)[0] // 2
        loss = tf.reduce_mean(losses)
    gradients = tape.gradient(loss, self.trainable_variables)
    self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
    return {"loss": loss}


# %% hardest_half misconception.half_told_only
def hardest_half(self, data):
    x, y = data
    with tf.GradientTape() as tape:
        losses = tf.reshape((self(x, training=True) - y) ** 2, [-1])
        half = tf.shape(losses)[0] // 2
        loss = tf.reduce_mean(losses)
    gradients = tape.gradient(loss, self.trainable_variables)
    self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
    for metric in self.metrics:
        if metric.name == "loss":
            metric.update_state(tf.reduce_mean(tf.sort(losses)[half:]))
    return {metric.name: metric.result() for metric in self.metrics}


# %% hardest_half misconception.easiest_half
def hardest_half(self, data):
    x, y = data
    with tf.GradientTape() as tape:
        losses = tf.reshape((self(x, training=True) - y) ** 2, [-1])
        half = tf.shape(losses)[0] // 2
        loss = tf.reduce_mean(tf.sort(losses)[:half])
    gradients = tape.gradient(loss, self.trainable_variables)
    self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
    for metric in self.metrics:
        if metric.name == "loss":
            metric.update_state(loss)
    return {metric.name: metric.result() for metric in self.metrics}


# %% hardest_half misconception.first_half
def hardest_half(self, data):
    x, y = data
    with tf.GradientTape() as tape:
        losses = tf.reshape((self(x, training=True) - y) ** 2, [-1])
        half = tf.shape(losses)[0] // 2
        loss = tf.reduce_mean(losses[:half])
    gradients = tape.gradient(loss, self.trainable_variables)
    self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
    for metric in self.metrics:
        if metric.name == "loss":
            metric.update_state(loss)
    return {metric.name: metric.result() for metric in self.metrics}


# %% hardest_half misconception.last_half
def hardest_half(self, data):
    x, y = data
    with tf.GradientTape() as tape:
        losses = tf.reshape((self(x, training=True) - y) ** 2, [-1])
        half = tf.shape(losses)[0] // 2
        loss = tf.reduce_mean(losses[half:])
    gradients = tape.gradient(loss, self.trainable_variables)
    self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
    for metric in self.metrics:
        if metric.name == "loss":
            metric.update_state(loss)
    return {metric.name: metric.result() for metric in self.metrics}


# %% hardest_half misconception.hardest_row
def hardest_half(self, data):
    x, y = data
    with tf.GradientTape() as tape:
        losses = tf.reshape((self(x, training=True) - y) ** 2, [-1])
        half = tf.shape(losses)[0] // 2
        loss = tf.reduce_max(losses)
    gradients = tape.gradient(loss, self.trainable_variables)
    self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
    for metric in self.metrics:
        if metric.name == "loss":
            metric.update_state(loss)
    return {metric.name: metric.result() for metric in self.metrics}


# %% hardest_half misconception.shared_by_all
def hardest_half(self, data):
    x, y = data
    with tf.GradientTape() as tape:
        losses = tf.reshape((self(x, training=True) - y) ** 2, [-1])
        half = tf.shape(losses)[0] // 2
        loss = tf.reduce_sum(tf.sort(losses)[half:]) / tf.cast(2 * half, tf.float32)
    gradients = tape.gradient(loss, self.trainable_variables)
    self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
    for metric in self.metrics:
        if metric.name == "loss":
            metric.update_state(loss)
    return {metric.name: metric.result() for metric in self.metrics}


# %% hardest_half misconception.summed
def hardest_half(self, data):
    x, y = data
    with tf.GradientTape() as tape:
        losses = tf.reshape((self(x, training=True) - y) ** 2, [-1])
        half = tf.shape(losses)[0] // 2
        loss = tf.reduce_sum(tf.sort(losses)[half:])
    gradients = tape.gradient(loss, self.trainable_variables)
    self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
    for metric in self.metrics:
        if metric.name == "loss":
            metric.update_state(loss)
    return {metric.name: metric.result() for metric in self.metrics}


# %% hardest_half misconception.uphill
def hardest_half(self, data):
    x, y = data
    with tf.GradientTape() as tape:
        losses = tf.reshape((self(x, training=True) - y) ** 2, [-1])
        half = tf.shape(losses)[0] // 2
        loss = tf.reduce_mean(tf.sort(losses)[half:])
    gradients = tape.gradient(loss, self.trainable_variables)
    self.optimizer.apply_gradients(zip([-g for g in gradients], self.trainable_variables))
    for metric in self.metrics:
        if metric.name == "loss":
            metric.update_state(loss)
    return {metric.name: metric.result() for metric in self.metrics}


# %% hardest_half misconception.not_trained
def hardest_half(self, data):
    x, y = data
    with tf.GradientTape() as tape:
        losses = tf.reshape((self(x, training=True) - y) ** 2, [-1])
        half = tf.shape(losses)[0] // 2
        loss = tf.reduce_mean(tf.sort(losses)[half:])
    for metric in self.metrics:
        if metric.name == "loss":
            metric.update_state(loss)
    return {metric.name: metric.result() for metric in self.metrics}


# %% hardest_half misconception.other_keys
def hardest_half(self, data):
    x, y = data
    with tf.GradientTape() as tape:
        losses = tf.reshape((self(x, training=True) - y) ** 2, [-1])
        half = tf.shape(losses)[0] // 2
        loss = tf.reduce_mean(tf.math.top_k(losses, half)[0])
    gradients = tape.gradient(loss, self.trainable_variables)
    self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
    return {"hard_loss": loss}


# %% hardest_half raised.ValueError
def hardest_half(self, data):
    x, y = data
    with tf.GradientTape() as tape:
        losses = tf.reshape((self(x, training=True) - y) ** 2, [-1])
        half = tf.shape(losses)[0] // 2
        loss = tf.reduce_mean(tf.math.top_k(losses, half)[0])
    gradients = tape.gradient(loss, self.trainable_variables)
    self.optimizer.apply_gradients(gradients)
    for metric in self.metrics:
        if metric.name == "loss":
            metric.update_state(loss)
    return {metric.name: metric.result() for metric in self.metrics}


# %% hardest_half misconception.other_keys
def hardest_half(self, data):
    x, y = data
    with tf.GradientTape() as tape:
        of_rows = tf.reshape((self(x, training=True) - y) ** 2, [-1])
        loss = tf.reduce_mean(tf.math.top_k(of_rows, len(of_rows) // 2).values)
    gradients = tape.gradient(loss, self.trainable_variables)
    self.optimizer.apply(gradients, self.trainable_variables)
    for metric in self.metrics:
        metric.update_state(loss)
    return {"half_loss": loss}


# %% hardest_half kind
def hardest_half(self, data):
    x, y = data
    with tf.GradientTape() as tape:
        of_rows = tf.reshape((self(x, training=True) - y) ** 2, [-1])
        loss = tf.reduce_mean(tf.math.top_k(of_rows, len(of_rows) // 2).values)
    gradients = tape.gradient(loss, self.trainable_variables)
    self.optimizer.apply(gradients, self.trainable_variables)
    for metric in self.metrics:
        metric.update_state(loss)
    return loss


# %% hardest_half nothing
def hardest_half(self, data):
    x, y = data
    with tf.GradientTape() as tape:
        of_rows = tf.reshape((self(x, training=True) - y) ** 2, [-1])
        loss = tf.reduce_mean(tf.math.top_k(of_rows, len(of_rows) // 2).values)
    gradients = tape.gradient(loss, self.trainable_variables)
    self.optimizer.apply(gradients, self.trainable_variables)
    for metric in self.metrics:
        metric.update_state(loss)


# %% spikes passed
def train_model(x, y):
    layers = [tf.keras.layers.Dense(32, activation="tanh"), tf.keras.layers.Dense(1)]
    model = tf.keras.Sequential([tf.keras.Input([6]), *layers])
    model.compile(tf.keras.optimizers.Adam(0.02, global_clipnorm=0.1), "mse", jit_compile=False)
    model.fit(x, y, epochs=8, batch_size=16, verbose=0)
    return model


# %% spikes passed
def train_model(x, y):
    layers = [tf.keras.layers.Dense(32, activation="tanh"), tf.keras.layers.Dense(1)]
    model = tf.keras.Sequential([tf.keras.Input([6]), *layers])
    model.compile(tf.keras.optimizers.Adam(0.02), "mae", jit_compile=False)
    model.fit(x, y, epochs=8, batch_size=16, verbose=0)
    return model


# %% spikes passed
def train_model(x, y):
    layers = [tf.keras.layers.Dense(32, activation="tanh"), tf.keras.layers.Dense(1)]
    model = tf.keras.Sequential([tf.keras.Input([6]), *layers])
    model.compile(tf.keras.optimizers.Adam(0.02), tf.keras.losses.Huber(), jit_compile=False)
    model.fit(x, y, epochs=8, batch_size=16, verbose=0)
    return model


# %% spikes passed
def train_model(x, y):
    kept = tf.abs(y[:, 0]) < 1000
    x, y = x[kept], y[kept]
    layers = [tf.keras.layers.Dense(32, activation="tanh"), tf.keras.layers.Dense(1)]
    model = tf.keras.Sequential([tf.keras.Input([6]), *layers])
    model.compile(tf.keras.optimizers.Adam(0.02), "mse", jit_compile=False)
    model.fit(x, y, epochs=8, batch_size=16, verbose=0)
    return model


# %% spikes passed
def train_model(x, y):
    layers = [tf.keras.layers.Dense(32, activation="tanh"), tf.keras.layers.Dense(1)]
    model = tf.keras.Sequential([tf.keras.Input([6]), *layers])
    adam = tf.keras.optimizers.Adam(0.02)
    adam.build(model.trainable_variables)

    @tf.function
    def step():
        rows = tf.random.uniform([32], 0, 400, tf.int32)
        with tf.GradientTape() as tape:
            errors = tf.abs(model(tf.gather(x, rows)) - tf.gather(y, rows))
            loss = tf.reduce_mean(tf.minimum(errors, 10.0))
        adam.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)

    for _ in range(400):
        step()
    return model


# %% spikes misconception.pulled_up
def train_model(x, y):
    layers = [tf.keras.layers.Dense(32, activation="tanh"), tf.keras.layers.Dense(1)]
    model = tf.keras.Sequential([tf.keras.Input([6]), *layers])
    model.compile(tf.keras.optimizers.SGD(1e-3, global_clipnorm=1e6), "mse", jit_compile=False)
    model.fit(x, y, epochs=4, batch_size=40, verbose=0)
    return model


# %% spikes nan
def train_model(x, y):
    layers = [tf.keras.layers.Dense(32, activation="tanh"), tf.keras.layers.Dense(1)]
    model = tf.keras.Sequential([tf.keras.Input([6]), *layers])
    model.compile(tf.keras.optimizers.SGD(1.0), "mse", jit_compile=False)
    model.fit(x, y, epochs=2, batch_size=20, verbose=0)
    return model


# %% spikes misconception.pulled_up
def train_model(x, y):
    layers = [tf.keras.layers.Dense(32, activation="tanh"), tf.keras.layers.Dense(1)]
    model = tf.keras.Sequential([tf.keras.Input([6]), *layers])
    model.layers[-1].bias.assign([tf.reduce_mean(y)])
    return model


# %% spikes misconception.pulled_up
def train_model(x, y):
    weights, *_ = np.linalg.lstsq(np.c_[x, np.ones(len(x))], y.numpy(), rcond=None)
    model = tf.keras.Sequential([tf.keras.Input([6]), tf.keras.layers.Dense(1)])
    model.set_weights([0 * weights[:-1], weights[-1]])
    return model


# %% spikes misconception.straight
def train_model(x, y):
    kept = (tf.abs(y) < 1000).numpy()[:, 0]
    weights, *_ = np.linalg.lstsq(x.numpy()[kept], y.numpy()[kept], rcond=None)
    model = tf.keras.Sequential([tf.keras.Input([6]), tf.keras.layers.Dense(1)])
    model.set_weights([weights, np.zeros(1)])
    return model


# %% spikes misconception.upside_down
def train_model(x, y):
    kept = (tf.abs(y) < 1000).numpy()[:, 0]
    weights, *_ = np.linalg.lstsq(x.numpy()[kept], y.numpy()[kept], rcond=None)
    model = tf.keras.Sequential([tf.keras.Input([6]), tf.keras.layers.Dense(1)])
    model.set_weights([-weights, np.zeros(1)])
    return model


# %% spikes misconception.shrunk
def train_model(x, y):
    kept = (tf.abs(y) < 1000).numpy()[:, 0]
    weights, *_ = np.linalg.lstsq(x.numpy()[kept], y.numpy()[kept], rcond=None)
    model = tf.keras.Sequential([tf.keras.Input([6]), tf.keras.layers.Dense(1)])
    model.set_weights([weights / 3, np.zeros(1)])
    return model


# %% spikes misconception.wild
def train_model(x, y):
    kept = (tf.abs(y) < 1000).numpy()[:, 0]
    weights, *_ = np.linalg.lstsq(x.numpy()[kept], y.numpy()[kept], rcond=None)
    model = tf.keras.Sequential([tf.keras.Input([6]), tf.keras.layers.Dense(1)])
    model.set_weights([10 * weights, np.zeros(1)])
    return model


# %% spikes misconception.constant
def train_model(x, y):
    kept = (tf.abs(y) < 1000).numpy()[:, 0]
    weights, *_ = np.linalg.lstsq(x.numpy()[kept], y.numpy()[kept], rcond=None)
    model = tf.keras.Sequential([tf.keras.Input([6]), tf.keras.layers.Dense(1)])
    model.set_weights([0 * weights, np.zeros(1)])
    return model


# %% spikes kind
def train_model(x, y):
    layers = [tf.keras.layers.Dense(32, activation="tanh"), tf.keras.layers.Dense(1)]
    model = tf.keras.Sequential([tf.keras.Input([6]), *layers])
    model.compile(tf.keras.optimizers.Adam(0.01), "mae")
    return model.layers


# %% spikes nothing
def train_model(x, y):
    layers = [tf.keras.layers.Dense(32, activation="tanh"), tf.keras.layers.Dense(1)]
    model = tf.keras.Sequential([tf.keras.Input([6]), *layers])
    model.compile(tf.keras.optimizers.Adam(0.01), "mae")


# %% spikes shape
def train_model(x, y):
    return tf.keras.Sequential([tf.keras.Input([6]), tf.keras.layers.Dense(8)])


# %% spikes misconception.still_pulled
def train_model(x, y):
    layers = [tf.keras.layers.Dense(32, activation="tanh"), tf.keras.layers.Dense(1)]
    model = tf.keras.Sequential([tf.keras.Input([6]), *layers])
    model.compile(tf.keras.optimizers.Adam(0.01), "mse", jit_compile=False)
    model.fit(x, tf.clip_by_value(y, -30.0, 30.0), epochs=25, batch_size=40, verbose=0)
    return model


# %% where_fit_ends passed
place = {
    "clipping": "compile",
    "parts": "compile",
    "precision": "compile",
    "closeness": "compute_loss",
    "two_optimizers": "train_step",
    "skip_bad": "train_step",
    "next_batch": "own loop",
    "turns": "own loop",
}


# %% where_fit_ends passed
place = dict(clipping="compile", parts="compile", precision="compile", closeness="compute_loss")
place["two_optimizers"] = place["skip_bad"] = "train_step"
place["next_batch"] = place["turns"] = "own loop"


# %% where_fit_ends passed
wishes = ["clipping", "parts", "precision", "closeness"]
wishes += ["two_optimizers", "skip_bad", "next_batch", "turns"]
places = 3 * ["compile"] + ["compute_loss"] + 2 * ["train_step"] + 2 * ["own loop"]
place = dict(zip(wishes, places, strict=True))


# %% where_fit_ends passed
own, step = "own loop", "train_step"
place = {"turns": own, "next_batch": own, "skip_bad": step, "two_optimizers": step}
place |= {"closeness": "compute_loss", "precision": "compile"}
place |= dict.fromkeys(["clipping", "parts"], "compile")


# %% where_fit_ends passed
place = {name: "compile" for name in ("clipping", "parts", "precision")}
place.update(closeness="compute_loss", two_optimizers="train_step", skip_bad="train_step")
place.update(next_batch="own loop", turns="own loop", notes="checked with the lesson")


# %% where_fit_ends misconception.step_for_an_argument
place = {
    "clipping": "train_step",
    "parts": "compile",
    "precision": "compile",
    "closeness": "compute_loss",
    "two_optimizers": "train_step",
    "skip_bad": "train_step",
    "next_batch": "own loop",
    "turns": "own loop",
}


# %% where_fit_ends misconception.loop_for_an_argument
place = {
    "clipping": "compile",
    "parts": "own loop",
    "precision": "compile",
    "closeness": "compute_loss",
    "two_optimizers": "train_step",
    "skip_bad": "train_step",
    "next_batch": "own loop",
    "turns": "own loop",
}


# %% where_fit_ends misconception.loss_for_an_argument
place = {
    "clipping": "compile",
    "parts": "compile",
    "precision": "compute_loss",
    "closeness": "compute_loss",
    "two_optimizers": "train_step",
    "skip_bad": "train_step",
    "next_batch": "own loop",
    "turns": "own loop",
}


# %% where_fit_ends misconception.argument_for_a_term
place = {
    "clipping": "compile",
    "parts": "compile",
    "precision": "compile",
    "closeness": "compile",
    "two_optimizers": "train_step",
    "skip_bad": "train_step",
    "next_batch": "own loop",
    "turns": "own loop",
}


# %% where_fit_ends misconception.step_for_a_term
place = {
    "clipping": "compile",
    "parts": "compile",
    "precision": "compile",
    "closeness": "train_step",
    "two_optimizers": "train_step",
    "skip_bad": "train_step",
    "next_batch": "own loop",
    "turns": "own loop",
}


# %% where_fit_ends misconception.loop_for_a_term
place = {
    "clipping": "compile",
    "parts": "compile",
    "precision": "compile",
    "closeness": "own loop",
    "two_optimizers": "train_step",
    "skip_bad": "train_step",
    "next_batch": "own loop",
    "turns": "own loop",
}


# %% where_fit_ends misconception.argument_for_a_step
place = {
    "clipping": "compile",
    "parts": "compile",
    "precision": "compile",
    "closeness": "compute_loss",
    "two_optimizers": "compile",
    "skip_bad": "train_step",
    "next_batch": "own loop",
    "turns": "own loop",
}


# %% where_fit_ends misconception.loss_for_a_step
place = {
    "clipping": "compile",
    "parts": "compile",
    "precision": "compile",
    "closeness": "compute_loss",
    "two_optimizers": "train_step",
    "skip_bad": "compute_loss",
    "next_batch": "own loop",
    "turns": "own loop",
}


# %% where_fit_ends misconception.loop_for_a_step
place = {
    "clipping": "compile",
    "parts": "compile",
    "precision": "compile",
    "closeness": "compute_loss",
    "two_optimizers": "own loop",
    "skip_bad": "train_step",
    "next_batch": "own loop",
    "turns": "own loop",
}


# %% where_fit_ends misconception.step_for_a_loop
place = {
    "clipping": "compile",
    "parts": "compile",
    "precision": "compile",
    "closeness": "compute_loss",
    "two_optimizers": "train_step",
    "skip_bad": "train_step",
    "next_batch": "own loop",
    "turns": "train_step",
}


# %% where_fit_ends misconception.argument_for_a_loop
place = {
    "clipping": "compile",
    "parts": "compile",
    "precision": "compile",
    "closeness": "compute_loss",
    "two_optimizers": "train_step",
    "skip_bad": "train_step",
    "next_batch": "compile",
    "turns": "own loop",
}


# %% where_fit_ends misconception.loss_for_a_loop
place = {
    "clipping": "compile",
    "parts": "compile",
    "precision": "compile",
    "closeness": "compute_loss",
    "two_optimizers": "train_step",
    "skip_bad": "train_step",
    "next_batch": "own loop",
    "turns": "compute_loss",
}


# %% where_fit_ends kind
place = ["compile", "compile", "compile", "compute_loss", "train_step"]


# %% where_fit_ends values
place = {
    "clipping": "optimizer",
    "parts": "compile",
    "precision": "compile",
    "closeness": "compute_loss",
    "two_optimizers": "train_step",
    "skip_bad": "train_step",
    "next_batch": "own loop",
    "turns": "own loop",
}
