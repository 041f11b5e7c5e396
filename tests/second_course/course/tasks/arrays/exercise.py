"""The exercise on arrays: all that a learner reads and writes in it, in order."""

# %% title [markdown] minutes=20 hint="row_sums"
# # Arrays

# %% imports
import numpy as np

from grader.feedback import check, example, hint, progress, solution

# %% row_sums [markdown]
# ## The sum of every row
#
# Complete the function.


# %% row_sums
def row_sums(matrix):
    """The sum of every row.

    Args:
        matrix: float64 array of shape (rows, columns).

    Returns:
        float64 array of shape (rows,).

    Example:
        row_sums(np.array([[1.0, 2.0], [3.0, 5.0]])) gives [3.0, 8.0].
    """
    ### BEGIN SOLUTION
    return matrix.sum(axis=1)
    ### END SOLUTION


# %% outer_differences [markdown]
# ## Every difference
#
# Complete the function.


# %% outer_differences
def outer_differences(left, right):
    """Each number of `left` minus each number of `right`.

    Args:
        left: float64 array of shape (m,).
        right: float64 array of shape (n,).

    Returns:
        float64 array of shape (m, n).

    Example:
        outer_differences(np.array([5.0, 7.0]), np.array([1.0])) gives [[4.0], [6.0]].
    """
    ### BEGIN SOLUTION
    return left[:, np.newaxis] - right
    ### END SOLUTION


# %% clipped [markdown]
# ## No larger than a limit
#
# Complete the function.


# %% clipped
def clipped(values, limit):
    """The values, with what lies above a limit put to the limit.

    Args:
        values: float64 array of shape (n,).
        limit: A number.

    Returns:
        float64 array of shape (n,).

    Example:
        clipped(np.array([1.0, 9.0]), 4.0) gives [1.0, 4.0].
    """
    ### BEGIN SOLUTION
    return np.minimum(values, limit)
    ### END SOLUTION
