"""Answers to 10-deep-networks: right ones, which pass, and wrong ones, each with the key that it hears."""


# %% chain_slope passed
def chain_slope(weights, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        a = x
        for w in weights:
            a = tf.sigmoid(w * a)
    return tape.gradient(a, x)


# %% chain_slope passed
def chain_slope(weights, x):
    values = [x]
    for w in weights:
        values.append(tf.nn.sigmoid(w * values[-1]))
    a = tf.stack(values[1:])
    return tf.reduce_prod(weights * a * (1 - a))


# %% chain_slope passed
def chain_slope(weights, x):
    a, slope = float(x), 1.0
    for w in weights.numpy():
        z = w * a
        a = 1 / (1 + np.exp(-z))
        slope *= w * np.exp(-z) * a**2
    return tf.constant(slope, tf.float32)


# %% chain_slope passed
def chain_slope(weights, x):
    variable = tf.Variable(x)
    with tf.GradientTape() as tape:
        a = tf.identity(variable)
        for i in range(weights.shape[0]):
            a = tf.keras.activations.sigmoid(weights[i] * a)
    return tape.gradient(a, variable)


# %% chain_slope passed
def chain_slope(weights, x):
    def slope(i, b):
        if i == len(weights):
            return tf.constant(1.0)
        a = tf.sigmoid(weights[i] * b)
        return weights[i] * a * (1 - a) * slope(i + 1, a)

    return slope(0, x)


# %% chain_slope misconception.none
def chain_slope(weights, x):
    with tf.GradientTape() as tape:
        a = x
        for w in weights:
            a = tf.sigmoid(w * a)
    return tape.gradient(a, x)


# %% chain_slope misconception.weights_forgotten
def chain_slope(weights, x):
    slope, a = tf.constant(1.0), x
    for w in weights:
        a = tf.sigmoid(w * a)
        slope *= a * (1 - a)
    return slope


# %% chain_slope misconception.slopes_forgotten
def chain_slope(weights, x):
    return tf.reduce_prod(weights)


# %% chain_slope misconception.slope_at_output
def chain_slope(weights, x):
    slope, a = tf.constant(1.0), x
    for w in weights:
        a = tf.sigmoid(w * a)
        s = tf.sigmoid(a)
        slope *= w * s * (1 - s)
    return slope


# %% chain_slope misconception.largest_slope
def chain_slope(weights, x):
    return tf.reduce_prod(0.25 * weights)


# %% chain_slope misconception.bound
def chain_slope(weights, x):
    return tf.constant(0.25) ** len(weights)


# %% chain_slope misconception.summed
def chain_slope(weights, x):
    slope, a = tf.constant(0.0), x
    for w in weights:
        a = tf.sigmoid(w * a)
        slope += w * a * (1 - a)
    return slope


# %% chain_slope misconception.last_layer
def chain_slope(weights, x):
    a = x
    for w in weights:
        with tf.GradientTape() as tape:
            tape.watch(a)
            b = tf.sigmoid(w * a)
        slope, a = tape.gradient(b, a), b
    return slope


# %% chain_slope misconception.first_layer
def chain_slope(weights, x):
    a = tf.sigmoid(weights[0] * x)
    return weights[0] * a * (1 - a)


# %% chain_slope misconception.first_weight_left_out
def chain_slope(weights, x):
    z = weights[0] * x
    with tf.GradientTape() as tape:
        tape.watch(z)
        a = tf.sigmoid(z)
        for w in weights[1:]:
            a = tf.sigmoid(w * a)
    return tape.gradient(a, z)


# %% chain_slope misconception.the_value
def chain_slope(weights, x):
    a = x
    for w in weights:
        a = tf.sigmoid(w * a)
    return a


# %% chain_slope misconception.all_at_x
def chain_slope(weights, x):
    a = tf.sigmoid(weights * x)
    return tf.reduce_prod(weights * a * (1 - a))


# %% init_std passed
def init_std(shape, rule):
    fan_in = int(np.prod(shape[:-1]))
    fan_out = int(np.prod(shape)) // shape[-2]
    if rule == "he":
        return np.sqrt(2 / fan_in)
    if rule == "lecun":
        return np.sqrt(1 / fan_in)
    return np.sqrt(2 / (fan_in + fan_out))


# %% init_std passed
def init_std(shape, rule):
    if len(shape) == 2:
        fan_in, fan_out = shape
    else:
        height, width, inputs, filters = shape
        fan_in, fan_out = height * width * inputs, height * width * filters
    return {"glorot": 2 / (fan_in + fan_out), "he": 2 / fan_in, "lecun": 1 / fan_in}[rule] ** 0.5


# %% init_std passed
import math


def init_std(shape, rule):
    area = math.prod(shape[:-2])
    into = area * shape[-2]
    if rule == "glorot":
        return math.sqrt(6 / (into + area * shape[-1])) / math.sqrt(3)
    return math.sqrt((2 if rule == "he" else 1) / into)


# %% init_std passed
def init_std(shape, rule):
    *rest, inputs, outputs = shape
    area = 1
    for size in rest:
        area = area * size
    match rule:
        case "glorot":
            variance = 2 / (area * (inputs + outputs))
        case "he":
            variance = 2 / (area * inputs)
        case _:
            variance = 1 / (area * inputs)
    return float(tf.sqrt(tf.constant(variance)))


# %% init_std passed
def init_std(shape, rule):
    area = np.prod(shape[:-2])
    n = area * shape[-2]
    if rule == "glorot":
        n = (n + area * shape[-1]) / 2
    scale = 2.0 if rule == "he" else 1.0
    return tf.constant((scale / n) ** 0.5)


# %% init_std misconception.area_left_out
def init_std(shape, rule):
    fan_in, fan_out = shape[-2:]
    return np.sqrt({"glorot": 2 / (fan_in + fan_out), "he": 2 / fan_in, "lecun": 1 / fan_in}[rule])


# %% init_std misconception.first_two_sizes
def init_std(shape, rule):
    fan_in, fan_out = shape[:2]
    return np.sqrt({"glorot": 2 / (fan_in + fan_out), "he": 2 / fan_in, "lecun": 1 / fan_in}[rule])


# %% init_std misconception.all_sizes
def init_std(shape, rule):
    fan_in, fan_out = int(np.prod(shape[:-1])), shape[-1]
    return np.sqrt({"glorot": 2 / (fan_in + fan_out), "he": 2 / fan_in, "lecun": 1 / fan_in}[rule])


# %% init_std misconception.variance
def init_std(shape, rule):
    area = int(np.prod(shape[:-2]))
    fan_in, fan_out = area * shape[-2], area * shape[-1]
    return {"glorot": 2 / (fan_in + fan_out), "he": 2 / fan_in, "lecun": 1 / fan_in}[rule]


# %% init_std misconception.uniform_limit
def init_std(shape, rule):
    area = int(np.prod(shape[:-2]))
    fan_in, fan_out = area * shape[-2], area * shape[-1]
    return np.sqrt(
        3 * {"glorot": 2 / (fan_in + fan_out), "he": 2 / fan_in, "lecun": 1 / fan_in}[rule]
    )


# %% init_std misconception.fan_out
def init_std(shape, rule):
    area = int(np.prod(shape[:-2]))
    fan_in, fan_out = area * shape[-2], area * shape[-1]
    return np.sqrt(
        {"glorot": 2 / (fan_in + fan_out), "he": 2 / fan_out, "lecun": 1 / fan_out}[rule]
    )


# %% init_std misconception.always_he
def init_std(shape, rule):
    area = int(np.prod(shape[:-2]))
    fan_in, fan_out = area * shape[-2], area * shape[-1]
    return np.sqrt(2 / fan_in)


# %% init_std misconception.he_is_lecun
def init_std(shape, rule):
    area = int(np.prod(shape[:-2]))
    fan_in, fan_out = area * shape[-2], area * shape[-1]
    return np.sqrt(2 / (fan_in + fan_out) if rule == "glorot" else 1 / fan_in)


# %% init_std misconception.glorot_not_halved
def init_std(shape, rule):
    area = int(np.prod(shape[:-2]))
    fan_in, fan_out = area * shape[-2], area * shape[-1]
    return np.sqrt({"glorot": 1 / (fan_in + fan_out), "he": 2 / fan_in, "lecun": 1 / fan_in}[rule])


# %% init_std misconception.corrected
def init_std(shape, rule):
    area = int(np.prod(shape[:-2]))
    fan_in, fan_out = area * shape[-2], area * shape[-1]
    return (
        np.sqrt({"glorot": 2 / (fan_in + fan_out), "he": 2 / fan_in, "lecun": 1 / fan_in}[rule])
        / 0.87962566103423978
    )


# %% gradient_norms passed
def gradient_norms(model, x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(x) - y))
    gradients = tape.gradient(loss, model.trainable_variables)
    return tf.stack([tf.norm(gradient) for gradient in gradients[::2]])


