"""What takes far longer than its class gives its slot up, and no more of it than is allowed goes on."""

from __future__ import annotations

import contextlib
import threading

import nbformat
import pytest

from grader.autograding.classes import batch, slots
from grader.autograding.classes.free_memory import free_memory
from grader.autograding.classes.slots import AT_LEAST, TIMES, UNKNOWN, ClosedError, Slot, Slots
from grader.autograding.terms.asked import Limits
from grader.autograding.terms.results import Marked, Work
from tests.autograding.conftest import UPSTREAM


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Classroom:
    """Slots, and who is in them.

    Args:
        most, beside: As `Slots`.
        memory: How many slow ones there is memory for one more beside.
    """

    def __init__(self, most: int, beside: int, memory: int = 1000) -> None:
        self.clock = Clock()
        self.memory = memory
        self.slots = Slots(most, beside, lambda slow: slow <= self.memory, self.clock)
        self.inside: list[contextlib.ExitStack] = []

    def enter(self) -> tuple[contextlib.ExitStack, Slot]:
        """One comes in, which has to be possible at once; leaves when the stack is closed."""
        assert self.slots.has_free()
        stack = contextlib.ExitStack()
        slot = stack.enter_context(self.slots.one())
        self.inside.append(stack)
        return stack, slot

    def took(self, seconds: float, times: int = 1, ran: bool = True) -> None:
        """So many were there for so long, one after the other."""
        for _ in range(times):
            stack, slot = self.enter()
            slot.ran = ran
            self.clock.now += seconds
            stack.close()
            self.inside.remove(stack)

    def look(self) -> None:
        """Let who waits look at the clock again, as they do by themselves in time."""
        with self.slots._changed:
            self.slots._changed.notify_all()

    def enter_while_free(self) -> int:
        """As many as can come in at once."""
        before = len(self.inside)
        while self.slots.has_free():
            self.enter()
        return len(self.inside) - before


def test_as_many_run_as_there_are_slots_while_all_take_about_as_long():
    room = Classroom(2, 2)
    room.took(1.0, times=5)
    assert room.enter_while_free() == 2
    room.clock.now += 0.9 * TIMES
    assert not room.slots.has_free()


def test_what_takes_far_longer_than_most_gives_its_slot_up_and_no_second_one():
    room = Classroom(2, 2)
    room.took(1.0, times=5)
    room.enter()
    room.clock.now += TIMES
    assert room.enter_while_free() == 2  # the other slot, and its own
    room.clock.now += 0.5
    assert not room.slots.has_free()


@pytest.mark.parametrize(("hostile", "at_work"), [(1, 4), (2, 4), (3, 3), (5, 1), (6, 0), (9, 0)])
def test_however_many_hang_no_more_run_at_a_time_than_are_allowed(hostile, at_work):
    """Those that hang come first, as many at a time as may."""
    room = Classroom(4, 2)
    room.took(1.0, times=5)
    while hostile and room.slots.has_free():
        room.enter()
        hostile -= 1
        if not room.slots.has_free():
            room.clock.now += TIMES
    room.clock.now += TIMES
    assert room.enter_while_free() == at_work
    assert len(room.inside) <= room.slots.at_a_time == 6


def test_a_class_that_takes_long_is_not_slow():
    room = Classroom(1, 1)
    room.took(20.0, times=3)
    room.enter()
    room.clock.now += 20 * TIMES - 1
    assert not room.slots.has_free()
    room.clock.now += 1
    assert room.slots.has_free()


def test_where_all_are_quick_a_moment_more_is_not_long():
    room = Classroom(1, 1)
    room.took(0.01, times=3)
    room.enter()
    room.clock.now += 0.9 * AT_LEAST
    assert not room.slots.has_free()


def test_what_did_not_run_says_nothing_of_how_long_the_class_takes():
    room = Classroom(1, 1)
    room.took(0.01, times=50, ran=False)
    room.enter()
    room.clock.now += 0.9 * UNKNOWN
    assert not room.slots.has_free()


def test_one_that_hangs_before_any_other_is_done_holds_up_nobody_for_long():
    room = Classroom(1, 1)
    room.enter()
    room.clock.now += UNKNOWN
    assert room.slots.has_free()


def test_without_memory_for_one_more_it_keeps_its_slot():
    room = Classroom(2, 2, memory=0)
    room.took(1.0, times=5)
    room.enter()
    room.clock.now += TIMES
    assert room.enter_while_free() == 1  # the slot that nobody had
    room.memory = 1
    assert room.enter_while_free() == 1


def test_who_waits_comes_in_as_soon_as_another_one_is_slow_or_done():
    room = Classroom(1, 1)
    room.took(1.0, times=3)
    hanging, _ = room.enter()
    came, go = threading.Event(), threading.Event()

    def work() -> None:
        with room.slots.one():
            came.set()
            go.wait(20)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    assert not came.wait(0.05)
    room.clock.now += TIMES
    room.look()
    assert came.wait(20)
    hanging.close()
    assert not room.slots.has_free()
    go.set()
    thread.join(20)
    assert room.slots.has_free()


