"""A small server that speaks the predict part of TensorFlow Serving's REST protocol.

A model of that protocol (shipping.protocol says what is left out), made of the standard library and
TensorFlow, to learn on and to try things with. For many users there is TensorFlow Serving itself.

    python -m shipping.server --model-base-path exports/digits --model-name digits

Below the base path stands a folder a version, named by its number; the largest number is served, as
TensorFlow Serving does unless told otherwise, and it is read once, when the server starts.
"""

import argparse
import contextlib
import http.server
import json
import re
import signal
import socket
import socketserver
import sys
import threading
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote, unquote

from shipping.exports import load_signatures, versions
from shipping.protocol import Answer, Refusal, Signature, answer, error_text, find_signature

PORT = 8501
LARGEST_BODY = 64 * 2**20
LARGEST_VERSION = 2**63 - 1
PREDICT = re.compile(
    r"/v1/models/([^/:]+)(?:/versions/(\d+))?:(classify|regress|predict)", re.IGNORECASE
)
STATUS = re.compile(r"/v1/models(?:/([^/:]+))?(?:/versions/(\d+))?(?:/(metadata))?", re.IGNORECASE)
# A request's first line may name the host too, as one does that goes to a proxy.
WHOLE_ADDRESS = re.compile(r"https?://[^/?#]*", re.IGNORECASE)


