"""Answers to 06-generalization: right ones, which pass, and wrong ones, each with the key that it hears."""


# %% overfitting_starts passed
def overfitting_starts(losses, noise):
    best = float("inf")
    waited = 0
    for loss in losses:
        waited += 1
        if best - loss > noise:
            best = loss
            waited = 0
    return -1 if waited == 0 else len(losses) - waited


# %% overfitting_starts passed
def overfitting_starts(losses, noise):
    improvements = [0]
    for epoch in range(1, len(losses)):
        if losses[epoch] + noise < losses[improvements[-1]]:
            improvements.append(epoch)
    start = improvements[-1] + 1
    if start == len(losses):
        return -1
    return start


# %% overfitting_starts passed
def overfitting_starts(losses, noise):
    def last(epoch, best, at):
        if epoch == len(losses):
            return at
        if losses[epoch] < best - noise:
            return last(epoch + 1, losses[epoch], epoch)
        return last(epoch + 1, best, at)

    at = last(0, losses[0], 0)
    return tf.where(at == len(losses) - 1, -1, at + 1)


# %% overfitting_starts passed
def overfitting_starts(losses: list[float], noise: float) -> int:
    best_so_far, start = None, -1
    for epoch in range(len(losses)):
        if best_so_far is None or best_so_far - losses[epoch] > noise:
            best_so_far, start = losses[epoch], -1
        elif start == -1:
            start = epoch
    return start


# %% overfitting_starts passed
def overfitting_starts(losses, noise):
    history = np.asarray(losses)
    last = 0
    while True:
        better = np.flatnonzero(history[last + 1 :] < history[last] - noise)
        if better.size == 0:
            break
        last = last + 1 + int(better[0])
    return last + 1 if last < history.size - 1 else -1


# %% overfitting_starts misconception.share
def overfitting_starts(losses, noise):
    best, last = losses[0], 0
    for epoch, loss in enumerate(losses):
        if loss < best * (1 - noise):
            best, last = loss, epoch
    return last + 1 if last + 1 < len(losses) else -1


# %% overfitting_starts misconception.last_improvement
def overfitting_starts(losses, noise):
    best, last = losses[0], 0
    for epoch, loss in enumerate(losses):
        if loss < best - noise:
            best, last = loss, epoch
    return last if last + 1 < len(losses) else -1


# %% overfitting_starts misconception.lowest_plus_one
def overfitting_starts(losses, noise):
    return int(np.argmin(losses)) + 1


# %% overfitting_starts misconception.first_rise
def overfitting_starts(losses, noise):
    for epoch in range(1, len(losses)):
        if losses[epoch] > losses[epoch - 1] + noise:
            return epoch
    return -1


# %% overfitting_starts misconception.no_minus_one
def overfitting_starts(losses, noise):
    best, last = losses[0], 0
    for epoch, loss in enumerate(losses):
        if loss < best - noise:
            best, last = loss, epoch
    return last + 1


# %% overfitting_starts misconception.best_drifts
def overfitting_starts(losses, noise):
    best, last = losses[0], 0
    for epoch, loss in enumerate(losses):
        if loss < best - noise:
            last = epoch
        best = min(best, loss)
    return last + 1 if last + 1 < len(losses) else -1


# %% overfitting_starts misconception.tie_counts
def overfitting_starts(losses, noise):
    best, last = losses[0], 0
    for epoch, loss in enumerate(losses):
        if loss <= best - noise:
            best, last = loss, epoch
    return last + 1 if last + 1 < len(losses) else -1


# %% overfitting_starts misconception.noise_added
def overfitting_starts(losses, noise):
    best, last = losses[0], 0
    for epoch, loss in enumerate(losses):
        if loss < best + noise:
            best, last = loss, epoch
    return last + 1 if last + 1 < len(losses) else -1


# %% overfitting_starts misconception.compared_with_previous
def overfitting_starts(losses, noise):
    last = 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[epoch - 1] - noise:
            last = epoch
    return last + 1 if last + 1 < len(losses) else -1


# %% overfitting_starts misconception.always_epoch_0
def overfitting_starts(losses, noise):
    best = losses[0]
    for epoch, loss in enumerate(losses):
        if loss < best - noise:
            best = loss
        else:
            return epoch
    return -1


# %% overfitting_starts misconception.none_for_minus_one
def overfitting_starts(losses, noise):
    best, last = losses[0], 0
    for epoch, loss in enumerate(losses):
        if loss < best - noise:
            best, last = loss, epoch
    if last + 1 < len(losses):
        return last + 1


# %% overfitting_starts misconception.best_from_zero
def overfitting_starts(losses, noise):
    best, last = 0, 0
    for epoch, loss in enumerate(losses):
        if loss < best - noise:
            best, last = loss, epoch
    return last + 1 if last + 1 < len(losses) else -1


# %% overfitting_starts misconception.counted_from_1
def overfitting_starts(losses, noise):
    best, last = losses[0], 1
    for epoch, loss in enumerate(losses, 1):
        if loss < best - noise:
            best, last = loss, epoch
    return last + 1 if last < len(losses) else -1


# %% overfitting_starts misconception.noise_left_out
def overfitting_starts(losses, noise):
    best = min(losses)
    last = losses.index(best)
    return last + 1 if last + 1 < len(losses) else -1


# %% overfitting_starts nothing
def overfitting_starts(losses, noise):
    best, last = losses[0], 0
    for epoch, loss in enumerate(losses):
        if loss < best - noise:
            best, last = loss, epoch
    print(last + 1 if last + 1 < len(losses) else -1)


# %% overfitting_starts raised.TypeError
def overfitting_starts(losses, noise):
    best, last = losses[0], 0
    for epoch in losses:
        if losses[epoch] < best - noise:
            best, last = losses[epoch], epoch
    return last + 1 if last + 1 < len(losses) else -1


# %% overfitting_starts misconception.counted_from_0_after_the_first
def overfitting_starts(losses, noise):
    best, last = losses[0], 0
    for epoch, loss in enumerate(losses[1:]):
        if loss < best - noise:
            best, last = loss, epoch
    return last + 1 if last + 1 < len(losses) else -1


# %% overfitting_starts misconception.best_epoch
def overfitting_starts(losses, noise):
    best, last = losses[0], 0
    for epoch, loss in enumerate(losses):
        if loss < best - noise:
            best, last = loss, epoch
    return last


# %% overfitting_starts misconception.lowest
def overfitting_starts(losses, noise):
    return losses.index(min(losses))


# %% overfitting_starts misconception.first_without_improvement
def overfitting_starts(losses, noise):
    best = losses[0]
    for epoch in range(1, len(losses)):
        if losses[epoch] < best - noise:
            best = losses[epoch]
        else:
            return epoch
    return -1


# %% overfitting_starts misconception.first_above_best
def overfitting_starts(losses, noise):
    for epoch in range(1, len(losses)):
        if losses[epoch] > min(losses[:epoch]) + noise:
            return epoch
    return -1


# %% overfitting_starts misconception.best_never_changes
def overfitting_starts(losses, noise):
    best, last = losses[0], 0
    for epoch, loss in enumerate(losses):
        if loss < best - noise:
            last = epoch
    return last + 1 if last + 1 < len(losses) else -1


# %% overfitting_starts misconception.zero_for_minus_one
def overfitting_starts(losses, noise):
    best, last = losses[0], 0
    for epoch, loss in enumerate(losses):
        if loss < best - noise:
            best, last = loss, epoch
    return last + 1 if last + 1 < len(losses) else 0


# %% overfitting_starts misconception.first_rise_of_any_size
def overfitting_starts(losses, noise):
    for epoch, (before, after) in enumerate(zip(losses, losses[1:]), 1):
        if after > before:
            return epoch
    return -1


# %% sound_experiment passed
line_order = "EIJCAGB"


