"""What code in the sandbox can see, write, reach and use up; and that it is refused where it can't be."""

from __future__ import annotations

import ctypes
import json
import os
import platform
import socket
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from grader.kernels import sandbox
from grader.kernels.sandbox import CANNOT_CONFINE, HOME, TOO_MUCH, Sandbox
from tests.conftest import NO_SANDBOX, outside_pytest

SMALL = Sandbox([sys.prefix, sys.base_prefix], memory_mib=200, disk_mib=8, processes=40)
PROGRAM = """
import json, sys
from grader.kernels.sandbox import Sandbox, enter
enter(Sandbox(**json.loads(sys.argv[1])), sys.argv[2])
exec(sys.argv[3])
"""
# As root of the machine, as an ordinary user, and as root of a container that has no rights.
WHO = {
    "as it is": [],
    "user": ["unshare", "--user", "--map-user=1000", "--map-group=1000"],
    "container's root": ["unshare", "--user", "--map-root-user"],
}

WHY_NOT = sandbox.why_not(SMALL)
pytestmark = pytest.mark.skipif(bool(WHY_NOT), reason=f"{NO_SANDBOX}: {WHY_NOT}")


def command(code: str, meeting: Path, limits: Sandbox = SMALL, who: str = "as it is") -> list[str]:
    """What runs code in a sandbox; `meeting` is to be its folder."""
    meeting.mkdir()
    start = [*WHO[who], sys.executable, "-c", PROGRAM, json.dumps(asdict(limits))]
    return [*start, str(meeting), textwrap.dedent(code)]


@pytest.fixture
def confined(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess]:
    """A function: run code in a sandbox; what it printed, and its exit code."""

    def run(
        code: str, limits: Sandbox = SMALL, who: str = "as it is"
    ) -> subprocess.CompletedProcess:
        return subprocess.run(
            command(code, tmp_path / "meeting", limits, who),
            env=outside_pytest(),
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


@pytest.mark.parametrize("who", WHO)
def test_it_sees_the_environment_and_nothing_of_anybody(confined, who, tmp_path):
    (tmp_path / "gradebook.db").write_text("marks")
    found = confined(
        f"""
        import os, json, numpy
        seen = [os.path.exists(path) for path in {[str(tmp_path / "gradebook.db"), str(Path.home())]}]
        print(json.dumps([seen, os.getcwd(), os.listdir("."), os.listdir("/tmp"), os.getpid()]))
        """,
        who=who,
    )
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout) == [
        [False, str(Path.home()) in sys.base_prefix],  # its Python may lie there, and nothing else
        HOME,
        [],
        # The environment itself may lie there.
        sorted({Path(one).parts[2] for one in SMALL.visible if one.startswith("/tmp/")}),
        1,
    ]


@pytest.mark.parametrize("who", WHO)
def test_it_sees_nothing_of_what_is_hidden_in_what_it_sees(confined, who, tmp_path):
    (tmp_path / "packages/grader/tasks").mkdir(parents=True)
    (tmp_path / "packages/numbers").mkdir()
    seen = replace(
        SMALL,
        visible=[*SMALL.visible, str(tmp_path / "packages")],
        hidden=[str(tmp_path / "packages/grader"), str(tmp_path / "elsewhere")],
    )
    code = f"""
        import os
        print([os.listdir({str(tmp_path / "packages")!r} + name) for name in ("", "/grader")])
    """
    found = confined(code, seen, who=who)
    assert found.stdout.strip() in (
        "[['numbers', 'grader'], []]",
        "[['grader', 'numbers'], []]",
    ), found.stderr


