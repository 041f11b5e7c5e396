"""What a check asks under: every global setting of TensorFlow, Keras and NumPy that changes a
result, in a known state while an answer is asked, and as the notebook had it afterwards.

TensorFlow and Keras are looked at where something imported them, and never imported here. Most
settings are read and written where the libraries keep them: their public functions may have been
changed by the learner's code, some have no way back, and some no way to look.
"""

from __future__ import annotations

import contextlib
import random
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

EAGER_OFF = "`tf.compat.v1.disable_eager_execution()`"
_ABSENT = object()
_SEED = 20_261_128  # the same draws at every check, so that an answer gets the same verdict again


@dataclass(frozen=True)
class Setting:
    """One global setting.

    Attributes:
        read: What it is; `_ABSENT` where the library is not imported, or has no such setting.
        write: Makes it what it should be, or what it was.
        ours: Makes the value that checks ask under.
        words: How it is called when an answer fails and the notebook had it otherwise; empty where
            no answer is right by it.
        as_ours: Whether a value means what ours does; None for what is made anew for every case.
        switches: The public functions that change it, each to be found by a learner.
    """

    read: Callable[[], Any]
    write: Callable[[Any], object]
    ours: Callable[[], Any]
    words: str = ""
    as_ours: Callable[[Any], bool] | None = None
    switches: tuple[str, ...] = ()


def _place(module: str, path: str) -> tuple[Any, str]:
    """The object that keeps a setting, and the name of it there."""
    owner = sys.modules.get(module)
    *way, name = path.split(".")
    for step in way:
        owner = getattr(owner, step, None)
    return owner, name


def _slot(
    module: str,
    path: str,
    ours: Any,
    words: str = "",
    switches: tuple[str, ...] = (),
    as_ours: Callable[[Any], bool] | None = None,
    unset: Any = _ABSENT,
) -> Setting:
    """A setting that a module, or an object in it, keeps under a name, once it was set."""

    def read() -> Any:
        owner, name = _place(module, path)
        return _ABSENT if owner is None else getattr(owner, name, unset)

    def write(value: Any) -> None:
        owner, name = _place(module, path)
        setattr(owner, name, value)

    same = as_ours or (lambda value: value == ours)
    return Setting(read, write, lambda: ours, words, same, switches)


_EAGER_CONTEXT = "tensorflow.python.eager.context"


def _context() -> Any:
    """TensorFlow's context, which keeps what is set for a process; None where there is none."""
    module = sys.modules.get(_EAGER_CONTEXT)
    return module.context() if module else None


def _of_context(
    name: str,
    ours: Callable[[], Any],
    words: str = "",
    switches: tuple[str, ...] = (),
    as_ours: Callable[[Any], bool] | None = lambda value: not value,
    in_thread: bool = False,
) -> Setting:
    def read() -> Any:
        context = _context()
        owner = context._thread_local_data if context and in_thread else context
        value = _ABSENT if owner is None else getattr(owner, name, None)
        # A copy: these are changed in place.
        return type(value)(value) if isinstance(value, list | dict) else value

    def write(value: Any) -> None:
        context = _context()
        setattr(context._thread_local_data if in_thread else context, name, value)
        context._thread_local_data.function_call_options = None  # made from them, and kept

    return Setting(read, write, ours, words, as_ours, switches)


_NUMPY_METHODS = "tensorflow.python.ops.numpy_ops.np_math_ops"
_TENSOR = "tensorflow.python.framework.tensor"
# Tensors have these of their own as well, which are the same.
_TENSORS_OWN = ("ndim", "__round__")


def _read_numpy_methods() -> Any:
    """The methods that tensors got from NumPy; none where they were not asked for."""
    source, kept = sys.modules.get(_NUMPY_METHODS), sys.modules.get(_TENSOR)
    if source is None or kept is None or not hasattr(source, "_enable_numpy_methods"):
        return _ABSENT
    anything = type("Anything", (), {})
    before = set(vars(anything))
    source._enable_numpy_methods(anything)
    names = set(vars(anything)) - before - set(_TENSORS_OWN)
    return {name: method for name, method in vars(kept.Tensor).items() if name in names}


