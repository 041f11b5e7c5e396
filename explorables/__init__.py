"""Interactive pictures of what TensorFlow does with a tensor.

One call, as the last expression of a cell, shows one picture::

    import explorables

    explorables.shape(tensor)
    explorables.axis(tensor)
    explorables.broadcasting(first, second)
    explorables.state("lines of a cell")
    explorables.traces(function)
    explorables.graph(function, tensor)
    explorables.tape(function, tensor)
    explorables.boundary(build, data)
    curves = explorables.curves()
    explorables.descent(loss, start)
    explorables.network(model, example)
    explorables.race(function, make_input)
    explorables.timeline(step, tensor)
    explorables.activation(name)
    explorables.gradients(build, x, y)
    explorables.pad(model)
    explorables.loop(step, model, batches)
    explorables.clip(gradients)
    explorables.pipeline(steps)
    explorables.overlap(rows, load, step)
    explorables.quantize(model, x, y)
    explorables.request(folder)
    explorables.windows(series, length)
    explorables.attention(vectors, words)
    explorables.vitals(model, x, y)
    explorables.nan(function, tensor)
    explorables.convolution(image, kernel)
    explorables.receptive(model)
    explorables.saliency(model, image)

Each takes what the learner has at hand: a ``tf.Tensor``, a ``tf.Variable``, a NumPy array, nested
lists, a number. What cannot be drawn is answered by a sentence that says why; nothing here raises
for a learner's value.

TensorFlow is imported at the first call, so that ``explorables.page.host`` and ``explorables.page.palette``
are cheap to import by themselves.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from explorables.page.host import Explorable
    from explorables.page.still import Still
    from explorables.pictures.curves.callback import Curves

__all__ = [
    "activation",
    "attention",
    "axis",
    "boundary",
    "broadcasting",
    "clip",
    "convolution",
    "curves",
    "descent",
    "gradients",
    "graph",
    "loop",
    "nan",
    "network",
    "overlap",
    "pad",
    "pipeline",
    "quantize",
    "race",
    "receptive",
    "request",
    "saliency",
    "shape",
    "state",
    "still",
    "tape",
    "timeline",
    "traces",
    "vitals",
    "windows",
]


def shape(tensor: object) -> Explorable:
    """Show the cells of a tensor of rank 0 to 4, and where each lies in memory.

    Controls: what is done to the tensor (as given, a reshape, a transpose), and a slider that walks
    through memory order. The same element is followed before and after.

    Args:
        tensor: any value TensorFlow can make a tensor of, of any dtype.
    """
    from explorables.pictures.shape.picture import explore

    return explore(tensor)


def axis(tensor: object) -> Explorable:
    """Show what a reduction over an axis keeps and loses.

    Controls: the reduction, the axis (negative ones too), ``keepdims``, and a slider over the cells
    of the result. The numbers are those of ``tf.reduce_sum`` and its relatives.

    Args:
        tensor: any value TensorFlow can make a tensor of, with numbers or booleans in it.
    """
    from explorables.pictures.axis.picture import explore

    return explore(tensor)


def broadcasting(first: object, second: object) -> Explorable:
    """Show two shapes aligned axis by axis, what is stretched, and the result; or why none exists.

    Controls: a box for each shape, to type another such as ``3, 1``, and a slider over the cells
    of the result.

    Args:
        first: ``a``. A ``tf.TensorShape`` or a tuple of ints is a shape; anything else is data.
        second: ``b``, likewise.
    """
    from explorables.pictures.broadcasting.picture import explore

    return explore(first, second)


def state(lines: object, /, **names: object) -> Explorable:
    """Show what each line of a cell does to names and to objects, and what the objects hold.

    The lines are run once, by themselves: what they assign are no names of the notebook. Control: a
    slider that goes from line to line. Which lines changed an object, and which only a name, stands
    beside them.

    Args:
        lines: the lines of a cell, as one string. They know ``tf`` and ``np``.
        names: what else they know, by these names; an object that is passed in really changes.
    """
    from explorables.pictures.state.picture import explore

    return explore(lines, names)


def race(
    function: object,
    make_input: object,
    sizes: object = (1, 4, 16, 64, 256, 1024),
    repeat: object = 31,
    seconds: object = 3.0,
    clock: Callable[[], float] = time.perf_counter,
) -> Explorable:
    """Time a function at several sizes: eager, as a graph and with XLA, on every device there is.

    Measured once, when called: the function runs many times, so it should change nothing. Controls:
    which size is read out, the scale, and which contenders are shown.

    Args:
        function: operations on tensors; returns a tensor, or a structure with one in it.
        make_input: from a size (an int) to the function's input; a tuple is several inputs.
        sizes: at least two increasing whole numbers. Those not reached in time are left out.
        repeat: how often each call is timed, if there is time; the median counts.
        seconds: about how long the race may take.
        clock: seconds since some moment.
    """
    from explorables.pictures.race.picture import explore

    return explore(function, make_input, sizes, repeat, seconds, clock)


def activation(*functions: object) -> Explorable:
    """Show an activation with its slope, and what a chain of units that apply it makes of the slopes.

    To the left the curve and its slope by ``tf.GradientTape``, with a circle where each unit of the chain
    is; to the right the output's slope by the input, for chains of 1 to 50 units with one weight each.
    Controls: the activation, where there are several, the input, the weight, and how many layers.

    Args:
        functions: names that Keras knows, such as ``"sigmoid"``, or functions of a tensor that give one
            number for each of its numbers. Without any, the sigmoid.
    """
    from explorables.pictures.activation.picture import explore

    return explore(functions)


def gradients(
    build: object,
    x: object,
    y: object,
    loss: Callable[[Any, Any], Any] | None = None,
    **choices: object,
) -> Explorable:
    """Show what gets through the layers of a network before training, forward and backward.

    A bar a layer: to the left the norm of the gradient by its kernel, to the right how far the examples
    differ behind it. Measured once, when called, as the first step of a training would see it; the
    model stays as it is. Controls: a slider for each of the choices, and one that reads out a layer.

    Args:
        build: a Keras model (Sequential or functional), or a function that builds one from the choices.
        x: examples.
        y: their targets: class indices where the model gives logits, or numbers.
        loss: from targets and outputs to the loss; by itself the cross-entropy of logits for class
            indices, and the mean squared error for other numbers.
        choices: for each parameter of ``build`` a list of values, such as ``depth=[5, 20]``; all
            combinations are built, at most 40.
    """
    from explorables.pictures.gradients.picture import explore

    return explore(build, x, y, loss, choices)


def vitals(
    model: object,
    x: object,
    y: object,
    rate: float = 0.01,
    steps: int = 40,
    loss: Callable[[Any, Any], Any] | None = None,
) -> Explorable:
    """Show the vital signs of a training, step by step, each beside its normal range.

    The model is trained eagerly by Adam, on 32 rows a step in their order, when this is called; after it
    the model is as it was. The signs: the loss beside what is reached without x, nan among the weights,
    the gradient's norm, how far a step moves a kernel compared with the kernel's size, hidden units that
    are 0 for all rows, and how many different predictions there are. Controls: a slider for the step.

    Args:
        model: a Keras model (Sequential or functional).
        x: examples, at most 2,000.
        y: their targets: class indices where the model gives logits, or numbers.
        rate: the learning rate.
        steps: how many steps are made, 1 to 60.
        loss: from targets and outputs to the loss; by itself the cross-entropy of logits for class
            indices, and the mean squared error for other numbers.
    """
    from explorables.pictures.vitals.picture import explore

    return explore(model, x, y, rate, steps, loss)


def nan(function: object, /, *inputs: object) -> Explorable:
    """Show where numbers stop being finite in what a function computes, forward and backward.

    A box for each operation, with its value and the gradient of the result by it, run one after another;
    the first that is nan or infinite is marked on both ways. Below, what the function gives eagerly, as a
    graph and compiled by XLA, which may differ. Controls: the number of the inputs that is set, what it
    is set to, and a box to read out. Variables that the function changes get their values back.

    Args:
        function: of TensorFlow operations, at most 40 with its inputs; returns a tensor, or a structure
            of tensors, whose sum is differentiated.
        inputs: what it is called with. At least one holds floats; the first 12 numbers can be set.
    """
    from explorables.pictures.nan.picture import explore

    return explore(function, inputs)


def traces(function: object, /, *examples: object, **names: object) -> Explorable:
    """Show the traces a ``tf.function`` has, and for every call whether it hit one or made one.

    Controls: ready calls, a box for the arguments of another (Enter calls), a button that calls
    once more, and a slider that steps back through the log. The calls are real. The reason for a
    new trace is a comparison of signatures made here: TensorFlow keeps no record of it.

    Args:
        function: a ``tf.function``, or a plain function, which is wrapped. Without parentheses.
        examples: calls to begin with, made in this order. A string is read as the arguments of a
            call, ``"tf.constant([1.0]), 3"``; a tuple holds them; anything else is the only one.
        names: values that the box knows by these names, besides ``tf`` and ``np``.
    """
    from explorables.pictures.traces.picture import explore

    return explore(function, examples, names)


def graph(function: object, /, *args: object, **kwargs: object) -> Explorable:
    """Show the graph ``tf.function`` makes of a function: its nodes in layers, and their edges.

    Controls: which graph, the outer one or a branch of an ``if`` or part of a ``while`` inside it,
    and a slider that walks the nodes in an order in which they could run.

    Args:
        function: a ``tf.function``, a plain function, which is wrapped, or a concrete function.
        args, kwargs: what it is traced with; it is not run.
    """
    from explorables.pictures.graph.picture import explore

    return explore(function, args, kwargs)


def descent(
    loss: object,
    start: object,
    learning_rate: object = 0.01,
    momentum: object = 0.0,
    steps: object = 60,
) -> Explorable:
    """Show the surface of a loss, and the path gradient descent takes over it.

    Controls: the learning rate, from clearly too small to diverging, the momentum, and a slider
    that walks along the path. Each path is that of ``keras.optimizers.SGD`` with gradients by
    ``tf.GradientTape``. The range of the map follows from ``start`` and the path at the given rate,
    and then stays.

    Args:
        loss: a function of one or two scalar tensors, the parameters, that returns one number; made
            of TensorFlow operations.
        start: where the parameters begin: a number, or a pair of them.
        learning_rate: above 0.
        momentum: from 0 to below 1.
        steps: how many updates a path has, from 1 to 500.
    """
    from explorables.pictures.descent.picture import explore

    return explore(loss, start, learning_rate, momentum, steps)


def curves(
    metric: object = "loss",
    log: object = None,
    clock: Callable[[], float] = time.monotonic,
) -> Curves:
    """Draw what Keras reports while models train, and afterwards; runs lie over each other.

    Give it to ``fit``, bare or as a run with a name, and leave it as a cell's last expression::

        curves = explorables.curves()
        history = model.fit(x, y, epochs=30, callbacks=[curves.run("SGD 0.01")])
        curves

    While a model trains, one output of the cell follows, at most four times a second. The first
    interrupt of the kernel ends the training after the batch at hand, and ``fit`` returns its
    History. Controls afterwards: the metric, an epoch to read out, the scale, and which runs are
    shown.

    Args:
        metric: what is drawn first, as Keras names it.
        log: whether the scale is logarithmic at first; None for what suits the values.
        clock: seconds since some moment.
    """
    from explorables.pictures.curves.callback import Curves

    return Curves(metric, log, clock)


def boundary(
    build: object = None,
    data: object = None,
    labels: object = None,
    *,
    sizes: object = (2, 8, 128),
    noises: object = (0.1, 0.2, 0.3, 0.4),
    regularizations: object = (0.0, 0.001, 0.003, 0.01, 0.1),
    epochs: object = 400,
    seconds: object = 6.0,
    seed: object = 0,
    outputs: str | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Explorable:
    """Show how a Keras model divides the plane between classes, and how that moves as it trains.

    Half of the points train the model, the others are for validation. Controls: size, noise and
    regularization, as far as the two functions take them: a change trains a new model, in a second
    or two; and the epoch, which goes back through the training.

    Args:
        build: ``build(size, regularization)``, each of them optional, returns a compiled model with
            2 inputs and 1 or up to 4 outputs; or a trained model, which is shown as it is.
        data: ``data(noise, seed)``, each of them optional, returns points (n, 2) and labels (n,),
            the numbers of the classes from 0; or an array of points.
        labels: of that array.
        sizes, noises, regularizations: increasing values for the sliders.
        epochs: passes over the training points.
        seconds: about how long one training may take, after its first step.
        seed: of the data, the split and the model. The learner's own random state is put back.
        outputs: "logits" or "probabilities", where the model and its loss don't say.
        clock: seconds since some moment.
    """
    from explorables.pictures.boundary.picture import explore

    return explore(
        build,
        data,
        labels,
        sizes=sizes,
        noises=noises,
        regularizations=regularizations,
        epochs=epochs,
        seconds=seconds,
        seed=seed,
        outputs=outputs,
        clock=clock,
    )


def tape(function: object, /, *args: object, watch: object = True) -> Explorable:
    """Show what a ``tf.GradientTape`` does with a function: values forward, gradients backward.

    The function is traced and run once. Control: a slider that steps forward over the operations
    and then back. Values and gradients are those TensorFlow gives.

    Args:
        function: operations on tensors; returns the target, or several, whose sum it then is.
        args: what it is called with: tensors, variables, arrays, numbers. None where it uses what
            stands outside. Beside other arguments a whole number stays a Python number.
        watch: whether the tape watches the tensors among them, or names or positions of those it
            does: ``False``, ``"x"``, ``("x", "w")``. Variables are watched by themselves.
    """
    from explorables.pictures.tape.picture import explore

    return explore(function, args, watch)


def network(
    model: object,
    example: object,
    outputs: Iterable[object] = (),
    labels: Iterable[object] = (),
) -> Explorable:
    """Show a Keras model from inside: its layers, their weights, and what one input causes in each.

    Controls: the layer, its activations or its weights, and which input of the batch. A model that
    is not built yet is built by calling it on the example; nothing is trained.

    Args:
        model: a ``keras.Sequential``, a Functional model, or an object of a subclass.
        example: a batch of inputs, as ``model.predict`` takes it; up to 64 of them are kept.
        outputs: what each output of the model stands for, such as the names of the classes, in their
            order. They stand above the outputs in place of the numbers of the units.
        labels: what each input of the batch is, such as its class; it stands beside the input's number.
    """
    from explorables.pictures.network.picture import explore

    return explore(model, example, outputs, labels)


def timeline(
    step: object,
    /,
    *args: object,
    repeat: object = 31,
    seconds: object = 3.0,
    clock: Callable[[], float] = time.perf_counter,
) -> Explorable:
    """Show what the time of a step is made of: Python, tracing, compiling and running.

    The step is run eagerly, as a graph and with XLA, many times; variables that it changes get their
    values back. Measured once, when called. Controls: how many calls the bars stand for, and
    whether they begin with the first one or come after it.

    Args:
        step: a function of TensorFlow operations, such as one step of a training.
        args: what it is called with; a NumPy array becomes a tensor.
        repeat: how often each call is timed, if there is time; the median counts.
        seconds: about how long the later calls may take together.
        clock: seconds since some moment.
    """
    from explorables.pictures.timeline.picture import explore

    return explore(step, args, repeat, seconds, clock)


def pad(model: object, drawing: object = None, *, full: object = 1.0) -> Explorable:
    """Show a pad for a digit, and what a network trained on scikit-learn's digits reads in it.

    It is drawn on by pointer, or by keys: the arrow keys move a cursor, Space puts the pen down and
    lifts it. Beside the pad stands what is made of the drawing before the network sees it, and what
    comes of it without that.

    Args:
        model: a trained model that takes 8 x 8 numbers, or 64 in a row, and gives ten, for the digits
            in their order: probabilities, or logits.
        drawing: what the pad begins with: strokes of cells, ``"4,2 12,2 7,14 / 6,8 10,8"``, each cell
            as column,row from 0 to 15. Without one it begins with an example, a two.
        full: what 16, the largest of the numbers in the data set, became for the model: 1.0 where its
            data was divided by 16, 16 where it was left as it is.
    """
    from explorables.pictures.pad.picture import explore

    return explore(model, drawing, full)


def loop(
    step: object,
    model: object,
    batches: object,
    optimizer: object = None,
    epochs: object = 2,
) -> Explorable:
    """Show what each part of a training step holds, batch by batch, beside the same without a line.

    The training is run once with all its lines and once without each of four: ``training=True``,
    ``model.losses``, the reset of the metric, its ``sample_weight``. The model and the optimizer are
    put back afterwards. Controls: the step, and the line that is taken away.

    Args:
        step: the learner's own, ``step(model, optimizer, mean, x, y)``, where ``mean`` is a
            ``keras.metrics.Mean``; it returns the loss. It runs eagerly here. What it gets stands in
            for the model, the optimizer and the metric, and hands on whatever it is asked for.
        model: a Keras model.
        batches: pairs (x, y), as a list or a ``tf.data.Dataset``; at most 24 steps in all.
        optimizer: a Keras optimizer; the model's own by default, or SGD(0.1).
        epochs: how often the batches are gone through; the metric is reset before each.
    """
    from explorables.pictures.loop.picture import explore

    return explore(step, model, batches, optimizer, epochs)


def clip(gradients: object) -> Explorable:
    """Show two gradients as arrows, before and after they are clipped, and how far that turns them.

    Controls: how to clip (all together, each on its own, by value), the limit, the direction of the
    first and the length of the second, and a number that is nan or infinite. The results are those of
    ``tf.clip_by_global_norm`` and its relatives.

    Args:
        gradients: two tensors, or what makes one, with two finite numbers each.
    """
    from explorables.pictures.clip.picture import explore

    return explore(gradients)


def pipeline(steps: object) -> Explorable:
    """Show the stations of a data set, and what each holds while one element after the other is drawn.

    Controls: how many elements have been drawn, two neighboring stations to be exchanged, and the size
    of the shuffle buffer. Below, each row's old place is drawn against its new one, with their
    correlation. The orders are drawn by TensorFlow's own ``shuffle``.

    Args:
        steps: a list of words: ``range(n)`` first, then up to four of ``shuffle(n)``, ``batch(n)``,
            ``repeat(n)`` and ``cache()``.
    """
    from explorables.pictures.pipeline.picture import explore

    return explore(steps)


def overlap(
    rows: object, load: object, step: object, elements: object = 10, seconds: object = 4.0
) -> Explorable:
    """Show when each element is loaded and worked on, and when the step waits.

    Measured once, when called, in four ways: one by one, as written, four at a time, and the second
    epoch of a cache. The step runs on each element in each of them, so it should change nothing that
    is needed later. Controls: the way, and an element whose moments are read out.

    Args:
        rows: a ``tf.data.Dataset`` of what load takes, which costs little by itself.
        load: from a row to an element, as ``map`` takes it.
        step: the work on an element, called with it in Python.
        elements: how many are drawn, 3 to 12; fewer where they take long.
        seconds: about how long the measurement may take.
    """
    from explorables.pictures.overlap.picture import explore

    return explore(rows, load, step, elements, seconds)


def quantize(model_or_weights: object, x: object = None, y: object = None) -> Explorable:
    """Show weights rounded to a few bits: the levels they may take, and what that costs the model.

    Every kernel of the model is rounded, and the model is measured with what is left of them; its own
    weights stay as they are. Controls: the bits, a scale for the tensor or for each channel, the zero
    point, one weight that is stretched, and which kernel is shown.

    Args:
        model_or_weights: a trained Keras model; or an array of weights, which is shown without a measure.
        x, y: examples and their targets, of which the first 1,000 count: whole numbers are classes,
            whose accuracy is measured, and other numbers have a mean squared error.
    """
    from explorables.pictures.quantize.picture import explore

    return explore(model_or_weights, x, y)


def request(folder: object) -> Explorable:
    """Show one request's way through an export: JSON, tensors, a signature, tensors, JSON.

    Where a request is refused, its stage is marked, with the status and the error. The rules are those of
    `shipping.protocol`, a model of TensorFlow Serving's; no port is opened. Controls: a request among
    some that are ready, and one that is typed.

    Args:
        folder: what ``model.export`` wrote, or a folder of such folders with numbers for names, of which
            the newest is used.
    """
    from explorables.pictures.request.picture import explore

    return explore(folder)


def windows(series: object, length: object, horizon: object = 1, cut: object = None) -> Explorable:
    """Show the windows of a series on its time axis, and which of them reach across a cut.

    Where each window begins and which target it gets is read off
    ``keras.utils.timeseries_dataset_from_array``. Controls: a window to follow, the cut, the horizon, and
    three ways of handing data and targets over, two of which go wrong.

    Args:
        series: 3 to 32 numbers, oldest first.
        length: how many values a window has.
        horizon: how many steps after the window's last value its target comes; 1 is the next value.
        cut: the index from which on the series is the future; two thirds of the way by default.
    """
    from explorables.pictures.windows.picture import explore

    return explore(series, length, horizon, cut)


def attention(
    vectors: object, words: object = None, layer: object = None, valid: object = None
) -> Explorable:
    """Show each number of the attention of one word, and the weights of all words.

    Controls: the word that asks, the order of the words, positions (fixed waves that are added to the
    vectors), a causal mask, the padding mask, and the head of a layer that has several.

    Args:
        vectors: of 2 to 8 words, shape (words, size), or with a leading axis of 1. Without a layer they
            are query, key and value at once.
        words: a text for each.
        layer: a ``keras.layers.MultiHeadAttention``, whose weights and scores are shown.
        valid: for each word whether it is one; False for padding.
    """
    from explorables.pictures.attention.picture import explore

    return explore(vectors, words, layer, valid)


def convolution(image: object, kernel: object) -> Explorable:
    """Show how a kernel goes over an image: the window, the products, their sum, and what comes out.

    Controls: the place of the window, stride or dilation, and the padding. The zeros that are added
    stand where TensorFlow puts them; where PyTorch's padding would give other numbers, these are shown
    as well. The output is that of ``tf.nn.conv2d``.

    Args:
        image: a matrix of up to 8 by 8 numbers; axes of size 1 around it are taken off.
        kernel: a matrix of up to 5 by 5 numbers, not larger than the image.
    """
    from explorables.pictures.convolution.picture import explore

    return explore(image, kernel)


def receptive(model: object) -> Explorable:
    """Show which cells of the input one cell of a layer depends on, and how much.

    Controls: the layer, and the cell. The shades are gradients of the model itself, averaged over
    random inputs; the frame around them is what the formula for receptive fields gives.

    Args:
        model: a Keras model, Sequential or functional, with one input of images of up to 64 by 64.
    """
    from explorables.pictures.receptive.picture import explore

    return explore(model)


def saliency(model: object, image: object) -> Explorable:
    """Show how much a class depends on each pixel of an image, by three measures side by side.

    The slope of the logit, the slope of the probability, and how much smaller the logit gets if a pixel
    is set to 0. Controls: a pixel, a value that it is set to, and the class.

    Args:
        model: gives logits of shape (n, classes) for images, as a trained Keras model does.
        image: one image of up to 16 by 16 pixels.
    """
    from explorables.pictures.saliency.picture import explore

    return explore(model, image)


def still(figure: Figure, alternative: str) -> Still:
    """Show a matplotlib figure with a text alternative; the figure is closed.

    Args:
        figure: what ``plt.subplots`` made and the cell drew on.
        alternative: what the figure shows, in a sentence.

    Raises:
        ValueError: ``alternative`` is empty.
    """
    from explorables.page.still import show

    return show(figure, alternative)