# A course below a folder that is seen, as /usr/src/app is; its environment lies in it.
COURSE = ("course/gradebook.db", "course/.venv/bin/tool", "course/.venv/grader/tasks", "other/tool")
SEEN = "import os; print(sorted(os.path.relpath(os.path.join(at, file), {folder!r})"
SEEN += " for at, _, files in os.walk({folder!r}) for file in files))"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A folder that is seen, with a course in it that must not be, but for its environment."""
    for name in COURSE:
        path = tmp_path / "usr" / name
        path.parent.mkdir(parents=True)
        path.write_text(name)
    return tmp_path / "usr"


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("way", ["its path", "a link", "a path that winds"])
def test_a_course_below_a_visible_folder_is_hidden_and_the_environment_in_it_is_not(
    confined, who, course, way
):
    (course / "link").symlink_to("course")
    named = {"its path": "course", "a link": "link", "a path that winds": "other/../course"}[way]
    seen = replace(
        SMALL,
        visible=[*SMALL.visible, str(course), str(course / "course/.venv")],
        hidden=[str(course / named), str(course / "course/.venv/grader"), str(course / "none")],
    )
    found = confined(SEEN.format(folder=str(course)), seen, who=who)
    assert found.stdout.strip() == "['course/.venv/bin/tool', 'other/tool']", found.stderr


def test_a_course_is_hidden_also_where_a_bind_mount_shows_it_or_a_part_of_it(
    tmp_path, course, monkeypatch
):
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "course").mkdir(parents=True)
    (elsewhere / "course/gradebook.db").write_text("marks")
    for name in ("whole", "part of it"):
        (course / name).mkdir()
    (course / "file").touch()
    binds = (
        f"mount --bind {elsewhere}/course {course}/whole && "
        f"mount --bind {elsewhere} '{course}/part of it' && "
        f"mount --bind {elsewhere}/course/gradebook.db {course}/file && exec"
    )
    monkeypatch.setitem(
        WHO,
        "mounted",
        ["unshare", "--user", "--map-root-user", "-m", "sh", "-c", f'{binds} "$@"', "-"],
    )
    seen = replace(
        SMALL,
        visible=[*SMALL.visible, str(course)],
        hidden=[str(elsewhere / "course"), str(course / "course")],
    )
    code = SEEN.format(folder=str(course)) + f"\nprint(open({str(course / 'file')!r}).read())"
    found = subprocess.run(
        command(code, tmp_path / "meeting", seen, "mounted"),
        env=outside_pytest(),
        capture_output=True,
        text=True,
    )
    assert found.stdout.split("\n")[:2] == ["['file', 'other/tool']", ""], found.stderr


def test_what_a_request_hides_is_hidden_besides(tmp_path, course):
    program = PROGRAM.replace("sys.argv[2]", f"sys.argv[2], [{str(course / 'other')!r}]")
    limits = replace(SMALL, visible=[*SMALL.visible, str(course)], hidden=[str(course / "course")])
    start = command(SEEN.format(folder=str(course)), tmp_path / "meeting", limits)
    start[start.index(PROGRAM)] = program
    found = subprocess.run(start, env=outside_pytest(), capture_output=True, text=True)
    assert found.stdout.strip() == "[]", found.stderr


def test_where_the_environment_itself_would_have_to_be_hidden_nothing_runs(confined, course):
    seen = replace(SMALL, visible=[*SMALL.visible, str(course)], hidden=[str(course)])
    found = confined("print('ran')", seen)
    assert (found.returncode, found.stdout) == (CANNOT_CONFINE, "")
    assert f"{course} can't be hidden: it is a folder that notebooks need" in found.stderr


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize(
    "code",
    [
        "open('/usr/mine', 'w')",
        f"open({sys.prefix!r} + '/mine', 'w')",
        "open('/mine', 'w')",
        "open('/meeting/mine', 'w')",
        "open('/proc/sys/kernel/hostname', 'w')",
        "import socket; socket.create_connection(('192.0.2.1', 80), 1)",
        "import socket; socket.create_connection(('127.0.0.1', 22), 1)",
        "import os; os.setuid(0) or os.chroot('/')",
        "import os; os.mknod('disk', 0o60660, os.makedev(8, 0))",
        "import ctypes; l = ctypes.CDLL(None); l.unshare(0x10020000); "
        "assert l.mount(b'none', b'/tmp', b'tmpfs', 0, None) == 0",
        # A user namespace, in which it would be root.
        "import ctypes; assert ctypes.CDLL(None).unshare(0x10000000) == 0",
        "import ctypes, platform; clone = 56 if platform.machine() == 'x86_64' else 220; "
        "assert ctypes.CDLL(None).syscall(clone, 0x10000000 | 17, 0, 0, 0, 0) >= 0",
        # Memory that no process's size shows, and that would stay when it is let go.
        "import os; os.memfd_create('mine')",
        "import ctypes; assert ctypes.CDLL(None).shmget(0, 4096, 0o1600) >= 0",
        "import ctypes; assert ctypes.CDLL(None).msgget(0, 0o1600) >= 0",
        "import mmap; mmap.mmap(-1, 4096)",
        "open('/dev/zero')",
        # Of which there is one number for the whole machine.
        "import ctypes, platform; setup = 206 if platform.machine() == 'x86_64' else 0; "
        "assert ctypes.CDLL(None).syscall(setup, 1, ctypes.byref(ctypes.c_ulong())) == 0",
        "import os; assert os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1)) is None",
        # The same by x32's number; elsewhere that is none.
        "import ctypes; assert ctypes.CDLL(None).syscall(0x40000000 + 319, b'mine', 0) >= 0",
    ],
)
def test_what_it_may_not_do_fails(confined, who, code):
    found = confined(code, who=who)
    assert found.returncode == 1
    assert any(name in found.stderr for name in ("Error", "denied")), found.stderr


def test_it_starts_threads_and_processes_as_anywhere(confined):
    found = confined("""
        import multiprocessing, subprocess, threading
        thread = threading.Thread(target=print, args=["a thread"])
        thread.start(), thread.join()
        print(subprocess.run(["echo", "a program"], capture_output=True, text=True).stdout, end="")
        with multiprocessing.get_context("fork").Pool(2) as pool:
            print(pool.map(abs, [-1, -2]))
    """)
    assert (found.returncode, found.stdout) == (0, "a thread\na program\n[1, 2]\n"), found.stderr


def test_it_reaches_no_socket_and_signals_no_process_of_the_machine(confined, tmp_path):
    name = f"\0workbook-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as path, socket.socket(socket.AF_UNIX) as abstract:
        path.bind(str(tmp_path / "listening"))
        path.listen()
        abstract.bind(name)
        abstract.listen()
        found = confined(f"""
            import os, socket
            for address in ({str(tmp_path / "listening")!r}, {name!r}):
                try:
                    socket.socket(socket.AF_UNIX).connect(address)
                    print("reached", address)
                except OSError:
                    print("no")
            try:
                os.kill({os.getpid()}, 0)
                print("signaled")
            except ProcessLookupError:
                print("no")
        """)
    assert found.stdout.split() == ["no"] * 3


ADD_KEY, KEYCTL = {"x86_64": (248, 250), "aarch64": (217, 219)}[platform.machine()]


@pytest.fixture
def key() -> Iterator[int]:
    """The number of a key in this session, as a login may hold one."""
    system = ctypes.CDLL(None, use_errno=True)
    session = -3
    made = system.syscall(ADD_KEY, b"user", b"workbook-test", b"secret", 6, session)
    if made < 0:
        pytest.skip(f"no keys here: {os.strerror(ctypes.get_errno())}")
    yield made
    system.syscall(KEYCTL, 9, made, session)  # unlink


@pytest.mark.parametrize("who", WHO)
def test_it_holds_no_key_of_the_session_that_started_it(confined, who, key):
    found = confined(
        f"""
        import ctypes
        system = ctypes.CDLL(None)
        read = ctypes.create_string_buffer(99)
        search, read_key, session = 10, 11, -3
        print(system.syscall({KEYCTL}, search, session, b"user", b"workbook-test", 0))
        print(system.syscall({KEYCTL}, read_key, {key}, read, 99), read.value)
        """,
        who=who,
    )
    assert found.stdout.split() == ["-1", "-1", "b''"], found.stderr


def test_what_it_writes_is_limited_and_gone_afterwards(confined, tmp_path):
    found = confined("""
        import errno
        for path in ("here", "/tmp/there", "/dev/shm/elsewhere"):
            open(path, "w").write("x" * 100)
        try:
            for number in range(100):
                open(f"{number}", "wb").write(bytes(2 ** 20))
        except OSError as error:
            print(number, errno.errorcode[error.errno])
    """)
    written, code = found.stdout.split()
    assert (int(written), code) == (7, "ENOSPC")
    assert [one.name for one in (tmp_path / "meeting").iterdir()] == ["root"]
    assert list((tmp_path / "meeting/root").iterdir()) == []


MANY_SOCKETS = """
    import errno, os, socket
    def make(folder, most):
        for number in range(most):
            with socket.socket(socket.AF_UNIX) as one:
                try:
                    one.bind(f"{folder}/{number}")
                except OSError as error:
                    return number, errno.errorcode[error.errno]
        return most, ""
    there = os.statvfs("/student")
    print(make("/meeting", 1000), make("/dev", 1), there.f_files, there.f_ffree)
    print(*make("/student", 1000))
