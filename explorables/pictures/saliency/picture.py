"""The picture behind `explorables.saliency`: an image, and three maps of what its class depends on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from explorables.drawing import pixels
from explorables.page import palette, svg
from explorables.page.host import (
    WIDTH,
    Choice,
    Control,
    Dial,
    Explorable,
    Frame,
    Slider,
    Walk,
    only_words,
)
from explorables.pictures.saliency.maps import Maps, Model, measured, read_image, shape_taken
from explorables.reading.tensors import NotDrawable

AS_IT_IS: Final = "as it is"
LIKELIEST: Final = "the likeliest"
_SHARES: Final = ("0", "0.25", "0.5", "0.75", "1")  # of the largest number of the image
# Each value of a pixel is measured anew, in some 20 ms.
_WALK: Final = Walk(positions={"value": (AS_IT_IS, "0", "1"), "label": (LIKELIEST,)}, most=60)
_SIDE: Final = 140.0  # px; of each panel
_GAP: Final = 16.0
_TOP: Final = 62.0
_TITLES: Final = ("image", "slope of the logit", "of the probability", "fall if covered")


def explore(model: object, image: object) -> Explorable:
    """The picture for a model and an image, or a sentence why there is none."""
    try:
        array = read_image(image)
        shape = shape_taken(model, array)
    except NotDrawable as why:
        return only_words(str(why))
    picture = _Picture(model, array, shape)  # type: ignore[arg-type]  # it was called above
    return Explorable(picture.draw, picture.controls, walk=_WALK)


@dataclass(eq=False)
class _Picture:
    model: Model
    image: np.ndarray
    shape: tuple[int, ...]

    def __post_init__(self) -> None:
        self._maps = lru_cache(maxsize=256)(self._measured)
        self.classes = len(self._maps(0, AS_IT_IS, None).logits)
        self.most = float(np.abs(self.image).max()) or 1.0

    def _changed(self, pixel: int, value: str) -> np.ndarray:
        image = self.image.copy()
        if value != AS_IT_IS:
            image[divmod(pixel, image.shape[1])] = float(value) * self.most
        return image

    def _measured(self, pixel: int, value: str, chosen: int | None) -> Maps:
        return measured(self.model, self._changed(pixel, value), self.shape, chosen)

    @property
    def controls(self) -> dict[str, Control]:
        """The top left pixel comes first: it is where a mark is often put."""
        classes = (LIKELIEST, *map(str, range(self.classes)))
        return {
            "pixel": Slider("pixel", self.image.shape[0] * self.image.shape[1] - 1),
            "value": Dial("its value", (AS_IT_IS, *_SHARES), AS_IT_IS),
            "label": Choice("class", classes, LIKELIEST),
        }

    def draw(self, pixel: int, value: str, label: str) -> Frame:
        """The frame for a pixel, what it is set to, and a class."""
        pixel = min(int(pixel), self.image.shape[0] * self.image.shape[1] - 1)
        chosen = None if label == LIKELIEST else int(label)
        maps = self._maps(pixel if value != AS_IT_IS else 0, value, chosen)
        asked = int(maps.logits.argmax()) if chosen is None else chosen
        row, column = divmod(pixel, self.image.shape[1])
        description = (
            f"An image of {self.image.shape[0]} by {self.image.shape[1]} pixels, pixel [{row}, {column}] "
            f"{value if value == AS_IT_IS else f'set to {float(value) * self.most:g}'}. For class {asked}: "
            f"the logit is {maps.logits[asked]:.2f}, the probability {maps.probabilities[asked]:.3f}. The "
            f"largest slope of the logit is {_place(maps.by_logit)}, of the probability "
            f"{_place(maps.by_probability)}. Covering one pixel lowers the logit most at "
            f"{_place(maps.covered)}."
        )
        reading = _reading(maps, row, column, asked)
        body, height = self._drawing(self._changed(pixel, value), maps, (row, column), asked)
        return Frame(
            svg.picture(WIDTH, height, f"{description} {reading}", body),
            description,
            reading,
            hint="Every map is measured anew for the changed image.",
        )

    def _drawing(
        self, image: np.ndarray, maps: Maps, pixel: tuple[int, int], asked: int
    ) -> tuple[str, float]:
        guess = int(maps.logits.argmax())
        pieces = [
            svg.text(4, 15, "What does the class depend on?", size=svg.LARGE, bold=True),
            svg.text(
                4,
                34,
                f"class {asked}: probability {maps.probabilities[asked]:.3f}; likeliest: {guess}",
                size=svg.SMALL,
                fill=palette.MUTED,
            ),
        ]
        shown = (image.mean(axis=2), maps.by_logit, maps.by_probability, maps.covered)
        height, width = image.shape[:2]
        size = _SIDE / max(height, width)
        for index, (title, values) in enumerate(zip(_TITLES, shown, strict=True)):
            x, most = 4 + index * (_SIDE + _GAP - 3), float(np.abs(values).max())
            pieces += [
                svg.text(x, _TOP - 8, title, size=svg.SMALL, bold=True),
                pixels.image(values, most, x, _TOP, width * size, height * size),
                _frame(x + pixel[1] * size, _TOP + pixel[0] * size, size),
                svg.text(
                    x,
                    _TOP + _SIDE + 18,
                    f"largest {_in_short(most)}",
                    size=svg.SMALL,
                    fill=palette.MUTED,
                ),
            ]
        pieces.append(
            svg.text(
                4,
                _TOP + _SIDE + 40,
                "orange: above 0, blue: below 0; each panel has its own scale",
                size=svg.SMALL,
                fill=palette.MUTED,
            )
        )
        return "".join(pieces), _TOP + _SIDE + 52


def _frame(x: float, y: float, size: float) -> str:
    """The pixel that is asked about, in every panel."""
    return svg.element(
        "rect",
        x=x,
        y=y,
        width=size,
        height=size,
        fill="none",
        stroke=palette.fixed(palette.OKABE_ITO["vermillion"]),
        stroke_width=2.5,
    )


def _reading(maps: Maps, row: int, column: int, asked: int) -> str:
    place = row, column
    rank = int((maps.by_logit > maps.by_logit[place]).sum()) + 1
    drop = float(maps.covered[place])
    changes = "does not change" if abs(drop) < 5e-4 else "lowers" if drop > 0 else "raises"
    by = "" if changes == "does not change" else f" by {_in_short(abs(drop))}"
    return (
        f"Pixel [{row}, {column}], class {asked}: slope of the logit {_in_short(maps.by_logit[place])}, "
        f"number {rank} of {maps.by_logit.size}; of the probability "
        f"{_in_short(maps.by_probability[place])}. Covering it {changes} the logit{by}."
    )


def _place(values: np.ndarray) -> str:
    row, column = np.unravel_index(int(values.argmax()), values.shape)
    return f"{_in_short(float(values.max()))} at [{row}, {column}]"


def _in_short(value: float) -> str:
    return f"{value:.2g}" if abs(value) < 0.01 and value else f"{value:.2f}"