# %% sound_experiment passed
line_order = ["e", "i", "j", "c", "a", "g", "b"]


# %% sound_experiment passed
line_order = ("E", "I", "J", "C", "A", "G", "B")


# %% sound_experiment passed
line_order = "E, I, J, C, A, G, B"


# %% sound_experiment passed
line_order = "E I J C A G B".split()


# %% sound_experiment misconception.chosen_by_test
line_order = "E I J C A D B"


# %% sound_experiment misconception.reported_validation
line_order = "E I J C A G H"


# %% sound_experiment misconception.not_shuffled
line_order = "I J C A G B"


# %% sound_experiment misconception.not_scaled
line_order = "E I A G B"


# %% sound_experiment misconception.chosen_by_train
line_order = "E I J C A K B"


# %% sound_experiment misconception.scaled_by_all
line_order = "E F I C A G B"


# %% sound_experiment misconception.fitted_before_scaling
line_order = "E I A J C G B"


# %% sound_experiment misconception.not_shuffled
line_order = "I J C E A G B"


# %% sound_experiment misconception.no_return
line_order = "E I J C A G"


# %% sound_experiment values
line_order = "I F C A D B"


# %% sound_experiment raised.UnboundLocalError
line_order = "E I J C G A B"


# %% sound_experiment raised.UnboundLocalError
line_order = "E J I C A G B"


# %% standardize_split passed
def standardize_split(train, test):
    mean, variance = tf.nn.moments(train, axes=[0], keepdims=True)
    spread = tf.sqrt(variance)
    fine = spread > 1e-6

    def scale(table):
        return tf.where(fine, (table - mean) / tf.where(fine, spread, 1.0), 0.0)

    return scale(train), scale(test)


# %% standardize_split passed
def standardize_split(train, test):
    import keras

    layer = keras.layers.Normalization(axis=-1)
    layer.adapt(train.numpy())
    varies = tf.cast(tf.math.reduce_std(train, axis=0) > 0, tf.float32)
    return [varies * layer(train), varies * layer(test)]


# %% standardize_split passed
def standardize_split(train, test):
    a, b = np.array(train), np.array(test)
    mean, spread = a.mean(axis=0), a.std(axis=0)
    spread[spread == 0] = np.inf
    return tf.constant((a - mean) / spread), tf.constant((b - mean) / spread)


# %% standardize_split passed
def standardize_split(train, test):
    both = tf.concat([train, test], axis=0) - tf.reduce_mean(train, axis=0)
    both = tf.math.divide_no_nan(both, tf.math.reduce_std(train, axis=0))
    return both[: len(train)], both[len(train) :]


# %% standardize_split passed
def standardize_split(train, test):
    """Standardize two tables by what the training table alone shows.

    Args:
        train: float32 tensor of shape (rows, columns), at least 2 rows.
        test: float32 tensor of shape (other rows, columns), at least 1 row.

    Returns:
        Two float32 tensors, train and test standardized, each of its own shape. From every element
        its column's mean is subtracted, and the result is divided by its column's standard
        deviation (the root of the mean squared deviation). Both are those of the training rows,
        for either table. A column that is constant in training becomes all 0, in either table.

    Example:
        train [[1.0], [3.0]] and test [[6.0]] give [[-1.0], [1.0]] and [[4.0]].
    """
    mean = tf.reduce_mean(train, axis=0)
    spread = tf.math.reduce_std(train, axis=0)
    return list(tf.math.divide_no_nan(table - mean, spread) for table in (train, test))


# %% standardize_split kind
def standardize_split(train, test):
    """Standardize two tables by what the training table alone shows.

    Args:
        train: float32 tensor of shape (rows, columns), at least 2 rows.
        test: float32 tensor of shape (other rows, columns), at least 1 row.

    Returns:
        Two float32 tensors, train and test standardized, each of its own shape. From every element
        its column's mean is subtracted, and the result is divided by its column's standard
        deviation (the root of the mean squared deviation). Both are those of the training rows,
        for either table. A column that is constant in training becomes all 0, in either table.

    Example:
        train [[1.0], [3.0]] and test [[6.0]] give [[-1.0], [1.0]] and [[4.0]].
    """
    mean = tf.reduce_mean(train, axis=0)
    spread = tf.math.reduce_std(train, axis=0)
    return tuple(tf.math.divide_no_nan(table - mean, spread) for table in (train, test))[0]


# %% standardize_split misconception.all_rows
def standardize_split(train, test):
    both = tf.concat([train, test], axis=0)
    mean = tf.reduce_mean(both, axis=0)
    spread = tf.math.reduce_std(both, axis=0)
    return tf.math.divide_no_nan(train - mean, spread), tf.math.divide_no_nan(test - mean, spread)


# %% standardize_split misconception.each_by_its_own
def standardize_split(train, test):
    def standardize(table):
        mean = tf.reduce_mean(table, axis=0)
        return tf.math.divide_no_nan(table - mean, tf.math.reduce_std(table, axis=0))

    return standardize(train), standardize(test)


# %% standardize_split misconception.zero_by_zero
def standardize_split(train, test):
    mean = tf.reduce_mean(train, axis=0)
    spread = tf.math.reduce_std(train, axis=0)
    return (train - mean) / spread, (test - mean) / spread


# %% standardize_split misconception.small_number_added
def standardize_split(train, test):
    mean = tf.reduce_mean(train, axis=0)
    spread = tf.math.reduce_std(train, axis=0) + 1e-7
    return (train - mean) / spread, (test - mean) / spread


# %% standardize_split misconception.divisor_one
def standardize_split(train, test):
    mean = tf.reduce_mean(train, axis=0)
    spread = tf.math.reduce_std(train, axis=0)
    spread = tf.where(spread == 0, 1.0, spread)
    return (train - mean) / spread, (test - mean) / spread


# %% standardize_split misconception.whole_table
def standardize_split(train, test):
    mean = tf.reduce_mean(train)
    spread = tf.math.reduce_std(train)
    return tf.math.divide_no_nan(train - mean, spread), tf.math.divide_no_nan(test - mean, spread)


# %% standardize_split misconception.variance
def standardize_split(train, test):
    mean = tf.reduce_mean(train, axis=0)
    spread = tf.math.reduce_variance(train, axis=0)
    return tf.math.divide_no_nan(train - mean, spread), tf.math.divide_no_nan(test - mean, spread)


# %% standardize_split misconception.rows_of_training
def standardize_split(train, test):
    mean = tf.reduce_mean(train, axis=1, keepdims=True)
    spread = tf.math.reduce_std(train, axis=1, keepdims=True)
    return tf.math.divide_no_nan(train - mean, spread), tf.math.divide_no_nan(test - mean, spread)


# %% standardize_split misconception.test_untouched
def standardize_split(train, test):
    mean = tf.reduce_mean(train, axis=0)
    spread = tf.math.reduce_std(train, axis=0)
    return tf.math.divide_no_nan(train - mean, spread), test


# %% standardize_split misconception.sample_deviation
def standardize_split(train, test):
    mean = np.mean(train, axis=0)
    spread = np.std(train, axis=0, ddof=1)
    return tf.math.divide_no_nan(train - mean, spread), tf.math.divide_no_nan(test - mean, spread)


# %% standardize_split dtype
def standardize_split(train, test):
    train, test = train.numpy().astype("float64"), test.numpy().astype("float64")
    mean, spread = train.mean(axis=0), train.std(axis=0)
    safe = np.where(spread == 0, np.inf, spread)
    return (train - mean) / safe, (test - mean) / safe


# %% standardize_split nothing
def standardize_split(train, test):
    mean = tf.reduce_mean(train, axis=0)
    spread = tf.math.reduce_std(train, axis=0)
    train = tf.math.divide_no_nan(train - mean, spread)
    test = tf.math.divide_no_nan(test - mean, spread)


