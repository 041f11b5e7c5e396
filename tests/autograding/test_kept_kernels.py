"""The warm parent behind Formgrader's button: it stays for a while, and is never left behind."""

import threading

import pytest

from grader.autograding.running.kernel_pool import KeptKernels
from grader.autograding.terms.errors import KernelStartError


@pytest.fixture
def kept():
    made = KeptKernels(confined=True)
    yield made
    made.close()


def test_the_next_press_finds_what_the_last_one_started(kept):
    with kept.lent() as first:
        pass
    with kept.lent() as second:
        assert second is first


def test_after_a_failure_the_next_press_starts_anew(kept):
    with pytest.raises(KernelStartError), kept.lent() as first:
        raise KernelStartError("the parent ended")
    with kept.lent() as second:
        assert second is not first


def test_it_ends_once_nobody_has_pressed_for_a_while():
    kept = KeptKernels(confined=True, seconds=0)
    with kept.lent() as first:
        pass
    for timer in (one for one in threading.enumerate() if isinstance(one, threading.Timer)):
        timer.join()
    with kept.lent() as second:
        assert second is not first
    kept.close()
