"""Answers to 04-gradient-tape: right ones, which pass, and wrong ones, each with the key that it hears."""


# %% slope_at passed
def slope_at(function, x):
    v = tf.Variable(x)
    with tf.GradientTape() as t:
        result = function(v)
    return t.gradient(result, v)


# %% slope_at passed
@tf.function(reduce_retracing=True)
def slope_at(function, x):
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch([x])
        y = function(x)
    (slope,) = tape.gradient([y], [x])
    return slope


# %% slope_at passed
def slope_at(function, x):
    with tf.autodiff.ForwardAccumulator(x, tf.ones_like(x)) as forward:
        y = function(x)
    return forward.jvp(y)


# %% slope_at passed
def slope_at(function, x):
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        value = function(x)
    slope = tape.gradient(value, x)
    del tape
    return slope


# %% slope_at passed
def slope_at(function, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.reshape(function(x), [1])
    return tape.jacobian(y, x)[0]


# %% slope_at misconception.none
def slope_at(function, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return tape.gradient(x, y)


# %% slope_at misconception.turned_around
def slope_at(function, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return -tape.gradient(y, x)


# %% slope_at raised.NameError
def slope_at(function, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = 2 * function(x) - y0
    return tape.gradient(y, x)


# %% slope_at misconception.none
def slope_at(function, x):
    with tf.GradientTape() as tape:
        y = function(x)
    return tape.gradient(y, x)


# %% slope_at raised.TypeError
def slope_at(function, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return tape.gradient(function, x)


# %% slope_at misconception.in_a_list
def slope_at(function, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return tape.gradient(y, [x])


# %% slope_at misconception.value
def slope_at(function, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return y


# %% slope_at misconception.differences
def slope_at(function, x):
    h = 0.001
    return (function(x + h) - function(x)) / h


# %% slope_at misconception.of_the_example
def slope_at(function, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    return tape.gradient(y, x)


# %% slope_at misconception.divided_by_x
def slope_at(function, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return tape.gradient(y, x, unconnected_gradients="none") / x


# %% slope_at raised.AttributeError
def slope_at(function, x):
    tape = tf.GradientTape()
    tape.watch(x)
    y = function(x)
    return tape.gradient(y, x)


# %% slope_at raised.RuntimeError
def slope_at(function, x):
    return tf.gradients(function(x), x)[0]


# %% descent_step passed
step_order = "DBHF"


# %% descent_step passed
step_order = ["d", "b", "h", "f"]


# %% descent_step passed
step_order = "D, B, H, F"


# %% descent_step passed
step_order = "\n".join("DBHF")


# %% descent_step passed
step_order = ("D", "B", "H", "F")


# %% descent_step misconception.uphill
step_order = "D B A F"


# %% descent_step misconception.old_loss
step_order = "D B H C"


# %% descent_step misconception.replaced
step_order = "D B E F"


# %% descent_step raised.TypeError
step_order = "D G H F"


# %% descent_step raised.UnboundLocalError
step_order = "B D H F"


# %% descent_step misconception.no_return
step_order = "D B H"


# %% descent_step raised.UnboundLocalError
step_order = "D H B F"


# %% descent_step misconception.no_step
step_order = "D B F H"


# %% descent_step misconception.uphill_old_loss
step_order = "D B A C"


# %% descent_step misconception.replaced_old_loss
step_order = "D B E C"


# %% descent_step misconception.no_step
step_order = "D B F"


# %% descent_step raised.NameError
step_order = "B H F"


# %% four_nones passed
def four_slopes(x, n):
    def slope(function, at):
        at = tf.Variable(tf.cast(at, tf.float32))
        with tf.GradientTape() as tape:
            y = function(at)
        return tape.gradient(y, at)

    bowl = lambda v: (v - 1.0) ** 2
    cube = lambda v: v**3
    return [
        slope(cube, x),
        slope(lambda v: tf.sin(v) ** 2, x),
        slope(cube, n),
        slope(bowl, x - 0.1 * slope(bowl, x)),
    ]


# %% four_nones passed
def four_slopes(x, n):
    w, v = tf.Variable(float(n)), tf.Variable(x)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        cube, sine, whole = x * x * x, tf.square(tf.sin(x)), w * w * w
        bowl = (v - 1.0) ** 2
    v = v - 0.1 * tape.gradient(bowl, v)
    with tf.GradientTape() as second:
        second.watch(v)
        bowl = (v - 1.0) ** 2
    return (
        tape.gradient(cube, x),
        tape.gradient(sine, x),
        tape.gradient(whole, w),
        second.gradient(bowl, v),
    )


# %% four_nones passed
def four_slopes(x, n):
    n = tf.cast(n, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch([x, n])
        total = x * x * x + n**3
    cube, whole = tape.gradient(total, [x, n])
    v = x - 0.2 * (x - 1.0)
    return tf.stack([cube, tf.sin(2 * x), whole, 2 * (v - 1.0)])


# %% four_nones passed
def four_slopes(x, n):
    def slope_of(function, source):
        with tf.GradientTape() as tape:
            tape.watch(source)
            value = function(source)
        return tape.gradient(value, source)

    cube = slope_of(lambda x: x**3, x)
    sine = slope_of(lambda x: tf.sin(x) ** 2, x)
    whole = slope_of(lambda w: w * w * w, tf.constant(float(n)))
    v = x - 0.1 * slope_of(lambda v: (v - 1.0) ** 2, x)
    return tf.convert_to_tensor([cube, sine, whole, slope_of(lambda v: (v - 1.0) ** 2, v)])


# %% four_nones passed
def four_slopes(x, n):
    variable = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = variable * variable * variable
    cube = tape.gradient(y, variable)
    with tf.GradientTape() as tape:
        y = tf.math.square(tf.math.sin(variable))
    sine = tape.gradient(y, variable)
    w = (
        tf.Variable(n, dtype=tf.float32)
        if n.dtype == tf.float32
        else tf.Variable(tf.cast(n, "float32"))
    )
    with tf.GradientTape() as tape:
        y = w * w * w
    whole = tape.gradient(y, w)
    with tf.GradientTape() as tape:
        y = (variable - 1.0) ** 2
    variable.assign(variable - 0.1 * tape.gradient(y, variable))
    with tf.GradientTape() as tape:
        y = (variable - 1.0) ** 2
    return [cube, sine, whole, tape.gradient(y, variable)]


# %% four_nones kind
def four_slopes(x, n):
    """The slopes cube, sine, whole and stepped."""
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x * x
    cube = tape.gradient(y, x)

    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.square(tf.sin(x))
    sine = tape.gradient(y, x)

    w = tf.Variable(tf.cast(n, tf.float32))
    with tf.GradientTape() as tape:
        y = w * w * w
    whole = tape.gradient(y, w)

    v = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    v.assign_sub(0.1 * tape.gradient(y, v))
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    stepped = tape.gradient(y, v)

    return cube, sine


# %% four_nones nothing
def four_slopes(x, n):
    """The slopes cube, sine, whole and stepped."""
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x * x
    cube = tape.gradient(y, x)

    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.square(tf.sin(x))
    sine = tape.gradient(y, x)

    w = tf.Variable(tf.cast(n, tf.float32))
    with tf.GradientTape() as tape:
        y = w * w * w
    whole = tape.gradient(y, w)

    v = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    v.assign_sub(0.1 * tape.gradient(y, v))
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    stepped = tape.gradient(y, v)

    cube, sine, whole, stepped


# %% four_nones misconception.sine_none
def four_slopes(x, n):
    """The slopes cube, sine, whole and stepped."""
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x * x
    cube = tape.gradient(y, x)

    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.square(np.sin(x))
    sine = tape.gradient(y, x)

    w = tf.Variable(tf.cast(n, tf.float32))
    with tf.GradientTape() as tape:
        y = w * w * w
    whole = tape.gradient(y, w)

    v = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    v.assign_sub(0.1 * tape.gradient(y, v))
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    stepped = tape.gradient(y, v)

    return cube, sine, whole, stepped


# %% four_nones misconception.cube_none
def four_slopes(x, n):
    with tf.GradientTape() as tape:
        y = x * x * x
    cube = tape.gradient(y, x)

    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.square(tf.sin(x))
    sine = tape.gradient(y, x)

    w = tf.Variable(tf.cast(n, tf.float32))
    with tf.GradientTape() as tape:
        y = w * w * w
    whole = tape.gradient(y, w)

    v = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    v.assign_sub(0.1 * tape.gradient(y, v))
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    stepped = tape.gradient(y, v)

    return cube, sine, whole, stepped


# %% four_nones misconception.cube_zero
def four_slopes(x, n):
    with tf.GradientTape() as tape:
        y = x * x * x
    cube = tape.gradient(y, x, unconnected_gradients="zero")

    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.square(tf.sin(x))
    sine = tape.gradient(y, x)

    w = tf.Variable(tf.cast(n, tf.float32))
    with tf.GradientTape() as tape:
        y = w * w * w
    whole = tape.gradient(y, w)

    v = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    v.assign_sub(0.1 * tape.gradient(y, v))
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    stepped = tape.gradient(y, v)

    return cube, sine, whole, stepped


# %% four_nones misconception.sine_not_squared
def four_slopes(x, n):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x * x
    cube = tape.gradient(y, x)

    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.sin(x)
    sine = tape.gradient(y, x)

    w = tf.Variable(tf.cast(n, tf.float32))
    with tf.GradientTape() as tape:
        y = w * w * w
    whole = tape.gradient(y, w)

    v = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    v.assign_sub(0.1 * tape.gradient(y, v))
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    stepped = tape.gradient(y, v)

    return cube, sine, whole, stepped


# %% four_nones misconception.sine_partly
def four_slopes(x, n):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x * x
    cube = tape.gradient(y, x)

    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.sin(x) * np.sin(x)
    sine = tape.gradient(y, x)

    w = tf.Variable(tf.cast(n, tf.float32))
    with tf.GradientTape() as tape:
        y = w * w * w
    whole = tape.gradient(y, w)

    v = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    v.assign_sub(0.1 * tape.gradient(y, v))
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    stepped = tape.gradient(y, v)

    return cube, sine, whole, stepped


# %% four_nones misconception.sine_of_square
def four_slopes(x, n):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x * x
    cube = tape.gradient(y, x)

    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.sin(tf.square(x))
    sine = tape.gradient(y, x)

    w = tf.Variable(tf.cast(n, tf.float32))
    with tf.GradientTape() as tape:
        y = w * w * w
    whole = tape.gradient(y, w)

    v = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    v.assign_sub(0.1 * tape.gradient(y, v))
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    stepped = tape.gradient(y, v)

    return cube, sine, whole, stepped


# %% four_nones misconception.whole_none
def four_slopes(x, n):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x * x
    cube = tape.gradient(y, x)

    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.square(tf.sin(x))
    sine = tape.gradient(y, x)

    w = tf.Variable(n)
    with tf.GradientTape() as tape:
        y = w * w * w
    whole = tape.gradient(y, w)

    v = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    v.assign_sub(0.1 * tape.gradient(y, v))
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    stepped = tape.gradient(y, v)

    return cube, sine, whole, stepped


# %% four_nones raised.ValueError
def four_slopes(x, n):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x * x
    cube = tape.gradient(y, x)

    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.square(tf.sin(x))
    sine = tape.gradient(y, x)

    w = tf.Variable(n, dtype=tf.float32)
    with tf.GradientTape() as tape:
        y = w * w * w
    whole = tape.gradient(y, w)

    v = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    v.assign_sub(0.1 * tape.gradient(y, v))
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    stepped = tape.gradient(y, v)

    return cube, sine, whole, stepped


# %% four_nones misconception.stepped_none
def four_slopes(x, n):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x * x
    cube = tape.gradient(y, x)

    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.square(tf.sin(x))
    sine = tape.gradient(y, x)

    w = tf.Variable(tf.cast(n, tf.float32))
    with tf.GradientTape() as tape:
        y = w * w * w
    whole = tape.gradient(y, w)

    v = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    v = v - (0.1 * tape.gradient(y, v))
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    stepped = tape.gradient(y, v)

    return cube, sine, whole, stepped


# %% four_nones misconception.stepped_uphill
def four_slopes(x, n):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x * x
    cube = tape.gradient(y, x)

    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.square(tf.sin(x))
    sine = tape.gradient(y, x)

    w = tf.Variable(tf.cast(n, tf.float32))
    with tf.GradientTape() as tape:
        y = w * w * w
    whole = tape.gradient(y, w)

    v = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    v.assign_add(0.1 * tape.gradient(y, v))
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    stepped = tape.gradient(y, v)

    return cube, sine, whole, stepped


# %% four_nones misconception.stepped_replaced
def four_slopes(x, n):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x * x
    cube = tape.gradient(y, x)

    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.square(tf.sin(x))
    sine = tape.gradient(y, x)

    w = tf.Variable(tf.cast(n, tf.float32))
    with tf.GradientTape() as tape:
        y = w * w * w
    whole = tape.gradient(y, w)

    v = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    v.assign(0.1 * tape.gradient(y, v))
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    stepped = tape.gradient(y, v)

    return cube, sine, whole, stepped


# %% four_nones misconception.stepped_not
def four_slopes(x, n):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x * x
    cube = tape.gradient(y, x)

    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.square(tf.sin(x))
    sine = tape.gradient(y, x)

    w = tf.Variable(tf.cast(n, tf.float32))
    with tf.GradientTape() as tape:
        y = w * w * w
    whole = tape.gradient(y, w)

    v = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    stepped = tape.gradient(y, v)

    return cube, sine, whole, stepped


# %% four_nones misconception.stepped_without_rate
def four_slopes(x, n):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x * x
    cube = tape.gradient(y, x)

    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.square(tf.sin(x))
    sine = tape.gradient(y, x)

    w = tf.Variable(tf.cast(n, tf.float32))
    with tf.GradientTape() as tape:
        y = w * w * w
    whole = tape.gradient(y, w)

    v = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    v = tf.Variable(v - tape.gradient(y, v))
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    stepped = tape.gradient(y, v)

    return cube, sine, whole, stepped


# %% four_nones misconception.whole_at_x
def four_slopes(x, n):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x * x
    cube = tape.gradient(y, x)

    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.square(tf.sin(x))
    sine = tape.gradient(y, x)

    w = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = w * w * w
    whole = tape.gradient(y, w)

    v = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    v.assign_sub(0.1 * tape.gradient(y, v))
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    stepped = tape.gradient(y, v)

    return cube, sine, whole, stepped


# %% second_derivative passed
def second_derivative(function, x):
    x = tf.Variable(x)
    with tf.GradientTape() as t2:
        with tf.GradientTape() as t1:
            y = function(x)
        dy = t1.gradient(y, x)
    d2y = t2.gradient(dy, x)
    return tf.zeros_like(x) if d2y is None else d2y


# %% second_derivative passed
def second_derivative(function, x):
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        slope = tape.gradient(function(x), x)
    return tape.gradient(slope, x, None, tf.UnconnectedGradients.ZERO)


# %% second_derivative passed
def second_derivative(function, x):
    def derivative(f):
        def df(x):
            with tf.GradientTape() as tape:
                tape.watch(x)
                y = f(x)
            return tape.gradient(y, x, unconnected_gradients="zero")

        return df

    return tf.function(derivative(derivative(function)))(x)


# %% second_derivative passed
def second_derivative(function, x):
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = tf.reduce_sum(function(x))
        slope = inner.gradient(y, x)
    rows = outer.jacobian(slope, x, unconnected_gradients="zero")
    return tf.linalg.diag_part(rows)


# %% second_derivative passed
def second_derivative(function, x):
    with tf.GradientTape(persistent=True, watch_accessed_variables=False) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = function(x)
        slopes = inner.gradient(y, x)
        parts = tf.unstack(slopes)
    rows = [
        outer.gradient(part, x, unconnected_gradients="zero")[i] for i, part in enumerate(parts)
    ]
    return tf.stack(rows)


# %% second_derivative misconception.straight_none
def second_derivative(function, x):
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = function(x)
        slope = inner.gradient(y, x)
    return outer.gradient(slope, x)


# %% second_derivative misconception.none
def second_derivative(function, x):
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = function(x)
    slope = inner.gradient(y, x)
    return outer.gradient(slope, x)


# %% second_derivative misconception.always_zero
def second_derivative(function, x):
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = function(x)
    slope = inner.gradient(y, x)
    return outer.gradient(slope, x, unconnected_gradients="zero")


# %% second_derivative raised.RuntimeError
def second_derivative(function, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    slope = tape.gradient(y, x)
    return tape.gradient(slope, x)


# %% second_derivative misconception.first
def second_derivative(function, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return tape.gradient(y, x)


# %% second_derivative misconception.squared
def second_derivative(function, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return tape.gradient(y, x) ** 2


# %% second_derivative misconception.matrix
def second_derivative(function, x):
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = function(x)
        slope = inner.gradient(y, x)
    return outer.jacobian(slope, x, unconnected_gradients="zero")


# %% second_derivative misconception.product
def second_derivative(function, x):
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = tf.reduce_sum(function(x))
        slope = tf.reduce_sum(inner.gradient(y, x) ** 2)
    return outer.gradient(slope, x, unconnected_gradients="zero")


# %% second_derivative misconception.differences
def second_derivative(function, x):
    h = 0.01
    return (function(x + h) - 2 * function(x) + function(x - h)) / h**2


# %% second_derivative misconception.added_up
def second_derivative(function, x):
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = function(x)
        slope = inner.gradient(y, x)
    second = outer.gradient(slope, x, unconnected_gradients="zero")
    return tf.reduce_sum(second)


# %% second_derivative raised.ValueError
def second_derivative(function, x):
    results = []
    for point in x:
        with tf.GradientTape() as outer:
            outer.watch(point)
            with tf.GradientTape() as inner:
                inner.watch(point)
                y = function(point)
            slope = inner.gradient(y, point)
        results.append(outer.gradient(slope, point))
    return tf.stack(results)


# %% second_derivative misconception.straight_single_zero
def second_derivative(function, x):
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = function(x)
        slope = inner.gradient(y, x)
    second = outer.gradient(slope, x)
    if second is None:
        return 0.0
    return second


# %% fit_line passed
import keras


def fit_line(x, y):
    w = tf.Variable([0.0, 0.0])
    optimizer = keras.optimizers.SGD(0.02, momentum=0.9)
    for _ in range(300):
        with tf.GradientTape() as tape:
            loss = keras.losses.mean_squared_error(y, w[0] * x + w[1])
        optimizer.apply_gradients([(tape.gradient(loss, w), w)])
    return w


# %% fit_line passed
import keras


def fit_line(x, y):
    m, b = tf.Variable(1.0), tf.Variable(-1.0)
    adam = keras.optimizers.Adam(0.1)

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(m * x + b - y))
        adam.apply_gradients(zip(tape.gradient(loss, [m, b]), [m, b]))

    for _ in range(500):
        step()
    return m, b


# %% fit_line passed
def fit_line(x, y):
    m, b = 0.0, 0.0
    x, y = x.numpy(), y.numpy()
    for _ in range(2000):
        error = m * x + b - y
        m, b = m - 0.02 * np.mean(error * x), b - 0.02 * np.mean(error)
    return np.array([m, b])


# %% fit_line passed
def fit_line(x, y):
    matrix = tf.stack([x, tf.ones_like(x)], axis=1)
    return tf.linalg.lstsq(matrix, y[:, tf.newaxis])[:, 0]


# %% fit_line passed
def fit_line(x, y):
    line = tf.constant([0.0, 0.0])
    for turn in range(600):
        with tf.GradientTape() as tape:
            tape.watch(line)
            loss = tf.reduce_mean(tf.abs(line[0] * x + line[1] - y))
        line = line - 0.1 * 0.993**turn * tape.gradient(loss, line)
    return line


# %% fit_line misconception.exchanged
def fit_line(x, y):
    line = np.polyfit(y, x, 1)
    return tf.stack(line)


# %% fit_line misconception.swapped
def fit_line(x, y):
    line = np.polyfit(x, y, 1)[::-1]
    return tf.stack(line)


# %% fit_line kind
def fit_line(x, y):
    line = [x, y]
    return tf.stack(line)


# %% fit_line misconception.stopped_early
def fit_line(x, y):
    slope, intercept = tf.Variable(0.0), tf.Variable(0.0)
    for _ in range(20):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((slope * x + intercept - y) ** 2)
        changes = tape.gradient(loss, [slope, intercept])
        slope.assign_sub(0.05 * changes[0])
        intercept.assign_sub(0.05 * changes[1])
    return tf.stack([slope, intercept])


# %% fit_line misconception.diverged
def fit_line(x, y):
    slope, intercept = tf.Variable(0.0), tf.Variable(0.0)
    for _ in range(300):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum((slope * x + intercept - y) ** 2)
        changes = tape.gradient(loss, [slope, intercept])
        slope.assign_sub(0.1 * changes[0])
        intercept.assign_sub(0.1 * changes[1])
    return tf.stack([slope, intercept])


# %% fit_line misconception.diverged
def fit_line(x, y):
    slope, intercept = tf.Variable(0.0), tf.Variable(0.0)
    for _ in range(300):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((slope * x + intercept - y) ** 2)
        changes = tape.gradient(loss, [slope, intercept])
        slope.assign_add(0.1 * changes[0])
        intercept.assign_add(0.1 * changes[1])
    return tf.stack([slope, intercept])


# %% fit_line misconception.no_intercept
def fit_line(x, y):
    slope, intercept = tf.Variable(0.0), tf.Variable(0.0)
    for _ in range(300):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((slope * x + intercept - y) ** 2)
        slope.assign_sub(0.1 * tape.gradient(loss, slope))
    return tf.stack([slope, intercept])


# %% fit_line raised.RuntimeError
def fit_line(x, y):
    slope, intercept = tf.Variable(0.0), tf.Variable(0.0)
    for _ in range(300):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((slope * x + intercept - y) ** 2)
        slope.assign_sub(0.1 * tape.gradient(loss, slope))
        intercept.assign_sub(0.1 * tape.gradient(loss, intercept))
    return tf.stack([slope, intercept])


# %% fit_line misconception.same_gradient
def fit_line(x, y):
    slope, intercept = tf.Variable(0.0), tf.Variable(0.0)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((slope * x + intercept - y) ** 2)
    changes = tape.gradient(loss, [slope, intercept])
    for _ in range(300):
        slope.assign_sub(0.1 * changes[0])
        intercept.assign_sub(0.1 * changes[1])
    return tf.stack([slope, intercept])


# %% fit_line misconception.diverged
def fit_line(x, y):
    w, b = tf.Variable(1.0), tf.Variable(1.0)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((w * x + b - y) ** 2)
    slopes = tape.gradient(loss, [w, b])
    for _ in range(1000):
        w.assign_sub(0.1 * slopes[0])
        b.assign_sub(0.1 * slopes[1])
    return [w, b]


# %% fit_line raised.TypeError
def fit_line(x, y):
    slope, intercept = tf.Variable(0.0), tf.Variable(0.0)
    for _ in range(300):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((slope * x + intercept - y) ** 2)
        changes = tape.gradient(loss, [slope, intercept])
        slope = slope - 0.1 * changes[0]
        intercept = intercept - 0.1 * changes[1]
    return tf.stack([slope, intercept])


# %% fit_line quality
def fit_line(x, y):
    slope, intercept = tf.Variable(0.0), tf.Variable(0.0)
    for _ in range(300):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((slope * x + intercept - y) ** 2)
        changes = tape.gradient(loss, [slope, intercept])
        slope.assign(0.1 * changes[0])
        intercept.assign(0.1 * changes[1])
    return tf.stack([slope, intercept])


# %% fit_line raised.InvalidArgumentError
def fit_line(x, y):
    slope, intercept = tf.Variable(0), tf.Variable(0)
    for _ in range(300):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((slope * x + intercept - y) ** 2)
        changes = tape.gradient(loss, [slope, intercept])
        slope.assign_sub(0.1 * changes[0])
        intercept.assign_sub(0.1 * changes[1])
    return tf.stack([slope, intercept])


# %% jacobian_rows passed
def jacobian_rows(function, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return tape.jacobian(y, x)


# %% jacobian_rows passed
def jacobian_rows(function, x):
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = function(x)
    rows = [tape.gradient(y, x, output_gradients=one) for one in tf.unstack(tf.eye(len(y)))]
    return tf.concat([row[tf.newaxis] for row in rows], axis=0)


# %% jacobian_rows passed
def jacobian_rows(function, x):
    rows = []
    for i in range(function(x).shape[0]):
        v = tf.Variable(x)
        with tf.GradientTape() as tape:
            output = function(v)[i]
        rows.append(tape.gradient(output, v).numpy())
    return np.array(rows)


# %% jacobian_rows passed
def jacobian_rows(function, x):
    def column(direction):
        with tf.autodiff.ForwardAccumulator(x, direction) as forward:
            y = function(x)
        return forward.jvp(y)

    return tf.stack([column(d) for d in tf.unstack(tf.eye(len(x)))], axis=1)


# %% jacobian_rows passed
def jacobian_rows(function, x):
    @tf.function
    def rows(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = function(x)
        return tape.jacobian(y, x, experimental_use_pfor=False)

    return rows(x)


# %% jacobian_rows misconception.none
def jacobian_rows(function, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return tape.jacobian(x, y)


# %% jacobian_rows misconception.summed
def jacobian_rows(function, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return tape.gradient(y, x)


# %% jacobian_rows raised.RuntimeError
def jacobian_rows(function, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return tf.stack([tape.gradient(output, x) for output in tf.unstack(y)])


# %% jacobian_rows raised.ValueError
def jacobian_rows(function, x):
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = function(x)
    return tf.stack([tape.gradient(output, x) for output in tf.unstack(y)])


# %% jacobian_rows misconception.transposed
def jacobian_rows(function, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return tf.transpose(tape.jacobian(y, x))


# %% jacobian_rows misconception.flat
def jacobian_rows(function, x):
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        outputs = tf.unstack(function(x))
    return tf.concat([tape.gradient(output, x) for output in outputs], axis=0)


# %% jacobian_rows misconception.last_row
def jacobian_rows(function, x):
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        outputs = tf.unstack(function(x))
    for output in outputs:
        row = tape.gradient(output, x)
    return row


# %% jacobian_rows misconception.first_row
def jacobian_rows(function, x):
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        outputs = tf.unstack(function(x))
    for output in outputs:
        return tape.gradient(output, x)


# %% jacobian_rows kind
def jacobian_rows(function, x):
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        outputs = tf.unstack(function(x))
    return [tape.gradient(output, x) for output in outputs]


# %% jacobian_rows misconception.summed_in_every_row
def jacobian_rows(function, x):
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = function(x)
    return tf.stack([tape.gradient(y, x) for _ in range(len(y))])


# %% jacobian_rows misconception.over_inputs
def jacobian_rows(function, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return tf.reduce_sum(tape.jacobian(y, x), axis=1)


# %% jacobian_rows misconception.times_x
def jacobian_rows(function, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return tape.jacobian(y, x, unconnected_gradients="zero") * x


# %% jacobian_rows misconception.differences
def jacobian_rows(function, x):
    h = 1e-3
    columns = []
    for i in range(len(x)):
        e = tf.one_hot(i, len(x)) * h
        columns.append((function(x + e) - function(x - e)) / (2 * h))
    return tf.stack(columns, axis=1)


# %% numerical_gradient passed
def numerical_gradient(function, x, step):
    x = x.numpy()
    result = np.zeros_like(x)
    for i in range(x.size):
        for sign in (1, -1):
            moved = x.copy()
            moved[i] += sign * step
            result[i] += sign * function(tf.constant(moved)) / (2 * step)
    return result


# %% numerical_gradient passed
def numerical_gradient(function, x, step):
    moves = step * tf.eye(tf.size(x), dtype=tf.float64)
    return (tf.map_fn(function, x + moves) - tf.map_fn(function, x - moves)) / (2 * step)


# %% numerical_gradient passed
def numerical_gradient(function, x, step):
    def entry(i):
        move = tf.one_hot(
            i,
            len(x),
            on_value=tf.constant(step, tf.float64),
            off_value=tf.constant(0.0, tf.float64),
        )
        return (function(x + move) - function(x - move)) / (2 * step)

    return tf.convert_to_tensor([entry(i) for i in range(len(x))])


# %% numerical_gradient passed
def numerical_gradient(function, x, step):
    v = tf.Variable(x)
    found = []
    for i in range(v.shape[0]):
        v[i].assign(x[i] + step)
        above = tf.identity(function(v))
        v[i].assign(x[i] - step)
        found.append((above - function(v)) / step / 2)
        v[i].assign(x[i])
    return tf.stack(found)


# %% numerical_gradient passed
def numerical_gradient(function, x, step):
    x = np.asarray(x)
    slopes = np.empty(len(x))
    for i, value in enumerate(x):
        above, below = np.array(x), np.array(x)
        above[i], below[i] = value + step, value - step
        slopes[i] = (function(tf.constant(above)) - function(tf.constant(below))).numpy() / (
            2 * step
        )
    return tf.convert_to_tensor(slopes)


# %% numerical_gradient misconception.added
def numerical_gradient(function, x, step):
    parts = []
    for i in range(x.shape[0]):
        e = step * tf.one_hot(i, x.shape[0], dtype=tf.float64)
        parts.append((function(x + e) - function(x - e)) / (2 * step))
    return tf.reduce_sum(parts)


# %% numerical_gradient misconception.parentheses
def numerical_gradient(function, x, step):
    parts = []
    for i in range(x.shape[0]):
        e = step * tf.one_hot(i, x.shape[0], dtype=tf.float64)
        parts.append((function(x + e) - function(x - e)) / 2 * step)
    return tf.stack(parts)


# %% numerical_gradient misconception.forward
def numerical_gradient(function, x, step):
    parts = []
    for i in range(x.shape[0]):
        e = step * tf.one_hot(i, x.shape[0], dtype=tf.float64)
        parts.append((function(x + e) - function(x)) / step)
    return tf.stack(parts)


# %% numerical_gradient misconception.twice
def numerical_gradient(function, x, step):
    parts = []
    for i in range(x.shape[0]):
        e = step * tf.one_hot(i, x.shape[0], dtype=tf.float64)
        parts.append((function(x + e) - function(x - e)) / step)
    return tf.stack(parts)


# %% numerical_gradient misconception.all_at_once
def numerical_gradient(function, x, step):
    return (function(x + step) - function(x - step)) / (2 * step)


# %% numerical_gradient misconception.tape
def numerical_gradient(function, x, step):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return tape.gradient(y, x)


# %% numerical_gradient raised.InvalidArgumentError
def numerical_gradient(function, x, step):
    parts = []
    for i in range(x.shape[0]):
        e = step * tf.one_hot(i, x.shape[0])
        parts.append((function(x + e) - function(x - e)) / (2 * step))
    return tf.stack(parts)


# %% numerical_gradient raised.TypeError
def numerical_gradient(function, x, step):
    parts = []
    for i in range(len(x)):
        above = x
        above[i] += step
        below = x
        below[i] -= step
        parts.append((function(above) - function(below)) / (2 * step))
    return tf.stack(parts)


# %% numerical_gradient misconception.no_difference
def numerical_gradient(function, x, step):
    x = x.numpy()
    parts = []
    for i in range(len(x)):
        above = x
        above[i] += step
        below = x
        below[i] -= step
        parts.append((function(above) - function(below)) / (2 * step))
    return tf.stack(parts)


# %% numerical_gradient misconception.halved
def numerical_gradient(function, x, step):
    x = x.numpy()
    parts = []
    for i in range(len(x)):
        x[i] += step
        above = function(x)
        x[i] -= step
        below = function(x)
        parts.append((above - below) / (2 * step))
    return tf.stack(parts)


# %% numerical_gradient misconception.not_put_back_below
def numerical_gradient(function, x, step):
    x = x.numpy()
    parts = []
    for i in range(len(x)):
        x[i] += step
        above = function(x)
        x[i] -= 2 * step
        below = function(x)
        parts.append((above - below) / (2 * step))
    return tf.stack(parts)


# %% numerical_gradient misconception.turned_around
def numerical_gradient(function, x, step):
    parts = []
    for i in range(x.shape[0]):
        e = step * tf.one_hot(i, x.shape[0], dtype=tf.float64)
        parts.append((function(x - e) - function(x + e)) / (2 * step))
    return tf.stack(parts)


# %% numerical_gradient misconception.moved_by_one
def numerical_gradient(function, x, step):
    parts = []
    for i in range(x.shape[0]):
        e = tf.one_hot(i, x.shape[0], dtype=tf.float64)
        parts.append((function(x + e) - function(x - e)) / (2 * step))
    return tf.stack(parts)


# %% numerical_gradient kind
def numerical_gradient(function, x, step):
    parts = []
    for i in range(x.shape[0]):
        e = step * tf.one_hot(i, x.shape[0], dtype=tf.float64)
        parts.append((function(x + e) - function(x - e)) / (2 * step))
    return parts


# %% numerical_gradient dtype
def numerical_gradient(function, x, step):
    parts = []
    for i in range(x.shape[0]):
        e = step * tf.one_hot(i, x.shape[0], dtype=tf.float64)
        parts.append((function(x + e) - function(x - e)) / (2 * step))
    return tf.cast(tf.stack(parts), tf.float32)


# %% numerical_gradient misconception.entry_alone
def numerical_gradient(function, x, step):
    parts = []
    for i in range(x.shape[0]):
        parts.append((function(x[i] + step) - function(x[i] - step)) / (2 * step))
    return tf.stack(parts)


# %% numerical_gradient misconception.half_step
def numerical_gradient(function, x, step):
    parts = []
    for i in range(x.shape[0]):
        e = step / 2 * tf.one_hot(i, x.shape[0], dtype=tf.float64)
        parts.append((function(x + e) - function(x - e)) / step)
    return tf.stack(parts)


# %% clipped_gradient passed
@tf.custom_gradient
def clip_gradient(x, limit):
    def grad(dy):
        return tf.minimum(tf.maximum(dy, -limit), limit), None

    return x, grad


# %% clipped_gradient passed
def clip_gradient(x, limit):
    return _clip(limit)(x)


def _clip(limit):
    return tf.custom_gradient(
        lambda x: (x, lambda g: tf.where(tf.abs(g) > limit, tf.sign(g) * limit, g))
    )


# %% clipped_gradient passed
def clip_gradient(x, limit):
    import keras

    @keras.ops.custom_gradient
    def through(x):
        def grad(*args, upstream=None):
            upstream = args[0] if upstream is None else upstream
            return keras.ops.clip(upstream, -limit, limit)

        return x, grad

    return through(x)


# %% clipped_gradient passed
@tf.function
def clip_gradient(x, limit):
    @tf.custom_gradient
    def through(x):
        return tf.identity(x), lambda up: tf.clip_by_value(up, -limit, limit)

    return through(x)


# %% clipped_gradient passed
def clip_gradient(x, limit):
    limit = tf.cast(limit, x.dtype)

    @tf.custom_gradient
    def unchanged(x, limit):
        def backward(upstream):
            small = tf.math.minimum(upstream, limit)
            return tf.math.maximum(small, -limit), None

        return x + 0.0, backward

    return unchanged(x, limit)


# %% clipped_gradient misconception.undecorated
def clip_gradient(x, limit):
    def through(x):
        def back(upstream):
            return tf.clip_by_value(upstream, -limit, limit)

        return tf.identity(x), back

    return through(x)


# %% clipped_gradient kind
def clip_gradient(x, limit):
    @tf.custom_gradient
    def through(x):
        def back(upstream):
            return tf.clip_by_value(upstream, -limit, limit)

        return tf.identity(x), back

    return through


# %% clipped_gradient misconception.from_zero
def clip_gradient(x, limit):
    @tf.custom_gradient
    def through(x):
        def back(upstream):
            return tf.clip_by_value(upstream, 0.0, limit)

        return tf.identity(x), back

    return through(x)


# %% clipped_gradient misconception.clips_the_values
def clip_gradient(x, limit):
    return tf.clip_by_value(x, -limit, limit)


# %% clipped_gradient misconception.unclipped
def clip_gradient(x, limit):
    return x


# %% clipped_gradient misconception.clips_both
def clip_gradient(x, limit):
    @tf.custom_gradient
    def through(x):
        def back(upstream):
            return tf.clip_by_value(upstream, -limit, limit)

        return tf.clip_by_value(x, -limit, limit), back

    return through(x)


# %% clipped_gradient misconception.from_above_only
def clip_gradient(x, limit):
    @tf.custom_gradient
    def through(x):
        def back(upstream):
            return tf.minimum(upstream, limit)

        return tf.identity(x), back

    return through(x)


# %% clipped_gradient misconception.by_norm
def clip_gradient(x, limit):
    @tf.custom_gradient
    def through(x):
        def back(upstream):
            return tf.clip_by_norm(upstream, limit)

        return tf.identity(x), back

    return through(x)


# %% clipped_gradient misconception.x_goes_back
def clip_gradient(x, limit):
    @tf.custom_gradient
    def through(x):
        def back(upstream):
            return tf.clip_by_value(x, -limit, limit)

        return tf.identity(x), back

    return through(x)


# %% clipped_gradient misconception.stopped
def clip_gradient(x, limit):
    @tf.custom_gradient
    def through(x):
        def back(upstream):
            tf.clip_by_value(upstream, -limit, limit)

        return tf.identity(x), back

    return through(x)


# %% clipped_gradient raised.TypeError
def clip_gradient(x, limit):
    @tf.custom_gradient
    def through(x):
        def back(upstream):
            return tf.clip_by_value(upstream, -limit, limit)

        return tf.identity(x), back(x)

    return through(x)


# %% clipped_gradient raised.ValueError
@tf.custom_gradient
def clip_gradient(x, limit):
    def back(upstream):
        return tf.clip_by_value(upstream, -limit, limit)

    return tf.identity(x), back


# %% clipped_gradient misconception.own_gradient
def clip_gradient(x, limit):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.identity(x)
    return tf.clip_by_value(tape.gradient(y, x), -limit, limit)


# %% clipped_gradient misconception.limit_of_one
def clip_gradient(x, limit):
    @tf.custom_gradient
    def through(x):
        def back(upstream):
            return tf.clip_by_value(upstream, -1.0, 1.0)

        return tf.identity(x), back

    return through(x)


# %% clipped_gradient misconception.cut_out
def clip_gradient(x, limit):
    @tf.custom_gradient
    def through(x):
        def back(upstream):
            return tf.where(tf.abs(upstream) > limit, 0.0, upstream)

        return tf.identity(x), back

    return through(x)


# %% clipped_gradient misconception.forgets_upstream_limit
def clip_gradient(x, limit):
    @tf.custom_gradient
    def through(x):
        def back(upstream):
            return tf.clip_by_value(upstream, limit, -limit)

        return tf.identity(x), back

    return through(x)


# %% clipped_gradient misconception.no_sign
def clip_gradient(x, limit):
    @tf.custom_gradient
    def through(x):
        def back(upstream):
            return tf.minimum(tf.abs(upstream), limit)

        return tf.identity(x), back

    return through(x)


# %% slope_at misconception.secant
def slope_at(function, x):
    return function(x + 1.0) - function(x)


# %% slope_at misconception.ratio
def slope_at(function, x):
    return function(x) / x


# %% slope_at misconception.second
def slope_at(function, x):
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = function(x)
        slope = inner.gradient(y, x, unconnected_gradients="zero")
    return outer.gradient(slope, x, unconnected_gradients="zero")


# %% slope_at misconception.times_x
def slope_at(function, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return tape.gradient(y, x) * x


# %% slope_at misconception.slope_of_x
def slope_at(function, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        function(x)
    return tape.gradient(x, x)


# %% slope_at misconception.always_zero
def slope_at(function, x):
    with tf.GradientTape() as tape:
        y = function(x)
    return tape.gradient(y, x, unconnected_gradients="zero")


# %% second_derivative misconception.third
def second_derivative(function, x):
    with tf.GradientTape() as a:
        a.watch(x)
        with tf.GradientTape() as b:
            b.watch(x)
            with tf.GradientTape() as c:
                c.watch(x)
                y = function(x)
            first = c.gradient(y, x)
        second = b.gradient(first, x, unconnected_gradients="zero")
    return a.gradient(second, x, unconnected_gradients="zero")


# %% second_derivative misconception.value
def second_derivative(function, x):
    return function(x)


# %% second_derivative misconception.halved
def second_derivative(function, x):
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = function(x)
        slope = inner.gradient(y, x)
    return outer.gradient(slope, x, unconnected_gradients="zero") / 2


# %% second_derivative misconception.turned_around
def second_derivative(function, x):
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = -function(x)
        slope = inner.gradient(y, x)
    return outer.gradient(slope, x, unconnected_gradients="zero")


# %% second_derivative passed
def second_derivative(function, x):
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = function(x)
        slope = tape.gradient(y, x)
        slope = tf.zeros_like(x) if slope is None else slope + 0.0 * x
    return tape.gradient(slope, x)


# %% jacobian_rows misconception.values
def jacobian_rows(function, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return y


# %% jacobian_rows misconception.of_the_mean
def jacobian_rows(function, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.reduce_mean(function(x))
    return tape.gradient(y, x)


# %% jacobian_rows misconception.always_zero
def jacobian_rows(function, x):
    with tf.GradientTape() as tape:
        y = function(x)
    return tape.jacobian(y, x, unconnected_gradients="zero")


# %% jacobian_rows misconception.diagonal
def jacobian_rows(function, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return tf.linalg.diag_part(tape.jacobian(y, x))


# %% jacobian_rows misconception.turned_around
def jacobian_rows(function, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return -tape.jacobian(y, x)


# %% jacobian_rows passed
def jacobian_rows(function, x):
    rows = []
    for i in range(function(x).shape[0]):
        with tf.GradientTape() as tape:
            tape.watch(x)
            output = function(x)[i]
        rows.append(tape.gradient(output, x))
    return tf.stack(rows)


# %% numerical_gradient misconception.backward
def numerical_gradient(function, x, step):
    parts = []
    for i in range(x.shape[0]):
        move = step * tf.one_hot(i, x.shape[0], dtype=tf.float64)
        parts.append((function(x) - function(x - move)) / step)
    return tf.stack(parts)


# %% numerical_gradient misconception.half_step_whole_way
def numerical_gradient(function, x, step):
    parts = []
    for i in range(x.shape[0]):
        move = step / 2 * tf.one_hot(i, x.shape[0], dtype=tf.float64)
        parts.append((function(x + move) - function(x - move)) / (2 * step))
    return tf.stack(parts)


# %% numerical_gradient misconception.not_divided
def numerical_gradient(function, x, step):
    parts = []
    for i in range(x.shape[0]):
        move = step * tf.one_hot(i, x.shape[0], dtype=tf.float64)
        parts.append(function(x + move) - function(x - move))
    return tf.stack(parts)


# %% numerical_gradient misconception.all_at_once_in_every_entry
def numerical_gradient(function, x, step):
    slope = (function(x + step) - function(x - step)) / (2 * step)
    return slope * tf.ones_like(x)


# %% numerical_gradient misconception.added_on
def numerical_gradient(function, x, step):
    parts, total = [], 0.0
    for i in range(x.shape[0]):
        move = step * tf.one_hot(i, x.shape[0], dtype=tf.float64)
        total += (function(x + move) - function(x - move)) / (2 * step)
        parts.append(total)
    return tf.stack(parts)


# %% numerical_gradient misconception.not_put_back
def numerical_gradient(function, x, step):
    parts = []
    for i in range(x.shape[0]):
        move = step * tf.one_hot(i, x.shape[0], dtype=tf.float64)
        below = function(x - move)
        x = x + move
        parts.append((function(x) - below) / (2 * step))
    return tf.stack(parts)


# %% clipped_gradient misconception.from_below_only
def clip_gradient(x, limit):
    @tf.custom_gradient
    def unchanged(x):
        return tf.identity(x), lambda upstream: tf.maximum(upstream, -limit)

    return unchanged(x)


# %% clipped_gradient misconception.times_x
def clip_gradient(x, limit):
    @tf.custom_gradient
    def unchanged(x):
        def backward(upstream):
            return x * tf.clip_by_value(upstream, -limit, limit)

        return tf.identity(x), backward

    return unchanged(x)


# %% clipped_gradient misconception.clips_the_values_alone
def clip_gradient(x, limit):
    @tf.custom_gradient
    def clipped(x):
        return tf.clip_by_value(x, -limit, limit), lambda upstream: upstream

    return clipped(x)


# %% clipped_gradient misconception.clips_the_values_outside
def clip_gradient(x, limit):
    return tf.constant(np.clip(x, -limit, limit))


# %% clipped_gradient misconception.doubled
def clip_gradient(x, limit):
    return x + tf.identity(x)


# %% clipped_gradient misconception.forgets_upstream
def clip_gradient(x, limit):
    @tf.custom_gradient
    def unchanged(x):
        def backward(upstream):
            return tf.clip_by_value(tf.ones_like(x), -limit, limit)

        return tf.identity(x), backward

    return unchanged(x)


# %% clipped_gradient passed
def clip_gradient(x, limit):
    def backward(upstream):
        return tf.minimum(tf.maximum(upstream, -limit), limit)

    unchanged = tf.custom_gradient(lambda value: (tf.identity(value), backward))
    return unchanged(x)


# %% fit_line misconception.untrained
def fit_line(x, y):
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    for _ in range(100):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((w * x + b - y) ** 2)
        tape.gradient(loss, [w, b])
    return tf.stack([w, b])


# %% fit_line misconception.level
def fit_line(x, y):
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    for _ in range(200):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((w * x + b - y) ** 2)
        b.assign_sub(0.1 * tape.gradient(loss, b))
    return tf.stack([w, b])


# %% fit_line misconception.mirrored
def fit_line(x, y):
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    for _ in range(200):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((w * x + b + y) ** 2)
        slopes = tape.gradient(loss, [w, b])
        w.assign_sub(0.1 * slopes[0])
        b.assign_sub(0.1 * slopes[1])
    return tf.stack([w, b])


# %% four_nones misconception.cube_square
def four_slopes(x, n):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    cube = tape.gradient(y, x)

    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.square(tf.sin(x))
    sine = tape.gradient(y, x)

    w = tf.Variable(tf.cast(n, tf.float32))
    with tf.GradientTape() as tape:
        y = w * w * w
    whole = tape.gradient(y, w)

    v = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    v.assign_sub(0.1 * tape.gradient(y, v))
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    stepped = tape.gradient(y, v)

    return cube, sine, whole, stepped


# %% four_nones misconception.sine_zero
def four_slopes(x, n):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x * x
    cube = tape.gradient(y, x)

    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.square(np.sin(x))
    sine = tape.gradient(y, x, unconnected_gradients="zero")

    w = tf.Variable(tf.cast(n, tf.float32))
    with tf.GradientTape() as tape:
        y = w * w * w
    whole = tape.gradient(y, w)

    v = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    v.assign_sub(0.1 * tape.gradient(y, v))
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    stepped = tape.gradient(y, v)

    return cube, sine, whole, stepped


# %% four_nones misconception.stepped_zero
def four_slopes(x, n):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x * x
    cube = tape.gradient(y, x)

    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.square(tf.sin(x))
    sine = tape.gradient(y, x)

    w = tf.Variable(tf.cast(n, tf.float32))
    with tf.GradientTape() as tape:
        y = w * w * w
    whole = tape.gradient(y, w)

    v = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    v = v - 0.1 * tape.gradient(y, v)
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    stepped = tape.gradient(y, v, unconnected_gradients="zero")

    return cube, sine, whole, stepped


# %% four_nones misconception.whole_zero
def four_slopes(x, n):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x * x
    cube = tape.gradient(y, x)

    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.square(tf.sin(x))
    sine = tape.gradient(y, x)

    w = tf.Variable(n)
    with tf.GradientTape() as tape:
        y = w * w * w
    whole = tape.gradient(y, w, unconnected_gradients="zero")

    v = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    v.assign_sub(0.1 * tape.gradient(y, v))
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    stepped = tape.gradient(y, v)

    return cube, sine, whole, stepped


# %% four_nones passed
def four_slopes(x, n):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x * x
    cube = tape.gradient(y, x)

    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.square(tf.sin(x))
    sine = tape.gradient(y, x)

    w = tf.cast(n, tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(w)
        y = w**3
    whole = tape.gradient(y, w)

    v = tf.Variable(x)
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    v = tf.Variable(v - 0.1 * tape.gradient(y, v))
    with tf.GradientTape() as tape:
        y = (v - 1.0) ** 2
    stepped = tape.gradient(y, v)

    return cube, sine, whole, stepped


# %% fit_line misconception.wrong_height
def fit_line(x, y):
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    for _ in range(300):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((w * x + b - y) ** 2)
        slopes = tape.gradient(loss, [w, b])
        w.assign_sub(0.1 * slopes[0])
        b.assign_sub(0.1 * slopes[1])
    return tf.stack([w, w + b])


# %% fit_line misconception.too_steep
def fit_line(x, y):
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    for _ in range(300):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((2.0 * w * x + b - y) ** 2)
        slopes = tape.gradient(loss, [w, b])
        w.assign_sub(0.04 * slopes[0])
        b.assign_sub(0.04 * slopes[1])
    return tf.stack([w, b])


# %% second_derivative misconception.two_jacobians
def second_derivative(function, x):
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = function(x)
        slope = inner.jacobian(y, x)
    return outer.jacobian(slope, x)


# %% numerical_gradient misconception.others_moved
def numerical_gradient(function, x, step):
    parts = []
    for i in range(x.shape[0]):
        move = np.ones(x.shape[0])
        move[i] = step
        parts.append((function(x + move) - function(x - move)) / (2 * step))
    return tf.stack(parts)


# %% numerical_gradient misconception.as_a_matrix
def numerical_gradient(function, x, step):
    move = step * tf.eye(x.shape[0], dtype=tf.float64)
    return (function(x + move) - function(x - move)) / (2 * step)


# %% numerical_gradient misconception.below_divided
def numerical_gradient(function, x, step):
    parts = []
    for i in range(x.shape[0]):
        move = step * tf.one_hot(i, x.shape[0], dtype=tf.float64)
        parts.append(function(x + move) - function(x - move) / (2 * step))
    return tf.stack(parts)


# %% numerical_gradient misconception.in_proportion
def numerical_gradient(function, x, step):
    parts = []
    for i in range(x.shape[0]):
        share = step * tf.one_hot(i, x.shape[0], dtype=tf.float64)
        above, below = function(x * (1 + share)), function(x * (1 - share))
        parts.append((above - below) / (2 * step))
    return tf.stack(parts)


# %% clipped_gradient misconception.sign_of_it
def clip_gradient(x, limit):
    @tf.custom_gradient
    def unchanged(x):
        return tf.identity(x), lambda upstream: limit * tf.sign(upstream)

    return unchanged(x)


# %% clipped_gradient misconception.times_itself
def clip_gradient(x, limit):
    @tf.custom_gradient
    def unchanged(x):
        def backward(upstream):
            return upstream * tf.clip_by_value(upstream, -limit, limit)

        return tf.identity(x), backward

    return unchanged(x)


# %% clipped_gradient raised.TypeError
def clip_gradient(x, limit):
    @tf.custom_gradient
    def unchanged(x):
        def backward():
            return tf.clip_by_value(x, -limit, limit)

        return tf.identity(x), backward

    return unchanged(x)


# %% slope_at raised.RuntimeError
def slope_at(function, x):
    return tf.GradientTape().gradient(function(x), x)


# %% jacobian_rows raised.ValueError
def jacobian_rows(function, x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = function(x)
    return tape.batch_jacobian(y, x)


# %% fit_line misconception.diverged
def fit_line(x, y):
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    for _ in range(300):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(w * x + b - y)
        slopes = tape.gradient(loss, [w, b])
        w.assign_sub(0.1 * slopes[0])
        b.assign_sub(0.1 * slopes[1])
    return tf.stack([w, b])


# %% second_derivative passed
def second_derivative(function, x):
    with tf.autodiff.ForwardAccumulator(x, tf.ones_like(x)) as acc:
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = function(x)
        slope = tape.gradient(y, x)
    second = acc.jvp(slope, unconnected_gradients="zero")
    return second


# %% jacobian_rows passed
def jacobian_rows(function, x):
    columns = []
    for one in tf.unstack(tf.eye(len(x))):
        with tf.autodiff.ForwardAccumulator(x, one) as forward:
            y = function(x)
        columns.append(forward.jvp(y))
    return tf.stack(columns, axis=1)


# %% jacobian_rows passed
def jacobian_rows(function, x):
    with tf.GradientTape() as tape:
        xb = x[tf.newaxis]
        tape.watch(xb)
        yb = function(xb[0])[tf.newaxis]
    return tape.batch_jacobian(yb, xb)[0]


# %% numerical_gradient passed
def numerical_gradient(function, x, step):
    out = []
    for i in range(len(x)):
        up = tf.tensor_scatter_nd_add(x, [[i]], [step])
        down = tf.tensor_scatter_nd_sub(x, [[i]], [step])
        out.append((function(up) - function(down)) / (2.0 * step))
    return tf.stack(out)


# %% numerical_gradient values
def numerical_gradient(function, x, step):
    return tf.stack(
        [
            abs(function(x + step * e) - function(x - step * e)) / (2 * step)
            for e in tf.eye(len(x), dtype=tf.float64)
        ]
    )


# %% numerical_gradient misconception.tape
def numerical_gradient(function, x, step):
    step = 1e-5
    return tf.stack(
        [
            (function(x + step * e) - function(x - step * e)) / (2 * step)
            for e in tf.eye(len(x), dtype=tf.float64)
        ]
    )


# %% four_nones misconception.stepped_not
def four_slopes(x, n):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x * x
    cube = tape.gradient(y, x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.square(tf.sin(x))
    sine = tape.gradient(y, x)
    w = tf.Variable(tf.cast(n, tf.float32))
    with tf.GradientTape() as tape:
        y = w * w * w
    whole = tape.gradient(y, w)
    v = tf.Variable(x)
    with tf.GradientTape(persistent=True) as tape:
        y = (v - 1.0) ** 2
        v.assign_sub(0.1 * tape.gradient(y, v))
    stepped = tape.gradient(y, v)
    return cube, sine, whole, stepped


# %% jacobian_rows misconception.list_of_none
def jacobian_rows(function, x):
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = function(x)
    return [tape.gradient(y[i], x) for i in range(len(y))]


# %% clipped_gradient misconception.own_gradient_of_one
def clip_gradient(x, limit):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x
    return tape.gradient(y, x)


# %% clipped_gradient values
def clip_gradient(x, limit):
    @tf.custom_gradient
    def through(x):
        def back(upstream):
            return limit * tf.tanh(upstream / limit)

        return tf.identity(x), back

    return through(x)


# %% fit_line misconception.squared_mean
def fit_line(x, y):
    a, b = tf.Variable(0.0), tf.Variable(0.0)
    for i in range(300):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(a * x + b - y) ** 2
        da, db = tape.gradient(loss, [a, b])
        a.assign_sub(0.1 * da)
        b.assign_sub(0.1 * db)
    return tf.stack([a, b])