# %% standardize_split values
def standardize_split(train, test):
    low, high = tf.reduce_min(train, axis=0), tf.reduce_max(train, axis=0)
    return (
        tf.math.divide_no_nan(train - low, high - low),
        tf.math.divide_no_nan(test - low, high - low),
    )


# %% standardize_split misconception.swapped
def standardize_split(train, test):
    mean = tf.reduce_mean(train, axis=0)
    spread = tf.math.reduce_std(train, axis=0)
    scaled = [tf.math.divide_no_nan(t - mean, spread) for t in (test, train)]
    return scaled[0], scaled[1]


# %% standardize_split misconception.by_test
def standardize_split(train, test):
    mean, spread = tf.reduce_mean(test, axis=0), tf.math.reduce_std(test, axis=0)
    return tuple(tf.math.divide_no_nan(table - mean, spread) for table in (train, test))


# %% standardize_split misconception.only_divided
def standardize_split(train, test):
    spread = tf.math.reduce_std(train, axis=0)
    return train / spread, test / spread


# %% standardize_split misconception.only_centered
def standardize_split(train, test):
    mean = tf.reduce_mean(train, axis=0)
    return train - mean, test - mean


# %% standardize_split misconception.mean_of_test
def standardize_split(train, test):
    spread = tf.math.reduce_std(train, axis=0)
    centered = [table - tf.reduce_mean(table, axis=0) for table in (train, test)]
    return tuple(tf.math.divide_no_nan(table, spread) for table in centered)


# %% standardize_split misconception.infinity_replaced
def standardize_split(train, test):
    mean, spread = train.numpy().mean(axis=0), train.numpy().std(axis=0)
    with np.errstate(all="ignore"):
        both = [(table.numpy() - mean) / spread for table in (train, test)]
    return tuple(tf.constant(np.nan_to_num(table)) for table in both)


# %% measured_accuracy passed
def measured_accuracy(logits, labels):
    accuracy = np.mean(np.argmax(logits.numpy(), axis=1) == labels.numpy())
    error = (accuracy * (1 - accuracy) / len(labels)) ** 0.5
    return tf.constant([accuracy, error], tf.float32)


# %% measured_accuracy passed
def measured_accuracy(logits, labels):
    metric = keras.metrics.SparseCategoricalAccuracy()
    metric.update_state(labels, logits)
    a = metric.result()
    return tf.stack([a, tf.sqrt(a * (1 - a) / tf.cast(tf.shape(labels)[0], tf.float32))])


# %% measured_accuracy passed
def measured_accuracy(logits, labels):
    right = tf.cast(tf.math.in_top_k(labels, logits, 1), tf.float32)
    spread = tf.math.reduce_std(right) / float(labels.shape[0]) ** 0.5
    return tf.convert_to_tensor([tf.reduce_mean(right), spread])


# %% measured_accuracy passed
def measured_accuracy(logits, labels):
    count = 0
    for row, label in zip(logits.numpy(), labels.numpy()):
        if row.argmax() == label:
            count += 1
    a = count / len(labels)
    return np.array([a, np.sqrt(a * (1 - a) / len(labels))], dtype=np.float32)


# %% measured_accuracy passed
def measured_accuracy(logits, labels):
    chosen = tf.argmax(tf.nn.softmax(logits), axis=-1)
    a = tf.reduce_mean(tf.cast(tf.equal(chosen, tf.cast(labels, tf.int64)), tf.float32))
    variance = a * (1 - a)
    return tf.concat([[a], [tf.sqrt(variance) / tf.sqrt(float(len(labels)))]], axis=0)


# %% measured_accuracy misconception.no_root
def measured_accuracy(logits, labels):
    a = tf.reduce_mean(tf.cast(tf.argmax(logits, 1, tf.int32) == labels, tf.float32))
    return tf.stack([a, a * (1 - a) / len(labels)])


# %% measured_accuracy misconception.deviation_of_one
def measured_accuracy(logits, labels):
    right = tf.cast(tf.argmax(logits, 1, tf.int32) == labels, tf.float32)
    return tf.stack([tf.reduce_mean(right), tf.math.reduce_std(right)])


# %% measured_accuracy misconception.divided_after_the_root
def measured_accuracy(logits, labels):
    a = tf.reduce_mean(tf.cast(tf.argmax(logits, 1, tf.int32) == labels, tf.float32))
    return tf.stack([a, tf.sqrt(a * (1 - a)) / len(labels)])


# %% measured_accuracy misconception.without_one_minus
def measured_accuracy(logits, labels):
    a = tf.reduce_mean(tf.cast(tf.argmax(logits, 1, tf.int32) == labels, tf.float32))
    return tf.stack([a, tf.sqrt(a / len(labels))])


# %% measured_accuracy misconception.sample_error
def measured_accuracy(logits, labels):
    right = (logits.numpy().argmax(axis=1) == labels.numpy()).astype(np.float32)
    return tf.constant([right.mean(), right.std(ddof=1) / np.sqrt(len(right))])


# %% measured_accuracy misconception.by_classes
def measured_accuracy(logits, labels):
    a = tf.reduce_mean(tf.cast(tf.argmax(logits, 1, tf.int32) == labels, tf.float32))
    return tf.stack([a, tf.sqrt(a * (1 - a) / logits.shape[1])])


# %% measured_accuracy misconception.by_logits
def measured_accuracy(logits, labels):
    a = tf.reduce_mean(tf.cast(tf.argmax(logits, 1, tf.int32) == labels, tf.float32))
    return tf.stack([a, tf.sqrt(a * (1 - a) / tf.size(logits, tf.float32))])


# %% measured_accuracy misconception.by_logits
def measured_accuracy(logits, labels):
    a = tf.reduce_mean(tf.cast(tf.argmax(logits, 1, tf.int32) == labels, tf.float32))
    return tf.stack([a, tf.sqrt(a * (1 - a) / tf.cast(tf.size(logits), tf.float32))])


# %% measured_accuracy misconception.wrong_share
def measured_accuracy(logits, labels):
    a = tf.reduce_mean(tf.cast(tf.argmax(logits, 1, tf.int32) != labels, tf.float32))
    return tf.stack([a, tf.sqrt(a * (1 - a) / len(labels))])


# %% measured_accuracy misconception.counted
def measured_accuracy(logits, labels):
    count = tf.reduce_sum(tf.cast(tf.argmax(logits, 1, tf.int32) == labels, tf.float32))
    a = count / len(labels)
    return tf.stack([count, tf.sqrt(a * (1 - a) / len(labels))])


# %% measured_accuracy misconception.percent
def measured_accuracy(logits, labels):
    a = np.mean(logits.numpy().argmax(axis=1) == labels.numpy())
    return tf.constant([100 * a, 100 * np.sqrt(a * (1 - a) / len(labels))], tf.float32)


# %% measured_accuracy misconception.interval
def measured_accuracy(logits, labels):
    a = tf.reduce_mean(tf.cast(tf.argmax(logits, 1, tf.int32) == labels, tf.float32))
    error = tf.sqrt(a * (1 - a) / len(labels))
    return tf.stack([a - error, a + error])


# %% measured_accuracy misconception.error_first
def measured_accuracy(logits, labels):
    a = tf.reduce_mean(tf.cast(tf.argmax(logits, 1, tf.int32) == labels, tf.float32))
    return tf.stack([tf.sqrt(a * (1 - a) / len(labels)), a])


# %% measured_accuracy misconception.accuracy_alone
def measured_accuracy(logits, labels):
    return tf.reduce_mean(tf.cast(tf.argmax(logits, 1, tf.int32) == labels, tf.float32))


# %% measured_accuracy misconception.twice
def measured_accuracy(logits, labels):
    a = tf.reduce_mean(tf.cast(tf.argmax(logits, 1, tf.int32) == labels, tf.float32))
    return tf.stack([a, 2 * tf.sqrt(a * (1 - a) / len(labels))])


