"""The processors' time of a tree of processes is counted and kept within its share."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from grader.kernels import keeper
from grader.kernels.keeper import AHEAD, CORES, CORES_AFTERWARDS, Keeper, Share
from grader.kernels.process_tree import Usage, processor_seconds, read_usage, tree

TICK = 0.1


def process(pid: int, own: float, children: float = 0.0, runs: bool = True) -> Usage:
    return Usage(pid, 0, pid, runs, own, children, 0, 64)


def used(looks: list[list[Usage]]) -> float:
    """What a share counts of a tree that is looked at so, beyond what it is given meanwhile."""
    share = Share(left=1.0)
    for look in looks:
        share.count(look, TICK)
    return 1.0 - share.left + CORES * TICK * len(looks)


def test_one_busy_process_is_never_stopped_and_three_are_after_seconds():
    for busy, stopped in ((1, False), (3, True)):
        share = Share()
        seconds = [share.count([process(n, t * TICK) for n in range(busy)], TICK) or share.left
                   for t in range(100)]  # fmt: skip
        assert (min(seconds) < 0) == stopped
        assert seconds[int(AHEAD / TICK / busy)] > 0


def test_each_second_counts_once_whoever_waited_for_whom():
    alone = [[process(1, 0.01 * t)] for t in range(10)]
    assert used(alone) == pytest.approx(
        0.1 + 0.09
    )  # the first look counts as if it had run all along
    child = [[process(1, 0.0, runs=False), process(2, 0.1 * t)] for t in range(1, 6)]
    waited = [[process(1, 0.0, 0.5, runs=False)]] * 3
    assert used(child) == pytest.approx(0.5)
    assert used(child + waited) == pytest.approx(0.5)
    # The grandchild's time goes to the child, and with the child's own to the parent.
    grandchild = [[*look, process(3, 0.1 * t)] for t, look in enumerate(child, 1)]
    middle = [[process(1, 0.0, runs=False), process(2, 0.5, 0.5)]]
    assert used(grandchild + middle + [[process(1, 0.0, 1.0, runs=False)]]) == pytest.approx(1.0)


def test_processes_that_end_before_the_next_look_and_that_nobody_waits_for_count_too():
    parent = process(1, 0.0, runs=False)
    short = [[parent, *(process(10 * t + n, 0.05) for n in range(4))] for t in range(1, 11)]
    assert used(short) == pytest.approx(4 * TICK * 10)


def test_what_waited_to_be_let_go_on_gets_less_than_it_would_have():
    share = Share(left=-1.0)
    seconds = 0.0
    while not share.rest(TICK):
        seconds += TICK
    assert seconds > 1.0 / CORES_AFTERWARDS


TREE = """
import os, time
for _ in range(4):
    if os.fork() == 0:
        os.setsid()  # a session of its own has a share of its own
        while True:
            pass
print("started", flush=True)
time.sleep(60)
"""


def test_many_processes_that_run_come_after_whoever_else_wants_a_processor():
    with subprocess.Popen([sys.executable, "-c", TREE], stdout=subprocess.PIPE) as tie:
        assert tie.stdout.readline() == b"started\n"
        pids = tree(tie.pid)[1:]
        watched = Keeper(tie.pid, 1 << 40, 100, 1000, 10_000)
        for _ in range(20):
            assert watched._look(0.0)
            time.sleep(keeper.WATCH)
        first, *others = [read_usage(pid).pid for pid in pids]
        groups = [Path(f"/proc/{pid}/autogroup") for pid in others]
        assert os.getpriority(os.PRIO_PROCESS, first) == 0
        assert [os.getpriority(os.PRIO_PROCESS, pid) for pid in others] == [19] * 3
        assert all(one.read_text().endswith("nice 19\n") for one in groups if one.exists())
        keeper._send([*pids, tie.pid], 9)


def test_a_tree_that_keeps_the_processors_busy_is_stopped_again_and_again(monkeypatch):
    monkeypatch.setattr(keeper, "CORES", 0.1)  # a loaded machine gives it no more than that
    monkeypatch.setattr(keeper, "CORES_AFTERWARDS", 0.1)
    monkeypatch.setattr(keeper, "MANY", 100)
    with subprocess.Popen([sys.executable, "-c", TREE], stdout=subprocess.PIPE) as tie:
        assert tie.stdout.readline() == b"started\n"
        watched = Keeper(tie.pid, 1 << 40, 100, 1000, 10_000, Share(left=0.1))
        before = processor_seconds(tie.pid)
        watching = threading.Thread(target=watched.watch)
        watching.start()
        states = set()
        began = time.monotonic()
        while not {0, 4} <= states or time.monotonic() < began + 3:
            assert time.monotonic() < began + 60, states
            usages = [read_usage(pid) for pid in tree(tie.pid)[1:]]
            states.add(sum(usage.runs for usage in usages))
            time.sleep(0.02)
        seconds = time.monotonic() - began
        taken = processor_seconds(tie.pid) - before
        for pid in [*tree(tie.pid)[1:], tie.pid]:
            keeper._send([pid], 9)
        watching.join(10)
    # It was seen stopped as a whole, and going on; how soon a look comes is the machine's affair.
    assert taken < 0.5 * seconds + 3
