"""Exports on disk: which version counts, and a loaded one's signatures for the protocol."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from shipping.protocol import Refusal, Signature, Tensors

# What TensorFlow's error codes become; every other one is the server's own fault.
STATUS_OF_CODE = {3: 400, 4: 504, 5: 404, 8: 429, 9: 400, 11: 400, 12: 501, 14: 503}


def versions(base: str | Path) -> dict[int, Path]:
    """Return the version folders in `base` by number: those whose name is a whole number.

    10 comes after 9, since names are read as numbers, and 00000123 is version 123.
    """
    folder = Path(base)
    if not folder.is_dir():
        return {}
    return {
        int(path.name): path
        for path in sorted(folder.iterdir())
        if path.is_dir() and path.name.isascii() and path.name.isdigit()
    }


def load_signatures(folder: str | Path) -> dict[str, Signature]:
    """Load an export (a folder with saved_model.pb) and return its signatures by name.

    Raises ValueError where the folder holds no export, or a broken one, with what to do.
    """
    import tensorflow as tf

    if not (Path(folder) / "saved_model.pb").exists():
        raise ValueError(
            f"{folder} holds no saved_model.pb, so it is no export. Make one there: "
            "model.export(folder)."
        )
    try:
        loaded = tf.saved_model.load(str(folder))
    except (OSError, ValueError, tf.errors.OpError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise ValueError(
            f"{folder} can't be loaded ({reason}). Copy the whole folder again, or export anew."
        ) from error
    return {name: of_function(function, loaded) for name, function in loaded.signatures.items()}


def of_function(function: Any, owner: Any = None) -> Signature:
    """The signature of a loaded function (`tf.saved_model.load(folder).signatures[name]`).

    The variables live as long as `owner` (what was loaded) does, so it is held with the function.
    """
    specs = function.structured_input_signature[1]
    inputs = {name: spec.dtype.name for name, spec in specs.items()}
    return Signature(inputs, Runner(function, inputs, owner))


@dataclass(frozen=True)
class Runner:
    """A loaded function as the protocol calls it: arrays in, arrays out."""

    function: Any
    inputs: Mapping[str, str]
    owner: Any

    def __call__(self, inputs: Tensors) -> Tensors:
        """Run it; what TensorFlow refuses becomes a Refusal with its status."""
        import tensorflow as tf

        try:
            outputs = self.function(
                **{name: tf.constant(value, self.inputs[name]) for name, value in inputs.items()}
            )
        except tf.errors.OpError as error:
            raise Refusal(STATUS_OF_CODE.get(error.error_code, 500), error.message) from error
        return {name: np.asarray(value) for name, value in outputs.items()}
