"""A picture that moves, made of sights of a page, for README.md."""

import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

ROUNDS = 3  # how often it plays; then its last sight stays, for whom what moves disturbs
COLORS = 64  # enough for text, cells and a frame, and a file that is there at once


def sight(page: Page, cells: Sequence[int], height: int = 0) -> Image.Image:
    """What the page shows of some cells of its notebook, from the first to the last of them.

    Args:
        page: A page with a notebook open.
        cells: Indices of cells, in order.
        height: Of the sight, in pixels; 0 for as high as the cells are.
    """
    shown = page.locator(".jp-NotebookPanel:visible .jp-Notebook .jp-Cell")
    shown.nth(cells[0]).evaluate("cell => cell.scrollIntoView({ block: 'start' })")
    boxes = [box for index in cells if (box := shown.nth(index).bounding_box())]
    top = min(box["y"] for box in boxes)
    bottom = max(box["y"] + box["height"] for box in boxes)
    clip = {
        "x": boxes[0]["x"],
        "y": top,
        "width": boxes[0]["width"],
        "height": height or bottom - top,
    }
    return Image.open(io.BytesIO(page.screenshot(clip=clip, animations="disabled")))


def write_moving(sights: Sequence[Image.Image], seconds: Sequence[float], path: Path) -> None:
    """Write a GIF, and the folder it lies in if there is none.

    Args:
        sights: What is shown, one after the other; all as high as the highest, white below.
        seconds: How long each is shown.
        path: Where it is written.
    """
    width = max(image.width for image in sights)
    height = max(image.height for image in sights)
    frames = []
    for image in sights:
        frame = Image.new("RGB", (width, height), "white")
        frame.paste(image)
        frames.append(frame)
    # One palette for all, so that no color flickers.
    strip = Image.new("RGB", (width, height * len(frames)))
    for number, frame in enumerate(frames):
        strip.paste(frame, (0, number * height))
    palette = strip.quantize(COLORS, dither=Image.Dither.NONE)
    first, *others = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]
    path.parent.mkdir(exist_ok=True)
    first.save(
        path,
        save_all=True,
        append_images=others,
        duration=[round(1000 * length) for length in seconds],
        loop=ROUNDS - 1,
        optimize=True,
    )
