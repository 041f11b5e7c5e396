"""Answers to 03-eager-and-graph: right ones, which pass, and wrong ones, each with the key that it hears."""


# %% for_any_batch passed
def for_any_batch(function, features):
    return tf.function(function).get_concrete_function(tf.TensorSpec((None, features)))


# %% for_any_batch passed
def for_any_batch(function, features):
    @tf.function(input_signature=(tf.TensorSpec([None, None]),))
    def compiled(batch):
        return function(batch)

    return compiled


# %% for_any_batch passed
def for_any_batch(function, features):
    any_batch = tf.TensorSpec(shape=None, dtype=tf.float32)
    compiled = tf.function(function, [any_batch], autograph=False)
    return lambda batch: compiled(batch)


# %% for_any_batch passed
def for_any_batch(function, features):
    compiled = tf.function(function, reduce_retracing=True)
    compiled.get_concrete_function(tf.TensorSpec([None, features], tf.float32))
    return compiled


# %% for_any_batch passed
def for_any_batch(function, features):
    spec = tf.TensorSpec(shape=[None, features], dtype=tf.float32)
    return tf.function(input_signature=[spec])(function)


# %% for_any_batch nothing
def for_any_batch(function, features):
    @tf.function(input_signature=[tf.TensorSpec([None, features], tf.float32)])
    def compiled(batch):
        function(batch)

    return compiled


# %% for_any_batch kind
def for_any_batch(function, features):
    return 3


# %% for_any_batch misconception.a_trace_for_each_size
def for_any_batch(function, features):
    return tf.function(function)


# %% for_any_batch misconception.relaxed
def for_any_batch(function, features):
    return tf.function(function, reduce_retracing=True)


# %% for_any_batch misconception.python_every_time
def for_any_batch(function, features):
    return function


# %% for_any_batch raised.TypeError
def for_any_batch(function, features):
    return tf.function(function, input_signature=[tf.TensorSpec([features], tf.float32)])


# %% for_any_batch raised.TypeError
def for_any_batch(function, features):
    return tf.function(function, input_signature=[None, features])


# %% for_any_batch raised.TypeError
def for_any_batch(function, features):
    return tf.function(function, input_signature=tf.TensorSpec([None, features], tf.float32))


# %% for_any_batch misconception.example_function
def for_any_batch(function, features):
    return tf.function(tf.reduce_sum, input_signature=[tf.TensorSpec([None, features], tf.float32)])


# %% for_any_batch misconception.run_once_more
def for_any_batch(function, features):
    compiled = tf.function(function, input_signature=[tf.TensorSpec([None, features], tf.float32)])
    function(tf.zeros([1, features]))
    return compiled


# %% for_any_batch raised.ValueError
def for_any_batch(function, features):
    return tf.function(function, input_signature=[tf.TensorSpec([-1, features], tf.float32)])


# %% for_any_batch values
def for_any_batch(function, features):
    compiled = tf.function(function)
    compiled(tf.zeros([1, features]))
    compiled(tf.zeros([2, features]))
    return compiled


# %% count_traces passed
def count_traces(function, arguments):
    count = function.experimental_get_tracing_count
    start = count()
    [function(argument) for argument in arguments]
    return count() - start


# %% count_traces passed
def count_traces(function, arguments):
    new = 0
    for argument in arguments:
        before = function.experimental_get_tracing_count()
        function(argument)
        new += function.experimental_get_tracing_count() > before
    return new


# %% count_traces passed
def count_traces(function, arguments):
    before = function.experimental_get_tracing_count()
    for argument in arguments:
        function.get_concrete_function(argument)
    return tf.constant(function.experimental_get_tracing_count() - before)


# %% count_traces passed
def count_traces(function, arguments):
    before = function.experimental_get_tracing_count()
    index = 0
    while index < len(arguments):
        function(arguments[index])
        index += 1
    after = function.experimental_get_tracing_count()
    return after - before


# %% count_traces passed
def count_traces(function, arguments):
    counts = [function.experimental_get_tracing_count()]
    for argument in arguments:
        function(argument)
        counts.append(function.experimental_get_tracing_count())
    return int(np.sum(np.diff(counts)))


# %% count_traces passed
def count_traces(function, arguments):
    old = function.experimental_get_tracing_count()
    list(map(function, arguments))
    return -old + function.experimental_get_tracing_count()


