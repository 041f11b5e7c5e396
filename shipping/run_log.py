"""The training log in SQL: what was trained, from what, and how it went.

One code for SQLite, which is a file at hand (`sqlite:///runs.db`), and for PostgreSQL, which is named by
its address (`postgresql+psycopg://user@host/database`):

    log = open_log("sqlite:///runs.db")
    with RunLogger(log, "digits", Origin(seed=1, data_digest=data_digest(x, y))) as run:
        model.fit(x, y, epochs=5, callbacks=[run])

A run is a row from its first moment on, and every write is a transaction of its own. So a process that is
killed leaves its row, the epochs it finished, and the time it was last heard of.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import math
import platform
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

import keras
import numpy as np
import sqlalchemy as sa

RUNNING, FINISHED, DIVERGED, FAILED = "running", "finished", "diverged", "failed"
# What no row holds, since nobody was left to write it: running, and not heard of for some time.
LOST = "lost"

# A sign of life is written at the end of a batch, of the training or of its validation, if the last one is
# this many seconds old.
_SIGN_OF_LIFE = 5.0
# How long a writer waits for another one, in seconds: SQLite lets one write at a time.
_PATIENCE = 60.0
_PACKAGES = ("keras", "numpy", "tensorflow")


class _UtcTime(sa.TypeDecorator):
    """A point in time. PostgreSQL keeps the zone and SQLite drops it, so UTC is what is written."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime.datetime | None, dialect: sa.Dialect
    ) -> datetime.datetime | None:
        return value if value is None else value.astimezone(datetime.UTC)

    def process_result_value(
        self, value: datetime.datetime | None, dialect: sa.Dialect
    ) -> datetime.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=datetime.UTC)
        return value.astimezone(datetime.UTC)


_TABLES = sa.MetaData()

# The first six columns are those that such a log usually has; the rest is what a repetition needs.
RUNS = sa.Table(
    "training_logs",
    _TABLES,
    sa.Column("experiment_id", sa.Text, nullable=False),
    sa.Column("model_type", sa.Text, nullable=False),
    sa.Column("final_loss", sa.Double),  # NULL: none yet, or not a finite number
    sa.Column("training_epochs", sa.Integer, nullable=False),  # as many as were finished
    sa.Column("artifact_uri", sa.Text),
    sa.Column("created_at", _UtcTime, nullable=False),
    # experiment_id is a name, and a second run of an experiment has the same one.
    sa.Column("run_id", sa.Integer, primary_key=True),
    sa.Column("artifact_sha256", sa.Text),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("error", sa.Text),
    sa.Column("last_seen", _UtcTime, nullable=False),
    sa.Column("seed", sa.BigInteger),
    sa.Column("data_digest", sa.Text),
    sa.Column("code_version", sa.Text),
    sa.Column("code_clean", sa.Boolean),
    sa.Column("environment", sa.JSON, nullable=False),
    sa.Column("configuration", sa.JSON, nullable=False),
    sa.CheckConstraint("status IN ('running', 'finished', 'diverged', 'failed')", name="status"),
    sqlite_autoincrement=True,  # the number of a row that was deleted is not given again
)

METRICS = sa.Table(
    "training_metrics",
    _TABLES,
    sa.Column("run_id", sa.ForeignKey("training_logs.run_id"), primary_key=True),
    sa.Column("epoch", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Double),
    # "nan", "inf" or "-inf" where the value is none that databases agree on: SQLite makes NULL of
    # NaN and sorts it first, PostgreSQL keeps it and sorts it last.
    sa.Column("not_finite", sa.Text),
    sa.CheckConstraint("(value IS NULL) = (not_finite IS NOT NULL)", name="finite_or_named"),
)


