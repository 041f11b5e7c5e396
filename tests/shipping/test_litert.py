"""The converted model: the numbers of Keras, and what making it smaller costs."""

from pathlib import Path

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

from tests.services import made_once
from tests.shipping.digits import made

# Images that show the converter which range each layer's numbers have; it needs no labels.
CALIBRATED_ON = 100


def quantize(folder: Path) -> None:
    """Convert the export three more times, each with smaller weights."""
    import tensorflow as tf

    digits = made()

    def converter():
        return tf.lite.TFLiteConverter.from_saved_model(str(digits.base / "1"))

    half = converter()
    half.optimizations = [tf.lite.Optimize.DEFAULT]
    half.target_spec.supported_types = [tf.float16]
    dynamic = converter()
    dynamic.optimizations = [tf.lite.Optimize.DEFAULT]
    whole = converter()
    whole.optimizations = [tf.lite.Optimize.DEFAULT]
    whole.representative_dataset = lambda: ([row[None]] for row in digits.images[:CALIBRATED_ON])
    whole.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    for name, made_by in (("float16", half), ("dynamic", dynamic), ("int8", whole)):
        (folder / f"{name}.tflite").write_bytes(made_by.convert())


@pytest.fixture(scope="module")
def models() -> dict[str, Path]:
    folder = made_once("quantized", quantize)
    names = ("float16", "dynamic", "int8")
    return {"float32": made().tflite} | {name: folder / f"{name}.tflite" for name in names}


def run(path: Path, images: np.ndarray) -> np.ndarray:
    """The logits of images, all in one batch, through the model's signature."""
    # Named only so that the memory is there for as long as the runner is.
    interpreter = Interpreter(str(path))
    runner = interpreter.get_signature_runner()
    (name,) = runner.get_input_details()
    (logits,) = runner(**{name: images}).values()
    return logits


def accuracy(logits: np.ndarray) -> float:
    return float((logits.argmax(-1) == made().labels).mean())


def test_a_converted_model_gives_the_numbers_of_keras(models):
    digits = made()
    assert np.allclose(run(models["float32"], digits.images), digits.logits, atol=1e-4)
    # The one for a browser takes a row at a time.
    assert np.allclose(run(digits.one, digits.images[:1]), digits.logits[:1], atol=1e-4)


def test_quantizing_makes_files_smaller_and_costs_no_accuracy_here(models):
    sizes = {name: path.stat().st_size for name, path in models.items()}
    assert sizes["float16"] < 0.6 * sizes["float32"]
    assert sizes["dynamic"] < 0.45 * sizes["float32"]
    assert sizes["int8"] < 0.45 * sizes["float32"]
    before = accuracy(made().logits)
    assert before > 0.85
    for name, path in models.items():
        assert abs(accuracy(run(path, made().images)) - before) < 0.02, name


def test_quantized_numbers_differ_and_the_fewer_bits_the_more(models):
    digits = made()
    apart = {
        name: np.abs(run(path, digits.images) - digits.logits).max()
        for name, path in models.items()
    }
    assert apart["float32"] < 1e-4 < apart["float16"] < apart["int8"]
    assert apart["float32"] < apart["dynamic"]


def test_a_float64_image_is_refused(models):
    with pytest.raises(ValueError, match="FLOAT64"):
        run(models["float32"], made().images[:1].astype("float64"))
