"""An answer that an author tries is asked as a learner's is in a kernel."""

from grader.authoring.trying import WIDER_IMPORTS, run_cell

KEPT = """\
def kept(dataset):
    mask = tf.constant([True] * 3 + [False] * 10)
    rows = dataset.enumerate().filter(lambda place, row: not mask[place])
    return [int(row) for _, row in rows]
"""


def test_autograph_converts_what_is_given_to_a_dataset():
    kept = run_cell(KEPT, WIDER_IMPORTS)["kept"]
    import tensorflow as tf

    assert kept(tf.data.Dataset.range(6)) == [3, 4, 5]