"""


@pytest.mark.parametrize("who", WHO)
def test_sockets_are_files_and_their_number_is_limited_too(confined, who, tmp_path):
    found = confined(MANY_SOCKETS, replace(SMALL, files=300), who=who)
    first, second = found.stdout.splitlines()
    # Less what lies there already: the folders themselves, and what Python keeps of its modules.
    free = int(first.rpartition(" ")[2])
    assert first == f"(63, 'ENOSPC') (0, 'EACCES') 300 {free}", found.stderr
    assert 290 <= free < 300
    assert second == f"{free} ENOSPC", found.stderr
    assert [one.name for one in (tmp_path / "meeting").iterdir()] == ["root"]


def test_its_owner_is_handed_the_folder_of_its_sockets_or_told_why_there_is_none(tmp_path):
    for limits in (SMALL, replace(SMALL, disk_mib=-1)):
        start = command(MANY_SOCKETS, tmp_path / f"meeting{limits.disk_mib}", limits)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(f"{start[-2]}/owner")
            listener.listen()
            subprocess.run(start, env=outside_pytest(), capture_output=True)
            with listener.accept()[0] as connection:
                said, descriptors, _, _ = socket.recv_fds(connection, 500, 1)
        if limits is SMALL:
            there = os.listdir(f"/proc/self/fd/{descriptors[0]}")
            assert sorted(there) == sorted(map(str, range(63)))
            os.close(descriptors[0])
        else:
            assert (b"mount tmpfs" in said, descriptors) == (True, [])


@pytest.mark.parametrize("who", WHO)
def test_a_process_that_takes_too_much_memory_gets_an_error_and_lives(confined, who):
    found = confined(
        """
        try:
            block = bytes(300 * 2 ** 20)
        except MemoryError:
            print("no more", len(bytes(50 * 2 ** 20)))
        """,
        who=who,
    )
    assert found.stdout.split() == ["no", "more", str(50 * 2**20)]


@pytest.mark.parametrize("who", WHO)
def test_a_tree_that_takes_too_much_memory_together_is_ended(confined, who):
    found = confined(
        """
        import os, time
        for _ in range(6):
            if os.fork() == 0:
                block = b"x" * (90 * 2 ** 20)
                time.sleep(60)
        time.sleep(60)
        """,
        who=who,
    )
    assert found.returncode == TOO_MUCH


HOLDING = """
import os, time
for _ in range(4):
    if os.fork() == 0:
        held = []
        try:
            while True:
                held.append(HELD)
        except OSError:
            time.sleep(60)