def _write_numpy_methods(methods: dict[str, Any]) -> None:
    tensor = sys.modules[_TENSOR].Tensor
    for name in _read_numpy_methods():
        delattr(tensor, name)
    for name, method in methods.items():
        setattr(tensor, name, method)


_NUMPY = "`tf.experimental.numpy.experimental_enable_numpy_behavior()`"
_NUMPY_SWITCH = ("tf.experimental.numpy.experimental_enable_numpy_behavior",)


def _promotion_off() -> Any:
    return sys.modules["tensorflow.python.framework.ops"].PromoMode.OFF


def _read_strategy() -> Any:
    module = sys.modules.get("tensorflow.python.distribute.distribute_lib")
    ops = sys.modules.get("tensorflow.python.framework.ops")
    if module is None or ops is None:
        return _ABSENT
    # Inside a scope, which its own `with` ends, nothing can be set.
    entered = ops.get_default_graph()._global_distribute_strategy_scope
    return module.get_strategy() if entered is not None else None


def _write_strategy(strategy: Any) -> None:
    if strategy is not _read_strategy():
        module = sys.modules["tensorflow.python.distribute.distribute_lib"]
        module.experimental_set_strategy(strategy)


def _of_config(
    reader: str, writer: str, ours: Any, words: str, switches: tuple[str, ...]
) -> Setting:
    """A setting that TensorFlow keeps in its C++ part."""

    def config() -> Any:
        return sys.modules.get("tensorflow.python.framework.config")

    def read() -> Any:
        return getattr(config(), reader)() if hasattr(config(), reader) else _ABSENT

    def write(value: Any) -> None:
        if value != read():
            getattr(config(), writer)(value)

    return Setting(read, write, lambda: ours, words, lambda value: value == ours, switches)


def _read_determinism() -> Any:
    config = sys.modules.get("tensorflow.python.framework.config")
    return config.is_op_determinism_enabled() if config else _ABSENT


def _write_determinism(on: bool) -> None:
    config = sys.modules["tensorflow.python.framework.config"]
    (config.enable_op_determinism if on else config.disable_op_determinism)()


def _of_keras(
    name: str,
    words: str = "",
    switches: tuple[str, ...] = (),
    as_ours: Callable[[Any], bool] = lambda value: value is None,
) -> Setting:
    """What Keras keeps for a thread; None stands for what it has when nothing was set."""
    return _slot(
        "keras.src.backend.common.global_state",
        f"GLOBAL_STATE_TRACKER.{name}",
        None,
        words,
        switches,
        as_ours,
        unset=None,
    )


_KERAS = "keras.src.backend.config"


def _keras(*names: str) -> tuple[str, ...]:
    return tuple(f"{top}.{name}" for name in names for top in ("keras", "tf.keras"))


# Made once, and early: what makes one calls NumPy's functions, which may be others by then.
_OUR_GENERATOR = np.random.MT19937(_SEED)
_OUR_DRAWS = {**_OUR_GENERATOR.state, "has_gauss": 0, "gauss": 0.0}


def _read_numpys_draws(
    generator: Callable[..., Any] = np.random.mtrand.get_bit_generator,
    state: Callable[..., Any] = np.random.get_state,
) -> tuple[Any, Any]:
    return generator(), state(legacy=False)


def _write_numpys_draws(
    draws: tuple[Any, Any],
    set_generator: Callable[..., Any] = np.random.mtrand.set_bit_generator,
    set_state: Callable[..., Any] = np.random.set_state,
) -> None:
    generator, state = draws
    set_generator(generator)
    set_state(state)  # beside the generator's, half a pair of normal numbers


def _write_by_name(write: Callable[..., object]) -> Callable[[Mapping[str, Any]], object]:
    """What writes several values, each by its name, with the function as it is now."""
    return lambda values: write(**values)


def _write_warnings(filters: list[Any]) -> None:
    warnings.resetwarnings()
    # A list, which typeshed states as a Sequence.
    warnings.filters.extend(filters)  # type: ignore[attr-defined]


