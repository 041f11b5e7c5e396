"""Answers to 05-keras-training: right ones, which pass, and wrong ones, each with the key that it hears."""

# %% make_regressor passed
import keras


def make_regressor(features):
    inputs = keras.Input((features,))
    hidden = keras.layers.Dense(8, activation=keras.activations.relu)(inputs)
    return keras.Model(inputs, keras.layers.Dense(1)(hidden))


# %% make_regressor passed
def make_regressor(features):
    model = tf.keras.Sequential()
    model.add(tf.keras.layers.Dense(8))
    model.add(tf.keras.layers.ReLU())
    model.add(tf.keras.layers.Dense(1, activation="linear"))
    return model


# %% make_regressor passed
class Regressor(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = tf.keras.layers.Dense(8)
        self.out = tf.keras.layers.Dense(1)

    def call(self, x):
        return self.out(tf.nn.relu(self.hidden(x)))


def make_regressor(features):
    return Regressor()


# %% make_regressor passed
def make_regressor(features):
    layers = tf.keras.layers
    model = tf.keras.Sequential([layers.Dense(8, "relu"), layers.Dense(1)])
    model.build((None, features))
    model.compile("adam", "mse")
    return model


# %% make_regressor passed
def make_regressor(features):
    return keras.models.Sequential(
        [
            keras.layers.InputLayer(shape=(features,), dtype="float32"),
            keras.layers.Dense(units=8),
            keras.layers.Activation("relu"),
            keras.layers.Dense(units=1, use_bias=True),
        ]
    )


# %% make_regressor misconception.16_units
def make_regressor(features):
    return keras.Sequential(
        [keras.Input([features]), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)]
    )


# %% make_regressor misconception.another_size
def make_regressor(features):
    return keras.Sequential(
        [keras.Input([features]), keras.layers.Dense(10, activation="relu"), keras.layers.Dense(1)]
    )


# %% make_regressor misconception.tanh_hidden
def make_regressor(features):
    return keras.Sequential(
        [keras.Input([features]), keras.layers.Dense(8, activation="tanh"), keras.layers.Dense(1)]
    )


# %% make_regressor misconception.another_activation
def make_regressor(features):
    return keras.Sequential(
        [keras.Input([features]), keras.layers.Dense(8, activation="gelu"), keras.layers.Dense(1)]
    )


# %% make_regressor misconception.relu_out
def make_regressor(features):
    return keras.Sequential(
        [
            keras.Input([features]),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="relu"),
        ]
    )


# %% make_regressor misconception.sigmoid_out
def make_regressor(features):
    return keras.Sequential(
        [
            keras.Input([features]),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )


# %% make_regressor misconception.linear_hidden
def make_regressor(features):
    return keras.Sequential([keras.Input([features]), keras.layers.Dense(8), keras.layers.Dense(1)])


# %% make_regressor misconception.eight_outputs
def make_regressor(features):
    return keras.Sequential([keras.Input([features]), keras.layers.Dense(8, activation="relu")])


# %% make_regressor misconception.no_hidden
def make_regressor(features):
    return keras.Sequential([keras.Input([features]), keras.layers.Dense(1)])


# %% make_regressor raised.ValueError
def make_regressor(features):
    return keras.Sequential(
        [keras.Input(features), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1)]
    )


# %% make_regressor nothing
def make_regressor(features):
    model = keras.Sequential(
        [keras.Input([features]), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(1)]
    )


# %% make_regressor kind
def make_regressor(features):
    return [
        keras.Input([features]),
        keras.layers.Dense(8, activation="relu"),
        keras.layers.Dense(1),
    ]


# %% make_regressor unusable
def make_regressor(features):
    return keras.Sequential(
        [
            keras.Input([None, features]),
            keras.layers.Dense(8, activation="relu"),
            keras.layers.Dense(1),
        ]
    )


# %% make_regressor misconception.no_bias
def make_regressor(features):
    return keras.Sequential(
        [
            keras.Input([features]),
            keras.layers.Dense(8, activation="relu", use_bias=False),
            keras.layers.Dense(1, use_bias=False),
        ]
    )


# %% make_regressor raised.AttributeError
def make_regressor(features):
    model = keras.Sequential()
    model = model.add(keras.layers.Dense(8, activation="relu"))
    model = model.add(keras.layers.Dense(1))
    return model


# %% make_regressor misconception.two_hidden
def make_regressor(features):
    layers = [keras.layers.Dense(8, "relu"), keras.layers.Dense(8, "relu"), keras.layers.Dense(1)]
    return keras.Sequential([keras.Input([features]), *layers])


# %% make_regressor misconception.flat
def make_regressor(features):
    layers = [keras.layers.Dense(8, "relu"), keras.layers.Dense(1), keras.layers.Reshape([])]
    return keras.Sequential([keras.Input([features]), *layers])


# %% make_regressor misconception.a_unit_a_feature
def make_regressor(features):
    layers = [keras.layers.Dense(features, "relu"), keras.layers.Dense(1)]
    return keras.Sequential([keras.Input([features]), *layers])


# %% make_regressor misconception.softmax_out
def make_regressor(features):
    layers = [keras.layers.Dense(8, "relu"), keras.layers.Dense(1, "softmax")]
    return keras.Sequential([keras.Input([features]), *layers])


# %% make_regressor misconception.one_unit_hidden
def make_regressor(features):
    layers = [keras.layers.Dense(1, "relu"), keras.layers.Dense(1)]
    return keras.Sequential([keras.Input([features]), *layers])


# %% order_training passed
training_order = "GDEAB"


# %% order_training passed
training_order = ["G", "D", "E", "A", "B"]


# %% order_training passed
training_order = "g, d, e, a, b"


# %% order_training passed
training_order = tuple("GDEAB")


# %% order_training passed
training_order = "G-D-E-A-B"


# %% order_training misconception.untrained
training_order = "G D E B"


# %% order_training raised.ValueError
training_order = "G D A E B"


# %% order_training raised.UnboundLocalError
training_order = "D G E A B"


# %% order_training misconception.loss_after
training_order = "G D E A F"


# %% order_training raised.AttributeError
training_order = "G D E H B"


# %% order_training misconception.no_return
training_order = "G D E A"


# %% order_training misconception.loss_before
training_order = "G D E F"


# %% order_training raised.ValueError
training_order = "G D C E A B"


# %% order_training misconception.untrained
training_order = "G D E B A"


# %% order_training misconception.untrained
training_order = "G D B"


# %% order_training raised.NameError
training_order = "D E A B"


# %% sure_labels passed
def sure_labels(logits, least):
    top, label = tf.math.top_k(tf.nn.softmax(logits, axis=-1), 1)
    return tf.squeeze(tf.where(top < least, -1, label), 1)


# %% sure_labels passed
@tf.function
def sure_labels(logits, least):
    best = tf.reduce_max(logits, 1, keepdims=True)
    share = 1 / tf.reduce_sum(tf.exp(logits - best), 1)
    sure = tf.cast(share >= least, tf.int32)
    return tf.argmax(logits, 1, tf.int32) * sure + sure - 1


# %% sure_labels passed
import keras


def sure_labels(logits, least):
    p = keras.activations.softmax(logits)
    labels = tf.cast(tf.argmax(logits, 1), tf.int32)
    return keras.ops.where(keras.ops.max(p, 1) < least, -1, labels)


# %% sure_labels passed
def sure_labels(logits, least):
    p = tf.nn.softmax(logits).numpy()
    return tf.constant([int(r.argmax()) if r.max() >= least else -1 for r in p])


