"""What an answer is asked under is the check's own: the notebook's settings change no verdict, and a
check changes none of the notebook's."""

from __future__ import annotations

import random
import re
import sys
import types
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from grader.catalog import find_task
from grader.judging.judge import judge
from grader.probing.evidence import pack_evidence, unpack_evidence
from grader.probing.probe import observe
from grader.probing.questions import Call, Case
from grader.probing.surroundings import (
    _ABSENT,
    EAGER_OFF,
    NOT_MINDED,
    SETTINGS,
    Surroundings,
    changed_in_words,
)

experimental = tf.config.experimental


@pytest.fixture(autouse=True)
def _nothing_is_left_behind() -> Iterator[None]:
    found = Surroundings()
    yield
    found.put_back()


def _numpy_behavior() -> bool:
    matrix = tf.ones([2, 3])
    try:
        return matrix.mean() == 1 and (tf.ones([], tf.int32) + 1.5).dtype == tf.float64
    except (AttributeError, TypeError):
        return False


def _numpy_slicing() -> bool:
    try:
        return tf.range(4)[[0, 2]].shape == (2,)
    except (TypeError, ValueError, tf.errors.InvalidArgumentError):
        return False


# What a learner runs; how it shows.
SWITCHES: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {
    "functions run eagerly": (
        lambda: tf.config.run_functions_eagerly(True),
        lambda: tf.function(tf.executing_eagerly)(),
    ),
    "tensors as arrays": (
        tf.experimental.numpy.experimental_enable_numpy_behavior,
        _numpy_behavior,
    ),
    "slices as of arrays": (
        tf.experimental.numpy.experimental_enable_numpy_behavior,
        _numpy_slicing,
    ),
    "dtypes converted": (
        lambda: tf.experimental.numpy.experimental_enable_numpy_behavior(
            dtype_conversion_mode="all", prefer_float32=True
        ),
        _numpy_behavior,
    ),
    "tf.data in debug mode": (
        tf.data.experimental.enable_debug_mode,
        lambda: [
            bool(eager)
            for eager in tf.data.Dataset.range(1).map(lambda x: tf.executing_eagerly() or x < 0)
        ],
    ),
    "determinism": (
        experimental.enable_op_determinism,
        # Not by what it refuses: random numbers are only refused where no seed was ever set.
        lambda: sys.modules["tensorflow.python.framework.config"].is_op_determinism_enabled(),
    ),
    "soft placement": (
        lambda: tf.config.set_soft_device_placement(False),
        tf.config.get_soft_device_placement,
    ),
    "placement logged": (
        lambda: tf.debugging.set_log_device_placement(True),
        tf.debugging.get_log_device_placement,
    ),
    "a device policy": (
        lambda: experimental.set_device_policy("explicit"),
        experimental.get_device_policy,
    ),
    "asynchronous execution": (
        lambda: experimental.set_synchronous_execution(False),
        experimental.get_synchronous_execution,
    ),
    "compiled graphs": (lambda: tf.config.optimizer.set_jit(True), tf.config.optimizer.get_jit),
    "graphs left as they are": (
        lambda: tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True}),
        lambda: tf.config.optimizer.get_experimental_options()["disable_meta_optimizer"],
    ),
    "numbers checked": (
        tf.debugging.enable_check_numerics,
        lambda: _raises(lambda: tf.constant(1.0) / 0.0),
    ),
    "strict mode": (
        tf.experimental.enable_strict_mode,
        lambda: sys.modules["tensorflow.python.framework.strict_mode"].STRICT_MODE,
    ),
    "whole tracebacks": (
        tf.debugging.disable_traceback_filtering,
        tf.debugging.is_traceback_filtering_enabled,
    ),
    "AutoGraph's words": (
        lambda: tf.autograph.set_verbosity(3),
        lambda: tf.autograph.set_verbosity.__globals__["verbosity_level"],
    ),
    "a strategy": (
        lambda: tf.distribute.experimental_set_strategy(tf.distribute.OneDeviceStrategy("cpu:0")),
        tf.distribute.has_strategy,
    ),
    "no equality": (
        tf.compat.v1.disable_tensor_equality,
        lambda: isinstance(tf.constant(1) == tf.constant(1), bool),
    ),
    "old shapes": (
        tf.compat.v1.disable_v2_tensorshape,
        lambda: type(tf.TensorShape([3])[0]).__name__,
    ),
    "old control flow": (
        tf.compat.v1.disable_control_flow_v2,
        tf.compat.v1.control_flow_v2_enabled,
    ),
    "old variables": (
        tf.compat.v1.disable_resource_variables,
        tf.compat.v1.resource_variables_enabled,
    ),
    "no eager execution": (tf.compat.v1.disable_eager_execution, tf.executing_eagerly),
    "floatx": (lambda: keras.config.set_floatx("float64"), keras.config.floatx),
    "epsilon": (lambda: keras.config.set_epsilon(0.5), keras.config.epsilon),
    "channels first": (
        lambda: keras.config.set_image_data_format("channels_first"),
        keras.config.image_data_format,
    ),
    "mixed precision": (
        lambda: keras.mixed_precision.set_global_policy("mixed_bfloat16"),
        lambda: keras.config.dtype_policy().name,
    ),
    "unsafe loading": (
        keras.config.enable_unsafe_deserialization,
        keras.src.saving.serialization_lib.in_safe_mode,
    ),
    "silence": (
        keras.config.disable_interactive_logging,
        keras.config.is_interactive_logging_enabled,
    ),
    "whole tracebacks of Keras": (
        keras.config.disable_traceback_filtering,
        keras.config.is_traceback_filtering_enabled,
    ),
    "no flash attention": (
        keras.config.disable_flash_attention,
        keras.config.is_flash_attention_enabled,
    ),
    "NumPy's errors raised": (
        lambda: np.seterr(all="raise"),
        lambda: _raises(lambda: np.float32(1) / np.float32(0)),
    ),
    "a buffer's size": (lambda: np.setbufsize(1600), np.getbufsize),
    "what NumPy prints": (lambda: np.set_printoptions(precision=1), lambda: str(np.array([1.234]))),
    "another generator": (
        lambda: np.random.set_bit_generator(np.random.PCG64(1)),
        lambda: type(np.random.get_bit_generator()).__name__,
    ),
    "warnings as errors": (
        lambda: warnings.simplefilter("error"),
        lambda: _raises(lambda: warnings.warn("a library's", stacklevel=1)),
    ),
}