_NUMPY_ERRORS = {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}
_NUMPY_PRINTS = {
    "edgeitems": 3,
    "threshold": 1000,
    "floatmode": "maxprec",
    "precision": 8,
    "suppress": False,
    "linewidth": 75,
    "nanstr": "nan",
    "infstr": "inf",
    "sign": "-",
    "formatter": None,
    "legacy": False,
}

SETTINGS = (
    # TensorFlow: how code runs.
    _of_context(
        "is_eager",
        lambda: True,
        EAGER_OFF,
        ("tf.compat.v1.disable_eager_execution", "tf.compat.v1.disable_v2_behavior"),
        bool,
        in_thread=True,
    ),
    _slot(_EAGER_CONTEXT, "default_execution_mode", 1),
    _slot(
        "tensorflow.python.eager.polymorphic_function.eager_function_run",
        "RUN_FUNCTIONS_EAGERLY",
        False,
        "`tf.config.run_functions_eagerly(True)`",
        ("tf.config.run_functions_eagerly", "tf.config.experimental_run_functions_eagerly"),
    ),
    _slot(
        "tensorflow.python.data.ops.debug_mode",
        "DEBUG_MODE",
        False,
        "`tf.data.experimental.enable_debug_mode()`",
        ("tf.data.experimental.enable_debug_mode",),
    ),
    _of_context(
        "execution_mode",
        lambda: 0,
        "`tf.config.experimental.set_synchronous_execution(False)`",
        ("tf.config.experimental.set_synchronous_execution",),
    ),
    Setting(
        _read_strategy,
        _write_strategy,
        lambda: None,
        "`tf.distribute.experimental_set_strategy(...)`",
        lambda value: value is None,
        ("tf.distribute.experimental_set_strategy",),
    ),
    # TensorFlow: what its operations give.
    _slot(
        "tensorflow.python.framework.ops",
        "_numpy_style_slicing",
        False,
        _NUMPY,
        _NUMPY_SWITCH,
    ),
    Setting(
        _read_numpy_methods,
        _write_numpy_methods,
        dict,
        _NUMPY,
        lambda value: not value,
        _NUMPY_SWITCH,
    ),
    Setting(
        lambda: getattr(
            sys.modules.get("tensorflow.python.framework.ops"), "_dtype_conversion_mode", _ABSENT
        ),
        lambda mode: setattr(
            sys.modules["tensorflow.python.framework.ops"], "_dtype_conversion_mode", mode
        ),
        _promotion_off,
        _NUMPY,
        lambda mode: mode.name == "OFF",
        _NUMPY_SWITCH,
    ),
    _slot("tensorflow.python.ops.numpy_ops.np_dtypes", "_prefer_float32", False, _NUMPY),
    _slot("tensorflow.python.ops.numpy_ops.np_dtypes", "_allow_float64", True, _NUMPY),
    _of_config(
        "tensor_float_32_execution_enabled",
        "enable_tensor_float_32_execution",
        # Matrix products as exact as float32 is, also on a GPU: recent ones round what goes into
        # them to about three decimal digits, and no tolerance tells that from a mistake.
        False,
        "",
        ("tf.config.experimental.enable_tensor_float_32_execution",),
    ),
    Setting(
        _read_determinism,
        _write_determinism,
        lambda: False,
        "`tf.config.experimental.enable_op_determinism()`",
        lambda value: not value,
        ("tf.config.experimental.enable_op_determinism",),
    ),
    _of_context(
        "_optimizer_jit",
        lambda: None,
        "`tf.config.optimizer.set_jit(...)`",
        ("tf.config.optimizer.set_jit",),
    ),
    _of_context(
        "_optimizer_experimental_options",
        dict,
        "`tf.config.optimizer.set_experimental_options(...)`",
        ("tf.config.optimizer.set_experimental_options",),
    ),
    _of_context(
        "soft_device_placement",
        lambda: True,
        "`tf.config.set_soft_device_placement(False)`",
        ("tf.config.set_soft_device_placement",),
        bool,
    ),
    _of_context(
        "device_policy",
        lambda: None,
        "`tf.config.experimental.set_device_policy(...)`",
        ("tf.config.experimental.set_device_policy",),
        lambda value: value in (None, sys.modules[_EAGER_CONTEXT].DEVICE_PLACEMENT_SILENT),
    ),
    # TensorFlow: what it says and refuses.
    _of_context(
        "log_device_placement",
        lambda: False,
        "",
        ("tf.debugging.set_log_device_placement",),
    ),
    _of_context(
        "op_callbacks",
        list,
        "`tf.debugging.enable_check_numerics()`",
        (
            "tf.debugging.enable_check_numerics",
            "tf.debugging.disable_check_numerics",
            "tf.debugging.experimental.enable_dump_debug_info",
            "tf.debugging.experimental.disable_dump_debug_info",
        ),
        in_thread=True,
    ),
    _slot(
        "tensorflow.python.framework.strict_mode",
        "STRICT_MODE",
        False,
        "`tf.experimental.enable_strict_mode()`",
        ("tf.experimental.enable_strict_mode",),
    ),
    _slot(
        "tensorflow.python.util.traceback_utils",
        "_ENABLE_TRACEBACK_FILTERING.value",
        True,
        "",
        (
            "tf.debugging.enable_traceback_filtering",
            "tf.debugging.disable_traceback_filtering",
        ),
        unset=True,
    ),
    _slot(
        "tensorflow.python.autograph.utils.ag_logging",
        "verbosity_level",
        None,
        "",
        ("tf.autograph.set_verbosity",),
    ),
    # TensorFlow 1's ways, each to be had alone.
    _slot(
        _TENSOR,
        "Tensor._USE_EQUALITY",
        True,
        "`tf.compat.v1.disable_tensor_equality()`",
        ("tf.compat.v1.disable_tensor_equality", "tf.compat.v1.enable_tensor_equality"),
    ),
    _slot(
        "tensorflow.python.framework.tensor_shape",
        "_TENSORSHAPE_V2_OVERRIDE",
        True,
        "`tf.compat.v1.disable_v2_tensorshape()`",
        ("tf.compat.v1.disable_v2_tensorshape", "tf.compat.v1.enable_v2_tensorshape"),
    ),
    _slot(
        "tensorflow.python.ops.control_flow_util",
        "ENABLE_CONTROL_FLOW_V2",
        True,
        "`tf.compat.v1.disable_control_flow_v2()`",
        ("tf.compat.v1.disable_control_flow_v2", "tf.compat.v1.enable_control_flow_v2"),
    ),
    _slot(
        "tensorflow.python.ops.resource_variables_toggle",
        "_DEFAULT_USE_RESOURCE",
        True,
        "`tf.compat.v1.disable_resource_variables()`",
        ("tf.compat.v1.disable_resource_variables", "tf.compat.v1.enable_resource_variables"),
    ),
    # Random numbers: a check's draws are its own, and leave the notebook's as they were. TensorFlow
    # has no seed, as in a new kernel: with one, each new graph would draw the same.
    _of_context("_seed", lambda: None, "", ("tf.random.set_seed",), lambda value: value is None),
    _of_context(
        "_rng",
        lambda: random.Random(_SEED),
        "",
        ("tf.experimental.numpy.random.seed",),
        None,
    ),
    _slot(
        "tensorflow.python.ops.stateful_random_ops",
        "global_generator",
        None,
        "",
        ("tf.random.set_global_generator", "tf.random.experimental.set_global_generator"),
    ),
    _of_keras("global_random_seed", "", _keras("utils.set_random_seed")),
    _of_keras("global_seed_generator"),
    Setting(
        _read_numpys_draws,
        _write_numpys_draws,
        lambda: (_OUR_GENERATOR, _OUR_DRAWS),
        switches=("np.random.seed", "np.random.set_state", "np.random.set_bit_generator"),
    ),
    Setting(random.getstate, random.setstate, lambda: random.Random(_SEED).getstate()),
    # Keras.
    _slot(
        _KERAS,
        "_FLOATX",
        "float32",
        "`keras.config.set_floatx(...)`",
        _keras("config.set_floatx", "backend.set_floatx"),
    ),
    _slot(
        _KERAS,
        "_EPSILON",
        1e-7,
        "`keras.config.set_epsilon(...)`",
        _keras("config.set_epsilon", "backend.set_epsilon"),
    ),
    _slot(
        _KERAS,
        "_IMAGE_DATA_FORMAT",
        "channels_last",
        "`keras.config.set_image_data_format(...)`",
        _keras("config.set_image_data_format", "backend.set_image_data_format"),
    ),
    _slot(
        _KERAS,
        "_MAX_EPOCHS",
        None,
        "`keras.config.set_max_epochs(...)`",
        _keras("config.set_max_epochs"),
    ),
    _slot(
        _KERAS,
        "_MAX_STEPS_PER_EPOCH",
        None,
        "`keras.config.set_max_steps_per_epoch(...)`",
        _keras("config.set_max_steps_per_epoch"),
    ),
    _of_keras(
        "dtype_policy",
        "`keras.config.set_dtype_policy(...)`",
        (
            *_keras("config.set_dtype_policy"),
            *_keras("mixed_precision.set_dtype_policy", "mixed_precision.set_global_policy"),
        ),
        lambda policy: policy is None or policy.name == "float32",
    ),
    _of_keras(
        "flash_attention",
        "",
        _keras("config.enable_flash_attention", "config.disable_flash_attention"),
    ),
    _of_keras(
        "safe_mode_saving",
        "`keras.config.enable_unsafe_deserialization()`",
        _keras("config.enable_unsafe_deserialization"),
        lambda safe: safe in (None, True),
    ),
    _of_keras(
        "distribution",
        "`keras.distribution.set_distribution(...)`",
        _keras("distribution.set_distribution"),
    ),
    _of_keras(
        "interactive_logging",
        "",
        _keras(
            "config.enable_interactive_logging",
            "config.disable_interactive_logging",
            "utils.enable_interactive_logging",
            "utils.disable_interactive_logging",
        ),
    ),
    _of_keras(
        "traceback_filtering",
        "",
        _keras("config.enable_traceback_filtering", "config.disable_traceback_filtering"),
    ),
    # A warning that was turned into an error stops a library at whatever it has to say.
    Setting(
        lambda: list(warnings.filters),
        _write_warnings,
        lambda: [entry for entry in warnings.filters if entry[0] != "error"],
        as_ours=lambda filters: all(entry[0] != "error" for entry in filters),
    ),
    # NumPy.
    Setting(
        np.geterr,
        _write_by_name(np.seterr),
        lambda: _NUMPY_ERRORS,
        "`np.seterr(...)`",
        lambda errors: errors == _NUMPY_ERRORS,
        ("np.seterr", "np.errstate"),
    ),
    Setting(
        np.geterrcall,
        np.seterrcall,
        lambda: None,
        as_ours=lambda value: value is None,
        switches=("np.seterrcall",),
    ),
    Setting(
        np.getbufsize,
        np.setbufsize,
        lambda: 8192,
        as_ours=lambda value: value == 8192,
        switches=("np.setbufsize",),
    ),
    Setting(
        np.get_printoptions,
        _write_by_name(np.set_printoptions),
        lambda: _NUMPY_PRINTS,
        as_ours=lambda options: _NUMPY_PRINTS.items() <= options.items(),
        switches=("np.set_printoptions", "np.printoptions"),
    ),
)

