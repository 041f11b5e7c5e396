"""How many cells of the input one cell after several layers can see."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _stacks(draw: np.random.Generator) -> Iterator[Case]:
    def case(layers: list[tuple[int, int, int]], label: str) -> Case:
        return Case({"layers": np.array(layers, np.int32)}, label)

    yield case([(5, 2, 1), (3, 2, 1), (3, 1, 1)], "two layers with a stride, then one without")
    yield case([(3, 1, 1), (3, 1, 2)], "a dilated layer")
    yield case([(4, 3, 1)], "a single layer")
    yield case([(3, 1, 1), (2, 2, 1), (3, 1, 1)], "a pooling of 2 between two layers")
    yield case([(1, 2, 1), (1, 1, 1), (3, 1, 1)], "kernels of 1")
    count = int(draw.integers(4, 6))
    layers = [
        (int(kernel), int(stride), int(dilation) if stride == 1 else 1)
        for kernel, stride, dilation in draw.integers([2, 1, 1], [6, 4, 4], (count, 3))
    ]
    yield case([(3, 2, 1), *layers], "random layers")


def _field(
    reach: Callable[[int, int], int] = lambda kernel, dilation: dilation * (kernel - 1),
    step: Callable[[int, int], int] = lambda apart, stride: apart,
    wider: Callable[[int, int], int] = lambda apart, stride: apart * stride,
    first: int = 1,
) -> Callable[[np.ndarray], int]:
    def answer(layers: np.ndarray) -> int:
        field, apart = first, 1
        for kernel, stride, dilation in layers.tolist():
            field += reach(kernel, dilation) * step(apart, stride)
            apart = wider(apart, stride)
        return field

    return answer


def _walked_forward(layers: np.ndarray) -> int:
    field = 1
    for kernel, stride, dilation in layers.tolist():
        field = (field - 1) * stride + dilation * (kernel - 1) + 1
    return field


TASK = Task(
    name="receptive_field",
    points=2,
    ask=Call("receptive_field"),
    cases=_stacks,
    expected=_field(),
    example=ExampleForm(
        refuses=lambda layers: (
            ""
            if len(layers) and layers.shape[1] == 3 and np.min(layers) >= 1
            else "There is one layer or more, each with three numbers of 1 or more."
        )
    ),
    misconceptions=(
        Misconception(
            "strides_ignored",
            _field(wider=lambda apart, stride: 1),
            "The strides were left out. After a stride of 2, two neighboring cells look at places of the "
            "input that are two cells apart.",
            "How far apart, in cells of the input, are two neighbors that the next layer looks at?",
        ),
        Misconception(
            "own_stride",
            _field(step=lambda apart, stride: stride, wider=lambda apart, stride: 1),
            "Each layer was given its own stride. What counts is how far apart its inputs are, and that "
            "depends on the layers before it.",
            "What does the stride of the first layer change about what the second one sees?",
        ),
        Misconception(
            "one_layer_too_early",
            _field(step=lambda apart, stride: apart * stride),
            "The strides are multiplied, but one layer too early: a layer's own stride spreads its outputs, "
            "not the inputs it looks at.",
            "Work it out for a single layer with a kernel of 4 and a stride of 3.",
        ),
        Misconception(
            "previous_stride",
            _field(wider=lambda apart, stride: stride),
            "Each layer was given the stride of the one before it. After two strides of 2, neighbors are "
            "four cells of the input apart.",
            "How do the strides of two layers combine?",
        ),
        Misconception(
            "strides_added",
            _field(wider=lambda apart, stride: apart + stride - 1),
            "The strides were added up. Each stride multiplies the distance that the ones before it made.",
            "How far apart are neighbors after a stride of 3, and then another of 3?",
        ),
        Misconception(
            "sum_of_kernels",
            lambda layers: int(layers[:, 0].sum()),
            "This is the sum of the kernels. Two layers of 3 see 5 cells, because the windows of neighbors "
            "overlap.",
            "How many cells does a second layer of 3 add to what a first one sees?",
        ),
        Misconception(
            "dilation_ignored",
            _field(reach=lambda kernel, dilation: kernel - 1),
            "The dilation was not used. It puts gaps between the cells of a kernel.",
            "Which of the three numbers of a layer have you not used yet?",
        ),
        Misconception(
            "kernel_not_less_one",
            _field(reach=lambda kernel, dilation: dilation * kernel, first=0),
            "Each layer was counted with its whole kernel. One of its cells lies where the field already "
            "is.",
            "How many cells does a kernel of 1 add?",
        ),
        Misconception(
            "whole_kernel_more",
            _field(reach=lambda kernel, dilation: dilation * kernel),
            "Each layer added its whole kernel. One of its cells lies where the field already is, so a kernel "
            "of 1 adds nothing.",
            "How many cells does a kernel of 3 add to a field of 1?",
        ),
        Misconception(
            "kernel_times_dilation",
            _field(reach=lambda kernel, dilation: dilation * kernel - 1),
            "A dilated kernel was taken to span dilation times its cells. The gaps lie between its cells, and "
            "there is one gap less than there are cells.",
            "Which cells does a kernel of 3 with a dilation of 2 look at, if the first is cell 0?",
        ),
        Misconception(
            "started_at_nothing",
            _field(first=0),
            "This is one too few: before the first layer, a cell sees itself.",
            "What is the receptive field of a cell after a single kernel of 1?",
        ),
        Misconception(
            "walked_forward",
            _walked_forward,
            "This way of counting has to begin at the last layer and go back to the first. You went from "
            "the first to the last.",
            "In which order does a cell at the end look back through the layers?",
        ),
    ),
    hints=(
        "Keep two numbers: how many cells the field has, and how far apart neighbors are, in cells of the "
        "input.",
        "A layer adds one step less than its kernel has cells. How long is such a step?",
        "A step is dilation times the distance of the layer's inputs. The stride changes the distance for "
        "the layers after it.",
    ),
    afterword=(
        "Also right: from the last layer back to the first, where a field after a layer becomes "
        "`(field - 1) * stride + dilation * (kernel - 1) + 1` before the layer."
    ),
)