# %% measured_accuracy misconception.whole_numbers
def measured_accuracy(logits, labels):
    a = tf.reduce_mean(tf.cast(tf.argmax(logits, 1, tf.int32) == labels, tf.int32))
    a = tf.cast(a, tf.float32)
    return tf.stack([a, tf.sqrt(a * (1 - a) / len(labels))])


# %% measured_accuracy nothing
def measured_accuracy(logits, labels):
    a = tf.reduce_mean(tf.cast(tf.argmax(logits, 1, tf.int32) == labels, tf.float32))
    tf.stack([a, tf.sqrt(a * (1 - a) / len(labels))])


# %% measured_accuracy raised.InvalidArgumentError
def measured_accuracy(logits, labels):
    a = tf.reduce_mean(tf.cast(tf.argmax(logits, 1) == labels, tf.float32))
    return tf.stack([a, tf.sqrt(a * (1 - a) / len(labels))])


# %% measured_accuracy misconception.error_alone
def measured_accuracy(logits, labels):
    a = tf.reduce_mean(tf.cast(tf.argmax(logits, 1, tf.int32) == labels, tf.float32))
    return tf.sqrt(a * (1 - a) / len(labels))


# %% fit_with_patience passed
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    losses, kept = [], []
    while len(losses) < epochs:
        train_epoch()
        losses.append(validate())
        kept.append(model.get_weights())
        if len(losses) - 1 - int(np.argmin(losses)) >= patience:
            break
    model.set_weights(kept[int(np.argmin(losses))])
    return len(losses)


# %% fit_with_patience passed
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    best, weights, done, waited = math.inf, model.get_weights(), 0, 0
    while done < epochs and waited < patience:
        train_epoch()
        done, waited, loss = done + 1, waited + 1, validate()
        if loss < best:
            best, weights, waited = loss, model.get_weights(), 0
    model.set_weights(weights)
    return done


# %% fit_with_patience passed
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    best, left, done = None, patience, 0
    while left and done < epochs:
        train_epoch()
        done += 1
        loss = validate()
        if best is None or loss < best:
            best, left = loss, patience
            kept = [tf.identity(weight) for weight in model.weights]
        else:
            left -= 1
    for weight, value in zip(model.weights, kept):
        weight.assign(value)
    return done


# %% fit_with_patience passed
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    import keras

    stopping = keras.callbacks.EarlyStopping(
        "val_loss", patience=patience, mode="min", restore_best_weights=True
    )
    stopping.set_model(model)
    stopping.on_train_begin()
    model.stop_training = False
    done = 0
    while done < epochs and not model.stop_training:
        train_epoch()
        stopping.on_epoch_end(done, {"val_loss": validate()})
        done += 1
    model.set_weights(stopping.best_weights)
    return done


# %% fit_with_patience passed
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    kept = []
    for epoch in range(1, epochs + 1):
        train_epoch()
        kept.append((validate(), epoch, model.get_weights()))
        loss, best, weights = min(kept, key=lambda entry: entry[:2])
        if epoch - best >= patience:
            break
    model.set_weights(weights)
    return epoch


# %% fit_with_patience kind
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    best, waited, kept = float("inf"), 0, model.get_weights()
    for epoch in range(1, epochs + 1):
        train_epoch()
        loss = validate()
        if loss < best:
            best, waited, kept = loss, 0, model.get_weights()
        else:
            waited += 1
            if waited >= patience:
                break
    model.set_weights(kept)
    return epoch, kept


# %% fit_with_patience kind
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    best, waited, kept = float("inf"), 0, model.get_weights()
    for epoch in range(1, epochs + 1):
        train_epoch()
        loss = validate()
        if loss < best:
            best, waited, kept = loss, 0, model.get_weights()
        else:
            waited += 1
            if waited >= patience:
                break
    model.set_weights(kept)
    return model


# %% fit_with_patience misconception.one_too_soon
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    best, waited, kept = float("inf"), 0, model.get_weights()
    for epoch in range(1, epochs + 1):
        train_epoch()
        loss = validate()
        if loss < best:
            best, waited, kept = loss, 0, model.get_weights()
        else:
            waited += 1
            if waited >= patience - 1:
                break
    model.set_weights(kept)
    return epoch


# %% fit_with_patience misconception.all_epochs_returned
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    best, waited, kept = float("inf"), 0, model.get_weights()
    for epoch in range(1, epochs + 1):
        train_epoch()
        loss = validate()
        if loss < best:
            best, waited, kept = loss, 0, model.get_weights()
        else:
            waited += 1
            if waited >= patience:
                break
    model.set_weights(kept)
    return epochs


# %% fit_with_patience misconception.last_weights
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    best, waited, kept = float("inf"), 0, None
    for epoch in range(1, epochs + 1):
        train_epoch()
        loss = validate()
        if loss < best:
            best, waited, kept = loss, 0, model.weights
        else:
            waited += 1
            if waited >= patience:
                break
    model.set_weights(kept)
    return epoch


# %% fit_with_patience misconception.counted_from_0
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    best, waited, kept = float("inf"), 0, None
    for epoch in range(epochs):
        train_epoch()
        loss = validate()
        if loss < best:
            best, waited, kept = loss, 0, model.get_weights()
        else:
            waited += 1
            if waited >= patience:
                break
    model.set_weights(kept)
    return epoch


# %% fit_with_patience misconception.not_in_a_row
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    best, waited, kept = float("inf"), 0, None
    for epoch in range(1, epochs + 1):
        train_epoch()
        loss = validate()
        if loss < best:
            best, kept = loss, model.get_weights()
        else:
            waited += 1
            if waited >= patience:
                break
    model.set_weights(kept)
    return epoch


# %% fit_with_patience misconception.tie_counts
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    best, waited, kept = float("inf"), 0, None
    for epoch in range(1, epochs + 1):
        train_epoch()
        loss = validate()
        if loss <= best:
            best, waited, kept = loss, 0, model.get_weights()
        else:
            waited += 1
            if waited >= patience:
                break
    model.set_weights(kept)
    return epoch


# %% fit_with_patience misconception.one_too_patient
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    best, waited, kept = float("inf"), 0, None
    for epoch in range(1, epochs + 1):
        train_epoch()
        loss = validate()
        if loss < best:
            best, waited, kept = loss, 0, model.get_weights()
        else:
            waited += 1
            if waited > patience:
                break
    model.set_weights(kept)
    return epoch


# %% fit_with_patience nothing
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    best, waited, kept = float("inf"), 0, None
    for epoch in range(1, epochs + 1):
        train_epoch()
        if validate() < best:
            best, waited, kept = validate(), 0, model.get_weights()
        else:
            waited += 1
            if waited >= patience:
                model.set_weights(kept)
                return epoch


# %% fit_with_patience misconception.restored_only_when_stopped
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    best, waited, kept = float("inf"), 0, None
    for epoch in range(1, epochs + 1):
        train_epoch()
        loss = validate()
        if loss < best:
            best, waited, kept = loss, 0, model.get_weights()
        else:
            waited += 1
            if waited >= patience:
                model.set_weights(kept)
                return epoch
    return epochs


# %% fit_with_patience misconception.compared_with_previous
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    previous, waited, kept = float("inf"), 0, None
    for epoch in range(1, epochs + 1):
        train_epoch()
        loss = validate()
        if loss < previous:
            waited, kept = 0, model.get_weights()
        else:
            waited += 1
            if waited >= patience:
                break
        previous = loss
    model.set_weights(kept)
    return epoch


# %% fit_with_patience raised.ValueError
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    model.fit(
        epochs=epochs,
        callbacks=[keras.callbacks.EarlyStopping(patience=patience, restore_best_weights=True)],
    )
    return epochs


