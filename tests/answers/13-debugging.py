"""Answers to 13-debugging: right ones, which pass, and wrong ones, each with the key that it hears."""


# %% first_bad passed
def first_bad(values):
    for name, tensor in values.items():
        try:
            tf.debugging.check_numerics(tensor, name)
        except tf.errors.InvalidArgumentError:
            return name
    return ""


# %% first_bad passed
def first_bad(values):
    return next((name for name, t in values.items() if not np.isfinite(t).all()), "")


# %% first_bad passed
def first_bad(values):
    for name, t in values.items():
        if tf.reduce_any(tf.math.is_nan(t) | tf.math.is_inf(t)):
            return name
    return ""


# %% first_bad passed
def first_bad(values):
    bad = [name for name, t in values.items() if bool(np.any(t.numpy() - t.numpy() != 0))]
    return bad[0] if bad else ""


# %% first_bad passed
def first_bad(values):
    found = ""
    for name in reversed(list(values)):
        if tf.math.count_nonzero(~tf.math.is_finite(values[name])) > 0:
            found = name
    return found


# %% first_bad misconception.none_found
def first_bad(values):
    for name, t in values.items():
        if tf.reduce_any(t == np.nan):
            return name
    return ""


# %% first_bad misconception.infinity_missed
def first_bad(values):
    for name, t in values.items():
        if tf.reduce_any(tf.math.is_nan(t)):
            return name
    return ""


# %% first_bad misconception.infinity_missed
def first_bad(values):
    return next((name for name, t in values.items() if tf.reduce_any(t != t)), "")


# %% first_bad misconception.nan_missed
def first_bad(values):
    for name, t in values.items():
        if tf.reduce_any(t == np.nan) or tf.reduce_any(tf.abs(t) == np.inf):
            return name
    return ""


# %% first_bad misconception.below_missed
def first_bad(values):
    for name, t in values.items():
        if tf.reduce_any(tf.math.is_nan(t)) or tf.reduce_any(t == np.inf):
            return name
    return ""


# %% first_bad misconception.last
def first_bad(values):
    found = ""
    for name, t in values.items():
        if not np.isfinite(t).all():
            found = name
    return found


# %% first_bad misconception.all_of_them
def first_bad(values):
    return [name for name, t in values.items() if not np.isfinite(t).all()]


# %% first_bad misconception.sum_overflows
def first_bad(values):
    for name, t in values.items():
        if not tf.math.is_finite(tf.reduce_sum(t)):
            return name
    return ""


# %% first_bad misconception.cast_overflows
def first_bad(values):
    for name, t in values.items():
        if not tf.reduce_all(tf.math.is_finite(tf.cast(t, tf.float32))):
            return name
    return ""


# %% first_bad misconception.all_numbers
def first_bad(values):
    for name, t in values.items():
        if not tf.reduce_any(tf.math.is_finite(t)):
            return name
    return ""


# %% first_bad misconception.first_sound
def first_bad(values):
    for name, t in values.items():
        if tf.reduce_all(tf.math.is_finite(t)):
            return name
    return ""


# %% first_bad misconception.place
def first_bad(values):
    for place, t in enumerate(values.values()):
        if not np.isfinite(t).all():
            return place
    return ""


# %% first_bad misconception.none_for_sound
def first_bad(values):
    for name, t in values.items():
        if not np.isfinite(t).all():
            return name


# %% stable_loss passed
def stable_loss(logits, labels):
    return tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits)


# %% stable_loss passed
def stable_loss(logits, labels):
    return tf.nn.relu(logits) - labels * logits + tf.math.log1p(tf.exp(-tf.abs(logits)))


# %% stable_loss passed
def stable_loss(logits, labels):
    return -labels * tf.math.log_sigmoid(logits) - (1 - labels) * tf.math.log_sigmoid(-logits)


# %% stable_loss passed
def stable_loss(logits, labels):
    return tf.nn.softplus(tf.where(labels > 0.5, -logits, logits))


# %% stable_loss passed
def stable_loss(logits, labels):
    each = tf.keras.losses.BinaryCrossentropy(from_logits=True, reduction=None)
    return each(labels[:, None], logits[:, None])


# %% stable_loss passed
def stable_loss(logits, labels):
    @tf.custom_gradient
    def loss(z):
        value = tf.maximum(z, 0.0) - labels * z + tf.math.log1p(tf.exp(-tf.abs(z)))
        return value, lambda upstream: upstream * (tf.sigmoid(z) - labels)

    return loss(logits)


# %% stable_loss misconception.log_of_zero
def stable_loss(logits, labels):
    p = tf.sigmoid(logits)
    return -(labels * tf.math.log(p) + (1 - labels) * tf.math.log(1 - p))


# %% stable_loss misconception.log_of_chosen_zero
def stable_loss(logits, labels):
    p = tf.sigmoid(logits)
    return -tf.math.log(tf.where(labels == 1, p, 1 - p))


# %% stable_loss misconception.exp_overflows
def stable_loss(logits, labels):
    toward = tf.math.log(1 + tf.exp(-logits))
    away = tf.math.log(1 + tf.exp(logits))
    return labels * toward + (1 - labels) * away


# %% stable_loss misconception.exp_above_overflows
def stable_loss(logits, labels):
    return tf.math.log(1 + tf.exp(logits)) - labels * logits