# Public functions that are called like settings, and why no check minds them.
NOT_MINDED = {
    "tf.autograph.experimental.set_loop_options": "says something of the loop it stands in",
    "tf.config.experimental.disable_mlir_bridge": "is for TPUs",
    "tf.config.experimental.enable_mlir_bridge": "is for TPUs",
    "tf.config.experimental.set_memory_growth": "is how a GPU's memory is taken; fixed once used",
    "tf.config.experimental.set_virtual_device_configuration": "is fixed once a device was used",
    "tf.config.experimental.set_visible_devices": "is fixed once a device was used",
    "tf.config.set_logical_device_configuration": "is fixed once a device was used",
    "tf.config.set_visible_devices": "is fixed once a device was used",
    "tf.config.threading.set_inter_op_parallelism_threads": "is fixed once an operation ran",
    "tf.config.threading.set_intra_op_parallelism_threads": "is fixed once an operation ran",
    "tf.experimental.dtensor.enable_save_as_bf16": "is for the variables it is given",
    "tf.keras.backend.set_value": "sets a variable's value",
    "tf.keras.config.set_backend": "replaces Keras itself; without TensorFlow there is no course",
    "keras.config.set_backend": "replaces Keras itself; without TensorFlow there is no course",
    "tf.linalg.set_diag": "is an operation",
    "tf.summary.experimental.set_step": "numbers what is written to a log",
    "tf.test.disable_with_predicate": "decorates a test",
    "np.ma.set_fill_value": "is for the array it is given",
    "np.polynomial.set_default_printstyle": "is how a polynomial prints",
    "tf.compat.v1.enable_eager_execution": "is on, see disable_eager_execution",
    "tf.compat.v1.enable_v2_behavior": "is on, see disable_v2_behavior",
}


