"""Answers to 15-capstone: right ones, which pass, and wrong ones, each with the key that it hears."""


# %% train_forecast passed
def train_forecast(rows, kwh):
    mean, deviation = rows[:, 1:7].mean(axis=0), rows[:, 1:7].std(axis=0)
    model = tf.keras.Sequential(
        [
            tf.keras.Input([8]),
            tf.keras.layers.Lambda(lambda x: (x[:, 1:7] - mean) / deviation),
            tf.keras.layers.Dense(64, activation="tanh"),
            tf.keras.layers.Dense(64, activation="relu"),
            tf.keras.layers.Dense(1),
        ]
    )
    model.compile(optimizer=tf.keras.optimizers.Adam(0.01), loss="mse")
    model.fit(rows, kwh, epochs=14, batch_size=128, verbose=0)
    return model


# %% train_forecast passed
class Forecaster(keras.Model):
    def __init__(self, rows):
        super().__init__()
        self.center = tf.constant(rows.mean(axis=0))
        self.width = tf.constant(rows.std(axis=0))
        self.hidden = [keras.layers.Dense(64, "relu") for _ in range(2)]
        self.out = keras.layers.Dense(1, "softplus")

    def call(self, rows):
        angle = rows[:, 1:2] * (2 * np.pi / 24)
        scaled = ((rows - self.center) / self.width)[:, 2:7]
        x = tf.concat([tf.sin(angle), tf.cos(angle), scaled], axis=1)
        for layer in self.hidden:
            x = layer(x)
        return self.out(x)[:, 0]


def train_forecast(rows, kwh):
    model = Forecaster(np.asarray(rows))
    optimizer = keras.optimizers.Adam(0.01)
    batches = tf.data.Dataset.from_tensor_slices((rows, kwh)).shuffle(6000).batch(128, True)

    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.abs(model(x) - y))
        slopes = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(slopes, model.trainable_variables))

    for x, y in batches.repeat(6):
        step(x, y)
    return model


# %% train_forecast passed
def train_forecast(rows, kwh):
    fit = keras.Sequential([keras.layers.Dense(64, "relu") for _ in range(2)])
    fit.add(keras.layers.Dense(1))
    scale = keras.layers.Normalization()
    scale.adapt(rows[:, 1:7])
    fit.compile(keras.optimizers.Adam(0.01), keras.losses.Huber(5.0))
    fit.fit(scale(rows[:, 1:7]), kwh / 1.0, epochs=8, batch_size=128, verbose=0)
    inputs = keras.Input([8])
    return keras.Model(inputs, fit(scale(inputs[:, 1:7])))


# %% train_forecast passed
def train_forecast(rows, kwh):
    # Learned on a logarithm, and undone in the model.
    inputs = keras.Input((8,))
    scale = keras.layers.BatchNormalization(momentum=0.9)
    x = scale(inputs[:, 1:7])
    x = keras.layers.Dense(64, activation="relu")(x)
    x = keras.layers.Dense(64, activation="relu")(x)
    logarithm = keras.Model(inputs, keras.layers.Dense(1)(x))
    logarithm.compile(optimizer=keras.optimizers.Adam(0.01), loss="mae")
    logarithm.fit(rows, np.log(kwh), epochs=8, batch_size=128, verbose=0)
    return keras.Model(inputs, keras.ops.exp(logarithm(inputs)))


# %% train_forecast passed
def train_forecast(rows, kwh):
    without_bill = np.array(rows)
    without_bill[:, 0] = 0
    without_bill[:, 7] = 0
    layers = keras.layers
    keep = np.diag([0, 1, 1, 1, 1, 1, 1, 0]).astype("float32")
    model = keras.Sequential([keras.Input([8])])
    model.add(layers.Dense(8, use_bias=False, trainable=False))
    model.add(layers.Normalization(mean=without_bill.mean(0), variance=without_bill.var(0) + 1e-3))
    model.add(layers.Dense(96, "relu"))
    model.add(layers.Dense(48, "relu"))
    model.add(layers.Dense(1))
    model.layers[0].set_weights([keep])
    model.compile("adam", "mae")
    model.optimizer.learning_rate = 0.01
    model.fit(without_bill, kwh, epochs=8, batch_size=128, verbose=0)
    return model


