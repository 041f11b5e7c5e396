"""Answers to 14-tracking-and-shipping: right ones, which pass, and wrong ones, each with the key that it hears."""

# %% data_digest passed
import hashlib


def data_digest(x):
    digest = hashlib.sha256()
    digest.update(f"{x.dtype} {x.shape}".encode())
    digest.update(np.ascontiguousarray(x))
    return digest.hexdigest()


# %% data_digest passed
from hashlib import sha256


def data_digest(x):
    text = str(x.dtype) + " " + str(x.shape)
    return sha256(bytes(text, "utf-8") + x.ravel(order="C").tobytes()).hexdigest()


# %% data_digest passed
def data_digest(x):
    import hashlib

    parts = [f"{x.dtype.name} {tuple(x.shape)}".encode("ascii"), x.copy(order="C").data.tobytes()]
    return hashlib.new("sha256", b"".join(parts)).hexdigest()


# %% data_digest passed
import hashlib


def data_digest(x):
    digest = hashlib.sha256("{} {}".format(x.dtype, x.shape).encode())
    for row in x:
        digest.update(row.tobytes())
    return digest.digest().hex()


# %% data_digest passed
import hashlib
import io


def data_digest(x):
    buffer = io.BytesIO()
    buffer.write(f"{x.dtype} {x.shape}".encode())
    buffer.write(tf.constant(x).numpy().tobytes())
    return hashlib.sha256(buffer.getvalue()).hexdigest()


# %% data_digest misconception.bytes_only
import hashlib


def data_digest(x):
    return hashlib.sha256(x.tobytes()).hexdigest()


# %% data_digest misconception.shape_left_out
import hashlib


def data_digest(x):
    return hashlib.sha256(str(x.dtype).encode() + x.tobytes()).hexdigest()


# %% data_digest misconception.dtype_left_out
import hashlib


def data_digest(x):
    return hashlib.sha256(f"{x.shape}".encode() + x.tobytes()).hexdigest()


# %% data_digest misconception.memory_order
import hashlib


def data_digest(x):
    return hashlib.sha256(f"{x.dtype} {x.shape}".encode() + x.tobytes("A")).hexdigest()


# %% data_digest misconception.columns_first
import hashlib


def data_digest(x):
    return hashlib.sha256(f"{x.dtype} {x.shape}".encode() + x.tobytes("F")).hexdigest()


# %% data_digest misconception.as_printed
import hashlib


def data_digest(x):
    return hashlib.sha256(str(x).encode()).hexdigest()


# %% data_digest misconception.printed_data
import hashlib


def data_digest(x):
    return hashlib.sha256(f"{x.dtype} {x.shape}{x}".encode()).hexdigest()


# %% data_digest misconception.listed
import hashlib


def data_digest(x):
    return hashlib.sha256(f"{x.dtype} {x.shape}{x.tolist()}".encode()).hexdigest()


# %% data_digest misconception.header_behind
import hashlib


def data_digest(x):
    return hashlib.sha256(x.tobytes() + f"{x.dtype} {x.shape}".encode()).hexdigest()


# %% data_digest misconception.space_left_out
import hashlib


def data_digest(x):
    return hashlib.sha256(f"{x.dtype}{x.shape}".encode() + x.tobytes()).hexdigest()


# %% data_digest misconception.sizes_bare
import hashlib


def data_digest(x):
    sizes = " ".join(str(size) for size in x.shape)
    return hashlib.sha256(f"{x.dtype} {sizes}".encode() + x.tobytes()).hexdigest()


# %% data_digest misconception.another_function
import hashlib


def data_digest(x):
    return hashlib.md5(f"{x.dtype} {x.shape}".encode() + x.tobytes()).hexdigest()


# %% data_digest misconception.sha1
import hashlib


def data_digest(x):
    header = f"{x.dtype} {x.shape}".encode()
    return hashlib.sha1(header + x.tobytes()).hexdigest()


# %% data_digest misconception.sha1
import hashlib


def data_digest(x):
    return hashlib.sha1(x.tobytes()).hexdigest()


# %% data_digest misconception.another_text
import hashlib


def data_digest(x):
    header = f"{x.shape} {x.dtype}".encode()
    return hashlib.sha256(header + x.tobytes()).hexdigest()


# %% data_digest misconception.another_text
import hashlib


def data_digest(x):
    header = f"{x.dtype} {x.shape}\n".encode()
    return hashlib.sha256(header + x.tobytes()).hexdigest()


# %% data_digest misconception.cut_short
import hashlib


def data_digest(x):
    header = f"{x.dtype} {x.shape}".encode()
    return hashlib.sha256(header + x.tobytes()).hexdigest()[:32]


# %% data_digest misconception.cut_short
import hashlib


def data_digest(x):
    return hashlib.sha256(f"{x.dtype} {x.shape}".encode() + x.tobytes()).hexdigest()[:16]


# %% data_digest raised.TypeError
import hashlib


def data_digest(x):
    return hashlib.sha256(f"{x.dtype} {x.shape}" + x.tobytes()).hexdigest()


# %% data_digest kind
import hashlib


def data_digest(x):
    return hashlib.sha256(f"{x.dtype} {x.shape}".encode() + x.tobytes()).digest()


# %% data_digest kind
def data_digest(x):
    return hash((str(x.dtype), x.shape, x.tobytes()))


# %% log_run passed
import math


def log_run(connection, run):
    loss = float(run["loss"])
    values = {**run, "seed": int(run["seed"]), "rate": float(run["rate"])}
    values["loss"] = loss if math.isfinite(loss) else None
    values["status"] = "finished" if math.isfinite(loss) else "diverged"
    with connection:
        connection.execute(
            "INSERT INTO runs (name, seed, rate, loss, status) "
            "VALUES (:name, :seed, :rate, :loss, :status)",
            values,
        )


# %% log_run passed
def log_run(connection, run):
    plain = {key: value.item() if hasattr(value, "item") else value for key, value in run.items()}
    ok = bool(np.isfinite(plain["loss"]))
    row = (plain["name"], plain["seed"], plain["rate"])
    row += (plain["loss"], "finished") if ok else (None, "diverged")
    connection.executemany(
        "INSERT INTO runs(name, seed, rate, loss, status) VALUES (?, ?, ?, ?, ?)", [row]
    )
    connection.commit()


# %% log_run passed
def log_run(connection, run):
    name = run["name"].replace("'", "''")
    loss = float(run["loss"])
    good = loss == loss and abs(loss) != float("inf")
    text = f"'{name}', {int(run['seed'])}, {float(run['rate'])}, "
    text += f"{loss}, 'finished'" if good else "NULL, 'diverged'"
    cursor = connection.cursor()
    cursor.execute(f"INSERT INTO runs (name, seed, rate, loss, status) VALUES ({text})")
    connection.commit()


# %% log_run passed
import math


def log_run(connection, run):
    connection.execute("BEGIN")
    connection.execute(
        "INSERT INTO runs VALUES (NULL, ?, ?, ?, ?, 'finished')",
        [run["name"], int(run["seed"]), float(run["rate"]), float(run["loss"])],
    )
    connection.execute(
        "UPDATE runs SET status = 'diverged', loss = NULL WHERE loss IS NULL OR abs(loss) = 1e999"
    )
    connection.execute("COMMIT")


# %% log_run passed
def log_run(connection, run):
    loss = run["loss"]
    if np.isnan(loss) or np.isinf(loss):
        status, loss = "diverged", None
    else:
        status, loss = "finished", float(loss)
    names = ("name", "seed", "rate", "loss", "status")
    values = (str(run["name"]), int(run["seed"]), float(run["rate"]), loss, status)
    marks = ", ".join("?" * len(names))
    with connection as open_one:
        open_one.execute(f"INSERT INTO runs ({', '.join(names)}) VALUES ({marks})", values)


# %% log_run misconception.not_committed
import math


def log_run(connection, run):
    loss = float(run["loss"])
    good = math.isfinite(loss)
    connection.execute(
        "INSERT INTO runs (name, seed, rate, loss, status) VALUES (?, ?, ?, ?, ?)",
        (
            run["name"],
            int(run["seed"]),
            float(run["rate"]),
            loss if good else None,
            "finished" if good else "diverged",
        ),
    )


# %% log_run misconception.as_they_come
def log_run(connection, run):
    good = np.isfinite(run["loss"])
    connection.execute(
        "INSERT INTO runs (name, seed, rate, loss, status) VALUES (?, ?, ?, ?, ?)",
        (
            run["name"],
            run["seed"],
            run["rate"],
            run["loss"] if good else None,
            "finished" if good else "diverged",
        ),
    )
    connection.commit()


# %% log_run misconception.seed_as_it_comes
def log_run(connection, run):
    good = np.isfinite(run["loss"])
    connection.execute(
        "INSERT INTO runs (name, seed, rate, loss, status) VALUES (?, ?, ?, ?, ?)",
        (
            run["name"],
            run["seed"],
            float(run["rate"]),
            float(run["loss"]) if good else None,
            "finished" if good else "diverged",
        ),
    )
    connection.commit()