# %% count_traces misconception.ever
def count_traces(function, arguments):
    for argument in arguments:
        function(argument)
    return function.experimental_get_tracing_count()


# %% count_traces misconception.calls
def count_traces(function, arguments):
    traces = 0
    for argument in arguments:
        function(argument)
        traces += 1
    return traces


# %% count_traces misconception.never_called
def count_traces(function, arguments):
    before = function.experimental_get_tracing_count()
    after = function.experimental_get_tracing_count()
    for argument in arguments:
        function(argument)
    return after - before


# %% count_traces raised.TypeError
def count_traces(function, arguments):
    before = function.experimental_get_tracing_count()
    function(*arguments)
    return function.experimental_get_tracing_count() - before


# %% count_traces raised.ValueError
def count_traces(function, arguments):
    before = function.experimental_get_tracing_count()
    function(arguments)
    return function.experimental_get_tracing_count() - before


# %% count_traces misconception.one_call
def count_traces(function, arguments):
    before = function.experimental_get_tracing_count()
    for argument in arguments:
        function(argument)
        return function.experimental_get_tracing_count() - before


# %% count_traces misconception.negative
def count_traces(function, arguments):
    before = function.experimental_get_tracing_count()
    for argument in arguments:
        function(argument)
    return before - function.experimental_get_tracing_count()


# %% count_traces nothing
def count_traces(function, arguments):
    before = function.experimental_get_tracing_count()
    for argument in arguments:
        function(argument)
    print(function.experimental_get_tracing_count() - before)


# %% count_traces values
def count_traces(function, arguments):
    shapes = set()
    for argument in arguments:
        function(argument)
        shapes.add(argument.shape)
    return len(shapes)


# %% count_traces misconception.kinds_of_tensors
def count_traces(function, arguments):
    kinds = set()
    for argument in arguments:
        tensor = tf.convert_to_tensor(argument)
        kinds.add((tensor.dtype, tuple(tensor.shape)))
        function(argument)
    return len(kinds)


# %% count_traces misconception.made_tensors
def count_traces(function, arguments):
    before = function.experimental_get_tracing_count()
    for argument in arguments:
        function(tf.convert_to_tensor(argument))
    return function.experimental_get_tracing_count() - before


# %% count_traces misconception.new_function
def count_traces(function, arguments):
    compiled = tf.function(function.python_function)
    for argument in arguments:
        compiled(argument)
    return compiled.experimental_get_tracing_count()


# %% count_traces misconception.counts_added_up
def count_traces(function, arguments):
    total = 0
    for argument in arguments:
        function(argument)
        total += function.experimental_get_tracing_count()
    return total


# %% count_traces misconception.last_call
def count_traces(function, arguments):
    total = 0
    for argument in arguments:
        before = function.experimental_get_tracing_count()
        function(argument)
        total = function.experimental_get_tracing_count() - before
    return total


# %% count_traces kind
def count_traces(function, arguments):
    before = function.experimental_get_tracing_count()
    for argument in arguments:
        function(argument)
    after = function.experimental_get_tracing_count()
    return before, after


# %% count_traces misconception.only_before
def count_traces(function, arguments):
    return function.experimental_get_tracing_count()


# %% huber passed
def huber(errors, delta):
    def one(e):
        if tf.abs(e) <= delta:
            return e * e / 2
        return delta * (tf.abs(e) - delta / 2)

    return tf.reshape(tf.map_fn(one, tf.reshape(errors, [-1])), tf.shape(errors))


# %% huber passed
def huber(errors, delta):
    small = tf.minimum(tf.abs(errors), delta)
    return small * (tf.abs(errors) - small / 2)


# %% huber passed
def huber(errors, delta):
    inside = tf.cast(tf.abs(errors) <= delta, tf.float32)
    line = delta * tf.abs(errors) - delta**2 / 2
    return inside * errors**2 / 2 + (1 - inside) * line


# %% huber passed
def huber(errors, delta):
    def one(e):
        return tf.cond(
            tf.abs(e) <= delta, lambda: e * e / 2, lambda: delta * (tf.abs(e) - delta / 2)
        )

    return tf.reshape(tf.map_fn(one, tf.reshape(errors, [-1])), tf.shape(errors))


