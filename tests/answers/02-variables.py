"""Answers to 02-variables: right ones, which pass, and wrong ones, each with the key that it hears."""


# %% tensor_bytes passed
def tensor_bytes(tensor):
    return tensor.numpy().nbytes


# %% tensor_bytes passed
def tensor_bytes(tensor):
    return tf.reduce_prod(tensor.shape) * tensor.dtype.size


# %% tensor_bytes passed
def tensor_bytes(tensor):
    return tensor.shape.num_elements() * np.dtype(tensor.dtype.as_numpy_dtype).itemsize


# %% tensor_bytes passed
def tensor_bytes(tensor):
    count = 1
    for size in tensor.shape:
        count = count * size
    return count * tensor.dtype.size


# %% tensor_bytes passed
def tensor_bytes(tensor):
    return tf.size(tensor).numpy() * tensor.dtype.size


# %% tensor_bytes passed
def tensor_bytes(tensor):
    return tensor.numpy().size * tensor.numpy().itemsize


# %% tensor_bytes passed
def tensor_bytes(tensor):
    return tf.size(tensor, out_type=tf.int64) * tensor.dtype.size


# %% tensor_bytes passed
import math


def tensor_bytes(tensor):
    return math.prod(tensor.shape) * tensor.dtype.size


# %% tensor_bytes passed
def tensor_bytes(tensor):
    return int(np.prod(tensor.shape)) * tensor.dtype.size


# %% tensor_bytes passed
def tensor_bytes(tensor):
    return len(tensor.numpy().tobytes())


# %% tensor_bytes passed
@tf.function
def tensor_bytes(tensor):
    return tf.size(tensor) * tensor.dtype.size


# %% tensor_bytes passed
tensor_bytes = lambda t: np.asarray(t).nbytes


# %% tensor_bytes passed
def tensor_bytes(tensor):
    return tf.constant(int(tf.size(tensor)) * tensor.dtype.size)


# %% tensor_bytes passed
def tensor_bytes(tensor):
    return tf.Variable(tf.size(tensor) * tensor.dtype.size)


# %% tensor_bytes passed
def tensor_bytes(tensor):
    return int(np.prod(tensor.shape) * tensor.dtype.size)


# %% tensor_bytes passed
def tensor_bytes(tensor):
    return np.prod(tensor.shape) * tensor.dtype.size


# %% tensor_bytes dtype
def tensor_bytes(tensor):
    return tf.cast(tf.size(tensor), tf.float32) * tensor.dtype.size


# %% tensor_bytes misconception.always_four
def tensor_bytes(tensor):
    return np.prod(tensor.shape) * 4


# %% tensor_bytes values
import sys


def tensor_bytes(tensor):
    return sys.getsizeof(tensor)


# %% tensor_bytes values
import sys


def tensor_bytes(tensor):
    return sys.getsizeof(tensor.numpy())


# %% tensor_bytes nothing
def tensor_bytes(tensor):
    int(tf.size(tensor)) * tensor.dtype.size


# %% tensor_bytes misconception.elements
def tensor_bytes(tensor):
    return tf.size(tensor)


# %% tensor_bytes raised.AttributeError
def tensor_bytes(tensor):
    return tensor.size * tensor.dtype.size


# %% tensor_bytes raised.AttributeError
def tensor_bytes(tensor):
    return tensor.nbytes


# %% tensor_bytes raised.AttributeError
def tensor_bytes(tensor):
    return tf.size(tensor) * tensor.dtype.itemsize


# %% tensor_bytes raised.TypeError
def tensor_bytes(tensor):
    return tensor.shape * tensor.dtype.size


# %% tensor_bytes shape
def tensor_bytes(tensor):
    return tf.shape(tensor) * tensor.dtype.size


# %% tensor_bytes raised.IndexError
def tensor_bytes(tensor):
    return tensor.shape[0] * tensor.shape[1] * tensor.dtype.size


# %% tensor_bytes misconception.first_axis
def tensor_bytes(tensor):
    return len(tensor) * tensor.dtype.size


# %% tensor_bytes misconception.as_float64
def tensor_bytes(tensor):
    return int(tf.size(tensor)) * 8


# %% tensor_bytes misconception.bits
def tensor_bytes(tensor):
    return int(tf.size(tensor)) * tensor.dtype.size * 8


# %% tensor_bytes misconception.divided
def tensor_bytes(tensor):
    return int(tf.size(tensor)) // tensor.dtype.size


# %% tensor_bytes misconception.added
def tensor_bytes(tensor):
    return int(tf.size(tensor)) + tensor.dtype.size


# %% tensor_bytes raised.KeyError
def tensor_bytes(tensor):
    return (
        int(tf.size(tensor))
        * {"float32": 4, "float64": 8, "int32": 4, "int64": 8}[tensor.dtype.name]
    )


# %% tensor_bytes misconception.four_unless_named_64
def tensor_bytes(tensor):
    return int(tf.size(tensor)) * {tf.float32: 4, tf.float64: 8, tf.int32: 4, tf.int64: 8}.get(
        tensor.dtype, 4
    )


# %% tensor_bytes misconception.eight_unless_named_32
def tensor_bytes(tensor):
    size = 4 if tensor.dtype in (tf.float32, tf.int32) else 8
    return int(tf.size(tensor)) * size


# %% tensor_bytes raised.ValueError
def tensor_bytes(tensor):
    bits = int("".join(c for c in tensor.dtype.name if c.isdigit()))
    return int(tf.size(tensor)) * bits // 8


# %% tensor_bytes kind
def tensor_bytes(tensor):
    return f"{int(tf.size(tensor)) * tensor.dtype.size} bytes"


# %% tensor_bytes kind
def tensor_bytes(tensor):
    return int(tf.size(tensor)), tensor.dtype.size


# %% tensor_bytes kind
def tensor_bytes(tensor):
    return [int(tf.size(tensor)) * tensor.dtype.size]


# %% tensor_bytes values
def tensor_bytes(tensor):
    n = 1
    for s in tensor.shape:
        if s > 0:
            n *= s
    return n * tensor.dtype.size


# %% tensor_bytes misconception.kilobytes
def tensor_bytes(tensor):
    return int(tf.size(tensor)) * tensor.dtype.size / 1000


# %% tensor_bytes misconception.sum_of_shape
def tensor_bytes(tensor):
    return tf.reduce_sum(tensor.shape) * tensor.dtype.size


# %% tensor_bytes misconception.rank
def tensor_bytes(tensor):
    return tensor.shape.rank * tensor.dtype.size


# %% tensor_bytes raised.TypeError
def tensor_bytes(tensor):
    return int(tf.size(tensor)) * tensor.dtype


# %% tensor_bytes misconception.the_example
x = tf.zeros([2, 3])


def tensor_bytes(tensor):
    return int(tf.size(x)) * x.dtype.size


# %% count_up passed
def count_up(counter, amount):
    return counter.assign_add(amount)


# %% count_up passed
def count_up(counter, amount):
    counter.assign(counter + amount)
    return counter


# %% count_up passed
def count_up(counter, amount):
    new = counter + amount
    counter.assign(new)
    return new


# %% count_up passed
@tf.function
def count_up(counter, amount):
    return counter.assign_add(amount, read_value=True)


# %% count_up passed
def count_up(counter, amount):
    counter.assign_add(amount)
    return counter


# %% count_up passed
def count_up(counter, amount):
    counter.assign(counter + amount)
    return counter.numpy()


# %% count_up passed
def count_up(counter, amount):
    counter.assign(tf.add(counter, amount))
    return counter.value()


# %% count_up passed
def count_up(counter, amount):
    counter.assign_add(amount)
    return tf.identity(counter)


