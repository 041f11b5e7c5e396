"""The server over a socket, asked by a client that knows nothing of it.

As a process of its own it is started in test_container.py.
"""

import concurrent.futures
import contextlib
import http.client
import json
import shutil
import socket
import struct
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest

from shipping.exports import load_signatures, versions
from shipping.server import LARGEST_BODY, PORT, Server, main
from tests.services import made_once
from tests.shipping.digits import made
from tests.shipping.served import half_plus_three


@pytest.fixture(scope="module")
def base() -> Path:
    return made_once("half", half_plus_three) / "half_plus_three"


@pytest.fixture(scope="module")
def server(base: Path) -> Iterator[Server]:
    with Server(base, "half_plus_three", port=0) as running:
        yield running


def ask(url: str, body: object = None) -> tuple[int, str]:
    """The status and the text for a GET, or for a POST where there is a body."""
    data = None if body is None else (body if isinstance(body, str) else json.dumps(body)).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data), timeout=30) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def refused(url: str, body: object = None) -> tuple[int, str]:
    status, text = ask(url, body)
    return status, json.loads(text)["error"]


def test_the_published_example_gives_the_published_numbers(server: Server):
    status, text = ask(f"{server.url}:predict", '{"instances": [1.0,2.0,5.0]}')
    assert (status, json.loads(text)) == (200, {"predictions": [3.5, 4.0, 5.5]})


def test_the_status_is_the_published_one_and_parses_as_the_published_message(server: Server):
    from google.protobuf import json_format
    from tensorflow_serving.apis import get_model_status_pb2

    status, text = ask(server.url)
    ready = {"error_code": "OK", "error_message": ""}
    state = {"version": "123", "state": "AVAILABLE", "status": ready}
    assert (status, json.loads(text)) == (200, {"model_version_status": [state]})
    message = json_format.Parse(text, get_model_status_pb2.GetModelStatusResponse())
    (version,) = message.model_version_status
    assert version.version == 123
    assert version.state == get_model_status_pb2.ModelVersionStatus.AVAILABLE
    assert version.status.error_code == 0
    again = json_format.MessageToDict(
        message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True
    )
    assert again == json.loads(text)


def test_the_published_wrong_name_gets_the_published_404(server: Server):
    wrong = server.url.replace("half_plus_three", "half")
    status, text = ask(f"{wrong}:predict", '{"instances": [1.0,5.0]}')
    assert status == 404
    assert json.loads(text) == {"error": "Servable not found for request: Latest(half)"}


@pytest.mark.parametrize(
    "method, path, status, sentence",
    [
        ("GET", "/v1/models/half", 404, "Could not find any versions of model half"),
        (
            "GET",
            "/v1/models/half_plus_three/versions/9",
            404,
            "Could not find version 9 of model half_plus_three",
        ),
        ("GET", "/v1/models", 400, "Missing model name in request."),
        ("GET", "/v1/model", 400, "Malformed request: GET /v1/model"),
        (
            "POST",
            "/v1/models/half_plus_three:PREDICT",
            400,
            "Malformed request: POST /v1/models/half_plus_three:PREDICT",
        ),
        (
            "POST",
            "/v1/models/half_plus_three:predict?x=1",
            400,
            "Malformed request: POST /v1/models/half_plus_three:predict?x=1",
        ),
        (
            "GET",
            "/v1/models/half_plus_three?x=1",
            404,
            "Could not find any versions of model half_plus_three?x=1",
        ),
        (
            "GET",
            "/v1/models/half_plus_three/versions/123?x=1",
            400,
            "Malformed request: GET /v1/models/half_plus_three/versions/123?x=1",
        ),
        (
            "POST",
            "/v1/models/h%61lf_plus_three:predict",
            404,
            "Servable not found for request: Latest(h%61lf_plus_three)",
        ),
        (
            "GET",
            "/v1/models/half_plus_three/metadata",
            501,
            "This server models predict and the status alone, not metadata.",
        ),
        (
            "GET",
            "/v1/models/half_plus_three/versions/123/metadata",
            501,
            "This server models predict and the status alone, not metadata.",
        ),
        (
            "GET",
            "/v1/models/half_plus_three:predict",
            400,
            "Malformed request: GET /v1/models/half_plus_three:predict",
        ),
        (
            "POST",
            "/v1/models/half_plus_three",
            400,
            "Malformed request: POST /v1/models/half_plus_three",
        ),
        (
            "POST",
            "/v1/models/half_plus_three/predict",
            400,
            "Malformed request: POST /v1/models/half_plus_three/predict",
        ),
        (
            "POST",
            "/v1/models/half_plus_three/versions/9:predict",
            404,
            "Servable not found for request: Specific(half_plus_three, 9)",
        ),
        (
            "POST",
            "/v1/models/half_plus_three:classify",
            501,
            "This server models predict and the status alone, not classify.",
        ),
    ],
)
def test_what_is_not_there_is_refused_in_the_words_of_the_source(
    server: Server, method: str, path: str, status: int, sentence: str
):
    body = {"instances": [1.0]} if method == "POST" else None
    root = server.url.removesuffix("/v1/models/half_plus_three")
    assert refused(root + path, body) == (status, sentence)


