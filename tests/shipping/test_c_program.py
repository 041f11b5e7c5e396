"""The C program: compiled for real, and its numbers are Python's."""

import subprocess
from pathlib import Path

import numpy as np
import pytest

from shipping.c_program import compile_program, operation_names, source
from tests.shipping.digits import made
from tests.shipping.missing import skip_without


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    try:
        return compile_program(tmp_path_factory.mktemp("c"))
    except OSError as error:
        if "no g++" not in str(error):
            raise
        skip_without("g++", error)


def run(*command: object) -> subprocess.CompletedProcess[str]:
    # With nothing of Python's in its variables.
    return subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        env={"TF_CPP_MIN_LOG_LEVEL": "2"},
    )


def test_the_program_gives_the_numbers_that_keras_gives(program: Path):
    digits = made()
    export = digits.base / "1"
    done = run(program, export, *operation_names(export), *digits.images[3])
    assert done.returncode == 0, done.stderr
    answered = np.array(done.stdout.split(), float)
    assert np.allclose(answered, digits.logits[3], atol=2e-5)


def test_the_program_holds_no_python(program: Path):
    linked = run("ldd", program).stdout
    assert "libtensorflow" in linked
    assert "libpython" not in linked


def test_what_cannot_be_run_ends_with_a_sentence(program: Path, tmp_path: Path):
    export = made().base / "1"
    given, answered = operation_names(export)
    assert run(program).returncode == 2
    missing = run(program, tmp_path / "no", given, answered, 1)
    assert missing.returncode == 1 and "Could not find SavedModel" in missing.stderr
    named = run(program, export, given, "Answer", 1)
    assert named.returncode == 1 and "no operation Answer" in named.stderr
    word = run(program, export, given, answered, 1, "two")
    assert word.returncode == 1 and "this is no number: two" in word.stderr
    short = run(program, export, given, answered, 1, 2)
    assert short.returncode == 1 and "incompatible" in short.stderr


def test_a_signature_with_more_than_one_output_is_refused(tmp_path: Path):
    import tensorflow as tf

    module = tf.Module()
    module.pair = tf.function(lambda x: {"a": x, "b": -x}).get_concrete_function(
        tf.TensorSpec([1, 2], tf.float32, name="x")
    )
    tf.saved_model.save(module, str(tmp_path), signatures={"pair": module.pair})
    with pytest.raises(ValueError, match=r"no signature 'serving_default', only .*'pair'"):
        operation_names(tmp_path)
    with pytest.raises(ValueError, match="1 inputs and 2 outputs"):
        operation_names(tmp_path, "pair")


def test_an_answer_that_is_no_float_is_refused(program: Path, tmp_path: Path):
    import tensorflow as tf

    module = tf.Module()
    module.count = tf.function(lambda x: {"n": tf.cast(x, tf.int32)}).get_concrete_function(
        tf.TensorSpec([1, 2], tf.float32, name="x")
    )
    tf.saved_model.save(module, str(tmp_path), signatures={"serving_default": module.count})
    done = run(program, tmp_path, *operation_names(tmp_path), 1, 2)
    assert done.returncode == 1 and "no 32-bit floats come from" in done.stderr


def test_it_is_short_enough_to_be_read_in_a_lesson():
    lines = source().splitlines()
    assert len(lines) <= 48
    assert max(map(len, lines)) <= 100


def test_without_a_compiler_what_to_do_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OSError, match="apt-get install"):
        compile_program(tmp_path)