# %% count_up passed
def count_up(counter, amount):
    counter.assign_add(amount)
    return int(counter)


# %% count_up passed
@tf.function
def count_up(counter, amount):
    counter.assign_add(amount)
    return counter.read_value()


# %% count_up passed
def count_up(counter, amount):
    counter.assign_sub(-amount)
    return tf.convert_to_tensor(counter)


# %% count_up passed
def count_up(counter, amount):
    counter = counter.assign_add(amount)
    return counter


# %% count_up passed
def count_up(counter, amount):
    return tf.cast(counter.assign_add(amount), tf.int32)


# %% count_up misconception.as_a_float
def count_up(counter, amount):
    counter.assign_add(amount)
    return tf.cast(counter, tf.float32)


# %% count_up kind
def count_up(counter, amount):
    counter.assign_add(amount)
    return counter, amount


# %% count_up kind
def count_up(counter, amount):
    counter.assign_add(amount)
    return [counter.numpy()]


# %% count_up kind
def count_up(counter, amount):
    counter.assign_add(amount)
    return f"count: {int(counter)}"


# %% count_up misconception.no_return
def count_up(counter, amount):
    counter.assign_add(amount)
    print(counter)


# %% count_up misconception.rebound
def count_up(counter, amount):
    counter = tf.Variable(counter + amount)
    return counter


# %% count_up raised.RuntimeError
def count_up(counter, amount):
    counter += amount
    return counter


# %% count_up raised.TypeError
def count_up(counter, amount):
    counter[...] = counter + amount
    return counter


# %% count_up misconception.replaced
def count_up(counter, amount):
    counter.assign(amount)
    return counter


# %% count_up misconception.changed_late
def count_up(counter, amount):
    old = counter.read_value()
    counter.assign_add(amount)
    return old


# %% count_up misconception.by_one
def count_up(counter, amount):
    counter.assign_add(1)
    return counter


# %% count_up misconception.twice
def count_up(counter, amount):
    counter.assign_add(amount)
    return counter.assign_add(amount)


# %% count_up misconception.added_to_the_result_too
def count_up(counter, amount):
    counter.assign_add(amount)
    return counter + amount


# %% count_up misconception.down
def count_up(counter, amount):
    return counter.assign_sub(amount)


# %% count_up raised.AttributeError
def count_up(counter, amount):
    counter.add(amount)
    return counter


# %% count_up raised.AttributeError
def count_up(counter, amount):
    counter.assign_plus(amount)
    return counter


# %% count_up misconception.counted_elsewhere
counter = tf.Variable(0)


def count_up(c, amount):
    counter.assign_add(amount)
    return counter


# %% count_up misconception.counted_elsewhere
total = 0


def count_up(counter, amount):
    global total
    total += amount
    return total


# %% count_up misconception.always_up
def count_up(counter, amount):
    counter.assign_add(tf.abs(amount))
    return counter


# %% count_up misconception.never_down
def count_up(counter, amount):
    for i in range(amount):
        counter.assign_add(1)
    return counter


# %% count_up raised.ValueError
def count_up(counter, amount):
    counter.assign_add(tf.cast(amount, tf.float32))
    return counter


# %% count_up raised.AttributeError
def count_up(counter, amount):
    tf.assign_add(counter, amount)
    return counter


# %% count_up misconception.returns_the_amount
def count_up(counter, amount):
    counter.assign_add(amount)
    return amount


# %% count_up raised.TypeError
def count_up(counter):
    counter.assign_add(1)
    return counter


# %% count_up dtype
def count_up(counter, amount):
    counter.assign_add(amount)
    return tf.cast(counter, tf.int64)


# %% count_labels passed
def count_labels(counts, labels):
    classes = counts.shape[0]
    counts.assign_add(tf.math.bincount(labels, minlength=classes, maxlength=classes))


# %% count_labels passed
def count_labels(counts, labels):
    one_hot = tf.one_hot(labels, counts.shape[0], dtype=tf.int32)
    return counts.assign_add(tf.reduce_sum(one_hot, axis=0))


# %% count_labels passed
def count_labels(counts, labels):
    for label in labels.numpy():
        counts[label].assign(counts[label] + 1)


# %% count_labels passed
def count_labels(counts, labels):
    counts.scatter_nd_add(labels[:, tf.newaxis], tf.ones_like(labels))


# %% count_labels passed
def count_labels(counts, labels):
    counts.scatter_add(tf.IndexedSlices(tf.ones(labels.shape, tf.int32), labels))


# %% count_labels passed
def count_labels(counts, labels):
    counts.assign_add(tf.math.bincount(labels, minlength=counts.shape[0]))


# %% count_labels passed
def count_labels(counts, labels):
    counts.assign(counts + np.bincount(labels.numpy(), minlength=counts.shape[0]))


# %% count_labels passed
def count_labels(counts, labels):
    for l in labels:
        counts.scatter_nd_add([[l]], [1])


# %% count_labels passed
def count_labels(counts, labels):
    c = counts.numpy()
    for l in labels.numpy():
        c[l] += 1
    counts.assign(c)
    return counts


# %% count_labels passed
def count_labels(counts, labels):
    counts.assign_add(tf.math.unsorted_segment_sum(tf.ones_like(labels), labels, counts.shape[0]))


# %% count_labels passed
def count_labels(counts, labels):
    for c in range(counts.shape[0]):
        counts[c].assign(counts[c] + tf.reduce_sum(tf.cast(labels == c, tf.int32)))


# %% count_labels passed
def count_labels(counts, labels):
    counts.assign(tf.tensor_scatter_nd_add(counts, labels[:, None], tf.ones_like(labels)))


# %% count_labels passed
@tf.function
def count_labels(counts, labels):
    counts.assign_add(tf.reduce_sum(tf.one_hot(labels, counts.shape[0], dtype=tf.int32), 0))


# %% count_labels raised.TypeError
def count_labels(counts, labels):
    for label in labels:
        counts[label] += 1


# %% count_labels raised.TypeError
def count_labels(counts, labels):
    for label in labels:
        counts[label] = counts[label] + 1


# %% count_labels misconception.once_a_batch
def count_labels(counts, labels):
    for label in set(labels.numpy().tolist()):
        counts[label].assign(counts[label] + 1)


# %% count_labels raised.InvalidArgumentError
def count_labels(counts, labels):
    counts.assign_add(tf.math.bincount(labels))


# %% count_labels raised.InvalidArgumentError
def count_labels(counts, labels):
    counts.assign_add(np.bincount(labels.numpy()))


# %% count_labels misconception.last_batch
def count_labels(counts, labels):
    counts.assign(tf.math.bincount(labels, minlength=counts.shape[0]))


# %% count_labels misconception.unchanged
def count_labels(counts, labels):
    counts = counts + tf.math.bincount(labels, minlength=counts.shape[0])


# %% count_labels misconception.set_to_one
def count_labels(counts, labels):
    counts.scatter_update(tf.IndexedSlices(tf.ones_like(labels), labels))


# %% count_labels misconception.places_and_values_swapped
def count_labels(counts, labels):
    counts.scatter_add(tf.IndexedSlices(labels, tf.ones_like(labels)))


# %% count_labels misconception.labels_added
def count_labels(counts, labels):
    counts.scatter_add(tf.IndexedSlices(labels, labels))


# %% count_labels raised.TypeError
def count_labels(counts, labels):
    counts.scatter_add(labels, 1)


# %% count_labels raised.ValueError
def count_labels(counts, labels):
    counts.scatter_add(tf.IndexedSlices(tf.ones(len(labels)), labels))