def test_a_version_can_be_asked_for_by_any_spelling_of_its_number(server: Server):
    for version in ("123", "0123"):
        assert ask(f"{server.url}/versions/{version}")[0] == 200
        assert ask(f"{server.url}/versions/{version}:predict", {"instances": [1.0]})[0] == 200


def test_all_of_an_address_but_the_method_reads_the_same_in_capitals(server: Server):
    address = server.url.replace("/v1/models/", "/V1/Models/")
    assert ask(address)[0] == 200
    assert ask(f"{address}/VERSIONS/123:predict", {"instances": [1.0]})[0] == 200


def test_a_whole_address_in_the_first_line_is_read_as_its_path(server: Server):
    line = f"GET {server.url} HTTP/1.1\r\nConnection: close\r\n\r\n"
    assert exchange(server, line.encode())[0] == 200


def test_an_address_outside_the_protocol_is_not_found(server: Server):
    assert ask(f"http://127.0.0.1:{server.port}/") == (404, "")


def test_a_body_is_checked_before_the_model_is_looked_for(server: Server):
    wrong = server.url.replace("half_plus_three", "half")
    assert refused(f"{wrong}:predict", "{")[0] == 400


def test_bodies_that_are_no_text_too_long_or_of_unknown_length_are_refused(server: Server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    path = "/v1/models/half_plus_three:predict"

    def sent(**headers: str) -> int:
        connection.putrequest("POST", path)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        response = connection.getresponse()
        assert "error" in json.loads(response.read())
        return response.status

    assert sent(Transfer_Encoding="chunked") == 411
    assert sent(Content_Length="-1") == 411
    assert sent(Content_Length=str(LARGEST_BODY + 1)) == 413
    connection.request("POST", path, b"\xff\xfe\x00")
    assert connection.getresponse().status == 400
    connection.close()


def exchange(server: Server, request: bytes) -> tuple[int, str]:
    """Send bytes, say that there are no more, and read the answer: its status and its body."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as client:
        client.sendall(request)
        client.shutdown(socket.SHUT_WR)
        answered = b"".join(iter(lambda: client.recv(65536), b"")).decode()
    head, _, body = answered.partition("\r\n\r\n")
    return int(head.split()[1]), body


LENGTH_AND_MORE = {
    "cut short": (b"Content-Length: 50", b'{"inputs":[1.0]}', 400, "after 16 of its 50 bytes"),
    "two lengths": (
        b"Content-Length: 5\r\nContent-Length: 16",
        b'{"inputs":[1.0]}',
        411,
        "one Content-Length",
    ),
    "chunks too": (
        b"Content-Length: 16\r\nTransfer-Encoding: chunked",
        b'{"inputs":[1.0]}',
        411,
        "one Content-Length",
    ),
    "no UTF-8": (b"Content-Length: 11", b'{"inputs":\xff', 400, "offset: 10"),
    "a length of 5,000 digits": (b"Content-Length: " + 5000 * b"9", b"", 413, "are the most"),
}


@pytest.mark.parametrize("name", LENGTH_AND_MORE)
def test_a_body_that_can_not_be_read_whole_is_never_answered_in_part(server: Server, name: str):
    lengths, body, status, words = LENGTH_AND_MORE[name]
    head = b"POST /v1/models/half_plus_three:predict HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    answered, text = exchange(server, head + lengths + b"\r\n\r\n" + body)
    assert answered == status
    assert words in json.loads(text)["error"]


def test_a_body_behind_a_get_is_no_request_of_its_own(server: Server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    for body in (b'{"instances": [1.0]}', b"GET / HTTP/1.1\r\n\r\n"):
        connection.request("GET", "/v1/models/half_plus_three", body)
        response = connection.getresponse()
        assert (response.status, "AVAILABLE" in response.read().decode()) == (200, True)
    connection.close()
    head = b"GET /v1/models/half_plus_three HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    status, text = exchange(server, head + b"2\r\n{}\r\n0\r\n\r\n")
    assert (status, text.count("error")) == (411, 1)


@pytest.mark.parametrize("start", ["PUT /v1/models/a HTTP/1.1", "GET / HTTP/x", "no request"])
def test_every_refusal_is_json(server: Server, start: str):
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as client:
        client.sendall(f"{start}\r\n\r\n".encode())
        answered = b"".join(iter(lambda: client.recv(65536), b"")).decode()
    assert json.loads(answered[answered.index("{") :])["error"]


def test_a_head_request_gets_a_head_alone(server: Server):
    status, body = exchange(server, b"HEAD /v1/models/half_plus_three HTTP/1.1\r\n\r\n")
    assert (status, body) == (501, "")


@pytest.mark.parametrize("number", [str(2**63), 5000 * "9", "1" + 5000 * "0"])
def test_a_version_that_no_int64_holds_is_refused(server: Server, number: str):
    said = f"Failed to convert version: {number} to numeric."
    assert refused(f"{server.url}/versions/{number}") == (400, said)
    assert refused(f"{server.url}/versions/{number}:predict", {"inputs": [1.0]}) == (400, said)


def test_a_name_may_come_encoded_as_addresses_are(base: Path):
    with Server(base, "half plus drei hoch ½", port=0) as running:
        assert ask(running.url)[0] == 200
        assert ask(f"{running.url}:predict", {"inputs": [1.0]}) == (200, '{"outputs": [3.5]}')


def test_one_connection_carries_many_requests(server: Server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    for index in range(5):
        body = json.dumps({"instances": [index]})
        connection.request("POST", "/v1/models/half_plus_three:predict", body)
        response = connection.getresponse()
        assert json.loads(response.read()) == {"predictions": [index / 2 + 3]}
    connection.close()


def test_many_clients_at_once_get_their_own_answers(server: Server):
    def one(number: int) -> float:
        return json.loads(ask(f"{server.url}:predict", {"instances": [number]})[1])["predictions"][
            0
        ]

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert list(pool.map(one, range(40))) == [number / 2 + 3 for number in range(40)]


def test_digits_are_answered_with_the_numbers_that_keras_gives():
    digits = made()
    with Server(digits.base, "digits", port=0) as running:
        images = digits.images[:20]
        status, text = ask(f"{running.url}:predict", {"instances": images.tolist()})
        assert status == 200
        answered = np.array(json.loads(text)["predictions"], np.float32)
        assert np.allclose(answered, digits.logits[:20], atol=1e-5)
        status, sentence = refused(f"{running.url}:predict", {"instances": [[1.0, 2.0]]})
        assert status == 400
        assert "Matrix size-incompatible" in sentence or "incompatible" in sentence.lower()


def test_the_largest_number_is_served_and_names_that_are_no_number_are_passed_over(
    base: Path, tmp_path: Path
):
    for name in ("1", "10", "9", "backup", "-3", "1.5", "٣"):
        (tmp_path / name).mkdir()
    (tmp_path / "11").write_text("a file")
    assert sorted(versions(tmp_path)) == [1, 9, 10]
    shutil.rmtree(tmp_path / "10")
    shutil.copytree(base / "00000123", tmp_path / "10")
    with Server(tmp_path, "half", port=0) as running:
        assert running.version == 10
        assert ask(f"{running.url}/versions/10")[0] == 200
        assert ask(f"{running.url}/versions/1")[0] == 404


@pytest.mark.parametrize("kind", ["empty", "an export itself", "missing"])
def test_without_a_version_every_request_is_not_found_and_the_warning_says_what_to_do(
    base: Path, tmp_path: Path, kind: str
):
    folder = {"empty": tmp_path, "an export itself": base / "00000123", "missing": tmp_path / "no"}
    with Server(folder[kind], "half", port=0) as running:
        assert refused(running.url) == (404, "Could not find any versions of model half")
        status, sentence = refused(f"{running.url}:predict", {"instances": [1]})
        assert (status, sentence) == (404, "Servable not found for request: Latest(half)")
    wanted = {"empty": "Export the model to", "an export itself": "move it", "missing": "no folder"}
    assert wanted[kind] in running.warning


def test_a_version_without_an_export_and_a_name_with_a_slash_are_refused(tmp_path: Path):
    (tmp_path / "1").mkdir()
    with pytest.raises(ValueError, match=r"holds no saved_model\.pb"):
        Server(tmp_path, "half", port=0)
    with pytest.raises(ValueError, match="no / or :"):
        Server(tmp_path, "a/b", port=0)
    with pytest.raises(ValueError, match=r"model\.export"):
        load_signatures(tmp_path)


def test_a_port_can_be_taken_anew_once_the_server_has_stopped(base: Path):
    first = Server(base, "half", port=0)
    port = first.port
    first.stop()
    with Server(base, "half", port=port) as second:
        assert ask(second.url)[0] == 200


def test_a_stopped_server_answers_no_more_on_a_connection_that_is_open(base: Path):
    with Server(base, "half", port=0) as running:
        path = urlsplit(running.url).path
        client = socket.create_connection(("127.0.0.1", running.port), timeout=30)
        client.sendall(f"GET {path} HTTP/1.1\r\n\r\n".encode())
        assert client.recv(65536).startswith(b"HTTP/1.1 200")
    with client, contextlib.suppress(ConnectionError):
        client.sendall(f"GET {path} HTTP/1.1\r\n\r\n".encode())
        heard = b"".join(iter(lambda: client.recv(65536), b""))
        assert b"HTTP/1.1" not in heard


def test_a_running_server_is_not_started_twice(base: Path):
    running = Server(base, "half", port=0).start()
    thread = running._thread
    assert running.start() is running
    with running:
        assert running._thread is thread
        assert ask(running.url)[0] == 200
    assert not thread.is_alive()


def test_a_stopped_server_is_not_started_again_and_says_so(base: Path):
    with Server(base, "half", port=0) as running:
        pass
    with pytest.raises(RuntimeError, match="Make a new one"):
        running.start()
    running.stop()  # which does no harm


def test_a_client_that_hangs_up_is_not_reported(base: Path, capsys, monkeypatch):
    gone = threading.Event()
    with Server(base, "half", port=0) as running:
        close = running.listener.shutdown_request

        def closed(request: socket.socket) -> None:
            close(request)
            gone.set()

        monkeypatch.setattr(running.listener, "shutdown_request", closed)
        client = socket.create_connection(("127.0.0.1", running.port), timeout=30)
        client.sendall(b"POST /v1/models/half:predict HTTP/1.1\r\nContent-Length: 9\r\n\r\n")
        # Closed without a wait: the other side is told that the connection is reset.
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
        assert gone.wait(30)
    assert capsys.readouterr().err == ""


def test_every_other_error_of_a_connection_is_shown(base: Path, capsys):
    with Server(base, "half", port=0) as running, socket.socket() as client:
        try:
            raise KeyError("a mistake of the server")
        except KeyError:
            running.listener.handle_error(client, ("127.0.0.1", 1))
    assert "a mistake of the server" in capsys.readouterr().err


def test_other_machines_are_not_let_in_unless_asked_for(server: Server):
    assert server.listener.server_address[0] == "127.0.0.1"
    assert PORT == 8501


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        yield busy.getsockname()[1]


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        ([], "required: --model-base-path, --model-name"),
        (
            ["--model-base-path", "{base}", "--model-name", "a", "--port", "http"],
            "'http' is no port",
        ),
        (["--model-base-path", "{base}", "--model-name", "a", "--port", "70000"], "is no port"),
        (["--model-base-path", "{empty}", "--model-name", "a"], "Export the model to {empty}/1"),
        (["--model-base-path", "{empty}/no", "--model-name", "a"], "is no folder"),
        (["--model-base-path", "{base}/00000123", "--model-name", "a"], "is an export itself"),
        (["--model-base-path", "{base}", "--model-name", "a/b"], "no / or :"),
        (["--model-base-path", "{base}", "--model-name", "a", "--port", "{taken}"], "with --port"),
    ],
)
def test_wrong_arguments_are_answered_by_a_sentence_and_exit_code_2(
    base: Path, tmp_path: Path, taken: int, arguments: list[str], sentence: str, capsys
):
    places = {"base": base, "empty": tmp_path, "taken": taken}
    with pytest.raises(SystemExit) as ended:
        main([argument.format(**places) for argument in arguments])
    assert ended.value.code == 2
    assert sentence.format(**places) in capsys.readouterr().err
