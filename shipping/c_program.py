"""Compile predict.c, which runs an export without Python, and find the names that it wants.

The TensorFlow package has the library and the headers of its C interface; g++ is all that is missing.
"""

import shutil
import subprocess
from importlib import resources
from pathlib import Path


def source() -> str:
    """The text of predict.c."""
    return resources.files("shipping").joinpath("predict.c").read_text(encoding="utf-8")


def compile_program(folder: str | Path) -> Path:
    """Compile it into a folder and return the program.

    Raises OSError where there is no g++, or where it refuses, with its words.
    """
    import tensorflow as tf

    compiler = shutil.which("g++")
    if compiler is None:
        raise OSError("There is no g++ here. On Debian and Ubuntu: apt-get install g++")
    libraries = tf.sysconfig.get_lib()
    code, program = Path(folder) / "predict.c", Path(folder) / "predict"
    code.write_text(source(), encoding="utf-8")
    command = [compiler, "-Wall", "-Wextra", "-O1", str(code), "-o", str(program)]
    command += ["-isystem", tf.sysconfig.get_include()]
    # The names without a number, for which the linker looks, are not in the package.
    command += [f"-L{libraries}", "-l:libtensorflow_cc.so.2", "-l:libtensorflow_framework.so.2"]
    command += [f"-Wl,-rpath,{libraries}"]
    # The usual linker goes through all names of the two libraries: five times as long.
    command += ["-fuse-ld=gold"] if shutil.which("ld.gold") else []
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise OSError(f"g++ refused predict.c:\n{done.stderr[-2000:]}")
    return program


def operation_names(export: str | Path, signature: str = "serving_default") -> tuple[str, str]:
    """The operations that hold the only input and the only output of an export's signature.

    `saved_model_cli show` prints the same names, each with ":0" behind it. Raises ValueError for a
    signature that isn't there, or has more than one of either.
    """
    from tensorflow.core.protobuf import saved_model_pb2

    model = saved_model_pb2.SavedModel()
    model.ParseFromString((Path(export) / "saved_model.pb").read_bytes())
    signatures = model.meta_graphs[0].signature_def
    if signature not in signatures:  # asked for by [...], protobuf would make an empty one
        raise ValueError(f"{export} has no signature {signature!r}, only {sorted(signatures)}.")
    found = signatures[signature]
    if len(found.inputs) != 1 or len(found.outputs) != 1:
        raise ValueError(
            f"{signature!r} has {len(found.inputs)} inputs and {len(found.outputs)} outputs, and "
            "the program knows what to do with one of each."
        )
    (given,), (answered,) = found.inputs.values(), found.outputs.values()
    return given.name.partition(":")[0], answered.name.partition(":")[0]