# %% count_labels raised.InvalidArgumentError
def count_labels(counts, labels):
    for l in labels:
        counts.assign_add(1)


# %% count_labels raised.InvalidArgumentError
def count_labels(counts, labels):
    counts.assign_add(labels)


# %% count_labels misconception.one_for_all
def count_labels(counts, labels):
    counts.assign_add(tf.ones_like(counts))


# %% count_labels raised.ValueError
def count_labels(counts, labels):
    counts.assign_add(tf.reduce_sum(tf.one_hot(labels, counts.shape[0]), axis=0))


# %% count_labels raised.InvalidArgumentError
def count_labels(counts, labels):
    counts.assign_add(tf.reduce_sum(tf.one_hot(labels, counts.shape[0], dtype=tf.int32), axis=1))


# %% count_labels misconception.written_over
def count_labels(counts, labels):
    y, idx, c = tf.unique_with_counts(labels)
    counts.scatter_update(tf.IndexedSlices(c, y))


# %% count_labels misconception.one_before
def count_labels(counts, labels):
    for l in labels.numpy():
        counts[l - 1].assign(counts[l - 1] + 1)


# %% count_labels misconception.positions
def count_labels(counts, labels):
    for i in range(len(labels)):
        counts[i].assign(counts[i] + 1)


# %% count_labels values
def count_labels(counts, labels):
    for i, l in enumerate(labels):
        counts[i].assign(counts[i] + l)


# %% count_labels raised.AttributeError
def count_labels(counts, labels):
    for l in labels.numpy():
        counts[l].assign_add(1)
        counts[l].assign(counts[l] + 1)


# %% count_labels raised.AttributeError
def count_labels(counts, labels):
    for l in labels:
        counts[l].assign_add(1)


# %% count_labels misconception.without_the_first_class
def count_labels(counts, labels):
    for c in range(1, counts.shape[0]):
        counts[c].assign(counts[c] + tf.reduce_sum(tf.cast(labels == c, tf.int32)))


# %% count_labels misconception.without_the_last_class
def count_labels(counts, labels):
    for c in range(counts.shape[0] - 1):
        counts[c].assign(counts[c] + tf.reduce_sum(tf.cast(labels == c, tf.int32)))


# %% count_labels raised.TypeError
def count_labels(counts, labels):
    for c in range(len(counts)):
        counts[c].assign(labels.count(c))


# %% count_labels misconception.first_label
def count_labels(counts, labels):
    for l in labels.numpy():
        counts[l].assign(counts[l] + 1)
        return counts


# %% count_labels misconception.last_label
def count_labels(counts, labels):
    counts[labels[-1]].assign(counts[labels[-1]] + 1)


# %% count_labels misconception.subtracted
def count_labels(counts, labels):
    counts.scatter_sub(tf.IndexedSlices(tf.ones_like(labels), labels))


# %% count_labels misconception.shared
def count_labels(counts, labels):
    counts.assign_add(tf.fill(counts.shape, tf.size(labels)))


# %% count_labels values
def count_labels(counts, labels):
    counts.assign_add(tf.fill(counts.shape, tf.reduce_sum(labels)))


# %% count_labels values
def count_labels(counts, labels):
    counts.assign_add(
        tf.cast(tf.math.bincount(labels, minlength=counts.shape[0]) / len(labels), tf.int32)
    )


# %% count_labels raised.AttributeError
def count_labels(counts, labels):
    counts.scater_add(tf.IndexedSlices(tf.ones_like(labels), labels))


# %% count_labels raised.AttributeError
def count_labels(counts, labels):
    counts.assign_add(tf.bincount(labels, minlength=counts.shape[0]))


# %% count_labels raised.TypeError
def count_labels(counts, labels):
    d = {}
    for l in labels:
        d[l] = d.get(l, 0) + 1
    for l, n in d.items():
        counts[l].assign(counts[l] + n)


# %% running_mean passed
def running_mean(mean, count, value):
    n = tf.cast(count, tf.float32)
    mean.assign((mean * n + value) / (n + 1.0))
    count.assign(count + 1)


# %% running_mean passed
def running_mean(mean, count, value):
    n = int(count) + 1
    mean.assign(mean + (value - mean) / n)
    count.assign(n)
    return mean


# %% running_mean passed
@tf.function
def running_mean(mean, count, value):
    mean.assign_sub((mean - value) / tf.cast(count.assign_add(1), tf.float32))


# %% running_mean passed
def running_mean(mean, count, value):
    total = mean.numpy() * count.numpy() + value.numpy()
    count.assign_add(1)
    mean.assign(total / np.float32(count.numpy()))


# %% running_mean passed
def running_mean(mean, count, value):
    n = tf.cast(count, tf.float32)
    mean.assign((n * mean + value) / (n + 1))
    count.assign_add(1)


# %% running_mean passed
def running_mean(mean, count, value):
    count.assign_add(1)
    mean.assign_add((value - mean) / float(count))


# %% running_mean passed
def running_mean(mean, count, value):
    count.assign_add(1)
    mean.assign(mean + (value - mean) / int(count))


# %% running_mean passed
def running_mean(mean, count, value):
    k = count.numpy()
    mean.assign(mean * (k / (k + 1)) + value / (k + 1))
    count.assign(k + 1)


# %% running_mean passed
def running_mean(mean, count, value):
    total = mean * tf.cast(count, tf.float32) + value
    count.assign_add(1)
    mean.assign(total / tf.cast(count, tf.float32))
    return mean, count


# %% running_mean passed
def running_mean(mean, count, value):
    count.assign(count + 1)
    w = 1.0 / tf.cast(count, tf.float32)
    mean.assign((1 - w) * mean + w * value)


# %% running_mean passed
def running_mean(mean, count, value):
    if count == 0:
        mean.assign(value)
    else:
        n = float(count)
        mean.assign((mean * n + value) / (n + 1))
    count.assign_add(1)


# %% running_mean passed
def running_mean(mean, count, value):
    c = tf.cast(count, tf.float64)
    mean.assign(
        tf.cast((tf.cast(mean, tf.float64) * c + tf.cast(value, tf.float64)) / (c + 1), tf.float32)
    )
    count.assign_add(1)


# %% running_mean raised.TypeError
def running_mean(mean, count, value):
    count.assign_add(1)
    mean.assign_add((value - mean) / count)


# %% running_mean misconception.unchanged
def running_mean(mean, count, value):
    count = count + 1
    mean = mean + (value - mean) / tf.cast(count, tf.float32)
    return mean, count


# %% running_mean misconception.count_forgotten
def running_mean(mean, count, value):
    count = count + 1
    mean.assign_add((value - mean) / tf.cast(count, tf.float32))


# %% running_mean misconception.only_counted
def running_mean(mean, count, value):
    count.assign_add(1)
    mean = mean + (value - mean) / tf.cast(count, tf.float32)


# %% running_mean raised.RuntimeError
def running_mean(mean, count, value):
    count += 1
    mean += (value - mean) / tf.cast(count, tf.float32)


# %% running_mean misconception.divided_by_zero
def running_mean(mean, count, value):
    mean.assign_add((value - mean) / tf.cast(count, tf.float32))
    count.assign_add(1)


# %% running_mean misconception.half_and_half
def running_mean(mean, count, value):
    mean.assign((mean + value) / 2)
    count.assign_add(1)


# %% running_mean misconception.half_after_the_first
def running_mean(mean, count, value):
    mean.assign(value if count == 0 else (mean + value) / 2)
    count.assign_add(1)


# %% running_mean misconception.sum
def running_mean(mean, count, value):
    mean.assign_add(value)
    count.assign_add(1)