# %% stable_loss misconception.slope_broken
def stable_loss(logits, labels):
    softplus = tf.where(logits > 20, logits, tf.math.log1p(tf.exp(logits)))
    return softplus - labels * logits


# %% stable_loss misconception.slope_broken_both_sides
def stable_loss(logits, labels):
    z = tf.where(labels == 1, -logits, logits)
    usual = tf.math.log1p(tf.exp(tf.abs(z))) - tf.nn.relu(-z)
    far = tf.nn.relu(z)
    return tf.where(tf.abs(z) > 30, far, usual)


# %% stable_loss misconception.slope_broken_where_wrong
def stable_loss(logits, labels):
    usual = tf.math.log(1 + tf.exp((1 - 2 * labels) * logits))
    return tf.where(tf.math.is_finite(usual), usual, tf.abs(logits))


# %% stable_loss misconception.probability_chosen
def stable_loss(logits, labels):
    p = 1 / (1 + tf.exp(-logits))
    return tf.where(labels == 1, -tf.math.log(p), -tf.math.log(1 - p))


# %% stable_loss misconception.exp_chosen
def stable_loss(logits, labels):
    toward, away = tf.math.log1p(tf.exp(-logits)), tf.math.log1p(tf.exp(logits))
    return tf.where(labels == 1, toward, away)


# %% stable_loss misconception.epsilon_added
def stable_loss(logits, labels):
    p = tf.sigmoid(logits)
    return -(labels * tf.math.log(p + 1e-7) + (1 - labels) * tf.math.log(1 - p + 1e-7))


# %% stable_loss misconception.clipped
def stable_loss(logits, labels):
    p = tf.clip_by_value(tf.sigmoid(logits), 1e-7, 1 - 1e-7)
    return -(labels * tf.math.log(p) + (1 - labels) * tf.math.log(1 - p))


# %% stable_loss misconception.labels_turned
def stable_loss(logits, labels):
    return tf.nn.softplus(tf.where(labels == 1, logits, -logits))


# %% stable_loss misconception.sigmoid_twice
def stable_loss(logits, labels):
    p = tf.sigmoid(logits)
    return tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=p)


# %% stable_loss misconception.sign_turned
def stable_loss(logits, labels):
    return labels * logits - tf.nn.softplus(logits)


# %% stable_loss misconception.ones_only
def stable_loss(logits, labels):
    return -labels * tf.math.log_sigmoid(logits)


# %% stable_loss misconception.label_forgotten
def stable_loss(logits, labels):
    return tf.nn.softplus(logits)


# %% stable_loss misconception.averaged
def stable_loss(logits, labels):
    each = tf.keras.losses.BinaryCrossentropy(from_logits=True)
    return each(labels[:, None], logits[:, None])


# %% stable_loss misconception.no_slope
def stable_loss(logits, labels):
    z, y = logits.numpy(), labels.numpy()
    return tf.constant(np.logaddexp(0, z) - y * z, tf.float32)


# %% safe_length passed
def safe_length(x):
    squares = tf.reduce_sum(x * x, axis=1)
    zero = squares == 0
    safe = tf.where(zero, tf.ones_like(squares), squares)
    return tf.where(zero, tf.zeros_like(squares), safe**0.5)


# %% safe_length passed
@tf.custom_gradient
def safe_length(x):
    lengths = tf.norm(x, axis=1)

    def back(upstream):
        return upstream[:, None] * tf.math.divide_no_nan(x, lengths[:, None])

    return lengths, back


# %% safe_length passed
def safe_length(x):
    unit = tf.math.divide_no_nan(x, tf.norm(x, axis=1, keepdims=True))
    return tf.reduce_sum(x * tf.stop_gradient(unit), axis=1)


# %% safe_length passed
def safe_length(x):
    empty = tf.reduce_all(x == 0, axis=1, keepdims=True)
    return tf.norm(tf.where(empty, 1.0, x), axis=1) * tf.cast(~empty[:, 0], tf.float32)


# %% safe_length passed
def safe_length(x):
    return tf.where(tf.reduce_any(x != 0, axis=1), tf.norm(x, axis=1), 0.0)


# %% safe_length passed
def safe_length(x):
    places = tf.where(tf.reduce_any(x != 0, axis=1))
    lengths = tf.norm(tf.gather_nd(x, places), axis=1)
    return tf.scatter_nd(places, lengths, [len(x)])


# %% safe_length misconception.slope_of_zeros_nan
def safe_length(x):
    return tf.sqrt(tf.reduce_sum(tf.square(x), axis=1))


# %% safe_length misconception.slope_of_zeros_nan
def safe_length(x):
    squares = tf.reduce_sum(x**2, axis=1)
    return tf.where(squares > 0, squares**0.5, 0.0)


# %% safe_length misconception.zeros_made_longer
def safe_length(x):
    return tf.sqrt(tf.reduce_sum(x**2, axis=1) + 1e-12)


# %% safe_length misconception.zeros_made_longer
def safe_length(x):
    return tf.sqrt(tf.maximum(tf.reduce_sum(x**2, axis=1), 1e-20))


# %% safe_length misconception.zeros_one_long
def safe_length(x):
    squares = tf.reduce_sum(x**2, axis=1)
    return tf.sqrt(tf.where(squares > 0, squares, 1.0))