# %% gradient_norms passed
def gradient_norms(model, x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(x) - y))
    kernels = [v for v in model.trainable_weights if len(v.shape) == 2]
    return [tf.sqrt(tf.reduce_sum(g**2)) for g in tape.gradient(loss, kernels)]


# %% gradient_norms passed
def gradient_norms(model, x, y):
    with tf.GradientTape(persistent=True) as tape:
        loss = tf.reduce_mean(keras.losses.mean_squared_error(y, model(x, training=True)))
    norms = []
    for layer in model.layers:
        norms.append(tf.linalg.norm(tape.gradient(loss, layer.kernel)).numpy())
    return np.array(norms)


# %% gradient_norms passed
def gradient_norms(model, x, y):
    with tf.GradientTape() as tape:
        loss = keras.losses.MeanSquaredError()(y, model(x))
    gradients = tape.gradient(loss, [layer.kernel for layer in model.layers])
    return tf.convert_to_tensor([tf.linalg.global_norm([g]) for g in gradients])


# %% gradient_norms passed
def gradient_norms(model, x, y):
    def loss():
        return tf.reduce_mean((y - model(x)) ** 2)

    result = []
    for layer in model.layers:
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(layer.kernel.value)
            value = loss()
        result.append(tf.norm(tape.gradient(value, layer.kernel.value)))
    return tf.stack(result)


# %% gradient_norms misconception.turned_round
def gradient_norms(model, x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(x) - y))
    gradients = tape.gradient(loss, [layer.kernel for layer in model.layers])
    return tf.stack([tf.norm(g) for g in gradients[::-1]])


# %% gradient_norms misconception.squared
def gradient_norms(model, x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(x) - y))
    gradients = tape.gradient(loss, [layer.kernel for layer in model.layers])
    return tf.stack([tf.reduce_sum(g**2) for g in gradients])