# %% huber passed
huber = tf.function(lambda e, d: tf.where(tf.abs(e) > d, d * (tf.abs(e) - d / 2), tf.square(e) / 2))


# %% huber passed
def huber(errors, delta):
    a = tf.abs(errors)
    return tf.where(tf.greater(a, delta), delta * a - 0.5 * tf.square(delta), 0.5 * tf.square(a))


# %% huber misconception.left_the_graph
def huber(errors, delta):
    def plain(e, d):
        size = np.abs(e)
        return np.where(size <= d, size * size / 2, d * (size - d / 2)).astype("float32")

    return tf.numpy_function(plain, [errors, delta], tf.float32)


# %% huber raised.ValueError
def huber(errors, delta):
    if tf.abs(errors) <= delta:
        return errors * errors / 2
    return delta * (tf.abs(errors) - delta / 2)


# %% huber misconception.one_decision
def huber(errors, delta):
    if tf.reduce_all(tf.abs(errors) <= delta):
        return errors * errors / 2
    else:
        return delta * (tf.abs(errors) - delta / 2)


# %% huber raised.AttributeError
def huber(errors, delta):
    e = errors.numpy()
    return tf.constant(np.where(np.abs(e) <= delta, e * e / 2, delta * (np.abs(e) - delta / 2)))


# %% huber raised.NotImplementedError
def huber(errors, delta):
    size = np.abs(errors)
    return np.where(size <= delta, size**2 / 2, delta * (size - delta / 2))


# %% huber raised.InaccessibleTensorError
def huber(errors, delta):
    result = []
    for e in errors:
        if abs(e) <= delta:
            result.append(e * e / 2)
        else:
            result.append(delta * (abs(e) - delta / 2))
    return tf.stack(result)


# %% huber misconception.sign_in_the_condition
def huber(errors, delta):
    return tf.where(errors <= delta, errors**2 / 2, delta * (tf.abs(errors) - delta / 2))


# %% huber misconception.swapped
def huber(errors, delta):
    size = tf.abs(errors)
    return tf.where(size <= delta, delta * (size - delta / 2), size**2 / 2)


# %% huber misconception.not_halved
def huber(errors, delta):
    size = tf.abs(errors)
    return tf.where(size <= delta, size**2, delta * (size - delta / 2))


# %% huber misconception.half_outside
def huber(errors, delta):
    size = tf.abs(errors)
    return tf.where(size <= delta, size**2 / 2, delta * size - delta / 2)


# %% huber misconception.mean
def huber(errors, delta):
    size = tf.abs(errors)
    return tf.reduce_mean(tf.where(size <= delta, size**2 / 2, delta * (size - delta / 2)))


# %% huber misconception.mean_of_each_row
import keras


def huber(errors, delta):
    return keras.losses.huber(tf.zeros_like(errors), errors, delta)


# %% huber misconception.delta_is_one
def huber(errors, delta):
    size = tf.abs(errors)
    return tf.where(size <= 1.0, size**2 / 2, size - 0.5)


# %% huber nothing
def huber(errors, delta):
    size = tf.abs(errors)
    tf.where(size <= delta, size**2 / 2, delta * (size - delta / 2))


# %% huber misconception.line_only
def huber(errors, delta):
    size = tf.abs(errors)
    return tf.minimum(size**2 / 2, delta * (size - delta / 2))


# %% huber misconception.parabola_only
def huber(errors, delta):
    size = tf.abs(errors)
    return tf.maximum(size**2 / 2, delta * (size - delta / 2))


# %% huber raised.InvalidArgumentError
def huber(errors, delta):
    return tf.cond(
        tf.abs(errors) <= delta, lambda: errors**2 / 2, lambda: delta * (tf.abs(errors) - delta / 2)
    )


# %% huber misconception.sign_in_the_line
def huber(errors, delta):
    return tf.where(tf.abs(errors) <= delta, errors**2 / 2, delta * (errors - delta / 2))


# %% huber values
def huber(errors, delta):
    size = tf.abs(errors)
    return tf.where(size < delta, size**2 / 2, 0) + tf.where(
        size > delta, delta * (size - delta / 2), 0
    )


# %% huber raised.TypeError
def huber(errors, delta):
    size = tf.abs(errors)
    return tf.where(size <= delta, size ^ 2 / 2, delta * (size - delta / 2))


