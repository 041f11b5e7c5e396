"""A PostgreSQL of the tests' own: made, started on a loopback port, stopped and removed."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextlib.contextmanager
def running_postgresql(programs: Path):
    """Yield the address of a new, empty server's database, as SQLAlchemy reads it.

    It refuses to run as root; then it runs as Debian's user postgres.
    """
    other = {"user": "postgres", "group": "postgres", "extra_groups": []}
    account = other if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="workbook-postgresql-"))
    if account:
        shutil.chown(folder, "postgres", "postgres")

    def call(program, *words):
        # Its log goes to a file: a server that inherited a pipe would keep its reader waiting.
        command = [str(programs / program), "-D", str(folder / "data"), *words]
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=120, **account
        )
        assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"

    port = _free_port()
    # Nothing here has to outlast a power cut.
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    try:
        call("initdb", "-U", "workbook", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        call("pg_ctl", "start", "-w", "-l", str(folder / "log"), "-o", options)
        try:
            yield f"postgresql+psycopg://workbook@127.0.0.1:{port}/postgres"
        finally:
            call("pg_ctl", "stop", "-w", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