# %% safe_length misconception.short_rows_zero
def safe_length(x):
    squares = tf.reduce_sum(x**2, axis=1)
    long = squares > 1e-12
    return tf.where(long, tf.sqrt(tf.where(long, squares, 1.0)), 0.0)


# %% safe_length misconception.slope_of_zeros_one
def safe_length(x):
    squares = tf.reduce_sum(x**2, axis=1)
    some = squares > 0
    return tf.where(some, tf.sqrt(tf.where(some, squares, 1.0)), tf.reduce_sum(x, axis=1))


# %% safe_length misconception.slope_doubled
def safe_length(x):
    squares = tf.reduce_sum(x**2, axis=1)
    return tf.math.divide_no_nan(squares, tf.stop_gradient(tf.sqrt(squares)))


# %% safe_length misconception.no_root
def safe_length(x):
    return tf.reduce_sum(x**2, axis=1)


# %% safe_length misconception.absolute
def safe_length(x):
    return tf.reduce_sum(tf.abs(x), axis=1)


# %% safe_length misconception.mean_of_squares
def safe_length(x):
    squares = tf.reduce_mean(x**2, axis=1)
    some = squares > 0
    return tf.where(some, tf.sqrt(tf.where(some, squares, 1.0)), 0.0)


# %% safe_length misconception.whole
def safe_length(x):
    return tf.norm(x)


# %% safe_length misconception.columns
def safe_length(x):
    return tf.norm(x, axis=0)


# %% safe_length misconception.column_kept
def safe_length(x):
    return tf.norm(x, axis=1, keepdims=True)


# %% safe_length misconception.no_slope
def safe_length(x):
    return tf.constant(np.linalg.norm(x.numpy(), axis=1))


# %% safe_lookup passed
def safe_lookup(table, ids):
    rows = table.shape[0]
    safe = tf.where((ids < 0) | (ids >= rows), tf.ones_like(ids), ids)
    return tf.gather(table, safe)


# %% safe_lookup passed
def safe_lookup(table, ids):
    known = tf.clip_by_value(ids, 0, tf.shape(table)[0] - 1)
    found = tf.gather(table, known)
    return tf.where((known == ids)[:, None], found, table[1])


# %% safe_lookup passed
def safe_lookup(table, ids):
    rows = len(table)
    inside = (ids >= 0) & (ids < rows)
    return tf.one_hot(tf.where(inside, ids, 1), rows) @ table


# %% safe_lookup passed
def safe_lookup(table, ids):
    hot = tf.one_hot(ids, tf.shape(table)[0])
    missing = 1 - tf.reduce_sum(hot, axis=1, keepdims=True)
    return hot @ table + missing * table[1]


# %% safe_lookup passed
def safe_lookup(table, ids):
    numbers = tf.range(tf.shape(table)[0])
    places = tf.where(tf.reduce_any(ids[:, None] == numbers, axis=1), ids, 1)
    return tf.gather_nd(table, places[:, None])


# %% safe_lookup misconception.clamped
def safe_lookup(table, ids):
    return tf.gather(table, tf.clip_by_value(ids, 0, tf.shape(table)[0] - 1))


# %% safe_lookup misconception.below_to_the_first
def safe_lookup(table, ids):
    ids = tf.where(ids < tf.shape(table)[0], ids, 1)
    return tf.gather(table, tf.maximum(ids, 0))


# %% safe_lookup misconception.above_to_the_last
def safe_lookup(table, ids):
    ids = tf.where(ids < 0, 1, ids)
    return tf.gather(table, tf.minimum(ids, tf.shape(table)[0] - 1))


# %% safe_lookup misconception.wrapped
def safe_lookup(table, ids):
    return tf.gather(table, ids % tf.shape(table)[0])


# %% safe_lookup misconception.negative_wrapped
def safe_lookup(table, ids):
    rows = tf.shape(table)[0]
    ids = tf.where((ids < 0) & (ids >= -rows), ids + rows, ids)
    return tf.gather(table, tf.where((ids >= 0) & (ids < rows), ids, 1))


# %% safe_lookup misconception.zeros
def safe_lookup(table, ids):
    return tf.one_hot(ids, tf.shape(table)[0]) @ table


# %% safe_lookup misconception.first_row
def safe_lookup(table, ids):
    inside = (ids >= 0) & (ids < tf.shape(table)[0])
    return tf.gather(table, tf.where(inside, ids, 0))


# %% safe_lookup misconception.zero_outside
def safe_lookup(table, ids):
    inside = (ids > 0) & (ids < tf.shape(table)[0])
    return tf.gather(table, tf.where(inside, ids, 1))


# %% safe_lookup misconception.last_outside
def safe_lookup(table, ids):
    inside = (ids >= 0) & (ids < tf.shape(table)[0] - 1)
    return tf.gather(table, tf.where(inside, ids, 1))


# %% safe_lookup misconception.left_out
def safe_lookup(table, ids):
    inside = (ids >= 0) & (ids < tf.shape(table)[0])
    return tf.gather(table, tf.boolean_mask(ids, inside))


# %% safe_lookup misconception.all_unknown
def safe_lookup(table, ids):
    inside = tf.reduce_all((ids >= 0) & (ids < tf.shape(table)[0]))
    return tf.gather(table, tf.where(inside, ids, tf.ones_like(ids)))


# %% frozen_rate passed
def make_step(slope, config):
    rate = tf.Variable(config["rate"])

    @tf.function
    def stepped(weights):
        return weights - rate * slope(weights)

    def step(weights):
        rate.assign(config["rate"])
        return stepped(weights)

    return step


