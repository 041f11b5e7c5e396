"""The best of a list of devices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case


def _device_lists(draw: np.random.Generator) -> Iterator[Case]:
    def case(devices: Sequence[tuple[str, int]], label: str) -> Case:
        return Case({"names": tuple(f"/device:{kind}:{n}" for kind, n in devices)}, label)

    yield case([("CPU", 0), ("GPU", 0)], "one CPU, one GPU")
    yield case([("CPU", 0)], "a CPU alone")
    yield case([("CPU", 1), ("CPU", 0)], "two CPUs, not in order")
    yield case([("CPU", 10), ("CPU", 2), ("GPU", 0)], "CPUs without 0")
    yield case([("CPU", 0), ("GPU", 3), ("GPU", 1), ("GPU", 2)], "GPUs not in order, without 0")
    yield case([("GPU", 10), ("CPU", 0), ("GPU", 2)], "a number of two digits")
    yield case([("GPU", 30), ("CPU", 0), ("GPU", 21), ("GPU", 13)], "numbers of two digits")
    yield case([("GPU", 120), ("CPU", 0), ("GPU", 117)], "numbers of three digits")
    yield case([("CPU", 140), ("CPU", 131)], "CPUs with numbers of three digits")
    numbers = draw.permutation(np.arange(2, 13))[: int(draw.integers(3, 6))]
    devices = [("CPU", 1), ("CPU", 0), *(("GPU", int(n)) for n in numbers)]
    yield case([devices[i] for i in draw.permutation(len(devices))], "a mixed list")
    # Of many numbers, so that the right name can't be guessed.
    numbers = draw.permutation(np.arange(20, 100))[:3]
    yield case([("CPU", 0), *(("GPU", int(n)) for n in numbers)], "GPUs drawn from many")


def _number(name: str) -> int:
    return int(name.rsplit(":", 1)[1])


def _of_kind(names: Sequence[str], kind: str) -> list[str]:
    return [name for name in names if f":{kind}:" in name]


def _best(names: Sequence[str]) -> str:
    return min(_of_kind(names, "GPU") or names, key=_number)


def _gpus(names: Sequence[str]) -> list[str]:
    """The GPUs; what is done without one is another question.

    Raises:
        ValueError: There is none.
    """
    gpus = _of_kind(names, "GPU")
    if not gpus:
        raise ValueError("no name is a GPU")
    return gpus


def _highest_gpu(names: Sequence[str]) -> str:
    return max(_of_kind(names, "GPU") or names, key=_number)


TASK = Task(
    name="best_device",
    points=2,
    ask=Call("best_device"),
    cases=_device_lists,
    expected=_best,
    misconceptions=(
        Misconception(
            "first_listed",
            lambda names: names[0],
            "This is the first name of the list, and the list may be in any order.",
            "Which names are GPUs? Look at those first, wherever they stand.",
        ),
        Misconception(
            "last_listed",
            lambda names: names[-1],
            "This is the last name of the list, and the list may be in any order.",
            "Which names are GPUs? Look at those first, wherever they stand.",
        ),
        Misconception(
            "first_gpu",
            lambda names: _gpus(names)[0],
            "This is the first GPU in the list. The list may be in any order.",
            "Compare the numbers before you choose.",
        ),
        Misconception(
            "last_gpu",
            lambda names: _gpus(names)[-1],
            "This is the last GPU in the list. The list may be in any order.",
            "Compare the numbers before you choose.",
        ),
        Misconception(
            "first_cpu",
            lambda names: _best(names) if _of_kind(names, "GPU") else names[0],
            "Among GPUs the choice is right. Where there is none, the first CPU of the list was "
            "taken, and the list may be in any order.",
            "By what should one of several CPUs be chosen?",
        ),
        Misconception(
            "text_order",
            lambda names: min(_of_kind(names, "GPU") or names),
            "As text, `GPU:10` stands before `GPU:2`: texts are compared letter by letter.",
            "Take the number out of the name, and compare numbers.",
        ),
        Misconception(
            "last_digit",
            lambda names: min(_gpus(names), key=lambda name: int(name[-1])),
            "Only the last digit was compared: of `GPU:30` that is 0.",
            "The number may have several digits. Where in the name does it begin?",
        ),
        Misconception(
            "smallest_text",
            lambda names: min(names),
            "The smallest of the texts is a CPU, because C stands before G.",
            "Separate the GPUs from the rest before you look for the lowest.",
        ),
        Misconception(
            "lowest_of_all",
            lambda names: min(names, key=_number),
            "The lowest number of all devices was taken. A GPU goes before any CPU, whatever its "
            "number.",
            "Decide by the kind first, and by the number among those of one kind.",
        ),
        Misconception(
            "largest_text",
            lambda names: max(names),
            "The largest of the texts is a GPU where there is one, and the one that comes last.",
            "Which number should win among the GPUs?",
        ),
        Misconception(
            "highest",
            _highest_gpu,
            "The kind is right, and this is the device with the highest number.",
            "Which number should win?",
        ),
        Misconception(
            "highest_of_all",
            lambda names: max(names, key=_number),
            "The highest number of all devices was taken, whatever the kind.",
            "Which kind goes first, and which number wins within it?",
        ),
        Misconception(
            "only_zero",
            lambda names: "/device:GPU:0" if "/device:GPU:0" in names else "/device:CPU:0",
            "Only two names can come out, and neither need be in the list: the docstring says that "
            "N may be any whole number.",
            "Choose among the names you were given.",
        ),
        Misconception(
            "this_machine",
            lambda names: "/device:CPU:0",
            "The answer is the same for every list: the name is written in the function, or taken "
            "from this machine's own devices.",
            "Choose among the names you were given.",
        ),
        Misconception(
            "without_prefix",
            lambda names: _best(names).removeprefix("/device:"),
            "This is the right device by another name. The task asks for the name as it stands in "
            "the list.",
            "Hand back the whole text.",
        ),
        Misconception(
            "always_gpu_zero",
            lambda names: "/device:GPU:0",
            "The answer is the same for every list, also for those without that device.",
            "Choose among the names you were given.",
        ),
        Misconception(
            "gpu_zero",
            lambda names: _gpus(names) and "/device:GPU:0",
            "The name is written in the function, and no device of that name may be there: the "
            "docstring says that N may be any whole number.",
            "Choose among the names you were given.",
        ),
        Misconception(
            "cpu",
            lambda names: min(_of_kind(names, "CPU"), key=_number),
            "This is a CPU even where there is a GPU.",
            "Which names should be tried first?",
        ),
        Misconception(
            "kind_only",
            lambda names: "GPU" if _of_kind(names, "GPU") else "CPU",
            "This is the kind of device. The task asks for the whole name, as it stands in the list.",
            "Which name of that kind has the lowest number?",
        ),
        Misconception(
            "nothing_without_gpu",
            lambda names: _best(names) if _of_kind(names, "GPU") else None,
            "Where there is no GPU, nothing came out. A function that reaches its end gives None.",
            "What should be returned when no name is a GPU?",
        ),
        Misconception(
            "all_gpus",
            lambda names: _of_kind(names, "GPU"),
            "These are all GPUs of the list. The task asks for one name.",
            "Choose one of them, and think of a list without any.",
        ),
        Misconception(
            "in_a_list",
            lambda names: [_best(names)],
            "This is the right name, as the only entry of a list. The task asks for the name itself.",
            "How do you take one entry out of a list?",
        ),
    ),
    hints=(
        "Two questions, one after the other: which names are GPUs, and which of them has the "
        "lowest number?",
        '`name.split(":")` cuts a name into its parts; the last one is the number, as text.',
        "`min` takes a `key`: a function that says by what to compare. Make a number of the text.",
    ),
)
