"""Runs submissions on a Dask cluster: beside every worker a warm parent, which it starts by exec.

Workers read the course's folder, so it lies on a filesystem that they share, at the same path; the
gradebook, the notebooks and the markers are written by the process that asks. A worker that is lost
costs the time of what it was running: Dask gives that to another one.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import itertools
from collections.abc import Iterator, Mapping

from distributed import Client, Worker, WorkerPlugin, as_completed, get_worker
from distributed.comm import connect
from distributed.scheduler import KilledWorker
from distributed.security import Security
from traitlets.config import Config

from grader.autograding.classes.batch import RunAll, run_one
from grader.autograding.marking.scheme import Scheme
from grader.autograding.running.kernel_pool import Kernels, why_not
from grader.autograding.terms.errors import CourseError, NoKernelsError
from grader.autograding.terms.results import Marked, Work

_CONNECT = 15  # seconds that a scheduler has to answer
_AHEAD = 2  # submissions that wait at each thread of a worker, so that none is idle


class KernelsOfWorker(WorkerPlugin):
    """Gives every worker, also one that comes later, a warm parent of its own.

    Args:
        confined: Whether kernels are confined.
    """

    name = "workbook-kernels"

    def __init__(self, confined: bool) -> None:
        self._confined = confined
        self.kernels: Kernels | None = None

    async def setup(self, worker: Worker) -> None:
        """Start the warm parent, beside the worker's event loop."""
        if reason := await asyncio.to_thread(why_not, self._confined, "--no-sandbox"):
            raise NoKernelsError(f"The worker {worker.address}: {reason}")
        self.kernels = await asyncio.to_thread(Kernels(self._confined).__enter__)

    def teardown(self, worker: Worker) -> None:
        """End it. Where the worker is killed, it ends by itself: its standard input does."""
        if self.kernels is not None:
            self.kernels.__exit__()


def _run_there(scheme: Scheme, student: str, entry: str) -> Work:
    plugin = get_worker().plugins[KernelsOfWorker.name]
    return run_one(scheme, student, entry, plugin.kernels)


@contextlib.contextmanager
def on_cluster(address: str, confined: bool = True) -> Iterator[RunAll]:
    """Submissions run on the workers of a cluster while inside.

    Args:
        address: Its scheduler's, such as `tcp://10.0.0.1:8786`.
        confined: Whether kernels are confined.

    Raises:
        CourseError: The cluster cannot be reached, has no worker, or its workers can run nothing.
    """
    if address.startswith("tls://") and not Security().get_connection_args("client")["ssl_context"]:
        raise CourseError(
            f"{address} asks for certificates, and Dask's configuration names none: set "
            "distributed.comm.tls.ca-file and, below distributed.comm.tls.client, cert and key "
            "(or the variables DASK_DISTRIBUTED__COMM__TLS__CA_FILE and so on)."
        )
    try:
        asyncio.run(_reach(address))
        client = Client(address, timeout=_CONNECT)
    except (OSError, ValueError) as error:
        reason = str(error) or f"nothing came within {_CONNECT} s"
        raise CourseError(
            f"No Dask scheduler answers at {address} ({reason}). Start one with "
            "`dask scheduler`, and workers with `dask worker ADDRESS`."
        ) from error
    with client:
        if not client.scheduler_info()["workers"]:
            raise CourseError(
                f"The scheduler at {address} has no workers. Start some with "
                f"`dask worker {address} --nworkers 2 --nthreads 1`."
            )
        try:
            client.register_plugin(KernelsOfWorker(confined))
        except NoKernelsError as error:
            raise CourseError(str(error)) from error
        try:
            yield _run_all(client)
        finally:
            client.unregister_worker_plugin(KernelsOfWorker.name)


async def _reach(address: str) -> None:
    """See that a scheduler answers, no longer than it has to: Dask's `Client` tries for longer than it
    is told, and without end where something else listens there.

    Raises:
        OSError: None does.
        ValueError: It is no address.
    """
    keys = Security().get_connection_args("client")
    connection = await asyncio.wait_for(connect(address, timeout=_CONNECT, **keys), _CONNECT)
    connection.abort()


def _run_all(client: Client) -> RunAll:
    def run_all(scheme: Scheme, entries: Mapping[str, str]) -> Iterator[Work]:
        # A configuration may hold functions, which can't be sent; no worker needs it.
        scheme = dataclasses.replace(
            scheme, course=dataclasses.replace(scheme.course, config=Config())
        )
        waiting = iter(entries.items())
        students: dict[str, str] = {}

        def submit(student: str, entry: str) -> object:
            future = client.submit(_run_there, scheme, student, entry, pure=False)
            students[future.key] = student
            return future

        most = _AHEAD * max(1, sum(client.nthreads().values()))
        running = as_completed([submit(*one) for one in itertools.islice(waiting, most)])
        for future in running:
            student = students.pop(future.key)
            try:
                yield future.result()
            except KilledWorker as error:
                said = f"The workers that ran it were lost, {error.allowed_failures + 1} in turn."
                yield Work(Marked(student, error=said), "")
            for following in itertools.islice(waiting, 1):
                running.add(submit(*following))

    return run_all
