"""An answer that changes the libraries, or a setting of theirs, costs no other answer its mark, and
gains none."""

from __future__ import annotations

import pytest

from grader.autograding.terms.asked import Limits
from tests.autograding.conftest import Class
from tests.autograding.test_faults import ALL, HURT, NAME, REST, TASKS, perfect, place_of

NO_ASARRAY = f"def {HURT}(matrix):\n    return matrix\nnp.asarray = lambda *a, **k: None"
RIGHT = TASKS[HURT].solution
# It passes, and whatever uses TensorFlow's mean behind it gets sums.
SUM_FOR_MEAN = f"""mean = tf.reduce_mean
def {HURT}(matrix):
    return mean(matrix, axis=1, keepdims=True)
tf.reduce_mean = tf.reduce_sum"""
# Answers as for NumPy's arrays: none of them is right for tensors.
LIKE_ARRAYS = {
    "scale_pixels": "def scale_pixels(images):\n    return images.astype('float32') / 255",
    "row_means": "def row_means(matrix):\n    return matrix.mean(axis=1, keepdims=True)",
    "pick_by_label": (
        "def pick_by_label(scores, labels):\n    return scores[range(len(labels)), labels]"
    ),
}
ON = "tf.experimental.numpy.experimental_enable_numpy_behavior(dtype_conversion_mode='all')\n"
GRAPHS_OFF = "tf.config.run_functions_eagerly(True)\n"
EAGER_OFF = "tf.compat.v1.disable_eager_execution()\n"

# Answers, and what the whole is worth with them.
STUDENTS = {
    "a function taken away": ({HURT: NO_ASARRAY}, REST),
    "a function changed by an answer that passes": ({HURT: SUM_FOR_MEAN}, ALL),
    "functions changed by two": (
        {
            HURT: NO_ASARRAY,
            "standardize": "def standardize(table):\n    return table\ntf.constant = None\n",
        },
        REST - TASKS["standardize"].points,
    ),
    "a switch in the first answer": (
        {name: (ON if name == "scale_pixels" else "") + text for name, text in LIKE_ARRAYS.items()},
        ALL - sum(TASKS[name].points for name in LIKE_ARRAYS),
    ),
    "functions run eagerly": ({HURT: GRAPHS_OFF + RIGHT}, ALL),
    "no eager execution": ({HURT: EAGER_OFF + RIGHT}, ALL),
}


@pytest.fixture(scope="module")
def marked(tmp_path_factory, repository, kernels) -> Class:
    made = Class.ours(tmp_path_factory.mktemp("disturbing"), repository, kernels, NAME)
    for student, (answers, _) in STUDENTS.items():
        notebook = perfect(made.released(NAME, NAME))
        for task, source in answers.items():
            notebook.cells[place_of(notebook, task)].source = source
        made.hand_in(student, NAME, NAME, notebook)
    made.results = made.mark(NAME, limits=Limits(60, 600))
    return made


@pytest.mark.parametrize("student", STUDENTS)
def test_only_the_answers_own_mark_gets_worse_and_none_better(marked, student) -> None:
    result = marked.results[student]
    assert result.score == STUDENTS[student][1], (result.keys, result.failures)


def test_what_was_left_out_for_a_mark_is_said(marked) -> None:
    said = "\n".join(marked.results["a function changed by an answer that passes"].failures)
    assert "points only without the answers before it, which got in its way" in said