time.sleep(60)
"""


@pytest.mark.parametrize(
    ("held", "limits"),
    [
        ("__import__('socket').socketpair()", SMALL),
        ("os.pipe()", replace(SMALL, descriptors=3000)),
    ],
)
def test_a_tree_that_has_too_much_open_that_the_system_holds_memory_for_is_ended(
    confined, held, limits
):
    assert confined(HOLDING.replace("HELD", held), limits).returncode == TOO_MUCH


# Not a container's root: here that is the machine's own, whom RLIMIT_NPROC does not bind.
@pytest.mark.parametrize("who", ["as it is"])
def test_a_fork_bomb_ends_and_all_it_started_with_it(confined, who):
    found = confined(
        """
        import os
        while True:
            try:
                os.fork()
            except OSError:
                os._exit(3)
        """,
        who=who,
    )
    assert found.returncode in (3, TOO_MUCH)


def test_what_it_starts_ends_with_it(confined):
    found = confined("""
        import os, subprocess, time
        if os.fork() == 0:
            os.setsid()
            time.sleep(60)
            os._exit(0)
        print("ended")
    """)  # the run would wait for a process that still holds its stdout
    assert (found.stdout.strip(), found.returncode) == ("ended", 0)


@pytest.mark.parametrize("who", WHO)
def test_it_ends_with_its_keeper_also_where_it_undid_that(tmp_path, who):
    code = """
        import ctypes, os, time
        ctypes.CDLL(None).prctl(1, 0)  # no signal when its parent ends
        os.write(1, b"runs\\n")
        time.sleep(60)
    """
    keeper = subprocess.Popen(
        command(code, tmp_path / "meeting", who=who),
        env=outside_pytest(),
        stdout=subprocess.PIPE,
    )
    assert keeper.stdout.readline() == b"runs\n"
    keeper.kill()
    keeper.communicate(timeout=20)  # which waits for whoever still holds its stdout


def test_its_exit_code_is_seen_outside(confined):
    assert confined("import os; os._exit(5)").returncode == 5


def test_where_it_cannot_be_had_it_is_said_and_nothing_runs(confined):
    found = confined("print('ran')", replace(SMALL, disk_mib=-1))
    assert found.returncode == CANNOT_CONFINE
    assert found.stdout == ""
    assert found.stderr.startswith("The sandbox cannot be entered: [Errno 22] mount tmpfs")
    assert "mount tmpfs" in sandbox.why_not(replace(SMALL, disk_mib=-1))
