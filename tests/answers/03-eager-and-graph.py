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


# %% count_traces misconception.different_values
def count_traces(function, arguments):
    values = set()
    for argument in arguments:
        function(argument)
        values.add(repr(argument))
    return len(values)


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


# %% huber misconception.line_too_high
def huber(errors, delta):
    size = tf.abs(errors)
    return tf.where(size <= delta, size**2 / 2, delta * size)


# %% huber misconception.line_without_slope
def huber(errors, delta):
    size = tf.abs(errors)
    return tf.where(size <= delta, size**2 / 2, size - delta / 2)


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


# %% retracing_storm misconception.last_rate
def apply_updates(update, batches, rates):
    rate = tf.Variable(0.0)
    compiled = tf.function(
        lambda batch: update(batch, rate), input_signature=[tf.TensorSpec([None])]
    )
    for number in rates:
        rate.assign(number)
    return tf.stack([compiled(batch) for batch in batches])


# %% retracing_storm misconception.run_once_more
def apply_updates(update, batches, rates):
    compiled = tf.function(update, input_signature=[tf.TensorSpec([None]), tf.TensorSpec([])])
    update(batches[0], rates[0])
    return tf.stack([compiled(batch, rate) for batch, rate in zip(batches, rates)])


# %% retracing_storm misconception.padded_rates_left
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


# %% lines_printed passed
printed = dict(A=2, B=4, C=1, D=2, E=3, F=1, G=6, H=12)


# %% lines_printed passed
traces, calls = 2, 4
printed = {"A": traces, "B": calls, "C": 1, "D": traces, "E": 3, "F": 1}
printed.update(G=3 * traces, H=3 * calls)


# %% lines_printed passed
printed = {
    letter: np.int64(count)
    for letter, count in zip("ABCDEFGH", [2, 4, 1, 2, 3, 1, 6, 12], strict=True)
}


# %% lines_printed passed
printed = {"A": 2.0, "B": 4.0, "C": 1.0, "D": 2.0, "E": 3.0, "F": 1.0, "G": 6.0, "H": 12.0}


# %% lines_printed passed
seen = []


@tf.function
def step(x, halve):
    seen.append("A")
    if halve:
        seen.append("C")
        x = x / 2
    if x > 0:
        seen.append("D")
    for _ in range(3):
        seen.append("G")
    return x


step(tf.constant(4.0), True)
step(tf.constant(4.0), False)
printed = {letter: seen.count(letter) for letter in "ACDG"} | dict(B=4, E=3, F=1, H=12)


# %% lines_printed misconception.print_at_every_call
printed = {"A": 4, "B": 4, "C": 1, "D": 3, "E": 3, "F": 1, "G": 12, "H": 12}


# %% lines_printed misconception.one_trace
printed = {"A": 1, "B": 4, "C": 1, "D": 1, "E": 3, "F": 1, "G": 3, "H": 12}


# %% lines_printed misconception.operation_while_tracing
printed = {"A": 2, "B": 2, "C": 1, "D": 2, "E": 2, "F": 2, "G": 6, "H": 6}


# %% lines_printed misconception.both_ways_run
printed = {"A": 2, "B": 4, "C": 1, "D": 2, "E": 4, "F": 4, "G": 6, "H": 12}


# %% lines_printed misconception.python_if_in_the_graph
printed = {"A": 2, "B": 4, "C": 2, "D": 2, "E": 3, "F": 1, "G": 6, "H": 12}


# %% lines_printed misconception.loop_counted_once
printed = {"A": 2, "B": 4, "C": 1, "D": 2, "E": 3, "F": 1, "G": 2, "H": 4}


# %% lines_printed misconception.one_way_traced
printed = {"A": 2, "B": 4, "C": 1, "D": 0, "E": 3, "F": 1, "G": 6, "H": 12}


# %% lines_printed misconception.traced_by_value
printed = {"A": 3, "B": 4, "C": 1, "D": 2, "E": 3, "F": 1, "G": 6, "H": 12}


# %% lines_printed misconception.one_run
printed = {"A": 2, "B": 1, "C": 1, "D": 2, "E": 1, "F": 1, "G": 6, "H": 3}


# %% lines_printed misconception.one_run
printed = {"A": 2, "B": 4, "C": 1, "D": 2, "E": 3, "F": 1, "G": 6, "H": 3}


