"""The page's folder: its files, LiteRT.js, a model, and a server for them."""

import functools
import http.server
import json
import math
import shutil
from collections.abc import Callable
from importlib import resources
from pathlib import Path

from shipping.page.litertjs import litertjs

# What a browser is told; a page from elsewhere may neither be asked nor run. Compiling wasm is allowed.
POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'"
)


def lay_out(model: str | Path, folder: str | Path, largest: float = 1.0) -> Path:
    """Lay the page out in a folder, which any server of static files can then serve.

    Args:
        model: A .tflite file that takes 1 x 64 numbers, an 8 x 8 image row by row, and gives 10. Its
            batch must be fixed: `model.export(path, format="litert", verbose=False,
            input_signature=[keras.InputSpec("float32", (1, 64))])`.
        folder: Where the files go; what is there under the same names is replaced.
        largest: What the model takes a full pixel to be: 1.0, or 16.0 for pixels as they are.

    Returns:
        The folder.

    Raises:
        ValueError: The file isn't there or doesn't begin as a .tflite file does, or `largest` is no
            number above 0. What the model takes and gives isn't looked at: the page does that when it
            loads the model, and says on itself what it can't use.
        OSError: LiteRT.js can't be had here.
    """
    path, target = Path(model), Path(folder)
    if not path.is_file():
        raise ValueError(f"{path} is no file: name a .tflite model.")
    content = path.read_bytes()
    if content[4:8] != b"TFL3":
        raise ValueError(f"{path} is no .tflite file: its bytes 4 to 7 should read TFL3.")
    if not (largest > 0 and math.isfinite(largest)):
        raise ValueError(f"A full pixel is {largest} to the model: give a number above 0.")
    runtime = litertjs()
    target.mkdir(parents=True, exist_ok=True)
    for file in resources.files("shipping.page").joinpath("site").iterdir():
        (target / file.name).write_bytes(file.read_bytes())
    shutil.copytree(runtime, target / "litertjs", dirs_exist_ok=True)
    (target / "model.tflite").write_bytes(content)
    (target / "model.json").write_text(json.dumps({"largest": largest}) + "\n", encoding="utf-8")
    return target


class Files(http.server.SimpleHTTPRequestHandler):
    """Serves a folder, quietly, with the types that browsers insist on."""

    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | {
        ".js": "text/javascript",
        ".wasm": "application/wasm",
        ".tflite": "application/octet-stream",
    }

    def end_headers(self) -> None:
        """Add what the browser is told of other hosts, and that nothing here is to be guessed."""
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of requests."""


def page_server(folder: str | Path, port: int = 0) -> http.server.ThreadingHTTPServer:
    """A server of that folder for this machine; port 0 takes a free one. `serve_forever` starts it."""
    handler: Callable = functools.partial(Files, directory=str(folder))
    return http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
