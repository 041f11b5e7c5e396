"""The best of a list of devices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from grader.checking.task import (
    Call,
    Case,
    Misconception,
    Task,
)


def _one_name(answer, names):
    """The name, or a list of names as text, which no single name is."""
    result = answer(names)
    return repr(list(result)) if isinstance(result, list | tuple) else result


def _device_lists(draw: np.random.Generator) -> Iterator[Case]:
    def case(devices: Sequence[tuple[str, int]], label: str) -> Case:
        return Case({"names": tuple(f"/device:{kind}:{n}" for kind, n in devices)}, label)

    yield case([("CPU", 0), ("GPU", 0)], "one CPU, one GPU")
    yield case([("CPU", 0)], "a CPU alone")
    yield case([("CPU", 1), ("CPU", 0)], "two CPUs, not in order")
    yield case([("CPU", 10), ("CPU", 2), ("GPU", 0)], "CPUs without 0")
    yield case([("CPU", 0), ("GPU", 3), ("GPU", 1), ("GPU", 2)], "GPUs not in order, without 0")
    yield case([("GPU", 10), ("CPU", 0), ("GPU", 2)], "a number of two digits")
    numbers = draw.permutation(np.arange(2, 13))[: int(draw.integers(3, 6))]
    devices = [("CPU", 1), ("CPU", 0), *(("GPU", int(n)) for n in numbers)]
    yield case([devices[i] for i in draw.permutation(len(devices))], "a mixed list")


def _number(name: str) -> int:
    return int(name.rsplit(":", 1)[1])


def _of_kind(names: Sequence[str], kind: str) -> list[str]:
    return [name for name in names if f":{kind}:" in name]


def _best(names: Sequence[str]) -> str:
    return min(_of_kind(names, "GPU") or names, key=_number)


def _first_gpu(names: Sequence[str]) -> str:
    return (_of_kind(names, "GPU") or list(names))[0]


def _highest_gpu(names: Sequence[str]) -> str:
    return max(_of_kind(names, "GPU") or names, key=_number)


TASK = Task(
    name="best_device",
    title="The best of a list of devices",
    points=2,
    ask=Call("best_device", _one_name, "a list or tuple that comes back is shown as text"),
    cell='''
def best_device(names):
    """The device to work on: a GPU if there is one, otherwise a CPU; the lowest number wins.

    Args:
        names: tuple of str in any order, each "/device:CPU:N" or "/device:GPU:N", N a whole
            number from 0; at least one is a CPU.

    Returns:
        str: among the GPUs the name with the lowest N; without a GPU, the CPU with the lowest N.

    Example:
        best_device(("/device:CPU:0", "/device:GPU:3", "/device:GPU:1")) gives "/device:GPU:1".
    """
    ### BEGIN SOLUTION
    gpus = [name for name in names if "GPU" in name]
    return min(gpus or names, key=lambda name: int(name.split(":")[-1]))
    ### END SOLUTION
''',
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
            _first_gpu,
            "This is the first GPU in the list (or the first CPU). The list may be in any order.",
            "Compare the numbers before you choose.",
        ),
        Misconception(
            "text_order",
            lambda names: min(_of_kind(names, "GPU") or names),
            "As text, `GPU:10` stands before `GPU:2`: texts are compared letter by letter.",
            "Take the number out of the name, and compare numbers.",
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
            "Only two names can come out, and neither need be in the list: a process can be given "
            "GPU 1 and 3, or a CPU with another number.",
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
            "This is the right device by another name. Asked for is the name as it stands in the "
            "list.",
            "Hand back the whole text.",
        ),
        Misconception(
            "gpu_zero",
            lambda names: "/device:GPU:0" if _of_kind(names, "GPU") else _best(names),
            "The name is written in the function, and no device of that name may be there: a "
            "process can be given GPU 1 and 3.",
            "Choose among the names you were given.",
        ),
        Misconception(
            "always_gpu_zero",
            lambda names: "/device:GPU:0",
            "The answer is the same for every list, also for those without that device.",
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
            "This is the kind of device. Asked for is the whole name, as it stands in the list.",
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
            lambda names: repr(_of_kind(names, "GPU")),
            "These are all GPUs of the list. Asked for is one name.",
            "Choose one of them, and think of a list without any.",
        ),
        Misconception(
            "in_a_list",
            lambda names: repr([_best(names)]),
            "This is the right name, as the only entry of a list. Asked for is the name itself.",
            "How do you take one entry out of a list?",
        ),
    ),
    hints=(
        "Two questions, one after the other: which names are GPUs, and which of them has the "
        "lowest number?",
        '`name.split(":")` cuts a name into its parts; the last one is the number, as text.',
        "`min` takes a `key`: a function that says by what to compare. Make a number of the text.",
    ),
    accepted=(
        "def best_device(names):\n"
        "    def rank(name):\n"
        "        _, kind, number = name.split(':')\n"
        "        return kind != 'GPU', int(number)\n"
        "    return sorted(names, key=rank)[0]",
        "def best_device(names):\n"
        "    best = None\n"
        "    for kind in ('CPU', 'GPU'):\n"
        "        numbers = [int(n.split(':')[2]) for n in names if n.split(':')[1] == kind]\n"
        "        if numbers:\n"
        "            best = f'/device:{kind}:{min(numbers)}'\n"
        "    return best",
        "def best_device(names):\n"
        "    specs = [tf.DeviceSpec.from_string(name) for name in names]\n"
        "    gpus = [spec for spec in specs if spec.device_type == 'GPU'] or specs\n"
        "    return min(gpus, key=lambda spec: spec.device_index).to_string()",
    ),
)