def open_log(address: str) -> sa.Engine:
    """Connect to a log, and make its tables where there are none.

    Args:
        address: SQLAlchemy's, such as `sqlite:///runs.db` or `postgresql+psycopg://me@host/runs`.

    Raises:
        ValueError: the address is none, names another kind of database, or can't be opened; or there is a
            table of the same name without the columns of this one.
    """
    try:
        url = sa.make_url(address)
        kind = url.get_backend_name()
    except sa.exc.ArgumentError as error:
        message = f"{address!r} is no address of a database: write sqlite:///runs.db, for example."
        raise ValueError(message) from error
    if kind == "postgres":
        raise ValueError("SQLAlchemy's name for it is longer: write postgresql+psycopg://...")
    if kind not in ("sqlite", "postgresql"):
        raise ValueError(f"A log is kept in SQLite or PostgreSQL, and {kind} is neither.")
    try:
        if kind == "sqlite":
            engine = sa.create_engine(url, connect_args={"timeout": _PATIENCE})
            sa.event.listen(engine, "connect", _keep_foreign_keys)
        else:
            engine = sa.create_engine(url, pool_pre_ping=True)
    except (ImportError, sa.exc.ArgumentError) as error:
        raise ValueError(f"There is no driver here for {url.drivername}: {error}.") from error
    try:
        _check_columns(engine)
        try:
            _TABLES.create_all(engine)
        except (sa.exc.OperationalError, sa.exc.ProgrammingError, sa.exc.IntegrityError):
            # Another training may have made them since they were looked for. If it was something
            # else, it is raised again here.
            _TABLES.create_all(engine)
    except sa.exc.DBAPIError as error:
        reason = str(error.orig).strip().partition("\n")[0]
        message = f"The log {url.render_as_string()} can't be opened: {reason}."
        raise ValueError(message) from error
    return engine


def _check_columns(engine: sa.Engine) -> None:
    """Raise ValueError for a table of the log's that is there with other columns: someone else's."""
    inspector = sa.inspect(engine)
    there = set(inspector.get_table_names())
    for table in _TABLES.sorted_tables:
        if table.name not in there:
            continue
        found = {column["name"] for column in inspector.get_columns(table.name)}
        if missing := [column.name for column in table.columns if column.name not in found]:
            address = engine.url.render_as_string()
            engine.dispose()
            raise ValueError(
                f"The table {table.name} in {address} is not this log's: it lacks "
                f"{', '.join(missing)}. Name another database, or move that table out of the way: "
                f"ALTER TABLE {table.name} RENAME TO {table.name}_before"
            )


def _keep_foreign_keys(connection: Any, _record: object) -> None:
    """SQLite checks them only if every connection asks for it."""
    connection.execute("PRAGMA foreign_keys = ON")


def data_digest(*arrays: Any) -> str:
    """The sha256 of arrays, in hexadecimal digits: of the dtype, the shape and the numbers of each.

    Equal arrays have equal digests however they lie in memory. The bytes alone would not do: those
    of a (2, 3) array may be those of a (3, 2) one.

    Raises:
        ValueError: an array holds Python objects, whose bytes are addresses.
    """
    digest = hashlib.sha256()
    for array in map(np.asarray, arrays):
        if array.dtype.hasobject:
            raise ValueError(
                "An array of Python objects has no bytes of its own; for texts, use dtype=str."
            )
        ordered = array.astype(array.dtype.newbyteorder("<"), order="C")
        digest.update(f"{array.dtype.name} {array.shape}".encode())
        digest.update(ordered.tobytes())
    return digest.hexdigest()


def artifact_digest(path: str | Path) -> str:
    """The sha256 of a saved file, or of a folder: the names and contents of all its files."""
    path = Path(path)
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    files = sorted(file for file in path.rglob("*") if file.is_file())
    if not files:
        raise ValueError(f"{path} is neither a file nor a folder with files: nothing was saved.")
    digest = hashlib.sha256()
    for file in files:
        name = file.relative_to(path).as_posix()
        digest.update(f"{name} {artifact_digest(file)}\n".encode())
    return digest.hexdigest()


def code_version(folder: str | Path = ".") -> tuple[str | None, bool | None]:
    """Git's commit of a folder, and whether the files that git tracks are those of the commit.

    A file that git doesn't track counts for nothing: a log in the repository would be a change of the code
    from its first run on. So add a new module to git before a run that is to be repeated.

    None, None where that can't be known: no repository, no commit yet, no git.
    """

    def git(*words: str) -> str | None:
        command = ["git", "-C", str(folder), *words]
        try:
            done = subprocess.run(command, capture_output=True, text=True)
        except OSError:
            return None
        return done.stdout.strip() if done.returncode == 0 else None

    commit = git("rev-parse", "HEAD")
    changed = git("status", "--porcelain", "--untracked-files=no")
    if commit is None or changed is None:
        return None, None
    return commit, not changed


def environment() -> dict[str, str]:
    """What a number may depend on besides the code: Python, the system, and packages' versions."""
    versions = {"python": platform.python_version(), "system": sys.platform}
    versions["machine"] = platform.machine()
    for package in _PACKAGES:
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:  # as where TensorFlow comes as tensorflow-cpu
            versions[package] = "unknown"
    return versions