# %% frozen_rate passed
def make_step(slope, config):
    graph = tf.function(slope)

    def step(weights):
        return weights - config["rate"] * graph(weights)

    return step


# %% frozen_rate passed
def make_step(slope, config):
    @tf.function(reduce_retracing=True)
    def stepped(rate, weights):
        return weights - rate * slope(weights)

    return lambda weights: stepped(tf.convert_to_tensor(config["rate"]), weights)


# %% frozen_rate passed
def make_step(slope, config):
    vector, number = tf.TensorSpec([None], tf.float32), tf.TensorSpec([], tf.float32)

    @tf.function(input_signature=[vector, number])
    def stepped(weights, rate):
        return weights - rate * slope(weights)

    def step(weights):
        return stepped(weights, config["rate"])

    return step


# %% frozen_rate passed
def make_step(slope, config):
    class Step(tf.Module):
        def __init__(self):
            self.rate = tf.Variable(0.0, trainable=False)

        @tf.function
        def run(self, weights):
            return weights - tf.multiply(self.rate, slope(weights))

        def __call__(self, weights):
            self.rate.assign(config["rate"])
            return self.run(weights)

    return Step()


# %% frozen_rate misconception.frozen_by_length
def make_step(slope, config):
    def step(weights):
        rate = tf.constant(config["rate"])
        return weights - rate * slope(weights)

    return tf.function(step)


# %% frozen_rate misconception.frozen_when_made
def make_step(slope, config):
    rate = tf.Variable(config["rate"])

    @tf.function
    def step(weights):
        return weights - rate * slope(weights)

    return step


# %% frozen_rate misconception.traced_for_each_rate
def make_step(slope, config):
    @tf.function
    def stepped(weights, rate):
        return weights - rate * slope(weights)

    return lambda weights: stepped(weights, config["rate"])


# %% frozen_rate misconception.python_each_time
def make_step(slope, config):
    def step(weights):
        return weights - config["rate"] * slope(weights)

    return step


# %% frozen_rate misconception.python_each_time
def make_step(slope, config):
    def step(weights):
        run = tf.function(lambda w: w - config["rate"] * slope(w))
        return run(weights)

    return step


# %% frozen_rate misconception.one_call_late
def make_step(slope, config):
    rate = tf.Variable(config["rate"])

    @tf.function
    def stepped(weights):
        return weights - rate * slope(weights)

    def step(weights):
        result = stepped(weights)
        rate.assign(config["rate"])
        return result

    return step


# %% frozen_rate misconception.added_up
def make_step(slope, config):
    rate = tf.Variable(config["rate"])

    @tf.function
    def stepped(weights):
        return weights - rate * slope(weights)

    def step(weights):
        rate.assign_add(config["rate"])
        return stepped(weights)

    return step


# %% frozen_rate misconception.upward
def make_step(slope, config):
    @tf.function
    def stepped(weights, rate):
        return weights + rate * slope(weights)

    return lambda weights: stepped(weights, tf.constant(config["rate"]))


# %% frozen_rate misconception.without_slope
def make_step(slope, config):
    @tf.function
    def stepped(weights, rate):
        return weights - rate * weights

    return lambda weights: stepped(weights, tf.constant(config["rate"]))


# %% frozen_rate misconception.slope_alone
def make_step(slope, config):
    @tf.function
    def stepped(weights, rate):
        return -rate * slope(weights)

    return lambda weights: stepped(weights, tf.constant(config["rate"]))


# %% frozen_rate misconception.change_upward
def make_step(slope, config):
    @tf.function
    def stepped(weights, rate):
        return rate * slope(weights)

    return lambda weights: stepped(weights, tf.constant(config["rate"]))


# %% step_losses passed
def step_losses(w, rate, steps):
    losses = tf.TensorArray(tf.float32, size=0, dynamic_size=True)
    for _ in tf.range(steps):
        losses = losses.write(losses.size(), (w - 3) ** 2)
        w -= 2 * rate * (w - 3)
    return losses.stack()


# %% step_losses passed
def step_losses(w, rate, steps):
    def turn(w, _):
        return w - 2 * rate * (w - 3)

    after = tf.scan(turn, tf.range(steps), initializer=w)
    return (tf.concat([[w], after[:-1]], axis=0) - 3) ** 2


# %% step_losses passed
def step_losses(w, rate, steps):
    turns = tf.range(steps)
    return tf.map_fn(
        lambda turn: (w - 3) ** 2 * (1 - 2 * rate) ** (2 * tf.cast(turn, tf.float32)),
        turns,
        fn_output_signature=tf.float32,
    )


# %% step_losses passed
def step_losses(w, rate, steps):
    shrink = tf.math.cumprod(tf.fill([steps], 1 - 2 * rate), exclusive=True)
    return ((w - 3) * shrink) ** 2


# %% step_losses passed
def step_losses(w, rate, steps):
    losses = tf.zeros([0])
    for _ in tf.range(steps):
        tf.autograph.experimental.set_loop_options(
            shape_invariants=[(losses, tf.TensorShape([None]))]
        )
        losses = tf.concat([losses, [(w - 3) ** 2]], axis=0)
        w = w - rate * 2 * (w - 3)
    return losses


