"""A class on a Dask cluster: the same marks, also when a worker is killed in the middle."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
from unittest import mock

import pytest
from distributed import LocalCluster

from grader import cli
from grader.autograding.classes import cluster as cluster_module
from grader.autograding.classes.batch import Options, mark_class
from grader.autograding.classes.cluster import on_cluster
from grader.autograding.terms.errors import CourseError
from tests.autograding.conftest import Class
from tests.autograding.test_faults import ALL, NAME, perfect


@pytest.fixture(scope="module")
def cluster():
    """Two workers, each a process of its own."""
    with (
        mock.patch.dict(
            os.environ
        ),  # Dask sets variables for its workers in this process, for good
        LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
        ) as made,
    ):
        yield made


@pytest.fixture(scope="module")
def course(tmp_path_factory, repository, kernels):
    made = Class.ours(tmp_path_factory.mktemp("cluster"), repository, kernels, NAME)
    released = made.released(NAME, NAME)
    for number in range(8):
        right = number % 2 == 0
        made.hand_in(f"s{number}", NAME, NAME, perfect(released) if right else released)
    return made


def test_a_worker_killed_in_the_middle_costs_no_mark(cluster, course):
    killed = []

    def kill_the_first_that_is_done(marked, of):
        if not killed:
            killed.append(cluster.workers[0].process.pid)
            os.kill(killed[0], signal.SIGKILL)

    with (
        contextlib.chdir(course.folder),
        on_cluster(cluster.scheduler_address) as run_all,
    ):
        marked = mark_class(course.course, NAME, Options(), run_all, kill_the_first_that_is_done)
    assert killed
    assert [one.error for one in marked] == [""] * 8
    assert [one.score for one in marked] == [ALL, 0] * 4
    assert sum(course.scores("s2", NAME, NAME).values()) == ALL


def test_what_a_cluster_marked_is_unchanged_for_this_machine(course):
    assert all(one.unchanged for one in course.mark(NAME).values())


def test_a_cluster_that_does_not_answer_is_named_with_what_to_do(course, capsys, monkeypatch):
    from grader.autograding.classes import cluster

    monkeypatch.setattr(cluster, "_CONNECT", 1)
    with contextlib.chdir(course.folder):
        code = cli.main(["autograde", NAME, "--cluster", "tcp://127.0.0.1:1"])
    assert code == 2
    said = capsys.readouterr().err
    assert "No Dask scheduler answers at tcp://127.0.0.1:1" in said
    assert "dask scheduler" in said


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tls://127.0.0.1:9", "asks for certificates"),
        ("tcp://127.0.0.1", "missing port"),
        ("http://127.0.0.1:9", "unknown address scheme"),
    ],
)
def test_an_address_that_can_be_none_is_named(address, said):
    with pytest.raises(CourseError, match=said), on_cluster(address):
        pass


def test_what_listens_and_is_no_scheduler_is_waited_for_as_long_as_is_said(monkeypatch):
    monkeypatch.setattr(cluster_module, "_CONNECT", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(CourseError, match="No Dask scheduler answers"), on_cluster(address):
            pass