# %% sure_labels passed
def sure_labels(logits, least):
    shares = tf.exp(logits - tf.reduce_logsumexp(logits, axis=-1, keepdims=True))
    unsure = tf.reduce_all(shares < least, axis=-1)
    labels = tf.math.top_k(logits).indices[:, 0]
    return tf.where(unsure, tf.constant(-1), labels)


# %% sure_labels misconception.overflow
def sure_labels(logits, least):
    p = tf.exp(logits) / tf.reduce_sum(tf.exp(logits), axis=1, keepdims=True)
    labels = tf.argmax(p, axis=1, output_type=tf.int32)
    return tf.where(tf.reduce_max(p, axis=1) >= least, labels, -1)


# %% sure_labels misconception.one_maximum
def sure_labels(logits, least):
    p = tf.nn.softmax(logits)
    labels = tf.argmax(p, axis=1, output_type=tf.int32)
    return tf.where(tf.reduce_max(p) >= least, labels, -1)


# %% sure_labels misconception.too_often_unsure
def sure_labels(logits, least):
    p = tf.nn.log_softmax(logits)
    labels = tf.argmax(p, axis=1, output_type=tf.int32)
    return tf.where(tf.reduce_max(p, axis=1) >= least, labels, -1)


# %% sure_labels misconception.logits_compared
def sure_labels(logits, least):
    labels = tf.argmax(logits, axis=1, output_type=tf.int32)
    return tf.where(tf.reduce_max(logits, axis=1) >= least, labels, -1)


# %% sure_labels dtype
def sure_labels(logits, least):
    probabilities = tf.nn.softmax(logits)
    labels = tf.argmax(probabilities, axis=1)
    return tf.where(tf.reduce_max(probabilities, axis=1) >= least, labels, -1)


# %% sure_labels misconception.strictly_above
def sure_labels(logits, least):
    probabilities = tf.nn.softmax(logits)
    labels = tf.argmax(probabilities, axis=1, output_type=tf.int32)
    return tf.where(tf.reduce_max(probabilities, axis=1) > least, labels, -1)


# %% sure_labels shape
def sure_labels(logits, least):
    probabilities = tf.nn.softmax(logits)
    labels = tf.argmax(probabilities, axis=1, output_type=tf.int32)
    return tf.where(probabilities >= least, labels, -1)


# %% sure_labels misconception.sigmoid
def sure_labels(logits, least):
    probabilities = tf.nn.sigmoid(logits)
    labels = tf.argmax(probabilities, axis=1, output_type=tf.int32)
    return tf.where(tf.reduce_max(probabilities, axis=1) >= least, labels, -1)


# %% sure_labels misconception.labels_across_examples
def sure_labels(logits, least):
    probabilities = tf.nn.softmax(logits, axis=0)
    labels = tf.argmax(probabilities, axis=1, output_type=tf.int32)
    return tf.where(tf.reduce_max(probabilities, axis=1) >= least, labels, -1)


# %% sure_labels values
def sure_labels(logits, least):
    probabilities = tf.nn.softmax(logits)
    labels = tf.argmax(probabilities, output_type=tf.int32)
    return tf.where(tf.reduce_max(probabilities, axis=1) >= least, labels, -1)


# %% sure_labels misconception.unsure_is_zero
def sure_labels(logits, least):
    probabilities = tf.nn.softmax(logits)
    labels = tf.argmax(probabilities, axis=1, output_type=tf.int32)
    return tf.where(tf.reduce_max(probabilities, axis=1) >= least, labels, 0)


# %% sure_labels misconception.never_unsure
def sure_labels(logits, least):
    return tf.argmax(tf.nn.softmax(logits), axis=1, output_type=tf.int32)


# %% sure_labels raised.TypeError
def sure_labels(logits, least):
    probabilities = tf.nn.softmax(logits)
    labels = tf.argmax(probabilities, axis=1, output_type=tf.int32)
    labels[tf.reduce_max(probabilities, axis=1) < least] = -1
    return labels


# %% sure_labels misconception.softmax_twice
def sure_labels(logits, least):
    probabilities = tf.nn.softmax(tf.nn.softmax(logits))
    labels = tf.argmax(probabilities, axis=1, output_type=tf.int32)
    return tf.where(tf.reduce_max(probabilities, axis=1) >= least, labels, -1)


# %% sure_labels kind
def sure_labels(logits, least):
    labels = []
    for row in tf.nn.softmax(logits).numpy():
        labels.append(row.argmax() if row.max() >= least else -1)
    return labels


# %% sure_labels raised.ValueError
def sure_labels(logits, least):
    probabilities = tf.nn.softmax(logits)
    if tf.reduce_max(probabilities, axis=1) >= least:
        return tf.argmax(probabilities, axis=1, output_type=tf.int32)
    return -1


# %% sure_labels misconception.across_examples
def sure_labels(logits, least):
    shares = tf.nn.softmax(logits, axis=0)
    labels = tf.argmax(logits, axis=1, output_type=tf.int32)
    return tf.where(tf.reduce_max(shares, axis=1) >= least, labels, -1)


# %% sure_labels misconception.label_a_class
def sure_labels(logits, least):
    shares = tf.nn.softmax(logits)
    labels = tf.argmax(logits, output_type=tf.int32)
    return tf.where(tf.reduce_max(shares, axis=0) >= least, labels, -1)


# %% sure_labels misconception.the_other_way
def sure_labels(logits, least):
    labels = tf.argmax(logits, axis=1, output_type=tf.int32)
    return tf.where(tf.reduce_max(tf.nn.softmax(logits), axis=1) >= least, -1, labels)


# %% sure_labels misconception.probabilities
def sure_labels(logits, least):
    return tf.reduce_max(tf.nn.softmax(logits), axis=1)


# %% sure_labels misconception.all_probabilities
def sure_labels(logits, least):
    return tf.nn.softmax(logits)


# %% sure_labels misconception.one_too_high
def sure_labels(logits, least):
    labels = 1 + tf.argmax(logits, axis=1, output_type=tf.int32)
    return tf.where(tf.reduce_max(tf.nn.softmax(logits), axis=1) >= least, labels, -1)


# %% sure_labels misconception.least_sure
def sure_labels(logits, least):
    return tf.argmin(logits, axis=1, output_type=tf.int32)


# %% sure_labels misconception.least_sure_of_the_sure
def sure_labels(logits, least):
    shares = tf.nn.softmax(logits)
    labels = tf.argmin(shares, axis=1, output_type=tf.int32)
    return tf.where(tf.reduce_max(shares, axis=1) >= least, labels, -1)


# %% sure_labels misconception.never_unsure
def sure_labels(logits, least):
    shares = tf.nn.softmax(logits)
    labels = tf.argmax(shares, axis=1, output_type=tf.int32)
    return tf.where(tf.reduce_sum(shares, axis=1) >= least, labels, -1)


# %% fitting_loss passed
def fitting_loss(output, labels):
    if output == "one logit":
        return tf.keras.losses.BinaryCrossentropy(from_logits=True)
    if output == "number":
        return "mse"
    sparse = "sparse_" * (labels == "class indices")
    if output == "probabilities":
        return sparse + "categorical_crossentropy"
    function = getattr(tf.keras.losses, sparse + "categorical_crossentropy")
    return lambda y_true, y_pred: function(y_true, y_pred, from_logits=True)


# %% fitting_loss passed
import keras


