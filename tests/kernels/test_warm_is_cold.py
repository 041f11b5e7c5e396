"""A warm kernel is, in all that a cell can see, what a cold one is, but for a list with reasons."""

from __future__ import annotations

import inspect
import json

import pytest

from tests.conftest import cold, outside_pytest

# What differs between a warm kernel and a cold one, and why.
DIFFERS = {
    "command line": "a fork keeps its parent's in /proc; sys.argv and sys.orig_argv agree",
    "options": "the parent loads modules from files, so that a debugger sees all of them",
    "standard input": "nothing comes from either: here a pipe that is closed, there /dev/null",
    "kept from collection": "what was imported before the fork stays shared between kernels",
    "hash of a text": "Python draws it when it starts: kernels of one parent share the parent's",
    "names of threads": "the first numbers were those of the parent's own",
    "owner": "a kernel ends with whoever started it: the warm parent",
    "way to the parent": "it names the warm parent",
    "order of filters": "it follows the order of imports",
    "level of TensorFlow's log": "it logs notes besides warnings where it is imported at a prompt, "
    "which the parent hasn't",
    "modules": "TensorFlow, Keras, Matplotlib and ipywidgets are imported before the first cell",
}


def seen_by_a_cell() -> str:
    """What any code in a kernel can see of it. Runs in kernels: imports what it needs."""
    import asyncio
    import faulthandler
    import gc
    import json
    import locale
    import logging
    import os
    import resource
    import signal
    import sys
    import tempfile
    import threading

    def plain(value: object) -> str:
        return repr(value).split(" at 0x")[0]

    shell = get_ipython()  # noqa: F821 - IPython defines it in a kernel
    app = shell.kernel.parent
    main = sys.modules["__main__"]
    umask = os.umask(0)
    os.umask(umask)
    settings = {}
    for thing in (shell, shell.kernel, app, shell.history_manager, shell.display_formatter):
        for name in sorted(thing.trait_names(config=True)):
            settings[f"{type(thing).__name__}.{name}"] = plain(getattr(thing, name))
    owner = settings.pop("IPKernelApp.parent_handle")
    for name in ("connection_file", *(f"{one}_port" for one in (
        "shell", "iopub", "stdin", "control", "hb"))):  # fmt: skip
        del settings[f"IPKernelApp.{name}"]  # each kernel has its own
    return json.dumps({
        "path": sys.path,
        "flags": repr(sys.flags),
        "warn options": sys.warnoptions,
        "arguments": sys.argv[:-1],  # the last names its own connection file
        "original arguments": sys.orig_argv[:-1],
        "python": [sys.executable, sys.prefix, sys.base_prefix, sys.ps1, sys.dont_write_bytecode],
        "folder": [os.getcwd(), umask, tempfile.gettempdir()],
        "signals": {
            one.name: plain(signal.getsignal(one))
            for one in signal.valid_signals() if isinstance(one, signal.Signals)
        },
        "blocked signals": sorted(map(int, signal.pthread_sigmask(signal.SIG_BLOCK, []))),
        "main": {
            name: plain(getattr(main, name, "missing"))
            for name in ("__name__", "__file__", "__spec__", "__doc__", "__package__", "__loader__")
        },
        "names": sorted(set(shell.user_ns) - {"seen_by_a_cell", "imported"}),
        "settings": settings,
        "extensions": sorted(shell.extension_manager.loaded),
        "hooks of IPython": {
            name: [plain(one) for one in called] for name, called in shell.events.callbacks.items()
        },
        "magics": {kind: sorted(one) for kind, one in shell.magics_manager.magics.items()},
        "locale": [locale.setlocale(locale.LC_ALL), locale.getpreferredencoding(False),
                   sys.getfilesystemencoding()],
        "limits": {
            name: resource.getrlimit(getattr(resource, name))
            for name in dir(resource) if name.startswith("RLIMIT_")
        },
        "streams": {
            name: [plain(type(getattr(sys, name))), getattr(sys, name).encoding]
            for name in ("stdin", "stdout", "stderr", "__stdin__", "__stdout__", "__stderr__")
        },
        "threads": len(threading.enumerate()),
        "stack": threading.stack_size(),
        "logging": [logging.root.level, plain(logging.root.handlers), logging.root.manager.disable,
                    logging.raiseExceptions, plain(logging.getLoggerClass())],
        "recursion": [sys.getrecursionlimit(), sys.getswitchinterval(), sys.get_int_max_str_digits()],
        "garbage": [gc.isenabled(), gc.get_threshold(), gc.get_debug(), len(gc.callbacks)],
        "hooks of Python": [
            plain(hook)
            for hook in (sys.excepthook, sys.displayhook, sys.unraisablehook, threading.excepthook,
                         sys.breakpointhook, sys.getprofile(), sys.gettrace())
        ],
        "faults": faulthandler.is_enabled(),
        "event loop": [plain(type(asyncio.get_event_loop_policy())),
                       plain(type(asyncio.get_event_loop()))],
        "group": os.getpgrp() == os.getpid(),
        "scheduling": [os.nice(0), os.sched_getscheduler(0), sorted(os.sched_getaffinity(0))],
        "cells so far": shell.execution_count,
        "command line": open("/proc/self/cmdline").read(),
        "options": sys._xoptions,
        "standard input": os.readlink("/proc/self/fd/0"),
        "kept from collection": gc.get_freeze_count() > 0,
        "hash of a text": hash("a text"),
        "names of threads": sorted(one.name for one in threading.enumerate()),
        "owner": owner,
    })  # fmt: skip