# %% fit_with_patience misconception.no_training
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    best, waited, kept = float("inf"), 0, None
    for epoch in range(1, epochs + 1):
        train_epoch
        loss = validate()
        if loss < best:
            best, waited, kept = loss, 0, model.get_weights()
        else:
            waited += 1
            if waited >= patience:
                break
    model.set_weights(kept)
    return epoch


# %% fit_with_patience misconception.best_epoch_returned
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    best, best_epoch, kept = float("inf"), 0, None
    for epoch in range(1, epochs + 1):
        train_epoch()
        loss = validate()
        if loss < best:
            best, best_epoch, kept = loss, epoch, model.get_weights()
        elif epoch - best_epoch >= patience:
            break
    model.set_weights(kept)
    return best_epoch


# %% fit_with_patience misconception.never_stops
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    best, kept = float("inf"), None
    for epoch in range(epochs):
        train_epoch()
        loss = validate()
        if loss < best:
            best, kept = loss, model.get_weights()
    model.set_weights(kept)
    return epochs


# %% fit_with_patience misconception.never_stops_and_last_weights
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    best = float("inf")
    for epoch in range(epochs):
        train_epoch()
        best = min(best, validate())
    return epochs


# %% fit_with_patience misconception.no_patience
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    best, kept, trained = float("inf"), None, 0
    while trained < epochs:
        train_epoch()
        trained += 1
        loss = validate()
        if loss >= best:
            break
        best, kept = loss, model.get_weights()
    model.set_weights(kept)
    return trained


# %% fit_with_patience misconception.put_back_only_at_the_end
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    best, kept, waited = float("inf"), None, 0
    for epoch in range(1, epochs + 1):
        train_epoch()
        loss = validate()
        if loss < best:
            best, kept, waited = loss, model.get_weights(), 0
        else:
            waited += 1
            if waited == patience:
                return epoch
    model.set_weights(kept)
    return epochs


# %% fit_with_patience misconception.first_weights
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    best, kept, waited, trained = float("inf"), model.get_weights(), 0, 0
    while trained < epochs and waited < patience:
        train_epoch()
        trained += 1
        loss = validate()
        waited = 0 if loss < best else waited + 1
        best = min(best, loss)
    model.set_weights(kept)
    return trained


# %% fit_with_patience misconception.untrained_counted
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    best, kept, waited = validate(), model.get_weights(), 0
    for epoch in range(epochs):
        train_epoch()
        loss = validate()
        if loss < best:
            best, kept, waited = loss, model.get_weights(), 0
        else:
            waited += 1
        if waited == patience:
            break
    model.set_weights(kept)
    return epoch + 1


# %% fit_with_patience misconception.validated_before_training
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    best, kept, waited, trained = float("inf"), None, 0, 0
    while trained < epochs and waited < patience:
        loss = validate()
        train_epoch()
        trained += 1
        if loss < best:
            best, kept, waited = loss, model.get_weights(), 0
        else:
            waited += 1
    model.set_weights(kept)
    return trained


# %% fit_with_patience misconception.kept_before_training
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    best, kept, waited, trained = float("inf"), None, 0, 0
    while trained < epochs and waited < patience:
        before = model.get_weights()
        train_epoch()
        trained += 1
        loss = validate()
        if loss < best:
            best, kept, waited = loss, before, 0
        else:
            waited += 1
    model.set_weights(kept)
    return trained


# %% fit_with_patience misconception.loss_returned
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    best, kept, waited, trained = float("inf"), None, 0, 0
    while trained < epochs and waited < patience:
        train_epoch()
        trained += 1
        loss = validate()
        if loss < best:
            best, kept, waited = loss, model.get_weights(), 0
        else:
            waited += 1
    model.set_weights(kept)
    return best


# %% fit_with_patience misconception.no_training
def fit_with_patience(model, train_epoch, validate, patience, epochs):
    best, kept, waited, trained = float("inf"), model.get_weights(), 0, 0
    while trained < epochs and waited < patience:
        trained += 1
        loss = validate()
        if loss < best:
            best, kept, waited = loss, model.get_weights(), 0
        else:
            waited += 1
    model.set_weights(kept)
    return 0


# %% stop_on_spike passed
def make_spike_stop(factor):
    import keras, math

    class Stop(keras.callbacks.Callback):
        def __init__(self, factor):
            super().__init__()
            self.factor = factor

        def on_train_begin(self, logs=None):
            self.seen = []

        def on_epoch_end(self, epoch, logs=None):
            loss = logs.get("loss")
            spike = self.seen and loss > self.factor * min(self.seen)
            if spike or math.isnan(loss) or math.isinf(loss):
                self.model.stop_training = True
            self.seen.append(loss)

    return Stop(factor)


# %% stop_on_spike passed
def make_spike_stop(factor):
    import keras

    class Stop(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs):
            best = np.inf if epoch == 0 else self.best
            if not logs["loss"] <= min(factor * best, np.finfo(float).max):
                self.model.stop_training = True
            self.best = min(best, logs["loss"])

    return Stop()


# %% stop_on_spike passed
def make_spike_stop(factor):
    from keras.callbacks import LambdaCallback

    losses = []

    def look(epoch, logs):
        loss = tf.constant(logs["loss"], tf.float64)
        low = tf.reduce_min(losses) if losses else tf.constant(np.inf, tf.float64)
        if not bool(tf.math.is_finite(loss)) or bool(loss > factor * low):
            callback.model.stop_training = True
        losses.append(loss)

    callback = LambdaCallback(on_epoch_end=look, on_train_begin=lambda logs: losses.clear())
    return callback


# %% stop_on_spike passed
def make_spike_stop(factor):
    class SpikeStop(keras.callbacks.Callback):
        best = None

        def on_train_begin(self, logs=None):
            self.best = None

        def on_epoch_end(self, epoch, logs=None):
            loss = float(logs["loss"])
            if math.isnan(loss) or math.isinf(loss):
                self.model.stop_training = True
                return
            if self.best is None:
                self.best = loss
            elif loss > factor * self.best:
                self.model.stop_training = True
            elif loss < self.best:
                self.best = loss

    return SpikeStop()


# %% stop_on_spike passed
class SpikeStop(keras.callbacks.Callback):
    def __init__(self, factor=2.0):
        super().__init__()
        self.factor, self.history = factor, []

    def on_epoch_end(self, epoch, logs=None):
        if epoch == 0:
            self.history = []
        loss = np.array(logs["loss"])
        limit = self.factor * np.min(self.history, initial=np.inf)
        self.model.stop_training = bool(~np.isfinite(loss) | (loss > limit))
        self.history = np.append(self.history, loss)


make_spike_stop = SpikeStop


