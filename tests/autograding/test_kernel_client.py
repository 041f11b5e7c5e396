"""What a kernel says is read as the protocol has it, cheaply where it is not needed, and not trusted."""

from __future__ import annotations

import time

import pytest
from jupyter_client.session import Session

from grader.autograding.running.kernel_client import KernelClient, Message

KEY = b"a" * 64


class Said:
    """In the place of a kernel's socket: gives messages that lie there already."""

    def __init__(self) -> None:
        self.messages: list[list[bytes]] = []

    def receive(self, seconds: float) -> list[bytes] | None:
        return self.messages.pop(0) if self.messages else None


@pytest.fixture
def said():
    return Said()


@pytest.fixture
def client(tmp_path, said) -> KernelClient:
    """One that hears what is in `said`."""
    made = KernelClient(tmp_path / "s", KEY, 1, 2)
    made._iopub = said
    return made


def parts(
    kind: str, content: dict | bytes, key: bytes = KEY, topic: bytes = b"topic"
) -> list[bytes]:
    """A message as ipykernel sends it."""
    session = Session(key=key)
    asked = {"header": {"msg_id": "question"}}
    return [topic, *session.serialize(session.msg(kind, content, parent=asked))]


def test_a_message_is_read_with_what_it_answers(client, said):
    said.messages = [parts("stream", {"text": "á", "at": "2026-01-01T10:00:00Z"})]
    read = client.message(0)
    assert read == Message("stream", "question", {"text": "á", "at": "2026-01-01T10:00:00Z"})
    assert client.message(0) is None


@pytest.mark.parametrize(
    "message",
    [
        parts("stream", {"text": "forged"}, key=b"b" * 64),
        parts("stream", {"text": "unsigned"}, key=b""),
        parts("stream", {"text": "cut"})[:-1],
        [b"no message"],
        [],
        [*parts("stream", {})[:-1], b'{"text": "changed"}'],
        [*parts("stream", {})[:-3], b"[" * 100_000, b"{}", b"{}"],
        parts("stream", b'["a list"]'),
        parts(["a", "list"], {}),
    ],
)
def test_what_is_no_message_of_the_kernel_says_nothing(client, said, message):
    said.messages = [message]
    assert client.message(0) == Message()


def test_of_what_is_not_wanted_the_content_is_not_read(client, said):
    said.messages = [parts("display_data", {"data": {}}), parts("status", {"execution_state": "x"})]
    assert client.message(0, {"status"}) == Message("display_data", "question", {})
    assert client.message(0, {"status"}).content == {"execution_state": "x"}


def test_a_flood_of_what_is_not_wanted_takes_a_fraction_of_what_reading_it_would(client, said):
    flood = [parts("display_data", {"data": {"text/plain": "x"}})] * 2000
    theirs = Session(key=KEY)
    theirs.digest_history_size = 0
    start = time.process_time()
    for message in flood:
        theirs.digest_history.clear()
        theirs.deserialize(theirs.feed_identities(message)[1])
    whole, start = time.process_time() - start, time.process_time()
    said.messages = [*flood]
    while client.message(0, {"status"}):
        pass
    assert time.process_time() - start < whole / 2