# %% gradient_norms misconception.with_biases
def gradient_norms(model, x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(x) - y))
    pairs = tape.gradient(loss, [[layer.kernel, layer.bias] for layer in model.layers])
    return tf.stack([tf.linalg.global_norm(pair) for pair in pairs])


# %% gradient_norms misconception.all_variables
def gradient_norms(model, x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(x) - y))
    return tf.stack([tf.norm(g) for g in tape.gradient(loss, model.trainable_variables)])


# %% gradient_norms misconception.of_weights
def gradient_norms(model, x, y):
    return tf.stack([tf.norm(layer.kernel) for layer in model.layers])


# %% gradient_norms misconception.summed_loss
def gradient_norms(model, x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.square(model(x) - y))
    gradients = tape.gradient(loss, [layer.kernel for layer in model.layers])
    return tf.stack([tf.norm(g) for g in gradients])


# %% gradient_norms misconception.loss_by_row
def gradient_norms(model, x, y):
    kernels = [layer.kernel for layer in model.layers]
    with tf.GradientTape() as tape:
        loss = keras.losses.mean_squared_error(y, model(x))
    return tf.stack([tf.norm(g) for g in tape.gradient(loss, kernels)])


# %% gradient_norms misconception.of_biases
def gradient_norms(model, x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(x) - y))
    gradients = tape.gradient(loss, model.trainable_variables)
    return tf.stack([tf.norm(g) for g in gradients[1::2]])


# %% gradient_norms misconception.root_mean_square
def gradient_norms(model, x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(x) - y))
    gradients = tape.gradient(loss, [layer.kernel for layer in model.layers])
    return tf.stack([tf.sqrt(tf.reduce_mean(g**2)) for g in gradients])


# %% gradient_norms misconception.mean_size
def gradient_norms(model, x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(x) - y))
    gradients = tape.gradient(loss, [layer.kernel for layer in model.layers])
    return tf.stack([tf.reduce_mean(tf.abs(g)) for g in gradients])


# %% gradient_norms misconception.added_sizes
def gradient_norms(model, x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(x) - y))
    gradients = tape.gradient(loss, [layer.kernel for layer in model.layers])
    return tf.stack([tf.norm(g, ord=1) for g in gradients])


# %% gradient_norms misconception.largest
def gradient_norms(model, x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(x) - y))
    gradients = tape.gradient(loss, [layer.kernel for layer in model.layers])
    return tf.stack([tf.reduce_max(tf.abs(g)) for g in gradients])


# %% gradient_norms misconception.one_for_all
def gradient_norms(model, x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(x) - y))
    gradients = tape.gradient(loss, [layer.kernel for layer in model.layers])
    return tf.linalg.global_norm(gradients)


# %% dead_units passed
def dead_units(sums):
    return tf.reduce_max(sums, axis=0) <= 0


# %% dead_units passed
def dead_units(sums):
    return tf.reduce_sum(tf.nn.relu(sums), axis=0) == 0


# %% dead_units passed
def dead_units(sums):
    return ~tf.reduce_any(sums > 0, axis=0)


# %% dead_units passed
def dead_units(sums):
    given = keras.activations.relu(sums)
    return tf.equal(tf.reduce_max(given, 0), 0.0)


# %% dead_units passed
def dead_units(sums):
    return np.all(sums.numpy() <= 0, axis=0)


# %% dead_units passed
def dead_units(sums):
    return tf.math.count_nonzero(tf.nn.relu(sums), axis=0) == 0


# %% dead_units misconception.alive
def dead_units(sums):
    return tf.reduce_max(sums, axis=0) > 0


# %% dead_units misconception.alive
def dead_units(sums):
    return tf.reduce_any(tf.nn.relu(sums) > 0, axis=0)


# %% dead_units misconception.any_row
def dead_units(sums):
    return tf.reduce_any(tf.nn.relu(sums) == 0, axis=0)


# %% dead_units misconception.mean_below
def dead_units(sums):
    return tf.reduce_mean(sums, axis=0) <= 0


# %% dead_units misconception.mean_below
def dead_units(sums):
    return tf.nn.relu(tf.reduce_mean(sums, axis=0)) == 0


# %% dead_units misconception.strictly_below
def dead_units(sums):
    return tf.reduce_all(sums < 0, axis=0)


# %% dead_units misconception.first_row
def dead_units(sums):
    return sums[0] <= 0


# %% dead_units misconception.last_row
def dead_units(sums):
    for row in sums:
        dead = tf.nn.relu(row) == 0
    return dead


# %% dead_units misconception.by_row
def dead_units(sums):
    return tf.reduce_all(tf.nn.relu(sums) == 0, axis=1)


# %% dead_units misconception.by_row
def dead_units(sums):
    return tf.reduce_max(sums, axis=-1) <= 0


# %% dead_units misconception.counted
def dead_units(sums):
    return tf.reduce_sum(tf.cast(tf.reduce_max(sums, axis=0) <= 0, tf.int32))


# %% dead_units misconception.places
def dead_units(sums):
    return tf.where(tf.reduce_max(sums, axis=0) <= 0)[:, 0]


# %% dead_units misconception.every_sum
def dead_units(sums):
    return tf.nn.relu(sums) == 0


# %% batch_norm_step passed
def batch_norm_step(x, moving_mean, moving_variance, momentum, epsilon):
    mean = tf.reduce_mean(x, axis=0)
    variance = tf.reduce_mean((x - mean) ** 2, axis=0)
    output = (x - mean) * tf.math.rsqrt(variance + epsilon)
    moving_mean = moving_mean + (1 - momentum) * (mean - moving_mean)
    moving_variance = moving_variance + (1 - momentum) * (variance - moving_variance)
    return output, moving_mean, moving_variance