# %% lines_printed kind
printed = {"A": "twice", "B": 4, "C": 1, "D": 2, "E": 3, "F": 1, "G": 6, "H": 12}


# %% lines_printed values
printed = {"A": 2, "B": 5, "C": 1, "D": 2, "E": 3, "F": 1, "G": 6, "H": 12}


# %% signature_fits passed
def fits(spec, tensor):
    return spec.is_compatible_with(tensor)


# %% signature_fits passed
def fits(spec, tensor):
    function = tf.function(lambda x: x, input_signature=[spec])
    try:
        function(tensor)
        return True
    except TypeError:
        return False


# %% signature_fits passed
def fits(spec, tensor):
    return tensor.dtype == spec.dtype and spec.shape.is_compatible_with(tensor.shape)


# %% signature_fits passed
def fits(spec, tensor):
    if tensor.dtype != spec.dtype:
        return False
    if spec.shape.rank != tf.rank(tensor):
        return False
    for axis in range(spec.shape.rank):
        if spec.shape[axis] is not None and spec.shape[axis] != tensor.shape[axis]:
            return False
    return True


# %% signature_fits passed
def fits(spec, tensor):
    wanted, given = spec.shape.as_list(), tensor.shape.as_list()
    if len(wanted) != len(given):
        return tf.constant(False)
    filled = [g if w is None else w for w, g in zip(wanted, given)]
    return tf.constant(filled == given and spec.dtype is tensor.dtype)


# %% signature_fits misconception.dtype_left_out
def fits(spec, tensor):
    return spec.shape.is_compatible_with(tensor.shape)


# %% signature_fits misconception.shape_left_out
def fits(spec, tensor):
    concrete = tf.function(lambda x: x).get_concrete_function(spec)
    try:
        concrete(tensor)
    except (TypeError, tf.errors.InvalidArgumentError):
        return False
    return True


# %% signature_fits misconception.none_taken_literally
def fits(spec, tensor):
    return tuple(spec.shape) == tuple(tensor.shape) and spec.dtype == tensor.dtype


# %% signature_fits misconception.rank_and_dtype
def fits(spec, tensor):
    return spec.dtype == tensor.dtype and len(spec.shape) == len(tensor.shape)


# %% signature_fits misconception.rank_left_out
def fits(spec, tensor):
    if spec.dtype != tensor.dtype:
        return False
    for size, at in zip(spec.shape, tensor.shape):
        if size is not None and size != at:
            return False
    return True


# %% signature_fits misconception.first_axis_free
def fits(spec, tensor):
    same = len(spec.shape) == len(tensor.shape) and spec.dtype == tensor.dtype
    return same and list(spec.shape)[1:] == list(tensor.shape)[1:]


# %% signature_fits misconception.broadcast
def fits(spec, tensor):
    if spec.dtype != tensor.dtype:
        return False
    wanted, given = list(spec.shape)[::-1], list(tensor.shape)[::-1]
    return all(w in (None, g) or g == 1 for w, g in zip(wanted, given))


# %% signature_fits misconception.opposite
def fits(spec, tensor):
    return not spec.is_compatible_with(tensor)


# %% signature_fits misconception.everything_fits
def fits(spec, tensor):
    tf.function(lambda x: x)(tensor)
    return True


# %% signature_fits misconception.nothing_fits
def fits(spec, tensor):
    return spec == tensor.dtype


# %% signature_fits raised.TypeError
def fits(spec, tensor):
    tf.function(lambda x: x, input_signature=[spec])(tensor)
    return True


# %% signature_fits raised.IndexError
def fits(spec, tensor):
    if spec.dtype != tensor.dtype:
        return False
    return all(spec.shape[axis] in (None, tensor.shape[axis]) for axis in range(len(tensor.shape)))


# %% signature_fits nothing
def fits(spec, tensor):
    if spec.is_compatible_with(tensor):
        return True


# %% signature_fits kind
def fits(spec, tensor):
    return "fits" if spec.is_compatible_with(tensor) else "does not"


# %% smooth passed
def make_smoother(start, weight):
    number = tf.Variable(start)

    @tf.function
    def smooth(value):
        number.assign((1 - weight) * number + weight * value)
        return number.read_value()

    return smooth