# %% log_run misconception.nothing_diverged
def log_run(connection, run):
    connection.execute(
        "INSERT INTO runs (name, seed, rate, loss, status) VALUES (?, ?, ?, ?, 'finished')",
        (run["name"], int(run["seed"]), float(run["rate"]), float(run["loss"])),
    )
    connection.commit()


# %% log_run misconception.infinity_missed
def log_run(connection, run):
    bad = np.isnan(run["loss"])
    connection.execute(
        "INSERT INTO runs (name, seed, rate, loss, status) VALUES (?, ?, ?, ?, ?)",
        (
            run["name"],
            int(run["seed"]),
            float(run["rate"]),
            None if bad else float(run["loss"]),
            "diverged" if bad else "finished",
        ),
    )
    connection.commit()


# %% log_run misconception.nan_missed
def log_run(connection, run):
    loss = float(run["loss"])
    bad = loss == float("nan") or abs(loss) == float("inf")
    connection.execute(
        "INSERT INTO runs (name, seed, rate, loss, status) VALUES (?, ?, ?, ?, ?)",
        (
            run["name"],
            int(run["seed"]),
            float(run["rate"]),
            None if bad else loss,
            "diverged" if bad else "finished",
        ),
    )
    connection.commit()


# %% log_run misconception.zero_for_nan
def log_run(connection, run):
    good = np.isfinite(run["loss"])
    connection.execute(
        "INSERT INTO runs (name, seed, rate, loss, status) VALUES (?, ?, ?, ?, ?)",
        (
            run["name"],
            int(run["seed"]),
            float(run["rate"]),
            float(run["loss"]) if good else 0.0,
            "finished" if good else "diverged",
        ),
    )
    connection.commit()


# %% log_run misconception.text_for_nan
def log_run(connection, run):
    good = np.isfinite(run["loss"])
    connection.execute(
        "INSERT INTO runs (name, seed, rate, loss, status) VALUES (?, ?, ?, ?, ?)",
        (
            run["name"],
            int(run["seed"]),
            float(run["rate"]),
            str(run["loss"]),
            "finished" if good else "diverged",
        ),
    )
    connection.commit()


# %% log_run misconception.marked_but_kept
def log_run(connection, run):
    good = np.isfinite(run["loss"])
    connection.execute(
        "INSERT INTO runs (name, seed, rate, loss, status) VALUES (?, ?, ?, ?, ?)",
        (
            run["name"],
            int(run["seed"]),
            float(run["rate"]),
            float(run["loss"]),
            "finished" if good else "diverged",
        ),
    )
    connection.commit()


# %% log_run misconception.turned_round
def log_run(connection, run):
    loss, status = float(run["loss"]), "finished"
    if np.isfinite(loss):
        loss, status = None, "diverged"
    connection.execute(
        "INSERT INTO runs (name, seed, rate, loss, status) VALUES (?, ?, ?, ?, ?)",
        (run["name"], int(run["seed"]), float(run["rate"]), loss, status),
    )
    connection.commit()


# %% log_run misconception.diverged_left_out
def log_run(connection, run):
    if not np.isfinite(run["loss"]):
        return
    connection.execute(
        "INSERT INTO runs (name, seed, rate, loss, status) VALUES (?, ?, ?, ?, 'finished')",
        (run["name"], int(run["seed"]), float(run["rate"]), float(run["loss"])),
    )
    connection.commit()


# %% log_run misconception.one_row
def log_run(connection, run):
    good = np.isfinite(run["loss"])
    connection.execute(
        "INSERT OR REPLACE INTO runs (id, name, seed, rate, loss, status) VALUES (1, ?, ?, ?, ?, ?)",
        (
            run["name"],
            int(run["seed"]),
            float(run["rate"]),
            float(run["loss"]) if good else None,
            "finished" if good else "diverged",
        ),
    )
    connection.commit()


# %% log_run misconception.rate_and_loss_exchanged
def log_run(connection, run):
    connection.execute(
        "INSERT INTO runs (name, seed, rate, loss, status) VALUES (?, ?, ?, ?, ?)",
        (run["name"], int(run["seed"]), float(run["loss"]), float(run["rate"]), "finished"),
    )
    connection.commit()


# %% log_run misconception.closed
def log_run(connection, run):
    good = np.isfinite(run["loss"])
    connection.execute(
        "INSERT INTO runs (name, seed, rate, loss, status) VALUES (?, ?, ?, ?, ?)",
        (
            run["name"],
            int(run["seed"]),
            float(run["rate"]),
            float(run["loss"]) if good else None,
            "finished" if good else "diverged",
        ),
    )
    connection.commit()
    connection.close()


# %% log_run raised.OperationalError
def log_run(connection, run):
    good = np.isfinite(run["loss"])
    loss, status = (float(run["loss"]), "finished") if good else ("NULL", "diverged")
    connection.execute(
        "INSERT INTO runs (name, seed, rate, loss, status) VALUES "
        f"('{run['name']}', {int(run['seed'])}, {float(run['rate'])}, {loss}, '{status}')"
    )
    connection.commit()


# %% best_run passed
def best_run(connection):
    row = connection.execute(
        "SELECT id FROM runs WHERE status = 'finished' AND loss IS NOT NULL "
        "AND loss BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308 ORDER BY loss ASC, id ASC"
    ).fetchone()
    return None if row is None else row[0]


# %% best_run passed
import math


def best_run(connection):
    rows = connection.execute("SELECT loss, id FROM runs WHERE status = 'finished'").fetchall()
    good = [row for row in rows if row[0] is not None and math.isfinite(row[0])]
    return min(good)[1] if good else None


# %% best_run passed
def best_run(connection):
    best = None
    for number, loss, status in connection.execute("SELECT id, loss, status FROM runs ORDER BY id"):
        if status != "finished" or loss is None or not np.isfinite(loss):
            continue
        if best is None or loss < best[1]:
            best = number, loss
    return best and best[0]


# %% best_run passed
def best_run(connection):
    (number,) = connection.execute(
        "SELECT min(id) FROM runs WHERE status = 'finished' AND loss = "
        "(SELECT min(loss) FROM runs WHERE status = 'finished' AND loss - loss = 0)"
    ).fetchone()
    return number


# %% best_run passed
def best_run(connection):
    query = "SELECT id FROM runs WHERE status = ? AND abs(loss) < ? ORDER BY loss NULLS LAST, id LIMIT 1"
    for row in connection.execute(query, ("finished", float("inf"))):
        return int(row[0])


# %% best_run misconception.null_first
def best_run(connection):
    row = connection.execute(
        "SELECT id FROM runs WHERE status = 'finished' ORDER BY loss LIMIT 1"
    ).fetchone()
    return row[0] if row else None


# %% best_run misconception.status_ignored
def best_run(connection):
    row = connection.execute(
        "SELECT id FROM runs WHERE abs(loss) < 1e300 ORDER BY loss, id LIMIT 1"
    ).fetchone()
    return row[0] if row else None


# %% best_run misconception.status_and_infinity_ignored
def best_run(connection):
    row = connection.execute(
        "SELECT id FROM runs WHERE loss IS NOT NULL ORDER BY loss, id LIMIT 1"
    ).fetchone()
    return row[0] if row else None


# %% best_run misconception.null_last_only
def best_run(connection):
    row = connection.execute("SELECT id FROM runs ORDER BY loss NULLS LAST LIMIT 1").fetchone()
    return row[0]


# %% best_run misconception.infinity_counted
def best_run(connection):
    row = connection.execute(
        "SELECT id FROM runs WHERE status = 'finished' AND loss IS NOT NULL ORDER BY loss LIMIT 1"
    ).fetchone()
    return row[0] if row else None


# %% best_run misconception.negative_infinity_counted
def best_run(connection):
    row = connection.execute(
        "SELECT id FROM runs WHERE status = 'finished' AND loss < 1e999 ORDER BY loss LIMIT 1"
    ).fetchone()
    return row[0] if row else None


# %% best_run misconception.null_last_of_finished
def best_run(connection):
    row = connection.execute(
        "SELECT id FROM runs WHERE status = 'finished' ORDER BY loss NULLS LAST LIMIT 1"
    ).fetchone()
    return row[0] if row else None


# %% best_run misconception.largest
def best_run(connection):
    row = connection.execute(
        "SELECT id FROM runs WHERE status = 'finished' AND abs(loss) < 1e999 "
        "ORDER BY loss DESC, id LIMIT 1"
    ).fetchone()
    return row[0] if row else None


# %% best_run misconception.latest_of_equals
def best_run(connection):
    rows = connection.execute("SELECT id, loss FROM runs WHERE status = 'finished' ORDER BY id")
    best, least = None, float("inf")
    for number, loss in rows.fetchall():
        if loss is not None and np.isfinite(loss) and loss <= least:
            best, least = number, loss
    return best


# %% best_run misconception.the_loss
def best_run(connection):
    return connection.execute(
        "SELECT min(loss) FROM runs WHERE status = 'finished' AND abs(loss) < 1e999"
    ).fetchone()[0]


# %% best_run misconception.a_row
def best_run(connection):
    return connection.execute(
        "SELECT id FROM runs WHERE status = 'finished' AND abs(loss) < 1e999 ORDER BY loss, id LIMIT 1"
    ).fetchone()


