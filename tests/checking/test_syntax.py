"""Python code is read by several threads of a batch at once."""

import ast
import gc
import threading
import time

import pytest

from grader.judging.syntax import syntax_tree

LONG = "\n".join(f"x{number} = [1 + (2 * (3 - 4)), {{'a': (5, 6)}}]" for number in range(300))


class _Garbage:
    """Lets another thread go on when it is collected, as a library's objects may."""

    def __init__(self):
        self.itself = self

    def __del__(self):
        time.sleep(0)


@pytest.fixture
def collected_often():
    before = gc.get_threshold()
    gc.set_threshold(20, 2, 2)
    yield
    gc.set_threshold(*before)


def test_threads_that_read_code_at_once_do_not_break_each_others_trees(collected_often):
    troubles = []

    def read():
        for _ in range(20):
            _Garbage()
            try:
                tree = syntax_tree(LONG)
            except SystemError as error:
                troubles.append(str(error))
            else:
                troubles.extend(["half a tree"] * (len(tree.body) != 300))

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []


def test_what_is_no_code_is_said_as_python_says_it():
    assert isinstance(syntax_tree(b"x = 1"), ast.Module)
    with pytest.raises(SyntaxError):
        syntax_tree("x =")