# %% train_forecast misconception.bill
def train_forecast(rows, kwh):
    inputs = keras.Input([8])
    bill = inputs[:, 7:]
    model = keras.Model(inputs, keras.layers.Dense(1, use_bias=False)(bill))
    model.compile(keras.optimizers.Adam(0.1), "mae")
    model.fit(rows, kwh, epochs=4, batch_size=128, verbose=0)
    return model


# %% train_forecast misconception.bill
def train_forecast(rows, kwh):
    scale = keras.layers.Normalization()
    scale.adapt(rows[:, 1:])
    inputs = keras.Input([8])
    hidden = keras.layers.Dense(32, "relu")(scale(inputs[:, 1:]))
    model = keras.Model(inputs, keras.layers.Dense(1)(hidden))
    model.compile(keras.optimizers.Adam(0.03), "mae")
    model.fit(rows, kwh, epochs=5, batch_size=128, verbose=0)
    return model


# %% train_forecast misconception.building_number
def train_forecast(rows, kwh):
    scale = keras.layers.Normalization()
    scale.adapt(rows[:, :7])
    inputs = keras.Input([8])
    hidden = scale(inputs[:, :7])
    for _ in range(2):
        hidden = keras.layers.Dense(64, "relu")(hidden)
    model = keras.Model(inputs, keras.layers.Dense(1)(hidden))
    model.compile(keras.optimizers.Adam(0.01), "mae")
    model.fit(rows, kwh, batch_size=128, epochs=8, verbose=0)
    return model


# %% train_forecast misconception.building_number
def train_forecast(rows, kwh):
    without_bill = np.array(rows)
    without_bill[:, 7] = 0
    model = keras.Sequential([keras.Input([8]), keras.layers.BatchNormalization(momentum=0.9)])
    for units in (64, 64, 1):
        model.add(keras.layers.Dense(units, "relu"))
    model.compile(keras.optimizers.Adam(0.01), "mae")
    model.fit(without_bill, kwh, batch_size=128, epochs=8, verbose=0)
    return model


# %% train_forecast misconception.other_units
def train_forecast(rows, kwh):
    scale = keras.layers.Normalization()
    scale.adapt(rows[:, 1:7])
    inputs = keras.Input([8])
    hidden = scale(inputs[:, 1:7])
    for _ in range(2):
        hidden = keras.layers.Dense(64, "relu")(hidden)
    model = keras.Model(inputs, keras.layers.Dense(1)(hidden))
    model.compile(keras.optimizers.Adam(0.01), "mse")
    target = (kwh - np.mean(kwh)) / np.std(kwh)
    model.fit(rows, target, batch_size=128, epochs=8, verbose=0)
    return model


# %% train_forecast misconception.other_units
def train_forecast(rows, kwh):
    mean, deviation = rows[:, 1:7].mean(axis=0), rows[:, 1:7].std(axis=0)
    inputs = keras.Input([8])
    hidden = (inputs[:, 1:7] - mean) / deviation
    for _ in range(2):
        hidden = keras.layers.Dense(48, "relu")(hidden)
    model = keras.Model(inputs, keras.layers.Dense(1)(hidden))
    model.compile(keras.optimizers.Adam(0.01), "mae")
    model.fit(rows, np.log(kwh), batch_size=128, epochs=8, verbose=0)
    return model


# %% train_forecast misconception.constant
def train_forecast(rows, kwh):
    inputs = keras.Input([8])
    model = keras.Model(inputs, 0 * inputs[:, :1] + float(np.median(kwh)))
    return model


# %% train_forecast misconception.bill
def train_forecast(rows, kwh):
    model = keras.Sequential([keras.Input([8]), keras.layers.Dense(1, kernel_initializer="zeros")])
    return model


# %% train_forecast misconception.wild
def train_forecast(rows, kwh):
    keras.utils.set_random_seed(1)
    return keras.Sequential([keras.Input([8]), keras.layers.Dense(1)])


# %% train_forecast misconception.wild
def train_forecast(rows, kwh):
    mean, deviation = rows[:, 1:7].mean(0), rows[:, 1:7].std(0)
    scaled = (rows[:, 1:7] - mean) / deviation
    layer = keras.layers.Dense(1)
    inner = keras.Sequential([keras.Input([6]), layer])
    inner.compile(keras.optimizers.Adam(0.1), "mae")
    inner.fit(scaled, kwh, epochs=2, batch_size=128, verbose=0)
    inputs = keras.Input([8])
    return keras.Model(inputs, inner(inputs[:, 1:7]))


