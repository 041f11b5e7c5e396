"""Lay out the folder for an image: `python -m shipping.container --model-base-path exports/digits --to image`."""

import argparse

from shipping.container.context import lay_out


def main(arguments: list[str] | None = None) -> None:
    """Do it; exit with 2 and a sentence where that can't be."""
    parser = argparse.ArgumentParser(
        "python -m shipping.container", description="The folder in which an image is built."
    )
    parser.add_argument(
        "--model-base-path", required=True, help="the folder with a folder a version"
    )
    parser.add_argument("--to", required=True, help="a new folder, for docker build")
    chosen = parser.parse_args(arguments)
    try:
        folder = lay_out(chosen.model_base_path, chosen.to)
    except (OSError, ValueError) as error:
        parser.error(str(error))
    print(f"Build it with: docker build --tag served {folder}")


if __name__ == "__main__":
    main()
