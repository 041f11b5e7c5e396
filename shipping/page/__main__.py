"""Lay the page out and serve it: `python -m shipping.page --model digits.tflite --to digits-page`."""

import argparse

from shipping.page.folder import lay_out, page_server


def main(arguments: list[str] | None = None) -> None:
    """Do it; exit with 2 and a sentence where that can't be."""
    parser = argparse.ArgumentParser(
        "python -m shipping.page", description="A page that reads a drawn digit in the browser."
    )
    parser.add_argument("--model", required=True, help="a .tflite file: 64 numbers in, 10 out")
    parser.add_argument("--to", required=True, help="the folder for the page's files")
    parser.add_argument(
        "--largest", type=float, default=1.0, help="a full pixel to the model: 1, or 16"
    )
    parser.add_argument("--port", type=int, default=8000, help="8000, if none is given")
    parser.add_argument(
        "--only-lay-out", action="store_true", help="write the files, serve nothing"
    )
    chosen = parser.parse_args(arguments)
    try:
        folder = lay_out(chosen.model, chosen.to, chosen.largest)
        print(f"The page lies in {folder}; any server of static files can serve it.", flush=True)
        if chosen.only_lay_out:
            return
    except (OSError, ValueError) as error:
        parser.error(str(error))
    try:
        server = page_server(folder, chosen.port)
    except (OSError, OverflowError) as error:
        parser.error(f"Can't listen on port {chosen.port}: {error}. Name another with --port.")
    print(f"Open http://127.0.0.1:{server.server_port}/ and end this with Ctrl-C.", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