# %% train_forecast misconception.mixed_up
def train_forecast(rows, kwh):
    inputs = keras.Input([8])
    x = (inputs[:, 1:7] - rows[:, 1:7].mean(0)) / rows[:, 1:7].std(0)
    x = keras.layers.Dense(1)(x)
    model = keras.Model(inputs, x)
    model.compile(keras.optimizers.Adam(0.05), "mae")
    model.fit(rows, -kwh, epochs=2, batch_size=128, verbose=0)
    return model


# %% train_forecast misconception.straight
def train_forecast(rows, kwh):
    columns = np.column_stack([rows[:, 1:7], np.ones(len(rows))])
    weights, *_ = np.linalg.lstsq(columns, np.asarray(kwh), rcond=None)
    layer = keras.layers.Dense(1)
    inputs = keras.Input([8])
    model = keras.Model(inputs, layer(inputs[:, 1:7]))
    layer.set_weights([weights[:6, None], weights[6:]])
    return model


# %% train_forecast misconception.straight
def train_forecast(rows, kwh):
    scale = keras.layers.Normalization()
    scale.adapt(rows[:, 1:7])
    inputs = keras.Input([8])
    hidden = scale(inputs[:, 1:7])
    for _ in range(2):
        hidden = keras.layers.Dense(64)(hidden)
    model = keras.Model(inputs, keras.layers.Dense(1)(hidden))
    model.compile(keras.optimizers.Adam(0.01), "mae")
    model.fit(rows, kwh, batch_size=256, epochs=4, verbose=0)
    return model


# %% train_forecast misconception.two_numbers
def train_forecast(rows, kwh):
    return keras.Sequential([keras.Input([8]), keras.layers.Dense(2)])


# %% train_forecast kind
def train_forecast(rows, kwh):
    return lambda rows: rows[:, 0]


# %% export_forecast passed
def export_forecast(model, path):
    archive = keras.export.ExportArchive()
    archive.track(model)
    archive.add_endpoint(
        "forecast",
        lambda rows: {"kwh": tf.maximum(model(rows)[:, 0], 0.0)},
        input_signature=[tf.TensorSpec((None, 8), tf.float32, name="rows")],
    )
    archive.write_out(path, verbose=False)