def fitting_loss(output, labels):
    if output == "one logit":
        return lambda t, p: tf.nn.sigmoid_cross_entropy_with_logits(t, p)
    return {
        "number": lambda **_: keras.losses.MeanSquaredError(),
        "class indices": keras.losses.SparseCategoricalCrossentropy,
        "one-hot rows": keras.losses.CategoricalCrossentropy,
    }[output if output == "number" else labels](from_logits=output == "logits")


# %% fitting_loss passed
def fitting_loss(output, labels):
    if output == "one logit":
        return keras.losses.BinaryCrossentropy(from_logits=True)
    if output == "number":
        return tf.keras.losses.get("mse")
    if labels == "class indices":
        if output == "logits":
            return lambda t, p: tf.nn.sparse_softmax_cross_entropy_with_logits(t, p)
        return tf.keras.losses.sparse_categorical_crossentropy
    if output == "logits":
        return tf.nn.softmax_cross_entropy_with_logits
    return tf.keras.losses.categorical_crossentropy


# %% fitting_loss passed
def fitting_loss(output, labels):
    if output == "one logit":
        return tf.keras.losses.BinaryCrossentropy(from_logits=True)
    from_logits = {"logits": True, "probabilities": False}.get(output)
    match labels:
        case "numbers":
            return keras.losses.mean_squared_error
        case "class indices":
            return functools.partial(
                keras.losses.sparse_categorical_crossentropy, from_logits=from_logits
            )
    return functools.partial(keras.losses.categorical_crossentropy, from_logits=from_logits)


# %% fitting_loss passed
def fitting_loss(output, labels):
    if output == "one logit":
        return lambda t, p: tf.nn.sigmoid_cross_entropy_with_logits(t, p)
    losses = keras.losses
    table = {
        ("number", "numbers"): "mean_squared_error",
        ("logits", "class indices"): losses.SparseCategoricalCrossentropy(True),
        ("logits", "one-hot rows"): losses.CategoricalCrossentropy(from_logits=True),
        ("probabilities", "class indices"): "sparse_categorical_crossentropy",
        ("probabilities", "one-hot rows"): "categorical_crossentropy",
    }
    return table[output, labels]


# %% fitting_loss passed
def fitting_loss(output, labels):
    if output == "one logit":
        return keras.losses.BinaryCrossentropy(from_logits=True)
    if output == "number":
        return keras.losses.MeanSquaredError
    sparse = labels == "class indices"
    kind = (
        keras.losses.SparseCategoricalCrossentropy
        if sparse
        else keras.losses.CategoricalCrossentropy
    )
    return kind(from_logits=True) if output == "logits" else kind


# %% fitting_loss misconception.logits_as_probabilities
def fitting_loss(output, labels):
    if output == "one logit":
        return keras.losses.BinaryCrossentropy(from_logits=True)
    if output == "number":
        return "mse"
    if labels == "class indices":
        return "sparse_categorical_crossentropy"
    return "categorical_crossentropy"


# %% fitting_loss misconception.probabilities_as_logits
def fitting_loss(output, labels):
    if output == "one logit":
        return keras.losses.BinaryCrossentropy(from_logits=True)
    if output == "number":
        return "mse"
    if labels == "class indices":
        return keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return keras.losses.CategoricalCrossentropy(from_logits=True)


# %% fitting_loss misconception.absolute_error
def fitting_loss(output, labels):
    if output == "one logit":
        return keras.losses.BinaryCrossentropy(from_logits=True)
    if output == "number":
        return "mae"
    from_logits = output == "logits"
    if labels == "class indices":
        return keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    return keras.losses.CategoricalCrossentropy(from_logits=from_logits)


# %% fitting_loss misconception.labels_exchanged
def fitting_loss(output, labels):
    if output == "one logit":
        return keras.losses.BinaryCrossentropy(from_logits=True)
    if output == "number":
        return "mse"
    from_logits = output == "logits"
    if labels == "class indices":
        return keras.losses.CategoricalCrossentropy(from_logits=from_logits)
    return keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)


# %% fitting_loss misconception.all_sparse
def fitting_loss(output, labels):
    if output == "one logit":
        return keras.losses.BinaryCrossentropy(from_logits=True)
    if output == "number":
        return "mse"
    return keras.losses.SparseCategoricalCrossentropy(from_logits=output == "logits")


# %% fitting_loss misconception.logits_as_probabilities
def fitting_loss(output, labels):
    if output == "one logit":
        return keras.losses.BinaryCrossentropy(from_logits=True)
    if output == "number":
        return keras.losses.MeanSquaredError
    if labels == "class indices":
        return keras.losses.SparseCategoricalCrossentropy
    return keras.losses.CategoricalCrossentropy


# %% fitting_loss misconception.unknown_name
def fitting_loss(output, labels):
    if output == "one logit":
        return keras.losses.BinaryCrossentropy(from_logits=True)
    if output == "number":
        return "mean squared error"
    from_logits = output == "logits"
    if labels == "class indices":
        return keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    return keras.losses.CategoricalCrossentropy(from_logits=from_logits)


# %% fitting_loss nothing
def fitting_loss(output, labels):
    if output == "number":
        return "mse"
    if output == "logits":
        if labels == "class indices":
            return keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        return keras.losses.CategoricalCrossentropy(from_logits=True)


# %% fitting_loss misconception.squares_for_classes
def fitting_loss(output, labels):
    return "mse"


# %% fitting_loss kind
def fitting_loss(output, labels):
    if output == "number":
        return keras.losses.MeanSquaredError()
    return keras.losses.BinaryCrossentropy(from_logits=output == "logits")


# %% fitting_loss misconception.entropy_for_a_number
def fitting_loss(output, labels):
    if labels == "class indices":
        return keras.losses.SparseCategoricalCrossentropy(from_logits=output == "logits")
    return keras.losses.CategoricalCrossentropy(from_logits=output == "logits")


# %% fitting_loss misconception.summed
def fitting_loss(output, labels):
    if output == "one logit":
        return keras.losses.BinaryCrossentropy(from_logits=True)
    if output == "number":
        return keras.losses.MeanSquaredError(reduction="sum")
    from_logits = output == "logits"
    if labels == "class indices":
        return keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits, reduction="sum")
    return keras.losses.CategoricalCrossentropy(from_logits=from_logits, reduction="sum")


# %% fitting_loss misconception.all_one_hot
def fitting_loss(output, labels):
    if output == "one logit":
        return keras.losses.BinaryCrossentropy(from_logits=True)
    if output == "number" or labels == "class indices" and output == "logits":
        return "mse"
    elif output == "probabilities" and labels == "class indices":
        return "sparse_categorical_crossentropy"
    elif output == "probabilities":
        return "categorical_crossentropy"
    return keras.losses.CategoricalCrossentropy(from_logits=True)


# %% fitting_loss misconception.sparse_by_name
def fitting_loss(output, labels):
    return "mse" if output == "number" else "sparse_categorical_crossentropy"


# %% fitting_loss misconception.one_hot_by_name
def fitting_loss(output, labels):
    return "mse" if output == "number" else "categorical_crossentropy"


# %% fitting_loss misconception.root
def fitting_loss(output, labels):
    if output == "one logit":
        return keras.losses.BinaryCrossentropy(from_logits=True)
    if output == "number":
        return lambda true, predicted: tf.sqrt(keras.losses.MeanSquaredError()(true, predicted))
    sparse = labels == "class indices"
    kind = (
        keras.losses.SparseCategoricalCrossentropy
        if sparse
        else keras.losses.CategoricalCrossentropy
    )
    return kind(from_logits=output == "logits")