# %% smooth passed
class Smoother(tf.Module):
    def __init__(self, start, weight):
        super().__init__()
        self.number, self.weight = tf.Variable(start, dtype=tf.float32), weight

    def __call__(self, value):
        self.number.assign_sub(self.weight * (self.number - value))
        return self.number


def make_smoother(start, weight):
    return Smoother(start, weight)


# %% smooth passed
def make_smoother(start, weight):
    state = {}

    def smooth(value):
        if not state:
            state["number"] = tf.Variable(tf.constant(start))
        return state["number"].assign_add((value - state["number"]) * weight)

    return smooth


# %% smooth passed
def make_smoother(start, weight):
    numbers = [tf.Variable(start, trainable=False)]
    share = tf.constant(weight)

    def smooth(value):
        new = numbers[0] + share * (value - numbers[0])
        numbers[0].assign(new)
        return new

    return smooth


# %% smooth passed
def make_smoother(start, weight):
    number = tf.Variable(float(start))
    return lambda value: number.assign(weight * value + (1.0 - weight) * number)


# %% smooth misconception.left_the_graph
def make_smoother(start, weight):
    seen = [start]

    def plain(value):
        seen.append(seen[-1] + weight * (float(value) - seen[-1]))
        return seen[-1]

    return lambda value: tf.py_function(plain, [value], tf.float32)


# %% smooth misconception.forgets
def make_smoother(start, weight):
    number = start

    def smooth(value):
        return number + weight * (value - number)

    return smooth


# %% smooth misconception.forgets
def make_smoother(start, weight):
    number = tf.Variable(start)

    def smooth(value):
        return number + weight * (value - number)

    return smooth


# %% smooth misconception.shared
shared = tf.Variable(0.0)
begun = []


def make_smoother(start, weight):
    shared.assign(start)

    def smooth(value):
        return shared.assign_add(weight * (value - shared))

    return smooth


# %% smooth misconception.one_behind
def make_smoother(start, weight):
    number = tf.Variable(start)

    def smooth(value):
        before = number.read_value()
        number.assign_add(weight * (value - number))
        return before

    return smooth


# %% smooth misconception.weights_swapped
def make_smoother(start, weight):
    number = tf.Variable(start)

    def smooth(value):
        return number.assign(weight * number + (1 - weight) * value)

    return smooth


# %% smooth misconception.from_zero
def make_smoother(start, weight):
    number = tf.Variable(0.0)

    def smooth(value):
        return number.assign_add(weight * (value - number))

    return smooth


# %% smooth misconception.added_up
def make_smoother(start, weight):
    number = tf.Variable(start)

    def smooth(value):
        return number.assign_add(weight * value)

    return smooth


# %% smooth misconception.never_moves
def make_smoother(start, weight):
    number = tf.Variable(start)

    def smooth(value):
        number + weight * (value - number)
        return number.read_value()

    return smooth


# %% smooth misconception.unchanged
def make_smoother(start, weight):
    number = tf.Variable(start)

    def smooth(value):
        number.assign_add(weight * (value - number))
        return value

    return smooth


# %% smooth misconception.distance_only
def make_smoother(start, weight):
    number = tf.Variable(start)

    def smooth(value):
        return number.assign(weight * (value - number))

    return smooth


# %% smooth misconception.old_number_lost
def make_smoother(start, weight):
    number = tf.Variable(start)

    def smooth(value):
        return number.assign_add(weight * value - number)

    return smooth


# %% smooth misconception.half_way
def make_smoother(start, weight):
    number = tf.Variable(start)

    def smooth(value):
        return number.assign((number + value) / 2)

    return smooth


# %% smooth misconception.mean_so_far
def make_smoother(start, weight):
    total, count = tf.Variable(0.0), tf.Variable(0.0)

    def smooth(value):
        total.assign_add(value)
        count.assign_add(1.0)
        return total / count

    return smooth


# %% smooth raised.AttributeError
def make_smoother(start, weight):
    number = start

    def smooth(value):
        return number.assign_add(weight * (value - number))

    return smooth


# %% smooth misconception.downhill
def make_smoother(start, weight):
    number = tf.Variable(start)

    def smooth(value):
        return number.assign_sub(weight * (value - number))

    return smooth


# %% smooth raised.ValueError
def make_smoother(start, weight):
    def smooth(value):
        number = tf.Variable(start)
        return number.assign_add(weight * (value - number))

    return smooth


