"""The exercise on walks: all that a learner reads and writes in it, in order."""

# %% title [markdown] minutes=15 hint="positions" lesson="01-arrays"
# # Walks

# %% imports
import numpy as np

from grader.feedback import check, example, hint, progress, solution

# %% positions [markdown]
# ## Where a walk has been
#
# Complete the function.


# %% positions
def positions(steps):
    """The positions after each step of a walk that starts at 0.

    Args:
        steps: float64 array of shape (n,).

    Returns:
        float64 array of shape (n,).

    Example:
        positions(np.array([1.0, -2.0])) gives [1.0, -1.0].
    """
    ### BEGIN SOLUTION
    return np.cumsum(steps)
    ### END SOLUTION


# %% farthest [markdown]
# ## How far it went
#
# Complete the function.


# %% farthest
def farthest(places):
    """The largest distance from 0.

    Args:
        places: float64 array of shape (n,).

    Returns:
        A number.

    Example:
        farthest(np.array([1.0, -3.0])) gives 3.0.
    """
    ### BEGIN SOLUTION
    return np.max(np.abs(places))
    ### END SOLUTION


# %% step_sizes [markdown]
# ## The steps again
#
# Complete the function.


# %% step_sizes
def step_sizes(places):
    """The steps between neighboring positions.

    Args:
        places: float64 array of shape (n,), n at least 2.

    Returns:
        float64 array of shape (n - 1,).

    Example:
        step_sizes(np.array([1.0, 4.0])) gives [3.0].
    """
    ### BEGIN SOLUTION
    return np.diff(places)
    ### END SOLUTION
