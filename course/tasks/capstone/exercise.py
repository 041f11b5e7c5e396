"""The capstone: all that a learner reads and writes in it, in order."""

# %% title [markdown] minutes=240 hint="train_forecast" lesson="14-tracking-and-shipping"
# # Capstone
#
# This exercise uses the other lessons as well. It is one job from its question to its service, and you decide how to
# do it. The two checks ask your functions about buildings that nobody has seen. The rest a person reads: below each
# heading stands what counts, and cells for your own code are yours to add wherever you need them.

# %% imports
import keras
import numpy as np
import tensorflow as tf

from grader.feedback import check, hint, progress, solution

# %% job [markdown]
# **The job.** A town wants to know an hour ahead how much electricity each of its buildings is going to use. It has
# the records of 250 buildings, 24 hours of each at random times, and it will ask for forecasts of buildings that are
# not among them. The next cell draws the records from a seed, so that everybody can repeat what you report.
#
# | Column | What it holds |
# |---|---|
# | building | the number of the building |
# | hour, weekday | 0 to 23, and 0 (Monday) to 6 |
# | temperature | outdoors, in degrees Celsius, as the weather service forecast it an hour before |
# | area, year, people | square meters, the year it was built, how many people work there |
# | bill | what the hour cost, in euros, from the bill that comes a month later |
#
# `kwh` holds what was used in that hour.


# %% records
COLUMNS = ["building", "hour", "weekday", "temperature"]
COLUMNS += ["area", "year", "people", "bill"]


def buildings(draw, count):
    """Rows of shape (24 count, 8), and kwh of shape (24 count,)."""
    area, year = draw.uniform(200, 3000, count), draw.integers(1950, 2021, count)
    people = area / draw.uniform(12, 40, count)
    habit = np.exp(draw.normal(0, 0.35, count))
    each = np.repeat(np.arange(count), 24)
    size, leaky = area[each], 1.7 - (year[each] - 1950) / 70
    hour = draw.integers(0, 24, len(each))
    weekday = draw.integers(0, 7, len(each))
    temperature = draw.normal(12, 9, len(each))
    heat = 0.0004 * size * leaky * np.maximum(17 - temperature, 0)
    cool = 0.0006 * size * np.maximum(temperature - 22, 0)
    is_open = (hour >= 7) & (hour < 19) & (weekday < 5)
    work = 0.0008 * size + 0.15 * people[each] * is_open
    used = 1 + habit[each] * (heat + cool + work)
    kwh = used * np.exp(draw.normal(0, 0.1, len(each)))
    bill = 0.3 * kwh * np.exp(draw.normal(0, 0.02, len(each)))
    of_building = [size, year[each], people[each]]
    columns = [each, hour, weekday, temperature, *of_building, bill]
    return np.stack(columns, axis=1).astype("float32"), kwh.astype("float32")


rows, kwh = buildings(np.random.default_rng(2026), 250)
print(rows.shape, kwh.shape, f"{kwh.mean():.1f} kWh an hour on average")

# %% question [markdown] by_hand=2
# ## The question, and what may be known
#
# Write down, in half a page, which question is to be answered and how you will know that it is: the measure of
# error, and what must be beaten. Then look at the data, and say of each column whether a forecast may use it.
#
# | What counts | Points |
# |---|---|
# | A question that can be answered by a number, the measure, and a baseline with its number | 1 |
# | Which columns are left out, each with the reason; one of them would spoil everything | 1 |
#
# ### BEGIN SOLUTION
# For a building that was never seen, how many kWh does it use in an hour whose weather and calendar are known? The
# measure is the mean absolute error in kWh, since every kWh costs the same, and a single odd building should not
# rule the choice. Always saying the median misses by 8.1 kWh, and a straight line by 6.7; a model has to beat both.
#
# The bill is left out: it is made from the answer and comes a month later. The number of the building is left out:
# new buildings have other numbers, so that whatever is learned about it is of no use. Hour, weekday, area, year and
# people are known beforehand, and the temperature is, as the weather service forecast it.
# ### END SOLUTION