# %% running_mean misconception.mean_taken_for_sum
def running_mean(mean, count, value):
    count.assign_add(1)
    mean.assign((mean + value) / tf.cast(count, tf.float32))


# %% running_mean misconception.one_too_many
def running_mean(mean, count, value):
    count.assign_add(1)
    n = tf.cast(count, tf.float32)
    mean.assign((mean * n + value) / (n + 1))


# %% running_mean misconception.sum_of_shares
def running_mean(mean, count, value):
    count.assign_add(1)
    n = tf.cast(count, tf.float32)
    mean.assign((mean * n + value) / n)


# %% running_mean infinite
def running_mean(mean, count, value):
    n = tf.cast(count, tf.float32)
    mean.assign((mean * n + value) / n + 1)
    count.assign_add(1)


# %% running_mean misconception.only_the_value_divided
def running_mean(mean, count, value):
    n = tf.cast(count, tf.float32)
    mean.assign(mean * n + value / (n + 1))
    count.assign_add(1)


# %% running_mean misconception.mean_of_features
def running_mean(mean, count, value):
    count.assign_add(1)
    mean.assign_add((tf.reduce_mean(value) - mean) / tf.cast(count, tf.float32))


# %% running_mean misconception.last
def running_mean(mean, count, value):
    mean.assign(value)
    count.assign_add(1)


# %% running_mean misconception.counted_the_features
def running_mean(mean, count, value):
    count.assign_add(tf.size(value))
    mean.assign_add((value - mean) / tf.cast(count, tf.float32))


# %% running_mean raised.TypeError
def running_mean(mean, count, value):
    count.assign_add(1.0)
    mean.assign_add((value - mean) / count)


# %% running_mean misconception.counted_twice
def running_mean(mean, count, value):
    count.assign_add(1)
    mean.assign_add((value - mean) / tf.cast(count.assign_add(1), tf.float32))


# %% running_mean misconception.step_alone
def running_mean(mean, count, value):
    count.assign_add(1)
    mean.assign((value - mean) / tf.cast(count, tf.float32))


# %% running_mean misconception.wrong_way
def running_mean(mean, count, value):
    count.assign_add(1)
    mean.assign_sub((value - mean) / tf.cast(count, tf.float32))


# %% running_mean values
def running_mean(mean, count, value):
    mean.assign((mean + value[0]) / 2)
    count.assign_add(1)


# %% running_mean values
def running_mean(mean, count, value):
    count.assign_add(1)
    n = tf.cast(count, tf.float32)
    mean.assign((mean * (n - 1) + value) / (n + 1))


