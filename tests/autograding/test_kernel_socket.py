"""The connection to a kernel: it speaks with libzmq, and takes in no more than it may."""

from __future__ import annotations

import contextlib
import itertools
import resource
import socket
import threading
import time

import pytest
import zmq

from grader.autograding.running import kernel_socket
from grader.autograding.running.kernel_socket import KernelSocket

SIZES = (0, 1, 255, 256, 300_000, 5_000_000)


@pytest.fixture
def bound(tmp_path):
    """A function: a socket of libzmq's, of some type, where `connected` goes."""
    with contextlib.ExitStack() as stack:
        context = stack.enter_context(zmq.Context())

        def made(kind: int) -> zmq.Socket:
            one = stack.enter_context(context.socket(kind))
            one.linger = 0
            one.bind(f"ipc://{tmp_path}/s")
            return one

        yield made


@pytest.fixture
def connected(tmp_path):
    """A function: a connection of ours, closed at the end."""
    with contextlib.ExitStack() as stack:

        def made(kind: str) -> KernelSocket:
            one = KernelSocket(tmp_path / "s", kind)
            stack.callback(one.close)
            return one

        yield made


def test_it_asks_and_is_answered(bound, connected):
    router, mine = bound(zmq.ROUTER), connected("DEALER")
    for parts in ([b"question"], [bytes([n % 251]) * size for n, size in enumerate(SIZES)]):
        mine.send_multipart(parts)
        name, *asked = router.recv_multipart()
        assert asked == parts
        router.send_multipart([name, *parts])
        assert mine.receive(5) == parts
    assert mine.receive(0) is None


def test_it_hears_what_is_published(bound, connected):
    publisher, mine = bound(zmq.XPUB), connected("SUB")
    assert mine.is_connected()
    assert publisher.recv() == b"\x01"
    for number in range(900):
        publisher.send_multipart([b"topic", b"%d" % number])
    assert [mine.receive(5)[1] for _ in range(900)] == [b"%d" % n for n in range(900)]


def test_it_waits_for_a_socket_and_finds_it_again_when_it_is_another(bound, connected):
    mine = connected("DEALER")
    assert not mine.is_connected()
    assert mine.receive(0.05) is None
    mine.send_multipart([b"lost"])
    for _ in range(2):
        router = bound(zmq.ROUTER)
        while mine.receive(0.05) is not None or not mine.is_connected():
            pass
        mine.send_multipart([b"found"])
        assert router.recv_multipart()[1:] == [b"found"]
        router.close(linger=0)


@pytest.fixture
def other_end(connected, tmp_path):
    """A function: what a kernel's code sends in place of libzmq, to a socket that it returns."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(tmp_path / "s"))
    listener.listen()

    def sends(*parts: bytes, again: bool = False) -> KernelSocket:
        def send() -> None:
            connection, _ = listener.accept()
            with connection, contextlib.suppress(OSError):  # it is closed before it took all
                connection.sendall(kernel_socket._GREETING)
                for part in itertools.cycle(parts) if again else parts:
                    connection.sendall(part)
                while connection.recv(1 << 16):  # until it is closed
                    pass

        threading.Thread(target=send, daemon=True).start()
        return connected("SUB")

    yield sends
    listener.close()


HUGE = b"\x02" + (200 << 20).to_bytes(8, "big")


@pytest.mark.parametrize(
    "parts",
    [
        [HUGE, *[bytes(1 << 20)] * 200],
        [b"\x01\x00" * 200_000, b"\x00\x00"],  # a message of many parts
        [*[b"\x03" + (30 << 20).to_bytes(8, "big"), bytes(30 << 20)] * 4, b"\x00\x00"],
    ],
    ids=["a large part", "many parts", "a few large parts"],
)
def test_a_message_that_is_too_large_is_passed_over_and_takes_no_room(other_end, parts):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    mine = other_end(*parts, b"\x00\x05hello")
    assert mine.receive(20) == [b"hello"]
    assert mine.received > sum(map(len, parts))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150 << 10


@pytest.mark.parametrize(
    "part", [b"\x02" + b"\xff" * 8, b"\x01\x00", b"\x02", b"\x04\x01x", b"\xff"]
)
def test_what_never_ends_is_not_waited_for(other_end, part):
    assert other_end(part).receive(0.1) is None


@pytest.mark.parametrize("part", [b"\x01\x00", b"\x04\x01x"])
def test_what_comes_all_the_time_and_is_no_message_is_not_waited_for(other_end, part):
    mine = other_end(part * 1000, again=True)
    assert mine.receive(0.3) is None
    assert mine.received > 1000


def test_a_greeting_that_comes_byte_by_byte_is_waited_for_once(tmp_path, connected, monkeypatch):
    monkeypatch.setattr(kernel_socket, "SENDS_WITHIN", 0.4)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(tmp_path / "s"))
    listener.listen()

    def drip() -> None:
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):  # its other end is closed
            while True:
                connection.sendall(b"\xff")
                time.sleep(0.1)

    threading.Thread(target=drip, daemon=True).start()
    mine = connected("SUB")
    start = time.monotonic()
    assert mine.receive(0.1) is None  # no longer than it was asked to
    assert time.monotonic() - start < 0.3
    while mine._greeting is not None:
        mine.is_connected(0.05)
    assert time.monotonic() - start < 3  # 64 bytes would take 6.4 s
    listener.close()


def test_a_greeting_that_takes_longer_than_one_wait_goes_on_in_the_next(tmp_path, connected):
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(tmp_path / "s"))
    listener.listen()
    mine = connected("SUB")
    assert not mine.is_connected(0.01)
    connection, _ = listener.accept()
    connection.sendall(kernel_socket._GREETING[:30])
    assert not mine.is_connected(0.01)
    connection.sendall(kernel_socket._GREETING[30:])
    assert mine.is_connected(0.01)
    connection.close()
    listener.close()


def test_what_nobody_takes_is_not_sent_for_longer_than_it_may(other_end):
    mine = other_end()
    assert mine.is_connected()
    mine.sends_within = 0.2
    start = time.monotonic()
    for _ in range(3):
        mine.send_multipart([bytes(50 << 20)])
    assert time.monotonic() - start < 5