# %% batch_norm_step passed
def batch_norm_step(x, moving_mean, moving_variance, momentum, epsilon):
    layer = keras.layers.BatchNormalization(momentum=momentum, epsilon=epsilon)
    layer.build(x.shape)
    layer.moving_mean.assign(moving_mean)
    layer.moving_variance.assign(moving_variance)
    output = layer(x, training=True)
    return output, layer.moving_mean.value, layer.moving_variance.value


# %% batch_norm_step passed
def batch_norm_step(x, moving_mean, moving_variance, momentum, epsilon):
    x = x.numpy().astype("float64")
    mean, variance = x.mean(0), x.var(0)
    output = (x - mean) / np.sqrt(variance + epsilon)
    blend = lambda old, new: momentum * old + (1 - momentum) * tf.cast(new, tf.float32)
    return tf.cast(output, tf.float32), blend(moving_mean, mean), blend(moving_variance, variance)


# %% batch_norm_step passed
def batch_norm_step(x, moving_mean, moving_variance, momentum, epsilon):
    mean, variance = tf.math.reduce_mean(x, 0), tf.math.reduce_variance(x, 0)
    output = tf.nn.batch_normalization(x, mean, variance, None, None, epsilon)
    return [
        output,
        momentum * moving_mean + (1 - momentum) * mean,
        momentum * moving_variance + (1 - momentum) * variance,
    ]


# %% batch_norm_step passed
def batch_norm_step(x, moving_mean, moving_variance, momentum, epsilon):
    mean, variance = tf.nn.moments(x, 0, keepdims=True)
    output = (x - mean) / (variance + epsilon) ** 0.5
    new = [
        momentum * old + (1 - momentum) * of[0]
        for old, of in ((moving_mean, mean), (moving_variance, variance))
    ]
    return output, *new


# %% batch_norm_step misconception.new_averages_used
def batch_norm_step(x, moving_mean, moving_variance, momentum, epsilon):
    mean, variance = tf.nn.moments(x, axes=[0])
    moving_mean = momentum * moving_mean + (1 - momentum) * mean
    moving_variance = momentum * moving_variance + (1 - momentum) * variance
    output = (x - moving_mean) / tf.sqrt(moving_variance + epsilon)
    return output, moving_mean, moving_variance


# %% batch_norm_step misconception.axis_kept
def batch_norm_step(x, moving_mean, moving_variance, momentum, epsilon):
    mean, variance = tf.nn.moments(x, axes=[0], keepdims=True)
    output = (x - mean) / tf.sqrt(variance + epsilon)
    new_mean = momentum * moving_mean + (1 - momentum) * mean
    new_variance = momentum * moving_variance + (1 - momentum) * variance
    return output, new_mean, new_variance


# %% batch_norm_step misconception.in_inference
def batch_norm_step(x, moving_mean, moving_variance, momentum, epsilon):
    layer = keras.layers.BatchNormalization(momentum=momentum, epsilon=epsilon)
    layer.build(x.shape)
    layer.moving_mean.assign(moving_mean)
    layer.moving_variance.assign(moving_variance)
    return layer(x), layer.moving_mean.value, layer.moving_variance.value


# %% batch_norm_step kind
def batch_norm_step(x, moving_mean, moving_variance, momentum, epsilon):
    mean, variance = tf.nn.moments(x, axes=[0])
    output = (x - mean) / tf.sqrt(variance + epsilon)
    new_mean = momentum * moving_mean + (1 - momentum) * tf.reduce_mean(mean)
    new_variance = momentum * moving_variance + (1 - momentum) * variance
    return output, tf.reduce_mean(new_mean), new_variance


# %% batch_norm_step misconception.averages_used
def batch_norm_step(x, moving_mean, moving_variance, momentum, epsilon):
    mean, variance = tf.nn.moments(x, [0])
    output = (x - moving_mean) / tf.sqrt(moving_variance + epsilon)
    new_mean = momentum * moving_mean + (1 - momentum) * mean
    new_variance = momentum * moving_variance + (1 - momentum) * variance
    return output, new_mean, new_variance


# %% batch_norm_step misconception.momentum_exchanged
def batch_norm_step(x, moving_mean, moving_variance, momentum, epsilon):
    mean, variance = tf.nn.moments(x, [0])
    output = (x - mean) / tf.sqrt(variance + epsilon)
    new_mean = (1 - momentum) * moving_mean + momentum * mean
    new_variance = (1 - momentum) * moving_variance + momentum * variance
    return output, new_mean, new_variance


# %% batch_norm_step misconception.unbiased
def batch_norm_step(x, moving_mean, moving_variance, momentum, epsilon):
    n = max(x.shape[0] - 1, 1)
    mean = tf.reduce_mean(x, axis=0)
    variance = tf.reduce_sum((x - mean) ** 2, axis=0) / n
    output = (x - mean) / tf.sqrt(variance + epsilon)
    new_mean = momentum * moving_mean + (1 - momentum) * mean
    new_variance = momentum * moving_variance + (1 - momentum) * variance
    return output, new_mean, new_variance


# %% batch_norm_step misconception.averages_left
def batch_norm_step(x, moving_mean, moving_variance, momentum, epsilon):
    mean, variance = tf.nn.moments(x, [0])
    output = (x - mean) / tf.sqrt(variance + epsilon)
    return output, moving_mean, moving_variance


