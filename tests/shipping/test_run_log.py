"""The training log, in both databases for real: SQLite, and a PostgreSQL that is started here."""

import contextlib
import datetime
import json
import os
import signal
import sqlite3
import subprocess
import sys

import keras
import numpy as np
import pytest
import sqlalchemy as sa

from maintenance.postgresql import find_postgresql
from shipping import run_log
from shipping.run_log import (
    Origin,
    RunLogger,
    artifact_digest,
    best_run,
    code_version,
    data_digest,
    open_log,
    read_metric,
    read_runs,
)
from tests.shipping.missing import skip_without
from tests.shipping.postgresql import running_postgresql
from tests.shipping.trainings import EPOCHS

PROGRAMS = find_postgresql()


@pytest.fixture(scope="module")
def postgresql():
    """The address of a PostgreSQL; in CI it is a failure (tests/conftest.py) where there is none."""
    if PROGRAMS is None:
        skip_without("PostgreSQL", "Name its programs: POSTGRESQL=/folder/bin make test")
    with running_postgresql(PROGRAMS) as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def log(request, tmp_path):
    """An empty log of each kind."""
    if request.param == "sqlite":
        engine = open_log(f"sqlite:///{tmp_path / 'runs.db'}")
    else:
        engine = open_log(request.getfixturevalue("postgresql"))
    with engine.begin() as connection:
        connection.execute(run_log.METRICS.delete())
        connection.execute(run_log.RUNS.delete())
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def model():
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input([1]), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.1), "mse", run_eagerly=True)
    return model


X = np.linspace(-1, 1, 8, dtype="float32")[:, None]


def add_run(log, losses, status="finished", name="loss"):
    """Write a run as a callback would, without a training."""
    now = datetime.datetime.now(datetime.UTC)
    row = {"experiment_id": "made", "model_type": "Sequential", "training_epochs": len(losses)}
    row |= {"created_at": now, "last_seen": now, "status": status}
    with log.begin() as connection:
        [run] = connection.execute(
            run_log.RUNS.insert().values(environment={}, configuration={}, **row)
        ).inserted_primary_key
        for epoch, loss in enumerate(losses):
            values = {"run_id": run, "epoch": epoch, "name": name, **run_log._number(loss)}
            connection.execute(run_log.METRICS.insert().values(values))
    return run


def test_a_run_holds_the_usual_six_columns_and_what_a_repetition_needs(log, model, tmp_path):
    origin = Origin(
        seed=7, data_digest=data_digest(X, 2 * X), configuration={"rate": np.float32(0.5)}
    )
    before = datetime.datetime.now(datetime.UTC)
    with RunLogger(log, "O'Brien's", origin) as run:
        history = model.fit(X, 2 * X, epochs=3, verbose=0, validation_data=(X, X), callbacks=[run])
    (tmp_path / "line.keras").write_bytes(b"what was saved")
    sha256 = run.add_artifact(tmp_path / "line.keras", "s3://models/line.keras")
    [row] = read_runs(log)
    assert row["experiment_id"] == "O'Brien's"
    assert row["model_type"] == "Sequential"
    assert row["final_loss"] == history.history["loss"][-1]
    assert row["training_epochs"] == 3
    assert (row["artifact_uri"], row["artifact_sha256"]) == ("s3://models/line.keras", sha256)
    assert sha256 == artifact_digest(tmp_path / "line.keras")
    assert before <= row["created_at"] <= datetime.datetime.now(datetime.UTC)
    assert row["created_at"].utcoffset() == datetime.timedelta(0)
    assert (row["status"], row["error"], row["seed"]) == ("finished", None, 7)
    assert row["data_digest"] == data_digest(X, 2 * X)
    assert (row["code_version"], row["code_clean"]) == code_version()
    assert row["environment"]["keras"] == keras.__version__
    assert row["configuration"]["rate"] == 0.5
    assert row["configuration"]["optimizer"] == "SGD"
    assert row["configuration"]["epochs"] == 3
    assert np.isclose(row["configuration"]["optimizer_settings"]["learning_rate"], 0.1)
    for name in ("loss", "val_loss"):
        assert read_metric(log, run.run_id, name) == history.history[name]