@dataclass(frozen=True)
class Origin:
    """What a run came from: whoever has all of it can repeat the run. None: not known.

    Attributes:
        seed: what `keras.utils.set_random_seed` was called with.
        data_digest: of the training data, as `data_digest` gives it.
        code: commit, and whether the tracked files were those of it, as `code_version` gives them.
        configuration: what else was chosen: numbers, texts, lists and dicts.
    """

    seed: int | None = None
    data_digest: str | None = None
    code: tuple[str | None, bool | None] = field(default_factory=code_version)
    configuration: Mapping[str, Any] = field(default_factory=dict)

    def missing(self) -> list[str]:
        """The names of what isn't known, in the order above."""
        commit, clean = self.code
        known = {
            "seed": self.seed is not None,
            "data_digest": self.data_digest is not None,
            "code_version": commit is not None,
            "code_clean": clean is True,
            "configuration": bool(self.configuration),
        }
        return [name for name, is_known in known.items() if not is_known]


class RunLogger(keras.callbacks.Callback):
    """Writes a training into a log: a run for each `fit`.

    As a context manager it also learns of an exception, which Keras doesn't tell a callback of; without
    one, a run that was stopped by an exception stays `running` and is soon `lost`.
    """

    def __init__(self, log: sa.Engine, experiment: str, origin: Origin | None = None) -> None:
        super().__init__()
        self.run_id: int | None = None  # of the run that is under way, or was last
        self._log = log
        self._experiment = experiment
        self._origin = origin or Origin()
        self._seen = 0.0
        self._diverged = False  # whether the last epoch's loss was not finite
        self._training = False
        self._chosen: dict[str, Any] = {}  # the configuration, as far as the model and fit tell it

    def __enter__(self) -> RunLogger:
        return self

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        self._training = False
        if error is None or self.run_id is None:
            return
        words = f"{type(error).__name__}: {error}"[:1000].replace("\0", "")
        with self._log.begin() as connection:
            running = (RUNS.c.run_id == self.run_id) & (RUNS.c.status == RUNNING)
            connection.execute(RUNS.update().where(running).values(status=FAILED, error=words))

    def on_train_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        commit, clean = self._origin.code
        now = _now()
        self._chosen = self._read_chosen()
        row = {
            "experiment_id": self._experiment,
            "model_type": type(self.model).__name__,
            "training_epochs": 0,
            "created_at": now,
            "last_seen": now,
            "status": RUNNING,
            "seed": None if self._origin.seed is None else int(self._origin.seed),
            "data_digest": self._origin.data_digest,
            "code_version": commit,
            "code_clean": clean,
            "environment": environment(),
            "configuration": self._configuration(),
        }
        with self._log.begin() as connection:
            inserted = connection.execute(RUNS.insert().values(row))
        [self.run_id] = inserted.inserted_primary_key
        self._diverged, self._training = False, True
        self._seen = time.monotonic()

    def on_train_batch_end(self, batch: int, logs: Mapping[str, Any] | None = None) -> None:
        if self._chosen["parameters"] is None and self.model.built:
            self._chosen["parameters"] = self.model.count_params()
            self._update(configuration=self._configuration())
        self._give_sign_of_life()

    def on_test_batch_end(self, batch: int, logs: Mapping[str, Any] | None = None) -> None:
        if self._training:  # a validation, and not an evaluation of its own
            self._give_sign_of_life()

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        rows = [
            {"run_id": self.run_id, "epoch": epoch, "name": name, **_number(value)}
            for name, value in (logs or {}).items()
        ]
        loss = _number((logs or {}).get("loss"))
        self._diverged = loss["not_finite"] is not None
        with self._log.begin() as connection:  # the epoch and the row: both or neither
            if rows:
                connection.execute(METRICS.insert(), rows)
            self._write(
                connection, training_epochs=RUNS.c.training_epochs + 1, final_loss=loss["value"]
            )

    def on_train_end(self, logs: Mapping[str, Any] | None = None) -> None:
        self._training = False
        self._update(status=DIVERGED if self._diverged else FINISHED)

    def add_artifact(self, path: str | Path, address: str | None = None) -> str:
        """Note what the run saved, and its sha256, which is returned.

        Args:
            path: the file or folder, here.
            address: where others find it, such as `s3://models/digits/7.keras`; if left out, the path.
        """
        if self.run_id is None:
            raise ValueError(
                "There is no run yet: `fit` begins one. Note what it saved after that."
            )
        sha256 = artifact_digest(path)
        where = address or Path(path).resolve().as_uri()
        self._update(artifact_uri=where, artifact_sha256=sha256)
        return sha256

    def _update(self, **values: Any) -> None:
        with self._log.begin() as connection:
            self._write(connection, **values)

    def _write(self, connection: sa.Connection, **values: Any) -> None:
        row = RUNS.update().where(RUNS.c.run_id == self.run_id)
        connection.execute(row.values(last_seen=_now(), **values))
        self._seen = time.monotonic()

    def _give_sign_of_life(self) -> None:
        if time.monotonic() - self._seen > _SIGN_OF_LIFE:
            self._update()

    def _read_chosen(self) -> dict[str, Any]:
        optimizer = self.model.optimizer
        return {
            "epochs": self.params.get("epochs"),
            "steps": self.params.get("steps"),
            # A model without keras.Input has no weights to count until its first batch.
            "parameters": self.model.count_params() if self.model.built else None,
            "optimizer": type(optimizer).__name__,
            "optimizer_settings": optimizer.get_config(),
        }

    def _configuration(self) -> dict[str, Any]:
        return plain({**self._chosen, **self._origin.configuration})