class Surroundings:
    """The settings as the notebook had them, and whether an answer is asked under others.

    Attributes:
        changed: How those settings are called that the notebook had otherwise, and that may decide
            what an answer gives.
    """

    def __init__(self, besides: Sequence[tuple[str, str, Any]] = ()) -> None:
        self._found: list[tuple[Setting, Any]] = []
        for setting in (*SETTINGS, *(_slot(*setting) for setting in besides)):
            # Reading calls the library, in which the learner's code may have changed anything: what
            # can't be read is left as it is.
            with contextlib.suppress(Exception):
                value = setting.read()
                if value is not _ABSENT:
                    self._found.append((setting, value))
        self.changed = tuple(
            dict.fromkeys(
                setting.words
                for setting, value in self._found
                if setting.words and setting.as_ours and not setting.as_ours(value)
            )
        )

    def make_ours(self) -> None:
        """Put every setting into the state that answers are asked under."""
        for setting, _ in self._found:
            with contextlib.suppress(Exception):  # as above: an answer may have changed a library
                if setting.as_ours is None or not setting.as_ours(setting.read()):
                    setting.write(setting.ours())

    def put_back(self) -> None:
        """Put every setting back to what the notebook had."""
        for setting, value in reversed(self._found):
            with contextlib.suppress(Exception):  # as above
                if setting.as_ours is None or setting.read() != value:
                    setting.write(value)


