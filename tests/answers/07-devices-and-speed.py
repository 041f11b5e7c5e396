"""Answers to 07-devices-and-speed: right ones, which pass, and wrong ones, each with the key that it hears."""


# %% stopwatch passed
def stopwatch(function, synchronize, clock, repeat):
    import statistics

    def once():
        start = clock()
        function()
        synchronize()
        return clock() - start

    once()
    return statistics.median([once() for _ in range(repeat)])


# %% stopwatch passed
def stopwatch(function, synchronize, clock, repeat):
    times = []
    for number in range(repeat + 1):
        before = clock()
        function()
        synchronize()
        after = clock()
        if number > 0:
            times.append(after - before)
    times.sort()
    low, high = times[(repeat - 1) // 2], times[repeat // 2]
    return (low + high) / 2


# %% stopwatch passed
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    readings = [clock()]
    for _ in range(repeat):
        function()
        synchronize()
        readings.append(clock())
    return np.median(np.diff(readings))


# %% stopwatch passed
def stopwatch(function, synchronize, clock, repeat):
    times = tf.TensorArray(tf.float64, repeat)
    function()
    for number in range(repeat):
        synchronize()
        start = clock()
        function()
        synchronize()
        times = times.write(number, clock() - start)
    return np.median(times.stack())


# %% stopwatch passed
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for i in range(repeat):
        t0 = clock()
        function()
        synchronize()
        t1 = clock()
        times.append(t1 - t0)
    return np.median(times)


# %% stopwatch passed
import statistics


def stopwatch(function, synchronize, clock, repeat):
    def run():
        s = clock()
        function()
        synchronize()
        return clock() - s

    run()
    return statistics.median(run() for _ in range(repeat))


# %% stopwatch passed
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = np.zeros(repeat)
    for i in range(repeat):
        start = clock()
        function()
        synchronize()
        times[i] = clock() - start
    return float(np.median(times))


# %% stopwatch passed
def stopwatch(function, synchronize, clock, repeat):
    times = []
    for i in range(repeat + 1):
        s = clock()
        function()
        synchronize()
        times.append(clock() - s)
    times = sorted(times[1:])
    n = len(times)
    return times[n // 2] if n % 2 else (times[n // 2 - 1] + times[n // 2]) / 2


# %% stopwatch passed
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    t = []
    while len(t) < repeat:
        synchronize()
        a = clock()
        function()
        synchronize()
        b = clock()
        t += [b - a]
    return np.percentile(t, 50)


# %% stopwatch passed
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    t = []
    for _ in range(repeat):
        a = clock()
        function()
        synchronize()
        t.append(clock() - a)
    return tf.constant(np.median(t))


# %% stopwatch passed
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    t = []
    for _ in range(repeat):
        a = clock()
        function()
        synchronize()
        t.append(clock() - a)
    return tf.constant(np.median(t), tf.float32)


# %% stopwatch passed
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    synchronize()
    t = []
    for _ in range(repeat):
        a = clock()
        function()
        synchronize()
        synchronize()
        t.append(clock() - a)
    return np.quantile(t, 0.5)


# %% stopwatch misconception.warmed_up_twice
def stopwatch(function, synchronize, clock, repeat):
    function()
    function()
    synchronize()
    times = []
    for _ in range(repeat):
        start = clock()
        function()
        synchronize()
        times.append(clock() - start)
    return float(np.median(times))


# %% stopwatch misconception.no_warm_up
def stopwatch(function, synchronize, clock, repeat):
    times = []
    for _ in range(repeat):
        start = clock()
        function()
        synchronize()
        times.append(clock() - start)
    return float(np.median(times))


# %% stopwatch misconception.never_waited
def stopwatch(function, synchronize, clock, repeat):
    function()
    times = []
    for _ in range(repeat):
        start = clock()
        function()
        times.append(clock() - start)
    return float(np.median(times))


# %% stopwatch misconception.warm_up_not_finished
def stopwatch(function, synchronize, clock, repeat):
    function()
    times = []
    for _ in range(repeat):
        start = clock()
        function()
        synchronize()
        times.append(clock() - start)
    return float(np.median(times))


# %% stopwatch misconception.mean
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for _ in range(repeat):
        start = clock()
        function()
        synchronize()
        times.append(clock() - start)
    return sum(times) / repeat


# %% stopwatch misconception.fastest
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for _ in range(repeat):
        start = clock()
        function()
        synchronize()
        times.append(clock() - start)
    return min(times)


# %% stopwatch misconception.not_in_order
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for _ in range(repeat):
        start = clock()
        function()
        synchronize()
        times.append(clock() - start)
    return times[len(times) // 2]


# %% stopwatch misconception.upper_middle
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for _ in range(repeat):
        start = clock()
        function()
        synchronize()
        times.append(clock() - start)
    return sorted(times)[len(times) // 2]


# %% stopwatch misconception.all_times
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for _ in range(repeat):
        start = clock()
        function()
        synchronize()
        times.append(clock() - start)
    return times


# %% stopwatch raised.TypeError
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for _ in range(repeat):
        start = clock
        function()
        synchronize()
        times.append(clock - start)
    return float(np.median(times))


# %% stopwatch raised.AttributeError
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for _ in range(repeat):
        start = clock.time()
        function()
        synchronize()
        times.append(clock.time() - start)
    return float(np.median(times))


# %% stopwatch misconception.launched_together
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    start = clock()
    for _ in range(repeat):
        function()
    synchronize()
    return (clock() - start) / repeat


# %% stopwatch misconception.first_time
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for _ in range(repeat):
        start = clock()
        function()
        synchronize()
        times.append(clock() - start)
        return float(np.median(times))


# %% stopwatch misconception.one_too_few
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for _ in range(repeat - 1):
        start = clock()
        function()
        synchronize()
        times.append(clock() - start)
    return float(np.median(times))


# %% stopwatch misconception.one_too_many
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for _ in range(repeat + 1):
        start = clock()
        function()
        synchronize()
        times.append(clock() - start)
    return float(np.median(times))


# %% stopwatch misconception.warm_up_counted
def stopwatch(function, synchronize, clock, repeat):
    times = []
    for _ in range(repeat + 1):
        start = clock()
        function()
        synchronize()
        times.append(clock() - start)
    return float(np.median(times))


# %% stopwatch misconception.reversed
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for _ in range(repeat):
        start = clock()
        function()
        synchronize()
        times.append(start - clock())
    return float(np.median(times))


# %% stopwatch misconception.waited_before
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for _ in range(repeat):
        start = clock()
        synchronize()
        function()
        times.append(clock() - start)
    return float(np.median(times))


# %% stopwatch misconception.started_once
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    start = clock()
    times = []
    for _ in range(repeat):
        function()
        synchronize()
        times.append(clock() - start)
    return float(np.median(times))


# %% stopwatch misconception.milliseconds
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for _ in range(repeat):
        start = clock()
        function()
        synchronize()
        times.append(clock() - start)
    return 1000 * float(np.median(times))


# %% stopwatch misconception.thousandths
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for _ in range(repeat):
        start = clock()
        function()
        synchronize()
        times.append((clock() - start) / 1000)  # taken for milliseconds
    return np.median(times)


# %% stopwatch misconception.warmed_up_each_time
def stopwatch(function, synchronize, clock, repeat):
    times = []
    for _ in range(repeat):
        function()
        synchronize()
        start = clock()
        function()
        synchronize()
        times.append(clock() - start)
    return float(np.median(times))


# %% stopwatch misconception.launch_left_out
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for _ in range(repeat):
        function()
        start = clock()
        synchronize()
        times.append(clock() - start)
    return float(np.median(times))


# %% stopwatch raised.TypeError
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for i in range(repeat):
        start = clock()
        function(i)
        synchronize()
        times.append(clock() - start)
    return float(np.median(times))


# %% stopwatch nothing
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for _ in range(repeat):
        start = clock()
        function()
        synchronize()
        times.append(clock() - start)
    np.median(times)


# %% stopwatch raised.TypeError
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for _ in repeat:
        start = clock()
        function()
        synchronize()
        times.append(clock() - start)
    return np.median(times)


# %% stopwatch misconception.total
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = 0
    for _ in range(repeat):
        start = clock()
        function()
        synchronize()
        times += clock() - start
    return times


# %% stopwatch values
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for _ in range(repeat):
        start = clock()
        function()
        synchronize()
        times.append(clock() - start)
    return int(np.median(times))


# %% stopwatch values
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for _ in range(repeat):
        start = clock()
        function()
        synchronize()
        times.append(clock() - start)
    return round(np.median(times), 1)


# %% stopwatch raised.TypeError
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for _ in range(repeat):
        start = clock()
        function()
        synchronize()
        times.append(clock() - start)
    times = times.sort()
    return times[repeat // 2]


# %% stopwatch raised.AttributeError
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for _ in range(repeat):
        start = clock()
        function()
        synchronize()
        times.append(clock() - start)
    return tf.reduce_median(times)


# %% stopwatch kind
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for _ in range(repeat):
        start = clock()
        function()
        synchronize()
        times.append(clock() - start)
    return f"{np.median(times)} s"


# %% timed_comparison passed
line_order = "E G B A D I F J"


# %% timed_comparison passed
line_order = ["e", "g", "i", "f", "d", "b", "a", "j"]


# %% timed_comparison passed
line_order = "DIFEGBAJ"


# %% timed_comparison passed
line_order = "E G I F D B A J"


# %% timed_comparison passed
line_order = list("GIFEDBAJ")


# %% timed_comparison misconception.graph_untimed
line_order = "E D I F G A B J"


# %% timed_comparison misconception.trace_included
line_order = "D I F G B A J"


# %% timed_comparison misconception.upside_down
line_order = "E D I F G B A C"


# %% timed_comparison misconception.upside_down_trace_included
line_order = "D I F G B A C"


# %% timed_comparison misconception.one_start
line_order = "E D I F B A J"


# %% timed_comparison misconception.one_start_trace_included
line_order = "D I F B A J"


# %% timed_comparison misconception.warmed_up_under_the_clock
line_order = "D I F G E B A J"


# %% timed_comparison misconception.warmed_up_in_eager_time
line_order = "D E I F G B A J"


# %% timed_comparison misconception.clock_as_duration
line_order = "E D I F B H J"


# %% timed_comparison misconception.one_start_warmed_up_between
line_order = "D I F E B A J"


# %% timed_comparison misconception.clock_as_duration_trace_included
line_order = "D I F G B H J"


# %% timed_comparison misconception.no_return
line_order = "E D I F G B A"


# %% timed_comparison misconception.one_time_twice
line_order = "E D I B F A J"


# %% timed_comparison misconception.nothing_timed
line_order = "E I D F G B A J"


# %% timed_comparison kind
line_order = "E D I F D B A J"


# %% timed_comparison raised.UnboundLocalError
line_order = "E I F G B A J"


# %% timed_comparison raised.NameError
line_order = "E D I F G B J"


# %% timed_comparison values
line_order = "D G E I F B A J"


# %% collatz_steps passed
def collatz_steps(n):
    def body(steps, n):
        n = tf.cond(n % 2 == 0, lambda: n // 2, lambda: 3 * n + 1)
        return steps + 1, n

    return tf.while_loop(lambda steps, n: tf.not_equal(n, 1), body, [tf.constant(0, tf.int64), n])[
        0
    ]


# %% collatz_steps passed
@tf.function(input_signature=[tf.TensorSpec([], tf.int64)], autograph=False)
def collatz_steps(n):
    odd = lambda n: n % 2
    step = lambda n, k: (odd(n) * (3 * n + 1) + (1 - odd(n)) * (n // 2), k + 1)
    return tf.while_loop(lambda n, k: n != 1, step, (n, tf.constant(0)))[1]


# %% collatz_steps passed
def collatz_steps(n):
    steps = tf.constant(0)
    while n != 1:
        if n % 2 == 0:
            n = n // 2
        else:
            n = 3 * n + 1
        steps += 1
    return steps


# %% collatz_steps passed
def collatz_steps(n):
    steps = 0
    while n > 1:
        n = tf.where(
            tf.equal(tf.math.floormod(n, 2), 0),
            tf.math.floordiv(n, 2),
            tf.math.add(tf.math.multiply(n, 3), 1),
        )
        steps = steps + 1
    return tf.cast(steps, tf.int64)


# %% collatz_steps passed
def collatz_steps(n):
    def step(n):
        if n % 2 == 0:
            return n // 2
        return 3 * n + 1

    count = tf.constant(0, tf.int64)
    for _ in tf.range(100000):
        if n == 1:
            break
        n = step(n)
        count = count + 1
    return count


# %% collatz_steps misconception.left_the_graph
def collatz_steps(n):
    def plain(n):
        n, steps = int(n), 0
        while n > 1:
            n, steps = (n // 2 if n % 2 == 0 else 3 * n + 1), steps + 1
        return np.int64(steps)

    return tf.numpy_function(plain, [n], tf.int64)


# %% collatz_steps misconception.too_small_a_dtype
def collatz_steps(n):
    n, steps = tf.cast(n, tf.int32), tf.constant(0)
    while n > 1:
        n = tf.where(n % 2 == 0, n // 2, 3 * n + 1)
        steps += 1
    return steps


# %% collatz_steps misconception.wrapped_around
def collatz_steps(n):
    n = int(n)
    steps = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps


# %% collatz_steps dtype
def collatz_steps(n):
    """How many steps it takes from n to 1: an even number is halved, an odd n becomes 3 n + 1.

    Args:
        n: int64 scalar tensor, at least 1.

    Returns:
        int32 or int64 scalar tensor: the number of steps, 0 for n = 1. One graph has to serve
        every n, so the loop has to be part of the graph.

    Example:
        6, 3, 10, 5, 16, 8, 4, 2, 1: collatz_steps(tf.constant(6, tf.int64)) gives 8.

    Write it with tf.while_loop, or with a Python while that AutoGraph turns into one.
    """

    def step(n, steps):
        return tf.where(n % 2 == 0, n // 2, 3 * n + 1), steps + 1

    _, steps = tf.while_loop(lambda n, steps: n > 1, step, (n, 0))
    return tf.cast(steps, tf.float32)


# %% collatz_steps nothing
def collatz_steps(n):
    steps = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    print(steps)


# %% collatz_steps misconception.numbers
def collatz_steps(n):
    steps = tf.constant(1)
    while n != 1:
        n = tf.where(n % 2 == 0, n // 2, 3 * n + 1)
        steps += 1
    return steps


# %% collatz_steps misconception.stops_at_two
def collatz_steps(n):
    steps = tf.constant(0)
    while n > 2:
        n = tf.where(n % 2 == 0, n // 2, 3 * n + 1)
        steps += 1
    return steps


# %% collatz_steps misconception.halvings
def collatz_steps(n):
    steps = tf.constant(0)
    while n != 1:
        if n % 2 == 0:
            n = n // 2
            steps += 1
        else:
            n = 3 * n + 1
    return steps


# %% collatz_steps raised.AttributeError
def collatz_steps(n):
    n = n.numpy()
    steps = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps


# %% collatz_steps raised.TypeError
def collatz_steps(n):
    steps = tf.constant(0)
    while n != 1:
        if n % 2 == 0:
            n = n / 2
        else:
            n = 3 * n + 1
        steps += 1
    return steps


# %% collatz_steps misconception.counted_once
def collatz_steps(n):
    steps = 0

    def body(n):
        nonlocal steps
        steps += 1
        return tf.where(n % 2 == 0, n // 2, 3 * n + 1)

    tf.while_loop(lambda n: n > 1, body, [n])
    return tf.constant(steps)


# %% collatz_steps misconception.all_loop_variables
def collatz_steps(n):
    def step(n, steps):
        return tf.where(n % 2 == 0, n // 2, 3 * n + 1), steps + 1

    return tf.while_loop(lambda n, steps: n > 1, step, (n, 0))


# %% collatz_steps raised.ValueError
def collatz_steps(n):
    def step(n, steps):
        return tf.where(n % 2 == 0, n // 2, 3 * n + 1)

    _, steps = tf.while_loop(lambda n, steps: n > 1, step, (n, 0))
    return steps


# %% best_device passed
def best_device(names, free, needed):
    gpus = [(space, -n) for n, space in enumerate(free) if "GPU" in names[n] and space >= needed]
    return names[-max(gpus)[1]] if gpus else "/device:CPU:0"


# %% best_device passed
def best_device(names, free, needed):
    best = None
    for name, space in zip(names, free):
        if name.startswith("/device:GPU") and space >= needed:
            if best is None or space > best[1]:
                best = (name, space)
    return best[0] if best else "/device:CPU:0"


# %% best_device passed
def best_device(names, free, needed):
    room = {n: f for n, f in zip(names, free) if n.split(":")[1] == "GPU" and f >= needed}
    return max(room, key=room.get, default="/device:CPU:0")


# %% best_device passed
def best_device(names, free, needed):
    space = np.where(["GPU" in name for name in names], free, 0)
    best = int(np.argmax(space))
    return names[best] if space[best] >= needed else names[0]


# %% best_device passed
def best_device(names, free, needed):
    def key(name):
        return -free[names.index(name)], int(name.split(":")[-1])

    for name in sorted([n for n in names if "GPU" in n], key=key):
        if free[names.index(name)] >= needed:
            return name
    return "/device:CPU:0"


# %% best_device misconception.needed_left_out
def best_device(names, free, needed):
    best, most = "/device:CPU:0", 0
    for name, space in zip(names, free, strict=True):
        if "GPU" in name and space > most:
            best, most = name, space
    return best


# %% best_device misconception.cpu_counted
def best_device(names, free, needed):
    best, most = "/device:CPU:0", 0
    for name, space in zip(names, free, strict=True):
        if space >= needed and space > most:
            best, most = name, space
    return best


# %% best_device misconception.more_than_needed
def best_device(names, free, needed):
    best, most = "/device:CPU:0", needed
    for name, space in zip(names, free, strict=True):
        if "GPU" in name and space > most:
            best, most = name, space
    return best


# %% best_device misconception.last_of_equals
def best_device(names, free, needed):
    best, most = "/device:CPU:0", needed
    for name, space in zip(names, free, strict=True):
        if "GPU" in name and space >= most:
            best, most = name, space
    return best


# %% best_device misconception.first_with_room
def best_device(names, free, needed):
    for name, space in zip(names, free):
        if "GPU" in name and space >= needed:
            return name
    return "/device:CPU:0"


# %% best_device misconception.last_with_room
def best_device(names, free, needed):
    best = "/device:CPU:0"
    for name, space in zip(names, free):
        if "GPU" in name and space >= needed:
            best = name
    return best


# %% best_device misconception.tightest
def best_device(names, free, needed):
    room = [(f, i) for i, f in enumerate(free) if "GPU" in names[i] and f >= needed]
    return names[min(room)[1]] if room else "/device:CPU:0"


# %% best_device misconception.nothing_without_room
def best_device(names, free, needed):
    best = None
    for name, space in zip(names, free):
        if "GPU" in name and space >= needed:
            if best is None or space > free[names.index(best)]:
                best = name
    return best


# %% best_device misconception.roomiest_cpu
def best_device(names, free, needed):
    def most(kind, least):
        room = {n: f for n, f in zip(names, free) if kind in n and f >= least}
        return max(room, key=room.get, default=None)

    return most("GPU", needed) or most("CPU", 0)


# %% best_device misconception.without_prefix
def best_device(names, free, needed):
    room = {n: f for n, f in zip(names, free) if "GPU" in n and f >= needed}
    return max(room, key=room.get, default="/device:CPU:0").replace("/device:", "")


# %% best_device misconception.gpu_zero
def best_device(names, free, needed):
    return "/device:GPU:0" if "/device:GPU:0" in names else "/device:CPU:0"


# %% best_device misconception.always_cpu
def best_device(names, free, needed):
    return "/device:CPU:0"


# %% best_device misconception.the_room
def best_device(names, free, needed):
    most = 0
    for name, space in zip(names, free, strict=True):
        if "GPU" in name and space >= needed and space > most:
            most = space
    return most


# %% best_device raised.ValueError
def best_device(names, free, needed):
    room = {n: f for n, f in zip(names, free) if "GPU" in n and f >= needed}
    return max(room, key=room.get)


# %% best_device nothing
def best_device(names, free, needed):
    best, most = "/device:CPU:0", 0
    for name, space in zip(names, free, strict=True):
        if "GPU" in name and space >= needed and space > most:
            best, most = name, space


# %% least_time passed
def least_time(left, right, bytes_a_second, operations_a_second):
    result = tf.matmul(left, right)
    size = left.dtype.size
    moved = (tf.size(left) + tf.size(right) + tf.size(result)).numpy() * size
    operations = 2 * tf.size(result).numpy() * left.shape[1]
    return max(moved / bytes_a_second, operations / operations_a_second)


# %% least_time passed
def least_time(left, right, bytes_a_second, operations_a_second):
    tensors = [left.numpy(), right.numpy(), left.numpy() @ right.numpy()]
    moving = sum(t.nbytes for t in tensors) / bytes_a_second
    computing = tensors[2].size * (left.shape[1] + left.shape[1]) / operations_a_second
    return moving if moving > computing else computing


# %% least_time passed
def least_time(left, right, bytes_a_second, operations_a_second):
    (m, k), n = left.shape, right.shape[-1]
    times = [
        (m * k + k * n + m * n) * left.dtype.size / bytes_a_second,
        2.0 * m * k * n / operations_a_second,
    ]
    return tf.reduce_max(tf.constant(times))


# %% least_time passed
def least_time(left, right, bytes_a_second, operations_a_second):
    m, k = tf.unstack(tf.cast(tf.shape(left), tf.float64))
    n = tf.cast(tf.shape(right)[1], tf.float64)
    moving = (m * k + k * n + m * n) * left.dtype.size / bytes_a_second
    return tf.maximum(moving, 2 * m * k * n / operations_a_second)


# %% least_time passed
def least_time(left, right, bytes_a_second, operations_a_second):
    bytes_an_element = {tf.float16: 2, tf.bfloat16: 2, tf.float32: 4, tf.float64: 8}[left.dtype]
    m, k, n = *left.shape, right.shape[1]
    operations = m * n * k + m * n * k
    moved = bytes_an_element * (m * (k + n) + k * n)
    return np.maximum(operations / operations_a_second, moved / bytes_a_second)


# %% least_time misconception.added
def least_time(left, right, bytes_a_second, operations_a_second):
    m, k, n = *left.shape, right.shape[1]
    moving = (m * k + k * n + m * n) * left.dtype.size / bytes_a_second
    return moving + 2 * m * k * n / operations_a_second


# %% least_time misconception.smaller
def least_time(left, right, bytes_a_second, operations_a_second):
    m, k, n = *left.shape, right.shape[1]
    moving = (m * k + k * n + m * n) * left.dtype.size / bytes_a_second
    return min(moving, 2 * m * k * n / operations_a_second)


# %% least_time misconception.moving_only
def least_time(left, right, bytes_a_second, operations_a_second):
    m, k, n = *left.shape, right.shape[1]
    return (m * k + k * n + m * n) * left.dtype.size / bytes_a_second


# %% least_time misconception.computing_only
def least_time(left, right, bytes_a_second, operations_a_second):
    m, k, n = *left.shape, right.shape[1]
    return 2 * m * k * n / operations_a_second


# %% least_time misconception.result_left_out
def least_time(left, right, bytes_a_second, operations_a_second):
    m, k, n = *left.shape, right.shape[1]
    moving = (m * k + k * n) * left.dtype.size / bytes_a_second
    return max(moving, 2 * m * k * n / operations_a_second)


# %% least_time misconception.result_only
def least_time(left, right, bytes_a_second, operations_a_second):
    m, k, n = *left.shape, right.shape[1]
    return max(m * n * left.dtype.size / bytes_a_second, 2 * m * k * n / operations_a_second)


# %% least_time misconception.elements_moved
def least_time(left, right, bytes_a_second, operations_a_second):
    m, k, n = *left.shape, right.shape[1]
    moving = (m * k + k * n + m * n) / bytes_a_second
    return max(moving, 2 * m * k * n / operations_a_second)


# %% least_time misconception.always_four_bytes
def least_time(left, right, bytes_a_second, operations_a_second):
    m, k, n = *left.shape, right.shape[1]
    moving = (m * k + k * n + m * n) * 4 / bytes_a_second
    return max(moving, 2 * m * k * n / operations_a_second)


# %% least_time misconception.products_only
def least_time(left, right, bytes_a_second, operations_a_second):
    m, k, n = *left.shape, right.shape[1]
    moving = (m * k + k * n + m * n) * left.dtype.size / bytes_a_second
    return max(moving, m * k * n / operations_a_second)


# %% least_time misconception.two_a_result
def least_time(left, right, bytes_a_second, operations_a_second):
    m, k, n = *left.shape, right.shape[1]
    moving = (m * k + k * n + m * n) * left.dtype.size / bytes_a_second
    return max(moving, 2 * m * n / operations_a_second)


# %% least_time misconception.milliseconds
def least_time(left, right, bytes_a_second, operations_a_second):
    m, k, n = *left.shape, right.shape[1]
    moving = (m * k + k * n + m * n) * left.dtype.size / bytes_a_second
    return 1e3 * max(moving, 2 * m * k * n / operations_a_second)


# %% least_time misconception.rates_exchanged
def least_time(left, right, bytes_a_second, operations_a_second):
    m, k, n = *left.shape, right.shape[1]
    moving = (m * k + k * n + m * n) * left.dtype.size / operations_a_second
    return max(moving, 2 * m * k * n / bytes_a_second)


# %% least_time nothing
def least_time(left, right, bytes_a_second, operations_a_second):
    m, k, n = *left.shape, right.shape[1]
    moving = (m * k + k * n + m * n) * left.dtype.size / bytes_a_second
    max(moving, 2 * m * k * n / operations_a_second)


# %% running_max passed
def running_max(values):
    return tf.scan(tf.maximum, values)


# %% running_max passed
def running_max(values):
    array = tf.TensorArray(tf.float32, 1, dynamic_size=True, clear_after_read=False)
    array = array.write(0, values[0])

    def more(t, array):
        return t < tf.size(values)

    def turn(t, array):
        return [t + 1, array.write(t, tf.maximum(values[t], array.read(t - 1)))]

    return tf.while_loop(more, turn, [1, array])[1].stack()


# %% running_max passed
def running_max(values):
    length = tf.size(values)
    earlier = tf.range(length)[None, :] <= tf.range(length)[:, None]
    return tf.reduce_max(tf.where(earlier, values[None, :], float("-inf")), axis=1)


# %% running_max passed
def running_max(values):
    largest = values[0]
    result = tf.TensorArray(tf.float32, size=tf.size(values))
    for t in tf.range(tf.size(values)):
        if values[t] > largest:
            largest = values[t]
        result = result.write(t, largest)
    return result.stack()


# %% running_max passed
def running_max(values):
    largest = tf.constant(float("-inf"))
    result = tf.TensorArray(tf.float32, size=0, dynamic_size=True)
    t = 0
    for value in values:
        largest = tf.maximum(largest, value)
        result = result.write(t, largest)
        t += 1
    return result.stack()


# %% running_max passed
def running_max(values):
    return tf.map_fn(
        lambda t: tf.reduce_max(values[: t + 1]),
        tf.range(tf.size(values)),
        fn_output_signature=tf.float32,
    )


# %% running_max misconception.left_the_graph
def running_max(values):
    return tf.numpy_function(np.maximum.accumulate, [values], tf.float32)


# %% running_max misconception.from_zero
def running_max(values):
    largest = 0.0
    result = tf.TensorArray(tf.float32, size=tf.size(values))
    for t in tf.range(tf.size(values)):
        largest = tf.maximum(largest, values[t])
        result = result.write(t, largest)
    return result.stack()


# %% running_max misconception.no_memory
def running_max(values):
    largest = values[0]
    result = tf.TensorArray(tf.float32, size=tf.size(values))
    for t in tf.range(tf.size(values)):
        largest = values[t]
        result = result.write(t, largest)
    return result.stack()


# %% running_max misconception.nothing_kept
def running_max(values):
    largest = values[0]
    result = tf.TensorArray(tf.float32, size=tf.size(values))
    for t in tf.range(tf.size(values)):
        largest = tf.maximum(largest, values[t])
        result.write(t, largest)
    return result.stack()


# %% running_max misconception.of_two
def running_max(values):
    before = tf.concat([values[:1], values[:-1]], axis=0)
    return tf.maximum(values, before)


# %% running_max misconception.one_late
def running_max(values):
    largest = values[0]
    result = tf.TensorArray(tf.float32, size=tf.size(values))
    for t in tf.range(tf.size(values)):
        result = result.write(t, largest)
        largest = tf.maximum(largest, values[t])
    return result.stack()


# %% running_max misconception.last_only
def running_max(values):
    return tf.reduce_max(values)


# %% running_max misconception.largest_everywhere
def running_max(values):
    return tf.fill(tf.shape(values), tf.reduce_max(values))


# %% running_max misconception.smallest
def running_max(values):
    return tf.scan(tf.minimum, values)


# %% running_max misconception.from_the_end
def running_max(values):
    return tf.scan(tf.maximum, values, reverse=True)


# %% running_max misconception.first_missing
def running_max(values):
    return tf.scan(tf.maximum, values)[1:]


# %% running_max misconception.first_unwritten
def running_max(values):
    largest = values[0]
    result = tf.TensorArray(tf.float32, size=tf.size(values))
    for t in tf.range(1, tf.size(values)):
        largest = tf.maximum(largest, values[t])
        result = result.write(t, largest)
    return result.stack()


# %% running_max misconception.as_a_column
def running_max(values):
    return tf.scan(tf.maximum, values)[:, tf.newaxis]


# %% running_max kind
def running_max(values):
    largest = values[0]
    result = tf.TensorArray(tf.float32, size=tf.size(values))
    for t in tf.range(tf.size(values)):
        largest = tf.maximum(largest, values[t])
        result = result.write(t, largest)
    return result


# %% running_max raised.InaccessibleTensorError
def running_max(values):
    found = [values[0]]
    for value in values[1:]:
        found.append(tf.maximum(found[-1], value))
    return tf.stack(found)


# %% running_max raised.AttributeError
def running_max(values):
    return tf.constant(np.maximum.accumulate(values.numpy()))


# %% scaled_step passed
def scaled_step(loss, weights, scale, rate):
    with tf.GradientTape() as tape:
        scaled = tf.cast(loss(tf.cast(weights, tf.float16)), tf.float32) * scale
    slope = tape.gradient(scaled, weights) / scale
    if np.isfinite(slope).all():
        weights.assign(weights - rate * slope)
        return scale
    return scale / 2


# %% scaled_step passed
def scaled_step(loss, weights, scale, rate):
    small = tf.cast(weights, tf.float16)
    with tf.GradientTape() as tape:
        tape.watch(small)
        scaled = loss(small) * tf.constant(scale, tf.float16)
    slope = tf.cast(tape.gradient(scaled, small), tf.float32) / scale
    good = tf.reduce_all(tf.math.is_finite(slope))
    weights.assign_sub(tf.where(good, rate * slope, tf.zeros_like(slope)))
    return tf.where(good, scale, scale * 0.5)


# %% scaled_step passed
def scaled_step(loss, weights, scale, rate):
    with tf.GradientTape() as tape:
        value = loss(tf.cast(weights, tf.float16))
    slope = tape.gradient(value, weights, output_gradients=tf.cast(scale, tf.float16))
    for entry in slope:
        if not tf.math.is_finite(entry):
            return scale * 0.5
    tf.keras.optimizers.SGD(rate).apply_gradients([(slope / scale, weights)])
    return scale


# %% scaled_step passed
def scaled_step(loss, weights, scale, rate):
    optimizer = tf.keras.optimizers.SGD(rate)
    scaler = tf.keras.optimizers.LossScaleOptimizer(optimizer, initial_scale=scale)
    scaler.build([weights])
    with tf.GradientTape() as tape:
        scaled = scaler.scale_loss(tf.cast(loss(tf.cast(weights, tf.float16)), tf.float32))
    scaler.apply([tape.gradient(scaled, weights)], [weights])
    return float(scaler.scale_loss(1.0))


# %% scaled_step passed
def scaled_step(loss, weights, scale, rate):
    with tf.GradientTape() as tape:
        scaled = loss(tf.cast(weights, tf.float16)) * scale
    g = tape.gradient(scaled, weights)
    bad = tf.reduce_any(tf.math.is_inf(g) | tf.math.is_nan(g))
    if bad:
        return scale / 2
    weights.assign_add(-rate * g / scale)
    return scale


# %% scaled_step misconception.unscaled
def scaled_step(loss, weights, scale, rate):
    with tf.GradientTape() as tape:
        value = loss(tf.cast(weights, tf.float16))
    gradient = tape.gradient(value, weights)
    if not tf.reduce_all(tf.math.is_finite(gradient)):
        return scale / 2
    weights.assign_sub(rate * gradient)
    return scale


# %% scaled_step misconception.not_divided
def scaled_step(loss, weights, scale, rate):
    with tf.GradientTape() as tape:
        scaled = loss(tf.cast(weights, tf.float16)) * tf.cast(scale, tf.float16)
    gradient = tape.gradient(scaled, weights)
    if not tf.reduce_all(tf.math.is_finite(gradient)):
        return scale / 2
    weights.assign_sub(rate * gradient)
    return scale


# %% scaled_step misconception.stepped_anyway
def scaled_step(loss, weights, scale, rate):
    with tf.GradientTape() as tape:
        scaled = loss(tf.cast(weights, tf.float16)) * tf.cast(scale, tf.float16)
    weights.assign_sub(rate * tape.gradient(scaled, weights) / scale)
    return scale


# %% scaled_step misconception.stepped_and_halved
def scaled_step(loss, weights, scale, rate):
    with tf.GradientTape() as tape:
        scaled = loss(tf.cast(weights, tf.float16)) * tf.cast(scale, tf.float16)
    gradient = tape.gradient(scaled, weights) / scale
    weights.assign_sub(rate * gradient)
    return scale if tf.reduce_all(tf.math.is_finite(gradient)) else scale / 2


# %% scaled_step misconception.not_halved
def scaled_step(loss, weights, scale, rate):
    with tf.GradientTape() as tape:
        scaled = loss(tf.cast(weights, tf.float16)) * tf.cast(scale, tf.float16)
    gradient = tape.gradient(scaled, weights) / scale
    if tf.reduce_all(tf.math.is_finite(gradient)):
        weights.assign_sub(rate * gradient)
    return scale


# %% scaled_step misconception.doubled
def scaled_step(loss, weights, scale, rate):
    with tf.GradientTape() as tape:
        scaled = loss(tf.cast(weights, tf.float16)) * tf.cast(scale, tf.float16)
    gradient = tape.gradient(scaled, weights) / scale
    if not tf.reduce_all(tf.math.is_finite(gradient)):
        return scale * 2
    weights.assign_sub(rate * gradient)
    return scale


# %% scaled_step misconception.always_halved
def scaled_step(loss, weights, scale, rate):
    with tf.GradientTape() as tape:
        scaled = loss(tf.cast(weights, tf.float16)) * tf.cast(scale, tf.float16)
    gradient = tape.gradient(scaled, weights) / scale
    if tf.reduce_all(tf.math.is_finite(gradient)):
        weights.assign_sub(rate * gradient)
    return scale / 2


# %% scaled_step misconception.only_finite_entries_halved
def scaled_step(loss, weights, scale, rate):
    with tf.GradientTape() as tape:
        scaled = loss(tf.cast(weights, tf.float16)) * tf.cast(scale, tf.float16)
    gradient = tape.gradient(scaled, weights) / scale
    finite = tf.math.is_finite(gradient)
    weights.assign_sub(rate * tf.where(finite, gradient, 0.0))
    return scale if tf.reduce_all(finite) else scale / 2


# %% scaled_step misconception.any_finite
def scaled_step(loss, weights, scale, rate):
    with tf.GradientTape() as tape:
        scaled = loss(tf.cast(weights, tf.float16)) * tf.cast(scale, tf.float16)
    gradient = tape.gradient(scaled, weights) / scale
    if not tf.reduce_any(tf.math.is_finite(gradient)):
        return scale / 2
    weights.assign_sub(rate * gradient)
    return scale


# %% scaled_step misconception.climbs
def scaled_step(loss, weights, scale, rate):
    with tf.GradientTape() as tape:
        scaled = loss(tf.cast(weights, tf.float16)) * tf.cast(scale, tf.float16)
    gradient = tape.gradient(scaled, weights) / scale
    if not tf.reduce_all(tf.math.is_finite(gradient)):
        return scale / 2
    weights.assign_add(rate * gradient)
    return scale


# %% scaled_step misconception.never_moves
def scaled_step(loss, weights, scale, rate):
    with tf.GradientTape() as tape:
        scaled = loss(tf.cast(weights, tf.float16)) * tf.cast(scale, tf.float16)
    gradient = tape.gradient(scaled, weights) / scale
    if not tf.reduce_all(tf.math.is_finite(gradient)):
        return scale / 2
    weights = weights - rate * gradient
    return scale


# %% scaled_step misconception.nothing_back
def scaled_step(loss, weights, scale, rate):
    with tf.GradientTape() as tape:
        scaled = loss(tf.cast(weights, tf.float16)) * tf.cast(scale, tf.float16)
    gradient = tape.gradient(scaled, weights) / scale
    if tf.reduce_all(tf.math.is_finite(gradient)):
        weights.assign_sub(rate * gradient)


# %% warm_up_cosine passed
def make_schedule(peak, warm_up, total):
    return tf.keras.optimizers.schedules.CosineDecay(
        0.0, total - warm_up, warmup_target=peak, warmup_steps=warm_up
    )


# %% warm_up_cosine passed
class WarmUpCosine(tf.keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, peak, warm_up, total):
        self.peak, self.warm_up, self.total = peak, warm_up, total

    def __call__(self, step):
        step = tf.cast(step, tf.float32)
        up = self.peak * step / tf.maximum(float(self.warm_up), 1.0)
        done = (step - self.warm_up) / (self.total - self.warm_up)
        down = self.peak * 0.5 * (1.0 + tf.cos(3.14159265 * tf.minimum(done, 1.0)))
        return tf.where(step < self.warm_up, up, down)

    def get_config(self):
        return {"peak": self.peak, "warm_up": self.warm_up, "total": self.total}


def make_schedule(peak, warm_up, total):
    return WarmUpCosine(peak, warm_up, total)


# %% warm_up_cosine passed
def make_schedule(peak, warm_up, total):
    from keras import ops

    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            step = ops.cast(step, "float32")
            done = ops.clip((step - warm_up) / (total - warm_up), 0.0, 1.0)
            down = (1.0 + ops.cos(np.pi * done)) / 2.0
            return ops.where(step < warm_up, peak * step / max(warm_up, 1), peak * down)

    return Schedule()


# %% warm_up_cosine passed
def make_schedule(peak, warm_up, total):
    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            s = tf.cast(step, tf.float32)

            def up():
                return peak * s / max(warm_up, 1)

            def down():
                angle = np.pi * tf.minimum((s - warm_up) / (total - warm_up), 1.0)
                return peak * tf.cos(angle / 2) ** 2

            return tf.cond(s < warm_up, up, down)

    return Schedule()


# %% warm_up_cosine passed
def make_schedule(peak, warm_up, total):
    steps = np.arange(total + 1)
    down = (1 + np.cos(np.pi * (steps - warm_up) / (total - warm_up))) / 2
    table = tf.constant(peak * np.where(steps < warm_up, steps / max(warm_up, 1), down), tf.float32)

    class Table(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            return tf.gather(table, tf.minimum(tf.cast(step, tf.int32), total))

    return Table()


# %% warm_up_cosine misconception.plain_function
def make_schedule(peak, warm_up, total):
    def schedule(step):
        step = tf.cast(step, tf.float32)
        done = tf.minimum((step - warm_up) / (total - warm_up), 1.0)
        falling = (1 + tf.cos(np.pi * done)) / 2
        return peak * tf.where(step < warm_up, step / max(warm_up, 1), falling)

    return schedule


# %% warm_up_cosine raised.OperatorNotAllowedInGraphError
def make_schedule(peak, warm_up, total):
    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            if step < warm_up:
                return peak * step / warm_up
            done = min((step - warm_up) / (total - warm_up), 1.0)
            return peak * (1 + np.cos(np.pi * done)) / 2

    return Schedule()


# %% warm_up_cosine kind
def make_schedule(peak, warm_up, total):
    schedule = tf.keras.optimizers.schedules.CosineDecay(
        0.0, total - warm_up, warmup_target=peak, warmup_steps=warm_up
    )
    return schedule(0)


# %% warm_up_cosine misconception.cosine_too_long
def make_schedule(peak, warm_up, total):
    return tf.keras.optimizers.schedules.CosineDecay(
        0.0, total, warmup_target=peak, warmup_steps=warm_up
    )


# %% warm_up_cosine misconception.only_the_cosine
def make_schedule(peak, warm_up, total):
    return tf.keras.optimizers.schedules.CosineDecay(peak, total)


# %% warm_up_cosine nothing
def make_schedule(peak, warm_up, total):
    tf.keras.optimizers.schedules.CosineDecay(
        0.0, total - warm_up, warmup_target=peak, warmup_steps=warm_up
    )


# %% warm_up_cosine misconception.climbs_again
def make_schedule(peak, warm_up, total):
    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            step = tf.cast(step, tf.float32)
            done = (step - warm_up) / (total - warm_up)
            falling = (1 + tf.cos(np.pi * done)) / 2
            return peak * tf.where(step < warm_up, step / max(warm_up, 1), falling)

    return Schedule()


# %% warm_up_cosine misconception.cosine_from_step_0
def make_schedule(peak, warm_up, total):
    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            step = tf.cast(step, tf.float32)
            done = tf.minimum(step / total, 1.0)
            falling = (1 + tf.cos(np.pi * done)) / 2
            return peak * tf.where(step < warm_up, step / max(warm_up, 1), falling)

    return Schedule()


# %% warm_up_cosine misconception.not_halved
def make_schedule(peak, warm_up, total):
    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            step = tf.cast(step, tf.float32)
            done = tf.minimum((step - warm_up) / (total - warm_up), 1.0)
            falling = 1 + tf.cos(np.pi * done)
            return peak * tf.where(step < warm_up, step / max(warm_up, 1), falling)

    return Schedule()


# %% warm_up_cosine misconception.below_zero
def make_schedule(peak, warm_up, total):
    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            step = tf.cast(step, tf.float32)
            done = tf.minimum((step - warm_up) / (total - warm_up), 1.0)
            falling = tf.cos(np.pi * done)
            return peak * tf.where(step < warm_up, step / max(warm_up, 1), falling)

    return Schedule()


# %% warm_up_cosine misconception.straight_down
def make_schedule(peak, warm_up, total):
    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            step = tf.cast(step, tf.float32)
            done = tf.minimum((step - warm_up) / (total - warm_up), 1.0)
            falling = 1 - done
            return peak * tf.where(step < warm_up, step / max(warm_up, 1), falling)

    return Schedule()


# %% warm_up_cosine misconception.begins_at_one
def make_schedule(peak, warm_up, total):
    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            step = tf.cast(step, tf.float32)
            done = tf.minimum((step - warm_up) / (total - warm_up), 1.0)
            falling = (1 + tf.cos(np.pi * done)) / 2
            return peak * tf.where(step < warm_up, (step + 1) / max(warm_up, 1), falling)

    return Schedule()


# %% warm_up_cosine misconception.degrees
def make_schedule(peak, warm_up, total):
    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            step = tf.cast(step, tf.float32)
            done = tf.minimum((step - warm_up) / (total - warm_up), 1.0)
            falling = (1 + tf.cos(180 * done)) / 2
            return peak * tf.where(step < warm_up, step / max(warm_up, 1), falling)

    return Schedule()


# %% warm_up_cosine misconception.without_peak
def make_schedule(peak, warm_up, total):
    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            step = tf.cast(step, tf.float32)
            done = tf.minimum((step - warm_up) / (total - warm_up), 1.0)
            falling = (1 + tf.cos(np.pi * done)) / 2
            return tf.where(step < warm_up, step / max(warm_up, 1), falling)

    return Schedule()


# %% warm_up_cosine misconception.upside_down
def make_schedule(peak, warm_up, total):
    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            step = tf.cast(step, tf.float32)
            done = tf.minimum((step - warm_up) / (total - warm_up), 1.0)
            falling = (1 - tf.cos(np.pi * done)) / 2
            return peak * tf.where(step < warm_up, step / max(warm_up, 1), falling)

    return Schedule()


# %% warm_up_cosine misconception.peak_at_the_end
def make_schedule(peak, warm_up, total):
    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            step = tf.cast(step, tf.float32)
            done = tf.minimum((step - warm_up) / (total - warm_up), 1.0)
            falling = (1 + tf.cos(np.pi * done)) / 2
            return peak * tf.where(
                step > total, 1.0, tf.where(step < warm_up, step / max(warm_up, 1), falling)
            )

    return Schedule()


# %% least_time misconception.bits
def least_time(left, right, bytes_a_second, operations_a_second):
    m, k, n = *left.shape, right.shape[1]
    moving = (m * k + k * n + m * n) * left.dtype.size * 8 / bytes_a_second
    return max(moving, 2 * m * k * n / operations_a_second)


# %% running_max misconception.total
def running_max(values):
    return tf.cumsum(values)


# %% running_max misconception.backward
def running_max(values):
    return tf.reverse(tf.scan(tf.maximum, values), axis=[0])


# %% scaled_step misconception.rate_left_out
def scaled_step(loss, weights, scale, rate):
    with tf.GradientTape() as tape:
        scaled = loss(tf.cast(weights, tf.float16)) * tf.cast(scale, tf.float16)
    gradient = tape.gradient(scaled, weights) / scale
    if not tf.reduce_all(tf.math.is_finite(gradient)):
        return scale / 2
    weights.assign_sub(gradient)
    return scale


# %% scaled_step misconception.only_finite_entries
def scaled_step(loss, weights, scale, rate):
    with tf.GradientTape() as tape:
        scaled = loss(tf.cast(weights, tf.float16)) * tf.cast(scale, tf.float16)
    gradient = tape.gradient(scaled, weights) / scale
    weights.assign_sub(rate * tf.where(tf.math.is_finite(gradient), gradient, 0.0))
    return scale


# %% scaled_step misconception.nan_unseen
def scaled_step(loss, weights, scale, rate):
    with tf.GradientTape() as tape:
        scaled = loss(tf.cast(weights, tf.float16)) * tf.cast(scale, tf.float16)
    gradient = tape.gradient(scaled, weights) / scale
    if tf.reduce_any(tf.math.is_inf(gradient)):
        return scale / 2
    weights.assign_sub(rate * gradient)
    return scale


# %% scaled_step misconception.divided_in_16_bits
def scaled_step(loss, weights, scale, rate):
    small = tf.cast(weights, tf.float16)
    with tf.GradientTape() as tape:
        tape.watch(small)
        scaled = loss(small) * scale
    gradient = tape.gradient(scaled, small) / scale
    if not tf.reduce_all(tf.math.is_finite(gradient)):
        return scale / 2
    weights.assign_sub(rate * tf.cast(gradient, tf.float32))
    return scale


# %% warm_up_cosine misconception.no_warm_up
def make_schedule(peak, warm_up, total):
    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            step = tf.cast(step, tf.float32)
            done = tf.clip_by_value((step - warm_up) / (total - warm_up), 0.0, 1.0)
            return peak * (1 + tf.cos(np.pi * done)) / 2

    return Schedule()


# %% stopwatch misconception.no_time_passed
def stopwatch(function, synchronize, clock, repeat):
    import time

    function()
    synchronize()
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        function()
        synchronize()
        times.append(time.perf_counter() - start)
    return float(np.median(times))


# %% stopwatch misconception.slowest
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for _ in range(repeat):
        start = clock()
        function()
        synchronize()
        times.append(clock() - start)
    return max(times)


# %% stopwatch misconception.lower_middle
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for _ in range(repeat):
        start = clock()
        function()
        synchronize()
        times.append(clock() - start)
    return sorted(times)[(repeat - 1) // 2]


# %% stopwatch misconception.last_time
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for _ in range(repeat):
        start = clock()
        function()
        synchronize()
        times.append(clock() - start)
    return times[-1]


# %% stopwatch misconception.launched_together_unwarmed
def stopwatch(function, synchronize, clock, repeat):
    start = clock()
    for _ in range(repeat):
        function()
    synchronize()
    return (clock() - start) / repeat


# %% collatz_steps misconception.no_loop
def collatz_steps(n):
    steps = tf.constant(0)
    for _ in range(40):
        steps += tf.cast(n > 1, tf.int32)
        n = tf.where(n <= 1, n, tf.where(n % 2 == 0, n // 2, 3 * n + 1))
    return steps


# %% collatz_steps raised.NotImplementedError
def collatz_steps(n):
    steps = tf.constant(0)
    while True:
        if n == 1:
            break
        n = tf.where(n % 2 == 0, n // 2, 3 * n + 1)
        steps += 1
    return steps


# %% collatz_steps misconception.climbs
def collatz_steps(n):
    steps = tf.constant(0)
    while n > 1:
        if n % 2 == 0:
            n = n // 2
        else:
            n = 3 * n + 1
            steps += 1
    return steps


# %% collatz_steps misconception.only_halved
def collatz_steps(n):
    steps = tf.constant(0)
    while n > 1:
        n = n // 2
        steps += 1
    return steps


# %% collatz_steps misconception.never_counted
def collatz_steps(n):
    steps = tf.constant(0)
    tf.while_loop(
        lambda n, steps: n > 1,
        lambda n, steps: (tf.where(n % 2 == 0, n // 2, 3 * n + 1), steps + 1),
        (n, steps),
    )
    return steps


# %% collatz_steps misconception.peak
def collatz_steps(n):
    highest = n
    while n > 1:
        n = tf.where(n % 2 == 0, n // 2, 3 * n + 1)
        highest = tf.maximum(highest, n)
    return highest


# %% least_time misconception.read_twice
def least_time(left, right, bytes_a_second, operations_a_second):
    m, k, n = *left.shape, right.shape[1]
    moving = 2 * m * k * n * left.dtype.size / bytes_a_second
    return max(moving, 2 * m * k * n / operations_a_second)


# %% warm_up_cosine misconception.below_zero_then_zero
def make_schedule(peak, warm_up, total):
    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            step = tf.cast(step, tf.float32)
            done = tf.minimum((step - warm_up) / (total - warm_up), 1.0)
            falling = tf.cos(np.pi * done)
            return peak * tf.where(
                step < warm_up, step / max(warm_up, 1), tf.where(step > total, 0.0, falling)
            )

    return Schedule()


# %% warm_up_cosine misconception.quarter_cosine
def make_schedule(peak, warm_up, total):
    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            step = tf.cast(step, tf.float32)
            done = tf.minimum((step - warm_up) / (total - warm_up), 1.0)
            falling = tf.cos(np.pi / 2 * done)
            return peak * tf.where(step < warm_up, step / max(warm_up, 1), falling)

    return Schedule()


# %% warm_up_cosine misconception.stays_up
def make_schedule(peak, warm_up, total):
    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            step = tf.cast(step, tf.float32)
            done = tf.minimum((step - warm_up) / (total - warm_up), 1.0)
            falling = 1 + 0 * done
            return peak * tf.where(step < warm_up, step / max(warm_up, 1), falling)

    return Schedule()


# %% warm_up_cosine misconception.cosine_before_the_peak
def make_schedule(peak, warm_up, total):
    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            step = tf.cast(step, tf.float32)
            done = tf.minimum((step - warm_up) / (total - warm_up), 1.0)
            falling = (1 + tf.cos(np.pi * done)) / 2
            return peak * falling

    return Schedule()


# %% warm_up_cosine misconception.quarter_turn
def make_schedule(peak, warm_up, total):
    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            step = tf.cast(step, tf.float32)
            done = tf.minimum((step - warm_up) / (total - warm_up), 1.0)
            falling = (1 + tf.cos(np.pi / 2 * done)) / 2
            return peak * tf.where(step < warm_up, step / max(warm_up, 1), falling)

    return Schedule()


# %% warm_up_cosine misconception.quarter_turn_then_zero
def make_schedule(peak, warm_up, total):
    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            step = tf.cast(step, tf.float32)
            done = tf.minimum((step - warm_up) / (total - warm_up), 1.0)
            falling = (1 + tf.cos(np.pi / 2 * done)) / 2
            return peak * tf.where(
                step < warm_up, step / max(warm_up, 1), tf.where(step > total, 0.0, falling)
            )

    return Schedule()


# %% warm_up_cosine misconception.whole_turn
def make_schedule(peak, warm_up, total):
    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            step = tf.cast(step, tf.float32)
            done = tf.minimum((step - warm_up) / (total - warm_up), 1.0)
            falling = (1 + tf.cos(2 * np.pi * done)) / 2
            return peak * tf.where(step < warm_up, step / max(warm_up, 1), falling)

    return Schedule()


# %% warm_up_cosine misconception.whole_turn_then_zero
def make_schedule(peak, warm_up, total):
    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            step = tf.cast(step, tf.float32)
            done = tf.minimum((step - warm_up) / (total - warm_up), 1.0)
            falling = (1 + tf.cos(2 * np.pi * done)) / 2
            return peak * tf.where(
                step < warm_up, step / max(warm_up, 1), tf.where(step > total, 0.0, falling)
            )

    return Schedule()


# %% warm_up_cosine misconception.sine
def make_schedule(peak, warm_up, total):
    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            step = tf.cast(step, tf.float32)
            done = tf.minimum((step - warm_up) / (total - warm_up), 1.0)
            falling = (1 + tf.sin(np.pi * done)) / 2
            return peak * tf.where(step < warm_up, step / max(warm_up, 1), falling)

    return Schedule()


# %% warm_up_cosine misconception.sine_then_zero
def make_schedule(peak, warm_up, total):
    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            step = tf.cast(step, tf.float32)
            done = tf.minimum((step - warm_up) / (total - warm_up), 1.0)
            falling = (1 + tf.sin(np.pi * done)) / 2
            return peak * tf.where(
                step < warm_up, step / max(warm_up, 1), tf.where(step > total, 0.0, falling)
            )

    return Schedule()


# %% warm_up_cosine misconception.parentheses
def make_schedule(peak, warm_up, total):
    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            step = tf.cast(step, tf.float32)
            done = tf.minimum((step - warm_up) / (total - warm_up), 1.0)
            falling = 1 + tf.cos(np.pi * done) / 2
            return peak * tf.where(step < warm_up, step / max(warm_up, 1), falling)

    return Schedule()


# %% warm_up_cosine misconception.parentheses_then_zero
def make_schedule(peak, warm_up, total):
    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            step = tf.cast(step, tf.float32)
            done = tf.minimum((step - warm_up) / (total - warm_up), 1.0)
            falling = 1 + tf.cos(np.pi * done) / 2
            return peak * tf.where(
                step < warm_up, step / max(warm_up, 1), tf.where(step > total, 0.0, falling)
            )

    return Schedule()


# %% warm_up_cosine misconception.peak_on_the_one
def make_schedule(peak, warm_up, total):
    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            step = tf.cast(step, tf.float32)
            done = tf.minimum((step - warm_up) / (total - warm_up), 1.0)
            falling = peak * 1 + tf.cos(np.pi * done) / 2
            return tf.where(
                step < warm_up, peak * step / max(warm_up, 1), tf.where(step > total, 0.0, falling)
            )

    return Schedule()


# %% warm_up_cosine misconception.whole_number_division
def make_schedule(peak, warm_up, total):
    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            step = tf.cast(step, tf.float32)
            done = tf.minimum((step - warm_up) / (total - warm_up), 1.0)
            falling = (1 + tf.cos(np.pi * done)) / 2
            return peak * tf.where(step < warm_up, step // max(warm_up, 1), falling)

    return Schedule()


# %% warm_up_cosine misconception.one_step_ahead
def make_schedule(peak, warm_up, total):
    schedules = tf.keras.optimizers.schedules
    right = schedules.CosineDecay(0.0, total - warm_up, warmup_target=peak, warmup_steps=warm_up)

    class Ahead(schedules.LearningRateSchedule):
        def __call__(self, step):
            return right(step + 1)

    return Ahead()


# %% stopwatch passed
import timeit


def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = timeit.repeat(lambda: (function(), synchronize()), timer=clock, repeat=repeat, number=1)
    return np.sort(times)[[(repeat - 1) // 2, repeat // 2]].mean()


# %% stopwatch passed
class Watch:
    def __init__(self, function, synchronize, clock):
        self.function, self.synchronize, self.clock = function, synchronize, clock

    def __enter__(self):
        self.start = self.clock()
        return self

    def __exit__(self, *error):
        self.synchronize()
        self.time = self.clock() - self.start


def stopwatch(function, synchronize, clock, repeat):
    import heapq

    times = []
    for _ in range(1 + repeat):
        with Watch(function, synchronize, clock) as watch:
            function()
        times.append(watch.time)
    lower = heapq.nsmallest(repeat // 2 + 1, times[1:])
    return lower[-1] if repeat % 2 else sum(lower[-2:]) / 2


# %% stopwatch passed
def stopwatch(function, synchronize, clock, repeat):
    def calls():
        while True:
            begun = clock()
            function()
            synchronize()
            yield clock() - begun

    source = calls()
    next(source)
    times = np.fromiter((next(source) for _ in range(repeat)), np.float32)
    return np.median(times).item()


# %% stopwatch passed
def stopwatch(function, synchronize, clock, repeat):
    def measure(left):
        if not left:
            return []
        begun = -clock()
        function(), synchronize()
        return [begun + clock(), *measure(left - 1)]

    return tf.reduce_mean(
        tf.sort(tf.constant(measure(repeat + 1)[1:]))[(repeat - 1) // 2 : repeat // 2 + 1]
    )


# %% stopwatch misconception.no_time_passed
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for _ in range(repeat):
        start, end = clock(), clock()
        function()
        synchronize()
        times.append(end - start)
    return float(np.median(times))


# %% stopwatch misconception.no_time_passed
import time


def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        function()
        synchronize()
        times.append(time.perf_counter() - start)
    return float(np.median(times))


# %% stopwatch misconception.first_dropped
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for _ in range(repeat):
        start = clock()
        function()
        synchronize()
        times.append(clock() - start)
    return float(np.median(times[1:]))


# %% stopwatch misconception.halfway_between_the_ends
def stopwatch(function, synchronize, clock, repeat):
    function()
    synchronize()
    times = []
    for _ in range(repeat):
        start = clock()
        function()
        synchronize()
        times.append(clock() - start)
    return (min(times) + max(times)) / 2


# %% best_device passed
def best_device(names, free, needed):
    gpus = [i for i, name in enumerate(names) if ":GPU:" in name and free[i] >= needed]
    return names[max(gpus, key=free.__getitem__)] if gpus else "/device:CPU:0"


# %% best_device passed
def best_device(names, free, needed):
    free = np.array(free)
    fits = np.char.find(names, "GPU") >= 0
    fits &= free >= needed
    return np.array(names)[np.argmax(np.where(fits, free, 0))] if fits.any() else "/device:CPU:0"


# %% best_device passed
def best_device(names, free, needed):
    room = dict(zip(names, free))
    candidates = {n: s for n, s in room.items() if n.split(":")[1] == "GPU" and not s < needed}
    return max(candidates, key=candidates.get, default="/device:CPU:0")


# %% best_device passed
def best_device(names, free, needed):
    ranked = sorted(zip(free, names), key=lambda one: one[0], reverse=True)
    for space, name in ranked:
        if name[8] == "G" and needed <= space:
            return name
    return "/device:CPU:0"


# %% best_device passed
def best_device(names, free, needed):
    best = functools.reduce(
        lambda a, b: b if "GPU" in b[0] and b[1] > a[1] else a,
        zip(names, free),
        ("/device:CPU:0", needed - 1),
    )
    return best[0]


# %% best_device passed
def best_device(names, free, needed):
    free = tf.constant(free, tf.int64)
    gpu = tf.strings.regex_full_match(list(names), ".*GPU.*")
    room = tf.where(gpu & (free >= needed), free, 0)
    return names[int(tf.argmax(room))] if tf.reduce_any(room > 0) else "/device:CPU:0"


# %% best_device misconception.first_as_text
def best_device(names, free, needed):
    fitting = [(-s, n) for n, s in zip(names, free) if "GPU" in n and s >= needed]
    return min(fitting)[1] if fitting else "/device:CPU:0"


# %% best_device misconception.last_with_room
def best_device(names, free, needed):
    best, most = "/device:CPU:0", 0
    for name, space in zip(names, free, strict=True):
        if "GPU" in name and space >= needed and space > most:
            best = name
    return best


# %% best_device misconception.last_as_text
def best_device(names, free, needed):
    fitting = [(f, n) for n, f in zip(names, free) if "GPU" in n and f >= needed]
    return max(fitting)[1] if fitting else "/device:CPU:0"


# %% best_device misconception.above_the_cpu
def best_device(names, free, needed):
    best, most = names[0], free[0]
    for name, space in zip(names, free, strict=True):
        if "GPU" in name and space >= needed and space > most:
            best, most = name, space
    return best


# %% best_device misconception.gave_up_early
def best_device(names, free, needed):
    best, most = "/device:CPU:0", 0
    for name, space in zip(names, free, strict=True):
        if "GPU" in name and space > most:
            best, most = name, space
            if space < needed:
                return "/device:CPU:0"
    return best


# %% best_device misconception.misnumbered
def best_device(names, free, needed):
    best, most = "/device:CPU:0", 0
    for number, space in enumerate(free):
        if "GPU" in names[number] and space >= needed and space > most:
            best, most = f"/device:GPU:{number}", space
    return best


# %% least_time passed
def least_time(left, right, bytes_a_second, operations_a_second):
    product = tf.matmul(left, right)
    moved = sum(t.numpy().nbytes for t in (left, right, product))
    work = product.numpy().size * 2 * left.shape[-1]
    return np.maximum(moved / bytes_a_second, work / operations_a_second)


# %% least_time passed
def least_time(left, right, bytes_a_second, operations_a_second):
    operations = 0
    for _ in range(left.shape[0]):
        for _ in range(right.shape[1]):
            for _ in range(left.shape[1]):
                operations += 2
    elements = tf.size(left) + tf.size(right) + tf.size(left @ right)
    seconds = int(elements) * left.dtype.size / bytes_a_second
    return sorted((seconds, operations / operations_a_second))[-1]


# %% least_time passed
def least_time(left, right, bytes_a_second, operations_a_second):
    rows, inner, columns = tf.shape(left)[0], tf.shape(left)[1], tf.shape(right)[1]
    moved = tf.cast((rows * inner + inner * columns + rows * columns) * left.dtype.size, tf.float64)
    done = tf.cast(2 * rows * inner * columns, tf.float64)
    return tf.reduce_max([moved / bytes_a_second, done / operations_a_second])


# %% least_time passed
def least_time(left, right, bytes_a_second, operations_a_second):
    size = {tf.float16: 2, tf.bfloat16: 2, tf.float32: 4, tf.float64: 8}[left.dtype]
    r, k = left.shape
    c = right.shape[1]
    return float(
        np.float32(
            max(
                size * (r * k + k * c + r * c) / bytes_a_second,
                r * c * (k + k) / operations_a_second,
            )
        )
    )


# %% least_time passed
def least_time(left, right, bytes_a_second, operations_a_second):
    moved = tf.nest.map_structure(lambda t: t.shape.num_elements(), [left, right, left @ right])
    ones = np.ones([left.shape[0], left.shape[1], right.shape[1]])
    return max(
        sum(moved) * np.dtype(left.dtype.name).itemsize / bytes_a_second,
        2 * ones.sum() / operations_a_second,
    )


# %% least_time misconception.one_addition_fewer
def least_time(left, right, bytes_a_second, operations_a_second):
    r, k = left.shape
    c = right.shape[1]
    moving = (r * k + k * c + r * c) * left.dtype.size / bytes_a_second
    return max(moving, r * c * (k + k - 1) / operations_a_second)


# %% least_time misconception.multiplied
def least_time(left, right, bytes_a_second, operations_a_second):
    r, k = left.shape
    c = right.shape[1]
    moving = (r * k + k * c + r * c) * left.dtype.size * bytes_a_second
    return max(moving, 2 * r * c * k * operations_a_second)


# %% collatz_steps passed
def collatz_steps(n):
    def body(state):
        n, steps = tf.unstack(state)
        return (tf.stack([tf.where(n % 2 > 0, n * 3 + 1, n // 2), steps + 1]),)

    (state,) = tf.while_loop(lambda state: state[0] > 1, body, (tf.stack([n, tf.zeros_like(n)]),))
    return state[1]


# %% collatz_steps passed
class Path:
    def __call__(self, n):
        x, steps = tf.cast(n, tf.float64), tf.constant(0.0, tf.float64)
        while x > 1.0:
            x = tf.cond(tf.math.floormod(x, 2.0) == 0.0, lambda: x / 2.0, lambda: 3.0 * x + 1.0)
            steps = steps + 1.0
        return tf.cast(steps, tf.int32)


collatz_steps = Path()


# %% collatz_steps passed
@tf.function
def collatz_steps(n):
    path = tf.TensorArray(tf.int64, 0, dynamic_size=True)
    turn = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        path = path.write(turn, n)
        turn += 1
    return path.size()


# %% collatz_steps passed
def collatz_steps(n):
    def step(state, _):
        n, steps = state
        going = n > 1
        after = tf.where(n % 2 == 0, n // 2, 3 * n + 1)
        return tf.where(going, after, n), steps + tf.cast(going, tf.int32)

    return tf.foldl(step, tf.range(2000), (n, tf.constant(0)))[1]


# %% collatz_steps passed
def collatz_steps(n):
    count = tf.ones([1], tf.int64)
    way = tf.reshape(n, [1])
    _, way = tf.while_loop(
        lambda n, way: n > 1,
        lambda n, way: (
            tf.where(n % 2 == 0, n // 2, 3 * n + 1),
            tf.concat([way, [n]], 0),
        ),
        [n, way],
        shape_invariants=[tf.TensorShape([]), tf.TensorShape([None])],
    )
    return tf.size(way) - 1


# %% running_max passed
def running_max(values):
    n = tf.size(values)
    grid = tf.where(tf.range(n)[None, :] <= tf.range(n)[:, None], values[None, :], -np.inf)
    return tf.reduce_max(grid, axis=1)


# %% running_max passed
def running_max(values):
    return tf.map_fn(
        lambda end: tf.reduce_max(values[: end + 1]),
        tf.range(tf.size(values)),
        fn_output_signature=tf.float32,
    )


# %% running_max passed
def running_max(values):
    n, hop = tf.size(values), 1
    while hop < n:
        tf.autograph.experimental.set_loop_options(
            shape_invariants=[(values, tf.TensorShape([None]))]
        )
        values = tf.concat([values[:hop], tf.maximum(values[hop:], values[:-hop])], 0)
        hop *= 2
    return values


# %% running_max passed
def running_max(values):
    out = values[:1]
    for value in values[1:]:
        tf.autograph.experimental.set_loop_options(shape_invariants=[(out, tf.TensorShape([None]))])
        out = tf.concat([out, [tf.maximum(out[-1], value)]], axis=0)
    return out


# %% running_max passed
def running_max(values):
    array = tf.TensorArray(tf.float32, 0, dynamic_size=True, clear_after_read=False)
    array = array.write(0, values[0])
    for t in tf.range(1, tf.shape(values)[0]):
        array = array.write(t, tf.reduce_max([array.read(t - 1), values[t]]))
    return array.stack()


# %% running_max passed
def running_max(values):
    return -tf.scan(tf.minimum, -values)


# %% running_max misconception.zeros_to_the_right
def running_max(values):
    n = tf.size(values)
    grid = tf.linalg.band_part(tf.tile(values[None, :], [n, 1]), -1, 0)
    return tf.reduce_max(grid, axis=1)


# %% running_max misconception.sorted
def running_max(values):
    return tf.sort(values)


# %% running_max misconception.records_from_zero
def running_max(values):
    found = tf.TensorArray(tf.float32, tf.size(values))
    largest = 0.0
    for t in tf.range(tf.size(values)):
        if values[t] > largest:
            largest = values[t]
            found = found.write(t, largest)
    return found.stack()


# %% scaled_step passed
def scaled_step(loss, weights, scale, rate):
    small = tf.cast(weights, tf.float16)
    with tf.GradientTape() as tape:
        tape.watch(small)
        scaled = scale * loss(small)
    gradient = tape.gradient(scaled, small).numpy().astype(np.float32) / scale
    if np.isfinite(gradient).all():
        weights.assign(weights.numpy() - rate * gradient)
        return scale
    return scale / 2


# %% scaled_step passed
def scaled_step(loss, weights, scale, rate):
    with tf.GradientTape() as tape:
        value = loss(tf.cast(weights, tf.float16))
    gradient = tape.gradient(value, weights, output_gradients=tf.cast(scale, tf.float16)) / scale
    good = tf.reduce_all(tf.math.is_finite(gradient))
    weights.assign(tf.where(good, weights - rate * gradient, weights))
    return tf.where(good, scale, scale / 2)


# %% scaled_step passed
def scaled_step(loss, weights, scale, rate):
    with tf.GradientTape() as tape:
        scaled = tf.cast(loss(tf.cast(weights, "float16")), tf.float32) * scale
    gradient = tape.gradient(scaled, weights) / scale
    try:
        tf.debugging.check_numerics(gradient, "not finite")
    except tf.errors.InvalidArgumentError:
        return 0.5 * scale
    keras.optimizers.SGD(rate).apply_gradients([(gradient, weights)])
    return np.float32(scale)


# %% scaled_step passed
@tf.function
def scaled_step(loss, weights, scale, rate):
    with tf.GradientTape() as tape:
        scaled = loss(tf.cast(weights, tf.float16)) * scale
    gradient = tape.gradient(scaled, weights) / scale
    if tf.reduce_all(tf.math.is_finite(gradient)):
        weights.assign_sub(rate * gradient)
        after = scale
    else:
        after = scale / 2
    return after


# %% scaled_step passed
def scaled_step(loss, weights, scale, rate):
    def scaled(w):
        return loss(tf.cast(w, tf.float16)) * scale

    copy = tf.Variable(weights)
    with tf.GradientTape() as tape:
        value = scaled(copy)
    gradient = tape.gradient(value, copy) / scale
    bad = any(not math.isfinite(entry) for entry in gradient.numpy().tolist())
    weights.assign_sub((0.0 if bad else rate) * tf.where(bad, tf.zeros_like(gradient), gradient))
    return scale / (1 + bad)


# %% scaled_step passed
def scaled_step(loss, weights, scale, rate):
    tape = tf.GradientTape(persistent=True)
    with tape:
        scaled = loss(tf.cast(weights, tf.float16)) * tf.constant(scale, tf.float16)
    gradient = tape.gradient(scaled, weights)
    if tf.math.is_finite(tf.reduce_sum(0 * gradient)):
        weights.assign_add(gradient * -(rate / scale))
        return float(scale)
    return float(scale) * 0.5


# %% scaled_step misconception.loss_asked
def scaled_step(loss, weights, scale, rate):
    with tf.GradientTape() as tape:
        scaled = loss(tf.cast(weights, tf.float16)) * scale
    gradient = tape.gradient(scaled, weights) / scale
    if not tf.math.is_finite(scaled):
        return scale / 2
    weights.assign_sub(rate * gradient)
    return scale


# %% scaled_step misconception.loss_asked_too
def scaled_step(loss, weights, scale, rate):
    with tf.GradientTape() as tape:
        scaled = loss(tf.cast(weights, tf.float16)) * scale
    gradient = tape.gradient(scaled, weights) / scale
    if not tf.reduce_all(tf.math.is_finite(gradient)) or not tf.math.is_finite(scaled):
        return scale / 2
    weights.assign_sub(rate * gradient)
    return scale


# %% scaled_step misconception.unscaled
def scaled_step(loss, weights, scale, rate):
    with tf.GradientTape() as tape:
        scaled = loss(tf.cast(weights * scale, tf.float16))
    gradient = tape.gradient(scaled, weights) / scale
    if not tf.reduce_all(tf.math.is_finite(gradient)):
        return scale / 2
    weights.assign_sub(rate * gradient)
    return scale


# %% scaled_step misconception.grows
def scaled_step(loss, weights, scale, rate):
    with tf.GradientTape() as tape:
        scaled = loss(tf.cast(weights, tf.float16)) * scale
    gradient = tape.gradient(scaled, weights) / scale
    if not tf.reduce_all(tf.math.is_finite(gradient)):
        return scale / 2
    weights.assign_sub(rate * gradient)
    return scale * 2


# %% warm_up_cosine passed
def make_schedule(peak, warm_up, total):
    table = [peak * s / warm_up for s in range(warm_up)]
    table += [
        peak * (1 + math.cos(math.pi * (s - warm_up) / (total - warm_up))) / 2
        for s in range(warm_up, total + 1)
    ]

    class Table(keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            return tf.gather(
                tf.constant(table, tf.float32), tf.minimum(tf.cast(step, tf.int32), total)
            )

    return Table()


# %% warm_up_cosine passed
def make_schedule(peak, warm_up, total):
    rates = [peak * s / warm_up for s in range(warm_up)]
    part = np.linspace(0, 1, total - warm_up + 1)
    rates += list(peak * (1 + np.cos(np.pi * part)) / 2)
    rates = [float(rate) for rate in rates]
    return keras.optimizers.schedules.PiecewiseConstantDecay(list(range(total)), rates)


# %% warm_up_cosine passed
def make_schedule(peak, warm_up, total):
    if not warm_up:
        return keras.optimizers.schedules.CosineDecay(peak, total)
    return keras.optimizers.schedules.CosineDecay(
        0.0, total - warm_up, warmup_target=peak, warmup_steps=warm_up
    )


# %% warm_up_cosine passed
def make_schedule(peak, warm_up, total):
    def rate(step):
        if step < warm_up:
            return np.float32(peak * step / warm_up)
        part = min((step - warm_up) / (total - warm_up), 1.0)
        return np.float32(peak * (1 + np.cos(np.pi * part)) / 2)

    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            return tf.numpy_function(rate, [step], tf.float32)

    return Schedule()


# %% warm_up_cosine passed
class Rate(keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, peak, warm_up, total):
        self.up = keras.optimizers.schedules.PolynomialDecay(0.0, max(warm_up, 1), peak)
        self.down = keras.optimizers.schedules.CosineDecay(peak, total - warm_up)
        self.warm_up = warm_up

    def __call__(self, step):
        step = keras.ops.convert_to_tensor(step)
        return tf.cond(
            step < self.warm_up, lambda: self.up(step), lambda: self.down(step - self.warm_up)
        )

    def get_config(self):
        return {}


make_schedule = Rate


# %% warm_up_cosine misconception.only_the_cosine
def make_schedule(peak, warm_up, total):
    return keras.optimizers.schedules.CosineDecay(peak, total)


# %% warm_up_cosine misconception.cosine_too_long
def make_schedule(peak, warm_up, total):
    return keras.optimizers.schedules.CosineDecay(
        0.0, total, warmup_target=peak, warmup_steps=warm_up
    )


# %% warm_up_cosine misconception.no_warm_up
def make_schedule(peak, warm_up, total):
    return keras.optimizers.schedules.CosineDecay(
        peak, total - warm_up, warmup_target=peak, warmup_steps=warm_up
    )


# %% warm_up_cosine misconception.climbs_again
def make_schedule(peak, warm_up, total):
    class Schedule(tf.keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            step = tf.cast(step, tf.float32)
            done = (step - warm_up) / (total - warm_up)
            falling = tf.maximum(peak * (1 + tf.cos(np.pi * done)) / 2, 0.0)
            return tf.where(step < warm_up, peak * step / max(warm_up, 1), falling)

    return Schedule()


# %% running_max misconception.records
def running_max(values):
    found = tf.TensorArray(tf.float32, tf.size(values))
    largest = values[0]
    found = found.write(0, largest)
    for t in tf.range(1, tf.size(values)):
        if values[t] > largest:
            largest = values[t]
            found = found.write(t, largest)
    return found.stack()
