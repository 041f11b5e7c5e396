"""How large the output of a convolution is along one axis."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case

_PADDINGS = ("valid", "same")


def _layers(draw: np.random.Generator) -> Iterator[Case]:
    def cases(size: int, kernel: int, stride: int, dilation: int, label: str) -> Iterator[Case]:
        for padding in _PADDINGS:
            inputs = {
                "size": size,
                "kernel": kernel,
                "stride": stride,
                "padding": padding,
                "dilation": dilation,
            }
            yield Case(inputs, f"{label}, {padding}")

    yield from cases(8, 3, 2, 1, "8 cells, a kernel of 3, every second place")
    yield from cases(8, 3, 1, 2, "a dilation of 2")
    yield from cases(5, 5, 1, 1, "a kernel as large as the image")
    yield from cases(28, 1, 3, 1, "a kernel of 1")
    for dilation in (1, int(draw.integers(2, 4))):
        size, kernel, stride = (int(n) for n in draw.integers([20, 2, 2], [60, 6, 5]))
        yield from cases(size, kernel, 1 if dilation > 1 else stride, dilation, "random sizes")


def _size(
    reach: Callable[[int, int], int] = lambda kernel, dilation: dilation * (kernel - 1) + 1,
    valid: Callable[[int, int, int], int] = lambda size, reach, stride: (
        (size - reach) // stride + 1
    ),
    same: Callable[[int, int, int], int] = lambda size, reach, stride: math.ceil(size / stride),
) -> Callable[..., int]:
    def answer(size: int, kernel: int, stride: int, padding: str, dilation: int) -> int:
        rule = valid if padding == "valid" else same
        return rule(size, reach(kernel, dilation), stride)

    return answer


def _no_layer(size: int, kernel: int, stride: int, padding: str, dilation: int) -> str:
    if padding not in _PADDINGS:
        return 'The padding is "valid" or "same".'
    if min(kernel, stride, dilation, size) < 1:
        return "All sizes are 1 or more."
    if stride > 1 and dilation > 1:
        return "Stride and dilation are not both above 1."
    if padding == "valid" and dilation * (kernel - 1) + 1 > size:
        return 'With "valid" the window fits into the image.'
    return ""


TASK = Task(
    name="conv_size",
    points=2,
    ask=Call("conv_size"),
    cases=_layers,
    expected=_size(),
    example=ExampleForm(refuses=_no_layer),
    misconceptions=(
        Misconception(
            "first_place_forgotten",
            _size(valid=lambda size, reach, stride: (size - reach) // stride),
            "This counts how often the window can move. Before its first move it already has a place.",
            "In how many places does a window of 3 fit into 3 cells?",
        ),
        Misconception(
            "rounded_up",
            _size(valid=lambda size, reach, stride: math.ceil((size - reach) / stride) + 1),
            'Without padding, this counts a last window that does not fit any more. "valid" leaves it out.',
            "Where does the last window begin, and where would it end?",
        ),
        Misconception(
            "dilation_ignored",
            _size(reach=lambda kernel, dilation: kernel),
            "The dilation was not used. A dilated kernel reaches further, because there are gaps between "
            "its cells.",
            "How many cells lie between the first and the last cell of a kernel of 3 with dilation 2?",
        ),
        Misconception(
            "kernel_times_dilation",
            _size(reach=lambda kernel, dilation: kernel * dilation),
            "The kernel was made dilation times as long. The gaps lie only between its cells, not after "
            "the last one.",
            "How many gaps are there between 3 cells?",
        ),
        Misconception(
            "always_valid",
            _size(same=lambda size, reach, stride: (size - reach) // stride + 1),
            'With "same", this is the number for an image without padding.',
            "Which argument have you not used yet?",
        ),
        Misconception(
            "always_same",
            _size(valid=lambda size, reach, stride: math.ceil(size / stride)),
            'Without padding, this is the number for "same".',
            "May a window stand over the edge here?",
        ),
        Misconception(
            "same_means_same_size",
            _size(same=lambda size, reach, stride: size),
            '"same" keeps the size only if the stride is 1.',
            "How many windows begin in 8 cells, if every second cell begins one?",
        ),
        Misconception(
            "same_rounded_down",
            _size(same=lambda size, reach, stride: size // stride),
            'With "same", the last cells begin a window as well, though it stands over the edge.',
            "In which direction does a quotient have to be rounded, so that no cell is left out?",
        ),
        Misconception(
            "stride_ignored",
            _size(
                valid=lambda size, reach, stride: size - reach + 1,
                same=lambda size, reach, stride: size,
            ),
            "This counts every place for a window. The stride leaves some out.",
            "Which argument have you not used yet?",
        ),
    ),
    hints=(
        "Begin with how many cells the kernel reaches over, gaps included.",
        'For "valid": the window moves by the stride as long as it still fits. For "same": every stride-th '
        "cell begins a window.",
        "`//` rounds down. To round up, negate before and after it, or take math.ceil.",
    ),
    afterword=(
        "Also right: building the layer, calling it on zeros, and looking at the shape that comes out."
    ),
)