# %% step_losses passed
def step_losses(w, rate, steps):
    def body(turn, w, losses):
        losses = losses.write(turn, tf.square(w - 3))
        return turn + 1, w - rate * 2 * (w - 3), losses

    start = (0, w, tf.TensorArray(tf.float32, steps))
    return tf.while_loop(lambda turn, *_: turn < steps, body, start)[2].stack()


# %% step_losses misconception.left_the_graph
def step_losses(w, rate, steps):
    def descend(w, rate, steps):
        losses = []
        for _ in range(steps):
            losses.append((w - 3) ** 2)
            w = w - rate * 2 * (w - 3)
        return np.array(losses, np.float32)

    return tf.numpy_function(descend, [w, rate, steps], tf.float32)


# %% step_losses misconception.last_only
def step_losses(w, rate, steps):
    loss = tf.constant(0.0)
    for _ in tf.range(steps):
        loss = (w - 3) ** 2
        w = w - rate * 2 * (w - 3)
    return loss


# %% step_losses misconception.last_in_a_row
def step_losses(w, rate, steps):
    losses = tf.zeros([steps])
    for turn in tf.range(steps):
        losses = tf.zeros([steps])
        losses = tf.tensor_scatter_nd_update(losses, [[turn]], [(w - 3) ** 2])
        w = w - rate * 2 * (w - 3)
    return losses


# %% step_losses misconception.nothing_kept
def step_losses(w, rate, steps):
    losses = tf.zeros([steps])
    for turn in tf.range(steps):
        tf.tensor_scatter_nd_update(losses, [[turn]], [(w - 3) ** 2])
        w = w - rate * 2 * (w - 3)
    return losses


# %% step_losses misconception.after_each_step
def step_losses(w, rate, steps):
    losses = tf.TensorArray(tf.float32, steps)
    for turn in tf.range(steps):
        w = w - rate * 2 * (w - 3)
        losses = losses.write(turn, (w - 3) ** 2)
    return losses.stack()


# %% step_losses misconception.one_too_many
def step_losses(w, rate, steps):
    losses = tf.TensorArray(tf.float32, steps + 1)
    for turn in tf.range(steps + 1):
        losses = losses.write(turn, (w - 3) ** 2)
        w = w - rate * 2 * (w - 3)
    return losses.stack()


# %% step_losses misconception.values
def step_losses(w, rate, steps):
    values = tf.TensorArray(tf.float32, steps)
    for turn in tf.range(steps):
        values = values.write(turn, w)
        w = w - rate * 2 * (w - 3)
    return values.stack()


# %% step_losses misconception.reversed
def step_losses(w, rate, steps):
    losses = tf.TensorArray(tf.float32, steps)
    for turn in tf.range(steps):
        losses = losses.write(steps - 1 - turn, (w - 3) ** 2)
        w = w - rate * 2 * (w - 3)
    return losses.stack()


# %% step_losses misconception.column
def step_losses(w, rate, steps):
    losses = tf.TensorArray(tf.float32, steps)
    for turn in tf.range(steps):
        losses = losses.write(turn, [(w - 3) ** 2])
        w = w - rate * 2 * (w - 3)
    return losses.stack()


# %% step_losses misconception.never_moved
def step_losses(w, rate, steps):
    losses = tf.TensorArray(tf.float32, steps)
    for turn in tf.range(steps):
        losses = losses.write(turn, (w - 3) ** 2)
        v = w - rate * 2 * (w - 3)
    return losses.stack()


# %% step_losses misconception.summed
def step_losses(w, rate, steps):
    total = tf.constant(0.0)
    for _ in tf.range(steps):
        total += (w - 3) ** 2
        w = w - rate * 2 * (w - 3)
    return total


# %% step_losses misconception.summed_on_the_way
def step_losses(w, rate, steps):
    losses, total = tf.TensorArray(tf.float32, steps), tf.constant(0.0)
    for turn in tf.range(steps):
        total += (w - 3) ** 2
        losses = losses.write(turn, total)
        w = w - rate * 2 * (w - 3)
    return losses.stack()


# %% step_losses misconception.half_the_slope
def step_losses(w, rate, steps):
    losses = tf.TensorArray(tf.float32, steps)
    for turn in tf.range(steps):
        losses = losses.write(turn, (w - 3) ** 2)
        w = w - rate * (w - 3)
    return losses.stack()


# %% step_losses misconception.upward
def step_losses(w, rate, steps):
    losses = tf.TensorArray(tf.float32, steps)
    for turn in tf.range(steps):
        losses = losses.write(turn, (w - 3) ** 2)
        w = w + rate * 2 * (w - 3)
    return losses.stack()


# %% fit_shapes passed
def fit_plane(x, y):
    slopes = tf.Variable(tf.zeros([x.shape[1], 1]))
    intercept = tf.Variable(tf.zeros([1]))
    for _ in range(60):
        with tf.GradientTape() as tape:
            errors = tf.ensure_shape((x @ slopes)[:, 0] + intercept - y, y.shape)
            loss = tf.reduce_mean(errors**2)
        by_slopes, by_intercept = tape.gradient(loss, [slopes, intercept])
        slopes.assign_sub(0.25 * by_slopes)
        intercept.assign_sub(0.25 * by_intercept)
    return tf.concat([slopes[:, 0], intercept], axis=0)