# %% export_forecast passed
class Service(tf.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    @tf.function(input_signature=[tf.TensorSpec([None, 8], tf.float32)])
    def forecast(self, rows):
        return {"kwh": tf.clip_by_value(tf.squeeze(self.model(rows), axis=-1), 0, 1e30)}


def export_forecast(model, path):
    service = Service(model)
    tf.saved_model.save(service, path, signatures={"forecast": service.forecast})


# %% export_forecast passed
def export_forecast(model, path):
    inputs = keras.Input((8,), name="rows")
    whole = keras.Model(inputs, keras.layers.ReLU()(model(inputs)))

    def forecast(rows):
        return dict(kwh=tf.reshape(whole(rows), [-1]))

    spec = tf.TensorSpec(shape=[None, 8], dtype=tf.float32, name="rows")
    holder = tf.Module()
    holder.whole = whole
    concrete = tf.function(forecast).get_concrete_function(spec)
    tf.saved_model.save(holder, path, signatures={"forecast": concrete})


# %% export_forecast passed
def export_forecast(model, path):
    @tf.function(input_signature=[tf.TensorSpec([None, 8], tf.float32, "rows")])
    def forecast(rows):
        kwh = tf.unstack(model(rows, training=False), axis=1)[0]
        return {"kwh": tf.where(kwh > 0, kwh, tf.zeros_like(kwh))}

    tf.saved_model.save(model, path, signatures={"forecast": forecast})


# %% export_forecast passed
def export_forecast(model, path):
    kernel, bias = (tf.Variable(weight) for weight in model.get_weights())
    service = tf.Module()
    service.kernel, service.bias = kernel, bias

    def forecast(rows):
        return {"kwh": tf.nn.relu(tf.linalg.matvec(rows, kernel[:, 0]) + bias)}

    service.forecast = tf.function(forecast)
    traced = service.forecast.get_concrete_function(tf.TensorSpec([None, 8], name="rows"))
    tf.saved_model.save(service, path, signatures={"forecast": traced, "serving_default": traced})


# %% export_forecast misconception.below_zero
def export_forecast(model, path):
    service = tf.Module()
    service.model = model

    @tf.function(input_signature=[tf.TensorSpec([None, 8], tf.float32, name="rows")])
    def forecast(rows):
        return {"kwh": model(rows, training=False)[:, 0]}

    tf.saved_model.save(service, path, signatures={"forecast": forecast})


# %% export_forecast misconception.turned_positive
def export_forecast(model, path):
    @tf.function(input_signature=[tf.TensorSpec([None, 8], tf.float32, name="rows")])
    def forecast(rows):
        return {"kwh": tf.abs(model(rows)[:, 0])}

    tf.saved_model.save(model, path, signatures={"forecast": forecast})


# %% export_forecast misconception.a_column
def export_forecast(model, path):
    @tf.function(input_signature=[tf.TensorSpec([None, 8], tf.float32, name="rows")])
    def forecast(rows):
        return {"kwh": tf.nn.relu(model(rows))}

    tf.saved_model.save(model, path, signatures={"forecast": forecast})


# %% export_forecast misconception.squeezed
def export_forecast(model, path):
    @tf.function(input_signature=[tf.TensorSpec([None, 8], tf.float32, name="rows")])
    def forecast(rows):
        return {"kwh": tf.nn.relu(tf.squeeze(model(rows)))}

    tf.saved_model.save(model, path, signatures={"forecast": forecast})


# %% export_forecast shape
def export_forecast(model, path):
    @tf.function(input_signature=[tf.TensorSpec([None, 8], tf.float32, name="rows")])
    def forecast(rows):
        return {"kwh": tf.nn.relu(model(rows)[0])}

    tf.saved_model.save(model, path, signatures={"forecast": forecast})


# %% export_forecast shape
def export_forecast(model, path):
    @tf.function(input_signature=[tf.TensorSpec([None, 8], tf.float32, name="rows")])
    def forecast(rows):
        kwh = model(rows, training=False)[:, 0]
        return {"kwh": tf.boolean_mask(kwh, kwh > 0)}

    tf.saved_model.save(model, path, signatures={"forecast": forecast})


# %% export_forecast misconception.added_up
def export_forecast(model, path):
    @tf.function(input_signature=[tf.TensorSpec([None, 8], tf.float32, name="rows")])
    def forecast(rows):
        return {"kwh": tf.reduce_sum(tf.nn.relu(model(rows)), axis=0)}

    tf.saved_model.save(model, path, signatures={"forecast": forecast})


# %% export_forecast misconception.another_output
def export_forecast(model, path):
    @tf.function(input_signature=[tf.TensorSpec([None, 8], tf.float32, name="rows")])
    def forecast(rows):
        return tf.nn.relu(model(rows)[:, 0])

    tf.saved_model.save(model, path, signatures={"forecast": forecast})


# %% export_forecast misconception.another_output
def export_forecast(model, path):
    @tf.function(input_signature=[tf.TensorSpec([None, 8], tf.float32, name="rows")])
    def forecast(rows):
        return {"forecast": tf.nn.relu(model(rows)[:, 0])}

    tf.saved_model.save(model, path, signatures={"forecast": forecast})


# %% export_forecast misconception.another_input
def export_forecast(model, path):
    @tf.function(input_signature=[tf.TensorSpec([None, 8], tf.float32)])
    def forecast(x):
        return {"kwh": tf.nn.relu(model(x)[:, 0])}

    tf.saved_model.save(model, path, signatures={"forecast": forecast})


# %% export_forecast misconception.another_signature
def export_forecast(model, path):
    model.export(path, verbose=False)


# %% export_forecast misconception.another_signature
def export_forecast(model, path):
    @tf.function(input_signature=[tf.TensorSpec([None, 8], tf.float32, name="rows")])
    def forecast(rows):
        return {"kwh": tf.nn.relu(model(rows)[:, 0])}

    tf.saved_model.save(model, path, signatures=forecast)


# %% export_forecast misconception.no_export
def export_forecast(model, path):
    model.save(f"{path}.keras")


# %% export_forecast misconception.no_export
def export_forecast(model, path):
    service = tf.Module()
    service.model = model
    service.forecast = lambda rows: {"kwh": tf.nn.relu(model(rows)[:, 0])}
    return service