# %% smooth passed
def smooth(values, weight):
    return tf.scan(
        lambda last, value: weight * value + (1 - weight) * last, values, initializer=values[0]
    )


# %% smooth passed
def smooth(values, weight):
    array = tf.TensorArray(tf.float32, 1, dynamic_size=True).write(0, values[0])

    def more(t, array):
        return t < tf.size(values)

    def turn(t, array):
        entry = weight * values[t] + (1 - weight) * array.read(t - 1)
        return [t + 1, array.write(t, entry)]

    array = tf.TensorArray(tf.float32, tf.size(values), clear_after_read=False)
    array = array.write(0, values[0])
    return tf.while_loop(more, turn, [1, array])[1].stack()


# %% smooth passed
def smooth(values, weight):
    t = tf.range(tf.size(values))
    age = tf.cast(t[:, None] - t[None, :], tf.float32)
    share = tf.where(t[None, :] == 0, 1.0, weight)
    rates = tf.where(age >= 0, tf.pow(1 - weight, tf.maximum(age, 0.0)) * share, 0.0)
    return tf.linalg.matvec(rates, values)


# %% smooth passed
def smooth(values, weight):
    last = values[0]
    result = tf.TensorArray(tf.float32, size=tf.size(values))
    for t in tf.range(tf.size(values)):
        last = weight * values[t] + (1.0 - weight) * last
        result = result.write(t, last)
    return result.stack()


# %% smooth passed
def smooth(values, weight):
    entries = tf.TensorArray(tf.float32, size=0, dynamic_size=True, clear_after_read=False)
    entries = entries.write(0, values[0])
    for t in tf.range(1, tf.shape(values)[0]):
        entries = entries.write(t, entries.read(t - 1) + weight * (values[t] - entries.read(t - 1)))
    return entries.stack()


# %% smooth passed
def smooth(values, weight):
    result = values[:1]
    for value in values[1:]:
        tf.autograph.experimental.set_loop_options(
            shape_invariants=[(result, tf.TensorShape([None]))]
        )
        result = tf.concat([result, [weight * value + (1 - weight) * result[-1]]], axis=0)
    return result


# %% smooth passed
def smooth(values, weight):
    result = tf.TensorArray(tf.float32, size=tf.size(values))
    result = result.write(0, values[0])
    for t in tf.range(1, tf.size(values)):
        result = result.write(t, weight * values[t] + (1 - weight) * result.read(t - 1))
    return result.stack()


# %% smooth misconception.left_the_graph
@tf.function
def inner(values, weight):
    def plain(values, weight):
        found = [values[0]]
        for value in values[1:]:
            found.append(weight * value + (1 - weight) * found[-1])
        return np.array(found, np.float32)

    return tf.numpy_function(plain, [values, weight], tf.float32, stateful=False)


def smooth(values, weight):
    return inner(values, weight)


# %% smooth raised.InaccessibleTensorError
def smooth(values, weight):
    result = [values[0]]
    for value in values[1:]:
        result.append(weight * value + (1 - weight) * result[-1])
    return tf.stack(result)


# %% smooth raised.TypeError
def smooth(values, weight):
    result = [values[0]]
    for t in range(1, len(values)):
        result.append(weight * values[t] + (1 - weight) * result[t - 1])
    return tf.stack(result)


# %% smooth misconception.nothing_kept
def smooth(values, weight):
    last = values[0]
    result = tf.TensorArray(tf.float32, size=tf.size(values))
    for t in tf.range(tf.size(values)):
        last = weight * values[t] + (1.0 - weight) * last
        result.write(t, last)
    return result.stack()


# %% smooth misconception.from_zero
def smooth(values, weight):
    last = 0.0
    result = tf.TensorArray(tf.float32, size=tf.size(values))
    for t in tf.range(tf.size(values)):
        last = weight * values[t] + (1.0 - weight) * last
        result = result.write(t, last)
    return result.stack()


# %% smooth misconception.first_unwritten
def smooth(values, weight):
    last = values[0]
    result = tf.TensorArray(tf.float32, size=tf.size(values))
    for t in tf.range(1, tf.size(values)):
        last = weight * values[t] + (1.0 - weight) * last
        result = result.write(t, last)
    return result.stack()