# %% fit_shapes passed
def fit_plane(x, y):
    with_one = tf.concat([x, tf.ones([len(x), 1])], axis=1)
    return tf.linalg.lstsq(with_one, tf.reshape(y, [-1, 1]), fast=False)[:, 0]


# %% fit_shapes passed
def fit_plane(x, y):
    slopes, intercept = tf.zeros([x.shape[1]]), tf.constant(0.0)
    for _ in range(80):
        errors = tf.linalg.matvec(x, slopes) + intercept - y
        slopes -= 0.4 * tf.linalg.matvec(x, errors, transpose_a=True) / len(x)
        intercept -= 0.4 * tf.reduce_mean(errors)
    return tf.concat([slopes, [intercept]], axis=0)


# %% fit_shapes passed
def fit_plane(x, y):
    slopes = tf.Variable(tf.zeros([x.shape[1], 1]))
    intercept = tf.Variable(tf.zeros([1]))
    y = tf.expand_dims(y, -1)

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(x @ slopes + intercept - y))
        by_slopes, by_intercept = tape.gradient(loss, [slopes, intercept])
        slopes.assign_sub(0.2 * by_slopes)
        intercept.assign_sub(0.2 * by_intercept)

    for _ in range(100):
        step()
    return tf.concat([tf.squeeze(slopes, axis=1), intercept], axis=0)


# %% fit_shapes passed
def fit_plane(x, y):
    middle, mean = tf.reduce_mean(x, axis=0), tf.reduce_mean(y)
    centered = x - middle
    squares = tf.matmul(centered, centered, transpose_a=True)
    products = tf.matmul(centered, y[:, None] - mean, transpose_a=True)
    slopes = tf.linalg.solve(squares, products)[:, 0]
    return tf.concat([slopes, [mean - tf.tensordot(slopes, middle, 1)]], axis=0)


# %% fit_shapes misconception.mean_predicted
def fit_plane(x, y):
    slopes = tf.Variable(tf.zeros([x.shape[1], 1]))
    intercept = tf.Variable(tf.zeros([1]))
    for _ in range(60):
        with tf.GradientTape() as tape:
            errors = x @ slopes + intercept - tf.transpose(y)
            loss = tf.reduce_mean(errors**2)
        by_slopes, by_intercept = tape.gradient(loss, [slopes, intercept])
        slopes.assign_sub(0.2 * by_slopes)
        intercept.assign_sub(0.2 * by_intercept)
    return tf.concat([slopes[:, 0], intercept], axis=0)


# %% fit_shapes misconception.mean_predicted
def fit_plane(x, y):
    return tf.concat([tf.zeros([x.shape[1]]), [tf.reduce_mean(y)]], axis=0)


# %% fit_shapes misconception.diverged
def fit_plane(x, y):
    slopes, intercept = tf.zeros([x.shape[1]]), tf.constant(0.0)
    for _ in range(100):
        errors = tf.linalg.matvec(x, slopes) + intercept - y
        slopes -= 2 * tf.linalg.matvec(x, errors, transpose_a=True)
        intercept -= 2 * tf.reduce_sum(errors)
    return tf.concat([slopes, [intercept]], axis=0)


# %% fit_shapes misconception.diverged
def fit_plane(x, y):
    slopes = tf.Variable(tf.zeros([x.shape[1], 1]))
    intercept = tf.Variable(tf.zeros([1]))
    for _ in range(60):
        with tf.GradientTape() as tape:
            errors = x @ slopes + intercept - y[:, tf.newaxis]
            loss = tf.reduce_sum(errors**2)
        by_slopes, by_intercept = tape.gradient(loss, [slopes, intercept])
        slopes.assign_sub(0.2 * by_slopes)
        intercept.assign_sub(0.2 * by_intercept)
    return tf.concat([slopes[:, 0], intercept], axis=0)


# %% fit_shapes misconception.diverged
def fit_plane(x, y):
    slopes, intercept = tf.zeros([x.shape[1]]), tf.constant(0.0)
    for _ in range(60):
        errors = tf.linalg.matvec(x, slopes) + intercept - y
        slopes -= 0.2 * tf.linalg.matvec(x, errors, transpose_a=True)
        intercept -= 0.2 * tf.reduce_sum(errors)
    return tf.concat([slopes, [intercept]], axis=0)


# %% fit_shapes misconception.diverged_with_more_rows
def fit_plane(x, y):
    slopes, intercept = tf.zeros([x.shape[1]]), tf.constant(0.0)
    for _ in range(100):
        errors = tf.linalg.matvec(x, slopes) + intercept - y
        slopes -= 0.1 * tf.linalg.matvec(x, errors, transpose_a=True)
        intercept -= 0.1 * tf.reduce_sum(errors)
    return tf.concat([slopes, [intercept]], axis=0)


# %% fit_shapes misconception.not_there_yet
def fit_plane(x, y):
    slopes, intercept = tf.zeros([x.shape[1]]), tf.constant(0.0)
    for _ in range(10):
        errors = tf.linalg.matvec(x, slopes) + intercept - y
        slopes -= 0.4 * tf.linalg.matvec(x, errors, transpose_a=True) / len(x)
        intercept -= 0.4 * tf.reduce_mean(errors)
    return tf.concat([slopes, [intercept]], axis=0)


# %% fit_shapes misconception.no_intercept
def fit_plane(x, y):
    slopes = tf.linalg.lstsq(x, y[:, None], fast=False)[:, 0]
    return tf.concat([slopes, [0.0]], axis=0)