# %% dividing [markdown]
# Divide the records before you look for a model: one part to train on, one to choose by, and one that stays closed
# until the end. Which rows have to stay together?

# %% parts
### BEGIN SOLUTION
number = np.random.default_rng(0).permutation(250)
test, valid = (np.isin(rows[:, 0], some) for some in (number[:60], number[60:100]))
train = ~(test | valid)
print(train.sum(), valid.sum(), test.sum())
### END SOLUTION

# %% train_forecast [markdown]
# ## A forecast of buildings not seen
#
# The check trains with the records of 250 other buildings, and asks the model about 400 more, which have numbers of
# their own. Their bill is 0, because it has not come yet. Buildings that are drawn anew are a little easier or harder
# to forecast, so the limit is a share: the mean absolute error has to be at most 0.6 of that of always saying the
# median of what those buildings used. A straight line by least squares leaves about 0.8 of it.


# %% train_forecast
def train_forecast(rows, kwh):
    """A model of the electricity that a building uses in an hour.

    Args:
        rows: float32 array of shape (n, 8), its columns as in the table above.
        kwh: float32 array of shape (n,).

    Returns:
        A trained Keras model. Called with rows of shape (m, 8), as they are in
        the records, it gives float32 of shape (m, 1) or (m,): kWh.
    """
    ### BEGIN SOLUTION
    scale = tf.keras.layers.Normalization()
    scale.adapt(rows[:, 1:7])
    inputs = tf.keras.Input([8])
    hidden = scale(inputs[:, 1:7])
    for _ in range(2):
        hidden = tf.keras.layers.Dense(64, "relu")(hidden)
    model = tf.keras.Model(inputs, tf.keras.layers.Dense(1)(hidden))
    model.compile(tf.keras.optimizers.Adam(0.005), "mae")
    model.fit(rows, kwh, batch_size=128, epochs=12, verbose=0)
    return model
    ### END SOLUTION


# %% trying [markdown]
# Try your models here, and keep each run in a log. `shipping.run_log` is at hand, and a log of your own is as good.

# %% runs
### BEGIN SOLUTION
from shipping.run_log import Origin, RunLogger, data_digest, open_log

log = open_log("sqlite://")
known = slice(1, 7)


def train_logged(name, units, rate=0.005, batch=128, epochs=15, seed=0):
    """A model with hidden layers of these sizes, and its run in the log."""
    keras.utils.set_random_seed(seed)
    layers = [keras.layers.Dense(size, "relu") for size in units]
    scale = keras.layers.Normalization()
    scale.adapt(rows[train][:, known])
    inputs = keras.Input([8])
    hidden = scale(inputs[:, known])
    for layer in layers:
        hidden = layer(hidden)
    model = keras.Model(inputs, keras.layers.Dense(1)(hidden))
    model.compile(keras.optimizers.Adam(rate), "mae")
    settings = {"units": list(units), "rate": rate, "batch": batch, "epochs": epochs}
    origin = Origin(seed, data_digest(rows[train], kwh[train]), configuration=settings)
    fitted = {"validation_data": (rows[valid], kwh[valid]), "batch_size": batch, "verbose": 0}
    with RunLogger(log, name, origin) as run:
        model.fit(rows[train], kwh[train], epochs=epochs, callbacks=[run], **fitted)
    return model


def error(model, part):
    """The mean absolute error in kWh."""
    return float(np.abs(model(rows[part]).numpy()[:, 0] - kwh[part]).mean())


def table(models):
    """The error of each in training and in validation."""
    for name, model in models.items():
        print(f"{name:12} {error(model, train):5.1f} {error(model, valid):5.1f}")


