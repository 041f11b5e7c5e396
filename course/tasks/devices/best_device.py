"""Repair: the device with enough memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.questions import Call, Case

_GIB = 2**30


def _device_lists(draw: np.random.Generator) -> Iterator[Case]:
    def case(cpus: Sequence[int], gpus: Sequence[int], needed: int, label: str) -> Case:
        names = [f"/device:CPU:{n}" for n in range(len(cpus))]
        names += [f"/device:GPU:{n}" for n in range(len(gpus))]
        inputs = {"names": tuple(names), "free": [*cpus, *gpus], "needed": needed}
        return Case(inputs, label)

    yield case(
        [64 * _GIB], [8 * _GIB, 11 * _GIB, 9 * _GIB], 6 * _GIB, "three GPUs with room enough"
    )
    yield case([64 * _GIB], [5 * _GIB, 2 * _GIB], 6 * _GIB, "two GPUs with too little room")
    yield case([16 * _GIB], [], _GIB, "no GPU")
    yield case(
        [4 * _GIB, 9 * _GIB], [3 * _GIB], 8 * _GIB, "two CPUs, and a GPU with too little room"
    )
    yield case([64 * _GIB], [2 * _GIB, 6 * _GIB], 6 * _GIB, "a GPU with exactly as much as needed")
    yield case([8 * _GIB], [7 * _GIB, 9 * _GIB, 9 * _GIB], 4 * _GIB, "two GPUs with equal room")
    yield case([6 * _GIB], [9 * _GIB, 12 * _GIB, 3 * _GIB], 5 * _GIB, "a CPU with less room")
    yield case([4 * _GIB], [5 * _GIB, 9 * _GIB], 6 * _GIB, "a GPU with too little room comes first")
    # As text, GPU:10 comes before GPU:2.
    gpus = [(80 if number in (2, 10) else 10 + number) * _GIB for number in range(12)]
    yield case([200 * _GIB], gpus, 10 * _GIB, "twelve GPUs, two of them with equal room")
    number = int(draw.integers(11, 60))
    gpus = [int(space) for space in draw.integers(10, 80, number) * _GIB]
    yield case([200 * _GIB], gpus, 10 * _GIB, "many GPUs")


_Room = list[tuple[str, int]]


def _gpus(names: Sequence[str], free: Sequence[int]) -> _Room:
    return [(name, space) for name, space in zip(names, free, strict=True) if "GPU" in name]


def _most(room: _Room, otherwise: object = "/device:CPU:0") -> object:
    """The name with the most room; the first of several."""
    return max(room, key=lambda one: one[1])[0] if room else otherwise


def _chosen(
    choose: Callable[[_Room], object] = _most,
    enough: Callable[[int, int], bool] = lambda s, n: s >= n,
) -> Callable[..., object]:
    def answer(names: Sequence[str], free: Sequence[int], needed: int) -> object:
        return choose([one for one in _gpus(names, free) if enough(one[1], needed)])

    return answer


def _of_all(names: Sequence[str], free: Sequence[int], needed: int) -> object:
    return _most([one for one in zip(names, free, strict=True) if one[1] >= needed])


def _as_given(names: Sequence[str], free: Sequence[int], needed: int) -> object:
    return _most(list(zip(names, free, strict=True)))


def _roomiest_cpu(names: Sequence[str], free: Sequence[int], needed: int) -> object:
    cpus = [one for one in zip(names, free, strict=True) if "CPU" in one[0]]
    return _chosen(lambda room: _most(room, _most(cpus)))(names, free, needed)


def _gpu_zero(names: Sequence[str], free: Sequence[int], needed: int) -> object:
    return "/device:GPU:0" if _gpus(names, free) else "/device:CPU:0"


def _first_as_text(names: Sequence[str], free: Sequence[int], needed: int) -> object:
    return _chosen(lambda room: _most(sorted(room)))(names, free, needed)


def _last_as_text(names: Sequence[str], free: Sequence[int], needed: int) -> object:
    """The largest of the pairs of room and name."""
    return _chosen(
        lambda room: max(room, key=lambda one: one[::-1])[0] if room else "/device:CPU:0"
    )(names, free, needed)


def _above_the_cpu(names: Sequence[str], free: Sequence[int], needed: int) -> object:
    """The search begins with the first device of all, and its room has to be beaten."""
    return _chosen(enough=lambda space, needed: space >= needed and space > free[0])(
        names, free, needed
    )


def _misnumbered(names: Sequence[str], free: Sequence[int], needed: int) -> object:
    right = _chosen()(names, free, needed)
    return f"/device:GPU:{names.index(right)}" if "GPU" in str(right) else right


def _gave_up_early(names: Sequence[str], free: Sequence[int], needed: int) -> object:
    """The CPU as soon as a GPU that has more than those before it has not enough."""
    gpus = _gpus(names, free)
    gave_up = any(
        space < needed and space > max([0, *(before for _, before in gpus[:at])])
        for at, (_, space) in enumerate(gpus)
    )
    return "/device:CPU:0" if gave_up else _chosen()(names, free, needed)


def _not_listed_so(names: Sequence[str], free: Sequence[int], needed: int) -> str:
    count = sum("CPU" in name for name in names)
    listed = [f"/device:CPU:{n}" for n in range(count)]
    listed += [f"/device:GPU:{n}" for n in range(len(names) - count)]
    if not count or list(names) != listed:
        return (
            'In this task the names are "/device:CPU:0" and other CPUs, then "/device:GPU:0" and so on, each '
            "kind numbered from 0."
        )
    if len(free) != len(names) or min(free) < 0 or needed <= 0:
        return (
            "In this task there is a number of free bytes for each name, and `needed` is above 0."
        )
    return ""


TASK = Task(
    name="best_device",
    points=2,
    ask=Call("best_device"),
    cases=_device_lists,
    expected=_chosen(),
    given=_as_given,
    example=ExampleForm(refuses=_not_listed_so),
    misconceptions=(
        Misconception(
            "needed_left_out",
            _chosen(enough=lambda space, needed: True),
            "This is the GPU with the most free memory, also where even that is less than the program "
            "needs: it would fail there with an out-of-memory error.",
            "Which of the arguments have you not used yet?",
        ),
        Misconception(
            "cpu_counted",
            _of_all,
            "The memory of the CPU was compared with that of the GPUs. A CPU usually has more, so it "
            "wins though a GPU would do.",
            "Which devices should be compared, and when is it the turn of the CPU?",
        ),
        Misconception(
            "more_than_needed",
            _chosen(enough=lambda space, needed: space > needed),
            "A GPU that has exactly as much as is needed was left out.",
            "Read `at least` in the docstring, and look at your comparison.",
        ),
        Misconception(
            "first_with_room",
            _chosen(lambda room: room[0][0] if room else "/device:CPU:0"),
            "This is the first GPU that has enough. The task asks for the one that has the most.",
            "Does the function go on looking after it has found one?",
        ),
        Misconception(
            "last_with_room",
            _chosen(lambda room: room[-1][0] if room else "/device:CPU:0"),
            "This is the last GPU that has enough: each one that fits took the place of the one "
            "before it.",
            "What does a new candidate have to be compared with?",
        ),
        Misconception(
            "tightest",
            _chosen(lambda room: min(room, key=lambda one: one[1])[0] if room else "/device:CPU:0"),
            "This is the GPU that has the least room of those with enough. The task asks for the most.",
            "Which way round does your comparison go?",
        ),
        Misconception(
            "last_of_equals",
            _chosen(lambda room: _most(room[::-1])),
            "Where two GPUs have equal room, the one with the higher number was taken.",
            "What happens in your loop when the room is the same as the best so far?",
        ),
        Misconception(
            "first_as_text",
            _first_as_text,
            "Of GPUs with equal room, the one whose name comes first as text was taken, and as text "
            '"/device:GPU:10" comes before "/device:GPU:2".',
            "In which order do the names stand in the tuple?",
        ),
        Misconception(
            "last_as_text",
            _last_as_text,
            "Of GPUs with equal room, the one whose name comes last as text was taken, as the largest of pairs of "
            "room and name is.",
            "When two rooms are equal, what does your comparison go on to compare?",
        ),
        Misconception(
            "above_the_cpu",
            _above_the_cpu,
            "A GPU was taken only where it has more room than the CPU: the search began with the room of "
            "the first device as the one to beat.",
            "Below which number is the room of every device? `most` may start there.",
        ),
        Misconception(
            "misnumbered",
            _misnumbered,
            "The number is the place of the right device in the list. CPUs stand in the list, too, and "
            "each kind is numbered from 0.",
            "Hand back the name as it stands in the list.",
        ),
        Misconception(
            "gave_up_early",
            _gave_up_early,
            "Once a GPU had too little room, the CPU was taken, and the GPUs after it were not looked at.",
            "When is it certain that no GPU has enough: inside the loop, or after it?",
        ),
        Misconception(
            "roomiest_cpu",
            _roomiest_cpu,
            "Where no GPU has enough, the CPU with the most memory was taken. The docstring names the "
            "device for that case.",
            "Which name does the docstring give?",
        ),
        Misconception(
            "nothing_without_room",
            _chosen(lambda room: _most(room, None)),
            "Where no GPU has enough, nothing came out. A function that reaches its end gives None.",
            "What should be returned when no GPU is left?",
        ),
        Misconception(
            "gpu_zero",
            _gpu_zero,
            "The first GPU was taken, whatever its memory.",
            "Compare the free memory before you choose.",
        ),
        Misconception(
            "always_cpu",
            lambda names, free, needed: "/device:CPU:0",
            "It is the CPU in every case.",
            "Which names should be looked at first?",
        ),
        Misconception(
            "the_room",
            _chosen(lambda room: max(one[1] for one in room) if room else 0),
            "This is how much memory the right device has. The task asks for its name.",
            "Keep the name beside its memory while you compare.",
        ),
        Misconception(
            "without_prefix",
            lambda *inputs: str(_chosen()(*inputs)).removeprefix("/device:"),
            "This is the right device by another name. The task asks for the name as it stands in the "
            "list.",
            "Hand back the whole text.",
        ),
    ),
    # Names and bytes are of one length, and no device has less than a byte free.
    alike=("`strict=True` left out", "`0` -> `1`", "`True` -> `False`"),
    hints=(
        "There are two faults. Run it by hand for a GPU that has too little memory, and for a CPU "
        "that has much.",
        "Two questions about each device decide whether it is a candidate: its kind, and its memory.",
        "Put both into the condition before `best` is replaced, and leave what `best` is at the start.",
    ),
    afterword=(
        'Also right: `max(candidates, key=candidates.get, default="/device:CPU:0")` over '
        "the GPUs that have enough, since `max` gives the first one where several are "
        "equal."
    ),
)
