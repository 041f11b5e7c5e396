"""What runs first in a kernel: output caught, TensorFlow imported."""
