"""What a provisioner and the warm parent say to each other over one Unix socket a kernel.

The provisioner sends a `Request` with two descriptors, for stdout and stderr. The parent answers
with a line of JSON: ``{"pid": 4711}``, or ``{"refused": "why"}``. When the kernel has ended, a
second line: ``{"exit": 0}``. A provisioner that closes its end gives its kernel up: the parent
kills it.
"""

from __future__ import annotations

import json
import os
import re
import socket
import struct
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

ADDRESS = "WORKBOOK_WARM_KERNELS"  # the variable that holds the path of the parent's socket
_LENGTH = struct.Struct("!I")
MOST = 1 << 22  # bytes of a request: an environment with room to spare

# Variables that Python, TensorFlow, Keras or a library below them reads once, when it is imported.
# A fork has read its parent's; where a kernel is to have other ones, it must start cold.
_READ_AT_IMPORT = re.compile(
    r"PYTHON.*|TF_.*|KERAS_.*|XLA_.*|CUDA_.*|NVIDIA_.*|OMP_.*|MKL_.*|OPENBLAS_.*|LD_.*|LC_.*|LANG"
    r"|TZ|MPLCONFIGDIR|WRAPT_.*|ABSL_.*"
)
# Read by IPython or ipykernel when a kernel starts, which is after the fork.
_READ_LATER = {"PYTHONSTARTUP"}


@dataclass(frozen=True)
class Request:
    """One kernel, asked for.

    Attributes:
        arguments: What stands behind ``python -m ipykernel_launcher``.
        environment: The kernel's variables, all of them.
        folder: Its working directory.
        hidden: What it must not see besides what its parent hides from all, if that confines it.
    """

    arguments: Sequence[str]
    environment: Mapping[str, str]
    folder: str
    hidden: Sequence[str] = ()


def read_at_import(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that a fork can no longer be given."""
    return {
        name: value
        for name, value in environment.items()
        if _READ_AT_IMPORT.fullmatch(name) and name not in _READ_LATER
    }


def send_request(connection: socket.socket, request: Request, outputs: Sequence[int]) -> None:
    """Send a request and the descriptors for stdout and stderr."""
    body = json.dumps(asdict(request)).encode()
    if len(body) > MOST:
        raise ValueError(f"a request of {len(body):,} bytes; {MOST:,} at most")
    socket.send_fds(connection, [_LENGTH.pack(len(body))], list(outputs))
    connection.sendall(body)


def receive_request(connection: socket.socket) -> tuple[Request, list[int]]:
    """The request that comes next, and its descriptors, which are the caller's to close.

    Raises:
        ValueError: What came is no request.
    """
    head, outputs, _, _ = socket.recv_fds(connection, _LENGTH.size, 2)
    try:
        if len(head) != _LENGTH.size or len(outputs) != 2:
            raise ValueError("no request")
        (length,) = _LENGTH.unpack(head)
        if length > MOST:
            raise ValueError(f"a request of {length:,} bytes")
        body = b""
        while len(body) < length:
            part = connection.recv(length - len(body))
            if not part:
                raise ValueError("half a request")
            body += part
        said = json.loads(body)
        request = Request(
            [str(word) for word in said["arguments"]],
            {str(name): str(value) for name, value in said["environment"].items()},
            str(said["folder"]),
            [str(path) for path in said["hidden"]],
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        for descriptor in outputs:
            os.close(descriptor)
        raise ValueError(f"not a request: {error}") from error
    return request, outputs


def say(connection: socket.socket, **what: Any) -> None:
    """Send one line of JSON."""
    connection.sendall(json.dumps(what).encode() + b"\n")