# %% smooth raised.UnboundLocalError
def make_smoother(start, weight):
    number = tf.Variable(start)

    def smooth(value):
        number = number + weight * (value - number)
        return number

    return smooth


# %% smooth nothing
def make_smoother(start, weight):
    number = tf.Variable(start)

    def smooth(value):
        number.assign_add(weight * (value - number))

    return smooth


# %% smooth kind
def make_smoother(start, weight):
    return tf.Variable(start)


# %% follow_setting passed
def make_scaler(scale, rate):
    setting = tf.Variable(rate, trainable=False)
    run = tf.function(lambda values: scale(values, setting))
    return run, setting.assign


# %% follow_setting passed
def make_scaler(scale, rate):
    settings = {"rate": rate}
    compiled = tf.function(scale)

    def run(values):
        return compiled(values, tf.constant(settings["rate"], tf.float32))

    def set_rate(new):
        settings["rate"] = new

    return run, set_rate


# %% follow_setting passed
class Scaler(tf.Module):
    def __init__(self, scale, rate):
        super().__init__()
        self.scale, self.rate = scale, tf.Variable(rate)

    @tf.function
    def run(self, values):
        return self.scale(values, self.rate)

    def set_rate(self, new):
        self.rate.assign(new)


def make_scaler(scale, rate):
    scaler = Scaler(scale, rate)
    return [scaler.run, scaler.set_rate]


# %% follow_setting passed
def make_scaler(scale, rate):
    settings = {"rate": tf.Variable(rate)}

    @tf.function
    def run(values):
        return scale(values, tf.identity(settings["rate"]))

    def set_rate(new):
        settings["rate"].assign(new)

    return run, set_rate


# %% follow_setting passed
def make_scaler(scale, rate):
    rate = tf.Variable(rate, dtype=tf.float32)

    @tf.function(input_signature=[tf.TensorSpec([None], tf.float32)])
    def run(values):
        return scale(values, rate)

    def set_rate(new):
        rate.assign_add(new - rate)

    return run, set_rate


# %% follow_setting misconception.frozen
def make_scaler(scale, rate):
    @tf.function
    def run(values):
        return scale(values, rate)

    def set_rate(new):
        nonlocal rate
        rate = new

    return run, set_rate


# %% follow_setting misconception.frozen
def make_scaler(scale, rate):
    current = tf.Variable(rate)

    @tf.function
    def run(values):
        return scale(values, current)

    def set_rate(new):
        current = tf.Variable(new)

    return run, set_rate


# %% follow_setting misconception.frozen
def make_scaler(scale, rate):
    settings = {"rate": tf.constant(rate)}

    @tf.function
    def run(values):
        return scale(values, settings["rate"])

    def set_rate(new):
        settings["rate"] = tf.constant(new)

    return run, set_rate


# %% follow_setting misconception.trace_for_each_rate
def make_scaler(scale, rate):
    settings = {"rate": rate}
    compiled = tf.function(scale)

    def run(values):
        return compiled(values, settings["rate"])

    def set_rate(new):
        settings["rate"] = new

    return run, set_rate


# %% follow_setting misconception.new_function_each_time
def make_scaler(scale, rate):
    made = {}

    def set_rate(new):
        made["run"] = tf.function(lambda values: scale(values, new))

    set_rate(rate)
    return lambda values: made["run"](values), set_rate


# %% follow_setting misconception.python_every_time
def make_scaler(scale, rate):
    settings = {"rate": rate}

    def run(values):
        return scale(values, settings["rate"])

    def set_rate(new):
        settings["rate"] = new

    return run, set_rate


# %% follow_setting misconception.run_once_more
def make_scaler(scale, rate):
    made = {}

    @tf.function
    def run(values):
        if "rate" not in made:
            made["rate"] = tf.Variable(rate)
        return scale(values, made["rate"])

    def set_rate(new):
        made["rate"].assign(new)

    return run, set_rate


# %% follow_setting misconception.added
def make_scaler(scale, rate):
    current = tf.Variable(rate)

    @tf.function
    def run(values):
        return scale(values, current)

    def set_rate(new):
        current.assign_add(new)

    return run, set_rate


# %% follow_setting misconception.subtracted
def make_scaler(scale, rate):
    current = tf.Variable(rate)

    @tf.function
    def run(values):
        return scale(values, current)

    def set_rate(new):
        current.assign_sub(new)

    return run, set_rate