# %% fitting_loss misconception.one_logit_as_probability
def fitting_loss(output, labels):
    if output == "one logit":
        return "binary_crossentropy"
    if output == "number":
        return "mse"
    from_logits = output == "logits"
    if labels == "class indices":
        return keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    return keras.losses.CategoricalCrossentropy(from_logits=from_logits)


# %% fitting_loss misconception.one_class
def fitting_loss(output, labels):
    if output == "number":
        return "mse"
    from_logits = "logit" in output
    if labels == "class indices":
        return keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    return keras.losses.CategoricalCrossentropy(from_logits=from_logits)


# %% fitting_loss misconception.class_indices_for_one_logit
def fitting_loss(output, labels):
    if output == "one logit":
        return keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    if output == "number":
        return "mse"
    from_logits = output == "logits"
    if labels == "class indices":
        return keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    return keras.losses.CategoricalCrossentropy(from_logits=from_logits)


# %% fitting_loss misconception.squares_for_one_logit
def fitting_loss(output, labels):
    if "one" in output or output == "number":
        return "mse"
    from_logits = output == "logits"
    if labels == "class indices":
        return keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    return keras.losses.CategoricalCrossentropy(from_logits=from_logits)


# %% fitting_loss misconception.one_class
def fitting_loss(output, labels):
    if output == "number":
        return "mse"
    from_logits = output == "logits"
    if labels == "class indices":
        return keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits)
    return keras.losses.CategoricalCrossentropy(from_logits=from_logits)


# %% one_step passed
def one_step(x, y, kernel, bias, rate):
    kernel, bias = tf.Variable(kernel), tf.Variable(bias)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((x @ kernel + bias - y) ** 2)
    for v, g in zip([kernel, bias], tape.gradient(loss, [kernel, bias])):
        v.assign_sub(rate * g)
    return tf.concat([tf.reshape(kernel, [-1]), bias], 0)


# %% one_step passed
def one_step(x, y, kernel, bias, rate):
    layer = tf.keras.layers.Dense(1)
    model = tf.keras.Sequential([tf.keras.Input([x.shape[1]]), layer])
    layer.set_weights([kernel, bias])
    model.compile(tf.keras.optimizers.SGD(rate), "mse", jit_compile=False)
    model.fit(x, y, batch_size=len(x), verbose=0)
    return np.concatenate([w.ravel() for w in layer.get_weights()])


# %% one_step passed
def one_step(x, y, kernel, bias, rate):
    x, y, w = x.numpy(), y.numpy(), np.append(kernel, bias)
    x = np.hstack([x, np.ones((len(x), 1), x.dtype)])
    step = 2 * rate / len(x) * (x.T @ (x @ w - y.ravel()))
    return tf.constant(w - step, tf.float32)


# %% one_step passed
@tf.function
def one_step(x, y, kernel, bias, rate):
    e = tf.keras.ops.matmul(x, kernel) + bias - y
    n = tf.cast(tf.shape(x)[0], tf.float32)
    k = kernel - rate * 2 / n * tf.matmul(x, e, transpose_a=True)
    return tf.concat([k[:, 0], bias - rate * 2 * tf.reduce_mean(e, 0)], 0)


# %% one_step passed
def one_step(x, y, kernel, bias, rate):
    weights = [tf.Variable(kernel), tf.Variable(bias)]
    sgd = keras.optimizers.SGD(learning_rate=rate)
    with tf.GradientTape() as tape:
        predictions = tf.matmul(x, weights[0]) + weights[1]
        loss = keras.losses.MeanSquaredError()(y, predictions)
    sgd.apply_gradients(zip(tape.gradient(loss, weights), weights))
    return tf.concat([tf.reshape(w, [-1]) for w in weights], axis=0)


# %% one_step misconception.mean_of_all
def one_step(x, y, kernel, bias, rate):
    error = x @ kernel + bias - y
    by_kernel = tf.reduce_mean(2 * error * x)
    by_bias = tf.reduce_mean(2 * error, axis=0)
    return tf.concat([kernel[:, 0] - rate * by_kernel, bias - rate * by_bias], axis=0)


# %% one_step misconception.without_input
def one_step(x, y, kernel, bias, rate):
    error = x @ kernel + bias - y
    by_kernel = tf.reduce_mean(2 * error, axis=0)
    by_bias = tf.reduce_mean(2 * error, axis=0)
    return tf.concat([kernel[:, 0] - rate * by_kernel, bias - rate * by_bias], axis=0)


# %% one_step misconception.targets_added
def one_step(x, y, kernel, bias, rate):
    error = x @ kernel + bias + y
    by_kernel = tf.reduce_mean(2 * error * x, axis=0)
    by_bias = tf.reduce_mean(2 * error, axis=0)
    return tf.concat([kernel[:, 0] - rate * by_kernel, bias - rate * by_bias], axis=0)


# %% one_step misconception.without_two
def one_step(x, y, kernel, bias, rate):
    error = x @ kernel + bias - y
    kernel_gradient = tf.reduce_mean(error * x, axis=0)
    bias_gradient = tf.reduce_mean(error, axis=0)
    return tf.concat([kernel[:, 0] - rate * kernel_gradient, bias - rate * bias_gradient], axis=0)


# %% one_step misconception.summed
def one_step(x, y, kernel, bias, rate):
    error = x @ kernel + bias - y
    kernel_gradient = tf.reduce_sum(2 * error * x, axis=0)
    bias_gradient = tf.reduce_sum(2 * error, axis=0)
    return tf.concat([kernel[:, 0] - rate * kernel_gradient, bias - rate * bias_gradient], axis=0)


# %% one_step misconception.uphill
def one_step(x, y, kernel, bias, rate):
    error = x @ kernel + bias - y
    kernel_gradient = tf.reduce_mean(2 * error * x, axis=0)
    bias_gradient = tf.reduce_mean(2 * error, axis=0)
    return tf.concat([kernel[:, 0] + rate * kernel_gradient, bias + rate * bias_gradient], axis=0)


# %% one_step misconception.bias_left
def one_step(x, y, kernel, bias, rate):
    error = x @ kernel + bias - y
    kernel_gradient = tf.reduce_mean(2 * error * x, axis=0)
    return tf.concat([kernel[:, 0] - rate * kernel_gradient, bias], axis=0)


# %% one_step misconception.no_rate
def one_step(x, y, kernel, bias, rate):
    error = x @ kernel + bias - y
    kernel_gradient = tf.reduce_mean(2 * error * x, axis=0)
    bias_gradient = tf.reduce_mean(2 * error, axis=0)
    return tf.concat([kernel[:, 0] - kernel_gradient, bias - bias_gradient], axis=0)


# %% one_step misconception.bias_first
def one_step(x, y, kernel, bias, rate):
    error = x @ kernel + bias - y
    kernel_gradient = tf.reduce_mean(2 * error * x, axis=0)
    bias_gradient = tf.reduce_mean(2 * error, axis=0)
    return tf.concat([bias - rate * bias_gradient, kernel[:, 0] - rate * kernel_gradient], axis=0)


# %% one_step misconception.gradients_only
def one_step(x, y, kernel, bias, rate):
    error = x @ kernel + bias - y
    kernel_gradient = tf.reduce_mean(2 * error * x, axis=0)
    bias_gradient = tf.reduce_mean(2 * error, axis=0)
    return tf.concat([kernel_gradient, bias_gradient], axis=0)