if hasattr(keras.src.utils.rng_utils, "get_random_seed"):  # Keras 3.8 remembers no seed
    SWITCHES["a seed for all"] = (
        lambda: keras.utils.set_random_seed(3),
        keras.src.utils.rng_utils.get_random_seed,
    )
HAS_MAX_EPOCHS = hasattr(keras.config, "max_epochs")  # not in Keras 3.8
FOR_THE_LOCKED = pytest.mark.skipif(not HAS_MAX_EPOCHS, reason="Keras 3.8 has fewer settings")
if HAS_MAX_EPOCHS:
    SWITCHES["one epoch"] = (lambda: keras.config.set_max_epochs(1), keras.config.max_epochs)
    SWITCHES["one step"] = (
        lambda: keras.config.set_max_steps_per_epoch(1),
        keras.config.max_steps_per_epoch,
    )


def _raises(call: Callable[[], Any]) -> bool:
    try:
        call()
    except Exception:
        return True
    return False


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("name", SWITCHES)
def test_a_switch_is_off_while_an_answer_is_asked_and_on_again_afterwards(name: str) -> None:
    switch, look = SWITCHES[name]
    asked = Call("answer"), [Case({"x": 1}), Case({"x": 2})]
    fresh = []
    observe(*asked, {"answer": lambda x: fresh.append(look())})
    seen = []

    def answer(x: int) -> None:
        seen.append(look())
        switch()  # for a case that comes after

    with warnings.catch_warnings():
        switch()
        theirs = look()
        assert theirs != fresh[0], "the switch does nothing here"
        evidence = observe(*asked, {"answer": answer})
        assert look() == theirs
    assert seen == fresh
    assert all(observation.raised is None for observation in evidence.observations)


def test_what_an_answer_switches_on_is_off_behind_the_check() -> None:
    for name, (switch, look) in SWITCHES.items():
        before = look()
        observe(Call("answer"), [Case({"x": 1})], {"answer": lambda x, switch=switch: switch()})
        assert look() == before, name


@pytest.mark.parametrize(
    "draw",
    [
        lambda: tf.random.normal([]).numpy(),
        lambda: tf.random.get_global_generator().normal([]).numpy(),
        lambda: np.random.normal(),
        random.random,
        lambda: np.asarray(keras.random.normal([])),
    ],
    ids=["tf", "tf's generator", "np", "random", "keras"],
)
def test_a_check_leaves_the_notebooks_random_numbers_as_they_were(draw) -> None:
    def numbers(check: bool) -> list[float]:
        keras.utils.clear_session(
            free_memory=False
        )  # in Keras 3.8 a seed alone begins nothing anew
        keras.utils.set_random_seed(11)
        tf.random.set_global_generator(tf.random.Generator.from_seed(4))
        first = draw()
        if check:
            observe(Call("answer"), [Case({"x": 1})], {"answer": answer})
        return [float(first), float(draw()), float(draw())]

    def answer(x: int) -> None:
        draw()
        keras.utils.set_random_seed(99)

    assert numbers(check=True) == numbers(check=False)