def plain(value: Any) -> Any:
    """The same in Python's own types, which databases and JSON know.

    NumPy's are none: sqlite3 writes `np.float32(0.1)` as four bytes, and says nothing.

    Raises:
        ValueError: a number is not finite, or a value is nothing that JSON could hold.
    """
    if isinstance(value, Mapping):
        return {str(name): plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if hasattr(value, "numpy"):  # a tensor or a variable
        return plain(value.numpy())
    if isinstance(value, np.generic):
        return plain(value.item())
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError) as error:
        message = f"A configuration can't hold {value!r}: write a finite number, or a text."
        raise ValueError(message) from error
    return value


def _number(value: Any) -> dict[str, Any]:
    """A metric as its two columns; both are None for one that there isn't."""
    if value is None:
        return {"value": None, "not_finite": None}
    number = float(value)
    if math.isfinite(number):
        return {"value": number, "not_finite": None}
    return {"value": None, "not_finite": str(number)}


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


def read_runs(log: sa.Engine, lost_after: float = 60.0) -> list[dict[str, Any]]:
    """All runs, oldest first, a dict of columns each.

    Args:
        log: what `open_log` gave.
        lost_after: of a run that is `running`, and was not heard of for this many seconds, the status
            is given as `lost`: its process was killed, or hangs.
    """
    with log.connect() as connection:
        rows = connection.execute(sa.select(RUNS).order_by(RUNS.c.run_id)).mappings().all()
    silent_since = _now() - datetime.timedelta(seconds=lost_after)
    runs = [dict(row) for row in rows]
    for run in runs:
        if run["status"] == RUNNING and run["last_seen"] < silent_since:
            run["status"] = LOST
    return runs


def read_metric(log: sa.Engine, run_id: int, name: str = "loss") -> list[float]:
    """A metric of a run, epoch by epoch; what was not finite as it was."""
    chosen = (METRICS.c.run_id == run_id) & (METRICS.c.name == name)
    columns = sa.select(METRICS.c.value, METRICS.c.not_finite)
    with log.connect() as connection:
        rows = connection.execute(columns.where(chosen).order_by(METRICS.c.epoch)).all()
    return [float(word) if value is None else value for value, word in rows]


def best_run(log: sa.Engine, name: str = "loss", largest: bool = False) -> int | None:
    """The number of the finished run whose last epoch has the best value of a metric.

    Of equals the earliest; None where no finished run has that metric. What is not finite, or did not
    finish, is no candidate.
    """
    last = sa.select(METRICS.c.run_id, sa.func.max(METRICS.c.epoch).label("epoch"))
    last = last.where(METRICS.c.name == name).group_by(METRICS.c.run_id).subquery()
    at_last = (METRICS.c.run_id == last.c.run_id) & (METRICS.c.epoch == last.c.epoch)
    tables = METRICS.join(last, at_last).join(RUNS, RUNS.c.run_id == METRICS.c.run_id)
    counts = (METRICS.c.name == name) & METRICS.c.value.is_not(None)
    order = METRICS.c.value.desc() if largest else METRICS.c.value.asc()
    query = sa.select(METRICS.c.run_id).select_from(tables)
    query = query.where(counts & (RUNS.c.status == FINISHED)).order_by(order, METRICS.c.run_id)
    with log.connect() as connection:
        return connection.execute(query.limit(1)).scalar()