# %% best_run misconception.zero_for_none
def best_run(connection):
    row = connection.execute(
        "SELECT id FROM runs WHERE status = 'finished' AND abs(loss) < 1e999 ORDER BY loss, id LIMIT 1"
    ).fetchone()
    return row[0] if row else 0


# %% best_run misconception.first_run
def best_run(connection):
    row = connection.execute(
        "SELECT id FROM runs WHERE status = 'finished' AND abs(loss) < 1e999 LIMIT 1"
    ).fetchone()
    return row[0] if row else None


# %% best_run misconception.last_run
def best_run(connection):
    row = connection.execute(
        "SELECT max(id) FROM runs WHERE status = 'finished' AND abs(loss) < 1e999"
    ).fetchone()
    return row[0]


# %% best_run raised.TypeError
def best_run(connection):
    return connection.execute(
        "SELECT id FROM runs WHERE status = 'finished' AND abs(loss) < 1e999 ORDER BY loss, id LIMIT 1"
    ).fetchone()[0]


# %% what_differs passed
def what_differs(first, second):
    own = ("id", "name", "started", "seconds", "loss")
    result = []
    for name in sorted(set(first) | set(second)):
        if name in own:
            continue
        if name not in first or name not in second:
            result.append(name)
        elif first[name] != second[name] or type(first[name]) != type(second[name]):
            result.append(name)
    return result


# %% what_differs passed
def what_differs(first, second):
    def entries(record):
        return {(name, type(value), value) for name, value in record.items()}

    names = {name for name, _, _ in entries(first) ^ entries(second)}
    return sorted(names.difference(["id", "name", "started", "seconds", "loss"]))


# %% what_differs passed
def what_differs(first, second):
    a, b = dict(first), dict(second)
    for name in ("id", "name", "started", "seconds", "loss"):
        a.pop(name, None)
        b.pop(name, None)
    return [n for n in sorted({**a, **b}) if repr(a.get(n)) != repr(b.get(n))]


# %% what_differs passed
import json


def what_differs(first, second):
    own = {"id", "name", "started", "seconds", "loss"}
    keys = (first.keys() | second.keys()) - own
    as_text = lambda record, key: json.dumps(record[key]) if key in record else ""
    differ = filter(lambda key: as_text(first, key) != as_text(second, key), keys)
    return tuple(sorted(differ))


# %% what_differs passed
def what_differs(first, second):
    names = [*first]
    names += [name for name in second if name not in first]
    pairs = {name: (first.get(name, ...), second.get(name, ...)) for name in names}
    found = [
        name
        for name, (a, b) in pairs.items()
        if not (a == b and isinstance(a, type(b)) and isinstance(b, type(a)))
    ]
    for own in "id name started seconds loss".split():
        if own in found:
            found.remove(own)
    found.sort()
    return found


# %% what_differs misconception.everything_compared
def what_differs(first, second):
    missing = object()
    return sorted(
        name
        for name in {*first, *second}
        if type(first.get(name)) is not type(second.get(name))
        or first.get(name, missing) != second.get(name, missing)
    )


# %% what_differs misconception.results_compared
def what_differs(first, second):
    names = {*first, *second} - {"id", "name", "started"}
    return sorted(n for n in names if repr(first.get(n)) != repr(second.get(n)))


# %% what_differs misconception.loss_compared
def what_differs(first, second):
    names = {*first, *second} - {"id", "name", "started", "seconds"}
    return sorted(n for n in names if repr(first.get(n)) != repr(second.get(n)))


# %% what_differs misconception.missing_skipped
def what_differs(first, second):
    names = {*first} & {*second} - {"id", "name", "started", "seconds", "loss"}
    return sorted(n for n in names if repr(first[n]) != repr(second[n]))


# %% what_differs misconception.only_of_the_first
def what_differs(first, second):
    names = {*first} - {"id", "name", "started", "seconds", "loss"}
    return sorted(n for n in names if repr(first[n]) != repr(second.get(n)))


# %% what_differs misconception.one_is_true
def what_differs(first, second):
    names = {*first, *second} - {"id", "name", "started", "seconds", "loss"}
    return sorted(n for n in names if first.get(n) != second.get(n))


# %% what_differs misconception.identity
def what_differs(first, second):
    names = {*first, *second} - {"id", "name", "started", "seconds", "loss"}
    return sorted(k for k in names if first.get(k) is not second.get(k))


# %% what_differs misconception.not_sorted
def what_differs(first, second):
    own = ("id", "name", "started", "seconds", "loss")
    names = [*first, *(n for n in second if n not in first)]
    return [n for n in names if n not in own and repr(first.get(n)) != repr(second.get(n))]


# %% what_differs misconception.sorted_backward
def what_differs(first, second):
    names = {*first, *second} - {"id", "name", "started", "seconds", "loss"}
    return sorted((n for n in names if repr(first.get(n)) != repr(second.get(n))), reverse=True)


# %% what_differs misconception.whether_any
def what_differs(first, second):
    names = {*first, *second} - {"id", "name", "started", "seconds", "loss"}
    return any(repr(first.get(n)) != repr(second.get(n)) for n in names)


# %% what_differs misconception.whether_none
def what_differs(first, second):
    names = {*first, *second} - {"id", "name", "started", "seconds", "loss"}
    return all(repr(first.get(n)) == repr(second.get(n)) for n in names)


# %% what_differs misconception.what_agrees
def what_differs(first, second):
    names = {*first, *second} - {"id", "name", "started", "seconds", "loss"}
    return sorted(n for n in names if repr(first.get(n)) == repr(second.get(n)))


# %% what_differs misconception.first_only
def what_differs(first, second):
    names = {*first, *second} - {"id", "name", "started", "seconds", "loss"}
    for name in sorted(names):
        if repr(first.get(name)) != repr(second.get(name)):
            return [name]
    return []


# %% what_differs kind
def what_differs(first, second):
    names = {*first, *second} - {"id", "name", "started", "seconds", "loss"}
    return {n for n in names if repr(first.get(n)) != repr(second.get(n))}


# %% what_differs raised.KeyError
def what_differs(first, second):
    own = ("id", "name", "started", "seconds", "loss")
    return sorted(n for n in first if n not in own and repr(first[n]) != repr(second[n]))