def test_two_runs_of_an_experiment_and_two_fits_of_a_logger_are_runs_of_their_own(log, model):
    for _ in range(2):
        with RunLogger(log, "same") as run:
            model.fit(X, X, epochs=1, verbose=0, callbacks=[run])
    model.fit(X, X, epochs=2, verbose=0, callbacks=[run])
    assert [row["training_epochs"] for row in read_runs(log)] == [1, 1, 2]
    assert len({row["run_id"] for row in read_runs(log)}) == 3


class Subclassed(keras.Model):
    """Knows no shape until it is called, like every subclassed model."""

    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(1)

    def call(self, x):
        return self.dense(x)


@pytest.mark.parametrize(
    "make", [lambda: keras.Sequential([keras.layers.Dense(1)]), Subclassed], ids=["list", "class"]
)
def test_a_model_that_fit_builds_is_logged_and_counted_once_it_is_built(log, make):
    model = make()
    model.compile("sgd", "mse")
    with RunLogger(log, "no Input") as run:
        model.fit(X, X, epochs=1, verbose=0, callbacks=[run])
    [row] = read_runs(log)
    assert (row["status"], row["configuration"]["parameters"]) == ("finished", 2)
    assert row["configuration"]["optimizer"] == "SGD"


def test_a_model_that_is_never_built_has_no_count(log):
    class Own(keras.Model):
        def train_step(self, data):
            return {"loss": 0.5}

    model = Own()
    model.compile("sgd")
    with RunLogger(log, "never called") as run:
        model.fit(X, X, epochs=1, verbose=0, callbacks=[run])
    [row] = read_runs(log)
    assert (row["status"], row["configuration"]["parameters"]) == ("finished", None)