# %% batch_norm_step misconception.averages_replaced
def batch_norm_step(x, moving_mean, moving_variance, momentum, epsilon):
    mean, variance = tf.nn.moments(x, [0])
    output = (x - mean) / tf.sqrt(variance + epsilon)
    return output, mean, variance


# %% batch_norm_step misconception.deviation_kept
def batch_norm_step(x, moving_mean, moving_variance, momentum, epsilon):
    mean, variance = tf.nn.moments(x, [0])
    output = (x - mean) / tf.sqrt(variance + epsilon)
    new_mean = momentum * moving_mean + (1 - momentum) * mean
    new_variance = momentum * moving_variance + (1 - momentum) * tf.sqrt(variance)
    return output, new_mean, new_variance


# %% batch_norm_step misconception.by_row
def batch_norm_step(x, moving_mean, moving_variance, momentum, epsilon):
    layer_mean, layer_variance = tf.nn.moments(x, [1], keepdims=True)
    output = (x - layer_mean) / tf.sqrt(layer_variance + epsilon)
    mean, variance = tf.nn.moments(x, [0])
    new_mean = momentum * moving_mean + (1 - momentum) * mean
    new_variance = momentum * moving_variance + (1 - momentum) * variance
    return output, new_mean, new_variance


# %% batch_norm_step misconception.epsilon_outside
def batch_norm_step(x, moving_mean, moving_variance, momentum, epsilon):
    mean, variance = tf.nn.moments(x, [0])
    output = (x - mean) / (tf.sqrt(variance) + epsilon)
    new_mean = momentum * moving_mean + (1 - momentum) * mean
    new_variance = momentum * moving_variance + (1 - momentum) * variance
    return output, new_mean, new_variance


# %% batch_norm_step misconception.no_epsilon
def batch_norm_step(x, moving_mean, moving_variance, momentum, epsilon):
    mean, variance = tf.nn.moments(x, [0])
    output = (x - mean) / tf.sqrt(variance)
    new_mean = momentum * moving_mean + (1 - momentum) * mean
    new_variance = momentum * moving_variance + (1 - momentum) * variance
    return output, new_mean, new_variance


# %% batch_norm_step misconception.no_root
def batch_norm_step(x, moving_mean, moving_variance, momentum, epsilon):
    mean, variance = tf.nn.moments(x, [0])
    output = (x - mean) / (variance + epsilon)
    new_mean = momentum * moving_mean + (1 - momentum) * mean
    new_variance = momentum * moving_variance + (1 - momentum) * variance
    return output, new_mean, new_variance


# %% batch_norm_step misconception.epsilon_in_average
def batch_norm_step(x, moving_mean, moving_variance, momentum, epsilon):
    mean = tf.reduce_mean(x, axis=0)
    variance = tf.math.reduce_variance(x, axis=0) + epsilon
    output = (x - mean) / tf.sqrt(variance)
    new_mean = momentum * moving_mean + (1 - momentum) * mean
    new_variance = momentum * moving_variance + (1 - momentum) * variance
    return output, new_mean, new_variance


# %% batch_norm_step misconception.not_centered
def batch_norm_step(x, moving_mean, moving_variance, momentum, epsilon):
    mean, variance = tf.nn.moments(x, [0])
    output = x / tf.sqrt(variance + epsilon)
    new_mean = momentum * moving_mean + (1 - momentum) * mean
    new_variance = momentum * moving_variance + (1 - momentum) * variance
    return output, new_mean, new_variance


# %% residual_stack passed
def residual_stack(x, kernels):
    for kernel in kernels:
        x = x + tf.nn.relu(tf.matmul(x, kernel))
    return x


# %% residual_stack passed
def residual_stack(x, kernels):
    return tf.foldl(lambda h, kernel: h + tf.nn.relu(h @ kernel), kernels, initializer=x)


# %% residual_stack passed
def residual_stack(x, kernels):
    h = x
    for i in range(kernels.shape[0]):
        h += tf.maximum(h @ kernels[i], 0.0)
    return h


# %% residual_stack passed
def residual_stack(x, kernels):
    if len(kernels) == 0:
        return x
    return residual_stack(x + keras.activations.relu(x @ kernels[0]), kernels[1:])


# %% residual_stack passed
def residual_stack(x, kernels):
    for kernel in kernels:
        layer = keras.layers.Dense(kernel.shape[1], "relu", use_bias=False)
        layer.build(x.shape)
        layer.kernel.assign(kernel)
        x = keras.layers.add([x, layer(x)])
    return x


# %% residual_stack misconception.plain
def residual_stack(x, kernels):
    h = x
    for kernel in kernels:
        h = tf.nn.relu(h @ kernel)
    return h


# %% residual_stack misconception.from_the_start
def residual_stack(x, kernels):
    h = x
    for kernel in kernels:
        h = x + tf.nn.relu(h @ kernel)
    return h


# %% residual_stack misconception.one_skip
def residual_stack(x, kernels):
    h = x
    for kernel in kernels:
        h = tf.nn.relu(h @ kernel)
    return x + h


# %% residual_stack misconception.relu_after_sum
def residual_stack(x, kernels):
    h = x
    for kernel in kernels:
        h = tf.nn.relu(h + h @ kernel)
    return h


# %% residual_stack misconception.relu_before_product
def residual_stack(x, kernels):
    h = x
    for kernel in kernels:
        h = h + tf.nn.relu(h) @ kernel
    return h