def line(part):
    """The error of a straight line, by least squares, in a part."""
    columns = np.column_stack([rows[:, known], np.ones(len(rows))])
    weights, *_ = np.linalg.lstsq(columns[train], kwh[train], rcond=None)
    return float(np.abs(columns[part] @ weights - kwh[part]).mean())


models = {
    f"{name}, seed {seed}": train_logged(name, units, seed=seed)
    for name, units in (("one layer", (32,)), ("two layers", (64, 64)))
    for seed in (0, 1)
}
table(models)
print(f"a straight line: {line(train):.1f} {line(valid):.1f} kWh")
median = [np.abs(kwh[part] - np.median(kwh[train])).mean() for part in (train, valid)]
print(f"always the median: {median[0]:.1f} {median[1]:.1f} kWh")
### END SOLUTION

# %% choice [markdown] by_hand=3
# ## The model, and why this one
#
# Try at least three models, one of them much simpler than the others, and compare them on the part that you set aside
# for it. Then defend the one you choose.
#
# | What counts | Points |
# |---|---|
# | How the records are divided, and why so: no building stands on both sides | 1 |
# | Three models or more in a table, each with its error in training and in validation, and the seed | 1 |
# | A choice that follows from the table: what more would gain, what it would cost, how sure you are | 1 |
#
# ### BEGIN SOLUTION
# The hours of one building resemble each other, because each has habits that no column tells. With its hours on both
# sides, a model that remembers buildings would look better than it is on new ones. So whole buildings were drawn:
# 150 to train on, 40 to choose by, 60 for the end.
#
# | Model | Training | Validation |
# |---|---|---|
# | always the median | 7.7 | 8.1 |
# | a straight line | 6.1 | 6.7 |
# | one hidden layer of 32, seeds 0 and 1 | 4.6 and 4.6 | 5.3 and 5.3 |
# | two of 64, seeds 0 and 1 | 3.3 and 3.3 | 4.3 and 4.1 |
#
# Two layers of 64 are chosen. They are a whole kWh better than one layer, five times as much as the two seeds differ. A
# larger model would have room for more, but the gap between training and validation has grown already, which says
# that this one begins to remember buildings. What is left is mostly habit: no column tells it, so no size of model can.
# ### END SOLUTION

# %% at_the_end [markdown]
# The next cell is for the end: the log, a repetition, and the test part.

# %% opened
### BEGIN SOLUTION
from shipping.run_log import read_runs

chosen = models["two layers, seed 0"]
(row,) = (run for run in read_runs(log) if run["run_id"] == 3)
settings = {name: row["configuration"][name] for name in ("units", "rate", "batch", "epochs")}
print("row 3:", row["experiment_id"], "seed", row["seed"], settings)
assert row["data_digest"] == data_digest(rows[train], kwh[train])
again = train_logged("row 3, again", seed=row["seed"], **settings)
print("repeated:", data_digest(*chosen.get_weights()) == data_digest(*again.get_weights()))
KEPT = ("run_id", "experiment_id", "seed", "configuration", "final_loss")
for run in read_runs(log):
    print(run["data_digest"][:8], *(run[name] for name in KEPT))
print(f"test: {error(chosen, test):.2f} kWh")
large = kwh > 30
print(f"of hours above 30 kWh: {error(chosen, test & large):.1f} kWh")
### END SOLUTION

# %% tracking [markdown] by_hand=3
# ## Tracked, and tested once
#
# Keep a log of your runs as in the last lesson, with everything that a repetition needs. Then open the test part, once,
# with the model you chose. Show the log's rows, and write down the number that came out.
#
# | What counts | Points |
# |---|---|
# | The log holds seed, digest of the data, configuration, and result of every run, the bad ones too | 1 |
# | One run repeated from its row of the log, with the same result | 1 |
# | The test part was used once: its number stands beside that of the validation, and any gap is explained | 1 |
#
# ### BEGIN SOLUTION
# The rows of the log stand above: seed, digest of the training part, configuration and final loss of every run, the
# weaker ones as well. Run 3 was repeated as run 5 from what its row holds, its seed and its configuration, on data of
# the same digest, and the digest of all its weights came out the same.
#
# In validation the chosen model erred by 4.3 kWh, and in the test, which was opened once, by 4.45. It was chosen by
# the first number, so that the second was to be expected a little higher. Sixty buildings with habits of their own also
# leave it uncertain by some tenths, which is why the two agree.
# ### END SOLUTION

