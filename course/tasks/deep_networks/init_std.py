"""The standard deviation of initial weights by three rules."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case

_RULES = ("glorot", "he", "lecun")


def _kernels(draw: np.random.Generator) -> Iterator[Case]:
    def cases(shape: tuple[int, ...], label: str) -> Iterator[Case]:
        for rule in _RULES:
            yield Case({"shape": shape, "rule": rule}, f"{label}, {rule}")

    yield from cases((32, 10), "a Dense kernel")
    yield from cases((3, 5, 16, 24), "a Conv2D kernel")
    yield from cases((1, 1, 12, 7), "a Conv2D kernel of 1 x 1")
    inputs, units, height, width = (int(n) for n in draw.integers([2, 40, 2, 2], [40, 90, 6, 6]))
    yield from cases((inputs, units), "a Dense kernel of random size")
    yield from cases((height, width, units, inputs), "a Conv2D kernel of random size")


def _rule(
    fans: Callable[[tuple[int, ...]], tuple[float, float]] | None = None,
    he: Callable[[float, float], float] = lambda into, out: 2 / into,
    lecun: Callable[[float, float], float] = lambda into, out: 1 / into,
    glorot: Callable[[float, float], float] = lambda into, out: 2 / (into + out),
    power: float = 0.5,
    factor: float = 1.0,
) -> Callable[[tuple[int, ...], str], float]:
    """The power of a variance, by the fans of a shape."""

    def answer(shape: tuple[int, ...], rule: str) -> float:
        into, out = (fans or _fans)(tuple(shape))
        return factor * {"he": he, "lecun": lecun, "glorot": glorot}[rule](into, out) ** power

    return answer


def _fans(shape: tuple[int, ...]) -> tuple[float, float]:
    area = math.prod(shape[:-2])
    return area * shape[-2], area * shape[-1]


def _no_kernel(shape: tuple[int, ...], rule: str) -> str:
    if rule not in _RULES:
        return 'The rule is "glorot", "he" or "lecun".'
    if len(shape) not in (2, 4) or any(size < 1 for size in shape):
        return "The shape has 2 or 4 sizes, each of them 1 or more."
    return ""


TASK = Task(
    name="init_std",
    points=2,
    ask=Call("init_std"),
    cases=_kernels,
    expected=_rule(),
    example=ExampleForm(refuses=_no_kernel),
    misconceptions=(
        Misconception(
            "area_left_out",
            _rule(lambda shape: (shape[-2], shape[-1])),
            "The kernels of Dense are right. Of a Conv2D only the last two sizes were counted, but a unit "
            "of it sees height * width places, each with all inputs.",
            "How many numbers does one filter of shape (3, 5, 16) add up?",
        ),
        Misconception(
            "first_two_sizes",
            _rule(lambda shape: (shape[0], shape[1])),
            "The first two sizes were taken for the fans. Of a Conv2D kernel those are height and width.",
            "Where in the shape of a Conv2D kernel do inputs and filters stand?",
        ),
        Misconception(
            "all_sizes",
            _rule(lambda shape: (math.prod(shape[:-1]), shape[-1])),
            "Fan_in is right. Fan_out is not multiplied by the area, but an input of a Conv2D goes into "
            "height * width places of every filter.",
            "Read the docstring again on fan_out.",
        ),
        Misconception(
            "variance",
            _rule(power=1.0),
            "These are the variances. The task asks for standard deviations.",
            "How does one get from a variance to a standard deviation?",
        ),
        Misconception(
            "uniform_limit",
            _rule(factor=math.sqrt(3)),
            "This is sqrt(3) times too much: the limit of a uniform distribution, as `GlorotUniform` uses "
            "it. Between -limit and limit the standard deviation is limit / sqrt(3).",
            "Which of the two does the task ask for?",
        ),
        Misconception(
            "fan_out",
            _rule(he=lambda into, out: 2 / out, lecun=lambda into, out: 1 / out),
            "He's rule and LeCun's were given fan_out. They look at what comes into a unit.",
            "In which place of a Dense kernel's shape stand the inputs?",
        ),
        Misconception(
            "always_he",
            _rule(lecun=lambda into, out: 2 / into, glorot=lambda into, out: 2 / into),
            "Every rule was answered by He's.",
            "Which argument have you not used yet?",
        ),
        Misconception(
            "he_is_lecun",
            _rule(he=lambda into, out: 1 / into),
            "He's rule lacks its factor 2. It stands for the half of the signal that ReLU takes away.",
            "Compare the three variances in the docstring.",
        ),
        Misconception(
            "glorot_not_halved",
            _rule(glorot=lambda into, out: 1 / (into + out)),
            "Glorot's rule divides by the mean of the two fans, which is half of their sum.",
            "What is 1 divided by (fan_in + fan_out) / 2?",
        ),
        Misconception(
            "corrected",
            _rule(factor=1 / 0.87962566103423978),
            "This is the number that Keras hands to a truncated normal distribution, so that what is left "
            "after cutting has the standard deviation that the rule asks for.",
            "Which deviation do the weights themselves have?",
        ),
    ),
    hints=(
        "All but the last two sizes are the area; for a Dense kernel there are none, and the area is 1.",
        "The product of no numbers is 1, in np.prod and math.prod alike.",
        "Work out the two fans, choose the variance by the rule, and take the root once at the end.",
    ),
)
