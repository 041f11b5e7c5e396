"""The exercise on tracking and shipping: all that a learner reads and writes in it, in order."""

# %% title [markdown] minutes=90 hint="data_digest"
# # Tracking and shipping
#
# Four tasks about a log that can be trusted, and five about a model in use: an export, an answer to a request, 8-bit
# numbers, a batch that is shared, and containers. Nothing here needs a server or a network.

# %% imports
import hashlib
import json
import math
import sqlite3

import keras
import numpy as np
import tensorflow as tf

from grader.feedback import check, example, hint, progress, solution

# %% data_digest [markdown]
# ## A digest of data
#
# A log says which data a run has seen by their digest: the same for the same array, and another one as soon as a
# number, the shape or the dtype differs.


# %% data_digest
def data_digest(x):
    """The SHA-256 digest of an array.

    What is hashed are the bytes of a text, and right behind them the bytes of
    the numbers, row by row, however the array lies in memory. The text is the
    dtype, a space and the shape as Python writes it, such as "float32 (2, 3)".

    Args:
        x: NumPy array of numbers, with 1 axis or more.

    Returns:
        str of 64 characters: the digest in hexadecimal.
    """
    ### BEGIN SOLUTION
    import hashlib

    header = f"{x.dtype} {x.shape}".encode()
    return hashlib.sha256(header + x.tobytes()).hexdigest()
    ### END SOLUTION


# %% log_run [markdown]
# ## A row in the log
#
# A run ends, and what is known of it becomes a row. Its numbers may be NumPy's, its name may hold a quotation mark,
# and its loss may be no number at all.


# %% log_run
def log_run(connection, run):
    """Add a run to the table runs, so that other connections see it.

    The table has the columns id (given by SQLite), name TEXT, seed INTEGER,
    rate REAL, loss REAL and status TEXT. Numbers are stored as numbers. If the
    loss is finite, the status is "finished"; if it is NaN or infinite, the loss
    is stored as NULL and the status is "diverged".

    Args:
        connection: an open connection of sqlite3, which stays open.
        run: dict with the keys "name" (str), "seed" (int, or a whole number of
            NumPy's), "rate" and "loss" (float, or a number of NumPy's).

    Returns:
        Nothing.
    """
    ### BEGIN SOLUTION
    import math

    loss = float(run["loss"])
    finished = math.isfinite(loss)
    values = (
        run["name"],
        int(run["seed"]),
        float(run["rate"]),
        loss if finished else None,
        "finished" if finished else "diverged",
    )
    connection.execute(
        "INSERT INTO runs (name, seed, rate, loss, status) VALUES (?, ?, ?, ?, ?)", values
    )
    connection.commit()
    ### END SOLUTION


# %% best_run [markdown]
# ## Repair: the best run
#
# This query is asked everywhere, and one day it names a run that has no loss at all. Find out which rows may take
# part, and repair it. SQL or Python, as you like.


# %% best_run
def best_run(connection):
    """The id of the run with the smallest loss.

    Only runs count whose status is "finished" and whose loss is finite. Of runs
    that are equally good, the one with the smallest id is the best.

    Args:
        connection: a connection of sqlite3 with a table runs that has the
            columns id INTEGER, loss REAL and status TEXT.

    Returns:
        int: the id; None if no run counts.

    Example:
        ids [1, 2, 3], losses [0.5, 0.25, 0.125] and statuses ["finished",
        "finished", "running"]: 2.
    """
    rows = connection.execute("SELECT id FROM runs ORDER BY loss LIMIT 1")
    return rows.fetchone()[0]


# Repair the function above, or write it again below.
### BEGIN SOLUTION
def best_run(connection):
    """Only finished runs with a finite loss; the smallest id of the best ones."""
    row = connection.execute(
        "SELECT id FROM runs WHERE status = 'finished' AND abs(loss) < 1e999 "
        "ORDER BY loss, id LIMIT 1"
    ).fetchone()
    return row[0] if row else None


### END SOLUTION

# %% what_differs [markdown]
# ## Can this run be repeated?
#
# Two records of the log lie side by side. Before anybody compares their losses, it helps to know in what the runs
# differ that went into them.