# %% export_forecast [markdown]
# ## Exported
#
# Whoever asks for forecasts has none of your Python. They call a signature by its name, with rows as they stand in the
# records, and get a number for each, never below 0.


# %% export_forecast
def export_forecast(model, path):
    """Export a model as a SavedModel with the signature `forecast`.

    Its input is called `rows`, float32 of shape (n, 8) for any n. Its output is
    called `kwh`, float32 of shape (n,): what the model gives, and 0 where that
    is below 0.

    Args:
        model: a Keras model; called with rows of shape (n, 8), it gives (n, 1).
        path: str, a folder that does not exist yet.
    """
    ### BEGIN SOLUTION
    records = tf.TensorSpec([None, 8], tf.float32, name="rows")

    def forecast(rows):
        return {"kwh": tf.nn.relu(model(rows, training=False)[:, 0])}

    archive = tf.keras.export.ExportArchive()
    archive.track(model)
    archive.add_endpoint("forecast", forecast, input_signature=[records])
    archive.write_out(path, verbose=False)
    ### END SOLUTION


# %% serving [markdown]
# Export the model that you chose, serve it as the last lesson does, and ask it for one building of your test part at 9
# in the morning on a Monday, on a day of 0 and on one of 30 degrees. Keep request and answer for your findings.

# %% served
### BEGIN SOLUTION
import json
import tempfile
import urllib.request
from pathlib import Path

from shipping.server import Server

folder = Path(tempfile.mkdtemp()) / "forecast"
export_forecast(chosen, str(folder / "1"))
asked = np.repeat(rows[test][:1], 2, axis=0).astype(float).round(1)
asked[:, 1:4], asked[:, 7] = [[9, 0, 0], [9, 0, 30]], 0
request = json.dumps({"signature_name": "forecast", "instances": asked.tolist()})
server = Server(folder, "forecast", port=0).start()
with urllib.request.urlopen(server.url + ":predict", request.encode()) as reply:
    answer = json.load(reply)
server.stop()
print(request)
print(answer)
### END SOLUTION

# %% findings [markdown] by_hand=4
# ## Findings
#
# One page for somebody who decides and has never heard of an epoch.
#
# | What counts | Points |
# |---|---|
# | The answer comes first, with its error in words that a reader can use, and beside a simpler way | 1 |
# | What the forecast cannot do, and where it errs most, shown by numbers | 1 |
# | A request and its answer, and what has to be watched once it is in use | 1 |
# | Every number in it can be found in the notebook, and a reader could repeat it | 1 |
#
# ### BEGIN SOLUTION
# **We can forecast an hour of a building we have never seen to within about 4.5 kWh**, where 12 are used on average. A
# straight line misses by 6.7, and always saying the same by 8.1. The forecast needs weather, calendar, size, age and
# the number of people, and no meter.
#
# It errs most where most is used: by 11.9 kWh in hours above 30 kWh. There the habits of a building count most, and no
# record holds them. A month of its own readings would help more than a larger model.
#
# The service was asked for building 0, built in 1986, with 701 square meters and 43.7 people, on a Monday at 9. It
# answered 9.9 kWh for a day of 0 degrees and 12.2 for one of 30; the request and its answer stand above. Once it is in
# use, somebody should look each week at the error on the readings that have come in, and at buildings whose size or
# age lies outside the range of the records. Seed, digest and configuration are in row 3 of the log, and the notebook
# gives the same numbers when it is run again on the same machine.
# ### END SOLUTION