# %% fit_shapes misconception.mean_as_intercept
def fit_plane(x, y):
    with_one = tf.concat([x, tf.ones([len(x), 1])], axis=1)
    weights = tf.linalg.lstsq(with_one, y[:, None], fast=False)[:, 0]
    return tf.concat([weights[:-1], [tf.reduce_mean(y)]], axis=0)


# %% fit_shapes misconception.first_column_only
def fit_plane(x, y):
    first = tf.stack([x[:, 0], tf.ones(len(x))], axis=1)
    slope, intercept = tf.unstack(tf.linalg.lstsq(first, y[:, None], fast=False)[:, 0])
    return tf.concat([[slope], tf.zeros(x.shape[1] - 1), [intercept]], axis=0)


# %% fit_shapes misconception.intercept_first
def fit_plane(x, y):
    with_one = tf.concat([tf.ones([len(x), 1]), x], axis=1)
    return tf.linalg.lstsq(with_one, y[:, None], fast=False)[:, 0]


# %% fit_shapes misconception.slopes_only
def fit_plane(x, y):
    with_one = tf.concat([x, tf.ones([len(x), 1])], axis=1)
    return tf.linalg.lstsq(with_one, y[:, None], fast=False)[:-1, 0]


# %% fit_shapes misconception.column
def fit_plane(x, y):
    with_one = tf.concat([x, tf.ones([len(x), 1])], axis=1)
    return tf.linalg.lstsq(with_one, y[:, None], fast=False)


# %% fit_shapes misconception.sign_turned
def fit_plane(x, y):
    with_one = tf.concat([x, tf.ones([len(x), 1])], axis=1)
    return tf.linalg.lstsq(with_one, -y[:, None], fast=False)[:, 0]