# %% one_step raised.RuntimeError
def one_step(x, y, kernel, bias, rate):
    kernel, bias = tf.Variable(kernel), tf.Variable(bias)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((x @ kernel + bias - y) ** 2)
    kernel.assign_sub(rate * tape.gradient(loss, kernel))
    bias.assign_sub(rate * tape.gradient(loss, bias))
    return tf.concat([kernel[:, 0], bias], axis=0)


# %% one_step raised.TypeError
def one_step(x, y, kernel, bias, rate):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((x @ kernel + bias - y) ** 2)
    by_kernel, by_bias = tape.gradient(loss, [kernel, bias])
    return tf.concat([kernel[:, 0] - rate * by_kernel[:, 0], bias - rate * by_bias], axis=0)


# %% one_step misconception.kernel_first
def one_step(x, y, kernel, bias, rate):
    error = x @ kernel + bias - y
    kernel = kernel - rate * tf.transpose(x) @ (2 * error) / len(x)
    error = x @ kernel + bias - y
    bias = bias - rate * tf.reduce_mean(2 * error, axis=0)
    return tf.concat([kernel[:, 0], bias], axis=0)


# %% one_step kind
def one_step(x, y, kernel, bias, rate):
    error = x @ kernel + bias - y
    kernel_gradient = tf.reduce_mean(2 * error * x, axis=0)
    bias_gradient = tf.reduce_mean(2 * error, axis=0)
    return kernel - rate * kernel_gradient, bias - rate * bias_gradient


# %% one_step shape
def one_step(x, y, kernel, bias, rate):
    error = x * kernel + bias - y
    kernel_gradient = tf.reduce_mean(2 * error * x, axis=0)
    bias_gradient = tf.reduce_mean(2 * error, axis=0)
    return tf.concat([kernel[:, 0] - rate * kernel_gradient, bias - rate * bias_gradient], axis=0)


# %% one_step raised.AttributeError
def one_step(x, y, kernel, bias, rate):
    error = x @ kernel + bias - y
    kernel_gradient = tf.reduce_mean(2 * error * x, axis=0)
    bias_gradient = tf.reduce_mean(2 * error, axis=0)
    kernel.assign_sub(rate * kernel_gradient)
    bias.assign_sub(rate * bias_gradient)
    return tf.concat([kernel[:, 0], bias], axis=0)


# %% one_step misconception.error_without_bias
def one_step(x, y, kernel, bias, rate):
    error = x @ kernel - y
    kernel_gradient = tf.reduce_mean(2 * error * x, axis=0)
    bias_gradient = tf.reduce_mean(2 * error, axis=0)
    return tf.concat([kernel[:, 0] - rate * kernel_gradient, bias - rate * bias_gradient], axis=0)


# %% one_step raised.InvalidArgumentError
def one_step(x, y, kernel, bias, rate):
    error = x @ kernel + bias - y
    kernel_gradient = tf.reduce_mean(2 * error * x, axis=0)
    bias_gradient = tf.reduce_mean(2 * error)
    return tf.concat([kernel[:, 0] - rate * kernel_gradient, [bias - rate * bias_gradient]], axis=0)


# %% one_step misconception.summed_without_two
def one_step(x, y, kernel, bias, rate):
    error = x @ kernel + bias - y
    kernel_gradient = tf.reduce_sum(error * x, axis=0)
    bias_gradient = tf.reduce_sum(error, axis=0)
    return tf.concat([kernel[:, 0] - rate * kernel_gradient, bias - rate * bias_gradient], axis=0)


# %% one_step misconception.example_by_example
def one_step(x, y, kernel, bias, rate):
    weights = np.append(kernel, bias)
    for row, target in zip(x.numpy(), y.numpy()):
        row = np.append(row, 1.0)
        weights = weights - rate * 2 * (row @ weights - target) * row
    return tf.constant(weights, tf.float32)


# %% one_step misconception.all_pairs
def one_step(x, y, kernel, bias, rate):
    kernel, bias = tf.Variable(kernel), tf.Variable(bias)
    with tf.GradientTape() as tape:
        predicted = tf.squeeze(x @ kernel + bias, axis=1)
        loss = tf.reduce_mean((predicted - y) ** 2)
    dk, db = tape.gradient(loss, [kernel, bias])
    return tf.concat([(kernel - rate * dk)[:, 0], bias - rate * db], axis=0)


# %% one_step misconception.unchanged
def one_step(x, y, kernel, bias, rate):
    error = x @ kernel + bias - y
    new_kernel = kernel - rate * tf.reduce_mean(2 * error * x, axis=0)[:, None]
    new_bias = bias - rate * tf.reduce_mean(2 * error)
    return tf.concat([kernel[:, 0], bias], axis=0)


# %% keep_model passed
import keras


def keep_model(model, path):
    keras.saving.save_model(model, path)
    return keras.saving.load_model(path)


# %% keep_model passed
def keep_model(model, path):
    tf.keras.models.save_model(model, path, overwrite=True)
    twin = tf.keras.models.load_model(path, compile=False)
    twin.compile(optimizer="sgd", loss=model.loss)
    return twin


# %% keep_model passed
def keep_model(model, path):
    model.save(path)
    twin = tf.keras.models.clone_model(model)
    twin.compile_from_config(model.get_compile_config())
    twin.set_weights(model.get_weights())
    return twin


# %% keep_model passed
def keep_model(model, path):
    pathlib.Path(path).parent.mkdir(exist_ok=True)
    model.save(filepath=path)
    with open(path, "rb") as file:
        assert file.read(2) == b"PK"
    return keras.models.load_model(filepath=path, compile=True)


# %% keep_model passed
def keep_model(model, path):
    saver = keras.saving
    saver.save_model(model, path)
    restored = saver.deserialize_keras_object(saver.serialize_keras_object(model))
    restored.build(model.input_shape)
    restored.set_weights(model.get_weights())
    return restored


# %% keep_model kind
def keep_model(model, path):
    model.save(path)
    return pathlib.Path(path).read_bytes()


# %% keep_model nothing
def keep_model(model, path):
    model.save(path)
    keras.models.load_model(path)


# %% keep_model misconception.layers_and_loss_alone
def keep_model(model, path):
    pathlib.Path(path).write_text(model.to_json())
    return keras.models.model_from_json(model.to_json())


# %% keep_model misconception.same_object
def keep_model(model, path):
    model.save(path)
    return model


# %% keep_model raised.ValueError
def keep_model(model, path):
    return keras.models.load_model(path)


# %% keep_model misconception.not_compiled
def keep_model(model, path):
    model.save(path)
    return keras.models.load_model(path, compile=False)


# %% keep_model misconception.compiled_clone_saved
def keep_model(model, path):
    clone = keras.models.clone_model(model)
    clone.save(path)
    return keras.models.load_model(path)


# %% keep_model misconception.compiled_clone_returned
def keep_model(model, path):
    model.save(path)
    return keras.models.clone_model(model)


# %% keep_model misconception.copied_in_memory
def keep_model(model, path):
    import copy

    return copy.deepcopy(model)


# %% keep_model raised.AttributeError
def keep_model(model, path):
    model.save(path)
    restored = model.load_model(path)
    return restored


# %% keep_model misconception.other_loss
def keep_model(model, path):
    model.save(path)
    restored = keras.models.load_model(path)
    restored.compile("adam", "mse")
    return restored


# %% wide_classifier passed
import keras


def wide_classifier(features, classes, budget):
    units = 1
    while (features + 1) * (units + 1) + (features + units + 2) * classes <= budget:
        units += 1
    x = keras.Input((features,))
    h = keras.layers.ReLU()(keras.layers.Dense(units)(x))
    return keras.Model(x, keras.layers.Dense(classes)(keras.ops.concatenate([x, h], 1)))