# %% label_signature passed
class Labels(tf.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    @tf.function(input_signature=[tf.TensorSpec([None, None], tf.float32, "pixels")])
    def label(self, pixels):
        shares = tf.nn.softmax(self.model(pixels / 16.0))
        return {"digit": tf.argmax(shares, axis=-1), "share": tf.reduce_max(shares, axis=-1)}


def export_labels(model, path):
    labels = Labels(model)
    tf.saved_model.save(labels, path, signatures={"label": labels.label})


# %% label_signature passed
import keras


def export_labels(model, path):
    def label(pixels):
        logits = model(pixels / 16, training=False)
        share = tf.reduce_max(tf.nn.softmax(logits), axis=1)
        return {"digit": tf.argmax(logits, axis=1), "share": share}

    archive = keras.export.ExportArchive()
    archive.track(model)
    spec = tf.TensorSpec((None, model.input_shape[-1]), tf.float32, name="pixels")
    archive.add_endpoint("label", label, input_signature=[spec])
    archive.write_out(path, verbose=False)


# %% label_signature passed
import keras


def export_labels(model, path):
    @tf.function
    def label(pixels):
        logits = model(tf.cast(pixels, tf.float32) / 16)
        digit = tf.argmax(logits, axis=1, output_type=tf.int32)
        powers = tf.exp(logits - tf.reduce_max(logits, axis=1, keepdims=True))
        share = tf.gather(powers, digit, axis=1, batch_dims=1) / tf.reduce_sum(powers, axis=1)
        return {"digit": digit, "share": share}

    model.label = label
    features = model.input_shape[1]
    concrete = label.get_concrete_function(tf.TensorSpec([None, features], name="pixels"))
    tf.saved_model.save(model, path, signatures={"label": concrete})


# %% label_signature passed
import keras


def export_labels(model, path):
    inputs = keras.Input([model.input_shape[1]], name="pixels")
    logits = model(keras.layers.Rescaling(1 / 16)(inputs))
    shares = keras.layers.Softmax()(logits)
    whole = keras.Model(inputs, [logits, shares])

    @tf.function(input_signature=[tf.TensorSpec([None, model.input_shape[1]], name="pixels")])
    def label(pixels):
        logits, shares = whole(pixels)
        best = tf.math.top_k(shares, 1)
        return {"digit": best.indices[:, 0], "share": best.values[:, 0]}

    whole.label = label
    tf.saved_model.save(whole, path, signatures={"label": label, "serving_default": label})


# %% label_signature passed
def export_labels(model, path):
    kernel, bias = model.get_weights()
    module = tf.Module()
    module.kernel, module.bias = tf.constant(kernel), tf.constant(bias)

    @tf.function(input_signature=[tf.TensorSpec([None, len(kernel)], tf.float32)])
    def label(pixels):
        logits = pixels @ (module.kernel / 16) + module.bias
        share = 1 / tf.reduce_sum(tf.exp(logits - tf.reduce_max(logits, 1, keepdims=True)), 1)
        return dict(digit=tf.argmax(logits, 1), share=share)

    tf.saved_model.save(module, path, signatures={"label": label})


# %% label_signature passed
import keras


def export_labels(model, path):
    def label(pixels):
        shares = tf.nn.softmax(model(pixels / 16))
        return {"digit": tf.argmax(shares, axis=-1), "share": tf.reduce_max(shares, axis=-1)}

    archive = keras.export.ExportArchive()  # without track
    spec = tf.TensorSpec((None, model.input_shape[-1]), tf.float32, name="pixels")
    archive.add_endpoint("label", label, input_signature=[spec])
    archive.write_out(path, verbose=False)


# %% label_signature misconception.not_scaled
def export_labels(model, path):
    module = tf.Module()
    module.model = model

    @tf.function(input_signature=[tf.TensorSpec([None, model.input_shape[1]], name="pixels")])
    def label(pixels):
        logits = model(pixels)
        return {
            "digit": tf.argmax(logits, axis=1),
            "share": tf.reduce_max(tf.nn.softmax(logits), axis=1),
        }

    tf.saved_model.save(module, path, signatures={"label": label})


# %% label_signature misconception.by_255
def export_labels(model, path):
    module = tf.Module()
    module.model = model

    @tf.function(input_signature=[tf.TensorSpec([None, model.input_shape[1]], name="pixels")])
    def label(pixels):
        logits = model(pixels / 255)
        return {
            "digit": tf.argmax(logits, axis=1),
            "share": tf.reduce_max(tf.nn.softmax(logits), axis=1),
        }

    tf.saved_model.save(module, path, signatures={"label": label})


# %% label_signature misconception.logits_for_shares
def export_labels(model, path):
    module = tf.Module()
    module.model = model

    @tf.function(input_signature=[tf.TensorSpec([None, model.input_shape[1]], name="pixels")])
    def label(pixels):
        logits = model(pixels / 16)
        return {"digit": tf.argmax(logits, axis=1), "share": tf.reduce_max(logits, axis=1)}

    tf.saved_model.save(module, path, signatures={"label": label})


# %% label_signature misconception.sigmoid
def export_labels(model, path):
    module = tf.Module()
    module.model = model

    @tf.function(input_signature=[tf.TensorSpec([None, model.input_shape[1]], name="pixels")])
    def label(pixels):
        logits = model(pixels / 16)
        return {
            "digit": tf.argmax(logits, axis=1),
            "share": tf.reduce_max(tf.sigmoid(logits), axis=1),
        }

    tf.saved_model.save(module, path, signatures={"label": label})


# %% label_signature misconception.over_the_batch
def export_labels(model, path):
    module = tf.Module()
    module.model = model

    @tf.function(input_signature=[tf.TensorSpec([None, model.input_shape[1]], name="pixels")])
    def label(pixels):
        logits = model(pixels / 16)
        return {
            "digit": tf.argmax(logits, axis=1),
            "share": tf.reduce_max(tf.nn.softmax(logits, axis=0), axis=1),
        }

    tf.saved_model.save(module, path, signatures={"label": label})


# %% label_signature misconception.softmax_twice
def export_labels(model, path):
    module = tf.Module()
    module.model = model

    @tf.function(input_signature=[tf.TensorSpec([None, model.input_shape[1]], name="pixels")])
    def label(pixels):
        logits = model(pixels / 16)
        return {
            "digit": tf.argmax(logits, axis=1),
            "share": tf.reduce_max(tf.nn.softmax(tf.nn.softmax(logits)), axis=1),
        }

    tf.saved_model.save(module, path, signatures={"label": label})


# %% label_signature misconception.digit_with_fraction
def export_labels(model, path):
    module = tf.Module()
    module.model = model

    @tf.function(input_signature=[tf.TensorSpec([None, model.input_shape[1]], name="pixels")])
    def label(pixels):
        logits = model(pixels / 16)
        return {
            "digit": tf.cast(tf.argmax(logits, axis=1), tf.float32),
            "share": tf.reduce_max(tf.nn.softmax(logits), axis=1),
        }

    tf.saved_model.save(module, path, signatures={"label": label})


# %% label_signature misconception.other_outputs
def export_labels(model, path):
    module = tf.Module()
    module.model = model

    @tf.function(input_signature=[tf.TensorSpec([None, model.input_shape[1]], name="pixels")])
    def label(pixels):
        logits = model(pixels / 16)
        return tf.argmax(logits, axis=1), tf.reduce_max(tf.nn.softmax(logits), axis=1)

    tf.saved_model.save(module, path, signatures={"label": label})


# %% label_signature misconception.another_input
def export_labels(model, path):
    module = tf.Module()
    module.model = model

    @tf.function(input_signature=[tf.TensorSpec([None, model.input_shape[1]], name="x")])
    def label(x):
        logits = model(x / 16)
        return {
            "digit": tf.argmax(logits, axis=1),
            "share": tf.reduce_max(tf.nn.softmax(logits), axis=1),
        }

    tf.saved_model.save(module, path, signatures={"label": label})


# %% label_signature misconception.no_export
def export_labels(model, path):
    model.save(path + ".keras")


# %% label_signature misconception.another_signature
def export_labels(model, path):
    model.export(path, verbose=False)


# %% label_signature misconception.all_shares
def export_labels(model, path):
    module = tf.Module()
    module.model = model

    @tf.function(input_signature=[tf.TensorSpec([None, model.input_shape[1]], name="pixels")])
    def label(pixels):
        shares = tf.nn.softmax(model(pixels / 16))
        return {"digit": tf.argmax(shares, axis=1), "share": shares}

    tf.saved_model.save(module, path, signatures={"label": label})


# %% label_signature misconception.along_the_rows
def export_labels(model, path):
    module = tf.Module()
    module.model = model

    @tf.function(input_signature=[tf.TensorSpec([None, model.input_shape[1]], name="pixels")])
    def label(pixels):
        shares = tf.nn.softmax(model(pixels / 16))
        return {"digit": tf.argmax(shares), "share": tf.reduce_max(shares, axis=1)}

    tf.saved_model.save(module, path, signatures={"label": label})


# %% label_signature misconception.squeezed
import keras


def export_labels(model, path):
    def label(pixels):
        shares = tf.nn.softmax(model(pixels / 16, training=False))
        best = tf.math.top_k(shares, 1)
        return {"digit": tf.squeeze(best.indices), "share": tf.squeeze(best.values)}

    archive = keras.export.ExportArchive()
    spec = tf.TensorSpec((None, model.input_shape[-1]), tf.float32, name="pixels")
    archive.add_endpoint("label", label, input_signature=[spec])
    archive.write_out(path, verbose=False)


# %% label_signature shape
def export_labels(model, path):
    module = tf.Module()
    module.model = model

    @tf.function(input_signature=[tf.TensorSpec([None, model.input_shape[1]], name="pixels")])
    def label(pixels):
        shares = tf.nn.softmax(model(pixels / 16))
        share = tf.reduce_max(shares, axis=1, keepdims=True)
        return {"digit": tf.argmax(shares, axis=1), "share": share}

    tf.saved_model.save(module, path, signatures={"label": label})


# %% label_signature shape
def export_labels(model, path):
    module = tf.Module()
    module.model = model

    @tf.function(input_signature=[tf.TensorSpec([None, model.input_shape[1]], name="pixels")])
    def label(pixels):
        shares = tf.nn.softmax(model(pixels / 16))
        return {"digit": tf.argmax(shares, axis=1), "share": tf.reduce_max(shares)}

    tf.saved_model.save(module, path, signatures={"label": label})


# %% label_signature kind
def export_labels(model, path):
    module = tf.Module()
    module.model = model

    @tf.function(input_signature=[tf.TensorSpec([None, model.input_shape[1]], name="pixels")])
    def label(pixels):
        shares = tf.cast(tf.nn.softmax(model(pixels / 16)), tf.float64)
        return {"digit": tf.argmax(shares, axis=1), "share": tf.reduce_max(shares, axis=1)}

    tf.saved_model.save(module, path, signatures={"label": label})


# %% label_signature raised.TypeError
import keras


def export_labels(model, path):
    def label(pixels):
        logits = model.predict(pixels / 16, verbose=0)
        share = tf.reduce_max(tf.nn.softmax(logits), axis=1)
        return {"digit": tf.argmax(logits, axis=1), "share": share}

    archive = keras.export.ExportArchive()
    archive.track(model)
    spec = tf.TensorSpec((None, model.input_shape[-1]), tf.float32, name="pixels")
    archive.add_endpoint("label", label, input_signature=[spec])
    archive.write_out(path, verbose=False)


# %% label_signature raised.TypeError
def export_labels(model, path):
    module = tf.Module()
    module.model = model

    @tf.function(input_signature=[tf.TensorSpec([None, model.input_shape[1]], name="pixels")])
    def label(pixels):
        shares = tf.nn.softmax(model.predict(pixels / 16))
        return {"digit": tf.argmax(shares, axis=1), "share": tf.reduce_max(shares, axis=1)}

    tf.saved_model.save(module, path, signatures={"label": label})


# %% label_signature raised.AssertionError
def export_labels(model, path):
    module = tf.Module()

    @tf.function(input_signature=[tf.TensorSpec([None, model.input_shape[1]], name="pixels")])
    def label(pixels):
        logits = model(pixels / 16)
        share = tf.reduce_max(tf.nn.softmax(logits), axis=1)
        return {"digit": tf.argmax(logits, axis=1), "share": share}

    tf.saved_model.save(module, path, signatures={"label": label})


# %% answer passed
import json


def answer(text, function, names):
    def no(words):
        return 400, json.dumps({"error": words})

    def numbers_in(values):
        if isinstance(values, dict):
            return all(numbers_in(values[name]) for name in names)
        if isinstance(values, list):
            return all(numbers_in(value) for value in values)
        return isinstance(values, int | float) and not isinstance(values, bool)

    try:
        body = json.loads(text)
    except json.JSONDecodeError:
        return no("this is no JSON")
    if type(body) is not dict:
        return no("this is no object")
    if "instances" in body and "inputs" in body:
        return no("instances or inputs, not both")
    try:
        if "instances" in body:
            key, instances = "predictions", body["instances"]
            if type(instances) is not list or len(instances) == 0:
                return no("instances is a list that is not empty")
            if len(names) > 1:
                arrays = {n: np.asarray([i[n] for i in instances], dtype="float32") for n in names}
            else:
                arrays = {names[0]: np.asarray(instances, dtype="float32")}
        elif "inputs" in body:
            key, columns = "outputs", body["inputs"]
            if len(names) == 1:
                columns = {names[0]: columns}
            arrays = {n: np.asarray(columns[n], dtype="float32") for n in names}
        else:
            return no("instances or inputs is missing")
        for values in [body[k] for k in ("instances", "inputs") if k in body]:
            if not numbers_in(values):
                return no("null, texts and bools are no numbers")
        result = function(**arrays)
    except Exception as error:
        return no(repr(error))
    return 200, json.dumps({key: [r.tolist() for r in result]})


# %% answer passed
import json


class Wrong(Exception):
    pass


def only_numbers(values):
    left = [values]
    while left:
        value = left.pop()
        if isinstance(value, list):
            left += value
        elif value is True or value is False or not isinstance(value, (int, float)):
            raise Wrong("numbers")
    return values


def read(text, names):
    try:
        asked = json.loads(text)
    except ValueError:
        raise Wrong("no JSON")
    found = [key for key in ("instances", "inputs") if isinstance(asked, dict) and key in asked]
    if len(found) != 1:
        raise Wrong("one of instances and inputs")
    values = asked[found[0]]
    if found[0] == "instances":
        if not isinstance(values, list) or not values:
            raise Wrong("rows")
        if len(names) > 1:
            if any(set(names) - set(row) for row in values):
                raise Wrong("an input is missing")
            values = {name: [row[name] for row in values] for name in names}
    return found[0], values if len(names) > 1 else {names[0]: values}


def answer(text, function, names):
    try:
        form, columns = read(text, names)
        made = function(
            **{n: np.array(only_numbers(v)).astype(np.float32) for n, v in columns.items()}
        )
    except (Wrong, ValueError) as error:
        return 400, json.dumps({"error": str(error)})
    key = {"instances": "predictions", "inputs": "outputs"}[form]
    return (200, json.dumps({key: made.tolist()}, indent=2))


# %% answer passed
import json


def answer(text, function, names):
    def array(values):
        if "True" in str(values) or "False" in str(values):
            raise ValueError("bools")
        return tf.constant(values, tf.float32).numpy()

    status, said = 400, {"error": "the request can't be answered"}
    try:
        match json.loads(text):
            case {"instances": _, "inputs": _}:
                pass
            case {"instances": [_, *_] as rows}:
                if len(names) == 1:
                    rows = [{names[0]: row} for row in rows]
                arrays = {n: array([row[n] for row in rows]) for n in names}
                status, said = 200, {"predictions": function(**arrays).tolist()}
            case {"inputs": columns}:
                if len(names) == 1:
                    columns = {names[0]: columns}
                arrays = {n: array(columns[n]) for n in names}
                status, said = 200, {"outputs": function(**arrays).tolist()}
    except (ValueError, TypeError, KeyError):
        pass
    return status, json.dumps(said)


# %% answer passed
from http import HTTPStatus
from json import dumps, loads


def answer(text, function, names):
    try:
        asked = loads(text)
        form = {"instances", "inputs"} & asked.keys()
        (form,) = form
        values = asked[form]
        if form == "instances":
            assert isinstance(values, list) and values
            if len(names) > 1:
                values = {name: [row[name] for row in values] for name in names}
        if len(names) == 1:
            values = {names[0]: values}
        kinds = {type(v) for n in names for v in np.array(values[n], object).ravel()}
        assert kinds <= {int, float}
        arrays = {name: np.float32(values[name]) for name in names}
        made = function(**arrays)
    except (ValueError, TypeError, KeyError, AttributeError, AssertionError) as error:
        return [HTTPStatus.BAD_REQUEST, dumps({"error": f"{type(error).__name__}: {error}"})]
    key = "predictions" if form == "instances" else "outputs"
    return [HTTPStatus.OK, dumps({key: made.astype(float).tolist()})]


# %% answer passed
import json


def answer(text, function, names):
    try:
        asked = dict(json.loads(text))
        by_row, by_column = asked.get("instances"), asked.get("inputs")
        if (by_row is None) == (by_column is None):
            raise ValueError("one form")
        if by_row is not None:
            if isinstance(by_row, dict) or not len(by_row):
                raise ValueError("no rows")
            pick = (
                (lambda name: by_row)
                if len(names) == 1
                else (lambda name: [r[name] for r in by_row])
            )
        else:
            pick = (lambda name: by_column) if len(names) == 1 else by_column.__getitem__
        columns = {name: pick(name) for name in names}
        written = json.dumps(list(columns.values()))
        if any(word in written for word in ("null", "true", "false", '"')):
            raise ValueError("numbers")
        made = function(**{n: np.array(c, dtype=np.float32) for n, c in columns.items()})
        key = "outputs" if by_row is None else "predictions"
        return 200, json.dumps({key: np.asarray(made, float).tolist()})
    except (ValueError, TypeError, KeyError):
        return 400, '{"error": "not understood"}'


# %% answer misconception.outputs_for_rows
import json


def answer(text, function, names):
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
        arrays = {name: np.array(column, np.float32) for name, column in columns.items()}
        made = function(**arrays).tolist()
    except (ValueError, TypeError, KeyError) as error:
        return 400, json.dumps({"error": str(error)})
    return 200, json.dumps({"outputs": made})


# %% answer misconception.predictions_for_columns
import json


def answer(text, function, names):
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
        arrays = {name: np.array(column, np.float32) for name, column in columns.items()}
        made = function(**arrays).tolist()
    except (ValueError, TypeError, KeyError) as error:
        return 400, json.dumps({"error": str(error)})
    return 200, json.dumps({"predictions": made})


# %% answer misconception.server_at_fault
import json


def answer(text, function, names):
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
        arrays = {name: np.array(column, np.float32) for name, column in columns.items()}
        made = function(**arrays).tolist()
    except (ValueError, TypeError, KeyError) as error:
        return 500, json.dumps({"error": str(error)})
    return 200, json.dumps({"predictions" if rows else "outputs": made})


# %% answer misconception.not_found
import json


def answer(text, function, names):
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
        arrays = {name: np.array(column, np.float32) for name, column in columns.items()}
        made = function(**arrays).tolist()
    except (ValueError, TypeError, KeyError) as error:
        return 404, json.dumps({"error": str(error)})
    return 200, json.dumps({"predictions" if rows else "outputs": made})


# %% answer misconception.as_text
import json


def answer(text, function, names):
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
        arrays = {name: np.array(column, np.float32) for name, column in columns.items()}
        made = [str(value) for value in function(**arrays).tolist()]
    except (ValueError, TypeError, KeyError) as error:
        return 400, json.dumps({"error": str(error)})
    return 200, json.dumps({"predictions" if rows else "outputs": made})


# %% answer misconception.unprocessable
import json


def answer(text, function, names):
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
        arrays = {name: np.array(column, np.float32) for name, column in columns.items()}
        made = function(**arrays).tolist()
    except (ValueError, TypeError, KeyError) as error:
        return 422, json.dumps({"error": str(error)})
    return 200, json.dumps({"predictions" if rows else "outputs": made})


# %% answer misconception.both_taken
import json


def answer(text, function, names):
    try:
        asked = json.loads(text)
        if not isinstance(asked, dict) or not ("instances" in asked or "inputs" in asked):
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
        arrays = {name: np.array(column, np.float32) for name, column in columns.items()}
        made = function(**arrays).tolist()
    except (ValueError, TypeError, KeyError) as error:
        return 400, json.dumps({"error": str(error)})
    return 200, json.dumps({"predictions" if rows else "outputs": made})


# %% answer misconception.no_row_taken
import json


def answer(text, function, names):
    try:
        asked = json.loads(text)
        if not isinstance(asked, dict) or ("instances" in asked) == ("inputs" in asked):
            raise ValueError("an object with either instances or inputs is wanted")
        rows = "instances" in asked
        values = asked["instances"] if rows else asked["inputs"]
        if rows and (not isinstance(values, list)):
            raise ValueError("instances is a list with a row or more")
        if len(names) == 1:
            columns = {names[0]: values}
        elif rows:
            columns = {name: [row[name] for row in values] for name in names}
        else:
            columns = {name: values[name] for name in names}
        arrays = {name: np.array(column, np.float32) for name, column in columns.items()}
        made = function(**arrays).tolist()
    except (ValueError, TypeError, KeyError) as error:
        return 400, json.dumps({"error": str(error)})
    return 200, json.dumps({"predictions" if rows else "outputs": made})


# %% answer misconception.others_refused
import json


def answer(text, function, names):
    try:
        asked = json.loads(text)
        if (
            not isinstance(asked, dict)
            or len(asked) != 1
            or not {"instances", "inputs"} & set(asked)
        ):
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
        arrays = {name: np.array(column, np.float32) for name, column in columns.items()}
        made = function(**arrays).tolist()
    except (ValueError, TypeError, KeyError) as error:
        return 400, json.dumps({"error": str(error)})
    return 200, json.dumps({"predictions" if rows else "outputs": made})


# %% answer misconception.single_not_listed
import json


def answer(text, function, names):
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
        arrays = {name: np.array(column, np.float32) for name, column in columns.items()}
        made = function(**arrays).squeeze().tolist()
    except (ValueError, TypeError, KeyError) as error:
        return 400, json.dumps({"error": str(error)})
    return 200, json.dumps({"predictions" if rows else "outputs": made})


# %% answer misconception.first_only
import json


def answer(text, function, names):
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
        arrays = {name: np.array(column, np.float32) for name, column in columns.items()}
        made = function(**arrays).tolist()
    except (ValueError, TypeError, KeyError) as error:
        return 400, json.dumps({"error": str(error)})
    return 200, json.dumps({"predictions": made[:1]} if rows else {"outputs": made})


# %% answer misconception.dtype_left
import json


def answer(text, function, names):
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
        arrays = {name: np.array(column) for name, column in columns.items()}
        made = function(**arrays).tolist()
    except (ValueError, TypeError, KeyError) as error:
        return 400, json.dumps({"error": str(error)})
    return 200, json.dumps({"predictions" if rows else "outputs": made})


# %% answer misconception.anything_taken
import json


def answer(text, function, names):
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
        arrays = {name: np.array(column, np.float32) for name, column in columns.items()}
        made = function(**arrays).tolist()
    except (ValueError, TypeError, KeyError) as error:
        return 400, json.dumps({"error": str(error)})
    return 200, json.dumps({"predictions" if rows else "outputs": made})


# %% answer misconception.text_taken
import json


def answer(text, function, names):
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
        arrays = {name: np.array(column, np.float32) for name, column in columns.items()}
        if not all(np.isfinite(array).all() for array in arrays.values()):
            raise ValueError("finite numbers are wanted")
        made = function(**arrays).tolist()
    except (ValueError, TypeError, KeyError) as error:
        return 400, json.dumps({"error": str(error)})
    return 200, json.dumps({"predictions" if rows else "outputs": made})


# %% answer misconception.true_taken
import json


def answer(text, function, names):
    def are_numbers(value):
        if isinstance(value, list):
            return all(are_numbers(part) for part in value)
        return isinstance(value, (int, float))

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
            raise ValueError("numbers are wanted")
        arrays = {name: np.array(column, np.float32) for name, column in columns.items()}
        made = function(**arrays).tolist()
    except (ValueError, TypeError, KeyError) as error:
        return 400, json.dumps({"error": str(error)})
    return 200, json.dumps({"predictions" if rows else "outputs": made})


# %% answer misconception.true_among_numbers_taken
import json


def answer(text, function, names):
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
        arrays = {name: np.array(column) for name, column in columns.items()}
        if any(array.dtype.kind not in "iuf" for array in arrays.values()):
            raise ValueError("numbers are wanted")
        arrays = {name: array.astype(np.float32) for name, array in arrays.items()}
        made = function(**arrays).tolist()
    except (ValueError, TypeError, KeyError) as error:
        return 400, json.dumps({"error": str(error)})
    return 200, json.dumps({"predictions" if rows else "outputs": made})


# %% answer misconception.by_position
import json


def answer(text, function, names):
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
        arrays = {name: np.array(column, np.float32) for name, column in columns.items()}
        made = function(*arrays.values()).tolist()
    except (ValueError, TypeError, KeyError) as error:
        return 400, json.dumps({"error": str(error)})
    return 200, json.dumps({"predictions" if rows else "outputs": made})


# %% answer misconception.by_position
import json


def answer(text, function, names):
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
            raise ValueError("numbers are wanted")
        arrays = {name: np.array(column, np.float32) for name, column in columns.items()}
        made = function(*arrays.values()).tolist()
    except (ValueError, TypeError, KeyError) as error:
        return 400, json.dumps({"error": str(error)})
    return 200, json.dumps({"predictions" if rows else "outputs": made})


# %% answer misconception.status_as_text
import json


def answer(text, function, names):
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
            raise ValueError("numbers are wanted")
        arrays = {name: np.array(column, np.float32) for name, column in columns.items()}
        made = function(**arrays).tolist()
    except (ValueError, TypeError, KeyError) as error:
        return "400", json.dumps({"error": str(error)})
    return "200", json.dumps({"predictions" if rows else "outputs": made})


# %% answer misconception.no_json
import json


def answer(text, function, names):
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
        arrays = {name: np.array(column, np.float32) for name, column in columns.items()}
        made = function(**arrays).tolist()
    except (ValueError, TypeError, KeyError) as error:
        return 400, json.dumps({"error": str(error)})
    return 200, str({"predictions" if rows else "outputs": made})


# %% answer misconception.no_text
import json


def answer(text, function, names):
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
        arrays = {name: np.array(column, np.float32) for name, column in columns.items()}
        made = function(**arrays).tolist()
    except (ValueError, TypeError, KeyError) as error:
        return 400, json.dumps({"error": str(error)})
    return 200, {"predictions" if rows else "outputs": made}


# %% answer raised.TypeError
import json


def answer(text, function, names):
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
        arrays = {name: np.array(column, np.float32) for name, column in columns.items()}
        made = function(**arrays)
    except (ValueError, TypeError, KeyError) as error:
        return 400, json.dumps({"error": str(error)})
    return 200, json.dumps({"predictions" if rows else "outputs": made})


# %% answer values
import json


def answer(text, function, names):
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
        arrays = {name: np.array(column, np.float32) for name, column in columns.items()}
        made = function(**arrays).tolist()
    except (ValueError, TypeError, KeyError) as error:
        return 200, json.dumps({"error": str(error)})
    return 200, json.dumps({"predictions" if rows else "outputs": made})


# %% answer misconception.by_order
import json


def answer(text, function, names):
    try:
        asked = json.loads(text)
        if not isinstance(asked, dict) or ("instances" in asked) == ("inputs" in asked):
            raise ValueError
        if "inputs" in asked:
            values = asked["inputs"] if len(names) > 1 else {names[0]: asked["inputs"]}
            arrays = {name: np.array(values[name], np.float32) for name in names}
            return 200, json.dumps({"outputs": function(**arrays).tolist()})
        rows = asked["instances"]
        if not isinstance(rows, list) or not rows:
            raise ValueError
        if len(names) == 1:
            arrays = {names[0]: np.array(rows, np.float32)}
        else:
            table = np.array([list(row.values()) for row in rows], np.float32)
            arrays = dict(zip(names, table.T, strict=True))
        return 200, json.dumps({"predictions": function(**arrays).tolist()})
    except (ValueError, TypeError, KeyError):
        return 400, json.dumps({"error": "no"})


# %% answer misconception.row_by_row
import json


def answer(text, function, names):
    try:
        asked = json.loads(text)
        if not isinstance(asked, dict) or ("instances" in asked) == ("inputs" in asked):
            raise ValueError
        if "inputs" in asked:
            values = asked["inputs"] if len(names) > 1 else {names[0]: asked["inputs"]}
            arrays = {name: np.array(values[name], np.float32) for name in names}
            return 200, json.dumps({"outputs": function(**arrays).tolist()})
        rows, predictions = asked["instances"], []
        if not isinstance(rows, list) or not rows:
            raise ValueError
        for row in rows:
            row = row if len(names) > 1 else {names[0]: row}
            arrays = {name: np.array([row[name]], np.float32) for name in names}
            predictions += function(**arrays).tolist()
        return 200, json.dumps({"predictions": predictions})
    except (ValueError, TypeError, KeyError):
        return 400, json.dumps({"error": "no"})


# %% answer misconception.rows_only
import json


def answer(text, function, names):
    try:
        asked = json.loads(text)
        rows = asked["instances"]
        if "inputs" in asked or not isinstance(rows, list) or not rows:
            raise ValueError
        rows = rows if len(names) > 1 else [{names[0]: row} for row in rows]
        arrays = {name: np.array([row[name] for row in rows], np.float32) for name in names}
        return 200, json.dumps({"predictions": function(**arrays).tolist()})
    except (ValueError, TypeError, KeyError):
        return 400, json.dumps({"error": "no"})


# %% answer raised.JSONDecodeError
import json


def answer(text, function, names):
    asked = json.loads(text)
    if not isinstance(asked, dict) or ("instances" in asked) == ("inputs" in asked):
        return 400, json.dumps({"error": "one of instances and inputs"})
    rows = "instances" in asked
    values = asked["instances"] if rows else asked["inputs"]
    if rows and (not isinstance(values, list) or not values):
        return 400, json.dumps({"error": "no row"})
    try:
        if len(names) == 1:
            values = {names[0]: values}
        elif rows:
            values = {name: [row[name] for row in values] for name in names}
        made = function(**{name: np.array(values[name], np.float32) for name in names})
    except (ValueError, TypeError, KeyError) as error:
        return 400, json.dumps({"error": str(error)})
    return 200, json.dumps({"predictions" if rows else "outputs": made.tolist()})


# %% quantize passed
def quantize(x):
    low = tf.minimum(0.0, tf.reduce_min(x))
    high = tf.maximum(0.0, tf.reduce_max(x))
    scale = (high - low) / 255
    zero = tf.round(-128 - low / scale)
    values = tf.clip_by_value(tf.round(x / scale) + zero, -128, 127)
    return tf.cast(values, tf.int8), scale, zero


# %% quantize passed
def quantize(x):
    numbers = [0.0, *x.numpy().tolist()]
    step = (max(numbers) - min(numbers)) / 255
    zero = round(-128 - min(numbers) / step)
    values = [max(-128, min(127, round(number / step) + zero)) for number in numbers[1:]]
    return np.array(values, np.int8), step, zero


# %% quantize passed
def quantize(x):
    with_zero = np.append(x, 0)
    scale = np.ptp(with_zero) / 255
    zero_point = np.int8(np.rint(-128 - with_zero.min() / scale))
    q = np.rint(x / scale).astype(int) + int(zero_point)
    return q.clip(-128, 127).astype("int8"), scale, zero_point


# %% quantize passed
def quantize(x):
    low, high = min(0, float(tf.reduce_min(x))), max(0, float(tf.reduce_max(x)))
    scale = (high - low) / 255
    zero = int(np.round(-128 - low / scale))
    q = tf.cast(tf.round(x / scale), tf.int32) + zero
    return [tf.saturate_cast(q, tf.int8), tf.constant(scale), tf.constant(zero)]


# %% quantize passed
def quantize(x):
    x = np.asarray(x, np.float64)
    ends = np.array([min(x.min(), 0), max(x.max(), 0)])
    scale = np.diff(ends)[0] / 255
    zero = np.floor(-128 - ends[0] / scale + 0.5)
    q = np.floor(x / scale + 0.5) + zero
    return np.clip(q, -128, 127).astype(np.int8), scale, zero


# %% quantize misconception.zero_not_in_range
def quantize(x):
    x = x.numpy().astype(np.float64)
    low, high = x.min(), x.max()
    scale = (high - low) / 255
    zero = round(-128 - low / scale)
    values = np.clip(np.round(x / scale) + zero, -128, 127).astype(np.int8)
    return values, scale, zero


# %% quantize misconception.truncated
def quantize(x):
    x = x.numpy().astype(np.float64)
    low, high = min(0.0, x.min()), max(0.0, x.max())
    scale = (high - low) / 255
    zero = round(-128 - low / scale)
    values = np.clip((x / scale).astype(int) + zero, -128, 127).astype(np.int8)
    return values, scale, zero


# %% quantize misconception.rounded_down
def quantize(x):
    x = x.numpy().astype(np.float64)
    low, high = min(0.0, x.min()), max(0.0, x.max())
    scale = (high - low) / 255
    zero = round(-128 - low / scale)
    values = np.clip(np.floor(x / scale) + zero, -128, 127).astype(np.int8)
    return values, scale, zero


# %% quantize misconception.sum_truncated
def quantize(x):
    x = x.numpy().astype(np.float64)
    low, high = min(0.0, x.min()), max(0.0, x.max())
    scale = (high - low) / 255
    zero = round(-128 - low / scale)
    values = np.clip((x / scale + zero).astype(int), -128, 127).astype(np.int8)
    return values, scale, zero


# %% quantize misconception.zero_truncated
def quantize(x):
    x = x.numpy().astype(np.float64)
    low, high = min(0.0, x.min()), max(0.0, x.max())
    scale = (high - low) / 255
    zero = int(-128 - low / scale)
    values = np.clip(np.round(x / scale) + zero, -128, 127).astype(np.int8)
    return values, scale, zero


# %% quantize misconception.levels_256
def quantize(x):
    x = x.numpy().astype(np.float64)
    low, high = min(0.0, x.min()), max(0.0, x.max())
    scale = (high - low) / 256
    zero = round(-128 - low / scale)
    values = np.clip(np.round(x / scale) + zero, -128, 127).astype(np.int8)
    return values, scale, zero


# %% quantize misconception.zero_forgotten
def quantize(x):
    x = x.numpy().astype(np.float64)
    low, high = min(0.0, x.min()), max(0.0, x.max())
    scale = (high - low) / 255
    zero = round(-128 - low / scale)
    values = np.clip(np.round(x / scale), -128, 127).astype(np.int8)
    return values, scale, zero


# %% quantize misconception.zero_subtracted
def quantize(x):
    x = x.numpy().astype(np.float64)
    low, high = min(0.0, x.min()), max(0.0, x.max())
    scale = (high - low) / 255
    zero = round(-128 - low / scale)
    values = np.clip(np.round(x / scale) - zero, -128, 127).astype(np.int8)
    return values, scale, zero


# %% quantize misconception.zero_of_unsigned
def quantize(x):
    x = x.numpy().astype(np.float64)
    low, high = min(0.0, x.min()), max(0.0, x.max())
    scale = (high - low) / 255
    zero = round(-low / scale)
    values = np.clip(np.round(x / scale) + zero, -128, 127).astype(np.int8)
    return values, scale, zero


# %% quantize misconception.scale_turned_round
def quantize(x):
    x = x.numpy().astype(np.float64)
    low, high = min(0.0, x.min()), max(0.0, x.max())
    scale = (high - low) / 255
    zero = round(-128 - low / scale)
    values = np.clip(np.round(x / scale) + zero, -128, 127).astype(np.int8)
    return values, 1 / scale, zero


# %% quantize misconception.symmetric
def quantize(x):
    scale = tf.reduce_max(tf.abs(x)) / 127
    return tf.cast(tf.round(x / scale), tf.int8), scale, 0


# %% quantize misconception.unsigned
def quantize(x):
    low, high = min(0.0, float(tf.reduce_min(x))), max(0.0, float(tf.reduce_max(x)))
    scale = (high - low) / 255
    zero = round(-low / scale)
    return tf.cast(tf.round(x / scale) + zero, tf.uint8), scale, zero


# %% quantize misconception.not_int8
def quantize(x):
    low, high = min(0.0, float(tf.reduce_min(x))), max(0.0, float(tf.reduce_max(x)))
    scale = (high - low) / 255
    zero = round(-128 - low / scale)
    return tf.round(x / scale) + zero, scale, zero


# %% quantize misconception.back_again
def quantize(x):
    x = x.numpy().astype(np.float64)
    low, high = min(0.0, x.min()), max(0.0, x.max())
    scale = (high - low) / 255
    zero = round(-128 - low / scale)
    values = np.clip(np.round(x / scale) + zero, -128, 127).astype(np.int8)
    return (values - float(zero)) * scale, scale, zero


# %% quantize misconception.not_rounded
def quantize(x):
    x = x.numpy().astype(np.float64)
    low, high = min(0.0, x.min()), max(0.0, x.max())
    scale = (high - low) / 255
    zero = round(-128 - low / scale)
    return np.clip(x / scale + zero, -128, 127), scale, zero


# %% quantize kind
def quantize(x):
    numbers = x.numpy().tolist()
    low, high = min(0.0, *numbers), max(0.0, *numbers)
    scale = (high - low) / 255
    zero = round(-128 - low / scale)
    return [max(-128, min(127, round(n / scale) + zero)) for n in numbers], scale, zero


# %% quantize kind
def quantize(x):
    scale = (max(0.0, float(tf.reduce_max(x))) - min(0.0, float(tf.reduce_min(x)))) / 255
    return tf.round(x / scale), scale, 0


# %% quantize shape
def quantize(x):
    x = x.numpy().astype(np.float64)[:, np.newaxis]
    low, high = min(0.0, x.min()), max(0.0, x.max())
    scale = (high - low) / 255
    zero = round(-128 - low / scale)
    values = np.clip(np.round(x / scale) + zero, -128, 127).astype(np.int8)
    return values, scale, zero


# %% quantize kind
def quantize(x):
    scale = (max(0.0, float(tf.reduce_max(x))) - min(0.0, float(tf.reduce_min(x)))) / 255
    return tf.cast(tf.round(x / scale), tf.int8)


# %% global_gradient passed
def global_gradient(gradients, sizes):
    rows = tf.where(sizes > 0)[:, 0]
    some = tf.gather(gradients, rows)
    weights = tf.cast(tf.gather(sizes, rows), tf.float32)
    return tf.tensordot(weights / tf.reduce_sum(weights), some, 1)


# %% global_gradient passed
def global_gradient(gradients, sizes):
    g, n = gradients.numpy(), sizes.numpy()
    return tf.constant(np.average(g[n > 0], axis=0, weights=n[n > 0]), tf.float32)


# %% global_gradient passed
def global_gradient(gradients, sizes):
    total, rows = tf.zeros(gradients.shape[1]), 0
    for gradient, size in zip(tf.unstack(gradients), sizes.numpy()):
        if size:
            total += gradient * float(size)
            rows += int(size)
    return total / rows


# %% global_gradient passed
def global_gradient(gradients, sizes):
    mask = sizes > 0
    g = tf.boolean_mask(gradients, mask)
    n = tf.cast(tf.boolean_mask(sizes, mask), g.dtype)
    return tf.einsum("rw,r->w", g, n) / tf.reduce_sum(n)


# %% global_gradient passed
def global_gradient(gradients, sizes):
    shares = tf.cast(sizes / tf.reduce_sum(sizes), tf.float32)[:, None]
    return tf.reduce_sum(tf.math.multiply_no_nan(gradients, shares), axis=0)


# %% global_gradient misconception.mean_over_all
def global_gradient(gradients, sizes):
    g = gradients
    n = tf.cast(sizes, tf.float32)[:, tf.newaxis]
    return tf.reduce_mean(g, axis=0)


# %% global_gradient misconception.mean_of_means
def global_gradient(gradients, sizes):
    g = tf.where(tf.math.is_nan(gradients), 0.0, gradients)
    n = tf.cast(sizes, tf.float32)[:, tf.newaxis]
    return tf.reduce_mean(tf.boolean_mask(g, sizes > 0), axis=0)


# %% global_gradient misconception.summed
def global_gradient(gradients, sizes):
    g = tf.where(tf.math.is_nan(gradients), 0.0, gradients)
    n = tf.cast(sizes, tf.float32)[:, tf.newaxis]
    return tf.reduce_sum(g, axis=0)


# %% global_gradient misconception.summed_over_all
def global_gradient(gradients, sizes):
    g = gradients
    n = tf.cast(sizes, tf.float32)[:, tf.newaxis]
    return tf.reduce_sum(g, axis=0)


# %% global_gradient misconception.nan_spreads
def global_gradient(gradients, sizes):
    g = gradients
    n = tf.cast(sizes, tf.float32)[:, tf.newaxis]
    return tf.reduce_sum(g * n, axis=0) / tf.reduce_sum(n)


# %% global_gradient misconception.sizes_ignored_in_the_end
def global_gradient(gradients, sizes):
    g = tf.where(tf.math.is_nan(gradients), 0.0, gradients)
    n = tf.cast(sizes, tf.float32)[:, tf.newaxis]
    return tf.reduce_sum(g * n, axis=0)


# %% global_gradient misconception.divided_by_replicas
def global_gradient(gradients, sizes):
    g = tf.where(tf.math.is_nan(gradients), 0.0, gradients)
    n = tf.cast(sizes, tf.float32)[:, tf.newaxis]
    return tf.reduce_mean(tf.boolean_mask(g * n, sizes > 0), axis=0)


# %% global_gradient misconception.divided_twice
def global_gradient(gradients, sizes):
    g = tf.where(tf.math.is_nan(gradients), 0.0, gradients)
    n = tf.cast(sizes, tf.float32)[:, tf.newaxis]
    return tf.reduce_sum(g, axis=0) / tf.reduce_sum(n)


# %% global_gradient misconception.divided_by_own_size
def global_gradient(gradients, sizes):
    g = tf.where(tf.math.is_nan(gradients), 0.0, gradients)
    n = tf.cast(sizes, tf.float32)[:, tf.newaxis]
    return tf.reduce_sum(tf.math.divide_no_nan(g, n), axis=0)


# %% global_gradient misconception.largest_part
def global_gradient(gradients, sizes):
    g = tf.where(tf.math.is_nan(gradients), 0.0, gradients)
    n = tf.cast(sizes, tf.float32)[:, tf.newaxis]
    return g[tf.argmax(sizes)]


# %% global_gradient misconception.first_part
def global_gradient(gradients, sizes):
    g = tf.where(tf.math.is_nan(gradients), 0.0, gradients)
    n = tf.cast(sizes, tf.float32)[:, tf.newaxis]
    return g[0]


# %% global_gradient misconception.over_the_weights
def global_gradient(gradients, sizes):
    g = tf.where(tf.math.is_nan(gradients), 0.0, gradients)
    n = tf.cast(sizes, tf.float32)[:, tf.newaxis]
    return tf.reduce_mean(g, axis=1)


# %% global_gradient raised.InvalidArgumentError
def global_gradient(gradients, sizes):
    return tf.reduce_sum(gradients * sizes[:, None], axis=0) / tf.reduce_sum(sizes)


# %% serves passed
outcome = {
    "trains": "no server",
    "serves": "answers",
    "unpublished": "not published",
    "loopback": "inside only",
    "unexposed": "answers",
    "other_port": "wrong port",
}


# %% serves passed
outcome = dict(trains="no server", serves="answers", unpublished="not published")
outcome.update(loopback="inside only", unexposed="answers", other_port="wrong port")


# %% serves passed
outcome = {"serves": "answers", "unexposed": "answers"}
outcome["trains"] = "no server"
outcome["unpublished"] = "not published"
outcome["loopback"] = "inside only"
outcome["other_port"] = "wrong port"


# %% serves passed
outcome = dict(
    zip(
        ["trains", "serves", "unpublished", "loopback", "unexposed", "other_port"],
        ["no server", "answers", "not published", "inside only", "answers", "wrong port"],
    )
)


# %% serves passed
good = "answers"
outcome = {"trains": "no server", "serves": good, "unexposed": good} | {
    "unpublished": "not published",
    "loopback": "inside only",
    "other_port": "wrong port",
}


# %% serves misconception.exposed_means_served
outcome = {
    "trains": "answers",
    "serves": "answers",
    "unpublished": "not published",
    "loopback": "inside only",
    "unexposed": "answers",
    "other_port": "wrong port",
}


# %% serves misconception.training_seen_as_unpublished
outcome = {
    "trains": "not published",
    "serves": "answers",
    "unpublished": "not published",
    "loopback": "inside only",
    "unexposed": "answers",
    "other_port": "wrong port",
}


# %% serves misconception.exposed_means_published
outcome = {
    "trains": "no server",
    "serves": "answers",
    "unpublished": "answers",
    "loopback": "inside only",
    "unexposed": "answers",
    "other_port": "wrong port",
}


# %% serves misconception.must_be_exposed
outcome = {
    "trains": "no server",
    "serves": "answers",
    "unpublished": "not published",
    "loopback": "inside only",
    "unexposed": "not published",
    "other_port": "wrong port",
}


# %% serves misconception.must_be_exposed_inside
outcome = {
    "trains": "no server",
    "serves": "answers",
    "unpublished": "not published",
    "loopback": "inside only",
    "unexposed": "inside only",
    "other_port": "wrong port",
}


# %% serves misconception.loopback_is_the_host
outcome = {
    "trains": "no server",
    "serves": "answers",
    "unpublished": "not published",
    "loopback": "answers",
    "unexposed": "answers",
    "other_port": "wrong port",
}


# %% serves misconception.loopback_seen_as_unpublished
outcome = {
    "trains": "no server",
    "serves": "answers",
    "unpublished": "not published",
    "loopback": "not published",
    "unexposed": "answers",
    "other_port": "wrong port",
}


# %% serves misconception.port_translated
outcome = {
    "trains": "no server",
    "serves": "answers",
    "unpublished": "not published",
    "loopback": "inside only",
    "unexposed": "answers",
    "other_port": "answers",
}


# %% serves misconception.other_port_seen_as_unpublished
outcome = {
    "trains": "no server",
    "serves": "answers",
    "unpublished": "not published",
    "loopback": "inside only",
    "unexposed": "answers",
    "other_port": "not published",
}


# %% serves misconception.served_seen_as_unpublished
outcome = {
    "trains": "no server",
    "serves": "not published",
    "unpublished": "not published",
    "loopback": "inside only",
    "unexposed": "answers",
    "other_port": "wrong port",
}


# %% serves misconception.loopback_seen_as_no_server
outcome = {
    "trains": "no server",
    "serves": "answers",
    "unpublished": "not published",
    "loopback": "no server",
    "unexposed": "answers",
    "other_port": "wrong port",
}


# %% serves misconception.other_port_seen_as_no_server
outcome = {
    "trains": "no server",
    "serves": "answers",
    "unpublished": "not published",
    "loopback": "inside only",
    "unexposed": "answers",
    "other_port": "no server",
}


# %% serves misconception.capitalized
outcome = {
    "trains": "no server",
    "serves": "Answers",
    "unpublished": "not published",
    "loopback": "inside only",
    "unexposed": "answers",
    "other_port": "wrong port",
}


# %% serves values
outcome = dict.fromkeys(["trains", "unpublished", "loopback", "other_port"], "wrong port")
outcome |= {"serves": "answers", "unexposed": "answers"}
