"""How much may be measured for a picture, as a learner says it: how often, and for how long."""

from __future__ import annotations

from explorables.reading.tensors import NotDrawable


def checked_effort(repeat: object, seconds: object, measured: str) -> tuple[int, float]:
    """How often each call is timed, and the seconds that all calls together may take.

    Args:
        repeat: a whole number, at least 1.
        seconds: a number above 0.
        measured: what the seconds bound, in the words of the picture: "the race".

    Raises:
        NotDrawable: one of the two is something else.
    """
    if not isinstance(repeat, int) or isinstance(repeat, bool) or repeat < 1:
        raise NotDrawable(
            f"repeat is how often each call is timed, at least 1; {repeat!r:.60} is not."
        )
    if not isinstance(seconds, (int, float)) or not 0 < seconds < float("inf"):
        raise NotDrawable(f"seconds bounds {measured} and is above 0; {seconds!r:.60} is not.")
    return repeat, seconds
