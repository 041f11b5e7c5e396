"""A convolution as TensorFlow computes it, with a stride and without padding."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task, Tolerance
from grader.probing.questions import Call, Case


def _images(draw: np.random.Generator) -> Iterator[Case]:
    def case(image: object, kernel: object, stride: int, label: str) -> Case:
        inputs = {
            "image": np.array(image, np.float32),
            "kernel": np.array(kernel, np.float32),
            "stride": stride,
        }
        return Case(inputs, label)

    yield case(np.arange(12).reshape(3, 4), [[1, 2], [0, -1]], 1, "a kernel of 2 x 2")
    yield case(np.arange(30).reshape(5, 6) % 7, [[1, 2], [0, -1]], 2, "a stride of 2")
    yield case([[1, 2, 3, 4, 5]], [[-1, 0, 2]], 1, "a single row")
    yield case([[1, 0], [2, 5]], [[2, 1], [0, 3]], 1, "a kernel as large as the image")
    yield case([[1, 4, 2], [0, 3, 5]], [[3]], 2, "a kernel of 1 x 1")
    height, width, tall, wide = (int(n) for n in draw.integers([6, 7, 2, 3], [9, 11, 4, 5]))
    yield case(
        draw.normal(0, 2, (height, width)).round(1),
        draw.normal(0, 1, (tall, wide)).round(1),
        int(draw.integers(1, 4)),
        "random numbers",
    )


def _windows(image: np.ndarray, shape: tuple[int, int], down: int, across: int) -> np.ndarray:
    """The windows of an image, (rows, columns, height, width), which lie these steps apart."""
    views = np.lib.stride_tricks.sliding_window_view(image.astype(np.float64), shape)
    return views[::down, ::across]


def _convolution(
    turned: Callable[[np.ndarray], np.ndarray] = lambda kernel: kernel,
    padded: Callable[[np.ndarray, tuple[int, int]], np.ndarray] = lambda image, shape: image,
    down: Callable[[int, int], int] = lambda stride, size: stride,
    across: Callable[[int, int], int] = lambda stride, size: stride,
    brought_together: Callable[[np.ndarray, np.ndarray], np.ndarray] = lambda windows, kernel: (
        windows * kernel
    ).sum(axis=(2, 3)),
) -> Callable[..., np.ndarray]:
    def answer(image: np.ndarray, kernel: np.ndarray, stride: int) -> np.ndarray:
        used = turned(kernel)
        steps = down(stride, used.shape[0]), across(stride, used.shape[1])
        windows = _windows(padded(image, used.shape), used.shape, *steps)
        return brought_together(windows, used).astype(np.float32)

    return answer


def _zeros_around(image: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Zeros so that a stride of 1 keeps the size; one more below and to the right, if they are odd."""
    return np.pad(image, [((size - 1) // 2, size // 2) for size in shape])


def _no_image(image: np.ndarray, kernel: np.ndarray, stride: int) -> str:
    if not kernel.size or any(
        small > large for small, large in zip(kernel.shape, image.shape, strict=True)
    ):
        return "The kernel has one cell or more, and is not larger than the image."
    return "" if stride >= 1 else "The stride is 1 or more."


TASK = Task(
    name="convolve",
    points=3,
    ask=Call("convolve"),
    cases=_images,
    expected=_convolution(),
    dtype="float32",
    tolerance=Tolerance(relative=1e-4, absolute=1e-4),
    example=ExampleForm(refuses=_no_image),
    misconceptions=(
        Misconception(
            "flipped",
            _convolution(turned=lambda kernel: kernel[::-1, ::-1]),
            "The kernel was turned by 180 degrees before it was laid on the image. That is a convolution as "
            "mathematics has it; TensorFlow lays the kernel on as it is.",
            "Which cell of the image should the kernel's first number be multiplied by?",
        ),
        Misconception(
            "upside_down",
            _convolution(turned=lambda kernel: kernel[::-1]),
            "The rows of the kernel were used from the last to the first.",
            "Which row of the window should the kernel's first row lie on?",
        ),
        Misconception(
            "transposed",
            _convolution(turned=lambda kernel: kernel.T),
            "Rows and columns of the kernel were exchanged.",
            "Try a kernel of 1 x 3 on an image of one row.",
        ),
        Misconception(
            "mean",
            _convolution(
                brought_together=lambda windows, kernel: (windows * kernel).mean(axis=(2, 3))
            ),
            "The products were averaged. A convolution adds them up.",
            "With a kernel of four ones, what should come out over four cells that are all 1?",
        ),
        Misconception(
            "matrix_product",
            _convolution(
                brought_together=lambda windows, kernel: (windows @ kernel).sum(axis=(2, 3))
            ),
            "Window and kernel were multiplied as matrices. Here each number of the kernel meets only the "
            "cell it lies on.",
            "What is the difference between `*` and `@`?",
        ),
        Misconception(
            "stride_down_only",
            _convolution(across=lambda stride, size: 1),
            "The stride was used from row to row and not from column to column.",
            "By how many columns does the window move to the right?",
        ),
        Misconception(
            "stride_across_only",
            _convolution(down=lambda stride, size: 1),
            "The stride was used from column to column and not from row to row.",
            "By how many rows does the window move down?",
        ),
        Misconception(
            "stride_ignored",
            _convolution(down=lambda stride, size: 1, across=lambda stride, size: 1),
            "The window moved by one cell each time, whatever the stride is.",
            "Which argument have you not used yet?",
        ),
        Misconception(
            "side_by_side",
            _convolution(down=lambda stride, size: size, across=lambda stride, size: size),
            "The windows lie side by side. Each should begin `stride` cells after the one before it, so "
            "they may overlap.",
            "How far apart are two neighboring windows?",
        ),
        Misconception(
            "zeros_around",
            _convolution(padded=_zeros_around),
            "Zeros were put around the image so that windows may stand over its edge. Here every window "
            "lies inside.",
            "Which padding leaves the image as it is?",
        ),
        Misconception(
            "last_lost",
            lambda image, kernel, stride: _convolution()(image, kernel, 1)[:-1:stride, :-1:stride],
            "The windows at the lower and the right edge are missing.",
            "How many places are there for a window of 2 in a row of 4?",
        ),
        Misconception(
            "not_summed",
            _convolution(brought_together=lambda windows, kernel: windows * kernel),
            "These are the products, window by window. They have not been added up yet.",
            "How many numbers should come out for one window?",
        ),
    ),
    hints=(
        "For each place of the window: cut it out of the image, multiply, add up.",
        "tf.nn.conv2d does all of it, if both get the four axes that it wants: one before and one after the "
        "image's two, and two after the kernel's. With fewer, it can end Python itself, without an error. "
        "Slices in two loops do it as well.",
        "A window whose first row is r ends before row r + height of the kernel, and r goes up by the "
        "stride as long as the window fits.",
    ),
    afterword=(
        "Also right: `tf.nn.conv2d` with the axes for batch and channels added and taken away again, or two "
        "loops over slices."
    ),
)
