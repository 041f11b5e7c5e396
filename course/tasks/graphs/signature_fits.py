"""What does an input signature let in?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from grader.judging.example_form import ExampleForm
from grader.judging.task import Misconception, Task
from grader.probing.plain import numbers_of, to_plain
from grader.probing.questions import Call, Case


def _ask_each(answer, spec_shape, spec_dtype, shapes, dtypes):
    """What the answer says of each tensor."""
    import numpy as np
    import tensorflow as tf

    from grader.probing.evidence import Misfit

    spec = tf.TensorSpec(spec_shape, spec_dtype)
    said = []
    for shape, dtype in zip(shapes, dtypes, strict=True):
        one = answer(spec, tf.zeros(shape, dtype))
        if one is None or np.shape(one) != () or np.asarray(one).dtype != bool:
            raise Misfit(one)
        said.append(bool(one))
    return said


def _specs(draw: np.random.Generator) -> Iterator[Case]:
    def case(spec: str, tensors: list[str], label: str) -> Case:
        return Case(
            {
                "spec_shape": _sizes(spec),
                "spec_dtype": spec.split()[0],
                "shapes": [_sizes(tensor) for tensor in tensors],
                "dtypes": [tensor.split()[0] for tensor in tensors],
            },
            label,
        )

    yield case(
        "float32 None 3",
        [
            "float32 5 3",
            "float32 3 5",
            "float32 3",
            "int32 5 3",
            "float32 2 3 1",
            "float32 0 3",
            "float64 2 3",
        ],
        "batches of three columns",
    )
    yield case("float32", ["float32", "float32 1", "int32", "float32 2 2"], "a single number")
    yield case(
        "int32 2 None",
        [
            "int32 2 9",
            "int32 9 2",
            "int32 2",
            "float32 2 9",
            "int32 2 0",
            "int32 2 9 1",
            "int32 1 1",
        ],
        "two rows of any length",
    )
    yield case(
        "float32 4 4",
        ["float32 4 4", "float32 4 3", "float32 3 4", "float16 4 4", "float32 1 4"],
        "no size is left open",
    )
    columns, rows = (int(n) for n in draw.permutation([2, 3, 4, 5, 6])[:2])
    tensors = [
        f"float32 {rows} {columns}",
        f"float32 {rows} {columns} 3",
        f"float32 {columns} {rows}",
        f"float32 {columns}",
        f"int32 {rows} {columns}",
        f"float32 {rows} {columns - 1} 3",
        f"float32 {rows + 1} {columns} 3",
    ]
    tensors = [str(tensor) for tensor in draw.permutation(tensors)]
    yield case(f"float32 None {columns} 3", tensors, "images of any height")
    yield case(f"float32 None {columns}", tensors, "rows of any number")


_Sizes = list[int | None]
_Rule = Callable[[_Sizes, str, _Sizes, str], bool]


def _sizes(text: str) -> _Sizes:
    """The shape in such as `float32 None 3`."""
    return [None if size == "None" else int(size) for size in text.split()[1:]]


def _each(rule: _Rule) -> Callable[..., np.ndarray]:
    def answer(spec: _Sizes, kind: str, shapes: list[_Sizes], dtypes: list[str]) -> np.ndarray:
        pairs = zip(shapes, dtypes, strict=True)
        return np.array([rule(spec, kind, shape, dtype) for shape, dtype in pairs])

    return answer


def _agree(spec: _Sizes, shape: _Sizes) -> bool:
    return all(size in (None, actual) for size, actual in zip(spec, shape, strict=False))


def _shape_fits(spec: _Sizes, shape: _Sizes) -> bool:
    return len(spec) == len(shape) and _agree(spec, shape)


def _fits(spec: _Sizes, kind: str, shape: _Sizes, dtype: str) -> bool:
    return kind == dtype and _shape_fits(spec, shape)


def _exactly(spec: _Sizes, kind: str, shape: _Sizes, dtype: str) -> bool:
    return kind == dtype and spec == shape


def _from_the_right(spec: _Sizes, kind: str, shape: _Sizes, dtype: str) -> bool:
    """As broadcasting would have it: axes that are missing, and sizes of 1, fit too."""
    pairs = zip(reversed(spec), reversed(shape), strict=False)
    return kind == dtype and all(size in (None, at) or at == 1 for size, at in pairs)


def _read_spec(spec: Any) -> tuple[_Sizes, str]:
    return [None if size is None else int(size) for size in spec.shape], str(spec.dtype.name)


def _read_tensor(tensor: Any) -> tuple[_Sizes, str]:
    """The shape and dtype of a tensor; of a list, those of the tensor that is made of it."""
    plain = to_plain(tensor)
    numbers = numbers_of(plain)
    if numbers is None:
        raise ValueError("no tensor can be made of it")
    made = {"f": "float32", "i": "int32", "b": "bool"}
    dtype = plain.dtype or made[numbers.dtype.kind]
    return list(numbers.shape), dtype


TASK = Task(
    name="signature_fits",
    points=2,
    ask=Call(
        "fits",
        _ask_each,
        "fits(spec, tensor) is called for each of the tensors, with spec a tf.TensorSpec of this "
        "shape and dtype. Compared are all the answers",
        wanted="True or False for each tensor",
        entry=lambda index, spec, kind, shapes, dtypes: (
            f"what is said of a {dtypes[index[0]]} tensor of shape {tuple(shapes[index[0]])}"
        ),
    ),
    cases=_specs,
    expected=_each(_fits),
    facts=lambda said, *_: np.array(said),
    dtype="bool",
    # The numbers of axes are compared before.
    alike=("`strict=True` left out", "`True` -> `False`"),
    example=ExampleForm(
        inputs=("spec", "tensor"),
        put=lambda answer, spec, tensor: bool(answer(*spec, [tensor[0]], [tensor[1]])[0]),
        of_case=lambda spec, kind, shapes, dtypes: [
            ((spec, kind), tensor) for tensor in zip(shapes, dtypes, strict=True)
        ],
        read={"spec": _read_spec, "tensor": _read_tensor},
    ),
    misconceptions=(
        Misconception(
            "dtype_left_out",
            _each(lambda spec, kind, shape, dtype: _shape_fits(spec, shape)),
            "Shapes are compared correctly, and dtypes are not compared at all. A graph is made for "
            "one dtype, and a signature turns tensors of any other away.",
            "Which two things does a tf.TensorSpec hold?",
        ),
        Misconception(
            "shape_left_out",
            _each(lambda spec, kind, shape, dtype: kind == dtype),
            "Only the dtype was compared. A concrete function called directly holds to that alone; "
            "a tf.function with an input signature compares the shape as well.",
            "Make a graph function with a signature, and call it with a tensor that has a column too "
            "many. What does it say?",
        ),
        Misconception(
            "none_taken_literally",
            _each(_exactly),
            "A None in the spec was taken for a size that has to be met, and no tensor has a size "
            "of None. In a spec it leaves that size open.",
            "Go through the axes one by one. When is the size of an axis right whatever it is?",
        ),
        Misconception(
            "rank_and_dtype",
            _each(lambda spec, kind, shape, dtype: kind == dtype and len(spec) == len(shape)),
            "The dtype and the number of axes were compared. The sizes that the spec does name have "
            "to agree as well.",
            "What does a 3 in the spec demand of the tensor?",
        ),
        Misconception(
            "rank_left_out",
            _each(lambda spec, kind, shape, dtype: kind == dtype and _agree(spec, shape)),
            "The sizes were compared as far as both shapes go, and how many axes there are was not "
            "compared. In Python, for example, `zip` stops at the end of the shorter list.",
            "How many axes may the tensor have?",
        ),
        Misconception(
            "first_axis_free",
            _each(
                lambda spec, kind, shape, dtype: (
                    kind == dtype and len(spec) == len(shape) and shape[1:] == spec[1:]
                )
            ),
            "The first axis was always taken to be open, and the others never. The spec itself says "
            "which axes are open: those where it holds None.",
            "Look at each entry of spec.shape, the first one too.",
        ),
        Misconception(
            "broadcast",
            _each(_from_the_right),
            "This is the rule of broadcasting, which lets axes be missing and a size of 1 stand for "
            "any. A signature has no such rule.",
            "Must the number of axes be the same?",
        ),
        Misconception(
            "any_axis",
            _each(
                lambda spec, kind, shape, dtype: (
                    kind == dtype
                    and len(spec) == len(shape)
                    and any(size in (None, at) for size, at in zip(spec, shape, strict=True))
                )
            ),
            "A tensor is let in as soon as one of its axes agrees. All of them have to.",
            "What do `any` and `all` say of a list with one False, and of an empty one?",
        ),
        Misconception(
            "at_least",
            _each(
                lambda spec, kind, shape, dtype: (
                    kind == dtype
                    and len(spec) == len(shape)
                    and all(
                        size is None or size <= at for size, at in zip(spec, shape, strict=True)
                    )
                )
            ),
            "Sizes that are larger than the spec says were let in, too.",
            "What does a 3 in the spec demand of the tensor?",
        ),
        Misconception(
            "opposite",
            _each(lambda *given: not _fits(*given)),
            "Every answer is the opposite of what it should be.",
            "Should a tensor that fits give True or False?",
        ),
        Misconception(
            "everything_fits",
            _each(lambda *_: True),
            "Every tensor is let in.",
            "Call a tf.function that has this signature with a tensor of another dtype. What happens?",
        ),
        Misconception(
            "nothing_fits",
            _each(lambda *_: False),
            "No tensor is let in, not even one of exactly this dtype and shape. Two things of different "
            "types are rarely equal: a list and a tf.TensorShape, or a dtype and its name.",
            "Print both sides of your comparison for one tensor that should fit.",
        ),
    ),
    hints=(
        "Two things have to agree: the dtype, and the shape axis by axis.",
        "spec.shape and tensor.shape both have a length, and hold one entry for each axis. None in "
        "the spec agrees with every size.",
        "You may also let TensorFlow judge: make a graph function with that signature, call it, and "
        "see whether it raises a TypeError.",
    ),
    afterword="Also right: `spec.is_compatible_with(tensor)`, which asks dtype and shape in one call.",
)