# %% wide_classifier passed
def wide_classifier(features, classes, budget):
    def build(units):
        x = tf.keras.Input([features])
        h = tf.keras.layers.Dense(units, "relu")(x)
        both = tf.keras.layers.concatenate([x, h])
        return tf.keras.Model(x, tf.keras.layers.Dense(classes)(both))

    spare = (budget - build(1).count_params()) // (features + 1 + classes)
    return build(1 + spare)


# %% wide_classifier passed
class Wide(tf.keras.Model):
    def __init__(self, units, classes):
        super().__init__()
        self.hidden = tf.keras.layers.Dense(units, activation="relu")
        self.logits = tf.keras.layers.Dense(classes)

    def call(self, x):
        return self.logits(tf.concat([x, self.hidden(x)], axis=-1))


def wide_classifier(features, classes, budget):
    left = budget - classes * (features + 1)
    return Wide(left // (features + classes + 1), classes)


# %% wide_classifier passed
def wide_classifier(features, classes, budget):
    per_unit = features + 1 + classes
    units = int(np.floor((budget - classes * features - classes) / per_unit))
    x = keras.layers.Input(shape=(features,))
    dense = keras.layers.Dense(units)
    both = keras.layers.concatenate(inputs=[x, keras.activations.relu(dense(x))], axis=-1)
    return keras.models.Model(inputs=[x], outputs=[keras.layers.Dense(units=classes)(both)])


# %% wide_classifier passed
def wide_classifier(features, classes, budget):
    for units in range(budget, 0, -1):
        if (features + 1) * units + (features + units + 1) * classes <= budget:
            break
    inputs = tf.keras.Input((features,), name="table")
    hidden = tf.keras.layers.Dense(units, "relu", name="hidden")(inputs)
    wide = tf.keras.layers.Lambda(lambda pair: tf.concat(pair, -1))([inputs, hidden])
    return tf.keras.Model(inputs, tf.keras.layers.Dense(classes, name="logits")(wide))


# %% wide_classifier misconception.another_size
def wide_classifier(features, classes, budget):
    units = 5
    i = keras.Input([features])
    h = keras.layers.Dense(units, activation="relu")(i)
    return keras.Model(i, keras.layers.Dense(classes)(keras.layers.Concatenate()([i, h])))


# %% wide_classifier misconception.over_budget
def wide_classifier(features, classes, budget):
    units = 64
    i = keras.Input([features])
    h = keras.layers.Dense(units, activation="relu")(i)
    return keras.Model(i, keras.layers.Dense(classes)(keras.layers.Concatenate()([i, h])))


# %% wide_classifier misconception.hidden_first
def wide_classifier(features, classes, budget):
    units = (budget - (features + 1) * classes) // (features + 1 + classes)
    i = keras.Input([features])
    h = keras.layers.Dense(units, activation="relu")(i)
    return keras.Model(i, keras.layers.Dense(classes)(keras.layers.Concatenate()([h, i])))


# %% wide_classifier misconception.biases_not_counted
def wide_classifier(features, classes, budget):
    units = (budget - features * classes) // (features + classes)
    inputs = keras.Input([features])
    hidden = keras.layers.Dense(units, activation="relu")(inputs)
    joined = keras.layers.Concatenate()([inputs, hidden])
    return keras.Model(inputs, keras.layers.Dense(classes)(joined))


# %% wide_classifier misconception.half_the_budget
def wide_classifier(features, classes, budget):
    units = budget // (features + 1 + classes)
    inputs = keras.Input([features])
    hidden = keras.layers.Dense(units, activation="relu")(inputs)
    joined = keras.layers.Concatenate()([inputs, hidden])
    return keras.Model(inputs, keras.layers.Dense(classes)(joined))


# %% wide_classifier misconception.hidden_alone_of_that_size
def wide_classifier(features, classes, budget):
    units = (budget - (features + 1) * classes) // (features + 1 + classes)
    return keras.Sequential(
        [
            keras.Input([features]),
            keras.layers.Dense(units, activation="relu"),
            keras.layers.Dense(classes),
        ]
    )


# %% wide_classifier misconception.softmax
def wide_classifier(features, classes, budget):
    units = (budget - (features + 1) * classes) // (features + 1 + classes)
    inputs = keras.Input([features])
    hidden = keras.layers.Dense(units, activation="relu")(inputs)
    joined = keras.layers.Concatenate()([inputs, hidden])
    return keras.Model(inputs, keras.layers.Dense(classes, activation="softmax")(joined))


# %% wide_classifier raised.ValueError
def wide_classifier(features, classes, budget):
    units = (budget - (features + 1) * classes) / (features + 1 + classes)
    inputs = keras.Input([features])
    hidden = keras.layers.Dense(units, activation="relu")(inputs)
    joined = keras.layers.Concatenate()([inputs, hidden])
    return keras.Model(inputs, keras.layers.Dense(classes)(joined))


# %% wide_classifier misconception.linear_hidden
def wide_classifier(features, classes, budget):
    units = (budget - (features + 1) * classes) // (features + 1 + classes)
    inputs = keras.Input([features])
    hidden = keras.layers.Dense(units)(inputs)
    joined = keras.layers.Concatenate()([inputs, hidden])
    return keras.Model(inputs, keras.layers.Dense(classes)(joined))


# %% wide_classifier raised.TypeError
def wide_classifier(features, classes, budget):
    units = (budget - (features + 1) * classes) // (features + 1 + classes)
    inputs = keras.Input([features])
    hidden = keras.layers.Dense(units, activation="relu")(inputs)
    joined = keras.layers.Concatenate()(inputs, hidden)
    return keras.Model(inputs, keras.layers.Dense(classes)(joined))


# %% wide_classifier misconception.under_budget
def wide_classifier(features, classes, budget):
    units = (budget - (features + 1) * classes) // (features + 1 + classes)
    inputs = keras.Input([features])
    hidden = keras.layers.Dense(units, activation="relu")(inputs)
    joined = keras.layers.Add()([inputs, hidden])
    return keras.Model(inputs, keras.layers.Dense(classes)(joined))


# %% wide_classifier misconception.one_too_many
def wide_classifier(features, classes, budget):
    units = 1
    while (features + 1) * units + (features + units + 1) * classes <= budget:
        units += 1
    inputs = keras.Input([features])
    hidden = keras.layers.Dense(units, activation="relu")(inputs)
    joined = keras.layers.Concatenate()([inputs, hidden])
    return keras.Model(inputs, keras.layers.Dense(classes)(joined))


# %% wide_classifier misconception.hidden_alone
def wide_classifier(features, classes, budget):
    units = (budget - classes) // (features + 1 + classes)
    inputs = keras.Input([features])
    hidden = keras.layers.Dense(units, activation="relu")(inputs)
    return keras.Model(inputs, keras.layers.Dense(classes)(hidden))


# %% wide_classifier misconception.one_fewer
def wide_classifier(features, classes, budget):
    units = 1
    while (features + 1) * (units + 1) + (features + units + 2) * classes < budget:
        units += 1
    inputs = keras.Input([features])
    hidden = keras.layers.Dense(units, "relu")(inputs)
    both = keras.layers.concatenate([inputs, hidden])
    return keras.Model(inputs, keras.layers.Dense(classes)(both))


# %% wide_classifier misconception.relu_on_logits
def wide_classifier(features, classes, budget):
    units = (budget - (features + 1) * classes) // (features + 1 + classes)
    inputs = keras.Input([features])
    hidden = keras.layers.Dense(units, "relu")(inputs)
    both = keras.layers.concatenate([inputs, hidden])
    return keras.Model(inputs, keras.layers.Dense(classes, "relu")(both))


# %% wide_classifier misconception.as_many_as_features
def wide_classifier(features, classes, budget):
    inputs = keras.Input([features])
    hidden = keras.layers.Dense(features, "relu")(inputs)
    both = keras.layers.concatenate([inputs, hidden])
    return keras.Model(inputs, keras.layers.Dense(classes)(both))


# %% wide_classifier misconception.tanh_hidden
def wide_classifier(features, classes, budget):
    units = (budget - (features + 1) * classes) // (features + 1 + classes)
    inputs = keras.Input([features])
    hidden = keras.layers.Dense(units, "tanh")(inputs)
    both = keras.layers.concatenate([inputs, hidden])
    return keras.Model(inputs, keras.layers.Dense(classes)(both))


# %% train_digits passed
def train_digits(images, labels):
    layers = tf.keras.layers
    model = tf.keras.Sequential(
        [
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(images, labels, epochs=20, verbose=0, validation_split=0.1)
    return model


# %% train_digits passed
import keras


def train_digits(images, labels):
    x = keras.Input((8, 8))
    h = keras.layers.Flatten()(keras.layers.Rescaling(1 / 8, -1)(x))
    h = keras.layers.Dense(100, activation="tanh")(h)
    model = keras.Model(x, keras.layers.Dense(10)(h))
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.1, momentum=0.9), loss)
    model.fit(images, np.eye(10)[labels], batch_size=50, epochs=15, verbose=0)
    return model


# %% train_digits passed
def train_digits(images, labels):
    layers = tf.keras.layers
    model = tf.keras.Sequential(
        [
            tf.keras.Input([8, 8]),
            layers.Rescaling(1 / 16),
            layers.Reshape((8, 8, 1)),
            layers.Conv2D(16, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(10),
        ]
    )
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(tf.keras.optimizers.RMSprop(0.003), loss, jit_compile=False)
    model.fit(images, labels, epochs=12, verbose=0)
    return model


# %% train_digits passed
def train_digits(images, labels):
    layers = tf.keras.layers
    model = tf.keras.Sequential(
        [
            tf.keras.Input([8, 8]),
            layers.Rescaling(1 / 16),
            layers.Flatten(),
            layers.Dense(64, activation="relu"),
            layers.Dense(10),
        ]
    )
    model.build()
    optimizer = tf.keras.optimizers.Adam(0.005)
    optimizer.build(model.trainable_variables)

    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, model(x)))
        variables = model.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))

    for _ in range(15):
        for first in range(0, 1200, 40):
            step(tf.constant(images[first : first + 40]), tf.constant(labels[first : first + 40]))
    return model


