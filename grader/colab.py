"""What is different in Colab: where files outlive the runtime, and how to get a GPU."""

from __future__ import annotations

import sys
from pathlib import Path

# Where Drive appears once it is mounted as Colab's own snippet does it; MOUNT is that snippet.
DRIVE = Path("/content/drive/MyDrive")
MOUNT = 'from google.colab import drive; drive.mount("/content/drive")'


def in_colab() -> bool:
    """Whether this is a Colab kernel, which has imported `google.colab` before the first cell."""
    return "google.colab" in sys.modules


def mounted_drive() -> Path | None:
    """The learner's Drive, where this is Colab and they have mounted it."""
    return DRIVE if in_colab() and DRIVE.is_dir() else None


def suggest_gpu(gain: str) -> None:
    """Print how to get a GPU, where this is Colab and TensorFlow finds none; elsewhere nothing.

    For a lesson that shows more, or runs faster, with a GPU than without one.

    Args:
        gain: What one adds, after "With one," and before a colon.
    """
    if not in_colab():
        return
    import tensorflow as tf  # only a lesson that already uses it gets here

    if not tf.config.list_physical_devices("GPU"):
        print(
            f"This runtime has no GPU. With one, {gain}: choose Runtime > Change runtime type > "
            "T4 GPU, and run the cells from the top."
        )