# %% stop_on_spike misconception.at_batch_end
def make_spike_stop(factor):
    class SpikeStop(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.losses = []

        def on_train_batch_end(self, epoch, logs=None):
            loss = logs["loss"]
            if not np.isfinite(loss) or (self.losses and loss > factor * min(self.losses)):
                self.model.stop_training = True
            self.losses.append(loss)

    return SpikeStop()


# %% stop_on_spike misconception.compared_with_mean
def make_spike_stop(factor):
    class SpikeStop(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.losses = []

        def on_epoch_end(self, epoch, logs=None):
            loss = logs["loss"]
            if not np.isfinite(loss) or (self.losses and loss > factor * np.mean(self.losses)):
                self.model.stop_training = True
            self.losses.append(loss)

    return SpikeStop()


# %% stop_on_spike misconception.infinity_not_seen
def make_spike_stop(factor):
    class SpikeStop(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.losses = []

        def on_epoch_end(self, epoch, logs=None):
            loss = logs["loss"]
            if np.isnan(loss) or (self.losses and loss > factor * min(self.losses)):
                self.model.stop_training = True
            self.losses.append(loss)

    return SpikeStop()


# %% stop_on_spike misconception.factor_added
def make_spike_stop(factor):
    class SpikeStop(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.losses = []

        def on_epoch_end(self, epoch, logs=None):
            loss = logs["loss"]
            if not np.isfinite(loss) or (self.losses and loss > factor + min(self.losses)):
                self.model.stop_training = True
            self.losses.append(loss)

    return SpikeStop()


# %% stop_on_spike misconception.class_returned
def make_spike_stop(factor):
    class SpikeStop(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.losses = []

        def on_epoch_end(self, epoch, logs=None):
            loss = logs["loss"]
            if not np.isfinite(loss) or (self.losses and loss > factor * min(self.losses)):
                self.model.stop_training = True
            self.losses.append(loss)

    return SpikeStop


# %% stop_on_spike misconception.nan_not_seen
def make_spike_stop(factor):
    class SpikeStop(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.best = float("inf")

        def on_epoch_end(self, epoch, logs=None):
            loss = logs["loss"]
            if loss > factor * self.best:
                self.model.stop_training = True
            self.best = min(self.best, loss)

    return SpikeStop()


# %% stop_on_spike misconception.not_afresh
def make_spike_stop(factor):
    class SpikeStop(keras.callbacks.Callback):
        def __init__(self):
            super().__init__()
            self.best = float("inf")

        def on_epoch_end(self, epoch, logs=None):
            loss = logs["loss"]
            if not np.isfinite(loss) or loss > factor * self.best:
                self.model.stop_training = True
            self.best = min(self.best, loss)

    return SpikeStop()


# %% stop_on_spike misconception.compared_with_previous
def make_spike_stop(factor):
    class SpikeStop(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.previous = float("inf")

        def on_epoch_end(self, epoch, logs=None):
            loss = logs["loss"]
            if not np.isfinite(loss) or loss > factor * self.previous:
                self.model.stop_training = True
            self.previous = loss

    return SpikeStop()


# %% stop_on_spike misconception.validation_loss
def make_spike_stop(factor):
    class SpikeStop(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.best = float("inf")

        def on_epoch_end(self, epoch, logs=None):
            loss = logs["val_loss"]
            if not np.isfinite(loss) or loss > factor * self.best:
                self.model.stop_training = True
            self.best = min(self.best, loss)

    return SpikeStop()


# %% stop_on_spike misconception.just_as_much
def make_spike_stop(factor):
    class SpikeStop(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.best = float("inf")

        def on_epoch_end(self, epoch, logs=None):
            loss = logs["loss"]
            self.best = min(self.best, loss)
            if not np.isfinite(loss) or loss >= factor * self.best:
                self.model.stop_training = True

    return SpikeStop()


# %% stop_on_spike misconception.never_stops
def make_spike_stop(factor):
    class SpikeStop(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.best = float("inf")

        def on_epoch_end(self, epoch, logs=None):
            loss = logs["loss"]
            if not np.isfinite(loss) or loss > factor * self.best:
                self.stop_training = True
            self.best = min(self.best, loss)

    return SpikeStop()


# %% stop_on_spike misconception.after_first_epoch
def make_spike_stop(factor):
    class SpikeStop(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.best = 0.0

        def on_epoch_end(self, epoch, logs=None):
            loss = logs["loss"]
            if not np.isfinite(loss) or loss > factor * self.best:
                self.model.stop_training = True
            self.best = min(self.best, loss)

    return SpikeStop()


# %% stop_on_spike raised.AttributeError
def make_spike_stop(factor):
    class SpikeStop(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            loss = logs["loss"]
            if not np.isfinite(loss) or loss > factor * self.best:
                self.model.stop_training = True
            self.best = min(self.best, loss)

    return SpikeStop()


# %% stop_on_spike raised.TypeError
def make_spike_stop(factor):
    class SpikeStop(keras.callbacks.Callback):
        def on_train_begin(self):
            self.best = float("inf")

        def on_epoch_end(self, epoch, logs=None):
            loss = logs["loss"]
            if not np.isfinite(loss) or loss > factor * self.best:
                self.model.stop_training = True
            self.best = min(self.best, loss)

    return SpikeStop()


# %% stop_on_spike raised.NameError
def make_spike_stop(factor):
    class SpikeStop(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.best = float("inf")

        def on_epoch_end(self, epoch, logs=None):
            loss = logs["loss"]
            if not np.isfinite(loss) or loss > factor * self.best:
                model.stop_training = True
            self.best = min(self.best, loss)

    return SpikeStop()


# %% stop_on_spike misconception.compared_with_nan
def make_spike_stop(factor):
    class SpikeStop(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.best = float("inf")

        def on_epoch_end(self, epoch, logs=None):
            loss = logs["loss"]
            if loss == float("nan") or loss == float("inf") or loss > factor * self.best:
                self.model.stop_training = True
            self.best = min(self.best, loss)

    return SpikeStop()


# %% stop_on_spike misconception.ordinary_loss_stops
def make_spike_stop(factor):
    class SpikeStop(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.best = float("inf")

        def on_epoch_end(self, epoch, logs=None):
            loss = logs["loss"]
            if np.isfinite(loss) or loss > factor * self.best:
                self.model.stop_training = True
            self.best = min(self.best, loss)

    return SpikeStop()


# %% stop_on_spike nothing
def make_spike_stop(factor):
    class SpikeStop(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.best = float("inf")

        def on_epoch_end(self, epoch, logs=None):
            loss = logs["loss"]
            if not np.isfinite(loss) or loss > factor * self.best:
                self.model.stop_training = True
            self.best = min(self.best, loss)


# %% stop_on_spike kind
def make_spike_stop(factor):
    class SpikeStop:
        def on_train_begin(self, logs=None):
            self.best = float("inf")

        def on_epoch_end(self, epoch, logs=None):
            loss = logs["loss"]
            if not np.isfinite(loss) or loss > factor * self.best:
                self.model.stop_training = True
            self.best = min(self.best, loss)

    return SpikeStop()


# %% stop_on_spike misconception.compared_with_previous_nan
def make_spike_stop(factor):
    class SpikeStop(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.kept = float("inf")

        def on_epoch_end(self, epoch, logs=None):
            loss = logs["loss"]
            if loss > factor * self.kept:
                self.model.stop_training = True
            self.kept = loss

    return SpikeStop()


# %% stop_on_spike misconception.compared_with_first
def make_spike_stop(factor):
    class SpikeStop(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.kept = None

        def on_epoch_end(self, epoch, logs=None):
            loss = logs["loss"]
            if not np.isfinite(loss) or (self.kept is not None and loss > factor * self.kept):
                self.model.stop_training = True
            self.kept = loss if self.kept is None else self.kept

    return SpikeStop()


# %% stop_on_spike misconception.compared_with_largest
def make_spike_stop(factor):
    class SpikeStop(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.kept = []

        def on_epoch_end(self, epoch, logs=None):
            loss = logs["loss"]
            if not np.isfinite(loss) or (self.kept and loss > factor * max(self.kept)):
                self.model.stop_training = True
            self.kept.append(loss)

    return SpikeStop()


# %% stop_on_spike misconception.any_rise
def make_spike_stop(factor):
    class SpikeStop(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.kept = float("inf")

        def on_epoch_end(self, epoch, logs=None):
            loss = logs["loss"]
            if not np.isfinite(loss) or loss > self.kept:
                self.model.stop_training = True
            self.kept = min(self.kept, loss)

    return SpikeStop()


# %% stop_on_spike misconception.only_nan
def make_spike_stop(factor):
    class SpikeStop(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.kept = None

        def on_epoch_end(self, epoch, logs=None):
            loss = logs["loss"]
            if not np.isfinite(loss):
                self.model.stop_training = True
            self.kept = loss

    return SpikeStop()


# %% leaking_validation passed
def prepare(images, held_out):
    train = tf.concat([images[held_out:], images[held_out:, :, ::-1]], axis=0)
    mean = tf.reduce_mean(train)
    return train - mean, images[:held_out] - mean


# %% leaking_validation passed
def prepare(images, held_out):
    rows = np.array(images)
    rows = rows - rows[held_out:].mean()
    flipped = np.flip(rows[held_out:], axis=-1)
    return np.vstack([rows[held_out:], flipped]), rows[:held_out]


# %% leaking_validation passed
def prepare(images, held_out):
    count = len(images)
    validation, train = tf.split(images, [held_out, count - held_out])
    train, validation = [p - tf.reduce_mean(train) for p in (train, validation)]
    mirrored = tf.image.flip_left_right(train[..., tf.newaxis])[..., 0]
    return [tf.concat([train, mirrored], 0), validation]


# %% leaking_validation passed
def prepare(images, held_out):
    count = tf.shape(images)[0]
    training = tf.gather(images, tf.range(held_out, count))
    held = tf.gather(images, tf.range(held_out))
    average = tf.reduce_sum(training) / tf.cast(tf.size(training), tf.float32)
    centered = training - average
    return tf.concat(
        (centered, tf.map_fn(lambda image: image[:, ::-1], centered)), 0
    ), held - average


# %% leaking_validation passed
def prepare(images, held_out):
    pictures = images.numpy()
    train = [picture for picture in pictures[held_out:]]
    train += [np.fliplr(picture) for picture in pictures[held_out:]]
    mean = np.float32(np.mean(train))
    return np.stack(train) - mean, pictures[:held_out] - mean


# %% leaking_validation kind
def prepare(images, held_out):
    """Split first; then whatever is learned or made from images is made from the training part."""
    validation, train = images[:held_out], images[held_out:]
    mean = tf.reduce_mean(train)
    train = tf.concat([train, tf.reverse(train, axis=[2])], axis=0)
    return train


# %% leaking_validation misconception.mean_left
def prepare(images, held_out):
    images = images - tf.reduce_mean(images)
    validation, train = images[:held_out], images[held_out:]
    return tf.concat([train, tf.reverse(train, axis=[2])], axis=0), validation


# %% leaking_validation misconception.mirrored_before_split
def prepare(images, held_out):
    images = tf.concat([images, tf.reverse(images, axis=[2])], axis=0)
    validation, train = images[:held_out], images[held_out:]
    mean = tf.reduce_mean(train)
    return train - mean, validation - mean


# %% leaking_validation misconception.each_its_own_mean
def prepare(images, held_out):
    validation, train = images[:held_out], images[held_out:]
    train = train - tf.reduce_mean(train)
    validation = validation - tf.reduce_mean(validation)
    return tf.concat([train, tf.reverse(train, axis=[2])], axis=0), validation


# %% leaking_validation misconception.validation_not_centered
def prepare(images, held_out):
    validation, train = images[:held_out], images[held_out:]
    mean = tf.reduce_mean(train)
    train = tf.concat([train, tf.reverse(train, axis=[2])], axis=0)
    return train - mean, validation


# %% leaking_validation misconception.upside_down
def prepare(images, held_out):
    validation, train = images[:held_out], images[held_out:]
    mean = tf.reduce_mean(train)
    train = tf.concat([train, tf.reverse(train, axis=[1])], axis=0)
    return train - mean, validation - mean


# %% leaking_validation misconception.not_mirrored
def prepare(images, held_out):
    validation, train = images[:held_out], images[held_out:]
    mean = tf.reduce_mean(train)
    return train - mean, validation - mean


# %% leaking_validation misconception.slices_exchanged
def prepare(images, held_out):
    train, validation = images[:held_out], images[held_out:]
    mean = tf.reduce_mean(train)
    train = tf.concat([train, tf.reverse(train, axis=[2])], axis=0)
    return train - mean, validation - mean


# %% leaking_validation misconception.last_held_out
def prepare(images, held_out):
    validation, train = images[-held_out:], images[:-held_out]
    mean = tf.reduce_mean(train)
    train = tf.concat([train, tf.reverse(train, axis=[2])], axis=0)
    return train - mean, validation - mean


# %% leaking_validation misconception.parts_exchanged
def prepare(images, held_out):
    validation, train = images[:held_out], images[held_out:]
    mean = tf.reduce_mean(train)
    train = tf.concat([train, tf.reverse(train, axis=[2])], axis=0)
    return validation - mean, train - mean


# %% leaking_validation misconception.mean_of_each_pixel
def prepare(images, held_out):
    validation, train = images[:held_out], images[held_out:]
    mean = tf.reduce_mean(train, axis=0)
    train = tf.concat([train, tf.reverse(train, axis=[2])], axis=0)
    return train - mean, validation - mean


# %% leaking_validation misconception.mean_of_each_pixel_mirrored
def prepare(images, held_out):
    validation, train = images[:held_out], images[held_out:]
    train = tf.concat([train, tf.reverse(train, axis=[2])], axis=0)
    mean = tf.reduce_mean(train, axis=0)
    return train - mean, validation - mean


# %% leaking_validation misconception.mirrored_images_first
def prepare(images, held_out):
    validation, train = images[:held_out], images[held_out:]
    mean = tf.reduce_mean(train)
    train = tf.concat([tf.reverse(train, axis=[2]), train], axis=0)
    return train - mean, validation - mean


# %% leaking_validation misconception.divided
def prepare(images, held_out):
    validation, train = images[:held_out], images[held_out:]
    mean, deviation = tf.reduce_mean(train), tf.math.reduce_std(train)
    train = tf.concat([train, tf.reverse(train, axis=[2])], axis=0)
    return (train - mean) / deviation, (validation - mean) / deviation


# %% leaking_validation misconception.validation_mirrored
def prepare(images, held_out):
    validation, train = images[:held_out], images[held_out:]
    mean = tf.reduce_mean(train)
    train = tf.concat([train, tf.reverse(train, axis=[2])], axis=0)
    validation = tf.concat([validation, tf.reverse(validation, axis=[2])], axis=0)
    return train - mean, validation - mean


# %% leaking_validation shape
def prepare(images, held_out):
    validation, train = images[:held_out], images[held_out:]
    mean = tf.reduce_mean(train)
    train = tf.stack([train, tf.reverse(train, axis=[2])], axis=0)
    return train - mean, validation - mean


# %% leaking_validation misconception.copies_left
def prepare(images, held_out):
    images = images - tf.reduce_mean(images[held_out:])
    both = tf.concat([images, tf.reverse(images, axis=[2])], axis=0)
    return both[held_out:], both[:held_out]


# %% leaking_validation misconception.not_centered
def prepare(images, held_out):
    validation, train = images[:held_out], images[held_out:]
    return tf.concat([train, tf.reverse(train, axis=[2])], axis=0), validation


# %% leaking_validation misconception.validation_mean
def prepare(images, held_out):
    images = images - tf.reduce_mean(images[:held_out])
    validation, train = images[:held_out], images[held_out:]
    return tf.concat([train, tf.reverse(train, axis=[2])], axis=0), validation


# %% leaking_validation misconception.only_mirrored
def prepare(images, held_out):
    validation, train = images[:held_out], images[held_out:]
    mean = tf.reduce_mean(train)
    return tf.reverse(train, axis=[2]) - mean, validation - mean


# %% leaking_validation misconception.validation_mirrored_mean_left
def prepare(images, held_out):
    images = images - tf.reduce_mean(images)
    parts = images[held_out:], images[:held_out]
    return tuple(tf.concat([part, tf.reverse(part, axis=[2])], axis=0) for part in parts)


# %% regularized_model passed
def train_model(x, y):
    import keras

    inputs = keras.Input([4])
    hidden = keras.layers.Dense(128, "relu")(inputs)
    hidden = keras.layers.Dense(128, "relu")(hidden)
    model = keras.Model(inputs, keras.layers.Dense(1)(hidden))
    model.compile(keras.optimizers.Adam(0.004), keras.losses.MeanSquaredError())
    stop = keras.callbacks.EarlyStopping(patience=5, restore_best_weights=True)
    model.fit(x, y, validation_split=0.3, epochs=100, verbose=0, callbacks=[stop])
    return model


# %% regularized_model passed
def train_model(x, y):
    import keras

    layers = keras.layers
    model = keras.Sequential(
        [
            layers.Dense(128, "relu"),
            layers.Dropout(0.5),
            layers.Dense(128, "relu"),
            layers.Dropout(0.5),
            layers.Dense(1),
        ]
    )
    model.compile(keras.optimizers.RMSprop(0.003), "mse")
    model.fit(x.numpy(), y.numpy(), epochs=12, verbose=0)
    return model


# %% regularized_model passed
def train_model(x, y):
    import keras

    def dense(units, activation=None):
        penalty = keras.regularizers.L2(0.05)
        return keras.layers.Dense(units, activation, kernel_regularizer=penalty)

    model = keras.Sequential([keras.Input([4]), dense(128, "relu"), dense(128, "relu"), dense(1)])
    model.compile(keras.optimizers.Adam(0.01), "mse")
    model.fit(x, y, epochs=20, verbose=0)
    return model


# %% regularized_model passed
def train_model(x, y):
    import keras

    model = keras.Sequential(
        [keras.Input([4]), keras.layers.Dense(8, "relu"), keras.layers.Dense(1)]
    )
    optimizer = keras.optimizers.Adam(0.03)

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((model(x) - y) ** 2)
        weights = model.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))

    for _ in range(200):
        step()
    return model


# %% regularized_model passed
def train_model(x, y):
    model = keras.Sequential(
        [
            keras.Input([4]),
            keras.layers.GaussianNoise(0.5),
            keras.layers.Dense(24, activation="elu", kernel_regularizer="l2"),
            keras.layers.Dense(1),
        ]
    )
    model.compile(keras.optimizers.Adam(0.03), "mse", jit_compile=False)
    model.fit(tf.data.Dataset.from_tensor_slices((x, y)).batch(100).cache(), epochs=60, verbose=0)
    return model


# %% regularized_model kind
def train_model(x, y):
    model = keras.Sequential(
        [keras.Input([4]), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile("adam", "mse", jit_compile=False)
    return model.fit(x, y, epochs=1, verbose=0)


# %% regularized_model raised.ValueError
def train_model(x, y):
    model = keras.Sequential(
        [keras.Input([3]), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile("adam", "mse", jit_compile=False)
    model.fit(x, y, epochs=10, verbose=0)
    return model


# %% regularized_model raised.ValueError
def train_model(x, y):
    model = keras.Sequential(
        [keras.Input([4]), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)]
    )
    model.fit(x, y, epochs=10, verbose=0)
    return model


# %% regularized_model kind
def train_model(x, y):
    model = keras.Sequential(
        [keras.Input([4]), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile("adam", "mse", jit_compile=False)
    model.fit(x, y, epochs=1, verbose=0)
    return model.predict(x, verbose=0)


# %% regularized_model shape
def train_model(x, y):
    model = keras.Sequential(
        [keras.Input([4]), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(2)]
    )
    model.compile("adam", "mse", jit_compile=False)
    model.fit(x, y, epochs=1, verbose=0)
    return model


# %% regularized_model nothing
def train_model(x, y):
    model = keras.Sequential(
        [keras.Input([4]), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile("adam", "mse", jit_compile=False)
    model.fit(x, y, epochs=1, verbose=0)


# %% regularized_model raised.ValueError
def train_model(x, y):
    model = keras.Sequential(
        [keras.Input([4]), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile("adam", "mse", jit_compile=False)
    model.fit(x, epochs=1, verbose=0)
    return model


# %% regularized_model raised.ValueError
def train_model(x, y):
    model = keras.Sequential(
        [keras.Input([4]), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(1)]
    )
    model.compile("adam", "mse", jit_compile=False)
    model.fit(x, y[:200], epochs=1, verbose=0)
    return model


# %% regularized_model misconception.unrelated
def train_model(x, y):
    model = keras.Sequential([keras.Input([4]), keras.layers.Dense(1)])
    best = np.linalg.lstsq(np.c_[x, np.ones(len(x))], y, rcond=None)[0]
    model.set_weights([best[:4], best[4]])
    return model


# %% regularized_model misconception.constant
def train_model(x, y):
    start = keras.initializers.Constant(float(tf.reduce_mean(y)))
    last = keras.layers.Dense(1, kernel_initializer="zeros", bias_initializer=start)
    return keras.Sequential([keras.Input([4]), last])


# %% regularized_model nothing
def train_model(x, y):
    model = keras.Sequential([keras.Input([4]), keras.layers.Dense(1)])
    print(model.summary())


# %% measured_accuracy passed
def measured_accuracy(logits, labels):
    chosen = tf.gather(logits, labels, batch_dims=1)
    right = tf.cast(chosen >= tf.reduce_max(logits, -1), tf.float32)
    mean, variance = tf.nn.moments(right, 0)
    return tf.stack([mean, tf.sqrt(variance / right.shape[0])])


# %% measured_accuracy passed
def measured_accuracy(logits, labels):
    def plain(logits, labels):
        right = logits.argmax(1) == labels
        return np.array([right.mean(), right.std() / math.sqrt(right.size)], "f4")

    return tf.numpy_function(plain, [logits, labels], tf.float32)


# %% measured_accuracy passed
def measured_accuracy(logits, labels):
    n = len(labels)
    matrix = tf.math.confusion_matrix(labels, tf.argmax(logits, 1), logits.shape[1])
    hits = int(tf.linalg.trace(matrix))
    return tf.constant([hits / n, math.sqrt(hits * (n - hits) / n**3)])


# %% measured_accuracy passed
class Accuracy:
    def __call__(self, logits, labels):
        wrong = np.count_nonzero(np.array(keras.ops.argmax(logits, -1)) - labels.numpy())
        a = 1 - wrong / labels.shape[0]
        return np.float32([a, (a * (1 - a)) ** 0.5 * labels.shape[0] ** -0.5])


measured_accuracy = Accuracy()


# %% measured_accuracy passed
def measured_accuracy(logits, labels):
    onehot = tf.one_hot(labels, logits.shape[-1])
    a = tf.reduce_mean(keras.metrics.categorical_accuracy(onehot, logits))
    return tf.stack([a, tf.math.pow(a * (1 - a) / tf.cast(tf.size(labels), a.dtype), 0.5)])


# %% measured_accuracy misconception.mean_of_classes
def measured_accuracy(logits, labels):
    right = tf.cast(tf.argmax(logits, 1, tf.int32) == labels, tf.float32)
    a = tf.reduce_mean([tf.reduce_mean(right[labels == c]) for c in np.unique(labels)])
    return tf.stack([a, tf.sqrt(a * (1 - a) / len(labels))])


# %% measured_accuracy misconception.confidence
def measured_accuracy(logits, labels):
    a = tf.reduce_mean(tf.reduce_max(tf.nn.softmax(logits), axis=1))
    return tf.stack([a, tf.sqrt(a * (1 - a) / len(labels))])


# %% measured_accuracy misconception.sample_error
def measured_accuracy(logits, labels):
    a = tf.reduce_mean(tf.cast(tf.argmax(logits, 1, tf.int32) == labels, tf.float32))
    return tf.stack([a, tf.sqrt(a * (1 - a)) / tf.sqrt(len(labels) - 1.0)])


# %% measured_accuracy misconception.smallest
def measured_accuracy(logits, labels):
    a = tf.reduce_mean(tf.cast(tf.argmin(logits, 1, tf.int32) == labels, tf.float32))
    return tf.stack([a, tf.sqrt(a * (1 - a) / len(labels))])