# %% smooth misconception.first_missing
def smooth(values, weight):
    last = values[0]
    result = tf.TensorArray(tf.float32, size=tf.size(values) - 1)
    for t in tf.range(1, tf.size(values)):
        last = weight * values[t] + (1.0 - weight) * last
        result = result.write(t - 1, last)
    return result.stack()


# %% smooth misconception.weights_swapped
def smooth(values, weight):
    last = values[0]
    result = tf.TensorArray(tf.float32, size=tf.size(values))
    for t in tf.range(tf.size(values)):
        last = (1.0 - weight) * values[t] + weight * last
        result = result.write(t, last)
    return result.stack()


# %% smooth misconception.no_memory
def smooth(values, weight):
    before = tf.concat([values[:1], values[:-1]], axis=0)
    return weight * values + (1 - weight) * before


# %% smooth misconception.last_only
def smooth(values, weight):
    last = values[0]
    for t in tf.range(tf.size(values)):
        last = weight * values[t] + (1.0 - weight) * last
    return last


# %% smooth kind
def smooth(values, weight):
    last = values[0]
    result = tf.TensorArray(tf.float32, size=tf.size(values))
    for t in tf.range(tf.size(values)):
        last = weight * values[t] + (1.0 - weight) * last
        result = result.write(t, last)
    return result


# %% smooth raised.InvalidArgumentError
def smooth(values, weight):
    last = values[0]
    result = tf.TensorArray(tf.float32, size=4)
    for t in tf.range(4):
        last = weight * values[t] + (1.0 - weight) * last
        result = result.write(t, last)
    return result.stack()


# %% smooth raised.UnliftableError
def smooth(values, weight):
    result = tf.Variable(values)
    for t in tf.range(1, tf.size(values)):
        result[t].assign(weight * values[t] + (1.0 - weight) * result[t - 1])
    return result


# %% smooth misconception.one_late
def smooth(values, weight):
    last = values[0]
    result = tf.TensorArray(tf.float32, size=tf.size(values))
    for t in tf.range(tf.size(values)):
        result = result.write(t, last)
        last = weight * values[t] + (1.0 - weight) * last
    return result.stack()


# %% smooth misconception.as_a_column
def smooth(values, weight):
    last = values[0]
    result = tf.TensorArray(tf.float32, size=tf.size(values))
    for t in tf.range(tf.size(values)):
        last = weight * values[t] + (1.0 - weight) * last
        result = result.write(t, [last])
    return result.stack()


# %% smooth values
def smooth(values, weight):
    last = values[0]
    result = tf.TensorArray(tf.float32, size=tf.size(values))
    for t in tf.range(tf.size(values)):
        last = weight * values[t] + weight * last
        result = result.write(t, last)
    return result.stack()


# %% smooth raised.AttributeError
def smooth(values, weight):
    v = values.numpy()
    result = [v[0]]
    for value in v[1:]:
        result.append(weight * value + (1 - weight) * result[-1])
    return tf.constant(result)


# %% retracing_storm passed
def apply_updates(update, batches, rates):
    @tf.function(input_signature=[tf.TensorSpec([None]), tf.TensorSpec([])])
    def one(batch, rate):
        return update(batch, rate)

    return tf.stack([one(b, r) for b, r in zip(batches, rates)])


# %% retracing_storm passed
def apply_updates(update, batches, rates):
    one = tf.function(update).get_concrete_function(
        tf.TensorSpec([None], tf.float32), tf.TensorSpec([], tf.float32)
    )
    found = []
    for batch, rate in zip(batches, tf.unstack(tf.constant(rates))):
        found.append(one(batch, rate))
    return tf.stack(found)


# %% retracing_storm passed
def apply_updates(update, batches, rates):
    anything = tf.TensorSpec(None, tf.float32)
    one = tf.function(update, (anything, anything), autograph=False)
    return tf.concat([[one(b, r)] for b, r in zip(batches, rates)], axis=0)


# %% retracing_storm passed
def apply_updates(update, batches, rates):
    compiled = tf.function(
        lambda batch, rate: update(batch, rate),
        input_signature=[tf.TensorSpec((None,), tf.float32), tf.TensorSpec((), tf.float32)],
    )
    results = tf.TensorArray(tf.float32, len(batches))
    for i, batch in enumerate(batches):
        results = results.write(i, compiled(batch, tf.convert_to_tensor(rates[i], tf.float32)))
    return results.stack()