# %% what_differs
def what_differs(first, second):
    """The names of what would stop one run from repeating the other.

    Everything in a record counts but "id", "name", "started", "seconds" and
    "loss", which belong to this one run. An entry differs if its values differ,
    or their types (1 and True differ), or if only one of the records has it.

    Args:
        first: dict of names with texts, numbers and bools.
        second: another one.

    Returns:
        list of str: the names that differ, sorted; empty if there are none.

    Example:
        {"seed": 7, "loss": 0.5} and {"seed": 8, "loss": 0.25}: ["seed"].
    """
    ### BEGIN SOLUTION
    names = {*first, *second} - {"id", "name", "started", "seconds", "loss"}
    missing = object()
    pairs = {name: (first.get(name, missing), second.get(name, missing)) for name in names}
    return sorted(name for name, (a, b) in pairs.items() if type(a) is not type(b) or a != b)
    ### END SOLUTION


# %% label_signature [markdown]
# ## An export that takes pixels
#
# A classifier was trained on pixels divided by 16. Whoever uses its export should not have to know that, and wants a
# digit and a share instead of ten logits.


# %% label_signature
def export_labels(model, path):
    """Save a model as an export with one more signature, called "label".

    The signature takes one input, "pixels": float32 values from 0 to 16, of
    shape (rows, features), for any number of rows. It divides them by 16, calls
    the model in inference, and gives two outputs:

        digit: whole numbers of shape (rows,), the place of the largest logit;
        share: float32 of shape (rows,), that digit's share by softmax.

    Args:
        model: a Keras model from float32 (rows, features), from 0 to 1, to
            logits (rows, classes).
        path: str, where the folder of the export will lie.

    Returns:
        Nothing. tf.saved_model.load(path).signatures["label"] is what counts.
    """
    ### BEGIN SOLUTION
    pixels = tf.TensorSpec([None, model.input_shape[1]], tf.float32, name="pixels")

    def label(pixels):
        logits = model(pixels / 16, training=False)
        share = tf.reduce_max(tf.nn.softmax(logits), axis=1)
        return {"digit": tf.argmax(logits, axis=1), "share": share}

    archive = tf.keras.export.ExportArchive()
    archive.track(model)
    archive.add_endpoint("label", label, input_signature=[pixels])
    archive.write_out(path, verbose=False)
    ### END SOLUTION


# %% answer [markdown]
# ## Answer a request
#
# A server for models is a function from text to text with a port around it. Here is the function, for two forms of
# TensorFlow Serving's REST protocol: rows under `instances`, columns under `inputs`.


# %% answer
def answer(text, function, names):
    """The answer to a request for predictions.

    The text is a JSON object with one of two keys; others are ignored:

        {"instances": [...]}, rows: for one input a list of its values; for
            several a list of objects such as {"a": 1, "b": 2}, a row each.
            Answered by {"predictions": [...]}.
        {"inputs": ...}, columns: for one input its values; for several an
            object such as {"a": [1, 3], "b": [2, 4]}.
            Answered by {"outputs": [...]}.

    The function is called once, for all rows. If the text is no such object, if
    both keys are there or neither, if instances is no list or an empty one, if
    an input is missing or no array of numbers (null, a text and true are none),
    or if the function raises a ValueError, the answer is 400 and
    {"error": "..."} with words of yours.

    Args:
        text: str, the body of the request. Its numbers are within float32's
            range.
        function: called by name with a float32 NumPy array for each input, as
            in function(x=...); gives a float32 NumPy array, a row each.
        names: list of str, the names of the inputs.

    Returns:
        A tuple of an int, 200 or 400, and a str, the JSON text.

    Example:
        With x / 2 + 2 as the function and names ["x"], the text
        '{"instances": [3, 4]}' is answered by 200 and
        '{"predictions": [3.5, 4.0]}'.
    """
    ### BEGIN SOLUTION
    import json

    def are_numbers(value):
        if isinstance(value, list):
            return all(are_numbers(part) for part in value)
        return type(value) in (int, float)

    try:
        asked = json.loads(text)
        if not isinstance(asked, dict) or ("instances" in asked) == ("inputs" in asked):
            raise ValueError("an object with either instances or inputs is wanted")
        rows = "instances" in asked
        values = asked["instances"] if rows else asked["inputs"]
        if rows and (not isinstance(values, list) or not values):
            raise ValueError("instances is a list with a row or more")
        if len(names) == 1:
            columns = {names[0]: values}
        elif rows:
            columns = {name: [row[name] for row in values] for name in names}
        else:
            columns = {name: values[name] for name in names}
        if not are_numbers(list(columns.values())):
            raise ValueError("numbers, and lists of numbers, are wanted")
        arrays = {name: np.array(column, np.float32) for name, column in columns.items()}
        made = function(**arrays).tolist()
    except (ValueError, TypeError, KeyError) as error:
        return 400, json.dumps({"error": str(error)})
    return 200, json.dumps({"predictions" if rows else "outputs": made})
    ### END SOLUTION