# %% residual_stack misconception.no_relu
def residual_stack(x, kernels):
    h = x
    for kernel in kernels:
        h = h + h @ kernel
    return h


# %% residual_stack misconception.turned_round
def residual_stack(x, kernels):
    h = x
    for kernel in reversed(list(kernels)):
        h = h + tf.nn.relu(h @ kernel)
    return h


# %% residual_stack misconception.side_by_side
def residual_stack(x, kernels):
    h = x
    for kernel in kernels:
        h = h + tf.nn.relu(x @ kernel)
    return h


# %% residual_stack misconception.turned_kernel
def residual_stack(x, kernels):
    h = x
    for kernel in kernels:
        h = h + tf.nn.relu(tf.matmul(h, kernel, transpose_b=True))
    return h


# %% residual_stack misconception.last_block_only
def residual_stack(x, kernels):
    h = x
    for kernel in kernels:
        h = x + tf.nn.relu(x @ kernel)
    return h


# %% residual_stack misconception.first_block_only
def residual_stack(x, kernels):
    h = x
    for kernel in kernels:
        h = h + tf.nn.relu(h @ kernel)
        return h


# %% repair_deep passed
def build_deep(features, classes):
    model = tf.keras.Sequential([tf.keras.Input((features,))])
    for _ in range(20):
        model.add(tf.keras.layers.Dense(32, "tanh"))
    model.add(tf.keras.layers.Dense(classes))
    return model


# %% repair_deep passed
def build_deep(features, classes):
    x = inputs = keras.Input([features])
    for _ in range(20):
        x = keras.layers.Dense(32, "selu", kernel_initializer="lecun_normal")(x)
    return keras.Model(inputs, keras.layers.Dense(classes)(x))


# %% repair_deep passed
def build_deep(features, classes):
    x = inputs = keras.Input([features])
    for _ in range(20):
        x = keras.layers.Dense(32, kernel_initializer=keras.initializers.HeUniform())(x)
        x = keras.layers.LeakyReLU()(x)
    return keras.Model(inputs, keras.layers.Dense(classes)(x))


# %% repair_deep passed
def build_deep(features, classes):
    x = inputs = keras.Input([features])
    x = keras.layers.Dense(32)(x)
    for _ in range(20):
        h = keras.layers.LayerNormalization()(x)
        x = x + keras.layers.Dense(32, "relu", kernel_initializer="he_normal")(h)
    return keras.Model(inputs, keras.layers.Dense(classes)(x))


# %% repair_deep passed
def build_deep(features, classes):
    x = inputs = keras.Input([features])
    for _ in range(20):
        x = keras.layers.Dense(32, "relu", kernel_initializer="he_normal")(x)
        x = keras.layers.BatchNormalization()(x)
    return keras.Model(inputs, keras.layers.Dense(classes)(x))


# %% repair_deep passed
def build_deep(features, classes):
    x = inputs = keras.Input([features])
    for _ in range(24):
        x = keras.layers.Dense(32, "tanh", kernel_initializer="orthogonal")(x)
    return keras.Model(inputs, keras.layers.Dense(classes)(x))


# %% repair_deep misconception.alike
def build_deep(features, classes):
    x = inputs = keras.Input([features])
    for _ in range(20):
        x = keras.layers.Dense(32, "sigmoid", kernel_initializer="he_normal")(x)
    return keras.Model(inputs, keras.layers.Dense(classes)(x))


# %% repair_deep misconception.alike
def build_deep(features, classes):
    x = inputs = keras.Input([features])
    for _ in range(20):
        x = keras.layers.Dense(32, "sigmoid", kernel_initializer="glorot_uniform")(x)
    return keras.Model(inputs, keras.layers.Dense(classes)(x))


# %% repair_deep misconception.faded
def build_deep(features, classes):
    x = inputs = keras.Input([features])
    for _ in range(20):
        x = keras.layers.Dense(32, "relu", kernel_initializer="random_normal")(x)
    return keras.Model(inputs, keras.layers.Dense(classes)(x))


# %% repair_deep misconception.faded
def build_deep(features, classes):
    x = inputs = keras.Input([features])
    for _ in range(20):
        x = keras.layers.Dense(32, activation="relu")(x)
    return keras.Model(inputs, keras.layers.Dense(classes)(x))


# %% repair_deep misconception.faded
def build_deep(features, classes):
    x = inputs = keras.Input([features])
    for _ in range(20):
        x = keras.layers.Dense(32, "tanh", kernel_initializer="random_normal")(x)
    return keras.Model(inputs, keras.layers.Dense(classes)(x))


# %% repair_deep misconception.exploded
def build_deep(features, classes):
    x = inputs = keras.Input([features])
    x = keras.layers.Dense(32)(x)
    for _ in range(20):
        x = x + keras.layers.Dense(32, "relu", kernel_initializer="he_normal")(x)
    return keras.Model(inputs, keras.layers.Dense(classes)(x))


# %% repair_deep misconception.exploded
def build_deep(features, classes):
    x = inputs = keras.Input([features])
    for _ in range(20):
        x = keras.layers.Dense(
            32, "relu", kernel_initializer=keras.initializers.RandomNormal(stddev=1.0)
        )(x)
    return keras.Model(inputs, keras.layers.Dense(classes)(x))


# %% repair_deep misconception.grows_back
def build_deep(features, classes):
    x = inputs = keras.Input([features])
    for _ in range(20):
        h = keras.layers.Dense(32, activation="relu", kernel_initializer="random_normal")(x)
        x = keras.layers.LayerNormalization()(h)
    return keras.Model(inputs, keras.layers.Dense(classes)(x))