def test_a_validation_batch_is_a_sign_of_life(log, model, monkeypatch):
    monkeypatch.setattr(run_log, "_SIGN_OF_LIFE", -1.0)  # one a batch
    heard = []

    class Listen(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            heard.append(("train", read_runs(log)[0]["last_seen"]))

        def on_test_batch_end(self, batch, logs=None):
            heard.append(("test", read_runs(log)[0]["last_seen"]))

    with RunLogger(log, "long validation") as run:
        data = {"validation_data": (X, X), "validation_batch_size": 4}
        model.fit(X, X, epochs=1, verbose=0, callbacks=[run, Listen()], **data)
    kinds, times = zip(*heard, strict=True)
    assert kinds == ("train", "test", "test")
    assert times[0] < times[1] < times[2]


def test_an_evaluation_after_the_training_is_no_life_of_it(log, model, monkeypatch):
    monkeypatch.setattr(run_log, "_SIGN_OF_LIFE", -1.0)
    with RunLogger(log, "done") as run:
        model.fit(X, X, epochs=1, verbose=0, callbacks=[run])
    before = read_runs(log)
    model.evaluate(X, X, verbose=0, callbacks=[run])
    assert read_runs(log) == before


def test_an_exception_leaves_a_run_that_says_so(log, model):
    class Stumble(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 2:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), RunLogger(log, "stopped") as run:
        model.fit(X, X, epochs=5, verbose=0, callbacks=[run, Stumble()])
    [row] = read_runs(log)
    assert (row["status"], row["training_epochs"]) == ("failed", 2)
    assert row["error"].startswith("KeyboardInterrupt")
    assert len(read_metric(log, run.run_id)) == 2


def test_an_exception_after_the_training_leaves_it_finished(log, model):
    with pytest.raises(ZeroDivisionError), RunLogger(log, "done") as run:
        model.fit(X, X, epochs=1, verbose=0, callbacks=[run])
        _ = 1 / 0
    assert [row["status"] for row in read_runs(log)] == ["finished"]


def test_a_loss_that_is_not_finite_is_named_and_never_the_best(log):
    model = keras.Sequential([keras.Input([1]), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(1e30), "mse", run_eagerly=True)
    with RunLogger(log, "too fast") as run:
        model.fit(X, 2 * X, 4, epochs=4, verbose=0, callbacks=[run])
    [row] = read_runs(log)
    assert (row["status"], row["final_loss"]) == ("diverged", None)
    losses = read_metric(log, run.run_id)
    assert len(losses) == 4 and np.isnan(losses[-1])
    assert best_run(log) is None
    good = add_run(log, [0.5, 0.25])
    assert best_run(log) == good


def test_the_best_run_is_a_finished_one_by_its_last_epoch_and_of_equals_the_earliest(log):
    add_run(log, [0.5, 0.01], status="running")
    add_run(log, [0.01, 0.9])
    add_run(log, [0.5, float("nan")])
    add_run(log, [0.5, float("-inf")])
    first = add_run(log, [0.5, 0.25])
    add_run(log, [0.25])
    assert best_run(log) == first
    exact = add_run(log, [0.5, 0.97], name="accuracy")
    add_run(log, [0.99, 0.96], name="accuracy")
    assert best_run(log, "accuracy", largest=True) == exact
    assert best_run(log, "no such metric") is None


def test_infinities_come_back_as_they_were(log):
    run = add_run(log, [float("inf"), float("-inf"), 1.5])
    assert read_metric(log, run) == [float("inf"), float("-inf"), 1.5]


def test_why_no_nan_is_stored_the_databases_sort_it_to_opposite_ends(log):
    table = sa.Table("plain", sa.MetaData(), sa.Column("loss", sa.Double))
    with log.begin() as connection:
        table.create(connection)
        connection.execute(table.insert(), [{"loss": 0.25}, {"loss": float("nan")}])
        best = connection.execute(sa.select(table).order_by(table.c.loss).limit(1)).scalar()
        table.drop(connection)
    assert best == {"sqlite": None, "postgresql": 0.25}[log.dialect.name]


def test_numbers_of_numpy_are_kept_as_numbers(tmp_path, log):
    run = add_run(log, [np.float32(0.5), np.float64(0.25)])
    assert read_metric(log, run) == [0.5, 0.25]
    if log.dialect.name == "sqlite":
        with contextlib.closing(sqlite3.connect(log.url.database)) as database:
            kinds = database.execute("SELECT DISTINCT typeof(value) FROM training_metrics")
            assert kinds.fetchall() == [("real",)]


@pytest.fixture(scope="module")
def trained(postgresql, tmp_path_factory):
    """Three processes for each database, as tests/shipping/trainings.py has them."""
    addresses = [f"sqlite:///{tmp_path_factory.mktemp('log') / 'runs.db'}", postgresql]
    server = sa.create_engine(postgresql)  # the tables are made by whichever comes first
    run_log._TABLES.drop_all(server)
    server.dispose()
    command = [sys.executable, "-m", "tests.shipping.trainings", *addresses]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ)
    ends = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(ends) == 2, done.stdout + done.stderr
    return {
        address.split(":")[0].split("+")[0]: (address, end)
        for address, end in zip(addresses, ends, strict=True)
    }


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_trainings_at_once_lose_no_row_and_a_killed_one_says_so(kind, trained):
    address, ends = trained[kind]
    assert ends == [0, 0, -signal.SIGKILL]
    log = open_log(address)
    runs = {row["experiment_id"]: row for row in read_runs(log, lost_after=0.0)}
    assert runs.keys() == {"one", "other", "killed"}
    for name in ("one", "other"):
        assert runs[name]["status"] == "finished"
        assert runs[name]["training_epochs"] == EPOCHS
        assert len(read_metric(log, runs[name]["run_id"])) == EPOCHS
    assert runs["killed"]["status"] == "lost"
    assert runs["killed"]["training_epochs"] == 2
    assert len(read_metric(log, runs["killed"]["run_id"])) == 2
    still = {row["experiment_id"]: row["status"] for row in read_runs(log, lost_after=3600.0)}
    assert still["killed"] == "running"
    assert best_run(log) == min(runs[name]["run_id"] for name in ("one", "other"))
    log.dispose()


def test_equal_arrays_have_equal_digests_and_others_others():
    table = np.arange(6, dtype="float32").reshape(2, 3)
    assert data_digest(table) == data_digest(np.asfortranarray(table))
    assert data_digest(table) == data_digest(table.astype(">f4"))
    others = [table.reshape(3, 2), table.T, table.astype("float64"), table.view("int32"), table + 1]
    assert len({data_digest(array) for array in [table, *others]}) == 6
    assert data_digest(table, table) != data_digest(table)
    with pytest.raises(ValueError, match="Python objects"):
        data_digest(np.array(["a", 1], dtype=object))


def test_an_artifact_is_a_file_or_a_folder_with_files(tmp_path):
    (tmp_path / "export/variables").mkdir(parents=True)
    with pytest.raises(ValueError, match="nothing was saved"):
        artifact_digest(tmp_path / "export")
    (tmp_path / "export/variables/data").write_bytes(b"1")
    before = artifact_digest(tmp_path / "export")
    assert artifact_digest(tmp_path / "export/variables/data") != before
    (tmp_path / "export/variables/data").rename(tmp_path / "export/variables/other")
    assert artifact_digest(tmp_path / "export") != before


def test_the_code_version_says_whether_the_files_are_those_of_the_commit(tmp_path):
    assert code_version(tmp_path) == (None, None)
    settings = ["-c", "user.name=a", "-c", "user.email=a@b.example", "-c", "commit.gpgsign=false"]

    def git(*words):
        subprocess.run(["git", "-C", tmp_path, *settings, *words], check=True, capture_output=True)

    git("init")
    (tmp_path / "train.py").write_text("")
    git("add", ".")
    git("commit", "-m", "first")
    commit, clean = code_version(tmp_path)
    assert (len(commit), clean) == (40, True)
    open_log(f"sqlite:///{tmp_path / 'runs.db'}").dispose()
    assert code_version(tmp_path) == (commit, True), "the log is no change of the code"
    (tmp_path / "train.py").write_text("changed")
    assert code_version(tmp_path) == (commit, False)


def test_an_origin_says_what_it_lacks():
    assert Origin(code=(None, None)).missing() == [
        "seed",
        "data_digest",
        "code_version",
        "code_clean",
        "configuration",
    ]
    whole = Origin(0, "aa", ("1f", True), {"rate": 0.1})
    assert whole.missing() == []
    assert Origin(0, "aa", ("1f", False), {"rate": 0.1}).missing() == ["code_clean"]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("runs.db", "is no address"),
        ("mysql://me@host/runs", "mysql is neither"),
        ("postgres://me@host/runs", "write postgresql"),
        ("postgresql+nothing://me@host/runs", "no driver"),
        ("sqlite:////no/such/folder/runs.db", "unable to open"),
        ("postgresql+psycopg://me@127.0.0.1:1/runs", "Connection refused"),
    ],
)
def test_an_address_that_can_not_be_is_answered_with_a_sentence(address, words):
    with pytest.raises(ValueError, match=words):
        open_log(address)