def test_who_waits_when_it_is_closed_never_comes_in():
    room = Classroom(1, 0)
    room.enter()
    said = []

    def work() -> None:
        with contextlib.suppress(ClosedError), room.slots.one():
            said.append("it ran")
        said.append("over")

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    room.slots.close()
    thread.join(20)
    assert said == ["over"]


GIB = 1 << 30


@pytest.mark.parametrize(
    ("files", "free"),
    [
        ({}, 8),
        ({"sys/fs/cgroup/memory.max": "max", "sys/fs/cgroup/memory.current": "5"}, 8),
        ({"sys/fs/cgroup/a/memory.max": 4 * GIB, "sys/fs/cgroup/a/memory.current": 3 * GIB}, 1),
        ({"sys/fs/cgroup/a/memory.max": GIB, "sys/fs/cgroup/a/memory.current": 3 * GIB}, 0),
        (
            {
                "proc/self/cgroup": "4:memory,pids:/a/b\n0::/",
                "sys/fs/cgroup/memory/a/memory.limit_in_bytes": 4 * GIB,
                "sys/fs/cgroup/memory/a/memory.usage_in_bytes": GIB,
                "sys/fs/cgroup/memory/a/b/memory.limit_in_bytes": 1 << 62,
                "sys/fs/cgroup/memory/a/b/memory.usage_in_bytes": GIB,
            },
            3,
        ),
    ],
)
def test_free_is_what_the_machine_and_every_group_around_leave(tmp_path, files, free):
    machine = {
        "proc/meminfo": f"MemTotal: 1 kB\nMemAvailable: {8 << 20} kB\n",
        "proc/self/cgroup": "0::/a/b",
    }
    for name, text in {**machine, **files}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(str(text))
    assert free_memory(tmp_path) == free * GIB
    assert free_memory(tmp_path / "nowhere") == 0
    assert free_memory() > 0


@pytest.fixture
def everything_is_slow(monkeypatch):
    """On a machine of two cores, with memory for everybody."""
    monkeypatch.setattr(slots, "AT_LEAST", 0.0)
    monkeypatch.setattr(slots, "TIMES", 0.0)
    monkeypatch.setattr(slots, "UNKNOWN", 0.0)
    monkeypatch.setattr(batch.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(batch, "free_memory", lambda: 1 << 50)


@pytest.mark.parametrize(("jobs", "at_a_time"), [(0, 4), (1, 1), (2, 2), (3, 3)])
def test_twice_as_many_as_cores_run_at_the_very_most_and_no_more_than_who_names_a_number_wants(
    jobs, at_a_time, everything_is_slow, monkeypatch
):
    """Twelve submissions that all hang, as long as others can still begin."""
    lock, inside, most = threading.Lock(), 0, 0
    full = threading.Event()

    def hangs(scheme, student, entry, kernels):
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
            if inside == at_a_time:
                full.set()
        assert full.wait(20)
        with lock:
            inside -= 1
        return Work(Marked(student), "")

    monkeypatch.setattr(batch, "run_one", hangs)
    entries = {f"student-{number}": "" for number in range(12)}
    done = [work.marked.student for work in batch.on_this_machine(None, jobs)(None, entries)]
    assert sorted(done) == sorted(entries)
    assert most == at_a_time


def test_after_an_interruption_nothing_that_waited_for_a_slot_is_run(monkeypatch):
    monkeypatch.setattr(batch.os, "cpu_count", lambda: 2)
    ran: list[str] = []
    go_on = threading.Event()

    def run_one(scheme, student, entry, kernels):
        ran.append(student)
        if len(ran) > 1:
            go_on.wait(20)
        return Work(Marked(student), "")

    monkeypatch.setattr(batch, "run_one", run_one)
    before = set(threading.enumerate())
    working = batch.on_this_machine(None)(None, dict.fromkeys("abcdefgh", ""))
    next(working)
    working.close()  # as when Ctrl-C is pressed while what is done is recorded
    go_on.set()
    for thread in set(threading.enumerate()) - before:
        thread.join(20)
    assert len(ran) <= 3  # the first, and the two that ran by then


def test_beside_one_that_hangs_the_rest_of_a_class_is_done_before_it(new_class, monkeypatch):
    """A real one, on a machine of one core."""
    monkeypatch.setattr(batch.os, "cpu_count", lambda: 1)
    course = new_class()
    files = UPSTREAM / "tests/apps/files"
    course.release("ps1", {"p1": files / "submitted-unchanged.ipynb"})
    for student in ("ada", "ben", "cleo"):
        course.hand_in(student, "ps1", "p1", files / "submitted-changed.ipynb")
    notebook = course.released("ps1", "p1")
    notebook.cells.insert(0, nbformat.v4.new_code_cell("import time\ntime.sleep(1000)"))
    course.hand_in("a-hangs", "ps1", "p1", notebook)
    monkeypatch.setattr(slots, "UNKNOWN", 0.5)
    done: list[str] = []
    with contextlib.chdir(course.folder):
        marked = batch.mark_class(
            course.course,
            "ps1",
            batch.Options(limits=Limits(15, 60)),
            batch.on_this_machine(course.kernels),
            lambda one, of: done.append(one.student),
        )
    assert done == ["ada", "ben", "cleo", "a-hangs"]
    assert not [one.error for one in marked if one.error]