# %% repair_deep misconception.grows_forward
def build_deep(features, classes):
    x = inputs = keras.Input([features])
    wide = keras.initializers.RandomNormal(stddev=1000.0)
    for number in range(20):
        start = wide if number == 0 else "he_normal"
        x = keras.layers.Dense(32, "relu", kernel_initializer=start)(x)
    return keras.Model(inputs, keras.layers.Dense(classes)(x))


# %% repair_deep misconception.partly_below
def build_deep(features, classes):
    x = inputs = keras.Input([features])
    narrow = keras.initializers.RandomNormal(stddev=1e-5)
    for number in range(20):
        start = narrow if number == 0 else "he_normal"
        x = keras.layers.Dense(32, "relu", kernel_initializer=start)(x)
    return keras.Model(inputs, keras.layers.Dense(classes)(x))


# %% repair_deep misconception.shared
def build_deep(features, classes):
    start = keras.initializers.HeNormal(seed=3)
    x = inputs = keras.Input([features])
    for _ in range(28):
        x = keras.layers.Dense(32, "relu", kernel_initializer=start)(x)
    return keras.Model(inputs, keras.layers.Dense(classes)(x))


# %% repair_deep misconception.shared
def build_deep(features, classes):
    start = keras.initializers.GlorotUniform(seed=1)
    x = inputs = keras.Input([features])
    for _ in range(20):
        x = keras.layers.Dense(32, "relu", kernel_initializer=start)(x)
    return keras.Model(inputs, keras.layers.Dense(classes)(x))


# %% repair_deep misconception.alike
def build_deep(features, classes):
    x = inputs = keras.Input([features])
    for _ in range(20):
        x = keras.layers.Dense(32)(x)
        x = keras.layers.Activation("sigmoid")(keras.layers.BatchNormalization()(x))
    return keras.Model(inputs, keras.layers.Dense(classes)(x))


# %% repair_deep misconception.faded
def build_deep(features, classes):
    x = inputs = keras.Input([features])
    for _ in range(20):
        x = keras.layers.Dense(32)(x)
        x = keras.layers.ReLU()(keras.layers.BatchNormalization()(x))
    return keras.Model(inputs, keras.layers.Dense(classes)(x))


# %% repair_deep misconception.not_finite
def build_deep(features, classes):
    x = inputs = keras.Input([features])
    for _ in range(20):
        x = keras.layers.Dense(
            32, "relu", kernel_initializer=keras.initializers.RandomNormal(stddev=30.0)
        )(x)
    return keras.Model(inputs, keras.layers.Dense(classes)(x))


# %% repair_deep misconception.all_zero
def build_deep(features, classes):
    x = inputs = keras.Input([features])
    for _ in range(20):
        x = keras.layers.Dense(32, "relu", kernel_initializer="zeros")(x)
    return keras.Model(inputs, keras.layers.Dense(classes)(x))


# %% repair_deep misconception.linear
def build_deep(features, classes):
    x = inputs = keras.Input([features])
    for _ in range(20):
        x = keras.layers.Dense(32)(x)
    return keras.Model(inputs, keras.layers.Dense(classes)(x))


# %% repair_deep misconception.shallow
def build_deep(features, classes):
    x = inputs = keras.Input([features])
    for _ in range(3):
        x = keras.layers.Dense(32, "relu", kernel_initializer="he_normal")(x)
    return keras.Model(inputs, keras.layers.Dense(classes)(x))


# %% repair_deep misconception.narrow
def build_deep(features, classes):
    x = inputs = keras.Input([features])
    for _ in range(20):
        x = keras.layers.Dense(16, "tanh")(x)
    return keras.Model(inputs, keras.layers.Dense(classes)(x))


# %% repair_deep misconception.shares
def build_deep(features, classes):
    x = inputs = keras.Input([features])
    for _ in range(20):
        x = keras.layers.Dense(32, "relu", kernel_initializer="he_normal")(x)
    return keras.Model(inputs, keras.layers.Dense(classes, "softmax")(x))


# %% train_deep passed
def train_deep(x, y):
    h = inputs = keras.Input([8])
    for _ in range(10):
        h = keras.layers.Dense(24, "relu", kernel_initializer="he_normal")(h)
    model = keras.Model(inputs, keras.layers.Dense(4)(h))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.05), loss, jit_compile=False)
    batches = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(800).batch(80)
    model.fit(batches, epochs=20, verbose=0)
    return model


# %% train_deep passed
def train_deep(x, y):
    h = inputs = keras.Input([8])
    for _ in range(10):
        h = keras.layers.Dense(32, "selu", kernel_initializer="lecun_normal")(h)
    model = keras.Model(inputs, keras.layers.Dense(4)(h))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.05), loss, jit_compile=False)
    batches = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(800).batch(80)
    model.fit(batches, epochs=10, verbose=0)
    return model


# %% train_deep passed
def train_deep(x, y):
    h = inputs = keras.Input([8])
    for _ in range(10):
        h = keras.layers.Dense(16, "tanh", kernel_initializer="orthogonal")(h)
    model = keras.Model(inputs, keras.layers.Dense(4, "softmax")(h))
    loss = "sparse_categorical_crossentropy"
    model.compile(keras.optimizers.SGD(0.1), loss, jit_compile=False)
    batches = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(800).batch(80)
    model.fit(batches, epochs=15, verbose=0)
    return model