def imported() -> str:
    """The same of what imports change, once the first cell of a notebook has run. Runs in kernels."""
    import json
    import logging
    import os
    import sys
    import warnings

    import ipywidgets  # noqa: F401
    import keras
    import matplotlib
    import matplotlib.pyplot
    import numpy as np
    import tensorflow as tf

    import grader.startup  # noqa: F401

    shell = get_ipython()  # noqa: F821
    loggers = logging.root.manager.loggerDict
    finders = [repr(one).split(" at 0x")[0] for one in sys.meta_path]
    return json.dumps({
        "variables": dict(os.environ),
        "filters": sorted(map(repr, warnings.filters)),
        "order of filters": list(map(repr, warnings.filters)),
        "levels": {
            name: one.level
            for name, one in loggers.items() if getattr(one, "level", 0) and name != "tensorflow"
        },
        "handlers": sorted(name for name, one in loggers.items() if getattr(one, "handlers", ())),
        "matplotlib": [matplotlib.get_backend(), sorted(map(repr, matplotlib.rcParams.items()))],
        "numpy": [np.get_printoptions(), np.geterr()],
        "keras": [keras.config.backend(), keras.config.floatx(), keras.config.image_data_format()],
        "tensorflow": [
            tf.executing_eagerly(), repr(tf.config.list_physical_devices()),
            tf.config.threading.get_intra_op_parallelism_threads(),
            tf.config.threading.get_inter_op_parallelism_threads(),
        ],
        "level of TensorFlow's log": tf.get_logger().level,
        "finders": sorted(finders),
        "modules": sorted(sys.modules),
        "formatters": {
            kind: sorted(map(repr, one.type_printers)) + sorted(map(repr, one.deferred_printers))
            for kind, one in shell.display_formatter.formatters.items()
        },
    }, default=repr)  # fmt: skip


def told(kernel) -> dict[str, object]:
    """What a kernel says of itself, before and after the first cell of a notebook."""
    kernel.run(inspect.getsource(seen_by_a_cell) + "\n" + inspect.getsource(imported))
    return json.loads(kernel.run("print(seen_by_a_cell())")) | json.loads(
        kernel.run("print(imported())").splitlines()[-1]
    )


@pytest.fixture
def both(start, tmp_path):
    """A warm kernel and a cold one, in a folder with a module."""
    (tmp_path / "helpers.py").write_text("HELP = 'a module beside the notebook'")
    named = outside_pytest().keys() - cold(outside_pytest()).keys()
    return start(), start(**dict.fromkeys(named, ""))


def test_a_warm_kernel_is_in_all_that_a_cell_sees_what_a_cold_one_is(both):
    assert [one.is_forked for one in both] == [True, False]
    for kernel in both:
        assert kernel.run("import helpers; print(helpers.HELP)") == "a module beside the notebook"
    warm, other = map(told, both)
    for seen in (warm, other):
        names = outside_pytest().keys() - cold(outside_pytest()).keys()
        seen["way to the parent"] = [seen["variables"].pop(name) for name in sorted(names)]
    assert set(other["modules"]) <= set(warm["modules"])
    differ = {name for name in warm if warm[name] != other[name]}
    unknown = differ - DIFFERS.keys()
    assert {name: warm[name] for name in unknown} == {name: other[name] for name in unknown}
    assert differ == DIFFERS.keys()
