"""The capstone: all that a learner reads and writes in it, in order."""

# %% title [markdown] minutes=240 hint="train_forecast" lesson="14-tracking-and-shipping"
# # Capstone
#
# It uses the other lessons as well: this is one job from its question to its service, and you decide how to do it.
# The two checks ask your functions about buildings that nobody has seen. The rest a person reads: below each
# heading stands what counts, and cells for your own code are yours to add wherever you need them.

# %% imports
import keras
import numpy as np
import tensorflow as tf

from grader.feedback import check, hint, progress, solution

# %% job [markdown]
# **The job.** A town wants to know an hour ahead how much electricity each of its buildings is going to use. It has
# the records of 250 buildings, 24 hours of each at random times, and the forecast will be asked about buildings that
# are not among them. The next cell draws the records from a seed, so that everybody can repeat what you report.
#
# | Column | What it holds |
# |---|---|
# | building | the number of the building |
# | hour, weekday | 0 to 23, and 0 (Monday) to 6 |
# | temperature | outdoors, in degrees Celsius |
# | area, year, people | square meters, the year it was built, how many people work there |
# | bill | what the hour cost, in euros, from the bill that comes a month later |
#
# `kwh` holds what was used in that hour.


# %% records
COLUMNS = ["building", "hour", "weekday", "temperature", "area", "year", "people", "bill"]


def buildings(draw, count):
    """Records of `count` buildings: rows of shape (24 count, 8), and kwh of shape (24 count,)."""
    area, year = draw.uniform(200, 3000, count), draw.integers(1950, 2021, count)
    people, habit = area / draw.uniform(12, 40, count), np.exp(draw.normal(0, 0.35, count))
    each = np.repeat(np.arange(count), 24)
    hour, weekday = draw.integers(0, 24, len(each)), draw.integers(0, 7, len(each))
    temperature = draw.normal(12, 9, len(each))
    leaky = 1.7 - (year[each] - 1950) / 70
    heat = 0.0004 * area[each] * leaky * np.maximum(17 - temperature, 0)
    cool = 0.0006 * area[each] * np.maximum(temperature - 22, 0)
    is_open = (hour >= 7) & (hour < 19) & (weekday < 5)
    work = 0.0008 * area[each] + 0.15 * people[each] * is_open
    kwh = (1 + habit[each] * (heat + cool + work)) * np.exp(draw.normal(0, 0.1, len(each)))
    bill = 0.3 * kwh * np.exp(draw.normal(0, 0.02, len(each)))
    columns = [each, hour, weekday, temperature, area[each], year[each], people[each], bill]
    return np.stack(columns, axis=1).astype(np.float32), kwh.astype(np.float32)


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
# measure is the mean absolute error in kWh, since a bill is proportional to it and a single odd building should not
# rule the choice. Saying the median always errs by 8.2 kWh, and a straight line by 6.6; a model has to beat both.
#
# The bill is left out: it is made from the answer and comes a month later. The number of the building is left out:
# new buildings have other numbers, so that whatever is learned about it is of no use. Hour, weekday, temperature,
# area, year and people are known beforehand.
# ### END SOLUTION

# %% parts [markdown]
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
# The check trains with the records of 250 other buildings, and asks the model about 400 more. Their bill is 0,
# because it has not come yet. The mean absolute error has to be 5.2 kWh or less.


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
    scale = keras.layers.Normalization()
    scale.adapt(rows[:, 1:7])
    inputs = keras.Input([8])
    hidden = scale(inputs[:, 1:7])
    for _ in range(2):
        hidden = keras.layers.Dense(64, "relu")(hidden)
    model = keras.Model(inputs, keras.layers.Dense(1)(hidden))
    model.compile(keras.optimizers.Adam(0.005), "mae")
    model.fit(rows, kwh, batch_size=128, epochs=15, verbose=0)
    return model
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
# | Model (seed 0) | Training | Validation |
# |---|---|---|
# | straight line | 6.4 | 6.6 |
# | one hidden layer of 32, 15 epochs | 4.4 | 4.6 |
# | two of 64, 15 epochs | 3.6 | 4.1 |
# | two of 256, 60 epochs | 2.9 | 4.4 |
#
# Two layers of 64 are chosen. The largest model fits the training rows better and the others worse, so it has begun to
# remember. Between the two in the middle lie 0.5 kWh; over three seeds each of them moved by 0.2, and the same one was
# always ahead. What is left is mostly habit: the columns do not tell it, and no size of model can.
# ### END SOLUTION

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
# The table of runs stands above, seven rows with seed, digest, layers, epochs, rate, and both errors. Run 3 was repeated
# from its row: the weights have the same digest. In validation the chosen model erred by 4.1 kWh, and in the test by
# 4.3. Sixty buildings with habits of their own make such a number uncertain by about a twentieth, so the two agree.
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
    service = tf.Module()
    service.model = model

    @tf.function(input_signature=[tf.TensorSpec([None, 8], tf.float32, name="rows")])
    def forecast(rows):
        return {"kwh": tf.nn.relu(model(rows, training=False)[:, 0])}

    tf.saved_model.save(service, path, signatures={"forecast": forecast})
    ### END SOLUTION


# %% served [markdown]
# Export the model that you chose, serve it as the last lesson does, and ask it for one building of your test part at 9
# in the morning on a Monday, on a day of 0 and on one of 30 degrees. Keep request and answer for your findings.

# %% served
### BEGIN SOLUTION
import tempfile
from pathlib import Path

keras.utils.set_random_seed(0)
folder = Path(tempfile.mkdtemp()) / "forecast" / "1"
export_forecast(train_forecast(rows[train], kwh[train]), str(folder))
asked = np.repeat(rows[test][:1], 2, axis=0)
asked[:, 1:4], asked[:, 7] = [[9, 0, 0], [9, 0, 30]], 0
print(tf.saved_model.load(str(folder)).signatures["forecast"](rows=tf.constant(asked))["kwh"])
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
# **We can forecast a building's hour to within about 4 kWh**, where 12 are used on average; a straight line misses by
# more than 6, and always saying the same by 8. The forecast needs only weather, calendar, size, age and people.
#
# It errs most on large old buildings in the cold, by 9 kWh: there the habits of a building count most, and no record
# holds them. A month of its own readings would help more than any larger model.
#
# Asked for a Monday at 9, the service says 31 kWh at 0 degrees and 24 at 30 (request and answer above). In use, two
# things should be watched: the error each week as readings come in, and whether buildings appear whose size or age lies
# outside of the records. Seed 0, commit and digest stand in the log, row 3; the notebook gives the same numbers
# whenever it is run.
# ### END SOLUTION