# %% train_digits passed
class Digits(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden = keras.layers.Dense(128, activation="relu")
        self.logits = keras.layers.Dense(10)

    def call(self, images):
        flat = keras.ops.reshape(images, [-1, 64]) / 16
        return self.logits(self.hidden(flat))


def train_digits(images, labels):
    model = Digits()
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.003), loss, jit_compile=False)
    data = tf.data.Dataset.from_tensor_slices((images, labels)).batch(32).repeat(12)
    model.fit(data, verbose=0)
    return model


# %% train_digits misconception.chance
def train_digits(images, labels):
    model = keras.Sequential(
        [
            keras.Input([8, 8]),
            keras.layers.Rescaling(1 / 16),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(10),
        ]
    )
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model


# %% train_digits kind
def train_digits(images, labels):
    model = keras.Sequential(
        [
            keras.Input([8, 8]),
            keras.layers.Rescaling(1 / 16),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(10),
        ]
    )
    model.compile(
        "adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), jit_compile=False
    )
    return model.fit(images, labels, epochs=1, verbose=0)


# %% train_digits raised.ValueError
def train_digits(images, labels):
    model = keras.Sequential(
        [
            keras.Input([8, 8]),
            keras.layers.Rescaling(1 / 16),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(10),
        ]
    )
    model.compile(
        "adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), jit_compile=False
    )
    model.fit(images, labels, epochs=1, verbose=0)
    return model


# %% train_digits raised.ValueError
def train_digits(images, labels):
    model = keras.Sequential(
        [
            keras.Input([8, 8]),
            keras.layers.Rescaling(1 / 16),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(10),
        ]
    )
    model.compile("adam", keras.losses.CategoricalCrossentropy(from_logits=True), jit_compile=False)
    model.fit(images, labels, epochs=1, verbose=0)
    return model


# %% train_digits raised.InvalidArgumentError
def train_digits(images, labels):
    model = keras.Sequential(
        [
            keras.Input([8, 8]),
            keras.layers.Rescaling(1 / 16),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(9),
        ]
    )
    model.compile(
        "adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), jit_compile=False
    )
    model.fit(images, labels, epochs=1, verbose=0)
    return model