# %% follow_setting misconception.one_setting_late
def make_scaler(scale, rate):
    current, waiting = tf.Variable(rate), [rate]

    @tf.function
    def run(values):
        return scale(values, current)

    def set_rate(new):
        current.assign(waiting.pop())
        waiting.append(new)

    return run, set_rate


# %% follow_setting misconception.start_left_out
def make_scaler(scale, rate):
    current = tf.Variable(0.0)

    @tf.function
    def run(values):
        return scale(values, current)

    def set_rate(new):
        current.assign(new)

    return run, set_rate


# %% follow_setting misconception.start_is_one
def make_scaler(scale, rate):
    current = tf.Variable(1.0)

    @tf.function
    def run(values):
        return scale(values, current)

    def set_rate(new):
        current.assign(new)

    return run, set_rate


# %% follow_setting kind
def make_scaler(scale, rate):
    current = tf.Variable(rate)

    @tf.function
    def run(values):
        return scale(values, current)

    return run


# %% follow_setting nothing
def make_scaler(scale, rate):
    current = tf.Variable(rate)
    run = tf.function(lambda values: scale(values, current))


# %% follow_setting raised.AttributeError
def make_scaler(scale, rate):
    @tf.function
    def run(values):
        return scale(values, rate)

    def set_rate(new):
        rate.assign(new)

    return run, set_rate


# %% follow_setting misconception.trace_for_each_rate
def make_scaler(scale, rate):
    settings = {"rate": rate}
    compiled = tf.function(lambda values, settings: scale(values, settings["rate"]))

    def run(values):
        return compiled(values, settings)

    def set_rate(new):
        settings["rate"] = new

    return run, set_rate


# %% follow_setting misconception.frozen
def make_scaler(scale, rate):
    def make(rate):
        return tf.function(lambda values: scale(values, rate))

    run = make(rate)

    def set_rate(new):
        nonlocal run
        run = make(new)

    return run, set_rate


# %% follow_setting raised.ValueError
def make_scaler(scale, rate):
    settings = {"rate": rate}

    @tf.function
    def run(values):
        current = tf.Variable(settings["rate"])
        return scale(values, current)

    def set_rate(new):
        settings["rate"] = new

    return run, set_rate


# %% lines_printed passed
printed = dict(zip("ABCDEFGH", [2, 4, 1, 2, 3, 1, 6, 12]))


# %% lines_printed passed
printed = {}
printed |= {
    "A": np.int64(2),
    "B": 4,
    "C": True + 0,
    "D": 4 // 2,
    "E": 3,
    "F": 1,
    "G": 6,
    "H": 3 * 4,
}


# %% lines_printed passed
@functools.lru_cache
def graph(halve):
    traced.append(halve)


traced, B = [], 0
E = F = 0
for x, halve in [(4, True), (-6, True), (4, False), (8, False)]:
    graph(halve)
    B += 1
    E += x > 0
    F += x <= 0
A = len(traced)
printed = {"A": A, "B": B, "C": sum(traced), "D": A, "E": E, "F": F, "G": 3 * A, "H": 3 * B}


# %% signature_fits passed
def fits(spec, tensor):
    return tf.TensorSpec.from_tensor(tensor).is_subtype_of(spec)


# %% signature_fits passed
def fits(spec, tensor):
    return spec.dtype == tensor.dtype and spec.shape.is_compatible_with(tensor.shape)


# %% signature_fits passed
def fits(spec, tensor):
    @tf.function(input_signature=[spec])
    def taken(tensor):
        return tensor

    try:
        taken(tensor)
    except (TypeError, ValueError):
        return False
    return True


# %% signature_fits passed
def fits(spec, tensor):
    try:
        tf.ensure_shape(tensor, spec.shape)
        tf.debugging.assert_type(tensor, spec.dtype)
    except Exception:
        return False
    return tf.constant(True)


# %% signature_fits passed
def fits(spec, tensor):
    wanted = np.array([-1 if size is None else size for size in spec.shape])
    actual = np.array(tensor.shape.as_list())
    if spec.dtype.name != tensor.numpy().dtype.name or wanted.shape != actual.shape:
        return np.False_
    return np.all((wanted < 0) | (wanted == actual))