class Server:
    """Serves the newest version in a folder under a name; a context manager.

    `folder` has the versions, such as exports/digits with exports/digits/1. `port` 0 takes a free one;
    `host` is this machine alone, unless said otherwise. Without a version there, every request for the
    model gets the 404 that TensorFlow Serving gives, and `warning` says why. Raises ValueError for a
    version that holds no export, and OSError where the port is taken.
    """

    def __init__(self, folder: str | Path, name: str, port: int = PORT, host: str = "127.0.0.1"):
        if not name or re.search(r"[/:]", name):
            raise ValueError(f"The model's name is {name!r}: it needs letters, and no / or :.")
        self.name = name
        found = versions(folder)
        self.version = max(found, default=None)
        self.warning = "" if found else no_versions(folder, name)
        self.signatures: dict[str, Signature] = {}
        if self.version is not None:
            self.signatures = load_signatures(found[self.version])
        self.listener = Listener((host, port), handler_for(self))
        self.host, self.port = host, self.listener.server_port
        self._thread: threading.Thread | None = None
        self._stopped = False

    @property
    def url(self) -> str:
        """The address of the model: its status with GET, predictions with POST to it and ":predict"."""
        host = "127.0.0.1" if self.host == "0.0.0.0" else self.host
        return f"http://{host}:{self.port}/v1/models/{quote(self.name, safe='')}"

    def start(self) -> "Server":
        """Answer requests in a thread, until `stop`; a server that does so already is left alone.

        Raises RuntimeError after `stop`, which gave the port back.
        """
        if self._stopped:
            raise RuntimeError(
                "This server was stopped and has no port. Make a new one: Server(...)"
            )
        if self._thread is not None:
            return self
        self._thread = threading.Thread(
            target=self.listener.serve_forever, args=(0.05,), daemon=True
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        """Answer no more, and give the port back.

        Connections that are open are closed, and a request that is under way gets no answer.
        """
        self._stopped = True
        if self._thread is not None:
            self.listener.shutdown()
            self._thread.join()
            self._thread = None
        self.listener.server_close()
        self.listener.close_connections()

    def __enter__(self) -> "Server":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def respond(self, method: str, path: str, body: str) -> tuple[int, str]:
        """The status and the JSON text for a request; `path` begins with /v1/, and has the query."""
        try:
            if method == "POST" and (asked := PREDICT.fullmatch(path)):
                if asked[3] in ("classify", "regress"):
                    raise not_modeled(asked[3])
                if asked[3] == "predict":  # which counts in small letters alone, unlike the rest
                    answered = self.predict(body, asked[1], checked_version(asked[2]))
                    return answered.status, answered.text
            if method == "GET" and (asked := STATUS.fullmatch(path)):
                if asked[3]:
                    raise not_modeled(asked[3])
                return 200, json.dumps(self.status(asked[1], checked_version(asked[2])), indent=1)
            raise Refusal(400, f"Malformed request: {method} {path}")
        except Refusal as refusal:
            return refusal.status, error_text(refusal.sentence)

    def predict(self, body: str, name: str, version: str | None = None) -> Answer:
        """Answer a predict request for a model of that name, of that version or of the newest."""

        def find(signature: str) -> Signature:
            if not self.has(name, version):
                which = f"Specific({name}, {int(version)})" if version else f"Latest({name})"
                raise Refusal(404, f"Servable not found for request: {which}")
            return find_signature(signature, self.signatures)

        return answer(body, find)

    def status(self, name: str | None, version: str | None = None) -> dict[str, Any]:
        """The state of a model, as a GetModelStatusResponse is written in JSON."""
        if not name:
            raise Refusal(400, "Missing model name in request.")
        if not self.has(name, version):
            if version:
                raise Refusal(404, f"Could not find version {int(version)} of model {name}")
            raise Refusal(404, f"Could not find any versions of model {name}")
        ready = {"error_code": "OK", "error_message": ""}
        state = {"version": str(self.version), "state": "AVAILABLE", "status": ready}
        return {"model_version_status": [state]}

    def has(self, name: str, version: str | None) -> bool:
        """Whether it serves a model of that name, and that version of it if one is asked for.

        A name counts as it stands in the address. One that no address can hold as it is, such as "½",
        is the exception: it comes encoded.
        """
        encoded = quote(self.name, safe="") != self.name
        if (unquote(name) if encoded else name) != self.name or self.version is None:
            return False
        return version is None or int(version) == self.version


def not_modeled(what: str) -> Refusal:
    """The refusal of what TensorFlow Serving answers and this server leaves out."""
    return Refusal(501, f"This server models predict and the status alone, not {what}.")


def checked_version(digits: str | None) -> str | None:
    """The version that a request names; refused if no int64 holds its number."""
    number = (digits or "0").lstrip("0")
    if len(number) > 19 or int(number or 0) > LARGEST_VERSION:
        raise Refusal(400, f"Failed to convert version: {digits} to numeric.")
    return digits


class Listener(http.server.ThreadingHTTPServer):
    """Listens on a port, with a thread a connection; knows which connections are open."""

    daemon_threads = True
    request_queue_size = (
        128  # a burst of clients waits; with 5, the usual number, some are sent away
    )

    def __init__(self, *arguments: Any) -> None:
        self.open: set[socket.socket] = set()
        self.lock = threading.Lock()
        super().__init__(*arguments)

    def server_bind(self) -> None:
        """Take the port, without looking up what this machine is called: that may take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        """Hand a new connection to a thread of its own."""
        with self.lock:
            self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Close a connection that has ended."""
        with self.lock:  # so that none is closed between being found open and being cut
            self.open.discard(request)
            super().shutdown_request(request)

    def close_connections(self) -> None:
        """Cut those that are open: their threads find nothing more to read, and end."""
        with self.lock:
            for request in self.open:
                with contextlib.suppress(OSError):  # the client may have hung up
                    request.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a connection that broke, which is the client's business; show the rest."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def no_versions(folder: str | Path, name: str) -> str:
    """What is wrong with a folder without versions, and what to do."""
    path = Path(folder)
    if not path.is_dir():
        return f"{path} is no folder, so there is nothing to serve as {name}."
    if (path / "saved_model.pb").exists():
        return (
            f"{path} is an export itself. A server looks one folder higher, for folders named by a "
            f"version number: move it to {path / '1'}."
        )
    return (
        f"{path} has no folder named by a version number, so there is nothing to serve as {name}. "
        f"Export the model to {path / '1'}."
    )


def handler_for(server: Server) -> type[http.server.BaseHTTPRequestHandler]:
    """The class that reads requests from a socket for a server."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 60

        def do_GET(self) -> None:
            # A body means nothing here; left unread it would pass for the next request.
            if self.read_body("0") is not None:
                self.answer("")

        def do_POST(self) -> None:
            content = self.read_body("")
            if content is None:
                return
            try:
                text = content.decode("utf-8")
            except UnicodeDecodeError as error:
                sentence = f"JSON Parse error: Invalid encoding in string. at offset: {error.start}"
                self.send(400, error_text(sentence))
                return
            self.answer(text)

        def read_body(self, unsaid: str) -> bytes | None:
            """The body, `unsaid` being its length where none is given; None once it is refused."""
            # Of two lengths, or of a length beside chunks, no one can say which is meant.
            length, *more = self.headers.get_all("Content-Length", [unsaid])
            unclear = bool(more) or "Transfer-Encoding" in self.headers
            if unclear or not (length.isascii() and length.isdigit()):
                self.refuse(411, "A body needs one Content-Length, which says how long it is.")
                return None
            if len(length) > 18 or int(length) > LARGEST_BODY:
                self.refuse(413, f"The body has {length} bytes; {LARGEST_BODY} are the most.")
                return None
            content = self.rfile.read(int(length))
            if len(content) < int(length):
                self.refuse(400, f"The body ends after {len(content)} of its {int(length)} bytes.")
                return None
            return content

        def answer(self, body: str) -> None:
            path = WHOLE_ADDRESS.sub("", self.path)
            if not path.lower().startswith("/v1/"):
                self.send(404, "")
                return
            try:
                status, text = server.respond(self.command, path, body)
            except Exception as error:  # one broken request must not look like a dead server
                status, text = 500, error_text(f"{type(error).__name__}: {error}")
            self.send(status, text)

        def refuse(self, status: int, sentence: str) -> None:
            self.close_connection = True  # the body stays unread, and would pass for a request
            self.send(status, error_text(sentence))

        def send_error(self, code: int, message: str | None = None, explain: Any = None) -> None:
            """Refuse what is no HTTP, or another method, as JSON too: a client parses every error."""
            self.refuse(code, f"{message or http.HTTPStatus(code).phrase}.")

        def send(self, status: int, text: str) -> None:
            content = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            if self.close_connection:
                self.send_header("Connection", "close")
            self.end_headers()
            if self.command != "HEAD":  # which asks for the head alone
                self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass  # a line a request, in a notebook's output

    return Handler


def port_number(text: str) -> int:
    """The port that --port names; 0 takes a free one."""
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: give a number from 0 to 65535.")
    return int(text)


def main(arguments: list[str] | None = None) -> None:
    """Serve until the process is told to end; exit with 2 and a sentence where that can't be."""
    parser = argparse.ArgumentParser(
        "python -m shipping.server", description=__doc__.split("\n")[0]
    )
    parser.add_argument(
        "--model-base-path", required=True, help="the folder with a folder a version"
    )
    parser.add_argument("--model-name", required=True, help="the name that requests ask for")
    parser.add_argument("--port", type=port_number, default=PORT, help=f"{PORT}, if none is given")
    parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 lets other machines ask")
    chosen = parser.parse_args(arguments)
    if not versions(chosen.model_base_path):
        parser.error(no_versions(chosen.model_base_path, chosen.model_name))
    try:
        server = Server(chosen.model_base_path, chosen.model_name, chosen.port, chosen.host)
    except (OSError, ValueError) as error:
        parser.error(said(error, chosen))
    stop_on_signals()
    with server:
        print(f"Serving version {server.version} at {server.url}", flush=True)
        threading.Event().wait()


def said(error: Exception, chosen: argparse.Namespace) -> str:
    """The sentence of what kept the server from starting."""
    if isinstance(error, ValueError):
        return str(error)
    return f"Can't listen on {chosen.host}, port {chosen.port}: {error}. Name another with --port."


def stop_on_signals() -> None:
    """End with exit code 0 when asked to, as a container's engine does, or from the keyboard."""

    def leave(*_: object) -> NoReturn:
        sys.exit(0)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)


if __name__ == "__main__":
    main()