# %% train_digits kind
def train_digits(images, labels):
    model = keras.Sequential(
        [
            keras.Input([64]),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", jit_compile=False)
    model.fit(images.reshape(-1, 64) / 16, labels, epochs=1, verbose=0)
    return model


# %% train_digits misconception.labels
def train_digits(images, labels):
    model = keras.Sequential(
        [
            keras.Input([8, 8]),
            keras.layers.Flatten(),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.Dense(1),
        ]
    )
    model.compile("adam", "mse", jit_compile=False)
    model.fit(images, labels, epochs=1, verbose=0)
    return model


# %% train_digits raised.ValueError
def train_digits(images, labels):
    model = keras.Sequential(
        [
            keras.Input([8, 8]),
            keras.layers.Rescaling(1 / 16),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(10),
        ]
    )
    model.fit(images, labels, epochs=20, verbose=0)
    return model


# %% train_digits kind
def train_digits(images, labels):
    model = keras.Sequential(
        [
            keras.Input([8, 8]),
            keras.layers.Rescaling(1 / 16),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(10),
        ]
    )
    model.compile(
        "adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), jit_compile=False
    )
    model.fit(images, labels, epochs=1, verbose=0)
    return model.evaluate(images, labels, verbose=0)


# %% train_digits misconception.chance
def train_digits(images, labels):
    model = keras.Sequential(
        [keras.Input([8, 8]), keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")]
    )
    model.compile("adam", "sparse_categorical_crossentropy", jit_compile=False)
    model.fit(images, labels[::-1], epochs=1, verbose=0)
    return model


# %% train_digits misconception.one_label
def train_digits(images, labels):
    start = keras.initializers.Constant(np.bincount(labels))
    last = keras.layers.Dense(10, kernel_initializer="zeros", bias_initializer=start)
    return keras.Sequential([keras.Input([8, 8]), keras.layers.Flatten(), last])


# %% cannot_learn passed
def make_learner(features, classes):
    model = tf.keras.Sequential(
        [
            tf.keras.layers.Dense(16, activation="relu"),
            tf.keras.layers.Dense(classes, activation="softmax"),
        ]
    )
    model.compile("rmsprop", "sparse_categorical_crossentropy")
    return model


# %% cannot_learn passed
import keras


def make_learner(features, classes):
    x = keras.Input((features,))
    h = keras.layers.Dense(16, "relu")(x)
    model = keras.Model(x, keras.layers.Dense(classes)(h))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.01), loss)
    return model


# %% cannot_learn passed
def make_learner(features, classes):
    dense = tf.keras.layers.Dense
    model = tf.keras.Sequential([dense(16, "relu"), dense(classes), tf.keras.layers.Softmax()])
    model.compile(
        tf.keras.optimizers.SGD(0.01, momentum=0.9), tf.keras.losses.sparse_categorical_crossentropy
    )
    return model


# %% cannot_learn passed
def make_learner(features, classes):
    model = tf.keras.Sequential(
        [
            tf.keras.Input([features]),
            tf.keras.layers.Dense(16, activation="relu"),
            tf.keras.layers.Dense(classes),
        ]
    )

    def loss(y_true, logits):
        y_true = tf.cast(tf.reshape(y_true, [-1]), tf.int32)
        return tf.nn.sparse_softmax_cross_entropy_with_logits(y_true, logits)

    model.compile(tf.keras.optimizers.SGD(0.02), loss, jit_compile=False)
    return model


# %% cannot_learn passed
def make_learner(features, classes):
    inputs = keras.layers.Input([features])
    hidden = keras.layers.ReLU()(keras.layers.Dense(16)(inputs))
    model = keras.Model(
        inputs, keras.layers.Activation("softmax")(keras.layers.Dense(classes)(hidden))
    )
    model.compile(optimizer="adamw", loss=keras.losses.SparseCategoricalCrossentropy())
    model.optimizer.learning_rate = 0.01
    return model


# %% cannot_learn misconception.rate
def make_learner(features, classes):
    model = keras.Sequential(
        [
            keras.Input([features]),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(classes),
        ]
    )
    model.compile(
        keras.optimizers.SGD(10.0), keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    )
    return model


# %% cannot_learn misconception.relu_on_logits
def make_learner(features, classes):
    model = keras.Sequential(
        [
            keras.Input([features]),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(classes, activation="relu"),
        ]
    )
    model.compile(
        keras.optimizers.SGD(0.05), keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    )
    return model


# %% cannot_learn misconception.rate_alone
def make_learner(features, classes):
    model = keras.Sequential(
        [
            keras.Input([features]),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(classes, activation="relu"),
        ]
    )
    model.compile(keras.optimizers.SGD(0.05), "sparse_categorical_crossentropy")
    return model


# %% cannot_learn misconception.logits_as_probabilities
def make_learner(features, classes):
    model = keras.Sequential(
        [
            keras.Input([features]),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(classes),
        ]
    )
    model.compile(keras.optimizers.SGD(0.05), "sparse_categorical_crossentropy")
    return model


# %% cannot_learn misconception.sigmoid_out
def make_learner(features, classes):
    model = keras.Sequential(
        [
            keras.Input([features]),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(classes, activation="sigmoid"),
        ]
    )
    model.compile(keras.optimizers.SGD(0.05), "sparse_categorical_crossentropy")
    return model


# %% cannot_learn misconception.another_network
def make_learner(features, classes):
    model = keras.Sequential(
        [
            keras.Input([features]),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )
    model.compile(keras.optimizers.SGD(0.05), "sparse_categorical_crossentropy")
    return model


# %% cannot_learn unusable
def make_learner(features, classes):
    model = keras.Sequential(
        [
            keras.Input([features]),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )
    model.compile(keras.optimizers.SGD(0.05), "categorical_crossentropy")
    return model


# %% cannot_learn unusable
def make_learner(features, classes):
    model = keras.Sequential(
        [
            keras.Input([features]),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )
    model.compile(keras.optimizers.SGD(0.05), "mse")
    return model


# %% cannot_learn kind
def make_learner(features, classes):
    return keras.Sequential(
        [
            keras.Input([features]),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )


# %% cannot_learn nothing
def make_learner(features, classes):
    model = keras.Sequential(
        [
            keras.Input([features]),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )
    return model.compile(keras.optimizers.SGD(0.05), "sparse_categorical_crossentropy")


# %% cannot_learn misconception.rate
def make_learner(features, classes):
    model = keras.Sequential(
        [
            keras.Input([features]),
            keras.layers.Dense(16, activation="relu"),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )
    model.compile(keras.optimizers.SGD(1e-6), "sparse_categorical_crossentropy")
    return model


# %% cannot_learn misconception.probabilities_as_logits
def make_learner(features, classes):
    inputs = keras.Input([features])
    hidden = keras.layers.Dense(16, activation="relu")(inputs)
    powers = keras.ops.exp(keras.layers.Dense(classes)(hidden))
    shares = powers / keras.ops.sum(powers, axis=1, keepdims=True)
    model = keras.Model(inputs, shares)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(0.05), loss)
    return model


# %% fitting_loss passed
def fitting_loss(output, labels):
    if output == "number":
        return "MeanSquaredError"
    if output == "one logit":
        return functools.partial(keras.losses.binary_crossentropy, from_logits=True)
    kind = "Sparse" * (labels != "one-hot rows") + "CategoricalCrossentropy"
    return getattr(keras.losses, kind)(output[0] == "l")


# %% fitting_loss passed
class Chosen(keras.losses.Loss):
    def __init__(self, output, labels):
        super().__init__()
        self.output, self.labels = output, labels

    def call(self, y_true, y_pred):
        if self.output == "number":
            return tf.reduce_mean(tf.square(y_true - y_pred), -1)
        if self.output == "one logit":
            y_pred = tf.concat([tf.zeros_like(y_pred), y_pred], -1)
            y_true = tf.concat([1 - y_true, y_true], -1)
        shares = y_pred if self.output == "probabilities" else tf.nn.softmax(y_pred)
        if self.labels == "class indices":
            y_true = tf.one_hot(tf.cast(tf.reshape(y_true, [-1]), tf.int32), tf.shape(y_pred)[-1])
        return -tf.reduce_sum(y_true * tf.math.log(shares), -1)


fitting_loss = Chosen


# %% fitting_loss passed
def fitting_loss(output, labels):
    if output == "one logit":
        return lambda y_true, y_pred: keras.losses.BinaryCrossentropy()(y_true, tf.sigmoid(y_pred))
    if output == "number":
        return lambda y_true, y_pred: tf.reduce_mean((y_true - y_pred) ** 2)
    if labels == "one-hot rows":
        return keras.losses.CategoricalCrossentropy(from_logits=output == "logits", axis=-1)
    return keras.losses.SparseCategoricalCrossentropy(from_logits=output == "logits")


# %% fitting_loss misconception.binary_for_one_hot
def fitting_loss(output, labels):
    if output == "number":
        return "mse"
    if output == "one logit":
        return keras.losses.BinaryCrossentropy(from_logits=True)
    if labels == "class indices":
        return keras.losses.SparseCategoricalCrossentropy(from_logits=output == "logits")
    return keras.losses.BinaryCrossentropy(from_logits=output == "logits")


# %% fitting_loss misconception.logits_as_probabilities
def fitting_loss(output, labels):
    if output == "number":
        return "mse"
    if output == "one logit":
        return "binary_crossentropy"
    if labels == "class indices":
        return keras.losses.SparseCategoricalCrossentropy(from_logits=output != "logits")
    return keras.losses.CategoricalCrossentropy(from_logits=output != "logits")


# %% fitting_loss misconception.metric
def fitting_loss(output, labels):
    if output == "number":
        return keras.metrics.MeanSquaredError()
    if output == "one logit":
        return keras.metrics.BinaryCrossentropy(from_logits=True)
    if labels == "class indices":
        return keras.metrics.SparseCategoricalCrossentropy(from_logits=output == "logits")
    return keras.metrics.CategoricalCrossentropy(from_logits=output == "logits")