# %% largest_batch passed
def largest_batch(features, prototypes, dtype, mib):
    size = np.dtype(dtype).itemsize
    table = prototypes * features * size
    row = features * size + features * prototypes * size
    return max(0, (mib * 1024 * 1024 - table) // row)


# %% largest_batch passed
def largest_batch(features, prototypes, dtype, mib):
    numbers = mib * 2**20 // tf.as_dtype(dtype).size
    n = (numbers - prototypes * features) // (features * (1 + prototypes))
    return n if n > 0 else 0


# %% largest_batch passed
def largest_batch(features, prototypes, dtype, mib):
    size = {"float16": 2, "float32": 4, "float64": 8}[dtype]
    used, n = prototypes * features * size, 0
    while used + features * size * (1 + prototypes) <= mib * 2**20:
        used += features * size * (1 + prototypes)
        n += 1
    return n


# %% largest_batch passed
def largest_batch(features, prototypes, dtype, mib):
    def needed(n):
        numbers = n * features + prototypes * features + n * prototypes * features
        return numbers * tf.dtypes.as_dtype(dtype).size

    low, high = 0, mib * 2**20
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if needed(middle) <= mib * 2**20 else (low, middle - 1)
    return low


# %% largest_batch passed
def largest_batch(features, prototypes, dtype, mib):
    size = tf.zeros([], dtype).numpy().nbytes
    free = mib * 2**20 - size * features * prototypes
    rows, _ = divmod(free, size * features * (prototypes + 1))
    return int(np.clip(rows, 0, None))


# %% largest_batch misconception.one_byte_each
def largest_batch(features, prototypes, dtype, mib):
    return max((mib * 2**20 - prototypes * features) // (features * (1 + prototypes)), 0)


# %% largest_batch misconception.always_four
def largest_batch(features, prototypes, dtype, mib):
    free = mib * 2**20 - 4 * prototypes * features
    return max(free // (4 * features * (1 + prototypes)), 0)


# %% largest_batch misconception.bits
def largest_batch(features, prototypes, dtype, mib):
    size = int(dtype.removeprefix("float"))
    free = mib * 2**20 - size * prototypes * features
    return max(free // (size * features * (1 + prototypes)), 0)


# %% largest_batch misconception.not_broadcast
def largest_batch(features, prototypes, dtype, mib):
    size = tf.as_dtype(dtype).size
    free = mib * 2**20 - size * prototypes * features
    return max(free // (size * 2 * features), 0)


# %% largest_batch misconception.inputs_forgotten
def largest_batch(features, prototypes, dtype, mib):
    return mib * 2**20 // (tf.as_dtype(dtype).size * features * prototypes)


# %% largest_batch misconception.batch_forgotten
def largest_batch(features, prototypes, dtype, mib):
    size = tf.as_dtype(dtype).size
    free = mib * 2**20 - size * prototypes * features
    return max(free // (size * features * prototypes), 0)


# %% largest_batch misconception.prototypes_forgotten
def largest_batch(features, prototypes, dtype, mib):
    return mib * 2**20 // (tf.as_dtype(dtype).size * features * (1 + prototypes))


# %% largest_batch misconception.prototypes_for_each_row
def largest_batch(features, prototypes, dtype, mib):
    return mib * 2**20 // (tf.as_dtype(dtype).size * features * (1 + 2 * prototypes))


# %% largest_batch misconception.features_forgotten
def largest_batch(features, prototypes, dtype, mib):
    size = tf.as_dtype(dtype).size
    free = mib * 2**20 - size * prototypes * features
    return max(free // (size * (features + prototypes)), 0)


# %% largest_batch misconception.million
def largest_batch(features, prototypes, dtype, mib):
    size = tf.as_dtype(dtype).size
    free = mib * 10**6 - size * prototypes * features
    return max(free // (size * features * (1 + prototypes)), 0)


# %% largest_batch misconception.kibi
def largest_batch(features, prototypes, dtype, mib):
    size = tf.as_dtype(dtype).size
    free = mib * 1024 - size * prototypes * features
    return max(free // (size * features * (1 + prototypes)), 0)


# %% largest_batch misconception.rounded_up
def largest_batch(features, prototypes, dtype, mib):
    size = tf.as_dtype(dtype).size
    free = mib * 2**20 - size * prototypes * features
    return max(int(np.ceil(free / (size * features * (1 + prototypes)))), 0)


# %% largest_batch misconception.below_zero
def largest_batch(features, prototypes, dtype, mib):
    size = tf.as_dtype(dtype).size
    free = mib * 2**20 - size * prototypes * features
    return free // (size * features * (1 + prototypes))


# %% cause passed
cause = dict(at_variance="broadcasting", two_answers="nan input", leaps="high rate")
cause.update(all_ones="softmax", ignores_config="frozen", always_slow="retracing")
cause.update(no_numpy="leaked", same_noise="frozen")


# %% cause passed
cause = {
    "at_variance": "broadcasting",
    "two_answers": "nan input",
    "leaps": "high rate",
    "all_ones": "softmax",
    "ignores_config": "frozen",
    "always_slow": "retracing",
    "no_numpy": "leaked",
    "same_noise": "frozen",
}


# %% cause passed
cause = dict.fromkeys(["ignores_config", "same_noise"], "frozen")
cause |= {"at_variance": "broadcasting", "two_answers": "nan input", "leaps": "high rate"}
cause |= {"all_ones": "softmax", "always_slow": "retracing", "no_numpy": "leaked"}


# %% cause passed
symptoms = "at_variance two_answers leaps all_ones ignores_config always_slow no_numpy same_noise"
causes = "broadcasting,nan input,high rate,softmax,frozen,retracing,leaked,frozen"
cause = dict(zip(symptoms.split(), causes.split(","), strict=True))


# %% cause passed
cause = {"same_noise": "frozen", "no_numpy": "leaked", "always_slow": "retracing"}
for symptom, reason in [("ignores_config", "frozen"), ("all_ones", "softmax")]:
    cause[symptom] = reason
cause["leaps"], cause["two_answers"] = "high rate", "nan input"
cause["at_variance"] = "broadcasting"


# %% cause misconception.rate_for_a_flat_loss
cause = dict(at_variance="high rate", two_answers="nan input", leaps="high rate")
cause.update(all_ones="high rate", ignores_config="frozen", always_slow="retracing")
cause.update(no_numpy="leaked", same_noise="frozen")

# %% cause misconception.nan_for_sound_weights
cause = dict(at_variance="nan input", two_answers="nan input", leaps="high rate")
cause.update(all_ones="softmax", ignores_config="frozen", always_slow="retracing")
cause.update(no_numpy="leaked", same_noise="frozen")

# %% cause misconception.shapes_for_nan
cause = dict(at_variance="broadcasting", two_answers="broadcasting", leaps="high rate")
cause.update(all_ones="softmax", ignores_config="frozen", always_slow="retracing")
cause.update(no_numpy="leaked", same_noise="frozen")

# %% cause misconception.nan_for_leaps
cause = dict(at_variance="broadcasting", two_answers="nan input", leaps="nan input")
cause.update(all_ones="softmax", ignores_config="frozen", always_slow="retracing")
cause.update(no_numpy="leaked", same_noise="frozen")

# %% cause misconception.shapes_for_ones
cause = dict(at_variance="broadcasting", two_answers="nan input", leaps="high rate")
cause.update(all_ones="broadcasting", ignores_config="frozen", always_slow="retracing")
cause.update(no_numpy="leaked", same_noise="frozen")

# %% cause misconception.tracing_for_a_setting
cause = dict(at_variance="broadcasting", two_answers="nan input", leaps="high rate")
cause.update(all_ones="softmax", ignores_config="retracing", always_slow="retracing")
cause.update(no_numpy="leaked", same_noise="frozen")

# %% cause misconception.frozen_for_slow
cause = dict(at_variance="broadcasting", two_answers="nan input", leaps="high rate")
cause.update(all_ones="softmax", ignores_config="frozen", always_slow="frozen")
cause.update(no_numpy="leaked", same_noise="frozen")

# %% cause misconception.frozen_for_a_leak
cause = dict(at_variance="broadcasting", two_answers="nan input", leaps="high rate")
cause.update(all_ones="softmax", ignores_config="frozen", always_slow="retracing")
cause.update(no_numpy="frozen", same_noise="frozen")

# %% cause misconception.leak_for_frozen
cause = dict(at_variance="broadcasting", two_answers="nan input", leaps="high rate")
cause.update(all_ones="softmax", ignores_config="frozen", always_slow="retracing")
cause.update(no_numpy="leaked", same_noise="leaked")

# %% cause misconception.leak_for_slow
cause = dict(at_variance="broadcasting", two_answers="nan input", leaps="high rate")
cause.update(all_ones="softmax", ignores_config="frozen", always_slow="leaked")
cause.update(no_numpy="leaked", same_noise="frozen")
