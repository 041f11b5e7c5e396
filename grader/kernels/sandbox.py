"""The sandbox of a graded kernel: what it can see, write and use up.

A graded kernel gets a root of its own, with the environment read-only, one folder to write that
is held in memory and limited in size, no network, no process but its own, and a memory limit for
itself and everything it starts. It is entered after the fork and before any student code runs;
what enters it never leaves it.

Three processes stand for one kernel. The keeper, outside, whose process id the others know, watches
the memory of the whole tree. The kernel is process 1 of its namespace: when it ends, all it started
ends. Between them stands the tie, process 1 of a namespace around the kernel's, and out of its reach:
a kernel may undo that it dies with its parent, but not that it dies with its namespace.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NoReturn

from grader.kernels import hiding, syscalls
from grader.kernels.keeper import Keeper
from grader.kernels.process_tree import data_size, read_usage

TOO_MUCH = 87  # the keeper's exit code: the tree used more memory, or processes, than it may
CANNOT_CONFINE = 88  # its exit code where the sandbox could not be entered
HOME = "/student"
MEETING = "/meeting"  # where the kernel has its sockets: in memory, with room for few files
MEETING_FILES = 64
FILES = "files"  # in the folder it starts from: the content of its home
OWNER = "owner"  # there too: where its owner listens, and is sent `MEETING`, or why there is none
MOST_TOLD = 500  # bytes of that reason
OPEN = 1024  # descriptors that one process may have
# Seen besides what is named; not /opt, where courses may lie.
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib64")
# Not zero: shared memory that is made by it counts for nobody (see syscalls.py).
_DEVICES = ("null", "full", "random", "urandom")
# What programs look up there; nothing of it is secret.
_ETC = (
    "alternatives", "fonts", "group", "hosts", "ld.so.cache", "ld.so.conf", "ld.so.conf.d",
    "localtime", "mime.types", "nsswitch.conf", "passwd", "protocols", "services",
)  # fmt: skip


@dataclass(frozen=True)
class Sandbox:
    """What a graded kernel may see and use.

    Attributes:
        visible: Folders it can read, at the same paths: the Python environment and the packages
            that a notebook imports. The system's own (/usr and the like) come besides.
        hidden: Files and folders that it sees empty, wherever in these they appear.
        memory_mib: Memory it may allocate, itself or in all that it starts, beyond what it shares
            with the warm parent.
        disk_mib: What its files may hold.
        files: How many there may be, folders and sockets among them.
        processes: How many processes and threads it may have at a time.
        sockets: How many sockets, of which each holds up to 416 KB that is counted nowhere else.
        descriptors: How much it may have open, in all its processes: a pipe holds 8 KB at least.
    """

    visible: Sequence[str]
    memory_mib: int = 2048
    disk_mib: int = 256
    files: int = 20_000
    processes: int = 200
    sockets: int = 1000
    descriptors: int = 32_768
    hidden: Sequence[str] = ()


def enter(sandbox: Sandbox, meeting: str, hidden: Sequence[str] = ()) -> None:
    """Confine this process. Returns in the kernel, process 1 of its namespace; never in its keeper.

    Where something that a sandbox is made of can't be had, the process says so on stderr and exits
    with `CANNOT_CONFINE`.

    Args:
        sandbox: What it may see and use.
        meeting: The folder of this kernel alone, which it does not see. Of the files in it copies lie
            in `MEETING`, where it makes its sockets and no files; what is in the folder `FILES` lies
            in its home. Whoever listens at the socket `OWNER` in it is sent the descriptor of
            `MEETING`, by which they reach the sockets.
        hidden: What this kernel must not see besides.
    """
    try:
        user = _new_namespaces()
        alive, held = os.pipe()  # `held` is the keeper's, and closed when it ends
        tie = os.fork()
        if tie:
            _keep(tie, sandbox)
        os.close(held)
        syscalls.die_with_parent(signal.SIGKILL)
        if select.select([alive], [], [], 0)[0]:
            os._exit(CANNOT_CONFINE)
        os.close(alive)
        syscalls.unshare(syscalls.NEWPID)
        kernel = os.fork()
        if kernel:
            _tie(kernel)
        _new_root(sandbox, meeting, user, hidden)
        _limit(sandbox)
        _become(user)
        syscalls.leave_keys()
        syscalls.drop_capabilities()
        syscalls.landlock([HOME, "/tmp", "/dev/shm"], only_sockets=MEETING, devices="/dev")
        syscalls.refuse_calls()
        os.chdir(HOME)
    except OSError as error:
        _say_no(error, os.path.join(meeting, OWNER))


def _say_no(error: OSError, owner: str) -> NoReturn:
    print(f"The sandbox cannot be entered: {error}", file=sys.stderr, flush=True)
    with contextlib.suppress(OSError):  # no owner, or none that this process sees any more
        _tell(owner, str(error).encode()[:MOST_TOLD], [])
    os._exit(CANNOT_CONFINE)


@dataclass(frozen=True)
class _User:
    """Who the kernel is: `uid` and `gid` as seen inside."""

    uid: int
    gid: int


def _new_namespaces() -> _User:
    apart = syscalls.NEWPID | syscalls.NEWNET | syscalls.NEWIPC
    if os.geteuid() == 0 and _every_user_exists():
        # Root makes them without a user namespace, so that it can show what lies in folders only it
        # may enter; the kernel then becomes a user that nobody else is. Its process id is part of
        # the number, so two kernels are two users.
        syscalls.unshare(apart)
        number = 1_000_000_000 + os.getpid() % 1_000_000_000
        return _User(number, number)
    uid, gid = os.getuid(), os.getgid()
    syscalls.unshare(apart | syscalls.NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    return _User(uid, gid)


def _every_user_exists() -> bool:
    """Whether this is the system's own root; one of a container without rights has few users."""
    return Path("/proc/self/uid_map").read_text().split() == ["0", "0", "4294967295"]