# %% quantize [markdown]
# ## Numbers in 8 bits
#
# LiteRT keeps a tensor as int8, with two numbers beside it from which the values can be worked out again:
# `(value - zero) * scale`.


# %% quantize
def quantize(x):
    """The numbers of x as int8, with their scale and zero point.

        low = min(0, smallest of x)         high = max(0, largest of x)
        scale = (high - low) / 255          zero = round(-128 - low / scale)
        value = round(x / scale) + zero, cut off to -128 and 127

    Args:
        x: float32 tensor of shape (n,), not all of it 0.

    Returns:
        A tuple of an int8 tensor or array of shape (n,), the values, and two
        numbers: the scale and the zero point.

    Example:
        x = [-1.0, 0.0, 0.6, 2.0]: the values are [-128, -43, 8, 127], the scale
        is 0.01176 and the zero point -43.
    """
    ### BEGIN SOLUTION
    x = x.numpy().astype(np.float64)
    low, high = min(0.0, x.min()), max(0.0, x.max())
    scale = (high - low) / 255
    zero = round(-128 - low / scale)
    values = np.clip(np.round(x / scale) + zero, -128, 127).astype(np.int8)
    return values, scale, zero
    ### END SOLUTION


# %% global_gradient [markdown]
# ## One batch on several devices
#
# Each replica works out the mean gradient of its own part of the batch. Together they should take the step that one
# device would take with all rows.


# %% global_gradient
def global_gradient(gradients, sizes):
    """The gradient of the mean loss of a whole batch, from those of its parts.

    Args:
        gradients: float32 tensor of shape (replicas, weights): a row for each
            replica, the gradient of the mean loss over its own rows; NaN for a
            replica that has no rows.
        sizes: int32 tensor of shape (replicas,): how many rows each has; 0 is
            possible, but not for all.

    Returns:
        float32 tensor of shape (weights,): the gradient of the mean loss over
        all rows.

    Example:
        gradients [[1.0, 2.0], [5.0, 6.0]] and sizes [3, 1]: [2.0, 3.0].
    """
    ### BEGIN SOLUTION
    counts = tf.cast(sizes, tf.float32)[:, tf.newaxis]
    sums = tf.where(counts > 0, gradients * counts, 0.0)
    return tf.reduce_sum(sums, axis=0) / tf.reduce_sum(counts)
    ### END SOLUTION


# %% serves [markdown]
# ## Which container answers?
#
# Six containers, each with the last lines of its Dockerfile and the way it is started. `serve.py` waits for requests,
# `train.py` trains and ends. What happens on the host at `http://localhost:8501`? One of "answers", "no server" (the
# container runs nothing that waits), "not published" (no port of the host leads in), "inside only" (it listens, but
# for itself alone), "wrong port" (a port leads in, to where nobody listens). Each right answer earns a sixth of a point.

# %% serves
outcome = {
    # EXPOSE 8501
    # CMD ["python", "train.py"]
    # docker run -p 8501:8501 image
    "trains": ...,
    # EXPOSE 8501
    # CMD ["python", "serve.py", "--host", "0.0.0.0", "--port", "8501"]
    # docker run -p 8501:8501 image
    "serves": ...,
    # EXPOSE 8501
    # CMD ["python", "serve.py", "--host", "0.0.0.0", "--port", "8501"]
    # docker run image
    "unpublished": ...,
    # EXPOSE 8501
    # CMD ["python", "serve.py", "--host", "127.0.0.1", "--port", "8501"]
    # docker run -p 8501:8501 image
    "loopback": ...,
    # CMD ["python", "serve.py", "--host", "0.0.0.0", "--port", "8501"]
    # docker run -p 8501:8501 image
    "unexposed": ...,
    # EXPOSE 8501
    # CMD ["python", "serve.py", "--host", "0.0.0.0", "--port", "8080"]
    # docker run -p 8501:8501 image
    "other_port": ...,
}
### BEGIN SOLUTION
outcome = {"trains": "no server", "serves": "answers", "unpublished": "not published"}
outcome |= {"loopback": "inside only", "unexposed": "answers", "other_port": "wrong port"}
### END SOLUTION