def test_a_seed_in_the_notebook_is_not_what_an_answer_draws_by() -> None:
    def drawn(seed: int) -> list[float]:
        np.random.seed(seed)
        random.seed(seed)
        seen = []
        observe(
            Call("answer"),
            [Case({"x": 1})],
            {"answer": lambda x: seen.extend([np.random.random_sample(), random.random()])},
        )
        return seen

    assert drawn(1) == drawn(2)


WRONG_WITHOUT = {
    "row_means": (
        tf.experimental.numpy.experimental_enable_numpy_behavior,
        lambda matrix: matrix.mean(axis=1, keepdims=True),
        "experimental_enable_numpy_behavior()`. The check asks without it",
    ),
    "huber": (
        lambda: tf.config.run_functions_eagerly(True),
        lambda errors, delta: tf.constant(np.abs(errors.numpy())),
        "run_functions_eagerly(True)`. The check asks without it",
    ),
}


def _verdict(name: str, answer: Callable[..., Any]) -> Any:
    task = find_task(name)
    cases = task.draw_cases(1)
    evidence = observe(task.ask, cases, {task.ask.subject: answer}, tf.constant)
    return judge(task, cases, unpack_evidence(pack_evidence(evidence)))


@pytest.mark.parametrize("name", WRONG_WITHOUT)
def test_an_answer_that_needs_a_switch_fails_and_hears_which(name: str) -> None:
    switch, answer, words = WRONG_WITHOUT[name]
    assert _verdict(name, answer).message.settings == ""
    switch()
    verdict = _verdict(name, answer)
    assert verdict.fraction == 0
    assert words in verdict.message.settings
    assert words in verdict.message.as_text()


def test_a_right_answer_passes_where_eager_execution_is_off_and_that_is_said() -> None:
    tf.compat.v1.disable_eager_execution()
    verdict = _verdict("row_means", lambda matrix: tf.reduce_mean(matrix, 1, keepdims=True))
    assert verdict.fraction == 1
    assert "restart the kernel" in verdict.message.settings


def test_of_settings_that_made_no_difference_nothing_is_said() -> None:
    assert changed_in_words(("`np.seterr(...)`",), passed=True) == ""
    said = changed_in_words(("`a`", "`b`", EAGER_OFF), passed=False)
    assert "Your notebook has set `a` and `b`. The check asks without them" in said
    assert "Eager execution is off" in said


def test_evidence_names_no_setting_that_is_not_known() -> None:
    packed = pack_evidence(observe(Call("answer"), [], {"answer": len}))
    with pytest.raises(ValueError, match="setting"):
        unpack_evidence({**packed, "settings": ["`pay me`"]})


@FOR_THE_LOCKED
def test_the_locked_versions_have_every_setting_where_it_is_looked_for() -> None:
    missing = [setting for setting in SETTINGS if setting.read() is _ABSENT]
    assert missing == []


_LIKE_A_SETTING = re.compile(
    r"(?:experimental_)?(?:set|enable|disable|run_functions)_|(?:seterr|setbufsize|seed)"
    r"|errstate$|printoptions$"
)
_NO_SETTING = re.compile(r"setdiff1d|setxor1d")


def _public(module: types.ModuleType, name: str, of: tuple[str, ...]) -> Iterator[str]:
    """Names of the public functions of a library that are called like settings."""
    for key in sorted(set(dir(module)) - {"compat", "dtensor"}):
        value = getattr(module, key, None)
        if key.startswith("_") or value is None:
            continue
        if isinstance(value, types.ModuleType):
            if value.__name__.startswith(of) and value.__name__.count(".") < 8:
                yield from _public(value, f"{name}.{key}", of)
        elif callable(value) and _LIKE_A_SETTING.match(key) and not _NO_SETTING.match(key):
            yield f"{name}.{key}"


@FOR_THE_LOCKED
def test_every_setting_of_the_locked_versions_is_known() -> None:
    """A new one has to be put into a known state, or be listed as not minded, with a reason."""
    old = [f"tf.compat.v1.{key}" for key in dir(tf.compat.v1) if _LIKE_A_SETTING.match(key)]
    names = {
        *_public(tf, "tf", ("tensorflow._api.v2", "keras._tf_keras")),
        *(name for name in old if name.split(".")[-1].startswith(("enable_", "disable_"))),
        *_public(keras, "keras", ("keras.config", "keras.utils", "keras.backend", "keras.d")),
        *_public(keras.mixed_precision, "keras.mixed_precision", ()),
        *_public(np, "np", ()),
        *_public(np.random, "np.random", ()),
        *_public(np.ma, "np.ma", ()),
        *_public(np.polynomial, "np.polynomial", ()),
    }
    known = {switch for setting in SETTINGS for switch in setting.switches} | set(NOT_MINDED)
    assert names - known == set()
    assert len(names) > 60, "the libraries were not walked"
    assert all(NOT_MINDED.values())