# %% signature_fits passed
def fits(spec, tensor):
    import re

    pattern = " ".join(r"\d+" if size is None else str(size) for size in [*spec.shape])
    return bool(
        re.fullmatch(
            f"{spec.dtype.name}: {pattern}",
            f"{tensor.dtype.name}: {' '.join(map(str, tensor.shape))}",
        )
    )


# %% signature_fits passed
def fits(spec, tensor):
    return spec.most_specific_common_supertype([tf.TensorSpec.from_tensor(tensor)]) == spec


# %% signature_fits misconception.shape_left_out
def fits(spec, tensor):
    concrete = tf.function(lambda x: x, input_signature=[spec]).get_concrete_function()
    try:
        concrete(tensor)
    except Exception:
        return False
    return True


# %% signature_fits misconception.any_axis
def fits(spec, tensor):
    if tensor.dtype != spec.dtype or len(tensor.shape) != len(spec.shape):
        return False
    return any(size in (None, at) for size, at in zip(spec.shape, tensor.shape, strict=True))


# %% signature_fits misconception.at_least
def fits(spec, tensor):
    if tensor.dtype != spec.dtype or len(tensor.shape) != len(spec.shape):
        return False
    return all(not size or size <= at for size, at in zip(spec.shape, tensor.shape, strict=True))


# %% follow_setting passed
class Scaler:
    def __init__(self, scale, rate):
        self.rate = tf.Variable(rate, trainable=False)
        self.graph = tf.function(scale, reduce_retracing=True)

    def run(self, values):
        return self.graph(values, self.rate)


def make_scaler(scale, rate):
    scaler = Scaler(scale, rate)
    return [scaler.run, scaler.rate.assign]


# %% follow_setting passed
def make_scaler(scale, rate):
    settings = [np.float32(rate)]
    graph = tf.function(scale)

    def look():
        return settings[-1]

    return lambda values: graph(values, tf.numpy_function(look, [], tf.float32)), settings.append


# %% follow_setting passed
def make_scaler(scale, rate):
    settings = {"rate": np.float32(rate)}

    @tf.function(autograph=False)
    def run(values):
        now = tf.numpy_function(lambda: settings["rate"], [], tf.float32)
        return scale(values, tf.ensure_shape(now, []))

    def set_rate(new):
        settings.update(rate=np.float32(new))

    return run, set_rate


# %% follow_setting passed
def make_scaler(scale, rate):
    current = keras.Variable(rate)
    inner = tf.function(lambda values: scale(values, tf.convert_to_tensor(current)))
    return inner, current.assign


# %% follow_setting passed
def make_scaler(scale, rate):
    table = tf.lookup.experimental.MutableHashTable(tf.int64, tf.float32, 0.0)
    table.insert(tf.constant(0, tf.int64), rate)

    @tf.function
    def run(values):
        return scale(values, table.lookup(tf.constant(0, tf.int64)))

    return run, lambda new: table.insert(tf.constant(0, tf.int64), new)


# %% follow_setting passed
def make_scaler(scale, rate):
    now = [tf.constant(rate)]
    graph = tf.function(
        scale, input_signature=[tf.TensorSpec([None], tf.float32), tf.TensorSpec([], tf.float32)]
    )

    def set_rate(new):
        now[0] = tf.constant(new)

    return lambda values: graph(values, now[0]), set_rate


# %% follow_setting misconception.multiplied_outside
def make_scaler(scale, rate):
    settings = {"rate": rate}
    graph = tf.function(lambda values: scale(values, 1.0))

    def run(values):
        return settings["rate"] * graph(values)

    def set_rate(new):
        settings["rate"] = new

    return run, set_rate


# %% follow_setting misconception.scaled_without_it
def make_scaler(scale, rate):
    current = tf.Variable(rate)

    @tf.function
    def run(values):
        return current * values

    return run, current.assign


# %% retracing_storm passed
def apply_updates(update, batches, rates):
    dataset = tf.data.Dataset.from_generator(
        lambda: zip(batches, rates),
        output_signature=(tf.TensorSpec([None], tf.float32), tf.TensorSpec([], tf.float32)),
    ).map(update)
    return tf.stack(list(dataset))


# %% retracing_storm passed
class Runner(tf.Module):
    def __init__(self, update):
        self.update = update

    @tf.function(input_signature=[tf.TensorSpec(None), tf.TensorSpec(())])
    def __call__(self, batch, rate):
        return self.update(batch, rate)