def _new_root(sandbox: Sandbox, meeting: str, user: _User, hidden: Sequence[str]) -> None:
    syscalls.unshare(syscalls.NEWNS)  # here, not above: the keeper stays in the old root
    syscalls.mount("none", "/", flags=syscalls.REC | syscalls.PRIVATE)
    secret = hiding.places([*sandbox.hidden, *hidden])
    root = os.path.join(meeting, "root")
    os.mkdir(root)
    # The root itself holds folders and links only; it is sealed below.
    syscalls.mount("tmpfs", root, "tmpfs", syscalls.NOSUID, "size=1m,nr_inodes=4k,mode=755")

    def inside(path: str) -> str:
        return root + path

    for path in SYSTEM:
        _show(path, root)
    os.makedirs(inside("/etc"), exist_ok=True)
    for name in _ETC:
        _show(f"/etc/{name}", root)
    _show("/sys/devices/system", root)  # how many processors there are
    _devices(root)
    # One file system for all that the kernel writes, so that one size limits it.
    owned = f"mode=700,uid={user.uid},gid={user.gid}"
    written = f"size={sandbox.disk_mib}m,nr_inodes={sandbox.files},{owned}"
    os.makedirs(inside("/scratch"))
    syscalls.mount("tmpfs", inside("/scratch"), "tmpfs", syscalls.NOSUID | syscalls.NODEV, written)
    for target, name in ((HOME, "home"), ("/tmp", "tmp"), ("/dev/shm", "shm")):
        os.mkdir(inside(f"/scratch/{name}"))
        os.chown(inside(f"/scratch/{name}"), user.uid, user.gid)
        os.makedirs(inside(target), exist_ok=True)
        syscalls.bind(inside(f"/scratch/{name}"), inside(target), writable=True)
    for path in sandbox.visible:  # after /tmp, where one of them may lie
        _show(path, root)
    hiding.hide(secret, root, [*SYSTEM, *sandbox.visible])
    _copy_files(os.path.join(meeting, FILES), inside(HOME), user)
    os.mkdir(inside(MEETING))
    nothing_else = syscalls.NOSUID | syscalls.NODEV | syscalls.NOEXEC
    syscalls.mount(
        "tmpfs",
        inside(MEETING),
        "tmpfs",
        nothing_else,
        f"size=64k,nr_inodes={MEETING_FILES},{owned}",
    )
    for file in os.scandir(meeting):
        if file.is_file(follow_symlinks=False):
            shutil.copyfile(file.path, inside(f"{MEETING}/{file.name}"))
            os.chown(inside(f"{MEETING}/{file.name}"), user.uid, user.gid)
    _hand_over(inside(MEETING), os.path.join(meeting, OWNER))
    os.makedirs(inside("/proc"))
    syscalls.mount(
        "proc", inside("/proc"), "proc", syscalls.NOSUID | syscalls.NODEV | syscalls.NOEXEC
    )
    syscalls.pivot_root(root)