# %% train_deep passed
def train_deep(x, y):
    layers = [tf.keras.layers.Dense(32, "tanh") for _ in range(11)]
    model = tf.keras.Sequential([*layers, tf.keras.layers.Dense(4)])
    model.compile(
        tf.keras.optimizers.SGD(0.1),
        tf.losses.SparseCategoricalCrossentropy(from_logits=True),
        jit_compile=False,
    )
    model.fit(x, y, batch_size=80, epochs=12, verbose=0)
    return model


# %% train_deep passed
def train_deep(x, y):
    h = inputs = keras.Input([8])
    for _ in range(10):
        h = keras.layers.Dense(20, "tanh")(h)
    model = keras.Model(inputs, keras.layers.Dense(4)(h))
    optimizer = keras.optimizers.SGD(0.1)
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

    for some_x, some_y in (
        tf.data.Dataset.from_tensor_slices((x, y)).shuffle(800).batch(80).repeat(25)
    ):
        step(some_x, some_y)
    return model


# %% train_deep misconception.one_class
def train_deep(x, y):
    h = inputs = keras.Input([8])
    for _ in range(10):
        h = keras.layers.Dense(24, "sigmoid", kernel_initializer="glorot_uniform")(h)
    model = keras.Model(inputs, keras.layers.Dense(4)(h))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.05), loss, jit_compile=False)
    batches = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(800).batch(80)
    model.fit(batches, epochs=2, verbose=0)
    return model


# %% train_deep misconception.late_averages
def train_deep(x, y):
    h = inputs = keras.Input([8])
    for _ in range(10):
        h = keras.layers.Dense(24)(h)
        h = keras.layers.BatchNormalization()(h)
        h = keras.layers.Activation("sigmoid")(h)
    model = keras.Model(inputs, keras.layers.Dense(4)(h))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.01), loss, jit_compile=False)
    model.fit(x, y, batch_size=80, epochs=10, verbose=0)
    return model


# %% train_deep misconception.one_class
def train_deep(x, y):
    h = inputs = keras.Input([8])
    for _ in range(10):
        h = keras.layers.Dense(16, "relu", kernel_initializer="zeros")(h)
    model = keras.Model(inputs, keras.layers.Dense(4)(h))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.05), loss, jit_compile=False)
    batches = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(800).batch(80)
    model.fit(batches, epochs=1, verbose=0)
    return model


# %% train_deep misconception.chance
def train_deep(x, y):
    h = inputs = keras.Input([8])
    for _ in range(10):
        h = keras.layers.Dense(8)(h)
    model = keras.Model(inputs, keras.layers.Dense(4)(h))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.01), loss, jit_compile=False)
    batches = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(800).batch(80)
    model.fit(batches, epochs=3, verbose=0)
    return model


# %% train_deep misconception.chance
def train_deep(x, y):
    h = inputs = keras.Input([8])
    for _ in range(10):
        h = keras.layers.Dense(24, "tanh", kernel_initializer="glorot_uniform")(h)
    model = keras.Model(inputs, keras.layers.Dense(4)(h))
    return model


# %% train_deep misconception.too_little
def train_deep(x, y):
    h = inputs = keras.Input([8])
    for _ in range(10):
        h = keras.layers.Dense(24, "tanh", kernel_initializer="glorot_uniform")(h)
    model = keras.Model(inputs, keras.layers.Dense(4)(h))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.1), loss, jit_compile=False)
    batches = tf.data.Dataset.from_tensor_slices((x[:90], y[:90])).batch(90)
    model.fit(batches, epochs=30, verbose=0)
    return model


# %% train_deep nan
def train_deep(x, y):
    h = inputs = keras.Input([8])
    for _ in range(10):
        h = keras.layers.Dense(24, "relu", kernel_initializer="he_normal")(h)
    model = keras.Model(inputs, keras.layers.Dense(4)(h))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(1e9), loss, jit_compile=False)
    batches = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(800).batch(80)
    model.fit(batches, epochs=2, verbose=0)
    return model


# %% train_deep misconception.cut_off
def train_deep(x, y):
    h = inputs = keras.Input([8])
    for _ in range(10):
        h = keras.layers.Dense(16, "tanh", kernel_initializer="glorot_uniform")(h)
    model = keras.Model(inputs, keras.layers.Dense(4, "relu", bias_initializer="ones")(h))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.0001), loss, jit_compile=False)
    batches = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(800).batch(80)
    model.fit(batches, epochs=1, verbose=0)
    return model


# %% train_deep misconception.labels
def train_deep(x, y):
    h = inputs = keras.Input([8])
    for _ in range(10):
        h = keras.layers.Dense(8, "tanh", kernel_initializer="glorot_uniform")(h)
    model = keras.Model(inputs, keras.layers.Dense(1)(h))
    return model


# %% train_deep misconception.shallow
def train_deep(x, y):
    h = inputs = keras.Input([8])
    for _ in range(9):
        h = keras.layers.Dense(16, "tanh", kernel_initializer="glorot_uniform")(h)
    model = keras.Model(inputs, keras.layers.Dense(4)(h))
    return model


# %% train_deep kind
def train_deep(x, y):
    return y


# %% train_deep misconception.shallow
def train_deep(x, y):
    h = inputs = keras.Input([8])
    for _ in range(10):
        h = keras.layers.Activation("tanh")(h)
    return keras.Model(inputs, keras.layers.Dense(4)(h))