@contextlib.contextmanager
def known_surroundings(besides: Sequence[tuple[str, str, Any]] = ()) -> Iterator[Surroundings]:
    """Ask under known settings inside; what an answer changes is put back as well.

    Args:
        besides: Settings of a course's own: module, name and value.
    """
    found = Surroundings(besides)
    with contextlib.ExitStack() as stack:
        context = _context()
        if context is not None and not context.executing_eagerly():
            stack.enter_context(sys.modules[_EAGER_CONTEXT].eager_mode())
        stack.callback(found.put_back)
        found.make_ours()
        yield found


def changed_in_words(changed: Sequence[str], passed: bool) -> str:
    """What is said of settings that the notebook has otherwise than checks ask under.

    Where an answer passed they made no difference, and only eager execution is worth a word.
    """
    said = []
    if EAGER_OFF in changed:
        said.append(
            f"Eager execution is off in your notebook, by {EAGER_OFF}, and stays so until you "
            "restart the kernel. The check asked with it on."
        )
    others = [words for words in changed if words != EAGER_OFF]
    if others and not passed:
        them = "it" if len(others) == 1 else "them"
        said.append(
            f"Your notebook has set {' and '.join(others)}. The check asks without {them}, as in a "
            "kernel that has just started."
        )
    return " ".join(said)


KNOWN_WORDS = frozenset(setting.words for setting in SETTINGS if setting.words)