def test_a_table_of_the_same_name_with_other_columns_is_named_and_left_alone(log):
    address = log.url.render_as_string(hide_password=False)
    run_log._TABLES.drop_all(log)
    guide = (
        "CREATE TABLE training_logs (experiment_id TEXT, model_type TEXT, final_loss FLOAT, "
        "training_epochs INTEGER, artifact_uri TEXT, created_at TIMESTAMP)"
    )
    with log.begin() as connection:
        connection.execute(sa.text(guide))
    try:
        said = r"table training_logs .* lacks .*run_id, .*status.* RENAME TO"
        with pytest.raises(ValueError, match=said) as raised:
            open_log(address)
        assert str(log.url) in str(raised.value)
        assert sa.inspect(log).get_table_names() == ["training_logs"]
    finally:
        with log.begin() as connection:
            connection.execute(sa.text("DROP TABLE training_logs"))
        run_log._TABLES.create_all(log)


def test_a_configuration_takes_what_json_takes_and_refuses_the_rest_in_words():
    given = {"n": np.int64(3), "sizes": (1, 2), "mean": np.ones(2), "name": "a"}
    assert run_log.plain(given) == {"n": 3, "sizes": [1, 2], "mean": [1.0, 1.0], "name": "a"}
    for wrong in (float("nan"), {1, 2}):
        with pytest.raises(ValueError, match="can't hold"):
            run_log.plain({"rate": wrong})


def test_what_was_saved_is_noted_after_a_run_began(tmp_path):
    log = open_log(f"sqlite:///{tmp_path / 'runs.db'}")
    run = RunLogger(log, "none yet")
    with pytest.raises(ValueError, match="no run yet"):
        run.add_artifact(tmp_path)
    assert read_runs(log) == []
    log.dispose()
