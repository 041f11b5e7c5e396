"""The system calls of a sandbox that Python has no function for: namespaces, mounts, Landlock, and a
filter of system calls.

Linux only, on x86-64 and AArch64, whose numbers agree for the newer calls. Each raises OSError with
what was tried.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)

# linux/sched.h
NEWNS, NEWUSER, NEWPID, NEWNET, NEWIPC = 0x20000, 0x10000000, 0x20000000, 0x40000000, 0x08000000
# sys/mount.h
RDONLY, NOSUID, NODEV, NOEXEC, BIND, REC, PRIVATE = 1, 2, 4, 8, 4096, 16384, 1 << 18
_DETACH = 2
# linux/prctl.h
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
# Numbers of calls without a function in libc.
_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
_CAPSET = {"x86_64": 126, "aarch64": 91}
_KEYCTL, _JOIN_SESSION_KEYRING = {"x86_64": 250, "aarch64": 219}, 1
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT, _MOUNT_SETATTR = 444, 445, 446, 442
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_ATTR_RDONLY, _ATTR_NOSUID, _ATTR_NODEV = 1, 2, 4  # of mount_setattr
_CAPABILITY_VERSION_3 = 0x20080522


def _done(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def _number(calls: dict[str, int], what: str) -> int:
    machine = platform.machine()
    if machine not in calls:
        raise OSError(f"{what} is not known on {machine}")
    return calls[machine]


def unshare(flags: int) -> None:
    """Give this process namespaces of its own; a PID namespace is for its children."""
    _done(_LIBC.unshare(flags), "unshare")


def die_with_parent(signal_number: int) -> None:
    """Have the kernel send this process a signal when its parent ends."""
    _done(_LIBC.prctl(_PR_SET_PDEATHSIG, signal_number), "prctl(PDEATHSIG)")


def be_dumpable() -> None:
    """Let this process write its own /proc/self/uid_map after it changed its user."""
    _done(_LIBC.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0), "prctl(DUMPABLE)")


def mount(
    source: str, target: str, kind: str | None = None, flags: int = 0, options: str | None = None
) -> None:
    """mount(2)."""
    result = _LIBC.mount(
        source.encode(),
        target.encode(),
        kind.encode() if kind else None,
        ctypes.c_ulong(flags),
        options.encode() if options else None,
    )
    _done(result, f"mount {kind or 'bind'} {source} at {target}")


def bind(source: str, target: str, writable: bool = False) -> None:
    """Show ``source``, and what is mounted below it, at ``target`` as well."""
    mount(source, target, flags=BIND | REC)
    attributes = struct.pack(
        "QQQQ", _ATTR_NOSUID | _ATTR_NODEV | (0 if writable else _ATTR_RDONLY), 0, 0, 0
    )
    result = _LIBC.syscall(
        _MOUNT_SETATTR, _AT_FDCWD, target.encode(), _AT_RECURSIVE, attributes, len(attributes)
    )
    _done(result, f"mount_setattr {target}")


def bind_device(source: str, target: str) -> None:
    """Show a device; it stays one."""
    mount(source, target, flags=BIND)


def pivot_root(new: str) -> None:
    """Make the mount at ``new`` the root, and let go of the old one."""
    os.chdir(new)
    # Both on the same place: the old root lies on top of the new one and is taken off again.
    _done(_LIBC.syscall(_number(_PIVOT_ROOT, "pivot_root"), b".", b"."), "pivot_root")
    _done(_LIBC.umount2(b".", _DETACH), "umount the old root")
    os.chdir("/")


def drop_capabilities() -> None:
    """Hold no capability, in any set, and gain none by executing a program."""
    last = int(Path("/proc/sys/kernel/cap_last_cap").read_text())
    for capability in range(last + 1):
        _LIBC.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)  # fails where it was not held: as good
    header = struct.pack("Ii", _CAPABILITY_VERSION_3, 0)
    _done(_LIBC.syscall(_number(_CAPSET, "capset"), header, bytes(24)), "capset")
    gain_nothing()


def leave_keys() -> None:
    """Hold none of the keys of the session that this process was started in."""
    result = _LIBC.syscall(_number(_KEYCTL, "keyctl"), _JOIN_SESSION_KEYRING, None)
    # A system without keys, or a container that lets nobody use them: there is nothing to hold.
    if result < 0 and ctypes.get_errno() not in (errno.ENOSYS, errno.EPERM):
        _done(result, "keyctl(JOIN_SESSION_KEYRING)")


def gain_nothing() -> None:
    """No program that is executed gains rights by its file's owner or attributes."""
    _done(_LIBC.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl(NO_NEW_PRIVS)")


# linux/landlock.h: the access rights to files that version 1 knows.
_EXECUTE, _WRITE, _READ, _READ_FOLDER = 1, 2, 4, 8
_REMOVE_FILE, _MAKE_SOCKET, _TRUNCATE = 1 << 5, 1 << 9, 1 << 14
_ALL = {1: (1 << 13) - 1, 2: (1 << 14) - 1}  # later versions know truncation besides
_ALL_SINCE_3 = (1 << 15) - 1


def landlock(writable: list[str], only_sockets: str, devices: str) -> None:
    """Allow this process and all it starts to read, and to write in some folders alone.

    It also keeps them from mounting anything, whatever they become.

    Args:
        writable: Where they may write.
        only_sockets: A folder where they may make sockets, and no files.
        devices: A folder whose files they may write to, and where they can make none.

    Raises:
        OSError: The kernel has no Landlock (Linux 5.13, where it is switched on), or a path is none.
    """
    handled = _ALL.get(_landlock_version(), _ALL_SINCE_3)
    rules = _done(
        _LIBC.syscall(_LANDLOCK_CREATE, struct.pack("Q", handled), 8, 0), "landlock_create_ruleset"
    )
    try:
        _allow(rules, "/", _EXECUTE | _READ | _READ_FOLDER)
        for path in writable:
            _allow(rules, path, handled)
        _allow(rules, only_sockets, _READ | _READ_FOLDER | _MAKE_SOCKET | _REMOVE_FILE)
        _allow(rules, devices, handled & (_EXECUTE | _WRITE | _READ | _READ_FOLDER | _TRUNCATE))
        gain_nothing()
        _done(_LIBC.syscall(_LANDLOCK_RESTRICT, rules, 0), "landlock_restrict_self")
    finally:
        os.close(rules)


def _landlock_version() -> int:
    return _done(_LIBC.syscall(_LANDLOCK_CREATE, None, 0, 1), "landlock")


def _allow(rules: int, path: str, rights: int) -> None:
    beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", rights, beneath)
        _done(_LIBC.syscall(_LANDLOCK_ADD, rules, 1, rule, 0), f"landlock_add_rule {path}")
    finally:
        os.close(beneath)


# linux/audit.h: how the kernel names a machine.
_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# Calls that make memory which no process's size shows and no file system limits (files and segments
# in memory, queues), and such as no notebook needs, and the system's own weak places: io_uring,
# userfaultfd, bpf, perf.
_REFUSED = {
    "memfd_create": {"x86_64": 319, "aarch64": 279},
    "memfd_secret": {"x86_64": 447, "aarch64": 447},
    "shmget": {"x86_64": 29, "aarch64": 194},
    "msgget": {"x86_64": 68, "aarch64": 186},
    "io_uring_setup": {"x86_64": 425, "aarch64": 425},
    "userfaultfd": {"x86_64": 323, "aarch64": 282},
    "bpf": {"x86_64": 321, "aarch64": 280},
    "perf_event_open": {"x86_64": 298, "aarch64": 241},
    "io_setup": {"x86_64": 206, "aarch64": 0},  # of its events there is one number for a machine
    "clone3": {"x86_64": 435, "aarch64": 435},  # its flags can't be seen; libc then takes clone
}
# Refused where they would make a user namespace, in which a process has rights that it lacks here.
_MAY_MAKE_USERS = {
    "clone": {"x86_64": 56, "aarch64": 220},
    "unshare": {"x86_64": 272, "aarch64": 97},
}
# Refused where it would make memory that belongs to no file and is shared: what a process lets go of
# by madvise stays, and counts for nobody. (The same by /dev/zero, which a sandbox hasn't.)
_MMAP, _SHARED_AND_ANONYMOUS = {"x86_64": 9, "aarch64": 222}, 0x01 | 0x20
# linux/bpf_common.h and linux/seccomp.h
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_AND = 0x54
_ALLOW, _FAIL = 0x7FFF0000, 0x00050000
# Where they stand in what a filter sees: an argument has 8 bytes, flags are the first or the fourth.
_NUMBER, _ARCH, _FLAGS, _FLAGS_OF_MMAP = 0, 4, 16, 40
_X32 = 0x40000000  # numbers from here on are of another way to call, on x86-64


def refuse_calls() -> None:
    """Refuse some system calls, as if the system had none, to this process and all it starts.

    Raises:
        OSError: The kernel has no filters, or the process may still gain rights.
    """
    refused = [_number(calls, name) for name, calls in _REFUSED.items()]
    clone, unshare_ = (_number(calls, name) for name, calls in _MAY_MAKE_USERS.items())
    allow, fail = (_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _FAIL | errno.ENOSYS)
    # The second and third of a step say how many to leap over, if it is so and if it is not.
    steps = [
        (_LOAD, 0, 0, _ARCH),
        (_IF_EQUAL, 1, 0, _number(_AUDIT_ARCH, "a filter of system calls")),
        fail,
        (_LOAD, 0, 0, _NUMBER),
        (_IF_AT_LEAST, len(refused) + 11, 0, _X32),
        *((_IF_EQUAL, len(refused) - place + 10, 0, one) for place, one in enumerate(refused)),
        (_IF_EQUAL, 3, 0, clone),
        (_IF_EQUAL, 2, 0, unshare_),
        (_IF_EQUAL, 4, 0, _number(_MMAP, "mmap")),
        allow,
        (_LOAD, 0, 0, _FLAGS),
        (_IF_ANY_BIT, 5, 0, NEWUSER),
        allow,
        (_LOAD, 0, 0, _FLAGS_OF_MMAP),
        (_AND, 0, 0, _SHARED_AND_ANONYMOUS),
        (_IF_EQUAL, 1, 0, _SHARED_AND_ANONYMOUS),
        allow,
        fail,
    ]
    program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    # struct sock_fprog: how many steps, and where they are.
    filter_ = struct.pack("HL", len(steps), ctypes.addressof(program))
    _done(_LIBC.prctl(_PR_SET_SECCOMP, _MODE_FILTER, filter_, 0, 0), "prctl(SECCOMP)")