# %% retracing_storm passed
class Updates(tf.Module):
    def __init__(self, update):
        super().__init__()
        self.update = update

    @tf.function(input_signature=[tf.TensorSpec([None]), tf.TensorSpec([])])
    def __call__(self, batch, rate):
        return self.update(batch, rate)


def apply_updates(update, batches, rates):
    updates = Updates(update)
    return tf.stack(list(map(updates, batches, rates)))


# %% retracing_storm kind
def apply_updates(update, batches, rates):
    compiled = tf.function(update, input_signature=[tf.TensorSpec([None]), tf.TensorSpec([])])
    return [compiled(b, r) for b, r in zip(batches, rates)]


# %% retracing_storm kind
def apply_updates(update, batches, rates):
    compiled = tf.function(update, input_signature=[tf.TensorSpec([None]), tf.TensorSpec([])])
    return tf.stack([[compiled(b, r)] for b, r in zip(batches, rates)])


# %% retracing_storm nothing
def apply_updates(update, batches, rates):
    compiled = tf.function(update, input_signature=[tf.TensorSpec([None]), tf.TensorSpec([])])
    result = tf.stack([compiled(b, r) for b, r in zip(batches, rates)])


# %% retracing_storm misconception.python_every_time
def apply_updates(update, batches, rates):
    @tf.function
    def one(batch, rate):
        return update(batch, rate)

    ragged = tf.ragged.stack(batches)
    results = tf.map_fn(
        lambda pair: update(pair[0], pair[1]),
        (ragged, tf.constant(rates)),
        fn_output_signature=tf.float32,
    )
    return results


# %% retracing_storm misconception.lengths_left
def apply_updates(update, batches, rates):
    compiled = tf.function(update)
    pairs = zip(batches, rates, strict=True)
    return tf.stack([compiled(batch, tf.constant(rate)) for batch, rate in pairs])


# %% retracing_storm misconception.relaxed_rates_left
def apply_updates(update, batches, rates):
    compiled = tf.function(update, reduce_retracing=True)
    pairs = zip(batches, rates, strict=True)
    return tf.stack([compiled(batch, rate) for batch, rate in pairs])


# %% retracing_storm misconception.relaxed
def apply_updates(update, batches, rates):
    compiled = tf.function(update, reduce_retracing=True)
    pairs = zip(batches, rates, strict=True)
    return tf.stack([compiled(batch, tf.constant(rate)) for batch, rate in pairs])


# %% retracing_storm raised.TypeError
def apply_updates(update, batches, rates):
    compiled = tf.function(update, input_signature=[tf.TensorSpec([None], tf.float32)])
    return tf.stack([compiled(batch, rate) for batch, rate in zip(batches, rates)])


# %% retracing_storm misconception.first_rate
def apply_updates(update, batches, rates):
    rate = rates[0]
    compiled = tf.function(
        lambda batch: update(batch, rate), input_signature=[tf.TensorSpec([None])]
    )
    return tf.stack([compiled(batch) for batch in batches])


# %% retracing_storm misconception.run_once_more
def apply_updates(update, batches, rates):
    compiled = tf.function(update, input_signature=[tf.TensorSpec([None]), tf.TensorSpec([])])
    update(batches[0], rates[0])
    return tf.stack([compiled(batch, rate) for batch, rate in zip(batches, rates)])


# %% retracing_storm misconception.rates_left
def apply_updates(update, batches, rates):
    compiled = tf.function(update)
    longest = max(len(batch) for batch in batches)
    padded = [tf.pad(batch, [[0, longest - len(batch)]]) for batch in batches]
    return tf.stack([compiled(batch, rate) for batch, rate in zip(padded, rates)])


# %% retracing_storm raised.InvalidArgumentError
def apply_updates(update, batches, rates):
    compiled = tf.function(update, input_signature=[tf.TensorSpec([None]), tf.TensorSpec([])])
    return compiled(tf.stack(batches), tf.constant(rates))


# %% retracing_storm no_change
def apply_updates(update, batches, rates):
    cache = {}
    results = []
    for batch, rate in zip(batches, rates):
        if rate not in cache:
            cache[rate] = tf.function(lambda b, r=rate: update(b, r))
        results.append(cache[rate](batch))
    return tf.stack(results)