# %% running_mean values
def running_mean(mean, count, value):
    n = count.numpy()
    mean.assign((mean * n + value) // (n + 1))
    count.assign_add(1)


# %% running_mean raised.ValueError
def running_mean(mean, count, value):
    mean.assign(tf.reduce_mean([mean, value]))
    count.assign_add(1)


# %% running_mean raised.AttributeError
def running_mean(mean, count, value):
    count.asign_add(1)
    mean.assign_add((value - mean) / tf.cast(count, tf.float32))


# %% running_mean raised.InvalidArgumentError
def running_mean(mean, count, value):
    count.assign_add(1)
    mean.assign(mean * (count - 1) / count + value / count)


# %% running_mean misconception.not_divided
def running_mean(mean, count, value):
    n = tf.cast(count, tf.float32)
    mean.assign(mean * n)
    mean.assign_add(value)
    count.assign_add(1)


# %% moving_average passed
def moving_average(average, weights, decay):
    average.assign_sub((1.0 - decay) * (average - weights))


# %% moving_average passed
def moving_average(average, weights, decay):
    new = average.numpy() * decay + weights.numpy() * (1 - decay)
    return average.assign(new)


# %% moving_average passed
def moving_average(average, weights, decay):
    average.assign(average * decay)
    average.assign_add(weights * (1 - decay))


# %% moving_average passed
def moving_average(average, weights, decay):
    average.assign_add((weights - average) * (1 - decay))


# %% moving_average passed
def moving_average(average, weights, decay):
    average.assign(average * decay + weights * (1 - decay))


# %% moving_average passed
def moving_average(average, weights, decay):
    average.assign_sub((1 - decay) * (average - weights))


# %% moving_average passed
def moving_average(average, weights, decay):
    average.assign(tf.add(tf.multiply(average, decay), tf.multiply(weights, 1.0 - decay)))
    return average


# %% moving_average passed
def moving_average(average, weights, decay):
    average.assign_add((1 - decay) * (weights - average))


# %% moving_average passed
@tf.function
def moving_average(average, weights, decay):
    average.assign(decay * average + (1.0 - decay) * weights)


# %% moving_average passed
def moving_average(average, weights, decay):
    old = average.read_value()
    average.assign(weights + decay * (old - weights))


# %% moving_average passed
def moving_average(average, weights, decay):
    for i in range(average.shape[0]):
        average[i].assign(decay * average[i] + (1 - decay) * weights[i])


# %% moving_average passed
def moving_average(average, weights, decay):
    d = tf.constant(decay, tf.float32)
    average.assign(d * average + (1 - d) * weights)


# %% moving_average misconception.swapped
def moving_average(average, weights, decay):
    average.assign((1 - decay) * average + decay * weights)


# %% moving_average misconception.unchanged
def moving_average(average, weights, decay):
    return decay * average + (1 - decay) * weights


# %% moving_average misconception.weights_overwritten
def moving_average(average, weights, decay):
    weights.assign(decay * average + (1 - decay) * weights)


# %% moving_average misconception.both_changed
def moving_average(average, weights, decay):
    average.assign(decay * average + (1 - decay) * weights)
    weights.assign(average)


# %% moving_average misconception.added_to_the_old
def moving_average(average, weights, decay):
    average.assign_add(decay * average + (1 - decay) * weights)


# %% moving_average misconception.not_decayed
def moving_average(average, weights, decay):
    average.assign_add((1 - decay) * weights)


# %% moving_average misconception.only_the_new_share
def moving_average(average, weights, decay):
    average.assign((1 - decay) * weights)


# %% moving_average misconception.half_and_half
def moving_average(average, weights, decay):
    average.assign((average + weights) / 2)


# %% moving_average misconception.last
def moving_average(average, weights, decay):
    average.assign(weights)


# %% moving_average misconception.only_decayed
def moving_average(average, weights, decay):
    average.assign(average * decay)


# %% moving_average misconception.decay_for_both
def moving_average(average, weights, decay):
    average.assign(decay * (average + weights))


# %% moving_average misconception.parentheses
def moving_average(average, weights, decay):
    average.assign(decay * average + 1 - decay * weights)


# %% moving_average misconception.subtracted
def moving_average(average, weights, decay):
    average.assign(decay * average - (1 - decay) * weights)


# %% moving_average misconception.wrong_way
def moving_average(average, weights, decay):
    average.assign_sub((1 - decay) * (weights - average))


# %% moving_average misconception.full_weights
def moving_average(average, weights, decay):
    average.assign(decay * average + weights)


# %% moving_average misconception.decayed_after
def moving_average(average, weights, decay):
    average.assign_add((1 - decay) * weights)
    average.assign(decay * average)


# %% moving_average raised.TypeError
def moving_average(average, weights, decay):
    average[:] = decay * average + (1 - decay) * weights


# %% moving_average raised.RuntimeError
def moving_average(average, weights, decay):
    average *= decay
    average += (1 - decay) * weights


# %% moving_average misconception.one_weight_for_all
def moving_average(average, weights, decay):
    average.assign(decay * average + (1 - decay) * tf.reduce_mean(weights))


# %% moving_average raised.AttributeError
def moving_average(average, weights, decay):
    average.asign(decay * average + (1 - decay) * weights)


# %% moving_average raised.NameError
def moving_average(average, weights, decay):
    average.assign(decay * average + (1 - decay) * weight)


# %% moving_average values
def moving_average(average, weights, decay):
    average.assign(average**decay * weights ** (1 - decay))


# %% moving_average misconception.halved
def moving_average(average, weights, decay):
    average.assign((decay * average + (1 - decay) * weights) / 2)


# %% moving_average misconception.fixed_decay
def moving_average(average, weights, decay):
    average.assign(0.9 * average + 0.1 * weights)


# %% moving_average misconception.weights_shrunk
def moving_average(average, weights, decay):
    weights.assign((1 - decay) * weights)
    average.assign(decay * average + weights)


# %% moving_average raised.InvalidArgumentError
def moving_average(average, weights, decay):
    decay = tf.Variable(decay, dtype=tf.float64)
    average.assign(decay * average + (1 - decay) * weights)


# %% add_noise passed
def add_noise(values, seed, stddev):
    pair = tf.constant([seed, 0])
    return values + tf.random.stateless_normal(values.shape, pair, stddev=stddev)


# %% add_noise passed
def add_noise(values, seed, stddev):
    draw = np.random.default_rng(seed)
    return values + draw.normal(0.0, stddev, values.shape)


# %% add_noise passed
def add_noise(values, seed, stddev):
    import keras

    draw = keras.random.SeedGenerator(seed)
    return values + keras.random.normal(values.shape, stddev=stddev, seed=draw)


# %% add_noise passed
def add_noise(values, seed, stddev):
    noise = tf.random.Generator.from_seed(seed).normal(tf.shape(values))
    return values + stddev * noise


# %% add_noise passed
def add_noise(values, seed, stddev):
    algorithm = tf.random.create_rng_state(seed, "philox")
    generator = tf.random.Generator(state=algorithm, alg="philox")
    return tf.add(values, generator.normal(shape=tf.shape(values), mean=0.0, stddev=stddev))


# %% add_noise dtype
def add_noise(values, seed, stddev):
    rng = np.random.default_rng(seed)
    return values.numpy() + rng.normal(0, stddev, values.shape)


# %% add_noise kind
def add_noise(values, seed, stddev):
    return values[0]


# %% add_noise misconception.global_seed
def add_noise(values, seed, stddev):
    tf.random.set_seed(seed)
    return values + tf.random.normal(values.shape, stddev=stddev)


# %% add_noise misconception.new_every_time
def add_noise(values, seed, stddev):
    return values + tf.random.normal(values.shape, stddev=stddev)


# %% add_noise misconception.new_every_time
def add_noise(values, seed, stddev):
    return values + tf.random.normal(values.shape, stddev=stddev, seed=seed)


# %% add_noise misconception.one_seed_for_all
def add_noise(values, seed, stddev):
    generator = tf.random.Generator.from_seed(42)
    return values + generator.normal(values.shape, stddev=stddev)


# %% add_noise misconception.stddev_forgotten
def add_noise(values, seed, stddev):
    generator = tf.random.Generator.from_seed(seed)
    return values + generator.normal(values.shape)


# %% add_noise misconception.mean_moved
def add_noise(values, seed, stddev):
    generator = tf.random.Generator.from_seed(seed)
    return values + generator.normal(values.shape, stddev)


# %% add_noise misconception.noise_alone
def add_noise(values, seed, stddev):
    generator = tf.random.Generator.from_seed(seed)
    return generator.normal(values.shape, stddev=stddev)


# %% add_noise misconception.one_for_each_column
def add_noise(values, seed, stddev):
    generator = tf.random.Generator.from_seed(seed)
    return values + generator.normal([values.shape[1]], stddev=stddev)


# %% add_noise misconception.uniform
def add_noise(values, seed, stddev):
    generator = tf.random.Generator.from_seed(seed)
    return values + generator.uniform(values.shape, -stddev, stddev)


# %% add_noise misconception.no_return
def add_noise(values, seed, stddev):
    generator = tf.random.Generator.from_seed(seed)
    values + generator.normal(values.shape, stddev=stddev)


# %% add_noise misconception.grows_with_the_values
def add_noise(values, seed, stddev):
    generator = tf.random.Generator.from_seed(seed)
    return values * (1 + generator.normal(values.shape, stddev=stddev))


# %% add_noise raised.InvalidArgumentError
def add_noise(values, seed, stddev):
    return values + tf.random.stateless_normal(values.shape, seed, stddev=stddev)


# %% best_weights passed
def best_weights(weights, updates, losses):
    best, lowest = None, float("inf")
    for update, loss in zip(updates, losses):
        weights.assign_add(update)
        if loss < lowest:
            best, lowest = tf.Variable(weights), loss
    return best


# %% best_weights passed
def best_weights(weights, updates, losses):
    best, lowest = None, float("inf")
    for update, loss in zip(updates, losses):
        weights.assign_add(update)
        if loss < lowest:
            best, lowest = weights.numpy(), loss
    return best


# %% best_weights passed
def best_weights(weights, updates, losses):
    kept = []
    for update in updates:
        weights.assign_add(update)
        kept.append(weights + 0)
    return kept[int(tf.argmin(losses))]


# %% best_weights passed
def best_weights(weights, updates, losses):
    best = tf.Variable(weights)
    lowest = float("inf")
    for i in range(len(losses)):
        weights.assign_add(updates[i])
        if losses[i] < lowest:
            best.assign(weights)
            lowest = losses[i]
    return best


# %% best_weights passed
def best_weights(weights, updates, losses):
    course = weights + tf.cumsum(updates)
    weights.assign(course[-1])
    return course[tf.argmin(losses)]


# %% best_weights passed
def best_weights(weights, updates, losses):
    best, lowest = None, float("inf")
    for update, loss in zip(updates, losses):
        weights.assign(weights + update)
        if loss < lowest:
            best, lowest = weights.read_value(), loss
    return best


# %% best_weights passed
import copy


def best_weights(weights, updates, losses):
    best, lowest = None, np.inf
    for update, loss in zip(updates, losses):
        weights.assign_add(update)
        if loss < lowest:
            best, lowest = copy.deepcopy(weights), loss
    return best


# %% best_weights passed
def best_weights(weights, updates, losses):
    best, lowest = None, float("inf")
    for update, loss in zip(updates, losses):
        weights.assign_add(update)
        if loss < lowest:
            best, lowest = weights[:], loss
    return best


# %% best_weights passed
def best_weights(weights, updates, losses):
    best, lowest = None, float("inf")
    for update, loss in zip(updates, losses):
        weights.assign_add(update)
        if loss < lowest:
            best, lowest = weights.value(), loss
    return best


# %% best_weights dtype
def best_weights(weights, updates, losses):
    best, lowest = None, float("inf")
    for update, loss in zip(updates, losses):
        weights.assign_add(update)
        if loss < lowest:
            best, lowest = weights.numpy().astype("float64"), loss
    return best


# %% best_weights kind
def best_weights(weights, updates, losses):
    best, lowest = None, float("inf")
    for step, loss in enumerate(losses):
        weights.assign_add(updates[step])
        if loss < lowest:
            best, lowest = step, loss
    return best


# %% best_weights raised.AttributeError
def best_weights(weights, updates, losses):
    best, lowest = None, float("inf")
    for update, loss in zip(updates, losses):
        weights.assign_add(update)
        if loss < lowest:
            best.assign(weights)
            lowest = loss
    return best


# %% best_weights misconception.alias
def best_weights(weights, updates, losses):
    best, lowest = weights, float("inf")
    for update, loss in zip(updates, losses):
        weights.assign_add(update)
        if loss < lowest:
            best = weights
            lowest = loss
    return best


# %% best_weights misconception.last
def best_weights(weights, updates, losses):
    best, lowest = None, float("inf")
    for update, loss in zip(updates, losses):
        weights.assign_add(update)
        if loss < lowest:
            best, lowest = weights, loss
    return tf.identity(best)


# %% best_weights misconception.last
def best_weights(weights, updates, losses):
    lowest = float("inf")
    for update, loss in zip(updates, losses):
        weights.assign_add(update)
        if loss < lowest:
            best = tf.identity(weights)
    return best


# %% best_weights misconception.step_before
def best_weights(weights, updates, losses):
    best, lowest = None, float("inf")
    for update, loss in zip(updates, losses):
        if loss < lowest:
            best, lowest = tf.identity(weights), loss
        weights.assign_add(update)
    return best


# %% best_weights misconception.highest
def best_weights(weights, updates, losses):
    best, highest = None, float("-inf")
    for update, loss in zip(updates, losses):
        weights.assign_add(update)
        if loss > highest:
            best, highest = tf.identity(weights), loss
    return best


# %% best_weights misconception.start
def best_weights(weights, updates, losses):
    best = tf.identity(weights)
    for update in updates:
        weights.assign_add(update)
    return best


# %% best_weights misconception.first_step
def best_weights(weights, updates, losses):
    best = None
    for update, loss in zip(updates, losses):
        weights.assign_add(update)
        if best is None:
            best = tf.identity(weights)
    return best


# %% best_weights misconception.update_alone
def best_weights(weights, updates, losses):
    for update in updates:
        weights.assign_add(update)
    return updates[tf.argmin(losses)]


# %% best_weights misconception.lower_than_the_last
def best_weights(weights, updates, losses):
    best, last = None, float("inf")
    for update, loss in zip(updates, losses):
        weights.assign_add(update)
        if loss < last:
            best = tf.identity(weights)
        last = loss
    return best


# %% best_weights misconception.put_back
def best_weights(weights, updates, losses):
    best, lowest = None, float("inf")
    for update, loss in zip(updates, losses):
        weights.assign_add(update)
        if loss < lowest:
            best, lowest = tf.identity(weights), loss
    weights.assign(best)
    return best


# %% best_weights misconception.put_back_and_aliased
def best_weights(weights, updates, losses):
    best, lowest = None, float("inf")
    for update, loss in zip(updates, losses):
        weights.assign_add(update)
        if loss < lowest:
            best, lowest = tf.identity(weights), loss
    weights.assign(best)
    return weights


# %% best_weights misconception.weights_untouched
def best_weights(weights, updates, losses):
    trained = tf.Variable(weights)
    best, lowest = None, float("inf")
    for update, loss in zip(updates, losses):
        trained.assign_add(update)
        if loss < lowest:
            best, lowest = tf.identity(trained), loss
    return best


# %% best_weights misconception.weights_untouched
def best_weights(weights, updates, losses):
    best, lowest = None, float("inf")
    for update, loss in zip(updates, losses):
        weights = weights + update
        if loss < lowest:
            best, lowest = weights, loss
    return best


# %% best_weights misconception.step_by_itself
def best_weights(weights, updates, losses):
    best, lowest = None, float("inf")
    for update, loss in zip(updates, losses):
        if loss < lowest:
            best, lowest = weights + update, loss
    return best


# %% best_weights misconception.until_it_rose
def best_weights(weights, updates, losses):
    best, lowest = None, float("inf")
    for update, loss in zip(updates, losses):
        weights.assign_add(update)
        if loss > lowest:
            break
        best, lowest = tf.identity(weights), loss
    return best


# %% best_weights misconception.no_return
def best_weights(weights, updates, losses):
    best, lowest = None, float("inf")
    for update, loss in zip(updates, losses):
        weights.assign_add(update)
        if loss < lowest:
            best, lowest = tf.identity(weights), loss


# %% best_weights kind
def best_weights(weights, updates, losses):
    best, lowest = None, float("inf")
    for update, loss in zip(updates, losses):
        weights.assign_add(update)
        if loss < lowest:
            best, lowest = tf.identity(weights), loss
    return best, lowest


# %% best_weights raised.AttributeError
def best_weights(weights, updates, losses):
    best, lowest = None, float("inf")
    for update, loss in zip(updates, losses):
        weights.assign_add(update)
        if loss < lowest:
            best, lowest = weights.copy(), loss
    return best


# %% step_downhill passed
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    weight.assign(weight + nudge)
    after = loss()
    weight.assign(weight - nudge)
    weight.assign(weight - rate * (after - before) / nudge)
    return before


# %% step_downhill passed
def step_downhill(loss, weight, nudge, rate):
    old = weight.numpy()
    before = loss()
    weight.assign(old + nudge)
    slope = (loss() - before) / nudge
    weight.assign(old - rate * slope)
    return before


# %% step_downhill passed
def step_downhill(loss, weight, nudge, rate):
    old = tf.identity(weight)
    weight.assign_add(nudge)
    raised = loss()
    weight.assign(old)
    before = loss()
    weight.assign_sub(rate * (raised - before) / nudge)
    return before.numpy()


# %% step_downhill passed
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    weight.assign_add(nudge)
    slope = (loss() - before) / nudge
    weight.assign_sub(nudge + rate * slope)
    return float(before)


# %% step_downhill passed
@tf.function
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    weight.assign_add(nudge)
    slope = (loss() - before) / nudge
    weight.assign_sub(nudge)
    weight.assign_sub(rate * slope)
    return before


# %% step_downhill passed
def step_downhill(loss, weight, nudge, rate):
    losses = []
    for move in (0.0, nudge):
        weight.assign_add(move)
        losses.append(loss())
    weight.assign_sub(nudge)
    weight.assign_add(-rate * (losses[1] - losses[0]) / nudge)
    return losses[0]


# %% step_downhill misconception.uphill
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    weight.assign_add(nudge)
    slope = (loss() - before) / nudge
    weight.assign_sub(nudge)
    weight.assign_add(rate * slope)
    return before


# %% step_downhill misconception.uphill
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    weight.assign_add(nudge)
    slope = (before - loss()) / nudge
    weight.assign_sub(nudge)
    weight.assign_sub(rate * slope)
    return before


# %% step_downhill misconception.not_put_back
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    weight.assign_add(nudge)
    slope = (loss() - before) / nudge
    weight.assign_sub(rate * slope)
    return before


# %% step_downhill misconception.never_put_back_nor_stepped
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    weight.assign_add(nudge)
    slope = (loss() - before) / nudge
    weight = weight - nudge - rate * slope
    return before


# %% step_downhill misconception.rate_forgotten
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    weight.assign_add(nudge)
    slope = (loss() - before) / nudge
    weight.assign_sub(nudge)
    weight.assign_sub(slope)
    return before


# %% step_downhill misconception.not_divided
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    weight.assign_add(nudge)
    slope = loss() - before
    weight.assign_sub(nudge)
    weight.assign_sub(rate * slope)
    return before


# %% step_downhill misconception.multiplied
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    weight.assign_add(nudge)
    slope = (loss() - before) * nudge
    weight.assign_sub(nudge)
    weight.assign_sub(rate * slope)
    return before


# %% step_downhill misconception.replaced
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    weight.assign_add(nudge)
    slope = (loss() - before) / nudge
    weight.assign(-rate * slope)
    return before


# %% step_downhill misconception.nowhere
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    nudged = weight + nudge
    slope = (loss() - before) / nudge
    weight.assign_sub(rate * slope)
    return before


# %% step_downhill misconception.loss_after
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    weight.assign_add(nudge)
    slope = (loss() - before) / nudge
    weight.assign_sub(nudge)
    weight.assign_sub(rate * slope)
    return loss()


# %% step_downhill misconception.loss_of_the_nudge
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    weight.assign_add(nudge)
    after = loss()
    slope = (after - before) / nudge
    weight.assign_sub(nudge)
    weight.assign_sub(rate * slope)
    return after


# %% step_downhill misconception.slope_returned
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    weight.assign_add(nudge)
    slope = (loss() - before) / nudge
    weight.assign_sub(nudge)
    weight.assign_sub(rate * slope)
    return slope


# %% step_downhill misconception.weight_returned
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    weight.assign_add(nudge)
    slope = (loss() - before) / nudge
    weight.assign_sub(nudge)
    weight.assign_sub(rate * slope)
    return weight


# %% step_downhill misconception.both_sides
def step_downhill(loss, weight, nudge, rate):
    with tf.GradientTape() as tape:
        before = loss()
    weight.assign_sub(rate * tape.gradient(before, weight))
    return before


# %% step_downhill misconception.both_sides
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    weight.assign_add(nudge)
    up = loss()
    weight.assign_sub(2 * nudge)
    down = loss()
    weight.assign_add(nudge)
    weight.assign_sub(rate * (up - down) / (2 * nudge))
    return before


# %% step_downhill misconception.nudged_down
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    weight.assign_sub(nudge)
    slope = (before - loss()) / nudge
    weight.assign_add(nudge)
    weight.assign_sub(rate * slope)
    return before


# %% step_downhill misconception.half_a_slope
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    weight.assign_add(nudge)
    slope = (loss() - before) / (2 * nudge)
    weight.assign_sub(nudge)
    weight.assign_sub(rate * slope)
    return before


# %% step_downhill misconception.loss_for_slope
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    weight.assign_sub(rate * before)
    return before


# %% step_downhill misconception.no_return
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    weight.assign_add(nudge)
    slope = (loss() - before) / nudge
    weight.assign_sub(nudge)
    weight.assign_sub(rate * slope)


# %% step_downhill kind
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    weight.assign_add(nudge)
    slope = (loss() - before) / nudge
    weight.assign_sub(nudge)
    weight.assign_sub(rate * slope)
    return before, weight


# %% step_downhill raised.TypeError
def step_downhill(loss, weight, nudge, rate):
    before = loss(weight)
    slope = (loss(weight + nudge) - before) / nudge
    weight.assign_sub(rate * slope)
    return before


# %% step_downhill raised.RuntimeError
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    weight += nudge
    slope = (loss() - before) / nudge
    weight -= nudge + rate * slope
    return before


# %% step_downhill dtype
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    weight.assign_add(nudge)
    slope = (loss() - before) / nudge
    weight.assign_sub(nudge)
    weight.assign_sub(rate * slope)
    return tf.cast(before, tf.float64)


# %% step_downhill raised.NameError
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    weight.assign_add(nudge)
    slope = (loss() - before) / nudge
    weight.assign_sub(nudge)
    weight.assign_sub(learning_rate * slope)
    return before


# %% step_downhill raised.AttributeError
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    weight.assign_add(nudge)
    slope = (loss() - before) / nudge
    weight.assign_sub(nudge)
    weight.sub(rate * slope)
    return before


# %% step_downhill raised.TypeError
def step_downhill(loss, weight, nudge, rate):
    before = loss
    weight.assign_add(nudge)
    slope = (loss - before) / nudge
    weight.assign_sub(nudge)
    weight.assign_sub(rate * slope)
    return before


# %% count_up misconception.nothing_happens
def count_up(counter, amount):
    counter + amount
    return counter


# %% count_labels misconception.counted_twice
def count_labels(counts, labels):
    counts.scatter_add(tf.IndexedSlices(tf.ones_like(labels), labels))
    return counts.assign_add(tf.math.bincount(labels, minlength=counts.shape[0]))


# %% running_mean misconception.count_set_to_one
def running_mean(mean, count, value):
    count.assign(1)
    mean.assign_add((value - mean) / tf.cast(count, tf.float32))


# %% moving_average misconception.twice
def moving_average(average, weights, decay):
    average.assign(decay * average + (1 - decay) * weights)
    return average.assign(decay * average + (1 - decay) * weights)


# %% add_noise misconception.variance
def add_noise(values, seed, stddev):
    generator = tf.random.Generator.from_seed(seed)
    return values + generator.normal(values.shape, stddev=stddev**2)


# %% add_noise misconception.root
def add_noise(values, seed, stddev):
    generator = tf.random.Generator.from_seed(seed)
    return values + generator.normal(values.shape, stddev=stddev**0.5)


# %% add_noise misconception.one_for_each_row
def add_noise(values, seed, stddev):
    generator = tf.random.Generator.from_seed(seed)
    return values + generator.normal([values.shape[0], 1], stddev=stddev)


# %% add_noise misconception.one_number
def add_noise(values, seed, stddev):
    generator = tf.random.Generator.from_seed(seed)
    return values + generator.normal([], stddev=stddev)


# %% add_noise misconception.uniform_from_zero
def add_noise(values, seed, stddev):
    generator = tf.random.Generator.from_seed(seed)
    return values + generator.uniform(values.shape, maxval=stddev)


# %% add_noise misconception.no_noise
def add_noise(values, seed, stddev):
    generator = tf.random.Generator.from_seed(seed)
    noise = generator.normal(values.shape, stddev=stddev)
    return values


# %% add_noise misconception.truncated
def add_noise(values, seed, stddev):
    generator = tf.random.Generator.from_seed(seed)
    return values + generator.truncated_normal(values.shape, stddev=stddev)


# %% best_weights misconception.replaced
def best_weights(weights, updates, losses):
    best, lowest = None, float("inf")
    for update, loss in zip(updates, losses):
        weights.assign(update)
        if loss < lowest:
            best, lowest = tf.identity(weights), loss
    return best


# %% best_weights misconception.subtracted
def best_weights(weights, updates, losses):
    best, lowest = None, float("inf")
    for update, loss in zip(updates, losses):
        weights.assign_sub(update)
        if loss < lowest:
            best, lowest = tf.identity(weights), loss
    return best


# %% best_weights misconception.after_one_step
def best_weights(weights, updates, losses):
    best, lowest = None, float("inf")
    for update, loss in zip(updates, losses):
        weights.assign_add(update)
        if loss < lowest:
            best, lowest = tf.identity(weights), loss
        return best


# %% step_downhill misconception.nudged_twice
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    weight.assign_add(nudge)
    slope = (loss() - before) / nudge
    weight.assign_add(nudge)
    weight.assign_sub(rate * slope)
    return before


# %% step_downhill misconception.nowhere
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    weight.assign_add(nudge)
    weight.assign_sub(nudge)
    slope = (loss() - before) / nudge
    weight.assign_sub(rate * slope)
    return before


# %% best_weights passed
def best_weights(weights, updates, losses):
    course = weights.numpy() + np.cumsum(updates, axis=0)
    weights.assign(course[-1])
    return course[np.argmin(losses)]


# %% best_weights passed
@tf.function
def best_weights(weights, updates, losses):
    best, lowest = tf.identity(weights), tf.constant(np.inf)
    for i in tf.range(tf.shape(updates)[0]):
        weights.assign_add(updates[i])
        if losses[i] < lowest:
            best, lowest = tf.identity(weights), losses[i]
    return best


# %% best_weights passed
def best_weights(weights, updates, losses):
    import copy

    kept = {}
    for update, loss in zip(updates.numpy(), losses.numpy()):
        weights.assign_add(update)
        kept[float(loss)] = copy.deepcopy(weights)
    return kept[min(kept)]


# %% best_weights passed
def best_weights(weights, updates, losses):
    best = tf.Variable(weights)
    lowest = max(losses) + 1
    for update, loss in zip(updates, losses):
        weights.assign(weights + update)
        if loss < lowest:
            best.assign(weights)
            lowest = loss
    return best


# %% best_weights passed
def best_weights(weights, updates, losses):
    best = int(tf.argmin(losses)) + 1
    for update in updates[:best]:
        weights.assign_add(update)
    kept = weights.numpy()
    weights.assign_add(tf.reduce_sum(updates[best:], axis=0))
    return kept


# %% best_weights passed
def best_weights(weights, updates, losses):
    weights.assign_add(tf.reduce_sum(updates, 0))
    after = tf.range(len(losses)) > tf.argmin(losses, output_type=tf.int32)
    return weights - tf.linalg.matvec(updates, tf.cast(after, tf.float32), transpose_a=True)


# %% best_weights misconception.last
def best_weights(weights, updates, losses):
    best, lowest = None, float("inf")
    for update, loss in zip(updates, losses, strict=True):
        weights.assign_add(update)
        if loss < lowest:
            best, lowest = weights.value, loss
    return best()


# %% best_weights misconception.last
def best_weights(weights, updates, losses):
    best, lowest = None, float("inf")
    for update, loss in zip(updates, losses, strict=True):
        weights.assign_add(update)
        if loss < lowest:
            best, lowest = weights, loss
    return tf.identity(best)


# %% step_downhill passed
def step_downhill(loss, weight, nudge, rate):
    w = float(weight.numpy())
    weight.assign(w + nudge)
    above = float(loss())
    weight.assign(w)
    here = float(loss())
    weight.assign(w - rate * (above - here) / nudge)
    return here


# %% step_downhill passed
class Nudged:
    def __init__(self, weight, nudge):
        self.weight, self.nudge = weight, nudge

    def __enter__(self):
        self.weight.assign_add(self.nudge)

    def __exit__(self, *error):
        self.weight.assign_sub(self.nudge)


def step_downhill(loss, weight, nudge, rate):
    before = loss().numpy()
    with Nudged(weight, nudge):
        after = loss().numpy()
    keras.optimizers.SGD(rate).apply_gradients([(tf.constant((after - before) / nudge), weight)])
    return before


# %% step_downhill passed
def step_downhill(loss, weight, nudge, rate):
    def at(value):
        weight.assign(value)
        return loss()

    start = weight.read_value()
    here, there = at(start), at(start + nudge)
    weight.assign(start * 1.0 - (there - here) * (rate / nudge))
    return tf.Variable(here)


# %% step_downhill passed
def step_downhill(loss, weight, nudge, rate):
    values = []
    for sign in (1, -1):
        values.append(np.float32(loss()))
        weight.assign_add(sign * nudge)
    weight.assign_sub(np.float32(rate) * np.diff(values)[0] / np.float32(nudge))
    return np.asarray(values[0])


# %% step_downhill misconception.sign_only
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    weight.assign_add(nudge)
    slope = (loss() - before) / nudge
    weight.assign_sub(nudge)
    weight.assign_sub(rate * tf.sign(slope))
    return before


# %% step_downhill misconception.nudge_and_rate_exchanged
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    weight.assign_add(rate)
    slope = (loss() - before) / rate
    weight.assign_sub(rate)
    weight.assign_sub(nudge * slope)
    return before


# %% step_downhill misconception.nowhere
def step_downhill(loss, weight, nudge, rate):
    before = loss()
    weight.assign_add(nudge)
    slope = (loss() - before) / nudge
    weight.assign_sub(nudge)
    return before


# %% count_up passed
def count_up(counter, amount):
    def add(a, b):
        return tf.raw_ops.AddV2(x=a, y=b)

    return counter.assign(add(counter, amount)).numpy()


# %% count_up passed
@tf.function
def count_up(counter, amount):
    counter.assign_add(amount)
    return tf.identity(counter)


# %% count_up passed
class Count:
    def __call__(self, counter, amount):
        counter.assign(int(counter) + int(amount))
        return int(counter)


count_up = Count()


# %% count_up passed
def count_up(counter, amount):
    step = tf.sign(amount)
    for _ in range(abs(int(amount))):
        counter.assign_add(step)
    return np.int32(counter.numpy())


# %% count_up passed
def count_up(counter, amount):
    return tf.py_function(lambda: counter.assign_add(amount), [], tf.int32)


# %% count_up passed
def count_up(counter, amount):
    total = counter - (-amount)
    counter.assign(total)
    return total


# %% count_up misconception.never_down
def count_up(counter, amount):
    for _ in range(amount):
        counter.assign_add(1)
    return counter


# %% count_up misconception.never_down
def count_up(counter, amount):
    counter.assign_add(tf.maximum(amount, 0))
    return counter


# %% count_up misconception.rebound
def count_up(counter, amount):
    global total
    total = tf.Variable(counter)
    total.assign_add(amount)
    return total


# %% add_noise passed
def add_noise(values, seed, stddev):
    return values + tf.random.stateless_normal(tf.shape(values), [seed, 2], stddev=stddev)


# %% add_noise passed
def add_noise(values, seed, stddev):
    noise = np.random.default_rng(seed).normal(0, stddev, values.shape)
    return tf.constant(values.numpy() + noise, tf.float32)


# %% add_noise passed
def add_noise(values, seed, stddev):
    return values + keras.random.normal(values.shape, stddev=stddev, seed=seed)


# %% add_noise passed
def add_noise(values, seed, stddev):
    from random import Random

    draw = Random(seed)
    rows = [[v + draw.gauss(0, stddev) for v in row] for row in values.numpy().tolist()]
    return tf.constant(rows)


# %% add_noise passed
def add_noise(values, seed, stddev):
    before = np.random.get_state()
    np.random.seed(seed)
    noise = np.random.normal(scale=stddev, size=values.shape)
    np.random.set_state(before)
    return values + noise.astype(np.float32)


# %% add_noise passed
def add_noise(values, seed, stddev):
    make = tf.keras.initializers.RandomNormal(stddev=stddev, seed=seed)
    return tf.add(values, make(values.shape))


# %% add_noise passed
def add_noise(values, seed, stddev):
    u = tf.random.stateless_uniform([2, *values.shape], [seed, seed], minval=1e-7)
    return values + stddev * tf.sqrt(-2 * tf.math.log(u[0])) * tf.cos(2 * np.pi * u[1])


# %% add_noise passed
def add_noise(values, seed, stddev):
    return tf.map_fn(
        lambda pair: (
            pair[0] + tf.random.stateless_normal([values.shape[1]], [seed, pair[1]], stddev=stddev)
        ),
        (values, tf.range(values.shape[0])),
        fn_output_signature=tf.float32,
    )


# %% add_noise misconception.one_for_each_column
def add_noise(values, seed, stddev):
    return tf.stack(
        [row + tf.random.stateless_normal(row.shape, [seed, 0], stddev=stddev) for row in values]
    )


# %% add_noise misconception.another_distribution
def add_noise(values, seed, stddev):
    noise = np.random.default_rng(seed).uniform(-1, 1, values.shape) * stddev * 3**0.5
    return values + noise.astype("float32")


# %% add_noise misconception.another_distribution
def add_noise(values, seed, stddev):
    noise = np.random.default_rng(seed).choice([-stddev, stddev], values.shape)
    return values + noise.astype("float32")


# %% count_up misconception.counted_elsewhere
total = tf.Variable(0)


def count_up(counter, amount):
    return total.assign_add(amount)