def _hand_over(folder: str, owner: str) -> None:
    """Send whoever listens at `owner` a descriptor of a folder that they can't see."""
    if not os.path.exists(owner):
        return
    descriptor = os.open(folder, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    _tell(owner, b".", [descriptor])
    os.close(descriptor)


def _tell(owner: str, text: bytes, descriptors: list[int]) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(10)
        connection.connect(owner)
        socket.send_fds(connection, [text], descriptors)


def _copy_files(source: str, target: str, user: _User) -> None:
    if not os.path.isdir(source):
        return
    shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True)
    for folder, folders, files in os.walk(target):
        for name in (*folders, *files):
            os.chown(os.path.join(folder, name), user.uid, user.gid, follow_symlinks=False)


def _show(path: str, root: str) -> None:
    """Show a path of the system, if it is there; a link stays a link."""
    here = Path(path)
    target = Path(root + path)
    if not (here.is_symlink() or here.exists()) or target.is_symlink():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if here.is_symlink():
        target.symlink_to(os.readlink(here))
        return
    if here.is_dir():
        target.mkdir(exist_ok=True)
    else:
        target.touch()
    syscalls.bind(path, str(target))


def _devices(root: str) -> None:
    os.mkdir(root + "/dev")
    for name in _DEVICES:
        Path(f"{root}/dev/{name}").touch()
        syscalls.bind_device(f"/dev/{name}", f"{root}/dev/{name}")
    os.mkdir(root + "/dev/pts")
    with contextlib.suppress(OSError):  # without it `!command` needs a pipe, which IPython has too
        # Terminals are few on a machine; there is one number for all of it.
        options = "newinstance,ptmxmode=0666,mode=620,max=64"
        syscalls.mount("devpts", root + "/dev/pts", "devpts", syscalls.NOSUID, options)
        os.symlink("pts/ptmx", root + "/dev/ptmx")
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        os.symlink(f"/proc/self/fd/{number}", f"{root}/dev/{name}")
    os.symlink("/proc/self/fd", root + "/dev/fd")


def _limit(sandbox: Sandbox) -> None:
    """Limits that every process it starts inherits. RLIMIT_AS would end ordinary training."""
    # What the parent had allocated counts already.
    data = data_size(os.getpid()) + (sandbox.memory_mib << 20)
    for what, most in (
        (resource.RLIMIT_DATA, data),
        (resource.RLIMIT_NPROC, sandbox.processes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, sandbox.disk_mib << 20),
        (resource.RLIMIT_NOFILE, OPEN),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_RTPRIO, 0),  # nobody comes before all others
        (resource.RLIMIT_NICE, 0),
    ):
        _, allowed = resource.getrlimit(what)
        if allowed != resource.RLIM_INFINITY:
            most = min(most, allowed)
        resource.setrlimit(what, (most, most))


def _become(user: _User) -> None:
    if os.geteuid() != user.uid:
        os.setgroups([])
        os.setresgid(user.gid, user.gid, user.gid)
        os.setresuid(user.uid, user.uid, user.uid)


def _hand_on_signals(to: int) -> None:
    def hand_on(number: int, _frame: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(to, number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, hand_on)


def _tie(kernel: int) -> NoReturn:
    """Wait for the kernel, and hand on what it is sent."""
    _hand_on_signals(kernel)
    _, status = os.waitpid(kernel, 0)
    os._exit(_as_exit_code(status))


def _keep(tie: int, sandbox: Sandbox) -> NoReturn:
    """Wait for the kernel, hand on what it is sent, and hold its tree to its limits."""
    os.setsid()
    _hand_on_signals(tie)
    syscalls.die_with_parent(signal.SIGKILL)  # again: a new user namespace undoes it
    parents = read_usage(tie)  # at the start all is the parent's
    memory = (parents.resident if parents else 0) + (sandbox.memory_mib << 20)
    status = Keeper(tie, memory, sandbox.processes, sandbox.sockets, sandbox.descriptors).watch()
    os._exit(TOO_MUCH if status == -1 else _as_exit_code(status))


def _as_exit_code(status: int) -> int:
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code  # as a shell says it


def why_not(sandbox: Sandbox) -> str:
    """Why no sandbox can be had here, or "" where one can: it is tried."""
    program = "import json, sys; from grader.kernels.sandbox import Sandbox, enter;"
    program += "enter(Sandbox(**json.loads(sys.argv[1])), sys.argv[2])"
    with tempfile.TemporaryDirectory(prefix="workbook-") as meeting:
        done = subprocess.run(
            [sys.executable, "-c", program, json.dumps(asdict(sandbox)), meeting],
            capture_output=True,
            text=True,
        )
    return done.stderr.strip() if done.returncode else ""