def apply_updates(update, batches, rates):
    run = Runner(update)
    return np.array([run(batch, rate) for batch, rate in zip(batches, rates)])


# %% retracing_storm passed
def apply_updates(update, batches, rates):
    current = tf.Variable(rates[0])
    graph = tf.function(
        lambda batch: update(batch, current.read_value()), input_signature=[tf.TensorSpec([None])]
    )
    results = []
    for batch, rate in zip(batches, rates):
        current.assign(rate)
        results.append(graph(batch))
    return tf.convert_to_tensor(results)


# %% retracing_storm misconception.multiplied_outside
def apply_updates(update, batches, rates):
    one = tf.function(
        lambda batch: update(batch, 1.0), input_signature=[tf.TensorSpec([None], tf.float32)]
    )
    return tf.stack([rate * one(batch) for batch, rate in zip(batches, rates)])


# %% retracing_storm misconception.padded
def apply_updates(update, batches, rates):
    longest = max(len(batch) for batch in batches)
    compiled = tf.function(update)
    return tf.stack(
        [
            compiled(tf.pad(b, [[0, longest - len(b)]]), tf.constant(r))
            for b, r in zip(batches, rates)
        ]
    )


# %% retracing_storm misconception.relaxed
def apply_updates(update, batches, rates):
    compiled = tf.function(update, reduce_retracing=True)
    return tf.stack([compiled(b, tf.constant(r)) for b, r in zip(batches, rates)])


# %% retracing_storm misconception.update_left_out
def apply_updates(update, batches, rates):
    compiled = tf.function(lambda b, r: r * tf.reduce_sum(b), reduce_retracing=True)
    return tf.stack([compiled(b, tf.constant(r)) for b, r in zip(batches, rates)])


# %% smooth passed
class Smoother(tf.Module):
    def __init__(self, start, weight):
        self.state, self.weight = tf.Variable(start), weight

    def __call__(self, value):
        self.state.assign((1 - self.weight) * self.state + self.weight * value)
        return tf.identity(self.state)


make_smoother = Smoother


# %% smooth passed
def make_smoother(start, weight):
    state = keras.Variable(start)

    def smooth(value):
        state.assign(state + weight * (value - state))
        return state.value + 0.0

    return smooth


# %% smooth passed
def make_smoother(start, weight):
    made = []

    @tf.function
    def smooth(value):
        if not made:
            made.append(tf.Variable(start))
        return made[0].assign_sub(weight * (made[0] - value))

    return smooth


# %% smooth passed
def make_smoother(start, weight):
    queue = tf.queue.FIFOQueue(1, [tf.float32], [()])
    queue.enqueue(start)

    def smooth(value):
        number = queue.dequeue()
        number += weight * (value - number)
        queue.enqueue(number)
        return number

    return smooth


# %% smooth passed
def make_smoother(start, weight):
    table = tf.lookup.experimental.MutableHashTable(tf.int64, tf.float32, start)
    key = tf.constant(0, tf.int64)

    def smooth(value):
        number = table.lookup(key)
        number = number + weight * (value - number)
        table.insert(key, number)
        return number

    return smooth


# %% smooth passed
def make_smoother(start, weight):
    number = tf.Variable([start])
    return lambda value: tf.squeeze(number.assign(number * (1 - weight) + value * weight))


# %% smooth passed
def make_smoother(start, weight):
    average = tf.train.ExponentialMovingAverage(1 - weight)
    number = tf.Variable(start)

    def smooth(value):
        number.assign(value)
        average.apply([number])
        return average.average(number)

    return smooth


# %% smooth misconception.old_number_lost
def make_smoother(start, weight):
    number = tf.Variable(start)

    def smooth(value):
        number.assign_add(weight * value - number)
        return number

    return smooth


# %% smooth misconception.distance_from_the_start
def make_smoother(start, weight):
    number = tf.Variable(start)

    def smooth(value):
        number.assign_add(weight * (value - start))
        return number

    return smooth


# %% retracing_storm misconception.rates_left
def apply_updates(update, batches, rates):
    compiled = {
        rate: tf.function(update).get_concrete_function(tf.TensorSpec([None]), rate)
        for rate in set(rates)
    }
    return tf.stack([compiled[rate](batch) for batch, rate in zip(batches, rates)])
